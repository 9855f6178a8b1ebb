"""Id tokens in DynamoDB."""

from typing import Any

from csms.adapters.dynamodb.models import TokenItem
from csms.adapters.dynamodb.paging import decode_cursor, is_key, read_index_page
from csms.adapters.dynamodb.transact import set_or_remove, update_where
from csms.application.ports import Page
from csms.domain.ids import key_of
from csms.domain.standing_goals import StandingGoal
from csms.domain.tokens import Token, TokenStatus


class DynamoTokens:
    def get(self, key: str) -> Token | None:
        if not is_key(key):
            return None
        try:
            return _token(TokenItem.get(key, consistent_read=True))
        except TokenItem.DoesNotExist:
            return None

    def get_many(self, keys: list[str]) -> dict[str, Token]:
        return {item.key: _token(item) for item in TokenItem.batch_get(keys, consistent_read=True)} if keys else {}

    def page(self, limit: int, cursor: str | None, group_id: str | None = None) -> Page[Token]:
        index, key = (TokenItem.by_group, key_of(group_id)) if group_id else (TokenItem.by_creation, "token")
        results = index.query(key, scan_index_forward=False, limit=limit, last_evaluated_key=decode_cursor(cursor))
        return read_index_page(TokenItem, results, lambda row: row.key, _token)

    def save(self, token: Token) -> None:
        """Everything but the open transactions, which belong to the transactions' own writes."""
        members: list[tuple[Any, Any]] = [
            (TokenItem.expires_at, token.expires_at),
            (TokenItem.group_id, token.group_id),
            (TokenItem.group_key, key_of(token.group_id) if token.group_id else None),
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
                *(set_or_remove(attribute, value) for attribute, value in members),
            ]
        )

    def set_goal(self, key: str, goal: StandingGoal | None) -> Token | None:
        item = TokenItem(key)
        action = set_or_remove(TokenItem.goal, goal.to_dict() if goal else None)
        return _token(item) if update_where(item, [action], TokenItem.key.exists()) else None

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
        goal=StandingGoal.from_dict(item.goal) if item.goal else None,
    )
