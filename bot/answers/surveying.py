"""`contrast`, `sources`, `voices`, `coverage`: the corpus seen from above. Counts and registered pairs, nothing inferred."""

from __future__ import annotations

from collections import Counter

from bot.models import Contrast, Passage, Source
from bot.results import Contrasted, Coverage, Pair, VoiceEntry
from bot.search.catalogue import Catalogue
from bot.search.engine import search
from bot.search.folding import stem, stems, words
from bot.search.index import speakers
from bot.search.lexicon import Lexicon
from bot.search.query import parse
from bot.search.vocabulary import Term, terms
from bot.store.reader import Reader


def contrast(topic: str, reader: Reader, catalogue: Catalogue) -> Contrasted:
    """Registered pairs on a topic, with a passage id, or of two ids, of which both sides may be shown."""
    passages, visible = _visible(reader)
    wanted = terms(parse(topic), catalogue, Lexicon(reader))
    # A pair on everything asked for; failing that, on some of it: the reader sees which topics a pair has.
    on = {c: [_named(term, c) for term in wanted] for c in visible}
    ids = set(topic.split())
    chosen = [c for c in visible if {c.a, c.b} == ids]
    chosen = chosen or [c for c in visible if topic.strip() in (c.a, c.b) or (wanted and all(on[c]))]
    chosen = chosen or [c for c in visible if any(on[c])]
    topics = sorted({topic for c in visible for topic in c.topics})
    return Contrasted(topic, tuple(Pair(c, passages[c.a], passages[c.b]) for c in chosen), tuple(topics))


def pairs(ids: frozenset[str], reader: Reader) -> tuple[Pair, ...]:
    """Registered pairs that hold one of these passages, of which both sides may be shown."""
    passages, visible = _visible(reader)
    return tuple(Pair(c, passages[c.a], passages[c.b]) for c in visible if ids & {c.a, c.b})


def _visible(reader: Reader) -> tuple[dict[str, Passage], list[Contrast]]:
    """The passages of registered pairs, and the pairs of which both sides may be shown."""
    registered = reader.all(Contrast)
    passages = reader.passages([id for c in registered for id in (c.a, c.b)])
    return passages, [c for c in registered if c.a in passages and c.b in passages]


def _named(term: Term, contrast: Contrast) -> bool:
    """Whether a word stands, in some form, among the topics the curators gave a pair."""
    there = {word for topic in contrast.topics for word in stems(topic)}
    return stem(term.word) in there or any(there.issuperset(form.stems) for form in term.forms)


def sources(reader: Reader, catalogue: Catalogue) -> tuple[tuple[Source, int], ...]:
    """Visible sources by date with their numbers of passages."""
    counts = Counter(p.source for p in reader.passages().values())
    return tuple((source, counts[id]) for id, source in catalogue.sources.items() if counts[id])


def voices(reader: Reader, catalogue: Catalogue) -> tuple[VoiceEntry, ...]:
    """Everybody heard in visible passages, in the order they are first heard, with the number of passages by source."""
    heard: dict[str, Counter[str]] = {}
    for passage in reader.passages().values():
        for voice in speakers(passage):
            heard.setdefault(voice, Counter())[passage.source] += 1
    return tuple(VoiceEntry(catalogue.voices[id], dict(counts)) for id, counts in heard.items())


def coverage(topic: str, reader: Reader, catalogue: Catalogue) -> tuple[Coverage, ...]:
    """For each visible source a line of its own (section ""), then one for each of its sections."""
    hits = {hit.passage for hit in search(topic, reader, catalogue).hits}
    visible = reader.passages().values()
    lines = []
    for id, source in catalogue.sources.items():
        own = [p for p in visible if p.source == id]
        lines += [_line(source, "", source.title, own, hits)] if own else []
        for section in dict.fromkeys(p.section for p in own if p.section):
            title = catalogue.sections[id, section].title
            lines.append(_line(source, section, title, [p for p in own if p.section == section], hits))
    return tuple(lines)


def _line(source: Source, section: str, title: str, passages: list[Passage], hits: set[str]) -> Coverage:
    size = sum(len(words(p.text)) for p in passages)
    return Coverage(source, section, title, len(passages), sum(p.id in hits for p in passages), size)
