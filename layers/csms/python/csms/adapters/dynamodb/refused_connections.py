"""The inbox of refused stations in DynamoDB."""

from datetime import timedelta

from csms.adapters.dynamodb.models import RefusedConnectionItem
from csms.adapters.dynamodb.paging import decode_cursor, is_key, read_index_page
from csms.application.ports import Page
from csms.domain import clock
from csms.domain.refusals import Reason, RefusedConnection


class DynamoRefusedConnections:
    def __init__(self, retention_days: int) -> None:
        self._retention = timedelta(days=retention_days)

    def get(self, key: str) -> RefusedConnection | None:
        if not is_key(key):
            return None
        try:
            return _refused(RefusedConnectionItem.get(key, consistent_read=True))
        except RefusedConnectionItem.DoesNotExist:
            return None

    def page(self, limit: int, cursor: str | None) -> Page[RefusedConnection]:
        results = RefusedConnectionItem.by_refusal.query(
            "refused", scan_index_forward=False, limit=limit, last_evaluated_key=decode_cursor(cursor)
        )
        return read_index_page(RefusedConnectionItem, results, lambda row: row.key, _refused)

    def save(self, refused: RefusedConnection) -> None:
        """An identity that is no key (nobody's, or absurdly long) leaves no trace."""
        if not is_key(refused.key):
            return
        expires = clock.parse_stored(refused.last_refused_at) + self._retention
        RefusedConnectionItem(
            refused.key,
            identity=refused.identity,
            first_refused_at=refused.first_refused_at,
            last_refused_at=refused.last_refused_at,
            last_reason=refused.last_reason.value,
            reasons=dict(refused.reasons),
            source=refused.source,
            subprotocols=list(refused.subprotocols),
            security_profile=refused.security_profile,
            credentials_sent=refused.credentials_sent,
            password_hash=refused.password_hash,
            passwords_differ=refused.passwords_differ,
            expires_epoch_s=int(expires.timestamp()),
        ).save()

    def remove(self, key: str) -> None:
        RefusedConnectionItem(key).delete()


def _refused(item: RefusedConnectionItem) -> RefusedConnection:
    return RefusedConnection(
        key=item.key,
        identity=item.identity,
        first_refused_at=item.first_refused_at,
        last_refused_at=item.last_refused_at,
        last_reason=Reason(item.last_reason),
        reasons=item.reasons,
        source=item.source,
        subprotocols=tuple(item.subprotocols),
        security_profile=int(item.security_profile),
        credentials_sent=item.credentials_sent,
        password_hash=item.password_hash,
        passwords_differ=item.passwords_differ,
    )
