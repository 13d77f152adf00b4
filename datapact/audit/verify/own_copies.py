"""Copies of a party's own beside the common PDF of an agreement: what they show of the places that are empty in it.

A copy is the frozen PDF with fields of one party signed by another program, so it is judged in two steps that never mix: its first
version strictly, what was signed in it tolerantly, with the five answers. That a place is filled in another copy no common PDF can say, for it is
finished before; a dossier says it by the entries, and a copy at hand shows it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from datapact.audit.formats.copies_at_hand import CopyAtHand
from datapact.audit.formats.verdict import Finding, SignatureLine, Verdict
from datapact.audit.verify.agreed_text import check_agreed_text, check_parties, check_signatories
from datapact.audit.verify.agreement_pages import AgreementParts, check_pages, parts_of
from datapact.audit.verify.other_pdf import findings_on
from datapact.audit.verify.skeleton import verdict_on
from datapact.base.errors import DataPactError
from datapact.base.texts import N_, Listed, Message
from datapact.history.state.filled_slots import PDF_SIGNATURE
from datapact.organisation.identity.card import Card
from datapact.signing.ades.judge import judge_pdf
from datapact.signing.ades.judgement import JudgedPdf
from datapact.signing.ceremony.proof import AGREEMENT, PROOF
from datapact.signing.pades.attachments import attached_files
from datapact.signing.pades.object_streams import PdfReader, as_file
from datapact.signing.pades.own_form import by_others_alone
from datapact.signing.pades.pdf_bounds import check_foreign
from datapact.signing.pades.revisions import open_pdf
from datapact.signing.returned.judge import judge_returned
from datapact.signing.returned.judged import ReturnedPdf
from datapact.signing.returned.known_keys import KnownCard, SignedPlace, places_of, signed_places, with_card

log = logging.getLogger(__name__)
_END: Final = re.compile(rb"%%EOF(?:\r\n|\n|\r)?")

if TYPE_CHECKING:
    from datapact.audit.formats.trust import Lines
    from datapact.base.strictjson import JsonObject


BY_WORD: Final[Mapping[str, str]] = {
    "other_service": N_(
        "{person} signed in another service, by the word of {party} in the history; no program can check that."
    ),
    "paper_scan": N_("{person} signed by hand, by the word of {party} in the history; no program can check a scan."),
    "reference_only": N_("{person} signed, by the word of {party} in the history; no file shows it."),
    PDF_SIGNATURE: N_(
        "{person} signed in a copy of their party's own, by the word of {party} in the history; it is not at hand here."
    ),
}
DOES_NOT_FIT = N_("The copy in which {person} is said to have signed shows no signature of that place: {reason}")
BY_ANOTHER_PROGRAM = N_(
    "{person} signed in a copy of their party's own with another program: “{signer}”, intact. {reason}"
)
NOBODY_VOUCHES = Message(N_("Nobody known here vouches for who that is."))


def with_copy(
    expected: SignatureLine,
    copy: CopyAtHand,
    base: bytes,
    state: JsonObject,
    places: Sequence[str],
    lines: Lines,
    sure: Iterable[str],
    lists: Path | None,
) -> SignatureLine:
    """The line of a place that is empty in the common PDF, by what is at hand for it.

    ``base`` is the first version of the common PDF, already held against the text; ``places`` are those of the party, ``sure`` the organisations whose
    cards the caller trusts.
    """
    line = lines.get(expected.organisation)
    told: dict[str, str | int | Message] = {
        "person": expected.person,
        "party": line.state.name if line is not None else expected.party,
    }
    if copy.evidence != PDF_SIGNATURE or not copy.pdf:
        words = BY_WORD.get(copy.evidence, BY_WORD["reference_only"])
        return replace(expected, verdict="indeterminate", reasons=(Message(words, told),))
    try:
        judged = judge_returned(copy.pdf, base, base, places, lists)
        cards = [KnownCard(one, one.id in set(sure)) for one in lines.values()]
        signed = signed_places(places_of(state), judged.fields, cards, "")
    except DataPactError as error:
        return replace(expected, reasons=(Message(DOES_NOT_FIT, {**told, "reason": error.message}),))
    here = next((one for one in signed if one.place.id == expected.slot), None)
    problem = judged.problem or (here.bars if here is not None else Message(NOT_THERE))
    if here is None or problem is not None:
        return replace(expected, reasons=(Message(DOES_NOT_FIT, {**told, "reason": problem or Message(NOT_THERE)}),))
    found = here.field.signature
    filled = replace(
        expected,
        signer=found.claims.signer,
        time=found.attested or found.claimed,
        level=found.level,
        covers=found.covers,
    )
    if here.doubt is None and here.by in ("card", "listed") and found.indication == "TOTAL-PASSED":
        return replace(filled, verdict="valid", reasons=())
    reason = here.doubt or next(iter(here.remarks), NOBODY_VOUCHES)
    against = Message(BY_ANOTHER_PROGRAM, {**told, "signer": found.claims.signer or "–", "reason": reason})
    return replace(filled, verdict="indeterminate", reasons=(against,))


NOT_THERE = N_("that field is empty.")


@dataclass(frozen=True, slots=True)
class _Copy:
    """A copy that came alone: its first version, and what others did to it."""

    parts: AgreementParts
    returned: ReturnedPdf
    judged: JudgedPdf
    signed: tuple[SignedPlace, ...]


def verify_copy(
    data: bytes, name: str, lists: Path | None, authorities: Sequence[bytes] = (), cards: Sequence[Card] = ()
) -> Verdict | None:
    """The verdict on a frozen agreement's PDF that other programs alone signed; None for every other file.

    It is never valid by itself: whether it counts, the history of the agreement tells.
    """
    end = _END.search(data)
    base = data[: end.end()] if end is not None else b""
    try:
        files = attached_files(open_pdf(base))
        if PROOF not in files or AGREEMENT not in files:
            return None
        parts = parts_of(base, files)
        check_foreign(data)
        if not by_others_alone(PdfReader(as_file(data), strict=False)):
            return None
    except DataPactError:
        return None
    except Exception as error:  # hostile and broken files make the parser fail in many ways: then it is no copy
        log.info("no copy of an agreement", exc_info=error)
        return None
    return verdict_on(
        "pdf",
        name,
        lambda: _read_copy(data, parts, lists, authorities, cards),
        lambda copy, _lines: _judge_copy(copy),
        lines=lambda copy: copy.parts.lines,
        cards=cards,
        details=_details,
        other=lambda copy: copy.judged,
    )


def _read_copy(
    data: bytes, parts: AgreementParts, lists: Path | None, authorities: Sequence[bytes], cards: Sequence[Card]
) -> _Copy:
    judged = judge_pdf(data, lists, authorities=authorities)
    places = [one.slot for one in parts.proof.signatories]
    returned = judge_returned(data, parts.base, parts.base, places, lists)
    known = {card.organisation: KnownCard(card.line, True) for card in cards}
    of_file = [known.get(one.id) or KnownCard(one, False) for one in parts.lines.values()]
    signed = signed_places(places_of(parts.state), returned.fields, of_file, "")
    by_card = {one.field.field: one.field.signature for one in signed if one.by == "card"}
    kept = (with_card(one, by_card[one.field].card) if one.field in by_card else one for one in judged.signatures)
    return _Copy(parts, returned, replace(judged, signatures=tuple(kept)), signed)


def _judge_copy(copy: _Copy) -> Iterator[Finding]:
    proof, parts = copy.parts.proof, copy.parts
    yield from check_agreed_text(proof, parts.lines, parts.agreement)
    yield from check_parties(proof, parts.state, parts.lines)
    yield from check_signatories(proof, parts.lines)
    yield from check_pages(parts, vouched=False)[1]
    if copy.returned.problem is not None:
        yield Finding("invalid", copy.returned.problem)
    for one in copy.signed:
        if one.bars is not None:
            yield Finding("invalid", one.bars)
        elif one.doubt is not None:
            yield Finding("indeterminate", one.doubt)
    yield from (one for one in findings_on(copy.judged) if one.weight != "note")
    people = [one.place.person for one in copy.signed]
    yield Finding("indeterminate", Message(A_COPY, {"people": Listed.of(people or ["–"])}))


A_COPY = N_(
    "This is a copy of an agreement that was frozen in DataPact, in which {people} signed with another program. The others signed the"
    " common PDF, or copies of their own: verify it together with these files, or with a dossier of the agreement."
)


def _details(copy: _Copy) -> JsonObject:
    number, title = copy.parts.state.get("number"), copy.parts.state.get("title")
    return {
        "agreement": copy.parts.proof.freeze.history,
        "number": number if isinstance(number, str) else "",
        "title": title if isinstance(title, dict) else {},
        "agreement_sha256": str(copy.parts.proof.freeze.body["agreement_sha256"]),
        "own_copy": [one.place.id for one in copy.signed if one.bars is None],
    }
