"""Failed logins cost a budget, which never keeps the real charger out (CWE-307, A00)."""

import base64
import json

import pytest

from csms.application.connect_station import Handshake, Refusal, connect_station
from csms.domain import logins
from csms.domain.alarms import Alarm
from csms.domain.login_budget import LoginLimits
from csms.domain.passwords import hash_password
from csms.domain.stations import OcppVersion
from tests.support.world import PASSWORD, World

HOME, ATTACKER = "192.0.2.7", "203.0.113.66"
V16 = OcppVersion.V16
LIMITS = LoginLimits()


def knock(
    csms: World, password: str = "wrong-wrong-wrong", source: str = ATTACKER, identity: str = "CP-1"
) -> OcppVersion | Refusal:
    basic = base64.b64encode(f"{identity}:{password}".encode()).decode()
    shake = Handshake(csms.ports.new_id(), identity, f"Basic {basic}", ["ocpp1.6"], source)
    with csms.guard.running("station_connect"):
        return connect_station(csms.ports, shake)


def use_up_the_source(csms: World, source: str = ATTACKER) -> None:
    for number in range(LIMITS.source):
        assert knock(csms, source=source, identity=f"X-{number}") is Refusal.UNKNOWN_IDENTITY


def test_ten_failures_of_a_pair_and_nobody_listens_for_a_while(csms: World) -> None:
    for _ in range(LIMITS.pair):
        assert knock(csms) is Refusal.BAD_CREDENTIALS
    assert knock(csms) is Refusal.TOO_MANY_ATTEMPTS
    assert knock(csms, PASSWORD) is Refusal.TOO_MANY_ATTEMPTS, "also with a good guess: nothing is compared any more"
    csms.forward(minutes=10)
    assert knock(csms, PASSWORD) is V16


def test_who_is_over_budget_costs_two_reads_and_no_write(csms: World) -> None:
    for _ in range(LIMITS.pair):
        knock(csms)
    csms.requests.clear()
    assert knock(csms) is Refusal.TOO_MANY_ATTEMPTS
    assert csms.requests == ["GetItem", "BatchGetItem"]


def test_nobody_locks_the_charger_out_from_elsewhere(csms: World) -> None:
    for number in range(LIMITS.alarm + 5):
        knock(csms, source=f"203.0.113.{number // LIMITS.pair}")
    assert knock(csms, PASSWORD, HOME) is V16


def test_where_the_charger_has_logged_in_from_it_is_always_heard(csms: World) -> None:
    """It shares its address with the attacker: both behind one router."""
    assert knock(csms, PASSWORD, HOME) is V16
    for _ in range(LIMITS.pair + 1):
        assert knock(csms, source=HOME) is Refusal.BAD_CREDENTIALS
    assert knock(csms, PASSWORD, HOME) is V16


def test_a_station_has_one_attempt_from_a_source_that_has_used_up_its_budget(csms: World) -> None:
    use_up_the_source(csms)
    assert knock(csms, identity="X-1000") is Refusal.TOO_MANY_ATTEMPTS, "a stranger has none"
    assert knock(csms, PASSWORD) is V16
    csms.register("CP-2")
    assert knock(csms, identity="CP-2") is Refusal.BAD_CREDENTIALS
    assert knock(csms, PASSWORD, identity="CP-2") is Refusal.TOO_MANY_ATTEMPTS


def test_new_credentials_count_afresh(csms: World) -> None:
    for _ in range(LIMITS.pair):
        knock(csms)
    csms.register(password_hash=hash_password("a-new-password-123"))
    assert knock(csms, "a-new-password-123") is V16


def test_a_good_login_from_a_known_source_costs_what_it_always_did(csms: World) -> None:
    assert knock(csms, PASSWORD, HOME) is V16
    csms.requests.clear()
    assert knock(csms, PASSWORD, HOME) is V16
    assert csms.requests == ["GetItem", "TransactWriteItems"]
    csms.requests.clear()
    assert knock(csms, PASSWORD, "198.51.100.3") is V16
    assert csms.requests == ["GetItem", "BatchGetItem", "TransactWriteItems"]


def test_many_failures_at_one_station_alarm_once(csms: World) -> None:
    for number in range(2 * LIMITS.alarm):
        knock(csms, source=f"203.0.113.{number // 5}")
    assert csms.alarms == [Alarm.FAILED_LOGINS]
    [event] = csms.ports.station_events.page("cp-1", 10, None).items
    assert event.type == "alarm"
    assert event.payload == {
        "alarm": "failed_logins", "failures": LIMITS.alarm, "window_s": 600, "last_source": "203.0.113.3",
    }  # fmt: skip
    csms.forward(minutes=10)
    for number in range(LIMITS.alarm):
        knock(csms, source=f"203.0.113.{number // 5}")
    assert len(csms.alarms) == 2


def test_strangers_raise_no_alarm(csms: World) -> None:
    use_up_the_source(csms)
    assert csms.alarms == []


def test_no_identity_is_kept_among_the_failures(csms: World) -> None:
    from csms.adapters.dynamodb.models import LoginFailureItem

    knock(csms)
    knock(csms, identity="NOBODY-KNOWN")
    kept = json.dumps([item.to_simple_dict() for item in LoginFailureItem.scan()], default=str).lower()
    assert "cp-1" not in kept
    assert "nobody-known" not in kept


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("192.0.2.7", "192.0.2.7"),
        (" 192.0.2.7 ", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", "unknown"),
        ("not an address", "unknown"),
    ],
)
def test_a_source_is_an_address_or_the_network_that_one_owner_has(address: str, source: str) -> None:
    assert logins.source_of(address) == source


def test_an_unknown_source_is_never_trusted() -> None:
    assert not logins.known((logins.Login("2026-03-01T12:00:00.000Z", "unknown"),), "unknown")
