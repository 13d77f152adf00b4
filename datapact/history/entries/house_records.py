"""Records of our own house: partners, invitations, restored vaults, what left the vault, audits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from datapact.base.texts import N_
from datapact.history.entries.author_roles import ADMIN, ADMIN_OR_LEGAL, EVERYBODY, LEGAL, LEGAL_OR_LEAD
from datapact.history.entries.body_members import (
    anything,
    day,
    digest,
    line,
    listed,
    moment,
    name,
    number,
    one_of,
    optional,
    record,
    roles,
    text,
    truth,
)
from datapact.history.entries.record import Record
from datapact.history.entries.sentence import Sentence, member_value, who

LIBRARY_SORTS = ("clause", "template", "position", "standard_text", "review")

MARKS = ("seen", "in_order", "question", "finding", "none")
STANDS = ("agreed", "mended", "disputed")
"""How the house stands to what an auditor wrote: it agrees and will act, it has acted, or it sees it otherwise."""


def _exchange(body: Mapping[str, Any]) -> str:
    return _EXCHANGE.get(body["needs"], N_("It was set whose word suffices for exchanging files."))


_EXCHANGE: Mapping[str, str] = {
    "card": N_("Files may go to every partner whose card is here."),
    "introduced": N_("Files may go to partners compared here, or by a confirmed partner that says so with the day."),
    "confirmed": N_("Files may go only to partners compared here."),
}


def _audit(body: Mapping[str, Any]) -> str:
    if body["closed"] is True:
        return N_("The audit {title} was closed.")
    return N_("The audit {title} was opened until {until}.")


_AUDITED: Mapping[str, str] = {
    "remark": N_("{member} made a remark in an audit."),
    "sample": N_("{member} drew a sample in an audit."),
    "access": N_("{member} looked at records in an audit."),
}


def _introduced(body: Mapping[str, Any]) -> str:
    if body.get("confirmed", ""):
        return N_("{partner} was introduced by {by}, which says that it compared the fingerprint on {confirmed}.")
    return N_("{partner} was introduced by {by}.")


def _directory(body: Mapping[str, Any]) -> str:
    if body["written"] is True:
        return N_("The directory of the network {name}, version {version}, was written.")
    return N_("The directory of the network {name}, version {version}, by {by}, was taken in.")


_LIBRARY: Mapping[str, tuple[str, str]] = {
    "clause": (
        N_("{member} wrote version {version} of the own clause {name}."),
        N_("{member} retired the own clause {name}."),
    ),
    "template": (
        N_("{member} wrote version {version} of the own template {name}."),
        N_("{member} retired the own template {name}."),
    ),
    "standard_text": (
        N_("{member} took in a text of the standard clauses {name}."),
        N_("{member} took the text of the standard clauses {name} out."),
    ),
    "review": (
        N_("{member} recorded a lawyer’s review of a template by {name}."),
        N_("{member} took back the review of a template by {name}."),
    ),
    "position": (
        N_("{member} wrote version {version} of the playbook’s position {name}."),
        N_("{member} took the position {name} out of the playbook."),
    ),
}


def _library(body: Mapping[str, Any]) -> str:
    if body["sort"] not in _LIBRARY:
        return N_("{member} changed the library.")
    written, retired = _LIBRARY[body["sort"]]
    return retired if body["retired"] is True else written


def _library_approval(body: Mapping[str, Any]) -> str:
    if body["withdrawn"] is True:
        return N_("{member} took back the approval of version {version} of {name}.")
    return N_("{member} approved version {version} of {name}.")


_ANSWERS: Mapping[str, str] = {
    "agreed": N_("{member} answered a remark of an audit: the house agrees."),
    "mended": N_("{member} answered a remark of an audit: it is mended."),
    "disputed": N_("{member} answered a remark of an audit: the house sees it otherwise."),
}


def _answered(body: Mapping[str, Any]) -> str:
    return _ANSWERS.get(body["stands"], N_("{member} answered a remark of an audit."))


def _audited(body: Mapping[str, Any]) -> str:
    return _AUDITED.get(body["what"], N_("{member} wrote something down in an audit."))


RECORDS: tuple[Record, ...] = (
    # A partner's card was taken over; its identity is declared.
    Record(
        "partner_added",
        roles=ADMIN_OR_LEGAL,
        sentence=Sentence(N_("{partner} was added as a partner."), {"partner": member_value("name")}),
        members={"organisation": digest, "name": name, "sequence": number},
    ),
    # People compared the fingerprint of a partner; its identity is confirmed.
    Record(
        "partner_trusted",
        roles=ADMIN_OR_LEGAL,
        sentence=Sentence(
            N_("The identity of {partner} was confirmed by comparing fingerprints."), {"partner": who("organisation")}
        ),
        members={"organisation": digest, "fingerprint": name, "how": text, "name": name},
        later=frozenset({"name"}),
    ),
    # A confirmed partner vouched for the identity of another; ``confirmed`` is the day on which it says that it compared
    # the fingerprint, empty where it only sent the card along.
    Record(
        "partner_introduced",
        roles=ADMIN_OR_LEGAL,
        sentence=Sentence(_introduced, {"partner": who("organisation"), "by": who("by")}),
        members={"organisation": digest, "by": digest, "confirmed": optional(day)},
        later=frozenset({"confirmed"}),
    ),
    # The cards of a network came in one file, or were put together here. The highest version of a key counts.
    Record(
        "network_directory",
        roles=ADMIN_OR_LEGAL,
        sentence=Sentence(_directory, {"by": who("by")}),
        members={
            "key": name,  # id of the network and of the organisation that put it together, with a full stop between
            "by": digest,  # the organisation that put it together
            "name": name,  # of the network
            "version": number,
            "day": day,
            "digest": digest,  # of the file
            "members": listed(record({"organisation": digest, "name": name})),
            "left": listed(record({"organisation": digest, "name": name, "day": day})),
            "written": truth,  # put together here
            "routing": optional(name),  # key of the routing labels
        },
        later=frozenset({"routing"}),
    ),
    # The trust in a partner's identity is withdrawn; it is only declared again.
    Record(
        "partner_distrusted",
        roles=ADMIN_OR_LEGAL,
        sentence=Sentence(
            N_("The trust in the identity of {partner} was withdrawn: {reason}"), {"partner": who("organisation")}
        ),
        members={"organisation": digest, "reason": text},
    ),
    # A partner with whom nothing was agreed was taken off the list; its name stays in this entry.
    Record(
        "partner_removed",
        roles=ADMIN_OR_LEGAL,
        sentence=Sentence(N_("{partner} was removed from the partners: {reason}"), {"partner": member_value("name")}),
        members={"organisation": digest, "name": name, "reason": text},
    ),
    # How sure we must be of a partner's identity before files go to it; the newest counts.
    Record(
        "exchange_rule",
        roles=ADMIN,
        sentence=Sentence(_exchange),
        members={"needs": one_of("card", "introduced", "confirmed")},
    ),
    # A person may become a member with a one-time code.
    Record(
        "invited",
        roles=ADMIN,
        sentence=Sentence(N_("{member} was invited."), {"member": who("id")}),
        members={"id": name, "roles": roles},
    ),
    # The vault was restored from a backup; a new replica writes from here on.
    Record(
        "restored",
        roles=ADMIN_OR_LEGAL,
        sentence=Sentence(N_("The vault was restored from a backup of {time}."), {"time": member_value("from_time")}),
        members={"from_time": moment},
    ),
    # A file left the vault unencrypted. Whoever can read the vault can export, so any member writes it.
    Record(
        "exported",
        roles=EVERYBODY | {"auditor"},
        sentence=Sentence(N_("{what} was exported.")),
        members={
            "what": line,
            "digest": digest,
            "recipient": line,  # who gets it, as far as somebody said; empty for a person whose data it is
            "release": optional(digest),  # entry by which a legal member released it: a release of its own, or an audit
        },
        later=frozenset({"recipient", "release"}),
    ),
    # The Word files of a round were made for a partner; they are recognised when they come back.
    Record(
        "word_sent",
        roles=EVERYBODY,
        sentence=Sentence(N_("Word files of round {round} were made."), {"round": member_value("round")}),
        members={
            "agreement": line,
            "version": digest,  # entry of the draft or offer that they show
            "state": digest,
            "round": number,
            "languages": listed(name),
            "partner": line,  # recipient as written; empty where not stated
            "files": listed(digest),
        },
    ),
    # Who must approve which texts before they go to partners; the newest counts.
    Record(
        "approval_rules",
        roles=ADMIN,
        sentence=Sentence(N_("{member} set who approves texts before they go to partners.")),
        members={"rules": listed(anything)},  # read by agreements/approvals/rules
    ),
    # A version of a clause, a template or a position of the playbook of the house. Internal: no file for partners has it.
    Record(
        "library_version",
        roles=LEGAL_OR_LEAD,
        sentence=Sentence(_library),
        members={
            "key": name,  # the sort, a colon and the id
            "sort": one_of(*LIBRARY_SORTS),
            "name": name,
            "version": number,  # from 1
            "content": anything,  # read by datapact/library; empty where it is retired
            "retired": truth,
            "note": text,  # why, for colleagues
        },
    ),
    # A legal member approved exactly one version of it, or took that back.
    Record(
        "library_approval",
        roles=LEGAL,
        sentence=Sentence(_library_approval),
        members={
            "key": name,  # the sort, a colon and the id
            "name": name,
            "version": number,
            "digest": digest,  # of the content
            "withdrawn": truth,
            "alone": truth,  # by the only legal member, who also wrote it
            "note": text,
        },
    ),
    # For whom an agreement is drafted, and by which template of the house. Internal.
    Record(
        "matter",
        roles=LEGAL_OR_LEAD,
        sentence=Sentence(N_("{member} noted client, matter or template of an agreement.")),
        members={
            "key": name,  # history id
            "agreement": line,
            "client": line,
            "matter": line,
            "for_others": truth,  # the own organisation need not be a party
            "template": line,  # key of an own template, or empty
            "version": number,  # of it; 0 for none
        },
    ),
    # A Word file came back and drafts were made of it.
    Record(
        "word_received",
        roles=EVERYBODY,
        sentence=Sentence(N_("{member} read in a Word file that came back.")),
        members={
            "agreement": line,
            "version": digest,  # entry of the version that was sent
            "file": digest,
            "draft": optional(digest),  # entry of the draft made of it; empty where nothing changed
            "accepted": listed(line),  # ids of changes
            "refused": listed(line),
            "unmarked": number,  # of changes without a mark
            "round": number,  # that the file says within; 0: it says none
        },
        later=frozenset({"round"}),
    ),
    # A legal member released an internal audit dossier of one agreement.
    Record(
        "dossier_released",
        roles=LEGAL,
        sentence=Sentence(N_("{member} released the internal audit dossier of {title}.")),
        members={
            "key": name,
            "agreement": line,
            "title": line,
            "digest": digest,  # of the dossier's PDF
            "recipient": line,  # recipient; empty where not stated
            "withheld": listed(name),  # names, terms, clauses
        },
    ),
    # A legal member opens a scope for an internal or external auditor, from one day until another.
    Record(
        "engagement",
        roles=LEGAL,
        sentence=Sentence(_audit),
        members={
            "key": name,
            "title": name,
            "scope": text,
            "agreements": listed(name),  # history ids; none: all of them
            "member": line,  # id of a member with the role auditor; empty for an external auditor
            "organisation": optional(digest),  # of an external auditor, by its card
            "auditor": line,  # name of the auditor or the firm
            "from": day,
            "until": day,
            "closed": truth,
            "release": truth,  # internal dossiers of the scope may leave by this auditor
        },
        later=frozenset({"release"}),
    ),
    # An auditor's record: a mark and a remark, a sample drawn, accesses. With ``exported`` the only
    # kind that the key of a mere auditor is accepted for; and nobody else may write it, so that marks stay the auditor's
    # own.
    Record(
        "remarked",
        roles=frozenset({"auditor"}),
        sentence=Sentence(_audited),
        members={
            "key": name,
            "what": one_of("remark", "sample", "access"),
            "engagement": line,  # key of the engagement
            "agreement": line,  # history id where it is about one, else empty
            "about": line,  # entry, agreement, register, sample item: what the mark is on
            "mark": one_of(*MARKS),
            "text": text,
            "data": anything,  # of a sample: population, seed, method, items; of accesses: what and when
        },
    ),
    # The house's word on what an auditor wrote, in a running audit or after its end. The newest of a remark counts, all stay.
    Record(
        "remark_answered",
        roles=LEGAL,
        sentence=Sentence(_answered),
        members={
            "key": name,
            "engagement": line,  # key of the engagement
            "agreement": line,  # history id where the remark is about one, else empty
            "remark": digest,  # entry of the wording that is answered
            "stands": one_of(*STANDS),
            "text": text,
        },
    ),
)
