"""Authorize: may this token charge at this station now?"""

from dataclasses import dataclass

from csms.application.ports import Ports
from csms.domain.ids import key_of
from csms.domain.stations import Connection
from csms.domain.tokens import Authorization, AuthorizationStatus, Place, Token, authorize

FREE_TYPES = frozenset({"NoAuthorization", "Central"})


@dataclass(frozen=True)
class AuthorizeToken:
    token: str
    type: str | None = None


def authorize_token(ports: Ports, connection: Connection, asked: AuthorizeToken) -> Authorization:
    return authorize(find_token(ports, asked.token), place_of(connection), ports.now())


def find_token(ports: Ports, token: str | None) -> Token | None:
    return ports.tokens.get(key_of(token)) if token and token.strip() else None


def place_of(connection: Connection) -> Place:
    return Place(connection.station_key, connection.site_id)


def needs_no_token(token_type: str | None) -> bool:
    """A start button, or a start that the CSMS asked for itself (2.0.1 C05, C06, F02)."""
    return token_type in FREE_TYPES


FREE = Authorization(AuthorizationStatus.ACCEPTED)
