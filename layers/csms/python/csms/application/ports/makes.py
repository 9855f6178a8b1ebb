"""What is known of makes, vendors and settings."""

from typing import Protocol

from csms.application.ports.shared import Page, PreparedWrite
from csms.domain.configuration import Configuration
from csms.domain.station_models import StationModel
from csms.domain.vendor_extensions import VendorExtension


class VendorExtensions(Protocol):
    def get(self, key: str) -> VendorExtension | None: ...
    def page(self, limit: int, cursor: str | None) -> Page[VendorExtension]: ...
    def save(self, extension: VendorExtension) -> None: ...
    def remove(self, key: str) -> None: ...


class StationModels(Protocol):
    def all(self) -> tuple[StationModel, ...]:
        """As they were at most a minute ago: every command asks for them."""

    def get(self, model_id: str) -> StationModel | None: ...
    def save(self, model: StationModel) -> None: ...
    def remove(self, model_id: str) -> None: ...


class Configurations(Protocol):
    def get(self, station_key: str) -> Configuration:
        """An empty one where nothing is known yet."""

    def get_many(self, station_keys: list[str]) -> dict[str, Configuration]:
        """Those of which anything is known, as they were a moment ago."""

    def prepared_save(self, configuration: Configuration) -> PreparedWrite:
        """Does not hold where somebody else has written since `configuration.version`."""

    def save(self, configuration: Configuration) -> None:
        """Raises ConcurrentChangeError where `prepared_save` would not hold."""

    def remove(self, station_key: str) -> None: ...
