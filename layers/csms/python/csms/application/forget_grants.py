"""The planner's profiles that somebody else has taken away: the plan must not go on counting with them."""

from typing import Any

from csms.application.ports import Ports
from csms.domain.plans import without_grants


def forget_grants(ports: Ports, task: dict[str, Any]) -> None:
    """Plan the site anew without the grants that came by `message_ids`. Raises ConcurrentChangeError where a run of
    the planner comes in between: the task is then tried again."""
    plan = ports.plans.get(task["site_id"])
    left = without_grants(plan, frozenset(task["message_ids"])) if plan else None
    if left is None:
        return
    ports.plans.save(left)
    ports.queues.request_plan(left.site_id)
