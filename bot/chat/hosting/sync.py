"""Tells Discord the commands, but only when they have changed since it was told last.

What was told is remembered as a hash in a small file beside the caches. Invariant: a change of any name, description,
option or translation is told at the next start; otherwise a start costs no request.
"""

from __future__ import annotations

import hashlib
import json
import logging
from pathlib import Path
from typing import Any

from discord import app_commands

from bot.errors import OperatorError

_log = logging.getLogger(__name__)


async def sync(tree: app_commands.CommandTree[Any], folder: Path) -> bool:
    """Register the commands with Discord where they have changed; says whether it did. Raises OperatorError."""
    known = folder / f"commands-{tree.client.application_id}"
    present = await _digest(tree)
    if _read(known) == present:
        return False
    try:
        await tree.sync()
    except (app_commands.TranslationError, app_commands.CommandSyncFailure) as error:
        raise OperatorError(f"Discord refuses the commands: {error}") from error
    _write(known, present)
    return True


async def _digest(tree: app_commands.CommandTree[Any]) -> str:
    translator = tree.translator
    commands = tree.get_commands()
    told = [
        await command.get_translated_payload(tree, translator) if translator else command.to_dict(tree)
        for command in commands
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _read(known: Path) -> str:
    try:
        return known.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return ""


def _write(known: Path, digest: str) -> None:
    try:
        known.parent.mkdir(parents=True, exist_ok=True)
        known.write_text(digest, encoding="ascii")
    except OSError as error:
        _log.warning("%s cannot be written (%s); the commands will be told again next time.", known, error.strerror)
