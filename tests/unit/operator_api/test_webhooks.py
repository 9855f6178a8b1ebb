"""Webhooks: set up by admins, signed, tried again for days, given up, told again."""

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest

from csms.application.ports import Answer
from csms.domain.alarms import Alarm
from csms.domain.stations import OcppVersion
from tests.support.world import World

from .conftest import Api

HOOKS = "/api/webhooks"
BODY = {"url": "https://example.com/events?x=1", "events": ["station.*"]}
REFUSED, UNREACHABLE = Answer(500, None, 7), Answer(None, "no answer within 10 s", 10_000)


def create(api: Api, **members: Any) -> dict[str, Any]:
    made = api.post(HOOKS, BODY | members)
    assert made.status == 201, made.body
    body: dict[str, Any] = made.body
    return body


def told(api: Api) -> list[str]:
    """The types of the events that receivers were sent."""
    return [json.loads(body)["type"] for _, _, body in api.csms.receivers.requests]


def register(api: Api, identity: str = "CP-1", **members: Any) -> None:
    """One event, published and tried once."""
    api.csms.register(identity, **members)
    api.csms.react()
    api.csms.deliver_webhooks()


def deliveries(api: Api, hook: dict[str, Any], **query: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = api.get(f"{HOOKS}/{hook['id']}/deliveries", **query).body["items"]
    return items


def signatures(secret: str, headers: dict[str, str], body: bytes) -> str:
    """As the specification has it, and not as our code does."""
    key = base64.b64decode(secret[len("whsec_") :])
    content = headers["webhook-id"].encode() + b"." + headers["webhook-timestamp"].encode() + b"." + body
    return "v1," + base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()


class TestSettingUp:
    def test_created_read_changed_removed(self, api: Api) -> None:
        hook = create(api, description="billing")
        assert hook.pop("secret").startswith("whsec_")
        assert hook == {
            "id": hook["id"], "url": BODY["url"], "events": ["station.*"], "sites": [], "description": "billing",
            "enabled": True, "disabled_reason": None, "failing_since": None, "old_secret_until": None,
            "created_at": "2026-03-01T12:00:00.000Z",
        }  # fmt: skip
        path = f"{HOOKS}/{hook['id']}"
        assert api.get(path).body == hook
        assert api.get(HOOKS).body["items"] == [hook]
        off = api.put(path, BODY | {"enabled": False})
        assert (off.status, off.body["disabled_reason"]) == (200, "an operator disabled it")
        register(api)
        assert told(api) == []
        assert api.get("/api/events", type="webhook.disabled").body["items"] == []
        assert api.put(path, BODY).body["disabled_reason"] is None
        assert api.delete(path).status == 204
        assert [api.send(method, path, BODY).status for method in ("GET", "PUT", "DELETE")] == [404, 404, 404]

    @pytest.mark.parametrize(
        ("members", "field"),
        [
            ({"url": "http://example.com/"}, "url"),
            ({"url": "ftp://example.com/"}, "url"),
            ({"url": "https://"}, "url"),
            ({"url": "https://[::1"}, "url"),
            ({"url": "https://example.com:99999/"}, "url"),
            ({"url": "https://user:secret@example.com/"}, "url"),
            ({"url": "https://example.com/#x"}, "url"),
            ({"url": "https://localhost/"}, "url"),
            ({"url": "https://example.com/ä"}, "url"),
            ({"url": "https://example.com/a b"}, "url"),
            ({"url": "https://example.com/\r\nx: y"}, "url"),
            ({"url": "https://10.0.0.1/"}, "url"),
            ({"url": "https://169.254.169.254/latest/meta-data"}, "url"),
            ({"url": "https://[fd00::1]/"}, "url"),
            ({"events": ["sessions.*"]}, "events"),
            ({"events": ["s*d"]}, "events"),
            ({"events": []}, "events"),
            ({"sites": ["nowhere"]}, "sites"),
            ({"secret": "mine"}, "secret"),
        ],
    )
    def test_what_is_wrong_is_named(self, api: Api, members: dict[str, Any], field: str) -> None:
        refused = api.post(HOOKS, BODY | members)
        assert (refused.status, refused.fields()) == (422, [field])
        assert api.get(HOOKS).body["items"] == []

    def test_admins_set_up_operators_try(self, api: Api) -> None:
        path = f"{HOOKS}/{create(api)['id']}"
        api.role = "operator"
        assert [api.post(HOOKS, BODY).status, api.put(path, BODY).status, api.delete(path).status] == [403] * 3
        assert (api.post(f"{path}/secret").status, api.post(f"{path}/test").status) == (403, 202)

    def test_there_are_not_any_number_of_them(self, api: Api) -> None:
        for _ in range(50):
            create(api)
        assert api.post(HOOKS, BODY).status == 409


class TestDelivering:
    def test_a_signed_request(self, api: Api) -> None:
        hook = create(api)
        register(api)
        [(url, headers, body)] = api.csms.receivers.requests
        [event] = api.get("/api/events").body["items"]
        assert (url, json.loads(body)) == (BODY["url"], event)
        assert headers["webhook-id"] == event["id"]
        assert headers["webhook-timestamp"] == str(int(api.csms.moment.timestamp()))
        assert headers["webhook-signature"] == signatures(hook["secret"], headers, body)
        [delivery] = deliveries(api, hook)
        assert delivery == {
            "id": delivery["id"], "event_id": event["id"], "event_type": "station.registered", "status": "delivered",
            "created_at": "2026-03-01T12:00:00.000Z", "tried": 1, "next_attempt_at": None, "reason": None,
            "attempts": [
                {"at": "2026-03-01T12:00:00.000Z", "status_code": 200, "error": None, "duration_ms": 12}
            ],
        }  # fmt: skip

    def test_both_secrets_sign_while_they_overlap(self, api: Api) -> None:
        hook = create(api)
        rotated = api.post(f"{HOOKS}/{hook['id']}/secret", {"overlap_hours": 1})
        assert (rotated.status, rotated.body["old_secret_until"]) == (200, "2026-03-01T13:00:00.000Z")
        old, new = hook["secret"], rotated.body["secret"]
        assert old != new
        for at, signing in (("CP-1", [new, old]), ("CP-2", [new])):
            register(api, at)
            _, headers, body = api.csms.receivers.requests[-1]
            expected = [signatures(secret, headers, body) for secret in signing]
            assert headers["webhook-signature"].split(" ") == expected
            api.csms.forward(hours=2)
        assert "secret" not in api.get(f"{HOOKS}/{hook['id']}").body

    def test_only_what_it_wants(self, api: Api) -> None:
        api.put("/api/sites/depot", {"time_zone": "UTC"})
        create(api, events=["station.registered"], sites=["depot"])
        create(api, events=["session.*", "station.removed"])
        register(api, "CP-1")
        register(api, "CP-2", site_id="depot")
        assert [json.loads(body)["subject"]["station"] for _, _, body in api.csms.receivers.requests] == ["CP-2"]
        api.delete("/api/stations/CP-1")
        api.csms.react()
        api.csms.deliver_webhooks()
        assert told(api) == ["station.registered", "station.removed"]

    def test_tried_again_for_three_days_then_given_up(self, api: Api) -> None:
        hook = create(api)
        api.csms.receivers.answer = REFUSED
        began = api.csms.moment
        register(api)
        assert deliveries(api, hook)[0]["next_attempt_at"] == "2026-03-01T12:00:05.000Z"
        while api.csms.deliver_webhooks():
            pass
        [delivery] = deliveries(api, hook, status="failed")
        assert (delivery["tried"], delivery["reason"]) == (10, "every attempt failed")
        assert {attempt["status_code"] for attempt in delivery["attempts"]} == {500}
        assert 3.0 < (api.csms.moment - began).total_seconds() / 86_400 < 3.3
        assert api.get(f"{HOOKS}/{hook['id']}").body["failing_since"] == "2026-03-01T12:00:00.000Z"
        assert deliveries(api, hook, status="delivered") == []

    def test_a_success_ends_it(self, api: Api) -> None:
        hook = create(api)
        api.csms.receivers.answer = REFUSED
        register(api)
        api.csms.receivers.answer = Answer(204, None, 1)
        api.csms.deliver_webhooks()
        [delivery] = deliveries(api, hook)
        assert [attempt["status_code"] for attempt in delivery["attempts"]] == [500, 204]
        assert delivery["status"] == "delivered"
        assert api.get(f"{HOOKS}/{hook['id']}").body["failing_since"] is None

    def test_who_cannot_be_reached_is_left_alone_for_a_while(self, api: Api) -> None:
        create(api)
        api.csms.receivers.answer = UNREACHABLE
        register(api, "CP-1")
        register(api, "CP-2")
        assert len(api.csms.receivers.requests) == 1
        assert [delay_s for delay_s, _ in api.csms.delivery_queue.waiting] == [55, 55]

    def test_the_longer_it_is_away_the_longer_it_is_left_alone(self, api: Api) -> None:
        hook = create(api)
        api.csms.receivers.answer = UNREACHABLE
        register(api, "CP-1")
        api.csms.delivery_queue.waiting.clear()
        paused_until = []
        for station, away in (("CP-2", {"hours": 2}), ("CP-3", {"days": 1})):
            api.csms.forward(**away)
            register(api, station)
            paused_until.append(api.csms.ports.webhooks.get(hook["id"]).paused_until)
        assert paused_until == ["2026-03-01T14:12:00.000Z", "2026-03-02T14:30:05.000Z"]

    def test_what_comes_twice_is_sent_once(self, api: Api) -> None:
        create(api)
        api.csms.register()
        api.csms.react()
        api.csms.delivery_queue.waiting *= 2
        api.csms.deliver_webhooks()
        assert len(told(api)) == 1

    def test_who_is_gone_is_told_nothing_more(self, api: Api) -> None:
        hook = create(api)
        api.csms.receivers.answer = Answer(410, None, 3)
        register(api)
        shown = api.get(f"{HOOKS}/{hook['id']}").body
        assert (shown["enabled"], shown["disabled_reason"]) == (False, "the receiver answered 410: it is gone")
        assert deliveries(api, hook)[0]["reason"] == "the receiver is gone"
        register(api, "CP-2")
        assert len(told(api)) == 1
        assert api.csms.alarms == [Alarm.WEBHOOK_DISABLED]
        api.csms.react()
        [event] = api.get("/api/events", type="webhook.disabled").body["items"]
        assert event["data"] == {"webhook_id": hook["id"], "url": BODY["url"], "reason": shown["disabled_reason"]}
        assert event["subject"]["station"] is None

    def test_five_days_of_failures_disable_it(self, api: Api) -> None:
        hook = create(api)
        api.csms.receivers.answer = REFUSED
        register(api, "CP-1")
        api.csms.delivery_queue.waiting.clear()
        api.csms.forward(days=5)
        register(api, "CP-2")
        shown = api.get(f"{HOOKS}/{hook['id']}").body
        assert (shown["enabled"], shown["disabled_reason"]) == (
            False, "every request has failed since 2026-03-01T12:00:00.000Z",
        )  # fmt: skip
        api.csms.deliver_webhooks()
        assert [d["reason"] for d in deliveries(api, hook)] == ["the webhook is disabled", None]
        assert len(told(api)) == 2


class TestTellingAgain:
    def test_one_delivery(self, api: Api) -> None:
        hook = create(api)
        register(api)
        path = f"{HOOKS}/{hook['id']}/deliveries/{deliveries(api, hook)[0]['id']}/replay"
        assert (api.post(path).status, deliveries(api, hook)[0]["status"]) == (202, "pending")
        api.csms.deliver_webhooks()
        first, second = api.csms.receivers.requests
        assert first[1]["webhook-id"] == second[1]["webhook-id"]
        assert deliveries(api, hook)[0]["tried"] == 2
        assert api.post(path.replace("/deliveries/", "/deliveries/x")).status == 404
        api.put(f"{HOOKS}/{hook['id']}", BODY | {"enabled": False})
        assert api.post(path).status == 409

    def test_all_of_a_time(self, api: Api) -> None:
        for number in range(60):
            api.csms.register(f"CP-{number:02}", password_hash="none")
        api.csms.react()
        api.csms.forward(hours=1)
        late = create(api)
        api.csms.register("LATE")
        api.csms.react()
        api.csms.delivery_queue.waiting.clear()
        path = f"{HOOKS}/{late['id']}/replay"
        answer = api.post(path, {"from": "2026-03-01T11:00:00Z", "to": "2026-03-01T12:30:00Z"})
        assert answer.status == 202
        run_tasks(api.csms, "replay_events")
        api.csms.deliver_webhooks()
        assert sorted(json.loads(body)["subject"]["station"] for _, _, body in api.csms.receivers.requests) == [
            f"CP-{number:02}" for number in range(60)
        ]
        assert api.post(path, {"from": "2026-03-01T13:00:00Z", "to": "2026-03-01T12:30:00Z"}).fields() == ["to"]
        assert api.post(path, {}).fields() == ["from"]

    def test_a_try_goes_to_one_alone(self, api: Api) -> None:
        hook, _other = create(api, enabled=False), create(api, events=["*"])
        answer = api.post(f"{HOOKS}/{hook['id']}/test")
        api.csms.react()
        api.csms.deliver_webhooks()
        [(_, _, body)] = api.csms.receivers.requests
        assert (json.loads(body)["type"], json.loads(body)["data"]) == ("webhook.test", {"webhook_id": hook["id"]})
        assert [d["id"] for d in deliveries(api, hook)] == [answer.body["delivery_id"]]


def run_tasks(csms: World, name: str) -> None:
    """Those that wait, and those that they make."""
    while tasks := [entry for entry in csms.queues.tasks if entry[1]["task"] == name]:
        csms.queues.tasks = [entry for entry in csms.queues.tasks if entry not in tasks]
        for _, task in tasks:
            csms.run_task(task)


@pytest.mark.parametrize("version", list(OcppVersion))
def test_a_boot_arrives(api: Api, version: OcppVersion) -> None:
    create(api)
    api.station(version)
    api.csms.react()
    api.csms.deliver_webhooks()
    assert told(api) == ["station.registered", "station.online", "station.booted"]
