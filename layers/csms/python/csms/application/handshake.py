"""A handshake as it arrives, and why one may be refused."""

from dataclasses import dataclass
from enum import Enum

from csms.domain.certificates import ClientCertificate


class Refusal(Enum):
    """With the HTTP status that the charger sees."""

    NO_COMMON_SUBPROTOCOL = 400
    BAD_CREDENTIALS = 401
    SECURITY_PROFILE_TOO_LOW = 403
    UNKNOWN_IDENTITY = 404
    TOO_MANY_ATTEMPTS = 429


@dataclass(frozen=True)
class Handshake:
    """`authorization` is the header as it came; `subprotocols` in the charger's order of preference.

    `viewer_address`, `security_profile` (the door's) and `certificate` are what the edge vouches for.
    """

    connection_id: str
    identity: str
    authorization: str | None
    subprotocols: list[str]
    viewer_address: str = ""
    security_profile: int = 1
    certificate: ClientCertificate | None = None
