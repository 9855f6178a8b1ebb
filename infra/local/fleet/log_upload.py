"""The station's logs, put where the CSMS wants them."""

import asyncio
import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from .certificates import CSMS_ROOT
from .errand import Errand, Order
from .evse import utc_now
from .transfer import TransferError, upload

if TYPE_CHECKING:
    from .dialect import Dialect


@dataclass(frozen=True, kw_only=True)
class LogOrder(Order):
    security: bool = False
    """The log of security events, otherwise that of everything."""
    since: datetime | None = None
    until: datetime | None = None


class Answer(NamedTuple):
    status: str
    file_name: str | None = None


class Log(Errand):
    forgotten_after: ClassVar[frozenset[str]] = frozenset(
        {"Uploaded", "UploadFailure", "BadMessage", "PermissionDenied", "NotSupportedOperation", "AcceptedCanceled"}
    )

    async def tell(self, charge_point: "Dialect", status: str, request_id: int | None, legacy: bool) -> None:
        await charge_point.report_log(status, request_id, legacy)

    def send(self, order: LogOrder) -> Answer:
        """Rejected without a file name when there is nothing of that time."""
        log = self.station.security_log if order.security else self.station.diagnostics
        text = log.text(order.since, order.until)
        if not text:
            return Answer("Rejected")
        busy = self.busy
        if busy:
            self.enter("AcceptedCanceled")
        file_name = self._file_name("security" if order.security else "diagnostics")
        self.start(order, self._run(order, file_name, text.encode()))
        return Answer("AcceptedCanceled" if busy else "Accepted", file_name)

    async def _run(self, order: LogOrder, file_name: str, content: bytes) -> None:
        url = order.location + file_name if order.location.endswith("/") else order.location
        self.enter("Uploading")
        status = "UploadFailure"
        for attempt in range(order.attempts):
            if attempt:
                await asyncio.sleep(order.retry_interval_s)
            try:
                await upload(url, content, self.station.trusted.of(CSMS_ROOT, utc_now()))
            except TransferError as error:
                self.station.log("cannot upload %s: %s", file_name, error)
                status = error.reason
            else:
                self.enter("Uploaded")
                return
        self.enter(status)

    def _file_name(self, kind: str) -> str:
        identity = re.sub(r"[^A-Za-z0-9.-]", "_", self.station.identity)
        return f"{identity}-{kind}-{utc_now():%Y%m%dT%H%M%SZ}.log"
