"""Replies that nobody composed: invented passages full of what means something to Discord, among real ones.

Strategies are made where their corpus is at hand and hold nothing large as an argument: hypothesis writes the arguments
out whenever a draw fails, and warns if they are long.

Lengths are such as curators write: a framing of some 400 characters, a credit of some 200. Sentences and words may be
far longer than any real ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random
from zlib import crc32

from hypothesis import strategies as st

from bot.chat.drawing.escaping import tidy
from bot.models import Attribution, Corpus, Passage, Source, Step
from bot.replies.cards import Card, Chain, Change, Quote, Reply, Row
from bot.replies.excerpts import left_out

NASTY = (
    *("\\", "`", "```", "*", "**", "***", "_", "__", "~~", "||", ">", ">>>", "> ", "#", "##", "-# ", "- ", "+ ", "1.", "1917."),
    *("[", "]", "](", "](<", "(", ")", "<", "<@1>", "<@!2>", "<@&3>", "<#4>", "<t:5>", "<t:5:R>", "<:e:6>", "<a:e:7>"),
    *("</say it:8>", "<id:guide>", "<https://a.b/c>", "<mailto:a@b.c>", "<+123>", ":smile:", ":", "://", "https://", "a.b/c"),
    *("@", "@everyone", "@here", "everyone", "here", "discord.gg/", "discordapp.com/invite/", "[a](https://b.c)", "\\*", "\\\\"),
    *("¯\\_(ツ)_/¯",),
    *("👍🏽", "é", "Ж", "中", " ", "  ", "a", "B", "7", "word", "of the", "–", "“", "”", "’", "…", "!", "$", "{", "}"),
)  # fmt: skip
"""Everything that means something to some client, pieces of it, and what may stand between."""

BLANKS = ("\n", "\n\n", "\r", "\r\n", "\t", "\f", "\v", "\x85", "\u2028", "\u2029", "\u00a0", "\u3000")

nasty_text = st.lists(st.sampled_from(NASTY + BLANKS), max_size=14).map("".join)
"""Text on any number of lines."""

_seeds = st.integers(0, 2**32 - 1)


def _words(seed: int, most: int) -> str:
    """Some fragments run together, some with blanks between, on one line; drawn as one number, which is quick."""
    chance = Random(seed)
    count = chance.choice((0, 1, 2, 5, most))
    return tidy("".join(chance.choice(NASTY) + " " * chance.randrange(2) for _ in range(count)))


def _text(seed: int) -> str:
    """A passage: sentences, sometimes one that goes on for pages, sometimes one word that does."""
    chance = Random(seed)
    if chance.random() < 0.1:
        return chance.choice(("x", "*", "👍🏽", "中", "Ж")) * chance.randrange(900, 5_000)
    said = [_words(chance.randrange(2**32), 25) or "x" for _ in range(chance.choice((1, 2, 5, 25)))]
    return tidy(". ".join(sentence * chance.choice((1, 1, 1, 1, 30)) for sentence in said)[:5_000] + ".")


def cut(limit: int) -> st.SearchStrategy[str]:
    """Words of at most so many characters."""
    return _seeds.map(lambda seed: tidy(_words(seed, limit // 3)[:limit]))


@st.composite
def passages(draw: st.DrawFn) -> Passage:
    """An invented passage."""
    source, text = draw(st.sampled_from(("soup-book", "stove-talk", "maid-page"))), draw(_seeds.map(_text))
    who = Attribution((Step("cook"),))
    return Passage(f"{source}.{crc32(text.encode())}", source, "1", "paragraph", "¶1", text, "cook", who, 1, 1)


def quotes(real: tuple[Passage, ...]) -> st.SearchStrategy[Quote]:
    """Whole passages as quotations, with everything that may stand beside one."""

    @st.composite
    def drawn(draw: st.DrawFn) -> Quote:
        passage = draw(st.one_of(st.sampled_from(real), passages()))
        length = len(passage.text)
        spans = st.tuples(st.integers(0, length - 1), st.integers(1, 80)).map(
            lambda s: (s[0], min(length, s[0] + s[1]))
        )
        whole = ((0, length),)
        chains = st.builds(Chain, spans, cut(120).map(lambda told: told or "The Cook"))
        return Quote(
            passage,
            whole,
            left_out(passage.text, whole),
            tuple(sorted(draw(st.lists(spans, max_size=3)))),
            draw(cut(200)) or "The Cook",
            tuple(draw(st.lists(chains, max_size=2))),
            draw(st.sampled_from(("", f"https://{passage.source}.example/page#:~:text=words,more%2Dwords"))),
            draw(cut(60)),
            tuple(draw(st.lists(_changes(passage, spans), max_size=3))),
            draw(cut(120)),
        )

    return drawn()


def _changes(passage: Passage, spans: st.SearchStrategy[tuple[int, int]]) -> st.SearchStrategy[Change]:
    """Words somebody typed beside words of the passage; one of the two may be nothing, not both."""
    stands = spans.map(lambda span: passage.text[slice(*span)][:40])
    return st.builds(lambda typed, there: Change(typed or ("" if tidy(there) else "x"), there), cut(40), stands)


def source(id: str, short: str, framing: str, colour: str) -> Source:
    """A source with the address that its passages' links lead to."""
    url = f"https://{id}.example/page"
    return Source(id, "page", short, short, "cook", "2001", "", url, "", framing, colour, (), (), "", f"{id}.md")


def cards(real: tuple[Source, ...], said: st.SearchStrategy[Quote]) -> st.SearchStrategy[Card]:
    """Cards of real or invented sources, each with its quotations of that source."""

    @st.composite
    def drawn(draw: st.DrawFn) -> Card:
        own = draw(st.lists(said, min_size=1, max_size=5))
        id = own[0].passage.source
        known = next((one for one in real if one.id == id), None)
        made = source(id, draw(cut(40)) or id, draw(cut(400)), draw(st.sampled_from(("#a63d40", "", "red"))))
        kept = tuple(quote for quote in own if quote.passage.source == id)
        return Card(known or made, kept, draw(st.sampled_from((0, 1, 2, 1_000))), draw(cut(60)))

    return drawn()


def replies(corpus: Corpus) -> st.SearchStrategy[Reply]:
    """Replies of any kind: with cards or with a table, with much to say beside them or nothing."""

    @st.composite
    def drawn(draw: st.DrawFn) -> Reply:
        made = draw(st.lists(cards(corpus.sources, quotes(corpus.passages)), max_size=6))
        framed = {card.source.id: card.source for card in reversed(made)}
        rows = st.builds(Row, st.tuples(cut(80).map(lambda cell: cell or "x"), cut(200), cut(80)), st.integers(0, 1))
        return Reply(
            draw(cut(60)),
            tuple(draw(st.lists(cut(120), max_size=3))),
            tuple(replace(card, source=framed[card.source.id]) for card in made),
            tuple(draw(st.lists(st.sampled_from(corpus.sources), max_size=3, unique=True))),
            ("name", "who", "hits"),
            tuple(draw(st.lists(rows, max_size=draw(st.sampled_from((0, 0, 3, 40)))))),
            tuple(draw(st.lists(cut(120), max_size=2))),
        )

    return drawn()


def lookup(reply: Reply) -> Callable[[str], str | None]:
    """Look up the passages of a reply by id."""
    return {quote.passage.id: quote.passage.text for card in reply.cards for quote in card.quotes}.get
