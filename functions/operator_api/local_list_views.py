"""Local lists as operators ask for them and see them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from csms.domain.list_sync import ListStatus, LocalList
from csms.domain.local_lists import ListEntry
from operator_api.calls import QueueableBody
from operator_api.fields import ShownTime


class SyncBody(QueueableBody):
    """A message holds as many tokens as the station has told that it takes (SendLocalListMaxLength, ItemsPerMessage),
    else 20; `items_per_message` goes before that, and so does `bytes_per_message`.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [{}, {"full": True, "items_per_message": 50}]})
    full: Annotated[bool, Field(description="Send the whole list, without asking for the station's version.")] = False
    items_per_message: Annotated[int, Field(ge=1, le=500)] | None = None
    bytes_per_message: Annotated[int, Field(ge=100, le=30_000)] | None = None


class LocalListView(BaseModel):
    """`in_step`: the station has taken all that was computed at `computed_at`; `tokens_changed_at` tells whether
    anything has changed since. `syncing`: `sent` of `total` changes have been taken; while the station is offline
    the next message waits for it. `out_of_step`: it did not answer, or its list was changed by somebody else; the
    next sync mends that. `failed` and `not_supported` are the station's word, `error` says which.

    `version` is the station's, `entries` the tokens that the list holds or shall hold.
    """

    station: str
    status: ListStatus
    version: int | None
    entries: int
    full: bool
    sent: int
    total: int
    error: str | None
    requested_at: ShownTime | None
    requested_by: str | None
    computed_at: ShownTime | None
    finished_at: ShownTime | None
    tokens_changed_at: ShownTime | None


class ListEntryView(BaseModel):
    """A token as the station was told of it."""

    token: str
    type: str
    status: str
    expires_at: ShownTime | None
    group_id: str | None


def view(state: LocalList, identity: str, tokens_changed_at: str | None) -> LocalListView:
    members = {name: getattr(state, name) for name in LocalListView.model_fields if hasattr(state, name)}
    return LocalListView(**members, station=identity, tokens_changed_at=tokens_changed_at)


def entry_view(entry: ListEntry) -> ListEntryView:
    return ListEntryView(**{**entry.__dict__, "status": entry.status.value.lower()})
