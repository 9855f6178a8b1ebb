"""All tables."""

from collections.abc import Callable
from datetime import datetime

from csms.adapters.dynamodb.models.certificates import CertificateAuthorityItem, CertificateRequestItem
from csms.adapters.dynamodb.models.charging import CompositeCheckItem, InstalledProfileItem, StoredProfileItem
from csms.adapters.dynamodb.models.commands import CommandItem, ReceiptItem
from csms.adapters.dynamodb.models.erasures import ErasureItem
from csms.adapters.dynamodb.models.events import EventItem
from csms.adapters.dynamodb.models.exports import ExportItem
from csms.adapters.dynamodb.models.loads import LoadDayItem
from csms.adapters.dynamodb.models.makes import (
    ConfigurationItem,
    FirmwareItem,
    StationModelItem,
    TransferItem,
    VendorExtensionItem,
)
from csms.adapters.dynamodb.models.money import CdrItem, PriceDayItem, PriceZoneItem, TariffItem
from csms.adapters.dynamodb.models.outages import OutageItem
from csms.adapters.dynamodb.models.reservations import ReservationItem
from csms.adapters.dynamodb.models.security import SecurityEventItem, StationCertificatesItem
from csms.adapters.dynamodb.models.simulations import SimulationItem
from csms.adapters.dynamodb.models.site_limits import LimitDayItem
from csms.adapters.dynamodb.models.sites import PlanItem, ScheduleItem, SiteItem
from csms.adapters.dynamodb.models.station_days import StationDayItem
from csms.adapters.dynamodb.models.stations import (
    ConnectionItem,
    LoginFailureItem,
    RefusedConnectionItem,
    StationEventItem,
    StationItem,
)
from csms.adapters.dynamodb.models.table import Expiring, Table
from csms.adapters.dynamodb.models.tokens import LocalListItem, TokenItem, UnknownTokenItem
from csms.adapters.dynamodb.models.transactions import TransactionEventItem, TransactionItem
from csms.adapters.dynamodb.models.usage import UsageEntryItem, UsageItem
from csms.adapters.dynamodb.models.webhooks import DeliveryItem, WebhookItem

TABLES: tuple[type[Table], ...] = (
    StationItem, ConnectionItem, LoginFailureItem, RefusedConnectionItem, TokenItem, UnknownTokenItem,
    LocalListItem, ReservationItem,
    TransactionItem, TransactionEventItem, ReceiptItem, CommandItem, StationEventItem, SiteItem, ScheduleItem, PlanItem,
    LoadDayItem,
    SimulationItem,
    StationModelItem, VendorExtensionItem, SecurityEventItem, StationCertificatesItem, CertificateRequestItem,
    ConfigurationItem, StoredProfileItem, InstalledProfileItem, CompositeCheckItem, FirmwareItem, TransferItem,
    EventItem, WebhookItem, DeliveryItem, CertificateAuthorityItem, UsageItem, UsageEntryItem, PriceZoneItem,
    PriceDayItem,
    ExportItem, ErasureItem, OutageItem, LimitDayItem, StationDayItem,
    TariffItem, CdrItem,
)  # fmt: skip


def bind(prefix: str, region: str, now: Callable[[], datetime]) -> None:
    """Name every table; call it once, before the first request. What has expired `now` is not read."""
    Expiring.now = staticmethod(now)
    for table in TABLES:
        table.bind(prefix, region)
