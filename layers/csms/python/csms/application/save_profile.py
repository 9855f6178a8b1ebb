"""The library of charging profiles."""

from dataclasses import replace

from csms.application.ports import Ports
from csms.domain.errors import InvalidError, NotFoundError
from csms.domain.profile_rules import check_profile
from csms.domain.stored_profiles import StoredProfile


def find_profile(ports: Ports, profile_id: str) -> StoredProfile:
    """Raises NotFoundError."""
    found = ports.stored_profiles.get(profile_id)
    if found is None:
        raise NotFoundError(f"there is no charging profile {profile_id}")
    return found


def save_profile(ports: Ports, stored: StoredProfile) -> tuple[StoredProfile, bool]:
    """Create or replace, and whether it was created; what stations hold already stays as it was sent.

    Raises InvalidError naming the member that no station could take.
    """
    if stored.profile.transaction_id is not None:
        raise InvalidError(
            "a stored profile is of no transaction: it gets one when it is sent", "profile.transaction_id"
        )
    check_profile(stored.profile, "profile")
    known = ports.stored_profiles.get(stored.id)
    if known is not None:
        stored = replace(stored, created_at=known.created_at)
    ports.stored_profiles.save(stored)
    return stored, known is None


def remove_profile(ports: Ports, profile_id: str) -> None:
    """Raises NotFoundError."""
    ports.stored_profiles.remove(find_profile(ports, profile_id).id)
