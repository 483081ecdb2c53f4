"""The command line: one command for readers, curators and hosts, with exit codes that scripts can trust.

    places       which corpus, database and config a command means
    asking       chat, ask, quote, who-said, context, contrast, sources, voices, coverage
    curating     corpus check, build, path
    hosting      init, run
    main         the program itself

Data goes to stdout as UTF-8, everything else to stderr. Exit 0: done; 1: a problem was found, or the operator has to
act; 2: not usable as typed. Whatever only some commands need is imported by them: a question must start fast.
"""

from bot.cli.main import main

__all__ = ["main"]
