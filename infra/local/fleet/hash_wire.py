"""The digests of a certificate between the wire (keys in snake_case) and our own; the same in every version."""

from collections.abc import Mapping

from .certificates import CertificateHash


def parse_hash(wire: Mapping[str, str]) -> CertificateHash:
    return CertificateHash(
        wire["hash_algorithm"], wire["issuer_name_hash"], wire["issuer_key_hash"], wire["serial_number"]
    )


def hash_to_wire(digest: CertificateHash) -> dict[str, str]:
    return {
        "hash_algorithm": digest.algorithm,
        "issuer_name_hash": digest.issuer_name,
        "issuer_key_hash": digest.issuer_key,
        "serial_number": digest.serial_number,
    }
