"""The Markdown parser: what becomes of every construct, and that no letter is lost whatever is written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.corpus import document, marks
from bot.corpus.attributes import Attributes
from bot.corpus.blocks import Block
from bot.corpus.rules import Report

FIXTURES = re.split(
    r"^\.\n\n?", (Path(__file__).parent / "fixtures/document.md").read_text("utf-8"), flags=re.MULTILINE
)
TRIPLES = list(zip(FIXTURES[0::3], FIXTURES[1::3], FIXTURES[2::3], strict=False))


def keys(attributes: Attributes) -> str:
    return " ".join(f"{key}={value}" for key, value in sorted(attributes.values.items()))


def shown(block: Block) -> list[str]:
    note = f" (note {block.note})" if block.note else ""
    text = block.words.text
    lines = [f"{block.kind} {block.line}{note}: {text}", f"  {keys(block.layers[0])}"]
    lines += [f"  quotation {at}: {keys(own)}" for at, own in zip(block.quotations, block.layers[1:], strict=True)]
    for span in block.words.spans:
        around = f" (in {', '.join(map(str, span.around))})" if span.around else ""
        lines.append(f"  {text[span.start : span.end]}: {keys(span.attributes)}{around}")
    lines += [f"  [{mark.number}] after {text[: mark.offset].split()[-1]}" for mark in block.words.marks]
    return [line for line in lines if line.strip()]


@pytest.mark.parametrize(("title", "text", "expected"), TRIPLES, ids=[triple[0].strip() for triple in TRIPLES])
def test_markdown_is_read_as_written(title: str, text: str, expected: str) -> None:
    report = Report("x.md")
    read = document.parse(text, report)
    lines = [line for block in read.blocks for line in shown(block)]
    lines += [f"! {problem.line} {problem.rule}" for problem in sorted(set(report.problems))]
    assert "\n".join(lines) + "\n" == expected


@pytest.mark.parametrize(
    ("text", "balanced"),
    [
        ("“A,” he said, “b.”", True),
        ("“A", False),
        ("A”", False),
        ("“A “b” c”", True),
        ('"A," he said, "b."', True),
        ('"A', False),
        ('A mixed “pair" and a mixed "pair”', True),
        ("the workers’ soup, the cook’s soup, don’t", True),
        ("‘the workers’ soup’", True),
        ("‘the workers’ soup.’ So.", True),
        ("‘soup", False),
        ("soup.’", False),
        ("‘a’ and ‘b", False),
        ("‘at the time.’A new thought", True),
        ("the SR ‘s programme", False),
        ("in the ’20s, rock ’n’ roll, ’tis", True),
        ("in the '20s 'tis the cooks' soup, 'em and all", True),
        ("The meeting is asked: 'Who is against?' And as", True),
        ("'emperors' and 'soup.'", True),
        ("'Who is against?", False),
        ("Who is against?'", False),
        ("“She said ‘no.’”", True),
        ('(‘a’)—“b”—"c"', True),
        ("", True),
    ],
)
def test_marks_balance_unless_one_cannot_be_an_apostrophe(text: str, balanced: bool) -> None:
    assert marks.balanced(text) is balanced


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("“soup”", "soup"),
        (" ‘soup’ ", "soup"),
        ("“ ‘soup’ ”", "soup"),
        ('"soup"', "soup"),
        ("“a,” he said, “b”", "“a,” he said, “b”"),
        ("‘a’ and ‘b’", "‘a’ and ‘b’"),
        ("‘the workers’ soup’", "the workers’ soup"),
        ("the workers’", "the workers’"),
        ("“soup is", "soup is"),
        ("cold.”", "cold."),
        ("“a “b” c", "a “b” c"),
        ("soup", "soup"),
        ("“”", ""),
        ("", ""),
    ],
)
def test_enclosing_marks_are_not_part_of_a_quotation(text: str, words: str) -> None:
    start, end = marks.enclosed(text, 0, len(text))
    assert text[start:end] == words


@given(st.text("ab ‘’“”'\"s.,-(", max_size=30))
@settings(max_examples=500)
def test_enclosed_words_are_a_slice_without_blanks_at_its_edges(text: str) -> None:
    start, end = marks.enclosed(text, 0, len(text))
    assert 0 <= start <= end <= len(text)
    assert text[start:end] == text[start:end].strip()
    assert all(0 <= first <= last <= len(text) for first, last in marks.double_quotations(text))


WORD = st.text("abcdefüßжלא1290’", min_size=1, max_size=6)
SIGN = st.sampled_from(
    ["*", "_", "[", "]", "(", ")", "`", "!", "<", ">", "\\", "#", "-", "1.", "“", "”", "&", ":", "\n", "\n\n"]
)
ESCAPED = st.sampled_from(["\\*", "\\[", "\\]", "\\{", "\\}", "1921\\.", "\\<", "\\#"])


@st.composite
def inline(draw: st.DrawFn, depth: int = 2) -> str:
    """Words, escaped signs, spans, emphasis and links in one another."""
    parts = []
    for _ in range(draw(st.integers(1, 3))):
        inner = draw(inline(depth=depth - 1)) if depth and draw(st.booleans()) else draw(WORD)
        form = draw(
            st.sampled_from(["{}", "[{}]{{by=x}}", '[“{}”]{{.term at="p. 1"}}', "*{}*", "**{}**", "[{}](https://y)"])
        )
        parts.append(form.format(inner) if "](" not in form or "[" not in inner else inner)
        parts.append(draw(ESCAPED | st.just("")))
    return draw(st.sampled_from([" ", "\n"])).join(part for part in parts if part)


@st.composite
def valid_body(draw: st.DrawFn) -> str:
    """Blocks of every kind that the format allows, with their attributes and notes."""
    blocks = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        text = "x " + draw(inline())
        kind = draw(st.sampled_from(["paragraph", "heading", "quotation", "list", "note", "attributes"]))
        quoted = text.replace("\n", "\n> ")
        indented = text.replace("\n", "\n   ")
        blocks.append(
            {
                "paragraph": text,
                "heading": "{#a}\n## " + text.replace("\n", " "),
                "quotation": "{by=x}\n> " + quoted + "\n>\n> > " + quoted.replace("> ", "> > "),
                "list": "1. " + indented + "\n2. " + indented,
                "note": f"{text} [^{number}]\n\n[^{number}]: {{.data}}\n      " + indented.replace("\n", "\n   "),
                "attributes": '{.data kind="a b"}\n' + text,
            }[kind]
        )
    return "\n\n".join(blocks)


def letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def written(body: str) -> str:
    """The letters of a body less attributes, numbers of notes and items, and links, found without the parser."""
    body = re.sub(r"(?<!\\)\{[^{}]*(?<!\\)\}", "", body)
    body = re.sub(r"\[\^\d+\]:?|\(https://[^)]*\)", "", body)
    return letters(re.sub(r"^[> ]*\d\. ", "", body, flags=re.MULTILINE))


@given(valid_body())
@settings(max_examples=200, deadline=None)
def test_no_letter_of_a_body_is_lost_or_added(body: str) -> None:
    read = document.parse(body, Report("x.md"))
    assert letters("".join(block.words.text for block in read.blocks)) == written(body)


@given(st.lists(WORD | SIGN | ESCAPED, max_size=25).map(" ".join) | st.lists(WORD | SIGN, max_size=25).map("".join))
@settings(max_examples=300, deadline=None)
def test_letters_are_lost_only_with_a_report(body: str) -> None:
    report = Report("x.md")
    read = document.parse(body, report)
    kept = letters("".join(block.words.text for block in read.blocks))
    assert report.problems or kept == written(body)
