"""A station's clock, line and findings, by their numbers."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from csms.domain.clock_skew import ClockSkew, Stamp, clock_skew
from csms.domain.link_quality import LinkQuality, link_quality
from csms.domain.logins import Login
from csms.domain.outages import Outage, OutageKind
from csms.domain.station_days import StationDay
from csms.domain.station_health import Health, findings
from csms.domain.usage.history import Span

SPAN = Span.of(datetime.fromisoformat("2026-03-02T00:00+00:00"), datetime.fromisoformat("2026-03-09T00:00+00:00"))
NOW_S = SPAN.until_s
LINK = LinkQuality(8, 12.0, 0, 0, 0, silent=False)
DEVIANT = (StationDay("cp-1", "2026-03-02", deviations={"a": 20, "b": 2}), StationDay("cp-1", "2026-03-05"))
WELL = Health(30.0, 1, 4, DEVIANT[:1], ClockSkew(1.0, 0.5, 9), 0, LINK, 0)


ONE_DAY: dict[str, Any] = {"days": 1.0, "reboots": 0, "deviant": ()}


def _deviant(more: int) -> tuple[StationDay, ...]:
    return DEVIANT[0], replace(DEVIANT[1], deviations={"b": more})


def made(count: int, lag_s: float, start_s: float = 0.0) -> list[Stamp]:
    """A message a minute, each as late as the others."""
    return [Stamp(start_s + 60.0 * minute, start_s + 60.0 * minute + lag_s) for minute in range(count)]


@pytest.mark.parametrize("lag_s", [0.5, 90.0, -3600.0])
def test_a_clock_is_as_far_off_as_its_messages_say(lag_s: float) -> None:
    assert clock_skew([made(4, lag_s)]) == ClockSkew(lag_s, 0.0, 3)


def test_what_was_kept_while_offline_says_nothing_of_the_clock() -> None:
    kept = [Stamp(600.0 + 60 * minute, 10_000.0 + minute / 10) for minute in range(100)]
    assert clock_skew([kept]) is None
    assert clock_skew([made(5, 2.0) + kept]) == ClockSkew(2.0, 0.0, 4)


def test_a_clock_that_is_set_in_between_spreads() -> None:
    assert clock_skew([made(5, 0.0), made(5, 100.0)]) == ClockSkew(50.0, 100.0, 8)


def test_too_few_messages_tell_nothing() -> None:
    assert clock_skew([made(3, 1.0)]) is None
    assert clock_skew([]) is None


def logins(*hours: int) -> list[Login]:
    return [Login(f"2026-03-03T{hour:02}:00:00.000Z", "192.0.2.1", took_over=hour % 2 == 1) for hour in hours]


def test_the_rate_of_connections_is_over_the_newest_logins() -> None:
    link = link_quality(SPAN, logins(0, 2, 4, 6), [], NOW_S)
    assert (link.connections_per_day, link.beyond_platform_per_day, link.takeovers) == (12.0, 0.0, 0)
    link = link_quality(SPAN, logins(0, 1, 2, 3), [], NOW_S)
    assert (link.connections_per_day, link.beyond_platform_per_day, link.takeovers) == (24.0, 12.0, 2)
    link = link_quality(SPAN, [*logins(0, 1, 2), Login("2026-03-09T00:00:00.000Z", "192.0.2.1")], [], NOW_S)
    assert (link.logins, link.connections_per_day, link.beyond_platform_per_day) == (3, None, None)


def test_silences_are_counted_within_the_span() -> None:
    outages = [
        Outage("cp-1", 0, 0, OutageKind.OFFLINE, "2026-03-01T22:00:00.000Z", "2026-03-02T01:00:00.000Z"),
        Outage("cp-1", 1, 1, OutageKind.FAULTED, "2026-03-03T00:00:00.000Z", "2026-03-04T00:00:00.000Z"),
    ]
    link = link_quality(SPAN, [], outages, NOW_S)
    assert (link.silences, link.longest_silence_s, link.silent) == (1, 3600, False)
    lasts = replace(outages[0], began_at="2026-03-08T22:00:00.000Z", ended_at=None)
    link = link_quality(SPAN, [], [*outages, lasts], NOW_S)
    assert (link.silences, link.longest_silence_s, link.silent) == (2, 7200, True)


def test_a_station_that_is_well_tells_nothing() -> None:
    assert findings(WELL) == []


@pytest.mark.parametrize(
    ("kind", "below", "from_here"),
    [
        ("faults", {"faults": 4}, {"faults": 5}),
        ("faults", {"faults": 2, **ONE_DAY}, {"faults": 3, **ONE_DAY}),
        ("reboots", {"reboots": 4}, {"reboots": 5}),
        ("deviations", {"deviant": _deviant(7)}, {"deviant": _deviant(8)}),
        ("clock_off", {"clock": ClockSkew(59.9, 1, 9)}, {"clock": ClockSkew(60.0, 1, 9)}),
        ("clock_off", {"clock": ClockSkew(-59.9, 1, 9)}, {"clock": ClockSkew(-60.0, 1, 9)}),
        ("clock_unsteady", {"clock": ClockSkew(5.0, 59.9, 9)}, {"clock": ClockSkew(80.0, 90.0, 9)}),
        ("clock_impossible", {"clock": None}, {"impossible_times": 1}),
        ("reconnects", {"link": replace(LINK, connections_per_day=17.9)},
         {"link": replace(LINK, connections_per_day=18.0)}),
        ("takeovers", {"link": replace(LINK, takeovers=2)}, {"link": replace(LINK, takeovers=3)}),
        ("silence", {"link": replace(LINK, silences=1, longest_silence_s=3599)},
         {"link": replace(LINK, silences=1, longest_silence_s=3600)}),
        ("silence", {}, {"link": replace(LINK, silences=1, longest_silence_s=600, silent=True)}),
        ("refused_connections", {"refusals": 2}, {"refusals": 3}),
    ],
)  # fmt: skip
def test_findings_begin_at_their_thresholds(kind: str, below: dict[str, Any], from_here: dict[str, Any]) -> None:
    assert findings(replace(WELL, **below)) == []
    assert [finding.kind for finding in findings(replace(WELL, **from_here))] == [kind]


def test_one_silence_is_told_as_one() -> None:
    [finding] = findings(replace(WELL, link=replace(LINK, silences=1, longest_silence_s=3600)))
    assert finding.text == "It was not heard of 1 time, at most for 1.0 hours."


def test_deviations_are_told_with_their_days() -> None:
    [finding] = findings(replace(WELL, deviant=_deviant(8)))
    assert finding.text == (
        "30 of its messages deviated from their schema, on 2 of 30 days, the last on 2026-03-05; most often by a."
    )
    assert finding.numbers == {
        "deviations": 30, "deviant_days": 2, "days": 30.0, "most_often": "a", "last_on": "2026-03-05"}  # fmt: skip
