"""What the reader typed, taken apart: words to search, exact phrases, exclusions, `by:` and `in:` filters.

Total: any text at all becomes a `Query`, if need be an empty one. Knows the English language's small words, not the corpus.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.search.folding import clean, stem, words

LIMIT = 400
"""Characters of a question that are read; the rest is cut (a question is no essay, and cost grows with length)."""

MAX_WORDS = 24

FRAMING = 0.4
SETTING = 0.5

_TOKEN = re.compile(r'(?P<sign>-?)(?:(?P<key>by|in):)?(?:["“”](?P<phrase>[^"“”]*)["“”]|(?P<word>\S+))', re.IGNORECASE)

FUNCTION_WORDS = frozenset(
    """a about above after again against all also am an and any are as at be because been before being below between both
    but by can cannot could did do does doing don done down during each either else ever every few for from further had
    has have having he her here hers him his how i if in into is isn it its itself just let like ll may me might more
    most much must my myself neither no nor not now of off on once one only onto or other others ought our ours out over
    own per quite rather re s same shall she should so some such t than that the their theirs them then there these they
    this those though through thus to too toward towards under until unto up upon us ve very via was we well were what
    whatever when whence where whether already always even ever never often perhaps soon still which while who whom whose
    why will with within without would yet you your yours yourself yourselves themselves ourselves oneself
    isnt arent wasnt werent dont doesnt didnt wont cant couldnt shouldnt wouldnt havent hasnt hadnt im ive youre hes shes
    theyre weve youve theyve thats theres whats lets""".split()
)

SAYING_WORDS = frozenset(
    """say says said saying tell tells told think thinks thought believe believes claim claims claimed argue argues argued
    explain explains explained describe describes described call calls called write writes wrote view views opinion
    opinions according""".split()
)

ASKING_WORDS = SAYING_WORDS | frozenset(
    """mean means meant regarding concerning happen happened happens thing things something anything anyone someone please
    find show quote quotes give gave get got really actually""".split()
)
"""Words that ask rather than name the matter; they count only when the question holds nothing else."""


FRAMING_WORDS = frozenset(
    """able actual affect affected ago almost alone along amount anybody apart appear arguing argument arguments around ask
    asked away back bad badly basic basically beat became become becomes began begin behind beside besides best better
    big bit bits bloke blokes bother bothered bothers break bring brought build bunch call came care carry case catch
    cause caused causes certain chance change changed changes chap choose clear close come comes coming compare compared
    complete completely consider controversy could couple course cut dare day days deal debate debates decide decided
    deep definitely depend depended depends despite differ difference differences different difficult discussion
    discussions do doing done doubt drive drop early easy effect effects else end ended enough entire especially
    everybody everyone everything exact exactly example expect explain fact fail fairly fall far fast fed feel few fill
    final finally fine fit fits folk folks follow forget form found full gain general get gets getting give given glad
    go goes going gone good got great grow guess guy guys half hand handle happen happened hard hardly hear heard help
    helped hide high hit hold hope how however huge idea imagine important include influence influenced inside instead
    interesting involve involved issue join keep kept kind kinda knew know known lack large last lately later lead leave
    led left less let level lie like likely list literally little live loads long look looked lose lost lot lots love
    low made main mainly make makes making manage managed manages managing many matter matters maybe mean meaning meet
    mention mere mind miss moment month months mostly move much must name near nearly necessary need needed next nice
    nobody normal nothing notice now number numbers obvious obviously odd off offer often ok okay open opposite order
    otherwise outside part particular parts pass past pay people perhaps person pick piece place plain play played
    plenty point position possible prefer pretty probably problem problems properly prove pull push put question quick
    quickly quite ran rate rather reach read ready real really reason reasons recent relate related relation remain
    remember replace rest result results rid right role roughly run running said sake same sat saw say see seem seemed
    seems seen send sense serious set several short show shown side similar simple simply since single sit sits small so
    solve some somebody somehow sometimes sort sorta sound speak special spend stand standing stands start started stay
    step stick still stood stop story straight strange strong stuff such suddenly suppose supposed sure surely take
    taken takes talk teach tend tends thing things thought throw time times today together told tomorrow took total
    totally touch toward tried true truly try turn turned type understand unless use used uses usual usually various
    view wait walk want wanted watch way ways weak week weeks well went while whole wide willing win wish without won
    wonder word words work worked worse worst worth year years yes yesterday yet""".split()
)
"""Words that frame a question as often as they name its matter; they count for less."""


WHEN_WORDS = frozenset(("after", "before", "during", "since", "throughout", "under", "until"))
"""What follows them is the setting of the question rather than its matter."""


@dataclass(frozen=True, slots=True)
class QueryWord:
    """A word of the question: folded, stemmed, and how much it carries of the matter (0: it only asks or joins; to 1).

    `capital` is true of a word that was typed with one, as names are.
    """

    folded: str
    stem: str
    worth: float
    capital: bool = False

    @property
    def content(self) -> bool:
        """Whether it carries any of the matter."""
        return self.worth > 0


@dataclass(frozen=True, slots=True)
class Query:
    """A question taken apart; `by` and `within` hold what the reader typed, folded, for the catalogue to resolve."""

    text: str
    words: tuple[QueryWord, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()
    by: tuple[str, ...] = ()
    within: tuple[str, ...] = ()

    @property
    def saying(self) -> bool:
        """True when it asks what somebody says, so that a name in it is more likely the speaker's than the subject's."""
        return any(word.folded in SAYING_WORDS for word in self.words)

    @property
    def empty(self) -> bool:
        """True when nothing is left to search for."""
        return not (self.words or self.phrases or self.by or self.within)


def parse(text: str) -> Query:
    """Take a question apart; never raises, whatever the text."""
    text = clean(text, LIMIT)
    plain: list[tuple[str, bool]] = []
    phrases: list[tuple[str, ...]] = []
    excluded: list[tuple[str, ...]] = []
    filters: dict[str, list[str]] = {"by": [], "in": []}
    for token in _TOKEN.finditer(text):
        body = token["phrase"] if token["phrase"] is not None else token["word"]
        typed = words(body)
        folded = tuple(word.folded for word in typed)
        if not folded:
            continue
        if token["key"] and not token["sign"]:
            filters[token["key"].lower()].append(" ".join(folded))
        elif token["sign"] and _stands_alone(text, token.start()):
            excluded.append(tuple(map(stem, folded)))
        else:
            plain.extend((word.folded, body[word.start].isupper()) for word in typed)
            if token["phrase"] is not None and len(folded) > 1:
                phrases.append(folded)
    return Query(text, _query_words(plain), tuple(phrases), tuple(excluded), tuple(filters["by"]), tuple(filters["in"]))


def _stands_alone(text: str, start: int) -> bool:
    return start == 0 or text[start - 1].isspace()


def _query_words(typed: list[tuple[str, bool]]) -> tuple[QueryWord, ...]:
    kept = [folded for folded, _ in typed[:MAX_WORDS]]
    for light in (FUNCTION_WORDS | ASKING_WORDS, FUNCTION_WORDS, frozenset[str]()):
        if any(word not in light for word in kept):
            break
    framed = all(word in FRAMING_WORDS | light for word in kept)
    setting = _setting(kept)
    found = []
    for place, word in enumerate(kept):
        worth = 0.0 if word in light else FRAMING if word in FRAMING_WORDS and not framed else 1.0
        worth *= SETTING if place in setting else 1.0
        found.append(QueryWord(word, stem(word), worth, typed[place][1]))
    return tuple(found)


def _setting(folded: list[str]) -> set[int]:
    """Places of the words that say when it was ("after the civil war", "under Lenin"), up to the next small word."""
    places: set[int] = set()
    for start in (place for place, word in enumerate(folded) if word in WHEN_WORDS):
        body = start + 1
        while body < len(folded) and folded[body] in ("a", "an", "the", "his", "their", "its"):
            body += 1
        while body < len(folded) and folded[body] not in FUNCTION_WORDS:
            places.add(body)
            body += 1
    return places
