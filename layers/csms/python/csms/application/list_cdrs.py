"""Charge detail records by token, station, token group, site and time."""

from csms.application.list_filtered import fill_page
from csms.application.ports import CdrFilter, Page, Ports
from csms.domain.cdr_locations import location_id
from csms.domain.cdrs import Cdr
from csms.domain.errors import NotFoundError
from csms.domain.ids import key_of


def list_cdrs(ports: Ports, wanted: CdrFilter, limit: int, cursor: str | None) -> Page[Cdr]:
    """Newest first. One of the filters is looked up, the others are sifted out of its records."""
    return fill_page(
        lambda size, after: ports.cdrs.page(wanted, size, after), lambda record: fits(record, wanted), limit, cursor
    )


def fits(record: Cdr, wanted: CdrFilter) -> bool:
    """All but its token, which is always looked up, and its time."""
    return (
        (wanted.site_id is None or record["cdr_location"]["id"] == location_id(wanted.site_id))
        and wanted.station_key in (None, key_of(record.get("station", "")))
        and wanted.group_key in (None, key_of(record.get("token_group", "")))
    )


def find_cdr(ports: Ports, cdr_id: str) -> Cdr:
    """Raises NotFoundError."""
    record = ports.cdrs.get(cdr_id)
    if record is None:
        raise NotFoundError(f"there is no charge detail record {cdr_id}")
    return record
