from csms.domain.connectors import visible, whole_station
from csms.domain.stations import Connector

OLD, NEW = "2026-03-01T12:00:00.000Z", "2026-03-01T12:05:00.000Z"


def connector(status: str, at: str, evse: int = 1) -> Connector:
    return Connector(evse, 1 if evse else 0, status, at)


def test_the_stations_own_status_is_no_connector() -> None:
    reported = [connector("Available", OLD, evse=0), connector("Occupied", NEW)]
    assert whole_station(reported) == reported[0]
    assert visible(reported) == [reported[1]]
    assert whole_station(reported[1:]) is None


def test_a_newer_outage_of_the_station_masks_its_connectors() -> None:
    for status in ("Unavailable", "Faulted"):
        reported = [connector(status, NEW, evse=0), connector("Available", OLD), connector("Available", NEW, evse=2)]
        assert [(c.evse, c.status, c.reported_at) for c in visible(reported)] == [
            (1, status, NEW),
            (2, "Available", NEW),
        ]


def test_an_older_outage_and_a_healthy_station_mask_nothing() -> None:
    assert visible([connector("Faulted", OLD, evse=0), connector("Available", NEW)])[0].status == "Available"
    assert visible([connector("Available", NEW, evse=0), connector("Faulted", OLD)])[0].status == "Faulted"
