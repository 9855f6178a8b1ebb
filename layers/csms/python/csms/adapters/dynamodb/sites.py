"""Sites in DynamoDB."""

from dataclasses import asdict
from typing import Any

from csms.adapters.dynamodb.models import SiteItem
from csms.adapters.dynamodb.paging import decode_cursor, read_index_page
from csms.application.ports import Page
from csms.domain.locations import ConnectorFormat, Location, PowerType
from csms.domain.sites import Node, Site, Strategy


class DynamoSites:
    def get(self, site_id: str) -> Site | None:
        try:
            return _site(SiteItem.get(site_id, consistent_read=True))
        except SiteItem.DoesNotExist:
            return None

    def page(self, limit: int, cursor: str | None) -> Page[Site]:
        results = SiteItem.by_creation.query(
            "site", scan_index_forward=False, limit=limit, last_evaluated_key=decode_cursor(cursor)
        )
        return read_index_page(SiteItem, results, lambda row: row.id, _site)

    def one_of_price_zone(self, zone: str) -> str | None:
        return next((row.id for row in SiteItem.by_price_zone.query(zone, limit=1)), None)

    def save(self, site: Site) -> None:
        nodes = [dict(node.__dict__) for node in site.nodes]
        location = asdict(site.location) if site.location else None
        changed = {"nodes": nodes or None, "strategy": site.strategy.value, "location": location}
        SiteItem(**{**site.__dict__, **changed}).save()

    def remove(self, site_id: str) -> None:
        SiteItem(site_id).delete()


def _site(item: SiteItem) -> Site:
    return Site(
        id=item.id,
        name=item.name,
        created_at=item.created_at,
        time_zone=item.time_zone,
        limit_a=None if item.limit_a is None else float(item.limit_a),
        nodes=tuple(Node(**node) for node in item.nodes or ()),
        fail_safe=item.fail_safe,
        sync_local_lists=bool(item.sync_local_lists),
        show_running_cost=bool(item.show_running_cost),
        location=_location(item.location) if item.location else None,
        price_zone=item.price_zone,
        currency=item.currency,
        strategy=Strategy(item.strategy) if item.strategy else Strategy.FAIR_SHARE,
        assumed_load_a=None if item.assumed_load_a is None else float(item.assumed_load_a),
        solar_raises_limit=bool(item.solar_raises_limit),
        demand_charge_per_kw=float(item.demand_charge_per_kw or 0),
        expected_peak_kw=None if item.expected_peak_kw is None else float(item.expected_peak_kw),
        energy_value_per_kwh=None if item.energy_value_per_kwh is None else float(item.energy_value_per_kwh),
    )


def _location(members: dict[str, Any]) -> Location:
    known = {
        "connector_format": ConnectorFormat(members["connector_format"]),
        "connector_power_type": PowerType(members["connector_power_type"]),
    }
    return Location(**{**members, **known})
