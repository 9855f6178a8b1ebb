"""All of it together, as a use case is given it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from csms.application.ports.archive import Archive
from csms.application.ports.charging import CompositeChecks, InstalledProfiles, StoredProfiles
from csms.application.ports.commands import Commands
from csms.application.ports.delivery import Queues, StationLink, WakeUps
from csms.application.ports.erasures import Erasures, TokenTraces
from csms.application.ports.events import EventBus, Events
from csms.application.ports.exports import ExportFiles, Exports
from csms.application.ports.files import Files, FirmwareImages, Transfers
from csms.application.ports.makes import Configurations, StationModels, VendorExtensions
from csms.application.ports.money import Cdrs, PriceProvider, Prices, PriceZones, Tariffs
from csms.application.ports.outages import Outages
from csms.application.ports.security import (
    X509,
    CertificateAuthority,
    CertificateRequests,
    SecurityEvents,
    StationCertificatesStore,
)
from csms.application.ports.shared import PreparedWrite
from csms.application.ports.site_limits import SiteLimits
from csms.application.ports.sites import Loads, PastVisits, Plans, Schedules, Simulations, Sites
from csms.application.ports.station_days import StationDays
from csms.application.ports.stations import Connections, LoginFailures, RefusedConnections, StationEvents, Stations
from csms.application.ports.tokens import LocalLists, Reservations, Tokens, UnknownTokens
from csms.application.ports.transactions import Transactions
from csms.application.ports.usage import Usage
from csms.application.ports.webhooks import Deliveries, DeliveryQueue, Receivers, Webhooks
from csms.domain.alarms import Alarm
from csms.domain.commands import Command, Outcome
from csms.domain.login_budget import LoginLimits
from csms.domain.operations import Operation, OutboundCall
from csms.domain.price_zones import ProviderName
from csms.domain.retention import Retention
from csms.domain.stations import Connection, OcppVersion


@dataclass(frozen=True)
class Effects:
    """What the outcome of a command changes beside the command itself.

    `writes` are made in the command's own transaction; `tasks` are (delay_s, task) for scheduled_task, queued
    before it, so that none is lost: a task reads anew whether there is still something to do.
    """

    writes: tuple[PreparedWrite, ...] = ()
    tasks: tuple[tuple[int, dict[str, Any]], ...] = ()


class Outcomes(Protocol):
    def matter(self, version: OcppVersion, action: str) -> bool:
        """Whether the outcome of such a command changes anything but the command."""

    def effects(self, ports: "Ports", command: Command, outcome: Outcome) -> Effects:
        """Asked for every end: an answer, a CALLERROR, a time-out, an expiry, a cancellation; and again for an
        answer that comes after one of these."""


@dataclass(frozen=True)
class Ports:
    stations: Stations
    connections: Connections
    login_failures: LoginFailures
    refused_connections: RefusedConnections
    tokens: Tokens
    unknown_tokens: UnknownTokens
    transactions: Transactions
    reservations: Reservations
    local_lists: LocalLists
    commands: Commands
    station_events: StationEvents
    security_events: SecurityEvents
    events: Events
    bus: EventBus
    webhooks: Webhooks
    deliveries: Deliveries
    delivery_queue: DeliveryQueue
    receivers: Receivers
    station_certificates: StationCertificatesStore
    certificate_requests: CertificateRequests
    x509: X509
    sites: Sites
    schedules: Schedules
    plans: Plans
    past_visits: PastVisits
    loads: Loads
    simulations: Simulations
    price_zones: PriceZones
    prices: Prices
    tariffs: Tariffs
    cdrs: Cdrs
    price_providers: Mapping[ProviderName, PriceProvider]
    station_models: StationModels
    vendor_extensions: VendorExtensions
    configurations: Configurations
    stored_profiles: StoredProfiles
    installed_profiles: InstalledProfiles
    composite_checks: CompositeChecks
    firmware: FirmwareImages
    transfers: Transfers
    files: Files
    exports: Exports
    erasures: Erasures
    traces: TokenTraces
    export_files: ExportFiles
    usage: Usage
    outages: Outages
    site_limits: SiteLimits
    station_days: StationDays
    link: StationLink
    queues: Queues
    wake_ups: WakeUps
    encode: Callable[[OcppVersion, Operation], OutboundCall]
    outcomes: Outcomes
    reprocess: Callable[["Ports", Connection, str], None]
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    count_alarm: Callable[[Alarm], None]
    count_fallback: Callable[[str], None]
    """A plan of this site that the optimiser did not finish in time."""
    certificate_authority: CertificateAuthority | None = None
    archive: Archive | None = None
    organization_name: str | None = None
    login_limits: LoginLimits = field(default_factory=LoginLimits)
    heartbeat_interval_s: int = 300
    command_timeout_s: int = 30
    plan_period_s: int = 300
    private_webhooks: bool = False
    retention: Retention = field(default_factory=Retention)
