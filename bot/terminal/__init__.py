"""Answers drawn in a terminal, and a chat there. Knows rich and prompt_toolkit; knows nothing of how answers are found.

    screen       where answers are printed: how wide, in which colours, framed or plain
    layout       Reply -> lines, in order, each of somebody's tone
    framed       lines as panels, a panel a source, for a terminal
    plain        lines as they are, for a pipe
    tables       tables of names and counts, for both
    completion   what can be typed next: commands, voices, sources, ids, topics
    chat         questions and answers until the reader leaves

Invariant: a quotation keeps every letter; matched words are told by style alone, and wrapping only trades blanks for
line ends.
"""
