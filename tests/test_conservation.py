"""The corpus holds every character of the documents it was made from, in their order, and none besides.

Two forms of the same proof: the letters alone, and all characters except those that are structure (white space,
emphasis stars, note markers, list numbers, link brackets). `conservation.toml` keeps a digest of both forms for each
source, so the proof runs without the documents; where they lie beside the project they are compared themselves.

The digests are made from the documents, never from the corpus:

    python -m tests.test_conservation ../shared/seeds > tests/conservation.toml
"""

from __future__ import annotations

import functools
import hashlib
import re
import sys
import tomllib
from pathlib import Path

import pytest

from bot.corpus.loader import load
from bot.models import Corpus

HERE = Path(__file__).parent
DOCUMENTS = HERE.parent.parent / "shared" / "seeds"
EXTENT = {
    "ford-review": ("000_f45cde08cb58022f.txt", 1, 45),
    "ford-thread": ("000_f45cde08cb58022f.txt", 47, 144),
    "harman-pamphlet": ("002_979806056340e148.txt", 1, 238),
    "pirani-page": ("001_5422a631591b73b4.txt", 1, 58),
}
"""Which lines of which document make a source; lines count from 1, blank ones too."""

LINK = re.compile(r"\[([^\[\]]*)\]\(#\)")
MARKER = re.compile(r"\[\d{1,2}\]")
NUMBER = re.compile(r"^\s*\d{1,2}\.\s+")

beside_documents = pytest.mark.skipif(not DOCUMENTS.is_dir(), reason="the documents do not lie beside the project")


def letters(text: str) -> str:
    return "".join(filter(str.isalpha, text))


def characters(text: str) -> str:
    return "".join(text.split()).replace("*", "")


def without_structure(line: str) -> str:
    """A document's line without its list number, note markers and the brackets of its links."""
    return MARKER.sub("", LINK.sub(r"\1", NUMBER.sub("", line)))


def received(folder: Path, source: str) -> str:
    """The source's lines of the document in `folder`, cleared of structure."""
    name, first, last = EXTENT[source]
    lines = (folder / name).read_text(encoding="utf-8").split("\n")
    return "\n".join(map(without_structure, lines[first - 1 : last]))


def kept(corpus: Corpus, source: str) -> str:
    """The source as the corpus holds it: passages and apparatus in the order of the document."""
    data = [
        (a.position, 0, NUMBER.sub("", a.text) if a.kind == "heading" else a.text)
        for a in corpus.apparatus
        if a.source == source
    ]
    passages = [(p.position, 1, p.text) for p in corpus.passages if p.source == source]
    return "\n".join(text for _, _, text in sorted(data + passages, key=lambda block: block[:2]))


def digest(text: str) -> dict[str, str | int]:
    """Length and SHA-256 of both forms of a source's text."""
    found: dict[str, str | int] = {}
    for name, form in (("letters", letters(text)), ("characters", characters(text))):
        found |= {name: len(form), f"{name}_sha256": hashlib.sha256(form.encode()).hexdigest()}
    return found


@functools.cache
def corpus() -> Corpus:
    return load(HERE.parent / "corpus")


@functools.cache
def digests() -> dict[str, dict[str, str | int]]:
    return tomllib.loads((HERE / "conservation.toml").read_text(encoding="utf-8"))


def test_every_source_has_a_digest() -> None:
    assert sorted(digests()) == sorted(EXTENT) == sorted(source.id for source in corpus().sources)


@pytest.mark.parametrize("source", EXTENT)
def test_corpus_keeps_what_was_received(source: str) -> None:
    assert digest(kept(corpus(), source)) == digests()[source]


@beside_documents
@pytest.mark.parametrize("source", EXTENT)
def test_digests_are_those_of_the_documents(source: str) -> None:
    assert digest(received(DOCUMENTS, source)) == digests()[source]


@beside_documents
@pytest.mark.parametrize("source", EXTENT)
def test_corpus_is_the_document_character_by_character(source: str) -> None:
    assert characters(kept(corpus(), source)) == characters(received(DOCUMENTS, source))


@beside_documents
def test_extents_leave_no_prose_of_the_documents_out() -> None:
    for document in {name for name, _, _ in EXTENT.values()}:
        lines = (DOCUMENTS / document).read_text(encoding="utf-8").split("\n")
        taken = {n for name, first, last in EXTENT.values() if name == document for n in range(first, last + 1)}
        assert not any(line.strip() for n, line in enumerate(lines, 1) if n not in taken)


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("  12. The *soup* burned [3]. Nobody stirred.", "The *soup* burned . Nobody stirred."),
        ("1. – The first plank was 2. rotten", "– The first plank was 2. rotten"),
        ("From [No.9](#), spring [sic] 1999", "From No.9, spring [sic] 1999"),
        ("1921 was a cold year. [14]", "1921 was a cold year. "),
    ],
)
def test_only_structure_is_cleared(line: str, left: str) -> None:
    assert without_structure(line) == left


@pytest.mark.parametrize("source", EXTENT)
def test_a_lost_or_moved_character_is_noticed(source: str) -> None:
    text = kept(corpus(), source)
    middle = text.index(" ", len(text) // 2) - 1
    lost = text[:middle] + text[middle + 1 :]
    swapped = text[: middle - 1] + text[middle] + text[middle - 1] + text[middle + 1 :]
    altered = text[:middle] + "#" + text[middle + 1 :]
    assert text[middle] != text[middle - 1]
    assert digests()[source] not in (digest(lost), digest(swapped), digest(altered))


def main(folder: Path) -> None:
    """Print the digests of the documents in `folder` as TOML."""
    print("# Digests of the documents as received; see test_conservation.py on how they are made.")
    for source in EXTENT:
        print(f"\n[{source}]")
        for key, value in digest(received(folder, source)).items():
            print(f"{key} = {value!r}".replace("'", '"'))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
