"""The shapes of the entries of agreements: stream, members of the body, what is essential and what is concealed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from datapact.history.commitments.disclosure import Path
from datapact.history.entries.body_members import (
    Check,
    anything,
    day,
    digest,
    files,
    line,
    listed,
    name,
    number,
    one_of,
    optional,
    record,
    text,
    truth,
)
from datapact.history.entries.concealed import (
    conceals_in_change,
    conceals_in_draft,
    conceals_in_offer,
    content,
    removals,
)
from datapact.history.entries.shape import Shape

ANNEX_RULES = {
    "sub_processors": ("objection", "both"),
    "measures": ("alone",),
    "contacts": ("alone",),
    "datasets": ("both",),
    "order": ("both",),
}
"""The rules of change of an annex: by its party alone; by silence after a notice; by everybody's consent."""


NOTICE_SUBJECTS = ("sub_processors", "measures", "contacts", "other")


GROUNDS = ("ordinary", "cause", "agreed", "other")


OUTSIDE_STEPS = ("sent", "accepted", "changes", "refused", "frozen")
"""The steps outside DataPact before the signature: ours are ``sent`` and ``frozen``, a party's the others."""


PAPER_STEPS = ("received", "taken", "refused", "confirmed")
"""Steps with the paper of another house: it is read in, its terms are taken or not, a line of its report is read."""


MOST_PLACES = 20


OUTSIDE_WAYS = ("email", "letter", "handed_over", "meeting", "other")
"""The way that such a step took; for an answer it is the class of its evidence."""


MOST_SLOTS = 100


MOST_WORDINGS = 1_000


PERSONAL = frozenset({"member", "person", "evidence"})


SLOT_MEMBERS: Mapping[str, Check] = {
    "id": name,
    "order": number,
    "party": name,
    "organisation": digest,
    "member": line,
    "person": name,
    "capacity": name,
    "evidence": line,
    "evidence_date": line,
    "kid": optional(digest),
}


_PERSON_SLOT: Mapping[str, Check] = {**SLOT_MEMBERS, "bound": one_of("key", "person")}


_HEAD: Mapping[str, Check] = {"organisation": digest, "head": digest}


REMARK_ACTS = ("said", "resolved", "reopened")
"""Acts of an entry in a thread of comments."""


AUDIENCES = ("house", "partners")
"""Audiences of an internal comment: ``partners`` goes with Word files, and is shared once the text is offered."""


_REMARK: Mapping[str, Check] = {
    "thread": optional(digest),
    "act": one_of(*REMARK_ACTS),
    "place": line,
    "language": line,
    "words": text,
    "at": number,
    "of_text": optional(digest),
    "text": text,
    "said_by": line,
    "said_at": line,
}


def _conceals_freeze(path: Path, _value: Any) -> bool:
    return len(path) == 3 and path[0] == "slots" and path[2] in PERSONAL


MOST_PARTIES = 25


EVIDENCE = ("qualified_as_stated", "pdf_signature", "other_service", "paper_scan", "reference_only")
"""Classes of evidence, the strongest first; agreements/projection/status.py has their words."""


MOST_SIGNATURES = 100


def _conceals_signed_elsewhere(path: Path, value: object) -> bool:
    return conceals_in_draft(path, value) or (path[0] in ("files", "signatures") and len(path) == 2)


def _freeze(kind: str, slot: Mapping[str, Check]) -> Shape:
    return Shape(
        name=kind,
        stream="shared",
        members={
            "offer": digest,
            "agreement_sha256": digest,
            "layout": name,
            "slots": listed(record(slot), least=1, most=MOST_SLOTS),
            "heads": listed(record(_HEAD), most=MOST_SLOTS),
        },
        conceals=_conceals_freeze,
        essential=frozenset({"offer", "slots", "agreement_sha256", "layout", "heads"}),
    )


SHAPES: tuple[Shape, ...] = (
    Shape(
        name="accept",
        stream="shared",
        members={"offer": digest},
        essential=frozenset({"offer"}),
    ),
    Shape(
        name="amendment",
        stream="shared",
        members={"content": content, "removals": removals, "day": day, "effective": day, "note": text},
        conceals=conceals_in_change,
        essential=frozenset({"content", "removals", "day", "effective"}),
    ),
    Shape(
        name="annex_version",
        stream="shared",
        members={
            "annex": one_of(*ANNEX_RULES),
            "rule": one_of("alone", "objection", "both"),
            "content": content,
            "removals": removals,
            "day": day,
            "effective": day,
            "notice": optional(digest),
            "note": text,
            "asked": listed(digest, most=MOST_PARTIES),
            "silence": one_of("", "consent", "refusal"),
            "answer_days": number,
            "silent": listed(digest, most=MOST_PARTIES),
        },
        conceals=conceals_in_change,
        later=frozenset({"asked", "silence", "answer_days", "silent"}),
        essential=frozenset({"annex", "rule", "content", "removals", "day", "effective", "notice"}),
    ),
    Shape(
        name="approval",
        stream="internal",
        members={"state_digest": digest, "note": text, "alone": truth},
        later=frozenset({"alone"}),
    ),
    Shape(
        name="approval_request",
        stream="internal",
        members={
            "act": one_of("asked", "returned"),
            "state_digest": digest,
            "members": listed(name),
            "note": text,
            "change": anything,  # read by agreements/approvals/changes
        },
        later=frozenset({"change"}),
        essential=frozenset({"act", "state_digest"}),
    ),
    Shape(
        name="change_accepted",
        stream="shared",
        members={"change": digest, "day": day, "authority": line},
        later=frozenset({"authority"}),
        essential=frozenset({"change", "day"}),
    ),
    Shape(
        name="silence_recorded",
        stream="shared",
        members={"change": digest, "day": day, "organisations": listed(digest, least=1, most=MOST_PARTIES)},
        essential=frozenset({"change", "day", "organisations"}),
    ),
    Shape(
        name="comment",
        stream="shared",
        members={"text": text, "about": line},
    ),
    Shape(
        name="remark",
        stream="shared",
        members=_REMARK,
        essential=frozenset({"thread", "act"}),
    ),
    Shape(
        name="house_remark",
        stream="internal",
        members={**_REMARK, "audience": one_of(*AUDIENCES)},
        essential=frozenset({"thread", "act"}),
    ),
    Shape(
        name="comments_bar",
        stream="internal",
        members={"bar": truth},
        essential=frozenset({"bar"}),
    ),
    Shape(
        name="notice",
        stream="shared",
        members={
            "about": one_of(*NOTICE_SUBJECTS),
            "text": text,
            "day": day,
            "effective": day,
            "objection_until": optional(day),
        },
        essential=frozenset({"about", "day", "effective", "objection_until"}),
    ),
    Shape(
        name="declined",
        stream="shared",
        members={"reason": text},
    ),
    Shape(
        name="draft",
        stream="internal",
        members={"state": anything, "note": text},
        conceals=conceals_in_draft,
    ),
    Shape(
        name="ended_elsewhere",
        stream="internal",
        members={"end": optional(day), "ground": one_of(*GROUNDS), "reason": text, "files": files},
        essential=frozenset({"end", "ground"}),
    ),
    _freeze("freeze", SLOT_MEMBERS),
    _freeze("freeze_persons", _PERSON_SLOT),
    Shape(
        name="revocation",
        stream="shared",
        members={"kid": digest, "reason": text},
        essential=frozenset({"kid"}),
    ),
    Shape(
        name="note",
        stream="internal",
        members={"text": text},
    ),
    Shape(
        name="objection",
        stream="shared",
        members={"to": digest, "day": day, "reason": text},
        essential=frozenset({"to", "day"}),
    ),
    Shape(
        name="offer",
        stream="shared",
        members={"parties": listed(digest, least=2, most=MOST_PARTIES), "state": anything, "note": text},
        conceals=conceals_in_offer,
        essential=frozenset({"parties"}),
    ),
    Shape(
        name="counter",
        stream="shared",
        members={
            "parties": listed(digest, least=2, most=MOST_PARTIES),
            "state": anything,
            "answers": digest,
            "note": text,
        },
        conceals=conceals_in_offer,
        essential=frozenset({"parties", "answers"}),
    ),
    Shape(
        name="override",
        stream="internal",
        members={
            "finding": name,
            "place": line,
            "reason": text,
            "state_digest": digest,
            "wording": digest,
            "alone": truth,
        },
        later=frozenset({"wording", "alone"}),
    ),
    Shape(
        name="own_fact",
        stream="internal",
        members={"facts": anything, "note": text, "rests_on": anything},
        later=frozenset({"rests_on"}),
    ),
    Shape(
        name="wording_confirmed",
        stream="internal",
        members={
            "wordings": listed(
                record({"place": name, "digest": digest, "parts": listed(name)}), least=1, most=MOST_WORDINGS
            ),
            "note": text,
        },
    ),
    Shape(
        name="receipt",
        stream="shared",
        members={"seen": listed(digest), "commitment": optional(digest)},
        essential=frozenset({"seen"}),
    ),
    Shape(
        name="resumed",
        stream="shared",
        members={"suspension": digest, "day": day},
        essential=frozenset({"suspension", "day"}),
    ),
    Shape(
        name="signed",
        stream="shared",
        members={
            "slot": name,
            "person": name,
            "capacity": name,
            "revision_from": digest,
            "revision_to": digest,
        },
        essential=frozenset({"slot", "revision_from", "revision_to"}),
    ),
    Shape(
        name="outside_step",
        stream="internal",
        members={
            "step": one_of(*OUTSIDE_STEPS),
            "draft": digest,
            "party": line,
            "way": one_of(*OUTSIDE_WAYS),
            "day": day,
            "reason": text,
            "files": files,
        },
        conceals=lambda path, _value: path[0] in ("party", "reason") or (path[0] == "files" and len(path) == 2),
        essential=frozenset({"step", "draft"}),
    ),
    Shape(
        name="foreign_paper",
        stream="internal",
        members={
            "step": one_of(*PAPER_STEPS),
            "text": digest,
            "files": files,
            "about": line,
            "says": text,
            "places": listed(record({"page": number, "passage": number, "words": text}), most=MOST_PLACES),
            "note": text,
        },
        conceals=lambda path, _value: path[0] in ("says", "note", "places") or (path[0] == "files" and len(path) == 2),
        essential=frozenset({"step", "text"}),
    ),
    Shape(
        name="signed_elsewhere",
        stream="internal",
        members={
            "state": anything,
            "evidence": one_of(*EVIDENCE),
            "signed_on": optional(day),
            "reference": line,
            "files": files,
            "signatures": listed(anything, most=MOST_SIGNATURES),
            "remarks": text,
        },
        conceals=_conceals_signed_elsewhere,
        essential=frozenset({"evidence", "signed_on"}),
    ),
    Shape(
        name="suspended",
        stream="shared",
        members={"begins": day, "until": optional(day), "reason": text},
        essential=frozenset({"begins", "until"}),
    ),
    Shape(
        name="termination_notice",
        stream="shared",
        members={"end": day, "reason": text, "ground": text, "declared_by": line, "authority": line},
        later=frozenset({"declared_by", "authority"}),
        essential=frozenset({"end"}),
    ),
)
