"""An obligation: something to do, or a day to know, from an agreement, a record or our own note."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from datapact.base.texts import N_, Argument, Message

type State = Literal["open", "done", "waived", "not_ours"]
type Nature = Literal["duty", "date"]

KINDS: Mapping[str, str] = {
    "review": N_("Review of the agreement"),
    "end": N_("End of the agreement"),
    "notice": N_("Last day for notice"),
    "termination": N_("End by termination"),
    "deletion": N_("Deletion or return of data"),
    "certificate_due": N_("Certificate of deletion"),
    "choice": N_("Choice between deletion and return"),
    "retention": N_("End of retention"),
    "measures": N_("Review of measures"),
    "guarantees": N_("Evidence of a processor's guarantees"),
    "assessment": N_("Review of an assessment"),
    "transfer_assessment": N_("Transfer assessment"),
    "milestone": N_("Milestone"),
    "acceptance": N_("Acceptance"),
    "provision": N_("Provision of data"),
    "objection": N_("Period for objections"),
    "change": N_("Change of the agreement"),
    "training": N_("Training"),
    "certificate": N_("Certificate that expires"),
    "guarantee": N_("Guarantee that expires"),
    "sub_processor": N_("Sub-processor"),
    "consent": N_("Consents that expire"),
    "recall": N_("Withdrawal to pass on"),
    "legal_basis": N_("Legal basis"),
    "authorisation": N_("Authorisation"),
    "document": N_("Document on file"),
    "proof": N_("Proof of signatures that ends"),
    "policy": N_("Policy of a machine"),
    "breach": N_("Breach"),
    "own": N_("Duty of our own"),
}

STATES: Mapping[State, str] = {
    "open": N_("open"),
    "done": N_("done"),
    "waived": N_("need not be met"),
    "not_ours": N_("the partner's"),
}


@dataclass(frozen=True, slots=True)
class Derived:
    """An obligation derived from the terms, before any record about it.

    ``place`` is the path of the term that it follows from; ``occurrence`` distinguishes the days of a recurring one.
    ``party`` is the key of the party whose obligation it is (empty: ours, whoever we are).
    """

    kind: str
    """A key of ``KINDS``."""
    place: str
    title: Message
    """What is to be done, for people."""
    due: date
    """Local day."""
    steps: tuple[Message, ...] = ()
    """The calculation of the day, sentence by sentence."""
    party: str = ""
    nature: Nature = "duty"
    """``obligation`` is overdue once its day has passed; ``date`` passes by itself."""
    occurrence: date | None = None
    citation: Message | None = None
    """The provision that it rests on; None for none."""
    source: str = ""
    """Act, such as ``CELEX:32016R0679``, or address on the web; empty for none."""


@dataclass(frozen=True, slots=True)
class Obligation:
    """An obligation with its state. ``key`` is stable as long as its term and its day are.

    ``owner`` is the id of the member who owns it, or empty; ``steps`` show how the day was found, ``evidence`` what was
    recorded when it was met (attachment digest, reference, scope, method, signatory), ``moment`` the due hour (UTC), if
    any. ``number`` and ``agreement_title`` name the agreement; both are empty for one of the organisation.
    """

    key: str
    agreement: str
    """History id; empty for an obligation of the organisation."""
    kind: str
    """A key of ``KINDS``."""
    title: Message
    """What is to be done, for people."""
    due: date
    """Local day."""
    state: State = "open"
    """``not_ours`` is a partner's obligation that we watch."""
    overdue: bool = False
    """Open, no mere date, and its day has passed."""
    owner: str = ""
    party: str = ""
    """Key of the party whose obligation it is; empty for ours."""
    party_name: str = ""
    """Short name of that party; may be empty."""
    nature: Nature = "duty"
    """``obligation`` is overdue once its day has passed; ``date`` passes by itself."""
    series: str = ""
    """The key shared by all occurrences of a recurring obligation; may be empty."""
    place: str = ""
    """Path of the term that it follows from, or the series of one of our own."""
    citation: Message | None = None
    """The provision that it rests on; None for none."""
    source: str = ""
    """Act, such as ``CELEX:32016R0679``, or address on the web; empty for none."""
    steps: tuple[Message, ...] = ()
    evidence: Mapping[str, str] = field(default_factory=dict, hash=False)
    note: str = ""
    """Free text of a member, may be empty."""
    moment: datetime | None = None
    number: str = ""
    agreement_title: str = ""

    @property
    def kind_words(self) -> Message:
        return Message(KINDS[self.kind])

    @property
    def state_words(self) -> Message:
        return Message(STATES[self.state])


def key_of(agreement: str, derived: Derived) -> str:
    """The key of an obligation, permanent: 16 hexadecimal digits that records about it name."""
    return short_key(
        agreement, derived.kind, derived.place, derived.occurrence.isoformat() if derived.occurrence else ""
    )


def series_of(agreement: str, derived: Derived) -> str:
    """The key shared by all occurrences of a recurring obligation."""
    return short_key(agreement, derived.kind, derived.place)


def short_key(*parts: str) -> str:
    """16 hexadecimal digits for any parts: 64 bits of SHA-256."""
    return hashlib.sha256("\n".join(parts).encode("utf-8")).hexdigest()[:16]


def write_message(message: Message | None) -> Any:
    """A message as JSON, so that it can be shown in either language later; None stays None."""
    if message is None:
        return None
    arguments = {
        name: write_message(value) if isinstance(value, Message) else value for name, value in message.arguments.items()
    }
    return {"id": message.id, "arguments": arguments, "plural": message.plural}


def read_message(value: Any) -> Message:
    """The message that ``write_message`` wrote; reads only our own tables."""
    arguments: dict[str, Argument] = {
        name: read_message(one) if isinstance(one, dict) else one for name, one in value["arguments"].items()
    }
    return Message(value["id"], arguments, value["plural"])
