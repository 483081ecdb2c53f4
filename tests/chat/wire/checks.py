"""What the bot must do, each as one check that a whole bot passes and a broken one does not (`test_broken_bots.py`)."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.models import Corpus
from tests.chat.wire.bots import check_sent, containers, text
from tests.wire import Fakecord
from tests.wire.process import Bot

Json = dict[str, Any]
LED = "they are not the leaders but the led"
CROWD = 40
OFF = "off"


async def many_at_once_are_all_answered_in_time(fake: Fakecord, bot: Bot, corpus: Corpus) -> None:
    """So many members ask at the same moment that most have to wait; Discord gives each three seconds."""
    members = [fake.add_user(f"member{number}") for number in range(CROWD)]
    long = [passage.text for passage in corpus.passages if len(passage.text) > 300]
    phrases = [text[: text.rindex(" ", 0, 300)] for text in long][:CROWD]
    asked = (
        fake.slash("who-said", user=member, phrase=phrase, private=True)
        for member, phrase in zip(members, phrases, strict=True)
    )
    answers = await asyncio.gather(*asked)
    assert any(answer.type == 5 for answer in answers), "nobody had to wait, so this shows nothing"
    for answer in answers:
        await fake.filled(answer.message, 60)
        assert "Exact" in text(answer.message)
        assert answer.ephemeral
    assert fake.refusals == []


async def nobody_is_pinged(fake: Fakecord, bot: Bot, corpus: Corpus) -> None:
    """A phrase that holds mentions comes back as it was typed, and pings nobody."""
    loud = f"@everyone <@{fake.bob['id']}> <@&{fake.moderators['id']}>"
    await fake.say(f"!who-said they are not the leaders but the {loud} led", fake.moderator)
    await fake.next_message(15)
    await fake.slash("who-said", user=fake.moderator, phrase=f"{LED} {loud}")
    check_sent(fake)


async def what_is_repeated_is_answered_once(fake: Fakecord, bot: Bot, corpus: Corpus) -> None:
    """Discord repeats an event; the bot does not repeat itself."""
    await fake.say("!quote kronstadt")
    await fake.next_message(15)
    before = len(fake.calls)
    fake.replay()
    await asyncio.sleep(2)
    assert fake.calls[before:] == []


async def slips_are_private(fake: Fakecord, bot: Bot, corpus: Corpus) -> None:
    """What went wrong is for the asker's eyes alone, where Discord allows it."""
    wrong = await fake.slash("context", id="nowhere.1")
    assert "There is no passage" in text(wrong.message)
    assert wrong.ephemeral


async def an_answer_belongs_to_its_asker(fake: Fakecord, bot: Bot, corpus: Corpus) -> None:
    """Another member's press on Remove removes nothing."""
    await fake.say("!quote kronstadt")
    answer = await fake.next_message(15)
    await fake.press(answer, "Remove", user=fake.bob)
    await asyncio.sleep(0.5)
    assert answer["id"] in fake.world.messages


async def a_deleted_question_leaves_no_answer(fake: Fakecord, bot: Bot, corpus: Corpus) -> None:
    """The answer goes with its question."""
    question = await fake.say("!quote kronstadt")
    answer = await fake.next_message(15)
    await fake.delete_message(question)
    await fake.until(lambda: answer["id"] not in fake.world.messages)


async def the_log_holds_no_secret_and_no_word(fake: Fakecord, bot: Bot, corpus: Corpus) -> None:
    """Neither the token nor an interaction's credential nor what was typed is logged, not even when all goes wrong."""
    fake.fault("POST /interactions", 500, times=1)
    fake.fault("POST /channels", 429, times=2, retry_after=0.1)
    fake.fault("POST /channels", 502, times=1)
    await fake.say("!quote zanthoplan kronstadt")
    await fake.next_message(30)
    answer = await fake.slash("quote", question="zanthoplan", private=True)
    assert fake.token not in bot.output
    assert answer.token not in bot.output
    assert "zanthoplan" not in bot.output


async def a_channel_is_answered_as_its_moderators_decided(fake: Fakecord, bot: Bot, corpus: Corpus) -> None:
    """A channel that the state says is off is answered by nothing but a private sentence."""
    channel = next(each for each in fake.world.channels_of(fake.guild["id"]) if each["name"] == OFF)
    await fake.say("!quote kronstadt", channel=channel)
    await fake.silence(2)
    refused = await fake.slash("quote", channel=channel, question="kronstadt")
    assert refused.ephemeral
    assert text(refused.message).startswith("I am switched off in this channel")


async def an_answer_is_whole_or_is_not_given(fake: Fakecord, bot: Bot, corpus: Corpus) -> None:
    """Words, credits and silent sources stand as they should; a message that would not show that is never sent."""
    await fake.say("!quote chekka")
    answer = await fake.next_message(15)
    assert containers(answer)
    assert "Nothing on this in" in text(answer)
    assert text(answer).count("\n— ") >= len(containers(answer))


async def what_was_typed_is_shown_as_typed(fake: Fakecord, bot: Bot, corpus: Corpus) -> None:
    """Markup in a topic means nothing when the topic comes back."""
    await fake.say("!contrast *zanthoplan*")
    assert "\\*zanthoplan\\*" in text(await fake.next_message(15))
