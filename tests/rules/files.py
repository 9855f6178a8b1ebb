"""Settings, firmware and logs."""

# ruff: noqa: E501 (a table: node ids are as long as they are)

from tests.rules.rule import rules

_SETTINGS, _TRANSFERS = "conformance/test_configuration.py", "conformance/test_transfers.py"
_API_SETTINGS, _API_FILES = (
    "unit/operator_api/test_station_configuration.py",
    "unit/operator_api/test_file_transfers.py",
)

FILES = rules(
    "Settings, firmware and logs",
    (
        "Keys, components and variables compare without case.",
        f"{_SETTINGS}::Test16::test_a_key_in_another_case_is_the_same_key",
    ),
    (
        "1.6: RebootRequired is an agreement, in force after the next boot.",
        f"{_SETTINGS}::Test16::test_a_value_that_waits_for_a_reboot",
    ),
    (
        "1.6: what GetConfiguration leaves out is asked for by name, GetConfigurationMaxKeys at a time.",
        f"{_SETTINGS}::TestTheRestOf16::test_a_list_that_was_cut_off_goes_on_where_it_stopped {_SETTINGS}::TestTheRestOf16::test_a_refusal_to_tell_everything"
        f" {_API_SETTINGS}::test_a_1_6_station_that_takes_few_keys_is_asked_in_chunks",
    ),
    (
        "2.x: a message holds no more than ItemsPerMessage (B05.FR.11, B06.FR.05).",
        f"{_API_SETTINGS}::test_a_2_x_station_gets_as_many_items_as_it_takes test_what_a_station_told_of_itself_is_used_where_the_caller_says_nothing",
        "BytesPerMessage is not looked at.",
    ),
    (
        "2.x: results pair by what they name, not by their order.",
        f"{_SETTINGS}::Test2x::test_results_pair_by_what_they_name",
    ),
    (
        "2.x: the parts of a report come in any order; it is complete when none is missing up to the last.",
        f"{_SETTINGS}::Test2x::test_a_report_is_complete_whatever_the_order_of_its_parts {_SETTINGS}::Test2x::test_a_report_with_a_gap_is_not_complete",
    ),
    (
        "Passwords are kept only as a hash and never shown, whatever a station tells.",
        f"{_SETTINGS}::Test16::test_passwords_are_kept_nowhere {_SETTINGS}::Test2x::test_a_report_is_kept_without_its_passwords",
    ),
    (
        "The whole train of firmware statuses is answered, whatever becomes of it.",
        f"{_TRANSFERS}::test_a_plain_update_of_1_6 test_a_signed_update_of_1_6 test_an_update_of_2_x"
        " test_statuses_are_answered_while_nothing_can_be_stored",
    ),
    (
        "An end is an end: what comes late or twice moves nothing back.",
        "unit/domain/test_transfers.py::test_an_end_is_an_end_and_nothing_is_forgotten test_nothing_goes_back",
    ),
    (
        "A signed update carries signature and signing certificate (L01.FR.11).",
        f"{_API_FILES}::TestUpdates::test_a_signed_image_is_sent_as_signed {_API_FILES}::TestUpdates::test_what_is_wrong_is_named",
    ),
    (
        "A newer GetLog ends the older one (AcceptedCanceled).",
        f"{_TRANSFERS}::TestUploads::test_a_newer_log_ends_the_older",
    ),
    (
        "Addresses of files hold no shared password, serve one object for a while, and fit into the 512 letters of a message.",
        "unit/adapters/test_files.py::test_a_url_is_for_one_object_and_a_while test_a_url_fits_into_a_message"
        " e2e/test_files.py::test_firmware_is_uploaded_fetched_installed_and_confirmed",
    ),
    (
        "They are shown to nobody once they have left.",
        f"{_API_FILES}::TestUpdates::test_a_1_6_station_fetches_an_image_of_ours",
    ),
)
