"""A reboot, from the last transaction's end to the first words afterwards."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .station import Station


async def reboot(station: "Station", boot_reason: str, stop_reason: str) -> None:
    await shut_down(station, boot_reason, stop_reason)
    await start_up(station)


async def shut_down(station: "Station", boot_reason: str, stop_reason: str) -> None:
    """End what runs, deliver what waits if that goes quickly, and break the link."""
    station.log("resets")
    station.security_event("ResetOrReboot", boot_reason)
    for evse in station.evses:
        evse.remote = None
        station.stop(evse.id, stop_reason)
    await station.transactions.until(lambda: not station.transactions, station.timing.message_timeout_s)
    await station.reports.until(lambda: not station.reports, station.timing.message_timeout_s)
    station.boot_reason = boot_reason
    await station.link.renew()


async def start_up(station: "Station") -> None:
    """Until the CSMS has accepted the station's boot."""
    await station.until(lambda: station.boot_reason is None)
    station.security_event("StartupOfTheDevice")
