"""The front end on Discord: no search, no attribution and no SQL; results come in, messages proved word for word go out.

    running     `dissensus run`: puts the bot together, starts and ends it
    client      which events it hears, and whom it hands them to
    cogs        what a member finds after `/`, a file for each kind of thing
    moderating  what moderators decide: acts, forms, reports, readings, the record, and what goes on by the clock
    asking      what a member did -> a request -> an answer, however it was asked for
    sending     the one door out: every message passes limits and proof
    hosting     for whoever runs it: secrets, commands told to Discord, the look at the start, the invite link
    translation our own sentences in other languages; quotations never
    drawing     reply -> pages -> messages: cards and plain text
    house       where decisions are read
    gates       whether and how to answer, as servers and members decided

Importing goes downwards only. Invariant: only `sending.door` sends, and it sends nothing of which the client would not
show exactly the words that are claimed.
"""
