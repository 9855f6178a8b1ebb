"""Orders of firmware and logs, as 2.x and the security extension of 1.6 spell them alike."""

from .firmware import FirmwareOrder
from .log_upload import LogOrder
from .profile_wire import parse_optional, parse_time

Patience = tuple[int, int]
"""How often a station tries, and how many seconds lie between."""


def firmware_order(firmware: dict[str, str], patience: Patience, request_id: int) -> FirmwareOrder:
    return FirmwareOrder(
        firmware["location"],
        *patience,
        request_id,
        retrieve_at=parse_time(firmware["retrieve_date_time"]),
        install_at=parse_optional(firmware.get("install_date_time")),
        signing_certificate=firmware.get("signing_certificate"),
        signature=firmware.get("signature"),
    )


def log_order(log: dict[str, str], log_type: str, patience: Patience, request_id: int) -> LogOrder:
    return LogOrder(
        log["remote_location"],
        *patience,
        request_id,
        security=log_type == "SecurityLog",
        since=parse_optional(log.get("oldest_timestamp")),
        until=parse_optional(log.get("latest_timestamp")),
    )
