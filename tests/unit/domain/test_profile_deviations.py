"""What a reading says of an EVSE that was to draw less."""

from datetime import UTC, datetime, timedelta

from csms.domain.profile_deviations import LASTS, Deviation, DeviationKind, observe

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_a_little_more_is_what_meters_say() -> None:
    assert observe(None, 10.9, NOON, 10.0, 32.0) is None
    assert observe(None, 41.9, NOON, 40.0, 63.0) is None
    assert observe(None, 11.1, NOON, 10.0, 32.0) is not None


def test_it_lasts_from_the_reading_on_that_is_three_minutes_later() -> None:
    first = observe(None, 16.0, NOON, 10.0, 32.0)
    second = observe(first, 16.0, NOON + MINUTE, 10.0, 32.0)
    third = observe(second, 16.5, NOON + LASTS, 10.0, 32.0)
    assert [one.lasts for one in (first, second, third) if one] == [False, False, True]
    assert third == Deviation(DeviationKind.EXCEEDS, NOON, NOON + LASTS, 16.5, 10.0, lasts=True)
    assert observe(second, 16.0, NOON + MINUTE, 10.0, 32.0) == second, "a reading that is known says nothing new"
    again = observe(third, 16.5, NOON + LASTS + MINUTE, 10.0, 32.0)
    assert again is not None
    assert again.lasts, "it stays"
    assert observe(again, 10.0, NOON + LASTS + 2 * MINUTE, 10.0, 32.0) is None


def test_what_draws_as_if_it_had_no_profile_ignores_it() -> None:
    for measured_a, allowed_a, kind in ((31.0, 10.0, "ignores"), (8.0, 0.0, "ignores"), (16.0, 10.0, "exceeds")):
        found = observe(None, measured_a, NOON, allowed_a, 32.0)
        assert found is not None
        assert found.kind == f"{kind}_profile"


def test_it_comes_back_from_json_as_it_was() -> None:
    for made in (
        Deviation(DeviationKind.IGNORES, NOON, NOON + MINUTE, 31.5, 6.0),
        Deviation(DeviationKind.EXCEEDS, NOON, NOON, 16.0, 6.0, lasts=True, check="m-1"),
    ):
        assert Deviation.from_dict(made.to_dict()) == made
