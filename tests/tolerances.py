"""`python -m tests.tolerances` prints the table of tolerated deviations as the README shows it."""

from itertools import groupby

from csms.domain.stations import OcppVersion
from csms.ocpp.tolerances import TOLERANCES, Tolerance

SHOWN = 5


def table() -> str:
    """In Markdown; rows of one name are one line."""
    rows = sorted(TOLERANCES, key=lambda row: [other.name for other in TOLERANCES].index(row.name))
    lines = ["| deviation | what stations do | where | versions | it is |", "|---|---|---|---|---|"]
    return "\n".join(lines + [_line(name, list(group)) for name, group in groupby(rows, key=lambda row: row.name)])


def _line(name: str, rows: list[Tolerance]) -> str:
    habits = list(dict.fromkeys(row.habit for row in rows))
    repairs = list(dict.fromkeys(row.repair.value for row in rows))
    versions = {version.value for row in rows for version in row.versions}
    spoken = ", ".join(version.value for version in OcppVersion if version.value in versions)
    return f"| `{name}` | {'; '.join(habits)} | {_places(rows)} | {spoken} | {', '.join(repairs)} |"


def _places(rows: list[Tolerance]) -> str:
    messages = sorted({message for row in rows for message in row.messages or ()})
    members = sorted({member for row in rows for member in row.members or ()})
    words = sorted({word for row in rows for word in row.words})
    excepted = sorted(set.intersection(*(set(row.but) for row in rows)))
    where = ", ".join(messages) or ("all but those that authorize" if all(row.not_in for row in rows) else "all")
    parts = [where, _few("", members), _few("said ", words), _few("but ", excepted)]
    return "; ".join(part for part in parts if part)


def _few(lead: str, names: list[str]) -> str:
    if not names:
        return ""
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return lead + ", ".join(f"`{name}`" for name in names[:SHOWN]) + more


if __name__ == "__main__":
    print(table())
