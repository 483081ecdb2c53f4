"""The commands of whoever keeps the state, what servers and members decided: state backup, restore, verify, migrate, forget.

Invariant: none of them makes a database that was not there; what cannot be undone asks first.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from bot.cli.places import located, places, state_url
from bot.errors import OperatorError
from bot.state import State

_yes = click.option("--yes", is_flag=True, help="Do not ask.")


@click.group()
def state() -> None:
    """Keep what servers and members decided: backups, checks, migrations."""


@state.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@located
@click.pass_context
def backup(context: click.Context, folder: Path) -> None:
    """Write a backup into FOLDER while the bot runs, and delete those there that are older than 14 days."""
    with _opened(context) as kept:
        click.echo(kept.backup(folder))


@state.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_yes
@located
@click.pass_context
def restore(context: click.Context, file: Path, yes: bool) -> None:
    """Replace the whole state by a backup, or change nothing."""
    if not yes:
        click.confirm(f"Replace everything that was decided since {file.name} was written?", abort=True, err=True)
    with State.open(state_url(places(context))) as kept:
        done = kept.restore(file)
    click.echo(f"{done.rows} rows are back.", err=True)
    if done.unsure:
        click.echo(
            f"Of {done.unsure} posts nobody knows whether they were sent since; /reading status names them.", err=True
        )


@state.command()
@located
@click.pass_context
def verify(context: click.Context) -> None:
    """Look whether everything is as it was written; of each record the first altered entry is named."""
    with _opened(context) as kept:
        faults = kept.verify()
    if faults:
        raise OperatorError("\n".join(faults))
    click.echo("Everything is as it was written.", err=True)


@state.command()
@located
@click.pass_context
def migrate(context: click.Context) -> None:
    """Bring the state to the schema of this version; make a backup first."""
    before, after = State.migrate(state_url(places(context)))
    click.echo(
        f"Schema {before or 'none'} -> {after}." if before != after else f"The schema is {after} already.", err=True
    )


@state.command()
@click.argument("user", type=click.IntRange(min=1))
@_yes
@located
@click.pass_context
def forget(context: click.Context, user: int, yes: bool) -> None:
    """Delete everything about USER (an id), whose account Discord has deleted."""
    if not yes:
        click.confirm(f"Delete everything that is kept about {user}, in all servers?", abort=True, err=True)
    with _opened(context) as kept:
        done = kept.privacy.forget(user, account_gone=True)
    gone = "no byte of it is left in the file" if done.shredded else "the bytes are the engine's to reuse"
    click.echo(f"{done.rows} rows are deleted or lead to nobody; {gone}. Backups keep them for 14 days.", err=True)


@contextmanager
def _opened(context: click.Context) -> Iterator[State]:
    """The state that is there; it is not made where there is none."""
    with State.open(state_url(places(context)), create=False) as kept:
        yield kept
