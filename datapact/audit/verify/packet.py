"""Verify a PDF that DataPact fixed for signature outside: its first version strictly, what others signed in it tolerantly.

The first version has to be what DataPact makes of the agreement inside, page for page. After it nothing may have been done but
signing its fields. The signatures are those of any program, so they are judged in the five answers of such.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from datapact.agreements.text.slot_evidence import COPIES_WORDS
from datapact.audit.formats.verdict import Finding, Verdict, Weight
from datapact.audit.verify.other_pdf import findings_on, judged_or_refused
from datapact.audit.verify.skeleton import verdict_on
from datapact.base import strictjson
from datapact.base.errors import DataPactError, Malformed
from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_, Message
from datapact.organisation.identity.card import Card
from datapact.pdf.agreement.compare import compare_drawn, layout_of
from datapact.pdf.agreement.input import Rendering
from datapact.pdf.engine.layout import LAYOUT
from datapact.signing.ades.judge import judge_pdf
from datapact.signing.ades.judgement import JudgedPdf, JudgedSignature
from datapact.signing.ceremony.fixed_pdf import copies_of, fixed_pdf
from datapact.signing.ceremony.proof import AGREEMENT, PROOF
from datapact.signing.pades.attachments import attached_files
from datapact.signing.pades.revisions import open_pdf
from datapact.signing.returned.judge import ALTERED, OTHER_FIELD, OWN_FIELD, judge_returned
from datapact.signing.returned.judged import ReturnedPdf
from datapact.signing.returned.known_keys import KnownCard, SignedPlace, places_of, signed_places, with_card

_STAGE: Final = b"<datapact:stage>paper</datapact:stage>"
_DATED: Final = re.compile(rb"<xmp:CreateDate>(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)Z</xmp:CreateDate>")
_END: Final = re.compile(rb"%%EOF(?:\r\n|\n|\r)?")

OURS: Final = Message(
    N_(
        "DataPact made this text for signature also by people without it; who was to sign stands on the signature page. The"
        " history of the agreement is with the house that made it, so from this file alone nobody can tell whether it counts."
    )
)
NOT_OUR_PAGES: Final = Message(N_("The pages are not what DataPact makes of agreement.json."))
OTHER_LAYOUT: Final = Message(N_("The pages cannot be compared with agreement.json here."))
NOT_ALL_SIGNED: Final = Message(N_("Not every named signatory has signed in this file."))
NOT_SIGNED: Final = Message(N_("Nobody has signed this file yet."))
CHANGED: Final = Message(
    N_("After the text was fixed for signature, the file was changed in more than its signature fields.")
)


@dataclass(frozen=True, slots=True)
class _Parts:
    """The first version as it was fixed, held against its agreement, and the file as it is now."""

    base: bytes
    """The first version, up to its end."""
    state: JsonObject
    """agreement.json."""
    rendering: Rendering
    """How the pages compare with what this program makes of it."""
    judged: JudgedPdf | DataPactError
    """The signatures, as those of any program, with the cards that certify their keys; or why the file cannot be read."""
    returned: ReturnedPdf | DataPactError
    """What was done to the file after its first version."""
    signed: tuple[SignedPlace, ...]
    """Who signed which place, as far as nothing else was done."""


def verify_packet(
    data: bytes, name: str, lists: Path | None, authorities: Sequence[bytes] = (), cards: Sequence[Card] = ()
) -> Verdict | None:
    """The verdict on a PDF for signature outside; None for every other file. ``cards`` are those that the caller trusts."""
    end = _END.search(data)
    base = data[: end.end()] if end is not None else b""
    dated = _DATED.search(base)
    if _STAGE not in base or dated is None:
        return None
    fixed = dated[1].decode("ascii")
    files = _files_in(base)
    if not isinstance(files, DataPactError) and (AGREEMENT not in files or PROOF in files):
        return None
    return verdict_on(
        "pdf",
        name,
        lambda: _parts(_read(base, files, fixed), data, lists, authorities, cards),
        lambda parts, _lines: _judge(parts),
        details=_details,
        other=lambda parts: parts.judged if isinstance(parts.judged, JudgedPdf) else None,
    )


def _files_in(base: bytes) -> Mapping[str, bytes] | DataPactError:
    try:
        return attached_files(open_pdf(base))
    except DataPactError as error:
        return error


def _read(base: bytes, files: Mapping[str, bytes] | DataPactError, fixed: str) -> tuple[bytes, JsonObject, Rendering]:
    if isinstance(files, DataPactError):
        raise files
    try:
        state = strictjson.parse_object(files[AGREEMENT])
        drawn = fixed_pdf(state, datetime.fromisoformat(fixed).replace(tzinfo=UTC), copies_of(base))
        return base, state, compare_drawn(base, layout_of(base) or LAYOUT, drawn)
    except (ValueError, LookupError, TypeError, AttributeError) as error:  # an agreement.json that is none of ours
        raise Malformed(NOT_OUR_PAGES.id) from error


def _parts(
    read: tuple[bytes, JsonObject, Rendering],
    data: bytes,
    lists: Path | None,
    authorities: Sequence[bytes],
    cards: Sequence[Card],
) -> _Parts:
    base, state, rendering = read
    judged = judged_or_refused(data, lists, authorities)
    returned: ReturnedPdf | DataPactError
    signed: tuple[SignedPlace, ...] = ()
    try:
        returned = judge_returned(data, base, base, judge_pdf(base).empty_fields, lists)
    except DataPactError as error:
        returned = error
    else:
        with contextlib.suppress(DataPactError, LookupError):  # a text that names nobody who can sign
            known = [KnownCard(card.line, is_sure=True) for card in cards]
            signed = signed_places(places_of(state), returned.fields, known, "")
    if isinstance(judged, JudgedPdf):
        by_card = {one.field.field: one.field.signature for one in signed if one.by == "card"}
        kept = (_credited(one, by_card.get(one.field)) for one in judged.signatures)
        judged = replace(judged, signatures=tuple(kept))
    return _Parts(base, state, rendering, judged, returned, signed)


def _credited(one: JudgedSignature, by_card: JudgedSignature | None) -> JudgedSignature:
    return one if by_card is None else with_card(one, by_card.card)


def _judge(parts: _Parts) -> Iterator[Finding]:
    rendering = parts.rendering
    yield Finding("note", OURS)
    if copies := copies_of(parts.base):
        yield Finding("note", Message(COPIES_WORDS[copies]))
    if rendering.verdict == "different":
        yield Finding("invalid", NOT_OUR_PAGES)
    elif rendering.verdict == "indeterminate":
        yield Finding("indeterminate", OTHER_LAYOUT)
    weight: Weight = "invalid" if rendering.verdict == "different" else "note"
    yield from (Finding(weight, one) for one in rendering.reasons)
    if isinstance(parts.judged, DataPactError):
        raise parts.judged
    yield from _signed(parts)
    if parts.judged.signed:
        yield from findings_on(parts.judged)
    if parts.judged.signed and parts.judged.empty_fields:
        yield Finding("indeterminate", NOT_ALL_SIGNED)


def _details(parts: _Parts) -> JsonObject:
    number, title = parts.state.get("number"), parts.state.get("title")
    return {
        "agreement": str(parts.state.get("agreement", "")),
        "number": number if isinstance(number, str) else "",
        "title": title if isinstance(title, dict) else {},
        "copies": copies_of(parts.base),
    }


def _signed(parts: _Parts) -> Iterator[Finding]:
    """The changes of the file after its first version, and signatures in the place of a person that are another's."""
    found = parts.returned
    if isinstance(found, DataPactError):
        raise found
    if found.came == "unsigned":
        yield Finding("indeterminate", NOT_SIGNED)
    elif found.problem is not None and found.problem.id in (ALTERED.id, OTHER_FIELD.id, OWN_FIELD.id):
        yield Finding("invalid", CHANGED)
    for one in parts.signed:
        if one.bars is not None:
            yield Finding("invalid", one.bars)
        elif one.doubt is not None:
            yield Finding("indeterminate", one.doubt)
