"""Where a site is and whose it is, as OCPI 2.2.1 tells it to other parties (mod_locations, mod_cdrs CdrLocation)."""

import re
from dataclasses import dataclass
from enum import StrEnum

from csms.domain.errors import InvalidError

_COUNTRY_CODE, _COUNTRY, _PARTY = re.compile(r"[A-Z]{2}"), re.compile(r"[A-Z]{3}"), re.compile(r"[A-Z0-9]{3}")
_LENGTHS = {"address": 45, "city": 45, "postal_code": 10}
_FORMATS = {"country_code": _COUNTRY_CODE, "party_id": _PARTY, "country": _COUNTRY}
_MEANING = {
    "country_code": "the operator's country, two letters of ISO 3166-1, such as SE",
    "party_id": "the operator's id of ISO 15118-1, three letters or digits",
    "country": "three letters of ISO 3166-1, such as SWE",
}
_DOMESTIC = " ".join(f"DOMESTIC_{letter}" for letter in "ABCDEFGHIJKLMNO")
_STANDARDS = (
    f"CHADEMO CHAOJI {_DOMESTIC} GBT_AC GBT_DC IEC_60309_2_single_16 IEC_60309_2_three_16 IEC_60309_2_three_32 "
    "IEC_60309_2_three_64 IEC_62196_T1 IEC_62196_T1_COMBO IEC_62196_T2 IEC_62196_T2_COMBO IEC_62196_T3A IEC_62196_T3C "
    "NEMA_5_20 NEMA_6_30 NEMA_6_50 NEMA_10_30 NEMA_10_50 NEMA_14_30 NEMA_14_50 PANTOGRAPH_BOTTOM_UP "
    "PANTOGRAPH_TOP_DOWN TESLA_R TESLA_S"
)
CONNECTOR_STANDARDS = frozenset(_STANDARDS.split())


class ConnectorFormat(StrEnum):
    SOCKET = "SOCKET"
    CABLE = "CABLE"


class PowerType(StrEnum):
    AC_1_PHASE = "AC_1_PHASE"
    AC_2_PHASE = "AC_2_PHASE"
    AC_2_PHASE_SPLIT = "AC_2_PHASE_SPLIT"
    AC_3_PHASE = "AC_3_PHASE"
    DC = "DC"


@dataclass(frozen=True)
class Location:
    """`country_code` (ISO 3166-1 alpha-2) and `party_id` name the operator; `country` is alpha-3; coordinates in
    degrees, WGS 84. The connectors of a site are all alike."""

    country_code: str
    party_id: str
    address: str
    city: str
    country: str
    latitude: float
    longitude: float
    connector_standard: str
    connector_format: ConnectorFormat
    connector_power_type: PowerType
    postal_code: str | None = None


def validate(location: Location) -> None:
    """Raises InvalidError naming the member (`location.city`)."""
    for name, pattern in _FORMATS.items():
        if not pattern.fullmatch(getattr(location, name)):
            raise InvalidError(f"{name} is {_MEANING[name]}", f"location.{name}")
    for name, length in _LENGTHS.items():
        text = getattr(location, name)
        if text is not None and not 0 < len(text.strip()) <= length:
            raise InvalidError(f"{name} has 1 to {length} characters", f"location.{name}")
    for name, highest in (("latitude", 90), ("longitude", 180)):
        if not abs(getattr(location, name)) <= highest:
            raise InvalidError(f"a {name} is a number of degrees from -{highest} to {highest}", f"location.{name}")
    if location.connector_standard not in CONNECTOR_STANDARDS:
        raise InvalidError(
            "connector_standard is one of OCPI's ConnectorType, such as IEC_62196_T2", "location.connector_standard"
        )
