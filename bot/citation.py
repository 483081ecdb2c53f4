"""Attribution in words: who speaks, through whose hands the words came, and where they stand.

Knows English and the fields of an attribution's steps. Invariant: every name printed is held by the record (the steps,
their voices, the source, the locator); nothing is looked up elsewhere, and an inference is called one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise

from bot.models import UNNAMED, Attribution, Certainty, Form, Passage, Quotation, Source, Step, Voice

_INFERENCE: dict[Certainty, str] = {"stated": "", "likely": "likely", "inferred": "inferred from the context"}
_KIND = {"page": "web page"}


def steps(
    attribution: Attribution, voices: Mapping[str, Voice], source: Source, passage: Passage, *, form: Form = "verbatim"
) -> tuple[str, ...]:
    """Return the chain in words, one string a step, from the first speaker outward.

    `voices` maps ids to voices; `form` is that of the quotation. The last step ends with the place in the source.
    """
    chain = _reworded(attribution.steps) if form == "reworded" else attribution.steps
    notes = [step.note if step.note != after.note else "" for step, after in pairwise(chain)] + [chain[-1].note]
    words = [_step(step, voices[step.voice], note) for step, note in zip(chain, notes, strict=True)]
    return *words[:-1], ", ".join(filter(None, (words[-1], _place(source, passage, voices[chain[-1].voice]))))


def credit(
    attribution: Attribution, voices: Mapping[str, Voice], source: Source, passage: Passage, *, form: Form = "verbatim"
) -> str:
    """Return the whole chain as one line, first speaker first."""
    return "; ".join(steps(attribution, voices, source, passage, form=form))


def heard(passage: Passage, voices: Mapping[str, Voice], source: Source) -> str:
    """Return the line for a passage shown whole: who speaks in it, then everybody quoted in it, in order."""
    own, form, inside = passage.attribution, _form(passage), _quoted(passage)
    if inside and len({quotation.attribution for quotation in inside}) == 1 and not _narrated(passage, inside):
        own, form, inside = inside[0].attribution, inside[0].form, []
    first, *rest = steps(own, voices, source, passage, form=form)
    for verb, wanted in (("quoting", "verbatim"), ("rewording", "reworded")):
        names = _names([quotation.attribution.steps[0] for quotation in inside if quotation.form == wanted], voices)
        first += f", {verb} {'; '.join(names)}" if names else ""
    return "; ".join([first, *rest])


def kind(source: Source) -> str:
    """Return the kind of a source in words: "web page" for "page"."""
    return _KIND.get(source.kind, source.kind)


def _reworded(chain: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return the chain with the nearest quoter called a rewording one."""
    quoter = next((place for place, step in enumerate(chain) if step.how == "quoted by"), len(chain) - 1)
    return *chain[:quoter], replace(chain[quoter], how="reworded by"), *chain[quoter + 1 :]


def _step(step: Step, voice: Voice, note: str) -> str:
    remarks = [voice.about if voice.kind == "commenter" else "", _INFERENCE[step.certainty]]
    who = f"{step.how} {voice.name}".strip() + _bracket(remarks) + (f" to {step.to}" if step.to else "")
    return ", ".join(filter(None, (who, step.when, step.work, step.at))) + _bracket([f"note {note}" if note else ""])


def _place(source: Source, passage: Passage, narrator: Voice) -> str:
    """Return the locator without the narrator's name ("Comment 9"), with the kind of text where no heading tells it."""
    locator = passage.locator
    head, _, rest = locator.partition(", ")
    if head.casefold() == narrator.name.casefold():
        return rest
    return f"{kind(source)}, {locator}" if locator.startswith("¶") else locator


def _names(first_steps: list[Step], voices: Mapping[str, Voice]) -> list[str]:
    """Return each speaker once, in order; whoever is named here and inferred there is "in part" inferred."""
    sure: dict[str, set[Certainty]] = {}
    for step in first_steps:
        sure.setdefault(step.voice, set()).add(step.certainty)
    return [_name(voices[voice], certainties) for voice, certainties in sure.items()]


def _name(voice: Voice, certainties: set[Certainty]) -> str:
    doubts = " or ".join(label for certainty, label in _INFERENCE.items() if label and certainty in certainties)
    name = f"somebody {voice.name}" if voice.id == UNNAMED else voice.name
    return name + _bracket([f"in part {doubts}" if doubts and "stated" in certainties else doubts])


def _quoted(passage: Passage) -> list[Quotation]:
    """Return the quotations whose words are not the passage's own (a block quotation's own words are)."""
    return [quotation for quotation in passage.quotations if quotation.attribution != passage.attribution]


def _form(passage: Passage) -> Form:
    own = (quotation.form for quotation in passage.quotations if quotation.attribution == passage.attribution)
    return next(own, "verbatim")


def _narrated(passage: Passage, inside: Iterable[Quotation]) -> bool:
    """Whether a letter or figure of the passage stands outside the quotations in it."""
    quoted = {place for quotation in inside for place in range(quotation.start, quotation.end)}
    return any(sign.isalnum() for place, sign in enumerate(passage.text) if place not in quoted)


def _bracket(remarks: list[str]) -> str:
    kept = "; ".join(filter(None, remarks))
    return f" ({kept})" if kept else ""
