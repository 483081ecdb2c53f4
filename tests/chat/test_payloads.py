"""Whatever is drawn keeps every limit of Discord: judged by its own published description and the rules beyond it.

`pytest -m nightly tests/chat/test_payloads.py` judges at least 10,000 payloads; some minutes.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from discord import SelectOption
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.asking.buttons import Buttons, Manner, Offers
from bot.chat.asking.requests import Request
from bot.chat.drawing.drawn import Drawn, File, Line, Reference, Strong
from bot.chat.drawing.escaping import tidy
from bot.chat.drawing.panel import panel
from bot.chat.moderating.controls import Given, button, choice_field, form, read, text_field, written
from bot.chat.sending.limits import form_problems, message_problems
from bot.chat.sending.proof import prove
from bot.models import Corpus
from bot.replies.cards import Reply
from tests.chat.drawing import messages
from tests.chat.invented import cut, nasty_text, replies
from tests.chat.test_layout import sent
from tests.strategies import anything, nightly, strangers_text, thorough
from tests.wire.description import required

MANNERS = st.builds(Manner, st.sampled_from([None, 2**63 - 1]), *[st.booleans()] * 4)
PLACES = st.sampled_from(["", "harman-pamphlet.4.2", "a-source-with-a-rather-long-name.c12.3"])
OFFERS = st.builds(Offers, *[PLACES] * 5)


def judged(drawn: Drawn) -> None:
    """Discord would take it as a message and as the answer to an interaction, and so say our own limits."""
    body = sent(drawn)
    assert list(message_problems(drawn.payload())) == []
    assert required().request("POST", "/channels/1/messages", body) == []
    assert required().request("POST", "/interactions/1/token/callback", {"type": 4, "data": body}) == []


def drawn_of(reply: Reply, argument: str, manner: Manner, offers: Offers) -> Iterator[Drawn]:
    """Every page of a reply in both layouts, with the buttons the bot would put there."""
    return messages(reply, Buttons(Request("quote", argument), reply, offers, manner))


def test_answers_with_all_their_buttons_are_taken(corpus: Corpus) -> None:
    assert _taken(corpus, thorough(60)) > 200


@pytest.mark.nightly
def test_ten_thousand_answers_with_all_their_buttons_are_taken(corpus: Corpus) -> None:
    assert _taken(corpus, nightly(2_500)) > 10_000


def _taken(corpus: Corpus, often: object) -> int:
    """How many payloads were judged; none of them was refused."""
    count = 0

    def taken(reply: Reply, argument: str, manner: Manner, offers: Offers) -> None:
        nonlocal count
        for drawn in drawn_of(reply, argument, manner, offers):
            judged(drawn)
            count += 1

    often(given(replies(corpus), strangers_text, MANNERS, OFFERS)(taken))()  # type: ignore[operator]
    return count


@given(st.lists(nasty_text, min_size=1, max_size=8), st.integers(1, 2**63 - 1), st.booleans())
def test_panels_show_just_what_was_typed_into_them(typed: list[str], member: int, plain: bool) -> None:
    lines = [Line((Strong("said"), ": ", Reference(f"@{member}"), tidy(text))) for text in typed]
    files = () if plain else (File("a.png", b"x", "a picture"), File("b.csv", b"y"))
    drawn = panel(lines, [[button(tidy(typed[0]) or "x", "some-verb", member)]], files=files, plain=plain)
    prove(drawn, {}.get, ())
    if not files:
        judged(drawn)


@given(cut(20), anything, st.integers(0, 2**63 - 1))
def test_forms_are_taken(title: str, hint: str, number: int) -> None:
    options = [SelectOption(label=f"choice {n}", value=str(n)) for n in range(number % 25 + 1)]
    made = form(
        title or "x",
        "some-form",
        number,
        choice_field("which", title or "x", options),
        text_field("why", title or "x", hint=tidy(hint)[:100]),
    )
    assert list(form_problems(made.to_dict())) == []
    assert required().request("POST", "/interactions/1/token/callback", {"type": 9, "data": made.to_dict()}) == []


@given(st.from_regex(r"[a-z-]{1,24}", fullmatch=True), st.text(max_size=60))
def test_a_control_remembers_what_it_is_for(verb: str, argument: str) -> None:
    assert read(written(verb, argument)) == Given(verb, argument)


@given(anything)
def test_no_memory_is_more_than_this_version_can_read_or_refuse(memory: str) -> None:
    found = read(memory)
    assert found is None or written(found.verb, found.argument) == memory
