"""How long data is kept, as this deployment has it."""

from pydantic import BaseModel

from csms import bootstrap
from csms.domain.retention import Period, periods
from operator_api import routing

router = routing.router()


class RetentionView(BaseModel):
    """`days` is null for what stays until it is removed; `lowest` and `highest` are null where it cannot be set."""

    kind: str
    what: str
    days: int | None
    settable: bool
    lowest: int | None
    highest: int | None


class RetentionsView(BaseModel):
    items: list[RetentionView]


@router.get("/api/retention")
def read() -> RetentionsView:
    """How long each kind of data is kept, in days.

    A deployment sets it (`retention_days`) for what is written from then on; DynamoDB removes an item within a few
    days of its end, and until then it may still be shown.
    """
    return RetentionsView(items=[_view(period) for period in periods(bootstrap.ports().retention)])


def _view(period: Period) -> RetentionView:
    return RetentionView(**period.__dict__, settable=period.lowest is not None)
