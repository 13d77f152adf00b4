"""The signed copy of a party's own, held against the text: is it the frozen PDF with fields of that party filled, and by whom?

Every house that has the file judges it by what it knows: cards, trusted lists. What it finds is its remark; nothing in the history
depends on it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from datapact.agreements.projection.append import load_state
from datapact.agreements.text.current_text import known_text
from datapact.base.errors import Damaged, DataPactError
from datapact.base.texts import N_, Argument, Message
from datapact.base.worker_process import run_apart
from datapact.history.state.filled_slots import PDF_SIGNATURE
from datapact.signing.ceremony.received_pdf import own_drawing, require_fixed
from datapact.signing.ceremony.rendition import frozen_input
from datapact.signing.returned.judged import ReturnedPdf
from datapact.signing.returned.known_keys import SignedPlace, places_of, signed_places
from datapact.signing.returned.look import known_cards
from datapact.signing.trusted_lists.folder import SIGNED, lists_folder, reading_size
from datapact.vault.database import entries
from datapact.vault.database.remembered import Holder, Remembered

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.facts import Signed
    from datapact.organisation.acting.acting_member import Acting
    from datapact.pdf.agreement.input import DocumentInput
    from datapact.vault.database.session import Session

_END: Final = re.compile(rb"%%EOF(?:\r\n|\n|\r)?")
_JUDGE: Final = "datapact.signing.returned.judge:judge_returned"
_SEEN: Final = Remembered[bytes, ReturnedPdf | DataPactError](256)

NOT_THE_FROZEN: Final = Message(
    N_(
        "This is not the frozen text: its first version is not what DataPact makes of it, for example because a service wrote it"
        " anew. What it shows counts by the word of its party only."
    )
)
NOT_HERE: Final = Message(N_("The signed copy is not in this vault. Ask that party to send again with everything."))
NOT_IN_IT: Final = Message(
    N_("In this copy the place of {person} is not signed, though its party says so. It proves nothing.")
)


@dataclass(frozen=True, slots=True)
class CopySeen:
    """What our house finds of the copy by which a party says that a place is signed."""

    problem: Message | None
    """Why it shows no signature in that place; None where it does."""
    signed: SignedPlace | None = None
    """Who signed, as far as that is known here; None where it shows none."""

    @property
    def remarks(self) -> tuple[Message, ...]:
        """What a person should know who relies on it, the gravest first."""
        if self.signed is None:
            return () if self.problem is None else (self.problem,)
        return (*([self.signed.doubt] if self.signed.doubt is not None else []), *self.signed.remarks)


def judged_copy(
    held: Holder, data: bytes, document: DocumentInput, places: Sequence[str], lists: Path | None = None
) -> ReturnedPdf:
    """Judge a file as a party's copy of a frozen text of which it may sign ``places``.

    Remembered while the vault is open. Raises Malformed or TooLarge for what is no PDF, or is locked, and AnswerNo for a text of a layout that
    is not known here.
    """
    folder = lists or lists_folder()
    parts = (
        data,
        document.attachments["proof.json"],
        repr((sorted(places), str(folder), reading_size(folder))).encode(),
    )
    key = hashlib.sha256(b"".join(hashlib.sha256(one).digest() for one in parts)).digest()
    found = _SEEN.made(held, key, lambda: _judged(held, data, document, tuple(places), folder))
    if isinstance(found, DataPactError):
        raise type(found)(found.message)
    return found


def _judged(
    held: Holder, data: bytes, document: DocumentInput, places: tuple[str, ...], folder: Path
) -> ReturnedPdf | DataPactError:
    try:
        unsigned = own_drawing(held, document)
        if not data.startswith(unsigned):
            end = _END.search(data)
            unsigned = b"" if end is None else data[: end.end()]
            require_fixed(held, unsigned, unsigned, document, (), ())
        size = 3 * len(data) + 2 * SIGNED + reading_size(folder)
        judged: ReturnedPdf = run_apart(_JUDGE, data, unsigned, unsigned, places, folder, size=size)
    except Damaged:
        return ReturnedPdf("other", NOT_THE_FROZEN)
    except DataPactError as error:
        return error
    return judged


def judge_copies(held: Holder, folded: AgreementState, document: DocumentInput, files: Mapping[str, bytes]) -> None:
    """Judge the copies among ``files`` (by digest) ahead of a lock, so that the judgements are remembered."""
    for _slot, one, ours in _claimed(folded):
        for file in one.own_copy.files if one.own_copy is not None else ():
            if file.digest in files:
                with suppress(DataPactError):
                    judged_copy(held, files[file.digest], document, ours)


def copy_warnings(session: Session, states: Iterable[AgreementState], fresh: Collection[str]) -> list[Message]:
    """Warnings on copies that came with ``fresh`` entries (by digest): the entries say who signed, the copy may not show it."""
    found: list[Message] = []
    for state in states:
        said = {slot: one for slot, one in state.own_copies.items() if one.digest in fresh}
        try:
            seen = seen_copies(session, state) if said else {}
        except DataPactError as error:  # such as a freeze that differs from the agreement
            found.append(Message(UNSOUND_COPY, {"reason": error.message}))
            continue
        for slot in said:
            if slot in seen:
                words = UNSOUND_COPY if seen[slot].problem is not None else LOOK_AT_COPY
                found += [Message(words, {"reason": one}) for one in seen[slot].remarks]
    return found


@dataclass(frozen=True, slots=True)
class CopyRemark:
    """A sentence on a copy by which a party says that it signed, as our house finds it."""

    words: Message
    """One sentence, with what to do where something does not fit."""
    fits: bool
    """Whether it says that the copy shows the signature; else it is something to look at, or against it."""


def copy_remarks(acting: Acting, history: str) -> tuple[CopyRemark, ...]:
    """What our house finds of the copies of parties, in the order of the places; none where there is no such copy."""
    with acting.vault.read() as session:
        folded = load_state(session, history)
        seen = seen_copies(session, folded)
        people = {slot: known_text(one.person) for slot, one in folded.own_copies.items()}
    found: list[CopyRemark] = []
    for slot, one in seen.items():
        told: dict[str, Argument] = {"person": people[slot]}
        if one.problem is None:
            found.append(CopyRemark(Message(FITS, told), True))
        words = VOID if one.problem is not None else OPEN
        found += [CopyRemark(Message(words, {**told, "reason": reason}), False) for reason in one.remarks]
    return tuple(found)


FITS = N_(
    "Held against the text here: the copy of {person} is the frozen text, and only fields of that party are signed in it."
)
VOID = N_("The copy of {person} shows no signature: {reason} Ask that party.")
OPEN = N_("The copy of {person}: {reason}")
UNSOUND_COPY = N_("The signed copy that came does not hold: {reason} Do not rely on it.")
LOOK_AT_COPY = N_("Look at the signed copy that came: {reason}")


def _claimed(folded: AgreementState) -> Iterator[tuple[str, Signed, list[str]]]:
    """The places that parties say they signed in a PDF of their own: slot, what they said, and all places of that party."""
    slots = folded.freeze.slots if folded.freeze is not None else ()
    for slot, one in folded.own_copies.items():
        if one.own_copy is not None and one.own_copy.evidence == PDF_SIGNATURE:
            yield slot, one, [place.id for place in slots if place.organisation == one.organisation]


def seen_copies(session: Session, folded: AgreementState) -> dict[str, CopySeen]:
    """By id of the slot: what we find of each PDF by which a party says that it signed in a copy of its own."""
    said = list(_claimed(folded))
    if not said:
        return {}
    document = frozen_input(session, folded)
    cards, places = known_cards(session), places_of(dict(document.state))
    found: dict[str, CopySeen] = {}
    for slot, one, ours in said:
        assert one.own_copy is not None
        kept = (entries.attachment(session, file.digest) for file in one.own_copy.files)
        data = next((held[1] for held in kept if held is not None), None)
        if data is None:
            found[slot] = CopySeen(NOT_HERE)
            continue
        try:
            judged = judged_copy(session, data, document, ours)
        except DataPactError as error:
            found[slot] = CopySeen(error.message)
            continue
        signed = signed_places(places, judged.fields, cards, "")
        here = next((place for place in signed if place.place.id == slot), None)
        missing = Message(NOT_IN_IT.id, {"person": places[slot].person if slot in places else slot})
        problem = judged.problem or (missing if here is None else here.bars)
        found[slot] = CopySeen(problem, here if problem is None else None)
    return found
