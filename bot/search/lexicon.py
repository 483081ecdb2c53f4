"""The curators' lexicon, compiled: for every form a reader may use, the forms that count for it, how much, and why.

Compiled once, at build time, into a table of leads; a question looks up only the words it holds. Invariant: one step along
synonyms and narrower words, and only then along spellings, so meanings do not drift from word to word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bot.models import LexiconEntry
from bot.search.folding import stems
from bot.store.reader import Reader
from bot.store.schema import Lead

Stems = tuple[str, ...]
_Found = dict[Stems, tuple[float, str]]

_WEIGHT = {"spelling": 0.95, "synonym": 0.8, "narrower": 0.7}


@dataclass(frozen=True, slots=True)
class Form:
    """One way the corpus may put a word of the question: stems in a row, how much a match counts (0 to 1), and why."""

    stems: Stems
    weight: float
    why: str


class Lexicon:
    """The compiled lexicon of one open corpus.db, for one question; what was looked up is remembered."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._known: dict[Stems, tuple[Form, ...]] = {}

    def forms(self, head: Stems) -> tuple[Form, ...]:
        """The forms that count for a word or phrase, the best first; none for one the lexicon does not know."""
        if head not in self._known:
            leads = self._reader.leads(" ".join(head))
            self._known[head] = tuple(Form(tuple(lead.form.split()), lead.weight, lead.why) for lead in leads)
        return self._known[head]

    def words(self, word: str) -> tuple[str, ...]:
        """The single stems that count for a stem, the best first."""
        return tuple(form.stems[0] for form in self.forms((word,)) if len(form.stems) == 1)


def leads(entries: Iterable[LexiconEntry]) -> list[Lead]:
    """The lexicon as a table: head, form, weight and why, the best form of each head first."""
    near: dict[Stems, _Found] = defaultdict(dict)
    for entry in entries:
        forms = [form for words in entry.forms if (form := stems(words))]
        forms = _with_full_names(forms) if entry.kind == "spelling" else forms
        for head in [head for words in entry.head if (head := stems(words))] or forms:
            for form in forms:
                _keep(near[head], form, _WEIGHT[entry.kind], entry.kind)
    spelled = {head: [form for form, (_, why) in found.items() if why == "spelling"] for head, found in near.items()}
    return [
        Lead(" ".join(head), " ".join(form), weight, why)
        for head in sorted(near)
        for form, (weight, why) in sorted(_closed(head, near, spelled).items(), key=lambda lead: (-lead[1][0], lead[0]))
    ]


def _with_full_names(spellings: list[Stems]) -> list[Stems]:
    """The spellings of an entry, and its full names with the surname spelled in each of these ways."""
    alone = [form for form in spellings if len(form) == 1]
    named = [(*form[:-1], *last) for form in spellings if len(form) > 1 and form[-1:] in alone for last in alone]
    return [*dict.fromkeys([*spellings, *named])]


def _closed(head: Stems, near: dict[Stems, _Found], spelled: dict[Stems, list[Stems]]) -> _Found:
    """What counts for a head, for its other spellings, and the other spellings of all that."""
    best = dict(near[head])
    for other in spelled[head]:
        for form, (weight, why) in near[other].items():
            _keep(best, form, weight, why)
    for form, (weight, why) in list(best.items()):
        for spelling in spelled.get(form, ()):
            _keep(best, spelling, weight, why)
    best.pop(head, None)
    return best


def _keep(best: _Found, form: Stems, weight: float, why: str) -> None:
    if form not in best or best[form][0] < weight:
        best[form] = (weight, why)
