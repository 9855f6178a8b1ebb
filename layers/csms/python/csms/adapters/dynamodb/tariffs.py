"""Tariffs in DynamoDB: one item with all its terms, found by whom and where they are for."""

from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from pynamodb.exceptions import PutError

from csms.adapters.dynamodb.models import TariffItem
from csms.adapters.dynamodb.packed import pack, unpack
from csms.adapters.dynamodb.paging import decode_cursor, is_key, read_index_page
from csms.adapters.dynamodb.transact import is_condition_failure
from csms.application.ports import Page
from csms.domain.errors import ConcurrentChangeError
from csms.domain.tariffs import Component, Rate, Scope, Spot, Tariff, Terms, Window, scope_key


class DynamoTariffs:
    def get(self, tariff_id: str) -> Tariff | None:
        if not is_key(tariff_id):
            return None
        try:
            return _tariff(TariffItem.get(tariff_id, consistent_read=True))
        except TariffItem.DoesNotExist:
            return None

    def page(self, limit: int, cursor: str | None) -> Page[Tariff]:
        results = TariffItem.by_creation.query(
            "tariff", scan_index_forward=False, limit=limit, last_evaluated_key=decode_cursor(cursor)
        )
        return read_index_page(TariffItem, results, lambda row: row.id, _tariff)

    def of_scopes(self, keys: Iterable[str]) -> list[Tariff]:
        found = {row.id for key in keys for row in TariffItem.by_scope.query(key)}
        items = TariffItem.batch_get(sorted(found), consistent_read=True) if found else []
        return [_tariff(item) for item in items]

    def save(self, tariff: Tariff) -> None:
        item = TariffItem(
            tariff.id,
            created_at=tariff.created_at,
            name=tariff.name,
            scope=scope_key(tariff.scope),
            version=tariff.version + 1,
            terms=pack({"scope": asdict(tariff.scope), "terms": [_written(asdict(t)) for t in tariff.terms]}),
        )
        try:
            item.save(TariffItem.version == tariff.version if tariff.version else TariffItem.id.does_not_exist())
        except PutError as error:
            if is_condition_failure(error):
                raise ConcurrentChangeError(f"tariff {tariff.id} has changed meanwhile") from None
            raise


def _written(value: Any) -> Any:
    """Decimals as text, so that no digit is lost."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dict):
        return {name: _written(member) for name, member in value.items() if member is not None}
    return [_written(member) for member in value] if isinstance(value, list | tuple) else value


def _tariff(item: TariffItem) -> Tariff:
    kept = unpack(item.terms)
    terms = tuple(_terms(members) for members in kept["terms"])
    return Tariff(item.id, item.name, item.created_at, Scope(**kept["scope"]), terms, int(item.version))


def _terms(members: dict[str, Any]) -> Terms:
    bounds: dict[str, Any] = {n: Decimal(members[n]) for n in ("min_price", "max_price") if n in members}
    rates = tuple(_rate(rate) for rate in members["rates"])
    return Terms(**{**members, **bounds, "rates": rates})


def _rate(members: dict[str, Any]) -> Rate:
    spot, window = members.get("spot"), members.get("window")
    return Rate(
        component=Component(members["component"]),
        price=Decimal(members["price"]),
        spot=Spot(Decimal(spot["factor"]), Decimal(spot["markup"])) if spot else None,
        vat_percent=Decimal(members["vat_percent"]),
        step_size=members["step_size"],
        grace_minutes=members["grace_minutes"],
        window=Window(tuple(window["weekdays"]), window["start"], window["end"]) if window else None,
    )
