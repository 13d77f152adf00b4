"""The fifth schema: the row of a partner without its note, which nothing wrote or read."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop the column; it was empty in every row."""
    op.drop_column("partner", "note")
