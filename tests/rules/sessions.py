"""Transactions and who may start or stop them."""

# ruff: noqa: E501 (a table: node ids are as long as they are)

from tests.rules.rule import rules

_16, _2X = "conformance/test_transactions_16.py", "conformance/test_transactions_2x.py"
_ONCE, _WILD = "conformance/test_exactly_once.py", "conformance/test_wild_stations.py"
_AUTH, _METER, _TOLERANCE = (
    "conformance/test_authorization.py",
    "conformance/test_meter_values.py",
    "conformance/test_tolerance.py",
)

SESSIONS = rules(
    "Transactions",
    ("1.6: the number is positive, and no other transaction of the station has it.", f"{_16}::test_numbers_are_positive_and_never_the_same"),
    ("Start, Stop and MeterValues are answered whatever is missing in them.",
     f"{_16}::test_a_start_is_answered_whatever_is_missing test_a_stop_is_answered_whatever_is_missing"
     f" {_METER}::test_whatever_is_missing_meter_values_are_answered"),
    ("They are answered whatever cannot be read in them; a register is not guessed, a token authorizes nobody.",
     f"{_TOLERANCE}::test_it_is_answered_counted_and_its_frame_kept test_a_register_that_cannot_be_read_is_not_guessed"
     " test_a_token_that_cannot_be_read_authorizes_nobody"),
    ("A start that is sent again gets the same number and the same answer.",
     f"{_16}::test_a_start_sent_again_is_the_same_transaction test_a_start_sent_again_after_the_token_was_blocked_gets_the_same_answer"),
    ("A stop with -1 or without a number finds its transaction by token, time and register.",
     f"{_16}::test_a_stop_without_a_number_finds_its_transaction"
     f" {_ONCE}::TestLateAndLost::test_a_stop_without_a_number_goes_by_the_register_too"),
    ("The token is verified at the start even where the station has let it charge.",
     f"{_16}::test_a_start_that_is_not_authorized_is_stored_and_numbered {_2X}::test_an_unknown_token_is_told_and_noted"),
    ("The message's own time counts, also for whether the token was good then.",
     f"{_16}::test_an_offline_session_keeps_its_own_times test_an_offline_start_is_judged_by_what_held_then"
     " test_a_clock_that_cannot_be_right_is_replaced_and_noted"),
    ("Messages that are no transaction's may overtake the queue.", f"{_WILD}::test_status_and_start_come_in_any_order_and_neither_stands_for_the_other"),
    ("A stop may name no token.", f"{_WILD}::test_a_stop_that_names_no_token_is_told_of_none"),
    ("transactionData that repeats meter values counts once.", f"{_16}::test_transaction_data_repeats_meter_values_without_adding"),
    ("Energy is the last register less the first; never more than the meter says.",
     "conformance/test_happy_path.py::test_a_session_of_1_6 unit/domain/test_transactions.py::test_energy_never_exceeds_what_the_meter_says"),
    ("A register that went backwards, was reset or jumped is flagged, not refused.",
     f"{_16}::test_a_meter_that_went_backwards_is_not_billed"
     f" {_ONCE}::TestWhatTheMeterSays::test_a_meter_that_was_reset_within_the_session_is_reviewed"
     " TestWhatTheMeterSays::test_a_register_that_jumps_beyond_any_charger_is_reviewed"),
    ("A gap between two transactions of a connector is flagged.",
     f"{_ONCE}::TestWhatTheMeterSays::test_a_gap_between_two_sessions_is_told_and_costs_nothing TestWhatTheMeterSays::test_a_register_that_goes_on_has_no_gap"),
    ("Meter values belong to the transaction of their time.",
     f"{_ONCE}::TestLateAndLost::test_values_that_come_after_the_stop_join_the_session_of_their_time"
     f" {_METER}::test_values_without_a_number_go_by_connector_and_time"),
    ("2.x: events may come in any order and twice; Ended before Started is taken.",
     f"{_2X}::test_any_order_gives_the_same_session test_everything_twice_has_one_effect test_an_end_without_a_start_is_kept"
     " unit/domain/test_transactions.py::test_order_does_not_matter"),
    ("2.x: numbers may begin anywhere; complete is every number from the start to the end.",
     f"{_2X}::test_numbers_need_not_begin_at_zero test_a_gap_is_seen"),
    ("2.x: a station whose memory is full drops updates; the ends are billed, the gap is told.",
     f"{_WILD}::test_what_a_full_memory_dropped_is_billed_and_told"),
    ("2.x: a station is asked (GetTransactionStatus) before its silent session is closed.",
     f"{_ONCE}::TestForgotten::test_what_it_still_holds_stays_open TestForgotten::test_what_it_no_longer_knows_is_closed"
     " TestForgotten::test_one_that_is_offline_cannot_be_asked"),
    ("2.x: idTokenInfo wherever an idToken came, also an empty one; totalCost only where it is known.",
     f"{_ONCE}::TestTokens::test_an_empty_token_is_answered_in_2x {_WILD}::test_an_event_that_names_no_token_is_told_of_none_and_of_no_cost"),
    ("2.x: the station names the transaction; a name that is too long is kept whole.",
     f"{_TOLERANCE}::test_it_is_answered_counted_and_its_frame_kept"),
    ("A meter that says nothing at the end leaves a doubt.",
     f"{_ONCE}::TestWhatTheMeterSays::test_a_meter_that_is_silent_at_the_end_leaves_a_doubt"
     " TestWhatTheMeterSays::test_a_2_x_session_that_ends_without_a_register_leaves_a_doubt"),
    ("A token that is deleted while it charges keeps no session open.",
     f"{_WILD}::test_a_token_that_is_deleted_while_it_charges_keeps_no_session_open test_a_second_start_with_a_token_nobody_knows_is_kept"),
    ("remoteStartId ties the request to the session that came of it.", f"{_2X}::test_the_wish_to_start_is_found_again"),
) + rules(
    "Traps: Authorization",
    ("Unknown, invalid, blocked and expired are told apart.",
     f"{_AUTH}::test_each_reason_has_its_word test_an_unknown_token_is_unknown unit/operator_api/test_tokens.py::test_blocked_expired_and_elsewhere"),
    ("ConcurrentTx belongs to a start only.", f"{_AUTH}::test_concurrent_use_is_refused_at_start_only"),
    ("No status is no permission: a token without one cannot be stored, one that is missing is refused.",
     f"{_AUTH}::test_an_unknown_token_is_unknown unit/operator_api/test_tokens.py::test_wrong_members_are_named"),
    ("Tokens compare without case.", f"{_AUTH}::test_tokens_compare_without_case_and_hold_any_character"),
    ("A sibling of the group or the group's own token may stop; a stranger's stop counts and is flagged.", f"{_AUTH}::test_who_may_stop"),
    ("Expiry and group are told only where they are set.", f"{_AUTH}::test_group_and_expiry_are_told_where_they_are_set"),
    ("A stop without a token gets no idTagInfo.", f"{_WILD}::test_a_stop_that_names_no_token_is_told_of_none"),
    ("A token of type Central counts where we asked for the start, not on the station's word.",
     f"{_ONCE}::TestTokens::test_a_central_token_is_not_the_stations_to_give TestTokens::test_a_central_token_counts_where_we_asked_for_the_start"),
) + rules(
    "Traps: Transactions",
    ("A start is stored and numbered even when its token is bad.", f"{_16}::test_a_start_that_is_not_authorized_is_stored_and_numbered"),
    ("A stop of one that has ended changes nothing and gets its answer.",
     f"{_16}::test_a_stop_sent_again_changes_nothing {_ONCE}::TestReplays::test_a_stop_sent_again_gets_the_answer_it_got"),
    ("Nothing that comes after the end is dropped.",
     f"{_16}::test_a_second_other_stop_is_noted_and_changes_no_energy {_METER}::test_values_after_the_stop_are_kept_and_change_nothing"),
    ("A stop of an unknown transaction is kept for review, once.",
     f"{_16}::test_a_stop_of_an_unknown_transaction_is_kept_for_review test_a_lost_stop_sent_again_is_kept_once"),
    ("Numbers of 0 and below are none, also of a reservation.",
     f"{_ONCE}::TestReplays::test_a_stop_without_a_number_sent_again_makes_no_second_session {_WILD}::test_no_reservation_is_a_number_below_one"),
    ("A stop belongs to the station that started.", f"{_16}::test_a_stop_belongs_to_the_station_that_started"),
    ("A stop before its start, or in the future, is stored and flagged.",
     f"{_16}::test_a_stop_before_its_start_is_stored_and_flagged test_a_clock_that_cannot_be_right_is_replaced_and_noted"),
    ("A forgotten session is closed with its last meter value after the time a replay may take; the true end replaces that.",
     f"{_16}::TestZombies::test_it_is_closed_with_the_last_meter_value TestZombies::test_its_own_stop_replaces_ours TestZombies::test_a_sign_of_life_saves_it"),
    ("Suspended is not over.", f"{_16}::TestZombies::test_suspended_is_not_forgotten"),
    ("Events from offline are history.", f"{_WILD}::test_a_replay_from_offline_keeps_its_own_times_and_is_no_news"),
    ("A connector that is not named is not connector 1.", f"{_2X}::test_a_connector_that_is_not_named_is_not_connector_one"),
    ("A start that is refused does not use up the reservation.", "", "There are no reservations yet."),
)  # fmt: skip
