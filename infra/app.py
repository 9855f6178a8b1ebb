"""The CDK application: `cdk deploy` runs it."""

import sys

import aws_cdk as cdk

from infra.config import Config
from infra.errors import UserError
from infra.stack import CsmsStack


def main() -> None:
    app = cdk.App()
    try:
        CsmsStack(app, Config.from_context(app.node))
    except UserError as error:
        sys.exit(f"cdk: {error}")
    app.synth()


if __name__ == "__main__":
    main()
