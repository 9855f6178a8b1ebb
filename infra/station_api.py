"""The WebSocket API the charging stations speak OCPP to."""

import json

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_apigateway as gateway_account
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_iam as iam
from aws_cdk.aws_apigatewayv2_integrations import WebSocketLambdaIntegration
from constructs import Construct

from infra.config import Config
from infra.lambda_function import Functions
from infra.observability import log_access

STAGE = "ocpp"  # the edge maps the path /ocpp/{identity} to it; see edge_function.js
_FRAMES_PER_SECOND = apigateway.ThrottleSettings(rate_limit=2000, burst_limit=1000)


class StationApi(Construct):
    def __init__(self, scope: Construct, config: Config) -> None:
        super().__init__(scope, "station-api")
        self._config = config
        # A static route: what a station writes into a frame must not choose the function that reads it.
        self.api = apigateway.WebSocketApi(
            self, "api", api_name=f"{config.prefix}-station", route_selection_expression="\\$default"
        )
        stage = apigateway.WebSocketStage(
            self,
            "stage",
            web_socket_api=self.api,
            stage_name=STAGE,
            auto_deploy=True,
            throttle=_FRAMES_PER_SECOND,
            detailed_metrics_enabled=True,
        )
        log_access(stage, f"{config.prefix}-station", config, _ACCESS_LOG)
        stage.node.add_dependency(_account_may_log(self))

    @property
    def domain(self) -> str:
        stack = Stack.of(self)
        return f"{self.api.api_id}.execute-api.{stack.region}.{stack.url_suffix}"

    @property
    def management_endpoint(self) -> str:
        """Where a function sends to a station and closes its connection."""
        if self._config.local:
            return f"http://127.0.0.1:{self._config.cloud_port}/_aws/execute-api/{self.api.api_id}/{STAGE}"
        return f"https://{self.domain}/{STAGE}"

    def route(self, functions: Functions) -> None:
        """$default answers in the same call (two-way), which the local cloud does without being told."""
        routes = {
            "$connect": ("station_connect", None),
            "$disconnect": ("station_disconnect", None),
            "$default": ("station_message", None if self._config.local else True),
        }
        for route_key, (name, return_response) in routes.items():
            integration = WebSocketLambdaIntegration(name, functions[name])
            self.api.add_route(route_key, integration=integration, return_response=return_response)

    def grant_manage_connections(self, grantee: iam.IGrantable) -> None:
        connections = [
            Stack.of(self).format_arn(
                service="execute-api",
                resource=self.api.api_id,
                resource_name=f"{STAGE}/{method}/@connections/*",
            )
            for method in ("POST", "DELETE")
        ]
        iam.Grant.add_to_principal(
            grantee=grantee, actions=["execute-api:ManageConnections"], resource_arns=connections
        )


def _account_may_log(scope: Construct) -> gateway_account.CfnAccount:
    """API Gateway logs a WebSocket API in the name of the account, for which the account names a role once.

    Both outlive the stack: other APIs of the account may log by them.
    """
    policy = iam.ManagedPolicy.from_aws_managed_policy_name("service-role/AmazonAPIGatewayPushToCloudWatchLogs")
    principal = iam.ServicePrincipal("apigateway.amazonaws.com")
    role = iam.Role(scope, "log-role", assumed_by=principal, managed_policies=[policy])
    role.apply_removal_policy(RemovalPolicy.RETAIN)
    account = gateway_account.CfnAccount(scope, "account", cloud_watch_role_arn=role.role_arn)
    account.apply_removal_policy(RemovalPolicy.RETAIN)
    return account


_ACCESS_LOG = json.dumps(
    {
        "requestTime": "$context.requestTime",
        "routeKey": "$context.routeKey",
        "status": "$context.status",
        "connectionId": "$context.connectionId",
        "sourceIp": "$context.identity.sourceIp",
        "latencyMs": "$context.integrationLatency",
        "error": "$context.error.message",
    }
)
