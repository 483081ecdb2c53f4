"""What property tests draw from: whatever a stranger may type, any corpus the models allow, any scope of an asker."""

from __future__ import annotations

from dataclasses import fields, replace
from operator import attrgetter
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from bot import models
from bot.models import Corpus, Passage, Quotation, Scope

PARTS: dict[str, tuple[type, tuple[str, ...]]] = {
    "sources": (models.Source, ("id",)),
    "sections": (models.Section, ("source", "id")),
    "passages": (models.Passage, ("id",)),
    "voices": (models.Voice, ("id",)),
    "notes": (models.Note, ("source", "number")),
    "apparatus": (models.Apparatus, ()),
    "contrasts": (models.Contrast, ()),
    "lexicon": (models.LexiconEntry, ()),
}
"""What a corpus is made of, and the fields that tell the values of each part from one another."""

PIECES = (
    "kronstadt", "Lenin", "the", "not", "of the working class", "democracy", "1921", "stove", "soup", "wood", "1,000",
    "1921with", "harman-pamphlet.5.4", "ford-thread.c1.1", " by lenin", " by:lenin ", " in:harman ", "by:", "in:", '"',
    "“", "”", "‘", "’", "'", "-", "- ", "*", "(", ")", "^", " OR ", " AND ", " NOT ", " NEAR(", "text:", "%", "\\", "`",
    "\0", "\ud800", "\udfff", "\u202e", "\u2066", "\u200b", "\u200d", "\u00ad", "\ufeff", "\u00a0", "\u2028", "\n",
    "\t", "e" + "\u0301" * 30, "\u0301", "ﬁ", "ß", "İ", "Ⅷ", "②", "½", "㎫", "ﷺ", "١٩٢١", " ",
    ", ", ". ", "…", "<@1>", "||",
)  # fmt: skip
"""Words of the corpora, of our query language and of others, and characters that have broken programs."""

anything = st.text(st.characters(exclude_categories=()))
"""Any string at all, lone surrogates included."""

strangers_text = st.one_of(
    anything,
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
    st.lists(st.one_of(st.sampled_from(PIECES), anything), max_size=12).map("".join),
    st.builds(lambda piece, times: piece * times, st.sampled_from(PIECES), st.integers(1, 80)),
)
"""Whatever a stranger may type."""

text = st.text(max_size=12)

FIELDS: dict[str, Any] = {
    "str": text,
    "tuple[str, ...]": st.lists(text, max_size=3).map(tuple),
    **dict.fromkeys(("position", "line", "start", "end", "offset"), st.integers(0, 10**6)),
}
"""What stands in a field of this name, or of this type; any other holds anything of its type."""


def thorough(examples: int, *, shrink: bool = True) -> settings:
    """Settings of a property in the ordinary run: the same examples every time, however busy the machine."""
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate, Phase.shrink] if shrink else [Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )


def nightly(examples: int = 10_000) -> settings:
    """Settings of the same property in the nightly run: many examples, other ones each night."""
    return settings(thorough(examples), derandomize=False)


def values(kind: type, **given: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Values of a frozen class, every field filled with anything of its type, texts and numbers in their bounds."""
    filled = {f.name: FIELDS.get(f.name, FIELDS.get(str(f.type), ...)) for f in fields(kind)}
    return st.builds(kind, **filled | given)


FIELDS["Attribution"] = st.builds(models.Attribution, st.lists(values(models.Step), min_size=1, max_size=4).map(tuple))
FIELDS["tuple[NoteMark, ...]"] = st.lists(values(models.NoteMark), max_size=3).map(tuple)


def corpora() -> st.SearchStrategy[Corpus]:
    """Any corpus the models allow, sense or no sense."""
    return st.builds(Corpus, **{part: _some(kind, key).map(tuple) for part, (kind, key) in PARTS.items()})


def scopes(corpus: Corpus) -> st.SearchStrategy[Scope]:
    """What an asker of this corpus may see: some passages withheld, some sources left out, some read so far only."""
    ids, sources = [passage.id for passage in corpus.passages], [source.id for source in corpus.sources]
    some = st.frozensets(st.sampled_from(ids), max_size=len(ids) // 2)
    most = st.frozensets(st.sampled_from(ids), max_size=5).map(lambda shown: frozenset(ids) - shown)
    return st.builds(
        Scope,
        withheld=st.one_of(some, most),
        sources=st.one_of(st.none(), st.frozensets(st.sampled_from(sources))),
        windows=st.dictionaries(st.sampled_from(sources), st.integers(-1, 80)),
    )


def _some(kind: type, key: tuple[str, ...]) -> st.SearchStrategy[list[Any]]:
    one = values(kind) if kind is not Passage else _passages()
    return st.lists(one, max_size=3, unique_by=attrgetter(*key) if key else None)


def _passages() -> st.SearchStrategy[Passage]:
    return st.builds(_owning, values(Passage, quotations=st.just(())), st.lists(values(Quotation), max_size=3))


def _owning(passage: Passage, quotations: list[Quotation]) -> Passage:
    return replace(passage, quotations=tuple(replace(quotation, passage=passage.id) for quotation in quotations))
