"""Everything that leans on a private name of MiniStack, in one place; tests/infra/test_emulator.py holds the names.

- MiniStack refuses every handshake with 403 and echoes no subprotocol. The answer of `$connect` is remembered
  here, so that the edge can pass it on as API Gateway does.
- A worker waits up to 50 ms per invocation for log lines, and those of WebSocket routes go nowhere. Here a
  function's log goes straight to one file, nothing waits, and the emulator's memory does not fill with logs.
- All frames go through one worker per function, one at a time. Here a few run at once, as they do on AWS.
- Streams are read between the queues, and hold them up while a function works at its batch. Here they have a thread.
- How far a stream was read is kept over a restart, its records are not: what is new would be taken for known. Here it
  is read from its beginning.
"""

import traceback
from collections import defaultdict
from functools import partial
from pathlib import Path
from threading import BoundedSemaphore, Lock, Thread
from typing import Any, TextIO

from ministack import app
from ministack.core import lambda_runtime
from ministack.core.persistence import save_all
from ministack.services import apigateway, lambda_svc

from infra.local.edge import connect_answer

_EVENT_TYPE = 6  # the position of `event_type` among the arguments of _invoke_ws_lambda


def save_state() -> None:
    """MiniStack itself saves only at its end."""
    save_all(app._build_persistence_save_dict())


def remember_connect_answers() -> None:
    invoke = apigateway._invoke_ws_lambda

    async def invoke_and_remember(*args: Any, **kwargs: Any) -> dict[str, Any] | None:
        response: dict[str, Any] | None = await invoke(*args, **kwargs)
        answer = connect_answer.get()
        if args[_EVENT_TYPE] == "CONNECT" and answer is not None:
            answer.update(response or {})
        return response

    apigateway._invoke_ws_lambda = invoke_and_remember


def run_frames_concurrently(workers: int) -> None:
    """At most so many per function: each is a process."""
    slots: defaultdict[str, BoundedSemaphore] = defaultdict(lambda: BoundedSemaphore(workers))

    class LeasedWorker:
        def __init__(self, function: str, *arguments: Any, **options: Any) -> None:
            self._lease = partial(lambda_runtime.acquire_worker, function, *arguments, **options)
            self._slot = slots[function]

        def invoke(self, event: Any, request_id: str) -> Any:
            with self._slot:
                worker, _reused = self._lease()
                try:
                    return worker.invoke(event, request_id)
                finally:
                    lambda_runtime.release_worker(worker)

    lambda_runtime.get_or_create_worker = LeasedWorker


def follow_streams_beside_queues() -> None:
    poll, polling = lambda_svc._poll_dynamodb_streams, Lock()

    def follow() -> None:
        with polling:
            while poll():
                pass

    def begin() -> bool:
        """For the loop that asks: nothing has been done by it."""
        if not polling.locked():
            Thread(target=follow, daemon=True).start()
        return False

    lambda_svc._poll_dynamodb_streams = begin


def read_streams_anew() -> None:
    restore = lambda_svc._restore_esm_positions

    def restore_others(positions: Any, saved: Any) -> None:
        if positions is not lambda_svc._dynamodb_stream_positions:
            restore(positions, saved)

    lambda_svc._restore_esm_positions = restore_others


def log_functions_to(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    log = path.open("a", buffering=1, encoding="utf-8")
    invoke = lambda_runtime.Worker.invoke

    def pump_stderr(worker: Any) -> None:
        _copy_lines(worker, log)

    def invoke_and_log_failure(worker: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        result: dict[str, Any] = invoke(worker, *args, **kwargs)
        if result.get("status") == "error":
            log.write(f"{worker.func_name} failed: {result.get('trace') or result.get('error')}\n")
        return result

    lambda_runtime.Worker.invoke = invoke_and_log_failure
    lambda_runtime.Worker._read_stderr = pump_stderr
    lambda_runtime.Worker._drain_stderr_bounded = lambda _worker: ""
    lambda_svc._emit_lambda_logs = lambda *_args, **_kwargs: None


def _copy_lines(worker: Any, log: TextIO) -> None:
    try:
        for line in worker._proc.stderr:
            log.write(f"{worker.func_name} {line}")
    except (OSError, ValueError):
        traceback.print_exc(limit=1)
