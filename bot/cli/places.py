"""Which corpus, database and config file a command means: options, else config, else what the program finds by itself.

Invariant: two corpus folders never share a database by default, so switching between them rebuilds nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

import bot
from bot.config import Config, load
from bot.errors import OperatorError

if TYPE_CHECKING:
    from bot.library import Library

F = TypeVar("F", bound=Callable[..., Any])

_PACKAGE = Path(bot.__file__).parent
_GIVEN = "dissensus.places"


class Places(NamedTuple):
    """The config in force, the corpus folder, and the database that is built from it."""

    config: Config
    folder: Path
    database: Path


def located(command: F) -> F:
    """Give a click command the options --corpus, --database and --config; `places` reads them."""
    folder = click.Path(exists=True, file_okay=False, path_type=Path)
    file = click.Path(dir_okay=False, path_type=Path)
    options = (
        click.option("--corpus", type=folder, help="Folder of the sources.", **_REMEMBERED),
        click.option("--database", type=file, help="File of the database built from it.", **_REMEMBERED),
        click.option("--config", type=file, envvar="DISSENSUS_CONFIG", help="Config file.", **_REMEMBERED),
    )
    for option in reversed(options):
        command = option(command)
    return command


def places(context: click.Context) -> Places:
    """Where everything is. Raises OperatorError when the config is wrong or there is no corpus."""
    given = context.meta.get(_GIVEN, {})
    config = load(given.get("config") or _config_file())
    folder = given.get("corpus") or config.corpus.folder or _corpus_folder()
    return Places(config, folder, given.get("database") or config.corpus.database or _database(folder))


def library(where: Places) -> Library:
    """The library of that corpus, built first if it must be, which is said on stderr.

    Raises CorpusError and OperatorError.
    """
    from bot.library import open_library

    return open_library(where.folder, where.database, _announce)


def state_url(where: Places) -> str:
    """Where the state is kept: as the config says, else a file in the folder your system keeps for such data."""
    if where.config.state.url:
        return where.config.state.url
    from platformdirs import user_data_path

    folder = user_data_path("dissensus")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OperatorError(f"{folder} cannot be made ({error.strerror}); name a database with state.url.") from error
    return f"sqlite:///{folder / 'state.db'}"


def _remember(context: click.Context, option: click.Parameter, value: Path | None) -> None:
    """Keep what was given, wherever on the line it stands; the subcommand's own wins."""
    if value is not None:
        context.meta.setdefault(_GIVEN, {})[option.name] = value


_REMEMBERED: dict[str, Any] = {"expose_value": False, "callback": _remember}


def _announce(stage: str) -> None:
    if stage == "reading":
        click.echo("Building the database of this corpus; later questions will not wait for it.", err=True)


def _config_file() -> Path | None:
    from platformdirs import user_config_path

    candidates = (Path("config.toml"), user_config_path("dissensus") / "config.toml")
    return next((path for path in candidates if path.is_file()), None)


def _corpus_folder() -> Path:
    """The corpus shipped inside an installed package, else the one beside the package in a checkout."""
    for folder in (_PACKAGE / "_corpus", _PACKAGE.parent / "corpus"):
        if (folder / "voices.toml").is_file():
            return folder
    raise OperatorError("There is no corpus here; name its folder with --corpus, or corpus.folder in the config.")


def _database(folder: Path) -> Path:
    from hashlib import sha256

    from platformdirs import user_cache_path

    name = sha256(str(folder.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:12]
    return user_cache_path("dissensus") / f"{name}.db"
