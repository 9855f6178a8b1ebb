"""SignCertificate and what follows: an answer at once, one certificate to a CSR, and a CertificateSigned that says how
it went (2.0.1 A02, A03; 1.6 security whitepaper A02, A03)."""

import base64
import json
from dataclasses import dataclass, replace
from typing import Any

import pytest

from csms.application.cancel_command import cancel_command
from csms.application.connect_station import connect_station
from csms.application.handshake import Handshake, Refusal
from csms.application.ports import CertificateRequestFilter
from csms.application.transmit import deadline_task
from csms.domain import ids
from csms.domain.alarms import Alarm
from csms.domain.certificate_requests import CertificateRequest, RequestStatus
from csms.domain.certificates import ClientCertificate
from csms.domain.commands import Command
from csms.domain.configuration import Reading, Source, with_readings
from csms.domain.stations import OcppVersion, Registration
from tests.support import pki
from tests.support.world import BOOT, Charger, World

V16, V201, V21 = OcppVersion
ALL = [V16, V201, V21]


@dataclass
class Authority:
    """Issues by a key of this test's, and counts."""

    issued: int = 0
    fails: bool = False

    def issue(self, request: CertificateRequest) -> str:
        if self.fails:
            raise RuntimeError("the authority cannot be reached")
        self.issued += 1
        return pki.for_csr(request.csr, "Our Root", pki.key("ec", "Our Root"), days=800)

    def root(self) -> str:
        return pki.root()


@pytest.fixture
def authority(csms: World) -> Authority:
    made = Authority()
    csms.ports = replace(csms.ports, certificate_authority=made)
    return made


def boot_with(version: OcppVersion, serial_number: str) -> dict[str, Any]:
    if version is V16:
        return BOOT[V16] | {"chargePointSerialNumber": serial_number}
    return {**BOOT[version], "chargingStation": BOOT[version]["chargingStation"] | {"serialNumber": serial_number}}


def station(csms: World, version: OcppVersion = V16, identity: str = "CP-1", serial_number: str = "SN-7") -> Charger:
    charger = csms.connect(version, identity)
    assert charger.ask("BootNotification", boot_with(version, serial_number))["status"] == "Accepted"
    csms.link.sent.clear()
    return charger


def ask(charger: Charger, csr: str, **more: Any) -> str:
    return str(charger.ask("SignCertificate", {"csr": csr, **more})["status"])


def run(csms: World) -> None:
    """The signing tasks that wait, as their timers would."""
    waiting = [(delay, task) for delay, task in csms.queues.tasks if task["task"] == "sign_certificate"]
    csms.queues.tasks = [entry for entry in csms.queues.tasks if entry[1]["task"] != "sign_certificate"]
    for delay, task in waiting:
        assert delay >= 2, "the station must have read its answer"
        csms.run_task(task)


def requests(csms: World, **wanted: Any) -> list[CertificateRequest]:
    return csms.ports.certificate_requests.page(CertificateRequestFilter(**wanted), 50, None).items


def only(csms: World) -> CertificateRequest:
    [request] = requests(csms)
    return request


def sent(csms: World) -> list[list[Any]]:
    frames = [json.loads(text) for _, text in csms.link.sent]
    return [frame for frame in frames if frame[2] == "CertificateSigned"]


def answer(csms: World, charger: Charger, status: str) -> None:
    charger.frame(json.dumps([3, sent(csms)[-1][1], {"status": status}]))


def command_of(csms: World, request: CertificateRequest) -> Command:
    command = csms.ports.commands.get(request.station_key, request.command_id or "")
    assert command is not None
    return command


@pytest.mark.parametrize("version", ALL)
@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_a_csr_becomes_a_certificate(csms: World, authority: Authority, version: OcppVersion, kind: str) -> None:
    charger, csr = station(csms, version), pki.csr(kind=kind)
    assert ask(charger, csr) == "Accepted"
    assert (sent(csms), only(csms).status) == ([], RequestStatus.PENDING), "first the answer, the certificate later"
    run(csms)
    [call] = sent(csms)
    chain = call[3].pop("certificateChain")
    assert call[3] == ({} if version is V16 else {"certificateType": "ChargingStationCertificate"})
    pki.verify(chain, pki.root())
    assert pki.same_key(chain, csr)
    request = only(csms)
    assert (request.status, request.chain, request.identity) == (RequestStatus.SIGNED, chain, "CP-1")
    answer(csms, charger, "Accepted")
    assert only(csms).status is RequestStatus.INSTALLED


def test_the_stations_number_and_type_come_back(csms: World, authority: Authority) -> None:
    charger = station(csms, V21)
    assert ask(charger, pki.csr(), certificateType="ChargingStationCertificate", requestId=5) == "Accepted"
    assert ask(charger, pki.csr(), certificateType="ChargingStationCertificate", requestId=6) == "Accepted"
    run(csms)
    [call] = sent(csms)
    assert (call[3]["certificateType"], call[3]["requestId"]) == ("ChargingStationCertificate", 6)


def spellings() -> list[str]:
    pem = pki.csr()
    body = pem.strip().split("\n")[1:-1]
    return [
        pem.replace("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"),
        "".join(body),
        "\n".join(body),
        pem.replace("\n", "\r\n"),
        pem.replace("\n", "\\n"),
        base64.b64decode("".join(body)).hex(),
    ]


@pytest.mark.parametrize("csr", spellings())
def test_however_it_is_spelled_it_is_one_request(csms: World, authority: Authority, csr: str) -> None:
    charger = station(csms)
    assert ask(charger, csr) == "Accepted"
    assert ask(charger, pki.csr()) == "Accepted"
    run(csms)
    assert (authority.issued, len(sent(csms)), only(csms).csr) == (1, 1, pki.csr())


def test_a_station_that_asks_again_and_again_gets_one_certificate(csms: World, authority: Authority) -> None:
    charger = station(csms)
    for _ in range(3):
        assert ask(charger, pki.csr()) == "Accepted"
    run(csms)
    assert ask(charger, pki.csr()) == "Accepted"
    run(csms)
    assert (authority.issued, len(sent(csms))) == (1, 1)
    answer(csms, charger, "Accepted")
    assert ask(charger, pki.csr()) == "Accepted", "our certificate and its repetition have crossed"
    run(csms)
    first, second = sent(csms)
    assert (authority.issued, first[3]) == (1, second[3]), "the same certificate"
    answer(csms, charger, "Accepted")
    assert only(csms).status is RequestStatus.INSTALLED


def test_the_same_csr_a_year_later_is_the_next_certificate(csms: World, authority: Authority) -> None:
    """An RSA key that is kept makes the very same CSR again."""
    charger, csr = station(csms), pki.csr(kind="rsa")
    ask(charger, csr)
    run(csms)
    answer(csms, charger, "Accepted")
    csms.forward(days=330)
    charger = station(csms)
    assert ask(charger, csr) == "Accepted"
    run(csms)
    answer(csms, charger, "Accepted")
    assert authority.issued == 2
    assert [(r.generation, r.status) for r in requests(csms)] == [
        (2, RequestStatus.INSTALLED),
        (1, RequestStatus.INSTALLED),
    ]


@pytest.mark.parametrize(
    ("csr", "reason"),
    [
        ("no request", "no PKCS #10 request"),
        ("", "no PKCS #10 request"),
        (pki.root(), "no PKCS #10 request"),
        (pki.csr(kind="rsa-1024"), "1024 bits"),
        (pki.csr(kind="ec-224"), "224 bits"),
        (pki.csr(kind="ed25519"), "neither RSA nor ECDSA"),
        (pki.csr("SN-8"), "the serial number is not in it"),
        (pki.csr(None), "no CN"),
        (pki.forged_csr(), "not signed by the key"),
    ],
)
@pytest.mark.parametrize("version", [V16, V201])
def test_what_no_authority_should_sign(
    csms: World, authority: Authority, version: OcppVersion, csr: str, reason: str
) -> None:
    charger = station(csms, version)
    assert ask(charger, csr) == "Rejected"
    run(csms)
    request = only(csms)
    assert (request.status, sent(csms), authority.issued) == (RequestStatus.REJECTED, [], 0)
    assert reason in (request.reason or "")
    assert csms.ports.stations.get("cp-1").certificate_cn is None  # type: ignore[union-attr]


def test_the_organization_is_ours(csms: World, authority: Authority) -> None:
    csms.ports = replace(csms.ports, organization_name="Our Charging")
    charger = station(csms)
    for organization in ("Somebody Else", None):
        assert ask(charger, pki.csr(organization=organization)) == "Rejected"
    assert ask(charger, pki.csr()) == "Accepted"
    assert {r.reason for r in requests(csms, status=RequestStatus.REJECTED)} == {
        "the subject's O is Somebody Else, and not Our Charging (A00.FR.509)",
        "the subject's O is missing, and not Our Charging (A00.FR.509)",
    }


def test_what_was_wrong_with_a_csr_may_be_mended_here(csms: World, authority: Authority) -> None:
    csms.ports = replace(csms.ports, organization_name="Another")
    charger = station(csms)
    assert ask(charger, pki.csr()) == "Rejected"
    csms.ports = replace(csms.ports, organization_name="Our Charging")
    assert ask(charger, pki.csr()) == "Accepted"
    run(csms)
    assert (only(csms).status, only(csms).reason) == (RequestStatus.SIGNED, None)


def test_a_station_without_serial_number_is_named_by_its_identity(csms: World, authority: Authority) -> None:
    charger = csms.connect(V201)
    charger.boot()
    assert ask(charger, pki.csr("SN-7")) == "Rejected"
    assert ask(charger, pki.csr("cp-1")) == "Accepted"


def test_no_station_gets_a_certificate_that_opens_anothers_door(csms: World, authority: Authority) -> None:
    csms.register("CP-2")
    victim, thief = station(csms), station(csms, identity="CP-2", serial_number="SN-7")
    assert ask(victim, pki.csr()) == "Accepted"
    assert ask(thief, pki.csr("sn-7", whose="thief")) == "Rejected", "its serial number is what it claims"
    assert "another station" in str(requests(csms, station_key="cp-2")[0].reason)


def test_the_name_that_an_operator_gave_is_taken_until_it_is_freed(csms: World, authority: Authority) -> None:
    named = csms.register("CP-2", certificate_cn="sn-7")
    charger = station(csms)
    assert ask(charger, pki.csr()) == "Rejected"
    csms.ports.stations.save(replace(named, certificate_cn=None), named)
    assert ask(charger, pki.csr()) == "Accepted"


def test_the_first_login_by_certificate_is_with_a_name_of_its_own(csms: World, authority: Authority) -> None:
    """A name that one station has asked for lets no other in."""
    csms.register("CP-2")
    assert ask(station(csms, serial_number="SN-7"), pki.csr()) == "Accepted"
    ours = ClientCertificate("SN-7", "Our Charging")
    for identity, good in (("CP-2", False), ("CP-1", True)):
        shake = Handshake("c-9", identity, None, ["ocpp1.6"], "192.0.2.7", security_profile=3, certificate=ours)
        with csms.guard.running("station_connect"):
            outcome = connect_station(csms.ports, shake)
        assert outcome is (V16 if good else Refusal.BAD_CREDENTIALS)


def test_the_makers_certificate_makes_way_for_ours(csms: World, authority: Authority) -> None:
    """A02.FR.01: both names hold the serial number; the old one is good until the new one has been used."""

    def knock(common_name: str) -> OcppVersion | Refusal:
        shown = ClientCertificate(common_name, "Maker")
        shake = Handshake("c-9", "CP-1", None, ["ocpp1.6"], "192.0.2.7", security_profile=3, certificate=shown)
        with csms.guard.running("station_connect"):
            return connect_station(csms.ports, shake)

    assert knock("SN-7.maker") is V16
    charger = Charger(csms, "c-9", V16, "CP-1")
    charger.ask("BootNotification", boot_with(V16, "SN-7"))
    assert ask(charger, pki.csr("other")) == "Rejected"
    assert ask(charger, pki.csr("SN-7")) == "Accepted"
    assert knock("SN-7.maker") is V16
    assert knock("SN-7") is V16
    stored = csms.ports.stations.get("cp-1")
    assert stored is not None
    assert (stored.certificate_cn, stored.next_certificate_cn) == ("SN-7", None)
    assert knock("SN-7.maker") is Refusal.BAD_CREDENTIALS


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        ([3, {"status": "Rejected"}], "did not accept"),
        ([3, {}], "did not accept"),
        ([4, "FormationViolation", "", {}], "FormationViolation"),
    ],
)
def test_what_the_station_refuses(csms: World, authority: Authority, frame: list[Any], reason: str) -> None:
    charger = station(csms)
    ask(charger, pki.csr())
    run(csms)
    charger.frame(json.dumps([frame[0], sent(csms)[0][1], *frame[1:]]))
    assert only(csms).status is RequestStatus.REFUSED
    assert reason in (only(csms).reason or "")
    assert ask(charger, pki.csr()) == "Accepted"
    run(csms)
    answer(csms, charger, "Accepted")
    assert (only(csms).status, only(csms).reason, authority.issued) == (RequestStatus.INSTALLED, None, 1)


def test_a_station_that_is_away_gets_it_when_it_is_back(csms: World, authority: Authority) -> None:
    charger = station(csms)
    ask(charger, pki.csr())
    csms.disconnect(charger.connection_id)
    run(csms)
    assert (sent(csms), only(csms).status) == ([], RequestStatus.SIGNED)
    back = csms.connect(V16)
    csms.drain()
    answer(csms, back, "Accepted")
    assert only(csms).status is RequestStatus.INSTALLED


def test_a_late_answer_counts(csms: World, authority: Authority) -> None:
    charger = station(csms)
    ask(charger, pki.csr())
    run(csms)
    csms.forward(seconds=31)
    csms.run_task(deadline_task(command_of(csms, only(csms))))
    assert (only(csms).status, only(csms).reason) == (RequestStatus.UNDELIVERED, "the station did not answer")
    answer(csms, charger, "Accepted")
    assert only(csms).status is RequestStatus.INSTALLED


def test_a_command_that_is_taken_back_delivers_nothing(csms: World, authority: Authority) -> None:
    charger = station(csms)
    ask(charger, pki.csr())
    csms.disconnect(charger.connection_id)
    run(csms)
    with csms.guard.running("operator_api"):
        cancel_command(csms.ports, ids.join("cp-1", only(csms).command_id or ""))
    assert only(csms).status is RequestStatus.UNDELIVERED


def test_an_authority_that_cannot_be_reached_is_asked_again(csms: World, authority: Authority) -> None:
    charger = station(csms)
    ask(charger, pki.csr())
    authority.fails = True
    [task] = [task for _, task in csms.queues.tasks if task["task"] == "sign_certificate"]
    with pytest.raises(RuntimeError):
        csms.run_task(task)
    assert only(csms).status is RequestStatus.PENDING
    authority.fails = False
    csms.run_task(task)
    csms.run_task(task)
    assert (only(csms).status, authority.issued, len(sent(csms))) == (RequestStatus.SIGNED, 1, 1)


def test_two_tasks_at_once_send_one_certificate(csms: World, authority: Authority) -> None:
    """The queue may deliver a task twice: what the slower one signed never leaves."""
    charger = station(csms)
    ask(charger, pki.csr())
    [task] = [task for _, task in csms.queues.tasks if task["task"] == "sign_certificate"]
    issue = authority.issue

    def overtaken(request: CertificateRequest) -> str:
        authority.issue = issue  # type: ignore[method-assign]
        csms.run_task(task)
        return issue(request)

    authority.issue = overtaken  # type: ignore[method-assign]
    csms.run_task(task)
    assert (authority.issued, len(sent(csms))) == (2, 1)
    assert sent(csms)[0][3]["certificateChain"] == only(csms).chain
    answer(csms, charger, "Accepted")
    assert only(csms).status is RequestStatus.INSTALLED


def test_without_an_authority_of_ours_it_waits_and_somebody_is_told(csms: World) -> None:
    charger = station(csms)
    assert ask(charger, pki.csr()) == "Accepted"
    run(csms)
    assert (only(csms).status, sent(csms), csms.alarms) == (RequestStatus.PENDING, [], [Alarm.CERTIFICATE_REQUEST])
    csms.forward(minutes=20)
    assert ask(charger, pki.csr()) == "Accepted"
    run(csms)
    assert csms.alarms == [Alarm.CERTIFICATE_REQUEST], "a station that asks again rings no more"


def test_a_new_key_takes_the_place_of_the_one_that_waits(csms: World) -> None:
    """Some stations make a new key for every attempt; another station's request and another use stay as they are."""
    csms.register("CP-2")
    other, charger = station(csms, V201, "CP-2", "SN-8"), station(csms, V201)
    ask(other, pki.csr("SN-8", whose="other"))
    ask(charger, pki.csr("DE*ABC*E1"), certificateType="V2GCertificate")
    ask(charger, pki.csr(whose="first"))
    csms.forward(seconds=60)
    ask(charger, pki.csr(whose="second"))
    waiting = requests(csms, status=RequestStatus.PENDING)
    assert {(r.station_key, r.use.value, r.csr) for r in waiting} == {
        ("cp-2", "ChargingStationCertificate", pki.csr("SN-8", whose="other")),
        ("cp-1", "V2GCertificate", pki.csr("DE*ABC*E1")),
        ("cp-1", "ChargingStationCertificate", pki.csr(whose="second")),
    }
    [superseded] = requests(csms, status=RequestStatus.REJECTED)
    assert superseded.reason == "the station has asked again, with another CSR"
    csms.forward(seconds=60)
    assert ask(charger, pki.csr(whose="first")) == "Accepted", "the last word counts"
    assert requests(csms, station_key="cp-1", status=RequestStatus.REJECTED)[0].csr == pki.csr(whose="second")


def test_a_v2g_certificate_is_never_signed_by_the_authority_of_stations(csms: World, authority: Authority) -> None:
    charger = station(csms, V201)
    assert ask(charger, pki.csr("DE*ABC*E1", "SomeCPO"), certificateType="V2GCertificate") == "Accepted"
    run(csms)
    assert (only(csms).status, authority.issued) == (RequestStatus.PENDING, 0)
    assert csms.alarms == [Alarm.CERTIFICATE_REQUEST]
    assert csms.ports.stations.get("cp-1").certificate_cn is None  # type: ignore[union-attr]


def test_a_pending_station_may_be_asked_for_a_csr_and_gets_its_certificate(csms: World, authority: Authority) -> None:
    """A00.FR.806: the credentials are renewed before the station is accepted."""
    csms.register(registration=Registration.PENDING)
    charger = csms.connect(V16)
    assert charger.ask("BootNotification", boot_with(V16, "SN-7"))["status"] == "Pending"
    assert charger.error("SignCertificate", {"csr": pki.csr()}) == "SecurityError"
    csms.send("cp-1", "ExtendedTriggerMessage", '{"requestedMessage":"SignChargePointCertificate"}')
    trigger = json.loads(csms.link.sent[-1][1])
    charger.frame(json.dumps([3, trigger[1], {"status": "Accepted"}]))
    assert ask(charger, pki.csr()) == "Accepted"
    run(csms)
    answer(csms, charger, "Accepted")
    assert only(csms).status is RequestStatus.INSTALLED


def test_what_an_extended_trigger_asks_of_a_pending_station(csms: World) -> None:
    csms.register(registration=Registration.PENDING)
    charger = csms.connect(V16)
    assert charger.ask("BootNotification", BOOT[V16])["status"] == "Pending"
    idle = {"status": "Idle"}
    assert charger.error("SignedFirmwareStatusNotification", idle) == "SecurityError"
    csms.send("cp-1", "ExtendedTriggerMessage", '{"requestedMessage":"FirmwareStatusNotification"}')
    assert charger.ask("SignedFirmwareStatusNotification", idle) == {}


def test_a_request_of_a_removed_station_ends_quietly(csms: World, authority: Authority) -> None:
    charger = station(csms)
    ask(charger, pki.csr())
    csms.ports.stations.remove(csms.ports.stations.get("cp-1"))  # type: ignore[arg-type]
    run(csms)
    assert (sent(csms), only(csms).status) == ([], RequestStatus.PENDING)


def test_the_answer_to_a_certificate_by_the_raw_door_is_just_an_answer(csms: World, authority: Authority) -> None:
    charger = station(csms)
    command = csms.send("cp-1", "CertificateSigned", json.dumps({"certificateChain": pki.root()}))
    charger.frame(json.dumps([3, command.message_id, {"status": "Accepted"}]))
    assert requests(csms) == []
    assert csms.ports.commands.get("cp-1", command.message_id).status == "done"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("version", "key"),
    [(V16, "CertificateSignedMaxChainSize"), (V201, "SecurityCtrlr.MaxCertificateChainSize")],
)
@pytest.mark.parametrize(("limit", "fits"), [("300", False), ("2000", True), ("none", True)])
def test_a_station_is_not_sent_a_longer_chain_than_it_takes(
    csms: World, authority: Authority, version: OcppVersion, key: str, limit: str, fits: bool
) -> None:
    charger = station(csms, version)
    told = Reading(key, limit)
    known = with_readings(csms.ports.configurations.get("cp-1"), (told,), charger.now(), Source.GET)
    csms.ports.configurations.save(known)
    assert ask(charger, pki.csr()) == "Accepted"
    run(csms)
    assert only(csms).status is (RequestStatus.SIGNED if fits else RequestStatus.REJECTED)
    assert len(sent(csms)) == fits
    if not fits:
        assert "the station takes 300" in (only(csms).reason or "")
