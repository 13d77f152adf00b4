"""The actions of the commands on registers, retention and erasure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from datapact.audit.exports.register import save_register
from datapact.base.beginnings import named
from datapact.base.clock import write_time
from datapact.base.errors import WrongUse
from datapact.base.texts import N_, Message, _, counted, current_language
from datapact.cli.kit.columns import Column, Columns, as_object, emit_list, unseen
from datapact.cli.kit.output import Progress, emit, require_folder
from datapact.cli.kit.proofs import proof_lines, rows_of_file
from datapact.cli.kit.session import acting
from datapact.cli.printed.audit import RegisterWritten
from datapact.cli.printed.deliveries import ErasureShown, RuleShown
from datapact.consent.matrix.question_form import require_dataset
from datapact.obligations.retention import erase, erasures
from datapact.obligations.retention import rules as retention
from datapact.obligations.retention.erasures import Erasure
from datapact.obligations.retention.rules import Rule
from datapact.organisation.acting.exported import write_exported
from datapact.organisation.partners.references import require_partner
from datapact.pdf.reports.register import RegisterFormat
from datapact.registers.filters import Filters
from datapact.registers.register import Register
from datapact.registers.registers import register
from datapact.vault.folder.automatic_backup import renew_backups as renew

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting


_FORMATS: tuple[RegisterFormat, ...] = get_args(RegisterFormat.__value__)


def write_one(name: str, output: Path, form: str, on: date | None, status: list[str], partner: str) -> None:
    """Write the register ``name`` into a file."""
    wanted = form or output.suffix.lstrip(".").casefold() or "pdf"
    chosen = next((known for known in _FORMATS if known == wanted), None)
    if chosen is None:
        raise WrongUse(N_("The format is one of {formats}."), formats=", ".join(_FORMATS))
    filters = Filters(tuple(status), partner)
    require_folder(output)
    with acting() as member:
        if partner:
            with member.vault.read() as session:
                require_partner(session, partner)
        made = register(member, name, on, filters, leaves=True)
        save_register(member, made, chosen, output)
    gaps = counted("{n} gap", "{n} gaps", len(made.gaps))
    rows = counted("{n} entry", "{n} entries", len(made.rows))
    line = _(
        "{register}: {rows}, {gaps}, as at {day}. Written to {file}.",
        register=made.title,
        rows=rows,
        gaps=gaps,
        day=made.on.isoformat(),
        file=str(output),
    )
    told = [
        *map(str, made.population),
        *(_("Left out: {what}", what=one.words) for one in made.left_out),
        *(_("Gap: {what}", what=f"{one.number or one.agreement}: {one.message}") for one in made.gaps),
    ]
    emit(_summary(made, output, chosen), [line, *told, *proof_lines(made.proof)])


def _summary(made: Register, output: Path, form: str) -> RegisterWritten:
    assert made.proof is not None, "it leaves"
    return {
        "register": made.name,
        "file": str(output),
        "form": form,
        "on": made.on.isoformat(),
        "known_at": write_time(made.known_at),
        "rows": len(made.rows),
        "population": [one.both() for one in made.population],
        "filters": [one.both() for one in made.filters],
        "left_out": [{"reason": one.reason.both(), "count": one.count} for one in made.left_out],
        "gaps": [
            {"agreement": one.agreement, "number": one.number, "message": one.message.both()} for one in made.gaps
        ],
        "proof": rows_of_file(made.proof),
    }


def show_rules() -> None:
    with acting() as member, member.vault.read() as session:
        rules = retention.rules(session)
        due = {one.rule.type.key: one for one in retention.due(session, member.clock())}
    emit_list(
        rules,
        (
            *_RULE,
            Column("due_before", value=lambda rule: due[rule.type.key].before if rule.type.key in due else None),
            Column(
                "due_rows", N_("Due rows"), value=lambda rule: due[rule.type.key].rows if rule.type.key in due else 0
            ),
        ),
    )


def _kept_for(rule: Rule) -> str:
    return str(counted("{n} month", "{n} months", rule.months)) + f" ({Message(rule.type.counted_from)})"


_RULE: Columns[Rule] = (
    Column("type", N_("Type"), value=lambda rule: rule.type.key),
    Column("label", N_("What it is"), value=lambda rule: Message(rule.type.label)),
    Column("months", N_("Kept for, counted from"), cell=_kept_for),
    Column("reason", value=lambda rule: Message(rule.reason).text("en") if rule.is_default else rule.reason),
    Column("default", N_("Rule"), value=lambda rule: rule.is_default, cell=lambda rule: _rule_of(rule)),
    Column("entry"),
)


def _rule_of(rule: Rule) -> str:
    return _("house default") if rule.is_default else _("own rule")


def set_rule(kind: str, months: int, reason: str) -> None:
    with acting() as member, member.vault.write() as session:
        rule = retention.set_rule(member, session, kind, months, reason)
    emit(as_object(rule, _RULE, RuleShown), [_("Recorded.")])


def erase_what_is_due(kinds: Sequence[str], output: Path | None, *, renew_backups: bool) -> None:
    if output is not None:
        require_folder(output)
    with acting() as member:
        made = erase.erase_due(member, kinds or tuple(retention.TYPES))
        _finish(member, made, output, renew_backups=renew_backups)


def erase_one(
    subject: str, dataset: str, reason: str, output: Path | None, *, renew_backups: bool, objections_too: bool
) -> None:
    if output is not None:
        require_folder(output)
    with acting() as member:
        with member.vault.read() as session:
            require_dataset(session, dataset)
        made = erase.erase_person(member, dataset, subject, reason, objections_too=objections_too)
        _finish(member, (made,), output, renew_backups=renew_backups)


def report_on(entry: str, output: Path | None) -> None:
    if output is not None:
        require_folder(output)
    with acting() as member:
        with member.vault.read() as session:
            made = erasures.erasures(session)
        meant = named((one.entry for one in made), entry) if entry else ()
        found = tuple(one for one in made if not entry or one.entry in meant)
        if entry and len(found) != 1:
            raise WrongUse(N_("There is no single erasure “{text}”. See datapact erase report."), text=entry)
        if output is not None:
            if not entry:
                raise WrongUse(N_("Name the erasure whose report is to be written."))
            _write(member, found[-1], output, renewed=False)
    emit_list(found, _ERASURES, N_("Nothing was erased yet."))


def _finish(member: Acting, made: Sequence[Erasure], output: Path | None, *, renew_backups: bool) -> None:
    renewed = renew_backups and bool(made)
    if renewed:
        progress = Progress()
        renew(member.vault, progress)
        progress.finish()
    if output is not None and made:
        for number, one in enumerate(made):
            place = output if number == 0 else output.with_stem(f"{output.stem}-{number + 1}")
            _write(member, one, place, renewed=renewed)
    lines = [f"{_under(one)}: {_amounts(one)}" for one in made] or [_("Nothing is due.")]
    for one in made:
        if one.kept:
            lines.append(
                str(
                    counted(
                        "{n} line of deliveries stays until recipients have answered. See recall list.",
                        "{n} lines of deliveries stay until recipients have answered. See recall list.",
                        one.kept,
                    )
                )
            )
        if one.objections:
            lines.append(
                str(
                    counted(
                        "{n} objection stays by its pseudonym, so that nothing brings the person back (Art. 21 GDPR).",
                        "{n} objections stay by their pseudonyms, so that nothing brings these people back (Art. 21 GDPR).",
                        one.objections,
                    )
                )
            )
    if made and not renewed:
        day = made[0].backups_until.isoformat()
        lines.append(
            _(
                "Automatic backups hold it until a backup is made on or after {day}; --renew-backups ends that now.",
                day=day,
            )
        )
    emit([_renewed(one, renewed=renewed) for one in made], lines)


def _renewed(made: Erasure, *, renewed: bool) -> ErasureShown:
    return {**as_object(made, _ERASURES, ErasureShown), "backups_renewed": renewed}


def _write(member: Acting, made: Erasure, place: Path, *, renewed: bool) -> None:
    from datapact.pdf.letters.person_answer import erasure_pdf

    data = erasure_pdf(member, made, current_language(), backups_renewed=renewed)
    write_exported(member, place, data, Message(N_("Report of an erasure")), private=False)


def _under(made: Erasure) -> str:
    return _("request") if made.rule is None else str(Message(made.rule.type.label))


def _amounts(made: Erasure) -> str:
    return _(
        "events {events}, lines of deliveries {deliveries}, of recalls {recalls}, records {records}, files {files}",
        events=made.events,
        deliveries=made.deliveries,
        recalls=made.recalls,
        records=made.records,
        files=made.files,
    )


_ERASURES: Columns[Erasure] = (
    Column("entry", N_("Entry"), 4, cell=lambda made: made.entry[:8]),
    Column("at", N_("When"), 1),
    Column(
        "rule",
        N_("Under"),
        2,
        value=lambda made: erasures.REQUEST if made.rule is None else made.rule.type.key,
        cell=_under,
    ),
    *unseen(
        "reason",
        "dataset",
        "events",
        "deliveries",
        "recalls",
        "records",
        "files",
        "kept",
        "objections",
        "sealed_by",
        "backups_until",
    ),
    Column("", N_("What"), 3, cell=_amounts),
)
