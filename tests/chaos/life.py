"""What happens to a station: cars come and go, the link breaks, the power fails."""

import functools
from random import Random

from tests.chaos.station import Station
from tests.chaos.truth import TrueSession

HEARTBEAT_S = 300.0


class Life:
    """`sessions` are to be charged, spread over the station's EVSEs, one after the other on each."""

    def __init__(self, station: Station, sessions: int, tokens: list[str], rng: Random) -> None:
        self.station, self.left, self.tokens, self.rng = station, sessions, tokens, rng
        self.loop = station.loop
        self.calm = False
        self._odometer_wh = {evse: rng.randint(0, 900_000) for evse in range(1, station.habits.evses + 1)}

    def begin(self) -> None:
        self.loop.after(self.rng.uniform(0.0, 60.0), self.station.power_up)
        self.loop.after(HEARTBEAT_S, self._heartbeat)
        self.loop.after(self.rng.uniform(300.0, 3600.0), self._trouble)
        for evse in self._odometer_wh:
            self.loop.after(self.rng.uniform(60.0, 900.0), functools.partial(self._plug_in, evse))

    @property
    def over(self) -> bool:
        return not self.left and not self.station.running

    def _plug_in(self, evse: int) -> None:
        if not self.left or evse in self.station.running:
            return
        self.left -= 1
        station = self.station
        in_use = {session.token for session in station.running.values()}
        begin_wh = self._odometer_wh[evse]
        session = TrueSession(
            identity=station.identity,
            version=station.version,
            evse=evse,
            token=self.rng.choice([token for token in self.tokens if token not in in_use]),
            started_at=station.now(),
            begin_wh=begin_wh,
            register_wh=begin_wh,
        )
        station.truth.sessions.append(session)
        station.running[evse] = session
        if self.rng.random() < 0.5:
            station.notice("Authorize", lambda: station.authorize(session.token))
        station.tell_start(session)
        station.notice("StatusNotification", lambda: station.status(evse, True))
        self._go_on(session, self.rng.choice((0, 1, 2, 2, 3, 5)))

    def _go_on(self, session: TrueSession, meters: int) -> None:
        interval_s = self.rng.choice((1.0, 60.0, 300.0, 900.0))
        if meters:
            self.loop.after(interval_s, lambda: self._meter(session, meters))
        else:
            self.loop.after(interval_s, lambda: self._unplug(session, self.rng.choice(("Local", "EVDisconnected"))))

    def _meter(self, session: TrueSession, meters: int) -> None:
        if session.ended_at is None and not session.forgotten:
            session.register_wh += self.rng.choice((0, 1, 333, 2500))
            self.station.tell_meter(session)
            self._go_on(session, meters - 1)

    def _unplug(self, session: TrueSession, reason: str) -> None:
        if session.ended_at is not None or session.forgotten:
            return
        station = self.station
        session.register_wh += self.rng.choice((0, 1, 700))
        session.end_wh = self._odometer_wh[session.evse] = session.register_wh
        session.ended_at = station.now()
        station.running.pop(session.evse)
        station.tell_end(session, reason)
        if station.habits.meters_late and reason != "PowerLoss" and station.version == "1.6":
            station.tell_meter(session)
        station.notice("StatusNotification", lambda: station.status(session.evse, False))
        self.loop.after(self.rng.uniform(30.0, 1800.0), lambda: self._plug_in(session.evse))

    def _heartbeat(self) -> None:
        if not self.calm:
            self.station.notice("Heartbeat", dict)
            self.loop.after(HEARTBEAT_S, self._heartbeat)

    def _trouble(self) -> None:
        if self.calm:
            return
        station, rng = self.station, self.rng
        kind = rng.choice(("blink", "replaced", "offline", "power", "power", "defect"))
        if kind == "replaced":
            station.replace_socket()
        elif kind == "power":
            self._power_failure()
        elif kind == "defect":
            self._break(rng.choice(list(self._odometer_wh)))
        else:
            station.drop_link(quietly=rng.random() < 0.5)
            station.wants_link = False
            self.loop.after(
                rng.uniform(1.0, 60.0) if kind == "blink" else rng.uniform(300.0, 14_400.0), station.reconnect
            )
        self.loop.after(rng.uniform(300.0, 5400.0), self._trouble)

    def _break(self, evse: int) -> None:
        """It says that it is faulted, and after a while that it is well; the session at it goes on."""
        self.station.broken.add(evse)
        self._tell_status(evse)
        self.loop.after(self.rng.uniform(30.0, 3600.0), lambda: self._mend(evse))

    def _mend(self, evse: int) -> None:
        self.station.broken.discard(evse)
        self._tell_status(evse)

    def _power_failure(self) -> None:
        station = self.station
        station.drop_link(quietly=True)
        station.wants_link = False
        for session in list(station.running.values()):
            # One that forgets and never boots again gives nobody a reason to suspect its session.
            if station.habits.forgets_sessions and station.habits.boots:
                self._forget(session)
            else:
                self._unplug(session, "PowerLoss")
        self.loop.after(self.rng.uniform(20.0, 1800.0), station.power_up)

    def _forget(self, session: TrueSession) -> None:
        station = self.station
        self._odometer_wh[session.evse] = session.register_wh
        station.forget(session)
        self.loop.after(1860.0, lambda: self._tell_status(session.evse))
        self.loop.after(self.rng.uniform(30.0, 1800.0), lambda: self._plug_in(session.evse))

    def _tell_status(self, evse: int) -> None:
        self.station.notice("StatusNotification", lambda: self.station.status(evse, evse in self.station.running))
