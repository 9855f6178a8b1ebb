"""A transaction that the station seems to have forgotten: watched for a while, then closed (close_forgotten.py).

An open transaction on a connector that is Available, that starts another one, or whose station has booted
is probably over; its end may still sit in the station's queue. So it gets a time to arrive: SQS holds a
message 15 minutes at the most.
"""

from csms.application.ports import Ports
from csms.domain import clock
from csms.domain.stations import Station

REPLAY_WINDOW_S = 900


def suspect_all(ports: Ports, station: Station) -> None:
    for transaction_id in station.open_transactions:
        watch(ports, transaction_id)


def suspect_others_on(ports: Ports, station: Station, evse: int | None, transaction_id: str | None = None) -> None:
    for other in sorted(station.open_on(evse)):
        if other != transaction_id:
            watch(ports, other)


def watch(ports: Ports, transaction_id: str) -> None:
    now = clock.to_text(ports.now())
    task = {"task": "close_if_silent", "transaction_id": transaction_id, "suspected_at": now}
    ports.queues.after(REPLAY_WINDOW_S, task)
