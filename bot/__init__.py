"""Dissensus: a reading group's questions, answered only in other people's words.

The map of the house, from the street to the cellar; importing goes downwards only.

    __main__     python -m bot
    cli          the command line
    chat         Discord
    terminal     cards and a chat in the terminal
    jsonlines    answers as JSON
    commands     what a reader can ask, and in which words
    replies      results -> cards
    citation     attribution -> credit line
    library      the façade: open a corpus, ask it
    links        deep links that land on the passage
    answers      one question -> one typed result
    results      those types
    search       question -> hits; phrase -> verdict                    (rapidfuzz)
    corpus       Markdown and TOML -> the corpus, with every problem    (markdown-it-py)
    store        corpus.db: written whole, read-only ever after         (sqlite-utils)
    state        what servers decide: settings, readings, the record    (SQLAlchemy)
    models       the words of the house as frozen values
    config       where things are
    errors       what can go wrong, by who can mend it
"""
