"""The wishes of an operator about reservations, firmware, logs and certificates, in the words of each version."""

from datetime import UTC, datetime, timedelta
from typing import Any

from .csms import ACCEPTED, Csms


def token(text: str) -> dict[str, str]:
    return {"idToken": text, "type": "ISO14443"}


def in_future(seconds: float) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat(timespec="milliseconds")


class ManagementWords:
    def __init__(self, csms: Csms, version: str) -> None:
        self.csms = csms
        self.is_1_6 = version == "1.6"
        self.token_info = "idTagInfo" if self.is_1_6 else "idTokenInfo"
        self.signed_update = "SignedUpdateFirmware" if self.is_1_6 else "UpdateFirmware"
        self.signed_status = "SignedFirmwareStatusNotification" if self.is_1_6 else "FirmwareStatusNotification"
        self.extended_trigger = "ExtendedTriggerMessage" if self.is_1_6 else "TriggerMessage"
        self.invalid_root = "InvalidCentralSystemCertificate" if self.is_1_6 else "InvalidCsmsCertificate"
        self.invalid_own = "InvalidChargePointCertificate" if self.is_1_6 else "InvalidChargingStationCertificate"

    async def reserve(
        self, reservation_id: int, token_text: str, evse_id: int = 1, group: str | None = None, for_s: float = 3600
    ) -> str:
        expires_at = in_future(for_s)
        if self.is_1_6:
            payload = {
                "reservationId": reservation_id, "connectorId": evse_id, "idTag": token_text,
                "expiryDate": expires_at, **({"parentIdTag": group} if group else {}),
            }  # fmt: skip
        else:
            payload = {
                "id": reservation_id, "idToken": token(token_text), "expiryDateTime": expires_at,
                **({"evseId": evse_id} if evse_id else {}), **({"groupIdToken": token(group)} if group else {}),
            }  # fmt: skip
        return str((await self.csms.call("ReserveNow", payload))["status"])

    async def cancel_reservation(self, reservation_id: int) -> str:
        answer = await self.csms.call("CancelReservation", {"reservationId": reservation_id})
        return str(answer["status"])

    def member_of(self, group: str) -> dict[str, Any]:
        """An answer to Authorize."""
        parent = {"parentIdTag": group} if self.is_1_6 else {"groupIdToken": token(group)}
        return {self.token_info: ACCEPTED | parent}

    async def install_certificate(self, of: str, pem: str) -> str:
        """`of`: csms or manufacturer."""
        payload = {"certificateType": self._certificate_type(of), "certificate": pem}
        return str((await self.csms.call("InstallCertificate", payload))["status"])

    async def installed_certificates(self, of: str) -> list[dict[str, str]]:
        """Their hash data."""
        wanted: Any = self._certificate_type(of)
        answer = await self.csms.call(
            "GetInstalledCertificateIds", {"certificateType": wanted if self.is_1_6 else [wanted]}
        )
        rows = answer.get("certificateHashData" if self.is_1_6 else "certificateHashDataChain", [])
        assert answer["status"] == ("Accepted" if rows else "NotFound")
        return [row if self.is_1_6 else row["certificateHashData"] for row in rows]

    async def trigger_certificate(self) -> str:
        message = "SignChargePointCertificate" if self.is_1_6 else "SignChargingStationCertificate"
        return str((await self.csms.call(self.extended_trigger, {"requestedMessage": message}))["status"])

    async def update_firmware(
        self,
        location: str,
        signature: str | None = None,
        certificate: str | None = None,
        request_id: int = 11,
        retries: int = 1,
        retrieve_in_s: float = -1,
        install_in_s: float | None = None,
    ) -> str:
        """Signed when there is a certificate; the status answered, of 1.6's unsigned one Accepted."""
        when = {"retrieveDateTime": in_future(retrieve_in_s)}
        if install_in_s is not None:
            when["installDateTime"] = in_future(install_in_s)
        signed = {"signingCertificate": certificate, "signature": signature} if certificate else {}
        patience = {"retries": retries, "retryInterval": 0}
        if self.is_1_6 and not certificate:
            unsigned = {"location": location, "retrieveDate": in_future(retrieve_in_s)} | patience
            answer = await self.csms.call("UpdateFirmware", unsigned)
            return "Accepted" if answer == {} else str(answer)
        payload = {"requestId": request_id, "firmware": {"location": location} | when | signed} | patience
        return str((await self.csms.call(self.signed_update, payload))["status"])

    def firmware_statuses(self, signed: bool = False, request_id: int = 11) -> list[str]:
        if signed or not self.is_1_6:
            frames = self.csms.seen(self.signed_status, requestId=request_id)
        else:
            frames = self.csms.seen("FirmwareStatusNotification")
        return [frame.payload["status"] for frame in frames]

    def firmware_versions(self) -> list[str]:
        """As told at each boot."""
        boots = [frame.payload for frame in self.csms.seen("BootNotification")]
        return [boot.get("chargingStation", boot)["firmwareVersion"] for boot in boots]

    async def get_log(
        self, location: str, kind: str = "DiagnosticsLog", request_id: int = 12, retry_interval_s: int = 0, **log: str
    ) -> Any:
        """The whole answer."""
        asked = {"log": {"remoteLocation": location} | log, "logType": kind, "requestId": request_id}
        return await self.csms.call("GetLog", asked | {"retries": 2, "retryInterval": retry_interval_s})

    def log_statuses(self, request_id: int = 12) -> list[str]:
        return [frame.payload["status"] for frame in self.csms.seen("LogStatusNotification", requestId=request_id)]

    def _certificate_type(self, of: str) -> str:
        if of == "manufacturer":
            return "ManufacturerRootCertificate"
        return "CentralSystemRootCertificate" if self.is_1_6 else "CSMSRootCertificate"
