"""The second schema: records of the organisation, consents, deliveries, obligations, contracts signed elsewhere."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _text(name: str, *, key: bool = False, null: bool = False, unique: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=key, nullable=null, unique=unique or None)


def _integer(name: str, *, key: bool = False, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, primary_key=key, nullable=null)


def _blob(name: str, *, null: bool = False) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary, nullable=null)


def upgrade() -> None:
    """Create the new tables; nothing that exists is rewritten."""
    _records()
    _consents()
    _deliveries()
    _obligations()
    _agreements()


def _records() -> None:
    op.create_table(
        "organisation_record",
        _integer("seq", key=True),
        _text("entry", unique=True),
        _text("kind"),
        _text("key"),
        _text("about"),
        _text("author"),
        _text("recorded"),
        _text("body"),
    )
    op.create_index("organisation_record_key", "organisation_record", ["kind", "key", "seq"])
    op.create_index("organisation_record_about", "organisation_record", ["about", "kind"])


def _consents() -> None:
    op.create_table(
        "consent_scope",
        _integer("id", key=True),
        _text("dataset"),
        _text("purpose"),
        _text("controller"),
        sa.UniqueConstraint("dataset", "purpose", "controller", name="consent_scope_is"),
    )
    op.create_table(
        "consent_subject",
        _integer("id", key=True),
        _text("dataset"),
        _text("pseudonym"),
        sa.UniqueConstraint("dataset", "pseudonym", name="consent_subject_is"),
    )
    op.create_table(
        "consent_batch", _integer("id", key=True), _text("entry", unique=True), _integer("first"), _integer("count")
    )
    op.create_table(
        "consent_event",
        _integer("id", key=True),
        _integer("batch"),
        _integer("line"),
        _text("event_id", null=True, unique=True),  # empty once erased
        _integer("scope"),
        _integer("subject"),
        _integer("state"),
        _integer("at"),
        _integer("recorded"),
        _integer("until", null=True),
        _text("notice"),
        _text("notice_version"),
        _integer("explicit"),
        _text("more"),
        _blob("salt", null=True),
        _blob("leaf"),
    )
    op.create_index("consent_event_of", "consent_event", ["scope", "subject", "at"])
    # objections, restrictions and erasures: few, and every decision asks for them
    op.create_index(
        "consent_event_rights", "consent_event", ["scope", "subject", "at"], sqlite_where=sa.text("state >= 8")
    )
    # the few that cause recalls: withdrawn, invalidated, objected, restricted, erased
    op.create_index(
        "consent_event_calling",
        "consent_event",
        ["scope", "state", "subject", "at"],
        sqlite_where=sa.text("state IN (5, 7, 8, 9, 10)"),
    )
    # counts that the matrix showed last, see consent/decision/count_cache.py
    op.create_table(
        "consent_tally",
        _text("needs", key=True),
        _text("dataset"),
        _integer("since"),
        _integer("turns"),
        _text("tally"),
    )
    op.create_index("consent_tally_dataset", "consent_tally", ["dataset"])
    op.execute(
        "CREATE TABLE consent_now (scope INTEGER NOT NULL, subject INTEGER NOT NULL, event INTEGER NOT NULL,"
        " state INTEGER NOT NULL, at INTEGER NOT NULL, until INTEGER, notice TEXT NOT NULL,"
        " notice_version TEXT NOT NULL, explicit INTEGER NOT NULL, PRIMARY KEY (scope, subject)) WITHOUT ROWID"
    )


def _deliveries() -> None:
    op.create_table(
        "delivery",
        _integer("id", key=True),
        _text("entry", unique=True),
        _text("dataset"),
        _text("version"),
        _text("recipient"),
        _text("purpose"),
        _text("basis"),
        _text("agreement"),
        _text("decision"),
        _integer("at"),
        _integer("recorded"),
        _integer("count"),
    )
    op.create_index("delivery_recipient", "delivery", ["recipient", "at"])
    op.create_index("delivery_dataset", "delivery", ["dataset", "at"])
    op.create_table(
        "delivery_subject",
        _integer("delivery", key=True),
        _integer("line", key=True),
        _text("dataset"),
        _text("pseudonym", null=True),
        _text("sent_as", null=True),
        _integer("overridden"),
        _blob("salt", null=True),
        _blob("leaf"),
    )
    op.create_index("delivery_subject_is", "delivery_subject", ["dataset", "pseudonym"])
    op.create_table(
        "recall_subject",
        _text("recall", key=True),
        _integer("line", key=True),
        _integer("delivery"),
        _text("dataset"),
        _text("pseudonym", null=True),
        _text("sent_as", null=True),
        _integer("state"),
        _integer("at"),
        _blob("salt", null=True),
        _blob("leaf"),
    )
    op.create_index("recall_subject_is", "recall_subject", ["delivery", "pseudonym"])
    op.create_index("recall_subject_who", "recall_subject", ["dataset", "pseudonym"])
    op.create_table(
        "pseudonym_key", _text("dataset", key=True), _text("recipient", key=True), _blob("secret"), _text("created")
    )


def _obligations() -> None:
    op.create_table(
        "obligation",
        _text("key", key=True),
        _text("agreement"),
        _text("series"),
        _text("kind"),
        _text("nature"),
        _text("due"),
        _text("owner"),
        _text("state"),
        _text("data"),
    )
    op.create_index("obligation_due", "obligation", ["state", "due", "nature", "series"])
    op.create_index("obligation_series", "obligation", ["series", "state", "due"])
    op.create_index("obligation_kind", "obligation", ["kind", "due"])
    op.create_index("obligation_agreement", "obligation", ["agreement"])
    # the step of an agreement up to which its obligations were derived, and the last day for which that holds
    op.create_table("obligation_source", _text("agreement", key=True), _text("head"), _text("until"))


def _agreements() -> None:
    # evidence of its conclusion: empty for signed here, else the class of evidence of a contract signed elsewhere
    op.add_column("agreement", sa.Column("evidence", sa.Text, nullable=False, server_default=""))
    # the agreement whose text this one replaces from its first day on
    op.add_column("agreement", sa.Column("amends", sa.Text, nullable=False, server_default=""))
    op.create_index("ix_agreement_amends", "agreement", ["amends"])
