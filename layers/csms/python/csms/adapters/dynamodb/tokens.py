"""Id tokens in DynamoDB."""

from typing import Any

from csms.adapters.dynamodb.models import TokenItem
from csms.adapters.dynamodb.paging import decode_cursor, is_key, read_index_page
from csms.application.ports import Page
from csms.domain.tokens import Token, TokenStatus


class DynamoTokens:
    def get(self, key: str) -> Token | None:
        if not is_key(key):
            return None
        try:
            return _token(TokenItem.get(key, consistent_read=True))
        except TokenItem.DoesNotExist:
            return None

    def page(self, limit: int, cursor: str | None) -> Page[Token]:
        results = TokenItem.by_creation.query(
            "token", scan_index_forward=False, limit=limit, last_evaluated_key=decode_cursor(cursor)
        )
        return read_index_page(TokenItem, results, lambda row: row.key, _token)

    def save(self, token: Token) -> None:
        """Everything but the open transactions, which belong to the transactions' own writes."""
        members: list[tuple[Any, Any]] = [
            (TokenItem.expires_at, token.expires_at),
            (TokenItem.group_id, token.group_id),
            (TokenItem.stations, set(token.stations) or None),
            (TokenItem.sites, set(token.sites) or None),
            (TokenItem.max_open_transactions, token.max_open_transactions),
        ]
        TokenItem(token.key).update(
            [
                TokenItem.collection.set("token"),
                TokenItem.created_at.set(TokenItem.created_at | token.created_at),
                TokenItem.token.set(token.token),
                TokenItem.type.set(token.type),
                TokenItem.status.set(token.status.value),
                *(a.remove() if value is None else a.set(value) for a, value in members),
            ]
        )

    def remove(self, key: str) -> None:
        TokenItem(key).delete()


def _token(item: TokenItem) -> Token:
    return Token(
        key=item.key,
        token=item.token,
        type=item.type,
        status=TokenStatus(item.status),
        created_at=item.created_at,
        expires_at=item.expires_at,
        group_id=item.group_id,
        stations=frozenset(item.stations or ()),
        sites=frozenset(item.sites or ()),
        max_open_transactions=None if item.max_open_transactions is None else int(item.max_open_transactions),
        open_transactions=frozenset(item.open_transactions or ()),
    )
