"""What an asker may not see: never shown, never counted, never given away by a correction, a suggestion or an error."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import MemberError
from bot.library import Library
from bot.models import EVERYTHING, Corpus, Passage, Scope
from bot.results import Context, Coverage, Quoted, Said
from tests.building import written
from tests.judged.scoring import look_ups, questions
from tests.strategies import nightly, scopes, strangers_text, thorough


def passages_in(value: object) -> Iterator[Passage]:
    """Every passage anywhere in a result."""
    if isinstance(value, Passage):
        yield value
    elif isinstance(value, tuple | list):
        for part in value:
            yield from passages_in(part)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from passages_in(getattr(value, name))


def answers(library: Library, text: str, scope: Scope) -> Iterator[object]:
    """What every command answers a stranger: a result or a friendly sentence; whatever else is raised is a fault."""
    for ask in (library.quote, library.who_said, library.context, library.section, library.contrast, library.coverage):
        try:
            yield ask(text, scope=scope)
        except MemberError as told:
            yield str(told)


def check_any_text(library: Library, text: str, scope: Scope) -> None:
    for answer in answers(library, text, scope):
        assert all(map(scope.shows, passages_in(answer)))


def test_whatever_is_typed_nothing_hidden_is_shown(library: Library, corpus: Corpus) -> None:
    @thorough(40)
    @given(strangers_text, scopes(corpus))
    def check(text: str, scope: Scope) -> None:
        check_any_text(library, text, scope)

    check()


@pytest.mark.nightly
def test_whatever_very_many_strangers_type(library: Library, corpus: Corpus) -> None:
    @nightly()
    @given(strangers_text, st.one_of(st.just(EVERYTHING), scopes(corpus)))
    def check(text: str, scope: Scope) -> None:
        check_any_text(library, text, scope)

    check()


def check_scope(library: Library, corpus: Corpus, text: str, scope: Scope) -> None:
    """Nothing hidden is shown or counted, and every source of which something may be seen is accounted for."""
    shown = [passage for passage in corpus.passages if scope.shows(passage)]
    counts = {s.id: sum(p.source == s.id for p in shown) for s in corpus.sources}
    for answer in (
        library.quote(text, scope=scope),
        library.who_said(text, scope=scope),
        library.contrast(text, scope=scope),
    ):
        assert all(map(scope.shows, passages_in(answer)))
    assert {source.id: count for source, count in library.sources(scope=scope)} == {
        k: n for k, n in counts.items() if n
    }
    for entry in library.voices(scope=scope):
        assert 0 < sum(entry.passages.values()) <= len(shown)
    check_accounts(library.quote(text, scope=scope), library.coverage(text, scope=scope), counts)


def check_accounts(quoted: Quoted, lines: Iterable[Coverage], counts: dict[str, int]) -> None:
    whole = {line.source.id: line for line in lines if not line.section}
    visible = {source: count for source, count in counts.items() if count}
    assert {source: line.passages for source, line in whole.items()} == visible
    assert {part.source.id for part in quoted.reply} | {source.id for source in quoted.silent} == visible.keys()
    assert {part.source.id: part.total for part in quoted.reply} == {
        s: line.hits for s, line in whole.items() if line.hits
    }


def test_what_is_hidden_is_neither_shown_nor_counted(library: Library, corpus: Corpus) -> None:
    texts = [question.text for question in questions()]
    texts += [look_up.text for look_up in look_ups({passage.id: passage for passage in corpus.passages})]

    @thorough(40)
    @given(st.sampled_from(texts), scopes(corpus))
    def check(text: str, scope: Scope) -> None:
        check_scope(library, corpus, text, scope)

    check()


def test_neighbours_and_exchanges_keep_to_what_may_be_seen(library: Library, corpus: Corpus) -> None:
    @thorough(50)
    @given(st.sampled_from(corpus.passages), scopes(corpus))
    def check(passage: Passage, scope: Scope) -> None:
        for ask in (library.context, library.section):
            if scope.shows(passage):
                found: Context = ask(passage.id, scope=scope)
                assert found.passage == passage
                assert all(map(scope.shows, passages_in(found)))
            else:
                with pytest.raises(MemberError) as hidden:
                    ask(passage.id, scope=scope)
                with pytest.raises(MemberError) as unknown:
                    ask("nowhere.1", scope=scope)
                assert str(hidden.value).replace(passage.id, "nowhere.1") == str(unknown.value)

    check()


def test_what_may_be_seen_is_found_however_much_is_hidden(library: Library, corpus: Corpus) -> None:
    for passage in corpus.passages[::7]:
        alone = Scope(withheld=frozenset(p.id for p in corpus.passages) - {passage.id})
        said = passage.text.split()[:16]
        if len(said) == 16:
            exact, altered = " ".join(said), " ".join([*said[:8], "otherwise", *said[9:]])
            assert [s.passage.id for s in library.who_said(exact, scope=alone).places] == [passage.id]
            assert [s.passage.id for s in library.who_said(altered, scope=alone).places] == [passage.id]


@pytest.fixture(scope="module")
def kept_secret(small_corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> tuple[Library, Scope]:
    """A library where one withheld passage alone holds some invented words; a visible one a relation of the first."""
    texts = {
        "soup-thread.c1.2": "Nobody brought the zanthoplanned quabblewhip, said the vorticose mumblecrust.",
        "soup-thread.c2.2": "First the zanthoplan chairs,",
    }
    path = tmp_path_factory.mktemp("secret") / "corpus.db"
    passages = tuple(replace(p, text=texts.get(p.id, p.text)) for p in small_corpus.passages)
    written(path, replace(small_corpus, passages=passages))
    return Library(path), Scope(withheld=frozenset({"soup-thread.c1.2"}))


SECRETS = ("zanthoplanned", "quabblewhip", "vorticose", "mumblecrust")


@st.composite
def near_misses(draw: st.DrawFn) -> str:
    """A secret word, or one with a letter or two changed, left out or put in, alone or beside other words."""
    word = draw(st.sampled_from(SECRETS))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(word) - 1))
        put_in = draw(st.sampled_from(["", "a", "e", "n", word[at] * 2]))
        word = word[:at] + put_in + word[at + 1 :] or "x"
    return draw(st.sampled_from(["{}", "soup {}", "{} chairs", "what is a {}?", "by:cook {}", "{} zanthoplan"])).format(
        word
    )


def check_secret(library: Library, scope: Scope, question: str) -> None:
    typed = question.lower()
    for answer in answers(library, question, scope):
        if isinstance(answer, Quoted):
            given_away = " ".join([*answer.corrections.values(), *answer.suggestions]).lower()
            assert not [word for word in SECRETS if word in given_away.split() and word not in typed]
        if isinstance(answer, Said):
            assert not [
                c for s in (*answer.places, *answer.nearest) for c in s.changes if set(c.stands.split()) & set(SECRETS)
            ]
        assert "soup-thread.c1.2" not in {passage.id for passage in passages_in(answer)}


@thorough(100)
@given(question=near_misses())
def test_no_correction_or_suggestion_gives_a_hidden_word_away(
    kept_secret: tuple[Library, Scope], question: str
) -> None:
    check_secret(*kept_secret, question)


@pytest.mark.nightly
@nightly()
@given(question=near_misses())
def test_very_many_near_misses_of_hidden_words(kept_secret: tuple[Library, Scope], question: str) -> None:
    check_secret(*kept_secret, question)


def test_the_secret_is_found_by_who_may_see_it(kept_secret: tuple[Library, Scope]) -> None:
    library, _ = kept_secret
    assert [found.passage.id for found in library.quote("quabblewhi").found] == ["soup-thread.c1.2"]
    assert library.quote("quabblewhi").corrections == {"quabblewhi": "quabblewhip"}
