"""The bot's own sentences: verdicts, claims, relations, counts. English only; front ends may translate them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from bot.search.verdicts import Verdict

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


def counted(number: int, noun: str) -> str:
    """The number with its noun in the right form: "1 passage", "2,000 passages"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def listed(words: Sequence[str], last: str) -> str:
    """Words as a list in a sentence: "a, b or c" with `last` "or"."""
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)
