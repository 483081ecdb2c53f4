"""Answers on a screen: no letter of a quotation lost at any width, all said that must be, and a chat that listens."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import stat
import struct
import sys
import termios
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from bot.commands import COMMANDS, Desk, asking
from bot.library import Library
from bot.models import Attribution, Corpus, Passage, Source, Step
from bot.replies.cards import Card, Quote, Reply, Row, Span
from bot.replies.excerpts import left_out
from bot.terminal.completion import Suggestions
from bot.terminal.screen import WIDEST, Screen
from tests.conftest import REAL
from tests.strategies import strangers_text, thorough
from tests.window import Window, window

CONTROLS = re.compile(r"\x1b\]8;[^\x1b]*\x1b\\|\x1b\[[0-9;]*m")
Layout = Literal["plain", "framed"]
LAYOUTS: tuple[Layout, ...] = ("plain", "framed")
BARS = {"plain": re.compile(r"^> ?(.*)$"), "framed": re.compile(r"^│ ┃ (.*?) *│$")}


SOURCE = Source(
    "soup", "letter", "Soup", "The soup", "cook", "2001", "", "", "", "A frame.", "#336699", (), (), "", "soup.md"
)


def quote(
    text: str, slices: tuple[Span, ...], marks: tuple[Span, ...] = (), *, credit: str = "The Cook", label: str = ""
) -> Quote:
    """A quote of an invented passage; it is shown without an address."""
    chain = Attribution((Step("cook"),))
    passage = Passage("soup.1", "soup", "", "paragraph", "¶1", text, "cook", chain, 0, 1)
    return Quote(passage, slices, left_out(text, slices), marks, credit, (), "", label)


def printed(
    monkeypatch: pytest.MonkeyPatch, reply: Reply, layout: Layout = "plain", width: int = 80, *, titled: bool = False
) -> str:
    monkeypatch.setenv("COLUMNS", str(width))
    file = StringIO()
    Screen(file, "always" if layout == "framed" else "auto").show(reply, titled=titled)
    return file.getvalue()


def bare(text: str) -> list[str]:
    """The lines of an answer without colours and links."""
    return CONTROLS.sub("", text).splitlines()


def quoted(text: str, layout: Layout) -> str:
    """What stands behind bars, without any blank."""
    found = (BARS[layout].match(line) for line in bare(text))
    return "".join("".join(line[1] for line in found if line).split())


def alone(library: Library, passage: Passage) -> Reply:
    return Desk(library).answer(asking("context", f"{passage.id} 0"))


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_passage_keeps_every_letter(
    monkeypatch: pytest.MonkeyPatch, library: Library, corpus: Corpus, layout: Layout, width: int
) -> None:
    for passage in corpus.passages:
        text = printed(monkeypatch, alone(library, passage), layout, width)
        assert quoted(text, layout) == "".join(passage.text.split()), passage.id
        assert all(len(line) <= width for line in bare(text) if "://" not in line), passage.id


@pytest.mark.parametrize("layout", LAYOUTS)
@thorough(150)
@given(st.data())
def test_any_slices_and_marks_of_any_text_keep_every_letter(layout: Layout, data: st.DataObject) -> None:
    """Wrapping and marking change nothing, whatever the words, the width and the places pointed at."""
    words = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=30)
    text = " ".join(data.draw(st.lists(words, min_size=1, max_size=40)))
    places = st.integers(0, len(text))
    edges = sorted(set(data.draw(st.lists(places, min_size=2, max_size=6))))
    slices = tuple(zip(edges[::2], edges[1::2], strict=False))
    pairs = data.draw(st.lists(st.tuples(places, places), max_size=4))
    marks = tuple(sorted((min(pair), max(pair)) for pair in pairs))
    shown = quote(text, slices, marks)
    with pytest.MonkeyPatch.context() as monkeypatch:
        output = printed(
            monkeypatch, Reply("", cards=(Card(SOURCE, (shown,)),)), layout, data.draw(st.integers(20, 120))
        )
    assert quoted(output, layout) == "".join("".join(text[start:end] for start, end in slices).split())


def test_what_is_left_out_is_counted(monkeypatch: pytest.MonkeyPatch, library: Library) -> None:
    cut = re.compile(r"^\[(\d+) words? left out\]$")
    for question in ("kronstadt", "what did NEP do to workers", "by:lenin party"):
        reply = Desk(library, 300).answer(asking("quote", question))
        for card in reply.cards:
            for shown in card.quotes:
                lines = bare(printed(monkeypatch, Reply("", cards=(replace(card, quotes=(shown,)),))))
                words = sum(len(line[2:].split()) for line in lines if line.startswith("> "))
                left = sum(int(found[1]) for line in lines if (found := cut.match(line)))
                assert words + left == len(shown.passage.text.split())


@pytest.mark.parametrize("room", [200, None])
def test_exactly_the_words_that_matched_are_pointed_at(
    monkeypatch: pytest.MonkeyPatch, library: Library, room: int | None
) -> None:
    for question in ("kronstadt", "lenin party", "workers democracy"):
        reply = Desk(library, room).answer(asking("quote", question))
        pointed_at = re.findall(r"\x1b\[1;4m([^\x1b]*)\x1b", printed(monkeypatch, reply, "framed", 100))
        wanted = [
            shown.passage.text[mark[0] : mark[1]]
            for card in reply.cards
            for shown in card.quotes
            for mark in shown.marks
            if any(start <= mark[0] and mark[1] <= end for start, end in shown.slices)
        ]
        assert "".join("".join(pointed_at).split()) == "".join("".join(wanted).split()) != ""


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_card_says_whose_words_they_are_and_where_they_stand(
    monkeypatch: pytest.MonkeyPatch, library: Library, layout: Layout
) -> None:
    reply = Desk(library, 600).answer(asking("quote", "kronstadt in:pirani"))
    text = printed(monkeypatch, reply, layout)
    (card,) = reply.cards
    flat = " ".join(" ".join(line.strip("│ ") for line in bare(text)).split())
    for said in (card.source.short, "web page", card.source.framing, *(quote.credit for quote in card.quotes)):
        assert " ".join(said.split()) in flat
    assert all(quote.passage.id in flat and quote.url in text for quote in card.quotes)


def test_silence_corrections_and_what_is_not_shown_are_said(monkeypatch: pytest.MonkeyPatch, library: Library) -> None:
    desk = Desk(library, 600)
    assert "Nothing on this in " in printed(monkeypatch, desk.answer(asking("quote", "Thermidor")))
    assert "more from this source; in:harman-pamphlet" in printed(
        monkeypatch, desk.answer(asking("quote", "lenin"))
    ).replace("\n", " ")
    corrected = printed(monkeypatch, desk.answer(asking("quote", "demokracy")))
    assert corrected.startswith("Searched for “democracy” (you typed “demokracy”).\n")
    assert "Nothing found" in printed(monkeypatch, desk.answer(asking("quote", "xylophone on neptune")))


def test_a_verdict_comes_first_and_changes_stand_side_by_side(
    monkeypatch: pytest.MonkeyPatch, library: Library
) -> None:
    asked = asking("who-said", "to put it honestly, they are not the teachers but the led")
    lines = bare(printed(monkeypatch, Desk(library, 600).answer(asked)))
    assert lines[0].startswith("Altered")
    assert "you: “teachers” | the text: “leaders”" in lines


def test_why_explains_a_hit(monkeypatch: pytest.MonkeyPatch, library: Library) -> None:
    reply = Desk(library, 600, why=True).answer(asking("quote", "cronstadt"))
    text = " ".join(printed(monkeypatch, reply).split())
    assert re.search(r"Score \d\.\d{3}; it covers \d+% of the question\.", text)
    assert re.search(r"“cronstadt” by “kronstadt” \(spelling\), in the words, \w+( times)?; worth 0\.\d\d of 1\.", text)
    assert library.catalogue().build[:12] in text


def test_nothing_is_read_as_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    tricky = "[bold]not bold[/bold] [link=http://x]y[/link] :smile: [red] \\[a] {b}"
    card = Card(SOURCE, (quote(tricky, ((0, len(tricky)),), credit=tricky, label=tricky),), heading=tricky)
    reply = Reply(tricky, (tricky,), (card,), closing=(tricky,), columns=("a", "b"), rows=(Row((tricky, tricky)),))
    for layout in LAYOUTS:
        text = "\n".join(bare(printed(monkeypatch, reply, layout, 200, titled=True)))
        assert text.count(tricky) == 9


def test_the_framing_stands_once_for_each_source(monkeypatch: pytest.MonkeyPatch, library: Library) -> None:
    reply = Desk(library, 600).answer(asking("context", "ford-thread.c9.1 exchange"))
    assert len(reply.cards) > 1
    assert bare(printed(monkeypatch, reply, width=400)).count(reply.cards[0].source.framing) == 1


def test_a_quotation_stands_once_in_a_reply_and_is_then_referred_to(
    monkeypatch: pytest.MonkeyPatch, library: Library
) -> None:
    reply = Desk(library, 600).answer(asking("contrast", "kronstadt"))
    ids = [shown.passage.id for card in reply.cards for shown in card.quotes]
    lines = bare(printed(monkeypatch, reply, width=400))
    assert lines.count("[shown above]") == len(ids) - len(set(ids)) > 0
    for card in reply.cards:
        for shown in card.quotes:
            assert lines.count(f"> {shown.passage.text}") <= 1


@pytest.mark.parametrize("line", ["voices", "coverage kronstadt", "help", "sources"])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_tables_lose_no_letter_at_any_width(
    monkeypatch: pytest.MonkeyPatch, library: Library, line: str, layout: Layout, width: int
) -> None:
    reply = Desk(library).answer(asking(*line.partition(" ")[::2]))
    text = printed(monkeypatch, reply, layout, width)
    assert all(len(drawn) <= width for drawn in bare(text) if "://" not in drawn)
    cells = [cell for row in reply.rows for cell in row.cells]
    columns = reply.columns if line.startswith("coverage") else ()
    if reply.rows:
        assert sorted(re.findall(r"[\w…]", "".join(bare(text)))) == sorted(
            re.findall(r"\w", "".join((*cells, *columns)))
        )


def test_a_pipe_gets_plain_lines_of_80(monkeypatch: pytest.MonkeyPatch, library: Library) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    file = StringIO()
    Screen(file).show(Desk(library, 600).answer(asking("quote", "kronstadt")))
    lines = file.getvalue().splitlines()
    assert "\x1b" not in file.getvalue()
    assert not set(file.getvalue()) & set("│╭╰┃─")
    assert max(len(line) for line in lines if "://" not in line) in range(70, 81)
    assert not [line for line in lines if line != line.rstrip()]


def test_an_address_is_whole_in_a_pipe_and_clickable_in_a_frame(
    monkeypatch: pytest.MonkeyPatch, library: Library
) -> None:
    reply = Desk(library, 600).answer(asking("quote", "kronstadt in:harman"))
    plain, framed = (printed(monkeypatch, reply, layout, 60) for layout in LAYOUTS)
    for shown in reply.cards[0].quotes:
        assert f"[{shown.passage.id}] {shown.url}\n" in plain
        assert f";{shown.url}\x1b\\" in framed
        assert shown.url not in CONTROLS.sub("", framed)


def test_without_colour_nothing_is_lost(monkeypatch: pytest.MonkeyPatch, library: Library) -> None:
    reply = Desk(library, 600).answer(asking("quote", "kronstadt"))
    coloured = printed(monkeypatch, reply, "framed")
    monkeypatch.setenv("NO_COLOR", "1")
    plain = printed(monkeypatch, reply, "framed")
    assert re.search(r"\x1b\[[0-9;]*3[0-9]", coloured)
    assert not re.search(r"\x1b\[([0-9;]*;)?(3[0-7]|38|9[0-7])[;m]", plain)
    assert "".join(bare(coloured)) == "".join(bare(plain))


@pytest.mark.parametrize(("columns", "width"), [(300, WIDEST), (72, 72), (0, 80)])
def test_a_terminal_is_filled_up_to_what_can_be_read(monkeypatch: pytest.MonkeyPatch, columns: int, width: int) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    with os.fdopen(slave, "w") as file:
        assert (Screen(file).frames, Screen(file).width) == (True, width)
        monkeypatch.setenv("TERM", "dumb")
        assert not Screen(file).frames
    os.close(master)


@thorough(60)
@given(text=strangers_text)
def test_whatever_is_asked_can_be_printed(small_library: Library, text: str) -> None:
    desk = Desk(small_library, 100)
    with pytest.MonkeyPatch.context() as monkeypatch:
        for name in ("quote", "who-said", "contrast", "coverage"):
            asked = asking(name, text)
            if asked.argument and not re.search(r"\b(by|in):", asked.argument, re.IGNORECASE):
                for layout in LAYOUTS:
                    printed(monkeypatch, desk.answer(asked), layout, 40, titled=True).encode()


def completions(library: Library, line: str) -> list[str]:
    return [found.text for found in Suggestions(library).get_completions(Document(line), CompleteEvent())]


def test_commands_are_completed(library: Library) -> None:
    assert completions(library, "!") == [*(f"!{command.name}" for command in COMMANDS), "!quit"]
    assert completions(library, "!wh") == ["!who-said"]
    assert completions(library, "!help co") == ["context", "contrast", "coverage"]
    assert completions(library, "!sources ") == completions(library, "!xyzzy ") == []


def test_voices_and_sources_are_completed_in_filters_by_id_or_name(library: Library) -> None:
    assert "lenin" in completions(library, "!quote party by:le")
    assert completions(library, "by:harm") == ["harman"]
    assert completions(library, "!quote in:pir") == ["pirani-page"]
    assert "harman-pamphlet" in completions(library, "!quote sailors in:lost")
    assert completions(library, "!who-said words by trot") == ["trotsky"]
    assert completions(library, "!quote by the way") == completions(library, "within:") == []


def test_every_passage_id_and_topic_is_completed(library: Library, corpus: Corpus) -> None:
    assert set(completions(library, "!context ")) == {passage.id for passage in corpus.passages}
    assert completions(library, "!context harman-pamphlet.1.")[:2] == ["harman-pamphlet.1.1", "harman-pamphlet.1.2"]
    assert "Kronstadt" in completions(library, "!contrast kro")


def test_every_completed_filter_finds_something(library: Library) -> None:
    for key in ("by", "in"):
        for name in completions(library, f"!quote {key}:"):
            assert library.quote(f"{key}:{name}").found, name


def opened(database: Path, home: Path, *options: str) -> contextlib.AbstractContextManager[Window]:
    """A chat in a window, with its history under `home`."""
    command = [sys.executable, "-W", "error", "-m", "bot", "--corpus", str(REAL), "--database", str(database), *options]
    kept = {"HOME": str(home), "XDG_STATE_HOME": str(home), "TERM": "xterm-256color", "PYTHONPATH": str(REAL.parent)}
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    return window(command, {**environment, **kept}, columns=100)


def test_a_chat_answers_until_the_reader_leaves(database: Path, tmp_path: Path) -> None:
    talk_of: tuple[tuple[str | bytes, str], ...] = (
        ("kronstadt\r", "Harman's pamphlet"),
        ("!who-said they are not the leaders but the led\r", "Lenin, March 1922 Party Congress"),
        ("!qoute x\r", "did you mean !quote"),
        ("!quote x by:nobody\r", "Nobody called"),
        (b"\xff\xfe\x00\r", "What shall I look for"),
        ("half a question\x03", "half a question"),
        ("!sources\r", "pirani-page"),
    )
    with opened(database, tmp_path) as talk:
        talk.until("!quit leaves")
        for asked_before, (typed, answer) in enumerate(talk_of):
            talk.prompted(asked_before + 1)
            talk.type(typed)
            talk.until(answer)
        talk.prompted(len(talk_of) + 1)
        talk.type("!quit\r")
        assert talk.closed() == 0
    kept = tmp_path / "dissensus/history"
    assert "+!sources" in kept.read_text(encoding="utf-8").splitlines()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_chat_completes_what_is_typed(database: Path, tmp_path: Path) -> None:
    with opened(database, tmp_path) as talk:
        talk.prompted(1)
        talk.type("!quote kronstadt in:pi")
        talk.until("pirani-page")
        talk.type("\t\r")
        talk.until("Pirani's page")
        talk.prompted(2)
        talk.type("\x04")
        assert talk.closed() == 0


def test_a_chat_without_history_keeps_none(database: Path, tmp_path: Path) -> None:
    with opened(database, tmp_path, "chat", "--no-history") as talk:
        talk.prompted(1)
        talk.type("!voices\r")
        talk.until("Martov")
        talk.prompted(2)
        talk.type("!quit\r")
        assert talk.closed() == 0
    assert not list(tmp_path.rglob("history"))
