"""`context`: a passage among its neighbours, in its section, in the exchange its comment belongs to."""

from __future__ import annotations

from bot.errors import MemberError
from bot.models import Passage, Section
from bot.results import Context
from bot.search.catalogue import Catalogue
from bot.search.folding import clean
from bot.store.reader import Reader

_LONGEST_ID = 100


def context(id: str, around: int, reader: Reader, catalogue: Catalogue) -> Context:
    """The passage, `around` passages on either side, and the sections its own answers or is answered by."""
    passage, shown = _place(id, reader)
    sections = _exchange(passage, catalogue)
    exchange = tuple((s, here) for s in sections if (here := tuple(p for p in shown if p.section == s.id)))
    near = [p for p in shown if abs(p.position - passage.position) <= around]
    return _context(passage, near, catalogue, exchange)


def section(id: str, reader: Reader, catalogue: Catalogue) -> Context:
    """The passage with the whole of its section."""
    passage, shown = _place(id, reader)
    return _context(passage, [p for p in shown if p.section == passage.section], catalogue)


def _place(id: str, reader: Reader) -> tuple[Passage, tuple[Passage, ...]]:
    id = clean(id, _LONGEST_ID)
    passage = reader.passages([id]).get(id)
    # The reader gives no passage that is withheld: a member must not learn that something is hidden.
    if passage is None:
        raise MemberError(f"There is no passage “{id}” here; every card prints the ids of its passages.")
    return passage, reader.source(passage.source)


def _context(
    passage: Passage,
    near: list[Passage],
    catalogue: Catalogue,
    exchange: tuple[tuple[Section, tuple[Passage, ...]], ...] = (),
) -> Context:
    return Context(
        passage,
        catalogue.sources[passage.source],
        catalogue.sections.get((passage.source, passage.section)),
        tuple(p for p in near if p.position < passage.position),
        tuple(p for p in near if p.position > passage.position),
        exchange,
    )


def _exchange(passage: Passage, catalogue: Catalogue) -> list[Section]:
    here = catalogue.sections.get((passage.source, passage.section))
    if here is None:
        return []
    siblings = [s for (source, _), s in catalogue.sections.items() if source == passage.source]
    return [s for s in siblings if s.id in here.answers or here.id in s.answers]
