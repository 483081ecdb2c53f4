"""A PostgreSQL for tests, when DISSENSUS_TEST_POSTGRES holds the URL of a server on which databases may be made."""

from __future__ import annotations

import os
import secrets

from bot.state import State

SERVER = os.environ.get("DISSENSUS_TEST_POSTGRES", "")
HOW = 'not run without a PostgreSQL server: export DISSENSUS_TEST_POSTGRES="$(.ci/postgres.sh $$)"'


class Postgres:
    """Databases on the test server, each a copy of one that was set up by the migrations."""

    def __init__(self) -> None:
        self.template = f"template_{secrets.token_hex(6)}"
        self.made: list[str] = []
        self.command(f'CREATE DATABASE "{self.template}"')
        State.open(self.url(self.template)).close()

    def command(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(SERVER, autocommit=True) as connection:
            connection.execute(statement.encode())

    def url(self, name: str) -> str:
        return SERVER.rpartition("/")[0] + f"/{name}"

    def fresh(self, empty: bool = False) -> str:
        name = f"test_{secrets.token_hex(6)}"
        self.command(f'CREATE DATABASE "{name}"' + ("" if empty else f' TEMPLATE "{self.template}"'))
        self.made.append(name)
        return self.url(name)

    def drop(self) -> None:
        for name in [*self.made, self.template]:
            self.command(f'DROP DATABASE "{name}" WITH (FORCE)')
