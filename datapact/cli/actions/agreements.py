"""The actions of the commands on agreements and templates: each step is one operation of the core."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

from datapact.agreements.projection.disputes import status_and_dispute
from datapact.agreements.projection.status import evidence_words, status_message, step_after
from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.steps import approvals, negotiation
from datapact.agreements.steps.assigning import assign_agreement
from datapact.agreements.views.file_names import number_of
from datapact.agreements.views.overview import Overview, SlotView, overview
from datapact.agreements.views.timeline import (
    ElsewhereView,
    SinceSigned,
    Step,
    sentences,
    signature_lines,
    since_signed,
)
from datapact.base.clock import local_day, read_time, write_time
from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.files import read_whole
from datapact.base.texts import N_, Argument, Message, _, counted, current_language
from datapact.checks.model.finding import AUTHORITIES
from datapact.checks.model.signing_authority import capacity_words
from datapact.cli.kit.columns import Column, Columns, emit_list
from datapact.cli.kit.moments import moment_text
from datapact.cli.kit.output import answer, emit, require_folder
from datapact.cli.kit.pairs import pairs
from datapact.cli.kit.session import acting, on_agreement
from datapact.cli.printed.agreements import (
    AgreementCheck,
    AgreementElsewhere,
    AgreementExport,
    AgreementHistoryRow,
    AgreementNew,
    AgreementShown,
    AgreementSinceSignature,
    AgreementSlot,
    FoundSignature,
)
from datapact.cli.printed.contracts import AgreementTerminate, AgreementTerminationLetter, StepWritten
from datapact.cli.printed.library import TemplateExample, TemplateGroup, TemplateQuestion, TemplateShow
from datapact.cli.printed.team import AgreementAssign
from datapact.cli.printed.words import Both
from datapact.contract.templates.heads import TemplateHead, template_heads
from datapact.contract.templates.template import example_answers, load_template
from datapact.contract.vocabulary.label import Label
from datapact.organisation.acting.exported import agreement_file, write_exported
from datapact.organisation.acting.names import known_names

if TYPE_CHECKING:
    from datapact.checks.model.finding import Finding
    from datapact.deadlines.termination import Ground
    from datapact.history.entries.entry import Entry


LARGEST_ANSWERS = 1024 * 1024
LARGEST_IMPORT = 64 * 1024 * 1024


def _done(history: str, sentence: str, entry: Entry | None = None) -> None:
    result: StepWritten = {"agreement": history, "entry": entry.digest if entry is not None else None}
    emit(result, [sentence])


def new(template: str, answers: Path, parties: Sequence[str]) -> None:
    data = read_whole(answers, limit=LARGEST_ANSWERS)
    with acting() as member:
        history = negotiation.new_agreement(member, template, data, pairs(parties))
    emit(AgreementNew({"agreement": history}), [history])


def revise(agreement: str, answers: Path, note: str) -> None:
    data = read_whole(answers, limit=LARGEST_ANSWERS)
    with on_agreement(agreement) as (member, history):
        negotiation.revise(member, history, data, note)
    _done(history, _("The draft has been changed."))


def counter(agreement: str, answers: Path | None, offer: str, note: str) -> None:
    data = read_whole(answers, limit=LARGEST_ANSWERS) if answers is not None else None
    with on_agreement(agreement) as (member, history):
        entry = negotiation.counter(member, history, data, note, offer or None)
    _done(history, _("The counter-proposal is ready. Send it to your partners with datapact send."), entry)


def accept(agreement: str, offer: str) -> None:
    with on_agreement(agreement) as (member, history):
        entry = negotiation.accept(member, history, offer or None)
    _done(
        history,
        _("Accepted: text only, not binding until every named signatory has signed (section 154(2) BGB)."),
        entry,
    )


def decline(agreement: str, reason: str) -> None:
    with on_agreement(agreement) as (member, history):
        entry = negotiation.decline(member, history, reason)
    _done(history, _("Declined. Send it to your partners with datapact send."), entry)


def comment(agreement: str, text: str) -> None:
    with on_agreement(agreement) as (member, history):
        entry = negotiation.comment(member, history, text)
    _done(history, _("The remark is recorded."), entry)


def assign(agreement: str, to: str) -> None:
    with on_agreement(agreement) as (member, history):
        who = assign_agreement(member, history, to)
        with member.vault.read() as session:
            row = session.get(AgreementRow, history)
            name = known_names(session).get(who, who)
    shown = "" if row is None else f"{row.number} {row.shown_title}"
    said = (
        _("{member} looks after {agreement}.", member=name, agreement=shown)
        if who
        else _("Nobody looks after {agreement}.", agreement=shown)
    )
    emit(AgreementAssign({"agreement": history, "member": who or None, "name": name or None}), [said])


def approve(agreement: str, note: str, version: str = "") -> None:
    with on_agreement(agreement) as (member, history):
        entry = approvals.approve(member, history, note, version)
    _done(history, _("Your approval is recorded in this vault."), entry)


def override(agreement: str, finding: str, place: str, reason: str) -> None:
    from datapact.agreements.projection.own_findings import open_findings

    with on_agreement(agreement) as (member, history):
        meant = [
            found
            for found in open_findings(member, history, local_day(member.clock()))
            if found.id == finding and place in ("", found.place)
        ]
        if meant and all(found.final for found in meant):
            raise AnswerNo(N_("The finding {finding} cannot be overridden. Correct the text."), finding=finding[:10])
        places = [found.place for found in meant if not found.final]
        if not places:
            raise WrongUse(N_("There is no open error or missing statement {finding}."), finding=finding[:10])
        for each in places:
            entry = negotiation.override(member, history, finding, each, reason)
    _done(history, _("The override is recorded with its reason."), entry)


def terminate(
    agreement: str,
    end: date | None,
    reason: str,
    ground: str,
    received: date | None,
    declared_by: list[str],
    authority: str,
) -> None:
    from datapact.agreements.steps.termination import proposed_end, terminate_on

    if ground not in ("ordinary", "cause"):
        raise WrongUse(N_("The ground is ordinary or cause."))
    kind: Ground = "cause" if ground == "cause" else "ordinary"
    with on_agreement(agreement) as (member, history):
        computed = proposed_end(member, history, received or local_day(member.clock()), kind)
        done = terminate_on(member, history, end, reason, kind, computed, declared_by=declared_by, authority=authority)
    result: AgreementTerminate = {
        "agreement": history,
        "entry": done.entry.digest,
        "end": done.end.isoformat(),
        "computed_end": computed.end.isoformat() if computed.end else None,
        "too_early": done.too_early,
        "steps": [step.both() for step in computed.steps],
        "remarks": [remark.both() for remark in done.remarks],
    }
    lines = [_("Notice of termination is recorded. Send it to your partners with datapact send.")]
    lines.append(_("The agreement ends on {day}.", day=done.end.isoformat()))
    lines += [str(line) for line in (*computed.steps, *done.remarks)]
    emit(result, lines)


def write_termination_letter(agreement: str, folder: Path) -> None:
    from datapact.pdf.letters.termination_letter import letter_name, termination_letters

    if not folder.is_dir():
        raise WrongUse(N_("There is no folder {folder}. Make it first."), folder=str(folder))
    with on_agreement(agreement) as (member, history):
        number = number_of(member, history)
        what = Message(N_("Letter of termination of {number}"), {"number": number})
        files = []
        for language, data in termination_letters(member, history).items():
            path = folder / letter_name(number, language)
            write_exported(member, path, data, what)
            files.append(str(path))
    result: AgreementTerminationLetter = {"agreement": history, "files": files}
    emit(result, [_("Written: {file}", file=one) for one in files])


def export(agreement: str, form: str, output: Path, *, with_proofs: bool = False) -> None:
    from datapact.signing.archive.renew import completed_pdfs
    from datapact.signing.archive.seals import write_agreement
    from datapact.signing.ceremony.export import export_json

    if form not in ("pdf", "json"):
        raise WrongUse(N_("The format is pdf, json, docx, odrl, dsp, edc, catena-x or dpv."))
    if with_proofs and form != "pdf":
        raise WrongUse(N_("Proofs are added to the PDF alone. Leave out the other format."))
    require_folder(output)
    with on_agreement(agreement) as (member, history):
        what = agreement_file(number_of(member, history))
        written: tuple[Path, ...] = (output,)
        if form == "pdf" and not with_proofs:
            written = write_agreement(member, history, output, what)
        else:
            files = completed_pdfs(member, history) if with_proofs else (export_json(member, history),)
            written = tuple(_numbered(output, place) for place in range(1, len(files) + 1))
            for path, data in zip(written, files, strict=True):
                write_exported(member, path, data, what, private=False)
    emit(
        AgreementExport(
            {
                "agreement": history,
                "file": str(output),
                "bytes": output.stat().st_size,
                "seal": str(written[1]) if len(written) > 1 and not with_proofs else None,
                "others": [str(one) for one in written[1:]] if with_proofs else [],
            }
        ),
        [_("Written: {file}", file=str(one)) for one in written],
    )


def _numbered(path: Path, place: int) -> Path:
    """The name of a further file of the same contract, such as one copy of each party."""
    return path if place == 1 else path.with_stem(f"{path.stem}-{place}")


def import_file(file: Path) -> None:
    from datapact.signing.ceremony.export import state_in

    state = state_in(read_whole(file, limit=LARGEST_IMPORT))
    with acting() as member:
        history = negotiation.import_state(member, state)
    emit(AgreementNew({"agreement": history}), [history])


SHORT = 8  # number of characters of a digest that name one


def show_agreement(agreement: str) -> None:
    with on_agreement(agreement) as (member, history):
        view, shown = overview(member, history), overview(member, history, current_language())
        since = since_signed(member, history)
    emit(
        _view_json(view, since),
        [*_view_lines(shown), *(line for one in since for line in _since_lines(one))],
    )


def _since_json(since: Sequence[SinceSigned]) -> list[AgreementSinceSignature]:
    return [
        {
            "entry": one.digest,
            "matter": one.matter,
            "title": one.title.both(),
            "party": one.party,
            "text": one.text,
            "standing": one.standing.both(),
            "begins": one.begins.isoformat() if one.begins else None,
            "until": one.until.isoformat() if one.until else None,
            "agreed": list(one.agreed),
            "waiting_for": list(one.waiting_for),
            "order": [words.both() for words in one.order_texts] if one.is_order else None,
            "order_text": [words.both() for words in one.order_text] if one.is_order else None,
        }
        for one in since
    ]


def _since_lines(one: SinceSigned) -> Iterator[str]:
    """Events since signature, and of an order its text, whom it asks and what silence means, a line each."""
    yield _since_line(one)
    yield from (f"  {words}" for words in one.order_text)
    yield from (f"  {words}" for words in one.order_texts)


def _since_line(one: SinceSigned) -> str:
    places: dict[str, Argument] = {
        "digest": one.digest[:SHORT],
        "what": one.title,
        "party": one.party,
        "standing": one.standing,
    }
    if one.begins is None:
        return _("Since signature: {digest}  {what}, by {party}: {standing}", **places)
    return _(
        "Since signature: {digest}  {what}, by {party}, from {first}: {standing}",
        first=one.begins.isoformat(),
        **places,
    )


def _view_json(view: Overview, since: Sequence[SinceSigned]) -> AgreementShown:
    return {
        "id": view.id,
        "number": view.number,
        "title": view.title,
        "kind": view.kind,
        "status": view.status,
        "status_text": status_message(view.status).both(),
        "next_step": view.next_step,
        "next_step_text": step_after(view.next_step, notice=view.notice_received).both(),
        "turn": list(view.turn),
        "parties": [
            {
                "key": party.key,
                "name": party.name,
                "organisation": party.organisation,
                "identity": party.identity,
                "fingerprint": party.fingerprint,
                "namesakes": party.namesakes,
                "confirmed_as": party.confirmed_as,
                "accepted": party.accepted,
                "signed": party.signed,
            }
            for party in view.parties
        ],
        "datasets": list(view.datasets),
        "purposes": list(view.purposes),
        "uses": [
            {"purpose": use.purpose, "datasets": list(use.datasets), "prohibited": use.prohibited} for use in view.uses
        ],
        "starts": view.starts,
        "ends": view.ends,
        "terminated_on": view.terminated_on,
        "termination_disputed_by": view.end_disputed or None,
        "state_digest": view.state_digest,
        "evidence": view.evidence,
        "evidence_text": evidence_words(view.evidence).both() if view.evidence else None,
        "elsewhere": _elsewhere_json(view.elsewhere),
        "open_offers": [
            {"digest": offer.digest, "organisation": offer.organisation, "name": offer.name}
            for offer in view.open_offers
        ],
        "slots": [_slot_json(slot) for slot in view.slots],
        "declined": [words.both() for words in view.declined],
        "void": [{"entry": digest, "reason": reason.both()} for digest, reason in view.void],
        "warnings": [warning.both() for warning in view.warnings],
        "disputes": [
            {
                "revocation": one.revocation,
                "organisation": one.organisation,
                "name": one.name,
                "time": write_time(one.time),
                "reason": one.reason,
                "entries": list(one.entries),
                "about": list(one.about),
            }
            for one in view.disputes
        ],
        "since_signature": _since_json(since),
    }


def _elsewhere_json(view: ElsewhereView | None) -> AgreementElsewhere | None:
    if view is None:
        return None
    return {
        "evidence": view.evidence,
        "signed_on": view.signed_on or None,
        "reference": view.reference,
        "remarks": view.remarks,
        "files": [{"digest": file.digest, "name": file.name, "media": file.media} for file in view.files],
        "signatures": [cast("FoundSignature", dict(one)) for one in view.signatures],
    }


def _elsewhere_lines(view: ElsewhereView) -> Iterator[str]:
    yield _("Evidence: {evidence}", evidence=evidence_words(view.evidence))
    if view.signed_on:
        yield _("Signed on {day}", day=view.signed_on)
    if view.reference:
        yield _("Own reference: {reference}", reference=view.reference)
    for file in view.files:
        yield _("File: {name} ({digest})", name=file.name, digest=file.digest[:SHORT])
    yield from (str(line) for line in signature_lines(view.signatures))
    if view.remarks:
        yield _("Remark: {text}", text=view.remarks)


def _view_lines(view: Overview) -> list[str]:
    status = status_and_dispute(view.status, view.disputed)
    lines = [f"{view.number}  {view.title}", view.id, "", _("Status: {status}", status=status)]
    for dispute in view.disputes:
        lines.append(str(dispute.words))
        told = {"time": moment_text(dispute.time), "reason": dispute.reason or "–"}
        lines.append("    " + _("Its revocation claims the time {time} and the reason: {reason}", **told))
    lines += map(str, view.declined)
    lines.append(_("Next step: {step}", step=step_after(view.next_step, notice=view.notice_received)))
    if view.elsewhere is not None:
        lines += _elsewhere_lines(view.elsewhere)
    elif view.evidence:
        lines.append(_("Evidence: {evidence}", evidence=evidence_words(view.evidence)))
    for party in view.parties:
        marks = [party.identity_words.text()]
        if party.fingerprint:
            marks.append(_("fingerprint {digits} …", digits=party.fingerprint[:11]))
        if party.confirmed_as:
            marks.append(_("confirmed under the name “{name}”", name=party.confirmed_as))
        if party.is_namesake:
            marks.append(_("another partner of this name is confirmed"))
        if party.accepted:
            marks.append(_("text accepted"))
        if party.signed:
            marks.append(_("signed"))
        lines.append(_("Party: {name} ({marks})", name=party.called, marks=", ".join(marks)))
    if view.datasets:
        names = ", ".join(view.datasets)
        signed = view.evidence != ""
        lines.append(_("Datasets as signed: {names}", names=names) if signed else _("Datasets: {names}", names=names))
    for use in view.uses:
        places = {"purpose": use.purpose, "datasets": ", ".join(use.datasets) or "–"}
        lines.append(
            _("Prohibited: {purpose}, with {datasets}", **places)
            if use.prohibited
            else _("Purpose: {purpose}, with {datasets}", **places)
        )
    lines.append(_("From {start} to {end}", start=view.starts or "–", end=view.ends or "–"))
    if view.terminated_on and view.end_disputed:
        told = {"day": view.terminated_on, "names": view.end_disputed}
        lines.append(_("Ends on {day} by notice of termination, disputed by {names}", **told))
    elif view.terminated_on:
        lines.append(_("Ends on {day} by notice of termination", day=view.terminated_on))
    if view.notice_unproven:
        lines.append(_("No step of a partner shows yet that your notice arrived. It takes effect when it arrives."))
    if view.next_step == "choose":
        lines += [
            _("Open: {digest} by {name}", digest=offer.digest[:SHORT], name=offer.name) for offer in view.open_offers
        ]
    for slot in view.slots:
        state = (
            _("signed on {time}", time=moment_text(read_time(slot.signed_at))) if slot.signed_at else _("not signed")
        )
        state = str(slot.how) if slot.how is not None else state
        capacity = capacity_words(slot.capacity)
        lines.append(f"{slot.order}. {slot.person} ({capacity}, {slot.party_name}): {state}")
    lines += [_("Void: {reason}", reason=reason) for _digest, reason in view.void]
    lines += [str(warning) for warning in view.warnings]
    return lines


def _slot_json(slot: SlotView) -> AgreementSlot:
    """A slot, with its evidence where people without DataPact sign the text, too."""
    shown: AgreementSlot = {
        "id": slot.id,
        "order": slot.order,
        "party": slot.party,
        "person": slot.person,
        "capacity": slot.capacity,
        "signed_at": slot.signed_at,
    }
    if slot.how is not None:
        shown |= {"evidence": slot.evidence, "day": slot.day, "evidence_text": slot.how.both()}
    return shown


def _remark(finding: Finding) -> str:
    if finding.advice:
        return " " + _("(advice for an amendment)")
    if finding.bars_freezing and finding.severity == "W":
        return " " + _("(an error when the text is frozen)")
    return ""


def check_one(agreement: str, on: date | None) -> None:
    from datapact.agreements.projection.own_findings import all_findings
    from datapact.agreements.steps.wording import is_complete, open_wordings
    from datapact.cli.kit.own_words import wording_json, wording_lines

    with on_agreement(agreement) as (member, history):
        day = on or local_day(member.clock())
        findings, overridden = all_findings(member, history, day)
        wordings = open_wordings(member, history) if findings else ()
    standing = [finding for finding in findings if (finding.id, finding.place) not in overridden]
    errors = [finding for finding in standing if finding.severity == "E" and not finding.advice]
    warnings = [finding for finding in findings if finding.severity == "W" and not finding.advice]
    complete = is_complete(standing)
    lines = [
        f"{finding.id} {finding.severity}  {finding.message}  "
        f"[{finding.citation}; {Message(AUTHORITIES[finding.authority])}]  ({finding.place})"
        + _remark(finding)
        + (" " + _("(overridden)") if (finding.id, finding.place) in overridden else "")
        for finding in findings
    ]
    lines += wording_lines(wordings)
    lines.append(
        _(
            "{errors}, {warnings}, as at {day}.",
            errors=counted("{n} error", "{n} errors", len(errors)),
            warnings=counted("{n} warning", "{n} warnings", len(warnings)),
            day=day.isoformat(),
        )
    )
    if not complete:
        lines.append(_("Not complete: the text lacks something, or nobody has read your own words in it."))
    result: AgreementCheck = {
        "agreement": history,
        "on": day.isoformat(),
        "errors": len(errors),
        "complete": complete,
        "own_words": [wording_json(one) for one in wordings],
        "overridden": [{"id": id_, "place": place} for id_, place in sorted(overridden)],
    }
    emit(result, lines, findings=[finding.as_json() for finding in findings])
    answer(1 if errors else 0)


def show_history(agreement: str) -> None:
    with on_agreement(agreement) as (member, history):
        steps = sentences(member, history)
    result: list[AgreementHistoryRow] = [
        {
            "entry": step.digest,
            "kind": step.kind,
            "stream": step.stream,
            "time": write_time(step.time),
            "organisation": step.organisation,
            "sentence": step.sentence.both(),
            "remark": step.remark,
            "void": step.void.both() if step.void is not None else None,
            "disputes": list(step.disputes),
            "disputed_by": step.disputed or None,
        }
        for step in steps
    ]
    emit(result, [line for step in steps for line in _step_lines(step)])


def _step_lines(step: Step) -> Iterator[str]:
    void = " " + _("[void: {reason}]", reason=step.void) if step.void else ""
    disputed = " " + _("[disputed by {names}]", names=step.disputed) if step.disputed else ""
    if step.disputes:
        digests = ", ".join(digest[:SHORT] for digest in step.disputes)
        disputed += " " + _("[claims not to know: {entries}]", entries=digests)
    yield f"{moment_text(step.time)}  {step.digest[:SHORT]}  {step.sentence}{void}{disputed}"
    yield from (f"    {line}" for line in step.remark.splitlines())


NOT_REVIEWED = N_("not reviewed by a lawyer")


def _label(label: Label) -> Both:
    return {"de": label.de, "en": label.en}


_TEMPLATES: Columns[TemplateHead] = (
    Column("id", N_("Id")),
    Column("version", N_("Version")),
    Column("kind"),
    Column(
        "title",
        N_("Title"),
        value=lambda one: _label(one.name),
        cell=lambda one: one.name.text(current_language()),
    ),
    Column("reviewed", "", cell=lambda one: "" if one.reviewed else str(Message(NOT_REVIEWED))),
)


def show_templates() -> None:
    emit_list(template_heads(), _TEMPLATES)


def show_template(identifier: str, *, example: bool) -> None:
    template = load_template(identifier)
    if example:
        text = example_answers(identifier).decode("utf-8")
        emit(TemplateExample({"id": template.id, "example": text}), text.splitlines())
        return
    language = current_language()
    groups: list[TemplateGroup] = []
    lines = [f"{template.name.text(language)} ({template.id} {template.version})"]
    if not template.reviewed:
        lines.append(str(Message(NOT_REVIEWED)))
    for group in template.groups:
        lines += ["", group.title.text(language)]
        questions: list[TemplateQuestion] = []
        for question in group.questions:
            lines.append(f"  {question.path}: {question.text.text(language)}")
            questions.append(
                {
                    "path": question.path,
                    "label": _label(question.text),
                    "help": _label(question.help),
                    "article": question.article,
                }
            )
        groups.append({"title": _label(group.title), "questions": questions})
    emit(
        TemplateShow(
            {
                "id": template.id,
                "version": template.version,
                "kind": template.kind,
                "title": _label(template.name),
                "reviewed": template.reviewed,
                "groups": groups,
            }
        ),
        lines,
    )
