"""What is told of charging sessions, their bills, and the electricity they take."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Session:
    """A charging session, as `GET /api/transactions/{transaction_id}` has it at that moment.

    `energy_wh` is null where the meter cannot say; `verdict` is `billable`, or `review` for `reasons`.
    `changed` names the members that differ from before.
    """

    transaction_id: str
    token: str | None
    token_type: str | None
    started_at: str
    ended_at: str | None
    stop_reason: str | None
    charging_state: str | None
    energy_wh: float | None
    meter_start_wh: float | None
    meter_stop_wh: float | None
    reservation_id: int | None
    remote_start_id: int | None
    verdict: str
    reasons: tuple[str, ...]
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class CdrIssued:
    """A charge detail record, all of which is at `GET /api/cdrs/{cdr_id}`; costs in units of the currency.

    With `credit_reference_id` it takes back the record of that id, and its costs are below zero.
    """

    cdr_id: str
    transaction_id: str
    currency: str
    total_excl_vat: float
    total_incl_vat: float
    total_energy_kwh: float
    credit_reference_id: str | None


@dataclass(frozen=True)
class PlanLimit:
    """Sums over a site's sessions, in A per phase: the most they may be obeying, and what was measured."""

    bound_a: float
    measured_a: float


@dataclass(frozen=True)
class PriceGap:
    """The first time of a delivery day that has no price; `day` is one of Brussels' clock."""

    price_zone: str
    day: str
    gap_from: str
    gap_to: str
