"""The fourth schema: titles of agreements and names of datasets in both languages, so that lists speak the reader's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; older rows are renewed at the next opening (agreements/projection/renewed_rows.py)."""
    for name in ("title_de", "title_en", "datasets"):
        op.add_column("agreement", sa.Column(name, sa.Text, nullable=False, server_default=""))
    op.execute("DELETE FROM obligation_source")  # derived anew, with the days on which amendments begin
