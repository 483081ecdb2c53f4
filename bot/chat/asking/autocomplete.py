"""What can be typed next: topics, voices, sources and ids of passages, from memory, whatever the spelling.

Invariant: at most 25 offers, each of which leads to a passage that this asker may see; nothing else is given away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from heapq import nsmallest
from typing import Literal

from bot.models import Corpus, Passage, Scope
from bot.search.folding import words
from bot.search.index import speakers

Kind = Literal["topic", "voice", "source", "passage"]

MOST = 25
"""Offers that Discord takes."""

_LONGEST = 100
"""Characters of an offer's name and value."""

_TYPED = 60
_LIKE = 0.5
"""Share of their pairs of letters that two words have in common when one may be the other misspelt (Dice)."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What is shown and what is sent when it is chosen."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """An offer, the folded words it is found by, and the passages it leads to, of which one must be visible."""

    offer: Offer
    folded: str
    grams: frozenset[str]
    passages: tuple[Passage, ...]


class Offers:
    """Everything that can be offered of one build of the corpus."""

    def __init__(self, corpus: Corpus) -> None:
        light = [replace(p, text="", quotations=(), marks=(), remark="", url="") for p in corpus.passages]
        heard = _heard(corpus, light)
        self._entries: dict[Kind, list[_Entry]] = {
            "topic": _led(_topics(corpus, light)),
            "voice": _led(_entry(v.name, v.id, heard[v.id], *v.aliases, v.short) for v in corpus.voices),
            "source": _led(_entry(s.title, s.id, [p for p in light if p.source == s.id], s.id) for s in corpus.sources),
            "passage": [_entry(f"{p.id} · {p.locator}", p.id, [p]) for p in light],
        }

    def like(self, kind: Kind, typed: str, scope: Scope) -> list[Offer]:
        """The best offers for what was typed so far, best first; in the corpus's order while nothing is typed."""
        wanted = _folded(typed[:_TYPED])
        grams = _grams(wanted)
        ranked = ((_rank(entry, wanted, grams, kind), i, entry) for i, entry in enumerate(self._entries[kind]))
        good = ((rank, i, entry) for rank, i, entry in ranked if rank is not None)
        seen = ((rank, i, entry.offer) for rank, i, entry in good if any(map(scope.shows, entry.passages)))
        return [offer for _, _, offer in nsmallest(MOST, seen, key=lambda found: found[:2])]


def _rank(entry: _Entry, wanted: str, grams: frozenset[str], kind: Kind) -> float | None:
    """How far an entry is from what was typed: 0 begins with it, 1 has a word that does, 2 holds it, then likeness."""
    if entry.folded.startswith(wanted):
        return 0
    at = entry.folded.find(wanted)
    if at >= 0:
        return 1 if entry.folded[at - 1] == " " else 2
    if kind == "passage" or len(grams) < 2:
        return None
    like = 2 * len(grams & entry.grams) / (len(grams) + min(len(entry.grams), len(grams) + 2))
    return 3 - like if like >= _LIKE else None


def _topics(corpus: Corpus, light: Sequence[Passage]) -> Iterable[_Entry]:
    """Topics of registered contrasts, forms of the lexicon that stand in the texts, titles of sections."""
    by_id = {p.id: p for p in light}
    for topic in dict.fromkeys(topic for contrast in corpus.contrasts for topic in contrast.topics):
        yield _entry(topic, topic, [by_id[c.a] for c in corpus.contrasts if topic in c.topics])
    texts = [f" {_folded(passage.text)} " for passage in corpus.passages]
    having: dict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        for word in set(text.split()):
            having[word].append(place)
    for form in dict.fromkeys(form for entry in corpus.lexicon for form in entry.forms):
        row = _folded(form)
        places = having.get(row.partition(" ")[0], []) if row else []
        yield _entry(form, form, [light[place] for place in places if f" {row} " in texts[place]])
    for section in corpus.sections:
        inside = [p for p in light if (p.source, p.section) == (section.source, section.id)]
        yield _entry(section.title, section.title, inside)


def _heard(corpus: Corpus, light: Sequence[Passage]) -> dict[str, list[Passage]]:
    """Voice -> the passages in which it speaks."""
    heard: dict[str, list[Passage]] = defaultdict(list)
    for passage, seen in zip(corpus.passages, light, strict=True):
        for voice in speakers(passage):
            heard[voice].append(seen)
    return heard


def _led(entries: Iterable[_Entry]) -> list[_Entry]:
    """Those that lead somewhere, each wording once."""
    return list({entry.folded: entry for entry in entries if entry.passages}.values())


def _entry(name: str, value: str, passages: Sequence[Passage], *also: str) -> _Entry:
    folded = " ".join(dict.fromkeys(_folded(text) for text in (name, *also)))
    return _Entry(Offer(name[:_LONGEST], value[:_LONGEST]), folded, _grams(folded), tuple(passages))


def _folded(text: str) -> str:
    return " ".join(word.folded for word in words(text))


def _grams(folded: str) -> frozenset[str]:
    """Pairs of neighbouring letters, word by word."""
    return frozenset(word[i : i + 2] for word in folded.split() for i in range(len(word) - 1))
