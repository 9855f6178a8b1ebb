"""A simulated site: acnportal's network of Caltech, cars that we make up, and a record of what went wrong."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from acnportal import acnsim, algorithms
from acnportal.acnsim.interface import Interface
from acnportal.signals.tariffs import TimeOfUseTariff

from tests.bench.acn_adapter import solve

STEP_MIN, VOLTS, MAX_KW = 5, 208, 6.656
STEPS_A_DAY = 24 * 60 // STEP_MIN
BATTERIES_KWH = (24.0, 40.0, 60.0, 77.0)
TOLERANCE_A = 1e-3
START = datetime(2026, 6, 1)  # noqa: DTZ001 - acnportal counts in the site's own time


@dataclass
class Audit:
    violations: int = 0
    switches: int = 0
    milliseconds: list[float] = field(default_factory=list)


class Network(acnsim.ChargingNetwork):  # type: ignore[misc]
    """Counts every step whose pilots pass a limit or are none that the EVSE knows."""

    audit: Audit

    def update_pilots(self, pilots: Any, step: int, period: int) -> None:
        now = pilots[:, step]
        load = np.abs(self.constraint_matrix * np.exp(1j * np.deg2rad(self._phase_angles)) @ now)
        allowed = zip(now, self._EVSEs.values(), strict=True)
        wrong = any(not evse._valid_rate(pilot) for pilot, evse in allowed)
        self.audit.violations += bool(wrong or np.any(load > self.magnitudes + TOLERANCE_A))
        before = pilots[:, step - 1] if step else np.zeros(len(now))
        self.audit.switches += int(np.sum((now > 0) != (before > 0)))
        super().update_pilots(pilots, step, period)


class Candidate(algorithms.BaseAlgorithm):  # type: ignore[misc]
    """`csms.scheduling.solve`, through the same adapter as the big bench."""

    def __init__(self) -> None:
        super().__init__()
        self.max_recompute, self.state = 1, None

    def schedule(self, sessions: list[Any]) -> dict[str, list[float]]:
        answer = solve(problem(self.interface, sessions, self.state))
        self.state = answer["state"]
        return {evse: answer["amps"].get(evse, [0.0]) for evse in self.interface.infrastructure_info().station_ids}


def network(limit_kw: float) -> Network:
    made = acnsim.sites.caltech_acn(basic_evse=False, voltage=VOLTS, transformer_cap=limit_kw, network_type=Network)
    made.audit = Audit()
    return made  # type: ignore[no-any-return]


def cars(days: int, per_day: int, seed: int) -> list[Any]:
    """Morning arrivals for most, the afternoon for some; each car is full with the energy that it asks for."""
    random, stations, found = np.random.default_rng(seed), network(50).station_ids, []
    free = dict.fromkeys(stations, 0)
    for day in range(days):
        hours = np.where(
            random.random(per_day) < 0.7, random.normal(8.8, 1.3, per_day), random.normal(14, 2.5, per_day)
        )
        for arrival in sorted(day * STEPS_A_DAY + (np.clip(hours, 1, 20) * 60 / STEP_MIN).astype(int)):
            open_ = [station for station in stations if free[station] <= arrival]
            if not open_:
                continue
            stay = int(np.clip(random.normal(6, 2.5), 0.5, 11) * 60 / STEP_MIN)
            kwh = float(min(np.clip(random.gamma(2.2, 5.0), 1, 45), 0.8 * MAX_KW * stay * STEP_MIN / 60))
            size = float(random.choice([size for size in BATTERIES_KWH if size > kwh]))
            station = str(random.choice(open_))
            free[station] = arrival + stay
            battery = acnsim.Linear2StageBattery(size, size - kwh, MAX_KW)
            found.append(acnsim.EV(int(arrival), int(arrival) + stay, kwh, station, f"s{len(found)}", battery))
    return found


def simulate(algorithm: Any, evs: list[Any], limit_kw: float) -> tuple[Any, Network]:
    site = network(limit_kw)
    queue = acnsim.EventQueue([acnsim.PluginEvent(ev.arrival, ev) for ev in evs])
    signals = {"tariff": TimeOfUseTariff("sce_tou_ev_4_march_2019")}
    simulator = acnsim.Simulator(site, algorithm, queue, START, period=STEP_MIN, signals=signals, verbose=False)
    simulator.run()
    return simulator, site


def problem(interface: Interface, sessions: list[Any], state: Any) -> dict[str, Any]:
    """What ../shared/acn/bench.py would ask, as far as the adapter reads it."""
    infra, now = interface.infrastructure_info(), interface.current_time
    index = {station: place for place, station in enumerate(infra.station_ids)}
    evs = [_session(interface, infra, index[session.station_id], session, now) for session in sessions]
    present = [index[session.station_id] for session in sessions]
    phasors = infra.constraint_matrix[:, present] * np.exp(1j * np.deg2rad(infra.phases[present]))
    return {
        "now": (START + now * timedelta(minutes=STEP_MIN)).isoformat(),
        "step_min": STEP_MIN,
        "horizon": max((ev["departure"] for ev in evs), default=1),
        "sessions": evs,
        "constraints": [
            {
                "id": name,
                "limit_a": float(limit_a),
                "re": {ev["evse"]: float(z.real) for ev, z in zip(evs, row, strict=True) if z},
                "im": {ev["evse"]: float(z.imag) for ev, z in zip(evs, row, strict=True) if z},
            }
            for name, limit_a, row in zip(infra.constraint_ids, infra.constraint_limits, phasors, strict=True)
            if np.any(row)
        ],
        "state": state,
    }


def _session(interface: Interface, infra: Any, place: int, session: Any, now: int) -> dict[str, Any]:
    ran = now > session.arrival
    return {
        "evse": session.station_id,
        "session": session.session_id,
        "arrival": session.arrival - now,
        "departure": max(session.estimated_departure - now, 1),
        "overdue": session.estimated_departure <= now,
        "kwh": session.remaining_demand,
        "kwh_delivered": session.energy_delivered,
        "kw_per_a": infra.voltages[place] / 1000,
        "min_a": float(infra.min_pilot[place]),
        "max_a": float(infra.max_pilot[place]),
        "pilots": [float(pilot) for pilot in infra.allowable_pilots[place]],
        "last_a": interface.last_applied_pilot_signals.get(session.session_id) if ran else None,
        "measured_a": interface.last_actual_charging_rate.get(session.session_id) if ran else None,
    }
