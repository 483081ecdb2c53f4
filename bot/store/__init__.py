"""corpus.db: a build product, made whole or not at all, read-only ever after and never migrated.

    schema   tables, search indexes, the format number
    build    Corpus -> file, in one transaction, proved equal before it replaces the old one
    reader   one read-only connection per question -> the values of `bot.models`

Only this package and `bot.state` touch SQLite; they know nothing of each other.
"""
