"""The streams of sessions and stations: in order, at least once, and again from where a function failed."""

from collections import deque
from typing import Any

from table_changes import handler as table_changes

from csms.domain.usage.amounts import difference
from tests.chaos.faults import FaultPlan
from tests.chaos.injector import Injector
from tests.chaos.network import CONTEXT
from tests.chaos.verdict import Verdict
from tests.support.streams import Journal
from tests.support.usage import rebuild_from_nothing, rebuilt_usage, stored_usage
from tests.support.world import PREFIX, World

_BATCH = 20
_TABLES = {f"{PREFIX}-transactions", f"{PREFIX}-stations"}
# Some batches come although they were done: the answer to the stream was lost.
_AGAIN = 0.1


class Changes:
    def __init__(self, journal: Journal, plan: FaultPlan, injector: Injector) -> None:
        self._journal, self._plan, self._injector = journal, plan, injector
        self._waiting: deque[dict[str, Any]] = deque()

    def deliver(self, attempts: int = 1) -> None:
        """What has been written since; after so many failures the rest waits for the next time."""
        written = self._journal.take()
        self._waiting.extend(record for record in written if _TABLES & {record["eventSourceARN"].split("/")[1]})
        while self._waiting and attempts:
            done = self._done(list(self._waiting)[:_BATCH])
            for _ in range(done):
                self._waiting.popleft()
            attempts -= not done

    def judge(self, verdict: Verdict, csms: World) -> None:
        """The sums of usage are what sessions, outages and boots come to, and a rebuild from nothing says the same."""
        stored = stored_usage()
        for key, missing in difference(rebuilt_usage(csms.ports), stored).items():
            verdict.find("wrong usage", "", f"{key.scope} {key.period}: {missing} is missing")
        rebuild_from_nothing(csms)
        for key, missing in difference(stored_usage(), stored).items():
            verdict.find("wrong usage", "", f"{key.scope} {key.period}: {missing} more after a rebuild")
        if self._waiting:
            verdict.find("wrong usage", "", f"{len(self._waiting)} changes were never taken")

    def _done(self, records: list[dict[str, Any]]) -> int:
        """How many the function has seen to, the first ones."""
        outcome = self._injector.invoke(
            "table_changes", "changes", lambda: table_changes.handler({"Records": records}, CONTEXT)
        )
        if outcome.died or (self._plan.on and self._plan.rng.random() < _AGAIN):
            return 0
        failed = {failure["itemIdentifier"] for failure in outcome.value["batchItemFailures"]}
        numbers = [record["dynamodb"]["SequenceNumber"] for record in records]
        return next((place for place, number in enumerate(numbers) if number in failed), len(records))
