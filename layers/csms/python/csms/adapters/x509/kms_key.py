"""A private key that never leaves AWS KMS, as `cryptography` wants one."""

from typing import TYPE_CHECKING, Any, NoReturn, cast

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient


class KmsKey(ec.EllipticCurvePrivateKey):
    """An ECC_NIST_P256 key for SIGN_VERIFY."""

    def __init__(self, client: "KMSClient", key_id: str) -> None:
        self._client, self._key_id = client, key_id
        encoded = client.get_public_key(KeyId=key_id)["PublicKey"]
        self._public_key = cast(ec.EllipticCurvePublicKey, load_der_public_key(encoded))

    @property
    def curve(self) -> ec.EllipticCurve:
        return self._public_key.curve

    @property
    def key_size(self) -> int:
        return self._public_key.key_size

    def public_key(self) -> ec.EllipticCurvePublicKey:
        return self._public_key

    def sign(self, data: Any, signature_algorithm: ec.EllipticCurveSignatureAlgorithm) -> bytes:
        """The signature in DER, as X.509 has it. KMS hashes up to 4096 bytes, more than a CSR of 5500 characters of
        base64 can make of a certificate."""
        assert isinstance(signature_algorithm.algorithm, hashes.SHA256)
        answer = self._client.sign(
            KeyId=self._key_id,
            Message=bytes(data),
            MessageType="RAW",
            SigningAlgorithm="ECDSA_SHA_256",
        )
        return answer["Signature"]

    def exchange(self, algorithm: Any, peer_public_key: Any) -> NoReturn:
        raise NotImplementedError("this key signs, and does nothing else")

    def private_numbers(self) -> NoReturn:
        raise NotImplementedError("the key stays in KMS")

    def private_bytes(self, encoding: Any, format: Any, encryption_algorithm: Any) -> NoReturn:
        raise NotImplementedError("the key stays in KMS")

    def __copy__(self) -> "KmsKey":
        return self

    def __deepcopy__(self, memo: Any) -> "KmsKey":
        return self
