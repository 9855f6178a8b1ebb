"""Makes of stations: by which words of a BootNotification they are known, what they need, how they should be set."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from csms.domain.quirks import Quirks
from csms.domain.stations import Station

ANY = "*"


@dataclass(frozen=True)
class StationModel:
    """The patterns are a shell's, `*` `?` `[ab]`, and compare without case; `configuration` is key → wanted value.

    `site` (its id) and `station` (its identity) narrow a model to what hangs there, or to one station.
    """

    id: str
    created_at: str
    vendor: str = ANY
    model: str = ANY
    firmware: str = ANY
    site: str = ANY
    station: str = ANY
    quirks: Quirks = field(default_factory=Quirks)
    configuration: dict[str, str] = field(default_factory=dict)

    @property
    def patterns(self) -> tuple[str, ...]:
        return self.station, self.site, self.vendor, self.model, self.firmware

    def fits(self, station: Station) -> bool:
        """By what the station said of itself when it booted, and where the operator has put it."""
        said = (station.boot.get(name) for name in _BOOT_MEMBERS)
        return all(map(_fits, self.patterns, (station.identity, station.site_id, *said)))


@dataclass(frozen=True)
class Wanted:
    """A setting as the models want it, spelled as the most specific one of them spells it."""

    key: str
    value: str
    source: str


@dataclass(frozen=True)
class Resolved:
    """What the models say together; `quirk_sources` tells which one says it, `configuration` goes by folded keys."""

    quirks: Quirks = field(default_factory=Quirks)
    quirk_sources: dict[str, str] = field(default_factory=dict)
    configuration: dict[str, Wanted] = field(default_factory=dict)


def resolve(models: Iterable[StationModel], station: Station) -> Resolved:
    """The most specific model that fits decides, member by member and key by key; the others fill in the rest."""
    quirks, sources, configuration = Quirks(), {}, {}
    for model in sorted((model for model in models if model.fits(station)), key=_specificity):
        quirks = model.quirks.over(quirks)
        sources.update(dict.fromkeys(model.quirks.stated(), model.id))
        configuration.update({folded(key): Wanted(key, value, model.id) for key, value in model.configuration.items()})
    return Resolved(quirks, sources, configuration)


def folded(key: str) -> str:
    """Configuration keys, components and variables compare without case (1.6 §9.1 CiString, 2.0.1 identifierString)."""
    return key.strip().casefold()


_BOOT_MEMBERS = ("vendor_name", "model", "firmware_version")


def _fits(pattern: str, said: Any) -> bool:
    return fnmatchcase(str(said or "").strip().casefold(), pattern.casefold())


def _specificity(model: StationModel) -> tuple[bool, bool, int, int, str]:
    """For a station before for a site before for all; then more patterns that say something, then more letters in them;
    the id makes the order certain."""
    of_station, of_site, *of_make = (bool(pattern.strip(ANY)) for pattern in model.patterns)
    letters = sum(letter not in "*?" for pattern in model.patterns for letter in pattern)
    return of_station, of_site, sum(of_make), letters, model.id
