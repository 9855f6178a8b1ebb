"""The whole system on one page."""

from aws_cdk import CfnOutput, Stack
from constructs import Construct

from infra.config import Config
from infra.data import tables
from infra.edge import Edge, OriginSecret
from infra.lambda_function import Functions
from infra.observability import Observability
from infra.operator_api import OperatorApi
from infra.permissions import grant
from infra.scheduling import Queues, consume, plan_periodically
from infra.station_api import StationApi


class CsmsStack(Stack):
    def __init__(self, scope: Construct, config: Config) -> None:
        super().__init__(scope, config.prefix, description="Serverless charging station management system")
        data = tables(self, config)
        queues = Queues(self, config)
        station_api = StationApi(self, config)
        origin_secret = OriginSecret(self, config)
        functions = Functions(
            self,
            config,
            environment={
                "STATION_API_ENDPOINT": station_api.management_endpoint,
                "PLANNER_QUEUE_URL": queues.planner.queue_url,
                "TIMERS_QUEUE_URL": queues.timers.queue_url,
            },
            origin_secret=origin_secret.value,
        )
        grant(functions, data, queues, station_api)
        station_api.route(functions)
        operator_api = OperatorApi(self, config, functions["operator_api"])
        consume(functions, queues)
        plan_periodically(self, config, functions, queues)
        Observability(self, config, functions.items(), queues.dead, station_api.api)
        self._output(
            StationApiId=station_api.api.api_id,
            OperatorApiId=operator_api.api.api_id,
            OriginSecret=origin_secret.secret.secret_arn,
            UserPoolId=operator_api.users.user_pool_id,
            UserPoolClientId=operator_api.client.user_pool_client_id,
        )
        if not config.local:
            edge = Edge(self, config, origin_secret, station_api, operator_api)
            self._output(
                StationUrl=f"wss://{config.domain_name or edge.domain}/ocpp/{{identity}}",
                ApiUrl=f"https://{config.domain_name or edge.domain}/api",
                DistributionDomain=edge.domain,
            )

    def _output(self, **values: str) -> None:
        for name, value in values.items():
            CfnOutput(self, name, value=value)
