"""What the CSMS may send to a station by the state of its registration (2.0.1 B02, B03.FR.08)."""

from csms.domain.stations import Registration

_WHILE_PENDING = frozenset(
    {
        "CertificateSigned",
        "ChangeConfiguration",
        "ExtendedTriggerMessage",
        "GetBaseReport",
        "GetConfiguration",
        "GetReport",
        "GetVariables",
        "SetVariables",
        "TriggerMessage",
    }
)


def may_be_sent(registration: Registration, action: str, request: str) -> bool:
    """Accepted: everything. Pending: read, set, trigger, and what a triggered certificate request asks for.
    Rejected: only a trigger of BootNotification. `request` is the payload's JSON text."""
    if registration is Registration.ACCEPTED:
        return True
    if registration is Registration.PENDING:
        return action in _WHILE_PENDING
    return action == "TriggerMessage" and "BootNotification" in request
