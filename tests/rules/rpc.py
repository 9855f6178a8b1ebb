"""Framing, and what goes wrong in the RPC layer."""

# ruff: noqa: E501 (a table: node ids are as long as they are)

from tests.rules.rule import rules

_FUZZ = "fuzz/test_fuzz.py::test_no_frame_brings_about"
_NO_GOOD = "conformance/test_framing.py::test_what_is_no_good_call"

RPC = rules(
    "Framing",
    ("A CALL is answered once, by a CALLRESULT that fits its schema or a CALLERROR of five elements.", _FUZZ),
    ("2.1: CALLRESULTERROR is never answered; the complaint is kept.",
     "conformance/test_framing.py::test_types_that_2_1_adds conformance/test_outages.py::test_2_1_s_unanswered_messages_are_kept"),
    ("2.1: SEND is never answered, well made or not, and may come while a CALL is open.",
     f"conformance/test_exactly_once.py::test_nothing_answers_a_send {_FUZZ}"),
    ("A message type that is not in the version's list is ignored; 2.x is told MessageTypeNotSupported.", _NO_GOOD),
    ("A message id is a string of 1 to 36 characters, whatever they are.",
     f"{_NO_GOOD} conformance/test_framing.py::test_any_string_of_up_to_36_characters_is_an_id"),
    ("The same message sent again gets the answer it got, on any connection, under any id.",
     "conformance/test_exactly_once.py::TestReplays::test_a_stop_sent_again_gets_the_answer_it_got"
     " TestReplays::test_an_event_sent_again_gets_the_answer_it_got"
     " conformance/test_transactions_16.py::test_a_start_sent_again_is_the_same_transaction"),
    ("A known id with another payload is a protocol error.", "conformance/test_wild_stations.py::test_an_id_may_come_again_after_a_restart",
     "Left out on purpose: real stations repeat ids after a restart; the message itself tells a replay from a new one."),
    ("One CALL of ours is open at a station at a time; the others wait in order.",
     "conformance/test_commands.py::test_only_one_is_in_flight_and_the_others_keep_their_order"
     " conformance/test_commands_under_fire.py::test_a_thousand_wait_for_one_station_and_go_in_order"),
    ("CALLs of both directions may cross.", "conformance/test_framing.py::test_a_call_is_answered_while_ours_is_open"),
    ("A CALL without an answer times out; an answer after that is recorded and disturbs nothing.",
     "conformance/test_commands.py::test_no_answer_in_time_frees_the_slot_and_a_late_one_is_recorded"),
    ("What is no JSON is answered with id -1 and never echoed.", f"{_NO_GOOD} {_FUZZ}"),
    ("An optional member without a value is left out of what we send.",
     "conformance/test_authorization.py::test_group_and_expiry_are_told_where_they_are_set"),
    ("A 1.6 payload may be null or missing.", "conformance/test_framing.py::test_an_empty_payload_may_be_null_or_missing"),
    ("Error codes are spelled as the negotiated version spells them.", f"{_NO_GOOD} {_FUZZ}"),
    ("Codes are accepted in either spelling.", "conformance/test_wild_stations.py::test_a_code_is_taken_in_either_spelling"),
    ("An unknown action is NotImplemented, a known one that is not supported NotSupported.", _NO_GOOD),
    ("A description has 1 to 255 characters.", f"{_NO_GOOD} {_FUZZ}"),
    ("1.6 errata: both spellings of Celsius.", "conformance/test_wild_stations.py::test_both_spellings_of_celsius"),
    ("1.6 errata: a stop without a reason was Local.", "conformance/test_transactions_16.py::test_the_stop_without_a_reason_was_local"),
    ("Times go out in UTC with Z and without a fraction.", "conformance/test_wild_stations.py::test_every_boot_and_heartbeat_is_told_the_time"),
    ("A limit goes out with one decimal, never rounded up.",
     "conformance/test_wild_stations.py::test_a_limit_has_one_decimal_and_is_never_rounded_up"),
    ("Identifiers compare without case.",
     "conformance/test_authorization.py::test_tokens_compare_without_case_and_hold_any_character"
     " conformance/test_handshake.py::test_identities_compare_without_case_and_keep_their_spelling"),
) + rules(
    "Traps: RPC layer",
    ("The limit of open CALLs is per direction: a station that asks before it answers is answered.",
     "conformance/test_framing.py::test_a_call_is_answered_while_ours_is_open"
     " conformance/test_wild_stations.py::test_a_call_comes_with_whatever_is_open_the_other_way"),
    ("A CALL is stored before it is sent, and its clock runs before that.",
     "conformance/test_commands.py::test_it_is_stored_before_it_is_sent"
     " conformance/test_outages.py::TestTheLink::test_the_clock_runs_before_anything_is_stored"),
    ("No CALL of a station is answered by waiting for one of ours: what waits is sent afterwards.",
     "conformance/test_commands.py::TestOffline::test_it_waits_where_the_caller_asked_for_it"
     " conformance/test_wild_stations.py::test_what_waits_is_not_sent_within_the_boot"),
    ("An answer may come on a later connection.",
     "conformance/test_commands.py::test_the_answer_may_come_on_a_later_connection"
     " conformance/test_commands_under_fire.py::test_an_answer_on_the_next_socket_lets_the_queue_go_on"),
    ("An answer counts once, and from the station that was asked.",
     "conformance/test_commands.py::test_a_second_answer_changes_nothing test_another_station_cannot_answer_it"),
    ("A CALLERROR is a result of the command, with its details.",
     "conformance/test_commands.py::test_a_callerror_is_a_result_too conformance/test_exactly_once.py::test_the_details_of_a_callerror_are_kept"),
    ("An answer that breaks its schema is kept, counted and ends the command.",
     "conformance/test_commands.py::test_garbage_for_an_answer_is_kept_and_counted"),
    ("Empty frames, colons in ids, CALLERRORs without description or details are put up with.",
     f"{_NO_GOOD} conformance/test_framing.py::test_any_string_of_up_to_36_characters_is_an_id"),
    ("A message that nobody handles is a CALLERROR, never a CALLRESULT of another form.", _FUZZ),
    ("A notification is answered even where storing it fails, and stored later.",
     "conformance/test_framing.py::test_a_status_is_answered_even_where_storing_it_fails"
     " conformance/test_outages.py::test_a_stop_is_answered_and_stored_later test_an_event_without_a_token_is_answered_and_stored_later"
     " test_without_tables_and_queue_only_what_is_never_sent_again_is_answered"),
    ("No answer tells an exception or the payload's text.",
     f"conformance/test_framing.py::test_errors_of_a_use_case_leak_nothing {_FUZZ}"),
    ("No frame makes the function fail, and none that is refused leaves anything behind.", _FUZZ),
    ("JSON that nests too deeply is refused at the door.",
     "conformance/test_exactly_once.py::test_what_nests_too_deeply_is_refused_at_the_door"),
)  # fmt: skip
