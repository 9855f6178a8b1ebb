"""How long data is kept, as operators see it."""

from dataclasses import replace

import pytest

from csms import bootstrap
from csms.domain.retention import parse

from .conftest import Api


def test_every_kind_is_shown_and_whether_it_can_be_set(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    ports = replace(api.csms.ports, retention=parse("evidence=800"))
    monkeypatch.setattr(bootstrap, "ports", lambda: ports)
    api.role = "viewer"
    shown = {item["kind"]: item for item in api.get("/api/retention").body["items"]}
    evidence, receipts = shown["evidence"], shown["receipts"]
    assert (evidence["days"], evidence["settable"], evidence["lowest"], evidence["highest"]) == (800, True, 30, 3650)
    assert (receipts["days"], receipts["settable"], receipts["lowest"]) == (90, False, None)
    assert shown["commands"]["days"] == 90
    assert (shown["sessions"]["days"], shown["sessions"]["settable"]) == (None, False)
