"""A firmware image that an operator keeps for a make of stations."""

import base64
import re
from dataclasses import dataclass

from csms.domain.errors import InvalidError

MAX_CERTIFICATE_LENGTH = 5500
MAX_SIGNATURE_LENGTH = 800
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,47}")


@dataclass(frozen=True)
class Firmware:
    """`version` as the station will call itself; `signature` in base64, `signing_certificate` in PEM (2.0.1 L01).

    `file_name` is the end of the address that stations get: some tell by it what they have got.
    """

    id: str
    created_at: str
    version: str
    file_name: str
    vendor: str | None = None
    model: str | None = None
    signature: str | None = None
    signing_certificate: str | None = None

    @property
    def file_key(self) -> str:
        return f"firmware/{self.id}/{self.file_name}"

    @property
    def signed(self) -> bool:
        return self.signature is not None


def validate(firmware: Firmware) -> None:
    """Raises InvalidError naming the member."""
    if not _FILE_NAME.fullmatch(firmware.file_name):
        raise InvalidError("a file name has 1 to 48 letters, digits, dots, dashes and underscores", "file_name")
    check_signature(firmware.signature, firmware.signing_certificate)


def check_signature(signature: str | None, signing_certificate: str | None) -> None:
    """Both or neither: a station checks the one with the other (L01.FR.11, 12). Raises InvalidError."""
    if (signature is None) != (signing_certificate is None):
        missing = "signature" if signature is None else "signing_certificate"
        raise InvalidError("a signature and its certificate belong together", missing)
    if signature is None or signing_certificate is None:
        return
    if not _is_base64(signature) or len(signature) > MAX_SIGNATURE_LENGTH:
        raise InvalidError(f"a signature is base64 of at most {MAX_SIGNATURE_LENGTH} characters", "signature")
    pem = signing_certificate.strip()
    if not pem.startswith("-----BEGIN CERTIFICATE-----") or len(signing_certificate) > MAX_CERTIFICATE_LENGTH:
        rule = f"a signing certificate is PEM of at most {MAX_CERTIFICATE_LENGTH} characters"
        raise InvalidError(rule, "signing_certificate")


def _is_base64(text: str) -> bool:
    try:
        return bool(base64.b64decode(text, validate=True))
    except ValueError:
        return False
