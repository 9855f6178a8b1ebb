"""Id tokens as the operator keeps them."""

from dataclasses import replace

from csms.application.ports import Ports
from csms.application.sync_site_lists import tokens_changed
from csms.domain.errors import NotFoundError
from csms.domain.ids import key_of
from csms.domain.tokens import Token


def find_token(ports: Ports, token: str) -> Token:
    """Raises NotFoundError."""
    found = ports.tokens.get(key_of(token))
    if found is None:
        raise NotFoundError(f"there is no token {token}")
    return found


def save_token(ports: Ports, token: Token) -> tuple[Token, bool]:
    """Create or replace, and whether it was created; a known token keeps its spelling. Running sessions go on."""
    known = ports.tokens.get(token.key)
    if known is not None:
        token = replace(token, token=known.token, created_at=known.created_at)
    ports.tokens.save(token)
    tokens_changed(ports)
    return token, known is None


def remove_token(ports: Ports, token: str) -> None:
    """Raises NotFoundError."""
    ports.tokens.remove(find_token(ports, token).key)
    tokens_changed(ports)
