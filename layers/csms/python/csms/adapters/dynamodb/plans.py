"""The current plan of each site in DynamoDB."""

from pynamodb.exceptions import PutError

from csms.adapters.dynamodb.models import PlanItem
from csms.adapters.dynamodb.packed import pack, unpack
from csms.adapters.dynamodb.transact import is_condition_failure
from csms.domain import clock
from csms.domain.errors import ConcurrentChangeError
from csms.domain.plans import SitePlan


class DynamoPlans:
    def get(self, site_id: str) -> SitePlan | None:
        try:
            return plan_of(PlanItem.get(site_id, consistent_read=True))
        except PlanItem.DoesNotExist:
            return None

    def save(self, plan: SitePlan) -> None:
        """Raises ConcurrentChangeError unless `plan.version` is one more than what is stored (0: none)."""
        computed_at, first = clock.to_text(plan.computed_at), plan.version == 1
        item = PlanItem(plan.site_id, version=plan.version, computed_at=computed_at, plan=pack(plan.to_dict()))
        try:
            item.save(PlanItem.site_id.does_not_exist() if first else PlanItem.version == plan.version - 1)
        except PutError as error:
            if is_condition_failure(error):
                raise ConcurrentChangeError(f"the plan of site {plan.site_id} has changed meanwhile") from error
            raise


def plan_of(item: PlanItem) -> SitePlan:
    return SitePlan.from_dict(unpack(item.plan))
