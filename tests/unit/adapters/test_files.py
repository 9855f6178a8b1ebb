"""Presigned URLs: one object, one method, a while, and no longer than a station takes."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore.stub import Stubber

from csms.adapters.files import S3Files, Signer
from csms.domain.firmware import Firmware

LONGEST_LOCATION = 512  # 2.0.1 FirmwareType, LogParametersType
BUCKET = "csms-filesbucket16450113-" + "a" * 38
SIGNER = Signer("AKIA" + "A" * 16, "s" * 40)


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> S3Files:
    """With credentials of a function, that is with a session token."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-southeast-2")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ASIA" + "B" * 16)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "t" * 1000)
    return S3Files(BUCKET, SIGNER)


def test_a_url_is_for_one_object_and_a_while(files: S3Files) -> None:
    url = urlsplit(files.download_url("firmware/fw/fw.bin", 3600))
    query = {name: values[0] for name, values in parse_qs(url.query).items()}
    assert (url.scheme, url.path) == ("https", "/firmware/fw/fw.bin")
    assert url.netloc == f"{BUCKET}.s3.ap-southeast-2.amazonaws.com"
    assert query["X-Amz-Expires"] == "3600"
    assert query["X-Amz-Credential"].startswith(SIGNER.key_id)
    assert query["X-Amz-SignedHeaders"] == "host", "a station sends no header of ours"
    assert not [name for name in query if "token" in name.lower() or "checksum" in name.lower()]
    assert files.upload_url("firmware/fw/fw.bin", 3600) != url.geturl()


@pytest.mark.parametrize(
    "key", ["uploads/0197f0c4-5a0e-7d86-9f5c-0d6f4c7c2c11", Firmware("f" * 64, "", "1", "n" * 48).file_key]
)
def test_a_url_fits_into_a_message(files: S3Files, key: str) -> None:
    assert len(files.download_url(key, 604_800)) <= LONGEST_LOCATION
    assert len(files.upload_url(key, 604_800)) <= LONGEST_LOCATION


def test_a_browser_saves_what_it_gets(files: S3Files) -> None:
    query = parse_qs(urlsplit(files.download_url("uploads/x", 900, "log.zip")).query)
    assert query["response-content-disposition"] == ['attachment; filename="log.zip"']
    assert query["response-content-type"] == ["application/octet-stream"]


def test_stations_may_reach_it_elsewhere() -> None:
    url = S3Files("files", Signer(), "http://localhost:4566").upload_url("uploads/x", 60)
    assert url.startswith("http://localhost:4566/files/uploads/x?")


def stubbed(files: S3Files) -> Stubber:
    return Stubber(files._client())


@pytest.mark.parametrize("code", ["404", "NoSuchKey"])
def test_what_is_there_has_a_size(files: S3Files, code: str) -> None:
    wanted: dict[str, Any] = {"Bucket": BUCKET, "Key": "k"}
    with stubbed(files) as s3:
        s3.add_response("head_object", {"ContentLength": 7}, wanted)
        s3.add_client_error("head_object", code, expected_params=wanted)
        s3.add_client_error("head_object", "500")
        s3.add_response("delete_object", {}, wanted)
        assert files.size_bytes("k") == 7
        assert files.size_bytes("k") is None
        with pytest.raises(Exception, match="500"):
            files.size_bytes("k")
        files.remove("k")
        s3.assert_no_pending_responses()
