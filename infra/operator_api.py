"""The HTTP API of the operators, and the user pool that says who they are."""

import json

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_lambda as lambda_
from aws_cdk.aws_apigatewayv2_authorizers import HttpUserPoolAuthorizer
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from constructs import Construct

from infra.config import Config
from infra.observability import log_access

GROUPS = ("viewer", "operator", "admin")
OPEN_PATHS = ("/api/health", "/api/openapi.json", "/api/docs")
_REQUESTS_PER_SECOND = apigateway.ThrottleSettings(rate_limit=200, burst_limit=400)


class OperatorApi(Construct):
    def __init__(self, scope: Construct, config: Config, handler: lambda_.Function) -> None:
        super().__init__(scope, "operator-api")
        self.users = _user_pool(self, config)
        self.client = _client(self.users, config)
        self.api = apigateway.HttpApi(self, "api", api_name=f"{config.prefix}-operator", create_default_stage=False)
        integration = HttpLambdaIntegration("operator_api", handler, timeout=Duration.seconds(29))
        for path in OPEN_PATHS:
            self.api.add_routes(path=path, methods=[apigateway.HttpMethod.GET], integration=integration)
        self.api.add_routes(
            path="/api/{proxy+}",
            methods=[apigateway.HttpMethod.ANY],
            integration=integration,
            authorizer=HttpUserPoolAuthorizer("users", self.users, user_pool_clients=[self.client]),
        )
        stage = apigateway.HttpStage(self, "stage", http_api=self.api, auto_deploy=True, throttle=_REQUESTS_PER_SECOND)
        log_access(stage, f"{config.prefix}-operator", config, _ACCESS_LOG)

    @property
    def domain(self) -> str:
        stack = Stack.of(self)
        return f"{self.api.api_id}.execute-api.{stack.region}.{stack.url_suffix}"


def _user_pool(scope: Construct, config: Config) -> cognito.UserPool:
    pool = cognito.UserPool(
        scope,
        "users",
        user_pool_name=f"{config.prefix}-operators",
        self_sign_up_enabled=False,
        sign_in_aliases=cognito.SignInAliases(username=True),
        account_recovery=cognito.AccountRecovery.NONE,  # an admin resets it: nobody's mailbox opens the site
        mfa=cognito.Mfa.OPTIONAL,
        mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
        password_policy=cognito.PasswordPolicy(
            min_length=12, require_lowercase=True, require_uppercase=True, require_digits=True, require_symbols=True
        ),
        deletion_protection=config.keep_data,
        removal_policy=RemovalPolicy.RETAIN if config.keep_data else RemovalPolicy.DESTROY,
    )
    for group in GROUPS:
        cognito.UserPoolGroup(scope, group, user_pool=pool, group_name=group)
    return pool


def _client(pool: cognito.UserPool, config: Config) -> cognito.UserPoolClient:
    lifetime = Duration.hours(config.token_hours)
    return pool.add_client(
        "operators",
        auth_flows=cognito.AuthFlow(user_password=True, user_srp=True),
        access_token_validity=lifetime,
        id_token_validity=lifetime,
        prevent_user_existence_errors=True,
        disable_o_auth=True,
    )


# No path: it names stations and tokens. operator_api logs the route's pattern.
_ACCESS_LOG = json.dumps(
    {
        "requestTime": "$context.requestTime",
        "routeKey": "$context.routeKey",
        "status": "$context.status",
        "sourceIp": "$context.identity.sourceIp",
        "user": "$context.authorizer.claims.sub",
        "latencyMs": "$context.responseLatency",
        "error": "$context.error.message",
    }
)
