"""What happens at the cables of a station: transactions, currents, samples. No I/O; events pile up in an outbox."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from .device_model import DeviceModel
from .evse import Evse, utc_now
from .observable import Observable
from .outbox import Outbox
from .physics import share_a
from .profile_store import ProfileStore
from .profiles import TX
from .transaction import RemoteStart, Sample, Transaction, TransactionEvent

STOP_TRIGGERS = {
    "Local": "StopAuthorized",
    "Remote": "RemoteStop",
    "EVDisconnected": "EVCommunicationLost",
    "DeAuthorized": "Deauthorized",
    "ImmediateReset": "ResetCommand",
}


class Charging(Observable):
    def __init__(self, evses: Sequence[Evse], settings: DeviceModel, profiles: ProfileStore) -> None:
        super().__init__()
        self.evses, self.settings, self.profiles = list(evses), settings, profiles
        self.transactions: Outbox[TransactionEvent] = Outbox()
        self.new_transaction_id: Callable[[], str | None] = lambda: None

    @property
    def online(self) -> bool:
        return False

    def log(self, text: str, *args: object) -> None:
        """For whoever has a name."""

    def evse(self, evse_id: int) -> Evse:
        return self.evses[evse_id - 1]

    def _begin(self, evse: Evse, token: str, remote: RemoteStart | None, reservation_id: int | None) -> None:
        now = utc_now()
        transaction = Transaction(evse.id, token, now, self.new_transaction_id(), reservation_id=reservation_id)
        transaction.begin = evse.sample("Transaction.Begin", now)
        evse.transaction, evse.remote = transaction, None
        if remote:
            transaction.remote_start_id = remote.remote_start_id
        if remote and remote.profile:
            self.profiles.install(remote.profile)
        self.log("EVSE %d begins for %s", evse.id, token)
        self._emit(transaction, "Started", "RemoteStart" if remote else "Authorized", transaction.begin)
        self.update()

    def stop(self, evse_id: int, reason: str = "Local") -> None:
        """End the transaction, if there is one; the car stays until it is unplugged."""
        self._end(self.evse(evse_id), reason, "EVConnected")
        self.update()

    def break_down(self, evse_id: int, error_code: str = "OtherError") -> None:
        """An EVSE fails, with an error code of 1.6, until it is repaired."""
        evse = self.evse(evse_id)
        self._end(evse, "Other", "EVConnected")
        evse.fault = error_code
        self.update()

    def repair(self, evse_id: int) -> None:
        self.evse(evse_id).fault = None
        self.update()

    def unplug(self, evse_id: int) -> None:
        evse = self.evse(evse_id)
        self._end(evse, "EVDisconnected", "Idle")
        evse.car, evse.finished = None, False
        self.update()

    def advance(self, duration_s: float) -> None:
        """Let simulated time pass."""
        for evse in self.evses:
            evse.advance(duration_s)
            self._sample_when_due(evse, utc_now())
        self.update()

    def update(self) -> None:
        """Recompute what follows from the state, and report what changed by it."""
        self._offer(utc_now())
        for evse in self.evses:
            self._report_charging(evse)
        self.changed()

    def sample(self, evse: Evse, trigger: str, context: str) -> None:
        """Report the meter within the running transaction."""
        if evse.transaction:
            self._emit(evse.transaction, "Updated", trigger, evse.sample(context, utc_now()))

    def _offer(self, now: datetime) -> None:
        wanted_a = [self._limit_a(evse, now) for evse in self.evses]
        phases = max(evse.phases for evse in self.evses)
        for evse, share in zip(self.evses, share_a(self.profiles.station_limit_a(now, phases), wanted_a), strict=True):
            evse.offered_a = share

    def _limit_a(self, evse: Evse, now: datetime) -> float:
        if evse.transaction is None or evse.car is None or evse.car.full:
            return 0.0
        since = evse.transaction.started_at
        return min(evse.max_current_a, self.profiles.limit_a(evse.id, now, since, evse.phases))

    def _report_charging(self, evse: Evse) -> None:
        transaction = evse.transaction
        if transaction is None:
            return
        state_changed = transaction.charging_state != evse.charging_state
        rate_changed = transaction.offered_a != evse.offered_a
        transaction.charging_state, transaction.offered_a = evse.charging_state, evse.offered_a
        if state_changed:
            self._emit(transaction, "Updated", "ChargingStateChanged")
        elif rate_changed:
            self.sample(evse, "ChargingRateChanged", "Other")

    def _sample_when_due(self, evse: Evse, now: datetime) -> None:
        interval_s = self.settings.integer("MeterValueSampleInterval")
        transaction = evse.transaction
        if transaction and interval_s and now - transaction.sampled_at >= timedelta(seconds=interval_s):
            transaction.sampled_at = now
            self.sample(evse, "MeterValuePeriodic", "Sample.Periodic")

    def _end(self, evse: Evse, reason: str, charging_state: str) -> None:
        transaction = evse.transaction
        if transaction is None:
            return
        transaction.charging_state = charging_state
        end = evse.sample("Transaction.End", utc_now())
        charged_wh = end.energy_wh - (transaction.begin.energy_wh if transaction.begin else 0.0)
        self.log("EVSE %d ends after %.1f kWh: %s", evse.id, charged_wh / 1000, reason)
        self._emit(transaction, "Ended", STOP_TRIGGERS.get(reason, "AbnormalCondition"), end, reason)
        evse.transaction, evse.finished = None, True
        self.profiles.clear(evse_id=evse.id, purpose=TX)

    def _emit(
        self,
        transaction: Transaction,
        kind: str,
        trigger: str,
        sample: Sample | None = None,
        reason: str | None = None,
    ) -> None:
        event = TransactionEvent(
            kind, trigger, transaction, utc_now(), transaction.events, transaction.charging_state,
            not self.online, sample, reason,
        )  # fmt: skip
        transaction.events += 1
        self.transactions.put(event)
