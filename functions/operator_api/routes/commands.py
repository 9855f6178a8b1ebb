"""Commands: what became of an operator's wishes."""

from csms import bootstrap
from csms.application.cancel_command import cancel_command
from csms.application.find_station import find_station
from csms.application.ports import Ports
from csms.application.read_commands import read_command, read_commands
from csms.domain.commands import Command
from operator_api import routing
from operator_api.command_views import CommandView, view
from operator_api.fields import DEFAULT_LIMIT, Cursor, Limit, Page, PathName

router = routing.router()


@router.get("/api/commands/<command_id>")
def read(command_id: PathName) -> CommandView:
    """A command: its request, its status, and the station's response or error."""
    ports = bootstrap.ports()
    return _view(ports, read_command(ports, command_id))


@router.delete("/api/commands/<command_id>")
def cancel(command_id: PathName) -> CommandView:
    """Cancel a command that is still queued; 409 once it has been sent."""
    ports = bootstrap.ports()
    return _view(ports, cancel_command(ports, command_id))


@router.get("/api/stations/<identity>/commands")
def list_of_station(identity: PathName, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[CommandView]:
    """The station's commands of the last 90 days, newest first; the planner's are among them."""
    ports = bootstrap.ports()
    station = find_station(ports, identity)
    return Page.of(read_commands(ports, station, limit, cursor), lambda command: view(command, station.identity))


def _view(ports: Ports, command: Command) -> CommandView:
    """By the station's registered spelling, as long as it is registered."""
    station = ports.stations.get(command.station_key)
    return view(command, station.identity if station else command.station_key)
