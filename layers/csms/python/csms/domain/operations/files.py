"""Firmware and logs."""

from dataclasses import dataclass


@dataclass(frozen=True)
class UpdateFirmware:
    """Times are stored ones. With a signature the station checks it, and the certificate, before it installs (L01)."""

    location: str
    retrieve_at: str
    install_at: str | None = None
    request_id: int | None = None
    signature: str | None = None
    signing_certificate: str | None = None
    retries: int | None = None
    retry_interval_s: int | None = None


@dataclass(frozen=True)
class GetDiagnostics:
    """The upload of 1.6 that has no request id."""

    location: str
    oldest_at: str | None = None
    latest_at: str | None = None
    retries: int | None = None
    retry_interval_s: int | None = None


@dataclass(frozen=True)
class GetLog:
    """`log_type` is `diagnostics` or `security` (2.0.1 N01; 1.6 security whitepaper)."""

    log_type: str
    request_id: int
    location: str
    oldest_at: str | None = None
    latest_at: str | None = None
    retries: int | None = None
    retry_interval_s: int | None = None
