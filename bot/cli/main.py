"""The program: its subcommands, its streams, and what becomes of an error.

Invariant: an error meant for a person is one sentence on stderr, never a traceback.
"""

from __future__ import annotations

import sys
from importlib import import_module
from io import TextIOWrapper
from typing import IO, Any

import click

from bot.cli import asking
from bot.cli.places import located
from bot.errors import CorpusError, MemberError, OperatorError


class _Refusal(click.ClickException):
    """A sentence for stderr with the exit code that goes with it."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.exit_code = code  # type: ignore[misc]  # click declares the default on the class

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the sentence alone: it needs no "Error:" before it."""
        click.echo(self.message, file=file, err=file is None)


_RARE = {"corpus": "curating", "init": "hosting", "run": "hosting", "state": "keeping"}
"""Commands that a question never needs, by the module that has them: imported when they are called or listed."""


class _Program(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every subcommand, by name."""
        return sorted([*super().list_commands(ctx), *_RARE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A subcommand by its name."""
        if cmd_name not in _RARE:
            return super().get_command(ctx, cmd_name)
        command: click.Command = getattr(import_module(f"bot.cli.{_RARE[cmd_name]}"), cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a subcommand, turning what the house raises into sentences and exit codes."""
        _speak_utf8()
        try:
            return super().invoke(ctx)
        except MemberError as error:
            raise _Refusal(str(error), 2) from error
        except OperatorError as error:
            raise _Refusal(str(error), 1) from error
        except CorpusError as error:
            problems = f"{error.problems[0]}\n({len(error.problems)} in all; `dissensus corpus check` lists them)"
            raise _Refusal(f"The corpus breaks its rules, so nothing can be quoted from it:\n{problems}", 1) from error


def _version(context: click.Context, option: click.Parameter, wanted: bool) -> None:
    if not wanted:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        click.echo(version("dissensus"))
    except PackageNotFoundError:
        click.echo("a checkout that is not installed")
    context.exit()


@click.group(cls=_Program, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version.")
@located
@click.pass_context
def main(context: click.Context) -> None:
    """Answers a reading group only in other people's words, rightly attributed, with the disagreement left in.

    Without a command it opens a chat.
    """
    if context.invoked_subcommand is None:
        context.invoke(asking.chat)


def _speak_utf8() -> None:
    """UTF-8 whatever the locale says; what cannot be read or written is replaced, never a reason to stop."""
    for stream, errors in ((sys.stdin, "surrogateescape"), (sys.stdout, "replace"), (sys.stderr, "replace")):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=errors)


for _command in asking.COMMANDS:
    main.add_command(_command)
