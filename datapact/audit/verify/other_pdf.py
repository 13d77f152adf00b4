"""The verdict on a PDF of another program: its own path with its own words, which never mixes with that for agreements of ours.

It is never valid: signatures may be intact, but nobody here has checked who issued their certificates.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from datapact.audit.formats.verdict import Finding, Verdict, conclude, refused
from datapact.base.errors import DataPactError
from datapact.base.texts import N_, Argument, Message, counted
from datapact.signing.ades.judge import Encrypted, judge_pdf
from datapact.signing.ades.judgement import JudgedPdf, JudgedSignature
from datapact.signing.ades.words import named

NOT_SIGNED = Message(
    N_(
        "This PDF is not signed, and DataPact did not make it: from the file alone nobody can tell whether it was changed."
        " If it is a contract, you can register it among those signed elsewhere."
    )
)
UNTRUSTED = Message(
    N_(
        "What was signed is intact. Whether the certificates can be trusted was not checked: no trusted list was consulted."
    )
)


def verify_other_pdf(data: bytes, name: str) -> Verdict | None:
    """The verdict on a PDF of another program; None where the file says, in whatever packing, that DataPact made it."""
    try:
        judged = judge_pdf(data)
    except Encrypted as error:
        return conclude("pdf", name, [Finding("indeterminate", error.message)])
    except DataPactError as error:
        return conclude("pdf", name, [refused(error)])
    if judged.made_here:
        return None
    return replace(conclude("pdf", name, _findings(judged)), other=judged)


def _findings(judged: JudgedPdf) -> Iterator[Finding]:
    if not judged.signed:
        yield Finding("indeterminate", NOT_SIGNED)
    for one in judged.signatures:
        yield from _against(one)
    if any(one.intact for one in judged.signatures):
        yield Finding("indeterminate", UNTRUSTED)
    if judged.empty_fields:
        yield Finding(
            "note",
            counted(
                "{n} field for a signature is still empty.",
                "{n} fields for signatures are still empty.",
                len(judged.empty_fields),
            ),
        )


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
    elif one.intact and not one.allowed:
        yield Finding("invalid", Message(N_("{signature}: what the file shows now is not what was signed."), told))
    if one.weak:
        weak: dict[str, Argument] = {**told, "names": ", ".join(one.weak)}
        yield Finding("indeterminate", Message(N_("{signature}: it uses {names}, which is no longer held safe."), weak))
