"""Smart charging (2.0.1 K01, K08, K10; 1.6 §3.13, §5.16 and its errata)."""

# ruff: noqa: E501 (a table: node ids are as long as they are)

from tests.rules.rule import Rule, rules

_COMPOSITE = "unit/domain/test_composite_schedule.py"
_RULES = "unit/domain/test_profile_rules.py"
_HELD = "conformance/test_installed_profiles.py"
_LIBRARY = "unit/operator_api/test_stored_profiles.py"
_SHOWN = "unit/operator_api/test_installed_profiles.py"
_CHECKS = "unit/operator_api/test_composite_schedules.py"
_NEEDS = "conformance/test_charging_needs.py"
_PLANNER = "unit/application/test_plan_site.py"

SMART_CHARGING: tuple[Rule, ...] = rules(
    "Smart charging",
    ("A station's maximum stands on EVSE 0, a transaction's profile on one EVSE, a default on either (K01.FR.16).",
     f"{_RULES}::test_each_purpose_has_its_places {_LIBRARY}::test_a_door_refuses_what_no_station_could_take"),
    ("External constraints are the station's own: never sent, never cleared by us (K01.FR.22, K10.FR.06).",
     f"{_RULES}::test_what_no_station_could_take_is_named {_SHOWN}::test_external_constraints_are_the_stations_own"),
    ("A transaction's profile names a transaction that runs (K01.FR.03, K01.FR.09).",
     f"{_LIBRARY}::test_a_profile_is_bound_to_the_transaction_that_runs test_a_profile_of_a_transaction_wants_one"),
    ("In a remote start it names none yet (1.6 errata 3.41).",
     f"{_RULES}::test_a_remote_start_carries_a_profile_of_its_own_transaction {_LIBRARY}::test_a_remote_start_with_a_profile_of_the_library"),
    ("Absolute and recurring schedules have a start, relative ones none (K01.FR.40, K01.FR.41); a start just past, for clocks that lag.",
     f"{_RULES}::test_a_schedule_that_names_no_start_has_just_begun {_LIBRARY}::test_a_profile_is_bound_to_the_transaction_that_runs"),
    ("Periods begin at 0 and ascend; a maximum is never relative; recurrence goes with recurring (K01.FR.31, K01.FR.35, K01.FR.38, errata 3.56).",
     f"{_RULES}::test_what_no_station_could_take_is_named test_profiles_as_they_should_be"),
    ("No second profile for a place while both are valid in 2.x (K01.FR.06, K01.FR.39, K01.FR.52, K01.FR.53); one's own id is none.",
     f"{_SHOWN}::test_a_2x_station_is_sent_no_second_profile_for_a_place"),
    ("In 1.6 the new one takes the place of the old, by id or by purpose and stack level (§3.13.2, §5.16.3).",
     f"{_HELD}::test_the_same_id_replaces test_in_16_the_same_place_replaces_too"),
    ("Installed is what the station accepted, nothing else, and a late answer counts.",
     f"{_HELD}::test_only_what_the_station_accepted_is_installed test_an_error_and_silence_install_nothing_and_a_late_answer_does"
     " test_a_late_answer_of_what_has_been_replaced_changes_nothing"),
    ("A transaction's profile ends with it, and with a reboot; the others persist (K01.FR.27).",
     f"{_HELD}::test_a_profile_of_a_transaction_ends_with_it test_a_profile_of_a_transaction_ends_with_a_reboot"),
    ("That of a remote start is of the transaction that follows.",
     f"{_HELD}::TestRemoteStart::test_its_profile_is_of_the_transaction_that_follows"
     f" {_HELD}::TestRemoteStart::test_one_that_nobody_followed_is_forgotten"),
    ("The filters of a clearing AND together, none means all, and Unknown says it is gone too (errata 3.25, K10.FR.04).",
     f"{_HELD}::test_what_fits_all_that_is_asked_for_is_cleared test_what_was_installed_after_a_late_clearing_stays"),
    ("Of a purpose the highest stack level that has a period now leads; expired ones fall to the lower (K01.FR.17, errata 3.43).",
     f"{_COMPOSITE}::TestRules::test_the_highest_stack_level_that_has_a_period_leads"),
    ("A transaction's profile takes the place of the default; then the lowest purpose counts (K08.FR.04).",
     f"{_COMPOSITE}::TestRules::test_a_transactions_profile_takes_the_place_of_the_default"
     f" {_COMPOSITE}::TestRules::test_the_lowest_purpose_counts"),
    ("Validity is from inclusive and to exclusive; nothing before a start, or past a duration (K01.FR.11, K01.FR.30, K01.FR.36, K01.FR.37).",
     f"{_COMPOSITE}::TestRules::test_validity_counts_from_and_not_to {_COMPOSITE}::TestRules::test_a_schedule_of_the_future_waits_for_its_start"
     f" {_COMPOSITE}::TestRules::test_periods_past_the_duration_are_not_executed"),
    ("What reaches into the next day or week is not executed (errata 3.44).",
     f"{_COMPOSITE}::TestTime::test_what_reaches_into_the_next_turn_is_not_executed"),
    ("Without a transaction one is taken to begin now (K08.FR.06).",
     f"{_COMPOSITE}::TestTime::test_without_a_transaction_one_is_taken_to_begin_now"),
    ("A is per phase and W the total, three phases unless said otherwise (K01.FR.49-51).",
     f"{_COMPOSITE}::TestUnits::test_power_is_the_total_over_the_phases"),
    ("EVSE 0 is all EVSEs together within the station's maximum (K08.FR.03, §3.13.3).",
     f"{_COMPOSITE}::TestWholeStation::test_the_station_is_the_sum_of_its_evses_within_its_maximum"),
    ("Accepted does not mean applied: the station's own schedule is held against ours.",
     f"{_CHECKS}::test_a_station_that_agrees test_a_station_that_does_not_obey_shows_where test_a_profile_that_only_the_station_knows_shows"),
    ("A make that knows one unit, one stack level or relative profiles only is told so, by doors and planner.",
     f"{_PLANNER}::test_a_make_that_needs_it_differently_is_told_so test_a_make_that_takes_relative_profiles_only_gets_the_lowest_limit_to_come"),
    ("What an operator takes of the planner's profiles is not counted with any more.",
     f"{_PLANNER}::test_what_an_operator_takes_away_is_sent_again test_what_an_operator_puts_in_its_place_is_replaced_again"),
    ("Accepted does not mean obeyed: what is drawn is counted, rings once, and the station is asked what it holds.",
     f"{_PLANNER}::test_a_station_that_does_not_obey_rings_once_and_is_asked_what_it_holds"
     " unit/scheduling/test_obedience.py::test_its_true_draw_is_counted_and_the_others_get_the_rest"),
    ("Somebody else's limit counts until the station says that it is cleared (K11-K13).",
     f"{_NEEDS}::test_somebody_elses_limit_is_kept_until_it_is_cleared"
     " unit/scheduling/test_bookings.py::test_others_limits_leave_the_rest_to_cars_elsewhere"),
    ("A car's needs are answered Accepted only where a profile follows, and Rejected where none can (K15.FR.03, K15.FR.04, K17.FR.03, K17.FR.04).",
     f"{_NEEDS}::test_a_cars_needs_are_its_sessions_goal_and_planned_at_once test_no_profile_is_promised_where_none_can_follow"),
    ("The profile follows whether or not it changes anything, within the car's periods (K15.FR.07, K16.FR.12, K17.FR.07).",
     "unit/scheduling/test_bookings.py::test_a_car_gets_what_it_can_take_and_a_profile_for_its_needs"
     " test_an_unlimited_car_is_sent_a_profile_for_its_needs"),
    ("A car's own schedule is accepted within what it may have, else rejected and planned anew (K15.FR.11-13, K17.FR.11-13).",
     f"{_NEEDS}::test_a_cars_schedule_is_held_against_what_it_may_have"),
    ("Daylight saving shifts a recurring profile by an hour against the local tariff.", "",
     "a recurring profile is in UTC; the site's schedules are in local time and are sent anew."),
)  # fmt: skip
