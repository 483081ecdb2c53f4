"""Other search engines over the same passages, for those who wonder; measured where they are installed.

They come with `pip install --group bench` and are no part of the program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from typing import Any

from bot.models import Passage

Ask = Callable[[str], list[str]]


def installed(passages: Sequence[Passage]) -> Iterator[tuple[str, Ask]]:
    """Name and question of every engine that is here, filled with the passages."""
    if find_spec("bm25s"):
        yield "bm25s", _bm25s(passages)
    if find_spec("tantivy"):
        yield "tantivy", _tantivy(passages)


def _bm25s(passages: Sequence[Passage]) -> Ask:
    import bm25s
    import Stemmer

    stemmer = Stemmer.Stemmer("english")
    ids = [passage.id for passage in passages]
    engine = bm25s.BM25()
    texts = [passage.text for passage in passages]
    engine.index(bm25s.tokenize(texts, stemmer=stemmer, show_progress=False), show_progress=False)

    def ask(question: str) -> list[str]:
        words = bm25s.tokenize([question], stemmer=stemmer, return_ids=False, show_progress=False)
        if not words[0]:
            return []
        places, scores = engine.retrieve(words, k=10, show_progress=False)
        return [ids[place] for place, score in zip(places[0], scores[0], strict=True) if score > 0]

    return ask


def _tantivy(passages: Sequence[Passage]) -> Ask:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("text", stored=True, tokenizer_name="en_stem")
    index: Any = tantivy.Index(builder.build())
    writer = index.writer()
    for passage in passages:
        writer.add_document(tantivy.Document(id=passage.id, text=passage.text))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def ask(question: str) -> list[str]:
        query, _ = index.parse_query_lenient(question, ["text"])
        return [searcher.doc(place)["id"][0] for _, place in searcher.search(query, 10).hits]

    return ask
