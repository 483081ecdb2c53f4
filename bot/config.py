"""Where things are and how they are shown: config.toml and the environment, read into one frozen `Config`.

Standard library only. A section is a frozen dataclass and a field of `Config`; whatever it declares can be written in
the file and set by the environment (`terminal.room` is `DISSENSUS_TERMINAL_ROOM`, which wins). Invariant: a key of the
file that nothing reads, or a value of the wrong kind, is an error with its dotted name, never ignored.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from bot.errors import OperatorError

PREFIX = "DISSENSUS"
"""What the names of our environment variables begin with."""

_KINDS = {str: "text", int: "a whole number", bool: "true or false", Path: "a path"}


@dataclass(frozen=True, slots=True)
class CorpusSettings:
    """The folder of the sources, and the database built from it; None: what the program finds by itself."""

    folder: Path | None = None
    database: Path | None = None


@dataclass(frozen=True, slots=True)
class TerminalSettings:
    """How answers look in a terminal; `room` is about how many characters of a passage are shown (0: all of them)."""

    room: int = field(default=600, metadata={"least": 0})
    colour: Literal["auto", "always", "never"] = "auto"


@dataclass(frozen=True, slots=True)
class DiscordSettings:
    """How the bot is asked on Discord; the token is no setting, it comes from DISCORD_TOKEN or DISCORD_TOKEN_FILE.

    Several processes share the work by `shards`, numbers from 0 below `shard_count`; none and 0: all, as Discord advises.
    """

    prefix: str = "!"
    message_content: bool = False
    shard_count: int = field(default=0, metadata={"least": 0})
    shards: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class StateSettings:
    """The database of what servers and members decide; "" is a file in the folder your system keeps for such data."""

    url: str = ""


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that can be configured, a section a field."""

    corpus: CorpusSettings = field(default_factory=CorpusSettings)
    terminal: TerminalSettings = field(default_factory=TerminalSettings)
    discord: DiscordSettings = field(default_factory=DiscordSettings)
    state: StateSettings = field(default_factory=StateSettings)


def load(path: Path | None, environment: Mapping[str, str] = os.environ) -> Config:
    """Read the config file, if there is one, and what the environment sets over it.

    Paths in the file count from its folder. Raises OperatorError with the file and the dotted key.
    """
    read = _read(path) if path else {}
    sections = get_type_hints(Config)
    for name in read:
        if name not in sections or not isinstance(read[name], dict):
            raise OperatorError(f"{path}: {name}: there is no such section; there are {', '.join(sections)}")
    made = {name: _section(kind, name, read.get(name, {}), path, environment) for name, kind in sections.items()}
    return Config(**made)


def _read(path: Path) -> dict[str, Any]:
    # Imported here: most runs have no config file.
    import tomllib

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise OperatorError(f"{path}: the config file cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise OperatorError(f"{path}: not valid TOML: {error}") from error


def _section(kind: Any, name: str, read: dict[str, Any], path: Path | None, environment: Mapping[str, str]) -> Any:
    hints = get_type_hints(kind)
    values = {}
    for key, value in read.items():
        if key not in hints:
            raise OperatorError(f"{path}: {name}.{key}: there is no such key; {name} has {', '.join(hints)}")
        values[key] = _value(hints[key], value, f"{path}: {name}.{key}", path.parent if path else Path())
    for key, hint in hints.items():
        variable = f"{PREFIX}_{name}_{key}".upper()
        if variable in environment:
            values[key] = _value(hint, _typed(hint, environment[variable]), variable, Path())
    for declared in fields(kind):
        least = declared.metadata.get("least")
        if least is not None and values.get(declared.name, least) < least:
            raise OperatorError(f"{path or 'environment'}: {name}.{declared.name}: must be {least} or more")
    return kind(**values)


def _value(hint: Any, value: object, place: str, folder: Path) -> object:
    """The value as its key wants it, or an OperatorError that names the place."""
    if get_origin(hint) is Literal:
        if value in get_args(hint):
            return value
        raise OperatorError(f"{place}: must be one of {', '.join(map(str, get_args(hint)))}, not {value!r}")
    if get_origin(hint) is UnionType:
        (hint,) = (part for part in get_args(hint) if part is not NoneType)
    if get_origin(hint) is tuple and isinstance(value, list):
        return tuple(_value(get_args(hint)[0], part, place, folder) for part in value)
    if hint is Path and isinstance(value, str) and value:
        return folder / _home(value, place)
    # bool is an int to Python, and a whole number to nobody else.
    if type(value) is hint:
        return value
    raise OperatorError(f"{place}: must be {_KINDS.get(hint, 'a list')}, not {value!r}")


def _home(value: str, place: str) -> Path:
    try:
        return Path(value).expanduser()
    except RuntimeError as error:
        raise OperatorError(f"{place}: {error}") from error


def _typed(hint: Any, text: str) -> object:
    """The text of a variable as TOML would have it: numbers and truth values where wanted, lists parted by commas."""
    if hint is int and text.strip().lstrip("-").isdecimal():
        return int(text)
    if hint is bool and text.lower() in ("true", "false"):
        return text.lower() == "true"
    if get_origin(hint) is tuple:
        return [_typed(get_args(hint)[0], part.strip()) for part in text.split(",") if part.strip()]
    return text
