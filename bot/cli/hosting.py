"""The commands of whoever runs the bot: write a config and get the invite link, run it.

Invariant: the token is taken from the environment or a file, and printed nowhere.
"""

from __future__ import annotations

import os
from pathlib import Path

import click

from bot.cli.places import library, located, places, state_url
from bot.errors import OperatorError


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), default=Path("config.toml"))
@click.option("--application", type=click.IntRange(min=1), help="Id of your application, from the Developer Portal.")
@click.option("--force", is_flag=True, help="Replace a file that is there.")
def init(file: Path, application: int | None, force: bool) -> None:
    """Write a config that explains itself (config.toml), and print the link that invites the bot.

    The application's id is taken from DISCORD_TOKEN or DISCORD_TOKEN_FILE where one of them is set.
    """
    from bot.chat.hosting import invitation, secrets

    if file.exists() and not force:
        raise OperatorError(f"{file} is there already; --force replaces it.")
    try:
        file.write_text(_example(), encoding="utf-8")
    except OSError as error:
        raise OperatorError(f"{file} cannot be written ({error.strerror}).") from error
    click.echo(f"Wrote {file}: every key with its default, and what it means.", err=True)
    if application is None and (secrets.NAMED in os.environ or secrets.FILED in os.environ):
        application = secrets.application(secrets.token(dict(os.environ)))
    known = application or "YOUR-APPLICATION-ID"
    click.echo(f"To invite the bot into a server, with the {len(invitation.IN_WORDS)} permissions it needs:", err=True)
    click.echo(invitation.link(known))
    click.echo("To take it along for yourself, into any server or conversation:", err=True)
    click.echo(invitation.personal_link(known))
    click.echo("Then give it its token (DISCORD_TOKEN or DISCORD_TOKEN_FILE) and run: dissensus run", err=True)


@click.command()
@located
@click.pass_context
def run(context: click.Context) -> None:
    """Run the bot on Discord, until it is told to stop (SIGTERM, Ctrl-C)."""
    from platformdirs import user_cache_path

    from bot.chat import running
    from bot.chat.hosting import secrets
    from bot.state import State

    token = secrets.token(os.environ)
    where = places(context)
    opened = library(where)
    with State.open(state_url(where)) as state:
        running.run(where.config.discord, opened, state, token, user_cache_path("dissensus"))


def _example() -> str:
    """The commented config: shipped inside an installed package, else beside the package in a checkout."""
    import bot

    package = Path(bot.__file__).parent
    for path in (package / "_config.example.toml", package.parent / "config.example.toml"):
        if path.is_file():
            return path.read_text(encoding="utf-8")
    raise OperatorError("The example config is missing; install the program anew.")
