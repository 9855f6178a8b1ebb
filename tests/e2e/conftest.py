from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.cloud import DeployedCloud, launch

_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever asks for the deployed stack is marked `cloud`; it runs last."""
    for item in items:
        if _HERE in item.path.parents and "cloud" in getattr(item, "fixturenames", ()):
            item.add_marker("cloud")


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeployedCloud]:
    """The whole system, deployed once for the session. A test that restarts it leaves it running."""
    deployed = launch(tmp_path_factory.mktemp("cloud"))
    try:
        yield deployed
    finally:
        deployed.stop()
