"""Draws messages as a Discord client shows them: payloads -> one page of HTML, desktop or phone width, dark theme.

Knows Discord's payloads and our own reading of its markdown; the style sheet beside it is our own. Nothing is fetched.
Invariant: a text is drawn from the markdown that is sent, so a fault in what we send is seen here too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
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
    "mention": ('<span class="mention">', "</span>"),
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


def page(posts: Iterable[Post], *, phone: bool = False) -> str:
    """Return a page that shows the messages one below the other."""
    messages = "".join(map(_post, posts))
    style = _STYLE.read_text(encoding="utf-8")
    kind = "phone" if phone else "desktop"
    return f'<!doctype html><meta charset="utf-8"><style>{style}</style><body class="{kind}"><main>{messages}</main>'


def text(markdown: str) -> str:
    """Return the HTML of a text as a client shows it."""
    shown = render(markdown)
    opened = sorted(shown.live, key=lambda live: (live.start, -live.end))
    return "".join(_spans(shown.visible, 0, len(shown.visible), opened))


def _spans(visible: str, start: int, end: int, live: list[Live]) -> Iterator[str]:
    """The characters from `start` to `end` with what is live among them, the outer first."""
    while live and live[0].start < end:
        outer = live.pop(0)
        yield escape(visible[start : outer.start])
        inner = [one for one in live if one.end <= outer.end]
        live = [one for one in live if one.end > outer.end]
        before, after = _TAGS.get(outer.kind, ("<span>", "</span>"))
        yield before + "".join(_spans(visible, outer.start, outer.end, inner)) + after
        # A block ends its line by itself.
        start = outer.end + (outer.kind in _BLOCKS and visible[outer.end : outer.end + 1] == "\n")
    yield escape(visible[start:end])


def _post(post: Post) -> str:
    tag = '<span class="app">APP</span>' if post.bot else ""
    above = f'<p class="spine"><b>{escape(post.replies or post.uses)}</b></p>' if post.replies or post.uses else ""
    content = f'<div class="text">{text(post.payload["content"])}</div>' if post.payload.get("content") else ""
    parts = "".join(map(_component, post.payload.get("components", [])))
    below = '<p class="private">Only you can see this · <a>Dismiss message</a></p>' if post.private else ""
    return (
        f'<article class="{"private-message" if post.private else ""}">{above}'
        f'<i class="avatar {"bot" if post.bot else ""}">{escape(post.author[0].upper())}</i>'
        f"<header><b>{escape(post.author)}</b>{tag}<time>Today at 19:04</time></header>"
        f"{content}{parts}{below}</article>"
    )


def _component(part: Payload) -> str:
    inner = "".join(map(_component, part.get("components", [])))
    match part["type"]:
        case 1:
            return f'<div class="row">{inner}</div>'
        case 2:
            leaves = _LEAVES if part["style"] == 5 else ""
            return f'<span class="button {_BUTTONS[part["style"]]}">{escape(part["label"])}{leaves}</span>'
        case 10:
            return f'<div class="text">{text(part["content"])}</div>'
        case 17:
            colour = part.get("accent_color")
            accent = f' style="border-left-color: #{colour:06x}"' if colour is not None else ""
            return f'<section class="card"{accent}>{inner}</section>'
    return inner
