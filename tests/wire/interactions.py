"""Interactions: what a person asked, how long the bot has, and what it answered.

Invariant: one first answer within three seconds, nothing else before it, follow-ups for fifteen minutes after it.
Whatever breaks that is refused with the code Discord uses.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from .beyond import EPHEMERAL
from .refused import Refused, unknown

Json = dict[str, Any]

COMMAND, COMPONENT, AUTOCOMPLETE, FORM = 2, 3, 4, 5
MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
TOKEN_LIFE = 15 * 60
FITTING = {
    COMMAND: {MESSAGE, DEFERRED, MODAL},
    COMPONENT: {MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, MODAL},
    AUTOCOMPLETE: {CHOICES},
    FORM: {MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE},
}


@dataclass
class Interaction:
    """One act of a person and the bot's answer to it; `payload` is what the bot was sent.

    `original` is the message that answers (or, for an update, the message pressed on), `followups` those after it,
    `opener` the interaction that opened the form which this one sends.
    """

    payload: Json
    user: Json
    deadline: float
    callback: Json | None = None
    original: Json | None = None
    followups: list[Json] = field(default_factory=list)
    born: float = field(default_factory=time.monotonic)
    opener: Interaction | None = None
    expired: bool = False

    @property
    def id(self) -> str:
        """The interaction's snowflake."""
        return str(self.payload["id"])

    @property
    def token(self) -> str:
        """The credential by which the bot answers."""
        return str(self.payload["token"])

    @property
    def type(self) -> int:
        """Discord's number for the kind of the first answer: 4 message, 5 deferred, 7 update, 8 choices, 9 modal."""
        return int((self.callback or {"type": 0})["type"])

    @property
    def data(self) -> Json:
        """What the first answer carried, as the bot sent it."""
        return (self.callback or {}).get("data") or {}

    @property
    def message(self) -> Json:
        """The answering message as it stands now."""
        assert self.original is not None, f"the bot answered with type {self.type}, which is no message"
        return self.original

    @property
    def content(self) -> str:
        """The text of the answering message as it stands now."""
        return str(self.message["content"])

    @property
    def ephemeral(self) -> bool:
        """Whether only the person who asked sees the answer."""
        return bool(self.message["flags"] & EPHEMERAL)

    @property
    def modal(self) -> Json:
        """The form the bot opened."""
        assert self.type == MODAL, f"the bot answered with type {self.type}, which opens no form"
        return self.data

    @property
    def choices(self) -> list[Json]:
        """What the bot offered for completion."""
        assert self.type == CHOICES, f"the bot answered with type {self.type}, which offers no choices"
        return list(self.data.get("choices") or [])

    def metadata(self) -> Json:
        """Say on an answering message what it answers."""
        about = {"id": self.id, "type": self.payload["type"], "user": self.user}
        about |= {"authorizing_integration_owners": self.payload["authorizing_integration_owners"]}
        if self.opener:
            about["triggering_interaction_metadata"] = self.opener.metadata()
        elif "message" in self.payload:
            about["interacted_message_id"] = self.payload["message"]["id"]
        return about

    def admit(self, callback: Json) -> None:
        """Take the first answer, or refuse it: too late, a second one, or of a kind that does not fit."""
        if time.monotonic() > self.deadline:
            raise unknown("interaction")
        if self.callback is not None:
            raise Refused(400, 40060, "Interaction has already been acknowledged.")
        kind, asked = callback["type"], self.payload["type"]
        if kind not in FITTING[asked] or (kind in (UPDATE, DEFERRED_UPDATE) and "message" not in self.payload):
            raise Refused(400, 50035, f"Invalid Form Body: type {kind} does not answer an interaction of type {asked}")
        self.callback = callback

    def admit_followup(self) -> None:
        """Refuse whatever comes before the first answer or after the token has expired."""
        if self.callback is None:
            raise unknown("Webhook")
        if self.expired or time.monotonic() - self.born > TOKEN_LIFE:
            raise Refused(401, 50027, "Invalid Webhook Token")
