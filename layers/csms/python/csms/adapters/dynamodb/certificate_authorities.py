"""The built-in authority's root certificates in DynamoDB, one to a key."""

from datetime import datetime

from pynamodb.exceptions import PutError

from csms.adapters.dynamodb.models import CertificateAuthorityItem
from csms.adapters.dynamodb.transact import is_condition_failure
from csms.domain import clock


class DynamoCertificateAuthorities:
    def get(self, key_id: str) -> str | None:
        """In PEM."""
        try:
            return str(CertificateAuthorityItem.get(key_id, consistent_read=True).certificate)
        except CertificateAuthorityItem.DoesNotExist:
            return None

    def add(self, key_id: str, pem: str, now: datetime) -> str:
        """What is stored then: the first one."""
        item = CertificateAuthorityItem(key_id, certificate=pem, created_at=clock.to_text(now))
        try:
            item.save(CertificateAuthorityItem.key_id.does_not_exist())
        except PutError as error:
            if not is_condition_failure(error):
                raise
            return self.get(key_id) or pem
        return pem
