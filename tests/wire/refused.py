"""How the test Discord says no."""

from __future__ import annotations

from typing import Any


class Refused(Exception):  # noqa: N818 - it is an answer, not a fault of this program
    """An answer other than 2xx, with Discord's own code and wording; `more` goes into the body."""

    def __init__(self, status: int, code: int, message: str, **more: Any) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.body: dict[str, Any] = {"code": code, "message": message, **more}


def unknown(what: str) -> Refused:
    """Refuse because `what` (Discord's word for it) does not exist or is not to be seen."""
    codes = {
        "Channel": 10003, "Guild": 10004, "Member": 10007, "Message": 10008, "Role": 10011, "User": 10013,
        "Webhook": 10015, "interaction": 10062, "application command": 10063,
    }  # fmt: skip
    return Refused(404, codes[what], f"Unknown {what}")


def no_access() -> Refused:
    """Refuse because the bot may not even see the channel."""
    return Refused(403, 50001, "Missing Access")


def no_permission() -> Refused:
    """Refuse because the bot sees the place but may not do this there."""
    return Refused(403, 50013, "Missing Permissions")


def bad_form(*problems: str) -> Refused:
    """Refuse a body; the problems are worded for the reader of a failed test."""
    listed = [{"code": "INVALID", "message": problem} for problem in problems]
    return Refused(400, 50035, "Invalid Form Body", errors={"_errors": listed})
