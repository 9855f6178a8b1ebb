"""The library of charging profiles: written once, sent to any station by their id."""

import re
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel, ConfigDict, Field

from csms import bootstrap
from csms.application.save_profile import find_profile, remove_profile, save_profile
from csms.domain import clock
from csms.domain.errors import InvalidError
from csms.domain.stored_profiles import StoredProfile
from operator_api import answers, routing
from operator_api.fields import DEFAULT_LIMIT, Body, Cursor, Limit, Page, PathName, ShownTime
from operator_api.profiles import EXAMPLE, ProfileBody, ProfileView

router = routing.router()
_PROFILE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,63}")


class StoredProfileBody(Body):
    """`profile` as a station's door takes it, without a transaction: that is found when the profile is sent."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"description": "Night rate", "profile": EXAMPLE}]})
    description: Annotated[str, Field(max_length=500)] | None = None
    profile: ProfileBody


class StoredProfileView(BaseModel):
    id: str
    description: str | None
    profile: ProfileView
    created_at: ShownTime


@router.put("/api/charging-profiles/<profile_id>", responses=answers.SAVED)
def save(profile_id: PathName, body: StoredProfileBody) -> Response[StoredProfileView]:
    """Keep a charging profile, or replace it. What stations hold already stays as it was sent."""
    if not _PROFILE_ID.fullmatch(profile_id):
        raise InvalidError("an id has 1 to 64 letters, digits, dots, tildes, dashes and underscores", "profile_id")
    ports = bootstrap.ports()
    now = clock.to_text(ports.now())
    saved, created = save_profile(ports, StoredProfile(profile_id, body.profile.profile(), now, body.description))
    return answers.saved(_view(saved), created)


@router.get("/api/charging-profiles/<profile_id>")
def read(profile_id: PathName) -> StoredProfileView:
    """A charging profile of the library."""
    return _view(find_profile(bootstrap.ports(), profile_id))


@router.get("/api/charging-profiles")
def list_all(limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[StoredProfileView]:
    """The library of charging profiles, newest first."""
    return Page.of(bootstrap.ports().stored_profiles.page(limit, cursor), _view)


@router.delete("/api/charging-profiles/<profile_id>", responses=answers.REMOVED)
def remove(profile_id: PathName) -> Response[str]:
    """Take a charging profile out of the library; stations that hold it keep it."""
    remove_profile(bootstrap.ports(), profile_id)
    return answers.removed()


def _view(stored: StoredProfile) -> StoredProfileView:
    return StoredProfileView(**{**stored.__dict__, "profile": ProfileView.of(stored.profile)})
