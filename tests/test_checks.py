"""Every rule of the corpus format, shown on a broken corpus that names the lines where it must be reported."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from bot.corpus.loader import load
from bot.corpus.rules import Rule
from bot.errors import CorpusError

CORPORA = Path(__file__).parent / "corpora"
CASES = sorted((CORPORA / "broken").glob("*.txt"))
ARROW = re.compile(r" *<== (.*)$")


class Breakage:
    """A copy of the small corpus, the steps that break it, and what they say must be reported."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.expected: set[str] = set()
        shutil.copytree(CORPORA / "small", folder)

    def run(self, case: str) -> None:
        head, *steps = re.split(r"^=== ", case, flags=re.MULTILINE)
        for line in head.splitlines():
            if arrow := ARROW.match(line):
                self.expected.add(arrow[1])
        for step in steps:
            command, _, body = step.partition("\n")
            *words, last = command.split()
            self.step(words, last, body.rstrip("\n"))

    def step(self, words: list[str], last: str, body: str) -> None:
        match words:
            case ["append", *raw]:
                self.lines(last, [*self.text(last), ""], body, raw=bool(raw))
            case ["write" | "bytes" as word]:
                self.lines(last, [], body, raw=word == "bytes")
            case ["change"]:
                self.change(last, body)
            case ["repeat", name]:
                self.lines(name, [*self.text(name), ""], body)
                (self.folder / name).write_text("\n".join([*self.text(name)[:-1], *[body] * int(last)]))
            case ["remove"]:
                (self.folder / last).unlink()
            case ["rename", name]:
                (self.folder / name).rename(self.folder / last)
            case ["link", name]:
                (self.folder.parent / "elsewhere.md").write_text("Outside.")
                (self.folder / name).symlink_to(last)
            case ["folder"]:
                (self.folder / last).mkdir()
            case _:
                raise ValueError(f"unknown step: {words}")

    def text(self, name: str) -> list[str]:
        return (self.folder / name).read_text(encoding="utf-8").rstrip("\n").split("\n")

    def lines(self, name: str, before: list[str], body: str, *, raw: bool = False) -> None:
        """Write the lines of a step after others, without the arrows that stand in them."""
        after = body.split("\n")
        for number, line in enumerate(after, start=len(before) + 1):
            if arrow := ARROW.search(line):
                self.expected |= {f"{name}:{number}: {rule}" for rule in arrow[1].split(", ")}
        kept = "\n".join([*before, *(ARROW.sub("", line) for line in after), ""]).encode()
        if raw:
            kept = re.sub(rb"\\x([0-9a-f]{2})", lambda found: bytes([int(found[1], 16)]), kept)
        (self.folder / name).write_bytes(kept)

    def change(self, name: str, body: str) -> None:
        text = self.text(name)
        place = 0
        for line in body.split("\n"):
            sign, _, words = line.partition(" ")
            if sign == "-":
                place = text.index(words)
                del text[place]
            elif sign == "+":
                text.insert(place, words)
                place += 1
        self.lines(name, [], "\n".join(text))


def problems(folder: Path) -> list[str]:
    try:
        load(folder)
    except CorpusError as error:
        return [f"{problem.file}:{problem.line}: {problem.rule}" for problem in error.problems]
    return []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_broken_corpus_is_reported_where_it_is_broken(case: Path, tmp_path: Path) -> None:
    breakage = Breakage(tmp_path / "corpus")
    breakage.run(case.read_text(encoding="utf-8"))
    assert breakage.expected, "the case expects nothing"
    assert sorted(problems(breakage.folder)) == sorted(breakage.expected)


def test_every_rule_has_a_broken_example() -> None:
    words = {
        word for case in CASES for word in re.findall(r"<== (.*)$", case.read_text(encoding="utf-8"), re.MULTILINE)
    }
    shown = {rule for word in words for rule in word.rpartition(": ")[2].split(", ")}
    assert shown == set(Rule)
