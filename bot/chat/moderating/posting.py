"""The posts that open the steps of readings: claimed, drawn, sent once.

Invariant: a post is sent by the one process that claimed it. Where nobody knows whether an earlier try got through, the
channel is looked at first: every post carries a button that remembers which it is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import islice

import discord
from discord import ui

from bot.chat.asking.answering import note, unreachable
from bot.chat.drawing.budget import LABEL
from bot.chat.drawing.drawn import Drawn, Line, Strong
from bot.chat.drawing.escaping import tidy
from bot.chat.drawing.panel import panel
from bot.chat.drawing.words import Say, Words
from bot.chat.drawing.writing import beginning
from bot.chat.gates import Place
from bot.chat.moderating.controls import button, written
from bot.chat.moderating.finding import Postable, carrying
from bot.chat.moderating.keeper import Job
from bot.chat.moderating.office import Office
from bot.chat.moderating.reading import named
from bot.chat.translation import spoken_in
from bot.models import Passage, Scope
from bot.results import Pair
from bot.state.values import Post

_CONTRASTS = 3


class Posting:
    """Sends what is due."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self.jobs = (Job("posts of readings", 3, self.post_due),)

    async def post_due(self) -> None:
        """Send every post that is due, in order; one that Discord will not take now waits for the next round."""
        posts = self._office.state.posts
        while (post := await self._office.look(posts.claim)) is not None:
            try:
                message = await self._posted(post)
            except discord.HTTPException as error:
                note(error)
                if not unreachable(error):
                    await self._office.look(posts.give_back, post)
                    return
                await self._office.look(posts.fail, post)
            else:
                await self._office.look(posts.confirm, post, message.id)

    async def _posted(self, post: Post) -> discord.Message:
        client = self._office.client
        channel = client.get_channel(post.channel) or await client.fetch_channel(post.channel)
        assert isinstance(channel, Postable)
        memory = written("reading-status", post.nonce)
        if post.again and (sent := await carrying(channel, memory, client.user)):
            return sent
        # It may be a server of another process, which this one has not been told about.
        guild = client.get_guild(post.guild) or await client.fetch_guild(post.guild)
        drawn = await self._drawn(post, channel, spoken_in(guild))
        if isinstance(channel, discord.ForumChannel):
            return await self._office.door.post(channel, f"{_title(post)} {post.number}/{post.steps}", drawn)
        return await self._office.door.send(channel, drawn, nonce=post.nonce)

    async def _drawn(self, post: Post, channel: Postable, say: Say) -> Drawn:
        place = Place(0, post.channel, post.guild, getattr(channel, "parent_id", None))
        scope = (await self._office.look(self._office.counter.desk.house.rules, place)).scope
        passages, pairs = await asyncio.to_thread(self._read, post, scope)
        source = (await self._office.catalogue()).sources.get(post.source)
        link = [
            ui.Button[ui.View](label=beginning(Words(say).passage_link(p), LABEL), url=p.url)
            for p in passages[:1]
            if p.url
        ]
        status = button(say("Where are we?"), "reading-status", post.nonce)
        lines = _lines(post, tidy(source.framing) if source else "", passages, pairs, say)
        return panel(lines, [[*link, status]])

    def _read(self, post: Post, scope: Scope) -> tuple[tuple[Passage, ...], list[Pair]]:
        """The passages of the step that members may see, and registered pairs on them that they may see whole."""
        seen = self._office.library.passages(post.source, scope=scope)
        own = tuple(passage for passage in seen if post.first <= passage.position <= post.last)
        pairs = self._office.library.contrasts([passage.id for passage in own], scope=scope)
        return own, [*islice(pairs, _CONTRASTS)]


def _title(post: Post) -> str:
    return tidy(post.title) or post.source


def _lines(post: Post, framing: str, passages: tuple[Passage, ...], pairs: list[Pair], say: Say) -> Iterator[Line]:
    yield Line((Strong(_title(post)),))
    yield Line((say("Step {number} of {count}.").format(number=post.number, count=post.steps),))
    if framing:
        yield Line((framing,), "quiet")
    yield Line()
    yield Line((say("To read: {range}.").format(range=named(passages, post.first, post.last)),))
    for pair in pairs:
        contrast = pair.contrast
        yield Line()
        yield Line((f"{contrast.a} {contrast.relation} {contrast.b}",))
        yield Line((tidy(contrast.evidence),), "quiet")
    if not pairs:
        yield Line((say("No pair is registered yet on what has been read."),), "quiet")
