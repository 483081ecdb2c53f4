"""Rate limits and faults on demand: what can go wrong before Discord's servers look at a request at all.

Invariant: without a word from the test, no request is limited below 50 a second and none fails.
"""

from __future__ import annotations

import hashlib
import re
import time
from dataclasses import dataclass

TORN = 0
"""A fault's status that stands for a connection torn without an answer."""


@dataclass
class Fault:
    """The next `times` requests that match fail; `after` lets the work be done first, as with a lost answer.

    `delay` is in seconds; a `status` below 400 only delays. `cloudflare` makes a 429 that Discord itself did not send.
    """

    route: str
    status: int
    times: int = 1
    after: bool = False
    retry_after: float = 0.3
    delay: float = 0.0
    cloudflare: bool = False


@dataclass(frozen=True)
class Limit:
    """At most `count` matching requests in `seconds`, per route and top-level resource, or together if `shared`."""

    route: str
    count: int
    seconds: float
    shared: bool = False


@dataclass(frozen=True)
class Standing:
    """How a request stands with its bucket: what the X-RateLimit headers say."""

    limit: Limit
    bucket: str
    remaining: int
    wait: float

    def headers(self) -> dict[str, str]:
        """Word the standing as Discord's headers."""
        heads = {
            "X-RateLimit-Limit": str(self.limit.count), "X-RateLimit-Remaining": str(max(0, self.remaining)),
            "X-RateLimit-Reset-After": f"{self.wait:.3f}", "X-RateLimit-Reset": f"{time.time() + self.wait:.3f}",
            "X-RateLimit-Bucket": hashlib.sha256(self.bucket.encode()).hexdigest()[:32],
        }  # fmt: skip
        if self.remaining < 0:
            heads |= {"X-RateLimit-Scope": "global" if self.limit.shared else "user", "Retry-After": f"{self.wait:.3f}"}
            heads |= {"X-RateLimit-Global": "true"} if self.limit.shared else {}
        return heads


class Troubles:
    """The faults that are still to come and the buckets that are filling."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.limits: list[Limit] = [Limit("", 50, 1.0)]
        self._buckets: dict[tuple[str, str], tuple[int, float]] = {}

    def fault(self, request: str) -> Fault | None:
        """Take the next fault for a request, worded "POST /channels/1/messages"."""
        for fault in self.faults:
            if fault.times and re.search(fault.route, request):
                fault.times -= 1
                return fault
        return None

    def standing(self, request: str, template: str, resource: str) -> Standing:
        """Count a request in its bucket; `resource` is the channel, guild or webhook it belongs to."""
        limit = next(limit for limit in reversed(self.limits) if re.search(limit.route, request))
        bucket = limit.route if limit.shared else template
        key = (bucket, "" if limit.shared else resource)
        used, reset = self._buckets.get(key, (0, 0.0))
        at = time.monotonic()
        if at >= reset:
            used, reset = 0, at + limit.seconds
        self._buckets[key] = (used + 1, reset)
        return Standing(limit, bucket, limit.count - used - 1, reset - at)
