"""The roots that a station trusts: installed, listed and deleted in the words of its version, known by its answers."""

import hashlib
import json
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from csms.domain.stations import OcppVersion
from tests.support import pki
from tests.support.world import Charger

from .conftest import Answer, Api

PATH = "/api/stations/CP-1/certificates"
V16, V201, V21 = OcppVersion
ALL = [V16, V201, V21]
CSMS_ROOT = {V16: "CentralSystemRootCertificate", V201: "CSMSRootCertificate", V21: "CSMSRootCertificate"}


def hashes(pem: str, algorithm: str = "SHA256") -> dict[str, str]:
    """RFC 6960's name of a self-signed certificate, computed without the code under test."""
    certificate = x509.load_pem_x509_certificate(pem.encode())
    octets = {
        "rsa": lambda key: key.public_bytes(Encoding.DER, PublicFormat.PKCS1),
        "ec": lambda key: key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint),
    }
    key: Any = certificate.public_key()
    make = getattr(hashlib, algorithm.lower())
    return {
        "hashAlgorithm": algorithm,
        "issuerNameHash": make(certificate.issuer.public_bytes()).hexdigest(),
        "issuerKeyHash": make(octets["ec" if hasattr(key, "curve") else "rsa"](key)).hexdigest(),
        "serialNumber": f"{certificate.serial_number:X}",
    }


def answer(api: Api, charger: Charger, payload: dict[str, Any]) -> list[Any]:
    """Let the station answer the newest CALL; the CALL."""
    call: list[Any] = api.wire()[-1]
    charger.frame(json.dumps([3, call[1], payload]))
    return call


def install(api: Api, pem: str, type_: str = "CSMSRootCertificate", **more: Any) -> Answer:
    return api.post(PATH, {"type": type_, "certificate": pem, **more})


def installed(api: Api, charger: Charger, pem: str, type_: str = "CSMSRootCertificate") -> dict[str, Any]:
    assert install(api, pem, type_).status == 202
    answer(api, charger, {"status": "Accepted"})
    found: dict[str, Any] = api.get(PATH).body["items"][-1]
    return found


@pytest.mark.parametrize("version", ALL)
@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_what_is_accepted_is_installed(api: Api, version: OcppVersion, kind: str) -> None:
    charger, pem = api.station(version), pki.root(kind)
    assert install(api, "Subject: our root\n" + pem).body["action"] == "InstallCertificate"
    assert api.wire()[-1][3] == {"certificateType": CSMS_ROOT[version], "certificate": pem}
    assert api.get(PATH).body["items"] == [], "not before the station has said so"
    answer(api, charger, {"status": "Accepted"})
    [known] = api.get(PATH).body["items"]
    wire = hashes(pem)
    assert known["hash_data"] == {
        "hash_algorithm": "SHA256",
        "issuer_name_hash": wire["issuerNameHash"],
        "issuer_key_hash": wire["issuerKeyHash"],
        "serial_number": "ABCDEF",
    }
    assert (known["type"], known["certificate"]) == ("CSMSRootCertificate", pem)
    assert (known["subject"], known["not_after"]) == ("CN=Our Root,O=Our Charging", "2035-12-30T00:00:00.000Z")
    assert known["installed_at"] == "2026-03-01T12:00:00.000Z"


@pytest.mark.parametrize(
    "frame", [[3, {"status": "Rejected"}], [3, {"status": "Failed"}], [4, "InternalError", "", {}]]
)
def test_what_is_not_accepted_is_not_installed(api: Api, frame: list[Any]) -> None:
    charger = api.station()
    install(api, pki.root())
    charger.frame(json.dumps([frame[0], api.wire()[-1][1], *frame[1:]]))
    assert api.get(PATH).body["items"] == []


def test_the_same_certificate_twice_is_one(api: Api) -> None:
    charger = api.station()
    first = installed(api, charger, pki.root())
    assert installed(api, charger, pki.root())["id"] == first["id"]
    installed(api, charger, pki.root(), "ManufacturerRootCertificate")
    types = [known["type"] for known in api.get(PATH).body["items"]]
    assert types == ["CSMSRootCertificate", "ManufacturerRootCertificate"]


@pytest.mark.parametrize(
    ("pem", "words"),
    [
        ("no certificate", "no X.509 certificate"),
        (pki.root() + pki.root(subject="Other"), "these are 2 certificates"),
        (pki.root(authority=False), "no certificate of an authority"),
        (pki.root(days=30), "expired on 2026-01-31"),
        (pki.root("rsa-1024"), "1024 bits"),
        (pki.csr(), "no X.509 certificate"),
    ],
)
def test_what_no_station_should_trust(api: Api, pem: str, words: str) -> None:
    api.station()
    refused = install(api, pem)
    assert (refused.status, refused.fields(), api.wire()) == (422, ["certificate"], [])
    assert words in refused.body["errors"][0]["detail"]


def test_types_that_a_version_does_not_know(api: Api) -> None:
    api.station(V16, "CP-1")
    assert install(api, pki.root(), "V2GRootCertificate").fields() == ["type"]
    assert api.post(f"{PATH}/list", {"types": ["CSMSRootCertificate", "MORootCertificate"]}).fields() == ["types.0"]
    api.station(V201, "CP-1")
    assert install(api, pki.root(), "OEMRootCertificate").fields() == ["type"]
    api.station(V21, "CP-1")
    assert install(api, pki.root(), "OEMRootCertificate").status == 202


@pytest.mark.parametrize("version", [V201, V21])
def test_the_stations_list_replaces_what_was_known_and_names_it_its_way(api: Api, version: OcppVersion) -> None:
    charger, ours, other = api.station(version), pki.root("rsa"), pki.root("ec", "Somebody's Root")
    first = installed(api, charger, ours)
    installed(api, charger, pki.root("ec", "Gone"))
    assert api.post(f"{PATH}/list").status == 202
    assert api.wire()[-1][2:] == ["GetInstalledCertificateIds", {}]
    named = hashes(ours, "SHA384") | {"serialNumber": "00abcdef"}
    chain = [
        {"certificateType": "CSMSRootCertificate", "certificateHashData": named},
        {"certificateType": "V2GCertificateChain", "certificateHashData": hashes(other)},
    ]
    answer(api, charger, {"status": "Accepted", "certificateHashDataChain": chain})
    body = api.get(PATH).body
    assert [(k["type"], k["hash_data"]["hash_algorithm"]) for k in body["items"]] == [
        ("CSMSRootCertificate", "SHA384"),
        ("V2GCertificateChain", "SHA256"),
    ]
    assert body["items"][0]["id"] == first["id"]
    assert body["items"][0]["certificate"] == ours
    assert (body["items"][1]["certificate"], body["listed_at"]) == (None, "2026-03-01T12:00:00.000Z")
    assert api.send("DELETE", f"{PATH}/{first['id']}", query={"last_root": "true"}).status == 202
    assert api.wire()[-1][2:] == ["DeleteCertificate", {"certificateHashData": named}], "as the station spells it"


def test_a_16_station_is_asked_for_one_type_at_a_time(api: Api) -> None:
    charger = api.station()
    kept = installed(api, charger, pki.root("ec", "Maker"), "ManufacturerRootCertificate")
    installed(api, charger, pki.root())
    asked = api.post(f"{PATH}/list")
    assert len(asked.body["parts"]) == 2
    assert answer(api, charger, {"status": "NotFound"})[3] == {"certificateType": "CentralSystemRootCertificate"}
    assert [known["id"] for known in api.get(PATH).body["items"]] == [kept["id"]]
    api.csms.drain()
    listed = {"status": "Accepted", "certificateHashData": [hashes(pki.root("ec", "Maker"))]}
    assert answer(api, charger, listed)[3] == {"certificateType": "ManufacturerRootCertificate"}
    assert [known["id"] for known in api.get(PATH).body["items"]] == [kept["id"]]


@pytest.mark.parametrize("status", ["Accepted", "NotFound"])
def test_what_is_deleted_or_not_there_is_gone(api: Api, status: str) -> None:
    charger = api.station()
    known = installed(api, charger, pki.root("rsa", "Maker"), "ManufacturerRootCertificate")
    assert api.delete(f"{PATH}/{known['id']}").status == 202
    call = answer(api, charger, {"status": status})
    assert call[3] == {"certificateHashData": hashes(pki.root("rsa", "Maker"))}
    assert api.get(PATH).body["items"] == []


def test_what_could_not_be_deleted_is_still_there(api: Api) -> None:
    charger = api.station()
    known = installed(api, charger, pki.root(), "ManufacturerRootCertificate")
    api.delete(f"{PATH}/{known['id']}")
    answer(api, charger, {"status": "Failed"})
    assert len(api.get(PATH).body["items"]) == 1
    assert api.delete(f"{PATH}/unknown").status == 404


def test_the_last_root_is_not_deleted_by_mistake(api: Api) -> None:
    charger = api.station()
    known = installed(api, charger, pki.root())
    refused = api.delete(f"{PATH}/{known['id']}")
    assert (refused.status, "last_root" in refused.body["detail"]) == (409, True)
    installed(api, charger, pki.root("rsa", "Second"))
    assert api.delete(f"{PATH}/{known['id']}").status == 202


def test_an_authority_below_another_is_named_by_the_station(api: Api) -> None:
    """Its issuer's key is not in it, so nobody here can say its issuerKeyHash."""
    charger = api.station(V201)
    above, below = pki.key("ec", "Our Root"), pki.key("ec", "Below")
    known = installed(api, charger, pki.certificate("Below", below, "Our Root", above))
    assert known["hash_data"] is None
    assert api.delete(f"{PATH}/{known['id']}").status == 409
    named = hashes(pki.root()) | {"serialNumber": "ABCDEF"}
    api.post(f"{PATH}/list")
    listed = [{"certificateType": "CSMSRootCertificate", "certificateHashData": named}]
    answer(api, charger, {"status": "Accepted", "certificateHashDataChain": listed})
    [again] = api.get(PATH).body["items"]
    assert (again["id"], again["hash_data"]["issuer_key_hash"]) == (known["id"], named["issuerKeyHash"])


@pytest.mark.parametrize(
    "answered",
    [
        {"status": "Accepted", "certificateHashDataChain": [{"certificateType": "Moon"}]},
        {"status": "Accepted", "certificateHashDataChain": 5},
        {"status": "Perhaps"},
        {},
    ],
)
def test_an_answer_that_says_nothing_changes_nothing(api: Api, answered: dict[str, Any]) -> None:
    charger = api.station(V201)
    installed(api, charger, pki.root())
    asked = api.post(f"{PATH}/list").body
    answer(api, charger, answered)
    assert api.get(f"/api/commands/{asked['id']}").body["status"] == "done"
    assert len(api.get(PATH).body["items"]) == 1


def test_the_raw_door_is_heard_too(api: Api) -> None:
    charger = api.station()
    for pem in (pki.root(), "garbage"):
        payload = {"certificateType": "CentralSystemRootCertificate", "certificate": pem}
        api.post("/api/stations/CP-1/calls", {"action": "InstallCertificate", "payload": payload})
        answer(api, charger, {"status": "Accepted"})
    assert [known["certificate"] for known in api.get(PATH).body["items"]] == [pki.root()]


def test_admins_change_what_a_station_trusts_and_operators_look(api: Api) -> None:
    api.station(V201)
    api.role = "operator"
    assert install(api, pki.root()).status == 403
    assert api.delete(f"{PATH}/x").status == 403
    assert api.post(f"{PATH}/list").status == 202
    api.role = "viewer"
    assert api.get(PATH).status == 200
