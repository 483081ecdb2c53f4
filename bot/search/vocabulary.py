"""The words of a question as this corpus puts them: the word itself, its root, the lexicon's forms, the nearest spelling.

Invariant: a word is corrected only when neither the corpus nor the lexicon knows it, and every correction is reported.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.search.catalogue import BEGINNING, Catalogue
from bot.search.english import is_english
from bot.search.folding import stem
from bot.search.lexicon import Form, Lexicon, Stems
from bot.search.query import FUNCTION_WORDS, Query, QueryWord

_SAME_ROOT = 0.5
_CORRECTED = 0.85
_SCATTERED = 0.85
"""What a word of a fixed phrase counts when it stands without its fellows."""

ENDINGS = frozenset(
    """a abl al an anc ance ant ari ary at ate ati ativ ation c ci cy d e ed en enc ence ent er eri ful i ial ian ibl ic ical
    if ifi ing ion is ise ish ism ist iti ity iv ive less li ly m ment n ness or ori s ship t th tion ur ure y""".split()
)
"""What English puts at the end of a word to make another of it, as far as stemming leaves it standing."""

_LONGEST_FORM = 5
_ALIKE = 0.92


@dataclass(frozen=True, slots=True)
class Term:
    """A word that carries the matter: its forms, best first, how much it tells, and what it was corrected to, if it was.

    `speaker` is true of a name in a question that asks what somebody says.
    """

    word: str
    forms: tuple[Form, ...]
    rarity: float
    corrected: str = ""
    speaker: bool = False

    @property
    def known(self) -> bool:
        """True when the corpus uses the word in some form."""
        return bool(self.forms)


def terms(query: Query, catalogue: Catalogue, lexicon: Lexicon) -> tuple[Term, ...]:
    """The content words of a question with every form the corpus has for them."""
    content = [i for i, word in enumerate(query.words) if word.content]
    phrased = _phrase_forms([word.stem for word in query.words], catalogue, lexicon)
    corrected = {i: "" if i in phrased else _corrected(query.words[i], catalogue, lexicon) for i in content}
    stems = [stem(corrected[i]) if corrected.get(i) else word.stem for i, word in enumerate(query.words)]
    phrases = _phrase_forms(stems, catalogue, lexicon) if any(corrected.values()) else phrased
    found = []
    for i in content:
        alone = (_CORRECTED if corrected[i] else 1.0) * (_SCATTERED if i in phrases else 1.0)
        forms = _present([*_forms(stems[i], catalogue, lexicon, alone), *phrases.get(i, [])], catalogue)
        rarity = _rarity(query.words[i], stems[i], forms, catalogue)
        speaker = query.saying and (corrected[i] or query.words[i].folded) in catalogue.names
        found.append(Term(query.words[i].folded, forms, rarity, corrected[i], speaker))
    return tuple(found)


def _forms(word: str, catalogue: Catalogue, lexicon: Lexicon, weight: float) -> list[Form]:
    forms = [Form((word,), weight, "itself")]
    forms += lexicon.forms((word,))
    kin = catalogue.beginnings.get(word[:BEGINNING], ())
    forms += [Form((other,), _SAME_ROOT, "same root") for other in kin if _same_root(word, other)]
    return forms + [Form(halves, 0.9, "in two words") for halves in _halves(word, catalogue)]


def _present(forms: list[Form], catalogue: Catalogue) -> tuple[Form, ...]:
    best: dict[Stems, Form] = {}
    for form in forms:
        if all(part in catalogue.frequency for part in form.stems) and (
            form.stems not in best or best[form.stems].weight < form.weight
        ):
            best[form.stems] = form
    return tuple(sorted(best.values(), key=lambda form: (-form.weight, form.stems)))


def _rarity(word: QueryWord, root: str, forms: tuple[Form, ...], catalogue: Catalogue) -> float:
    """How much a word tells: by its own rarity, or its best form's; a word without any form as much as the rarest, a
    name more.

    A word that frames the question tells no more than a common one, even where the corpus happens to lack it.
    """
    if root in catalogue.frequency:
        rarity = catalogue.rarity(catalogue.frequency[root])
    elif forms:
        rarity = catalogue.rarity(min(catalogue.frequency[part] for part in forms[0].stems))
    else:
        rarity = catalogue.rarity(0 if word.capital or not is_english(word.folded) else 1)
    return word.worth * (rarity if word.worth == 1 else min(rarity, catalogue.rarity(catalogue.passages // 20)))


def _phrase_forms(stems: list[str], catalogue: Catalogue, lexicon: Lexicon) -> dict[int, list[Form]]:
    """For each word of the question what counts for a fixed phrase it is part of: the phrase, the lexicon's forms for it.

    Two words that the corpus writes as one are such a phrase as well.
    """
    found: dict[int, list[Form]] = {}
    for start in range(len(stems)):
        for end in range(start + 2, min(start + _LONGEST_FORM, len(stems)) + 1):
            phrase = tuple(stems[start:end])
            forms = list(lexicon.forms(phrase))
            if len(phrase) == 2 and "".join(phrase) in catalogue.frequency:
                forms.append(Form(("".join(phrase),), 0.9, "in one word"))
            for i in range(start, end) if forms else ():
                found.setdefault(i, []).extend([Form(phrase, 1.0, "itself"), *forms])
    return found


def _same_root(word: str, other: str) -> bool:
    """Whether two stems are one beginning with two derivational endings, as `vanguard` and `vanguardist` are."""
    shared = next(
        (at for at, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other))
    )
    longer = max(len(word), len(other))
    return (
        word != other and shared >= max(BEGINNING, 0.7 * longer) and {word[shared:], other[shared:]} - {""} <= ENDINGS
    )


def _halves(word: str, catalogue: Catalogue) -> list[Stems]:
    splits = ((word[:at], stem(word[at:])) for at in range(4, len(word) - 3)) if word not in catalogue.frequency else ()
    return [
        (first, second) for first, second in splits if first in catalogue.frequency and second in catalogue.frequency
    ]


def _corrected(word: QueryWord, catalogue: Catalogue, lexicon: Lexicon) -> str:
    # A word that stands only in phrases of the lexicon leads nowhere by itself.
    known = word.stem in catalogue.frequency or lexicon.forms((word.stem,)) or _halves(word.stem, catalogue)
    if known or is_english(word.folded):
        return ""
    return _as_it_stands(nearest_spelling(word.folded, catalogue), catalogue, lexicon)


def _as_it_stands(word: str, catalogue: Catalogue, lexicon: Lexicon) -> str:
    """The word, or how the corpus spells one that only the lexicon has."""
    if not word or stem(word) in catalogue.frequency:
        return word
    spelled = (form.stems for form in lexicon.forms((stem(word),)) if form.why == "spelling")
    root = next((stems[0] for stems in spelled if len(stems) == 1 and stems[0] in catalogue.frequency), "")
    alike = [each for each, its_root in catalogue.vocabulary.items() if its_root == root]
    return min(alike, key=lambda each: (len(each), each)) if root else word


def nearest_spelling(word: str, catalogue: Catalogue) -> str:
    """The word of the corpus spelled most like a folded word, or "" (optimal string alignment distance, at most 2).

    Two slips are believed only of long words that begin and end alike or are alike as a whole (Jaro-Winkler similarity),
    and of short ones no letter put for another: otherwise one good word would become another.
    """
    if len(word) < 4 or word.isdigit():
        return ""
    # Imported here: most questions hold no misspelled word, and loading it takes longer than answering them.
    from rapidfuzz.distance import OSA, JaroWinkler
    from rapidfuzz.process import extract

    near = extract(word, catalogue.vocabulary.keys(), scorer=OSA.distance, score_cutoff=2, limit=20)
    likeness = {other: JaroWinkler.similarity(word, other) for other, _, _ in near}
    ranked = sorted(
        (distance, -round(likeness[other], 2), -catalogue.frequency.get(catalogue.vocabulary[other], 0), other)
        for other, distance, _ in near
        if _believable(word, other, int(distance), likeness[other])
    )
    return ranked[0][3] if ranked else ""


def _believable(word: str, other: str, slips: int, likeness: float) -> bool:
    if len(other) < 4 or other in FUNCTION_WORDS:
        return False
    if slips == 1:
        return len(word) > 5 or len(word) != len(other) or sorted(word) == sorted(other)
    return slips == 2 and len(word) > 7 and (likeness > _ALIKE or (word[0], word[-1]) == (other[0], other[-1]))
