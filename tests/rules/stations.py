"""What six independent stations were seen to do on the wire."""

# ruff: noqa: E501 (a table: node ids are as long as they are)

from tests.rules.rule import rules

_WILD, _FUZZ = "conformance/test_wild_stations.py", "fuzz/test_fuzz.py::test_no_frame_brings_about"

STATIONS = rules(
    "Seen from real station software",
    ("What was not answered comes again with a new id on a new socket.",
     "conformance/test_transactions_16.py::test_a_start_sent_again_is_the_same_transaction"
     " conformance/test_exactly_once.py::TestReplays::test_a_stop_without_a_number_sent_again_makes_no_second_session"
     " chaos/test_chaos.py::test_no_fault_costs_or_doubles_a_session"),
    ("Ids repeat across stations and restarts.", f"{_WILD}::test_an_id_may_come_again_after_a_restart"),
    ("After a reconnect there is neither boot nor status.", "conformance/test_boot_and_gate.py::test_a_reconnect_needs_no_boot"),
    ("They reconnect as often as they like; only takeovers of a live connection are counted against them.",
     "conformance/test_takeover_flapping.py::test_a_station_that_says_goodbye_may_come_back_as_often_as_it_likes"),
    ("Some pipeline their CALLs, even while pending.",
     f"{_WILD}::test_a_call_comes_with_whatever_is_open_the_other_way test_a_status_pipelined_behind_a_pending_boot_is_refused_and_harms_nothing"),
    ("A replay comes late, among live traffic, with meter values after their stop.",
     "conformance/test_meter_values.py::test_values_after_the_stop_are_kept_and_change_nothing"
     " conformance/test_exactly_once.py::TestLateAndLost::test_values_that_come_after_the_stop_join_the_session_of_their_time"),
    ("Offline events may say so only in the retry, or never.", f"{_WILD}::test_a_retry_that_says_offline_only_now_is_the_same_event"),
    ("Values queued behind an unanswered start carry no transaction number.",
     "conformance/test_meter_values.py::test_values_without_a_number_go_by_connector_and_time"),
    ("A CALLERROR to a transaction message costs a session, so what can be read of it is taken.",
     "conformance/test_tolerance.py::test_it_is_answered_counted_and_its_frame_kept"
     " conformance/test_transactions_2x.py::test_missing_members_do_not_cost_the_session conformance/test_outages.py::test_a_stop_is_answered_and_stored_later"),
    ("One asks Authorize before it answers RequestStartTransaction.", "conformance/test_framing.py::test_a_call_is_answered_while_ours_is_open"),
    ("CALLs sent before a station is accepted may be swallowed: they time out, and the queue goes on.",
     "conformance/test_commands_under_fire.py::test_a_station_that_never_answers_gets_all_that_waits_one_deadline_after_another"),
    ("Credentials come as hex text, raw bytes or plain text.", "conformance/test_handshake.py::test_passwords_are_bytes"),
    ("Header names come in any case.", "unit/functions/test_header_names.py::test_header_names_come_in_any_case"),
    ("Two refuse a handshake without the subprotocol that was agreed on.",
     "infra/test_local_edge.py::test_the_subprotocol_is_the_one_connect_chose_if_it_was_offered e2e/test_sessions.py::test_a_1_6_session_from_boot_to_stop"),
    ("permessage-deflate is offered by half.", "", "API Gateway's to answer; an open check for the first real account."),
    ("One cannot put fragmented frames together: what we send goes in one frame.", "e2e/test_big_messages.py::test_the_csms_sends_and_hears_as_much",
     "API Gateway cuts what is longer than 32 kB; lists that are too long go out in several messages."),
    ("A message may come in many fragments.", "e2e/test_big_messages.py::test_a_station_sends_many_frames_as_one_message"),
    ("Numbers carry the noise of floats.", f"{_WILD}::test_numbers_with_the_noise_of_floats test_numbers_with_the_noise_of_floats_in_2x"),
    ("kWh and Wh are mixed.", "conformance/test_meter_values.py::test_the_register test_units_and_multipliers_of_2_x"),
    ("Signed data of a kilobyte stands inside, and is kept byte for byte.",
     "unit/operator_api/test_transactions.py::test_signed_data_is_shown_as_it_came"),
    ("Frames of 15 kB are ordinary, and up to 128 kB are taken.", f"{_FUZZ} e2e/test_big_messages.py::test_the_csms_sends_and_hears_as_much"),
)  # fmt: skip
