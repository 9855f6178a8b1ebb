"""A reboot, from the last transaction's end to the first words afterwards."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .station import Station


async def reboot(station: "Station", boot_reason: str, stop_reason: str) -> None:
    """End what runs, deliver what waits if that goes quickly, reconnect, boot; returns when that is accepted."""
    station.log("resets")
    station.security_event("ResetOrReboot", boot_reason)
    for evse in station.evses:
        evse.remote = None
        station.stop(evse.id, stop_reason)
    for outbox in (station.transactions, station.reports):
        await outbox.until(lambda outbox=outbox: not outbox, station.timing.message_timeout_s)  # type: ignore[misc]
    station.boot_reason = boot_reason
    await station.link.renew()
    await station.until(lambda: station.boot_reason is None)
    station.security_event("StartupOfTheDevice")
