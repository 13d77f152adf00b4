"""The judgement on a file that came back for signature, for whoever records it; nothing is recorded by looking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from datapact.base.clock import local_day
from datapact.base.errors import AnswerNo, DataPactError
from datapact.base.texts import N_, Message
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.partners.partners import list_partners
from datapact.signing.ceremony.to_sign import PDF
from datapact.signing.returned.known_keys import KnownCard, SignedPlace, require_read
from datapact.vault.database import entries

if TYPE_CHECKING:
    from datapact.agreements.steps.signed_elsewhere import FileToKeep
    from datapact.history.state.filled_slots import OutsideSlot
    from datapact.signing.returned.judged import FilledField, ReturnedPdf
    from datapact.vault.database.session import Session

type Weaker = Literal["other_service", "paper_scan", "reference_only"]
WEAKER: tuple[Weaker, ...] = ("other_service", "paper_scan", "reference_only")
"""Classes of evidence that fill a slot by the word of who records them."""


@dataclass(frozen=True, slots=True)
class Look:
    """The judgement on a file that came back; nothing is recorded yet."""

    file: FileToKeep
    """As it would be kept with a record."""
    judged: ReturnedPdf | None
    """None for a picture, or a PDF that cannot be read."""
    filled: tuple[tuple[OutsideSlot, FilledField], ...]
    """The slots that it fills as signatures in our PDF; empty where it fills none."""
    problem: Message | None
    """Why it fills none; None where it does."""
    remarks: tuple[Message, ...]
    """What a person should look at before recording it, such as a certificate in another name."""
    open: tuple[OutsideSlot, ...]
    """The slots that nobody has signed yet."""
    signed: tuple[SignedPlace, ...] = ()
    """Who signed each place that it fills, and on what that rests."""

    @property
    def doubts(self) -> tuple[Message, ...]:
        """Why some places are filled only by the word of who records it; empty where all are filled as signatures."""
        return tuple(one.doubt for one in self.signed if one.doubt is not None)

    @property
    def suggested(self) -> Weaker:
        """The class of evidence that it is where it fills no slot as a signature."""
        return "other_service" if self.judged is not None and self.judged.signatures else "paper_scan"


SCAN = Message(N_("This is a picture, not a signed PDF. It counts as a scan, by your word."))


def look_through(
    file: FileToKeep,
    waiting: tuple[OutsideSlot, ...],
    judge: Callable[[], ReturnedPdf],
    who: Callable[[ReturnedPdf], tuple[SignedPlace, ...]],
) -> Look:
    """Judge a file by ``judge``, and by ``who`` the people of the places that it fills; ``filled`` is left to whoever knows its slots."""
    if file.media != PDF:
        return Look(file, None, (), SCAN, (), waiting)
    try:
        judged = judge()
    except DataPactError as error:  # locked by a password, damaged, too large to read: no signature, perhaps a scan
        return Look(file, None, (), error.message, (), waiting)
    if judged.problem is not None:
        return Look(file, judged, (), judged.problem, (), waiting)
    signed = who(judged)
    judged = with_signed(judged, signed)
    barred = next((one.bars for one in signed if one.bars is not None), None)
    if barred is not None:
        return Look(file, judged, (), barred, (), waiting)
    remarks = tuple(words for one in signed for words in one.remarks)
    return Look(file, judged, (), None, remarks, waiting, signed)


def require_signatures(seen: Look, *, by_word: bool, remarks_read: bool) -> None:
    """Raise AnswerNo where a file fills no place as a signature, or not without a person's word or look."""
    if seen.problem is not None:
        raise AnswerNo(seen.problem)
    if seen.doubts and not by_word:
        raise AnswerNo(seen.doubts[0])
    require_read(seen.signed, remarks_read=remarks_read)


def claim_of(one: FilledField, signed: SignedPlace) -> dict[str, str]:
    """The class of evidence of a filled field, and the local day that it claims; empty where it claims none."""
    claimed = one.signature.attested or one.signature.claimed
    return {
        "evidence": "pdf_signature" if signed.doubt is None else "other_service",
        "day": local_day(claimed).isoformat() if claimed is not None else "",
    }


def with_signed(judged: ReturnedPdf, signed: Sequence[SignedPlace]) -> ReturnedPdf:
    """The judgement with what cards say of its signatures."""
    known = {one.field.field: one.field for one in signed}
    return replace(
        judged,
        fields=tuple(known.get(one.field, one) for one in judged.fields),
        signatures=tuple(known[one.field].signature if one.field in known else one for one in judged.signatures),
    )


def known_cards(session: Session) -> tuple[KnownCard, ...]:
    """Our own public history, and that of every partner with a card."""
    partners = (KnownCard(one.line, one.standing == "confirmed") for one in list_partners(session))
    return (KnownCard(own_line(session), True), *partners)


def keep(session: Session, files: Sequence[FileToKeep]) -> list[dict[str, str]]:
    """Keep these files in the vault; returns how an entry names them."""
    return [
        {"digest": entries.put_attachment(session, file.data, file.media), "name": file.name, "media": file.media}
        for file in files
    ]
