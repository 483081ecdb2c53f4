"""The front end on Discord: no search, no attribution and no SQL; results come in, messages proved word for word go out.

    running     `dissensus run`: puts the bot together, starts and ends it
                client, prefixes, sync, secrets, selfcheck, invitation
    asking      messages, interactions, menus, cogs, buttons, autocomplete: what a member did -> a request
                requests, answering, offering, suggesting, removing, threads, conversation, cooldown
    deciding    gates, house: whether and how to answer, as servers and members decided
    answering   desk: a request -> a reply, one hop off the event loop
    drawing     paging, cutting, budget, lines -> layout (cards) and plain (text)
                drawn, words, writing, escaping, markdown
    sending     door: the one door out; every message passes limits and proof
    speaking    translation: our own sentences in other languages; quotations never

Invariant: only `door` sends, and it sends nothing of which the client would not show exactly the words that are claimed.
"""
