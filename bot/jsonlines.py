"""The public JSON contract: one object a line for each answer. Keys may be added; none changes its meaning.

Invariant: everything said of a passage (voice, attribution, locator, link) is what a card of it would say.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot import citation
from bot.commands import Asked
from bot.links import Links
from bot.models import Attribution, Form, Passage, Section, Source
from bot.replies.cards import Reply
from bot.results import Context, Contrasted, Coverage, Found, Quoted, Said, Spoken, VoiceEntry
from bot.search.catalogue import Catalogue
from bot.search.index import speakers

Json = dict[str, Any]

_MANY = ("sources", "voices", "help")
"""Commands whose answer is a list."""


class Contract:
    """Turns results of one corpus into JSON objects; `why` explains every hit of `quote`."""

    def __init__(self, catalogue: Catalogue, links: Links, *, why: bool = False) -> None:
        self._catalogue = catalogue
        self._links = links
        self._why = why

    def line(self, asked: Asked, result: Any) -> Json:
        """One object for a command's result; for `sources`, `voices` and `help` it holds the list of them."""
        objects = self.lines(asked, result)
        return {asked.command.name: objects} if asked.command.name in _MANY else objects[0]

    def lines(self, asked: Asked, result: Any) -> list[Json]:
        """The objects for a command's result: one, or for `sources`, `voices` and `help` one for each of them."""
        match asked.command.name:
            case "quote":
                return [self.quote(result)]
            case "who-said":
                return [self.who_said(result)]
            case "context":
                return [self.context(result)]
            case "contrast":
                return [self.contrast(result)]
            case "coverage":
                return [self.coverage(asked.argument, result)]
            case "sources":
                return self.sources(result)
            case "voices":
                return self.voices(result)
            case _:
                return self.help(result)

    def quote(self, result: Quoted) -> Json:
        """`quotes` best first, then what else the first reply shows; `reply` gives, by source, indexes into them."""
        return {
            "query": result.query,
            "quotes": [self._found(found) for found in result.found],
            "reply": [
                {"source": part.source.id, "passages": list(part.shown), "total": part.total} for part in result.reply
            ],
            "silent": [source.id for source in result.silent],
            "corrections": result.corrections,
            "suggestions": list(result.suggestions),
            **({"corpus": self._catalogue.build} if self._why else {}),
        }

    def who_said(self, result: Said) -> Json:
        """`matches` best first, authors before quoters; `nearest` only where nothing matches, and never an answer."""
        answer: Json = {
            "phrase": result.phrase,
            "verdict": result.verdict,
            "matches": [self._spoken(spoken) for spoken in result.places],
            "nearest": [self._spoken(spoken) for spoken in result.nearest],
        }
        if result.claim:
            answer["claim"] = {
                "name": result.claim.name,
                "voice": result.claim.voice,
                "judgement": result.claim.judgement,
            }
        return answer

    def context(self, result: Context) -> Json:
        """The passage asked for with its neighbours, its section and its exchange."""
        return {
            "passage": self._passage(result.passage),
            "section": self._section(result.section) if result.section else None,
            "before": [self._passage(passage) for passage in result.before],
            "after": [self._passage(passage) for passage in result.after],
            "exchange": [
                {**self._section(section), "passages": [self._passage(passage) for passage in passages]}
                for section, passages in result.exchange
            ],
        }

    def contrast(self, result: Contrasted) -> Json:
        """Registered pairs on a topic, both sides whole."""
        return {
            "topic": result.topic,
            "pairs": [
                {
                    "a": self._passage(pair.a),
                    "relation": pair.contrast.relation,
                    "b": self._passage(pair.b),
                    "evidence": pair.contrast.evidence,
                    "registered_by": pair.contrast.registered_by,
                    "topics": list(pair.contrast.topics),
                }
                for pair in result.pairs
            ],
            "topics": list(result.topics),
        }

    def sources(self, result: Iterable[tuple[Source, int]]) -> list[Json]:
        """One object a source, by date."""
        return [
            {
                "id": s.id,
                "kind": s.kind,
                "title": s.title,
                "author": self._catalogue.voices[s.author].name,
                "published": s.published,
                "publication": s.publication,
                "url": s.url,
                "framing": s.framing,
                "rights": s.rights,
                "passages": passages,
            }
            for s, passages in result
        ]

    def voices(self, result: Iterable[VoiceEntry]) -> list[Json]:
        """One object a voice, in the order they are first heard."""
        return [
            {
                "id": e.voice.id,
                "name": e.voice.name,
                "kind": e.voice.kind,
                "aliases": list(e.voice.aliases),
                "about": e.voice.about,
                "passages": e.passages,
            }
            for e in result
        ]

    def coverage(self, topic: str, result: Iterable[Coverage]) -> Json:
        """Hits for each source (section "") and section."""
        lines = [
            {
                "source": line.source.id,
                "section": line.section,
                "title": line.title,
                "passages": line.passages,
                "hits": line.hits,
                "words": line.words,
                "per_thousand_words": round(line.per_thousand, 2),
            }
            for line in result
        ]
        return {"topic": topic, "coverage": lines}

    def help(self, result: Reply) -> list[Json]:
        """One object a command."""
        return [{"usage": row.cells[0], "help": row.cells[1]} for row in result.rows]

    def _section(self, section: Section) -> Json:
        return {
            "section": section.id,
            "title": section.title,
            "answers": list(section.answers),
            "certainty": section.certainty,
            "evidence": section.evidence,
        }

    def _found(self, found: Found) -> Json:
        return {
            **self._passage(found.passage, found.attribution),
            "score": round(found.score, 6),
            "marks": [list(span) for span in found.marks],
            **({"why": self._reasons(found)} if self._why else {}),
        }

    def _reasons(self, found: Found) -> Json:
        matches = [
            {
                "word": match.word,
                "form": " ".join(match.form.stems),
                "why": match.form.why,
                "field": match.field,
                "times": match.times,
                "worth": round(match.worth, 4),
            }
            for match in found.matches
        ]
        return {"coverage": round(found.coverage, 4), "matches": matches}

    def _spoken(self, spoken: Spoken) -> Json:
        quotation = spoken.quotation
        form = quotation.form if quotation else "verbatim"
        return {
            **self._passage(spoken.passage, spoken.attribution, form),
            "speaker": self._catalogue.voices[spoken.attribution.speaker].name,
            "verdict": spoken.verdict,
            "words": spoken.words,
            "url": self._links.words(spoken.passage, spoken.start, spoken.end),
            "quotation": spoken.passage.text[quotation.start : quotation.end] if quotation else None,
            "form": form,
            "changes": [{"typed": change.typed, "stands": change.stands} for change in spoken.changes],
            "likeness": round(spoken.likeness, 4),
        }

    def _passage(self, passage: Passage, attribution: Attribution | None = None, form: Form = "verbatim") -> Json:
        chain = attribution or passage.attribution
        source, voices = self._catalogue.sources[passage.source], self._catalogue.voices
        heard = dict.fromkeys((chain.speaker, *speakers(passage)))
        return {
            "passage_id": passage.id,
            "source": passage.source,
            "voice": "; ".join(voices[id].name for id in heard),
            "attribution": list(citation.steps(chain, voices, source, passage, form=form)),
            "locator": passage.locator,
            "text": passage.text,
            "url": passage.url,
            "remark": passage.remark,
        }
