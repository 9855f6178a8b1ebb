"""Requests for certificates as operators see and decide them."""

import json
from typing import Any

import pytest

from csms.domain.stations import OcppVersion
from tests.support import pki
from tests.support.world import BOOT, Charger

from .conftest import Answer, Api

PATH = "/api/certificate-requests"
V16, V201, V21 = OcppVersion
ROOT_KEY = pki.key("ec", "Our Root")


def station(api: Api, identity: str = "CP-1", serial_number: str = "SN-7") -> Charger:
    api.csms.register(identity)
    charger = api.csms.connect(V16, identity)
    charger.ask("BootNotification", BOOT[V16] | {"chargePointSerialNumber": serial_number})
    api.csms.link.sent.clear()
    return charger


def pending(api: Api, csr: str = pki.csr()) -> tuple[Charger, str]:
    charger = station(api)
    assert charger.ask("SignCertificate", {"csr": csr}) == {"status": "Accepted"}
    return charger, str(api.get(PATH).body["items"][0]["id"])


def sign(api: Api, request_id: str, chain: str, **headers: str) -> Answer:
    return api.post(f"{PATH}/{request_id}/sign", {"certificate_chain": chain}, **headers)


def test_a_request_is_signed_by_an_authority_outside(api: Api) -> None:
    charger, request_id = pending(api)
    waiting = api.get(f"{PATH}/{request_id}").body
    assert (waiting["csr"], waiting["certificate_chain"], waiting["command"]) == (pki.csr(), None, None)
    assert (waiting["key_algorithm"], waiting["key_bits"], waiting["common_name"]) == ("EC", 256, "SN-7")
    chain = pki.for_csr(waiting["csr"], "Our Root", ROOT_KEY, serial=0xBEEF)
    answer = sign(api, request_id, chain)
    assert (answer.status, answer.body["action"]) == (202, "CertificateSigned")
    [call] = api.wire()
    assert call[2:] == ["CertificateSigned", {"certificateChain": chain}]
    signed = api.get(f"{PATH}/{request_id}").body
    assert (signed["status"], signed["decided_by"], signed["serial_number"]) == ("signed", "ann", "BEEF")
    assert (signed["command"], signed["certificate_chain"]) == (answer.body["id"], chain)
    assert sign(api, request_id, chain).status == 409
    charger.frame(json.dumps([3, call[1], {"status": "Accepted"}]))
    assert api.get(f"{PATH}/{request_id}").body["status"] == "installed"


def test_a_chain_with_an_authority_between(api: Api) -> None:
    _, request_id = pending(api, pki.csr(kind="rsa"))
    below = pki.certificate("Below", pki.key("rsa", "Below"), "Our Root", ROOT_KEY)
    leaf = pki.for_csr(pki.csr(kind="rsa"), "Below", pki.key("rsa", "Below"))
    wrong = sign(api, request_id, below + leaf)
    assert (wrong.status, wrong.fields()) == (422, ["certificate_chain"])
    assert sign(api, request_id, leaf + below).status == 202
    pki.verify(api.wire()[0][3]["certificateChain"], pki.root())


@pytest.mark.parametrize(
    ("chain", "words"),
    [
        ("garbage", "no X.509 certificate"),
        (pki.for_csr(pki.csr(whose="another"), "Our Root", ROOT_KEY), "another key"),
        (pki.for_csr(pki.csr(), "Our Root", ROOT_KEY, subject=pki.name("SN-8")), "CN and O"),
        (pki.for_csr(pki.csr(), "Our Root", ROOT_KEY, subject=pki.name("SN-7", None)), "CN and O"),
        (pki.for_csr(pki.csr(), "Our Root", ROOT_KEY, days=30), "expired"),
        (pki.certificate("SN-7", pki.key("ec", "station"), "Our Root", ROOT_KEY), "must be the station's"),
        (pki.for_csr(pki.csr(), "Our Root", ROOT_KEY) + pki.root(subject="Other"), "was not issued by"),
        (pki.for_csr(pki.csr(), "Our Root", ROOT_KEY) + pki.root() * 20, "and the station takes 10000"),
    ],
)
def test_what_is_no_certificate_for_it(api: Api, chain: str, words: str) -> None:
    _, request_id = pending(api)
    refused = sign(api, request_id, chain)
    assert (refused.status, refused.fields(), api.wire()) == (422, ["certificate_chain"], [])
    assert words in refused.body["errors"][0]["detail"]
    assert api.get(f"{PATH}/{request_id}").body["status"] == "pending"


def test_a_request_is_rejected_for_a_reason_and_stays_so(api: Api) -> None:
    charger, request_id = pending(api)
    rejected = api.post(f"{PATH}/{request_id}/reject", {"reason": "not one of ours"})
    assert (rejected.status, rejected.body["status"], rejected.body["reason"]) == (200, "rejected", "not one of ours")
    assert rejected.body["decided_by"] == "ann"
    assert charger.ask("SignCertificate", {"csr": pki.csr()}) == {"status": "Rejected"}
    assert api.post(f"{PATH}/{request_id}/reject", {"reason": "again"}).status == 409
    assert sign(api, request_id, pki.for_csr(pki.csr(), "Our Root", ROOT_KEY)).status == 409


def test_a_station_that_is_away_gets_its_certificate_later(api: Api) -> None:
    charger, request_id = pending(api)
    api.csms.disconnect(charger.connection_id)
    answer = sign(api, request_id, pki.for_csr(pki.csr(), "Our Root", ROOT_KEY))
    assert (answer.status, answer.body["status"], answer.body["requested_by"]) == (202, "queued", "ann")


def test_requests_by_station_and_status(api: Api) -> None:
    _, first = pending(api)
    api.csms.forward(seconds=1)
    other = station(api, "CP-2", "SN-8")
    other.ask("SignCertificate", {"csr": "nonsense"})
    api.csms.forward(seconds=1)
    other.ask("SignCertificate", {"csr": pki.csr("SN-8")})

    def found(**query: Any) -> list[tuple[str, str]]:
        return [(item["station"], item["status"]) for item in api.get(PATH, **query).body["items"]]

    assert found() == [("CP-2", "pending"), ("CP-2", "rejected"), ("CP-1", "pending")]
    assert found(station="cp-2") == [("CP-2", "pending"), ("CP-2", "rejected")]
    assert found(status="pending") == [("CP-2", "pending"), ("CP-1", "pending")]
    assert found(station="CP-2", status="rejected") == [("CP-2", "rejected")]
    page = api.get(PATH, limit=2).body
    assert [item["id"] for item in api.get(PATH, cursor=page["next_cursor"]).body["items"]] == [first]
    assert api.get(PATH, status="lost").fields() == ["status"]


def test_what_is_not_there(api: Api) -> None:
    for answer in (
        api.get(f"{PATH}/nothing"),
        sign(api, "nothing", pki.root()),
        api.post(f"{PATH}/nothing/reject", {"reason": "x"}),
    ):
        assert answer.status == 404


def test_admins_decide_and_all_look(api: Api) -> None:
    _, request_id = pending(api)
    api.role = "operator"
    assert sign(api, request_id, pki.root()).status == 403
    assert api.post(f"{PATH}/{request_id}/reject", {"reason": "x"}).status == 403
    api.role = "viewer"
    assert api.get(f"{PATH}/{request_id}").status == 200
