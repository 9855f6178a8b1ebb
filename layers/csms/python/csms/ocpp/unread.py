"""A frame of a connection that could not be read: its version and its station are not known."""

from csms.application.park_frame import park_unread_frame
from csms.application.ports import Ports
from csms.domain.stations import OcppVersion
from csms.ocpp import rpc


def handle_unread(ports: Ports, connection_id: str, text: str) -> str | None:
    """A CALL is refused: the station sends what matters again. What nobody answers, nobody repeats: it is parked."""
    try:
        frame = rpc.parse(text, OcppVersion.V21)  # it knows every type of message
    except rpc.RpcError:
        return None
    if isinstance(frame, rpc.Call):
        return rpc.internal_error(frame)
    if not isinstance(frame, rpc.Ignored):
        park_unread_frame(ports, connection_id, text)
    return None
