"""The table of what stations get wrong and are not refused for. A vendor's new habit is a row, or a word in one.

Rows are tried from the top. Nothing here moves money or authorizes: a token, a register or a price is taken as
it came or not at all, never cut, guessed or respelled. A part that cannot be read at all is left out of a
message that must be answered whatever it holds; what then lacks is a doubt about the transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import NoneType

from csms.domain.stations import OcppVersion

V16, V201, V21 = OcppVersion
ALL, ONLY_16, ONLY_2X = frozenset(OcppVersion), frozenset({V16}), frozenset({V201, V21})
# Beside the keywords of the schemas: what they leave open, though the specification does not (times, units).
SPELLING = "spelling"


class Repair(StrEnum):
    """What is done with the value; `repairs.py` does it."""

    KEPT = "kept as it is"
    LEFT_OUT = "left out"
    RENAMED = "taken for the member it names"
    RESPELLED = "taken for the word it means"
    AS_TEXT = "written as text"
    AS_NUMBER = "read as the number it is"
    AS_BOOLEAN = "read as what it says"
    AS_TIME = "read as UTC"
    BLANKED = "taken for a token that nobody knows"
    CUT = "cut to what fits"


@dataclass(frozen=True)
class Tolerance:
    """One habit. `messages` and `members` are where it is tolerated (None: everywhere), less `not_in` and `but`.

    `breaks` is the keyword of the schema, `wanted` the types it asked for, `given` what came instead (None: any).
    `words` are the spellings it is about, each with what it means; `up_to` is the length that is put up with.
    """

    name: str
    habit: str
    breaks: str
    repair: Repair
    versions: frozenset[OcppVersion] = ALL
    messages: frozenset[str] | None = None
    not_in: frozenset[str] = frozenset()
    members: frozenset[str] | None = None
    but: frozenset[str] = frozenset()
    wanted: frozenset[str] | None = None
    given: tuple[type, ...] | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    up_to: int | None = None

    def covers(self, version: OcppVersion, action: str, rule: str, member: str) -> bool:
        """Whether the row is about this member of this message."""
        here = version in self.versions and action not in self.not_in and member not in self.but
        there = self.messages is None or action in self.messages
        return here and there and rule == self.breaks and (self.members is None or member in self.members)


INTEGER, NUMBER, TEXT, BOOLEAN = (
    frozenset({"integer"}), frozenset({"integer", "number"}), frozenset({"string"}), frozenset({"boolean"}),
)  # fmt: skip
AUTHORIZING = frozenset({"Authorize", "SignCertificate", "Get15118EVCertificate", "GetCertificateStatus"})
TOKENS = frozenset({"idTag", "idToken", "groupIdToken", "certificate", "type"})
IDENTIFIERS = frozenset({"idTag", "idToken", "groupIdToken", "transactionId", "certificate"})
REGISTERS = frozenset({"meterStart", "meterStop", "value", "totalCost"})
NUMBERED = frozenset(
    {"connectorId", "evseId", "id", "transactionId", "seqNo", "reservationId", "remoteStartId", "requestId", "eventId"}
)
TIMES = frozenset(
    {"timestamp", "generatedAt", "startSchedule", "validFrom", "validTo", "departureTime", "timeBase", "timeAnchor",
     "dynUpdateTime", "startDateTime", "endDateTime", "startTime", "startPeriod", "basetime", "settlementTime",
     "productionDate"}
)  # fmt: skip
UNITS = {
    "Amp": "A", "Amps": "A", "Ampere": "A", "Volt": "V", "Volts": "V", "Watt": "W", "Watts": "W", "%": "Percent",
    "wh": "Wh", "WH": "Wh", "kwh": "kWh", "KWH": "kWh", "KWh": "kWh", "kw": "kW", "KW": "kW",
}  # fmt: skip
METERED = frozenset({"MeterValues", "StopTransaction", "TransactionEvent"})
NEVER_REFUSED = frozenset(
    {"StartTransaction", "StopTransaction", "MeterValues", "TransactionEvent", "BootNotification"}
)
INDISPENSABLE = frozenset({"eventType", "transactionInfo", "transactionId", "chargingStation"})


def _missing(message: str, versions: frozenset[OcppVersion], *members: str) -> Tolerance:
    return Tolerance(
        "missing_member", "a mandatory member is missing that we can do without", "required", Repair.KEPT,
        versions, messages=frozenset({message}), members=frozenset(members),
    )  # fmt: skip


def _unreadable(breaks: str, versions: frozenset[OcppVersion], but: frozenset[str] = frozenset()) -> Tolerance:
    return Tolerance(
        "unreadable_part", "a part cannot be read, of a message that must be answered", breaks, Repair.LEFT_OUT,
        versions, messages=NEVER_REFUSED, but=but,
    )  # fmt: skip


def _unreadable_token(breaks: str) -> Tolerance:
    return Tolerance(
        "unreadable_token", "a token that cannot be read, of a session that must be kept", breaks, Repair.BLANKED,
        ONLY_2X, messages=frozenset({"TransactionEvent"}), members=frozenset({"idToken"}),
    )  # fmt: skip


TOLERANCES = (
    Tolerance("explicit_null", "null for a member that is not there", "type", Repair.LEFT_OUT, given=(NoneType,)),
    Tolerance(
        "member_in_other_case", "a member's name in another case", "additionalProperties", Repair.RENAMED,
        not_in=AUTHORIZING, but=TOKENS | IDENTIFIERS | REGISTERS,
    ),
    Tolerance(
        "member_of_1_5", "a member as OCPP 1.5 named it", "additionalProperties", Repair.RENAMED,
        ONLY_16, messages=frozenset({"MeterValues"}), words={"values": "meterValue"},
    ),
    Tolerance("extra_member", "a member that the message does not have", "additionalProperties", Repair.LEFT_OUT),
    Tolerance("empty_list", "an empty list", "minItems", Repair.LEFT_OUT, not_in=AUTHORIZING),
    Tolerance("long_list", "more items than allowed", "maxItems", Repair.KEPT, ONLY_2X, not_in=AUTHORIZING),
    Tolerance(
        "whole_number_with_fraction", "5.0 for an integer", "type", Repair.AS_NUMBER,
        not_in=AUTHORIZING, wanted=INTEGER, given=(Decimal,),
    ),
    Tolerance(
        "fraction_for_integer", "a measured value with a fraction for an integer", "type", Repair.KEPT,
        not_in=AUTHORIZING, but=NUMBERED, wanted=INTEGER, given=(Decimal,),
    ),
    Tolerance(
        "number_for_text", "a number for text", "type", Repair.AS_TEXT,
        not_in=AUTHORIZING, but=TOKENS, wanted=TEXT, given=(int, Decimal),
    ),
    Tolerance(
        "text_for_number", "a number as text", "type", Repair.AS_NUMBER,
        not_in=AUTHORIZING, wanted=NUMBER, given=(str,),
    ),
    Tolerance(
        "text_for_boolean", '"true" or "false" as text', "type", Repair.AS_BOOLEAN, ONLY_2X,
        not_in=AUTHORIZING, wanted=BOOLEAN, given=(str,),
    ),
    Tolerance(
        "long_identifier", "an identifier that is too long", "maxLength", Repair.KEPT, members=IDENTIFIERS, up_to=255,
    ),
    Tolerance("long_text", "text that is too long", "maxLength", Repair.CUT, not_in=AUTHORIZING, but=IDENTIFIERS),
    Tolerance(
        "unit_alias", "a unit under another name", "enum", Repair.RESPELLED,
        ONLY_16, messages=METERED, members=frozenset({"unit"}), words=UNITS,
    ),
    Tolerance(
        "unit_alias", "a unit under another name", SPELLING, Repair.RESPELLED,
        ONLY_2X, messages=METERED, members=frozenset({"unit"}), words=UNITS,
    ),
    Tolerance(
        "word_in_other_case", "an allowed word in another case", "enum", Repair.RESPELLED,
        not_in=AUTHORIZING, but=TOKENS,
    ),
    Tolerance(
        "unknown_value", "a word that is not among the allowed ones", "enum", Repair.KEPT,
        not_in=AUTHORIZING, but=frozenset({"eventType"}),
    ),
    Tolerance("number_out_of_range", "a number that is too small", "minimum", Repair.KEPT, ONLY_2X, not_in=AUTHORIZING),
    Tolerance("number_out_of_range", "a number that is too large", "maximum", Repair.KEPT, ONLY_2X, not_in=AUTHORIZING),
    Tolerance(
        "time_in_other_form", "a time without zone, or with a blank for its T", SPELLING, Repair.AS_TIME, members=TIMES,
    ),
    Tolerance("unreadable_time", "a time that is none", SPELLING, Repair.KEPT, members=TIMES),
    _missing("BootNotification", ONLY_16, "chargePointVendor", "chargePointModel"),
    _missing("BootNotification", ONLY_2X, "vendorName", "model", "reason"),
    _missing("StatusNotification", ONLY_16, "errorCode"),
    _missing("StatusNotification", ONLY_2X, "timestamp"),
    _missing("StartTransaction", ONLY_16, "connectorId", "idTag", "meterStart", "timestamp"),
    _missing("StopTransaction", ONLY_16, "meterStop", "timestamp", "transactionId", "sampledValue", "value"),
    _missing("MeterValues", ALL, "connectorId", "evseId", "timestamp", "meterValue", "sampledValue", "value"),
    _missing("TransactionEvent", ONLY_2X, "seqNo", "timestamp", "triggerReason", "sampledValue", "value"),
    _missing("TransactionEvent", ONLY_2X, "type"),  # of its token
    _unreadable_token("type"),
    _unreadable_token("required"),
    _unreadable_token("maxLength"),
    _unreadable("type", ONLY_16),
    _unreadable("type", ONLY_2X, INDISPENSABLE),
    _unreadable("maxLength", ONLY_16),
    _unreadable("required", ONLY_2X, INDISPENSABLE),
)  # fmt: skip
