"""The judge: one body for each rule, which breaks that rule and nothing else, and the same body mended."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from . import description
from .openapi import Description

Json = dict[str, Any]
MESSAGES = ("POST", "/channels/1/messages")
COMMANDS = ("PUT", "/applications/1/commands")
CALLBACK = ("POST", "/interactions/1/token/callback")
V2 = 1 << 15


def row(*parts: Json) -> Json:
    return {"type": 1, "components": list(parts)}


def button(**more: Any) -> Json:
    return {"type": 2, "style": 1, "label": "b", "custom_id": "b"} | more


def link(url: str = "https://example.org", **more: Any) -> Json:
    return {"type": 2, "style": 5, "label": "l", "url": url} | more


def select(**more: Any) -> Json:
    return {"type": 3, "custom_id": "s", "options": [{"label": "a", "value": "a"}, {"label": "b", "value": "b"}]} | more


def text(content: str = "t") -> Json:
    return {"type": 10, "content": content}


def layout(*parts: Json, **more: Any) -> Json:
    return {"flags": V2, "components": list(parts), **more}


def old(*rows: Json) -> Json:
    return {"content": "c", "components": list(rows)}


def embed(**more: Any) -> Json:
    return {"embeds": [more]}


def command(**more: Any) -> list[Json]:
    return [{"name": "quote", "description": "d", **more}]


def option(name: str, **more: Any) -> Json:
    return {"type": 3, "name": name, "description": "d", **more}


def menus(count: int, **more: Any) -> list[Json]:
    return [{"type": 3, "name": f"Menu {number}", **more} for number in range(count)]


def long_choices(count: int) -> list[Json]:
    return [{"name": f"{number:0>70}", "value": f"{number:0>70}"} for number in range(count)]


def form(*rows: Json, **more: Any) -> Json:
    return {"type": 9, "data": {"custom_id": "f", "title": "t", "components": list(rows), **more}}


def field(name: str = "a", **more: Any) -> Json:
    return {"type": 18, "label": "l", "component": {"type": 4, "style": 1, "custom_id": name, **more}}


CASES: list[tuple[tuple[str, str], Any, Any, str]] = [
    # Discord's own description
    (MESSAGES, embed(title="t" * 257), embed(title="t" * 256), "maxLength 256"),
    (MESSAGES, embed(description="t" * 4097), embed(description="t" * 4096), "maxLength 4096"),
    (MESSAGES, {"embeds": [{"title": "t"}] * 11}, {"embeds": [{"title": "t"}] * 10}, "maxItems 10"),
    (MESSAGES, old(row(*[button(custom_id=str(n)) for n in range(6)])), old(row(button())), "maxItems 5"),
    (MESSAGES, old(row(button(label="l" * 81))), old(row(button(label="l" * 80))), "maxLength 80"),
    (MESSAGES, old(row(button(custom_id="c" * 101))), old(row(button(custom_id="c" * 100))), "maxLength 100"),
    (MESSAGES, old(row(link("https://" + "u" * 505))), old(row(link("https://" + "u" * 504))), "maxLength 512"),
    (MESSAGES, {"content": 1}, {"content": "1"}, "breaks type string"),
    (COMMANDS, command(description="d" * 101), command(description="d" * 100), "maxLength 100"),
    (CALLBACK, form(field(), title="t" * 46), form(field(), title="t" * 45), "maxLength 45"),
    (MESSAGES, layout({"type": 99}), layout(text()), "of a kind that cannot stand here"),
    (("GET", "/quotes"), None, None, "no such operation"),
    # what stands beyond it: messages
    (MESSAGES, {"content": "c" * 2001}, {"content": "c" * 2000}, "over 2000"),
    (MESSAGES, {"content": ""}, {"content": "c"}, "empty message"),
    (MESSAGES, {"embeds": [{"description": "d" * 3001}] * 2}, {"embeds": [{"description": "d" * 3000}] * 2},
     "over 6000"),
    (MESSAGES, embed(fields=[{"name": " ", "value": "v"}]), embed(fields=[{"name": "n", "value": "v"}]),
     "not be empty"),
    (MESSAGES, {"content": "c", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
     {"content": "c", "allowed_mentions": {"parse": ["roles"], "users": ["1"]}}, "both parsed and listed"),
    (MESSAGES, old(row(button()), row(button())), old(row(button()), row(button(custom_id="c"))), "not unique"),
    (MESSAGES, layout({**text(), "id": 1}, {**text(), "id": 1}), layout({**text(), "id": 1}, text()), "id 1 is not"),
    (MESSAGES, old(row(link(custom_id="c"))), old(row(link())), "a url and no custom_id"),
    (MESSAGES, old(row(link("ftp://example.org"))), old(row(link("http://example.org"))), "http, https or discord"),
    (MESSAGES, old(row(button(url="https://example.org"))), old(row(button())), "a custom_id and no url"),
    (MESSAGES, old(row(button(label=None))), old(row(button(label=None, emoji={"name": "x"}))), "a label or an emoji"),
    (MESSAGES, old(row(select(max_values=3))), old(row(select(max_values=2))), "do not fit its options"),
    (MESSAGES, old(row(select(options=[{"label": "a", "value": "a"}, {"label": "b", "value": "a"}]))),
     old(row(select())), "the same value"),
    (MESSAGES, old(row(select(options=[{"label": n, "value": n, "default": True} for n in "ab"]))),
     old(row(select(max_values=2, options=[{"label": n, "value": n, "default": True} for n in "ab"]))), "preselected"),
    (MESSAGES, old(*[row(button(custom_id=str(n))) for n in range(6)]),
     old(*[row(button(custom_id=str(n))) for n in range(5)]), "over 5 action rows"),
    (MESSAGES, old(row(select(), button())), old(row(select()), row(button())), "shares its row"),
    # messages of the new kind
    (MESSAGES, {"components": [text()]}, layout(text()), "needs the flag"),
    (MESSAGES, layout(text(), content="c"), layout(text(), content=None), "content: may not stand beside"),
    (MESSAGES, layout(text(), embeds=[{"title": "t"}]), layout(text(), embeds=[]), "embeds: may not stand beside"),
    (MESSAGES, layout(*[text()] * 2, {"type": 17, "components": [text()] * 38}),
     layout(text(), {"type": 17, "components": [text()] * 38}), "41 in all, over 40"),
    (MESSAGES, layout(text("t" * 2001), text("t" * 2000)), layout(text("t" * 2000), text("t" * 2000)), "over 4000"),
    (CALLBACK, {"type": 4, "data": {}}, {"type": 4, "data": {"content": "c"}}, "empty message"),
    (CALLBACK, {"type": 5, "data": {"flags": V2}}, {"type": 5, "data": {"flags": 64}}, "only be ephemeral"),
    # commands and forms
    (COMMANDS, command(name="Quote"), command(), "does not fit"),
    (COMMANDS, command(name="a b"), command(name="who-said"), "does not fit"),
    (COMMANDS, command(description=""), command(), "has no description"),
    (COMMANDS, command() * 2, command() + command(name="b"), "two commands named"),
    (COMMANDS, command(options=[option("a"), option("a")]), command(options=[option("a")]), "two options of one name"),
    (COMMANDS, command(options=[option("a"), option("b", required=True)]),
     command(options=[option("b", required=True), option("a")]), "after an optional"),
    (COMMANDS, command(options=[{"type": 1, "name": "s", "description": "d"}, option("a")]),
     command(options=[{"type": 1, "name": "s", "description": "d", "options": [option("a")]}]), "beside plain options"),
    (COMMANDS, command(options=[option("a", autocomplete=True, choices=[{"name": "n", "value": "v"}])]),
     command(options=[option("a", autocomplete=True)]), "beside fixed choices"),
    (COMMANDS, menus(1, description="d"), menus(1), "neither description"),
    (COMMANDS, menus(16), menus(15), "over 15 commands"),
    (COMMANDS, command(options=[option(f"o{n}", choices=long_choices(25)) for n in range(3)]),
     command(options=[option(f"o{n}", choices=long_choices(18)) for n in range(3)]), "over 8000"),
    (CALLBACK, form(*[field(str(n)) for n in range(6)]), form(*[field(str(n)) for n in range(5)]), "over 5"),
    (CALLBACK, form(field(), field()), form(field(), field("b")), "custom_id not unique"),
    (CALLBACK, form(field(min_length=5, max_length=4)), form(field(min_length=4, max_length=5)), "contradict"),
    (CALLBACK, form(field(label="twice")), form(field()), "not both and not none"),
]  # fmt: skip


@pytest.fixture
def judge() -> Description:
    return description.required()


@pytest.mark.parametrize(("operation", "broken", "mended", "rule"), CASES, ids=[case[3] for case in CASES])
def test_rule(judge: Description, operation: tuple[str, str], broken: Any, mended: Any, rule: str) -> None:
    problems = judge.request(*operation, broken)
    assert len(problems) == 1, problems
    assert rule in problems[0]
    if mended is not None:
        assert judge.request(*operation, mended) == []


def test_an_edit_is_judged_with_the_message_it_changes(judge: Description) -> None:
    edit = ("PATCH", "/channels/1/messages/2")
    assert judge.request(*edit, {"components": [text()]}, {"flags": V2}) == []
    assert "needs the flag" in judge.request(*edit, {"components": [text()]}, {"flags": 0})[0]
    assert "content: may not" in judge.request(*edit, layout(text()), {"flags": 0, "content": "old words"})[0]
    assert judge.request(*edit, layout(text(), content=None), {"flags": 0, "content": "old words"}) == []


def test_answers_are_judged_too(judge: Description) -> None:
    assert judge.answer("GET", "/gateway", 200, {"url": "wss://example.org"}) == []
    assert "'url' is a required property" in judge.answer("GET", "/gateway", 200, {})[0]


@pytest.mark.parametrize("ci", ["", "true"])
def test_a_missing_description_is_explained(
    ci: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    request.addfinalizer(description.load.cache_clear)
    description.load.cache_clear()
    for name in ("package.json", "spec_from_npm.mjs"):
        (tmp_path / name).write_text("")
    monkeypatch.setattr(description, "HERE", tmp_path)
    monkeypatch.delenv("DISCORD_OPENAPI", raising=False)
    monkeypatch.setenv("CI", ci)
    ending = pytest.fail.Exception if ci else pytest.skip.Exception
    with pytest.raises(ending, match="npm install --ignore-scripts"):
        description.required()
