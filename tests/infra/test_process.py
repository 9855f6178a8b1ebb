"""A background process is known by the lock it inherited, not by a number in a file."""

import os
import sys
from pathlib import Path

import pytest

from infra.errors import UserError
from infra.local.cloud import Cloud
from infra.local.ports import Ports
from infra.local.process import Background

_WAITS = (
    "import signal, time; signal.signal(signal.SIGTERM, lambda *_: exit(0)); print('ready', flush=True); time.sleep(60)"
)
_DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)"


def _start(directory: Path, program: str) -> Background:
    process = Background("worker", directory)
    process.start([sys.executable, "-c", program], os.environ, cwd=directory)
    while "ready" not in process.log.read_text():
        assert process.alive()
    return process


def test_lives_until_it_is_stopped(tmp_path: Path) -> None:
    process = _start(tmp_path, _WAITS)
    assert process.alive()
    assert process.stop()
    assert not process.alive()
    assert not process.stop()


def test_an_old_process_id_means_nothing(tmp_path: Path) -> None:
    (tmp_path / "worker.pid").write_text(str(os.getpid()))
    assert not Background("worker", tmp_path).alive()


def test_what_does_not_listen_is_killed(tmp_path: Path) -> None:
    process = _start(tmp_path, _DEAF)
    with pytest.raises(UserError, match="was killed"):
        process.stop(timeout_s=0.2)


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(UserError, match=f"Port {port} is taken .* `make up PORT=...`"):
            Cloud(tmp_path, Ports(edge=port)).start()


def test_a_stopped_cloud_says_how_to_start_it(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="`make up` starts it"):
        Cloud(directory=tmp_path).as_it_runs()
