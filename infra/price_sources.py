"""The secrets that providers of prices ask for."""

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.config import Config


class PriceSources(Construct):
    """ENTSO-E's token is a SecureString that the operator puts there himself: CloudFormation knows none, and a template
    would show it. `aws ssm put-parameter --type SecureString --name /csms/entsoe-token --value ...`"""

    def __init__(self, scope: Construct, config: Config) -> None:
        super().__init__(scope, "prices")
        self.token_name = f"/{config.prefix}/entsoe-token"

    def grant_token(self, function: lambda_.Function) -> None:
        """The key of SecureStrings is AWS's own, and opens to whoever may read the parameter."""
        arn = Stack.of(self).format_arn(service="ssm", resource="parameter", resource_name=self.token_name[1:])
        function.add_to_role_policy(iam.PolicyStatement(actions=["ssm:GetParameter"], resources=[arn]))
