"""The dialects by version."""

from typing import Any, ClassVar

import ocpp.v21
import ocpp.v201
from ocpp.exceptions import NotImplementedError

from .dialect import Dialect
from .v2_files import Files2
from .v2_remote import Remote2
from .v2_reservations import Reservations2
from .v2_security import Security2
from .v2_variables import Variables2
from .v16_files import Files16
from .v16_remote import Remote16
from .v16_reservations import Reservations16
from .v16_security import Security16


class Dialect16(Remote16, Reservations16, Security16, Files16):
    pass


class Dialect2(Remote2, Variables2, Reservations2, Security2, Files2):
    pass


class Dialect201(Dialect2, ocpp.v201.ChargePoint):
    subprotocol: ClassVar[str] = "ocpp2.0.1"


class Dialect21(Dialect2, ocpp.v21.ChargePoint):
    subprotocol: ClassVar[str] = "ocpp2.1"

    async def _handle_call(self, msg: Any) -> Any:
        # The library leaves an action of 2.1 without a handler unanswered.
        if msg.action not in self.route_map:
            raise NotImplementedError
        return await super()._handle_call(msg)


DIALECTS: dict[str, type[Dialect]] = {"1.6": Dialect16, "2.0.1": Dialect201, "2.1": Dialect21}
