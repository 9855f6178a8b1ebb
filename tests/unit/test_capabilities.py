"""Every message of OCPP 1.6 is something that an operator has, and the table says nothing that is not there."""

import pytest
from operator_api.handler import app

from csms.domain.stations import OcppVersion
from csms.ocpp.dialects import DIALECTS
from tests.capabilities import FROM_STATION, TO_STATION, Capability

V16 = DIALECTS[OcppVersion.V16]
ROUTES = {(route.method, route.path) for route in app._static_routes + app._dynamic_routes}
ROWS = FROM_STATION + TO_STATION


def test_every_message_has_its_row_once() -> None:
    assert [row.message for row in FROM_STATION] == sorted(V16.inbound)
    assert [row.message for row in TO_STATION] == sorted(V16.outbound)


def test_no_message_is_not_supported() -> None:
    assert [action for action, row in V16.inbound.items() if row is None] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.message)
def test_doors_and_resources_exist(row: Capability) -> None:
    if row.door:
        method, _, path = row.door.partition(" ")
        assert (method, path) in ROUTES
    for path in row.readable:
        assert ("GET", path) in ROUTES
