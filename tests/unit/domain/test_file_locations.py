"""Addresses of files: which are taken, and what is shown of them."""

import json

import pytest

from csms.domain import secrets
from csms.domain.errors import InvalidError
from csms.domain.file_locations import check_location, shown_location


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/fw.bin",
        "http://10.0.0.1:8080/a/b",
        "ftp://user:pass@example.com/logs/",
        "ftps://example.com",
        "SFTP://example.com/x",
        "https://[2001:db8::1]/fw",
        "https://example.com/fw?token=a%20b",
    ],
)
def test_what_stations_know(url: str) -> None:
    check_location(url, "location")


@pytest.mark.parametrize(
    "url",
    ["", "fw.bin", "/fw.bin", "file:///etc/passwd", "s3://bucket/key", "https://", "https:///x", "https://a b/",
     "https://example.com/fw bin", "https://example.com:port/", "https://[::1/", "https://exämple.com/",
     "https://example.com/\n", "javascript:alert(1)"],
)  # fmt: skip
def test_what_they_do_not(url: str) -> None:
    with pytest.raises(InvalidError) as refused:
        check_location(url, "location")
    assert refused.value.field == "location"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://example.com/fw.bin", "https://example.com/fw.bin"),
        ("https://example.com/fw?X-Amz-Signature=1", "https://example.com/fw?***"),
        ("ftp://user:pass@example.com/logs/", "ftp://***@example.com/logs/"),
        ("https://[::1/", "***"),
    ],
)
def test_what_opens_it_is_hidden(url: str, shown: str) -> None:
    assert shown_location(url) == shown
    assert shown_location(shown) == shown


@pytest.mark.parametrize(
    ("action", "payload"),
    [
        ("UpdateFirmware", {"location": "URL", "retrieveDate": "2026-03-01T12:00:00Z"}),
        ("UpdateFirmware", {"requestId": 1, "firmware": {"location": "URL"}}),
        ("SignedUpdateFirmware", {"requestId": 1, "firmware": {"location": "URL", "signature": "s"}}),
        ("GetDiagnostics", {"location": "URL"}),
        ("GetLog", {"logType": "SecurityLog", "log": {"remoteLocation": "URL"}}),
        ("PublishFirmware", {"location": "URL", "checksum": "1"}),
    ],
)
def test_a_request_is_shown_without_it(action: str, payload: dict[str, object]) -> None:
    text = json.dumps(payload)
    shown = secrets.shown(action, text.replace("URL", "https://example.com/fw?X-Amz-Signature=1"))
    assert json.loads(shown) == json.loads(text.replace("URL", "https://example.com/fw?***"))
    plain = text.replace("URL", "https://example.com/fw")
    assert secrets.shown(action, plain) == plain
