"""Results -> replies made of cards: what a reader sees, in which order, with which credit; not how it is drawn.

    cards       the values: Reply, Card, Quote
    excerpts    which whole sentences of a passage fit the room, and how many words are left out
    composer    quote, who-said, context, contrast, sources, voices, coverage -> Reply

Invariant: every word in a quotation is a slice of a passage, and a credit line never parts from its quotation.
"""
