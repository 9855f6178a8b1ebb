"""Local lists and reservations."""

# ruff: noqa: E501 (a table: node ids are as long as they are)

from tests.rules.rule import rules

_SYNC, _ENTRIES, _LIST = (
    "unit/domain/test_list_sync.py",
    "unit/domain/test_local_lists.py",
    "unit/operator_api/test_local_list.py",
)
_LIFE, _RESERVATIONS = "unit/domain/test_reservations.py", "unit/operator_api/test_reservations.py"

TOKENS = rules(
    "Local list, reservation",
    ("A list's version is above 0, and higher with every message (D01.FR.18).",
     f"{_SYNC}::test_whatever_gets_lost_in_step_is_the_truth test_the_first_message_is_full_the_others_differential"),
    ("0 is no list, -1 a 1.6 station that keeps none.", f"{_LIST}::test_the_version_that_it_tells {_SYNC}::test_a_station_without_lists"),
    ("After VersionMismatch the version is asked for and the whole list sent (D01.FR.03).",
     f"{_LIST}::test_a_version_mismatch_is_mended test_another_version_than_ours_brings_the_whole_list"),
    ("After a Differential that Failed the whole list is sent; a Full one that Failed is the end of it.",
     f"{_SYNC}::test_a_station_without_room_is_not_tried_for_ever {_LIST}::test_the_stations_word"),
    ("A long list is a Full message and Differentials, each within what the station takes (D01.FR.11).",
     f"{_LIST}::test_a_long_list_goes_in_messages_that_the_station_takes test_the_station_says_how_many_it_takes {_ENTRIES}::test_in_messages_of_any_size_too",
     "2.x: how many entries the whole list may have is left to the station."),
    ("A Differential item without token info takes the token from the list (D01.FR.16).",
     f"{_LIST}::test_then_only_what_differs_is_sent {_ENTRIES}::test_a_station_that_applies_what_differs_has_the_list"),
    ("No token stands twice in a list (D01.FR.06).", f"{_ENTRIES}::test_in_messages_of_any_size_too"),
    ("Full without any token empties the list (D01.FR.04).", f"{_LIST}::test_an_empty_list"),
    ("An answer that is lost leaves no doubt: the version tells whether the message got through.",
     f"{_LIST}::test_an_answer_that_never_comes {_SYNC}::test_whatever_gets_lost_in_step_is_the_truth"),
    ("A reservation of the same number takes the other one's place (H01.FR.02).",
     f"{_RESERVATIONS}::TestEnd::test_replaced_by_another_under_its_number {_RESERVATIONS}::TestEnd::test_a_refused_replacement_leaves_it"),
    ("Connector 0 is any of them; a station that cannot reserve so says Rejected.",
     f"{_RESERVATIONS}::test_any_evse_and_a_kind_of_connector test_a_refusal_says_why {_RESERVATIONS}::TestUse::test_of_any_evse"),
    ("A start by the token or its group, on the connector or with 0 on any, uses it; reservationId says which (H01.FR.15).",
     f"{_RESERVATIONS}::TestUse::test_by_its_token {_RESERVATIONS}::TestUse::test_by_another_of_its_group {_LIFE}::test_whose_start_uses_it test_any_evse_fits_and_the_closest_goes_first"),
    ("A rejected start uses none.", f"{_RESERVATIONS}::TestUse::test_a_refused_start_does_not_use_it"),
    ("reservationId 0 and less is none.", f"{_RESERVATIONS}::TestUse::test_zero_and_less_are_no_reservation"),
    ("It ends where its connector is Faulted or Unavailable (H01.FR.16, .17).",
     f"{_RESERVATIONS}::TestEnd::test_released_where_its_connector_is_out_of_order {_RESERVATIONS}::TestEnd::test_released_with_the_whole_station {_LIFE}::test_what_takes_it_away"),
    ("1.6 tells nothing of an expiry: the CSMS keeps the time.",
     f"{_RESERVATIONS}::TestExpiry::test_it_goes_from_hand_to_hand_until_then {_RESERVATIONS}::TestExpiry::test_a_start_just_before_it_may_come_just_after_it"),
    ("2.x tells of expiry and removal by ReservationStatusUpdate.", f"{_RESERVATIONS}::TestEnd::test_the_station_may_say_so"),
    ("CancelReservation is answered Rejected by a station that has no such reservation.",
     f"{_RESERVATIONS}::TestEnd::test_a_rejected_cancellation_says_so"),
)  # fmt: skip
