"""The sixth schema: what a copy of the vault keeps of its team."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the two tables; they are empty in a vault without a team."""
    op.create_table(
        "team_item",
        sa.Column("sequence", sa.Integer, primary_key=True),
        sa.Column("digest", sa.Text, nullable=False, unique=True),
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("refused", sa.Text, nullable=False),
    )
    op.create_table(
        "team_logged",
        sa.Column("what", sa.Text, primary_key=True, nullable=False),
        sa.Column("key", sa.Text, primary_key=True, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
