"""The tables, one per aggregate. infra/data.py derives the CloudFormation tables from these models.

Indexes hold keys only: a write that changes no indexed attribute costs the base table alone, and what an
index finds is read from the base table, consistently. `collection` is the constant hash key of a
newest-first listing; it is written once, when the item is made.
"""

from csms.adapters.dynamodb.models.certificates import (
    CertificateAuthorityItem,
    CertificateRequestItem,
    CertificateRequestsByCreation,
    CertificateRequestsByStation,
    CertificateRequestsByStatus,
)
from csms.adapters.dynamodb.models.charging import (
    CompositeCheckItem,
    InstalledProfileItem,
    StoredProfileItem,
    StoredProfilesByCreation,
)
from csms.adapters.dynamodb.models.commands import CommandItem, QueuedCommands, ReceiptItem
from csms.adapters.dynamodb.models.erasures import ErasureItem
from csms.adapters.dynamodb.models.events import EventItem, EventsByStation, EventsByTime, EventsByType
from csms.adapters.dynamodb.models.exports import ExportItem, ExportsByCreation
from csms.adapters.dynamodb.models.loads import LoadDayItem
from csms.adapters.dynamodb.models.makes import (
    ConfigurationItem,
    FirmwareItem,
    StationModelItem,
    TransferItem,
    VendorExtensionItem,
)
from csms.adapters.dynamodb.models.money import (
    CdrItem,
    CdrsBySite,
    CdrsByToken,
    CdrsByUpdate,
    PriceDayItem,
    PriceZoneItem,
    PriceZonesByCreation,
    TariffItem,
    TariffsByCreation,
    TariffsByScope,
)
from csms.adapters.dynamodb.models.outages import OutageItem
from csms.adapters.dynamodb.models.reservations import (
    OpenReservations,
    ReservationItem,
    ReservationsByCreation,
    ReservationsByStation,
)
from csms.adapters.dynamodb.models.security import (
    CriticalSecurityEvents,
    SecurityEventItem,
    SecurityEventsByStation,
    SecurityEventsByTime,
    SecurityEventsByType,
    StationCertificatesItem,
)
from csms.adapters.dynamodb.models.simulations import SimulationItem, SimulationsBySite
from csms.adapters.dynamodb.models.site_limits import LimitDayItem
from csms.adapters.dynamodb.models.sites import PlanItem, ScheduleItem, SchedulesByCreation, SiteItem, SitesByCreation
from csms.adapters.dynamodb.models.station_days import StationDayItem
from csms.adapters.dynamodb.models.stations import (
    ConnectionItem,
    LoginFailureItem,
    RefusedByTime,
    RefusedConnectionItem,
    StationEventItem,
    StationItem,
    StationsByCertificate,
    StationsByCreation,
    StationsBySite,
)
from csms.adapters.dynamodb.models.table import TIME_TO_LIVE, Table
from csms.adapters.dynamodb.models.tables import TABLES, bind
from csms.adapters.dynamodb.models.tokens import (
    LocalListItem,
    TokenItem,
    TokensByCreation,
    TokensByGroup,
    UnknownTokenItem,
    UnknownTokensBySighting,
)
from csms.adapters.dynamodb.models.transactions import (
    OpenTransactions,
    TransactionEventItem,
    TransactionItem,
    TransactionsByCreation,
    TransactionsByStation,
    TransactionsByToken,
)
from csms.adapters.dynamodb.models.usage import UsageEntryItem, UsageItem
from csms.adapters.dynamodb.models.webhooks import DeliveryItem, WebhookItem

__all__ = [
    "TABLES",
    "TIME_TO_LIVE",
    "CdrItem",
    "CdrsBySite",
    "CdrsByToken",
    "CdrsByUpdate",
    "CertificateAuthorityItem",
    "CertificateRequestItem",
    "CertificateRequestsByCreation",
    "CertificateRequestsByStation",
    "CertificateRequestsByStatus",
    "CommandItem",
    "CompositeCheckItem",
    "ConfigurationItem",
    "ConnectionItem",
    "CriticalSecurityEvents",
    "DeliveryItem",
    "ErasureItem",
    "EventItem",
    "EventsByStation",
    "EventsByTime",
    "EventsByType",
    "ExportItem",
    "ExportsByCreation",
    "FirmwareItem",
    "InstalledProfileItem",
    "LimitDayItem",
    "LoadDayItem",
    "LocalListItem",
    "LoginFailureItem",
    "OpenReservations",
    "OpenTransactions",
    "OutageItem",
    "PlanItem",
    "PriceDayItem",
    "PriceZoneItem",
    "PriceZonesByCreation",
    "QueuedCommands",
    "ReceiptItem",
    "RefusedByTime",
    "RefusedConnectionItem",
    "ReservationItem",
    "ReservationsByCreation",
    "ReservationsByStation",
    "ScheduleItem",
    "SchedulesByCreation",
    "SecurityEventItem",
    "SecurityEventsByStation",
    "SecurityEventsByTime",
    "SecurityEventsByType",
    "SimulationItem",
    "SimulationsBySite",
    "SiteItem",
    "SitesByCreation",
    "StationCertificatesItem",
    "StationDayItem",
    "StationEventItem",
    "StationItem",
    "StationModelItem",
    "StationsByCertificate",
    "StationsByCreation",
    "StationsBySite",
    "StoredProfileItem",
    "StoredProfilesByCreation",
    "Table",
    "TariffItem",
    "TariffsByCreation",
    "TariffsByScope",
    "TokenItem",
    "TokensByCreation",
    "TokensByGroup",
    "TransactionEventItem",
    "TransactionItem",
    "TransactionsByCreation",
    "TransactionsByStation",
    "TransactionsByToken",
    "TransferItem",
    "UnknownTokenItem",
    "UnknownTokensBySighting",
    "UsageEntryItem",
    "UsageItem",
    "VendorExtensionItem",
    "WebhookItem",
    "bind",
]
