"""An operator with nothing but a URL and a token."""

import asyncio
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any


@dataclass(frozen=True)
class Operator:
    api_url: str
    token: str

    async def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        return await asyncio.to_thread(self._ask, method, path, body, headers)

    def ask_blocking(self, method: str, path: str, body: Any = None) -> Answer:
        return self._ask(method, path, body, {})

    async def get(self, path: str) -> Any:
        answer = await self.ask("GET", path)
        assert answer.status == 200, answer
        return answer.body

    async def until(self, path: str, wanted: Any, timeout_s: float = 90) -> Any:
        """Read `path` until it is there and `wanted(body)` holds."""
        async with asyncio.timeout(timeout_s):
            while True:
                answer = await self.ask("GET", path)
                assert answer.status in {200, 404}, answer
                if answer.status == 200 and wanted(answer.body):
                    return answer.body
                await asyncio.sleep(0.5)

    def _ask(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Answer:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.api_url + path, data, method=method)
        for name, value in {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            **headers,
        }.items():
            request.add_header(name, value)
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return Answer(response.status, _json(response.read()))
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, _json(error.read()))


def _json(text: bytes) -> Any:
    return json.loads(text) if text else None
