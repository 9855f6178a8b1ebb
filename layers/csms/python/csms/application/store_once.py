"""One effect however often a message comes, and the same answer each time."""

from collections.abc import Callable
from typing import Any, TypeVar

from csms.application.ports import AlreadyRecordedError, Ports, Receipt
from csms.domain.errors import ConcurrentChangeError
from csms.domain.tokens import Authorization, AuthorizationStatus

Answer = TypeVar("Answer")
ATTEMPTS = 5


def store_once(store: Callable[[], Answer], replay: Callable[[], Answer | None]) -> Answer:
    """What `store` answers; for a message that is stored already, what `replay` knows of the first answer.

    Both are tried again where another message changed the same items at the same time.
    """
    for _ in range(ATTEMPTS):
        try:
            return store()
        except AlreadyRecordedError:
            known = replay()
            if known is not None:
                return known
        except ConcurrentChangeError:
            continue
    raise ConcurrentChangeError("the transaction could not be stored")


def receipt(key: str, decision: Authorization, **more: Any) -> Receipt:
    reply = {"status": decision.status.value, "group_id": decision.group_id, "expires_at": decision.expires_at}
    return Receipt(key, reply | more)


def kept_reply(ports: Ports, key: str) -> tuple[Authorization, dict[str, Any]] | None:
    """The token's standing as it was answered, and what else the receipt holds."""
    found = ports.transactions.receipt(key)
    if found is None:
        return None
    status = AuthorizationStatus(found.reply["status"])
    return Authorization(status, found.reply["group_id"], found.reply["expires_at"]), found.reply
