"""How far the record was shown to the moderators, and for how long a channel is not given the same answer again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the two columns; what is in the record already counts as shown."""
    op.add_column("guilds", sa.Column("mirrored", sa.Integer, nullable=False, server_default="0"))
    op.add_column("guilds", sa.Column("pause", sa.Integer, nullable=False, server_default="180"))
    op.execute("UPDATE guilds SET mirrored = record_length")
