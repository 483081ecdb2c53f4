"""Which words are English: the list that comes with SymSpell (from SCOWL and Google's n-grams).

Read when first asked, since most questions hold no word that neither the corpus nor its lexicon knows.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

_LIST = "frequency_dictionary_en_82_765.txt"


def is_english(folded: str) -> bool:
    """Whether a folded word is a common English one: then it is no slip of typing and, without a capital, no name."""
    return folded in _words()


@cache
def _words() -> frozenset[str]:
    # Each line is a word and how often it was counted.
    return frozenset(files("symspellpy").joinpath(_LIST).read_text(encoding="utf-8-sig").split()[::2])
