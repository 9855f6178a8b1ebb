"""One text for a setting of any version: a 1.6 key as it is, a 2.x variable as `Component.Variable`.

In full: `Component[instance]@evse,connector.Variable[instance]#Attribute`; what does not apply is left out.
"""

import re
from typing import Any

from csms.domain.operations import Variable
from csms.domain.stations import OcppVersion

ACTUAL = "Actual"
_PARTS = re.compile(
    r"(?P<component>[^.\[@#]+)(?:\[(?P<instance>[^\]]*)\])?(?:@(?P<evse>\d{1,9})(?:,(?P<connector>\d{1,9}))?)?"
    r"\.(?P<name>[^\[#]+)(?:\[(?P<variable_instance>[^\]]*)\])?(?:#(?P<attribute>\w+))?"
)


def key_of(variable: Variable) -> str:
    if variable.component is None:
        return variable.name
    place = "" if variable.evse is None else f"@{variable.evse}"
    place += "" if not place or variable.connector is None else f",{variable.connector}"
    component = f"{variable.component}{_instance(variable.instance)}{place}"
    attribute = f"#{variable.attribute}" if variable.attribute not in (None, ACTUAL) else ""
    return f"{component}.{variable.name}{_instance(variable.variable_instance)}{attribute}"


def variable_of(key: str, version: OcppVersion, value: str | None = None) -> Variable | None:
    """The variable that a key names to a station of this version; None where it names none."""
    if version is OcppVersion.V16:
        return Variable(key, value=value)
    found = _PARTS.fullmatch(key.strip())
    if found is None:
        return None
    members: dict[str, Any] = found.groupdict()
    for name in ("evse", "connector"):
        members[name] = None if members[name] is None else int(members[name])
    return Variable(**members, value=value)


def _instance(name: str | None) -> str:
    return f"[{name}]" if name else ""
