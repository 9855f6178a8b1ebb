"""The inbox of tokens that stations have shown and nobody knows: read, accepted and cleared by operators.

A token that becomes known settles its entry: it is left out when the inbox is read, and forgotten in time.
"""

from csms.application.list_filtered import fill_page
from csms.application.ports import Page, Ports
from csms.application.save_token import save_token
from csms.domain.errors import NotFoundError
from csms.domain.ids import key_of
from csms.domain.tokens import Token
from csms.domain.unknown_tokens import UnknownToken


def list_unknown(ports: Ports, limit: int, cursor: str | None) -> Page[UnknownToken]:
    """Last seen first."""

    def read(size: int, after: str | None) -> Page[UnknownToken]:
        page = ports.unknown_tokens.page(size, after)
        known = ports.tokens.get_many([seen.key for seen in page.items])
        return Page([seen for seen in page.items if seen.key not in known], page.next_cursor)

    return fill_page(read, lambda _: True, limit, cursor)


def find_unknown(ports: Ports, token: str) -> UnknownToken:
    """Raises NotFoundError."""
    seen = ports.unknown_tokens.get(key_of(token))
    if seen is None or ports.tokens.get(seen.key) is not None:
        raise NotFoundError(f"token {token} is not among those that were unknown")
    return seen


def accept_unknown(ports: Ports, seen: UnknownToken, token: Token) -> Token:
    """Known from now on, as `token` says; the stations that ask next are told so."""
    saved, _ = save_token(ports, token)
    ports.unknown_tokens.remove(seen.key)
    return saved


def dismiss_unknown(ports: Ports, token: str) -> None:
    """Forget it until it is shown again. Raises NotFoundError."""
    ports.unknown_tokens.remove(find_unknown(ports, token).key)
