"""OCPP 1.6J: its security extension, as far as it is about certificates."""

from typing import Any

from ocpp.v16 import call_result

from .certificates import CSMS_ROOT
from .dialect import on
from .hash_wire import hash_to_wire, parse_hash
from .remote_security import delete_certificate, install_certificate, take_certificate
from .triggers import trigger
from .v16 import Reports16

USES_1_6 = {"CentralSystemRootCertificate": CSMS_ROOT}


class Security16(Reports16):
    @on("InstallCertificate")
    def on_install_certificate(self, certificate_type: str, certificate: str) -> Any:
        use = USES_1_6.get(certificate_type, certificate_type)
        return call_result.InstallCertificate(install_certificate(self.station, use, certificate))

    @on("GetInstalledCertificateIds")
    def on_get_installed_certificate_ids(self, certificate_type: str) -> Any:
        use = USES_1_6.get(certificate_type, certificate_type)
        found = [hash_to_wire(digest) for _, digest in self.station.trusted.hashes([use])]
        return call_result.GetInstalledCertificateIds("Accepted" if found else "NotFound", found or None)

    @on("DeleteCertificate")
    def on_delete_certificate(self, certificate_hash_data: dict[str, str]) -> Any:
        status = delete_certificate(self.station, parse_hash(certificate_hash_data))
        return call_result.DeleteCertificate(status)

    @on("CertificateSigned")
    def on_certificate_signed(self, certificate_chain: str) -> Any:
        accepted = take_certificate(self.station, certificate_chain)
        return call_result.CertificateSigned("Accepted" if accepted else "Rejected")

    @on("ExtendedTriggerMessage")
    def on_extended_trigger_message(self, requested_message: str, connector_id: int | None = None) -> Any:
        """Its FirmwareStatusNotification means that of signed firmware."""
        message = requested_message.replace("FirmwareStatus", "SignedFirmwareStatus")
        return call_result.ExtendedTriggerMessage(trigger(self, message, connector_id))
