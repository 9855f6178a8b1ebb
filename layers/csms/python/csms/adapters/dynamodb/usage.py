"""Sums of usage in DynamoDB: changed in the transaction that notes it, so a record that comes again changes nothing."""

from csms.adapters.dynamodb.models import UsageEntryItem, UsageItem
from csms.adapters.dynamodb.packed import pack, unpack
from csms.adapters.dynamodb.transact import ConditionFailedError, Transaction
from csms.application.ports import UsageEntry
from csms.domain.errors import ConcurrentChangeError
from csms.domain.usage.amounts import Amounts, Contribution, Key, merged, summed

# Others add to the same sums, those of a site or of the operator, at the same time.
_ATTEMPTS = 20


class DynamoUsage:
    def entry(self, entry_id: str) -> UsageEntry:
        try:
            return _entry(UsageEntryItem.get(entry_id, consistent_read=True))
        except UsageEntryItem.DoesNotExist:
            return UsageEntry(entry_id)

    def entries(self, entry_ids: list[str]) -> dict[str, UsageEntry]:
        return {item.id: _entry(item) for item in UsageEntryItem.batch_get(entry_ids)} if entry_ids else {}

    def add(self, entry: UsageEntry, more: Contribution) -> UsageEntry:
        after = UsageEntry(entry.id, summed(entry.contributed, more), entry.version + 1)
        for _ in range(_ATTEMPTS):
            write = Transaction()
            _note(write, after)
            _add(write, more)
            try:
                write.commit()
            except ConditionFailedError as failed:
                if "entry" in failed.labels:
                    raise ConcurrentChangeError("the same was added by another run") from None
            except ConcurrentChangeError:
                continue
            else:
                return after
        raise ConcurrentChangeError("the sums are being changed again and again")

    def at(self, keys: list[Key]) -> Contribution:
        found = UsageItem.batch_get([(key.scope, key.period) for key in keys]) if keys else ()
        return {Key(item.scope, item.period): unpack(item.sums) for item in found}

    def between(self, scope: str, first: str, last: str) -> list[tuple[str, Amounts]]:
        items = UsageItem.query(scope, UsageItem.period.between(first, last))
        return [(item.period, unpack(item.sums)) for item in items]


def _note(write: Transaction, after: UsageEntry) -> None:
    before = UsageEntryItem.version == after.version - 1
    known = before if after.version > 1 else UsageEntryItem.id.does_not_exist()
    contributed = pack([[key.scope, key.period, amounts] for key, amounts in after.contributed.items()])
    write.put("entry", UsageEntryItem(after.id, version=after.version, contributed=contributed), known)


def _add(write: Transaction, more: Contribution) -> None:
    keys = [(key.scope, key.period) for key in more]
    known = {Key(item.scope, item.period): item for item in UsageItem.batch_get(keys, consistent_read=True)}
    for key, amounts in more.items():
        item = known.get(key)
        version, sums = (int(item.version), unpack(item.sums)) if item else (0, {})
        total = {name: value for name, value in merged((sums, amounts)).items() if value}
        unmoved = UsageItem.version == version if item else UsageItem.scope.does_not_exist()
        write.put("sums", UsageItem(key.scope, key.period, version=version + 1, sums=pack(total)), unmoved)


def _entry(item: UsageEntryItem) -> UsageEntry:
    contributed = {Key(scope, period): amounts for scope, period, amounts in unpack(item.contributed)}
    return UsageEntry(item.id, contributed, int(item.version))
