"""From a question to hits and verdicts: fold, expand, fetch candidates, rank; and, for quotations, align word by word.

    folding     text -> words with offsets, folded and stemmed
    query       what the reader typed -> terms, phrases, exclusions, `by:` and `in:`
    vocabulary  terms -> the forms this corpus uses for them (spelling, stems, lexicon)
    ranking     candidates -> hits above the bar
    selection   hits -> what the first reply shows, so that every voice is heard
    alignment   a phrase against a passage, word by word -> what was changed
    verdicts    a phrase against the corpus -> exact, typography, altered, stitched, absent, too short

Only this package imports rapidfuzz. Scores find places; they never decide what somebody said.
"""
