"""The four real sources are whole and in order: passages, page breaks, comments, contrasts, and the format by example.

The tables below name passages by id; the words themselves are read from `corpus/`. Whose words they are is shown in
`test_real_quotations.py`, and that none is lost in `test_conservation.py`.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from pathlib import Path

import pytest

from bot.corpus.loader import load
from bot.models import Corpus, Passage

CORPUS = Path(__file__).parent.parent / "corpus"


PASSAGES = {
    "ford-review": {"": 22},
    "ford-thread": {f"c{n}": count for n, count in enumerate((1, 3, 1, 6, 3, 4, 2, 1, 2, 4, 4, 3, 2, 8, 1, 2), 1)},
    "pirani-page": {"": 5},
    "harman-pamphlet": dict(zip("123456789", (9, 6, 8, 5, 17, 1, 9, 6, 8), strict=True)),
}
"""Paragraphs by section, notes left out."""

BLOCKS = {
    "ford-review.19", "harman-pamphlet.1.3", "harman-pamphlet.1.8", "harman-pamphlet.3.3", "harman-pamphlet.5.7",
    "harman-pamphlet.5.12", "harman-pamphlet.5.16",
}  # fmt: skip
"""Block quotations; one that is broken by its narrator is an ordinary paragraph."""

JOINTS = (
    ("1.1", "class and"), ("1.9", "that would"), ("2.5", "in importance"), ("3.5", "independently of"),
    ("3.7", "the working"), ("4.2", "the developing"), ("5.8", "aspirations themselves"), ("5.9", "a bureaucracy"),
    ("5.12", "content themselves"), ("5.14", "working class"), ("7.3", "the objective"), ("7.6", "workers’ democracy"),
    ("8.3", "a social"), ("8.5", "of production"), ("9.1", "line with"), ("9.2", "invented “Trotskyism”"),
    ("9.6", "the Left"), ("n14", "of the"),
)  # fmt: skip
"""Where a page break had split a paragraph: the passage, and the words on either side."""

UNFINISHED = {
    "ford-review.1", "ford-review.17", "ford-thread.c4.4", "ford-thread.c14.8", "harman-pamphlet.1.7",
    "harman-pamphlet.5.6", "pirani-page.2",
}  # fmt: skip
"""Passages without closing punctuation in the copy: slips, lead-ins to a block quotation, a credit, a signature."""

ANSWERS = {
    "c1": ("ford-review",), "c2": ("ford-review",), "c3": (), "c4": ("c2", "ford-review"), "c5": ("c4",), "c6": ("c5",),
    "c7": ("c6",), "c8": ("c6",), "c9": ("c4", "c5", "c6", "c7"), "c10": ("c9",), "c11": ("c7", "c8"), "c12": ("c11",),
    "c13": ("c11", "c12"), "c14": ("c13", "c12"), "c15": ("c5",), "c16": ("c15",),
}  # fmt: skip
LIKELY = {"c6", "c8", "c9", "c13", "c15"}

CONTRASTS = {
    ("ford-thread.c2.1", "misquotes", "ford-review.12"),
    ("ford-thread.c1.1", "quotes", "ford-review.18"),
    ("ford-thread.c5.3", "disputes", "ford-thread.c4.6"),
    ("ford-thread.c14.4", "disputes", "ford-thread.c13.1"),
    ("ford-review.13", "disputes", "harman-pamphlet.4.2"),
    ("ford-thread.c4.2", "disputes", "harman-pamphlet.3.5"),
}


@functools.cache
def corpus() -> Corpus:
    return load(CORPUS)


@functools.cache
def passages() -> dict[str, Passage]:
    return {passage.id: passage for passage in corpus().passages}


def test_sources_stand_in_order_of_date_with_framing_and_rights() -> None:
    assert [s.id for s in corpus().sources] == ["harman-pamphlet", "ford-review", "ford-thread", "pirani-page"]
    for source in corpus().sources:
        assert 1 <= len(re.findall(r"[.!?](?: |$)", source.framing)) <= 2
        assert "licence does not cover" in source.rights
        assert source.url.startswith("https://")
    assert "not opened" in corpus().sources[0].note


def test_every_paragraph_is_a_passage() -> None:
    for source, sections in PASSAGES.items():
        found = Counter(p.section for p in corpus().passages if p.source == source and p.kind != "note")
        assert dict(found) == sections
    assert {p.id for p in corpus().passages if p.kind == "note"} == {f"harman-pamphlet.n{n}" for n in (8, 13, 14)}
    assert [p.id for p in corpus().passages if p.kind == "list-item"] == [f"harman-pamphlet.7.{n}" for n in (5, 6, 7)]
    assert {p.id for p in corpus().passages if p.kind == "block-quotation"} == BLOCKS


def test_passages_hold_no_structure_of_their_documents() -> None:
    for passage in corpus().passages:
        assert not re.search(r"^\d{1,2}\. |\[\d|\*|\]\(|  |\n", passage.text), passage.id


@pytest.mark.parametrize(("place", "joint"), JOINTS)
def test_page_breaks_are_rejoined(place: str, joint: str) -> None:
    assert joint in passages()[f"harman-pamphlet.{place}"].text


def test_no_passage_breaks_off_but_where_the_copy_does() -> None:
    assert {p.id for p in corpus().passages if p.text[-1] not in '.?!:)”"'} == UNFINISHED
    begins_small = {p.id for p in corpus().passages if p.source == "harman-pamphlet" and p.text[0].islower()}
    assert begins_small == set()


def test_comments_keep_the_numbers_of_the_copy() -> None:
    comments = [section for section in corpus().sections if section.source == "ford-thread"]
    assert [c.id for c in comments] == [f"c{n}" for n in range(1, 17)]
    assert [c.voice for c in comments] == [f"comment-{n}" for n in range(1, 17)]
    assert {c.id: c.answers for c in comments} == ANSWERS
    assert all(c.evidence for c in comments)
    assert {c.id for c in comments if c.certainty == "likely"} == LIKELY
    assert [c.id for c in comments if c.certainty == "inferred"] == ["c3"]
    assert "inference" in comments[2].remark
    assert "breaks off" in comments[13].remark
    assert "breaks off" in passages()["ford-thread.c14.8"].remark
    assert passages()["ford-thread.c3.1"].voice == "comment-3"


def test_no_commenter_gets_a_name() -> None:
    commenters = [voice for voice in corpus().voices if voice.kind == "commenter"]
    assert [voice.name for voice in commenters] == [f"Comment {n}" for n in range(1, 17)]
    for voice in commenters:
        words = " ".join((voice.name, voice.short, *voice.aliases)).lower().split()
        number = voice.id.removeprefix("comment-")
        assert set(words) <= {"comment", "commenter", "no.", "number", "author", "of", number}
        assert voice.about.startswith("author not named in this copy")


def test_odd_characters_are_kept() -> None:
    spaces = Counter(a.source for a in corpus().apparatus if "\u00a0" in a.text)
    assert spaces == {"pirani-page": 2}
    assert [p.id for p in corpus().passages if "\u00a0" in p.text] == ["ford-review.4"]


def test_the_format_by_example_is_the_format(tmp_path: Path) -> None:
    readme = (CORPUS / "README.md").read_text(encoding="utf-8")
    letter, nested = re.findall(r"```markdown\n(.*?)```", readme, re.DOTALL)
    head, notes = letter.split("[^1]: ")
    (tmp_path / "cook-letter.md").write_text(f"{head}{nested}\n[^1]: {notes}", encoding="utf-8")
    speakers = {"cook", "unnamed", *re.findall(r"\bby=([a-z]+)", letter + nested)}
    entry = '[{0}]\nname = "{0}"\nshort = "{0}"\nkind = "person"\naliases = []\nabout = "invented"\n'
    voices = "\n".join(map(entry.format, sorted(speakers - {"unnamed"})))
    unnamed = entry.format("unnamed").replace('"person"', '"unnamed"')
    (tmp_path / "voices.toml").write_text(f"{voices}\n{unnamed}", encoding="utf-8")
    small = load(tmp_path)
    assert [p.id for p in small.passages] == [f"cook-letter.1.{n}" for n in (1, 2, 3)]
    chains = [q.attribution for p in small.passages for q in p.quotations]
    hands = {chain.speaker: [step.voice for step in chain.steps] for chain in chains}
    assert hands == {
        "porter": ["porter", "cook"],
        "committee": ["committee", "clerk", "cook"],
        "smith": ["smith", "clerk", "cook"],
        "clerk": ["clerk", "cook"],
    }


def test_contrasts_are_registered_with_their_evidence() -> None:
    assert {(c.a, c.relation, c.b) for c in corpus().contrasts} >= CONTRASTS
    for contrast in corpus().contrasts:
        assert contrast.evidence.endswith(".")
        assert contrast.topics
        assert contrast.registered_by
        assert passages()[contrast.a].voice != passages()[contrast.b].voice
