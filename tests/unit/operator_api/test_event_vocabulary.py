"""What stations of each version do, and the events that it makes: the same for all, each as its schema says."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from csms.application.fetch_prices import fetch_task
from csms.application.ports import Answer, PricesUnavailableError, StationEvent
from csms.domain.alarms import CLEARED_TYPE, EVENT_TYPE, Alarm
from csms.domain.events import TYPES
from csms.domain.plans import SitePlan, Totals
from csms.domain.price_zones import PriceZone, ProviderName
from csms.domain.prices import PricePoint
from csms.domain.stations import OcppVersion
from tests.support import pki
from tests.support.world import BOOT, Charger

from .conftest import Api

V16, V201, V21 = OcppVersion
UNTIL = "2026-03-01T18:00:00Z"
RESERVATION = {"evse": 1, "token": "TAG-1", "expires_at": UNTIL}
CLEAR: dict[str, Any] = {"action": "ClearCache", "payload": {}}
FIRMWARE_URL = {"location": "https://files.example/fw.bin"}


def answer(api: Api, charger: Charger, payload: Any, error: str | None = None) -> None:
    """To the CALL sent last."""
    message_id = api.wire()[-1][1]
    charger.frame(json.dumps([4, message_id, error, "", {}] if error else [3, message_id, payload]))


def report(charger: Charger, word: str) -> None:
    if charger.version is V16:
        status = {"connectorId": 1, "errorCode": "NoError", "status": word, "timestamp": charger.now()}
    else:
        status = {"evseId": 1, "connectorId": 1, "connectorStatus": word, "timestamp": charger.now()}
    charger.ask("StatusNotification", status)


def event_2x(charger: Charger, kind: str, seq_no: int, state: str) -> dict[str, Any]:
    return {
        "eventType": kind, "timestamp": charger.now(), "triggerReason": "Authorized", "seqNo": seq_no,
        "transactionInfo": {"transactionId": "t", "chargingState": state}, "evse": {"id": 1, "connectorId": 1},
    }  # fmt: skip


def start(charger: Charger, token: str = "TAG-1", **more: Any) -> None:
    if charger.version is V16:
        payload = {"connectorId": 1, "idTag": token, "meterStart": 1, "timestamp": charger.now(), **more}
        charger.ask("StartTransaction", payload)
    else:
        id_token = {"idToken": token, "type": "ISO14443"}
        charger.ask("TransactionEvent", event_2x(charger, "Started", 0, "EVConnected") | {"idToken": id_token, **more})


def stop(charger: Charger) -> None:
    if charger.version is V16:
        charger.ask("StopTransaction", {"transactionId": 1, "meterStop": 5001, "timestamp": charger.now()})
    else:
        charger.ask("TransactionEvent", event_2x(charger, "Ended", 3, "Idle"))


def lives(api: Api, charger: Charger) -> None:
    report(charger, "Available")
    report(charger, "Available")
    api.csms.disconnect(charger.connection_id)
    api.csms.react()
    api.csms.forward(minutes=5)
    [(delay_s, task)] = [entry for entry in api.csms.queues.tasks if entry[1]["task"] == "tell_offline"]
    assert delay_s > 60
    api.csms.run_task(task)
    api.csms.connect(charger.version)
    api.csms.react()
    assert api.delete("/api/stations/CP-1").status == 204


def charges(api: Api, charger: Charger) -> None:
    start(charger)
    api.csms.react()
    api.csms.forward(minutes=10)
    if charger.version is not V16:
        charger.ask("TransactionEvent", event_2x(charger, "Updated", 1, "Charging"))
    [session] = api.get("/api/transactions").body["items"]
    assert api.post(f"/api/transactions/{session['id']}/close").status == 200
    stop(charger)


def is_billed(api: Api, charger: Charger) -> None:
    rates = [{"component": "energy", "price": "0.40", "vat_percent": 25}]
    assert api.put("/api/tariffs/all", {"currency": "EUR", "rates": rates}).status == 201
    start(charger, **metered(charger, 1000, "Transaction.Begin"))
    api.csms.forward(hours=1)
    if charger.version is V16:
        charger.ask("StopTransaction", {"transactionId": 1, "meterStop": 11_000, "timestamp": charger.now()})
    else:
        end = event_2x(charger, "Ended", 1, "Idle") | metered(charger, 11_000, "Transaction.End")
        charger.ask("TransactionEvent", end)
    api.csms.react()
    [cdr] = api.get("/api/cdrs").body["items"]
    [event] = api.get("/api/events", type="cdr.issued").body["items"]
    assert event["data"] == {
        "cdr_id": cdr["id"], "transaction_id": cdr["session_id"], "currency": "EUR", "total_excl_vat": 4.0,
        "total_incl_vat": 5.0, "total_energy_kwh": 10.0, "credit_reference_id": None,
    }  # fmt: skip


def metered(charger: Charger, register_wh: int, context: str) -> dict[str, Any]:
    if charger.version is V16:
        return {"meterStart": register_wh}
    value = {"timestamp": charger.now(), "sampledValue": [{"value": register_wh, "context": context}]}
    return {"meterValue": [value]}


def shows_a_token(api: Api, charger: Charger) -> None:
    token = {"idToken": "STRANGER", "type": "ISO14443"}
    charger.ask("Authorize", {"idTag": "STRANGER"} if charger.version is V16 else {"idToken": token})


def is_commanded(api: Api, charger: Charger) -> None:
    api.post("/api/stations/CP-1/calls", CLEAR)
    answer(api, charger, {"status": "Accepted"})
    api.post("/api/stations/CP-1/calls", CLEAR)
    answer(api, charger, {}, "InternalError")
    sent = api.post("/api/stations/CP-1/calls", CLEAR).body["id"]
    api.csms.forward(minutes=1)
    assert api.get(f"/api/commands/{sent}").body["status"] == "sent"
    for task in [task for _, task in api.csms.queues.tasks if task["task"] == "deadline"]:
        api.csms.run_task(task)
    api.csms.link.gone.add(charger.connection_id)
    until = (api.csms.moment + timedelta(hours=1)).isoformat()
    cancelled, expired = (api.post("/api/stations/CP-1/calls", CLEAR | {"queue_until": until}).body for _ in range(2))
    api.delete(f"/api/commands/{cancelled['id']}")
    api.csms.forward(hours=2)
    assert api.get(f"/api/commands/{expired['id']}").body["status"] == "expired"


def reserve(api: Api, charger: Charger, word: str = "Accepted", **members: Any) -> str:
    made = api.post("/api/stations/CP-1/reservations", RESERVATION | members)
    assert made.status == 202, made.body
    answer(api, charger, {"status": word}, members.get("error"))
    return str(made.body["id"])


def is_reserved(api: Api, charger: Charger) -> None:
    reserve(api, charger, "Occupied")
    first = reserve(api, charger)
    second = reserve(api, charger, replaces=first)
    api.delete(f"/api/reservations/{second}")
    answer(api, charger, {"status": "Accepted"})
    kept = reserve(api, charger)
    api.delete(f"/api/reservations/{kept}")
    answer(api, charger, {"status": "Rejected"})
    report(charger, "Faulted")
    report(charger, "Available")
    api.post("/api/stations/CP-1/reservations", RESERVATION)
    answer(api, charger, {}, "InternalError")
    used = reserve(api, charger)
    number = api.get(f"/api/reservations/{used}").body["ocpp_reservation_id"]
    start(charger, reservationId=number)
    reserve(api, charger, expires_at="2026-03-01T12:10:00Z")
    api.csms.forward(hours=1)
    for task in [task for _, task in api.csms.queues.tasks if task["task"] == "expire_reservation"]:
        api.csms.run_task(task)


def fetches_firmware(api: Api, charger: Charger) -> None:
    for last in ("Installed", "DownloadFailed"):
        made = api.post("/api/stations/CP-1/firmware-update", FIRMWARE_URL)
        assert made.status == 202, made.body
        answer(api, charger, {} if charger.version is V16 else {"status": "Accepted"})
        request_id = api.wire()[-1][3].get("requestId")
        named = {} if request_id is None else {"requestId": request_id}
        for status in ("Downloading", last):
            charger.ask("FirmwareStatusNotification", {"status": status, **named})


def uploads_its_log(api: Api, charger: Charger) -> None:
    for last in ("Uploaded", "UploadFailure"):
        made = api.post("/api/stations/CP-1/logs", {"type": "security"})
        assert made.status == 202, made.body
        answer(api, charger, {"status": "Accepted", "filename": "log.txt"})
        request_id = api.wire()[-1][3]["requestId"]
        for status in ("Uploading", last):
            charger.ask("LogStatusNotification", {"status": status, "requestId": request_id})


def request_certificate(api: Api, charger: Charger, whose: str) -> tuple[str, str]:
    """Where the request is, and its CSR."""
    charger.ask("SignCertificate", {"csr": pki.csr(whose=whose)})
    [waiting, *_] = api.get("/api/certificate-requests", status="pending").body["items"]
    path = f"/api/certificate-requests/{waiting['id']}"
    return path, str(api.get(path).body["csr"])


def wants_certificates(api: Api, charger: Charger) -> None:
    key = pki.key("ec", "Our Root")
    for whose, word in (("station", "Accepted"), ("another", "Rejected"), ("third", None)):
        path, csr = request_certificate(api, charger, whose)
        if word is None:
            assert api.post(f"{path}/reject", {"reason": "unknown"}).status == 200
            continue
        chain = pki.for_csr(csr, "Our Root", key, serial=7)
        assert api.post(f"{path}/sign", {"certificate_chain": chain}).status == 202
        answer(api, charger, {"status": word})
    path, csr = request_certificate(api, charger, "fourth")
    api.post(f"{path}/sign", {"certificate_chain": pki.for_csr(csr, "Our Root", key)})
    api.csms.forward(minutes=1)
    for task in [task for _, task in api.csms.queues.tasks if task["task"] == "deadline"]:
        api.csms.run_task(task)


def is_tampered_with(api: Api, charger: Charger) -> None:
    alarming = {"type": "TamperDetectionActivated", "timestamp": charger.now()}
    charger.ask("SecurityEventNotification", alarming)


def obeys_again(api: Api, charger: Charger) -> None:
    said = {"alarm": Alarm.PROFILE_DEVIATION.value, "evse": 1}
    for type_ in (EVENT_TYPE, CLEARED_TYPE):
        event = StationEvent(api.csms.ports.new_id(), type_, charger.now(), said)
        api.csms.ports.station_events.add("cp-1", event)


def is_set_up(api: Api, charger: Charger) -> None:
    """Once as it is already, once with another limit, a site and a password."""
    assert api.put("/api/stations/CP-1", {}).status == 200
    site = {"name": "Depot", "time_zone": "Europe/Stockholm", "limit_a": 63}
    assert api.put("/api/sites/depot", site).status == 201
    settings = {"site_id": "depot", "evse_max_current_a": 16, "password": "another-good-password"}
    assert api.put("/api/stations/CP-1", settings).status == 200
    api.csms.react()
    [event] = api.get("/api/events", type="station.changed").body["items"]
    assert event["data"]["changed"] == ["password", "site_id", "evse_max_current_a"]
    assert event["subject"]["site_id"] == "depot"
    assert api.put("/api/stations/CP-1", {"site_id": None}).status == 200


def falls_silent(api: Api, charger: Charger) -> None:
    look(api)
    api.csms.forward(minutes=10)
    charger.ask("Heartbeat", {})


def look(api: Api) -> None:
    """Whether the station is silent, as often as the timers say, until nobody looks any more."""
    api.csms.react()
    while waiting := [entry for entry in api.csms.queues.tasks if entry[1]["task"] == "look_for_silence"]:
        api.csms.queues.tasks = [entry for entry in api.csms.queues.tasks if entry not in waiting]
        api.csms.forward(seconds=waiting[0][0])
        api.csms.run_task(waiting[0][1])


def exceeds_its_site(api: Api, charger: Charger) -> None:
    plan = SitePlan("depot", 1, api.csms.moment, totals=Totals(bound_a=80, measured_a=70), over_limit=True)
    api.csms.ports.plans.save(plan)
    api.csms.ports.plans.save(replace(plan, version=2))
    api.csms.ports.plans.save(replace(plan, version=3, over_limit=False))


Story = Callable[[Api, Charger], None]
STORIES: dict[Story, list[str]] = {
    lives: [
        "station.registered", "station.online", "station.booted", "connector.status_changed", "station.offline",
        "station.online", "station.removed",
    ],
    charges: ["session.started", "session.updated", "session.ended", "session.corrected"],
    is_billed: ["session.started", "session.ended", "cdr.issued"],
    shows_a_token: ["token.unknown"],
    is_commanded: [
        "command.done", "command.failed", "command.timed_out", "command.cancelled", "command.expired",
    ],
    is_reserved: [
        "reservation.requested", "reservation.rejected", "reservation.accepted", "reservation.replaced",
        "reservation.cancelled", "reservation.released", "reservation.failed", "reservation.used",
        "reservation.expired", "reservation.changed",
    ],
    fetches_firmware: ["firmware.requested", "firmware.progressed", "firmware.installed", "firmware.failed"],
    uploads_its_log: ["upload.requested", "upload.progressed", "upload.finished", "upload.failed"],
    wants_certificates: [
        "certificate.requested", "certificate.signed", "certificate.installed", "certificate.refused",
        "certificate.rejected", "certificate.undelivered",
    ],
    is_tampered_with: ["security.reported", "alarm.raised"],
    obeys_again: ["alarm.raised", "alarm.cleared"],
    is_set_up: ["station.changed"],
    falls_silent: ["station.registered", "station.online", "station.booted", "station.offline", "station.online"],
    exceeds_its_site: ["plan.over_limit", "plan.within_limit"],
}  # fmt: skip
# 1.6 has no state of a running session.
NOT_IN_16 = {"session.updated"}
ELSEWHERE = {"price.gap", "webhook.disabled", "webhook.test"}


def boot(api: Api, version: OcppVersion) -> Charger:
    """With the serial number that certificates are issued for."""
    if version is V16:
        payload: dict[str, Any] = BOOT[V16] | {"chargePointSerialNumber": "SN-7"}
    else:
        payload = BOOT[version] | {"chargingStation": {"model": "M", "vendorName": "V", "serialNumber": "SN-7"}}
    api.csms.register()
    charger = api.csms.connect(version)
    assert charger.ask("BootNotification", payload)["status"] == "Accepted"
    return charger


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
@pytest.mark.parametrize("version", list(OcppVersion))
def test_what_happens_is_told(api: Api, version: OcppVersion, story: Story) -> None:
    api.csms.token()
    charger = boot(api, version)
    story(api, charger)
    api.csms.react()
    told = api.csms.bus.published
    expected = [type_ for type_ in STORIES[story] if version is not V16 or type_ not in NOT_IN_16]
    assert {event.type for event in told} >= set(expected)
    assert len({event.id for event in told}) == len(told)
    listed = api.get("/api/events", limit=200).body["items"]
    assert {event["id"] for event in listed} == {event.id for event in told}
    for event in listed:
        api.check_event(event)
        assert event["subject"]["station"] == (None if event["type"].startswith("plan.") else "CP-1")
    if story in (lives, falls_silent):
        assert [event.type for event in told] == expected


class NoPrices:
    def day_ahead(self, zone: PriceZone, start: datetime, until: datetime) -> list[PricePoint]:
        raise PricesUnavailableError("not published yet")


def test_what_no_station_does_is_told_as_its_schema_says(api: Api) -> None:
    zone = PriceZone("SE3", "SEK", "2026-01-01T00:00:00.000Z", provider=ProviderName.NORDIC, area="SE3")
    api.csms.ports.price_zones.save(zone)
    api.csms.price_providers[ProviderName.NORDIC] = NoPrices()
    api.csms.run_task(fetch_task("SE3"))
    hook = api.post("/api/webhooks", {"url": "https://example.com/"}).body
    api.csms.receivers.answer = Answer(410, None, 1)
    api.post(f"/api/webhooks/{hook['id']}/test")
    api.csms.react()
    api.csms.deliver_webhooks()
    api.csms.react()
    events = api.get("/api/events").body["items"]
    assert {event["type"] for event in events} == ELSEWHERE
    for event in events:
        api.check_event(event)


def test_nothing_of_the_vocabulary_is_told_by_nobody() -> None:
    assert {type_ for types in STORIES.values() for type_ in types} | ELSEWHERE == set(TYPES)


def test_schemas_are_strict_enough_to_catch_a_mistake(api: Api) -> None:
    api.csms.register()
    api.csms.react()
    [event] = api.get("/api/events").body["items"]
    schema = api.get("/api/event-types/station.registered").body["json_schema"]
    for wrong in ({"type": "station.removed"}, {"data": {}}, {"version": None}):
        assert list(Draft202012Validator(schema).iter_errors(event | wrong)), wrong


def test_a_session_is_told_in_the_words_of_the_api(api: Api) -> None:
    api.csms.token()
    charger = api.station(V16)
    start(charger)
    api.csms.forward(hours=1)
    stop(charger)
    api.csms.react()
    [event] = api.get("/api/events", type="session.ended", station="cp-1").body["items"]
    [session] = api.get("/api/transactions").body["items"]
    same = set(event["data"]) & set(session)
    assert len(same) >= 10
    assert {name: event["data"][name] for name in same} == {name: session[name] for name in same}
    assert event["data"]["transaction_id"] == session["id"]
    assert event["occurred_at"] == session["ended_at"]
    assert event["subject"] == {"station": "CP-1", "site_id": None, "evse": 1, "connector": 1}


def test_a_driver_who_is_forgotten_is_no_news(api: Api) -> None:
    api.csms.token()
    charger = api.station(V16)
    start(charger)
    stop(charger)
    api.csms.react()
    told = len(api.csms.bus.published)
    [session] = api.csms.transactions()
    api.csms.ports.transactions.replace(replace(session, token="erased-1"))
    api.csms.react()
    assert len(api.csms.bus.published) == told


def test_the_log_is_read_by_station_type_and_time(api: Api) -> None:
    one = api.station(V16)
    api.station(V201, "CP-2")
    api.csms.react()
    api.csms.forward(hours=1)
    report(one, "Charging")
    api.csms.react()

    def found(**query: str) -> list[tuple[str, str]]:
        items = api.get("/api/events", **query).body["items"]
        return sorted((item["subject"]["station"], item["type"]) for item in items)

    every = [(f"CP-{n}", f"station.{word}") for n in (1, 2) for word in ("booted", "online", "registered")]
    assert found(to="2026-03-01T12:30:00Z") == every
    assert found(**{"from": "2026-03-01T12:30:00Z"}) == [("CP-1", "connector.status_changed")]
    assert found(type="station.o*") == [("CP-1", "station.online"), ("CP-2", "station.online")]
    assert found(type="station.booted", station="cp-2") == [("CP-2", "station.booted")]
    assert (api.get("/api/events", type="nonsense.*").status, api.get("/api/events", type="st?").fields()) == (
        422, ["type"],
    )  # fmt: skip
    newest = api.get("/api/events", limit=1).body
    assert newest["items"][0]["type"] == "connector.status_changed"
    assert newest["next_cursor"]
    assert api.get(f"/api/events/{newest['items'][0]['id']}").body == newest["items"][0]
    assert (api.get("/api/events/x").status, api.get("/api/event-types/x").status) == (404, 404)


def test_who_is_back_in_a_moment_was_never_away(api: Api) -> None:
    """API Gateway ends every connection after two hours."""
    charger = api.station()
    api.csms.react()
    api.csms.bus.published.clear()
    api.csms.disconnect(charger.connection_id)
    api.csms.react()
    api.csms.forward(seconds=20)
    api.csms.connect(V16)
    api.csms.react()
    for _, task in api.csms.queues.tasks:
        if task["task"] == "tell_offline":
            api.csms.run_task(task)
    api.csms.react()
    assert api.csms.bus.published == []


def test_two_that_claim_to_be_one_station_are_told_until_they_are_one_again(api: Api) -> None:
    api.csms.register()
    for _ in range(7):
        api.csms.connect(V16)
        api.csms.forward(seconds=20)
    for _ in range(2):
        api.csms.forward(minutes=30)
        api.csms.connect(V16)
    api.csms.react()
    told = [event for event in api.csms.bus.published if event.type.startswith("alarm.")]
    told.sort(key=lambda event: event.occurred_at)
    assert [event.type for event in told] == ["alarm.raised", "alarm.cleared"]
    assert {event.data["alarm"] for event in told} == {"takeover_flapping"}


def test_what_the_bus_does_not_take_comes_again(api: Api) -> None:
    api.csms.bus.refused = {"station.booted"}
    api.station()
    with pytest.raises(AssertionError, match="not published"):
        api.csms.react()
