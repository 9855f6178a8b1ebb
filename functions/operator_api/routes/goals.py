"""Goals: how much energy a session is to get, and by when."""

from aws_lambda_powertools.event_handler import Response

from csms import bootstrap
from csms.application.close_transaction import find_transaction
from csms.application.find_station import find_station
from csms.application.read_goal import read_goal
from csms.application.save_token import find_token
from csms.application.set_goal import clear_session_goal, set_session_goal, set_station_goal, set_token_goal
from csms.domain.errors import NotFoundError
from csms.domain.goals import GoalSource
from csms.domain.standing_goals import StandingGoal
from csms.domain.transactions import Transaction
from operator_api import answers, goal_views, routing
from operator_api.fields import PathName
from operator_api.goal_views import GoalBody, GoalView, StandingGoalBody, StandingGoalView

router = routing.router()


@router.put("/api/transactions/<transaction_id>/goal")
def set_of_transaction(transaction_id: PathName, body: GoalBody) -> GoalView:
    """Say what a running session is to get, and by when; 409 where it has ended. Its site is planned at once."""
    return _said(set_session_goal(bootstrap.ports(), transaction_id, goal_views.goal(body)))


@router.get("/api/transactions/<transaction_id>/goal")
def read_of_transaction(transaction_id: PathName) -> GoalView:
    """What the operator said of this session, or else its driver or its car; the plan says what is striven for."""
    return _said(find_transaction(bootstrap.ports(), transaction_id))


@router.delete("/api/transactions/<transaction_id>/goal", responses=answers.REMOVED)
def clear_of_transaction(transaction_id: PathName) -> Response[str]:
    """Forget what the operator said of this session."""
    clear_session_goal(bootstrap.ports(), transaction_id, GoalSource.OPERATOR)
    return answers.removed()


@router.put("/api/tokens/<token>/goal")
def set_of_token(token: PathName, body: StandingGoalBody) -> StandingGoalView:
    """What every session of a token is to get. A goal of the session itself comes before it, member by member."""
    return _standing(set_token_goal(bootstrap.ports(), token, goal_views.standing_goal(body)).goal, token)


@router.get("/api/tokens/<token>/goal")
def read_of_token(token: PathName) -> StandingGoalView:
    """What every session of a token is to get."""
    return _standing(find_token(bootstrap.ports(), token).goal, token)


@router.delete("/api/tokens/<token>/goal", responses=answers.REMOVED)
def clear_of_token(token: PathName) -> Response[str]:
    """Forget the goal of a token."""
    set_token_goal(bootstrap.ports(), token, None)
    return answers.removed()


@router.put("/api/stations/<identity>/goal")
def set_of_station(identity: PathName, body: StandingGoalBody) -> StandingGoalView:
    """What every session at a station is to get. A goal of the session or its token comes before it."""
    return _standing(set_station_goal(bootstrap.ports(), identity, goal_views.standing_goal(body)).goal, identity)


@router.get("/api/stations/<identity>/goal")
def read_of_station(identity: PathName) -> StandingGoalView:
    """What every session at a station is to get."""
    return _standing(find_station(bootstrap.ports(), identity).goal, identity)


@router.delete("/api/stations/<identity>/goal", responses=answers.REMOVED)
def clear_of_station(identity: PathName) -> Response[str]:
    """Forget the goal of a station."""
    set_station_goal(bootstrap.ports(), identity, None)
    return answers.removed()


def _said(transaction: Transaction) -> GoalView:
    goal = read_goal(bootstrap.ports(), transaction)
    if goal is None:
        raise NotFoundError(f"nobody has said a goal of transaction {transaction.id}")
    return goal_views.view(goal)


def _standing(goal: StandingGoal | None, name: str) -> StandingGoalView:
    if goal is None:
        raise NotFoundError(f"there is no goal of {name}")
    return goal_views.standing_view(goal)
