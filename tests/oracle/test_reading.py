"""The reader of libocpp's tests, on tests of our own in the same manner."""

import json
from pathlib import Path

import pytest

from tests.oracle.compare import verdict
from tests.oracle.libocpp import FILES, Case, cases

PROFILE = {
    "id": 1,
    "stackLevel": 0,
    "chargingProfilePurpose": "TxDefaultProfile",
    "chargingProfileKind": "Relative",
    "chargingSchedule": [
        {"id": 1, "chargingRateUnit": "A", "duration": 120, "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 16}]}
    ],
}
TEST = """
TEST_F(Fixture, OneEvse) {
    this->load_charging_profiles_for_evse("one.json", DEFAULT_EVSE_ID);
    const DateTime start_time = ocpp::DateTime("2026-03-01T12:00:00");
    const DateTime end_time = ocpp::DateTime("2026-03-01T12:10:00");
    auto result = handler->calculate_composite_schedule(start_time, end_time, DEFAULT_EVSE_ID,
                                                        ChargingRateUnitEnum::A, false, true);
    EXPECT_THAT(result, testing::ElementsAre(PeriodEquals(0, 2 * 8.0F), PeriodEquals(%s, DEFAULT_LIMIT_AMPERE)));
}
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for version in FILES:
        folder = tmp_path / "tests/lib/ocpp" / version
        (folder / "json").mkdir(parents=True)
        (folder / "test_composite_schedule.cpp").write_text("")
    return tmp_path


def read(checkout: Path, second: int, **more: float) -> Case:
    folder = checkout / "tests/lib/ocpp/v2"
    period = {**PROFILE["chargingSchedule"][0]["chargingSchedulePeriod"][0], **more}  # type: ignore[index]
    schedule = {**PROFILE["chargingSchedule"][0], "chargingSchedulePeriod": [period]}  # type: ignore[index]
    (folder / "json/one.json").write_text(json.dumps({**PROFILE, "chargingSchedule": [schedule]}))
    (folder / "test_composite_schedule.cpp").write_text(TEST % second)
    (found,) = cases(checkout)
    return found


def test_a_case_is_read_with_its_question_and_its_answer(checkout: Path) -> None:
    case = read(checkout, 120)
    assert (case.name, case.evse, case.duration_s, case.rate_unit) == ("v2 OneEvse #1", 1, 600, "A")
    assert case.expected == [{"start_s": 0, "limit": 16.0}, {"start_s": 120, "limit": 57}]
    assert verdict(case) == ("agrees", "")


def test_another_answer_differs(checkout: Path) -> None:
    assert verdict(read(checkout, 180))[0] == "differs"


def test_what_is_more_than_a_limit_in_time_is_beyond(checkout: Path) -> None:
    assert verdict(read(checkout, 120, setpoint=3)) == ("beyond", "setpoint")
