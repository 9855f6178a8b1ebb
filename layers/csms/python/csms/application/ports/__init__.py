"""What the use cases need from the world. Adapters implement it; tests may too.

Every method that writes more than one item writes them in one transaction.
"""

from csms.application.ports.archive import Archive
from csms.application.ports.changes import Change, Reactor
from csms.application.ports.charging import CompositeChecks, InstalledProfiles, StoredProfiles
from csms.application.ports.commands import Commands
from csms.application.ports.delivery import Delivery, Queues, StationLink, WakeUps
from csms.application.ports.erasures import Erasures, TokenTraces
from csms.application.ports.events import EventBus, EventFilter, Events
from csms.application.ports.everything import Effects, Outcomes, Ports
from csms.application.ports.exports import ExportFiles, Exports, OpenExportFile
from csms.application.ports.files import Files, FirmwareImages, Transfers
from csms.application.ports.makes import Configurations, StationModels, VendorExtensions
from csms.application.ports.money import (
    CdrFilter,
    Cdrs,
    PriceProvider,
    Prices,
    PricesUnavailableError,
    PriceZones,
    Tariffs,
)
from csms.application.ports.outages import Outages
from csms.application.ports.security import (
    X509,
    CertificateAuthority,
    CertificateRequestFilter,
    CertificateRequests,
    SecurityEventFilter,
    SecurityEvents,
    StationCertificatesStore,
)
from csms.application.ports.shared import Item, Page, PreparedWrite
from csms.application.ports.site_limits import SiteLimits
from csms.application.ports.sites import Loads, PastVisits, Plans, Schedules, Simulations, Sites
from csms.application.ports.station_days import StationDays
from csms.application.ports.stations import (
    Connections,
    LoginFailures,
    RefusedConnections,
    StationEvent,
    StationEvents,
    Stations,
)
from csms.application.ports.tokens import (
    ListContents,
    LocalLists,
    MayBeReservedError,
    ReservationFilter,
    Reservations,
    Tokens,
    UnknownTokens,
)
from csms.application.ports.transactions import AlreadyRecordedError, Receipt, TransactionFilter, Transactions
from csms.application.ports.usage import MOST_ITEMS, Usage, UsageEntry
from csms.application.ports.webhooks import Answer, Deliveries, DeliveryQueue, DeliveryTask, Receivers, Webhooks

__all__ = [
    "MOST_ITEMS",
    "X509",
    "AlreadyRecordedError",
    "Answer",
    "Archive",
    "CdrFilter",
    "Cdrs",
    "CertificateAuthority",
    "CertificateRequestFilter",
    "CertificateRequests",
    "Change",
    "Commands",
    "CompositeChecks",
    "Configurations",
    "Connections",
    "Deliveries",
    "Delivery",
    "DeliveryQueue",
    "DeliveryTask",
    "Effects",
    "Erasures",
    "EventBus",
    "EventFilter",
    "Events",
    "ExportFiles",
    "Exports",
    "Files",
    "FirmwareImages",
    "InstalledProfiles",
    "Item",
    "ListContents",
    "Loads",
    "LocalLists",
    "LoginFailures",
    "MayBeReservedError",
    "OpenExportFile",
    "Outages",
    "Outcomes",
    "Page",
    "PastVisits",
    "Plans",
    "Ports",
    "PreparedWrite",
    "PriceProvider",
    "PriceZones",
    "Prices",
    "PricesUnavailableError",
    "Queues",
    "Reactor",
    "Receipt",
    "Receivers",
    "RefusedConnections",
    "ReservationFilter",
    "Reservations",
    "Schedules",
    "SecurityEventFilter",
    "SecurityEvents",
    "Simulations",
    "SiteLimits",
    "Sites",
    "StationCertificatesStore",
    "StationDays",
    "StationEvent",
    "StationEvents",
    "StationLink",
    "StationModels",
    "Stations",
    "StoredProfiles",
    "Tariffs",
    "TokenTraces",
    "Tokens",
    "TransactionFilter",
    "Transactions",
    "Transfers",
    "UnknownTokens",
    "Usage",
    "UsageEntry",
    "VendorExtensions",
    "WakeUps",
    "Webhooks",
]
