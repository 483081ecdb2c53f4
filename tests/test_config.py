"""The config: what the file and the environment set, and an error with its dotted key for whatever nothing reads."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from bot.config import Config, load
from bot.errors import OperatorError

EXAMPLE = Path(__file__).parent.parent / "config.example.toml"


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "config.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_without_a_file_everything_has_its_default() -> None:
    assert load(None, {}) == Config()


def test_the_file_sets_what_it_names_and_paths_count_from_it(tmp_path: Path) -> None:
    path = written(tmp_path, '[corpus]\nfolder = "texts"\n[terminal]\nroom = 0\n')
    config = load(path, {})
    assert config.corpus.folder == tmp_path / "texts"
    assert config.corpus.database is None
    assert config.terminal.room == 0
    assert config.terminal.colour == "auto"


def test_a_path_from_the_home_folder_or_the_root_does_not_count_from_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, '[corpus]\nfolder = "~/texts"\ndatabase = "/srv/corpus.db"\n')
    assert load(path, {}).corpus.folder == Path.home() / "texts"
    assert load(path, {}).corpus.database == Path("/srv/corpus.db")


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, '[terminal]\nroom = 100\ncolour = "never"\n')
    environment = {"DISSENSUS_TERMINAL_ROOM": "250", "DISSENSUS_CORPUS_FOLDER": "here", "ROOM": "1"}
    config = load(path, environment)
    assert (config.terminal.room, config.terminal.colour) == (250, "never")
    assert config.corpus.folder == Path("here")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[terminal]\nrooms = 3\n", "terminal.rooms: there is no such key"),
        ("[terminals]\nroom = 3\n", "terminals: there is no such section"),
        ("room = 3\n", "room: there is no such section"),
        ('[terminal]\nroom = "many"\n', "terminal.room: must be a whole number, not 'many'"),
        ("[terminal]\nroom = true\n", "terminal.room: must be a whole number, not True"),
        ("[terminal]\nroom = -1\n", "terminal.room: must be 0 or more"),
        ('[terminal]\ncolour = "red"\n', "terminal.colour: must be one of auto, always, never, not 'red'"),
        ("[corpus]\nfolder = 3\n", "corpus.folder: must be a path, not 3"),
        ('[corpus]\nfolder = ""\n', "corpus.folder: must be a path"),
        ("[terminal\n", "not valid TOML"),
        (b"[terminal]\ncolour = '\xff'\n", "not valid TOML"),
    ],
)
def test_what_nothing_reads_or_cannot_be_is_named_with_its_file_and_key(
    tmp_path: Path, text: str | bytes, told: str
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(OperatorError, match=re.escape(str(path))) as error:
        load(path, {})
    assert told in str(error.value)


def test_a_variable_of_the_wrong_kind_is_named() -> None:
    with pytest.raises(OperatorError, match=r"DISSENSUS_TERMINAL_ROOM: must be a whole number, not 'lots'"):
        load(None, {"DISSENSUS_TERMINAL_ROOM": "lots"})


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="cannot be read"):
        load(tmp_path / "none.toml", {})


def test_the_example_holds_the_defaults_and_nothing_unknown(tmp_path: Path) -> None:
    example = EXAMPLE.read_text(encoding="utf-8")
    assert load(written(tmp_path, example), {}) == Config()
    load(written(tmp_path, re.sub(r"(?m)^# (?=[a-z_]+ = )", "", example)), {})


def test_the_example_explains_every_key() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    for section in fields(Config):
        at = lines.index(f"[{section.name}]")
        until = next((i for i, line in enumerate(lines) if i > at and line.startswith("[")), len(lines))
        for key in fields(getattr(Config(), section.name)):
            place = next(i for i in range(at, until) if re.match(rf"(# )?{key.name} = ", lines[i]))
            assert lines[place - 1].startswith("# ")


def test_shards_are_numbers_in_the_file_and_in_the_environment(tmp_path: Path) -> None:
    file = written(tmp_path, "[discord]\nshard_count = 4\nshards = [0, 2]\n")
    assert load(file, {}).discord.shards == (0, 2)
    assert load(file, {"DISSENSUS_DISCORD_SHARDS": "1, 3"}).discord.shards == (1, 3)
    assert load(file, {"DISSENSUS_DISCORD_SHARDS": ""}).discord.shards == ()
    for wrong in ("[0, 'b']", "0", "[true]"):
        with pytest.raises(OperatorError, match=r"discord\.shards"):
            load(written(tmp_path, f"[discord]\nshards = {wrong}\n"), {})
    with pytest.raises(OperatorError, match="DISSENSUS_DISCORD_SHARDS"):
        load(None, {"DISSENSUS_DISCORD_SHARDS": "one"})
