"""Reply -> pages -> messages: what is shown, where it is cut, and in which markdown.

    paging, cutting, budget    what fits one message, equal room for every source, cuts at whole sentences
    lines, words, writing      what stands where, in which sentences, as which signs
    layout, plain              a page as cards, the same page as text
    drawn                      the values all of them pass on
    escaping, markdown         text -> markdown that shows just this text; and what a client shows of it

Invariant: the words of a source stand in a `Slice`, which holds no text of its own.
"""
