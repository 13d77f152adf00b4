"""The ninth schema: an index on the title that people read in each language, in place of that for machines, and on disputes."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the indexes; SQLite takes one only for the very expression of ``title_column`` (agreements/views/filters.py)."""
    op.drop_index("agreement_title", "agreement")
    op.execute("CREATE INDEX agreement_disputed ON agreement (archived) WHERE disputed <> ''")
    for language in ("de", "en"):
        op.execute(
            f"CREATE INDEX agreement_title_{language} ON agreement (coalesce(nullif(title_{language}, ''), title), id)"
        )
