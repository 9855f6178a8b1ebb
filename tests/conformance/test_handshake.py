"""Who may come in, in which version, and who wins when two say they are the same (OCPP-J §3-6, 2.0.1 A00)."""

import base64

import pytest

from csms.application.connect_station import Handshake, Refusal, connect_station
from csms.domain.passwords import hash_password
from csms.domain.stations import OcppVersion, Registration, Station
from tests.support.world import PASSWORD, World

V16, V201, V21 = OcppVersion


def basic(user: str, password: bytes, scheme: str = "Basic") -> str:
    return f"{scheme} {base64.b64encode(user.encode() + b':' + password).decode()}"


def knock(
    csms: World,
    authorization: str | None,
    identity: str = "CP-1",
    subprotocols: str = "ocpp1.6",
    connection_id: str = "c1",
) -> OcppVersion | Refusal:
    with csms.guard.running("station_connect"):
        return connect_station(csms.ports, Handshake(connection_id, identity, authorization, subprotocols.split(",")))


GOOD = basic("CP-1", PASSWORD.encode())


@pytest.mark.parametrize(
    "authorization",
    [
        None, "", "Basic", "Basic ", "Basic !!!", "Bearer x", basic("CP-1", b"wrong"), basic("CP-1", b""),
        basic("CP-2", PASSWORD.encode()), basic("", PASSWORD.encode()), "Basic bm9jb2xvbg==",
        basic("CP-1", PASSWORD.encode() + b" "), "Basic /////w==",
    ],
)  # fmt: skip
def test_no_credentials_no_socket(csms: World, authorization: str | None) -> None:
    assert knock(csms, authorization) is Refusal.BAD_CREDENTIALS
    assert csms.ports.connections.get("c1") is None


@pytest.mark.parametrize("identity", ["CP-9", "", " ", "CP-1/..", "x" * 300])
def test_an_unknown_identity(csms: World, identity: str) -> None:
    assert knock(csms, GOOD, identity) is Refusal.UNKNOWN_IDENTITY


@pytest.mark.parametrize(
    ("offered", "agreed"),
    [
        ("ocpp1.6", V16),
        ("ocpp2.0.1", V201),
        ("ocpp2.1", V21),
        ("ocpp1.6, ocpp2.0.1", V16),
        (" ocpp2.0.1 ,ocpp1.6", V201),
        ("ocpp1.5,ocpp2.1,ocpp1.6", V21),
        ("ocpp1.5", Refusal.NO_COMMON_SUBPROTOCOL),
        ("ocpp2.0", Refusal.NO_COMMON_SUBPROTOCOL),
        ("OCPP1.6", Refusal.NO_COMMON_SUBPROTOCOL),
        ("", Refusal.NO_COMMON_SUBPROTOCOL),
    ],
)
def test_the_chargers_order_decides(csms: World, offered: str, agreed: OcppVersion | Refusal) -> None:
    assert knock(csms, GOOD, subprotocols=offered) is agreed


@pytest.mark.parametrize(
    ("stored", "presented"),
    [
        ("with:colon:in-it-12345", b"with:colon:in-it-12345"),
        ("00ff" * 10, bytes.fromhex("00ff" * 10)),
        ("00FF" * 10, bytes.fromhex("00ff" * 10)),
        ("00ff" * 10, b"00ff" * 10),
        ("pässwörd-of-twenty-chars", "pässwörd-of-twenty-chars".encode()),
    ],
)
def test_passwords_are_bytes(csms: World, stored: str, presented: bytes) -> None:
    csms.ports.stations.save(
        Station("cp-3", "CP-3", Registration.ACCEPTED, "2026-01-01T00:00:00.000Z", password_hash=hash_password(stored))
    )
    assert knock(csms, basic("CP-3", presented), "CP-3") is V16


def test_identities_compare_without_case_and_keep_their_spelling(csms: World) -> None:
    assert knock(csms, basic("cP-1", PASSWORD.encode()), "cp-1") is V16
    connection = csms.ports.connections.get("c1")
    assert connection is not None
    assert connection.identity == "CP-1"


def test_the_newest_authenticated_connection_wins(csms: World) -> None:
    first = csms.connect(V16, connection_id="first")
    first.boot()
    second = csms.connect(V16, connection_id="second")
    assert csms.link.closed == ["first"]
    assert first.call("Heartbeat", {}) is None
    assert second.ask("Heartbeat", {})
    station = csms.ports.stations.get("cp-1")
    assert station is not None
    assert (station.epoch, station.connection_id) == (2, "second")


def test_one_that_is_refused_takes_nothing_over(csms: World) -> None:
    csms.connect(V16, connection_id="first")
    assert knock(csms, basic("CP-1", b"wrong"), connection_id="second") is Refusal.BAD_CREDENTIALS
    assert csms.ports.connections.get("first") is not None


def test_a_late_disconnect_of_the_old_socket_harms_nothing(csms: World) -> None:
    csms.connect(V16, connection_id="first").boot()
    second = csms.connect(V16, connection_id="second")
    csms.disconnect("first")
    assert second.ask("Heartbeat", {})


def test_a_disconnect_keeps_when_it_was_last_seen(csms: World) -> None:
    csms.connect(V16, connection_id="first")
    csms.forward(minutes=7)
    csms.disconnect("first")
    station = csms.ports.stations.get("cp-1")
    assert station is not None
    assert (station.connection_id, station.last_seen) == (None, "2026-03-01T12:07:00.000Z")
    csms.disconnect("first")


def test_two_at_once_are_put_in_an_order(csms: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first write loses the race once and is made again on what it finds."""
    take_over = type(csms.ports.stations).take_over
    raced: list[str] = []

    def racing(self: object, station: Station, *rest: object) -> None:
        if not raced:
            raced.append("other")
            assert knock(csms, GOOD, connection_id="other") is V16
        take_over(self, station, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(type(csms.ports.stations), "take_over", racing)
    assert knock(csms, GOOD, connection_id="mine") is V16
    station = csms.ports.stations.get("cp-1")
    assert station is not None
    assert (station.connection_id, station.epoch) == ("mine", 2)
    assert csms.ports.connections.get("other") is None
