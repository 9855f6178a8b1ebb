"""A token that a station shows and nobody knows goes into the operator's inbox; a known token costs nothing here."""

import logging

from csms.application.ports import Ports
from csms.domain import clock
from csms.domain.stations import Connection
from csms.domain.unknown_tokens import SIGHTINGS_PER_WINDOW, Sighting, counter

logger = logging.getLogger(__name__)


def note_unknown_token(
    ports: Ports, connection: Connection, token: str | None, type: str | None = None, evse: int | None = None
) -> None:
    """Never raises: the station waits for an answer that does not depend on it.

    Counted where failed logins are: beyond so many in an hour a station's sightings leave no trace.
    """
    if not token or not token.strip():
        return
    counted = counter(connection.station_key, ports.now())
    try:
        if ports.login_failures.add(counted.key, counted.expires_epoch_s) <= SIGHTINGS_PER_WINDOW:
            ports.unknown_tokens.note(Sighting(token, type, connection.identity, evse, clock.to_text(ports.now())))
    except Exception:
        logger.exception("unknown token not noted")
