"""The tenth schema: an index that says which agreements have begun or ended since their status was written."""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index; it has all that ``stale_statuses`` reads, so that no row is read for it."""
    op.execute(
        "CREATE INDEX agreement_calendar ON agreement (stage, status, starts, ends, due, id)"
        " WHERE stage IN ('signed', 'terminated')"
    )
