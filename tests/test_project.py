"""The project around the code keeps its word: the README, the settings, the changelog, the shape of the house."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any, get_type_hints

import click
import pytest

from bot.cli import main
from bot.commands import DEFAULT, asking
from bot.config import Config, load
from bot.jsonlines import Contract
from bot.library import Library

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MODULES = sorted((ROOT / "bot").rglob("*.py"))
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "benchmarks/README.md")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_module_is_short_says_what_it_is_and_has_a_name_that_means_something(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    assert ast.get_docstring(ast.parse(text))
    names = {path.stem, path.parent.name}
    assert not names & {"util", "utils", "helper", "helpers", "common", "base", "manager", "managers", "misc"}


def test_the_contracts_of_the_house_are_kept() -> None:
    linter = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    done = subprocess.run([*linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_map_of_the_house_names_every_part_of_it() -> None:
    parts = {path.stem for path in MODULES if path.parent == ROOT / "bot"} | {
        path.parent.name for path in MODULES if path.parent.parent == ROOT / "bot"
    }
    for house in ((ROOT / "bot/__init__.py").read_text(encoding="utf-8"), README.partition("## The house")[2]):
        assert {part for part in parts - {"__init__"} if not re.search(rf"^(.*\s)?{part}\s", house, re.M)} == set()


def test_every_command_stands_in_the_readme_and_explains_itself() -> None:
    for path, command in _commands(main):
        line = " ".join(("dissensus", *path))
        assert re.search(rf"`{line}[` ]", README), line
        assert command.help, line
        for option in (p for p in command.params if isinstance(p, click.Option)):
            assert option.help, (line, option.name)
            assert re.search(rf"{option.opts[0]}\b", README), (line, option.name)


def _commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command
        if isinstance(command, click.Group):
            yield from _commands(command, (*path, name))
        else:
            yield (*path, name), command


def test_the_readme_gives_two_commands_and_ci_can_find_them() -> None:
    commands = re.findall(r"^python3 -m venv .*$", README, re.M)
    assert [command.rpartition(" && ")[2] for command in commands] == [
        ".venv/bin/dissensus ask '!quote kronstadt'",
        ".venv/bin/pytest",
    ]


def test_the_readmes_table_of_verdicts_is_what_the_program_says(small_library: Library) -> None:
    table = README.partition("| you type |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| `([^`]+)` \| ([a-z-]+) \|", table, re.M)
    assert [(phrase, small_library.who_said(phrase).verdict) for phrase, _ in rows] == rows
    assert {verdict for _, verdict in rows} == {"exact", "typography", "altered", "stitched", "absent", "too-short"}


QUESTIONS = ["quote kronstadt", "who-said the soup burned by nobody", "context ford-thread.c9.2", "contrast kronstadt"]


@pytest.mark.parametrize("line", [*QUESTIONS, "coverage kronstadt", "sources", "voices"])
def test_the_readme_names_every_key_of_the_json(library: Library, line: str) -> None:
    name, _, argument = line.partition(" ")
    asked = asking(name, argument)
    contract = Contract(library.catalogue(), library.links(), why=True)
    result = asked.command.result(library, asked.argument, DEFAULT)
    section = README.partition("## JSON")[2].partition("\n## ")[0]
    for answer in contract.lines(asked, result):
        assert {key for key in _keys(answer) if f'"{key}"' not in section} == set()


def test_the_json_of_a_match_is_in_the_readme_too(small_library: Library) -> None:
    section = README.partition("## JSON")[2].partition("\n## ")[0]
    contract = Contract(small_library.catalogue(), small_library.links())
    answer = contract.who_said(small_library.who_said("I asked for wood four times by Stoker"))
    assert answer["matches"][0]["changes"]
    assert answer["claim"]
    assert {key for key in _keys(answer) if f'"{key}"' not in section} == set()


IDS = {"passages", "corrections"}
"""Keys whose values are keyed by ids or words, which are no keys of the contract, where they hold no list."""


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for part in value:
            yield from _keys(part)
    elif isinstance(value, dict):
        for key, part in value.items():
            yield key
            if not (key in IDS and isinstance(part, dict)):
                yield from _keys(part)


def test_every_setting_is_in_the_example_with_its_default_and_explained(tmp_path: Path) -> None:
    example = (ROOT / "config.example.toml").read_text(encoding="utf-8")
    settings = {
        f"{section}.{key.name}"
        for section, kind in get_type_hints(Config).items()
        if is_dataclass(kind)
        for key in fields(kind)
    }
    offered = re.sub(r"^# (?=[a-z_]+ = )", "", example, flags=re.M)
    given = {f"{section}.{key}" for section, keys in tomllib.loads(offered).items() for key in keys}
    assert given == settings
    copied = tmp_path / "config.toml"
    copied.write_text(example, encoding="utf-8")
    assert load(copied, {}) == Config()
    for line, before in zip(example.splitlines()[1:], example.splitlines(), strict=False):
        if re.match(r"(# )?[a-z_]+ = ", line):
            assert before.startswith("# "), line


def test_what_is_needed_is_declared_and_what_is_declared_is_needed() -> None:
    imported = {top for path in MODULES for top in _imports(path)}
    distributions = packages_distributions()
    used = {_plain(distributions[top][0]) for top in imported if top in distributions} - {"dissensus"}
    project = PROJECT["project"]
    optional = {_plain(line) for lines in project["optional-dependencies"].values() for line in lines}
    needed = {_plain(line) for line in project["dependencies"]} - DATA
    assert used - optional == needed - optional


DATA = {"tzdata", "symspellpy"}
"""Read as data: time zones where the system has none of its own, and a list of English words."""


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def _plain(requirement: str) -> str:
    return re.split(r"[\[<>=~! ;]", requirement)[0].lower().replace("_", "-")


def test_the_changelog_has_a_place_for_what_is_not_released() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## \[(.+?)\](?: - (\d{4}-\d\d-\d\d))?$", changelog, re.M)
    assert headings[0] == ("Unreleased", "")
    assert re.search(r"^## \[Unreleased\]\n\n### (Added|Changed|Deprecated|Removed|Fixed|Security)$", changelog, re.M)
    assert all(date for _, date in headings[1:])


def test_the_licence_names_every_source_and_leaves_it_out() -> None:
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    excluded = licence.partition("LicenseRef-Quoted-Texts")[2]
    for source in (ROOT / "corpus").glob("*-*.md"):
        assert f"corpus/{source.name}" in excluded
    assert PROJECT["project"]["license"] == "MIT AND LicenseRef-Quoted-Texts"


@pytest.mark.parametrize(
    "name", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "benchmarks/README.md"]
)
def test_links_between_our_documents_lead_somewhere(name: str) -> None:
    document = ROOT / name
    targets = re.findall(r"\]\((?!https?://)([^)#]+)[^)]*\)", document.read_text(encoding="utf-8"))
    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_no_word_of_the_sources_is_repeated_in_our_documents(corpus: Any) -> None:
    text = " ".join(" ".join(passage.text.split()) for passage in corpus.passages).casefold()
    for name in DOCUMENTS:
        words = re.findall(r"[\w’']+", (ROOT / name).read_text(encoding="utf-8").casefold())
        runs = (" ".join(words[place : place + 6]) for place in range(len(words) - 5))
        assert [run for run in runs if run in text] == []
