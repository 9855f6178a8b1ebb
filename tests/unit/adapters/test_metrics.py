"""What CloudWatch reads in the log."""

import json

import pytest

from csms.adapters.metrics import count_alarm
from csms.domain.alarms import Alarm


def test_an_alarm_is_counted_by_kind_and_function(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "csms")
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "station_connect")
    count_alarm(Alarm.FAILED_LOGINS)
    line = json.loads(capsys.readouterr().out)
    [metric] = line["_aws"]["CloudWatchMetrics"]
    assert metric["Namespace"] == "csms"
    assert sorted(metric["Dimensions"][0]) == ["alarm", "service"]
    assert metric["Metrics"] == [{"Name": "Alarms", "Unit": "Count"}]
    assert (line["alarm"], line["service"], line["Alarms"]) == ("failed_logins", "station_connect", [1.0])
