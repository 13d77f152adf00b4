"""The verdict on a PDF of another program: its own path with its own words, which never mixes with that for agreements of ours.

It is valid only where a trusted list names the issuers of all signatures and the file itself shows that none was revoked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from datapact.audit.formats.verdict import Finding, Verdict, conclude
from datapact.audit.verify.skeleton import verdict_on
from datapact.base.clock import utc_now
from datapact.base.errors import DataPactError
from datapact.base.texts import N_, Argument, Message, counted
from datapact.signing.ades.judge import Encrypted, judge_pdf
from datapact.signing.ades.judgement import NO_CHAIN, OUT_OF_TIME, REVOKED, TRY_LATER, JudgedPdf, JudgedSignature
from datapact.signing.ades.words import named

NOT_SIGNED = Message(
    N_(
        "This PDF is not signed, and DataPact did not make it: from the file alone nobody can tell whether it was changed."
        " If it is a contract, you can register it among those signed elsewhere."
    )
)
ONLY_STAMPED = Message(
    N_("Nobody signed this PDF. A timestamp over it says since when it has been as it is, and nothing of who made it.")
)
UNTRUSTED = Message(
    N_(
        "What was signed is intact. Whether the certificates can be trusted was not checked: no trusted list at hand names who"
        " issued them."
    )
)
NO_SERVICE = Message(
    N_(
        "Trusted lists on this computer were asked, by the dates that they bear; nothing was looked up anywhere. DataPact is no"
        " qualified validation service."
    )
)
TAKEN_OUT = Message(
    N_(
        "The file holds a signature that it does not show: a later change may have taken it out. Ask for the file as it was signed."
    )
)
REVOKED_LATER = N_(
    "{signature}: the certificate was revoked since, by what the file carries, and nothing proves that the signature was made before."
)
NOT_YET = N_("{signature}: its certificate was not valid yet at the time that it names.")
VALUES = N_(
    "{signature}: fields of the form were filled in or changed after it. What stands in them now was not signed; ask for the file as it"
    " was signed."
)
PICTURES = N_("{signature}: the picture of a later signature lies over words of the pages. Look at them without it.")
_DOUBTS = {
    TRY_LATER: N_("{signature}: its issuer is listed; whether the certificate was revoked, the file does not say."),
    OUT_OF_TIME: N_(
        "{signature}: the certificate has ended, and no timestamp that is relied on here proves that it was made before."
    ),
    REVOKED: N_("{signature}: the certificate was revoked, by what the file carries."),
}


def verify_other_pdf(
    data: bytes, name: str, lists: Path | None = None, authorities: Sequence[bytes] = ()
) -> Verdict | None:
    """The verdict on a PDF of another program; None where the file says, in whatever packing, that DataPact made it.

    ``lists`` is a folder with trusted lists; None: none is asked. ``authorities`` are certificates (DER) of those for
    timestamps on which the user relies.
    """
    judged = judged_or_refused(data, lists, authorities)
    if isinstance(judged, JudgedPdf) and judged.made_here:
        return None
    return verdict_on(
        "pdf",
        name,
        lambda: _read(judged, name),
        lambda read, _lines: findings_on(read),
        details=lambda _read: None,
        other=lambda read: read,
    )


def judged_or_refused(data: bytes, lists: Path | None, authorities: Sequence[bytes]) -> JudgedPdf | DataPactError:
    """The signatures of a PDF judged as those of any program, or why it cannot be read."""
    try:
        return judge_pdf(data, lists, authorities=authorities)
    except DataPactError as error:
        return error


def _read(judged: JudgedPdf | DataPactError, name: str) -> JudgedPdf | Verdict:
    if isinstance(judged, Encrypted):
        return conclude("pdf", name, [Finding("indeterminate", judged.message)])
    if isinstance(judged, DataPactError):
        raise judged
    return judged


def findings_on(judged: JudgedPdf) -> Iterator[Finding]:
    """Findings against the signatures of a PDF, or that leave them in doubt."""
    if not judged.signed:
        yield Finding("indeterminate", ONLY_STAMPED if judged.signatures else NOT_SIGNED)
    if judged.taken_out:
        yield Finding("indeterminate", TAKEN_OUT)
    for one in judged.signatures:
        yield from _against(one)
    if any(one.intact and one.sub_indication == NO_CHAIN for one in judged.signatures):
        yield Finding("indeterminate", UNTRUSTED)
    if any(one.listed is not None and one.listed.trusted for one in judged.signatures):
        yield Finding("note", NO_SERVICE)
    yield from _overdue(judged)
    if judged.empty_fields:
        yield Finding(
            "note",
            counted(
                "{n} field for a signature is still empty.",
                "{n} fields for signatures are still empty.",
                len(judged.empty_fields),
            ),
        )


def _overdue(judged: JudgedPdf) -> Iterator[Finding]:
    """The lists that were asked and that newer ones were to replace by now: what they say ends there."""
    now = utc_now()
    asked = [one for signature in judged.signatures for one in (signature.listed, signature.stamp) if one is not None]
    heads = {one.territory: one.head for one in asked if one.head is not None and one.head.ended_before(now)}
    for territory, head in sorted(heads.items()):
        told: dict[str, Argument] = {"territory": territory, "day": head.issued.date().isoformat()}
        late = N_(
            "The trusted list of {territory} of {day} was to be replaced by now. Import the newer one to know what changed."
        )
        yield Finding("note", Message(late, told))


def _against(one: JudgedSignature) -> Iterator[Finding]:
    told: dict[str, Argument] = {"signature": named(one)}
    if one.indication == "TOTAL-FAILED":
        yield Finding("invalid", Message(N_("{signature}: it does not fit what it covers, or cannot be read."), told))
    elif not one.intact:
        yield Finding("indeterminate", Message(N_("{signature}: nobody can tell here whether it is intact."), told))
    if one.intact and one.covers == "unclear":
        yield Finding("invalid", Message(N_("{signature}: it leaves out parts of the document that was signed."), told))
    if one.intact and one.change == "unknown":
        yield Finding("indeterminate", Message(N_("{signature}: it cannot be told what was changed after it."), told))
    elif one.intact and one.change == "content":
        yield Finding("invalid", Message(N_("{signature}: what the file shows now is not what was signed."), told))
    elif one.intact and not one.allowed:
        yield Finding(
            "invalid", Message(N_("{signature}: after it, the file was changed in a way that it forbids."), told)
        )
    elif one.intact and one.change == "annotations":
        commented = N_(
            "{signature}: comments were put on the pages after it, and can cover what was signed. Look at the pages without them."
        )
        yield Finding("indeterminate", Message(commented, told))
    elif one.intact and one.change == "values":
        yield Finding("indeterminate", Message(VALUES, told))
    elif one.intact and one.change == "pictures":
        yield Finding("indeterminate", Message(PICTURES, told))
    early = one.sub_indication == OUT_OF_TIME and not one.began
    reason = NOT_YET if early else _DOUBTS.get(one.sub_indication)
    later = one.listed is not None and one.listed.revocation == "revoked_later"
    if one.intact and one.allowed and one.sub_indication == REVOKED and later:
        yield Finding("indeterminate", Message(REVOKED_LATER, told))
    elif one.intact and one.allowed and reason is not None:
        yield Finding("invalid" if one.sub_indication == REVOKED else "indeterminate", Message(reason, told))
    if one.weak:
        weak: dict[str, Argument] = {**told, "names": ", ".join(one.weak)}
        yield Finding("indeterminate", Message(N_("{signature}: it uses {names}, which is no longer held safe."), weak))
