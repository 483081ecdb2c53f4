"""Schema versions as Alembic revisions; a released one is never edited."""
