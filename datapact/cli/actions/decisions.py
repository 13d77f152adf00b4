"""The actions of may-share, sharing-matrix, decision, and of the chain that stands upstream of a sharing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

from datapact.agreements.views.list import find_agreement
from datapact.audit.chain.chain import Chain, Chained, chain_of, head_words, upstream_words
from datapact.audit.exports.people_list import PeopleList, people_list
from datapact.base.clock import local_day
from datapact.base.errors import WrongUse
from datapact.base.file_names import stem
from datapact.base.files import write_whole
from datapact.base.local_time import local_zone, moment_of
from datapact.base.texts import LANGUAGES, N_, Argument, Message, _, current_language
from datapact.cli.kit.columns import Column, Columns, as_object, emit_list, unseen
from datapact.cli.kit.moments import day_in, day_text, moment_text
from datapact.cli.kit.output import answer, emit, require_folder
from datapact.cli.kit.proofs import proof_lines, rows_of_file
from datapact.cli.kit.purposes import purpose_names_today
from datapact.cli.kit.session import acting
from datapact.cli.printed.audit import AuditChain, AuditChainDelivery
from datapact.cli.printed.decisions import (
    CellShown,
    DecisionRepeated,
    DecisionShown,
    MayShare,
    MayShareWhatIf,
    PeopleWritten,
    ReturnShown,
    SharingMatrixWhatIfRow,
)
from datapact.consent.decision.may_share import may_share
from datapact.consent.decision.replay import replay
from datapact.consent.decision.used_decisions import use_decision
from datapact.consent.decision.wording import WEIGHT_WORDS, meaning, number, people_of, sentence, verdict_word
from datapact.consent.facts.question import Decision, Reason
from datapact.consent.matrix.matrix import Cell, matrix
from datapact.consent.matrix.question_form import QuestionForm, no_such_dataset, question_of
from datapact.consent.matrix.returns import Return
from datapact.consent.matrix.what_if import Change, read_change, returned_if, together, what_if, what_if_question
from datapact.consent.proof.run import Rests, prove_whole
from datapact.consent.recalls.task import late_short
from datapact.consent.views.known_purposes import no_such_purpose
from datapact.contract.text.formatters import article
from datapact.organisation.acting.records import record_export
from datapact.organisation.partners.references import reference_names

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting


def answer_question(
    asked: QuestionForm, subjects: Path | None, suppositions: tuple[str, ...] = (), *, use: bool
) -> None:
    if subjects is not None:
        require_folder(subjects)
    with acting() as member:
        with member.vault.read() as session:
            question = question_of(member, session, asked, member.clock())
            nothing_called = (
                None if question.agreed else no_such_purpose(session, question.purpose, local_day(question.at))
            )
            if nothing_called is not None:
                raise WrongUse(nothing_called)
            unknown = no_such_dataset(session, question.dataset)
        entry = ""
        after: Decision | None = None
        returns: tuple[Return, ...] = ()
        if suppositions:
            if use:
                raise WrongUse(N_("What is only supposed cannot be relied on. Leave out --use or --what-if."))
            change = supposed(member, suppositions)
            decision, after = what_if_question(member, question, change)
            returns = returned_if(member, question, change)
        elif use:
            used = use_decision(member, question)
            decision, entry = used.decision, used.record.entry
        else:
            decision = may_share(member, question)
        written: PeopleList | None = None
        if subjects is not None:
            written = people_list(member, decision, language=current_language())
            write_whole(subjects, written.data, private=True)
    answer(0 if (after or decision).verdict == "permit" else 1)
    lines = [*([] if unknown is None else [str(unknown)]), *lines_of(decision, subjects, entry)]
    if after is not None:
        lines += ["", _("What if: {changes}", changes=", ".join(suppositions)), *lines_of(after)]
        lines += [one.words() for one in returns]
    supposition: MayShareWhatIf | None = None
    if after is not None:
        supposition = {**cast("DecisionShown", after.as_json()), "returns": [_returned(one) for one in returns]}
    listed: PeopleWritten | None = None
    if subjects is not None and written is not None:
        lines += proof_lines(written.proof)
        listed = {"file": str(subjects), "people": written.people, "proof": rows_of_file(written.proof)}
    shown = cast("DecisionShown", decision.as_json())
    emit(MayShare({**shown, "entry": entry, "what_if": supposition, "list": listed}), lines)


def supposed(member: Acting, suppositions: tuple[str, ...]) -> Change:
    """The changes supposed by the options; raises WrongUse for an invalid one."""
    now = member.clock()
    changes = []
    for one in suppositions:
        if one.startswith("on="):
            changes.append(Change(at=moment_of(day_in(one[3:], "on="), now, local_zone(now))))
        else:
            changes.append(read_change(one))
    return together(*changes)


def lines_of(decision: Decision, subjects: Path | None = None, entry: str = "") -> list[str]:
    """The decision in lines for people."""
    zone = local_zone(decision.question.at)
    words = (decision.verdict, decision.n, decision.m, decision.valid_until, zone, decision.until_why)
    lines = [sentence(*words), str(meaning(decision.verdict))]
    if decision.valid_until is not None:
        lines.append(_("Valid until {time}", time=moment_text(decision.valid_until)))
    if decision.basis:
        bases = (article(one, current_language()) for one in decision.basis.split(", "))
        lines.append(_("Rests on: {basis}", basis=", ".join(bases)))
    if decision.evidence:
        from datapact.agreements.projection.status import evidence_words

        lines.append(_("Evidence of the agreement: {evidence}", evidence=evidence_words(decision.evidence)))
    width = max((len(_(WEIGHT_WORDS[reason.verdict])) for reason in decision.reasons), default=0)
    for reason in decision.reasons:
        word = _(WEIGHT_WORDS[reason.verdict]).ljust(width)
        lines.append(f"{word}  {reason.message}{_cited(reason.rule, reason.citation, reason.authority)}{_term(reason)}")
    if decision.obligations:
        lines.append(_("Duties that come with it:"))
        lines += [
            f"  {obligation.message}{_cited(obligation.rule, obligation.citation, '')}"
            for obligation in decision.obligations
        ]
    if decision.inputs_digest:
        lines.append(_("Inputs {digest}, rules {rules}", digest=decision.inputs_digest, rules=decision.rule_set))
    if entry:
        lines.append(_("Recorded as {entry}", entry=entry))
    if subjects is not None:
        lines.append(_("Written: {file}", file=str(subjects)))
    return lines


def _term(reason: Reason) -> str:
    """The key of the term that is not answered, as ``agreement facts`` takes it; empty for none."""
    term = reason.link[1].partition("#")[2] if reason.link[0] == "agreement" and reason.verdict == "incomplete" else ""
    return f" ({term})" if term else ""


def _cited(rule: str, citation: object, authority: str) -> str:
    """The citation, and last the rule's own id, used in docs/rules.md and the JSON."""
    text = citation[current_language()]  # type: ignore[index]
    house = f", {Message(N_('house policy'))}" if authority == "house" else ""
    return f" [{text}{house}; {rule}]"


OUTCOMES = {
    "same": N_("The answer is the same."),
    "different": N_("The answer is another."),
    "indeterminate": N_("The answer cannot be given again here."),
}


def _both(name: Argument) -> dict[str, str]:
    return {one: name.text(one) if isinstance(name, Message) else str(name) for one in LANGUAGES}


def _answer(cell: Cell) -> str:
    word = str(verdict_word(cell.verdict, cell.begins))
    return f"{word} ({_('breach open')})" if cell.breaches else word


def _bases(cell: Cell) -> str:
    return ", ".join(article(one, current_language()) for one in cell.basis.split(", ") if one)


def _expiry(cell: Cell) -> str:
    if cell.next_expiry is None:
        return ""
    day = day_text(cell.next_expiry)
    return f"{day} ({cell.until_why})" if cell.until_why else day


CELLS: Columns[Cell] = (
    Column("dataset"),
    Column(
        "dataset_name", N_("Dataset"), value=lambda cell: _both(cell.dataset_name), cell=lambda c: str(c.dataset_name)
    ),
    Column("partner"),
    Column("partner_name", N_("Partner")),
    Column("purpose"),
    Column(
        "purpose_name", N_("Purpose"), value=lambda cell: _both(cell.purpose_name), cell=lambda c: str(c.purpose_name)
    ),
    *unseen("agreed"),
    Column("row_name", value=lambda cell: _both(cell.row_name)),
    Column("verdict", N_("The answer"), cell=lambda cell: _answer(cell)),
    Column("basis", N_("Basis"), 3, cell=_bases),
    Column("n", N_("People"), 1, cell=lambda cell: people_of(cell.n, cell.m)),
    Column("m"),
    Column("counts", value=lambda cell: dict(sorted(cell.counts.items()))),
    Column("next_expiry", N_("Next expiry"), 2, lambda cell: cell.next_expiry or "", _expiry),
    Column("until_why", value=lambda cell: _both(cell.until_why or "")),
    Column("notice_version"),
    Column("oldest", value=lambda cell: cell.oldest or ""),
    Column(
        "pending",
        N_("Withdrawals not acknowledged"),
        5,
        lambda c: c.pending.people if c.pending else 0,
        lambda c: _pending(c),
    ),
    Column("left_late", value=lambda cell: cell.pending.late if cell.pending else 0),
    Column("overdue", value=lambda cell: bool(cell.pending and cell.pending.overdue)),
    Column("agreement"),
    Column("agreement_number", N_("Agreement"), 4),
    *unseen("agreement_status", "evidence"),
    Column("breaches", value=lambda cell: [_both(one) for one in cell.breaches]),
)


def _pending(cell: Cell) -> str:
    if cell.pending is None:
        return ""
    remarks = [
        *([_("overdue")] if cell.pending.overdue else []),
        *([str(late_short(cell.pending.late))] if cell.pending.late else []),
    ]
    return number(cell.pending.people) + (f" ({', '.join(remarks)})" if remarks else "")


def show_matrix(on: date | None) -> None:
    with acting() as member:
        now = member.clock()
        cells = matrix(member, moment_of(on, now, local_zone(now)))
    emit_list(cells, CELLS, N_("No agreement names a dataset, a purpose and a partner that would receive it."))


def show_changes(on: date | None, suppositions: tuple[str, ...]) -> None:
    with acting() as member:
        now = member.clock()
        moment = moment_of(on, now, local_zone(now))
        changes = what_if(member, supposed(member, suppositions), moment)
    shown: list[SharingMatrixWhatIfRow] = [
        {
            "before": as_object(one.before, CELLS, CellShown) if one.before else None,
            "after": as_object(one.after, CELLS, CellShown) if one.after else None,
            "stops": one.stops,
            "returns": [_returned(each) for each in one.returns],
        }
        for one in changes
    ]
    lines = []
    for one in changes:
        cell = one.before or one.after
        assert cell is not None
        before = verdict_word(one.before.verdict, one.before.begins) if one.before else _("not provided for")
        after = verdict_word(one.after.verdict, one.after.begins) if one.after else _("not provided for")
        place = f"{cell.dataset_name} / {cell.partner_name} / {cell.purpose_name}"
        lines.append(_("{place}: {before}, then {after}", place=place, before=before, after=after))
        lines += [f"  {each.words()}" for each in one.returns]
    emit(shown, lines or [_("Nothing changes.")])


def _returned(one: Return) -> ReturnShown:
    """In both languages, for machine output."""
    return {
        "dataset": one.dataset,
        "partner": one.partner,
        "agreement": one.agreement,
        "deliveries": one.deliveries,
        "says": one.says.both(),
        "due": "" if one.due is None else one.due.isoformat(),
        "steps": [step.both() for step in one.steps],
    }


def give_again(entry: str) -> None:
    with acting() as member:
        found = replay(member, entry)
        with member.vault.read() as session:
            names = reference_names(session)
            datasets = () if found.decision is None else (found.decision.question.dataset,)
            called = purpose_names_today(session, member.clock(), datasets=datasets)
    answer(0 if found.outcome == "same" else 1)
    again = found.decision
    lines = [_(OUTCOMES[found.outcome])]
    if found.outcome == "same" and found.today != "same":
        lines.append(_("Records of that time have changed in this vault since, as by an erasure:"))
    lines += [str(message) for message in found.differences]
    if again is not None:
        asked = again.question
        lines += [
            "",
            _(
                "Asked of {dataset}, {partner}, {purpose}, about {time}:",
                dataset=asked.dataset,
                partner=names.get(asked.partner, asked.partner),
                purpose=called.name(asked.purpose, dataset=asked.dataset),
                time=moment_text(asked.at),
            ),
            *lines_of(again),
        ]
    emit(
        DecisionRepeated(
            {
                "entry": entry,
                "outcome": found.outcome,
                "today": found.today,
                "differences": [message.both() for message in found.differences],
                "decision": None if again is None else cast("DecisionShown", again.as_json()),
            }
        ),
        lines,
    )


def prove_chain(agreement: str, smt: Path | None) -> None:
    """Print what stands upstream and what would break it; ``smt`` is a folder for the questions as text."""
    with acting() as member:
        history = ""
        if agreement:
            with member.vault.read() as session:
                history = find_agreement(session, agreement)
        if smt is not None:
            prove_whole(member, Rests(agreements=None))
        chain = chain_of(member, history)
        for text in _questions(chain).values() if smt is not None else ():
            record_export(member, Message(N_("Questions on a chain of agreements as text (SMT-LIB)")), text)
    if smt is not None:
        smt.mkdir(exist_ok=True)
        for name, text in _questions(chain).items():
            write_whole(smt / name, text)
    emit(_chain_as_json(chain), _chain_lines(chain))
    answer(0 if chain.verdict == "proven" else 1)


def _questions(chain: Chain) -> dict[str, bytes]:
    """The questions as text, by the names of their files."""
    return {
        f"{stem(f'{one.number}-{one.dataset}', between='-')}-{one.agreement[-8:]}.smt2": one.text.encode()
        for one in chain.chained
        if one.text
    }


def _chain_lines(chain: Chain) -> Iterator[str]:
    yield str(head_words(chain))
    for one in chain.chained:
        yield ""
        yield f"{one.number}: {one.name}"
        yield from (f"  {each}" for each in upstream_words(one))
        for each in one.broken:
            yield f"  {_('Example')}: {each.example}"
            yield f"    {each.reason}"
    if chain.unread:
        yield ""
        yield _("Not proven, because:")
        yield from (f"  {one}" for one in chain.unread)
    yield ""
    yield _("Not weighed:")
    yield from (f"  {one}" for one in chain.unweighed)


def _chain_as_json(chain: Chain) -> AuditChain:
    return {
        "verdict": chain.verdict,
        "said": str(head_words(chain)),
        "deliveries": [_link_as_json(one) for one in chain.chained],
        "unread": [str(one) for one in chain.unread],
        "not_weighed": [str(one) for one in chain.unweighed],
    }


def _link_as_json(one: Chained) -> AuditChainDelivery:
    return {
        "agreement": one.agreement,
        "number": one.number,
        "dataset": one.dataset,
        "verdict": one.verdict,
        "upstream": [str(each) for each in one.upstream],
        "broken": [
            {
                "matter": each.matter,
                "agreement": each.agreement,
                "example": str(each.example),
                "reason": str(each.reason),
                "purpose": each.purpose,
                "action": each.action,
                "recipient": each.recipient,
                "country": each.country,
                "day": each.day.isoformat(),
            }
            for each in one.broken
        ],
    }
