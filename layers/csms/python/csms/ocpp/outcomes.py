"""What the ends of our CALLs change, by the tables of the dialects."""

import json
import logging

from csms.application.ports import Effects, Ports
from csms.domain.commands import Command, Outcome
from csms.domain.stations import OcppVersion
from csms.ocpp.dialects import DIALECTS

logger = logging.getLogger(__name__)


class DialectOutcomes:
    def matter(self, version: OcppVersion, action: str) -> bool:
        return action in DIALECTS[version].outcomes

    def effects(self, ports: Ports, command: Command, outcome: Outcome) -> Effects:
        row = DIALECTS[command.version].outcomes.get(command.action)
        if row is None:
            return Effects()
        response = outcome.response if isinstance(outcome.response, dict) else {}
        try:
            facts = row.decode(json.loads(command.request), response)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            logger.exception("answer not understood", extra={"action": command.action})
            return Effects()
        return row.use_case(ports, command, outcome, facts)
