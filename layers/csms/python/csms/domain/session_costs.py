"""What became of a session's cost: billed, by which terms, and on which numbers."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csms.domain.transactions import Transaction


@dataclass(frozen=True)
class SessionCost:
    """The newest bill. Totals are decimal text in `currency`; `terms` is the number of the tariff's version.

    `started_at`, `ended_at` and `energy_wh` are what it was made of: where the session says something else now, it is
    corrected. `decided`: the operator's word, which nothing but the operator corrects.
    """

    cdr_id: str
    tariff_id: str
    terms: int
    currency: str
    total_excl_vat: str
    total_incl_vat: str
    billed_at: str
    started_at: str
    ended_at: str | None
    energy_wh: float | None
    decided: bool = False

    def still_holds(self, session: "Transaction") -> bool:
        """Whether it is the bill of what the session says now."""
        made_of = (self.started_at, self.ended_at, self.energy_wh)
        return self.decided or made_of == (session.started_at, session.ended_at, session.energy_wh)
