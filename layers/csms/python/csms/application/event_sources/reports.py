"""What has to be looked at: security events, alarms, unknown tokens, sites over their limit, receivers that fail."""

from collections.abc import Iterator

from csms.application.ports import Change, StationEvent
from csms.domain import clock, ids
from csms.domain import event_data as data
from csms.domain.alarms import CLEARED_TYPE, EVENT_TYPE
from csms.domain.events import Happening
from csms.domain.plans import SitePlan
from csms.domain.security_events import SecurityEvent
from csms.domain.unknown_tokens import UnknownToken
from csms.domain.webhooks import BY_OPERATOR

_ALARMS: dict[str, tuple[str, type[data.AlarmRaised | data.AlarmCleared]]] = {
    EVENT_TYPE: ("alarm.raised", data.AlarmRaised),
    CLEARED_TYPE: ("alarm.cleared", data.AlarmCleared),
}


def of_security_event(change: Change) -> Iterator[Happening]:
    event: SecurityEvent = change.new
    if event is None or change.old is not None:
        return
    said = data.SecurityReport(event.id, event.type, event.critical, event.tech_info)
    yield Happening("security.reported", event.occurred_at, said, event.station_key, event.identity)


def of_station_event(change: Change) -> Iterator[Happening]:
    event: StationEvent = change.new
    if event is None or change.old is not None or event.type not in _ALARMS:
        return
    type_, said = _ALARMS[event.type]
    yield Happening(type_, event.occurred_at, said(event.payload["alarm"]), change.key[0])


def of_unknown_token(change: Change) -> Iterator[Happening]:
    token: UnknownToken = change.new
    if token is None or (change.old is not None and change.old.count == token.count):
        return
    said, station = data.UnknownToken(token.token, token.type, token.count), ids.key_of(token.last_station)
    yield Happening("token.unknown", token.last_seen_at, said, station, token.last_station, evse=token.last_evse)


def of_plan(change: Change) -> Iterator[Happening]:
    plan: SitePlan = change.new
    if plan is None or plan.over_limit == bool(change.old and change.old.over_limit):
        return
    said = data.PlanLimit(plan.totals.bound_a, plan.totals.measured_a)
    type_ = "plan.over_limit" if plan.over_limit else "plan.within_limit"
    yield Happening(type_, clock.to_text(plan.computed_at), said, site_id=plan.site_id)


def of_webhook(change: Change) -> Iterator[Happening]:
    """Disabled by its failures: what an operator does, an operator knows."""
    old, new = change.old, change.new
    if old is None or new is None or not old.enabled or new.enabled or new.disabled_reason == BY_OPERATOR:
        return
    said = data.WebhookState(new.id, new.url, new.disabled_reason or "")
    yield Happening("webhook.disabled", clock.to_text(change.at), said)
