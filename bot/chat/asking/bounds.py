"""What an answer says of its own bounds, so that nobody takes what may not be quoted here for what nobody said.

Knows scopes and names of sources. Invariant: what is said follows from what moderators set, never from what lies
beyond; which passages are withheld is not said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from bot.chat.drawing.escaping import tidy
from bot.chat.drawing.words import Say
from bot.models import EVERYTHING, Scope, Source
from bot.replies.cards import Reply
from bot.replies.wording import VERDICTS, listed
from bot.search.catalogue import Catalogue

_SEARCHING = {"quote", "who-said", "contrast", "coverage", "sources", "voices"}


def bounded(reply: Reply, command: str, scope: Scope, catalogue: Callable[[], Catalogue], say: Say) -> Reply:
    """The reply, already in the asker's language, to a command that searches, with what it was kept to as its last words."""
    if command not in _SEARCHING or scope == EVERYTHING:
        return reply
    absent, here = say(VERDICTS["absent"]), say("Not in what may be quoted here.")
    notices = tuple(here if notice == absent else notice for notice in reply.notices)
    return replace(reply, notices=notices, closing=(*reply.closing, *_bounds(scope, catalogue().sources, say)))


def _bounds(scope: Scope, sources: Mapping[str, Source], say: Say) -> Iterator[str]:
    named = {id: tidy(source.short) for id, source in sources.items()}
    allowed = [name for id, name in named.items() if scope.sources is None or id in scope.sources]
    if 0 < len(allowed) < len(named):
        yield say("Only {sources} may be quoted in this channel.").format(sources=listed(allowed, say("and")))
    for id in scope.windows:
        if named.get(id) in allowed:
            yield say("Of {source} only what the group has read is quoted here.").format(source=named[id])
