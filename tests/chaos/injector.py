"""Runs the functions, and lets each invocation meet the fault that the plan has for it.

Faults strike where botocore is called, above its retries: what the adapters see is what is left after those.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from botocore.client import BaseClient
from botocore.exceptions import ReadTimeoutError

from tests.chaos.aws_errors import conflict, database_error, refusal
from tests.chaos.faults import ANY_REQUEST, ANY_WRITE, DATABASE_WRITE, LINK, QUEUE, Fault, FaultPlan, Killed, Kind
from tests.chaos.invocations import Invocation, Outcome
from tests.chaos.loop import Loop
from tests.support.permissions import Guard

Backend = Callable[[str, dict[str, Any]], Any]
DATABASE, CONNECTIONS, QUEUES = "dynamodb", "apigatewaymanagementapi", "sqs"
_READS = ("GetItem", "BatchGetItem", "Query", "Scan")
_OUTAGE_SHARE = 0.7
_DEEPEST = 2  # functions that wait for others to finish, at one time
_LINK_CODES = {
    Kind.LINK_GONE: ("GoneException", 410),
    Kind.LINK_LIMITED: ("LimitExceededException", 429),
    Kind.LINK_FAILED: ("InternalServerError", 500),
}


class Injector:
    """`backends` serve what is not DynamoDB, by the name of the AWS service."""

    def __init__(self, plan: FaultPlan, loop: Loop, guard: Guard, trace: Callable[[str], None]) -> None:
        self.plan, self.loop, self.guard, self.trace = plan, loop, guard, trace
        self.backends: dict[str, Backend] = {}
        self._running: list[Invocation] = []

    def invoke(self, function: str, name: str, call: Callable[[], Any], immune: bool = False) -> Outcome:
        """Run `function` once, with its permissions; `immune` spares it from every fault."""
        fault = None if immune else self.plan.of_invocation(function)
        self._running.append(Invocation(name, fault, immune))
        try:
            with self.guard.running(function):
                return Outcome(call())
        except Killed:
            return Outcome(killed=True)
        except Exception as error:
            return Outcome(raised=error)
        finally:
            self._running.pop()

    @contextmanager
    def installed(self) -> Iterator[None]:
        original = BaseClient._make_api_call  # type: ignore[attr-defined]

        def call(client: Any, operation: str, parameters: Any) -> Any:
            service = client.meta.service_model.service_name
            backend = self.backends.get(service)

            def send() -> Any:
                return backend(operation, parameters) if backend else original(client, operation, parameters)

            return self._request(service, operation, parameters, send)

        BaseClient._make_api_call = call  # type: ignore[attr-defined]
        try:
            yield
        finally:
            BaseClient._make_api_call = original  # type: ignore[attr-defined]

    @contextmanager
    def paused(self) -> Iterator[None]:
        """For the harness's own looks into the tables."""
        running, self._running = self._running, []
        try:
            with self.guard.running(""):
                yield
        finally:
            self._running = running

    def _request(self, service: str, operation: str, parameters: Any, send: Callable[[], Any]) -> Any:
        if self._current is None:
            return send()
        if service == CONNECTIONS:
            return self._to_connection(operation, send)
        if service == QUEUES:
            return self._to_queue(operation, send)
        return self._to_database(operation, parameters, send)

    def _to_connection(self, operation: str, send: Callable[[], Any]) -> Any:
        self.guard.connection()
        fault = self._due(LINK)
        if fault is None:
            return self._write(operation, send)
        if fault.kind is Kind.LINK_TIMEOUT:
            if fault.coin:
                send()
            raise ReadTimeoutError(endpoint_url="@connections")
        raise refusal(operation, *_LINK_CODES[fault.kind])

    def _to_queue(self, operation: str, send: Callable[[], Any]) -> Any:
        fault = self._due(QUEUE)
        if fault is None:
            return self._write(operation, send)
        if fault.kind is Kind.QUEUE_LOST_ANSWER:
            send()
            raise ReadTimeoutError(endpoint_url="sqs")
        raise refusal(operation, "ServiceUnavailable", 503)

    def _to_database(self, operation: str, parameters: Any, send: Callable[[], Any]) -> Any:
        self._refuse_in_outage(operation)
        fault = self._due(ANY_REQUEST)
        if fault and fault.kind is Kind.SLOW:
            self._let_the_world_go_on()
        elif fault:
            raise database_error(fault.kind is Kind.THROTTLED, operation)
        if operation in _READS:
            return send()
        fault = self._due(DATABASE_WRITE)
        return self._faulty_write(fault, operation, send, parameters) if fault else self._write(operation, send)

    def _faulty_write(self, fault: Fault, operation: str, send: Callable[[], Any], parameters: Any) -> Any:
        if fault.kind is Kind.CONFLICT:
            raise conflict(operation, parameters)
        answer = send()
        if fault.kind is Kind.APPLIED_TWICE:
            # A transaction carries a token that makes the second sending harmless; a single write does not.
            return answer if operation == "TransactWriteItems" else send()
        if fault.coin:
            raise ReadTimeoutError(endpoint_url="dynamodb")
        raise database_error(False, operation)

    def _write(self, what: str, send: Callable[[], Any]) -> Any:
        """A write of any service: the place where a function may die."""
        fault = self._due(ANY_WRITE)
        if fault is None:
            return send()
        if fault.kind is Kind.KILL_AFTER:
            send()
        if self._current:
            self._current.dead = True
        raise Killed(what)

    @property
    def _current(self) -> Invocation | None:
        return self._running[-1] if self._running else None

    def _due(self, kinds: tuple[Kind, ...]) -> Fault | None:
        invocation = self._current
        if invocation is None:
            return None
        if invocation.dead:
            raise Killed
        fault = invocation.fault
        if fault is None or fault.kind not in kinds:
            return None
        fault.countdown -= 1
        if fault.countdown:
            return None
        invocation.fault = None
        self.plan.count(fault.kind)
        self.trace(f"      fault in {invocation.name}: {fault.kind}")
        return fault

    def _refuse_in_outage(self, operation: str) -> None:
        invocation = self._current
        if self.plan.outage and invocation and not invocation.immune and self.plan.rng.random() < _OUTAGE_SHARE:
            self.plan.count(Kind.THROTTLED)
            self.trace(f"      outage in {invocation.name}: {operation}")
            raise database_error(True, operation)

    def _let_the_world_go_on(self) -> None:
        """The function hangs here while stations go on and other functions run."""
        if len(self._running) <= _DEEPEST:
            self.loop.run(until=self.loop.now + timedelta(seconds=self.plan.rng.choice((0.2, 2.0, 12.0))))
            self.trace(f"      goes on: {self._running[-1].name}")
