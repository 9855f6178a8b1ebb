"""Charge detail records by token, site and time."""

from csms.application.list_filtered import fill_page
from csms.application.ports import CdrFilter, Page, Ports
from csms.domain.cdrs import Cdr
from csms.domain.errors import NotFoundError


def list_cdrs(ports: Ports, wanted: CdrFilter, limit: int, cursor: str | None) -> Page[Cdr]:
    """Newest first. Of token and site the token is looked up, the site sifted out of its records."""
    here = wanted.site_id if wanted.token_key else None
    return fill_page(
        lambda size, after: ports.cdrs.page(wanted, size, after),
        lambda record: here in (None, record["cdr_location"]["id"]),
        limit,
        cursor,
    )


def find_cdr(ports: Ports, cdr_id: str) -> Cdr:
    """Raises NotFoundError."""
    record = ports.cdrs.get(cdr_id)
    if record is None:
        raise NotFoundError(f"there is no charge detail record {cdr_id}")
    return record
