"""German and Spanish are complete: every sentence the bot can say, and every name of a command, has its translation."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import discord
import pytest
from discord import app_commands

from bot.chat.asking import answering, cooldown
from bot.chat.running import assembled
from bot.chat.translation import LANGUAGES, NAME, Translator, entries, language, spoken, translated
from bot.commands import COMMANDS, Desk, asking
from bot.config import DiscordSettings
from bot.library import Library
from bot.replies.cards import Reply
from bot.state import State

BOT = Path(__file__).parents[2] / "bot"
LINES = (
    *("quote kronstadt", "quote krondstadtt", "quote zanthoplan", "quote what did NEP do to workers"),
    *("who-said they are not the leaders but the led", "who-said They are NOT the leaders, but the led!"),
    *(
        "who-said they are not the leaders but the followers by lenin",
        "who-said the of and",
        "who-said zanthoplan a b c",
    ),
    *(
        "who-said they are not the leaders but the led by lenin",
        "who-said they are not the leaders but the led by ford",
    ),
    *(
        "context harman-pamphlet.4.2",
        "context ford-thread.c4.1",
        "context ford-thread.c4.1 exchange",
        "context ford-review.1",
    ),
    *("contrast", "contrast kronstadt", "contrast zanthoplan", "coverage kronstadt", "sources", "voices", "help"),
)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_catalogue_has_the_same_entries_with_the_same_places(code: str) -> None:
    every = {other: list(entries(_catalogue(other))) for other in LANGUAGES}
    ids = [(context, id) for context, id, _ in every[code]]
    assert len(ids) == len(set(ids))
    assert set(ids) == {(context, id) for context, id, _ in every[LANGUAGES[0]]}
    for context, id, text in every[code]:
        assert text or not id
        if id:
            assert sorted(set(re.findall(r"\{\w+\}", text))) == sorted(set(re.findall(r"\{\w+\}", id)))
        if context == NAME:
            assert re.fullmatch(r"[-_\w]{1,32}", text)
            assert text == text.lower()


def _catalogue(code: str) -> str:
    return (files("bot.chat") / "locale" / code / "LC_MESSAGES" / "dissensus.po").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "locale", [discord.Locale.german, discord.Locale.spain_spanish, discord.Locale.latin_american_spanish]
)
async def test_every_command_and_option_is_named_and_described(
    library: Library, locale: discord.Locale, state: State
) -> None:
    async with assembled(DiscordSettings(), library, state) as client:
        await client.setup_hook()
        commands = client.tree.get_commands()
        payloads = [await command.get_translated_payload(client.tree, Translator()) for command in commands]
        client.counter.desk.close()
    parts = [part for payload in payloads for part in _within(payload)]
    parts += [choice for part in parts for choice in part.get("choices", [])]
    assert len(parts) > 25
    assert any(part.get("type") == 1 and not part.get("options") for part in parts)
    for part in parts:
        assert locale.value in part["name_localizations"], part["name"]
        assert 1 <= len(part["name_localizations"][locale.value]) <= (100 if "value" in part else 32)
        if ("description" in part and part.get("type") != 3) or part.get("description"):
            assert 1 <= len(part["description_localizations"][locale.value]) <= 100


def _within(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A command with its subcommands and all their options."""
    yield part
    for option in part.get("options", []):
        yield from _within(option)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("line", LINES)
def test_whatever_an_answer_adds_is_said_in_the_language(library: Library, code: str, line: str) -> None:
    command, _, argument = line.partition(" ")
    reply = Desk(library).answer(asking(command, argument))
    other = translated(reply, language(code))
    for ours, theirs in zip(_own(reply), _own(other), strict=True):
        assert not ours or ours != theirs, ours
    assert [card.quotes and card.quotes[0].shown for card in reply.cards] == [
        card.quotes and card.quotes[0].shown for card in other.cards
    ]


def _own(reply: Reply) -> Iterator[str]:
    """The sentences of a reply that are the bot's own."""
    yield from (*reply.notices, *reply.closing, *reply.columns)
    yield from (quote.label for card in reply.cards for quote in card.quotes)
    if reply.rows:
        yield reply.title


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_slip_is_said_in_the_language(code: str) -> None:
    sentences = [*_raised(), *(command.missing for command in COMMANDS), *(command.help for command in COMMANDS)]
    sentences += [answering._BROKEN, *(sentence.format(seconds=9) for sentence in cooldown._SENTENCES.values())]
    assert len(sentences) > 20
    for sentence in filter(None, sentences):
        assert language(code)(sentence) != sentence, sentence


def _raised() -> Iterator[str]:
    """Every sentence of a MemberError in the bot, its places filled; what servers decide has words of its own."""
    for path in BOT.rglob("*.py"):
        if "state" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _called(node) in ("MemberError", "UnknownCommandError", "_refusal"):
                yield from filter(None, map(_filled, node.args))


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _filled(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "x" for part in node.values)  # type: ignore[misc]
    return ""


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_template_and_label_is_said_in_the_language(code: str) -> None:
    templates = [*_said(BOT / "chat")]
    assert len(templates) > 15
    for template in templates:
        assert language(code).exact(template), template


def _said(folder: Path) -> Iterator[str]:
    """Every constant that is handed to a `say`, and every label of a button."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in ("say", "_say"):
                yield from (part.value for part in node.args if _is_text(part))  # type: ignore[attr-defined]
            if (
                isinstance(node, ast.Tuple)
                and len(node.elts) == 3
                and path.name == "buttons.py"
                and _is_text(node.elts[0])
            ):
                yield node.elts[0].value  # type: ignore[attr-defined]


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_what_somebody_typed_is_never_translated() -> None:
    german = language("de")
    assert german("Searched for “hits” (you typed “who”).") == "Gesucht wurde “hits” (du hast “who” geschrieben)."
    assert german("4. Kronstadt and the NEP") == "4. Kronstadt and the NEP"


def test_a_language_there_is_none_of_is_english() -> None:
    assert spoken(discord.Locale.french)("Remove") == "Remove"
    assert spoken(None)("Remove") == "Remove"
    assert spoken(discord.Locale.german)("Remove") == "Entfernen"


async def test_names_are_looked_up_apart_from_sentences() -> None:
    assert isinstance(Translator(), app_commands.Translator)
    assert language("de").name("by") == "von"
    assert language("de").exact("by") is None
