"""Authorize: may this token charge at this station now?"""

import json
from dataclasses import dataclass

from csms.application.note_unknown_token import note_unknown_token
from csms.application.ports import Ports
from csms.domain.ids import key_of
from csms.domain.stations import Connection
from csms.domain.tokens import Authorization, AuthorizationStatus, Place, Token, authorize

_RECENT_COMMANDS = 20


@dataclass(frozen=True)
class AuthorizeToken:
    token: str
    type: str | None = None


def authorize_token(ports: Ports, connection: Connection, asked: AuthorizeToken) -> Authorization:
    token = find_token(ports, asked.token)
    if token is None:
        note_unknown_token(ports, connection, asked.token, asked.type)
    return authorize(token, place_of(connection), ports.now())


def find_token(ports: Ports, token: str | None) -> Token | None:
    return ports.tokens.get(key_of(token)) if token and token.strip() else None


def place_of(connection: Connection) -> Place:
    return Place(connection.station_key, connection.site_id)


def needs_no_token(token_type: str | None) -> bool:
    """A start button (2.0.1 C02)."""
    return token_type == "NoAuthorization"


def was_asked_to_start(ports: Ports, connection: Connection, remote_start_id: int | None, token: str) -> bool:
    """Did we ask this station to start with this token (2.0.1 F02.FR.01)? An offline start may come later than we
    look back; it is then stored as not authorized, for review."""
    recent = ports.commands.page(connection.station_key, _RECENT_COMMANDS, None).items
    return any(
        command.action == "RequestStartTransaction"
        and (request := json.loads(command.request)).get("remoteStartId") == remote_start_id
        and key_of(request.get("idToken", {}).get("idToken", "")) == key_of(token)
        for command in recent
    )


FREE = Authorization(AuthorizationStatus.ACCEPTED)
