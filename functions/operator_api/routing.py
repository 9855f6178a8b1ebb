"""Routers, made where mypy is told once that powertools leaves their constructor untyped."""

from typing import Any

from aws_lambda_powertools.event_handler.api_gateway import BaseRouter
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter


def router() -> APIGatewayHttpRouter:
    return APIGatewayHttpRouter()  # type: ignore[no-untyped-call]


def event() -> dict[str, Any]:
    """The request that is being answered."""
    return BaseRouter.current_event.raw_event
