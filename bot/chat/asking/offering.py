"""What else there is to ask about an answer, found out in the same hop as the answer itself.

Invariant: only what this asker may see is offered; a button gives nothing away.
"""

from __future__ import annotations

from typing import Any

from bot.chat.asking.buttons import Offers
from bot.library import Library
from bot.models import Scope
from bot.results import Context, Quoted, Said


def offers(result: Any, question: str, library: Library, scope: Scope) -> Offers:
    """What goes on from a result; `question` is what was asked, for a topic to contrast."""
    match result:
        case Context():
            return _of_context(result, question, library, scope)
        case Quoted(found=found) if found:
            return Offers(contrast=_contrasted(question, library, scope))
        case Said(places=(first, *_)):
            return Offers(contrast=_contrasted(first.passage.id, library, scope))
        case _:
            return Offers()


def _of_context(result: Context, question: str, library: Library, scope: Scope) -> Offers:
    id, _, shape = question.partition(" ")
    whole = shape == "section"
    return Offers(
        contrast=_contrasted(id, library, scope),
        earlier=result.before[0].id if result.before and not whole else "",
        later=result.after[-1].id if result.after and not whole else "",
        section=id if result.section and not whole else "",
        exchange=id if result.exchange and shape != "exchange" else "",
    )


def _contrasted(topic: str, library: Library, scope: Scope) -> str:
    return topic if library.contrast(topic, scope=scope).pairs else ""
