"""A setting reaches the items: each carries the time at which it goes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from csms.adapters.dynamodb.commands import DynamoCommands
from csms.adapters.dynamodb.models import CommandItem, TransactionEventItem
from csms.adapters.dynamodb.transactions import DynamoTransactions
from csms.domain.commands import Command, CommandStatus
from csms.domain.metering import Live
from csms.domain.retention import parse
from csms.domain.stations import OcppVersion
from tests.support.world import World, world

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
CREATED, LATER = "2026-06-01T12:00:00.000Z", "2026-07-01T12:00:00.000Z"


@pytest.fixture
def csms() -> Iterator[World]:
    with world() as made:
        yield made


def test_evidence_goes_when_the_setting_says(csms: World) -> None:
    store = DynamoTransactions(lambda: NOW, parse("evidence=800").evidence)
    store.record_meter_values("t", "e", (), Live(CREATED), {})
    assert TransactionEventItem.get("t", "e").expires_epoch_s == (NOW + timedelta(days=800)).timestamp()


def test_a_command_stays_as_long_as_it_waits_and_the_setting_after_that(csms: World) -> None:
    store = DynamoCommands(parse("commands=7").commands)
    csms.register("CP-1")
    store.add_queued(_command(queue_until=LATER))
    ends = datetime(2026, 7, 8, 12, tzinfo=UTC)
    assert CommandItem.get("cp-1", "m").expires_epoch_s == ends.timestamp()


def _command(queue_until: str) -> Command:
    return Command("cp-1", "m", "Reset", "{}", CommandStatus.QUEUED, OcppVersion.V16, CREATED, queue_until=queue_until)
