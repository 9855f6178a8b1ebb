"""Counters of failed logins in DynamoDB; a window's counters are forgotten soon after it."""

from csms.adapters.dynamodb.models import LoginFailureItem


class DynamoLoginFailures:
    def counts(self, keys: list[str]) -> dict[str, int]:
        return {item.key: int(item.failures) for item in LoginFailureItem.batch_get(keys, consistent_read=True)}

    def add(self, key: str, expires_epoch_s: int) -> int:
        item = LoginFailureItem(key)
        item.update([LoginFailureItem.failures.add(1), LoginFailureItem.expires_epoch_s.set(expires_epoch_s)])
        return int(item.failures)
