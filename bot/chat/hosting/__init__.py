"""For whoever runs the bot: where the token is, what the start looks at, what Discord is told, who can invite it.

    secrets       the token: where it comes from, and that it goes nowhere
    selfcheck     what is there and what is missing, in sentences
    sync          commands are told to Discord only when they changed
    invitation    the link, with exactly the permissions needed

Invariant: nothing here answers a member.
"""
