"""What a member asked for, as a small value that fits into a button: written in, read out, for years.

Discord gives a button 100 characters of memory (`custom_id`) and counts characters, not bytes. A long question is
therefore deflated and written in ideographs, fourteen bits each. Invariant: `read(written)` gives the request back
whatever corpus or version drew the button; what cannot be read is None, never an error.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

ROOM = 100
"""Characters of a `custom_id`."""

_FORMAT = re.compile(
    r"(?P<command>[a-z-]{1,20})/(?P<page>\d{1,4})/(?P<source>[a-z0-9-]{0,64})(?P<how>[=~])(?P<rest>.*)"
)
_FIRST, _BITS = 0x4E00, 14
_WORDS = (
    b" which would could should have been were there their about against between because before after without through "
    b"under those these people social political party power class workers working revolution state government history "
    b"world only also more than into over such very what when where from with this that they them then other some have "
    b"had not but was are his her its has who will can for and the of to in is it as at by on be or an a "
)
"""What deflating may refer to. It belongs to the format: changed, it would make every packed button unreadable."""
_LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Request:
    """A command with its argument; `source` asks for what the first answer did not show of it; `page` from 0."""

    command: str
    argument: str = ""
    source: str = ""
    page: int = 0


def written(request: Request, room: int = ROOM) -> str:
    """The request in at most `room` characters, or "" where it does not fit."""
    head = f"{request.command}/{request.page}/{request.source}"
    as_typed = f"{head}={request.argument}"
    if len(as_typed) <= room and request.argument.isascii() and request.argument.isprintable():
        return as_typed
    packed = f"{head}~{_packed(request.argument)}"
    return packed if len(packed) <= room else ""


def read(text: str) -> Request | None:
    """The request that was written; None for a text that no version of this program wrote."""
    found = _FORMAT.fullmatch(text)
    if found is None:
        return None
    argument = found["rest"] if found["how"] == "=" else _unpacked(found["rest"])
    return None if argument is None else Request(found["command"], argument, found["source"], int(found["page"]))


def _packed(text: str) -> str:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=_WORDS)
    data = deflate.compress(text.encode(errors="replace")) + deflate.flush()
    # A one in front keeps leading zero bytes, and says where the last sign's padding ends.
    number = int.from_bytes(b"\x01" + data, "big")
    signs = []
    while number:
        number, sign = divmod(number, 1 << _BITS)
        signs.append(chr(_FIRST + sign))
    return "".join(reversed(signs))


def _unpacked(signs: str) -> str | None:
    number = 0
    for sign in signs:
        if not _FIRST <= ord(sign) < _FIRST + (1 << _BITS):
            return None
        number = number << _BITS | ord(sign) - _FIRST
    data = number.to_bytes((number.bit_length() + 7) // 8, "big")
    inflate = zlib.decompressobj(-15, zdict=_WORDS)
    try:
        return inflate.decompress(data[1:], _LONGEST * 4).decode()
    except (zlib.error, UnicodeDecodeError):
        return None
