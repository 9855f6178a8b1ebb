"""Erasures in DynamoDB."""

from dataclasses import replace

from pynamodb.exceptions import PutError

from csms.adapters.dynamodb.models import ErasureItem
from csms.adapters.dynamodb.paging import is_key
from csms.adapters.dynamodb.transact import is_condition_failure
from csms.domain.erasures import Erasure
from csms.domain.errors import ConcurrentChangeError


class DynamoErasures:
    def get(self, erasure_id: str) -> Erasure | None:
        if not is_key(erasure_id):
            return None
        try:
            return Erasure.from_dict(ErasureItem.get(erasure_id, consistent_read=True).state)
        except ErasureItem.DoesNotExist:
            return None

    def save(self, erasure: Erasure) -> Erasure:
        stored = replace(erasure, version=erasure.version + 1)
        unmoved = ErasureItem.version == erasure.version if erasure.version else ErasureItem.id.does_not_exist()
        try:
            ErasureItem(erasure.id, version=stored.version, state=stored.to_dict()).save(unmoved)
        except PutError as error:
            if is_condition_failure(error):
                raise ConcurrentChangeError("the erasure has moved on") from None
            raise
        return stored
