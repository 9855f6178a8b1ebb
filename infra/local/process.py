"""A background process that outlives the command that starts it. It inherits a locked file, so that whether it
still lives is a question to the kernel and never a guess from an old process id."""

import fcntl
import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.errors import UserError


@dataclass(frozen=True)
class Background:
    name: str
    directory: Path

    @property
    def log(self) -> Path:
        return self.directory / f"{self.name}.log"

    @property
    def _pid_file(self) -> Path:
        return self.directory / f"{self.name}.pid"

    @property
    def _record(self) -> dict[str, Any]:
        record: dict[str, Any] = json.loads(self._pid_file.read_text())
        return record

    def start(self, command: Sequence[str], environment: Mapping[str, str], cwd: Path) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        with self._pid_file.open("a+") as lock, self.log.open("w") as log:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            process = subprocess.Popen(
                command,
                env=environment,
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=[lock.fileno()],
            )
            process.returncode = 0  # it outlives this command, which therefore never waits for it
            lock.truncate(0)
            lock.write(json.dumps({"pid": process.pid, "command": list(command)}))

    def alive(self) -> bool:
        try:
            with self._pid_file.open() as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        return False

    def runs(self, command: Sequence[str]) -> bool:
        """Whether it lives and was started so."""
        return self.alive() and self._record["command"] == list(command)

    def stop(self, timeout_s: float = 40) -> bool:
        """End it gracefully; False if it did not run."""
        if not self.alive():
            return False
        self.send(signal.SIGTERM)
        deadline = time.monotonic() + timeout_s
        while self.alive():
            if time.monotonic() > deadline:
                self.send(signal.SIGKILL)
                raise UserError(f"The {self.name} did not end within {timeout_s:.0f} s and was killed; see {self.log}.")
            time.sleep(0.05)
        self._pid_file.unlink(missing_ok=True)
        return True

    def send(self, number: signal.Signals) -> None:
        os.kill(self._record["pid"], number)

    def last_words(self) -> str:
        lines = self.log.read_text(errors="replace").strip().splitlines() if self.log.exists() else []
        return lines[-1] if lines else "(nothing in its log)"
