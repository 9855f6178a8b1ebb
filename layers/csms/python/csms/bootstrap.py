"""The one place where ports meet their adapters."""

import os
import secrets
import time
import uuid
from datetime import UTC, datetime
from functools import cache

from csms.adapters.delivery_queue import SqsDeliveryQueue
from csms.adapters.dynamodb import models
from csms.adapters.dynamodb.cdrs import DynamoCdrs
from csms.adapters.dynamodb.certificate_requests import DynamoCertificateRequests
from csms.adapters.dynamodb.commands import DynamoCommands
from csms.adapters.dynamodb.composite_checks import DynamoCompositeChecks
from csms.adapters.dynamodb.configurations import DynamoConfigurations
from csms.adapters.dynamodb.connections import DynamoConnections
from csms.adapters.dynamodb.erasures import DynamoErasures
from csms.adapters.dynamodb.events import DynamoEvents
from csms.adapters.dynamodb.exports import DynamoExports
from csms.adapters.dynamodb.firmware import DynamoFirmware
from csms.adapters.dynamodb.installed_profiles import DynamoInstalledProfiles
from csms.adapters.dynamodb.loads import DynamoLoads
from csms.adapters.dynamodb.local_lists import DynamoLocalLists
from csms.adapters.dynamodb.login_failures import DynamoLoginFailures
from csms.adapters.dynamodb.outages import DynamoOutages
from csms.adapters.dynamodb.past_visits import DynamoPastVisits
from csms.adapters.dynamodb.plans import DynamoPlans
from csms.adapters.dynamodb.prices import DynamoPrices, DynamoPriceZones
from csms.adapters.dynamodb.refused_connections import DynamoRefusedConnections
from csms.adapters.dynamodb.reservations import DynamoReservations
from csms.adapters.dynamodb.schedules import DynamoSchedules
from csms.adapters.dynamodb.security_events import DynamoSecurityEvents
from csms.adapters.dynamodb.simulations import DynamoSimulations
from csms.adapters.dynamodb.site_limits import DynamoSiteLimits
from csms.adapters.dynamodb.sites import DynamoSites
from csms.adapters.dynamodb.station_certificates import DynamoStationCertificates
from csms.adapters.dynamodb.station_days import DynamoStationDays
from csms.adapters.dynamodb.station_events import DynamoStationEvents
from csms.adapters.dynamodb.station_models import DynamoStationModels
from csms.adapters.dynamodb.stations import DynamoStations
from csms.adapters.dynamodb.stored_profiles import DynamoStoredProfiles
from csms.adapters.dynamodb.tariffs import DynamoTariffs
from csms.adapters.dynamodb.token_traces import DynamoTokenTraces
from csms.adapters.dynamodb.tokens import DynamoTokens
from csms.adapters.dynamodb.transactions import DynamoTransactions
from csms.adapters.dynamodb.transfers import DynamoTransfers
from csms.adapters.dynamodb.unknown_tokens import DynamoUnknownTokens
from csms.adapters.dynamodb.usage import DynamoUsage
from csms.adapters.dynamodb.vendor_extensions import DynamoVendorExtensions
from csms.adapters.dynamodb.webhooks import DynamoDeliveries, DynamoWebhooks
from csms.adapters.event_bus import EventBridgeBus
from csms.adapters.exports import DiskExportFiles
from csms.adapters.files import S3Files, Signer
from csms.adapters.firehose_archive import FirehoseArchive
from csms.adapters.kms_authority import KmsCertificateAuthority
from csms.adapters.metrics import count_alarm, count_fallback
from csms.adapters.prices_entsoe import EntsoePrices, ParameterStoreToken
from csms.adapters.prices_nordic import NordicPrices
from csms.adapters.queues import SqsQueues
from csms.adapters.receivers import HttpReceivers
from csms.adapters.station_link import ApiGatewayStationLink
from csms.adapters.wake_ups import EventBridgeWakeUps
from csms.adapters.x509 import CryptographyX509
from csms.application.ports import CertificateAuthority, Ports
from csms.domain import retention
from csms.domain.login_budget import LoginLimits
from csms.domain.price_zones import ProviderName
from csms.ocpp.dialects import encode
from csms.ocpp.dispatch import reprocess
from csms.ocpp.outcomes import DialectOutcomes
from csms.settings import Settings


@cache
def ports() -> Ports:
    """Made once per execution environment."""
    settings = Settings()
    models.bind(settings.table_prefix, os.environ.get("AWS_REGION", "eu-north-1"), now)
    kept = retention.parse(settings.retention_days)
    files = S3Files(
        settings.files_bucket, Signer(settings.files_key_id, settings.files_secret), settings.files_public_endpoint
    )
    return Ports(
        stations=DynamoStations(),
        connections=DynamoConnections(),
        login_failures=DynamoLoginFailures(),
        refused_connections=DynamoRefusedConnections(kept.refused_connections),
        tokens=DynamoTokens(),
        unknown_tokens=DynamoUnknownTokens(kept.unknown_tokens),
        transactions=DynamoTransactions(now, kept.evidence),
        reservations=DynamoReservations(),
        local_lists=DynamoLocalLists(),
        commands=DynamoCommands(kept.commands),
        station_events=DynamoStationEvents(kept.station_events),
        security_events=DynamoSecurityEvents(kept.security_events),
        events=DynamoEvents(kept.events),
        bus=EventBridgeBus(settings.event_bus_name, settings.table_prefix),
        webhooks=DynamoWebhooks(),
        deliveries=DynamoDeliveries(kept.webhook_deliveries),
        delivery_queue=SqsDeliveryQueue(settings.webhooks_queue_url),
        receivers=HttpReceivers(private=settings.private_webhooks),
        station_certificates=DynamoStationCertificates(),
        certificate_requests=DynamoCertificateRequests(kept.certificate_requests),
        x509=CryptographyX509(),
        sites=DynamoSites(),
        schedules=DynamoSchedules(),
        plans=DynamoPlans(),
        past_visits=DynamoPastVisits(now),
        loads=DynamoLoads(),
        simulations=DynamoSimulations(kept.simulations),
        price_zones=DynamoPriceZones(),
        prices=DynamoPrices(),
        tariffs=DynamoTariffs(),
        cdrs=DynamoCdrs(),
        price_providers={
            ProviderName.NORDIC: NordicPrices(),
            ProviderName.ENTSOE: EntsoePrices(ParameterStoreToken(settings.entsoe_token_parameter)),
        },
        station_models=DynamoStationModels(now),
        vendor_extensions=DynamoVendorExtensions(),
        configurations=DynamoConfigurations(),
        stored_profiles=DynamoStoredProfiles(),
        installed_profiles=DynamoInstalledProfiles(),
        composite_checks=DynamoCompositeChecks(kept.commands),
        firmware=DynamoFirmware(),
        transfers=DynamoTransfers(kept.transfers),
        files=files,
        erasures=DynamoErasures(),
        traces=DynamoTokenTraces(),
        exports=DynamoExports(kept.exports),
        export_files=DiskExportFiles(files.put),
        usage=DynamoUsage(),
        outages=DynamoOutages(),
        site_limits=DynamoSiteLimits(),
        station_days=DynamoStationDays(),
        link=ApiGatewayStationLink(settings.station_api_endpoint),
        queues=SqsQueues(settings.planner_queue_url, settings.timers_queue_url, settings.exports_queue_url),
        wake_ups=EventBridgeWakeUps(
            settings.wake_up_group,
            settings.wake_up_role_arn,
            settings.planner_queue_arn,
            settings.wake_up_dead_letter_arn,
            now,
        ),
        encode=encode,
        outcomes=DialectOutcomes(),
        reprocess=reprocess,
        now=now,
        new_id=new_id,
        count_alarm=count_alarm,
        count_fallback=count_fallback,
        archive=FirehoseArchive(settings.archive_streams) if settings.archive_streams else None,
        certificate_authority=_certificate_authority(settings),
        organization_name=settings.organization_name or None,
        login_limits=LoginLimits(source=settings.failed_logins_per_source, pair=settings.failed_logins_per_station),
        heartbeat_interval_s=settings.heartbeat_interval_s,
        command_timeout_s=settings.command_timeout_s,
        plan_period_s=settings.plan_period_s,
        private_webhooks=settings.private_webhooks,
        retention=kept,
    )


def _certificate_authority(settings: Settings) -> CertificateAuthority | None:
    key = settings.certificate_authority_key
    return KmsCertificateAuthority(key, settings.organization_name or None, now) if key else None


def now() -> datetime:
    return datetime.now(UTC)


def new_id() -> str:
    """A UUID of version 7 (RFC 9562): ids made later sort later; 36 characters, as an OCPP message id may have."""
    stamp = time.time_ns() // 1_000_000
    random = secrets.randbits(74)
    value = stamp << 80 | 0x7 << 76 | (random >> 62) << 64 | 0b10 << 62 | random & (1 << 62) - 1
    return str(uuid.UUID(int=value))
