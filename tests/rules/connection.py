"""Handshake and identity; boot, time and presence."""

# ruff: noqa: E501 (a table: node ids are as long as they are)

from tests.rules.rule import rules

_BOOT, _SHAKE = "conformance/test_boot_and_gate.py", "conformance/test_handshake.py"
_PROFILES, _ROTATION = "conformance/test_security_profiles.py", "conformance/test_password_rotation.py"

CONNECTION = rules(
    "Handshake and identity",
    ("The identity is the last part of the path, percent-decoded once; dots are part of it.",
     "infra/test_edge.py::test_cloudfront_and_middleware_agree unit/operator_api/test_stations.py::test_identities_survive_their_paths"),
    ("No identity that a handshake could not carry is registered.",
     "unit/operator_api/test_stations.py::test_identities_that_no_handshake_could_carry_are_refused"),
    ("The first subprotocol of the station's list that we speak is taken, and exactly that one echoed.",
     f"{_SHAKE}::test_the_chargers_order_decides infra/test_local_edge.py::test_the_subprotocol_is_the_one_connect_chose_if_it_was_offered"),
    ("Nothing but the subprotocol chooses the version.", f"{_SHAKE}::test_the_chargers_order_decides"),
    ("No common subprotocol: upgrade without one, then close.", f"{_SHAKE}::test_the_chargers_order_decides",
     "We answer 400 instead of 101 and close: $connect decides before there is a connection that could be closed."),
    ("An unknown identity is 404, wrong credentials 401.",
     f"{_SHAKE}::test_an_unknown_identity test_no_credentials_no_socket e2e/test_sessions.py::test_who_is_refused_and_how"),
    ("User name, identity in the path and the registered identity are one.", f"{_SHAKE}::test_no_credentials_no_socket"),
    ("A password is bytes: colons, bytes that are no text, hex sent as text or decoded.", f"{_SHAKE}::test_passwords_are_bytes"),
    ("Only a salted hash of a password is kept.", "unit/domain/test_identity.py::test_only_the_password_itself_is_the_password"),
    ("A connection below the station's security profile is refused; a success at a higher one raises it for good.",
     f"{_PROFILES}::test_no_door_below_the_stations_profile_is_open_to_it test_an_upgrade_is_never_undone_by_the_station"),
    ("Profile 3: organization and name of the certificate count, and the serial number at boot must be in the name.",
     f"{_PROFILES}::test_the_organization_is_ours test_the_first_name_is_pinned test_the_serial_number_at_boot_is_in_the_certificates_name"),
    ("Profile 3: an expired certificate may be allowed per station, to be renewed at once.", "",
     "CloudFront verifies the certificate before we see it; its switch to ignore expiry holds for all stations."),
    ("A new password over OCPP: both are good until the station answers; accepted only the new one counts, refused only the old.",
     f"{_ROTATION}::test_both_are_good_until_the_station_has_answered test_what_the_station_refuses_is_forgotten"),
    ("Without an answer both are good until the next login decides.", f"{_ROTATION}::test_without_an_answer_the_next_login_decides"),
    ("No identity, tag or password stands in a log or is shown by a command.",
     f"conformance/test_logs.py::test_a_day_leaves_no_secret_in_the_logs {_ROTATION}::test_nothing_that_has_left_is_kept"
     " unit/operator_api/test_station_password.py::test_no_door_shows_it"),
    ("The newest fully authenticated connection wins, atomically; one that is refused takes nothing over.",
     f"{_SHAKE}::test_the_newest_authenticated_connection_wins test_one_that_is_refused_takes_nothing_over test_two_at_once_are_put_in_an_order"),
    ("A late disconnect of an old socket harms nothing; a frame of one changes nothing.",
     f"{_SHAKE}::test_a_late_disconnect_of_the_old_socket_harms_nothing"
     " unit/functions/test_station_message.py::test_a_superseded_socket_hears_nothing_and_is_closed"),
) + rules(
    "Boot, time, presence",
    ("BootNotification is answered with the operator's decision, the time and an interval.",
     f"{_BOOT}::test_boot_is_answered_with_the_operators_decision"),
    ("Before it is accepted a station is refused everything else with SecurityError.",
     f"{_BOOT}::test_nothing_else_before_it_is_accepted test_nothing_else_before_the_first_boot"),
    ("While pending, what we triggered is taken.", f"{_BOOT}::test_while_pending_a_triggered_message_is_taken"),
    ("A pending station may be read, set and triggered, and is sent no start.",
     "conformance/test_commands.py::test_a_pending_station_may_be_configured_but_not_started"),
    ("A rejected station is sent nothing but a trigger of its boot, also from the queue.",
     "conformance/test_commands.py::test_a_rejected_station_may_only_be_asked_to_boot"
     " conformance/test_exactly_once.py::TestCommandsOfOneNoLongerAccepted::test_nothing_leaves_that_may_not"),
    ("A pending or rejected station keeps its socket.",
     "unit/operator_api/test_stations.py::test_a_rejected_station_keeps_its_socket"
     " conformance/test_wild_stations.py::test_a_status_pipelined_behind_a_pending_boot_is_refused_and_harms_nothing"),
    ("A reconnect brings no boot: registration belongs to the station.", f"{_BOOT}::test_a_reconnect_needs_no_boot"),
    ("The interval of an accepted boot is the heartbeat's, short of the ten minutes of the platform.",
     "conformance/test_wild_stations.py::test_the_heartbeat_keeps_the_socket_and_the_clock"),
    ("Any message proves presence.",
     "conformance/test_request_budget.py::test_presence_is_written_every_few_minutes_only"
     " unit/operator_api/test_stations.py::test_presence_is_the_age_of_the_last_frame"),
    ("Boot and Heartbeat are always told the time.", "conformance/test_wild_stations.py::test_every_boot_and_heartbeat_is_told_the_time"),
    ("After a long absence all connectors are reported, after a short one those that changed.",
     f"{_BOOT}::test_the_newest_status_wins_in_any_order", "The station's rule; what is not reported again stays as it was."),
) + rules(
    "Traps: Boot / status",
    ("A station that reconnects without ever having booted here is asked to, once, after a wait.",
     f"{_BOOT}::test_a_silent_station_is_asked_to_boot_once"),
    ("A station that another system accepted may report its transactions before it boots here.",
     f"{_BOOT}::test_a_transaction_of_a_station_that_never_booted_with_us_is_kept"
     " conformance/test_wild_stations.py::test_before_it_booted_a_station_is_heard_where_a_refusal_would_lose_a_session"),
    ("Nothing is sent after a boot that the operator did not ask for.",
     "conformance/test_wild_stations.py::test_a_boot_is_followed_by_nothing_that_the_operator_did_not_ask_for"),
    ("Connector 0 is the whole station: its newer outage masks the others, and in a tie they win.",
     "unit/domain/test_connectors.py::test_a_newer_outage_of_the_station_masks_its_connectors"
     " test_an_older_outage_and_a_healthy_station_mask_nothing test_the_stations_own_status_is_no_connector"),
    ("The newest status counts; a time that is missing, unreadable or in the future is replaced.",
     f"{_BOOT}::test_the_newest_status_wins_in_any_order test_a_status_time_that_cannot_be_is_replaced"),
    ("Status and transaction come in any order, and neither stands for the other.",
     "conformance/test_wild_stations.py::test_status_and_start_come_in_any_order_and_neither_stands_for_the_other"),
    ("Connectors are known once they are seen.", "conformance/test_wild_stations.py::test_connectors_are_known_once_they_are_seen"),
    ("Identities compare without case and keep their spelling.",
     f"{_SHAKE}::test_identities_compare_without_case_and_keep_their_spelling"
     " unit/operator_api/test_stations.py::test_identities_compare_without_case_and_keep_their_spelling"),
    ("Tokens hold any character.", "unit/operator_api/test_tokens.py::test_tokens_hold_any_character"),
)  # fmt: skip
