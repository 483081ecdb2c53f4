"""A Discord of our own for tests: gateway and REST on loopback, judged by Discord's published description.

    async with Fakecord() as fake, fake.bot_process("-m", "bot", "run"):
        await fake.ready()
        await fake.say("!quote bread")
        reply = await fake.next_message()

    fakecord > clicking > talking > building > server     what a test does, from the outside in
    server > happenings > gateway, messages > world       changes that are told; sessions; what exists
    server > rest > routes_*, troubles                    requests, what they do, limits and faults
    openapi > beyond, beyond_commands; description        Discord's description as the judge, and where it comes from
    launch, process                                       running an unmodified bot against it
    twin, twin.mjs                                        a second Discord that others wrote, for a second opinion

README.md lists the whole of what a test can say.
"""

from .fakecord import Fakecord
from .interactions import Interaction
from .permissions import Permission
from .talking import CannotError

__all__ = ["CannotError", "Fakecord", "Interaction", "Permission"]
