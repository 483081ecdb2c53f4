"""What moderators decide, and what goes on by the clock: acts, forms, reports, readings, the record.

    parts                     all of it together, as the client needs it
    withholding               passages hidden from members; what was posted with them is drawn anew
    reading, posting          what a channel reads, and the posts that open its steps
    prompting                 openers for a discussion
    settings, panels          what a server and its channels have set
    recording                 the record: pages, a file, lines in the moderators' channel
    balance, charts           how often each source and voice was shown
    reporting                 complaints of members, cards for moderators
    quieting                  members the bot does not answer for a while
    privacy, housekeeping     a person's data; servers that leave, what has outlived its purpose
    plans, times, durations   what a moderator typed -> steps, times and spells
    keeper                    jobs done again and again
    finding                   a message of ours, found again by what its controls remember
    office, occasion          the gate of permission; who did what, and how they are answered
    controls                  buttons, menus and forms that remember what they are for

Invariant: who may is asked at the moment of the act, by the one gate in `office`; an act and its entry in the record
are stored before anything is said.
"""
