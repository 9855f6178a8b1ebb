"""What a CSMS may ask about certificates, in the same words for every version."""

from .certificates import CSMS_ROOT, CertificateHash
from .dialect import Dialect
from .doors import CERTIFIED, TLS
from .evse import utc_now
from .station import Station


def install_certificate(station: Station, use: str, pem: str) -> str:
    reason = station.trusted.install(use, pem, utc_now())
    station.log("%s: %s", use, reason or "installed")
    if reason is None:
        station.security_event("ReconfigurationOfSecurityParameters", f"{use} installed", tell=False)
        return "Accepted"
    if use == CSMS_ROOT:
        station.security_event("InvalidCsmsCertificate", reason)
    return "Rejected"


def delete_certificate(station: Station, wanted: CertificateHash) -> str:
    """The station's own one cannot be deleted (M04.FR.05)."""
    own = [station.trusted.hash(certificate, wanted.algorithm) for certificate in station.own_certificate.chain[:1]]
    if any(known.matches(wanted) for known in own):
        return "Failed"
    deleted = station.trusted.delete(wanted)
    if deleted:
        station.security_event("ReconfigurationOfSecurityParameters", "root certificate deleted", tell=False)
    return "Accepted" if deleted else "NotFound"


async def ask_for_certificate(charge_point: Dialect) -> None:
    station = charge_point.station
    csr = station.own_certificate.request(station.settings.text("CpoName"))
    if not await charge_point.sign_certificate(csr):
        station.own_certificate.forget_request()


def raise_security_profile(station: Station, value: str) -> bool:
    """Upwards only, and only with what the new one needs (security whitepaper A05.FR.01-07)."""
    profile = int(value) if value in ("1", "2", "3") else 0
    doors = station.link.doors
    needs_root = profile >= TLS and not station.trusted.of(CSMS_ROOT, utc_now())
    needs_key = profile == CERTIFIED and station.own_certificate.key is None
    if profile <= doors.profile or needs_root or needs_key:
        return False
    doors.open(profile)
    station.security_event("ReconfigurationOfSecurityParameters", f"security profile {profile}", tell=False)
    station.background.spawn(station.link.renew())
    return True


def take_certificate(station: Station, pem: str) -> bool:
    """The certificate that was asked for comes, signed."""
    now = utc_now()
    reason = station.own_certificate.take(pem, station.trusted.of(CSMS_ROOT, now), now)
    station.log("own certificate: %s", reason or "accepted")
    if reason:
        station.security_event("InvalidChargingStationCertificate", reason)
    else:
        station.security_event("ReconfigurationOfSecurityParameters", "own certificate renewed", tell=False)
    return reason is None
