"""The bot's own sentences: verdicts, claims, relations, counts. English only; front ends may translate them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from bot.citation import kind
from bot.models import Section, Source
from bot.search.findings import Verdict
from bot.search.ranking import Match

VERDICTS: dict[Verdict, str] = {
    "exact": "Exact: the words stand so in the text.",
    "typography": "Exact but for typography: the words stand so; capitals, quotation marks or punctuation differ.",
    "altered": "Altered: nearly these words stand in the text; what differs is shown.",
    "stitched": "Stitched: the beginning and the end stand in different places.",
    "absent": "Not in this corpus.",
    "too-short": "Too short: words this common cannot be given to anybody.",
}

NEAREST: dict[Verdict, str] = {
    "absent": "The nearest, which is not a match:",
    "too-short": "They stand, among other places, here:",
}

CLAIMS: dict[Literal["holds", "passed on", "spoken of", "no"], str] = {
    "holds": "Yes: {name}.",
    "passed on": "Not {name}: {speaker}. {name} passed the words on.",
    "spoken of": "Not {name}: {speaker}, about {name}.",
    "no": "Not {name}: {speaker}.",
}

REWORDED = "But the wording is not {speaker}’s own: {quoter} reworded it."

_FIELDS = {"text": "in the words", "voices": "in the name of who speaks", "heading": "in the heading above"}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def counted(number: int, noun: str) -> str:
    """The number with its noun in the right form: "1 passage", "2,000 passages"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def listed(words: Sequence[str], last: str) -> str:
    """Words as a list in a sentence: "a, b or c" with `last` "or"."""
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


def cut(words: int) -> str:
    """What stands where words of a passage are not shown."""
    return f"[{counted(words, 'word')} left out]"


def more(number: int) -> str:
    """What a card says of hits it does not show."""
    return f"{number:,} more from this source"


def answering(here: Section, other: Section) -> str:
    """How a section stands to the one asked for: it answers it or is answered by it, for certain or likely."""
    certainty = here.certainty if other.id in here.answers else other.certainty
    told = "is answered by it" if other.id in here.answers else "answers it"
    return f"{other.title} {told}{'' if certainty == 'stated' else f' ({certainty})'}"


def silence(sources: Sequence[Source]) -> str:
    """Which sources have nothing on the question, so that nobody takes silence for agreement."""
    return f"Nothing on this in {listed([source.short for source in sources], 'and')}."


def origin(source: Source) -> str:
    """A source's kind and date in words, as its card says them beside its name."""
    return f"{kind(source)}, {dated(source.published)}"


def dated(published: str) -> str:
    """A date of publication in words: "28 June 2010" for "2010-06-28", "June 2010" for "2010-06", else as it stands."""
    parts = published.split("-")
    if not all(part.isdecimal() for part in parts) or not 2 <= len(parts) <= 3 or not 1 <= int(parts[1]) <= 12:
        return published
    return " ".join([*(str(int(day)) for day in parts[2:]), _MONTHS[int(parts[1]) - 1], parts[0]])


def worth(score: float, coverage: float) -> str:
    """How well a passage answers, in a sentence."""
    return f"Score {score:.3f}; it covers {coverage:.0%} of the question."


def reason(match: Match) -> str:
    """By which form, and where, a word of the question was found in a passage."""
    times = "once" if match.times == 1 else f"{match.times} times"
    return (
        f"“{match.word}” by “{' '.join(match.form.stems)}” ({match.form.why}), "
        f"{_FIELDS[match.field]}, {times}; worth {match.worth:.2f} of 1."
    )
