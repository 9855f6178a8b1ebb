"""OCPP 2.x: certificates."""

from typing import Any

from .dialect import on
from .hash_wire import hash_to_wire, parse_hash
from .remote_security import delete_certificate, install_certificate, take_certificate
from .v2 import Reports2


class Security2(Reports2):
    @on("InstallCertificate")
    def on_install_certificate(self, certificate_type: str, certificate: str, **_: Any) -> Any:
        status = install_certificate(self.station, certificate_type, certificate)
        return self._call_result.InstallCertificate(status=status)

    @on("GetInstalledCertificateIds")
    def on_get_installed_certificate_ids(self, certificate_type: list[str] | None = None, **_: Any) -> Any:
        found = [
            {"certificate_type": use, "certificate_hash_data": hash_to_wire(digest)}
            for use, digest in self.station.trusted.hashes(certificate_type)
        ]
        status = "Accepted" if found else "NotFound"
        return self._call_result.GetInstalledCertificateIds(status=status, certificate_hash_data_chain=found or None)

    @on("DeleteCertificate")
    def on_delete_certificate(self, certificate_hash_data: dict[str, str], **_: Any) -> Any:
        status = delete_certificate(self.station, parse_hash(certificate_hash_data))
        return self._call_result.DeleteCertificate(status=status)

    @on("CertificateSigned")
    def on_certificate_signed(
        self, certificate_chain: str, certificate_type: str = "ChargingStationCertificate", **_: Any
    ) -> Any:
        ours = certificate_type == "ChargingStationCertificate"
        accepted = ours and take_certificate(self.station, certificate_chain)
        return self._call_result.CertificateSigned(status="Accepted" if accepted else "Rejected")
