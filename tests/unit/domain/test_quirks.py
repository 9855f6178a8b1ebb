"""Makes of stations: which one decides, and what a wish becomes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csms.domain import clock
from csms.domain.adapted_operations import adapted
from csms.domain.adapted_profiles import adapted_profile
from csms.domain.charging_profiles import ChargingProfile, Kind, Period, Purpose, RateUnit
from csms.domain.errors import InvalidError
from csms.domain.operations import (
    ClearChargingProfile,
    GetVariables,
    Operation,
    RemoteStart,
    Reset,
    ResetKind,
    SetChargingProfile,
    SetVariables,
    Trigger,
    Variable,
)
from csms.domain.quirks import KeyText, Quirks
from csms.domain.station_models import StationModel, Wanted, resolve
from csms.domain.stations import Registration, Station

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
AGO = clock.to_text(NOW - timedelta(minutes=10))
ABSOLUTE = ChargingProfile(
    7, 3, Purpose.TX_DEFAULT, Kind.ABSOLUTE, (Period(0, 6.0), Period(300, 16.0), Period(900, 10.0)), start_schedule=AGO
)


def model(id: str, **members: Any) -> StationModel:
    return StationModel(id, "2026-01-01T00:00:00.000Z", **members)


def boot(vendor: str | None, name: str = "", firmware: str = "", site: str | None = None) -> Station:
    said = {"vendor_name": vendor, "model": name, "firmware_version": firmware} if vendor else {}
    return Station("cp-1", "CP-1", Registration.ACCEPTED, "2026-01-01T00:00:00.000Z", site_id=site, boot=said)


MODELS = (
    model("all", quirks=Quirks(max_stack_level=9, number_phases=3), configuration={"Interval": "60", "A": "1"}),
    model("abb", vendor="abb*", quirks=Quirks(max_stack_level=0), configuration={"interval": "30"}),
    model("terra", vendor="ABB", model="Terra ?C*", quirks=Quirks(rate_unit=RateUnit.WATT, lower_case_keys=False)),
    model("old", vendor="ABB", firmware="1.*", quirks=Quirks(lower_case_keys=True)),
)


@pytest.mark.parametrize(
    ("said", "quirks", "sources"),
    [
        (boot("Other"), Quirks(max_stack_level=9, number_phases=3), {"max_stack_level": "all", "number_phases": "all"}),
        (
            boot("ABB Ltd"),
            Quirks(max_stack_level=0, number_phases=3),
            {"max_stack_level": "abb", "number_phases": "all"},
        ),
        (
            boot(" abb ", "TERRA AC W7", "1.8"),
            Quirks(RateUnit.WATT, 0, number_phases=3, lower_case_keys=False),
            {"max_stack_level": "abb", "number_phases": "all", "rate_unit": "terra", "lower_case_keys": "terra"},
        ),
        (boot(None), Quirks(max_stack_level=9, number_phases=3), {"max_stack_level": "all", "number_phases": "all"}),
    ],
)
def test_the_most_specific_model_decides_member_by_member(
    said: Station, quirks: Quirks, sources: dict[str, str]
) -> None:
    for models in (MODELS, MODELS[::-1]):
        found = resolve(models, said)
        assert (found.quirks, found.quirk_sources) == (quirks, sources)


def test_a_site_may_want_it_otherwise_and_a_station_too() -> None:
    narrowed = (
        model("depot", site="depot", quirks=Quirks(max_stack_level=5, number_phases=1)),
        model("one", station="cp-1", quirks=Quirks(max_stack_level=6)),
        model("others", station="CP-2*", site="*", quirks=Quirks(max_stack_level=7)),
    )
    found = resolve((*narrowed, *MODELS), boot("abb", "Terra AC", "1.0", site="Depot"))
    assert (found.quirks.max_stack_level, found.quirks.number_phases, found.quirks.rate_unit) == (6, 1, RateUnit.WATT)
    elsewhere = resolve((narrowed[0], *MODELS), boot("abb", site="home"))
    assert elsewhere.quirks.max_stack_level == 0


def test_settings_are_wanted_key_by_key_whatever_their_case() -> None:
    found = resolve(MODELS, boot("abb"))
    assert found.configuration == {"interval": Wanted("interval", "30", "abb"), "a": Wanted("A", "1", "all")}


def test_quirks_come_back_as_they_were_stored() -> None:
    quirks = Quirks(RateUnit.WATT, 2, True, False, 1, 240.0, KeyText.TEXT, True, False)
    assert Quirks.from_dict(quirks.stated() | {"of_a_later_version": 1}) == quirks


@pytest.mark.parametrize(
    ("quirks", "expected"),
    [
        (Quirks(), ABSOLUTE),
        (Quirks(max_stack_level=5), ABSOLUTE),
        (Quirks(rate_unit=RateUnit.AMPERE), ABSOLUTE),
    ],
)
def test_a_profile_stays_as_it_is_where_nothing_is_to_be_said(quirks: Quirks, expected: ChargingProfile) -> None:
    assert adapted_profile(ABSOLUTE, quirks, NOW) == expected


def test_amperes_become_watts_and_come_back() -> None:
    profile = ChargingProfile(
        1, 0, Purpose.TX, Kind.RELATIVE, (Period(0, 10.0), Period(9, 6.0, 1)), min_charging_rate=6
    )
    watts = adapted_profile(profile, Quirks(rate_unit=RateUnit.WATT, voltage_v=200, number_phases=2), NOW)
    assert watts.periods == (Period(0, 4000.0, 2), Period(9, 1200.0, 1))
    assert (watts.rate_unit, watts.min_charging_rate) == (RateUnit.WATT, 2400)
    amperes = adapted_profile(watts, Quirks(rate_unit=RateUnit.AMPERE, voltage_v=200), NOW)
    assert [period.limit for period in amperes.periods] == [10.0, 6.0]


def test_a_stack_level_is_lowered() -> None:
    assert adapted_profile(ABSOLUTE, Quirks(max_stack_level=0), NOW).stack_level == 0


def test_a_relative_profile_has_the_lowest_limit_that_is_to_come() -> None:
    profile = adapted_profile(ABSOLUTE, Quirks(relative_profiles_only=True), NOW)
    assert (profile.kind, profile.start_schedule, profile.duration_s) == (Kind.RELATIVE, None, None)
    assert profile.periods == (Period(0, 10.0),), "6 A are over"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": Kind.RECURRING}, "kind"),
        ({"start_schedule": clock.to_text(NOW + timedelta(seconds=1))}, "start_schedule"),
        ({"duration_s": 600}, "duration_s"),
    ],
)
def test_what_cannot_be_relative_is_refused(changes: dict[str, Any], field: str) -> None:
    profile = ChargingProfile(**{**ABSOLUTE.__dict__, **changes})
    with pytest.raises(InvalidError) as refused:
        adapted(SetChargingProfile(1, profile), Quirks(relative_profiles_only=True), NOW)
    assert refused.value.field == f"profile.{field}"


@given(
    starts=st.lists(st.integers(1, 7200), max_size=5, unique=True).map(lambda later: [0, *sorted(later)]),
    limits=st.lists(st.floats(0, 80), min_size=6, max_size=6),
    elapsed_s=st.integers(0, 7200),
    quirks=st.builds(
        Quirks,
        rate_unit=st.sampled_from([None, *RateUnit]),
        max_stack_level=st.none() | st.integers(0, 3),
        relative_profiles_only=st.none() | st.booleans(),
        number_phases=st.none() | st.integers(1, 3),
        voltage_v=st.none() | st.floats(100, 400),
    ),
)
def test_no_quirk_allows_more_than_was_asked_for(
    starts: list[int], limits: list[float], elapsed_s: int, quirks: Quirks
) -> None:
    periods = tuple(Period(start, limit) for start, limit in zip(starts, limits, strict=False))
    start = clock.to_text(NOW - timedelta(seconds=elapsed_s))
    profile = ChargingProfile(1, 1, Purpose.TX, Kind.ABSOLUTE, periods, start_schedule=start)
    made = adapted_profile(profile, quirks, NOW)
    per_ampere = quirks.watts_of_phases(None) if made.rate_unit is RateUnit.WATT else 1
    for second in range(elapsed_s, 8000, 97):
        asked = [period.limit for period in periods if period.start_s <= second][-1]
        since = second - elapsed_s if made.kind is Kind.RELATIVE else second
        told = [period.limit for period in made.periods if period.start_s <= since][-1] / per_ampere
        assert told <= asked * (1 + 1e-9)
    assert adapted_profile(made, quirks, NOW) == made


GET = GetVariables((Variable("HeartbeatInterval"),))
PLAIN = ChargingProfile(1, 2, Purpose.TX, Kind.RELATIVE, (Period(0, 8.0),))


@pytest.mark.parametrize(
    ("wish", "quirks", "expected"),
    [
        (GET, Quirks(), (GET,)),
        (GET, Quirks(lower_case_keys=True), (GetVariables((Variable("heartbeatinterval"),)),)),
        (
            SetVariables((Variable("Key", value="Value"),)),
            Quirks(lower_case_keys=True),
            (SetVariables((Variable("key", value="Value"),)),),
        ),
        (
            Trigger("MeterValues", 2, 1),
            Quirks(trigger_without_connector=True),
            (Trigger("MeterValues"),),
        ),
        (
            SetChargingProfile(2, PLAIN),
            Quirks(max_stack_level=1, clear_profile_first=True),
            (
                ClearChargingProfile(evse=2, purpose=Purpose.TX, stack_level=1),
                SetChargingProfile(2, ChargingProfile(**{**PLAIN.__dict__, "stack_level": 1})),
            ),
        ),
        (
            RemoteStart("T", "Local", 1, profile=PLAIN),
            Quirks(max_stack_level=1),
            (RemoteStart("T", "Local", 1, profile=ChargingProfile(**{**PLAIN.__dict__, "stack_level": 1})),),
        ),
        (Reset(ResetKind.ON_IDLE), Quirks(lower_case_keys=True), (Reset(ResetKind.ON_IDLE),)),
    ],
)
def test_a_wish_becomes_what_the_make_takes(wish: Operation, quirks: Quirks, expected: tuple[Operation, ...]) -> None:
    assert adapted(wish, quirks, NOW) == expected
