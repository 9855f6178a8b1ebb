"""What is known of each station's settings, one item per station."""

from dataclasses import replace

from csms.adapters.dynamodb.models import ConfigurationItem
from csms.adapters.dynamodb.packed import pack, unpack
from csms.adapters.dynamodb.transact import ALONG, ConditionFailedError, Transaction
from csms.application.ports import PreparedWrite
from csms.domain.configuration import Configuration
from csms.domain.errors import ConcurrentChangeError

# An item holds 400 KB; what a station tells compresses some ten times, unless it means harm.
MAX_BYTES = 350_000


class DynamoConfigurations:
    def get(self, station_key: str) -> Configuration:
        try:
            return _configuration(ConfigurationItem.get(station_key, consistent_read=True))
        except ConfigurationItem.DoesNotExist:
            return Configuration(station_key)

    def get_many(self, station_keys: list[str]) -> dict[str, Configuration]:
        items = ConfigurationItem.batch_get(station_keys) if station_keys else ()
        return {item.station_key: _configuration(item) for item in items}

    def prepared_save(self, configuration: Configuration) -> PreparedWrite:
        """Holds where what is stored is still what `configuration` was made from."""
        known, number = configuration.version, ConfigurationItem.version
        item = ConfigurationItem(configuration.station_key, version=known + 1, data=_packed(configuration))
        unmoved = ConfigurationItem.station_key.does_not_exist() if known == 0 else number == known
        return lambda write: write.put(ALONG, item, unmoved)

    def save(self, configuration: Configuration) -> None:
        write = Transaction()
        write.take_along([self.prepared_save(configuration)])
        try:
            write.commit()
        except ConditionFailedError:
            raise ConcurrentChangeError("the configuration has changed meanwhile") from None

    def remove(self, station_key: str) -> None:
        ConfigurationItem(station_key).delete()


def _packed(configuration: Configuration) -> bytes:
    """What was read longest ago goes where it is too much."""
    packed = pack(configuration.to_dict())
    if len(packed) <= MAX_BYTES:
        return packed
    newest = sorted(configuration.settings.items(), key=lambda entry: entry[1].read_at, reverse=True)
    kept = dict(newest[: len(newest) * 3 // 4])
    return _packed(replace(configuration, settings=kept, unknown={}))


def _configuration(item: ConfigurationItem) -> Configuration:
    members = unpack(item.data)
    return Configuration.from_dict(item.station_key, int(item.version), members)
