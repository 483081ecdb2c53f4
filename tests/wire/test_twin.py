"""The probe bot against a Discord that others wrote: a bot that works in both is not bent to either."""

from __future__ import annotations

import pytest

from . import probe
from .twin import Twin

pytestmark = pytest.mark.twin


async def test_commands_buttons_forms_completion_ephemeral_answers_and_threads() -> None:
    async with Twin() as twin, twin.running(probe.make):
        answer = await twin.slash("add", a=2, b=40)
        assert (answer["type"], answer["data"]["content"]) == (4, "42")

        assert (await twin.slash("secret"))["data"]["flags"] == 64
        await twin.until(lambda message: message["content"] == "psst edited" and message["flags"] == 64)

        assert (await twin.slash("slow"))["type"] == 5
        await twin.until(lambda message: message["content"] == "slow done")

        offered = await twin.autocomplete("fruit", "name", "ap")
        assert [choice["value"] for choice in offered] == ["apple", "apricot"]

        await twin.say("!buttons")
        message = await twin.until(lambda message: message["content"] == "press")
        assert (await twin.press(message, "count"))["type"] == 7
        await twin.until(lambda message: message["content"] == "counted")

        form = await twin.press(message, "form")
        assert (form["type"], form["data"]["title"]) == (9, "Form")

        form = await twin.slash("form")
        sent = await twin.submit_modal(form["data"]["custom_id"], word="plum")
        assert sent["data"]["content"] == "form said plum"

        await twin.say("!thread")
        thread = await twin.thread()
        await twin.until(lambda message: message["content"] == "in thread", channel=thread["id"])

        assert twin.refusals == []
