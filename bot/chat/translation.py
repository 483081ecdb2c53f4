"""The bot's own sentences in other languages: read from `locale/<language>/LC_MESSAGES/dissensus.po`, English built in.

A sentence is looked up as it stands, else recognised by its template ("Searched for “{right}” ..."), whatever stands in
its places. Invariant: what has no translation is said in English; words of a source never come through here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files

import discord
from discord import app_commands

from bot.chat.drawing.words import Say
from bot.replies.cards import Card, Reply

LANGUAGES = ("de", "es")
"""What there is beside English."""

NAME = "name"
"""The context (`msgctxt`) of names of commands and options, which are lower case and have no blanks."""

_OURS = ("words", "label")
"""Places that hold a sentence of ours; in all others stand names, ids, figures, or what somebody typed."""

_ENTRY = re.compile(
    r'(?:^msgctxt (?P<context>".*")\n)?^msgid (?P<id>".*"(?:\n".*")*)\nmsgstr (?P<text>".*"(?:\n".*")*)$', re.MULTILINE
)
_PLACE = re.compile(r"\\{(\w+)\\}")


class Language:
    """One language: says a sentence of ours in it."""

    def __init__(self, texts: dict[tuple[str, str], str]) -> None:
        self._texts = texts
        templates = sorted((id for context, id in texts if not context and "{" in id), key=_bare, reverse=True)
        self._templates = [(_pattern(template), texts["", template]) for template in templates]

    def __call__(self, sentence: str) -> str:
        """The sentence, or the template of one, in this language; as it stands where there is no translation."""
        if found := self._texts.get(("", sentence)):
            return found
        for pattern, text in self._templates:
            if match := pattern.fullmatch(sentence):
                places = match.groupdict().items()
                return text.format(**{name: self(value) if name in _OURS else value for name, value in places})
        return sentence

    def name(self, name: str) -> str | None:
        """The name of a command or option."""
        return self._texts.get((NAME, name))

    def exact(self, sentence: str) -> str | None:
        """The translation of just this sentence, if there is one."""
        return self._texts.get(("", sentence))


class Translator(app_commands.Translator):
    """Gives Discord the names and descriptions of commands in every language there is."""

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        """The name or description for Discord's clients; None leaves it in English."""
        code = _code(locale)
        if code is None:
            return None
        spoken_here = language(code)
        return spoken_here.name(string.message) if string.extras.get(NAME) else spoken_here.exact(string.message)


def named(name: str) -> app_commands.locale_str:
    """A command's or option's name, to be translated."""
    return app_commands.locale_str(name, **{NAME: True})


def spoken(locale: discord.Locale | None) -> Say:
    """How to say things where this locale is set."""
    code = _code(locale) if locale else None
    return language(code) if code else str


def spoken_in(guild: discord.Guild | None) -> Say:
    """How to say things for everybody in a server; in English where there is none."""
    return spoken(guild.preferred_locale if guild else None)


def translated(reply: Reply, say: Say) -> Reply:
    """The reply with the sentences that are ours in another language; what curators and sources wrote stays."""
    if say is str:
        return reply
    return replace(
        reply,
        title=say(reply.title) if reply.rows else reply.title,
        notices=tuple(map(say, reply.notices)),
        closing=tuple(map(say, reply.closing)),
        columns=tuple(map(say, reply.columns)),
        cards=tuple(_card(card, say) for card in reply.cards),
        rows=tuple(replace(row, cells=tuple(map(say, row.cells))) for row in reply.rows),
    )


def _card(card: Card, say: Say) -> Card:
    quotes = tuple(replace(quote, label=say(quote.label), why=tuple(map(say, quote.why))) for quote in card.quotes)
    return replace(card, heading=say(card.heading), facts=tuple(map(say, card.facts)), quotes=quotes)


@cache
def language(code: str) -> Language:
    """One of `LANGUAGES`, read once."""
    file = files("bot.chat") / "locale" / code / "LC_MESSAGES" / "dissensus.po"
    return Language({(context, id): text for context, id, text in entries(file.read_text(encoding="utf-8")) if id})


def entries(catalogue: str) -> Iterator[tuple[str, str, str]]:
    """Context, English and translation of every entry of a .po file without plural forms; the head has no English."""
    for found in _ENTRY.finditer(catalogue):
        yield _joined(found["context"] or '""'), _joined(found["id"]), _joined(found["text"])


def _joined(literals: str) -> str:
    return "".join(ast.literal_eval(line) for line in literals.splitlines())


def _code(locale: discord.Locale) -> str | None:
    code = locale.value.partition("-")[0]
    return code if code in LANGUAGES else None


def _pattern(template: str) -> re.Pattern[str]:
    """What a sentence made from a template looks like; what is called an id holds no blanks."""
    seen: set[str] = set()

    def place(found: re.Match[str]) -> str:
        name = found[1]
        if name in seen:
            return f"(?P={name})"
        seen.add(name)
        return rf"(?P<{name}>[\w.:-]+)" if name.endswith("id") else f"(?P<{name}>.+)"

    return re.compile(_PLACE.sub(place, re.escape(template)), re.DOTALL)


def _bare(template: str) -> int:
    """How much a template says beside its places: the one that says most is tried first."""
    return len(re.sub(r"\{\w+\}", "", template))
