"""Escaping: what is shown is exactly the text, for any text and for every passage, and nothing in it is live."""

from __future__ import annotations

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.drawing.escaping import blanks, escape, tidy
from bot.chat.drawing.markdown import render, settled
from bot.models import Corpus
from tests.chat.invented import nasty_text
from tests.strategies import nightly, strangers_text, thorough

any_text = st.one_of(nasty_text, strangers_text, st.lists(st.one_of(nasty_text, strangers_text)).map("".join))


def shows_exactly(text: str) -> bool:
    shown = render(escape(text))
    return shown.visible == settled(text) and not shown.live


@thorough(300)
@given(any_text)
def test_any_text_is_shown_exactly_and_nothing_in_it_is_live(text: str) -> None:
    assert shows_exactly(text)
    assert len(escape(text)) <= 2 * len(blanks(text))


@pytest.mark.nightly
@nightly()
@given(any_text)
def test_any_text_is_shown_exactly_many_times_over(text: str) -> None:
    assert shows_exactly(text)
    assert shows_exactly(f"> {text}\n-# {text}")


@thorough(300)
@given(nasty_text, nasty_text)
def test_texts_on_lines_of_their_own_make_nothing_together(one: str, other: str) -> None:
    shown = render(f"{escape(one)}\n{escape(other)}")
    assert shown.visible == settled(f"{blanks(one)}\n{blanks(other)}")
    assert not shown.live


def test_every_passage_is_shown_to_the_letter_at_the_cost_of_few_characters(corpus: Corpus) -> None:
    for passage in corpus.passages:
        shown = render(f"> {escape(passage.text)}")
        assert (shown.visible, [live.kind for live in shown.live]) == (passage.text, ["quote"]), passage.id
    whole = "".join(passage.text for passage in corpus.passages)
    assert len(escape(whole)) - len(whole) < len(whole) / 1000


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("plain words, (brackets) – dashes- and 3.5 or 1917.", "plain words, (brackets) – dashes- and 3.5 or 1917."),
        ("1917. The year", "1917\\. The year"),
        ("a\n  - b", "a\n  \\- b"),
        ("# b\n#b", "\\# b\n#b"),
        ("-# small", "\\-# small"),
        ("> b >", "\\> b >"),
        ("a*b_c", "a\\*b\\_c"),
        ("a | b || c", "a | b \\|| c"),
        ("a ~ b ~~~", "a ~ b \\~\\~~"),
        ("C:\\dir", "C:\\\\dir"),
        ("[sic] [x](https://y.z)", "\\[sic] \\[x](https\\://y.z)"),
        ("<@123> <t:1> < 5", "\\<\\@123> \\<t:1> \\< 5"),
        ("mail a@b.c, @everyone, @here", "mail a@b.c, \\@everyone, \\@here"),
        ("at 12:30, :smile:", "at 12:30, \\:smile:"),
        ("discord.gg/x, discord. And", "discord\\.gg/x, discord. And"),
    ],
)
def test_a_backslash_goes_in_only_where_it_is_needed(text: str, escaped: str) -> None:
    assert escape(text) == escaped
    assert shows_exactly(text)


@pytest.mark.parametrize("text", ["1. a", "<@1>", "<t:1>", "@everyone and <#2>", "https://a.b/c_d", ":smile:"])
def test_the_librarys_own_escaping_would_not_do(text: str) -> None:
    shown = render(discord.utils.escape_mentions(discord.utils.escape_markdown(text)))
    assert shown.live or shown.visible != text


def test_tidy_words_are_one_line_without_signs_that_nobody_sees() -> None:
    assert tidy(" two\n\twords\u2028here ") == "two words here"
    assert tidy("left\u202eright\u2066\u200b\x00\ud800\ue000!") == "leftright!"
    assert tidy("👩\u200d👩") == "👩\u200d👩"
    assert tidy("\u202e") == ""


@thorough(300)
@given(strangers_text)
def test_tidying_settles(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text) == settled(tidy(text))
    assert tidy(text).encode().decode() == tidy(text)
