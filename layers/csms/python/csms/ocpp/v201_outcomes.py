"""What the ends of CALLs to a 2.x station change: one row per action."""

from csms.ocpp.certificate_outcomes import CERTIFICATES_2X
from csms.ocpp.composite_outcomes import COMPOSITE_2X
from csms.ocpp.configuration_outcomes import CONFIGURATION_2X
from csms.ocpp.dialect import OutcomeTable
from csms.ocpp.local_list_outcomes import LIST_OUTCOMES_2X
from csms.ocpp.profile_outcomes import PROFILES_2X
from csms.ocpp.reservation_outcomes import RESERVATION_OUTCOMES
from csms.ocpp.transfers import TRANSFERS_2X

OUTCOMES: OutcomeTable = {
    **CERTIFICATES_2X,
    **CONFIGURATION_2X,
    **RESERVATION_OUTCOMES,
    **PROFILES_2X,
    **COMPOSITE_2X,
    **TRANSFERS_2X,
    **LIST_OUTCOMES_2X,
}
