"""The peak of a station, a site or the operator, and what made it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from csms.application.ports import Ports, TransactionFilter, UsageEntry
from csms.application.read_usage import Scope, read_history
from csms.domain import clock
from csms.domain.transactions import Transaction
from csms.domain.usage import amounts
from csms.domain.usage.amounts import DAY_S, QUARTER_S, Amounts, Key, merged
from csms.domain.usage.history import Span
from csms.domain.usage.load import Peak, peak

# Sessions that began earlier are rare; what they took is in `others_w`.
_LOOKS_BACK = timedelta(days=3)
_MOST_SESSIONS = 200
MOST_SITES = 100


@dataclass(frozen=True)
class Share:
    """A session and its mean power in the peak's quarter of an hour."""

    transaction: Transaction
    power_w: float


@dataclass(frozen=True)
class PeakReport:
    """`others_w` is what sessions took that are not among `shares`: at most 200 are looked at, of the last 3 days.
    `sites` is (site, W) of those MOST_SITES that were made last, where all were asked about; the largest first."""

    peak: Peak
    shares: list[Share]
    others_w: float
    sites: list[tuple[str, float]]


def read_peak(ports: Ports, whose: Scope, span: Span) -> PeakReport | None:
    """None where nothing was charged."""
    found = peak(read_history(ports, whose, span))
    if found is None:
        return None
    running = _running(ports, whose, amounts.at(found.start_s))
    entries = ports.usage.entries([transaction.id for transaction in running])
    powers = [(t, _of_session(entries.get(t.id), found.start_s)) for t in running]
    shares = [Share(t, power_w) for t, power_w in powers if power_w]
    shares.sort(key=lambda share: -share.power_w)
    others_w = found.power_w - sum(share.power_w for share in shares)
    return PeakReport(found, shares, max(round(others_w, 3), 0.0), _sites(ports, whose, found.start_s))


def _running(ports: Ports, whose: Scope, at: datetime) -> list[Transaction]:
    wanted = TransactionFilter(
        site_id=whose.site_id,
        station_key=whose.station_key,
        started_from=clock.to_text(at - _LOOKS_BACK),
        started_to=clock.to_text(at + timedelta(seconds=QUARTER_S)),
    )
    page = ports.transactions.page(wanted, _MOST_SESSIONS, None)
    return [t for t in page.items if (t.ended_at or clock.to_text(ports.now())) > clock.to_text(at)]


def _sites(ports: Ports, whose: Scope, start_s: int) -> list[tuple[str, float]]:
    if whose != Scope():
        return []
    day = amounts.day_text(start_s // DAY_S)
    keys = {site.id: Key(amounts.site(site.id), day) for site in ports.sites.page(MOST_SITES, None).items}
    sums = ports.usage.at(list(keys.values()))
    powers = ((site_id, _power_w(sums.get(key, {}), start_s)) for site_id, key in keys.items())
    return sorted(((site_id, power_w) for site_id, power_w in powers if power_w), key=lambda made: -made[1])


def _of_session(entry: UsageEntry | None, start_s: int) -> float:
    """What it has added to its connector, which is in one item of its station's."""
    period = amounts.day_text(start_s // DAY_S) + "#"
    found = entry.contributed.items() if entry else ()
    own = (sums for key, sums in found if key.scope.startswith("station#") and key.period.startswith(period))
    return _power_w(merged(own), start_s)


def _power_w(sums: Amounts, start_s: int) -> float:
    return sums.get(f"e{start_s % DAY_S // QUARTER_S}", 0) * 3.6 / QUARTER_S
