"""The first schema: entries and keys of the vault, projections of partners and agreements, full-text index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _text(name: str, *, key: bool = False, null: bool = False, unique: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=key, nullable=null, unique=unique or None)


def _integer(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _blob(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary, nullable=False)


def upgrade() -> None:
    """Create every table."""
    op.create_table("meta", _text("key", key=True), _text("value"))
    _entries()
    _keys()
    _partners()
    _agreements()


def _entries() -> None:
    op.create_table(
        "entry",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
        _text("digest", unique=True),
        _text("history"),
        _text("stream"),
        _text("kind"),
        _text("organisation"),
        _text("replica"),
        _integer("counter"),
        _text("time"),
        _text("jws"),
        _blob("running"),
        sqlite_autoincrement=True,
    )
    op.create_index("entry_history", "entry", ["history", "seq"])
    op.create_index("entry_kind", "entry", ["kind"])
    op.create_index("entry_counter", "entry", ["history", "stream", "replica", "counter"])
    op.create_table(
        "disclosure",
        sa.Column("entry", sa.Text, sa.ForeignKey("entry.digest"), primary_key=True, nullable=False),
        _text("texts"),
        _text("erased"),
    )
    op.create_table("attachment", _text("digest", key=True), _integer("size"), _text("media"), _blob("data"))
    op.create_table(
        "receipt_seen", _text("history", key=True), _text("organisation", key=True), _text("head"), _text("time")
    )
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer, primary_key=True),
        _text("agreement"),
        _integer("seq"),
        _text("change"),
        _text("time"),
    )
    op.create_index("journal_agreement", "journal", ["agreement", "seq"], unique=True)


def _keys() -> None:
    op.create_table(
        "person_key",
        sa.Column("id", sa.Integer, primary_key=True),
        _text("member"),
        _text("purpose"),
        _text("kid"),
        _text("wrapped"),
        _text("created"),
        _text("retired", null=True),
    )
    op.create_index("person_key_member", "person_key", ["member", "purpose"])
    op.create_table(
        "sealing_key",
        _text("thumbprint", key=True),
        _blob("private"),
        _blob("public"),
        _text("created"),
        _text("retired", null=True),
    )


def _partners() -> None:
    op.create_table(
        "partner",
        _text("organisation", key=True),
        _text("name"),
        _text("trust"),
        _integer("sequence"),
        _blob("card"),
        _text("added"),
        _text("note"),
        _text("contact"),
        _text("identity"),
    )
    op.create_index("partner_name", "partner", ["name"])
    op.create_table("external_partner", sa.Column("id", sa.Integer, primary_key=True), _text("name"), _text("data"))


def _agreements() -> None:
    op.create_table(
        "agreement",
        _text("id", key=True),
        _text("number"),
        _text("title"),
        _text("kind"),
        _text("partners"),
        _text("status"),
        _text("stage"),
        _text("turn"),
        _text("since"),
        _text("next_step"),
        _text("due", null=True),
        _text("starts", null=True),
        _text("ends", null=True),
        _integer("archived"),
        _text("head"),
        _text("changed"),
        _text("state_digest"),
    )
    for column in ("number", "title", "kind", "partners", "status", "turn", "since", "due", "changed"):
        # each ends in the id, so that equal values keep one order and pages can go on after the last row seen
        op.create_index(f"agreement_{column}", "agreement", [column, "id"])
    # FTS5 finds rows by number alone: agreement_text keeps the number of each agreement
    op.create_table("agreement_text", sa.Column("number", sa.Integer, primary_key=True), _text("id", unique=True))
    op.execute("CREATE VIRTUAL TABLE agreement_fts USING fts5(id UNINDEXED, content, tokenize = 'trigram')")
    op.execute("CREATE VIRTUAL TABLE agreement_trigram USING fts5vocab('agreement_fts', 'row')")
