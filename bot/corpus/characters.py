"""Which characters may stand in a corpus file: those a reader can see and a search can match.

Refused are controls (tabs too), bidirectional overrides, invisible and unassigned characters, and words that mix
look-alike scripts. Joiners between letters of scripts that need them are kept.
"""

from __future__ import annotations

import re
import unicodedata

from bot.corpus.rules import Report, Rule

_JOINERS = "\u200c\u200d"
_BLANKS = {ord(blank): " " for blank in "\u00a0\u2007\u2009\u202f"}
_HIDDEN = re.compile("[\u034f\u115f\u1160\u2800\u3164\uffa0]")
"""Characters that count as letters or signs and show nothing."""
_LOOKALIKES = frozenset(("LATIN", "CYRILLIC", "GREEK"))
_FOREIGN = re.compile(r"[\u0370-\u052f\u1c80-\u1c8f\u1d26-\u1d2b\u1f00-\u1fff\u2de0-\u2dff\ua640-\ua69f]")


def check(text: str, report: Report) -> None:
    """Report every invisible character and every word of mixed scripts, by its line."""
    for number, line in enumerate(text.split("\n"), start=1):
        if _HIDDEN.search(line) or not line.translate(_BLANKS).isprintable():
            _check_visible(line, number, report)
        if _FOREIGN.search(line):
            _check_scripts(line, number, report)


def _check_visible(line: str, number: int, report: Report) -> None:
    for place, character in enumerate(line):
        seen = ord(character) in _BLANKS or (character.isprintable() and not _HIDDEN.match(character))
        if seen or (character in _JOINERS and _joins(line, place)):
            continue
        name = unicodedata.name(character, "a control or unassigned character")
        message = f"U+{ord(character):04X} ({name}) at column {place + 1} cannot be seen; take it out."
        report.add(number, Rule.INVISIBLE_CHARACTER, message)


def _joins(line: str, place: int) -> bool:
    around = line[max(place - 1, 0) : place] + line[place + 1 : place + 2]
    letters = [unicodedata.category(letter)[0] in "LM" and ord(letter) > 0x52F for letter in around]
    return len(letters) == 2 and all(letters)


def _check_scripts(line: str, number: int, report: Report) -> None:
    for word in re.findall(r"[^\W\d_]+", line):
        scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in word} & _LOOKALIKES
        if len(scripts) > 1:
            mixture = " and ".join(sorted(script.capitalize() for script in scripts))
            report.add(number, Rule.MIXED_SCRIPTS, f"The word {word!a} mixes {mixture} letters.")
