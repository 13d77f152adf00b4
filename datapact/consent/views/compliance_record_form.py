"""The form for compliance records: who may use it, its start from a missing fact, gaps of a record, and its end."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from datapact.base.errors import WrongUse
from datapact.base.local_time import day_of, local_zone
from datapact.base.texts import N_, Message
from datapact.checks.general.named_law import is_other_act
from datapact.checks.model.named import is_answer, names_something
from datapact.consent.facts.compliance_records import (
    as_part,
    record_authorisation,
    record_fact,
    record_legal_basis,
    revoke_authorisation,
)
from datapact.consent.facts.facts import Authorisation, BasisRecord, FactOnFile, PurposeLink
from datapact.consent.facts.judged import judged_now
from datapact.consent.facts.load_facts import facts_at
from datapact.consent.facts.outdated import words_named
from datapact.consent.facts.purpose_links import NewLink, withdraw_link
from datapact.consent.facts.question import Question, Wanted
from datapact.consent.matrix.question_form import FormChoices, form_choices
from datapact.consent.steps.legal_basis import BY_DOCUMENT
from datapact.consent.views.compliance_record_list import FACTS, KINDS, Kind, Part, country_names
from datapact.consent.views.purpose_link_form import purpose_named, sign_link
from datapact.contract.terms.base import Outcome
from datapact.history.transitions.registry import ORGANISATION_RULES
from datapact.organisation.acting.acting_member import READS_ONLY, reads_only
from datapact.organisation.acting.records import append_record, record_of
from datapact.organisation.partners.references import find_reference

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


OF_EVERY_DATASET = frozenset({"adequacy", "adequacy_scope", "dpf"})
"""Facts about a country or an importer, whatever the data is."""


@dataclass(frozen=True, slots=True)
class Start:
    """The first content of a form and its choices; a part without a key becomes a new record."""

    choices: FormChoices
    """The choices of its fields."""
    part: Part
    """The record to begin with; its kind says which form it is."""
    note: str = ""
    """Free text of the record, may be empty."""
    revocable: str = ""
    """How an authorisation may be revoked; empty for the other kinds."""


def why_not(roles: Collection[str], kind: str) -> Message | None:
    """The reason why a member with these roles cannot put this kind on file; None where that is allowed."""
    if set(roles) & ORGANISATION_RULES[kind].roles:
        return None
    if reads_only(roles):
        return READS_ONLY
    if kind == "purpose_link":
        return Message(N_("A legal member signs what an agreed purpose covers. Ask one."))
    if kind == "legal_basis":
        return Message(N_("A legal member puts legal bases on file. Ask one."))
    return Message(N_("A legal member or a lead puts permissions and facts on file. Ask one."))


def wanted_part(question: Question, wanted: Wanted, today: date, agreed: str = "") -> Part:
    """The record that a reason asks for, filled in from the question, the agreed purpose and the agreement."""
    dataset, purpose = question.dataset, agreed or question.purpose
    match wanted.kind:
        case "legal_basis" if wanted.stated is not None:
            return _as_stated(wanted.stated, question.partner, purpose, today)
        case "legal_basis":
            operation = "any" if question.action == "share" else question.action
            recipient = question.partner if operation != "publish" else ""
            return BasisRecord("", wanted.about, dataset, purpose, operation, "", valid_from=today, recipient=recipient)
        case "purpose_link":
            return wanted.link or PurposeLink("", "notice", "", "")
        case "authorisation":
            by = wanted.granted_by
            return Authorisation("", wanted.sort, dataset, wanted.about, purpose, by, "", valid_from=today)
        case _:
            about_one = "" if wanted.sort in OF_EVERY_DATASET else dataset
            return FactOnFile("", wanted.sort, wanted.about, about_one, "", today, None)


def _as_stated(stated: BasisRecord, recipient: str, purpose: str, today: date) -> BasisRecord:
    """A record of our own for a recipient, filled in from an agreement or an earlier record."""
    document = "" if stated.document == stated.key else stated.document
    return replace(
        stated,
        key="",
        recipient=recipient,
        purpose=purpose,
        document=document,
        approver="",
        outcome="",
        conditions="",
        other_act=False,
        valid_from=today,
        valid_to=None,
        review=None,
        words="",
        judged=(),
        outdated=(),
        changed=(),
        entry="",
    )


def start_of(acting: Acting, kind: Kind, part: Part | None = None, key: str = "") -> Start:
    """The first content of a form: the record with this key, else ``part``, else an empty record.

    Raises WrongUse where there is no record with the key.
    """
    choices = form_choices(acting)
    if key:
        with acting.vault.read() as session:
            record = record_of(session, kind, key)
        if record is None:
            raise _unknown(key)
        body = record.body
        return Start(choices, as_part(KINDS[kind], record), str(body.get("note", "")), str(body.get("revocable", "")))
    return Start(choices, part if part is not None else _empty(acting, kind))


def _empty(acting: Acting, kind: Kind) -> Part:
    now = acting.clock()
    today = day_of(now, local_zone(now))
    question = Question("", "", "", now)
    about = acting.organisation if kind == "legal_basis" else ""
    return wanted_part(question, Wanted(kind, about=about), today)


def outcome_of(fact: FactOnFile) -> Outcome:
    """The outcome of a document on file, as it was chosen."""
    if fact.against:
        return "against"
    return "" if not fact.weighed else "conditions" if fact.conditions else "carries"


CHOOSE_ANEW = N_("This is about another document or another use: choose again whether it carries the use.")


def is_of_same_document[T: (FactOnFile, BasisRecord)](before: T, after: T) -> bool:
    """Whether what was chosen of the record that a form began with still speaks of what is entered now; nothing was of a blank one."""
    if isinstance(before, FactOnFile):
        named: tuple[str, ...] = ("sort", "about", "dataset", "reference", "day", "result")
        chosen = before.weighed or before.against
    else:
        named = (
            "controller",
            "dataset",
            "purpose",
            "recipient",
            "operation",
            "article",
            "special",
            "document",
            "approver",
        )
        chosen = bool(before.outcome)
    return not chosen or all(getattr(before, name) == getattr(after, name) for name in named)


def with_outcome(fact: FactOnFile, outcome: str, conditions: str) -> FactOnFile:
    """The fact with what its document came to; conditions stay only where it carries the use on conditions.

    On conditions that nobody named it stays open.
    """
    kept = conditions.strip() if outcome == "conditions" else ""
    chosen = bool(outcome) and (outcome != "conditions" or bool(kept))
    return replace(fact, against=outcome == "against", weighed=chosen, conditions=kept)


def lacking(basis: BasisRecord) -> tuple[Message, ...]:
    """Members that a decision would still need of a legal basis; it can be put on file without them."""
    found = []
    documented = names_something(basis.document)  # "keine Abwägung" is no document
    if basis.article == "6(1)(f)" and not documented:
        found.append(N_("Legitimate interests count only with a balancing test: say where it is kept."))
    if (basis.article == "6(1)(d)" or basis.special in BY_DOCUMENT) and not documented:
        found.append(N_("This article counts only with the document that shows its facts: say where it is kept."))
    if basis.article in ("6(1)(c)", "6(1)(e)") and not names_something(basis.law):
        found.append(N_("This article counts only with the law that it rests on: name the provision."))
    if basis.article == "6(1)(b)" and not basis.subject_is_contract_party:
        found.append(N_("A contract counts only where the people are party to it: tick that."))
    if any(is_other_act(one) for one in (basis.law, basis.offence_authority)) and not basis.other_act:
        found.append(
            N_(
                "This is no provision of an act of the list alone. Pick it there, or confirm that you have read another act."
            )
        )
    if basis.outcome == "conditions" and not is_answer(basis.conditions):
        found.append(N_("Name the conditions on which it carries the use."))
    if not basis.outcome and (basis.document or basis.approver):
        found.append(N_("Choose what the document or the approval came to: not answered is not yes."))
    return tuple(Message(one) for one in found)


def keep_record(acting: Acting, part: Part, *, note: str = "", revocable: str = "") -> Part:
    """Sign and keep a record; one with the same key is replaced.

    Parties may be entered by name; an empty controller is our own organisation, and a fact without a first day holds
    from the day of its document on. Raises Locked, Malformed, WrongUse.
    """
    if isinstance(part, PurposeLink):
        new = NewLink(part.sort, part.purpose, part.agreed, part.notice, part.version, note, part.controller)
        return sign_link(acting, new)
    if part.valid_from is not None and part.valid_to is not None and part.valid_to < part.valid_from:
        raise WrongUse(N_("The last day lies before the first one. Correct one of them."))
    with acting.vault.write() as session:
        match part:
            case BasisRecord():
                controller = part.controller or acting.organisation
                named = _party(session, "legal_basis", part.key, "controller", controller, own=True)
                to = part.recipient and _party(session, "legal_basis", part.key, "recipient", part.recipient)
                purpose, words = _purpose_of(acting, session, "legal_basis", part)
                part = replace(part, controller=named, recipient=to, purpose=purpose, words=words)
                part = replace(part, judged=_judged(acting, session, "legal_basis", part))
                return record_legal_basis(acting, session, part, note=note)
            case Authorisation():
                partner = part.partner and _party(session, "authorisation", part.key, "partner", part.partner)
                purpose, words = _purpose_of(acting, session, "authorisation", part)
                part = replace(part, partner=partner, purpose=purpose, words=words)
                return record_authorisation(acting, session, part, revocable=revocable, note=note)
            case _:
                since = part.valid_from or part.day
                part = replace(part, about=_about(session, part), valid_from=since)
                judged = _judged(acting, session, "fact_on_file", part)
                return record_fact(acting, session, replace(part, judged=judged), note=note)


_SAME = {
    "fact_on_file": ("sort", "about", "dataset", "reference", "day", "result"),
    "legal_basis": ("purpose", "dataset", "article", "document"),
}
"""Members in which a correction leaves a record what it was, by kind."""


def _judged(acting: Acting, session: Session, kind: str, part: FactOnFile | BasisRecord) -> tuple[str, ...]:
    """What a new record judges; a correction of another member of it judged what it was made for."""
    before = record_of(session, kind, part.key) if part.key else None
    if before is not None:
        kept = as_part(type(part), before)
        if all(getattr(kept, name) == getattr(part, name) for name in _SAME[kind]):
            return kept.judged
    return judged_now(part, facts_at(acting, session, acting.clock(), dataset=part.dataset or None).agreements)


def _purpose_of(acting: Acting, session: Session, kind: str, part: BasisRecord | Authorisation) -> tuple[str, str]:
    """The purpose of a record as it is kept, and its words: those of today, or in a correction those that it was made for.

    Who corrects another member of a record says nothing of words that have changed since: for these a record is made anew.
    """
    named = purpose_named(acting, session, part.purpose)
    before = record_of(session, kind, part.key) if part.key else None
    if before is not None and (before.body.get("purpose"), before.body.get("dataset")) == (named, part.dataset):
        return named, str(before.body.get("words", ""))
    agreements = facts_at(acting, session, acting.clock(), dataset=part.dataset).agreements if named else ()
    return named, words_named(agreements, named, part.dataset)


def _party(session: Session, kind: str, key: str, member: str, named: str, *, own: bool = False) -> str:
    """The reference of a party; one already in a record on file stays, even where we no longer know the party."""
    before = record_of(session, kind, key) if key else None
    if before is not None and before.body.get(member) == named:
        return named
    return find_reference(session, named, own=own)


def _about(session: Session, fact: FactOnFile) -> str:
    about = fact.about.strip()
    if fact.sort not in FACTS:
        return about  # writing the record refuses it
    meant = FACTS[fact.sort][1]
    if meant in ("country", "importer") and about.upper() in country_names():
        return about.upper()
    if meant == "dataset":
        if not about or about == fact.dataset:
            raise WrongUse(N_("Name the key of the other dataset."))
        return about
    if meant == "country":
        raise WrongUse(N_("Name the country in two letters, such as CH."))
    if not about and fact.sort == "notice_13":
        return ""
    return _party(session, "fact_on_file", fact.key, "about", about, own=True)


def end_record(acting: Acting, kind: Kind, key: str, ended: date) -> None:
    """End a record from a day on: an authorisation is revoked, any other record ends the day before.

    What was signed about an agreed purpose ends at once. Sharing it allowed until then stays allowed. Raises WrongUse for no such record or one ended by then, Locked.
    """
    with acting.vault.write() as session:
        record = record_of(session, kind, key)
        if record is None:
            raise _unknown(key)
        if kind == "purpose_link":
            withdraw_link(acting, session, key)
            return
        ends = [str(record.body.get(name) or "") for name in ("valid_to", "revoked")]
        last = ended - timedelta(days=1)
        if (ends[0] and ends[0] <= last.isoformat()) or (ends[1] and ends[1] <= ended.isoformat()):
            raise WrongUse(N_("This has ended by that day already. Choose an earlier day."))
        if kind == "authorisation":
            revoke_authorisation(acting, session, key, ended)
        else:
            append_record(acting, session, kind, {**record.body, "valid_to": last.isoformat()})


def _unknown(key: str) -> WrongUse:
    return WrongUse(N_("There is no record {key} on file. It may have been erased."), key=key[:100])
