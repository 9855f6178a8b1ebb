import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.local.fleet.physics import EFFICIENCY, MIN_CURRENT_A, Car, share_a


def test_below_the_taper_a_car_takes_what_is_offered_up_to_its_charger() -> None:
    car = Car(60_000, soc=0.2, max_current_a=16)
    assert [car.draw_a(offered_a) for offered_a in (10, 16, 32)] == [10, 16, 16]


def test_a_car_pauses_below_6_a() -> None:
    car = Car(60_000, soc=0.2)
    assert [car.draw_a(offered_a) for offered_a in (0, 5.9, 6)] == [0, 0, 6]


def test_an_hour_at_16_a_on_three_phases_is_11_kwh() -> None:
    car = Car(60_000, soc=0.2)
    assert car.charge(16, phases=3, duration_s=3600) == pytest.approx(11_040)
    assert car.soc == pytest.approx(0.2 + 11_040 * EFFICIENCY / 60_000)


def test_current_falls_towards_a_full_battery() -> None:
    currents_a = [Car(60_000, soc).acceptance_a() for soc in (0.5, 0.8, 0.9, 0.99, 1.0)]
    assert currents_a[:2] == [16, 16]
    assert currents_a[2:] == sorted(currents_a[2:], reverse=True)
    assert currents_a[-1] == 0


@given(soc=st.floats(0, 1), offered_a=st.floats(0, 64), hours=st.floats(0, 48), phases=st.sampled_from([1, 3]))
def test_a_battery_gets_what_the_meter_counts_and_never_more_than_full(
    soc: float, offered_a: float, hours: float, phases: int
) -> None:
    car = Car(40_000, soc)
    energy_wh = car.charge(offered_a, phases, hours * 3600)
    assert soc <= car.soc <= 1
    assert energy_wh * EFFICIENCY == pytest.approx((car.soc - soc) * 40_000, abs=1e-3)


@given(total_a=st.floats(0, 200), wanted_a=st.lists(st.floats(0, 64), max_size=6))
def test_shares_stay_within_the_total_and_are_zero_or_enough(total_a: float, wanted_a: list[float]) -> None:
    shares = share_a(total_a, wanted_a)
    assert sum(shares) <= total_a + 1e-6
    assert all(share <= wanted for share, wanted in zip(shares, wanted_a, strict=True))
    assert all(share == 0 or share >= MIN_CURRENT_A - 1e-9 for share in shares)


def test_what_one_does_not_need_goes_to_the_others() -> None:
    assert share_a(40, [10, 32, 32]) == [10, 15, 15]
    assert share_a(14, [32, 32, 32]) == [7, 7, 0]
    assert share_a(float("inf"), [16, 0, 32]) == [16, 0, 32]
