"""No message of any version is forgotten: our tables against the library's own list of actions."""

from importlib import import_module

import pytest

from csms.domain.operations import Operation
from csms.domain.stations import OcppVersion
from csms.ocpp.dialects import DIALECTS

LIBRARY = {OcppVersion.V16: "ocpp.v16.enums", OcppVersion.V201: "ocpp.v201.enums", OcppVersion.V21: "ocpp.v21.enums"}
BOTH_WAYS = {"DataTransfer"}
# The one SEND of 2.1 is missing from the library's enumeration (ocpp 2.1.0).
FORGOTTEN = {OcppVersion.V21: {"NotifyPeriodicEventStream"}}


@pytest.mark.parametrize("version", list(OcppVersion))
def test_every_action_of_the_library_has_a_row(version: OcppVersion) -> None:
    known = {action.value for action in import_module(LIBRARY[version]).Action}
    dialect = DIALECTS[version]
    assert set(dialect.inbound) | dialect.outbound == known | FORGOTTEN.get(version, set())
    assert set(dialect.inbound) & dialect.outbound == BOTH_WAYS


@pytest.mark.parametrize("version", list(OcppVersion))
def test_every_operation_has_a_dialect(version: OcppVersion) -> None:
    assert set(DIALECTS[version].operations) == set(Operation.__args__)
