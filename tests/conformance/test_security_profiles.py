"""The doors of OCPP's security profiles: which are open to a station, and what it must show (2.0.1 A00, B01)."""

import base64
from dataclasses import replace
from typing import Any

import pytest

from csms.application.connect_station import connect_station
from csms.application.handshake import Handshake, Refusal
from csms.domain.alarms import Alarm
from csms.domain.certificates import ClientCertificate
from csms.domain.stations import OcppVersion, Station
from tests.support.world import BOOT, PASSWORD, Charger, World

V16, V201, V21 = OcppVersion
OURS = "Our Charging"
BASIC = "Basic " + base64.b64encode(f"CP-1:{PASSWORD}".encode()).decode()


def knock(
    csms: World,
    door: int,
    certificate: ClientCertificate | None = None,
    authorization: str | None = BASIC,
    version: OcppVersion = V16,
) -> OcppVersion | Refusal:
    shake = Handshake(
        "c-1", "CP-1", authorization, [version.subprotocol], "192.0.2.7", security_profile=door, certificate=certificate
    )
    with csms.guard.running("station_connect"):
        return connect_station(csms.ports, shake)


def cert(common_name: str | None = "SN-7.example.com", organization: str | None = OURS) -> ClientCertificate:
    return ClientCertificate(common_name, organization)


def station(csms: World) -> Station:
    found = csms.ports.stations.get("cp-1")
    assert found is not None
    return found


@pytest.mark.parametrize("stored", [1, 2, 3])
@pytest.mark.parametrize("door", [1, 2, 3])
def test_no_door_below_the_stations_profile_is_open_to_it(csms: World, stored: int, door: int) -> None:
    csms.register(security_profile=stored)
    outcome = knock(csms, door, cert())
    assert outcome is (V16 if door >= stored else Refusal.SECURITY_PROFILE_TOO_LOW)
    assert station(csms).security_profile == max(stored, door)


def test_an_upgrade_is_never_undone_by_the_station(csms: World) -> None:
    assert knock(csms, 1) is V16
    assert knock(csms, 2) is V16
    assert knock(csms, 1) is Refusal.SECURITY_PROFILE_TOO_LOW
    refused = csms.ports.refused_connections.get("cp-1")
    assert refused is not None
    assert (refused.last_reason, refused.security_profile) == ("security_profile_too_low", 1)
    csms.ports.stations.save(replace(station(csms), security_profile=1), station(csms))
    assert knock(csms, 1) is V16, "only the operator lowers it"


def test_who_is_refused_raises_nothing(csms: World) -> None:
    assert knock(csms, 2, authorization=None) is Refusal.BAD_CREDENTIALS
    assert knock(csms, 3, None) is Refusal.BAD_CREDENTIALS
    assert station(csms).security_profile == 1


def test_a_certificate_needs_no_password_and_a_password_is_no_certificate(csms: World) -> None:
    csms.register(security_profile=3)
    assert knock(csms, 3, cert(), authorization=None) is V16
    assert knock(csms, 3, None, authorization=BASIC) is Refusal.BAD_CREDENTIALS
    assert knock(csms, 2, cert(), authorization=None) is Refusal.SECURITY_PROFILE_TOO_LOW


def test_a_certificate_counts_at_its_own_door_only(csms: World) -> None:
    assert knock(csms, 2, cert(), authorization=None) is Refusal.BAD_CREDENTIALS


@pytest.mark.parametrize(
    ("certificate", "good"),
    [
        (cert(), True),
        (cert(organization="Somebody Else"), False),
        (cert(organization=None), False),
        (cert(common_name=None), False),
    ],
)
def test_the_organization_is_ours(csms: World, certificate: ClientCertificate, good: bool) -> None:
    csms.ports = replace(csms.ports, organization_name=OURS)
    assert knock(csms, 3, certificate) is (V16 if good else Refusal.BAD_CREDENTIALS)


def test_the_first_name_is_pinned(csms: World) -> None:
    assert knock(csms, 3, cert()) is V16
    assert station(csms).certificate_cn == "SN-7.example.com"
    assert knock(csms, 3, cert("SN-8.example.com")) is Refusal.BAD_CREDENTIALS
    assert knock(csms, 3, cert("sn-7.EXAMPLE.com")) is V16
    assert station(csms).certificate_cn == "SN-7.example.com"


def test_the_operators_name_counts(csms: World) -> None:
    csms.register(security_profile=3, certificate_cn="SN-8.example.com")
    assert knock(csms, 3, cert()) is Refusal.BAD_CREDENTIALS
    assert knock(csms, 3, cert("SN-8.example.com")) is V16


def with_serial(version: OcppVersion, serial_number: str | None) -> dict[str, Any]:
    if version is V16:
        return BOOT[V16] | ({"chargePointSerialNumber": serial_number} if serial_number else {})
    known = BOOT[version]["chargingStation"] | ({"serialNumber": serial_number} if serial_number else {})
    return {**BOOT[version], "chargingStation": known}


def test_a_known_serial_number_must_fit_the_first_certificate(csms: World) -> None:
    charger = csms.connect(V201)
    charger.ask("BootNotification", with_serial(V201, "SN-8"))
    assert knock(csms, 3, cert()) is Refusal.BAD_CREDENTIALS
    assert knock(csms, 3, cert("SN-8.example.com")) is V16


@pytest.mark.parametrize("version", list(OcppVersion))
def test_the_serial_number_at_boot_is_in_the_certificates_name(csms: World, version: OcppVersion) -> None:
    assert knock(csms, 3, cert(), version=version) is version
    charger = Charger(csms, "c-1", version, "CP-1")
    assert charger.ask("BootNotification", with_serial(version, "SN-7"))["status"] == "Accepted"
    assert csms.link.closed == []
    assert csms.alarms == []


@pytest.mark.parametrize("version", list(OcppVersion))
@pytest.mark.parametrize("serial_number", ["SN-8", None])
def test_another_stations_certificate_is_shown_the_door(
    csms: World, version: OcppVersion, serial_number: str | None
) -> None:
    assert knock(csms, 3, cert(), version=version) is version
    charger = Charger(csms, "c-1", version, "CP-1")
    assert charger.error("BootNotification", with_serial(version, serial_number)) == "SecurityError"
    assert csms.link.closed == ["c-1"]
    assert charger.call("Heartbeat", {}) is None, "nothing more is taken from it"
    assert station(csms).booted_at is None
    assert csms.alarms == [Alarm.CERTIFICATE_MISMATCH]
    [event] = csms.ports.station_events.page("cp-1", 10, None).items
    assert event.payload["alarm"] == "certificate_mismatch"
    assert event.payload["certificate_cn"] == "SN-7.example.com"


def test_it_may_try_again_and_again_and_the_alarm_rings_once(csms: World) -> None:
    for _ in range(3):
        assert knock(csms, 3, cert()) is V16
        Charger(csms, "c-1", V16, "CP-1").error("BootNotification", with_serial(V16, "SN-8"))
    assert csms.alarms == [Alarm.CERTIFICATE_MISMATCH]


def test_a_password_connection_boots_without_a_serial_number(csms: World) -> None:
    assert knock(csms, 2) is V16
    assert Charger(csms, "c-1", V16, "CP-1").ask("BootNotification", BOOT[V16])["status"] == "Accepted"
