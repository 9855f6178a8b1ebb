"""What outages and reboots add to the sums of usage."""

from collections import Counter

from csms.domain.outages import WHOLE, Outage, OutageKind
from csms.domain.usage import spread
from csms.domain.usage.amounts import HOUR_S, Contribution
from csms.domain.usage.contributions import spread_out
from csms.domain.usage.sessions import epoch_s


def outage_contribution(outage: Outage, site_id: str | None) -> Contribution:
    """A fault counts in the hour in which it began, the seconds once they are known: when it has ended."""
    began_s = epoch_s(outage.began_at)
    made = {"f": Counter({began_s // HOUR_S: 1})} if outage.kind is OutageKind.FAULTED else {}
    if outage.ended_at:
        made["x"] = spread.seconds_by_slot(began_s, epoch_s(outage.ended_at), HOUR_S)
    return spread_out(made, outage.station_key, outage.place, site_id)


def reboot_contribution(station_key: str, site_id: str | None, booted_at: str) -> Contribution:
    return spread_out({"k": Counter({epoch_s(booted_at) // HOUR_S: 1})}, station_key, WHOLE, site_id)
