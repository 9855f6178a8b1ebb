"""The composite-schedule cases of EVerest's libocpp, read out of a checkout of it: profiles from its JSON, the
questions and the expected answers from its C++ tests. Nothing of it is kept here.

A case of a station: profiles by EVSE, the transactions that run, a window, an EVSE and a unit; and the periods that
libocpp expects. Where no profile speaks, libocpp reports a configured default instead of no limit.
"""

import ast
import json
import operator
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from csms.domain.charging_profiles import RateUnit
from csms.domain.composite_schedule import Placed
from csms.ocpp.profile_wire import read_profile

_TESTS = "tests/lib/ocpp"
FILES = ("v16", "v2", "v21")
_CONSTANTS = {"STATION_WIDE_ID": 0, "DEFAULT_EVSE_ID": 1}
_DEFAULTS = {"v16": (48, 33120), "v2": (57, 55612), "v21": (57, 55612)}
_STATEMENT = re.compile(
    r"""load_charging_profiles_for_evse\((?:BASE_JSON_PATH_V\d+\s*\+\s*)?"(?P<load>[^"]+)",\s*(?P<load_evse>\w+)\)
    | ChargingProfile\s+(?P<file_var>\w+)\s*=\s*get_charging_profile_from_file\("(?P<file>[^"]+)"\)
    | (?P<baseline>get_baseline_profile_vector\(\))
    | add_(?P<add>tx_default|tx|charge_point_max)_profile\((?P<add_var>[\w.()]+?)(?:,\s*(?P<add_evse>\w+))?\);
    | DateTime\s+(?P<time_var>\w+)(?:\s*=\s*ocpp::DateTime)?\("(?P<time>[^"]+)"\)
    | open_transaction\((?P<tx_evse>\w+),\s*[^,)]+(?:,\s*(?P<tx_start>\w+))?\)
    | make_shared<Transaction>\(\s*-1,\s*(?P<made_evse>\w+),[^;]*?(?P<made_start>\w+),\s*std::move\(timer\)\)
    | get_transaction\(\)->start_time\s*=\s*(?P<tx_moved>\w+)
    | (?:reconfigure_for_nr_of_evses|create_smart_charging_handler)\((?P<evses>\w+)(?:,\s*(?P<running>true|false))?\)
    | nr_of_evses\s*=\s*(?P<number>\d+)
    | ChargingSchedulePeriod\s+(?P<period>\w+);
    | (?P<member_of>\w+)\.(?P<member>\w+)\s*=\s*(?P<value>[^;{]+);
    | expected\.chargingSchedulePeriod\s*=\s*\{(?P<expected>[^}]*)\}
    | calculate_(?:enhanced_)?composite_schedule\(\s*
      (?P<start>\w+),\s*(?P<end>\w+),\s*(?P<evse>\w+),\s*(?P<unit>[^,]+),
    | PeriodEquals(?:WithPhases)?\(\s*(?P<at>\d+)\s*,\s*(?P<limit>(?:[^(),]|\([^()]*\))+?)\s*
      (?:,\s*(?P<phases>\d))?\s*\)
    | chargingSchedulePeriod\.size\(\),\s*(?P<size>\d+)
    | (?P<alias>\w+)\s*=\s*composite_schedule\.chargingSchedulePeriod\.at\((?P<alias_index>\d+)\)
    | ASSERT_EQ\((?:composite_schedule\.chargingSchedulePeriod\.at\((?P<index>\d+)\)|(?P<aliased>period_\w+))
      \.(?P<checked>startPeriod|limit|numberPhases),\s*(?P<checked_value>[\d.]+)\)""",
    re.VERBOSE,
)


@dataclass
class Case:
    """`expected` are periods of `start_s`, `limit` and, where the test names them, `phases`; `unknown` what of the case
    goes beyond a limit in time: setpoints, limits of single phases."""

    name: str
    profiles: list[Placed]
    anchors: dict[int, datetime]
    evses: frozenset[int]
    evse: int
    start: datetime
    duration_s: int
    rate_unit: RateUnit
    default: float
    expected: list[dict[str, Any]]
    unknown: set[str] = field(default_factory=set)


def cases(checkout: Path) -> Iterator[Case]:
    for version in FILES:
        source = (checkout / _TESTS / version / "test_composite_schedule.cpp").read_text()
        for text in source.split("TEST_F(")[1:]:
            name = f"{version} {re.split('[,)]', text)[1].strip()}"
            yield from _Reader(checkout, version, name).read(text)


class _Reader:
    """One test, statement by statement; a test may ask more than once."""

    def __init__(self, checkout: Path, version: str, name: str) -> None:
        self._json = checkout / _TESTS / version / "json"
        self._shared = checkout / _TESTS / "v2" / "json"
        self._version, self._name = version, name
        self._default_a, self._default_w = _DEFAULTS[version]
        self._profiles: dict[tuple[int, str], list[Placed]] = {}
        self._files: dict[str, Any] = {}
        self._times: dict[str, datetime] = {}
        self._numbers: dict[str, float] = dict(_CONSTANTS)
        self._anchors: dict[int, datetime | None] = {}
        self._evses = 1
        self._periods: dict[str, dict[str, Any]] = {}
        self._expected: list[dict[str, Any]] = []
        self._aliases: dict[str, int] = {}
        self._unknown: set[str] = set()
        self._cases: list[Case] = []

    def read(self, text: str) -> list[Case]:
        for found in _STATEMENT.finditer(re.sub(r"//[^\n]*", "", text)):
            said = {name: value for name, value in found.groupdict().items() if value is not None}
            getattr(self, f"_on_{next(iter(said))}")(said)
        return [case for case in self._cases if case.expected]

    def _on_load(self, said: dict[str, str]) -> None:
        base = self._json if (self._json / said["load"].strip("/")).exists() else self._shared
        path, evse = base / said["load"].strip("/"), self._evse(said["load_evse"])
        files = sorted(path.glob("*.json")) if path.is_dir() else [path]
        self._profiles[evse, ""] = [self._placed(evse, json.loads(file.read_text())) for file in files]

    def _on_file_var(self, said: dict[str, str]) -> None:
        self._files[said["file_var"]] = json.loads((self._json / said["file"]).read_text())

    def _on_baseline(self, said: dict[str, str]) -> None:
        names = ("TxDefaultProfile_01.json", "TxDefaultProfile_100.json")
        if self._version == "v16":
            for index, name in enumerate(names):
                self._files[f"profiles.at({index})"] = json.loads((self._json / name).read_text())
        else:
            self._on_load({"load": "baseline", "load_evse": "1"})

    def _on_add(self, said: dict[str, str]) -> None:
        evse = self._evse(said.get("add_evse", "0"))
        wire = self._files[said["add_var"]]
        purpose = {"tx_default": "TxDefaultProfile", "tx": "TxProfile", "charge_point_max": "ChargePointMaxProfile"}
        placed = self._placed(evse, wire | {"chargingProfilePurpose": purpose[said["add"]]})
        self._profiles.setdefault((evse, said["add"]), []).append(placed)

    def _on_time_var(self, said: dict[str, str]) -> None:
        moment = datetime.fromisoformat(said["time"])
        self._times[said["time_var"]] = moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    def _on_tx_evse(self, said: dict[str, str]) -> None:
        self._anchors[self._evse(said["tx_evse"])] = self._times.get(said.get("tx_start", ""))

    def _on_made_evse(self, said: dict[str, str]) -> None:
        self._anchors[self._evse(said["made_evse"])] = self._times[said["made_start"]]

    def _on_tx_moved(self, said: dict[str, str]) -> None:
        self._anchors[1] = self._times[said["tx_moved"]]

    def _on_evses(self, said: dict[str, str]) -> None:
        self._evses = int(self._numbers.get(said["evses"]) or said["evses"])
        if said.get("running") != "false" and self._version == "v16":
            self._anchors = dict.fromkeys(range(1, self._evses + 1))

    def _on_number(self, said: dict[str, str]) -> None:
        self._numbers["nr_of_evses"] = int(said["number"])

    def _on_period(self, said: dict[str, str]) -> None:
        self._periods[said["period"]] = {}

    def _on_member_of(self, said: dict[str, str]) -> None:
        names = {"startPeriod": "start_s", "limit": "limit", "numberPhases": "phases"}
        if said["member_of"] in self._periods:
            if said["member"] not in names:
                self._unknown.add(said["member"])
                return
            self._periods[said["member_of"]][names[said["member"]]] = self._value(said["value"])

    def _on_expected(self, said: dict[str, str]) -> None:
        names = [name.strip() for name in said["expected"].split(",")]
        self._expected = [self._periods[name] for name in names]

    def _on_start(self, said: dict[str, str]) -> None:
        start, end = self._times[said["start"]], self._times[said["end"]]
        first = next((one for placed in self._profiles.values() for one in placed), None)
        wire_unit = said["unit"].rpartition("::")[2]
        unit = RateUnit(wire_unit) if wire_unit in ("A", "W") or first is None else first.profile.rate_unit
        self._cases.append(
            Case(
                name=f"{self._name} #{len(self._cases) + 1}",
                profiles=[one for placed in self._profiles.values() for one in placed],
                anchors={evse: moment or start for evse, moment in self._anchors.items()},
                evses=frozenset(range(1, self._evses + 1)),
                evse=self._evse(said["evse"]),
                start=start,
                duration_s=int((end - start) / timedelta(seconds=1)),
                rate_unit=unit,
                default=self._default_a if unit is RateUnit.AMPERE else self._default_w,
                expected=self._expected,
                unknown=self._unknown,
            )
        )
        self._expected, self._periods, self._unknown = [], {}, set()

    def _on_at(self, said: dict[str, str]) -> None:
        period = {"start_s": int(said["at"]), "limit": self._value(said["limit"])}
        phases = {"phases": int(said["phases"])} if "phases" in said else {}
        self._cases[-1].expected = [*self._cases[-1].expected, period | phases]

    def _on_size(self, said: dict[str, str]) -> None:
        self._cases[-1].expected = [{} for _ in range(int(said["size"]))]

    def _on_alias(self, said: dict[str, str]) -> None:
        self._aliases[said["alias"]] = int(said["alias_index"])

    def _on_index(self, said: dict[str, str]) -> None:
        names = {"startPeriod": "start_s", "limit": "limit", "numberPhases": "phases"}
        index = int(said["index"]) if "index" in said else self._aliases[said["aliased"]]
        self._cases[-1].expected[index][names[said["checked"]]] = self._value(said["checked_value"])

    _on_aliased = _on_index

    def _evse(self, text: str) -> int:
        return int(self._numbers.get(text, text))

    def _placed(self, evse: int, wire: Any) -> Placed:
        for schedule in wire["chargingSchedule"] if isinstance(wire["chargingSchedule"], list) else ():
            for period in schedule["chargingSchedulePeriod"]:
                self._unknown |= period.keys() - {"startPeriod", "limit", "numberPhases"}
                self._unknown |= {"period without a limit"} if "limit" not in period else set()
                period.setdefault("limit", 0)
        return Placed(evse, read_profile(wire))

    def _value(self, expression: str) -> float:
        """A sum or product of numbers and named ones."""
        text = re.sub(r"configuration->getCompositeScheduleDefaultLimitAmps\(\)\.value_or\((\w+)\)", r"\1", expression)
        text = re.sub(r"(?<=[\d.])[Ff]\b", "", text)
        amperes = dict.fromkeys(("DEFAULT_LIMIT_AMPS", "DEFAULT_LIMIT_AMPERE"), self._default_a)
        watts = dict.fromkeys(("DEFAULT_LIMIT_WATT", "DEFAULT_LIMIT_WATTS"), self._default_w)
        names = self._numbers | amperes | watts
        return _evaluate(ast.parse(text.strip(), mode="eval").body, names)


_OPERATORS: dict[type, Any] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def _evaluate(node: ast.expr, names: dict[str, float]) -> float:
    match node:
        case ast.Constant(value=int() | float() as value):
            return value
        case ast.Name(id=name):
            return names[name]
        case ast.BinOp(left=left, op=op, right=right):
            return float(_OPERATORS[type(op)](_evaluate(left, names), _evaluate(right, names)))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_evaluate(operand, names)
    raise ValueError(f"cannot read {ast.dump(node)}")
