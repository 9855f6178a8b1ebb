"""Goals that somebody says: for one session, for every session of a token, for every session at a station.

Every change is planned at once.
"""

from csms.application.close_transaction import find_transaction
from csms.application.find_station import find_station
from csms.application.ports import Ports
from csms.application.save_token import find_token
from csms.domain import goals, standing_goals
from csms.domain.errors import ConflictError, InvalidError, NotFoundError
from csms.domain.goals import Goal, GoalSource
from csms.domain.standing_goals import StandingGoal
from csms.domain.stations import Station
from csms.domain.tokens import Token
from csms.domain.transactions import Transaction


def set_session_goal(ports: Ports, transaction_id: str, goal: Goal) -> Transaction:
    """Raises NotFoundError, ConflictError where the transaction has ended, InvalidError naming the member."""
    goals.validate(goal)
    if goal.departure is not None and goal.departure <= ports.now():
        raise InvalidError("the departure has passed", "departure")
    return _keep_session_goal(ports, transaction_id, goal.source, goal)


def clear_session_goal(ports: Ports, transaction_id: str, source: GoalSource) -> None:
    """Raises NotFoundError, or ConflictError where the transaction has ended."""
    _keep_session_goal(ports, transaction_id, source, None)


def set_token_goal(ports: Ports, token: str, goal: StandingGoal | None) -> Token:
    """None forgets it. Raises NotFoundError, or InvalidError naming the member."""
    if goal is not None:
        standing_goals.validate(goal)
    changed = ports.tokens.set_goal(find_token(ports, token).key, goal)
    if changed is None:
        raise NotFoundError(f"there is no token {token}")
    running = ports.transactions.get_many(sorted(changed.open_transactions))
    stations = ports.stations.get_many(sorted({transaction.station_key for transaction in running}))
    for site_id in sorted({station.site_id for station in stations.values() if station.site_id}):
        ports.queues.request_plan(site_id)
    return changed


def set_station_goal(ports: Ports, identity: str, goal: StandingGoal | None) -> Station:
    """None forgets it. Raises NotFoundError, or InvalidError naming the member."""
    if goal is not None:
        standing_goals.validate(goal)
    changed = ports.stations.set_goal(find_station(ports, identity).key, goal)
    if changed is None:
        raise NotFoundError(f"there is no station {identity}")
    _plan(ports, changed)
    return changed


def _keep_session_goal(ports: Ports, transaction_id: str, source: GoalSource, goal: Goal | None) -> Transaction:
    known = find_transaction(ports, transaction_id)
    changed = ports.transactions.set_goal(transaction_id, source, goal)
    if changed is None:
        raise ConflictError(f"the transaction ended at {known.ended_at}" if known.ended_at else "it has just ended")
    _plan(ports, ports.stations.get(changed.station_key))
    return changed


def _plan(ports: Ports, station: Station | None) -> None:
    if station is not None and station.site_id:
        ports.queues.request_plan(station.site_id)
