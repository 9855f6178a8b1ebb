"""Simulations in DynamoDB."""

from dataclasses import replace
from datetime import timedelta

from pynamodb.exceptions import PutError

from csms.adapters.dynamodb.models import SimulationItem
from csms.adapters.dynamodb.packed import pack, unpack
from csms.adapters.dynamodb.paging import decode_cursor, is_key, read_index_page
from csms.adapters.dynamodb.transact import is_condition_failure
from csms.application.ports import Page
from csms.domain import clock
from csms.domain.errors import ConcurrentChangeError
from csms.domain.simulations import Simulation


class DynamoSimulations:
    def __init__(self, retention_days: int) -> None:
        self._retention = timedelta(days=retention_days)

    def get(self, simulation_id: str) -> Simulation | None:
        if not is_key(simulation_id):
            return None
        try:
            return _simulation(SimulationItem.get(simulation_id, consistent_read=True))
        except SimulationItem.DoesNotExist:
            return None

    def page(self, site_id: str, limit: int, cursor: str | None) -> Page[Simulation]:
        results = SimulationItem.by_site.query(
            site_id, limit=limit, last_evaluated_key=decode_cursor(cursor), scan_index_forward=False
        )
        return read_index_page(SimulationItem, results, lambda row: row.id, _simulation)

    def save(self, simulation: Simulation) -> None:
        known = simulation.version
        item = SimulationItem(
            simulation.id,
            site_id=simulation.site_id,
            created_at=simulation.created_at,
            version=known + 1,
            simulation=pack(replace(simulation, version=known + 1).to_dict()),
            expires_epoch_s=int((clock.parse_stored(simulation.created_at) + self._retention).timestamp()),
        )
        try:
            item.save(SimulationItem.version == known if known else SimulationItem.id.does_not_exist())
        except PutError as error:
            if is_condition_failure(error):
                raise ConcurrentChangeError(f"simulation {simulation.id} has changed meanwhile") from error
            raise

    def remove(self, simulation_id: str) -> None:
        SimulationItem(simulation_id).delete()


def _simulation(item: SimulationItem) -> Simulation:
    return Simulation.from_dict(unpack(item.simulation))
