"""The one door out: every message, edit, follow-up, form and post leaves through `door`.

    door      the only module that sends
    proof     what a client will show, recomputed from the payload and compared with what was claimed
    limits    what Discord refuses of a message or a form

Invariant: a message that breaks a limit or would show anything but what was claimed is refused, not sent.
"""
