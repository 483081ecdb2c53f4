"""One open corpus and one question -> one typed result.

    quoting      quote: hits, the first reply, silent sources, corrections
    saying       who-said: verdict, whose words, the claim "by NAME"
    reading      context, section, exchange
    surveying    contrast, sources, voices, coverage

Every function takes the open reader, the catalogue and the asker's scope, and keeps nothing.
"""
