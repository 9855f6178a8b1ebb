"""Firmware files and uploads in S3, reached by presigned URLs: each for one object, one method, and a while.

A URL is signed with a key that may do nothing else, and not with the function's own credentials: those carry a session
token of some thousand characters, and a station takes 512 (2.0.1 FirmwareType, LogParametersType).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

_GONE = frozenset({"404", "NoSuchKey", "NotFound"})


@dataclass(frozen=True)
class Signer:
    """The key that URLs are signed with; empty: the function's own credentials (the local cloud's are short)."""

    key_id: str = ""
    secret: str = ""


class S3Files:
    """`public_endpoint`: where stations reach S3, if it is not AWS's own address."""

    def __init__(self, bucket: str, signer: Signer, public_endpoint: str = "") -> None:
        self._bucket, self._signer, self._public_endpoint = bucket, signer, public_endpoint
        self._own: Any = None
        self._signing: Any = None

    def download_url(self, key: str, life_s: int, file_name: str | None = None) -> str:
        """With a `file_name` a browser saves it under that name, whatever it is."""
        attachment = {
            "ResponseContentDisposition": f'attachment; filename="{file_name}"',
            "ResponseContentType": "application/octet-stream",
        }
        return self._url("get_object", key, life_s, attachment if file_name else {})

    def upload_url(self, key: str, life_s: int) -> str:
        return self._url("put_object", key, life_s, {})

    def size_bytes(self, key: str) -> int | None:
        try:
            return int(self._client().head_object(Bucket=self._bucket, Key=key)["ContentLength"])
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in _GONE:
                return None
            raise

    def put(self, path: Path, key: str) -> None:
        self._client().upload_file(str(path), self._bucket, key)

    def remove(self, key: str) -> None:
        self._client().delete_object(Bucket=self._bucket, Key=key)

    def _url(self, method: str, key: str, life_s: int, more: dict[str, str]) -> str:
        if self._signing is None:
            self._signing = boto3.client(
                "s3",
                endpoint_url=self._public_endpoint or None,
                config=_config("path" if self._public_endpoint else "virtual"),
                aws_access_key_id=self._signer.key_id or None,
                aws_secret_access_key=self._signer.secret or None,
            )
        parameters = {"Bucket": self._bucket, "Key": key, **more}
        return str(self._signing.generate_presigned_url(method, Params=parameters, ExpiresIn=life_s))

    def _client(self) -> Any:
        if self._own is None:
            self._own = boto3.client("s3", config=_config("path" if self._public_endpoint else "virtual"))
        return self._own


def _config(addressing: Literal["path", "virtual"]) -> Config:
    """No checksums of the SDK's in the URL: a station would have to send them."""
    return Config(
        signature_version="s3v4",
        s3={"addressing_style": addressing},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
