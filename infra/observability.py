"""What an operator of the operators' system looks at: logs, alarms, one dashboard."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.config import Config


def log_group(scope: Construct, construct_id: str, name: str, config: Config) -> logs.LogGroup:
    return logs.LogGroup(
        scope,
        construct_id,
        log_group_name=name,
        retention=logs.RetentionDays[config.log_retention],
        removal_policy=RemovalPolicy.DESTROY,
    )


def log_access(stage: apigateway.WebSocketStage | apigateway.HttpStage, name: str, config: Config, fields: str) -> None:
    group = log_group(stage, "access-log", f"/aws/apigateway/{name}", config)
    resource = stage.node.default_child
    assert isinstance(resource, apigateway.CfnStage)
    resource.access_log_settings = apigateway.CfnStage.AccessLogSettingsProperty(
        destination_arn=group.log_group_arn, format=fields
    )
