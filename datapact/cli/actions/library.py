"""The actions of the commands on the library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datapact.agreements.approvals.precedents import Precedent, precedents
from datapact.agreements.library.drafts import put_clause
from datapact.agreements.library.templates import (
    DEVIATION_WORDS,
    TemplateDeviation,
    deviations_from_template,
    draft_with_own,
    duplicate,
    make_template,
)
from datapact.agreements.library.where_used import Use, where_used
from datapact.agreements.projection.append import load_state
from datapact.agreements.steps.negotiation import new_agreement
from datapact.agreements.text.current_text import current_state
from datapact.base.clock import write_time
from datapact.base.files import read_whole, write_whole
from datapact.base.texts import N_, Message, _
from datapact.cli.actions.agreements import LARGEST_ANSWERS
from datapact.cli.kit.columns import Column, Columns, emit_list, unseen
from datapact.cli.kit.output import emit, require_folder
from datapact.cli.kit.pairs import pairs
from datapact.cli.kit.session import acting, on_agreement
from datapact.cli.printed.library import (
    LibraryApprove,
    LibraryDraft,
    LibraryExport,
    LibraryImport,
    LibraryInsert,
    LibraryMatter,
    LibraryPlaybook,
    LibraryRetire,
    LibraryShow,
    LibraryShowVersion,
    LibraryTemplateFrom,
    PlaybookTopic,
)
from datapact.consent.proof.run import Rests, prove_contract, prove_whole
from datapact.library.clauses.own_clause import RISK_WORDS, SLANT_WORDS, clause_json
from datapact.library.clauses.own_clauses import approve_clause
from datapact.library.clauses.versions import Sort, retire, take_back_approval, unknown
from datapact.library.playbook.deviations import Standing
from datapact.library.playbook.playbook import playbook
from datapact.library.playbook.position import position_json
from datapact.library.shelf.library_file import TakenIn, export_library, look_at_library, take_in_library
from datapact.library.shelf.library_format import LARGEST
from datapact.library.shelf.offered import OFFERED, offered_library
from datapact.library.shelf.shelf import STANDING_WORDS, ClauseRow, PositionRow, Shelf, TemplateRow, VersionLine, shelf
from datapact.library.templates.matters import Matter, matter_of, set_client
from datapact.library.templates.own_template import template_json
from datapact.library.templates.own_templates import approve_template, own_templates
from datapact.organisation.acting.exported import write_exported
from datapact.pdf.reports.memo import open_points_pdf, signing_memo
from datapact.word.steps.open_points import open_points_docx

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from datapact.base.strictjson import JsonObject
    from datapact.organisation.acting.acting_member import Acting


type Row = ClauseRow | PositionRow | TemplateRow

_SORTS: dict[Sort, str] = {"clause": N_("Own clause"), "position": N_("Position"), "template": N_("Own template")}


def _about(row: Row) -> tuple[Sort, str, str, JsonObject]:
    """Sort, id, name and content."""
    match row:
        case ClauseRow():
            return "clause", row.clause.id, row.clause.name, clause_json(row.clause)
        case PositionRow():
            position = row.kept.position
            return "position", position.key, position.name, position_json(position)
        case TemplateRow():
            template = row.kept.newest
            return "template", template.key, template.name, template_json(template)


def _rows(found: Shelf) -> list[Row]:
    return [*found.clauses, *found.positions, *found.templates]


def list_library() -> None:
    with acting() as member:
        rows = _rows(shelf(member))
    columns: Columns[Row] = (
        Column("id", N_("Id"), value=lambda row: _about(row)[1]),
        Column("sort", N_("Sort"), value=lambda row: _about(row)[0], cell=lambda row: _(_SORTS[_about(row)[0]])),
        Column("name", N_("Name"), value=lambda row: _about(row)[2]),
        Column("version", N_("Version"), value=lambda row: row.lines[-1].number),
        Column(
            "standing",
            N_("Approval"),
            value=lambda row: "" if isinstance(row, PositionRow) else row.standing,
            cell=lambda row: "" if isinstance(row, PositionRow) else _(STANDING_WORDS[row.standing]),
        ),
    )
    emit_list(rows, columns, N_("The library is empty."), under="library")


def _row(found: Shelf, item: str) -> Row:
    row = next((one for one in _rows(found) if _about(one)[1] == item), None)
    if row is None:
        raise unknown(item)
    return row


def show_item(item: str) -> None:
    with acting() as member:
        row = _row(shelf(member), item)
    sort, _key, name, content = _about(row)
    about: LibraryShow = {
        "id": item,
        "sort": sort,
        "name": name,
        "content": content,
        "mistakes": [one.both() for one in row.mistakes] if isinstance(row, ClauseRow) else [],
        "versions": [_version(one) for one in row.lines],
    }
    match row:
        case ClauseRow():
            lines = _clause(row)
        case PositionRow():
            lines = _position(row)
        case TemplateRow():
            lines = _template(row)
    emit(about, [f"{name} ({item})", *lines])


def _version(line: VersionLine) -> LibraryShowVersion:
    return {
        "version": line.number,
        "time": write_time(line.at),
        "by": line.by,
        "digest": line.digest,
        "approved_by": list(line.approved_by),
        "note": line.note,
    }


def _clause(row: ClauseRow) -> list[str]:
    lines = []
    for one in row.clause.alternatives:
        head = f"{one.key}: {one.name} ({_(SLANT_WORDS[one.slant])}, {_(RISK_WORDS[one.risk])}"
        lines += ["", head + (f", {one.citation})" if one.citation else ")")]
        lines += [one.meaning] if one.meaning else []
        for language in row.clause.languages:
            lines += [f"[{language}] {one.heading[language]}", one.text[language]]
    return [*lines, "", *map(str, row.mistakes), *_versions(row.lines)]


def _position(row: PositionRow) -> list[str]:
    return [
        _("House position: {what}", what=row.house),
        *(_("Fallback {n}: {what}", n=number, what=one) for number, one in enumerate(row.fallbacks, 1)),
        _("Beyond: conceded by {who}", who=row.beyond),
        *_versions(row.lines),
    ]


def _template(row: TemplateRow) -> list[str]:
    lines = [_("Rests on: {name}, version {version}", name=row.base, version=row.kept.newest.base.version)]
    lines += [_("A newer version of it is in this DataPact.")] if row.outdated else []
    lines += [_("Own clause: {name}", name=one) for one in row.own]
    lines += [_("Waits for the approval of the clause {name}", name=one) for one in row.waiting]
    return [*lines, *_versions(row.lines)]


def _versions(lines: Sequence[VersionLine]) -> list[str]:
    return [
        _("Version {version} by {name}: {digest}", version=one.number, name=one.by, digest=one.digest)
        + (" – " + _("approved by {name}", name=", ".join(one.approved_by)) if one.approved_by else "")
        for one in lines
    ]


def _is_template(member: Acting, item: str) -> bool:
    with member.vault.read() as session:
        return item in own_templates(session)


def approve_item(item: str, digest: str, note: str) -> None:
    with acting() as member:
        approve = approve_template if _is_template(member, item) else approve_clause
        version = approve(member, item, digest, note)
    emit(
        LibraryApprove({"id": item, "version": version.number, "digest": version.digest}),
        [_("Approved: exactly this version.")],
    )


def take_back_item(item: str, digest: str, note: str) -> None:
    with acting() as member:
        sort: Sort = "template" if _is_template(member, item) else "clause"
        version = take_back_approval(member, sort, item, digest, note)
    emit(
        LibraryApprove({"id": item, "version": version.number, "digest": version.digest}),
        [_("Your approval is taken back.")],
    )


def retire_item(item: str, note: str) -> None:
    with acting() as member:
        row = _row(shelf(member), item)
        retire(member, _about(row)[0], item, note)
    emit(LibraryRetire({"id": item}), [_("Retired. Its history stays.")])


def import_file(file: Path, *, look: bool) -> None:
    data = read_whole(file, limit=LARGEST)
    with acting() as member:
        found = look_at_library(member, data) if look else take_in_library(member, data)
    emit(_taken(found), [str(found.words), str(found.origin), *map(str, found.mistakes)])


def take_offered(*, look: bool) -> None:
    with acting() as member:
        data = offered_library(member)
        found = look_at_library(member, data) if look else take_in_library(member, data)
    told: LibraryImport = {**_taken(found), "origin": OFFERED.both()}
    emit(told, [str(found.words), str(OFFERED), *map(str, found.mistakes)])


def _taken(found: TakenIn) -> LibraryImport:
    return {
        "clauses": list(found.clauses),
        "positions": list(found.positions),
        "templates": list(found.templates),
        "same": found.same,
        "mistakes": [one.both() for one in found.mistakes],
        "signed": found.signer is not None,
        "origin": found.origin.both(),
    }


def export_file(output: Path, items: Sequence[str]) -> None:
    require_folder(output)
    with acting() as member:
        prove_whole(member, Rests())
        data = export_library(member, items)
    write_whole(output, data)
    emit(LibraryExport({"file": str(output)}), [_("Written: {file}", file=str(output))])


def insert_clause(agreement: str, item: str, alternative: str) -> None:
    with on_agreement(agreement) as (member, history):
        put_clause(member, history, item, alternative)
    emit(LibraryInsert({"agreement": history}), [_("The clause stands in the draft.")])


def show_uses(item: str) -> None:
    with acting() as member:
        found = where_used(member, item)
    columns: Columns[Use] = (
        *unseen("history"),
        Column("number", N_("Number")),
        Column("title", N_("Title")),
        Column("partners", N_("Partners")),
        Column("alternative", N_("Alternative")),
        Column("version", N_("Version")),
    )
    emit_list(found, columns, N_("No agreement has this clause."), under="uses")


def template_from(agreement: str, name: str, summary: str) -> None:
    with on_agreement(agreement) as (member, history):
        made = make_template(member, history, name, summary)
    emit(
        LibraryTemplateFrom(
            {
                "id": made.template.key,
                "clauses": list(made.clauses),
                "notes": [one.both() for one in made.notes],
            }
        ),
        [
            _(
                "The template {key} is written; a member with the role Legal approves it, its author only where nobody else has that role.",
                key=made.template.key,
            ),
            *(_("Own clause: {name}", name=one) for one in made.clauses),
            *map(str, made.notes),
        ],
    )


def draft(item: str, answers: Path, parties: Sequence[str], client: str, matter: str, *, for_others: bool) -> None:
    data = read_whole(answers, limit=LARGEST_ANSWERS)
    with acting() as member:
        about = Matter(client.strip(), matter.strip(), for_others)
        if _is_template(member, item):
            history = draft_with_own(member, item, data, pairs(parties), about)
        else:
            history = new_agreement(member, item, data, pairs(parties), about)
    emit(LibraryDraft({"agreement": history}), [history])


def duplicate_agreement(agreement: str) -> None:
    with on_agreement(agreement) as (member, history):
        copy = duplicate(member, history)
    emit(LibraryDraft({"agreement": copy}), [copy])


def show_matter(agreement: str, client: str | None, matter: str | None) -> None:
    with on_agreement(agreement) as (member, history):
        with member.vault.read() as session:
            found = matter_of(session, history)
        if client is not None or matter is not None:
            set_client(
                member,
                history,
                found.client if client is None else client,
                found.matter if matter is None else matter,
            )
            with member.vault.read() as session:
                found = matter_of(session, history)
    emit(
        LibraryMatter(
            {
                "agreement": history,
                "client": found.client,
                "matter": found.matter,
                "for_others": found.for_others,
                "template": found.template,
            }
        ),
        [_("Client: {name}", name=found.client or "–"), _("Matter: {name}", name=found.matter or "–")],
    )


def show_deviations(agreement: str) -> None:
    with on_agreement(agreement) as (member, history):
        found = deviations_from_template(member, history)
    columns: Columns[TemplateDeviation] = (
        Column("kind", N_("Deviation"), value=lambda one: one.kind, cell=lambda one: _(DEVIATION_WORDS[one.kind])),
        Column("clause"),
        Column("number", N_("Number")),
        Column("heading", N_("Heading")),
    )
    emit_list(
        found.rows,
        columns,
        N_("The text is as its template has it."),
        under="deviations",
        about={"agreement": history, "template": found.template, "own": found.own, "version": found.version},
    )


def write_memo(agreement: str, output: Path) -> None:
    require_folder(output)
    with on_agreement(agreement) as (member, history):
        prove_contract(member, history, records=True)
        write_exported(member, output, signing_memo(member, history), Message(N_("Signing memo")))
    emit(LibraryExport({"file": str(output)}), [_("Written: {file}", file=str(output))])


def write_open_points(agreement: str, output: Path) -> None:
    require_folder(output)
    make = open_points_docx if output.suffix.lower() == ".docx" else open_points_pdf
    with on_agreement(agreement) as (member, history):
        prove_contract(member, history, records=True)
        write_exported(member, output, make(member, history), Message(N_("Open points")))
    emit(LibraryExport({"file": str(output)}), [_("Written: {file}", file=str(output))])


def show_playbook(agreement: str) -> None:
    with on_agreement(agreement) as (member, history), member.vault.read() as session:
        book = playbook(session)
        state = current_state(load_state(session, history))
        found = book.of_state(state)
        topics = [one.position.key for one in found if one.deviates]
        earlier = precedents(session, book, state, history, member.organisation, topics)
    emit(
        LibraryPlaybook({"agreement": history, "topics": [_topic(one, book.names, earlier) for one in found]}),
        [
            line
            for one in found
            for line in (
                str(one.sentence(book.names)),
                *(f"  {before.words}" for before in earlier.get(one.position.key, ())),
            )
        ]
        or [_("The playbook has no position on this agreement.")],
    )


def _topic(one: Standing, names: Any, earlier: Mapping[str, Sequence[Precedent]]) -> PlaybookTopic:
    who = one.approver
    return {
        "key": one.position.key,
        "topic": one.position.name,
        "place": one.place,
        "level": str(one.level),
        "fallbacks": len(one.position.stands) - 1,
        "sentence": one.sentence(names).both(),
        "role": "" if who is None else who.role,
        "members": [] if who is None else list(who.members),
        "reason": one.reason,
        "before": [
            {"agreement": before.history, "number": before.number, "level": str(before.level)}
            for before in earlier.get(one.position.key, ())
        ],
    }
