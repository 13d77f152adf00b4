"""Changes of a proposal as rows of a table: where, what, and what was decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from datapact.agreements.steps.reply import Verdict
from datapact.base.texts import N_, Language, Message, _
from datapact.checks.run.lost import LostPart
from datapact.contract.changes.proposed import ProposedChange
from datapact.contract.text.clauses import places, plain_text
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.marked import Piece
from datapact.contract.text.numbering import numbers
from datapact_ui.kit.tables.rows_model import Badge, Column
from datapact_ui.kit.theme.colours import Tone

type Marked = Mapping[Language, tuple[Piece, ...]]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change as a window shows it."""

    change: ProposedChange
    """With its sentences."""
    where: str
    """Its place in words, in the language of the window."""
    marked: Marked
    """The words, marked, by language."""
    note: str = ""
    """What is special about it: changed on both sides, or without a mark."""
    loses: tuple[LostPart, ...] = ()
    """What accepting it removes or touches that a law or a rule asks for."""
    author: str = ""
    """Who tracked it in a Word file, as the file names them."""
    leaves: tuple[Message, ...] = ()
    """Where accepting it leaves the playbook of the house, and who may concede it."""
    terms: tuple[Message, ...] = ()
    """Defined terms that accepting it leaves undefined, unused or defined twice."""
    drafted: Mapping[Language, str] = field(default_factory=dict, hash=False)
    """Words of our own draft there, by language."""
    drafted_value: str = ""
    """The value of our own draft there, as one types it."""
    remarks: tuple[str, ...] = ()
    """What was said about this place: reasons of the other side, and comments."""
    unmarked: bool = False
    """Whether a Word file makes it without a mark, so that a reader of its tracked changes misses it."""


def lost_words(parts: Sequence[LostPart]) -> tuple[str, str]:
    """The losses by a change, and what somebody has to read because of it: one sentence a line."""
    gone, touched = ([str(one.message) for one in parts if (one.how == "gone") == which] for which in (True, False))
    return "\n".join(gone), "\n".join(touched)


type VerdictWords = Mapping[Verdict, tuple[str, str]]
"""Picture and words of each decision."""

WORDS: VerdictWords = {
    "accepted": ("accept", N_("Accepted")),
    "refused": ("decline", N_("Refused")),
    "reworded": ("edit", N_("Own proposal")),
}
CARRY_WORDS: VerdictWords = {
    "accepted": ("accept", N_("Carried over")),
    "refused": ("partners", N_("As the new text has it")),
    "reworded": ("edit", N_("Own proposal")),
}


def place_words(change: ProposedChange, own: AgreementDocument, proposal: AgreementDocument, language: Language) -> str:
    """The place of a change: its number, or what kind of statement it is."""
    shown = language if language in proposal.languages else proposal.prevailing
    if change.kind == "term":
        for document in (proposal, own):
            place = _place_of_term(change, document, shown)
            if place is not None:
                return numbers(document.clauses, shown).get(place) or _("Text")
    if change.kind in ("text", "moved"):
        found = numbers(proposal.clauses, shown).get(change.place) or numbers(own.clauses, shown).get(change.place)
        return found or _("Text")
    return {"term": _("Term"), "order": _("Order"), "numbers": _("Numbers")}.get(change.kind, _("Agreement"))


def _place_of_term(change: ProposedChange, document: AgreementDocument, shown: Language) -> str | None:
    """The first place where the words follow the term; None where only an annex shows it."""
    for place, texts in places(document.clauses):
        if any(run.term is not None and run.term == change.place for run in texts.get(shown, ())):
            return place
    return None


def in_reading_order(
    rows: Sequence[ChangeRow], own: AgreementDocument, proposal: AgreementDocument, language: Language
) -> list[ChangeRow]:
    """The rows as their places follow each other in the text: first what has no place in it."""
    shown = language if language in proposal.languages else proposal.prevailing
    # a place that only the own text has stands behind the one before it there
    order: dict[str, tuple[int, int]] = {place: (n, 0) for n, (place, _texts) in enumerate(places(proposal.clauses))}
    before = -1
    for n, (place, _texts) in enumerate(places(own.clauses), start=1):
        before = order.setdefault(place, (before, n))[0]

    def position(row: ChangeRow) -> tuple[int, int]:
        place: str | None = row.change.place
        if row.change.kind == "term":
            place = _place_of_term(row.change, proposal, shown) or _place_of_term(row.change, own, shown)
        return order.get(place or "", (-1, 0))

    return sorted(rows, key=position)


def side_texts(
    before: AgreementDocument, after: AgreementDocument, change: ProposedChange, language: Language
) -> list[tuple[str, str]]:
    """What stands at the place of a change in both texts, whole: a pair for each language in which it differs.

    ``language`` comes first where it is one of them; a dash stands for nothing.
    """
    if change.kind != "text" and (change.old is not None or change.new is not None):
        return [(str(change.old or "–"), str(change.new or "–"))]
    was, now = (dict(places(one.clauses)).get(change.place, {}) for one in (before, after))
    order = sorted(dict.fromkeys((*before.languages, *after.languages)), key=lambda one: one != language)
    pairs = [(plain_text(was.get(one, ())) or "–", plain_text(now.get(one, ())) or "–") for one in order]
    return [pair for pair in pairs if pair[0] != pair[1]] or pairs[:1]


def columns(
    verdict: Callable[[ChangeRow], Verdict | None], said: VerdictWords = WORDS, heading: str = N_("Your reply")
) -> Sequence[Column[ChangeRow]]:
    """The columns; ``verdict`` tells what was decided on a row, ``said`` how that is called."""

    def badge(row: ChangeRow) -> Badge | None:
        decided = verdict(row)
        if decided is None:
            return ("help", _("Still open"), "neutral")
        picture, words = said[decided]
        return (picture, _(words), "good" if decided == "accepted" else "warn" if decided == "refused" else "info")

    return (
        Column("where", _("Place"), 21, lambda row: row.where, badge=_unmarked, ink=_ink),
        Column("verdict", _(heading), 22, lambda row: (badge(row) or ("", ""))[1], badge=badge),
        Column("what", _("What changes"), 30, _first, flexible=True, ink=_ink, gives_way=1),  # it stands whole beside,
    )


def _unmarked(row: ChangeRow) -> Badge | None:
    """The place on a red ground, which stays red where the row is chosen; None for a change that bears a mark."""
    return ("error", row.where, "bad") if row.unmarked else None


def _ink(row: ChangeRow) -> Tone | None:
    return "bad" if row.unmarked else None


def _first(row: ChangeRow) -> str:
    words = " ".join(str(message) for message in row.change.messages)
    if row.leaves:
        words = f"{words} – {row.leaves[0]}"
    notes = " · ".join(filter(None, (_("Without a mark") if row.unmarked else "", row.note)))
    return f"{notes}: {words}" if notes else words
