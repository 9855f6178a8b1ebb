"""What the ends of CALLs to a 1.6 station change: one row per action."""

from csms.ocpp.certificate_outcomes import CERTIFICATES_16
from csms.ocpp.composite_outcomes import COMPOSITE_16
from csms.ocpp.configuration_outcomes import CONFIGURATION_16
from csms.ocpp.dialect import OutcomeTable
from csms.ocpp.local_list_outcomes import LIST_OUTCOMES_16
from csms.ocpp.profile_outcomes import PROFILES_16
from csms.ocpp.reservation_outcomes import RESERVATION_OUTCOMES
from csms.ocpp.transfers import TRANSFERS_16

OUTCOMES: OutcomeTable = {
    **CERTIFICATES_16,
    **CONFIGURATION_16,
    **RESERVATION_OUTCOMES,
    **PROFILES_16,
    **COMPOSITE_16,
    **TRANSFERS_16,
    **LIST_OUTCOMES_16,
}
