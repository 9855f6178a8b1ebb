"""Registers stations and drivers with the CSMS, as an operator does; doing so again changes nothing."""

import json
from urllib.parse import quote
from urllib.request import ProxyHandler, Request, build_opener

TIMEOUT_S = 30.0


class OperatorApi:
    def __init__(self, url: str, token: str) -> None:
        self._url, self._token = url.rstrip("/"), token
        self._opener = build_opener(ProxyHandler({}))

    def register_station(self, identity: str, password: str, site_id: str | None = None) -> None:
        body: dict[str, object] = {"password": password, "security_profile": 1}
        if site_id:
            body["site_id"] = site_id
        self._put(f"stations/{quote(identity, safe='')}", body)

    def register_token(self, token: str) -> None:
        self._put(f"tokens/{quote(token, safe='')}", {"type": "ISO14443", "status": "accepted"})

    def _put(self, path: str, body: dict[str, object]) -> None:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        request = Request(f"{self._url}/{path}", json.dumps(body).encode(), headers, method="PUT")
        with self._opener.open(request, timeout=TIMEOUT_S):
            pass
