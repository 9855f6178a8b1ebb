"""Long JSON in one attribute, compressed some 30 times: an item holds 400 KB."""

import json
import zlib
from typing import Any


def pack(value: Any) -> bytes:
    return zlib.compress(json.dumps(value, separators=(",", ":")).encode())


def unpack(packed: bytes) -> Any:
    return json.loads(zlib.decompress(packed))
