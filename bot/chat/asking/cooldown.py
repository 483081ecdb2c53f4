"""How often one member, and one channel, is answered: enough for talk, too little for a flood.

Method: discord.py's fixed windows. Invariant: whoever asks too often is told so once a window, and costs nothing after.
"""

from __future__ import annotations

from typing import Any

from discord.ext.commands import Cooldown, CooldownMapping

from bot.chat.gates import Place, Unanswered, Way
from bot.errors import MemberError

MEMBER = (8, 30.0)
CHANNEL = (15, 60.0)
"""Questions in so many seconds."""


class TooOften(MemberError):  # noqa: N818 - a sentence for a member
    """Asked too often; the text says when to go on."""


class Cooldowns:
    """The windows of members and channels."""

    def __init__(self, member: tuple[int, float] = MEMBER, channel: tuple[int, float] = CHANNEL) -> None:
        self._limits = {"member": _windows(*member), "channel": _windows(*channel)}
        self._told = {"member": _windows(1, member[1]), "channel": _windows(1, channel[1])}

    def count(self, place: Place, way: Way, now: float, *, public: bool) -> None:
        """Count a question, against its channel too if the answer is `public`; `now` is in seconds.

        Raises TooOften, or Unanswered where that was said already and a command does not need an answer.
        """
        self._count("member", place.user, way, now)
        if public:
            self._count("channel", place.channel, way, now)

    def _count(self, kind: str, key: int, way: Way, now: float) -> None:
        wait = self._limits[kind].update_rate_limit(key, now)
        if wait is None:
            return
        if way != "slash" and self._told[kind].update_rate_limit(key, now) is not None:
            raise Unanswered
        raise TooOften(_SENTENCES[kind].format(seconds=max(1, round(wait))))


_SENTENCES = {
    "member": "That was quick; please wait {seconds} seconds before you ask me again.",
    "channel": "Much is being asked in this channel; please wait {seconds} seconds.",
}


def _windows(rate: int, seconds: float) -> CooldownMapping[Any]:
    return CooldownMapping(Cooldown(rate, seconds), lambda key: key)
