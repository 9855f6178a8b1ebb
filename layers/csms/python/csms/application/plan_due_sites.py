"""The scheduler's tick: ask for a plan of every site that has something to plan, and look after its wake-ups."""

from csms.application.keep_wake_ups import repair_task
from csms.application.ports import Ports
from csms.domain.sites import Site
from csms.domain.wake_ups import repair_is_due

PAGE_SIZE = 100


def plan_due_sites(ports: Ports) -> int:
    """How many sites were asked for: those with a limit, a schedule, or stations that still hold a plan."""
    asked, cursor = 0, None
    while True:
        page = ports.sites.page(PAGE_SIZE, cursor)
        for site in page.items:
            if repair_is_due(site.id, ports.now(), ports.plan_period_s):
                ports.queues.after(0, repair_task(site.id))
            if _is_due(ports, site):
                ports.queues.request_plan(site.id)
                asked += 1
        cursor = page.next_cursor
        if cursor is None:
            return asked


def _is_due(ports: Ports, site: Site) -> bool:
    if site.has_limit or ports.schedules.of_site(site.id):
        return True
    plan = ports.plans.get(site.id)
    return plan is not None and plan.in_force
