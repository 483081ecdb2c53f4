"""What a member did -> a request -> an answer, however it was asked for.

    messages, interactions, menus, buttons, autocomplete    the ways of asking
    requests                                                what is asked, small enough for a button to remember
    desk                                                    a request -> a reply, one hop off the event loop
    offering, suggesting, removing, threads, prefixes       what goes with an answer
    answering, conversation, cooldown                       what all ways share: patience, memory, moderation of speed

Invariant: a request passes the gates in the same hop in which it is answered; nothing is decided from what a message or
a button remembers.
"""
