"""Classes of travel: how each table and each fact of the vault travels in a team, one line each, so that none is forgotten.

*Replicated*: in items, by the rule that stands there. *Derived*: follows from what is replicated; each copy works it out
itself. *Device*: means something at this computer alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from datapact.base.texts import N_

type Way = Literal["replicated", "derived", "device"]

EVERYBODY = "everybody but auditors"


@dataclass(frozen=True, slots=True)
class Class:
    """The way on which a table or fact travels between copies."""

    way: Way
    """As the module's first words explain."""
    rule: str
    """How two copies come to the same; for ``device`` and ``derived`` why it does not travel."""
    roles: str = ""
    """Who may send it; empty where nobody does."""


TABLES: dict[str, Class] = {
    "agreement": Class("derived", "the row in the list, projected from the fold"),
    "agreement_fts": Class("derived", "search in the texts of agreements"),
    "agreement_text": Class("derived", "numbers of the texts in the search"),
    "agreement_trigram": Class("derived", "words of the search"),
    "alembic_version": Class("device", "the schema of this program"),
    "attachment": Class("replicated", "by digest, before the entry that names it", EVERYBODY),
    "consent_batch": Class("replicated", "with the entry that signs it; numbered in the order of arrival", EVERYBODY),
    "consent_event": Class(
        "replicated", "with its batch; of repeated ones one counts, by rules of the rows alone", EVERYBODY
    ),
    "consent_now": Class("derived", "the newest event of each person and scope"),
    "consent_repeat": Class("derived", "the rows of batches that do not count"),
    "consent_scope": Class("derived", "with the events; numbered here"),
    "consent_subject": Class("derived", "with the events; numbered here"),
    "consent_tally": Class("derived", "counts of the matrix"),
    "delivery": Class("replicated", "with the entry that signs it", EVERYBODY),
    "delivery_subject": Class("replicated", "the list of a delivery, under its root", EVERYBODY),
    "disclosure": Class("replicated", "with its entry; what this copy has erased does not come back", EVERYBODY),
    "entry": Class(
        "replicated",
        "agreements by the fold; the public line once the log has it; records of the house name all heads that they know",
        EVERYBODY,
    ),
    "external_partner": Class(
        "replicated", "last writer in the order of the log; numbers are random in a team", EVERYBODY
    ),
    "journal": Class("device", "edits that are being typed; a draft, once saved, travels and stands beside the others"),
    "meta": Class("device", "fact by fact: see FACTS"),
    "obligation": Class("derived", "coming days, worked out from agreements and records"),
    "obligation_source": Class("derived", "what the coming days were worked out from"),
    "organisation_record": Class(
        "derived", "from the internal entries of the house, in an order that follows from them alone"
    ),
    "partner": Class(
        "replicated", "the newest card; trust by the records, withdrawal before what did not know of it", EVERYBODY
    ),
    "person_key": Class(
        "device", "wrapped for one member's slot; the identity key travels sealed to each administrator"
    ),
    "pseudonym_key": Class("replicated", "the first in the order of the log, made while connected", EVERYBODY),
    "recall_subject": Class("replicated", "the list of a recall, under its root", EVERYBODY),
    "receipt_seen": Class("derived", "from receipts of partners"),
    "sealing_key": Class("replicated", "renewed with the public line", EVERYBODY),
    "sqlite_sequence": Class("device", "counters of SQLite"),
    "team_chunk": Class("device", "what may be erased of the log, as this device has it"),
    "team_item": Class("device", "the log as this device has it"),
    "team_logged": Class("device", "what the log has already"),
}
"""Classes of tables by name; the tables that SQLite makes for a search carry the name of its table."""

FACTS: dict[str, Class] = {
    "assigned:": Class("replicated", "last writer in the order of the log", EVERYBODY),
    "answers:": Class("device", "a restored copy's own questions to partners"),
    "asked:": Class("device", "a partner's question after a restore: each copy answers for itself"),
    "begun:": Class("device", "the text on which a draft was begun here; elsewhere it is told from the history"),
    "certification_request.": Class(
        "replicated", "last writer in the order of the log; a renewal is signed by the key before", EVERYBODY
    ),
    "commitment:": Class("replicated", "salts of commitments in receipts: each under its own digest", EVERYBODY),
    "consent.tallied": Class("derived", "up to where the matrix was counted"),
    "drafts:": Class("replicated", "marks on drafts, each by itself: last writer in the order of the log", EVERYBODY),
    "handed:": Class("replicated", "whether files were sent: last writer in the order of the log", EVERYBODY),
    "erased-on-arrival:": Class("device", "which parts were missing when an entry came here"),
    "files:": Class("device", "files of its own reckonings that this copy wrote for partners"),
    "house_heads": Class("derived", "open ends of the records of the house"),
    "house_merged": Class("derived", "whether two computers wrote without knowing of each other"),
    "house_synced": Class("device", "how new this copy is"),
    "invitation.": Class("device", "the code opens a slot of this copy"),
    "machine-policy/": Class("device", "the policy that a machine got from this copy"),
    "number:": Class("device", "a counter; numbers are provisional until logged, and what was sent keeps its own"),
    "organisation": Class("device", "the same in every copy"),
    "parcel-came:": Class("device", "parcels of relays, which this copy sent or received itself"),
    "parcel-last:": Class("device", "parcels of relays, which this copy sent or received itself"),
    "parcel-sent:": Class("device", "parcels of relays, which this copy sent or received itself"),
    "parcels-written": Class("device", "parcels of relays, which this copy sent or received itself"),
    "proven_backups": Class("device", "which backups on this computer were proven"),
    "proof.failed": Class("device", "when this copy was held against its entries"),
    "proof.quick": Class("device", "when this copy was held against its entries"),
    "proof.whole": Class("device", "when this copy was held against its entries"),
    "recall-answered:": Class("replicated", "last writer in the order of the log", EVERYBODY),
    "relay-receipts:": Class("device", "receipts of relays, held against this copy's own parcels"),
    "reminded:": Class("replicated", "last writer in the order of the log", EVERYBODY),
    "replica": Class("device", "the name of this copy"),
    "reply:": Class("device", "an answer that is being written; once it is a draft, it travels"),
    "restored": Class("device", "whether this copy was restored from a backup"),
    "rotation/": Class("device", "a change of this copy's key"),
    "rules_of_rows": Class("device", "the rules by which rows were projected here"),
    "seal-key:": Class("device", "made at one computer, which seals"),
    "seal:": Class("device", "long-term seals, made where the key is"),
    "sent:": Class(
        "replicated", "last writer in the order of the log; a partner may get an entry twice, and lacks none", EVERYBODY
    ),
    "sent_knowingly:": Class("device", "gaps with which a text was sent knowingly here; another desk asks once more"),
    "setting/": Class(
        "device",
        "what a member's windows remember: places, folders; saved views and seen reminders travel (OF_MEMBERS)",
    ),
    "setting/*/": Class("replicated", "settings of the whole vault: last writer in the order of the log", EVERYBODY),
    "signature-proof/": Class("derived", "what the signatures in a PDF prove"),
    "team": Class("device", "the team as this device knows it"),
    "team-writers": Class("device", "who changed which setting of the house last, as the log said"),
    "team-heard": Class("device", "when this copy learned of the newest item of each device"),
    "unfinished_files": Class("device", "files that a kill left here"),
    "vault_file": Class("device", "vault.json of this copy"),
    "waiting_keys": Class("device", "a change of this copy's key"),
}
"""Classes of facts by key, or by what the key begins with."""

NOT_YET = (
    N_("Invitations: whoever was invited joins at the computer that invited."),
    N_(
        "Edits that are in no draft yet, replies that are being written: each computer has its own until a draft is saved."
    ),
    N_("Parcels of relays, places of windows and shared folders: each computer has its own."),
    N_("Files over 64 MB."),
    N_("Erasure in the database: what was erased lies there, sealed, until the database is maintained."),
    N_("Passphrases and the recovery code: each copy has its own."),
)
"""Sentences on what does not travel yet."""


def fact_class(key: str) -> Class | None:
    """The class of a fact: by its key, or by the longest beginning that is listed; None where none is."""
    found = [one for one in FACTS if key == one or (one[-1] in ":./" and key.startswith(one))]
    return FACTS[max(found, key=len)] if found else None


def table_class(name: str) -> Class | None:
    """The class of a table; None for one that is not listed."""
    return TABLES.get(name) or (TABLES["agreement_fts"] if name.startswith("agreement_fts_") else None)
