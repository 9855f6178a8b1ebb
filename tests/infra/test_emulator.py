"""Tells when a new MiniStack has moved one of the private names that infra/local/emulator.py leans on."""

import inspect
from pathlib import Path

import pytest

from infra.local import edge


@pytest.fixture(autouse=True)
def _own_state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("STATE_DIR", str(tmp_path))  # MiniStack makes a key there when it is imported


def test_the_event_type_is_where_it_is_looked_for() -> None:
    from ministack.services import apigateway

    from infra.local import emulator

    parameters = list(inspect.signature(apigateway._invoke_ws_lambda).parameters)
    assert parameters[emulator._EVENT_TYPE] == "event_type"


def test_the_socket_handler_calls_the_module_s_own_name() -> None:
    from ministack.services import apigateway

    assert "_invoke_ws_lambda" in apigateway.handle_websocket.__code__.co_names


@pytest.mark.parametrize("name", ["invoke", "_read_stderr", "_drain_stderr_bounded"])
def test_workers_have_what_is_replaced(name: str) -> None:
    from ministack.core.lambda_runtime import Worker

    assert callable(getattr(Worker, name))
    assert name == "invoke" or name in Worker.invoke.__code__.co_names + Worker._spawn.__code__.co_names


def test_frames_take_their_workers_by_the_replaced_name() -> None:
    from ministack.core import lambda_runtime
    from ministack.services import apigateway

    assert "import get_or_create_worker" in inspect.getsource(apigateway._invoke_ws_lambda)
    assert {"acquire_worker", "release_worker"} <= set(lambda_runtime.get_or_create_worker.__code__.co_names)


def test_invocations_are_logged_by_the_replaced_name() -> None:
    from ministack.services import lambda_svc

    assert "_emit_lambda_logs" in lambda_svc._execute_function_dispatch.__code__.co_names


def test_streams_are_read_by_the_replaced_name() -> None:
    from ministack.services import lambda_svc

    assert "_poll_dynamodb_streams" in lambda_svc._poll_loop.__code__.co_names


def test_positions_in_streams_are_restored_by_the_replaced_name() -> None:
    from ministack.services import lambda_svc

    restoring = inspect.getsource(lambda_svc._restore_state)
    assert "_restore_esm_positions(_dynamodb_stream_positions" in restoring


def test_the_state_is_saved_as_at_the_end() -> None:
    from ministack import app

    assert {"save_all", "_build_persistence_save_dict"} <= set(app._handle_lifespan.__code__.co_names)


async def test_only_the_answer_to_connect_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    from ministack.services import apigateway

    from infra.local import emulator

    async def invoke(*_args: object, **_kwargs: object) -> dict[str, int]:
        return {"statusCode": 401}

    monkeypatch.setattr(apigateway, "_invoke_ws_lambda", invoke)  # and puts back what the next line replaces
    emulator.remember_connect_answers()
    answer: dict[str, int] = {}
    edge.connect_answer.set(answer)
    await apigateway._invoke_ws_lambda(*["x"] * emulator._EVENT_TYPE, "MESSAGE")
    assert answer == {}
    await apigateway._invoke_ws_lambda(*["x"] * emulator._EVENT_TYPE, "CONNECT")
    assert answer == {"statusCode": 401}
