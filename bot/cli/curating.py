"""The commands of a curator: check the corpus, build its database, say where both are."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import click

from bot.cli.places import located, places
from bot.errors import CorpusError, Problem


@click.group()
@located
def corpus() -> None:
    """Check and build the corpus."""


@corpus.command()
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    help="file:line: rule: message, one JSON object a line, or annotations for GitHub.",
)
@located
@click.pass_context
def check(context: click.Context, style: str) -> None:
    """Read every file and print all that is wrong, one problem a line; exit 1 if there is any."""
    from bot.corpus.loader import load

    folder = places(context).folder
    try:
        found = load(folder)
    except CorpusError as error:
        for problem in error.problems:
            click.echo(_STYLES[style](problem, folder))
        click.echo(f"{len(error.problems)} to mend in {folder}", err=True)
        context.exit(1)
    quotations = sum(len(passage.quotations) for passage in found.passages)
    click.echo(
        f"Nothing to mend: {len(found.sources)} sources, {len(found.passages)} passages, {quotations} quotations.",
        err=True,
    )


@corpus.command()
@located
@click.pass_context
def build(context: click.Context) -> None:
    """Build the database anew, whether or not the corpus has changed, and print where it is."""
    from bot import library

    where, started = places(context), time.monotonic()

    def progress(stage: str) -> None:
        click.echo(f"{time.monotonic() - started:6.1f} s  {stage}", err=True)

    library.build(where.folder, where.database, progress)
    progress("done")
    click.echo(where.database)


@corpus.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead.")
@located
@click.pass_context
def path(context: click.Context, as_json: bool) -> None:
    """Print where the corpus and its database are; the database opens in Datasette."""
    where = places(context)
    both = {"corpus": str(where.folder.resolve()), "database": str(where.database.resolve())}
    click.echo(json.dumps(both, ensure_ascii=False) if as_json else "\n".join(f"{k}: {v}" for k, v in both.items()))


def _as_json(problem: Problem, folder: Path) -> str:
    told = {"file": problem.file, "line": problem.line, "rule": problem.rule, "message": problem.message}
    return json.dumps(told, ensure_ascii=False)


def _as_github(problem: Problem, folder: Path) -> str:
    """A workflow command; its message and its properties are escaped by different rules."""
    file = os.path.relpath(folder / problem.file)
    place = f"file={_escaped(file, ':,')},line={problem.line},title={_escaped(problem.rule, ':,')}"
    return f"::error {place}::{_escaped(problem.message, '')}"


def _escaped(text: str, more: str) -> str:
    for sign in "%\r\n" + more:
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text


_STYLES = {"text": lambda problem, folder: str(problem), "json": _as_json, "github": _as_github}
