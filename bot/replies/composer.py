"""Results -> replies, in English sentences of our own around slices of the sources.

Knows what has to be said with an answer (corrections, silence, cuts, verdicts) and in which order. Invariant: no
sentence here sums up, weighs or compares what the sources say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot import citation
from bot.links import Links
from bot.models import Passage, Quotation, Source
from bot.replies.cards import Card, Chain, Change, Quote, Reply, Row, Span
from bot.replies.excerpts import excerpt, left_out
from bot.replies.wording import CLAIMS, NEAREST, REWORDED, VERDICTS, answering, counted, listed, reason, worth
from bot.results import Context, Contrasted, Coverage, Found, Pair, Quoted, Said, Spoken, VoiceEntry
from bot.search.catalogue import Catalogue
from bot.search.findings import Verdict

_NEAREST = 3
"""Passages shown at most where nothing matches: they are a hint, not an answer."""


class Composer:
    """Composes replies from results of one corpus.

    `room` is about how many characters of a passage are shown (None: all); `why` explains every hit.
    """

    def __init__(self, catalogue: Catalogue, links: Links, room: int | None = None, *, why: bool = False) -> None:
        self._catalogue = catalogue
        self._links = links
        self._room = room
        self._why = why

    def quote(self, result: Quoted) -> Reply:
        """The cards for `quote`: one a source, by date; corrections and silence said."""
        notices = [f"Searched for “{right}” (you typed “{wrong}”)." for wrong, right in result.corrections.items()]
        if not result.found:
            notices.append("Nothing found in any source that may be quoted here.")
        if result.suggestions:
            notices.append(f"Did you mean {listed([f'“{word}”' for word in result.suggestions], 'or')}?")
        cards = [
            Card(part.source, tuple(self._found(result.found[i]) for i in part.shown), part.total - len(part.shown))
            for part in result.reply
        ]
        closing = (f"Corpus {self._catalogue.build[:12]}.",) if self._why else ()
        silent = result.silent if result.found else ()
        return Reply(result.query, tuple(notices), tuple(cards), silent, closing=closing)

    def who_said(self, result: Said) -> Reply:
        """The verdict in words, the claim, then every place; or the nearest, labelled as no match."""
        notices = [VERDICTS[result.verdict]]
        if result.claim:
            notices.append(self._claim(result))
        notices += self._reworded(result)
        cards = self._by_source(self._told(result.places, result.verdict))
        if result.nearest:
            notices.append(NEAREST[result.verdict])
            cards += self._by_source(self._told(result.nearest, result.verdict)[:_NEAREST])
        return Reply(result.phrase, tuple(notices), tuple(cards))

    def context(self, result: Context, *, exchange: bool = True) -> Reply:
        """A passage with its neighbours, whole, and the sections it answers or is answered by, whole or by name."""
        around = [*result.before, result.passage, *result.after]
        quotes = [self._whole(p, result.source, "the passage asked for" if p == result.passage else "") for p in around]
        together = result.section and all(p.section == result.passage.section for p in around)
        title = result.section.title if result.section and together else ""
        others = [(answering(result.section, s), passages) for s, passages in result.exchange if result.section]
        cards = [Card(result.source, tuple(quotes), heading=title)]
        if exchange:
            cards += [
                Card(result.source, tuple(self._whole(p, result.source) for p in passages), heading=label)
                for label, passages in others
            ]
            return Reply(result.passage.id, (), tuple(cards))
        named = [f"{label}: from {passages[0].id}." for label, passages in others]
        return Reply(result.passage.id, (), tuple(cards), closing=tuple(named))

    def contrast(self, result: Contrasted) -> Reply:
        """Registered pairs, both sides whole, with the relation, the evidence and who registered it."""
        if not result.pairs:
            notices = [f"No pair is registered on “{result.topic}”." if result.topic else "Which topic?"]
            notices += [f"Topics with registered pairs: {listed(result.topics, 'and')}."] if result.topics else []
            return Reply(result.topic, tuple(notices))
        cards = [card for pair in result.pairs for card in self._pair(pair)]
        return Reply(
            result.topic,
            (f"{counted(len(result.pairs), 'registered pair')}. Curators registered them; nothing is inferred.",),
            tuple(cards),
        )

    def sources(self, result: Iterable[tuple[Source, int]]) -> Reply:
        """A card for each source, by date, without quotations."""
        cards = [
            Card(
                source,
                (),
                heading=f"{self._catalogue.voices[source.author].name}: {source.title}",
                facts=(source.publication, counted(passages, "passage")),
            )
            for source, passages in result
        ]
        return Reply("Sources", cards=tuple(cards))

    def voices(self, result: Iterable[VoiceEntry]) -> Reply:
        """Everybody who speaks, and where."""
        rows = [
            Row(
                (
                    entry.voice.name,
                    entry.voice.about,
                    ", ".join(f"{self._catalogue.sources[id].short} {n}" for id, n in entry.passages.items()),
                )
            )
            for entry in result
        ]
        return Reply("Voices", columns=("voice", "who", "passages"), rows=tuple(rows))

    def coverage(self, topic: str, result: Iterable[Coverage]) -> Reply:
        """Hits by source and section, and for each thousand words, so that lengths compare."""
        rows = [
            Row(
                (
                    line.title if line.section else line.source.short,
                    str(line.hits),
                    str(line.passages),
                    f"{line.per_thousand:.1f}",
                ),
                depth=1 if line.section else 0,
            )
            for line in result
            if line.hits or not line.section
        ]
        return Reply(
            f"Coverage of “{topic}”",
            columns=("source, section", "hits", "passages", "hits per 1,000 words"),
            rows=tuple(rows),
        )

    def _found(self, found: Found) -> Quote:
        source = self._catalogue.sources[found.passage.source]
        quote = self._quote(found.passage, source, excerpt(found.passage.text, found.marks, self._room), found.marks)
        why = (worth(found.score, found.coverage), *map(reason, found.matches)) if self._why else ()
        return replace(quote, why=why)

    def _whole(self, passage: Passage, source: Source, label: str = "") -> Quote:
        return self._quote(passage, source, ((0, len(passage.text)),), (), label)

    def _told(self, places: Iterable[Spoken], verdict: Verdict) -> list[tuple[Source, Quote]]:
        """The places as quotes; those in one passage with one attribution are one quote with several marks."""
        originals = {spoken.quotation.original for spoken in places if spoken.quotation}
        grouped: dict[object, list[Spoken]] = {}
        for spoken in places:
            key = (spoken.passage.id, spoken.attribution, spoken.verdict, spoken.changes)
            grouped.setdefault(key, []).append(spoken)
        return [
            (alike[0].source, self._spoken(alike, _standing(alike[0], verdict, originals)))
            for alike in grouped.values()
        ]

    def _spoken(self, alike: list[Spoken], label: str) -> Quote:
        spoken = alike[0]
        marks = tuple(sorted((place.start, place.end) for place in alike))
        changes = tuple(Change(change.typed, change.stands) for change in spoken.changes)
        form = spoken.quotation.form if spoken.quotation else "verbatim"
        credit = citation.credit(spoken.attribution, self._catalogue.voices, spoken.source, spoken.passage, form=form)
        shown = excerpt(spoken.passage.text, marks, self._room)
        quote = self._quote(spoken.passage, spoken.source, shown, marks, label, credit, changes)
        return replace(quote, url=self._links.words(spoken.passage, spoken.start, spoken.end))

    def _quote(
        self,
        passage: Passage,
        source: Source,
        shown: tuple[Span, ...],
        marks: tuple[Span, ...],
        label: str = "",
        credit: str = "",
        changes: tuple[Change, ...] = (),
    ) -> Quote:
        line = credit or citation.heard(passage, self._catalogue.voices, source)
        chains = [
            Chain((q.start, q.end), self._credit(q, source, passage))
            for q in passage.quotations
            if q.attribution != passage.attribution and any(q.start < e and s < q.end for s, e in shown)
        ]
        return Quote(
            passage,
            shown,
            left_out(passage.text, shown),
            marks,
            line,
            tuple(chain for chain in chains if chain.credit != line),
            passage.url,
            label,
            changes,
            passage.remark,
        )

    def _credit(self, quotation: Quotation, source: Source, passage: Passage) -> str:
        return citation.credit(quotation.attribution, self._catalogue.voices, source, passage, form=quotation.form)

    def _pair(self, pair: Pair) -> list[Card]:
        contrast, sources = pair.contrast, self._catalogue.sources
        heading = f"{pair.a.id} {contrast.relation} {pair.b.id}"
        evidence = f"{contrast.evidence} (registered by {contrast.registered_by})"
        a, b = (sources[passage.source] for passage in (pair.a, pair.b))
        return [
            Card(a, (self._whole(pair.a, a),), heading=heading, facts=(evidence,)),
            Card(b, (self._whole(pair.b, b),)),
        ]

    def _by_source(self, quotes: Iterable[tuple[Source, Quote]]) -> list[Card]:
        grouped: dict[Source, list[Quote]] = {}
        for source, quote in quotes:
            grouped.setdefault(source, []).append(quote)
        return [Card(source, tuple(own)) for source, own in grouped.items()]

    def _reworded(self, result: Said) -> list[str]:
        """A sentence where the words do stand so, but only as somebody's rewording of what somebody else said."""
        right = [s for s in result.places if s.verdict in ("exact", "typography")]
        if not right or not all(s.quotation and s.quotation.form == "reworded" for s in right):
            return []
        speaker, quoter = (self._catalogue.voices[step.voice].name for step in right[0].attribution.steps[:2])
        return [REWORDED.format(speaker=speaker, quoter=quoter)]

    def _claim(self, result: Said) -> str:
        claim = result.claim
        if claim is None:
            return ""
        speaker = self._catalogue.voices[result.places[0].attribution.speaker].name
        return CLAIMS[claim.judgement].format(name=self._catalogue.voices[claim.voice].name, speaker=speaker)


def _standing(spoken: Spoken, verdict: Verdict, originals: set[str]) -> str:
    """How a place stands to a phrase with that verdict, in a word or two; "" where the verdict says it all."""
    if verdict == "absent":
        return "Not a match"
    if spoken.passage.id in originals:
        return "The original"
    return "" if spoken.verdict == verdict else VERDICTS[spoken.verdict].partition(":")[0]
