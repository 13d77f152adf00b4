"""The changes of a draft against a text that was offered: words of each row, and parts that are gone behind it."""

from __future__ import annotations

from collections.abc import Sequence

from datapact.base.texts import Language
from datapact.contract.text.clauses import Run, RunTexts, places, plain_text, same_words
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.marked import MarkedPlace, Piece, marked_words, piece_of, reading_text


class Tracked:
    """Compares rows when they are asked for, and remembers what it compared."""

    def __init__(self, base: AgreementDocument) -> None:
        self._base = base
        self._texts = dict(places(base.clauses))
        self._numbered: dict[Language, dict[str, MarkedPlace]] = {
            language: {place.id: place for place in reading_text(base, language)} for language in base.languages
        }
        self._gone: dict[str, tuple[str, ...]] = {}
        self._known: dict[tuple[str, Language], tuple[Sequence[Run], tuple[str, ...], tuple[Piece, ...] | None]] = {}

    def follow(self, document: AgreementDocument) -> set[str]:
        """Take the parts of a document; returns the places behind which other parts are gone than before."""
        present = [place for place, _texts in places(document.clauses)]
        kept = set(present)
        gone: dict[str, list[str]] = {}
        last = present[0] if present else ""
        for place in self._texts:
            if place in kept:
                last = place
            else:
                gone.setdefault(last, []).append(place)
        before, self._gone = self._gone, {place: tuple(parts) for place, parts in gone.items()}
        return {place for place in before.keys() | self._gone.keys() if before.get(place) != self._gone.get(place)}

    def pieces(self, place: str, language: Language, runs: Sequence[Run]) -> tuple[Piece, ...] | None:
        """The row with its changes marked; None where nothing is changed."""
        gone = self._gone.get(place, ())
        known = self._known.get((place, language))
        if known is not None and known[0] is runs and known[1] == gone:
            return known[2]
        found = self._compared(place, language, runs, gone)
        self._known[place, language] = (runs, gone, found)
        return found

    def _compared(
        self, place: str, language: Language, runs: Sequence[Run], deleted: Sequence[str]
    ) -> tuple[Piece, ...] | None:
        if language not in self._numbered:
            return None
        old = self._texts.get(place)
        if old is None:
            pieces = [piece_of(run, "inserted") for run in runs]
        else:
            pieces = list(marked_words(old.get(language, ()), runs))
        for part in deleted:
            told = self._numbered[language][part]
            words = f"{told.number} {plain_text(self._texts[part].get(language, ()))}".strip()
            if words:
                pieces += [Piece("\n"), Piece(words, "deleted")]
        return None if all(piece.mark == "same" for piece in pieces) else tuple(pieces)

    def is_changed(self, place: str, texts: RunTexts) -> bool:
        """Whether a place differs in any language, or parts behind it are gone."""
        old = self._texts.get(place)
        return old is None or place in self._gone or not same_words(old, texts)


def shown_at(pieces: Sequence[Piece], position: int) -> int:
    """The position among the marked words of the character at a position of the present ones."""
    at = 0
    for piece in pieces:
        if piece.mark == "deleted":
            at += len(piece.text)
        elif position <= len(piece.text) and (position < len(piece.text) or piece is pieces[-1]):
            return at + position
        else:
            position -= len(piece.text)
            at += len(piece.text)
    return at


def position_at(pieces: Sequence[Piece], shown: int, length: int) -> int:
    """The position in the present words, ``length`` characters, of a character among the marked ones."""
    at = 0
    for piece in pieces:
        if shown < len(piece.text):
            return min(length, at if piece.mark == "deleted" else at + shown)
        shown -= len(piece.text)
        if piece.mark != "deleted":
            at += len(piece.text)
    return length
