"""Limits that somebody else sets at a station, as operators see them."""

from csms.domain.stations import OcppVersion

from .conftest import Api


def test_a_station_shows_what_others_allow_it(api: Api) -> None:
    charger = api.station(OcppVersion.V201)
    periods = [{"startPeriod": 0, "limit": 8}]
    schedule = {"id": 1, "chargingRateUnit": "A", "duration": 600, "chargingSchedulePeriod": periods}
    limit = {"chargingLimitSource": "EMS", "isGridCritical": True}
    charger.ask("NotifyChargingLimit", {"chargingLimit": limit, "chargingSchedule": [schedule]})
    [shown] = api.get("/api/stations/CP-1").body["external_limits"]
    assert (shown["source"], shown["evse"], shown["grid_critical"]) == ("EMS", 0, True)
    assert [step["limit_a"] for step in shown["steps"]] == [8, None]
    charger.ask("ClearedChargingLimit", {"chargingLimitSource": "EMS"})
    assert api.get("/api/stations/CP-1").body["external_limits"] == []
