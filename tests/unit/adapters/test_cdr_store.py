"""Bills as DynamoDB keeps them: with their session or not at all, and never changed."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from csms.domain.errors import ConcurrentChangeError
from csms.domain.session_costs import SessionCost
from csms.domain.stations import OcppVersion
from csms.domain.transactions import Transaction
from tests.support.world import World, world

RECORD: dict[str, Any] = {"id": "r1", "last_updated": "2026-03-01T13:00:00.000Z", "cdr_location": {"id": "CP-1"}}
COST = SessionCost("r1", "t", 1, "EUR", "1.00", "1.25", RECORD["last_updated"], "", None, 1000.0)


@pytest.fixture
def csms() -> Iterator[World]:
    with world() as made:
        yield made


def _session(csms: World) -> Transaction:
    csms.register()
    csms.token()
    charger = csms.connect(OcppVersion.V16)
    charger.boot()
    start = {"connectorId": 1, "idTag": "TAG-1", "meterStart": 0, "timestamp": charger.now()}
    charger.ask("StartTransaction", start)
    [session] = csms.transactions()
    return session


def test_a_bill_and_its_record_are_stored_together_or_not_at_all(csms: World) -> None:
    session, ports = _session(csms), csms.ports
    ports.transactions.bill(session, COST, (ports.cdrs.prepared_add(RECORD, session),))
    stored = ports.transactions.get(session.id)
    assert stored is not None
    assert stored == replace(session, cost=COST, version=session.version + 1)
    assert ports.cdrs.get("r1") == RECORD
    other = RECORD | {"id": "r2"}
    with pytest.raises(ConcurrentChangeError):
        ports.transactions.bill(session, COST, (ports.cdrs.prepared_add(other, session),))
    assert ports.cdrs.get("r2") is None
    with pytest.raises(ConcurrentChangeError):
        ports.transactions.bill(stored, COST, (ports.cdrs.prepared_add(RECORD | {"id": "r1", "x": 1}, session),))
    assert ports.cdrs.get("r1") == RECORD


def test_what_the_station_says_later_keeps_the_bill(csms: World) -> None:
    session, ports = _session(csms), csms.ports
    ports.transactions.bill(session, COST, (ports.cdrs.prepared_add(RECORD, session),))
    billed = ports.transactions.get(session.id)
    assert billed is not None
    ports.transactions.replace(replace(billed, charging_state="Charging", cost=None))
    after = ports.transactions.get(session.id)
    assert after is not None
    assert (after.charging_state, after.cost) == ("Charging", COST)
