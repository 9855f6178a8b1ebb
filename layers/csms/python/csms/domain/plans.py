"""What the planner computed for a site, and what became of it at each station.

`to_dict` and `from_dict` are the plan's JSON form, in storage and in the operator API.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self, TypeVar

from csms.domain import clock, steps
from csms.domain.profile_checks import ProfileCheck
from csms.domain.profile_deviations import Deviation
from csms.domain.promises import Promise
from csms.domain.site_limits import LimitParts
from csms.domain.steps import Steps


class EvseState(StrEnum):
    """`pending`: a profile is on its way or waits for room; `unlimited`: the station was told nothing."""

    IN_FORCE = "in_force"
    PENDING = "pending"
    REJECTED = "rejected"
    TIMED_OUT = "timed_out"
    OFFLINE = "offline"
    UNLIMITED = "unlimited"


@dataclass(frozen=True)
class Grant:
    """The current that one profile, sent as command `message_id`, allows until it expires (None: never).

    `at` is when it was sent and, once accepted, when the station said so; it took it some time between `sent_at` and
    then. No steps: the profile was taken away.
    """

    message_id: str
    steps: Steps
    until: datetime | None
    at: datetime
    sent_at: datetime | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "message_id": self.message_id,
            "steps": steps.to_list(self.steps),
            "until": clock.to_text(self.until) if self.until else None,
            "at": clock.to_text(self.at),
            "sent_at": clock.to_text(self.sent_at) if self.sent_at else None,
        }

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Self:
        return cls(
            message_id=members["message_id"],
            steps=steps.from_list(members["steps"]),
            until=clock.parse_stored(members["until"]) if members["until"] else None,
            at=clock.parse_stored(members["at"]),
            sent_at=clock.parse_stored(members["sent_at"]) if members.get("sent_at") else None,
        )


@dataclass(frozen=True)
class Failure:
    """Why the last profile is not in force, after how many attempts, and when to try again."""

    state: EvseState
    reason: str
    attempts: int
    retry_at: datetime

    def to_dict(self) -> dict[str, Any]:
        return {**self.__dict__, "retry_at": clock.to_text(self.retry_at)}

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Self:
        state, retry_at = EvseState(members["state"]), clock.parse_stored(members["retry_at"])
        return cls(**{**members, "state": state, "retry_at": retry_at})


@dataclass(frozen=True)
class Control:
    """One profile slot of a station: what it accepted, what is on its way, and what it may hold unsaid.

    `doubtful` were never answered, or were accepted before a reboot: the station may obey any of them.
    """

    accepted: Grant | None = None
    pending: Grant | None = None
    doubtful: tuple[Grant, ...] = ()
    failure: Failure | None = None

    @property
    def empty(self) -> bool:
        return self == Control()

    @property
    def grants(self) -> tuple[Grant, ...]:
        """All that the station may hold."""
        return tuple(grant for grant in (self.accepted, self.pending, *self.doubtful) if grant)

    def to_dict(self) -> dict[str, Any]:
        return {
            "accepted": self.accepted.to_dict() if self.accepted else None,
            "pending": self.pending.to_dict() if self.pending else None,
            "doubtful": [grant.to_dict() for grant in self.doubtful],
            "failure": self.failure.to_dict() if self.failure else None,
        }

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Self:
        return cls(
            accepted=Grant.from_dict(members["accepted"]) if members["accepted"] else None,
            pending=Grant.from_dict(members["pending"]) if members["pending"] else None,
            doubtful=tuple(Grant.from_dict(grant) for grant in members["doubtful"]),
            failure=Failure.from_dict(members["failure"]) if members["failure"] else None,
        )


@dataclass(frozen=True)
class EvsePlan:
    """An EVSE with a running session. `bound_a` is the most it may be obeying at `computed_at`, in A per phase.

    `promise` is None where the site is planned without goals. `max_periods` is how many
    periods its profiles may have. `memory` is the planner's own (scheduling.memory).
    """

    station_key: str
    identity: str
    evse: int
    transaction_id: str
    state: EvseState
    planned: Steps
    control: Control
    bound_a: float
    measured_a: float | None = None
    promise: Promise | None = None
    deviation: Deviation | None = None
    max_periods: int | None = None
    memory: dict[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        accepted = self.control.accepted
        return {
            **self.__dict__,
            "promise": self.promise.to_dict() if self.promise else None,
            "deviation": self.deviation.to_dict() if self.deviation else None,
            "planned": steps.to_list(self.planned),
            "accepted": steps.to_list(accepted.steps) if accepted else [],
            "accepted_at": clock.to_text(accepted.at) if accepted else None,
            "control": self.control.to_dict(),
        }

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Self:
        known = {name: value for name, value in members.items() if name not in ("accepted", "accepted_at")}
        planned, control = steps.from_list(members["planned"]), Control.from_dict(members["control"])
        promise = Promise.from_dict(members["promise"]) if members.get("promise") else None
        deviation = Deviation.from_dict(members["deviation"]) if members.get("deviation") else None
        read = {"state": EvseState(members["state"]), "planned": planned, "control": control, "promise": promise}
        return cls(**{**known, **read, "deviation": deviation})


@dataclass(frozen=True)
class FailSafe:
    """A station's persistent TxDefaultProfile. `limit_a` is wanted for each of its EVSEs, None for no profile.

    Until `spared_until` it gets no hold (scheduling.holds): it did not take one, or its sessions take no profile.
    """

    station_key: str
    identity: str
    limit_a: float | None
    control: Control
    spared_until: datetime | None = None

    @property
    def held_until(self) -> datetime | None:
        """When what the station has accepted goes on from a hold to the limit; None where it is no hold."""
        accepted = self.control.accepted.steps if self.control.accepted else ()
        return accepted[1].start if len(accepted) > 1 else None

    def to_dict(self) -> dict[str, Any]:
        spared_until = clock.to_text(self.spared_until) if self.spared_until else None
        return {**self.__dict__, "control": self.control.to_dict(), "spared_until": spared_until}

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Self:
        spared = members.get("spared_until")
        read = {"control": Control.from_dict(members["control"]), "spared_until": spared and clock.parse_stored(spared)}
        return cls(**{**members, **read})


Part = TypeVar("Part", EvsePlan, FailSafe)


@dataclass(frozen=True)
class Totals:
    """Sums over the running sessions at `computed_at`, in A per phase; `bound_a` is the most they may be obeying."""

    planned_a: float = 0.0
    accepted_a: float = 0.0
    bound_a: float = 0.0
    measured_a: float = 0.0


@dataclass(frozen=True)
class SitePlan:
    """`limit` is the site's limit over the horizon, `limit_parts` what it is made of at `computed_at`; `version` counts
    the writes of the stored plan. `method` is how the set points came about (scheduling.problem.Method); `memory` is
    the planner's own (scheduling.memory). `checks` say when stations were asked what they hold, one for each that ever
    was.
    """

    site_id: str
    version: int
    computed_at: datetime
    limit: Steps = ()
    limit_parts: LimitParts | None = None
    evses: tuple[EvsePlan, ...] = ()
    fail_safes: tuple[FailSafe, ...] = ()
    totals: Totals = Totals()
    over_limit: bool = False
    problems: tuple[str, ...] = ()
    method: str | None = None
    memory: dict[str, Any] = field(default_factory=dict)
    checks: tuple[ProfileCheck, ...] = ()

    @property
    def in_force(self) -> bool:
        """Whether any station holds, or may hold, something of this plan."""
        return any(not part.control.empty for part in self.parts)

    @property
    def parts(self) -> tuple["EvsePlan | FailSafe", ...]:
        return (*self.evses, *self.fail_safes)

    def to_dict(self) -> dict[str, Any]:
        return {
            **self.__dict__,
            "computed_at": clock.to_text(self.computed_at),
            "limit": steps.to_list(self.limit),
            "limit_parts": self.limit_parts.to_list() if self.limit_parts else None,
            "evses": [evse.to_dict() for evse in self.evses],
            "fail_safes": [fail_safe.to_dict() for fail_safe in self.fail_safes],
            "totals": dict(self.totals.__dict__),
            "problems": list(self.problems),
            "checks": [check.to_dict() for check in self.checks],
        }

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Self:
        parts = members.get("limit_parts")
        return cls(
            **{
                **members,
                "limit_parts": LimitParts.from_list(parts) if parts else None,
                "computed_at": clock.parse_stored(members["computed_at"]),
                "limit": steps.from_list(members["limit"]),
                "evses": tuple(EvsePlan.from_dict(evse) for evse in members["evses"]),
                "fail_safes": tuple(FailSafe.from_dict(fail_safe) for fail_safe in members["fail_safes"]),
                "totals": Totals(**members["totals"]),
                "problems": tuple(members["problems"]),
                "checks": tuple(ProfileCheck.from_dict(check) for check in members.get("checks", ())),
            }
        )


def without_grants(plan: SitePlan, message_ids: frozenset[str]) -> SitePlan | None:
    """The next version of the plan, whose stations have lost what came by `message_ids`; None where they had none."""
    evses = tuple(_without_grant(evse, message_ids) for evse in plan.evses)
    fail_safes = tuple(_without_grant(fail_safe, message_ids) for fail_safe in plan.fail_safes)
    if (evses, fail_safes) == (plan.evses, plan.fail_safes):
        return None
    return replace(plan, version=plan.version + 1, evses=evses, fail_safes=fail_safes)


def _without_grant(part: Part, message_ids: frozenset[str]) -> Part:
    accepted = part.control.accepted
    lost = accepted is not None and accepted.message_id in message_ids
    return replace(part, control=replace(part.control, accepted=None)) if lost else part
