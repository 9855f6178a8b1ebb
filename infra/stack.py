"""The whole system on one page."""

from aws_cdk import CfnOutput, Stack
from constructs import Construct

from infra.archive import Archive
from infra.certificate_authority import CertificateAuthority
from infra.changes import follow_tables
from infra.config import Config
from infra.data import tables
from infra.edge import Edge, OriginSecret
from infra.events import event_bus
from infra.files import Files
from infra.lambda_function import Functions
from infra.observability import Observability
from infra.operator_api import OperatorApi
from infra.permissions import grant
from infra.price_sources import PriceSources
from infra.scheduling import Queues, consume, tick
from infra.station_api import StationApi
from infra.station_doors import CertificateDoor, UnencryptedDoor
from infra.wake_ups import WakeUps


class CsmsStack(Stack):
    def __init__(self, scope: Construct, config: Config) -> None:
        super().__init__(scope, config.prefix, description="Serverless charging station management system")
        data = tables(self, config)
        queues = Queues(self, config)
        wake_ups = WakeUps(self, config, queues)
        station_api = StationApi(self, config)
        origin_secret = OriginSecret(self, config)
        files = Files(self, config)
        authority = CertificateAuthority(self, config)
        prices = PriceSources(self, config)
        bus = event_bus(self, config)
        archive = Archive(self, config) if config.archive else None
        functions = Functions(
            self,
            config,
            environment={
                "STATION_API_ENDPOINT": station_api.management_endpoint,
                "PLANNER_QUEUE_URL": queues.planner.queue_url,
                "TIMERS_QUEUE_URL": queues.timers.queue_url,
                "WEBHOOKS_QUEUE_URL": queues.webhooks.queue_url,
                "EVENT_BUS_NAME": bus.event_bus_name,
                "EXPORTS_QUEUE_URL": queues.exports.queue_url,
                "CERTIFICATE_AUTHORITY_KEY": authority.key_arn,
                "ENTSOE_TOKEN_PARAMETER": prices.token_name,
                **wake_ups.environment,
                **(archive.environment if archive else {}),
            },
            files=files,
            origin_secret=origin_secret.value,
        )
        grant(functions, data, queues, station_api, files, authority, prices, wake_ups, bus, archive)
        station_api.route(functions)
        operator_api = OperatorApi(self, config, functions["operator_api"])
        consume(functions, queues)
        follow_tables(functions, data, queues.changes_dead)
        tick(self, config, functions, queues)
        Observability(self, config, functions.items(), queues.dead, station_api.api)
        self._output(
            StationApiId=station_api.api.api_id,
            OperatorApiId=operator_api.api.api_id,
            OriginSecret=origin_secret.secret.secret_arn,
            UserPoolId=operator_api.users.user_pool_id,
            UserPoolClientId=operator_api.client.user_pool_client_id,
        )
        if not config.local:
            self._serve_outside(config, origin_secret.value, station_api, operator_api)

    def _serve_outside(self, config: Config, secret: str, station_api: StationApi, operator_api: OperatorApi) -> None:
        edge = Edge(self, config, secret, station_api, operator_api)
        domain = config.domain_name or edge.domain
        self._output(
            StationUrl=f"wss://{domain}/ocpp/{{identity}}",
            ApiUrl=f"https://{domain}/api",
            DistributionDomain=edge.domain,
        )
        if config.unencrypted_stations:
            unencrypted = UnencryptedDoor(self, config, secret, station_api.domain)
            self._output(UnencryptedStationUrl=f"ws://{unencrypted.domain}/ocpp/{{identity}}")
        if config.station_ca_bundle:
            certified = CertificateDoor(self, config, secret, station_api.domain, config.station_ca_bundle)
            self._output(CertificateStationUrl=f"wss://{certified.domain}/ocpp/{{identity}}")

    def _output(self, **values: str) -> None:
        for name, value in values.items():
            CfnOutput(self, name, value=value)
