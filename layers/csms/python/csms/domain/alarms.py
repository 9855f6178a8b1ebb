"""What an operator should look at soon."""

from enum import StrEnum

EVENT_TYPE, CLEARED_TYPE = "alarm", "alarm_cleared"


class Alarm(StrEnum):
    FAILED_LOGINS = "failed_logins"
    TAKEOVER_FLAPPING = "takeover_flapping"
    CERTIFICATE_MISMATCH = "certificate_mismatch"
    CERTIFICATE_REQUEST = "certificate_request"
    SECURITY_EVENT = "security_event"
    WEBHOOK_DISABLED = "webhook_disabled"
    PROFILE_DEVIATION = "profile_deviation"
    COMPOSITE_DIFFERS = "composite_differs"
    PRICES_MISSING = "prices_missing"
