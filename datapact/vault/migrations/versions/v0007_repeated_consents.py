"""The seventh schema: consents that several computers of a team recorded, of which one counts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; it is empty in a vault without a team."""
    op.create_table(
        "consent_repeat",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("event_id", sa.Text, nullable=False),
        sa.Column("pseudonym", sa.Text, nullable=False),
        sa.Column("dataset", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("controller", sa.Text, nullable=False),
        sa.Column("state", sa.Integer, nullable=False),
        sa.Column("at", sa.Integer, nullable=False),
        sa.Column("until", sa.Integer, nullable=True),
        sa.Column("notice", sa.Text, nullable=False),
        sa.Column("notice_version", sa.Text, nullable=False),
        sa.Column("explicit", sa.Integer, nullable=False),
        sa.Column("more", sa.Text, nullable=False),
    )
    op.create_index("consent_repeat_event", "consent_repeat", ["event_id"])
    op.create_index("consent_repeat_person", "consent_repeat", ["dataset", "pseudonym"])
