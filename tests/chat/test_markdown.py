"""Our reading of Discord's markdown, against what its clients are known to show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.drawing.markdown import Live, render, settled
from tests.chat.invented import nasty_text
from tests.strategies import strangers_text, thorough


@pytest.mark.parametrize(
    ("markdown", "visible", "live"),
    [
        ("**a** b", "a b", [("bold", "a")]),
        ("*a* _b_", "a b", [("italic", "a"), ("italic", "b")]),
        ("__a__ ~~b~~", "a b", [("underline", "a"), ("strike", "b")]),
        ("||a||", "a", [("spoiler", "a")]),
        ("**a *b* c**", "a b c", [("bold", "a b c"), ("italic", "b")]),
        ("`*a*` ```b```", "*a* b", [("code", "*a*"), ("code", "b")]),
        ("# a\nb", "a\nb", [("heading", "a")]),
        ("### a", "a", [("heading", "a")]),
        ("#### a", "#### a", []),
        ("a # b", "a # b", []),
        ("-# a\nb", "a\nb", [("subtext", "a")]),
        ("> a\n> b\nc", "a\nb\nc", [("quote", "a\nb")]),
        ("a\n> **b**\n— c", "a\nb\n— c", [("bold", "b"), ("quote", "b")]),
        ("a\n>>> b\nc", "a\nb\nc", [("quote", "b\nc")]),
        ("a > b", "a > b", []),
        (">a", ">a", []),
        ("- a\n* b\n1. c", "- a\n* b\n1. c", [("list", "-"), ("list", "*"), ("list", "1.")]),
        ("1917. a", "1917. a", [("list", "1917.")]),
        ("a 1. b", "a 1. b", []),
        ("<@1> <@!2> <@&3> <#4>", "@1 @!2 @&3 #4", [("mention", m) for m in ("@1", "@!2", "@&3", "#4")]),
        ("<t:5:R> </say:6> <:e:7>", "t:5:R /say:6 :e:7", [("mention", m) for m in ("t:5:R", "/say:6", ":e:7")]),
        ("@everyone, a@b.c", "@everyone, a@b.c", [("mention", "@everyone")]),
        (":smile: 12:30", ":smile: 12:30", [("emoji", ":smile:")]),
        ("**not closed", "**not closed", []),
        ("a \\ b \\c", "a \\ b \\c", []),
        ("\\*a\\* \\\\", "*a* \\", []),
        ("**a\\***", "a*", [("bold", "a*")]),
    ],
)
def test_constructs(markdown: str, visible: str, live: list[tuple[str, str]]) -> None:
    shown = render(markdown)
    assert shown.visible == visible
    assert [(one.kind, shown.visible[one.start : one.end]) for one in shown.live] == live


@pytest.mark.parametrize(
    ("markdown", "label", "target"),
    [
        ("[a b](https://x.y/z)", "a b", "https://x.y/z"),
        ("[a](<https://x.y/#:~:text=b%20c,-d>)", "a", "https://x.y/#:~:text=b%20c,-d"),
        ("[a](https://x.y 'title')", "a", "https://x.y"),
        ("[[a]](http://x.y)", "[a]", "http://x.y"),
        ("https://x.y/z a", "https://x.y/z", "https://x.y/z"),
        ("<https://x.y>", "https://x.y", "https://x.y"),
        ("discord.gg/abc", "discord.gg", "discord.gg"),
    ],
)
def test_links_and_where_they_lead(markdown: str, label: str, target: str) -> None:
    shown = render(markdown)
    links = [live for live in shown.live if live.kind == "link"]
    assert [(shown.visible[live.start : live.end], live.target) for live in links] == [(label, target)]


def test_in_the_label_of_a_masked_link_nothing_can_be_escaped_so_it_is_in_doubt() -> None:
    shown = render("[\\*a\\*](https://x.y)")
    assert shown.visible == "\\*a\\*"
    assert {live.kind for live in shown.live} == {"link", "doubt"}


def test_blanks_are_shown_as_a_client_leaves_them() -> None:
    assert render(" a  \n b\r\nc\td\f ").visible == "a\n b\nc    d"


@thorough(300)
@given(st.one_of(nasty_text, strangers_text))
def test_whatever_is_live_is_reported_in_place(markdown: str) -> None:
    shown = render(markdown)
    assert all(0 <= live.start <= live.end <= len(shown.visible) for live in shown.live)
    assert not shown.live or list(shown.live) == sorted(shown.live, key=lambda one: (one.start, -one.end, one.kind))
    if not shown.live:
        assert len(settled(markdown)) - len(shown.visible) <= markdown.count("\\")


def test_live_constructs_are_values() -> None:
    assert render("**a**").live == (Live("bold", 0, 1),)
