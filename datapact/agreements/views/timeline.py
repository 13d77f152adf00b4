"""The history of an agreement in sentences: its steps, the statements since signature, evidence.

Each notice and change shows its effect, and whether our organisation can still object, take it back or answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Literal

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.disputes import disputes_of, names_disputing
from datapact.agreements.projection.endings import OrderEnd, order_ends
from datapact.agreements.projection.reading_version import amendments_of, state_on
from datapact.agreements.projection.who_is_party import due_silence, members_of
from datapact.agreements.text.change_rules import ANNEXES, annex_words
from datapact.agreements.text.changes import STANDING_WORDS, Effect, EffectStanding, last_day_to_object, received_on
from datapact.agreements.text.current_text import current_state, is_whole
from datapact.agreements.text.text_version import terms_with
from datapact.agreements.views.members import member_words
from datapact.agreements.views.terms_table import order_lines
from datapact.base.clock import days_later, local_day
from datapact.base.errors import DataPactError
from datapact.base.local_time import exact_time
from datapact.base.texts import N_, Argument, Listed, Message
from datapact.contract.editing.orders import name_of, ordered_datasets
from datapact.contract.terms.references import has_withheld
from datapact.contract.vocabulary.messages import OwnWords
from datapact.history.commitments.disclosure import Withheld
from datapact.history.entries.sentence import Names
from datapact.history.transitions import registry
from datapact.organisation.acting.names import known_names

if TYPE_CHECKING:
    from datapact.agreements.text.text_version import SignedAmendment
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.later_facts import ContractChange, Notice, Suspension
    from datapact.organisation.acting.acting_member import Acting


@dataclass(frozen=True, slots=True)
class Step:
    """One entry as people read it; ``remark`` is its author's text, ``void`` the reason why it has no effect.

    ``disputes`` are the entries behind a signed agreement that a revocation claims not to know, ``disputed`` names who
    disputes this entry so.
    """

    digest: str
    """Of the entry, base64url."""
    kind: str
    """Kind of entry, such as ``offer``."""
    stream: str
    """``shared``, or ``internal`` for what stays in the house."""
    time: datetime
    """UTC, by the author's clock."""
    organisation: str
    """Id of the author's organisation."""
    sentence: Message
    """Who did what."""
    remark: str
    void: Message | None
    disputes: tuple[str, ...] = ()
    disputed: str = ""


def sentences(acting: Acting, history: str) -> tuple[Step, ...]:
    """Every step of an agreement in sentences, oldest first."""
    with acting.vault.read() as session:
        return sentences_of(load_state(session, history), known_names(session))


def sentences_of(folded: AgreementState, names: Names) -> tuple[Step, ...]:
    """``sentences`` of an agreement that is already folded; ``names`` are those that the vault knows."""
    disputes = disputes_of(folded, names)
    steps = []
    for digest in folded.order:
        entry = folded.entries[digest]
        sentence = registry.rule_of(entry.history, entry.kind).sentence
        steps.append(
            Step(
                digest=digest,
                kind=entry.kind,
                stream=entry.stream,
                time=entry.time,
                organisation=entry.organisation,
                sentence=sentence(entry, names),
                remark=sentence.remark(entry),
                void=folded.void.get(digest),
                disputes=next((one.entries for one in disputes if one.revocation == digest), ()),
                disputed=names_disputing(one for one in disputes if digest in one.entries),
            )
        )
    return tuple(steps)


_SHORT = 8

type Matter = Literal["notice", "change", "pause", "member"]

NOTICE_WORDS: Mapping[str, str] = {**ANNEXES, "other": N_("Another matter")}


@dataclass(frozen=True, slots=True)
class SinceSigned:
    """One notice, change or pause, or a party that joined or leaves, by the digest of the entry that says so.

    ``begins`` is the first day on which it counts, ``until`` the last one for objections, or of a pause. ``answer`` is
    our organisation's possible answer: "object", "take_back", "agree" (and object), or nothing.
    """

    matter: Matter
    """``pause`` stands for a suspension, ``member`` for a part that began or ends."""
    digest: str
    """Of the entry, base64url."""
    title: Message
    """What it is about, such as the annex."""
    party: str
    """Name of the organisation that wrote it; empty where it is not known."""
    text: str
    """What its author wrote, empty where nothing or withheld."""
    standing: Message
    """What became of it."""
    begins: date | None
    until: date | None
    own: bool
    """True where our organisation wrote it."""
    answer: Literal["", "object", "take_back", "agree"]
    time: str
    """By the author's clock, ISO 8601 in UTC."""
    agreed: tuple[str, ...] = ()
    """Ids of the organisations that agreed to a change which needs it; its author is not among them."""
    waiting_for: tuple[str, ...] = ()
    """Ids of the organisations whose consent is missing."""
    silence: bool = False
    """Whether the time to answer an order is over today, so that the silence of others can be recorded."""
    is_order: bool = False
    """Whether it is an order of further datasets."""
    short: Message | None = None
    """What became of it in two or three words; None where ``standing`` is as short."""
    details: tuple[Message, ...] = ()
    """What ``standing`` says beyond ``short``."""
    counts: bool = False
    """A change that counts today."""
    order_texts: tuple[Message, ...] = ()
    """What is to be known about an order: whom it asks, what silence on it means."""
    order_text: tuple[Message, ...] = ()
    """The order itself: a line for each dataset, purpose, activity, basis or notice that it adds to."""


def since_signature(
    folded: AgreementState,
    organisation: str,
    names: Mapping[str, str],
    effects: Sequence[Effect],
    today: date,
    state: Mapping[str, Any],
    amendments: Sequence[SignedAmendment] = (),
) -> tuple[SinceSigned, ...]:
    """The events since signature, the newest first; ``names`` gives names by organisation, ``effects`` those of changes.

    ``state`` is the text of the day, under which orders are read.
    """
    rests_on = {effect.change.notice for effect in effects if effect.change.notice}
    found = [
        *(_change(folded, effect, organisation, names, today, state) for effect in effects),
        *(
            _notice(folded, notice, organisation, names, today)
            for notice in folded.facts.notices.values()
            if notice.digest not in rests_on
        ),
        *(_pause(folded, one, organisation, names, today) for one in folded.facts.suspensions.values()),
        *_of_members(folded, organisation, names, today),
        *_of_ended_orders(folded, organisation, names, today, amendments),
    ]
    return tuple(sorted(found, key=lambda one: (one.time, one.digest), reverse=True))


def since_signed(acting: Acting, history: str) -> tuple[SinceSigned, ...]:
    """The events since signature in an agreement, the newest first, as it stands today."""
    today = local_day(acting.clock())
    with acting.vault.read() as session:
        folded = load_state(session, history)
        facts = folded.facts
        ended = bool(facts.orders_ended)
        if not (facts.changes or facts.notices or facts.suspensions or ended or members_of(folded).have_changed):
            return ()
        amendments = amendments_of(session, history)
        on = state_on(folded, today, amendments)
        names = known_names(session)
    return since_signature(folded, acting.organisation, names, on.effects, today, on.state, amendments)


def _of_members(
    folded: AgreementState, organisation: str, names: Mapping[str, str], today: date
) -> Iterator[SinceSigned]:
    """Who joined, and whose part ends: a notice of its own, or the vote of the others."""
    leavings = {one.digest: one for one in folded.facts.leavings}
    for member in members_of(folded).members:
        accession = folded.facts.accessions.get(member.entry)
        who = names.get(member.organisation) or (str(accession.name) if accession else member.organisation[:_SHORT])
        for digest, title in ((member.entry, _JOINED), (member.ended_by, _ENDS.get(member.way, ""))):
            if digest not in folded.entries or not title:
                continue
            leaving = leavings.get(digest)
            yield SinceSigned(
                "member",
                digest,
                Message(title, {"name": who}),
                names.get(folded.entries[digest].organisation, ""),
                "" if leaving is None else _text(leaving.reason),
                member_words(member, today),
                None,
                None,
                folded.entries[digest].organisation == organisation,
                "",
                folded.entries[digest].time.isoformat(),
            )


def _of_ended_orders(
    folded: AgreementState,
    organisation: str,
    names: Mapping[str, str],
    today: date,
    amendments: Sequence[SignedAmendment],
) -> Iterator[SinceSigned]:
    """The notices that end single orders: of which data, for whom, and from when."""
    found = order_ends(folded, amendments)
    titles = _names_of_data(folded)
    for said in folded.facts.orders_ended:
        ends = [one for one in found.ends if one.ended_by == said.digest]
        if said.digest in found.refused or not ends:
            continue
        data = Listed.of(titles.get(one, one) for one in dict.fromkeys(end.dataset for end in ends))
        words = tuple(_end_words(one, names, today) for one in _each_recipient(ends))
        last = max(one.last for one in ends)
        short = N_("ended on {day}") if last < today else N_("ends on {day}")
        yield SinceSigned(
            "member",
            said.digest,
            Message(N_("Notice: an order ends: {names}"), {"names": data}),
            names.get(said.organisation, ""),
            _text(said.reason),
            Listed.of(words, "; "),
            None,
            None,
            said.organisation == organisation,
            "",
            folded.entries[said.digest].time.isoformat(),
            short=Message(short, {"day": last.isoformat()}),
            details=words,
        )


def _each_recipient(ends: Iterable[OrderEnd]) -> Iterable[OrderEnd]:
    """One of the ends for each recipient and last day: an order can bring several datasets."""
    return {(one.recipient, one.last): one for one in ends}.values()


def _end_words(end: OrderEnd, names: Mapping[str, str], today: date) -> Message:
    words = N_("ended for {name} on {day}") if end.last < today else N_("ends for {name} on {day}")
    return Message(words, {"name": names.get(end.recipient, end.recipient[:_SHORT]), "day": end.last.isoformat()})


def _names_of_data(folded: AgreementState) -> dict[str, Argument]:
    """By key the names of all datasets: of the signed text, and of every order."""
    signed = current_state(folded).get("terms") or {}
    members = [*signed.get("datasets", ())] if is_whole(folded, signed) else []
    for change in folded.facts.changes.values():
        if change.annex == "order" and not has_withheld(change.content):
            members += ordered_datasets(change.content)
    return {str(one["key"]): name_of(one) for one in members}


_JOINED = N_("{name} joins")
_ENDS = {"leaving": N_("Notice: {name} leaves"), "exclusion": N_("Exclusion of {name}")}


def _change(
    folded: AgreementState,
    effect: Effect,
    organisation: str,
    names: Mapping[str, str],
    today: date,
    state: Mapping[str, Any],
) -> SinceSigned:
    change = effect.change
    own = change.organisation == organisation
    answer: Literal["", "object", "take_back", "agree"] = ""
    in_time = effect.objection_until is None or today <= effect.objection_until
    if effect.standing == "pending":
        concerned = organisation in change.others(folded.parties)
        answer = (
            "take_back" if own else "agree" if organisation in effect.waiting_for else "object" if concerned else ""
        )
    elif effect.standing == "in_effect" and effect.objection_until is not None and in_time:
        answer = "take_back" if own else "object"
    standing = short = _in_short(effect, today)
    details = []
    accepts = {one.organisation for one in folded.facts.change_accepts if one.change == change.digest}
    agreed = tuple(sorted(accepts - {change.organisation, *effect.waiting_for})) if change.needs_consent else ()
    if effect.waiting_for:
        missing = Listed.of(names.get(one, one[:_SHORT]) for one in effect.waiting_for)
        standing = Message(N_("waits for the consent of {names}"), {"names": missing})
        details.append(standing)
    if agreed:
        consenting = Listed.of(_with_authority(folded, change, one, names) for one in agreed)
        standing = Message(N_("{standing} (agreed: {names})"), {"standing": standing, "names": consenting})
        details.append(Message(N_("Agreed: {names}"), {"names": consenting}))
    if effect.form is not None:
        standing = Message(N_("{standing}; {form}"), {"standing": standing, "form": effect.form})
        details.append(effect.form)
    if effect.reason is not None:
        standing = Message(N_("{standing}: {reason}"), {"standing": standing, "reason": effect.reason})
        details.append(effect.reason)
    return SinceSigned(
        "change",
        change.digest,
        _what_changes(change),
        names.get(change.organisation, ""),
        _text(change.note),
        standing,
        effect.begins or date.fromisoformat(change.effective),
        effect.objection_until,
        own,
        answer,
        folded.entries[change.digest].time.isoformat(),
        agreed,
        effect.waiting_for,
        bool(due_silence(folded, change.digest, today, organisation)) if change.silence else False,
        change.annex == "order",
        short=short,
        details=tuple(details),
        counts=effect.standing == "in_effect" and effect.begins is not None and effect.begins <= today,
        order_texts=tuple(_order_texts(folded, effect, names)),
        order_text=_order_text(folded, change, state),
    )


def _in_short(effect: Effect, today: date) -> Message:
    """What became of a change: of one that holds the day since when, or from when, it counts."""
    if effect.standing != "in_effect" or effect.begins is None:
        return Message(STANDING_WORDS[effect.standing])
    words = N_("applies since {day}") if effect.begins <= today else N_("applies from {day}")
    return Message(words, {"day": effect.begins.isoformat()})


def _order_text(folded: AgreementState, change: ContractChange, state: Mapping[str, Any]) -> tuple[Message, ...]:
    """The text of an order under the terms of the day, which may have it already; none where parts are withheld."""
    terms = state.get("terms") or {}
    if change.annex != "order" or has_withheld(change.content) or not terms or not is_whole(folded, terms):
        return ()
    kept, key = folded.ledger.resolved, ("order text", change.digest, id(terms))
    held, known = kept.get(key, (None, ()))
    told: tuple[Message, ...] = known
    if held is terms:
        return told
    try:
        told = order_lines(terms_with(folded, change, terms), change.content)
    except DataPactError:
        told = ()
    kept[key] = (terms, told)
    return told


def _order_texts(folded: AgreementState, effect: Effect, names: Mapping[str, str]) -> Iterator[Message]:
    """Whom an order asks where not all are asked, and what silence on it means."""

    def named(organisations: Iterable[str]) -> Listed:
        return Listed.of(names.get(one, one[:_SHORT]) for one in organisations)

    change = effect.change
    if change.asked:
        told = sorted(folded.parties - {change.organisation, *change.asked})
        yield Message(
            N_("Only those whom it concerns are asked: {names}."),
            {"names": named(sorted(change.others(folded.parties)))},
        )
        if told:
            yield Message(N_("For information only, without duties: {names}."), {"names": named(told)})
    if effect.silent:
        yield Message(N_("Silence on record, which counts as consent: {names}."), {"names": named(effect.silent)})
    if effect.standing != "pending":
        return
    if effect.answer_until is not None:
        yield Message(
            N_("Counts as refused unless all who are asked agree by {day}."), {"day": effect.answer_until.isoformat()}
        )
    for organisation in effect.waiting_for:
        if organisation not in (change.silent or ()) or change.silence != "consent":
            continue
        until = effect.silent_after.get(organisation)
        if until is None:
            yield Message(
                N_("The silence of {name} counts as consent {n} days after receipt; nothing shows receipt yet."),
                {"name": names.get(organisation, organisation[:_SHORT]), "n": change.answer_days},
            )
        else:
            yield Message(
                N_("Counts as agreed to by {name} from {day} on, once recorded, unless it objects before."),
                {"name": names.get(organisation, organisation[:_SHORT]), "day": days_later(until, 1).isoformat()},
            )


def _with_authority(
    folded: AgreementState, change: ContractChange, organisation: str, names: Mapping[str, str]
) -> Message:
    """Who agreed, and on what its member may bind it, as stated (s. 164 BGB); nobody here checks that."""
    name = names.get(organisation, organisation[:_SHORT])
    stated = [
        _text(one.authority)
        for one in folded.facts.change_accepts
        if one.change == change.digest and one.organisation == organisation
    ]
    authority = next((one for one in reversed(stated) if one), "")
    if not authority:
        return Message(N_("{name}, authority not shown"), {"name": name})
    return Message(N_("{name}, by its own account on: {authority}"), {"name": name, "authority": authority})


def _what_changes(change: ContractChange) -> Message:
    """The annex, and of an order the names of its datasets."""
    words = annex_words(change.annex)
    if change.annex != "order" or has_withheld(change.content):
        return words
    said = [name_of(one) for one in ordered_datasets(change.content)]
    return Message(N_("{annex}: {names}"), {"annex": words, "names": Listed.of(said)}) if said else words


def _notice(
    folded: AgreementState, notice: Notice, organisation: str, names: Mapping[str, str], today: date
) -> SinceSigned:
    own = notice.organisation == organisation
    until = None
    if notice.objection_until:
        others = members_of(folded).on(today) - {notice.organisation}
        days = [last_day_to_object(notice, received_on(folded, notice.digest, one)) for one in others]
        until = max(days, default=date.fromisoformat(notice.objection_until))
    objections = [one for one in folded.facts.objections if one.to == notice.digest]
    back = any(one.organisation == notice.organisation for one in objections)
    answer: Literal["", "object", "take_back", "agree"] = ""
    if objections:
        words: EffectStanding = "taken_back" if back else "objected"
        standing = Message(STANDING_WORDS[words])
    else:
        standing = Message(N_("notified"))
        if until is not None and today <= until:
            answer = "take_back" if own else "object"
    return SinceSigned(
        "notice",
        notice.digest,
        Message(NOTICE_WORDS.get(notice.about, NOTICE_WORDS["other"])),
        names.get(notice.organisation, ""),
        _text(notice.text),
        standing,
        date.fromisoformat(notice.effective) if notice.effective else None,
        until,
        own,
        answer,
        folded.entries[notice.digest].time.isoformat(),
    )


def _pause(
    folded: AgreementState, pause: Suspension, organisation: str, names: Mapping[str, str], today: date
) -> SinceSigned:
    resumed = [one.day for one in folded.facts.resumptions if one.suspension == pause.digest]
    ended = bool(resumed) and min(resumed) <= today.isoformat()
    over = ended or (pause.until and pause.until < today.isoformat())
    words = N_("over") if over else N_("paused") if pause.begins <= today.isoformat() else N_("to be paused")
    return SinceSigned(
        "pause",
        pause.digest,
        Message(N_("Pause")),
        names.get(pause.organisation, ""),
        _text(pause.reason),
        Message(words),
        date.fromisoformat(pause.begins),
        date.fromisoformat(min(resumed)) if resumed else date.fromisoformat(pause.until) if pause.until else None,
        pause.organisation == organisation,
        "",
        folded.entries[pause.digest].time.isoformat(),
    )


def _text(value: object) -> str:
    return "" if isinstance(value, Withheld) or value is None else str(value)


@dataclass(frozen=True, slots=True)
class FileView:
    """A file of the record; its bytes are the attachment with this digest."""

    digest: str
    """SHA-256 of the file, base64url."""
    name: str
    """File name with its ending; empty once erased."""
    media: str
    """Media type, such as ``application/pdf``."""


@dataclass(frozen=True, slots=True)
class ElsewhereView:
    """The newest record of a signing elsewhere; texts that were erased are empty. ``corrected`` counts earlier ones."""

    evidence: str
    """Class of evidence; never ``signed_here``."""
    signed_on: str
    """Local day in ISO 8601, or empty."""
    reference: str
    """The house's own, may be empty."""
    files: tuple[FileView, ...]
    """What was kept with the record."""
    signatures: tuple[Mapping[str, Any], ...] = field(hash=False)
    """What a program found in the files, as JSON."""
    remarks: str
    """Free text, may be empty."""
    corrected: int


def elsewhere_view(folded: AgreementState) -> ElsewhereView | None:
    """The record of a contract signed elsewhere; None for an agreement that is signed here."""
    record = folded.signed_elsewhere
    if record is None:
        return None
    return ElsewhereView(
        evidence=record.evidence,
        signed_on=record.signed_on,
        reference=_text(record.reference),
        files=tuple(FileView(file.digest, _text(file.name), file.media) for file in record.files),
        signatures=record.signatures,
        remarks=_text(record.remarks),
        corrected=len(folded.facts.elsewhere) - 1,
    )


_NO_LIST = N_(
    "Signature by {signer} ({time}, {level}): fits the file; no trusted list at hand names who issued the certificate."
)
_BY_LIST = {
    "qualified": N_(
        "Signature by {signer} ({time}, {level}): fits the file, and is qualified by the trusted list of {territory} of"
        " {list_day}, at the time that it claims or proves."
    ),
    "certificate_only": N_(
        "Signature by {signer} ({time}, {level}): fits the file; by the trusted list of {territory} of {list_day} the"
        " certificate is qualified, the device is not said to be."
    ),
    "not_qualified": N_(
        "Signature by {signer} ({time}, {level}): fits the file; by the trusted list of {territory} of {list_day} it was"
        " not qualified."
    ),
}


def signature_lines(signatures: Sequence[Mapping[str, Any]]) -> Iterator[Message]:
    """A sentence for each signature that was found in the files, never more than was found."""
    for one in signatures:
        told: dict[str, Argument] = {"signer": str(one.get("signer", "")), "time": _moment(one.get("time"))}
        fits = one.get("intact") is True and one.get("verdict") != "invalid"
        if fits and one.get("level"):
            told |= {name: str(one.get(name, "")) for name in ("level", "territory", "list_day")}
            yield Message(_BY_LIST.get(str(one.get("qualification", "")), _NO_LIST), told)
        elif fits:
            yield Message(
                N_("Signature by {signer} ({time}): fits the file; who issued the certificate was not checked."), told
            )
        elif one.get("intact") is True:
            yield Message(N_("Signature by {signer} ({time}): fits what it covers, but the file raises doubts."), told)
        else:
            yield Message(N_("Signature by {signer} ({time}): does not fit the file."), told)


def _moment(claimed: object) -> Argument:
    """The time that a signature claims, in words; a dash for none that can be read."""
    try:
        at = datetime.fromisoformat(str(claimed))
    except ValueError:
        return "–"
    at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return OwnWords(exact_time(at, None, "en"), german=exact_time(at, None, "de"))
