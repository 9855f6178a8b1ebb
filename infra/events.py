"""The bus that other systems of the account listen to."""

from aws_cdk import aws_events as events
from constructs import Construct

from infra.config import Config


def event_bus(scope: Construct, config: Config) -> events.EventBus:
    description = "What happens at charging stations; the operator API's /api/event-types has the vocabulary"
    return events.EventBus(scope, "event-bus", event_bus_name=config.prefix, description=description)
