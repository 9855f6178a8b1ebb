"""Who may do what: the one place that decides. API Gateway has verified the token; here its groups are read."""

import re
from enum import IntEnum
from typing import Any

from csms.domain.errors import ForbiddenError
from operator_api import problems

OPEN_PATHS = frozenset({"/api/health", "/api/openapi.json", "/api/docs"})
_REGISTERED_BY_ADMINS = re.compile(
    r"/api/((stations|sites|station-models|firmware|vendor-extensions|price-zones)/[^/]+"
    r"|stations/[^/]+/(password|security-profile|certificates(/(?!list$)[^/]+)?)"
    r"|tokens/[^/]+/erase|webhooks(/[^/]+(/secret)?)?|certificate-authority|(refused-stations|certificate-requests)/.+)"
)

_EXPORTS = re.compile(r"/api/exports(/|$)")


class Role(IntEnum):
    """A role includes the ones below it."""

    VIEWER = 1
    OPERATOR = 2
    ADMIN = 3


def denial(event: dict[str, Any]) -> dict[str, Any] | None:
    """The answer to a request that its sender may not make; None where it may pass."""
    method, path = event["requestContext"]["http"]["method"], event["rawPath"]
    if path in OPEN_PATHS:
        return None
    if not claims(event):
        return problems.answer(401, "this needs the token of an operator", path)
    needed = required_role(method, path)
    if role(claims(event)) >= needed:
        return None
    return problems.answer(403, _needs(needed), path)


def demand(event: dict[str, Any], needed: Role) -> None:
    """For what only the body tells. Raises ForbiddenError."""
    if role(claims(event)) < needed:
        raise ForbiddenError(_needs(needed))


def required_role(method: str, path: str) -> Role:
    """Viewers read, operators steer, admins register and remove stations and sites."""
    if method in ("GET", "HEAD"):
        # An export's URL opens its files to whoever has it.
        return Role.OPERATOR if _EXPORTS.match(path) else Role.VIEWER
    return Role.ADMIN if _REGISTERED_BY_ADMINS.fullmatch(path) else Role.OPERATOR


def _needs(role: Role) -> str:
    return f"this needs the role {role.name.lower()}"


def role(claims: dict[str, Any]) -> int:
    """The highest role among the groups; 0 for none. API Gateway writes a list as `[admin operator]`."""
    groups = claims.get("cognito:groups") or ""
    names = groups if isinstance(groups, list) else re.findall(r"[\w-]+", str(groups))
    return max((known for known in Role if known.name.lower() in names), default=0)


def claims(event: dict[str, Any]) -> dict[str, Any]:
    authorizer = event["requestContext"].get("authorizer") or {}
    return (authorizer.get("jwt") or {}).get("claims") or {}


def user(event: dict[str, Any]) -> str | None:
    """The name for the record: access tokens say `username`, id tokens `cognito:username`."""
    known = claims(event)
    return known.get("username") or known.get("cognito:username") or known.get("sub")
