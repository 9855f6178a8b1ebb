"""The built-in certificate authority: its key in AWS KMS, its root in a table."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import boto3

from csms.adapters.dynamodb.certificate_authorities import DynamoCertificateAuthorities
from csms.domain.certificate_requests import CertificateRequest

if TYPE_CHECKING:
    from csms.adapters.x509.kms_key import KmsKey


class KmsCertificateAuthority:
    """`cryptography` and KMS are asked for when there is something to sign."""

    def __init__(self, key_id: str, organization_name: str | None, now: Callable[[], datetime]) -> None:
        self._key_id, self._organization_name, self._now = key_id, organization_name, now
        self._roots = DynamoCertificateAuthorities()
        self._signer: KmsKey | None = None

    def issue(self, request: CertificateRequest) -> str:
        from csms.adapters.x509 import issuing

        return issuing.issue(self._key(), self.make_root(), request)

    def root(self) -> str | None:
        return self._roots.get(self._key_id)

    def make_root(self) -> str:
        """Of two that make one at the same time the first counts, for both."""
        from csms.adapters.x509 import issuing

        known = self.root()
        if known is not None:
            return known
        made = issuing.make_root(self._key(), self._organization_name, self._now())
        return self._roots.add(self._key_id, made, self._now())

    def _key(self) -> "KmsKey":
        from csms.adapters.x509.kms_key import KmsKey

        if self._signer is None:
            self._signer = KmsKey(boto3.client("kms"), self._key_id)
        return self._signer
