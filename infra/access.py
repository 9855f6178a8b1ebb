"""Who may do what: one entry per function, and nothing beyond it.

permissions.py makes policies of it. Neither moto nor the local cloud enforces them, so the tests hold every
function to this table while they run it (tests/support/permissions.py).
"""

from dataclasses import dataclass

_STATION_TRAFFIC = (
    "stations connections tokens unknown-tokens login-failures transactions transaction-events receipts commands "
    "station-events configurations"
)
# What the end of a command may change: whoever sends commands may find one that has ended.
_OUTCOMES = "reservations local-lists certificate-requests transfers"
_STATION_TRAFFIC += f" {_OUTCOMES}"
_EVERYTHING = (
    f"{_STATION_TRAFFIC} refused-connections sites schedules plans loads station-models vendor-extensions "
    "stored-profiles firmware price-zones prices exports erasures simulations"
)
_MONEY = "tariffs cdrs"
_SECURITY = "security-events station-certificates"
_CHARGING = "installed-profiles composite-checks"
_WEBHOOKS = "events webhooks webhook-deliveries"
# What a station that is removed leaves behind.
_OF_A_STATION = "installed-profiles station-certificates"


@dataclass(frozen=True)
class Access:
    """Names of tables and queues, separated by spaces. `signs`: with the key of the built-in certificate authority.
    `fetches_prices`: with the operator's tokens. `sets_wake_ups`: in EventBridge Scheduler, for the planner.
    `publishes`: on the bus of events.
    """

    writes: str = ""
    reads: str = ""
    sends: str = ""
    manages_connections: bool = False
    keeps_files: bool = False
    writes_exports: bool = False
    signs: bool = False
    fetches_prices: bool = False
    sets_wake_ups: bool = False
    publishes: bool = False
    archives: bool = False


ACCESS = {
    "station_connect": Access(
        "stations connections login-failures refused-connections station-events",
        sends="planner timers",
        manages_connections=True,
    ),
    "station_message": Access(
        f"{_STATION_TRAFFIC} {_SECURITY} {_CHARGING} refused-connections",
        reads="vendor-extensions station-models plans sites tariffs prices",
        sends="planner timers",
        manages_connections=True,
        archives=True,
    ),
    "station_disconnect": Access("stations connections", sends="planner"),
    "operator_api": Access(
        f"{_EVERYTHING} {_MONEY} {_OF_A_STATION} {_WEBHOOKS} outages",
        reads="security-events composite-checks certificate-authorities usage usage-entries site-limits station-days",
        sends="planner timers exports webhooks",
        manages_connections=True,
        keeps_files=True,
        sets_wake_ups=True,
    ),
    "site_planner": Access(
        f"plans stations commands connections login-failures station-events {_OUTCOMES}",
        reads="sites schedules loads transactions tokens station-models configurations prices usage",
        sends="planner timers",
        manages_connections=True,
        sets_wake_ups=True,
    ),
    "scheduled_task": Access(
        f"{_STATION_TRAFFIC} {_SECURITY} {_CHARGING} plans certificate-authorities price-zones prices events "
        "usage usage-entries outages simulations webhook-deliveries cdrs erasures schedules exports",
        reads="sites loads station-models vendor-extensions webhooks tariffs station-days",
        sends="planner timers webhooks",
        manages_connections=True,
        signs=True,
        fetches_prices=True,
        sets_wake_ups=True,
    ),
    "publish_events": Access(reads="webhooks", sends="changes-dead webhooks", publishes=True),
    "webhook_delivery": Access("webhooks webhook-deliveries", reads="events", sends="webhooks"),
    "table_changes": Access(
        "events usage usage-entries outages site-limits station-days transactions cdrs",
        reads="connections transaction-events sites tokens stations tariffs prices reservations unknown-tokens",
        sends="timers changes-dead",
        archives=True,
    ),
    "export_job": Access(
        "exports",
        reads="transactions transaction-events events tokens unknown-tokens reservations cdrs stations usage",
        sends="exports",
        writes_exports=True,
    ),
}

# Tables whose new items are what a function of their own sends out; table_changes follows all other streams.
OUTBOXES = {"events": "publish_events"}
FOLLOWERS = frozenset({"table_changes", *OUTBOXES.values()})
