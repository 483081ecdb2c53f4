"""What the operator's clock runs: tidying by the declared retention, and the check that all is as it was written.

Invariant: what the schema declares to be kept for so many days is gone at the first tidying after them, and nothing
else is.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from bot.state import chain, guards
from bot.state.database import Database
from bot.state.kinds import Keep
from bot.state.privacy import remove_server
from bot.state.schedule import reckon_again
from bot.state.schema import guilds, metadata
from bot.state.versions import require_current

AFTER_LEAVING = timedelta(days=30)


def tidy(db: Database) -> int:
    """Delete what has outlived its purpose, and servers that removed the bot 30 days ago; gives the number of rows.

    Also works out due times anew, in case the zone database has changed. To be called about once an hour.
    """
    with db.write() as connection:
        now = db.now()
        rows = _expired(connection, now)
        departed = select(guilds.c.guild_id).where(guilds.c.left_at <= now - AFTER_LEAVING)
        rows += sum(remove_server(connection, guild) for guild in connection.execute(departed).scalars().all())
        for guild, zone in connection.execute(select(guilds.c.guild_id, guilds.c.zone)).all():
            reckon_again(connection, guild, zone)
    db.checkpoint()
    return rows


def verify(db: Database) -> tuple[str, ...]:
    """Everything that is wrong with a state, in sentences; empty when the file, the guards and every record are whole.

    Of each record the first altered entry is named. Raises OperatorError for another schema or an unreadable file.
    """
    with db.snapshot() as connection:
        require_current(connection)
        faults = _damage(connection) if db.is_file else []
        faults += [f"the record's guard {name} is missing" for name in guards.NAMES
                   if name not in guards.standing(connection)]  # fmt: skip
        breaks = (chain.first_break(connection, guild) for guild in chain.servers(connection))
        return (*faults, *(str(each) for each in breaks if each))


def _expired(connection: Connection, now: datetime) -> int:
    rows = 0
    for table in metadata.sorted_tables:
        keep: Keep = table.info["keep"]
        if keep.column:
            spent = table.c[keep.column] <= now - timedelta(days=keep.days)
            rows += connection.execute(delete(table).where(spent)).rowcount
    return rows


def _damage(connection: Connection) -> list[str]:
    found = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return [f"the file is damaged: {each}" for each in found if each != "ok"] + [
        f"{row[0]} holds a row that belongs to nothing" for row in lost
    ]
