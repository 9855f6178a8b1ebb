"""Certificates of stations, what stations trust, security events and the way up."""

# ruff: noqa: E501 (a table: node ids are as long as they are)

from tests.rules.rule import rules

_SIGN, _DOORS = "conformance/test_sign_certificate.py", "conformance/test_security_profiles.py"
_REQUESTS, _ROOTS = "unit/operator_api/test_certificate_requests.py", "unit/operator_api/test_station_certificates.py"
_EVENTS, _UP = "unit/operator_api/test_security_events.py", "unit/operator_api/test_security_profile.py"
_KMS = "unit/adapters/test_kms_authority.py"

SECURITY = rules(
    "Certificates and security events",
    ("SignCertificate is answered at once; the certificate comes later, in a CertificateSigned, leaf first.",
     f"{_SIGN}::test_a_csr_becomes_a_certificate e2e/certification/test_security.py::test_a_certificate_is_renewed e2e/test_certificates.py::test_from_a_password_to_a_certificate"),
    ("A CSR that cannot be processed is Rejected: unreadable, not signed by its own key, RSA below 2048 bits, EC below 256.",
     f"{_SIGN}::test_what_no_authority_should_sign"),
    ("The subject holds the serial number in its CN and the operator's name in its O.",
     f"{_SIGN}::test_what_no_authority_should_sign test_the_organization_is_ours test_a_station_without_serial_number_is_named_by_its_identity"),
    ("A CSR comes as PEM, as NEW CERTIFICATE REQUEST, as bare base64, or in hex.",
     f"{_SIGN}::test_however_it_is_spelled_it_is_one_request"),
    ("A station asks again with growing waits until it has its certificate: one certificate to a CSR.",
     f"{_SIGN}::test_a_station_that_asks_again_and_again_gets_one_certificate test_two_tasks_at_once_send_one_certificate"
     f" test_a_new_key_takes_the_place_of_the_one_that_waits {_KMS}::test_the_same_request_is_the_same_certificate"),
    ("The CSMS should not sign by itself but ask a certificate authority, which the operator may run.",
     f"{_REQUESTS}::test_a_request_is_signed_by_an_authority_outside conformance/test_certificate_authority.py::test_from_a_csr_to_a_certificate_in_the_station"),
    ("An authority that cannot be reached, or rejects a CSR, is for an operator to know; the station hears nothing.",
     f"{_SIGN}::test_an_authority_that_cannot_be_reached_is_asked_again test_without_an_authority_of_ours_it_waits_and_somebody_is_told"
     f" {_REQUESTS}::test_a_request_is_rejected_for_a_reason_and_stays_so"),
    ("certificateType and requestId of the request are those of the CertificateSigned.",
     f"{_SIGN}::test_the_stations_number_and_type_come_back test_a_v2g_certificate_is_never_signed_by_the_authority_of_stations"),
    ("No chain is longer than CertificateSignedMaxChainSize.", f"{_SIGN}::test_a_station_is_not_sent_a_longer_chain_than_it_takes"),
    ("A station may be asked for a CSR while it is Pending.",
     f"{_SIGN}::test_a_pending_station_may_be_asked_for_a_csr_and_gets_its_certificate"),
    ("Every station has a certificate of its own: no name opens two doors.",
     f"{_SIGN}::test_no_station_gets_a_certificate_that_opens_anothers_door test_the_first_login_by_certificate_is_with_a_name_of_its_own"),
    ("The maker's certificate is replaced by the operator's soon after installation.",
     f"{_SIGN}::test_the_makers_certificate_makes_way_for_ours"),
    ("Certificates restrict the use of their keys, and no station's signs others.",
     f"{_KMS}::test_a_certificate_for_a_tls_client test_a_root_is_made_once_and_signs_no_authorities test_only_what_was_checked_of_the_subject_is_vouched_for"),
    ("Online verification of stations' certificates (OCSP, CRL).", "",
     "The built-in authority publishes neither: a station whose key is lost is removed, or given another CN; certificates end after a year."),
    ("A root counts as installed when the station has accepted it, as deleted when it is gone or was not there.",
     f"{_ROOTS}::test_what_is_accepted_is_installed test_what_is_not_accepted_is_not_installed test_what_is_deleted_or_not_there_is_gone"
     " test_what_could_not_be_deleted_is_still_there"),
    ("A certificate is deleted by the name, and the hash algorithm, that the station has for it.",
     f"{_ROOTS}::test_the_stations_list_replaces_what_was_known_and_names_it_its_way"),
    ("Make very sure before the last CSMS root is deleted.", f"{_ROOTS}::test_the_last_root_is_not_deleted_by_mistake"),
    ("With AdditionalRootCertificateCheck a new CSMS root replaces the old one.", "",
     "The station does that; our list shows both until the station has listed its certificates."),
    ("Security events are kept, and found over all stations; critical ones are known as such.",
     f"{_EVENTS}::test_an_event_is_kept_with_our_knowledge_of_it test_events_by_station_type_gravity_and_time"
     " test_a_repeated_report_is_one_event test_what_an_operator_must_hear_of_rings"),
    ("A security profile is only raised by OCPP, and closes nothing before the station has come with it.",
     f"{_UP}::test_there_is_no_way_down_nor_to_where_it_is test_an_upgrade_locks_nothing_out_until_the_station_has_come_through_the_other_door"
     f" {_DOORS}::test_an_upgrade_is_never_undone_by_the_station"),
    ("A 2.x station changes its profile by a network profile.", f"{_UP}::test_a_2x_station_wants_a_network_profile",
     "SetNetworkProfile goes through the raw door."),
    ("1.6: a message that only the security extension knows is triggered by ExtendedTriggerMessage.",
     "unit/operator_api/test_operations.py::test_a_wish_in_the_words_of_each_version"),
)  # fmt: skip
