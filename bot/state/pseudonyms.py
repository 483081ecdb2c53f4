"""Pseudonyms for people in the record: one a person and server, made with a secret key that is deleted with the data.

Invariant: without its key a pseudonym cannot be led back to a person, nor a person's pseudonyms in two servers to each
other. Somebody who comes back after a deletion gets a new key, so a new pseudonym.
"""

from __future__ import annotations

import hmac
import secrets

from sqlalchemy import Connection, select

from bot.state.database import inserted
from bot.state.schema import keys


def pseudonym(connection: Connection, guild: int, user: int) -> str:
    """The pseudonym of a person in a server, 32 hexadecimal digits; makes the key where there is none yet."""
    inserted(connection, keys, guild_id=guild, user_id=user, key=secrets.token_bytes(32))
    key = connection.execute(select(keys.c.key).where(keys.c.guild_id == guild, keys.c.user_id == user)).scalar_one()
    return _made_with(key, guild, user)


def known(connection: Connection, guild: int) -> dict[str, int]:
    """Whom the pseudonyms of a server stand for, as far as nobody was forgotten: pseudonym -> member id."""
    rows = connection.execute(select(keys.c.user_id, keys.c.key).where(keys.c.guild_id == guild))
    return {_made_with(key, guild, user): user for user, key in rows}


def of_person(connection: Connection, user: int) -> dict[int, str]:
    """All pseudonyms of a person: server -> pseudonym."""
    rows = connection.execute(select(keys.c.guild_id, keys.c.key).where(keys.c.user_id == user))
    return {guild: _made_with(key, guild, user) for guild, key in rows}


def _made_with(key: bytes, guild: int, user: int) -> str:
    return hmac.digest(key, f"{guild}:{user}".encode(), "sha256").hex()[:32]
