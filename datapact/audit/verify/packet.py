"""Verify a PDF that DataPact fixed for signature outside: its first version strictly, what others signed in it tolerantly.

The first version has to be what DataPact makes of the agreement inside, page for page. After it nothing may have been done but
signing its fields. The signatures are those of any program, so they are judged in the five answers of such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from datapact.audit.formats.verdict import Finding, Verdict, conclude, refused
from datapact.audit.verify.other_pdf import findings_on
from datapact.base import strictjson
from datapact.base.errors import DataPactError
from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_, Message
from datapact.pdf.agreement.compare import compare_drawn, layout_of
from datapact.pdf.engine.layout import LAYOUT
from datapact.signing.ades.judge import judge_pdf
from datapact.signing.ceremony.fixed_pdf import fixed_pdf
from datapact.signing.ceremony.proof import AGREEMENT, PROOF
from datapact.signing.pades.attachments import attached_files
from datapact.signing.pades.revisions import open_pdf
from datapact.signing.returned.judge import ALTERED, OTHER_FIELD, OWN_FIELD, judge_returned

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
NOT_SIGNED: Final = Message(N_("Nobody has signed this file yet."))
CHANGED: Final = Message(
    N_("After the text was fixed for signature, the file was changed in more than its signature fields.")
)


def verify_packet(data: bytes, name: str, lists: Path | None, authorities: Sequence[bytes] = ()) -> Verdict | None:
    """The verdict on a PDF for signature outside; None for every other file."""
    end = _END.search(data)
    base = data[: end.end()] if end is not None else b""
    dated = _DATED.search(base)
    if _STAGE not in base or dated is None:
        return None
    try:
        opened = open_pdf(base)
        files = attached_files(opened)
        if AGREEMENT not in files or PROOF in files:
            return None
        state = strictjson.parse_object(files[AGREEMENT])
        moment = datetime.fromisoformat(dated[1].decode("ascii")).replace(tzinfo=UTC)
        drawn = fixed_pdf(state, moment)
        rendering = compare_drawn(base, layout_of(base) or LAYOUT, drawn)
    except DataPactError as error:
        return conclude("pdf", name, [refused(error)])
    except (ValueError, LookupError, TypeError, AttributeError):  # an agreement.json that is none of ours
        return conclude("pdf", name, [Finding("invalid", NOT_OUR_PAGES)])
    findings = [Finding("note", OURS)]
    if rendering.verdict == "different":
        findings.append(Finding("invalid", NOT_OUR_PAGES))
    elif rendering.verdict == "indeterminate":
        findings.append(Finding("indeterminate", OTHER_LAYOUT))
    findings += [Finding("invalid" if rendering.verdict == "different" else "note", one) for one in rendering.reasons]
    try:
        judged = judge_pdf(data, lists, authorities=authorities)
        fields = judge_pdf(base).empty_fields
        findings += _signed(data, base, fields, lists)
        findings += [one for one in findings_on(judged) if judged.signed]
    except DataPactError as error:
        return conclude("pdf", name, [*findings, refused(error)])
    if judged.signed and judged.empty_fields:
        missing = Message(N_("Not every named signatory has signed in this file."))
        findings.append(Finding("indeterminate", missing))
    number, title = state.get("number"), state.get("title")
    details: JsonObject = {
        "agreement": str(state.get("agreement", "")),
        "number": number if isinstance(number, str) else "",
        "title": title if isinstance(title, dict) else {},
    }
    return replace(conclude("pdf", name, findings), other=judged, details=details)


def _signed(data: bytes, base: bytes, fields: tuple[str, ...], lists: Path | None) -> Iterator[Finding]:
    """What was done to the file after its first version."""
    found = judge_returned(data, base, base, fields, lists)
    if found.came == "unsigned":
        yield Finding("indeterminate", NOT_SIGNED)
    elif found.problem is not None and found.problem.id in (ALTERED.id, OTHER_FIELD.id, OWN_FIELD.id):
        yield Finding("invalid", CHANGED)
