"""The one door out: every message, edit, follow-up, form and post leaves through here.

Knows how Discord is spoken to, and no corpus. Invariant: nothing leaves that the proof has not passed; nobody is ever
mentioned, no link unfolds; what is logged is ids and numbers, never a word.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import discord

from bot.chat.drawing.drawn import Drawn
from bot.chat.drawing.escaping import tidy
from bot.chat.drawing.layout import wrapped
from bot.chat.sending.limits import form_problems
from bot.chat.sending.proof import ProofError, Texts, prove

_log = logging.getLogger(__name__)

_NAME = 100
"""Characters of a thread's name."""


@dataclass(frozen=True, slots=True)
class Door:
    """Sends what has been drawn.

    `texts` looks up passages of the corpus in place, `pages` gives the addresses of its sources; both are asked off the
    event loop. Every method raises ProofError for what would not show what it should, and discord.HTTPException for what
    Discord refuses.
    """

    texts: Texts
    pages: Callable[[], Collection[str]]

    async def send(self, channel: discord.abc.Messageable, drawn: Drawn, *, nonce: str = "") -> discord.Message:
        """Send a message to a channel, a thread or a person; Discord drops a second one with the same `nonce`."""
        await self._proved(drawn)
        once: dict[str, Any] = {"nonce": nonce} if nonce else {}
        return _sent(await channel.send(**_new(drawn), **once), drawn)

    async def reply(self, to: discord.Message, drawn: Drawn) -> discord.Message:
        """Send a message that refers to another one, whose author is not pinged; that one may be gone by now."""
        await self._proved(drawn)
        reference = to.to_reference(fail_if_not_exists=False)
        return _sent(await to.channel.send(**_new(drawn), reference=reference, mention_author=False), drawn)

    async def post(self, forum: discord.ForumChannel, name: str, drawn: Drawn) -> discord.Message:
        """Send a message as the first one of a new post of a forum."""
        await self._proved(drawn)
        return _sent((await forum.create_thread(name=tidy(name)[:_NAME], **_new(drawn))).message, drawn)

    async def respond(
        self, interaction: discord.Interaction[Any], drawn: Drawn, *, private: bool
    ) -> discord.Message | None:
        """Answer an interaction, at first or in place of an answer that was deferred; `private`: to the asker alone.

        Of a deferred answer it was settled before whether it is private.
        """
        await self._proved(drawn)
        if interaction.response.is_done():
            return _sent(await interaction.edit_original_response(**_changed(drawn)), drawn)
        sent = (await interaction.response.send_message(**_new(drawn), ephemeral=private)).resource
        return _sent(sent, drawn) if isinstance(sent, discord.Message) else None

    async def follow_up(self, interaction: discord.Interaction[Any], drawn: Drawn, *, private: bool) -> discord.Message:
        """Send a further message in answer to an interaction."""
        await self._proved(drawn)
        return _sent(await interaction.followup.send(**_new(drawn), ephemeral=private, wait=True), drawn)

    async def update(self, interaction: discord.Interaction[Any], drawn: Drawn) -> None:
        """Rewrite the message whose button was pressed."""
        drawn = _fitting(drawn, interaction.message)
        await self._proved(drawn)
        if interaction.response.is_done():
            await interaction.edit_original_response(**_changed(drawn))
        else:
            await interaction.response.edit_message(**_changed(drawn))
        _told("updated", interaction.message.id if interaction.message else 0, drawn)

    async def edit(
        self, message: discord.Message | discord.PartialMessage, drawn: Drawn, *, layout: bool = True
    ) -> None:
        """Rewrite a message of ours; `layout` says of a partial one whether it may be a layout, which it then stays."""
        drawn = _fitting(drawn, message, layout)
        await self._proved(drawn)
        await message.edit(**_changed(drawn))
        _told("edited", message.id, drawn)

    async def modal(self, interaction: discord.Interaction[Any], modal: discord.ui.Modal) -> None:
        """Open a form as the first answer to an interaction."""
        if problems := tuple(form_problems(modal.to_dict())):
            raise ProofError(problems)
        await interaction.response.send_modal(modal)
        _log.info("opened a form")

    async def _proved(self, drawn: Drawn) -> None:
        await asyncio.to_thread(lambda: prove(drawn, self.texts, self.pages()))


def _new(drawn: Drawn) -> dict[str, Any]:
    """What a new message is sent with."""
    content = {"content": drawn.content} if drawn.content else {}
    view = {"view": drawn.view} if drawn.view else {}
    return (
        content
        | view
        | _files(drawn, "files")
        | {"allowed_mentions": discord.AllowedMentions.none(), "suppress_embeds": True}
    )


def _changed(drawn: Drawn) -> dict[str, Any]:
    """What an edit is made with: everything that the message showed before is replaced."""
    shown = {"content": drawn.content or None, "view": drawn.view, "allowed_mentions": discord.AllowedMentions.none()}
    return shown | _files(drawn, "attachments")


def _files(drawn: Drawn, name: str) -> dict[str, Any]:
    """What is sent along; discord.py reads a file once, so each sending gets its own."""
    made = [discord.File(BytesIO(file.data), file.name, description=file.about or None) for file in drawn.files]
    return {name: made} if made else {}


def _fitting(drawn: Drawn, message: discord.Message | discord.PartialMessage | None, layout: bool = True) -> Drawn:
    """What is drawn in a form that the message can take: a layout stays a layout for ever."""
    known = message.flags.components_v2 if isinstance(message, discord.Message) else layout
    return wrapped(drawn) if known else drawn


def _sent(message: discord.Message, drawn: Drawn) -> discord.Message:
    _told("sent", message.id, drawn)
    return message


def _told(what: str, message: int, drawn: Drawn) -> None:
    passages = " ".join(quote.passage.id for card in drawn.page.reply.cards for quote in card.quotes)
    _log.info("%s %d: page %d of %d, passages: %s", what, message, drawn.page.number, drawn.page.of, passages or "none")
