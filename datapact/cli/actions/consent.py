"""The actions of the consent commands: records, import, receipts and proofs, pseudonyms."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from datapact.audit.exports.record_proof import record_proof_export
from datapact.base.clock import local_day, write_time
from datapact.base.date_formats import EARLIEST, LATEST, DateOrder
from datapact.base.errors import WrongUse
from datapact.base.files import read_whole, write_whole
from datapact.base.read_table import Encoding
from datapact.base.texts import N_, Message, _, counted
from datapact.base.write_table import write_csv
from datapact.cli.kit.columns import Column, Columns, as_csv, as_object, emit_list, in_words, unseen, within
from datapact.cli.kit.known_keys import require_known
from datapact.cli.kit.moments import WrittenMoment, moment_text
from datapact.cli.kit.output import Progress, answer, complain, emit, require_folder, table
from datapact.cli.kit.pairs import pairs
from datapact.cli.kit.purposes import purpose_names_today
from datapact.cli.kit.remarks import SHOWN, alike_json, alike_lines, remark_lines, remarks_json
from datapact.cli.kit.session import acting
from datapact.cli.printed.consent import (
    ConsentImport,
    ConsentImportRefusal,
    ConsentMended,
    ConsentPreview,
    ConsentProofWritten,
    ConsentPseudonyms,
    ConsentPseudonymsForget,
    ConsentReceiptWritten,
    ConsentRecorded,
    ConsentShown,
    ConsentStatus,
)
from datapact.cli.printed.deliveries import RecordProofWritten
from datapact.consent.decision.wording import number
from datapact.consent.deliveries.pseudonym_table import forget_pseudonyms, mapping_file
from datapact.consent.facts.unmended import Unmended, unmended
from datapact.consent.imports import import_file as imports
from datapact.consent.imports import options as import_options
from datapact.consent.imports import preview
from datapact.consent.imports.lines_set_aside import settle_aside
from datapact.consent.imports.read_as import ReadAs
from datapact.consent.matrix.question_form import require_dataset
from datapact.consent.records import form as record_form
from datapact.consent.records import status
from datapact.consent.records.event import Event
from datapact.consent.records.events import events_of
from datapact.consent.terms.pseudonyms import OURS
from datapact.consent.terms.states import CALLING, STATES
from datapact.consent.views.all_marketing import AllMarketing, object_to_all_marketing, unknown_words
from datapact.consent.views.known_purposes import known_purpose
from datapact.organisation.acting.exported import THE_PERSON, write_exported
from datapact.organisation.partners.references import find_reference, reference_names

if TYPE_CHECKING:
    from datapact.audit.exports.record_proof import ProofMade
    from datapact.consent.imports.import_file import Report
    from datapact.consent.imports.preview import Preview
    from datapact.consent.records.events import Batch
    from datapact.consent.terms.purpose_names import PurposeNames
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


def _within_reach(moment: datetime) -> datetime:
    """The moment; raises WrongUse for one outside the range of the records of consents."""
    if not EARLIEST <= moment.year <= LATEST:
        raise WrongUse(
            N_("“{value}” is not a date that can be read. Write it as 2026-03-01 or 2026-03-01T09:00:00Z."),
            value=moment.date().isoformat(),
        )
    return moment


def record_one(
    subject: str,
    dataset: str,
    purpose: str,
    controller: str,
    state: str,
    *,
    at: WrittenMoment | None,
    until: WrittenMoment | None,
    notice: str,
    notice_version: str,
    explicit: bool,
    guardian: str,
    age_threshold: str,
    evidence: Path | None,
    more: Sequence[str],
    another: bool,
    received: WrittenMoment | None = None,
    new: bool = False,
) -> None:
    data = b"" if evidence is None else read_whole(evidence, limit=record_form.LARGEST_EVIDENCE)
    with acting() as member:
        with member.vault.read() as session:
            # a no in words that nothing here has is recorded: decisions name it until somebody says what it means
            asked = "" if state in CALLING else purpose
            meant = require_known(member, session, dataset=dataset, purpose=asked, notice=notice, new=new)
        form = record_form.Form(
            subject=subject,
            dataset=dataset,
            purpose=meant or purpose,
            controller=controller,
            state=state,
            at=None if at is None else _within_reach(at.begins(member.clock())),
            until=None if until is None else _within_reach(until.ends(member.clock())),
            notice=notice,
            notice_version=notice_version,
            explicit=explicit,
            guardian=guardian,
            age_threshold=age_threshold,
            more=pairs(more),
            received=None if received is None else _within_reach(received.begins(member.clock())),
            evidence=data,
        )
        event, batch = record_form.record_consent(member, form, another=another)
        called = _purpose_names(member, [event])
    _print_recorded([event], batch, called)


def withdraw_consent(
    subject: str,
    dataset: str | None,
    purpose: str | None,
    controller: str | None,
    at: WrittenMoment | None,
    more: Sequence[str],
    received: WrittenMoment | None = None,
) -> None:
    with acting() as member:
        with member.vault.read() as session:
            if dataset is not None:
                require_dataset(session, dataset)
            meant = None if purpose is None else known_purpose(session, purpose, local_day(member.clock()))
        events, batch = record_form.withdraw(
            member,
            subject,
            dataset=dataset,
            purpose=meant,
            controller=controller,
            at=None if at is None else _within_reach(at.begins(member.clock())),
            more=pairs(more),
            received=None if received is None else _within_reach(received.begins(member.clock())),
        )
        called = _purpose_names(member, events)
    _print_recorded(events, batch, called)


def object_to_marketing(
    subject: str,
    controller: str | None,
    at: WrittenMoment | None,
    evidence: str,
    received: WrittenMoment | None = None,
) -> None:
    with acting() as member:
        arrived = None if received is None else _within_reach(received.begins(member.clock()))
        moment = None if at is None else _within_reach(at.begins(member.clock()))
        made = object_to_all_marketing(
            member, AllMarketing(subject, controller or "", moment, arrived, evidence=evidence)
        )
        called = _purpose_names(member, made.events)
    _print_recorded(made.events, made.batch, called)
    if made.unknown:
        complain(str(unknown_words(made.unknown)))


def _purpose_names(member: Acting, events: Sequence[Event]) -> PurposeNames:
    with member.vault.read() as session:
        return purpose_names_today(session, member.clock(), datasets={one.dataset for one in events})


def show_status(
    subject: str | None,
    dataset: str | None,
    purpose: str | None,
    controller: str | None,
    on: WrittenMoment | None,
    known_at: WrittenMoment | None,
) -> None:
    with acting() as member, member.vault.read() as session:
        now = member.clock()
        at, known = now if on is None else on.asked(now), None if known_at is None else known_at.asked(now)
        wanted = _scope(session, now, dataset, purpose, controller)
        names = reference_names(session)
        if subject is None:
            counts = status.counts(session, at, known_at=known, **wanted)
            emit(_counted(at, counts), _count_lines(counts))
            return
        found = status.standings(session, subject, at, dataset=dataset, known_at=known)
        called = purpose_names_today(session, now, datasets={one.scope.dataset for one in found})
    found = [one for one in found if wanted["purpose"] in (None, one.scope.purpose)]
    found = [one for one in found if wanted["controller"] in (None, one.scope.controller)]
    about = {"at": write_time(at), "subject": subject}
    nothing = N_("No consent of this person is recorded.")
    emit_list(found, _standings(names, called), nothing, under="consents", about=about)
    answer(0 if any(one.valid for one in found) else 1)


def _standings(names: Mapping[str, str], called: PurposeNames) -> Columns[status.ConsentStatus]:
    return (
        Column("state_now", N_("State"), 4, lambda one: one.state, lambda one: str(Message(STATES[one.state].label))),
        Column("valid"),
        Column("event", value=lambda one: as_object(one.event, _events(called), ConsentShown)),
        Column("", N_("Dataset"), 1, cell=lambda one: one.scope.dataset),
        Column("", N_("Purpose"), 2, cell=lambda one: str(called.name(one.scope.purpose, dataset=one.scope.dataset))),
        Column("", N_("Controller"), 3, cell=lambda one: names.get(one.scope.controller, one.scope.controller)),
        Column("", N_("Since"), 5, cell=lambda one: moment_text(one.event.at)),
        Column("", N_("Until"), 6, cell=lambda one: in_words(one.event.until)),
    )


def list_events(
    subject: str | None,
    dataset: str | None,
    purpose: str | None,
    controller: str | None,
    known_at: WrittenMoment | None,
    limit: int,
    after: int,
) -> None:
    with acting() as member, member.vault.read() as session:
        known = None if known_at is None else known_at.asked(member.clock())
        wanted = _scope(session, member.clock(), dataset, purpose, controller)
        found = events_of(session, subject=subject, known_at=known, limit=limit, after=after, **wanted)
        called = purpose_names_today(session, member.clock(), datasets={event.dataset for _number, event in found})
    emit_list(found, _numbered(called), N_("No events are recorded there."))


def write_receipt(event_id: str, output: Path, form: str) -> None:
    from datapact.audit.exports.receipt import RECEIPT, about, receipt_file
    from datapact.base.texts import current_language

    if form not in ("pdf", "json"):
        raise WrongUse(
            N_("{value} cannot be chosen here. Choose one of: {allowed}."), value=form[:50], allowed="pdf, json"
        )
    require_folder(output)
    with acting() as member:
        receipt = receipt_file(member, event_id, "pdf" if form == "pdf" else "json", current_language())
        write_exported(
            member, output, receipt.data, about(RECEIPT, _dataset_of(member, event_id)), recipient=THE_PERSON
        )
    emit(ConsentReceiptWritten({"file": str(output), "receipt": receipt.id}), [_("Written: {file}", file=str(output))])


def _dataset_of(member: Acting, event_id: str) -> str:
    with member.vault.read() as session:
        return "".join(event.dataset for _number, event in events_of(session, event_id=event_id))


def write_proof_of(event_id: str, output: Path) -> None:
    from datapact.audit.exports.receipt import ROW_PROOF, about, row_proof

    require_folder(output)
    with acting() as member:
        made = row_proof(member, event_id)
        write_exported(member, output, made.data, about(ROW_PROOF, _dataset_of(member, event_id)))
    emit(
        ConsentProofWritten(
            {"file": str(output), "entry": made.entry, "index": made.index, "count": made.count, "root": made.root}
        ),
        [_("Written: {file}", file=str(output))],
    )


def _events(called: PurposeNames) -> Columns[Event]:
    return (
        Column("event_id"),
        Column("subject", N_("Pseudonym"), 1),
        Column("dataset", N_("Dataset"), 2),
        Column("purpose", N_("Purpose"), 3, cell=lambda event: str(called.name(event.purpose, dataset=event.dataset))),
        Column("controller"),
        Column("state", N_("State"), 4, cell=lambda event: str(Message(STATES[event.state].label))),
        Column("state_iri", value=lambda event: STATES[event.state].iri),
        Column("at", N_("Time"), 5),
        *unseen("until", "notice", "notice_version", "explicit"),
        Column("more", value=lambda event: dict(event.more)),
        Column("recorded"),
        Column("entry", value=lambda event: event.batch),
    )


def _event_of(numbered: tuple[int, Event]) -> Event:
    return numbered[1]


def _numbered(called: PurposeNames) -> Columns[tuple[int, Event]]:
    return (Column("number", N_("No."), value=lambda one: one[0]), *within(_events(called), _event_of))


_REFUSALS: Columns[tuple[int, Message]] = (
    Column("line", value=lambda one: one[0]),
    Column("reason", value=lambda one: one[1]),
)


def _print_recorded(events: Sequence[Event], batch: Batch, called: PurposeNames) -> None:
    lines = alike_lines(batch.alike)
    if lines:
        lines.append(_("Are these different people? What one of them withdraws does not reach the other."))
    lines += [
        _(
            "{subject}: {state} for {purpose} in {dataset}.",
            subject=one.subject,
            state=Message(STATES[one.state].label),
            purpose=called.name(one.purpose, dataset=one.dataset),
            dataset=one.dataset,
        )
        for one in events
    ]
    lines.append(_("Recorded and signed as entry {entry}.", entry=batch.entry))
    lines += remark_lines(batch.remarks, with_lines=False)
    result: ConsentRecorded = {
        "entry": batch.entry,
        "root": batch.root,
        "events": [as_object(one, _events(called), ConsentShown) for one in events],
        **remarks_json(batch.remarks),
        "alike": alike_json(batch.alike),
    }
    emit(result, lines)


def _counted(at: datetime, counts: status.Counts) -> ConsentStatus:
    return {
        "at": write_time(at),
        "states": dict(counts.states),
        "valid": counts.valid,
        "total": counts.total,
        "next_expiry": None if counts.next_expiry is None else write_time(counts.next_expiry),
        "oldest": None if counts.oldest is None else write_time(counts.oldest),
        "notice_versions": [{"notice": key, "version": version} for key, version in counts.notice_versions],
    }


def _count_lines(counts: status.Counts) -> list[str]:
    if not counts.total:
        return [_("No consents are recorded there.")]
    ordered = [name for name in STATES if name in counts.states]
    rows = [[str(Message(STATES[name].label)), number(counts.states[name])] for name in ordered]
    lines = table(rows, [_("State"), _("People")])
    if counts.next_expiry is not None:
        lines.append(_("Next to run out: {time}", time=moment_text(counts.next_expiry)))
    return lines


def _scope(
    session: Session, now: datetime, dataset: str | None, purpose: str | None, controller: str | None
) -> dict[str, Any]:
    """What to look for; raises WrongUse for a key that nothing here has: no people there would read like nobody's consent."""
    if dataset is not None:
        require_dataset(session, dataset)
    return {
        "dataset": dataset,
        "purpose": None if purpose is None else known_purpose(session, purpose, local_day(now)),
        "controller": None if controller is None else find_reference(session, controller, own=True),
    }


def import_consents(
    file: Path,
    *,
    dry_run: bool,
    only_look: bool,
    columns: Sequence[str],
    constants: Sequence[str],
    date_order: str | None,
    encoding: str | None,
    sheet: str | None,
    pseudonymise: Path | None,
    report_file: Path | None,
    as_written: bool,
    aside: Path | None,
    mends: str,
    fewer: str,
    read_as: Sequence[str],
) -> None:
    meant = pairs(read_as)
    options = import_options.Options(
        columns=pairs(columns),
        constants=pairs(constants),
        date_order=_one_of(date_order, get_args(DateOrder.__value__)),
        encoding=_one_of(encoding, get_args(Encoding.__value__)),
        sheet=sheet,
        pseudonymise=pseudonymise is not None,
        as_written=as_written,
        leave_aside=aside is not None,
        mends=mends,
        fewer=fewer,
        read_as=ReadAs(meant, {("", text): name for text, name in meant.items()}),
    )
    for target in (pseudonymise, report_file, aside):
        if target is not None:
            require_folder(target)
    if only_look:
        _show(preview.preview(file, options))
        return
    progress = Progress()
    with acting() as member:
        try:
            report = imports.import_file(member, file, options, dry_run=dry_run, progress=progress)
        except imports.ImportRefused as refused:
            report = refused.report
        finally:
            progress.finish()
        if report_file is not None:
            write_exported(member, report_file, as_csv(report.refusals, _REFUSALS), imports.IMPORT_LIST)
        if pseudonymise is not None and (dry_run or not (report.refused or report.held_back)):
            who = write_csv(["dataset", "person", "pseudonym"], report.people)
            write_exported(member, pseudonymise, who, imports.IMPORT_LIST)
        if aside is not None and report.aside is not None and report.aside.lines and report.batch is not None:
            write_exported(member, aside, report.aside.data, imports.IMPORT_LIST)
    _print_report(report, dry_run=dry_run)


def list_aside() -> None:
    with acting() as member, member.vault.read() as session:
        found = unmended(session)
    emit_list(found, _UNMENDED, N_("No lines of an import wait to be mended."))


_UNMENDED: Columns[Unmended] = (
    Column("entry", N_("Entry"), 1, cell=lambda one: one.entry[:8]),
    Column("source", N_("File"), 2),
    Column("recorded", N_("When"), 3),
    Column("lines", N_("Lines"), 4),
    Column("datasets", N_("Dataset"), 5, cell=lambda one: ", ".join(one.datasets)),
)


def settle_one(entry: str, reason: str) -> None:
    with acting() as member:
        record = settle_aside(member, entry, reason)
    emit(ConsentMended({"entry": record.entry, "batch": record.key}), [_("Recorded.")])


def _one_of(value: str | None, allowed: tuple[Any, ...]) -> Any:
    if value is None or value in allowed:
        return value
    raise WrongUse(
        N_("{value} cannot be chosen here. Choose one of: {allowed}."), value=value[:50], allowed=", ".join(allowed)
    )


def _show(seen: Preview) -> None:
    result: ConsentPreview = {
        "kind": seen.kind,
        "encoding": seen.encoding,
        "sheet": seen.sheet,
        "sheets": list(seen.sheets),
        "columns": [{"heading": one.heading, "field": one.field, "samples": list(one.samples)} for one in seen.columns],
        "missing": list(seen.missing),
        "date_order": seen.date_order,
        "rows": [list(row) for row in seen.rows],
    }
    rows = [[one.heading, one.field or _("(left out)"), "; ".join(one.samples[:3])] for one in seen.columns]
    lines = table(rows, [_("Column"), _("Read as"), _("First cells")])
    if seen.encoding == "cp1252":
        lines.append(_("The file is not UTF-8. Say --encoding cp1252 if the umlauts look right here."))
    if seen.missing:
        lines.append(_("Missing: {fields}. Use --column or --set.", fields=", ".join(seen.missing)))
    if seen.date_order == "ambiguous":
        lines.append(_("The dates can be read in two ways: say --date-order dmy or mdy."))
    if seen.date_order == "both":
        lines.append(_("The dates are in two orders. Correct the file."))
    emit(result, lines)


def _print_report(report: Report, *, dry_run: bool) -> None:
    lines = [
        str(counted("{n} line read.", "{n} lines read.", report.lines)),
        _(
            "{taken} new, {known} there already, {refused} cannot be taken.",
            taken=number(report.taken),
            known=number(report.known),
            refused=number(report.refused),
        ),
    ]
    lines += [_("Line {line}: {reason}", line=line, reason=reason) for line, reason in report.refusals[:SHOWN]]
    if report.refused > SHOWN:
        lines.append(_("… and {n} more. Use --report FILE or --json for all of them.", n=report.refused - SHOWN))
    lines += [str(one) for one in report.about_notices()[:SHOWN]]
    lines += [str(one.words) for one in report.not_provided[:SHOWN]]
    if report.without_notice:
        words = counted(
            "{n} consent names no notice: nobody can rely on it.",
            "{n} consents name no notice: nobody can rely on them.",
            report.without_notice,
        )
        lines.append(str(words))
    lines += remark_lines(report.remarks, with_lines=True)
    lines += _aside_lines(report, dry_run=dry_run)
    lines += alike_lines(report.alike)
    if report.batch is not None and report.batch.entry:
        lines.append(_("Recorded and signed as entry {entry}.", entry=report.batch.entry))
    elif (report.refused or report.held_back) and not dry_run:
        lines.append(_("Nothing was imported."))
    result: ConsentImport = {
        "dry_run": dry_run,
        "lines": report.lines,
        "taken": report.taken,
        "known": report.known,
        "refused": report.refused,
        "refusals": [as_object(one, _REFUSALS, ConsentImportRefusal) for one in report.refusals],
        "notices_not_on_file": [{"notice": key, "version": version} for key, version in report.notices_not_on_file],
        "not_provided": [
            {"dataset": one.dataset, "purpose": one.purpose, "lines": one.lines} for one in report.not_provided
        ],
        "without_notice": report.without_notice,
        **remarks_json(report.remarks),
        "aside": 0 if report.aside is None else len(report.aside.lines),
        "aside_barred": 0 if report.aside is None else len(report.aside.barred),
        "alike": alike_json(report.alike),
        "entry": report.batch.entry if report.batch is not None else "",
        "root": report.batch.root if report.batch is not None else "",
    }
    emit(result, lines)
    if report.refused:
        complain(str(counted("{n} line cannot be taken.", "{n} lines cannot be taken.", report.refused)))
        answer(1)
    elif report.held_back:
        complain(
            _(
                "Are these different people? Correct the file if they are not; if they are, import with --as-written. "
                "Nothing is ever merged."
            )
        )
        answer(1)


def _aside_lines(report: Report, *, dry_run: bool) -> list[str]:
    if report.aside is None:
        return []
    if report.batch is not None:
        words = counted(
            "{n} line was left aside. Until it is mended, answers about {datasets} are incomplete.",
            "{n} lines were left aside. Until they are mended, answers about {datasets} are incomplete.",
            len(report.aside.lines),
            datasets=", ".join(report.aside.datasets),
        )
        return [str(words)]
    against = report.aside.why_not(report.taken)
    if against is not None:
        return [str(against)]
    return [_("The others can be imported without these lines: --aside FILE.")]


def export_mapping(dataset: str, to: str, output: Path) -> None:
    require_folder(output)
    with acting() as member:
        with member.vault.read() as session:
            require_dataset(session, dataset)
        data, people = mapping_file(member, dataset, to)
        write_exported(member, output, data, Message(N_("Table of pseudonyms of {dataset}"), {"dataset": dataset}))
    emit(
        ConsentPseudonyms({"file": str(output), "people": people}),
        [
            str(counted("{n} pseudonym written.", "{n} pseudonyms written.", people)),
            _("Give the file to a trusted third party only: whoever has it can link the two."),
        ],
    )


def forget(dataset: str, to: str | None) -> None:
    with acting() as member:
        gone = forget_pseudonyms(member, dataset, OURS if to is None else to)
        if not gone:  # a key that is there is forgotten, whatever else has gone
            with member.vault.read() as session:
                require_dataset(session, dataset)
    emit(ConsentPseudonymsForget({"forgotten": gone}), [_("The key is forgotten.") if gone else _("There was no key.")])
    answer(0 if gone else 1)


def write_proof(
    prove: Callable[[Acting, str, Collection[str]], ProofMade], which: str, output: Path, people: Collection[str]
) -> None:
    """Write a proof into a file."""
    require_folder(output)
    with acting() as member:
        made = prove(member, which, people)
        record_proof_export(member, made)
        write_whole(output, made.data, private=True)
    lines = counted("{n} line of the list is shown.", "{n} lines of the list are shown.", made.shown)
    hidden = counted("{n} line stays a hash.", "{n} lines stay hashes.", made.hidden)
    emit(
        RecordProofWritten(
            {"file": str(output), "entry": made.entry, "record": made.kind, "shown": made.shown, "hidden": made.hidden}
        ),
        [_("Written: {file}", file=str(output)), f"{lines} {hidden}" if made.hidden else str(lines)],
    )
