"""Text as search sees it: words with their offsets, folded (NFKC, case, diacritics, invisible characters) and stemmed.

Invariant: offsets always refer to the text that was given, so a match can be shown as a slice of what stands there.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import Stemmer

_APOSTROPHES = "'’‘ʼ´`"
_MARKS = "\u0300-\u036f"
_INVISIBLE = "\u00ad\u200b-\u200d\u2060\ufeff"
_WORD = re.compile(
    rf"\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d+|[^\W\d_](?:[^\W\d_{_INVISIBLE}]|[{_MARKS}{_INVISIBLE}]|[{_APOSTROPHES}](?=[^\W\d_]))*"
)
_IZE = re.compile(r"^(\w{4,})iz(e[sdr]?|ers|ing|ations?)$")
_ISM = re.compile(r"\w{3}isms?$")
_stemmer = Stemmer.Stemmer("english")


class Word(NamedTuple):
    """One word of a text: where it stands and its folded form."""

    start: int
    end: int
    folded: str


@lru_cache(maxsize=50_000)
def fold_word(word: str) -> str:
    """The word without case, diacritics, apostrophes and invisible characters; digits without thousands commas."""
    if word.isascii():
        return word.lower().replace("'", "").replace(",", "").replace("`", "")
    # Case is folded twice: compatibility forms may unfold into capitals again.
    parts = unicodedata.normalize("NFKD", word.casefold()).casefold()
    return "".join(c for c in unicodedata.normalize("NFKD", parts) if c.isalnum())


@lru_cache(maxsize=50_000)
def stem(folded: str) -> str:
    """The stem of a folded word by the Snowball English stemmer (Porter2), -ize words spelled as -ise words first.

    Words in -ism keep it: a doctrine is not the person or thing it is named for (social, socialism; Lenin, Leninism).
    """
    if _ISM.search(folded):
        return folded.removesuffix("s")
    return str(_stemmer.stemWord(_IZE.sub(r"\1is\2", folded)))


@lru_cache(maxsize=2_000)
def words(text: str) -> tuple[Word, ...]:
    """All words of `text` in order; digits glued to letters are two words ("1921with")."""
    found = (Word(m.start(), m.end(), fold_word(m.group())) for m in _WORD.finditer(text))
    return tuple(word for word in found if word.folded)


def clean(text: str, limit: int) -> str:
    """What a stranger typed, made safe to search: compatibility forms, no invisible, control or lone-surrogate characters.

    `limit` cuts before and after normalising, in characters, since one character may become eighteen.
    """
    text = _visible(unicodedata.normalize("NFKC", _visible(text[: 2 * limit])))
    return " ".join(text.split())[:limit].rstrip()


def _visible(text: str) -> str:
    """The text with controls and line ends as blanks, without format characters and lone surrogates."""
    kinds = ((c, unicodedata.category(c)) for c in text)
    return "".join(" " if kind in ("Cc", "Zl", "Zp") else c for c, kind in kinds if kind not in ("Cf", "Cs"))


def stems(text: str) -> tuple[str, ...]:
    """The stems of all words of `text`, in order."""
    return tuple(stem(word.folded) for word in words(text))
