"""Verdicts: what stands there is exact, what was doctored never passes as true, words go to whoever spoke them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library import Library
from bot.models import Corpus, Passage, Quotation
from bot.results import Said
from tests.doctoring import KINDS, Doctored, Forger, Workshop, doctored, letters, plain
from tests.strategies import nightly, thorough

TRUE = {"exact", "typography"}


def check_shape(said: Said) -> None:
    """A verdict comes with the places it needs, right ones first; words shown as exact are the words typed."""
    assert bool(said.places) == (said.verdict not in ("absent", "too-short"))
    ranks = [spoken.verdict in TRUE for spoken in said.places]
    assert ranks == sorted(ranks, reverse=True) or said.verdict == "stitched"
    typed = " ".join(said.phrase.split())
    for spoken in (*said.places, *said.nearest):
        assert spoken.words == spoken.passage.text[spoken.start : spoken.end] != ""
        if spoken.verdict == "exact":
            assert " ".join(spoken.words.split()) in typed
        if spoken.verdict in TRUE:
            assert spoken.changes == ()
            assert letters(spoken.words) in letters(typed)


def stands_once(text: str, corpus: Corpus) -> bool:
    return sum(f" {letters(p.text)} ".count(f" {letters(text)} ") for p in corpus.passages) == 1


def check_true(text: str, wanted: set[str], library: Library, corpus: Corpus, passage: Passage) -> None:
    """Words of a passage are found there; only words that are anybody's are too short to tell."""
    said = library.who_said(text)
    check_shape(said)
    if said.verdict == "too-short":
        assert not stands_once(text, corpus)
        assert len(letters(text).split()) < 14
        return
    assert said.verdict in wanted, text
    places = [spoken for spoken in said.places if spoken.verdict in wanted and spoken.passage.id == passage.id]
    assert any(letters(spoken.words) == letters(text) for spoken in places)


def slices(passages: Iterable[Passage], least: int = 5) -> st.SearchStrategy[tuple[Passage, str]]:
    """Words in a row of some passage, as they stand; at least so many."""
    words = {p.id: (p, [match.span() for match in re.finditer(r"\S*\w\S*", p.text)]) for p in passages}
    long = sorted(id for id, (_, found) in words.items() if len(found) >= least)

    @st.composite
    def drawn(draw: st.DrawFn) -> tuple[Passage, str]:
        passage, found = words[draw(st.sampled_from(long))]
        first = draw(st.integers(0, len(found) - least))
        last = draw(st.integers(first + least - 1, min(len(found), first + 60) - 1))
        return passage, passage.text[found[first][0] : found[last][1]]

    # Nothing large is handed to it: its repr is made whenever a draw fails.
    return drawn()


def test_every_passage_is_exact_as_a_whole(library: Library, corpus: Corpus) -> None:
    for passage in corpus.passages:
        said = library.who_said(passage.text)
        assert said.verdict == "exact", passage.id
        assert passage.id in {spoken.passage.id for spoken in said.places}


OTHER_TYPE: dict[str, Callable[[str], str]] = {
    "straight marks": lambda text: text.translate(str.maketrans("“”‘’", "\"\"''")),
    "small letters": str.lower,
    "capitals": str.upper,
    "in marks": lambda text: f"“{text}”",
    "blanks and dots": lambda text: f"  {text.replace(' ', '  ')} ...",
    "no punctuation": lambda text: re.sub("[.,;:!?–]", " ", text),
}
"""Ways to write the same words."""


def check_slices(library: Library, corpus: Corpus, case: tuple[Passage, str], how: str) -> None:
    passage, text = case
    check_true(text, {"exact"}, library, corpus, passage)
    check_true(OTHER_TYPE[how](text), TRUE, library, corpus, passage)


def test_words_as_they_stand_are_exact_and_in_other_type_typography(library: Library, corpus: Corpus) -> None:
    @thorough(40)
    @given(slices(corpus.passages), st.sampled_from(sorted(OTHER_TYPE)))
    def check(case: tuple[Passage, str], how: str) -> None:
        check_slices(library, corpus, case, how)

    check()


@pytest.mark.nightly
@pytest.mark.parametrize("how", OTHER_TYPE)
def test_very_many_words_as_they_stand(library: Library, corpus: Corpus, how: str) -> None:
    @nightly(1_000)
    @given(slices(corpus.passages, least=2))
    def check(case: tuple[Passage, str]) -> None:
        check_slices(library, corpus, case, how)

    check()


def check_forgery(library: Library, forgery: Doctored, right: set[str]) -> None:
    """Never true, rightly judged, and what was made of one voice's words is given to that voice."""
    said = library.who_said(forgery.text)
    check_shape(said)
    assert said.verdict not in TRUE, forgery.text
    assert said.verdict in right, (said.verdict, forgery.text)
    if said.verdict == "stitched":
        typed = letters(forgery.text)
        heads = [letters(spoken.words) for spoken in said.places if typed.startswith(letters(spoken.words))]
        tails = [letters(spoken.words) for spoken in said.places if typed.endswith(letters(spoken.words))]
        assert any(len(head) + len(tail) + 1 >= len(typed) for head in heads for tail in tails)
    here = [spoken for spoken in said.places if spoken.passage.id == forgery.passage.id]
    if said.verdict == "altered" and forgery.changes and forgery.one_voice and here:
        assert here[0].attribution == forgery.attribution


@pytest.mark.parametrize("how", KINDS, ids=lambda how: how.__name__)
def test_what_was_doctored_never_passes_as_true(library: Library, workshop: Workshop, how: Forger) -> None:
    @thorough(15)
    @given(doctored(workshop, how))
    def check(forgery: Doctored) -> None:
        check_forgery(library, forgery, KINDS[how])

    check()


@pytest.mark.nightly
@pytest.mark.parametrize("how", KINDS, ids=lambda how: how.__name__)
def test_very_many_doctored_quotations(library: Library, workshop: Workshop, how: Forger) -> None:
    @nightly(2_000)
    @given(doctored(workshop, how))
    def check(forgery: Doctored) -> None:
        check_forgery(library, forgery, KINDS[how] | {"stitched", "altered", "absent"})

    check()


def quotations(corpus: Corpus, least: int = 4) -> list[tuple[Passage, Quotation, str]]:
    found = [(p, q, p.text[q.start : q.end]) for p in corpus.passages for q in p.quotations]
    return [(p, q, text) for p, q, text in found if len(letters(text).split()) >= least]


def test_every_quotation_goes_to_its_speaker(library: Library, corpus: Corpus) -> None:
    for passage, quotation, text in quotations(corpus):
        said = library.who_said(text)
        assert said.verdict == "exact", text
        assert quotation.attribution in [spoken.attribution for spoken in said.places]
        if said.places[0].attribution.speaker != quotation.attribution.speaker:
            assert letters(text) in letters(said.places[0].words), passage.id


def narrations(passage: Passage) -> list[str]:
    """What the narrator of a passage says between the quotations of others, in stretches of eight words and more."""
    bounds = sorted((q.start, q.end) for q in passage.quotations if q.attribution != passage.attribution)
    if not bounds or passage.kind == "block-quotation":
        return []
    edges = [(0, 0), *bounds, (len(passage.text), len(passage.text))]
    stretches = [passage.text[end:start] for (_, end), (start, _) in pairwise(edges)]
    return [plain(stretch) for stretch in stretches if len(letters(stretch).split()) >= 8]


def test_the_sentence_beside_a_quotation_goes_to_its_narrator(library: Library, corpus: Corpus) -> None:
    cases = [(passage, text) for passage in corpus.passages for text in narrations(passage)]
    assert len(cases) > 30
    for passage, text in cases:
        said = library.who_said(text)
        assert (said.verdict, said.places[0].passage.id) == ("exact", passage.id), text
        assert said.places[0].attribution == passage.attribution
        assert said.places[0].quotation is None


def test_words_over_the_bounds_of_a_quotation_go_to_whoever_says_most_of_them(library: Library, corpus: Corpus) -> None:
    cases = 0
    for passage in corpus.passages:
        for quotation in passage.quotations:
            before = passage.text[: quotation.start].split()[-9:]
            inside = passage.text[quotation.start : quotation.end].split()
            if len(before) == 9 and len(inside) > 10 and quotation.attribution != passage.attribution:
                earlier = [q for q in passage.quotations if q.end > quotation.start - len(" ".join(before)) > q.start]
                mostly_told = library.who_said(" ".join([*before, *inside[:2]])).places[0]
                mostly_quoted = library.who_said(" ".join([before[-1], *inside[:9]])).places[0]
                assert earlier or mostly_told.attribution == passage.attribution, passage.id
                assert mostly_quoted.attribution == quotation.attribution, passage.id
                cases += 1
    assert cases > 10


def test_words_in_two_places_are_found_in_both_the_author_first(library: Library, corpus: Corpus) -> None:
    quoted = next(p for p in corpus.passages if p.id == "ford-thread.c1.1")
    own = next(q for q in quoted.quotations if q.original == "ford-review.18")
    said = library.who_said(quoted.text[own.start : own.end])
    assert [spoken.passage.id for spoken in said.places[:2]] == ["ford-review.18", "ford-thread.c1.1"]
    assert {spoken.attribution.speaker for spoken in said.places[:2]} == {"ford"}


def test_joints_are_not_true_quotations_of_anybody(library: Library, corpus: Corpus) -> None:
    """The end of one passage and the beginning of the next, where another voice speaks or another section begins."""
    for passage, after in pairwise(corpus.passages):
        first, second = passage.text.split()[-6:], after.text.split()[:6]
        apart = passage.attribution != after.attribution or passage.section != after.section
        if apart and passage.source == after.source and min(len(first), len(second)) == 6:
            said = library.who_said(" ".join([*first, *second]))
            assert said.verdict not in TRUE, (passage.id, after.id)


def test_an_interrupted_quotation_is_one(library: Library, small_library: Library, corpus: Corpus) -> None:
    first, second = next(p for p in corpus.passages if p.id == "harman-pamphlet.5.4").quotations
    text = next(p for p in corpus.passages if p.id == "harman-pamphlet.5.4").text
    tail = " ".join(text[second.start : second.end].split()[:8])
    for said in (
        library.who_said(f"{text[first.start : first.end]} {tail}"),
        small_library.who_said("I asked for wood three times, and three times I was given paper"),
    ):
        assert said.verdict in TRUE
        assert len(said.places) == 2
        assert len({spoken.attribution.speaker for spoken in said.places}) == 1


def test_a_stitched_phrase_lists_both_places(small_library: Library) -> None:
    said = small_library.who_said("The ladle belongs to whoever read it to his wife")
    assert said.verdict == "stitched"
    assert {spoken.passage.id for spoken in said.places} == {"soup-pamphlet.2.7", "soup-pamphlet.2.9"}
    assert {spoken.attribution.speaker for spoken in said.places} == {"committee", "clerk"}


@pytest.mark.parametrize("phrase", ["", "?", "the", "of the", "in the", "not", "“”", "\0", "\ud800", " - ", "by"])
def test_what_anybody_may_say_is_too_short(library: Library, phrase: str) -> None:
    said = library.who_said(phrase)
    assert said.verdict == "too-short"
    assert said.claim is None


@pytest.mark.parametrize(
    ("phrase", "verdict"),
    [
        ("we had 4700 pots of soup on the stove", "absent"),
        ("The stove burned the soup, and nobody else did", "exact"),
        ("the stove burned the soup and nobody else did", "typography"),
        ("The stove burned the soup, and everybody else did", "altered"),
        ("The stove never burned the soup, and nobody else did", "altered"),
        ("The soup burned the stove, and nobody else did", "altered"),
        ("The clerk wrote down what she heard", "altered"),
        ("cold winters make good cooks of bad diners", "absent"),
    ],
)
def test_verdicts_of_invented_phrases(small_library: Library, phrase: str, verdict: str) -> None:
    said = small_library.who_said(phrase)
    check_shape(said)
    assert said.verdict == verdict


def names(corpus: Corpus) -> dict[str, str]:
    return {voice.id: voice.name for voice in corpus.voices}


def test_a_right_claim_holds_and_a_quoter_passed_it_on(library: Library, corpus: Corpus) -> None:
    called = names(corpus)
    for _, quotation, text in quotations(corpus, 6)[::4]:
        speakers = {s.attribution.speaker for s in library.who_said(text).places if s.verdict in TRUE}
        first, *hands = quotation.attribution.steps
        right = library.who_said(f"{text} by {called[first.voice]}")
        assert (right.verdict, right.phrase) == ("exact", library.who_said(text).phrase)
        assert right.claim
        assert (right.claim.judgement, right.claim.voice) == ("holds", first.voice)
        for hand in hands:
            passed = library.who_said(f"“{text}”, said by {called[hand.voice]}").claim
            assert passed
            assert passed.judgement == ("holds" if hand.voice in speakers else "passed on")
            assert passed.voice == hand.voice


@pytest.mark.parametrize(("name", "judgement"), [("Trotsky", "spoken of"), ("lenin", "holds"), ("Harman", "passed on"),
                                                 ("Riazanov", "no"), ("Comment 4", "no")])  # fmt: skip
def test_claims_about_words_on_a_third_person(library: Library, corpus: Corpus, name: str, judgement: str) -> None:
    passage = next(p for p in corpus.passages if p.id == "harman-pamphlet.9.2")
    quotation = next(q for q in passage.quotations if q.about)
    claim = library.who_said(f"{passage.text[quotation.start : quotation.end]}, by {name}").claim
    assert claim
    assert claim.judgement == judgement
    assert claim.voice in library.catalogue().voices


def test_a_name_nobody_bears_is_no_claim(small_library: Library) -> None:
    said = small_library.who_said("The ladle belongs to whoever stirs by nobody at all")
    assert said.claim is None
    assert said.verdict == "altered"


def test_a_claim_on_what_nobody_said_is_not_judged(small_library: Library) -> None:
    said = small_library.who_said("cold winters make good cooks of bad diners, by Ada Stoker")
    assert (said.verdict, said.claim) == ("absent", None)


def test_a_name_that_stands_in_the_words_is_nobodys_claim(library: Library, corpus: Corpus) -> None:
    """A misquoted sentence that itself goes on with "by" and a known voice's name is traced whole."""
    text = next(p.text for p in corpus.passages if p.id == "pirani-page.5")
    end = text.index("International Socialism") + len("International Socialism")
    stands = " ".join(text[:end].split()[-10:])
    said = library.who_said(stands.replace("negative", "friendly"))
    assert (said.verdict, said.claim) == ("altered", None)
    assert said.places[0].words == stands
    assert [(c.typed, c.stands) for c in said.places[0].changes] == [("friendly", "negative")]


def test_a_row_of_words_that_name_nothing_makes_no_quotation(library: Library, corpus: Corpus) -> None:
    opening = next(p for p in corpus.passages if p.id == "harman-pamphlet.9.1").text.split()[:6]
    said = library.who_said(f"{' '.join(opening)} kitchens of our neighbours smell of onions in the evening")
    assert said.verdict == "absent"
