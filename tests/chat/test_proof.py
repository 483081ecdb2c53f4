"""The rendered-message proof: an honest message passes; each of these broken ones is refused, for the reason named.

A mutant breaks one thing: in the payload, behind the back of what is claimed, or in payload and claim alike, so that only
what the reply owes can tell. The refusal names rules, ids and numbers, and none of the words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from discord import ui
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.drawing import layout, plain
from bot.chat.drawing.drawn import Drawn, Line, Reference
from bot.chat.drawing.panel import panel
from bot.chat.sending.proof import ProofError, Texts, prove
from bot.commands import Options, asking
from bot.library import Library
from bot.models import Corpus
from bot.replies.cards import Card, Quote, Reply
from bot.replies.composer import Composer

Change = Callable[[Reply], Reply]
Alter = Callable[[str], str]

ASKED = ("quote kronstadt", "quote chekka", "contrast kronstadt", "context harman-pamphlet.5.4 0", "altered")
QUOTED = "ford-review.15"


@pytest.fixture(scope="module")
def replies(library: Library, composer: Composer, corpus: Corpus) -> dict[str, Reply]:
    """Replies that between them owe everything a reply can owe."""
    passage = next(p for p in corpus.passages if p.id == QUOTED)
    words = passage.text[passage.quotations[0].start : passage.quotations[0].end].split()
    lines = {line: line for line in ASKED} | {
        "altered": f"who-said {' '.join([*words[:5], 'otherwise', *words[6:14]])} by ford"
    }
    made = {}
    for name, line in lines.items():
        asked = asking(*line.split(" ", 1))
        made[name] = asked.command.compose(
            composer, asked.argument, asked.command.result(library, asked.argument, Options())
        )
    whole = made["quote kronstadt"]
    first = replace(whole.cards[0], quotes=whole.cards[0].quotes[:1], more=5)
    return made | {"one of many": replace(whole, cards=(first,))}


def messages(reply: Reply, *, cards: bool) -> tuple[Drawn, ...]:
    """The messages of a reply's first page."""
    return (layout.draw(reply),) if cards else plain.draw(reply)


def drawn_as(reply: Reply, *, cards: bool) -> Drawn:
    """The first of them."""
    return messages(reply, cards=cards)[0]


def altered(drawn: Drawn, alter: Alter) -> Drawn:
    """The message with other text, behind the back of its claim."""
    if not isinstance(drawn.view, ui.LayoutView):
        return replace(drawn, content=alter(drawn.content))
    before = [part.content for part in drawn.view.walk_children() if isinstance(part, ui.TextDisplay)]
    for part in drawn.view.walk_children():
        if isinstance(part, ui.TextDisplay):
            part.content = alter(part.content)
    after = [part.content for part in drawn.view.walk_children() if isinstance(part, ui.TextDisplay)]
    assert before != after, "the mutant changed nothing"
    return drawn


def poorer(reply: Reply, change: Change, *, cards: bool) -> list[Drawn]:
    """Messages drawn from another reply than the one they are for."""
    honest, broken = messages(reply, cards=cards), messages(change(reply), cards=cards)
    return [replace(lying, page=true.page) for lying, true in zip(broken, honest, strict=False)]


def in_quotes(change: Callable[[Quote], Quote]) -> Change:
    """Change every quotation of a reply."""
    return lambda reply: in_cards(lambda card: replace(card, quotes=tuple(map(change, card.quotes))))(reply)


def in_cards(change: Callable[[Card], Card]) -> Change:
    """Change every card of a reply."""
    return lambda reply: replace(reply, cards=tuple(map(change, reply.cards)))


@pytest.mark.parametrize("cards", [True, False], ids=["cards", "plain"])
@pytest.mark.parametrize("name", ASKED)
def test_an_honest_message_passes(
    replies: dict[str, Reply], name: str, cards: bool, texts: Texts, pages: frozenset[str]
) -> None:
    for drawn in messages(replies[name], cards=cards):
        prove(drawn, texts, pages)


def _word(text: str, new: str) -> str:
    """The text with one longer word inside a quotation replaced."""
    return re.sub(r"(?m)^((?:> |“)[^\n]*?\s)([a-z]{5,})(?=\s)", rf"\1{new}", text, count=1)


PAYLOADS: dict[str, tuple[Alter, str]] = {
    "a swapped word": (lambda text: _word(text, "otherwise"), "shows otherwise"),
    "an inserted not": (lambda text: _word(text, r"not \2"), "shows otherwise"),
    "a word left out": (lambda text: _word(text, ""), "shows otherwise"),
    "a credit taken away": (
        lambda text: re.sub(r"(?m)^(— )?[^\n>“]*[· ([]harman-pamphlet[^\n]*\n?", "", text),
        "shows otherwise",
    ),
    "a mention of somebody": (lambda text: f"{text}\n<@1>", "otherwise than claimed"),
    "a mention of everybody": (lambda text: f"{text} @everyone", "otherwise than claimed"),
    "a masked link": (lambda text: f"{text} [here](<https://evil.example>)", "leads elsewhere"),
    "a bare link": (lambda text: f"{text} https://evil.example/x", "leads elsewhere"),
    "an invitation": (lambda text: f"{text} discord.gg/abc", "leads elsewhere"),
    "live markup": (lambda text: f"{text} **loud**", "otherwise than claimed"),
    "too long": (lambda text: text + "x" * 4_000, "over"),
}


@pytest.mark.parametrize("cards", [True, False], ids=["cards", "plain"])
@pytest.mark.parametrize("mutant", PAYLOADS)
def test_a_message_that_was_tampered_with_is_refused(
    replies: dict[str, Reply], mutant: str, cards: bool, texts: Texts, pages: frozenset[str]
) -> None:
    alter, rule = PAYLOADS[mutant]
    broken = altered(drawn_as(replies["quote kronstadt"], cards=cards), alter)
    with pytest.raises(ProofError, match=re.escape(rule)) as refused:
        prove(broken, texts, pages)
    _tells_no_words(refused.value, replies["quote kronstadt"])


OWED: dict[str, tuple[str, Change, str]] = {
    "a silent source forgotten": ("quote chekka", lambda r: replace(r, silent=()), "is silent or comes later"),
    "a correction kept quiet": ("quote chekka", lambda r: replace(r, notices=r.notices[1:]), "missing: a notice"),
    "a verdict kept quiet": ("altered", lambda r: replace(r, notices=r.notices[1:]), "missing: a notice"),
    "a changed word kept quiet": ("altered", in_quotes(lambda q: replace(q, changes=())), "missing: words"),
    "a source dropped": ("quote kronstadt", lambda r: replace(r, cards=r.cards[1:]), "missing: the name of"),
    "a framing dropped": (
        "quote kronstadt",
        in_cards(lambda c: replace(c, source=replace(c.source, framing=""))),
        "missing: the framing of",
    ),
    "a source under another name": (
        "quote kronstadt",
        in_cards(lambda c: replace(c, source=replace(c.source, short="Somebody's book"))),
        "missing: the name of",
    ),
    "somebody else's credit": (
        "quote kronstadt",
        in_quotes(lambda q: replace(q, credit="Leon Trotsky, 1921")),
        "its credit",
    ),
    "the hands it passed dropped": (
        "altered",
        in_quotes(lambda q: replace(q, credit=q.credit.split(";")[0])),
        "its credit",
    ),
    "words quoted inside credited to nobody": (
        "context harman-pamphlet.5.4 0",
        in_quotes(lambda q: replace(q, chains=())),
        "missing: a credit of words",
    ),
    "how much more there is kept quiet": ("one of many", in_cards(lambda c: replace(c, more=0)), "how much more"),
    "a link dropped": ("quote kronstadt", in_quotes(lambda q: replace(q, url="")), "missing: the link of"),
    "a link that leads elsewhere": (
        "quote kronstadt",
        in_quotes(lambda q: replace(q, url="https://evil.example/")),
        "leads elsewhere",
    ),
    "a heading dropped": ("contrast kronstadt", in_cards(lambda c: replace(c, heading="")), "missing: the heading of"),
    "the evidence dropped": ("contrast kronstadt", in_cards(lambda c: replace(c, facts=())), "missing: a fact about"),
}


@pytest.mark.parametrize("cards", [True, False], ids=["cards", "plain"])
@pytest.mark.parametrize("mutant", OWED)
def test_a_message_that_keeps_back_what_it_owes_is_refused(
    replies: dict[str, Reply], mutant: str, cards: bool, texts: Texts, pages: frozenset[str]
) -> None:
    name, change, rule = OWED[mutant]
    with pytest.raises(ProofError, match=re.escape(rule)) as refused:
        _prove_all(poorer(replies[name], change, cards=cards), texts, pages)
    _tells_no_words(refused.value, replies[name])


def _prove_all(messages: list[Drawn], texts: Texts, pages: frozenset[str]) -> None:
    for drawn in messages:
        prove(drawn, texts, pages)


def test_a_cut_that_is_miscounted_is_refused(replies: dict[str, Reply], texts: Texts, pages: frozenset[str]) -> None:
    honest = layout.draw(replies["quote kronstadt"])
    counted = re.compile(r"\[(\d+) words left out\]")
    assert any(counted.search(part.content) for part in honest.view.walk_children() if isinstance(part, ui.TextDisplay))  # type: ignore[union-attr]
    count: Alter = lambda text: counted.sub("[7 words left out]", text)  # noqa: E731
    regions = tuple(tuple(_told(line, count) for line in region) for region in honest.regions)
    lying = replace(altered(honest, count), regions=regions)
    with pytest.raises(ProofError, match="with its cuts and its credit"):
        prove(lying, texts, pages)


def _told(line: Line, alter: Alter) -> Line:
    """A line whose words of ours are others."""
    return replace(line, parts=tuple(alter(part) if isinstance(part, str) else part for part in line.parts))


def test_a_passage_of_another_build_is_refused(replies: dict[str, Reply], pages: frozenset[str]) -> None:
    drawn = layout.draw(replies["quote kronstadt"])
    for stale in (lambda id: None, lambda id: "Other words now stand here."):
        with pytest.raises(ProofError):
            prove(drawn, stale, pages)


def test_a_lost_escape_is_refused(replies: dict[str, Reply], texts: Texts, pages: frozenset[str]) -> None:
    reply = replies["quote kronstadt"]
    quote = reply.cards[0].quotes[0]
    text = "It was *not* so, said <@5>, see discord.gg/abc and 1. this."
    passage = replace(quote.passage, text=text, quotations=())
    loud = replace(quote, passage=passage, slices=((0, len(text)),), left_out=(0, 0), marks=(), chains=())
    shown = replace(reply, cards=(replace(reply.cards[0], quotes=(loud,), more=0),))
    known: Texts = lambda id: text if id == passage.id else texts(id)  # noqa: E731
    for cards in (True, False):
        prove(drawn_as(shown, cards=cards), known, pages)
        for sign in ("\\*", "\\<", "\\."):
            broken = altered(drawn_as(shown, cards=cards), lambda sent, sign=sign: sent.replace(sign, sign[1]))  # type: ignore[misc]
            with pytest.raises(ProofError):
                prove(broken, known, pages)


def test_a_reference_is_shown_only_where_it_is_claimed(texts: Texts, pages: frozenset[str]) -> None:
    honest = panel([Line(("seen by ", Reference("@5")))])
    prove(honest, texts, pages)
    with pytest.raises(ProofError):
        prove(
            altered(panel([Line(("seen by ", Reference("@5")))]), lambda text: text.replace("@5", "@6")), texts, pages
        )
    typed = panel([Line(("seen by <@5>",))])
    prove(typed, texts, pages)
    assert "\\<" in typed.view.children[0].children[0].content  # type: ignore[union-attr,attr-defined]


@given(data=st.data(), cards=st.booleans())
def test_no_single_character_of_a_message_can_be_changed(
    replies: dict[str, Reply], data: st.DataObject, cards: bool, texts: Texts, pages: frozenset[str]
) -> None:
    reply = replies[data.draw(st.sampled_from(ASKED))]
    drawn = drawn_as(reply, cards=cards)
    sent = (
        [drawn.content]
        if drawn.content
        else [
            part.content
            for part in drawn.view.walk_children()
            if isinstance(part, ui.TextDisplay)  # type: ignore[union-attr]
        ]
    )
    which = data.draw(st.sampled_from(sent))
    places = [place for place, sign in enumerate(which) if sign.isalpha()]
    place = data.draw(st.sampled_from(places))
    new = data.draw(st.sampled_from("xQж7").filter(lambda sign: sign != which[place]))
    broken = altered(drawn, lambda text: text[:place] + new + text[place + 1 :] if text == which else text)
    with pytest.raises(ProofError):
        prove(broken, texts, pages)


def _tells_no_words(error: ProofError, reply: Reply) -> None:
    """The refusal can be logged: it holds no run of words of a passage."""
    told = str(error)
    for card in reply.cards:
        for quote in card.quotes:
            words = quote.passage.text.split()
            runs = (" ".join(words[place : place + 3]) for place in range(len(words) - 2))
            assert not [run for run in runs if run in told]
