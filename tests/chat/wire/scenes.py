"""What a person sees on the screen at a moment of a test, drawn as Discord's client draws it.

With `pytest --pictures FOLDER` every scene is photographed there; without it every scene is drawn all the same, so that
nothing is sent that could not be looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.discord_pictures import photographed
from scripts.preview import Post, Screen
from tests.wire import Fakecord
from tests.wire.beyond import EPHEMERAL
from tests.wire.interactions import COMMAND
from tests.wire.offers import GROUP, SUBCOMMAND

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Camera:
    """Draws scenes; `folder` is where photographs go, None takes none."""

    fake: Fakecord
    scratch: Path
    folder: Path | None

    def take(self, name: str, person: Json, channel: Json, *shown: Json, form: Json | None = None) -> str:
        """Draw what a person sees in a channel: all messages there, or those given; gives the page.

        Raises AssertionError for a message that this person does not see.
        """
        seen = self.fake.seen_by(person, channel)
        assert all(message in seen for message in shown), "that is not on this person's screen"
        page = self._screen().page([self._post(message) for message in shown or seen], opened=form)
        if self.folder:
            html = self.scratch / f"{name}.html"
            html.write_text(page, encoding="utf-8")
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / f"{name}.png").write_bytes(photographed(html))
        return page

    def _screen(self) -> Screen:
        world = self.fake.world
        roles = [role for guild in world.guilds.values() for role in guild["roles"]]
        names = {user["id"]: user["username"] for user in world.users.values()}
        names |= {thing["id"]: thing["name"] for thing in [*world.channels.values(), *roles] if "name" in thing}
        files = [entry for message in world.messages.values() for entry in message["attachments"]]
        return Screen(names, {entry["url"]: world.files[entry["id"]] for entry in files})

    def _post(self, message: Json) -> Post:
        answered = message.get("referenced_message")
        return Post(
            message["author"]["username"],
            {"content": message["content"], "components": message["components"]},
            bot=message["author"] is self.fake.bot,
            uses=self._command(message.get("interaction_metadata")),
            replies=f"@{answered['author']['username']} {answered['content']}" if answered else "",
            private=bool(message["flags"] & EPHEMERAL),
        )

    def _command(self, about: Json | None) -> str:
        """The command that a message answers: "@mona used /reading start"; empty for an answer to anything else."""
        asked = next((i.payload for i in self.fake.interactions.values() if about and i.id == about["id"]), None)
        if about is None or asked is None or asked["type"] != COMMAND:
            return ""
        path, data = "", asked["data"]
        while data:
            path += f" {data['name']}"
            data = next((part for part in data.get("options") or [] if part["type"] in (SUBCOMMAND, GROUP)), None)
        return f"@{about['user']['username']} used /{path.strip()}"
