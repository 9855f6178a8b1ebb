import itertools
from collections.abc import AsyncIterator

import pytest

from tests.e2e.certification.stand import BLOCKED, EXPIRED, PARENT, SIBLING, TAG, Stand, wire_time
from tests.e2e.charger import Charger
from tests.e2e.cloud import DeployedCloud
from tests.e2e.operator import Operator

_identities = (f"CERT-{number}" for number in itertools.count(1))
PASSWORD = "0123456789abcdef"


@pytest.fixture(scope="package")
def operator(cloud: DeployedCloud) -> Operator:
    """With the tokens that the cases present."""
    made = Operator(cloud.api_url, cloud.token("admin"))
    tokens = {
        TAG: {"group_id": PARENT},
        SIBLING: {"group_id": PARENT},
        PARENT: {},
        BLOCKED: {"status": "blocked"},
        EXPIRED: {"expires_at": wire_time(days=-1)},
    }
    for token, members in tokens.items():
        assert made.ask_blocking("PUT", f"/tokens/{token}", members).status in (200, 201)
    return made


@pytest.fixture
async def idle(cloud: DeployedCloud, operator: Operator) -> AsyncIterator[Stand]:
    """A registered charge point that has connected and not booted."""
    identity = next(_identities)
    registered = await operator.ask("PUT", f"/stations/{identity}", {"password": PASSWORD})
    assert registered.status == 201, registered
    stand = Stand(operator, await Charger(cloud.ws_url, identity, PASSWORD).__aenter__())
    yield stand
    await stand.point.__aexit__()


@pytest.fixture
async def stand(idle: Stand) -> Stand:
    """Booted, accepted, all connectors available."""
    await idle.boot()
    return idle
