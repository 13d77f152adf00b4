"""The third schema: who disputes an agreement that is signed in full."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; older rows are renewed at the next opening (agreements/projection/renewed_rows.py)."""
    op.add_column("agreement", sa.Column("disputed", sa.Text, nullable=False, server_default=""))
