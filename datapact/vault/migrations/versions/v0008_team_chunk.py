"""The eighth schema: what may have to be erased of a team's log, apart from its items."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; it is empty in a vault without a team."""
    op.create_table(
        "team_chunk",
        sa.Column("name", sa.Text, primary_key=True, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("entries", sa.Text, nullable=False),
        sa.Column("plain", sa.Text, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("erased", sa.Integer, nullable=False),
    )
