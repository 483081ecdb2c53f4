"""What people do with the bot's commands, menus, buttons, selects and forms.

Each act sends the interaction and waits for the first answer. Invariant: only what the bot has registered or shown can
be used, by people who may and can see it; `forged=True` is the way around, for what a modified client would send.
"""

from __future__ import annotations

import time
from typing import Any

from . import interactions, offers, shapes
from .interactions import Interaction
from .talking import CannotError, Talking

Json = dict[str, Any]
SLASH, USER_MENU, MESSAGE_MENU = 1, 2, 3


class Clicking(Talking):
    """People use commands and components. `user` is alice and `channel` the first one unless said otherwise."""

    async def slash(
        self, name: str, /, *, user: Json | None = None, channel: Json | None = None, guild: Json | None = None,
        forged: bool = False, options: Json | None = None, **given: Any,
    ) -> Interaction:  # fmt: skip
        """Use a slash command; "corpus check" is subcommand `check` of `corpus`.

        Options come as keywords (an underscore stands for a hyphen) or, where the name is taken, in `options`.
        People, channels and roles are given as what `add_user` and the like returned.
        """
        user, channel = user or self.alice, self.place(channel, guild)
        command = self._offered(SLASH, name.split()[0], user, channel, forged=forged)
        values = {**(options or {}), **given}
        data = self._command_data(command, name, values, user, channel, forged=forged)
        return await self._interact(interactions.COMMAND, data, user, channel)

    async def autocomplete(
        self, name: str, option: str, typed: str, /, *, user: Json | None = None, channel: Json | None = None,
        guild: Json | None = None, **given: Any,
    ) -> list[Json]:  # fmt: skip
        """Type into an option that completes; the result is what the bot offers, `[{"name", "value"}]`."""
        user, channel = user or self.alice, self.place(channel, guild)
        command = self._offered(SLASH, name.split()[0], user, channel)
        data = self._command_data(command, name, {**given, option: typed}, user, channel, forged=True)
        filled = next(part for part in self._leaf(data).get("options", []) if part["name"] == option)
        if not self._defined(command, name, option).get("autocomplete"):
            raise CannotError(f"/{name}: option {option} does not complete")
        filled["focused"] = True
        return (await self._interact(interactions.AUTOCOMPLETE, data, user, channel)).choices

    async def menu(
        self, name: str, target: Json, /, *, user: Json | None = None, channel: Json | None = None, forged: bool = False
    ) -> Interaction:
        """Use a context menu on a message or on a person."""
        user, kind = user or self.alice, MESSAGE_MENU if "content" in target else USER_MENU
        if kind == MESSAGE_MENU:
            channel = self.world.channels[target["channel_id"]]
        channel = channel or self.channel
        command = self._offered(kind, name, user, channel, forged=forged)
        data = {"id": command["id"], "name": name, "type": kind, "target_id": target["id"]}
        # The message a menu is used on is readable without the message-content intent.
        found = {"messages": {target["id"]: target}} if kind == MESSAGE_MENU else self._resolved([target], channel)
        return await self._interact(interactions.COMMAND, {**data, "resolved": found}, user, channel)

    async def press(
        self, message: Json, button: str, /, *, user: Json | None = None, forged: bool = False
    ) -> Interaction:
        """Press a button, named by custom_id or label."""
        user = user or self.alice
        found = offers.find_button(message, button)
        self._check_reach(message, user, forged=forged)
        if not forged and (found is None or found.get("disabled") or "custom_id" not in found):
            raise CannotError(f"there is no button {button!r} to press")
        data = {"component_type": 2, "custom_id": found["custom_id"] if found else button}
        return await self._interact_on(message, data, user)

    async def select(
        self, message: Json, values: list[Any], custom_id: str | None = None, /, *, user: Json | None = None,
        forged: bool = False,
    ) -> Interaction:  # fmt: skip
        """Choose from a select menu, named by custom_id if there are several; `values` are values, people, roles."""
        user = user or self.alice
        found = offers.find_select(message, custom_id)
        self._check_reach(message, user, forged=forged)
        if found is None:
            raise CannotError(f"there is no one select menu {custom_id or ''}")
        allowed = [option["value"] for option in found.get("options") or []]
        bounds = found.get("min_values", 1) <= len(values) <= found.get("max_values", 1)
        if not forged and (not bounds or found.get("disabled") or any(allowed and v not in allowed for v in values)):
            raise CannotError(f"{values!r} cannot be chosen")
        channel = self.world.channels[message["channel_id"]]
        data = {"component_type": found["type"], "custom_id": found["custom_id"], "values": list(map(_value, values))}
        if objects := [value for value in values if isinstance(value, dict)]:
            data["resolved"] = self._resolved(objects, channel)
        return await self._interact_on(message, data, user)

    async def submit_modal(
        self, opened: Interaction, values: dict[str, Any], /, *, user: Json | None = None, forged: bool = False
    ) -> Interaction:
        """Fill in the form that an interaction opened, fields by custom_id, and send it."""
        for field in [] if forged else list(offers.fields(opened.modal)):
            if why := offers.unfit_field(field, values.get(field["custom_id"], field.get("value", ""))):
                raise CannotError(f"form field {field['custom_id']!r}: {why}")
        prefilled = {field["custom_id"]: field["value"] for field in offers.fields(opened.modal) if "value" in field}
        components = offers.filled_in(opened.modal["components"], {**prefilled, **values})
        data = {"custom_id": opened.modal["custom_id"], "components": components}
        origin = {"message": opened.payload["message"]} if "message" in opened.payload else {}
        channel = self.world.channels[opened.payload["channel_id"]]
        return await self._interact(interactions.FORM, data, user or opened.user, channel, opener=opened, **origin)

    def expire(self, interaction: Interaction) -> None:
        """Let fifteen minutes pass for an interaction: its token is no longer good."""
        interaction.expired = True

    # -- what the client would let pass

    def _offered(self, kind: int, name: str, user: Json, channel: Json, *, forged: bool = False) -> Json:
        command = self.world.command(channel.get("guild_id"), kind, name)
        if command is None:
            raise CannotError(f"the bot has registered no command {name!r} of type {kind}")
        held, direct = self.world.permissions(user["id"], channel), channel["type"] == shapes.DM
        if not forged and (why := offers.withheld(command, held, direct=direct)):
            raise CannotError(f"{user['username']} cannot use {name!r}: {why}")
        return command

    def _check_reach(self, message: Json, user: Json, *, forged: bool) -> None:
        if not forged and message not in self.seen_by(user, self.world.channels[message["channel_id"]]):
            raise CannotError(f"{user['username']} does not see that message")

    def _defined(self, command: Json, path: str, option: str) -> Json:
        holder = command
        for part in path.split()[1:]:
            holder = _named(holder, part, f"/{path}: no such subcommand")
        return _named(holder, option, f"/{path} has no option {option!r}")

    def _command_data(self, command: Json, path: str, values: Json, user: Json, channel: Json, *, forged: bool) -> Json:
        holder, data = command, {"id": command["id"], "name": command["name"], "type": SLASH}
        if "guild_id" in command:
            data["guild_id"] = command["guild_id"]
        leaf = data
        for part in path.split()[1:]:
            holder = _named(holder, part, f"/{path}: no such subcommand")
            inner = {"name": part, "type": holder["type"], "options": []}
            leaf["options"], leaf = [inner], inner
        leaf["options"] = [self._option(holder, path, *pair, forged=forged) for pair in values.items()]
        missing = {option["name"] for option in holder.get("options") or [] if option.get("required")}
        if not forged and (missing := missing - {option["name"] for option in leaf["options"]}):
            raise CannotError(f"/{path} needs {', '.join(sorted(missing))}")
        if objects := [value for value in values.values() if isinstance(value, dict)]:
            data["resolved"] = self._resolved(objects, channel)
        return data

    def _option(self, holder: Json, path: str, name: str, value: Any, *, forged: bool) -> Json:
        known = [option["name"] for option in holder.get("options") or []]
        name = name if name in known else name.replace("_", "-")
        option = _named(holder, name, f"/{path} has no option {name!r}")
        if not forged and (why := offers.unfit(option, value)):
            raise CannotError(f"/{path}: option {name}: {why}")
        return {"name": name, "type": option["type"], "value": _value(value)}

    def _leaf(self, data: Json) -> Json:
        while data.get("options") and "options" in data["options"][0]:
            data = data["options"][0]
        return data

    # -- sending

    def _resolved(self, objects: list[Json], channel: Json) -> Json:
        found: Json = {}
        members = self.world.members.get(channel.get("guild_id", ""), {})
        for thing in objects:
            kind = "users" if "username" in thing else "roles" if "colors" in thing else "channels"
            found.setdefault(kind, {})[thing["id"]] = thing
            if thing["id"] in members:
                held = {"permissions": str(int(self.world.permissions(thing["id"], channel)))}
                found.setdefault("members", {})[thing["id"]] = shapes.partial_member(members[thing["id"]]) | held
            if kind == "channels":
                held = {"permissions": str(int(self.world.permissions(self.bot["id"], thing)))}
                found[kind][thing["id"]] = {**thing, **held}
        return found

    async def _interact_on(self, message: Json, data: Json, user: Json) -> Interaction:
        channel = self.world.channels[message["channel_id"]]
        return await self._interact(interactions.COMPONENT, data, user, channel, message=message)

    async def _interact(
        self, kind: int, data: Json, user: Json, channel: Json, *, opener: Interaction | None = None, **more: Any
    ) -> Interaction:
        if not self.world.sees(user["id"], channel):
            raise CannotError(f"{user['username']} does not see that channel")
        payload = {**self._envelope(kind, user, channel), "data": data, **more}
        interaction = Interaction(payload, user, time.monotonic() + self.patience, opener=opener)
        self.acted(self.interactions.setdefault(payload["token"], interaction))
        self.gateway.tell("INTERACTION_CREATE", payload, channel.get("guild_id"))
        try:
            await self.until(lambda: interaction.callback, self.patience + 0.2, "the first answer")
        except AssertionError as late:
            tried = [call for call in self.calls if call.path.endswith(f"{interaction.token}/callback")]
            told = [f"{call.status} {call.answer}" for call in tried]
            raise AssertionError(f"{data.get('name') or data['custom_id']!r}: {late}; refused: {told}") from None
        return interaction

    def _envelope(self, kind: int, user: Json, channel: Json) -> Json:
        guild_id, held = channel.get("guild_id"), str(int(self.world.permissions(user["id"], channel)))
        envelope = {
            "id": self.world.ids.new(), "application_id": self.bot["id"], "type": kind, "version": 1,
            "token": f"token{self.world.ids.new()}", "channel_id": channel["id"], "locale": "en-US",
            "channel": {**channel, "permissions": held}, "entitlements": [], "attachment_size_limit": 10 << 20,
            "app_permissions": str(int(self.world.permissions(self.bot["id"], channel))),
            "context": 1 if guild_id is None else 0, "authorizing_integration_owners": {"0": guild_id or "0"},
        }  # fmt: skip
        if guild_id is None:
            return {**envelope, "user": user}
        guild = {"id": guild_id, "features": [], "locale": "en-US"}
        member = {**self.world.members[guild_id][user["id"]], "permissions": held}
        return {**envelope, "guild_id": guild_id, "guild_locale": "en-US", "guild": guild, "member": member}


def _named(holder: Json, name: str, otherwise: str) -> Json:
    for option in holder.get("options") or []:
        if option["name"] == name:
            found: Json = option
            return found
    raise CannotError(otherwise)


def _value(given: Any) -> Any:
    """Give what stands for an object in an option or a select: its id."""
    return given["id"] if isinstance(given, dict) else given
