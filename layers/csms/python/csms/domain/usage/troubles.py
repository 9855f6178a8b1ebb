"""What outages, reboots and deviations add to the sums of usage: pure functions of what is stored of each."""

from collections import Counter

from csms.domain.outages import WHOLE, Outage, OutageKind
from csms.domain.station_days import StationDay
from csms.domain.usage import amounts, spread
from csms.domain.usage.amounts import DAY_S, HOUR_S, Amounts, Contribution, Key
from csms.domain.usage.contributions import spread_out
from csms.domain.usage.sessions import epoch_s


def outage_contribution(outage: Outage) -> Contribution:
    """A fault counts in the hour in which it began, the seconds once they are known: when it has ended."""
    began_s = epoch_s(outage.began_at)
    made = {"f": Counter({began_s // HOUR_S: 1})} if outage.kind is OutageKind.FAULTED else {}
    if outage.ended_at:
        made["x"] = spread.seconds_by_slot(began_s, epoch_s(outage.ended_at), HOUR_S)
    silent = outage.kind is OutageKind.OFFLINE
    week = {"f0": made.get("f", Counter()).total(), "x0": made.get("x", Counter()).total(), "q0": int(silent)}
    found = spread_out(made, outage.station_key, outage.place, outage.site_id)
    return found | _in_week(outage.station_key, outage.site_id, began_s, week)


def day_contribution(day: StationDay) -> Contribution:
    """Boots by hour; that there were deviations, not how many: they may come with every message."""
    hours = Counter(epoch_s(booted_at) // HOUR_S for booted_at in day.boots)
    week = {"k0": len(day.boots), "d0": int(bool(day.deviations))}
    found = spread_out({"k": hours}, day.station_key, WHOLE, day.site_id)
    return found | _in_week(day.station_key, day.site_id, amounts.day_start_s(day.day), week)


def _in_week(station_key: str, site_id: str | None, at_s: int, sums: Amounts) -> Contribution:
    """For the ranking of stations."""
    counted = {name: value for name, value in sums.items() if value}
    owners = [amounts.EVERYWHERE, *([amounts.site(site_id)] if site_id else [])]
    period = f"{amounts.week_text(at_s // DAY_S)}#{station_key}"
    return {Key(amounts.troubles(owner), period): counted for owner in owners} if counted else {}
