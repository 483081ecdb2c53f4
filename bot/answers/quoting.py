"""`quote`: from hits to an answer in which every source is accounted for and every voice with something to say is heard."""

from __future__ import annotations

from bot.models import Passage
from bot.results import Found, Quoted, SourceReply
from bot.search.attributing import attribution_at
from bot.search.catalogue import Catalogue
from bot.search.engine import Answer, search
from bot.search.folding import stem, words
from bot.search.highlight import marks
from bot.search.index import speakers
from bot.search.ranking import Hit
from bot.search.selection import select
from bot.store.reader import Reader


def quote(question: str, limit: int, reader: Reader, catalogue: Catalogue) -> Quoted:
    """The answer to a question; sources by date, each with the same room, silent ones named."""
    answer = search(question, reader, catalogue)
    chosen = select(answer.hits, answer.passages)
    best = answer.hits[:limit]
    shown = {id for ids in chosen.values() for id in ids}
    listed = [*best, *(hit for hit in answer.hits[limit:] if hit.passage in shown)]
    place = {hit.passage: index for index, hit in enumerate(listed)}
    seen = reader.sources()
    visible = [source for id, source in catalogue.sources.items() if id in seen & (answer.within or seen)]
    return Quoted(
        query=answer.query.text,
        found=tuple(_found(hit, answer.passages[hit.passage]) for hit in listed),
        reply=tuple(
            SourceReply(
                s,
                tuple(place[id] for id in chosen[s.id]),
                sum(answer.passages[h.passage].source == s.id for h in answer.hits),
            )
            for s in visible
            if s.id in chosen
        ),
        silent=tuple(source for source in visible if source.id not in chosen),
        corrections=_corrections(answer, catalogue),
        suggestions=() if answer.hits else _suggestions(answer, reader, catalogue),
    )


def _found(hit: Hit, passage: Passage) -> Found:
    spans = marks(passage.text, hit.matches)
    return Found(passage, attribution_at(passage, spans), hit.score, hit.coverage, hit.matches, spans)


def _corrections(answer: Answer, catalogue: Catalogue) -> dict[str, str]:
    """What was searched for instead, as a passage found has it, or the lexicon alone: no hidden passage gives a word away."""
    asked = {term.word: term.corrected for term in answer.terms if term.corrected}
    heard = sorted({word for hit in answer.hits if asked for word in _heard(answer.passages[hit.passage], catalogue)})
    shown: dict[str, str] = {}
    for typed, right in asked.items():
        root = catalogue.vocabulary[right]
        alike = [right] if right in heard or root not in catalogue.frequency else [w for w in heard if stem(w) == root]
        shown |= {typed: min(alike, key=len)} if alike else {}
    return shown


def _heard(passage: Passage, catalogue: Catalogue) -> set[str]:
    """The folded words of a passage and of its voices' names: what a question can have met."""
    names = [catalogue.voices[voice].name for voice in speakers(passage)]
    return {word.folded for text in (passage.text, *names) for word in words(text)}


def _suggestions(answer: Answer, reader: Reader, catalogue: Catalogue) -> tuple[str, ...]:
    # Imported here: it loads the fuzzy matcher, which a question that finds something does without.
    from bot.search.suggestions import suggest

    return suggest(answer, reader, catalogue)
