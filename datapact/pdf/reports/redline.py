"""A comparison of two texts as a report: what differs in sentences, then every clause with its changes marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from datapact.base.texts import N_, Language, Message
from datapact.contract.changes.comparison import Comparison
from datapact.contract.text.clauses import Emphasis
from datapact.contract.text.marked import MarkedPlace, Piece, rows_of
from datapact.pdf.engine.lines import Change
from datapact.pdf.reports.parts import Facts, Heading, Items, Marked, Paragraph, Part, Report
from datapact.pdf.reports.story import PARTIES

_CHANGES: Mapping[str, Change] = {"inserted": "inserted", "deleted": "deleted"}


def redline_report(
    comparison: Comparison,
    old: Message | str,
    new: Message | str,
    language: Language,
    parties: Mapping[str, str] | None = None,
    author: str = "",
    foot: Message | str = "",
) -> Report:
    """The report: ``old`` and ``new`` name both texts, ``parties`` says by place whose change it is."""
    whose = dict(parties or {})
    order = list(dict.fromkeys(whose.values()))
    spoken = language if language in comparison.places else next(iter(comparison.places))
    blocks: list[Part] = [
        Facts(((Message(N_("Older text")), old), (Message(N_("Newer text")), new))),
        Items(comparison.summary),
        Paragraph(
            Message(N_("Inserted words are underlined. Deleted words are struck through, in square brackets.")),
            quiet=True,
        ),
    ]
    blocks += [
        Paragraph(
            Message(N_("{sign} … {sign}: changed by {party}"), {"sign": PARTIES[n % len(PARTIES)][1], "party": one})
        )
        for n, one in enumerate(order)
        if len(order) > 1
    ]
    terms = [one.message for one in comparison.changes if one.kind not in ("text", "follows")]
    if terms:
        blocks += [Heading(Message(N_("Terms"))), Items(terms)]
    blocks += _clauses(comparison.places[spoken], whose, order)
    title = comparison.new.title
    return Report(
        title=title.get(spoken, next(iter(title.values()))),
        language=spoken,
        blocks=blocks,
        kind=Message(N_("Comparison {number}"), {"number": comparison.new.number}),
        subtitle=author or None,
        foot=foot or None,
    )


def _clauses(places: Sequence[MarkedPlace], whose: Mapping[str, str], order: Sequence[str]) -> Iterator[Part]:
    for row in rows_of(places):
        place = row[0]
        if place.table:  # the cells of a row are one paragraph
            party = next((order.index(whose[one.id]) for one in row if one.id in whose), 0)
            yield Marked("", [piece for n, one in enumerate(row) for piece in _cell(one, first=not n)], party, 1)
            continue
        party = order.index(whose[place.id]) if place.id in whose else 0
        if place.kind == "heading" and place.mark == "same":
            yield Heading(f"{place.number} {place.words}".strip())
        elif place.kind == "heading":
            yield Heading(f"{place.number} {place.words or _all(place.pieces)}".strip())
            yield Marked("", _pieces(place.pieces), party)
        else:
            yield Marked(place.number, _pieces(place.pieces), party, 1 if place.kind == "item" else 0)


def _cell(place: MarkedPlace, *, first: bool) -> list[tuple[str, Change, Emphasis]]:
    bar: list[tuple[str, Change, Emphasis]] = [] if first else [(" | ", "", "")]
    return [*bar, *_pieces(place.pieces)]


def _pieces(pieces: Sequence[Piece]) -> list[tuple[str, Change, Emphasis]]:
    return [(piece.text, _CHANGES.get(piece.mark, ""), piece.emphasis) for piece in pieces]


def _all(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in pieces)
