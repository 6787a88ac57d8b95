"""What is asked as an address: short, and safe from the limits that servers have for lines.

A need of 2,000 letters takes 12,000 bytes of an address in Greek. One that would take more than
PLAIN is packed, and reads the same.
"""

import base64
import binascii
import zlib
from urllib.parse import quote_plus, urlencode

from django.http import QueryDict

from ponte.matching.models import CHALLENGE_LIMIT

PLAIN = 1000  # bytes in the address
NEED, PACKED = "q", "z"


def packed(text: str) -> str:
    return base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


def unpacked(code: str) -> str:
    """The text in `code`; nothing if it is none, or longer than a need may be."""
    most = 4 * CHALLENGE_LIMIT
    try:
        raw = base64.urlsafe_b64decode(code[: 4 * most] + "=" * (-len(code) % 4))
        reader = zlib.decompressobj()
        text = reader.decompress(raw, most + 1)
        return "" if len(text) > most else text.decode()
    except (binascii.Error, zlib.error, UnicodeDecodeError, ValueError):
        return ""


def read(parameters: QueryDict) -> QueryDict:
    """`parameters` with the need as it was written."""
    if PACKED not in parameters:
        return parameters
    read = parameters.copy()
    need = unpacked(read.get(PACKED, ""))
    del read[PACKED]
    if need and not read.get(NEED):
        read[NEED] = need
    return read


def written(pairs: list[tuple[str, str]]) -> str:
    """`pairs` as the part of an address after its "?", without those that say nothing."""
    short = [
        (PACKED, packed(value))
        if name == NEED and len(quote_plus(value)) > PLAIN
        else (name, value)
        for name, value in pairs
        if value
    ]
    return urlencode(short)
