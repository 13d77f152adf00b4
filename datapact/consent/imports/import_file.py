"""Importing consents from a file: all of it in one transaction with one signed entry, or nothing.

Every line is read and every refused one is reported; if any is, or in a dry run, nothing is written, unless a person chose
to leave those lines aside (``aside``). An import killed
half-way leaves nothing. Importing the same file again does nothing, because ids identify events.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datapact.base.date_formats import DateOrder, DateReader, settled_order
from datapact.base.errors import AnswerNo, Locked
from datapact.base.local_time import local_zone
from datapact.base.progress import Progress
from datapact.base.read_table import Cell, Table, open_table
from datapact.base.texts import N_, Message, counted
from datapact.consent.facts.load_facts import facts_at
from datapact.consent.imports.aliases import NotProvided, not_provided, own_names
from datapact.consent.imports.line import LineReader, Reading, Wrong
from datapact.consent.imports.lines_set_aside import Aside, AsideLines, find_unmended, in_mapping, mark_mended
from datapact.consent.imports.options import Options, date_places, fields_of, shown_order
from datapact.consent.imports.preview import Group, Tally
from datapact.consent.matrix.matrix import count_ahead
from datapact.consent.notices.notices import notices
from datapact.consent.records.bulk_write import CHUNK, Refusal, Writer
from datapact.consent.records.events import Batch, Limits, remarks_of, sign_batch
from datapact.consent.records.row_disclosure import Row
from datapact.consent.records.same_person import MOST_ALIKE, Alike, fold, new_people_alike
from datapact.consent.records.taken_back import NONE, Remarks
from datapact.consent.terms.fields import are_headings
from datapact.consent.terms.pseudonyms import OURS, pseudonym, pseudonym_key, record_key
from datapact.consent.terms.states import VALID_CODES
from datapact.history.entries.author_roles import LEGAL_OR_LEAD
from datapact.organisation.partners.references import find_reference
from datapact.vault.database.session import Session

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

MOST_REFUSALS = 1_000
"""Refused lines that a report names; the others are counted."""
IMPORT_LIST = Message(N_("List from an import of consents"))
"""The name of the lists that an import gives in the log of exports: refused lines, lines left aside, who is who."""
MANY = 20_000
"""Lines from which the matrix is counted right after the import: a twentieth of the time that it took."""
_OURSELVES = frozenset({"self", "wir", "us", "we", "ourselves", "eigene"})


@dataclass(frozen=True, slots=True)
class Report:
    """Report of an import. ``batch`` is there when the lines were written."""

    lines: int
    """All that were read, headings and blank lines left out."""
    taken: int
    """New events; written unless it was a dry run or ``held_back``."""
    known: int
    """There already: in the vault, or on an earlier line of the file."""
    refused: int
    """Number of refused lines; while there are any, nothing is written."""
    refusals: tuple[Refusal, ...]
    """The first of the refused, by line."""
    notices_not_on_file: tuple[tuple[str, str], ...]
    """Key and version of notices that lines name and nobody has recorded."""
    people: tuple[tuple[str, str, str], ...] = field(repr=False)
    """Dataset, value and pseudonym of each person of the file, where pseudonyms were made; kept nowhere else."""
    batch: Batch | None
    groups: tuple[Group, ...] = ()
    """The groups of readable lines, the largest first."""
    not_provided: tuple[NotProvided, ...] = ()
    """Lines that will permit nothing, because no agreement provides for their dataset and purpose."""
    without_notice: int = 0
    """Consents that name no notice: nobody can rely on them."""
    remarks: Remarks = NONE
    """Withdrawals and the like that meet no consent, and those of one second with a consent."""
    alike: tuple[Alike, ...] = ()
    """New pseudonyms that differ from others only in case, width or blanks."""
    aside: Aside | None = None
    """The refused lines; None where there are none."""
    held_back: bool = False
    """Nothing was written because of them: nobody said yet that they are different people."""

    def about_notices(self) -> tuple[Message, ...]:
        """A sentence for each notice that lines name and nobody has recorded."""
        return tuple(
            Message(
                N_("Notice {notice}, version {version}, is not on file. Record it, or nobody can rely on it.")
                if version
                else N_(
                    "Notice {notice} is named without a version, and none is on file so. Choose the notice for all lines, or"
                    " nobody can rely on it."
                ),
                {"notice": key, "version": version},
            )
            for key, version in self.notices_not_on_file
        )


class ImportRefused(AnswerNo):
    """The import wrote nothing because lines were refused; ``report`` names them."""

    def __init__(self, report: Report) -> None:
        self.report = report
        if report.held_back:
            super().__init__(alike_words(report.alike))
            return
        line, reason = report.refusals[0]
        super().__init__(
            counted(
                "Nothing was imported: {n} line cannot be taken. Line {line}: {reason}",
                "Nothing was imported: {n} lines cannot be taken. The first, line {line}: {reason}",
                report.refused,
                line=line,
                reason=reason,
            )
        )


def import_file(
    acting: Acting, path: Path, options: Options, *, dry_run: bool = False, progress: Progress = lambda *_: None
) -> Report:
    """Import a file, or with ``dry_run`` report what would happen; ``progress`` gets a step, lines done, 0.

    New pseudonyms that read like others hold everything back unless ``options.as_written`` says that they are meant.
    Raises ImportRefused with the report where lines are refused or held back (not in a dry run), Locked, WrongUse, Malformed, TooLarge
    or Surroundings; nothing is written then.
    """
    if acting.member.roles.isdisjoint(LEGAL_OR_LEAD):
        raise Locked(
            N_("Your roles do not allow this. It takes one of these roles: {roles}."),
            roles=", ".join(sorted(LEGAL_OR_LEAD)),
        )
    order = _order_in(path, options)
    skip: Aside | None = None
    if options.leave_aside:
        with acting.vault.rehearse() as session:
            report = _import(acting, session, path, options, order, progress, sign=False)
        if report.held_back or (report.aside is not None and report.aside.why_not(report.taken) is not None):
            raise ImportRefused(report)
        skip = report.aside
        if dry_run:
            return report
    with acting.vault.rehearse() if dry_run else acting.vault.write() as session:
        report = _import(acting, session, path, options, order, progress, sign=not dry_run, skip=skip)
        if (report.refused or report.held_back) and not dry_run:
            raise ImportRefused(report)
    report = report if skip is None else replace(report, aside=skip)
    if report.taken >= MANY and not dry_run:
        count_ahead(acting)
    return report


def _import(
    acting: Acting,
    session: Session,
    path: Path,
    options: Options,
    order: DateOrder | None,
    progress: Progress,
    *,
    sign: bool,
    skip: Aside | None = None,
) -> Report:
    recorded = acting.clock()
    zone = options.zone or local_zone(recorded)
    limits = Limits.now(session, recorded, zone)
    on_file = set(notices(session))
    people = People(acting, session) if options.pseudonymise else None
    writer = Writer(session, limits.recorded)
    lines = taken = known = refused = 0
    refusals: list[Refusal] = []
    lacking: set[tuple[str, str]] = set()
    tally = Tally()
    unnoticed = 0
    names = own_names(facts_at(acting, session, recorded)).with_meanings(options.read_as)
    with open_table(
        path, encoding=options.encoding, sheet=options.sheet, heading_line=options.heading_line, known=are_headings
    ) as table:
        reader = LineReader(
            Reading(fields_of(table, options), options.constants),
            DateReader(zone, order),
            lambda text: (
                acting.organisation if text.casefold() in _OURSELVES else find_reference(session, text, own=True)
            ),
            None if people is None else people.pseudonym_of,
            names,
        )
        kept_aside = AsideLines(reader)
        while chunk := list(islice(table.lines, CHUNK)):
            if skip is not None:
                chunk = [one for one in chunk if one[0] not in skip.lines]
            wrong: list[Refusal] = []
            rows = list(_rows(reader, limits, chunk, wrong))
            lacking.update({(row.notice, row.notice_version) for _, row in rows if row.notice} - on_file)
            written = writer.add(rows)
            tally.add(rows)
            unnoticed += sum(not row.notice and row.state in VALID_CODES for _, row in rows)
            wrong += written.refused
            lines += len(chunk)
            taken += written.taken
            known += written.known
            refused += len(wrong)
            kept_aside.add(chunk, wrong)
            refusals += sorted(wrong, key=lambda one: one[0])[: MOST_REFUSALS - len(refusals)]
            progress(str(Message(N_("consents"))), lines, 0)
        mapping = _options_used(table, reader.mapping, order, options)
        file = table.digest
        aside = kept_aside.found(table, writer.datasets)
    if skip is not None:
        if skip.digest != file:
            raise AnswerNo(N_("The file changed while it was read. Check it again."))
        mapping["aside"] = in_mapping(skip)
    named = () if people is None else people.alike()
    alike = named or new_people_alike(session, writer.first_subject, writer.first)
    held_back = bool(alike) and not options.as_written
    batch = None
    mends = find_unmended(session, options.mends) if options.mends else None
    if mends is not None and lines < mends.lines and not options.fewer.strip():
        raise AnswerNo(
            N_("{lines} lines were left aside, and this file has {n}. Say why the others need not be imported."),
            lines=mends.lines,
            n=lines,
        )
    if sign and not refused and not held_back:
        batch = sign_batch(
            acting, session, writer, recorded, known=known, source=_named(path), file=file, mapping=mapping
        )
    if people is not None and batch is not None:
        people.record_keys()
    if mends is not None and batch is not None:
        mark_mended(acting, session, mends, batch.entry, options.fewer.strip())
    found = people.found() if people is not None else ()
    not_on_file = tuple(sorted(lacking))
    groups = tally.groups()
    lost = not_provided(names, groups)
    remarks = remarks_of(session, writer, recorded) if batch is None else batch.remarks
    return Report(
        *(lines, taken, known, refused, tuple(refusals), not_on_file, found, batch, groups, lost, unnoticed),
        remarks=remarks,
        alike=alike,
        held_back=held_back,
        aside=aside,
    )


def alike_words(alike: Sequence[Alike]) -> Message:
    """The warning that pseudonyms read alike, for the person who imports them."""
    return counted(
        "Nothing was imported: the pseudonym {subject} differs from {other} only in case, width or blanks. Correct the "
        "file, or say that they are different people.",
        "Nothing was imported: {n} pseudonyms differ from others only in case, width or blanks, such as {subject} from "
        "{other}. Correct the file, or say that they are different people.",
        len(alike),
        subject=alike[0].subject,
        other=alike[0].other,
    )


def _rows(
    reader: LineReader, limits: Limits, chunk: list[tuple[int, list[Cell]]], wrong: list[Refusal]
) -> Iterator[tuple[int, Row]]:
    for line, cells in chunk:
        try:
            row = reader.read(cells)
        except Wrong as error:
            wrong.append((line, error.message))
            continue
        reason = limits.refusal(row)
        if reason is None:
            yield line, row
        else:
            wrong.append((line, reason))


def _order_in(path: Path, options: Options) -> DateOrder | None:
    """The order of dates with slashes, from a first pass over the file where its first rows have such dates."""
    with open_table(
        path, encoding=options.encoding, sheet=options.sheet, heading_line=options.heading_line, known=are_headings
    ) as table:
        places = date_places(fields_of(table, options))
        first = list(islice(table.lines, 1_000))
        return settled_order(shown_order(first, table.lines, places), options.date_order)


def _options_used(table: Table, reading: Reading, order: DateOrder | None, options: Options) -> dict[str, Any]:
    """The options by which the file was read, for the signed entry."""
    said: dict[str, Any] = {
        "columns": {name: table.headings[place][:200] for place, name in reading.columns.items()},
        "constants": dict(reading.constants),
        "form": table.kind,
        "pseudonyms_made": options.pseudonymise,
    }
    said |= {"date_order": order} if order else {}
    said |= {"heading_line": table.heading_line} if table.heading_line > 1 else {}
    said |= {"read_as": options.read_as.as_json()} if options.read_as else {}
    said |= {"encoding": table.encoding} if table.encoding else {"sheet": table.sheet}
    return said


def _named(path: Path) -> str:
    """The file's name in a form that an entry can hold."""
    return "".join(character if character.isprintable() else "_" for character in path.name)[:200]


class People:
    """Keyed pseudonyms for the people of one file, with who is who, while the import lasts."""

    def __init__(self, acting: Acting, session: Session) -> None:
        self._acting = acting
        self._session = session
        self._keys: dict[str, bytes] = {}
        self._known: dict[tuple[str, str], str] = {}

    def pseudonym_of(self, dataset: str, value: str) -> str:
        """The pseudonym of a person in our own records."""
        found = self._known.get((dataset, value))
        if found is None:
            key = self._keys.get(dataset)
            if key is None:
                key = self._keys[dataset] = pseudonym_key(self._session, dataset, OURS, self._acting.clock)
            found = self._known[dataset, value] = pseudonym(key, value)
        return found

    def record_keys(self) -> None:
        """Write down which keys were used."""
        for dataset in self._keys:
            record_key(self._acting, self._session, dataset, OURS)

    def alike(self) -> tuple[Alike, ...]:
        """People of the file whose names or ids differ only in case, width or blanks: they get different pseudonyms."""
        first: dict[tuple[str, str], str] = {}
        pairs = (
            Alike(dataset, value, before)
            for dataset, value in self._known
            if (before := first.setdefault((dataset, fold(value)), value)) != value
        )
        return tuple(islice(pairs, MOST_ALIKE))

    def found(self) -> tuple[tuple[str, str, str], ...]:
        """Dataset, value and pseudonym of everybody so far."""
        return tuple((dataset, value, made) for (dataset, value), made in self._known.items())
