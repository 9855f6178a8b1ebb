"""A wrong setting ends in one sentence that names it."""

import pytest

from infra.config import Config
from infra.errors import UserError


def _config(**context: object) -> Config:
    from aws_cdk import App

    return Config.from_context(App(context=context).node)


@pytest.mark.parametrize(
    ("context", "sentence"),
    [
        ({"prefix": "My Prefix"}, "Context 'prefix' must match"),
        ({"plan_period_minutes": "soon"}, "Context 'plan_period_minutes' must be a whole number from 1 to 60"),
        ({"heartbeat_interval_s": 600}, "Context 'heartbeat_interval_s' must be a whole number from 1 to 540"),
        ({"keep_data": "perhaps"}, "Context 'keep_data' must be true or false"),
        ({"station_ca_bundle": "https://bucket/key.pem"}, "Context 'station_ca_bundle' must match s3://"),
        ({"unencrypted_stations": "sure"}, "Context 'unencrypted_stations' must be true or false"),
        ({"certificate_authority": "mine"}, "Context 'certificate_authority' must match kms"),
        ({"retention_days": "evidence=9"}, "Context 'retention_days': evidence must be a whole number of days from 30"),
        ({"retention_days": "diaries=9"}, "Context 'retention_days': there is no kind 'diaries'"),
        ({"log_retention": "FOREVER"}, "Context 'log_retention' must match"),
        ({"domain_name": "csms.example.com"}, "belong together"),
        ({"domain_name": "csms.example.com", "certificate_arn": "arn:x"}, "Context 'certificate_arn' must match"),
    ],
)
def test_says_what_is_wrong(context: dict[str, object], sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        _config(**context)


def test_reads_how_long_data_is_kept() -> None:
    kept = _config(retention_days="evidence=800,commands=30").retention
    assert (kept.evidence, kept.commands, kept.exports) == (800, 30, 7)


def test_aws_keeps_data_and_the_local_cloud_does_not() -> None:
    assert _config().keep_data
    assert not _config(local="true").keep_data
    assert not _config(keep_data="false").keep_data
