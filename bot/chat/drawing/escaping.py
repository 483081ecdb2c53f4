"""Escaping for Discord's markdown: what a client shows is exactly the text, and nothing in it is live.

Knows every character that means something to a client: emphasis, code, spoilers, masked links, addresses, invitations,
mentions, timestamps, emoji and what stands at the beginning of a line. Invariant: a backslash goes in only where some
client would read the character as markup, so an escaped text is at most twice as long. Inside the label of a masked
link a client shows backslashes: labels are fixed words of ours and never come through here.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ANYWHERE = re.compile(
    r"""
    [\\*_`\[<]                          # escapes, emphasis, code, masked links, whatever stands in angle brackets
  | ~(?=~) | \|(?=\|)                   # strikethrough, spoilers
  | :(?=//)                             # addresses
  | :(?=[\w~+-]+:)                      # emoji by name
  | @(?=everyone|here)
  | (?<=<)[@\#](?=[!&]?[0-9])           # servers look for mentions in the raw text, behind any backslash
  | (?<=\bdiscord)\.(?=[a-z])           # invitations, which clients find without a scheme
  | (?<=\bdiscordapp)\.(?=[a-z])
    """,
    re.VERBOSE | re.IGNORECASE,
)

_LINE = r"((?:\A|[\n\r\v\f\x85\u2028\u2029])\s*"
_BLOCK = re.compile(rf"{_LINE})([-+](?=[\s#]|\Z)|\#(?=[\s#]|\Z)|>(?=[\s>]|\Z))")
_NUMBER = re.compile(rf"{_LINE}[0-9]+)\.(?=\s|\Z)")

_UNSEEN = {"Cc", "Cf", "Cn", "Co", "Cs"}
_JOINERS = "\u200c\u200d"


@lru_cache(maxsize=1024)
def escape(text: str) -> str:
    """Return markdown that shows exactly this text (its blanks as `blanks` leaves them), wherever a line may begin."""
    escaped = _ANYWHERE.sub(r"\\\g<0>", blanks(text))
    return _NUMBER.sub(r"\1\\.", _BLOCK.sub(r"\1\\\2", escaped))


def blanks(text: str) -> str:
    """Return the text with the blanks that a client changes before it reads any markup: line ends, tabs, form feeds."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "").replace("\t", "    ")


def tidy(words: str) -> str:
    """Return words of ours, or of somebody who asks, on one line and without characters that nobody sees.

    Takes out controls, direction overrides, lone surrogates and unassigned code points; joiners of letters stay.
    """
    line = " ".join(words.split())
    if line.isprintable():
        return line
    return "".join(sign for sign in line if sign in _JOINERS or unicodedata.category(sign) not in _UNSEEN).strip()
