"""What a corpus is indexed by: the stems of its words, of its voices' names and of its headings, and its vocabulary.

Invariant: stems stand in the order of the words, so a row of stems in a query is a row of words in the text.
"""

from __future__ import annotations

from collections import Counter

from bot.models import UNNAMED, Corpus, Passage
from bot.search.folding import stem, stems, words
from bot.store.schema import IndexText, VocabularyWord


def index(corpus: Corpus) -> list[IndexText]:
    """One entry for every passage, in the corpus's order."""
    titles = {(section.source, section.id): section.title for section in corpus.sections}
    names = _names(corpus)
    return [
        IndexText(
            passage.id,
            " ".join(stems(passage.text)),
            " ".join(stem for voice in speakers(passage) for stem in stems(names.get(voice, ""))),
            " ".join(stems(titles.get((passage.source, passage.section), ""))),
        )
        for passage in corpus.passages
    ]


def vocabulary(corpus: Corpus) -> list[VocabularyWord]:
    """Every folded word of the passages, of their voices' names and of the lexicon, with its stem and its passages.

    A word that only the lexicon has stands in none; it is there so that a slip in it can be mended.
    """
    names = _names(corpus)
    heard = [
        " ".join([passage.text, *(names.get(voice, "") for voice in speakers(passage))]) for passage in corpus.passages
    ]
    spoken = [{word.folded for word in words(text)} for text in heard]
    known = {word.folded for entry in corpus.lexicon for form in (*entry.head, *entry.forms) for word in words(form)}
    counts = Counter(found for there in spoken for found in {stem(word) for word in there})
    return [VocabularyWord(word, stem(word), counts[stem(word)]) for word in sorted(set().union(*spoken, known))]


def _names(corpus: Corpus) -> dict[str, str]:
    """The names a question may call the voices by; whoever is not named in the text has none."""
    return {voice.id: voice.name for voice in corpus.voices if voice.id != UNNAMED}


def speakers(passage: Passage) -> tuple[str, ...]:
    """Ids of all voices heard in a passage: whoever writes it, then whoever is quoted, in order."""
    return tuple(dict.fromkeys((passage.voice, *(quotation.attribution.speaker for quotation in passage.quotations))))
