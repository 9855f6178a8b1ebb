"""The same answers the naive way: every session taken apart second by second's share with a dataframe library."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import polars as pl

from tests.bench.history import GROUPS, ZONE, PastSession
from tests.bench.past_troubles import PastLimit, PastOutage

QUARTER_S = 900
W_PER_A = 3 * 230


class Naive:
    """Of one site, [start, until)."""

    def __init__(
        self, sessions: list[PastSession], start: datetime, until: datetime, limits: Iterable[PastLimit] = ()
    ) -> None:
        self.span = pl.DataFrame(
            {
                "quarter": pl.datetime_range(
                    start.astimezone(UTC), until.astimezone(UTC), "15m", closed="left", eager=True
                )
            }
        )
        self.sessions = pl.DataFrame([_session(one) for one in sessions])
        self.segments = pl.DataFrame([segment for one in sessions for segment in _segments(one)])
        self.load = self._by_quarter(self.segments, "wh")
        self.wanted = self._by_quarter(_unhindered(self.sessions, self.segments), "wh")
        self.limits = pl.DataFrame([vars(limit) for limit in limits], infer_schema_length=None)

    def energy_by_day(self) -> dict[str, float]:
        local = pl.col("quarter").dt.convert_time_zone(ZONE.key).dt.date().cast(pl.String)
        days = self.load.group_by(local.alias("day")).agg(pl.col("wh").sum())
        return dict(days.iter_rows())

    def occupied_s(self) -> int:
        return int(self.sessions["stay_s"].sum())

    def charging_s(self) -> int:
        charged = self.segments.filter(pl.col("wh") * 3600 / pl.col("lasts_s") >= 100)
        return int(charged["lasts_s"].sum())

    def week(self) -> dict[tuple[int, int], float]:
        """Mean W by (weekday from 0, hour)."""
        local = pl.col("quarter").dt.convert_time_zone(ZONE.key)
        place = [(local.dt.weekday() - 1).alias("weekday"), local.dt.hour().alias("hour")]
        cells = self.load.group_by(place).agg((pl.col("wh").sum() / (pl.len() / 4)).alias("w"))
        return {(weekday, hour): w for weekday, hour, w in cells.iter_rows()}

    def peak_w(self) -> float:
        return float(self.load["wh"].max() or 0.0) * 4  # type: ignore[arg-type]

    def reached_w(self, percent: float) -> float:
        ordered = self.load["wh"].sort(descending=True)
        return float(ordered[max(-(-int(len(ordered) * percent) // 100) - 1, 0)]) * 4

    def held_back(self, connection_a: float) -> tuple[int, float, dict[str, int]]:
        """Seconds and Wh in which the cars wanted more than was left, and the seconds by the first that was too
        little."""
        booked_a = pl.min_horizontal(pl.lit(connection_a), pl.col("booked_a"))
        left = self.wanted.join_asof(self.limits, left_on="quarter", right_on="at").with_columns(
            connection_w=pl.lit(connection_a * W_PER_A),
            booked_w=booked_a * W_PER_A,
            left_w=(booked_a - pl.col("building_a")).clip(0) * W_PER_A,
            wanted_w=pl.col("wh") * 4,
        )
        over = left.filter(pl.col("wanted_w") > pl.col("left_w") + 1e-3)
        connection = over.filter(pl.col("wanted_w") > pl.col("connection_w") + 1e-3)
        booked = over.filter(pl.col("wanted_w") > pl.col("booked_w") + 1e-3)
        seconds = {"connection_s": len(connection), "booked_s": len(booked) - len(connection),
                   "building_s": len(over) - len(booked)}  # fmt: skip
        held_back_wh = float(((over["wanted_w"] - over["left_w"]) / 4).sum())
        return len(over) * QUARTER_S, held_back_wh, {name: count * QUARTER_S for name, count in seconds.items()}

    def histogram(self, column: str, bounds: tuple[int, ...], scale: float) -> list[int]:
        bins = self.sessions[column] / scale
        edges = [float("-inf"), *bounds, float("inf")]
        return [int(((bins > low) & (bins <= high)).sum()) for low, high in pairwise(edges)]

    def arrivals(self) -> list[int]:
        hours = self.sessions["started_at"].dt.convert_time_zone(ZONE.key).dt.hour()
        return [int((hours == hour).sum()) for hour in range(24)]

    def energy_by_group(self) -> dict[str | None, float]:
        return dict(self.sessions.group_by("group").agg(pl.col("wh").sum()).iter_rows())

    def _by_quarter(self, segments: pl.DataFrame, column: str) -> pl.DataFrame:
        """Each segment's part in each quarter that it touches; quarters without any have 0."""
        ends = pl.col("start") + pl.duration(seconds=pl.col("lasts_s"))
        cut = segments.with_columns(
            ends.alias("end"),
            pl.datetime_ranges(pl.col("start").dt.truncate("15m"), ends, "15m").alias("quarter"),
        ).explode("quarter")
        leaves = pl.min_horizontal(pl.col("end"), pl.col("quarter") + timedelta(minutes=15))
        inside_s = (leaves - pl.max_horizontal(pl.col("start"), pl.col("quarter"))).dt.total_microseconds() / 1e6
        parts = cut.with_columns((pl.col(column) * inside_s / pl.col("lasts_s")).alias("part"))
        sums = parts.group_by("quarter").agg(pl.col("part").sum().alias("wh"))
        return self.span.join(sums, on="quarter", how="left").with_columns(pl.col("wh").fill_null(0.0))


def _session(one: PastSession) -> dict[str, Any]:
    whole = one.readings[-1][1]
    stay_s = round((one.ended_at - one.started_at).total_seconds())
    charging_s = sum(s["lasts_s"] for s in _segments(one) if s["wh"] * 3600 / s["lasts_s"] >= 100)
    return {"number": one.number, "started_at": one.started_at, "stay_s": stay_s, "idle_s": stay_s - charging_s,
            "wh": float(whole), "group": GROUPS[one.token % len(GROUPS)]}  # fmt: skip


def _segments(one: PastSession) -> list[dict[str, Any]]:
    found, at, before = [], one.started_at, 0
    for reading_at, wh in one.readings:
        lasts_s = (reading_at - at).total_seconds()
        found.append({"number": one.number, "start": at, "lasts_s": lasts_s, "wh": float(wh - before)})
        at, before = reading_at, wh
    return found


def _unhindered(sessions: pl.DataFrame, segments: pl.DataFrame) -> pl.DataFrame:
    """Each session at the most power that it showed for a minute or more."""
    power = pl.col("wh") * 3600 / pl.col("lasts_s")
    most = segments.filter(pl.col("lasts_s") >= 60).group_by("number").agg(power.max().alias("most_w"))
    made = sessions.join(most, on="number").filter(pl.col("most_w") >= 100)
    lasts_s = (pl.col("wh") * 3600 / pl.col("most_w")).round().clip(1)
    return made.select("number", pl.col("started_at").alias("start"), lasts_s.alias("lasts_s"), "wh")


def outage_s(outages: list[PastOutage]) -> int:
    """The seconds in which any of them lasted: each second looked at by itself."""
    spans = [
        pl.DataFrame({"second": pl.datetime_range(o.began_at, o.ended_at, "1s", closed="left", eager=True)})
        for o in outages
    ]
    return len(pl.concat(spans).unique()) if spans else 0
