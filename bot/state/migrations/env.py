"""Runs migrations on the connection and in the transaction that `bot.state.versions.migrate` hands over."""

from __future__ import annotations

from alembic import context

from bot.state.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
context.run_migrations()
