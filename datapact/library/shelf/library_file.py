"""Library files (``.dplib``) out of a vault and into it: clauses and positions on their way to another house, or kept beside the vault.

The only way in which anything of the library leaves a vault, and only when a member asks for it. A file carries no approval:
whoever takes it in approves each clause anew.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from datapact.base.texts import N_, Message, counted
from datapact.library.clauses.own_clause import clause_json
from datapact.library.clauses.own_clauses import own_clauses
from datapact.library.clauses.sources import mistakes_in
from datapact.library.clauses.versions import unknown, write_version
from datapact.library.playbook.playbook import kept_positions
from datapact.library.playbook.position import position_json
from datapact.library.shelf.library_format import UNSIGNED, LibraryFile, without_members
from datapact.library.shelf.library_signature import Signer, sign_library, signer_of
from datapact.library.templates.own_template import template_json
from datapact.library.templates.own_templates import own_templates
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.acting.records import record_export

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting


@dataclass(frozen=True, slots=True)
class TakenIn:
    """The result of taking a file in, or of trying it."""

    clauses: tuple[str, ...]
    """Names of clauses of which a version was written."""
    positions: tuple[str, ...]
    """Names of positions that were set."""
    templates: tuple[str, ...]
    """Names of templates of which a version was written."""
    same: int
    """Number of entries that the library has already, word for word."""
    mistakes: tuple[Message, ...]
    """What has to be corrected before a clause can be approved."""
    signer: Signer | None
    """Who signed the file; None for a file of before."""

    @property
    def origin(self) -> Message:
        """The house that it is from, in a sentence."""
        return UNSIGNED if self.signer is None else self.signer.words

    @property
    def words(self) -> Message:
        """The preview in a sentence."""
        return Message(
            N_("{clauses}, {positions}, {templates}; unchanged: {same}."),
            {
                "clauses": counted("{n} clause", "{n} clauses", len(self.clauses)),
                "positions": counted("{n} position", "{n} positions", len(self.positions)),
                "templates": counted("{n} template", "{n} templates", len(self.templates)),
                "same": self.same,
            },
        )


def export_library(acting: Acting, wanted: Collection[str] = ()) -> bytes:
    """The library, or those of these ids, as a signed file; recorded as an export. Raises WrongUse for an unknown id."""
    with acting.vault.read() as session:
        clauses, positions, templates = own_clauses(session), kept_positions(session), own_templates(session)
    for one in wanted:
        if one not in clauses and one not in positions and one not in templates:
            raise unknown(one)
    made = LibraryFile(
        tuple(kept.newest for name, kept in sorted(clauses.items()) if not wanted or name in wanted),
        tuple(
            without_members(kept.position) for name, kept in sorted(positions.items()) if not wanted or name in wanted
        ),
        tuple(kept.newest for name, kept in sorted(templates.items()) if not wanted or name in wanted),
    )
    made = replace(made, card=write_card(acting).decode("ascii"))
    data = replace(made, signature=sign_library(acting, made)).write()
    record_export(acting, Message(N_("The library of clauses")), data)
    return data


def look_at_library(acting: Acting, data: bytes) -> TakenIn:
    """The effects of taking a file in; nothing is written. Raises Malformed, TooLarge, NewerFormat or Damaged."""
    return _found(acting, LibraryFile.read(data))


def take_in_library(acting: Acting, data: bytes) -> TakenIn:
    """Write a version of each entry that differs; all or nothing. Raises as ``look_at_library``, Locked without the role."""
    read = LibraryFile.read(data)
    found = _found(acting, read)
    with acting.vault.write() as session:
        for clause in read.clauses:
            write_version(acting, session, "clause", clause.id, clause.name, clause_json(clause))
        for position in read.positions:
            write_version(acting, session, "position", position.key, position.name, position_json(position))
        for template in read.templates:
            write_version(acting, session, "template", template.key, template.name, template_json(template))
    return found


def _found(acting: Acting, read: LibraryFile) -> TakenIn:
    with acting.vault.read() as session:
        clauses, positions, templates = own_clauses(session), kept_positions(session), own_templates(session)
        by = signer_of(acting, session, read) if read.signature else None
    new = [one for one in read.clauses if one.id not in clauses or clauses[one.id].newest != one]
    other = [one for one in read.positions if one.key not in positions or positions[one.key].position != one]
    drafts = [one for one in read.templates if one.key not in templates or templates[one.key].newest != one]
    everything = len(read.clauses) + len(read.positions) + len(read.templates)
    return TakenIn(
        tuple(one.name for one in new),
        tuple(one.name for one in other),
        tuple(one.name for one in drafts),
        everything - len(new) - len(other) - len(drafts),
        tuple(mistake for one in new for mistake in mistakes_in(one)),
        by,
    )
