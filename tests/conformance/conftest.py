from collections.abc import Iterator

import pytest

from tests.support.world import World, world


@pytest.fixture
def csms() -> Iterator[World]:
    with world() as made:
        made.register()
        made.token()
        yield made
