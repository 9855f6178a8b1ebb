"""Routers, made where mypy is told once that powertools leaves their constructor untyped."""

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter


def router() -> APIGatewayHttpRouter:
    return APIGatewayHttpRouter()  # type: ignore[no-untyped-call]
