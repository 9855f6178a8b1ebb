"""The peak of a site, and the sessions that made it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from csms.application.ports import Ports, TransactionFilter, UsageEntry
from csms.application.read_usage import Scope, read_history
from csms.domain import clock
from csms.domain.transactions import Transaction
from csms.domain.usage import amounts
from csms.domain.usage.amounts import DAY_S, QUARTER_S, Key
from csms.domain.usage.history import Span
from csms.domain.usage.load import Peak, peak

# Sessions that began earlier are rare; what they took is in `others_w`.
_LOOKS_BACK = timedelta(days=3)
_MOST_SESSIONS = 200


@dataclass(frozen=True)
class Share:
    """A session and its mean power in the peak's quarter of an hour."""

    transaction: Transaction
    power_w: float


@dataclass(frozen=True)
class PeakReport:
    """`others_w` is what sessions took that are not among `shares`: at most 200 are looked at, of the last 3 days."""

    peak: Peak
    shares: list[Share]
    others_w: float


def read_peak(ports: Ports, site_id: str, span: Span) -> PeakReport | None:
    """None where nothing was charged."""
    found = peak(read_history(ports, Scope(site_id=site_id), span))
    if found is None:
        return None
    at = amounts.at(found.start_s)
    running = _running(ports, site_id, at)
    entries = ports.usage.entries([transaction.id for transaction in running])
    powers = [(t, _power_w(entries.get(t.id), site_id, found.start_s)) for t in running]
    shares = [Share(t, power_w) for t, power_w in powers if power_w]
    shares.sort(key=lambda share: -share.power_w)
    others_w = found.power_w - sum(share.power_w for share in shares)
    return PeakReport(found, shares, max(round(others_w, 3), 0.0))


def _running(ports: Ports, site_id: str, at: datetime) -> list[Transaction]:
    wanted = TransactionFilter(
        site_id=site_id,
        started_from=clock.to_text(at - _LOOKS_BACK),
        started_to=clock.to_text(at + timedelta(seconds=QUARTER_S)),
    )
    page = ports.transactions.page(wanted, _MOST_SESSIONS, None)
    return [t for t in page.items if (t.ended_at or clock.to_text(ports.now())) > clock.to_text(at)]


def _power_w(entry: UsageEntry | None, site_id: str, start_s: int) -> float:
    if entry is None:
        return 0.0
    day, second = divmod(start_s, DAY_S)
    sums = entry.contributed.get(Key(amounts.site(site_id), amounts.day_text(day)), {})
    return sums.get(f"e{second // QUARTER_S}", 0) * 3.6 / QUARTER_S
