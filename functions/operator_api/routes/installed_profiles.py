"""What a station holds of charging profiles, as far as its answers tell."""

from typing import Annotated

from pydantic import BaseModel, Field

from csms import bootstrap
from csms.application.find_station import find_station
from csms.application.read_installed_profiles import read_installed_profiles
from csms.domain import ids
from csms.domain.installed_profiles import InstalledProfile
from operator_api import routing
from operator_api.fields import DEFAULT_LIMIT, Cursor, Limit, Page, PathName, ShownTime, slice_page
from operator_api.profiles import ProfileView

router = routing.router()


class InstalledProfileView(BaseModel):
    """`command` brought it. `awaits_start`: it came with a remote start, and the transaction has not begun yet."""

    evse: Annotated[int, Field(description="0 is the station or, for a TxDefaultProfile, every EVSE by itself.")]
    profile: ProfileView
    installed_at: Annotated[ShownTime, Field(description="When the station accepted it.")]
    command: str
    awaits_start: bool
    planned_for: Annotated[str | None, Field(description="The site whose planner sent it.")]


@router.get("/api/stations/<identity>/charging-profiles")
def list_profiles(
    identity: PathName, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
) -> Page[InstalledProfileView]:
    """The charging profiles that the station has accepted and, as far as we know, still holds, newest first.

    The planner's are among them. A TxProfile is gone with its transaction and with a reboot.
    """
    ports = bootstrap.ports()
    station = find_station(ports, identity)
    held = [_view(station.key, one) for one in reversed(read_installed_profiles(ports, station))]
    return Page.of(slice_page(held, limit, cursor), lambda shown: shown)


def _view(station_key: str, held: InstalledProfile) -> InstalledProfileView:
    return InstalledProfileView(
        evse=held.evse,
        profile=ProfileView.of(held.profile),
        installed_at=held.installed_at,
        command=ids.join(station_key, held.message_id),
        awaits_start=held.awaits is not None,
        planned_for=held.site_id,
    )
