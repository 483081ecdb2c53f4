"""Draws messages as a Discord client shows them: payloads -> one page of HTML, desktop or phone width, dark theme.

Knows Discord's payloads and our own reading of its markdown; the style sheet beside it is our own. Nothing is fetched.
Invariant: a text is drawn from the markdown that is sent, so a fault in what we send is seen here too.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

from bot.chat.drawing.markdown import Kind, Live, render

Payload = dict[str, Any]

_STYLE = Path(__file__).with_name("preview.css")
_BLOCKS = {"quote", "subtext", "heading"}
_TAGS: dict[Kind, tuple[str, str]] = {
    "bold": ("<strong>", "</strong>"),
    "italic": ("<em>", "</em>"),
    "underline": ("<u>", "</u>"),
    "strike": ("<s>", "</s>"),
    "spoiler": ('<span class="spoiler">', "</span>"),
    "code": ("<code>", "</code>"),
    "quote": ('<div class="quote"><blockquote>', "</blockquote></div>"),
    "subtext": ("<small>", "</small>"),
    "heading": ("<h3>", "</h3>"),
    "link": ("<a>", "</a>"),
}
_BUTTONS = {1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "secondary"}
_LEAVES = ' <svg viewBox="0 0 16 16"><path d="M9 2h5v5M14 2 7 9M12 9v4H3V4h4" /></svg>'


@dataclass(frozen=True, slots=True)
class Post:
    """A message in the channel: a member's text, or a payload of the bot; `uses` is the slash command it answers."""

    author: str
    payload: Payload
    bot: bool = False
    uses: str = ""
    replies: str = ""
    private: bool = False


@dataclass(frozen=True, slots=True)
class Screen:
    """What a client knows besides the messages: names of people, roles and channels by id, pictures by address."""

    names: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, bytes] = field(default_factory=dict)

    def page(self, posts: Iterable[Post], *, phone: bool = False, opened: Payload | None = None) -> str:
        """Return a page that shows the messages one below the other, and below them a form that is open."""
        drawn = "".join(map(self._post, posts)) + (self._form(opened) if opened else "")
        style = _STYLE.read_text(encoding="utf-8")
        kind = "phone" if phone else "desktop"
        return f'<!doctype html><meta charset="utf-8"><style>{style}</style><body class="{kind}"><main>{drawn}</main>'

    # -- texts

    def _text(self, markdown: str) -> str:
        shown = render(markdown)
        opened = sorted(shown.live, key=lambda live: (live.start, -live.end))
        return "".join(self._spans(shown.visible, 0, len(shown.visible), opened))

    def _spans(self, visible: str, start: int, end: int, live: list[Live]) -> Iterator[str]:
        """The characters from `start` to `end` with what is live among them, the outer first."""
        while live and live[0].start < end:
            outer = live.pop(0)
            yield escape(visible[start : outer.start])
            inner = [one for one in live if one.end <= outer.end]
            live = [one for one in live if one.end > outer.end]
            if outer.kind == "mention":
                yield self._mention(visible[outer.start : outer.end])
            else:
                before, after = _TAGS.get(outer.kind, ("<span>", "</span>"))
                yield before + "".join(self._spans(visible, outer.start, outer.end, inner)) + after
            # A block ends its line by itself.
            start = outer.end + (outer.kind in _BLOCKS and visible[outer.end : outer.end + 1] == "\n")
        yield escape(visible[start:end])

    def _mention(self, reference: str) -> str:
        """A person, role or channel by name; a moment as a reader in London has it."""
        if reference.startswith("t:"):
            _, seconds, *_ = reference.split(":")
            return f'<span class="moment">{datetime.fromtimestamp(int(seconds), UTC):%-d %B %Y %H:%M}</span>'
        sign = reference[0]
        return f'<span class="mention">{sign}{escape(self.names.get(reference.lstrip("@#&!"), reference[1:]))}</span>'

    # -- messages

    def _post(self, post: Post) -> str:
        tag = '<span class="app">APP</span>' if post.bot else ""
        above = f'<p class="spine"><b>{escape(post.replies or post.uses)}</b></p>' if post.replies or post.uses else ""
        content = (
            f'<div class="text">{self._text(post.payload["content"])}</div>' if post.payload.get("content") else ""
        )
        parts = "".join(map(self._component, post.payload.get("components", [])))
        below = '<p class="private">Only you can see this · <a>Dismiss message</a></p>' if post.private else ""
        return (
            f'<article class="{"private-message" if post.private else ""}">{above}'
            f'<i class="avatar {"bot" if post.bot else ""}">{escape(post.author[0].upper())}</i>'
            f"<header><b>{escape(post.author)}</b>{tag}<time>Today at 19:04</time></header>"
            f"{content}{parts}{below}</article>"
        )

    def _form(self, form: Payload) -> str:
        fields = "".join(map(self._component, form["components"]))
        ends = (
            '<div class="row ends"><span class="button">Cancel</span><span class="button primary">Submit</span></div>'
        )
        return f'<section class="form"><h2>{escape(form["title"])}</h2>{fields}{ends}</section>'

    # -- components

    def _component(self, part: Payload) -> str:
        inner = "".join(map(self._component, part.get("components", [])))
        match part["type"]:
            case 1:
                return f'<div class="row">{inner}</div>'
            case 2:
                leaves = _LEAVES if part["style"] == 5 else ""
                return f'<span class="button {_BUTTONS[part["style"]]}">{escape(part["label"])}{leaves}</span>'
            case 3 | 5 | 6 | 7 | 8:
                return self._menu(part)
            case 4:
                kind = "lines" if part["style"] == 2 else "line"
                return f'<div class="field {kind}">{escape(part.get("value") or "")}</div>'
            case 10:
                return f'<div class="text">{self._text(part["content"])}</div>'
            case 12:
                return "".join(self._picture(item["media"]["url"], item["description"]) for item in part["items"])
            case 13:
                return f'<div class="file"><a>{escape(part["name"])}</a><small>{part["size"]} bytes</small></div>'
            case 17:
                colour = part.get("accent_color")
                accent = f' style="border-left-color: #{colour:06x}"' if colour is not None else ""
                veil = " veiled" if part.get("spoiler") else ""
                return f'<section class="card{veil}"{accent}>{inner}</section>'
            case 18:
                return f"<label>{escape(part['label'])}{self._component(part['component'])}</label>"
        raise ValueError(f"a component of type {part['type']} cannot be drawn yet")

    def _menu(self, menu: Payload) -> str:
        """A menu to choose from, closed: what is chosen, else what it asks for."""
        chosen = [option["label"] for option in menu.get("options") or [] if option.get("default")]
        chosen += [self.names.get(str(one["id"]), str(one["id"])) for one in menu.get("default_values") or []]
        shown = "".join(f"<b>{escape(one)}</b>" for one in chosen) or f"<i>{escape(menu.get('placeholder') or '')}</i>"
        return f'<div class="menu">{shown}<u>⌄</u></div>'

    def _picture(self, address: str, about: str) -> str:
        data = base64.b64encode(self.pictures[address]).decode()
        return f'<img class="picture" alt="{escape(about)}" src="data:image/png;base64,{data}">'
