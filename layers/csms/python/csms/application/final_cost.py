"""What an ended session costs, for the answer to its end."""

import logging
from decimal import Decimal

from csms.application.ports import Ports
from csms.application.price_session import price_session
from csms.domain.charges import SpotPriceError
from csms.domain.transactions import Transaction

logger = logging.getLogger(__name__)


def final_cost(ports: Ports, session: Transaction) -> Decimal | None:
    """With VAT; None for a session whose station shows no costs, and where no tariff is for it or a price is missing.

    The end is stored, and its answer must not wait for a price: whatever fails here leaves the cost out.
    """
    if session.open or not session.shows_cost:
        return None
    try:
        billed = price_session(ports, session)
    except SpotPriceError:
        return None
    except Exception:
        logger.exception("cost not known")
        return None
    return billed.cost.total.incl_vat if billed else None
