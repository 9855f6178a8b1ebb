from collections.abc import AsyncIterator

import pytest

from infra.local.fleet.evse import Evse
from infra.local.fleet.station import Station
from infra.local.fleet.timing import Timing
from infra.local.fleet.versions import DIALECTS

from .csms import Csms
from .words import Words

TIMING = Timing(speed=600, tick_s=0.02, sample_s=1, message_timeout_s=0.2, backoff_min_s=0.02, backoff_max_s=0.05)
PASSWORD = "correct-horse-staple"


@pytest.fixture
async def csms() -> AsyncIterator[Csms]:
    async with Csms() as server:
        yield server


@pytest.fixture(params=list(DIALECTS))
def version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def station(csms: Csms, version: str) -> AsyncIterator[Station]:
    """Online, with one idle EVSE."""
    station = Station("CP 1/é", csms.url, PASSWORD, DIALECTS[version], [Evse(1)], TIMING)
    async with station:
        yield station


@pytest.fixture
def words(csms: Csms, version: str) -> Words:
    return Words(csms, version)
