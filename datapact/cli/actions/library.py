"""The actions of the commands on the library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datapact.agreements.approvals.precedents import Precedent, precedents
from datapact.agreements.library.drafts import put_clause
from datapact.agreements.library.where_used import Use, where_used
from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.current_text import current_state
from datapact.base.clock import write_time
from datapact.base.files import read_whole, write_whole
from datapact.base.texts import N_, _
from datapact.cli.actions.agreements import on_agreement
from datapact.cli.kit.columns import Column, Columns, emit_list, unseen
from datapact.cli.kit.output import emit, require_folder
from datapact.cli.kit.session import acting
from datapact.library.clauses.own_clause import RISK_WORDS, SLANT_WORDS, clause_json
from datapact.library.clauses.own_clauses import approve_clause, take_back_approval
from datapact.library.playbook.deviations import Standing
from datapact.library.playbook.playbook import playbook
from datapact.library.playbook.position import position_json
from datapact.library.shelf.library_file import LARGEST, TakenIn, export_library, look_at_library, take_in_library
from datapact.library.shelf.shelf import STANDING_WORDS, ClauseRow, PositionRow, Shelf, VersionLine, shelf
from datapact.library.versions.versions import retire, unknown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from datapact.base.strictjson import JsonObject


def _id(row: ClauseRow | PositionRow) -> str:
    return row.clause.id if isinstance(row, ClauseRow) else row.kept.position.key


def _name(row: ClauseRow | PositionRow) -> str:
    return row.clause.name if isinstance(row, ClauseRow) else row.kept.position.name


def _sort(row: ClauseRow | PositionRow) -> str:
    return "clause" if isinstance(row, ClauseRow) else "position"


def _rows(found: Shelf) -> list[ClauseRow | PositionRow]:
    return [*found.clauses, *found.positions]


def list_library() -> None:
    with acting() as member:
        rows = _rows(shelf(member))
    columns: Columns[ClauseRow | PositionRow] = (
        Column("id", N_("Id"), value=_id),
        Column(
            "sort",
            N_("Sort"),
            value=_sort,
            cell=lambda row: _("Own clause") if _sort(row) == "clause" else _("Position"),
        ),
        Column("name", N_("Name"), value=_name),
        Column("version", N_("Version"), value=lambda row: row.lines[-1].number),
        Column(
            "standing",
            N_("Approval"),
            value=lambda row: row.standing if isinstance(row, ClauseRow) else "",
            cell=lambda row: _(STANDING_WORDS[row.standing]) if isinstance(row, ClauseRow) else "",
        ),
    )
    emit_list(rows, columns, N_("The library is empty."), under="library")


def _row(found: Shelf, item: str) -> ClauseRow | PositionRow:
    row = next((one for one in _rows(found) if _id(one) == item), None)
    if row is None:
        raise unknown(item)
    return row


def show_item(item: str) -> None:
    with acting() as member:
        row = _row(shelf(member), item)
    about: dict[str, Any] = {
        "id": item,
        "sort": _sort(row),
        "name": _name(row),
        "content": clause_json(row.clause) if isinstance(row, ClauseRow) else position_json(row.kept.position),
        "mistakes": [one.both() for one in row.mistakes] if isinstance(row, ClauseRow) else [],
        "versions": [_version(one) for one in row.lines],
    }
    emit(about, [f"{_name(row)} ({item})", *(_clause(row) if isinstance(row, ClauseRow) else _position(row))])


def _version(line: VersionLine) -> JsonObject:
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


def _versions(lines: Sequence[VersionLine]) -> list[str]:
    return [
        _("Version {version} by {name}: {digest}", version=one.number, name=one.by, digest=one.digest)
        + (" – " + _("approved by {name}", name=", ".join(one.approved_by)) if one.approved_by else "")
        for one in lines
    ]


def approve_item(item: str, digest: str, note: str) -> None:
    with acting() as member:
        version = approve_clause(member, item, digest, note)
    emit({"id": item, "version": version.number, "digest": version.digest}, [_("Approved: exactly this version.")])


def take_back_item(item: str, digest: str, note: str) -> None:
    with acting() as member:
        version = take_back_approval(member, item, digest, note)
    emit({"id": item, "version": version.number, "digest": version.digest}, [_("Your approval is taken back.")])


def retire_item(item: str, note: str) -> None:
    with acting() as member:
        row = _row(shelf(member), item)
        retire(member, "clause" if isinstance(row, ClauseRow) else "position", item, note)
    emit({"id": item}, [_("Retired. Its history stays.")])


def import_file(file: Path, *, look: bool) -> None:
    data = read_whole(file, limit=LARGEST)
    with acting() as member:
        found = look_at_library(member, data) if look else take_in_library(member, data)
    emit(_taken(found), [str(found.words), *map(str, found.mistakes)])


def _taken(found: TakenIn) -> dict[str, Any]:
    return {
        "clauses": list(found.clauses),
        "positions": list(found.positions),
        "same": found.same,
        "mistakes": [one.both() for one in found.mistakes],
    }


def export_file(output: Path, items: Sequence[str]) -> None:
    require_folder(output)
    with acting() as member:
        data = export_library(member, items)
    write_whole(output, data)
    emit({"file": str(output)}, [_("Written: {file}", file=str(output))])


def insert_clause(agreement: str, item: str, alternative: str) -> None:
    with on_agreement(agreement) as (member, history):
        put_clause(member, history, item, alternative)
    emit({"agreement": history}, [_("The clause stands in the draft.")])


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


def show_playbook(agreement: str) -> None:
    with on_agreement(agreement) as (member, history), member.vault.read() as session:
        book = playbook(session)
        state = current_state(load_state(session, history))
        found = book.of_state(state)
        topics = [one.position.key for one in found if one.deviates]
        earlier = precedents(session, book, state, history, member.organisation, topics)
    emit(
        {"agreement": history, "topics": [_topic(one, book.names, earlier) for one in found]},
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


def _topic(one: Standing, names: Any, earlier: Mapping[str, Sequence[Precedent]]) -> dict[str, Any]:
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
