"""`who-said`: the verdict on a phrase, whose words it is, through which hands, and whether the asker's claim holds.

Invariant: where a quotation begins, who speaks and through whom comes from the annotation; the match only finds the place.
"""

from __future__ import annotations

import re

from bot.results import Claim, Said, Spoken
from bot.search.attributing import quotation_at
from bot.search.catalogue import Catalogue
from bot.search.findings import LIMIT, Finding, Place
from bot.search.folding import clean, words
from bot.search.lexicon import Lexicon
from bot.search.verdicts import Examiner
from bot.store.reader import Reader

_BY = re.compile(r"\b(?:said by|by)[:\s]\s*", re.IGNORECASE)
_LONGEST_NAME = 80
_CLOSING = {"“": "”", '"': '"', "‘": "’", "'": "'", "«": "»", "„": "“"}


def who_said(phrase: str, reader: Reader, catalogue: Catalogue) -> Said:
    """The answer to "who said this?", authors before quoters, best places first."""
    phrase = _unquoted(clean(phrase, LIMIT))
    examiner = Examiner(reader, catalogue, Lexicon(reader))
    finding = examiner.examine(phrase)
    claimed = _claimed(phrase, catalogue) if finding.verdict not in ("exact", "typography") else None
    if claimed and not _quoted_too(claimed[1], finding):
        phrase, name = claimed
        return _said(phrase, examiner.examine(phrase), catalogue, name)
    return _said(phrase, finding, catalogue, "")


def _claimed(phrase: str, catalogue: Catalogue) -> tuple[str, str] | None:
    """The phrase and the name behind a closing "by NAME", when somebody of that name is known here; the last one counts."""
    tail = max(0, len(phrase) - _LONGEST_NAME)
    for split in reversed(list(_BY.finditer(phrase, tail))):
        name = " ".join(word.folded for word in words(phrase[split.end() :]))
        if catalogue.voices_called(name) and words(phrase[: split.start()]):
            return _unquoted(phrase[: split.start()]), name
    return None


def _quoted_too(name: str, finding: Finding) -> bool:
    """Whether "by NAME" stands at the end of the words found: then it is part of the quotation and nobody's claim."""
    closing = ["by", *name.split()]
    return any([word.folded for word in words(place.text)][-len(closing) :] == closing for place in finding.places)


def _unquoted(phrase: str) -> str:
    """The phrase without the quotation marks the asker put around it."""
    phrase = phrase.strip(" ,;–—-")
    enclosed = len(phrase) > 2 and _CLOSING.get(phrase[0]) == phrase[-1]
    return phrase[1:-1].strip() if enclosed else phrase


def _said(phrase: str, finding: Finding, catalogue: Catalogue, name: str) -> Said:
    places = sorted((_spoken(place, catalogue) for place in finding.places), key=lambda s: _rank(s, catalogue))
    nearest = tuple(_spoken(place, catalogue) for place in finding.nearest)
    claim = _claim(name, places, catalogue) if name and places else None
    return Said(phrase, finding.verdict, tuple(places), nearest, claim)


def _spoken(place: Place, catalogue: Catalogue) -> Spoken:
    passage = place.passage
    quotation = quotation_at(passage, place.held)
    attribution = quotation.attribution if quotation else passage.attribution
    source = catalogue.sources[passage.source]
    return Spoken(
        passage, source, place.start, place.end, attribution, quotation, place.verdict, place.changes, place.likeness
    )


def _rank(spoken: Spoken, catalogue: Catalogue) -> tuple[object, ...]:
    """Right before altered, the speaker's own text before those who quote it, then likeness and the order of the corpus."""
    order = list(catalogue.sources)
    right = spoken.verdict in ("exact", "typography")
    return (
        not right,
        0 if right else -round(spoken.likeness, 1),
        len(spoken.attribution.steps) > 1,
        -spoken.likeness,
        order.index(spoken.passage.source),
        spoken.passage.position,
    )


def _claim(name: str, places: list[Spoken], catalogue: Catalogue) -> Claim:
    """Whether one of that name spoke, by the places that bear the verdict out, not by their echoes."""
    called = catalogue.voices_called(name)
    true = [spoken for spoken in places if spoken.verdict in ("exact", "typography")]
    for spoken in true or places:
        if spoken.attribution.speaker in called:
            return Claim(name, spoken.attribution.speaker, "holds")
    first = places[0]
    passed_on = [step.voice for step in first.attribution.steps[1:] if step.voice in called]
    if passed_on:
        return Claim(name, passed_on[0], "passed on")
    if first.quotation and first.quotation.about in called:
        return Claim(name, first.quotation.about, "spoken of")
    return Claim(name, called[0], "no")
