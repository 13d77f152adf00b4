"""The actions of the commands on Word files: one file, the set of a round, and a file that came back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from datapact.agreements.projection.folded import load_state
from datapact.agreements.text.current_text import current_state
from datapact.agreements.views.list import find_agreement
from datapact.base.errors import WrongUse
from datapact.base.files import read_whole, write_whole
from datapact.base.texts import LANGUAGES, N_, Language, Message, _, counted
from datapact.cli.kit.output import emit, require_folder
from datapact.cli.kit.session import acting, on_agreement
from datapact.cli.printed.agreements import AgreementExport
from datapact.cli.printed.negotiation import AgreementWord, WordReply, WordReplyOlder
from datapact.contract.changes.proposed import ProposedChange
from datapact.organisation.partners.references import require_partner
from datapact.word.read.package import LARGEST_FILE
from datapact.word.steps.coverage import coverage_lines, outside_line
from datapact.word.steps.older import BOTH, Older, older_lines
from datapact.word.steps.received import Received, keep_received, open_received
from datapact.word.steps.reply import word_reply
from datapact.word.steps.sent import remarks_on, word_file, word_set

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting


def _languages(named: Sequence[str]) -> tuple[Language, ...]:
    chosen = tuple(language for language in LANGUAGES if language in named)
    if len(chosen) != len(set(named)):
        raise WrongUse(N_("The language is de or en."))
    return chosen


def export_word(agreement: str, output: Path, languages: Sequence[str], against: str) -> None:
    require_folder(output)
    with on_agreement(agreement) as (member, history):
        written = word_file(member, history, languages=_languages(languages), against=against)
    write_whole(output, written.data, private=False)
    result: AgreementExport = {
        "agreement": history,
        "file": str(output),
        "bytes": len(written.data),
        "seal": None,
        "others": [],
    }
    emit(result, [_("Written: {file}", file=str(output))])


def write_set(agreement: str, folder: Path, languages: Sequence[str], against: str, partner: str) -> None:
    if not folder.is_dir():
        raise WrongUse(N_("There is no folder {folder}. Make it first."), folder=str(folder))
    with on_agreement(agreement) as (member, history):
        _require_receiver(member, history, partner)
        files = word_set(member, history, languages=_languages(languages), against=against, partner=partner)
    for one in files:
        write_whole(folder / one.name, one.data, private=False)
    result: AgreementWord = {
        "agreement": history,
        "files": [str(folder / one.name) for one in files],
        "at_end": [],
        "accepted": [],
    }
    told = remarks_on(files)
    emit(result, [*(_("Written: {file}", file=str(folder / one.name)) for one in files), *([told] if told else [])])


def _require_receiver(member: Acting, history: str, named: str) -> None:
    """Raise WrongUse where neither a party of the text nor a partner is called so, or begins so."""
    if not named.strip():
        return
    folded = named.strip().casefold()
    with member.vault.read() as session:
        terms = current_state(load_state(session, history)).get("terms") or {}
        parties = terms.get("parties", []) if isinstance(terms, Mapping) else []
        names = [str(one.get(name, "")) for one in parties for name in ("name", "short_name")]
        if not any(one.casefold().startswith(folded) for one in names):
            require_partner(session, named)


def write_answer(agreement: str, folder: Path, partner: str) -> None:
    if not folder.is_dir():
        raise WrongUse(N_("There is no folder {folder}. Make it first."), folder=str(folder))
    with on_agreement(agreement) as (member, history):
        _require_receiver(member, history, partner)
        written = word_reply(member, history, partner)
    write_whole(folder / written.name, written.data, private=False)
    result: AgreementWord = {
        "agreement": history,
        "files": [str(folder / written.name)],
        "at_end": list(written.at_end),
        "accepted": list(written.accepted),
    }
    told = remarks_on((written,))
    emit(result, [_("Written: {file}", file=str(folder / written.name)), *([told] if told else [])])


def read_in(file: Path, agreement: str, accept: Sequence[str], note: str) -> None:
    """Show what a Word file changes; with ``accept`` make drafts of it."""
    data = read_whole(file, limit=LARGEST_FILE)
    with acting() as member:
        history = ""
        if agreement:
            with member.vault.read() as session:
                history = find_agreement(session, agreement)
        received = open_received(member, data, history)
        known = [one.change.id for one in received.returned.changes]
        draft = ""
        if accept:
            chosen = known if "all" in accept else [] if "none" in accept else list(accept)
            draft = keep_received(member, received, chosen, note or file.name)
    emit(_json(received, draft), _lines(received, draft, asked=bool(accept)))


def _json(received: Received, draft: str) -> WordReply:
    returned = received.returned
    return {
        "agreement": received.history,
        "version": received.version,
        "older": None if received.older is None else _older(received.older),
        "draft": draft or None,
        "changes": [
            {
                "id": one.change.id,
                "kind": one.change.kind,
                "place": one.change.place,
                "origin": one.origin,
                "authors": list(one.authors),
                "both": received.older is not None and one.change.id in received.older.both,
                "removes": [part.message.both() for part in received.loses.get(one.change.id, ())],
                "messages": [message.both() for message in one.change.messages],
            }
            for one in returned.changes
        ],
        "outside": [
            {"where": one.where, "old": one.old, "new": one.new, "origin": one.origin} for one in returned.outside
        ],
        "comments": [
            {
                "author": one.author,
                "time": one.time,
                "text": one.text,
                "place": one.place,
                "answers": one.answers,
                "resolved": one.resolved,
            }
            for one in returned.remarks
        ],
        "characters": returned.characters,
        "understood": returned.understood,
        "unresolved": dict(returned.unresolved),
        "notes": returned.notes,
        "lost_references": returned.lost_references,
        "formatting": returned.formatting,
        "links": returned.links,
    }


def _older(older: Older) -> WordReplyOlder:
    return {
        "text": older.text.both(),
        "round": older.round or None,
        "later": older.later,
        "newest": older.newest.both(),
        "missing": [message.both() for message in older.missing],
    }


def _lines(received: Received, draft: str, *, asked: bool) -> list[str]:
    returned = received.returned
    lines: list[str] = [] if received.older is None else older_lines(received.older)
    both = frozenset() if received.older is None else received.older.both
    unmarked = [one.change for one in returned.changes if one.origin == "unmarked"]
    tracked = [one.change for one in returned.changes if one.origin == "tracked"]
    lines += _section(
        counted("Changed without a mark: {n} change", "Changed without a mark: {n} changes", len(unmarked)),
        unmarked,
        both,
    )
    lines += _section(counted("Tracked: {n} change", "Tracked: {n} changes", len(tracked)), tracked, both)
    if returned.outside:
        lines.append(_("Outside of clauses:"))
        lines += ["  " + outside_line(one) for one in returned.outside]
    if returned.remarks:
        lines.append(_("Comments:"))
        lines += [f"  {one.author}: {one.text}" for one in returned.remarks]
    lines += coverage_lines(returned)
    if draft:
        lines.append(_("A draft was made of the accepted changes. The file as received is a draft of its own."))
    elif not asked and returned.changes:
        lines.append(_("Nothing was taken over yet. Say which changes: --accept all, none, or their ids from --json."))
    return lines


def _section(heading: Message, changes: Sequence[ProposedChange], both: Collection[str]) -> list[str]:
    if not changes:
        return []
    said = [(f"{_(BOTH)}: " if change.id in both else "", message) for change in changes for message in change.messages]
    return [str(heading), *(f"  {mark}{message}" for mark, message in said)]
