from datetime import UTC, datetime
from typing import Any

import pytest

from csms.domain.charging_profiles import ChargingProfile, Kind, Period, Purpose
from csms.domain.errors import InvalidError
from csms.domain.profile_rules import check_attached, check_place, check_profile, with_start

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def profile(**members: Any) -> ChargingProfile:
    made = {
        "id": 1,
        "stack_level": 0,
        "purpose": Purpose.TX_DEFAULT,
        "kind": Kind.ABSOLUTE,
        "periods": (Period(0, 16), Period(60, 8)),
    }
    return ChargingProfile(**{**made, **members})


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"kind": Kind.RECURRING, "recurrency": "Weekly", "duration_s": 30},
        {"kind": Kind.RELATIVE},
        {"purpose": Purpose.TX, "transaction_id": "7"},
        {"purpose": Purpose.STATION_MAX},
        {"valid_from": "2026-03-01T12:00:00.000Z", "valid_to": "2026-03-01T12:00:01.000Z"},
    ],
)
def test_profiles_as_they_should_be(members: dict[str, Any]) -> None:
    check_profile(profile(**members))


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"purpose": Purpose.EXTERNAL_CONSTRAINTS}, "purpose"),
        ({"transaction_id": "7"}, "transaction_id"),
        ({"purpose": Purpose.STATION_MAX, "kind": Kind.RELATIVE}, "kind"),
        ({"kind": Kind.RELATIVE, "start_schedule": "2026-03-01T12:00:00.000Z"}, "start_schedule"),
        ({"kind": Kind.RECURRING}, "recurrency"),
        ({"recurrency": "Daily"}, "recurrency"),
        ({"periods": ()}, "periods"),
        ({"periods": (Period(1, 16),)}, "periods.0.start_s"),
        ({"periods": (Period(0, 16), Period(60, 8), Period(60, 9))}, "periods.2.start_s"),
        ({"valid_from": "2026-03-01T12:00:00.000Z", "valid_to": "2026-03-01T12:00:00.000Z"}, "valid_to"),
    ],
)
def test_what_no_station_could_take_is_named(members: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidError) as refused:
        check_profile(profile(**members), "profile")
    assert refused.value.field == f"profile.{field}"


@pytest.mark.parametrize(
    ("purpose", "evse", "fits"),
    [
        (Purpose.STATION_MAX, 0, True),
        (Purpose.STATION_MAX, 1, False),
        (Purpose.TX_DEFAULT, 0, True),
        (Purpose.TX_DEFAULT, 1, True),
        (Purpose.TX, 0, False),
        (Purpose.TX, 1, True),
    ],
)
def test_each_purpose_has_its_places(purpose: Purpose, evse: int, fits: bool) -> None:
    if fits:
        return check_place(profile(purpose=purpose), evse)
    with pytest.raises(InvalidError) as refused:
        check_place(profile(purpose=purpose), evse)
    assert refused.value.field == "evse"


@pytest.mark.parametrize(("members", "field"), [({}, "purpose"), ({"transaction_id": "7"}, "transaction_id")])
def test_a_remote_start_carries_a_profile_of_its_own_transaction(members: dict[str, Any], field: str) -> None:
    check_attached(profile(purpose=Purpose.TX), "charging_profile")
    with pytest.raises(InvalidError) as refused:
        check_attached(profile(**({"purpose": Purpose.TX} if members else {}), **members), "charging_profile")
    assert refused.value.field == f"charging_profile.{field}"


def test_a_schedule_that_names_no_start_has_just_begun() -> None:
    assert with_start(profile(), NOON).start_schedule == "2026-03-01T11:59:00.000Z"
    given = profile(start_schedule="2026-03-01T13:00:00.000Z")
    assert with_start(given, NOON) == given
    assert with_start(profile(kind=Kind.RELATIVE), NOON).start_schedule is None
