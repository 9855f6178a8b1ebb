"""`python -m tests.capabilities` prints every message of OCPP 1.6 and of its security extension, and what an operator
has of it. tests/unit/test_capabilities.py holds the table to the dialect and to the API.
"""

from dataclasses import dataclass

_STATION = "/api/stations/<identity>"


@dataclass(frozen=True)
class Capability:
    """`door` asks for it (method and path), `readable` is where its effect is found again."""

    message: str
    effect: str
    readable: tuple[str, ...]
    door: str = ""


def _to_station(message: str, door: str, effect: str, *readable: str) -> Capability:
    paths = tuple(_full(path) for path in readable) or ("/api/commands/<command_id>",)
    method, _, path = door.partition(" ")
    return Capability(message, effect, paths, f"{method} {_full(path)}")


def _from_station(message: str, effect: str, *readable: str) -> Capability:
    return Capability(message, effect, tuple(_full(path) for path in readable))


def _full(path: str) -> str:
    """`.../x` is below the station."""
    return path.replace("...", _STATION, 1)


FROM_STATION = (
    _from_station("Authorize", "the exact status; a token that nobody knows is kept", "/api/unknown-tokens"),
    _from_station("BootNotification", "what the station is; registration decides", "..."),
    _from_station("DataTransfer", "kept; answered as the vendor's extension says", ".../events"),
    _from_station("DiagnosticsStatusNotification", "moves the upload on", "/api/uploads/<upload_id>"),
    _from_station("FirmwareStatusNotification", "moves the update on", "/api/firmware-updates/<update_id>"),
    _from_station("Heartbeat", "presence, the time", "..."),
    _from_station("LogStatusNotification", "moves the upload on", "/api/uploads/<upload_id>"),
    _from_station("MeterValues", "readings of the session", "/api/transactions/<transaction_id>/meter-values"),
    _from_station("SecurityEventNotification", "kept, searchable over all stations", "/api/security-events"),
    _from_station("SignCertificate", "a request, signed or decided upon", "/api/certificate-requests"),
    _from_station("SignedFirmwareStatusNotification", "moves the update on", "/api/firmware-updates/<update_id>"),
    _from_station("StartTransaction", "a session, always; uses a reservation", "/api/transactions"),
    _from_station("StatusNotification", "the connector's state; frees a reservation", "..."),
    _from_station("StopTransaction", "the session's end and verdict", "/api/transactions/<transaction_id>"),
)

TO_STATION = (
    _to_station(
        "CancelReservation", "DELETE /api/reservations/<reservation_id>", "cancelled once the station agrees",
        "/api/reservations/<reservation_id>",
    ),
    _to_station(
        "CertificateSigned", "POST /api/certificate-requests/<request_id>/sign",
        "by itself with the built-in authority; `installed` once accepted", "/api/certificate-requests/<request_id>",
    ),
    _to_station("ChangeAvailability", "POST .../availability", "now, or when the session is over", "..."),
    _to_station(
        "ChangeConfiguration", "PATCH .../configuration", "remembered, with what waits for a reboot",
        ".../configuration",
    ),
    _to_station("ClearCache", "POST .../clear-cache", "the station forgets the tokens it has met"),
    _to_station(
        "ClearChargingProfile", "POST .../clear-charging-profile", "by filter; what fits it is no longer installed",
        ".../charging-profiles",
    ),
    _to_station("DataTransfer", "POST .../data-transfer", "the vendor's own message"),
    _to_station(
        "DeleteCertificate", "DELETE .../certificates/<certificate_id>", "named as the station names it",
        ".../certificates",
    ),
    _to_station("ExtendedTriggerMessage", "POST .../trigger", "chosen where TriggerMessage cannot say it"),
    _to_station(
        "GetCompositeSchedule", "POST .../composite-schedule", "compared with the one that we compute",
        ".../composite-schedule",
    ),
    _to_station(
        "GetConfiguration", "POST .../configuration/read", "all of it, in chunks where needed", ".../configuration"
    ),
    _to_station("GetDiagnostics", "POST .../diagnostics", "uploaded to S3, or to your address", ".../uploads"),
    _to_station(
        "GetInstalledCertificateIds", "POST .../certificates/list", "what the station trusts", ".../certificates"
    ),
    _to_station("GetLocalListVersion", "POST .../local-list/version", "asked before a sync", ".../local-list"),
    _to_station("GetLog", "POST .../logs", "uploaded to S3, or to your address", ".../uploads"),
    _to_station("InstallCertificate", "POST .../certificates", "known once accepted", ".../certificates"),
    _to_station("RemoteStartTransaction", "POST .../remote-start", "with a charging profile or a stored one"),
    _to_station("RemoteStopTransaction", "POST .../remote-stop", "by our id or the station's"),
    _to_station(
        "ReserveNow", "POST .../reservations", "a reservation with a life of its own",
        "/api/reservations/<reservation_id>",
    ),
    _to_station("Reset", "POST .../reset", "hard or soft"),
    _to_station("SendLocalList", "POST .../local-list/sync", "full or differential, in chunks", ".../local-list"),
    _to_station(
        "SetChargingProfile", "POST .../charging-profile", "checked, bound to its session; known once accepted",
        ".../charging-profiles",
    ),
    _to_station(
        "SignedUpdateFirmware", "POST .../firmware-update", "where the image has a signature",
        "/api/firmware-updates/<update_id>",
    ),
    _to_station("TriggerMessage", "POST .../trigger", "the message follows"),
    _to_station("UnlockConnector", "POST .../unlock", "unlocked, failed or not supported"),
    _to_station(
        "UpdateFirmware", "POST .../firmware-update", "from S3 or your address", "/api/firmware-updates/<update_id>"
    ),
)  # fmt: skip


def table() -> str:
    """In Markdown."""
    lines = ["| message | asked for by | what becomes of it | readable at |", "|---|---|---|---|"]
    lines += [_line(row, "the station") for row in FROM_STATION]
    lines += [_line(row, f"`{_short(row.door)}`") for row in TO_STATION]
    return "\n".join(lines)


def _line(row: Capability, asked_by: str) -> str:
    return f"| {row.message} | {asked_by} | {row.effect} | {', '.join(f'`{_short(path)}`' for path in row.readable)} |"


def _short(path: str) -> str:
    return path.replace(_STATION, "/api/stations/{id}").replace("<", "{").replace(">", "}")


if __name__ == "__main__":
    print(table())
