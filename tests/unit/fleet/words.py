"""The same wishes and observations in the words of each version, so that one test serves three."""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from .csms import ACCEPTED, Csms
from .management_words import ManagementWords, token

Periods = list[tuple[int, float]]
TransactionId = int | str
PURPOSE_IDS = {"TxDefaultProfile": 1, "TxProfile": 2, "ChargePointMaxProfile": 3, "ChargingStationMaxProfile": 3}


class Ended(NamedTuple):
    transaction_id: TransactionId
    reason: str
    timestamp: str
    meter_values: list[dict[str, Any]]


class Words(ManagementWords):
    def __init__(self, csms: Csms, version: str) -> None:
        super().__init__(csms, version)
        self.start = "StartTransaction" if self.is_1_6 else "TransactionEvent"
        self.station_max = "ChargePointMaxProfile" if self.is_1_6 else "ChargingStationMaxProfile"
        self.unknown_id: TransactionId = 999 if self.is_1_6 else "unknown"
        self.reset = {"type": "Hard" if self.is_1_6 else "Immediate"}
        self.unhandled = ("Nonsense", "NotSupported") if self.is_1_6 else ("GetMonitoringReport", "NotImplemented")
        self.idle_errands = (
            ("FirmwareStatusNotification", "DiagnosticsStatusNotification")
            if self.is_1_6
            else ("FirmwareStatusNotification", "LogStatusNotification")
        )
        self.unlocked_while_charging = "Unlocked" if self.is_1_6 else "OngoingAuthorizedTransaction"
        self.unknown_connector = "NotSupported" if self.is_1_6 else "UnknownConnector"
        self.stop_and_start = (
            ["StopTransaction", "StartTransaction"] if self.is_1_6 else ["TransactionEvent", "TransactionEvent"]
        )
        self.of_a_visit = (
            ["Available", "Preparing", "Charging", "Available"]
            if self.is_1_6
            else ["Available", "Occupied", "Available"]
        )

    @property
    def start_answer(self) -> dict[str, Any]:
        return {self.token_info: ACCEPTED} | ({"transactionId": 1} if self.is_1_6 else {})

    @property
    def inoperative(self) -> dict[str, Any]:
        if self.is_1_6:
            return {"connectorId": 1, "type": "Inoperative"}
        return {"operationalStatus": "Inoperative", "evse": {"id": 1}}

    async def used_reservation(self, token_text: str) -> int | None:
        """The reservation that the token's transaction tells of."""
        await self.started(token_text)
        if self.is_1_6:
            start = await self.csms.expect("StartTransaction", idTag=token_text)
        else:
            start = self._starts(token_text)[-1]
        return start.get("reservationId")

    def connector(self, number: int) -> dict[str, int]:
        return {"connectorId": number} if self.is_1_6 else {"evseId": number, "connectorId": 1}

    def statuses(self) -> list[str]:
        frames = self.csms.seen("StatusNotification", connectorId=1)
        return [frame.payload["status" if self.is_1_6 else "connectorStatus"] for frame in frames]

    async def started(self, token: str | None = None) -> TransactionId:
        """The id of the last transaction, as soon as both sides know it."""
        if self.is_1_6:
            await self.csms.expect("StartTransaction", **({"idTag": token} if token else {}))
            return self.csms.start_transactions
        assert await self.csms.until(lambda: self._starts(token))
        return str(self._starts(token)[-1]["transactionInfo"]["transactionId"])

    async def ended(self) -> Ended:
        if self.is_1_6:
            stop = await self.csms.expect("StopTransaction")
            return Ended(stop["transactionId"], stop["reason"], stop["timestamp"], stop["transactionData"])
        event = await self.csms.expect("TransactionEvent", eventType="Ended")
        info = event["transactionInfo"]
        return Ended(info["transactionId"], info["stoppedReason"], event["timestamp"], event["meterValue"])

    async def sampled(self, context: str) -> dict[str, Any]:
        assert await self.csms.until(lambda: self._samples(context))
        return self._samples(context)[0]

    async def state(self, state: str, times: int = 1) -> None:
        """Wait for the charging state to have been reported."""
        if self.is_1_6:
            assert await self.csms.until(lambda: self.statuses().count(state) >= times)
        else:
            assert await self.csms.until(lambda: self._states().count(state) >= times)

    async def remote_start(self, profile_a: float | None = None) -> Any:
        profile = self._profile("TxProfile", [(0, profile_a)], None) if profile_a else None
        extra = {"chargingProfile": profile} if profile else {}
        if self.is_1_6:
            return await self.csms.call("RemoteStartTransaction", {"connectorId": 1, "idTag": "REMOTE"} | extra)
        wish = {"evseId": 1, "idToken": token("REMOTE"), "remoteStartId": 5}
        return await self.csms.call("RequestStartTransaction", wish | extra)

    async def remote_stop(self, transaction_id: TransactionId) -> Any:
        action = "RemoteStopTransaction" if self.is_1_6 else "RequestStopTransaction"
        return await self.csms.call(action, {"transactionId": transaction_id})

    async def set_profile(
        self, purpose: str, periods: Periods, transaction_id: TransactionId | None = None, evse_id: int = 1
    ) -> Any:
        profile = self._profile(purpose, periods, transaction_id)
        if self.is_1_6:
            payload = {"connectorId": evse_id, "csChargingProfiles": profile}
        else:
            payload = {"evseId": evse_id, "chargingProfile": profile}
        return await self.csms.call("SetChargingProfile", payload)

    def clear(self, purpose: str) -> dict[str, Any]:
        criteria = {"chargingProfilePurpose": purpose}
        return criteria if self.is_1_6 else {"chargingProfileCriteria": criteria}

    async def composite(self, duration_s: int, unit: str = "A") -> Periods:
        evse = "connectorId" if self.is_1_6 else "evseId"
        answer = await self.csms.call(
            "GetCompositeSchedule", {evse: 1, "duration": duration_s, "chargingRateUnit": unit}
        )
        schedule = answer["chargingSchedule" if self.is_1_6 else "schedule"]
        return [(p["startPeriod"], p["limit"]) for p in schedule["chargingSchedulePeriod"]]

    async def set_sample_interval(self, value: str) -> str:
        return await self._set("MeterValueSampleInterval", "SampledDataCtrlr", "TxUpdatedInterval", value)

    async def set_password(self, value: str) -> str:
        return await self._set("AuthorizationKey", "SecurityCtrlr", "BasicAuthPassword", value)

    def local_list(self, version: int, statuses: dict[str, str]) -> dict[str, Any]:
        if self.is_1_6:
            entries = [{"idTag": tag, "idTagInfo": {"status": s}} for tag, s in statuses.items()]
            return {"listVersion": version, "updateType": "Full", "localAuthorizationList": entries}
        items = [{"idToken": token(text), "idTokenInfo": {"status": s}} for text, s in statuses.items()]
        return {"versionNumber": version, "updateType": "Full", "localAuthorizationList": items}

    async def _set(self, key: str, component: str, variable: str, value: str) -> str:
        if self.is_1_6:
            answer = await self.csms.call("ChangeConfiguration", {"key": key, "value": value})
            return str(answer["status"])
        data = {"component": {"name": component}, "variable": {"name": variable}, "attributeValue": value}
        answer = await self.csms.call("SetVariables", {"setVariableData": [data]})
        return str(answer["setVariableResult"][0]["attributeStatus"])

    def _starts(self, token: str | None) -> list[dict[str, Any]]:
        events = [frame.payload for frame in self.csms.seen("TransactionEvent", eventType="Started")]
        return [event for event in events if token in (None, event["idToken"]["idToken"])]

    def _samples(self, context: str) -> list[dict[str, Any]]:
        frames = self.csms.seen("MeterValues" if self.is_1_6 else "TransactionEvent")
        values = [value for frame in frames for value in frame.payload.get("meterValue", [])]
        return [value for value in values if value["sampledValue"][0]["context"] == context]

    def _states(self) -> list[str]:
        frames = self.csms.seen("TransactionEvent", triggerReason="ChargingStateChanged")
        return [frame.payload["transactionInfo"]["chargingState"] for frame in frames]

    def _profile(self, purpose: str, periods: Periods, transaction_id: TransactionId | None) -> dict[str, Any]:
        start = (datetime.now(UTC) - timedelta(seconds=60)).strftime("%Y-%m-%dT%H:%M:%SZ")
        schedule: dict[str, Any] = {
            "startSchedule": start,
            "chargingRateUnit": "A",
            "chargingSchedulePeriod": [{"startPeriod": s, "limit": limit} for s, limit in periods],
        }
        profile_id = PURPOSE_IDS[purpose]
        return {
            "stackLevel": 1,
            "chargingProfilePurpose": purpose,
            "chargingProfileKind": "Absolute",
            **({"chargingProfileId": profile_id} if self.is_1_6 else {"id": profile_id}),
            **({"transactionId": transaction_id} if transaction_id else {}),
            "chargingSchedule": schedule if self.is_1_6 else [{"id": 1} | schedule],
        }
