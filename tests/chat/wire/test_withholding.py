"""Moderators hide a passage: it is gone from what members see, also from what was posted before."""

from __future__ import annotations

from typing import Any

import pytest

from bot.models import Corpus, Passage
from tests.chat.wire.bots import buttons, containers, text
from tests.chat.wire.conftest import Table

pytestmark = pytest.mark.asyncio(loop_scope="session")

Json = dict[str, Any]


def first_words(passage: Passage) -> str:
    """How a passage begins: enough to know it by."""
    return " ".join(passage.text.split()[:8])


async def moderating(table: Table, name: str, **given: Any) -> Json:
    """What a moderator's command is answered."""
    answer = await table.fake.slash(name, user=table.fake.moderator, channel=table.channel, **given)
    assert answer.ephemeral
    return answer.message


async def test_what_was_posted_is_drawn_anew_without_it_and_again_with_it_when_released(
    table: Table, corpus: Corpus
) -> None:
    await table.say("!quote cheka")
    answer = await table.answer()
    place = next(label.removeprefix("Context ") for label in buttons(answer) if label.startswith("Context "))
    passage = next(p for p in corpus.passages if p.id.partition(".")[2] == place and p.id in text(answer))
    try:
        told = await moderating(table, "withhold", id=passage.id, reason="a reason of our own")
        assert text(told) == f"Withheld from members of this server: {passage.id}."
        await table.fake.until(lambda: passage.id not in text(answer), 20)
        assert containers(answer)
        assert first_words(passage) not in text(answer)
        assert "a reason of our own" not in text(answer)
        asked = await table.slash("quote", question="cheka")
        assert passage.id not in text(asked.message)
        again = await moderating(table, "withhold", id=passage.id.upper())
        assert text(again) == f"{passage.id} is withheld already."
        listed = text(await moderating(table, "withhold"))
        assert passage.id in listed
        assert "a reason of our own" in listed
    finally:
        told = await moderating(table, "release", id=passage.id)
    assert text(told) == f"Members can see it again: {passage.id}."
    assert text(await moderating(table, "release", id=passage.id)) == f"{passage.id} is not withheld here."
    shown = await table.slash("context", id=passage.id)
    assert first_words(passage) in text(shown.message)


async def test_what_cannot_be_drawn_anew_is_taken_back_and_asker_and_buttons_keep_their_rights(
    table: Table, corpus: Corpus
) -> None:
    await table.say("!plain on")
    await table.answer()
    passage = next(p for p in corpus.passages if p.id == "pirani-page.3")
    await table.say(f"!context {passage.id}")
    answer = await table.answer()
    assert answer["content"]
    try:
        await moderating(table, "withhold", id=passage.id)
        await table.fake.until(lambda: passage.id not in text(answer), 20)
        assert text(answer) == "The moderators have withheld what stood here; ask again for the rest."
    finally:
        await moderating(table, "release", id=passage.id)


async def test_a_moderator_sees_it_marked_in_private_and_nobody_in_public(table: Table, corpus: Corpus) -> None:
    passage = next(p for p in corpus.passages if p.id == "ford-review.5")
    table.fake.join(table.fake.moderator)
    table.fake.give(table.fake.moderator, table.fake.moderators)
    await moderating(table, "withhold", id=passage.id)
    try:
        private = await moderating(table, "context", id=passage.id, private=True)
        assert first_words(passage) in text(private)
        assert "Withheld from members here" in text(private)
        posted = await table.fake.press(private, "Post to channel", user=table.fake.moderator)
        assert first_words(passage) not in text(posted.message)
        public = await table.fake.slash("context", id=passage.id, user=table.fake.moderator, channel=table.channel)
        assert text(public.message).startswith("There is no passage")
        member = await table.slash("context", id=passage.id, private=True)
        assert first_words(passage) not in text(member.message)
    finally:
        await moderating(table, "release", id=passage.id)


async def test_members_may_not_and_do_not_learn_what_is_withheld(table: Table) -> None:
    refused = await table.slash("withhold", id="ford-review.6")
    assert refused.ephemeral
    assert text(refused.message) == "Only moderators of this channel can do that."
    listed = await table.slash("withhold")
    assert text(listed.message) == "Only moderators of this channel can do that."
    await moderating(table, "withhold", id="ford-review.6")
    try:
        assert await table.fake.autocomplete("release", "id", "ford", user=table.member, channel=table.channel) == []
        offered = await table.fake.autocomplete(
            "release", "id", "FORD", user=table.fake.moderator, channel=table.channel
        )
        assert [choice["value"] for choice in offered] == ["ford-review.6"]
        await table.fake.say("!withhold", table.fake.moderator, table.channel)
        assert text(await table.answer()).startswith("Others would read that here")
    finally:
        await table.fake.say("!release ford-review.6 it was a mistake", table.fake.moderator, table.channel)
    assert text(await table.answer()) == "Members can see it again: ford-review.6."


@pytest.mark.parametrize("id", ["no-such.1", "ford-review.1 ' --", "*" * 80, "\u202eford"])
async def test_an_unknown_passage_is_refused_in_a_sentence(table: Table, id: str) -> None:
    told = await moderating(table, "withhold", id=id)
    assert text(told).startswith("There is no passage of that id")
