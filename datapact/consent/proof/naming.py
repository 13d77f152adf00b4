"""Which agreements something rests on, by what their entries say: those that name a dataset, and those that amend one.

Whoever has the key can edit the list, so it is not asked alone; and to fold every agreement for a question about one takes a
millisecond each. So the words are sought in the signed texts as they are stored. What lacks a part, or could hide a word behind an
escape, counts as saying it: too many are proven, never too few.
"""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Iterator, Mapping
from functools import partial
from hashlib import sha256
from itertools import combinations
from typing import TYPE_CHECKING

from sqlalchemy import text

from datapact.agreements.projection.folded import bytes_of, folded_history
from datapact.agreements.projection.projection import amended_agreement
from datapact.agreements.text.current_text import current_state
from datapact.base.errors import Damaged, DataPactError
from datapact.consent.proof.unreadable import UNREADABLE, note_unreadable
from datapact.vault.database.remembered import Remembered
from datapact.vault.database.stored_json import read_stored_json

if TYPE_CHECKING:
    from datapact.history.state.organisation import OrganisationLine
    from datapact.vault.database.session import Session

_MOST_WORDS = 16
"""So many are sought in the texts; for more every text is read."""
_OF_AGREEMENTS = "entry.history >= 'urn:uuid:' AND entry.history < 'urn:uuid;'"
_AUTHORS = text(
    "SELECT history, json_group_array(DISTINCT organisation) FROM entry"  # noqa: S608 - our own words
    f" WHERE {_OF_AGREEMENTS} GROUP BY history"
)
_HISTORIES = text(f"SELECT DISTINCT history FROM entry WHERE {_OF_AGREEMENTS}")  # noqa: S608 - our own words
_SHOWN = text("SELECT id, amends, datasets FROM agreement")
_STORED = (
    "SELECT entry.history, entry.jws, coalesce(disclosure.texts, '[]'), coalesce(disclosure.erased, '[]')"  # noqa: S608
    f" FROM entry LEFT JOIN disclosure ON disclosure.entry = entry.digest WHERE {_OF_AGREEMENTS}"
)
_AMENDED = Remembered[bytes, str](20_000)
"""What a history amends, by every byte of its entries."""
_REFERRED = re.compile(rb'"(?:_sd|\.\.\.)"\s*:\s*(\[[^\]]*\]|"[^"]*")')
_DIGEST = re.compile(rb'"([^"]*)"')
_HIDING = re.compile(rb"\\[u/]")


def concerned(
    session: Session, histories: Collection[str], datasets: Collection[str], known: Mapping[str, OrganisationLine]
) -> frozenset[str]:
    """These agreements, those that name one of the datasets, and all that amend, or are joined to, one of them.

    Ids of histories, also of rows of the list without any entry.
    """
    shown = {
        str(one): (str(amends), str(keys or "")) for one, amends, keys in session.connection().execute(_SHOWN).all()
    }
    found = set(histories)
    if datasets:
        written = set(session.connection().execute(_HISTORIES).scalars())
        said = _saying(session, datasets)
        found |= written if said is None else said
        found |= {one for one, (_amends, keys) in shown.items() if "\\" in keys or any(key in keys for key in datasets)}
        found |= written - shown.keys()
        found |= _holed(session, written - found)
        found |= {shown[one][0] for one in found if one in shown}
        found |= {_amended(session, one, known) or "" for one in found}
        found -= {""}
    return frozenset(found | set(_amending(session, found, shown, known, whole=bool(datasets))))


def _amending(
    session: Session,
    histories: Collection[str],
    shown: Mapping[str, tuple[str, str]],
    known: Mapping[str, OrganisationLine],
    *,
    whole: bool,
) -> Iterator[str]:
    """The agreements that amend, or are joined to, one of these, by their entries or by the list; ``whole``: no other lacks a text."""
    written = {
        history: frozenset(read_stored_json(authors)) for history, authors in session.connection().execute(_AUTHORS)
    }
    amending = {one for one, (amends, _keys) in shown.items() if amends in histories}
    able = _able(written, histories) - amending
    said = _saying(session, histories)
    yield from amending
    holed = set() if whole else _holed(session, able)
    yield from holed
    for history in able - holed if said is None else able & said - holed:
        amends = _amended(session, history, known)
        if amends is None or amends in histories:
            yield history


def _able(written: Mapping[str, Collection[str]], histories: Collection[str]) -> set[str]:
    """The other agreements that can amend one of these, by the organisations that wrote the entries of each.

    Who signed an amendment is a party of the agreement that it amends; either can have been signed elsewhere, so that all its
    entries are of one house. Into the text of others nobody has to look.
    """
    houses = {frozenset(written[one]) for one in histories if one in written}
    alone = any(len(one) == 1 for one in houses)
    pairs = {pair for house in houses for pair in combinations(sorted(house), 2)}
    able = {
        history
        for history, authors in written.items()
        if alone or len(authors) == 1 or not pairs.isdisjoint(combinations(sorted(authors), 2))
    }
    return able - {*histories}


def _amended(session: Session, history: str, known: Mapping[str, OrganisationLine]) -> str | None:
    """What an agreement amends by its entries, empty for nothing; None for one that cannot be read."""
    try:
        return _AMENDED.made(
            session, bytes_of(session, history, known), partial(_read_amended, session, history, known)
        )
    except DataPactError:
        return None
    except UNREADABLE as error:
        note_unreadable(error)
        return None


def _read_amended(session: Session, history: str, known: Mapping[str, OrganisationLine]) -> str:
    _digest, folded = folded_history(session, history, known, keep=False)
    return "" if folded is None else amended_agreement(current_state(folded))


def _saying(session: Session, words: Collection[str]) -> set[str] | None:
    """The agreements in whose entries one of these words stands; None for too many words, or one too short to be sought."""
    pieces = [piece for word in words for piece in _pieces(_written(word))]
    if len(words) > _MOST_WORDS or not all(pieces):
        return None
    found: set[str] = set()
    for piece in pieces:
        asked = f"SELECT DISTINCT history FROM ({_STORED} AND (instr(entry.jws, :piece) OR instr(disclosure.texts, :piece)))"  # noqa: S608
        found.update(session.connection().execute(text(asked), {"piece": piece}).scalars())
    return found


def _written(word: str) -> str:
    """A word as JSON has it, without its quotation marks."""
    return json.dumps(word, ensure_ascii=False)[1:-1]


def _pieces(word: str) -> Iterator[str]:
    """What of base64url is the same wherever the word stands, for each of the three places in which it can begin."""
    data = word.encode("utf-8", "surrogatepass")
    for before, tainted in ((0, 0), (1, 2), (2, 3)):
        whole = (before + len(data)) * 8 // 6
        yield urlsafe_b64encode(bytes(before) + data).decode("ascii")[tainted:whole]


def _holed(session: Session, histories: Collection[str]) -> set[str]:
    """Those of these agreements of which a text is gone, erased or withheld, or could hide a word."""
    if not histories:
        return set()
    found: set[str] = set()
    for history, jws, texts, erased in session.connection().execute(text(_STORED)):
        if history in histories and history not in found and (erased != "[]" or not _whole(jws, texts)):
            found.add(history)
    return found


def _whole(jws: str, stored: str) -> bool:
    """Whether every text is there to which a signed entry refers, and none is written with escapes that hide words."""
    try:
        texts = [one.encode("ascii") for one in read_stored_json(stored)]
        opened = [urlsafe_b64decode(one + b"==") for one in (*texts, jws.split(".")[1].encode("ascii"))]
    except (Damaged, ValueError, TypeError, AttributeError, IndexError):
        return False
    there = {urlsafe_b64encode(sha256(one).digest()).rstrip(b"=") for one in texts}
    referred = {digest for data in opened for place in _REFERRED.findall(data) for digest in _DIGEST.findall(place)}
    return referred <= there and not any(map(_HIDING.search, opened))
