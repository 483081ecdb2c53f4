"""A report's card shows what its reporter typed as it was typed, and fits a message with the longest passage there is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.drawing.cutting import least
from bot.chat.drawing.drawn import Line
from bot.chat.drawing.lines import Writer
from bot.chat.drawing.panel import panel
from bot.chat.moderating.reporting import REASON, about, decisions
from bot.chat.sending.proof import prove
from bot.library import Library
from bot.models import Corpus
from bot.replies.composer import Composer
from bot.state.values import Outcome, Report
from tests.chat.invented import nasty_text

REPORT = Report(
    1, 2**63 - 1, "x.1", 2**63 - 1, "", 2**63 - 1, 2**63 - 1, None, datetime(2026, 11, 26, tzinfo=UTC), None
)


@given(
    reason=st.builds(lambda text: (text * 60)[:REASON], nasty_text),
    outcome=st.sampled_from([None, "withheld", "answered"]),
)
def test_whatever_a_reporter_types_is_shown_as_typed_beside_the_longest_passage(
    reason: str,
    outcome: Outcome | None,
    library: Library,
    composer: Composer,
    corpus: Corpus,
    texts: Callable[[str], str | None],
    pages: frozenset[str],
) -> None:
    longest = max(corpus.passages, key=lambda passage: len(passage.text))
    (card,) = composer.context(library.context(longest.id, around=0), exchange=False).cards
    cut = replace(card, quotes=tuple(replace(least(quote, 1_200), label="") for quote in card.quotes))
    report = replace(REPORT, passage=longest.id, reason=reason, outcome=outcome)
    lines = [*about(report, 5, str), Line(), *Writer().card(cut, framed=False)]
    prove(panel(lines, [decisions(report, str)]), texts, pages)


@pytest.mark.parametrize(("outcome", "buttons"), [(None, 3), ("dismissed", 0)])
def test_a_closed_report_has_no_buttons(outcome: Outcome | None, buttons: int) -> None:
    assert len(decisions(replace(REPORT, outcome=outcome), str)) == buttons
