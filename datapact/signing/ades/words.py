"""The five answers on a signature in plain sentences: intact, changed after, by whom, qualified, proven since when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from datapact.base.texts import N_, Argument, Message
from datapact.contract.vocabulary.messages import moment_words
from datapact.signing.ades.judgement import (
    CONSTRAINTS,
    FORMAT_FAILURE,
    HASH_FAILURE,
    NO_CERTIFICATE,
    OUT_OF_TIME,
    SIG_CRYPTO_FAILURE,
    JudgedSignature,
    SaidOf,
)


@dataclass(frozen=True, slots=True)
class Answered:
    """One of the questions that people ask of a signature, with its answer."""

    question: Message
    """Short, such as "Intact?"."""
    sentences: tuple[Message, ...]
    """The answer; never empty."""
    good: bool | None
    """True: in order; False: against it; None: nobody can tell here."""


_BROKEN: Final[dict[str, str]] = {
    HASH_FAILURE: N_("No: bytes that it covers were changed after it was made."),
    SIG_CRYPTO_FAILURE: N_("No: it was not made with the key of the certificate that it names."),
    FORMAT_FAILURE: N_("It cannot be read: it does not follow the standard for signatures in PDF."),
    NO_CERTIFICATE: N_("It carries no certificate, so nobody can tell whether it is intact."),
    CONSTRAINTS: N_("It is of a kind that was given up as unsafe; DataPact cannot tell whether it is intact."),
}
_COVERS: Final[dict[str, str]] = {
    "file": N_("Yes. It covers the whole file."),
    "revision": N_("Yes. It covers the document as it was when it was signed."),
    "unclear": N_("What it covers is intact, but parts of the document that was signed lie outside of it."),
}
_AFTER: Final[dict[str, str]] = {
    "nothing": N_("Nothing was changed after it."),
    "proofs": N_("Only proofs for later were added: certificates, revocation lists or timestamps."),
    "fields": N_("Form fields were filled in or further signatures added; the pages are as signed."),
    "annotations": N_("Comments were added; the pages themselves are as signed."),
    "content": N_("Yes: the content was changed after it. What the file shows now is not what was signed."),
    "unknown": N_("It cannot be told what was changed after it."),
}
_FORBIDDEN: Final = N_("The signer had forbidden such changes.")
_KINDS: Final[dict[SaidOf, str]] = {
    "signature": N_("electronic signatures of a person"),
    "seal": N_("electronic seals of an organisation"),
    "website": N_("websites"),
}


def five_answers(one: JudgedSignature) -> tuple[Answered, ...]:
    """The answers in the order in which people ask; a timestamp is not asked whether it is qualified."""
    asked = (
        Answered(Message(N_("Intact?")), tuple(_intact(one)), _good_bytes(one)),
        Answered(Message(N_("Changed since?")), tuple(_after(one)), _good_change(one)),
        Answered(Message(N_("By whom?")), tuple(_who(one)), None),
        Answered(Message(N_("Qualified?")), tuple(_qualified(one)), None),
        Answered(Message(N_("Since when?")), tuple(_when(one)), False if one.sub_indication == OUT_OF_TIME else None),
    )
    return tuple(answer for answer in asked if answer.sentences)


def named(one: JudgedSignature) -> Message:
    """The signature by the name in its certificate and its level."""
    who: Argument = one.claims.signer or Message(N_("somebody unnamed"))
    if one.kind == "timestamp":
        return Message(N_("Timestamp by {name}"), {"name": who})
    if not one.level:
        return Message(N_("Signature in the field {field}"), {"field": one.field})
    return Message(N_("Signature by {name} ({level})"), {"name": who, "level": one.level})


def _good_bytes(one: JudgedSignature) -> bool | None:
    if one.intact:
        return True if one.covers != "unclear" else None
    return False if one.indication == "TOTAL-FAILED" else None


def _good_change(one: JudgedSignature) -> bool | None:
    if one.change == "unknown":
        return None
    return one.allowed


def _intact(one: JudgedSignature) -> Iterator[Message]:
    yield Message(_COVERS[one.covers] if one.intact else _BROKEN.get(one.sub_indication, _BROKEN[FORMAT_FAILURE]))
    if one.weak:
        weak = N_("It uses {names}, which is no longer held safe: a forger may have made another file that fits it.")
        yield Message(weak, {"names": ", ".join(one.weak)})


def _after(one: JudgedSignature) -> Iterator[Message]:
    yield Message(_AFTER[one.change])
    if not one.allowed and one.change in ("proofs", "fields", "annotations"):
        yield Message(_FORBIDDEN)


def _who(one: JudgedSignature) -> Iterator[Message]:
    claims = one.claims
    told: dict[str, Argument] = {"name": claims.signer, "issuer": claims.issuer}
    if not claims.signer:
        yield Message(N_("Nobody can tell: there is no certificate that can be read."))
    elif claims.self_signed:
        yield Message(N_("“{name}”, by a certificate that vouches for itself: anybody can make one in any name."), told)
    else:
        yield Message(
            N_("“{name}”, by a certificate of {issuer}. Whether that issuer can be trusted was not checked."), told
        )


def _qualified(one: JudgedSignature) -> Iterator[Message]:
    claims = one.claims
    if one.kind == "timestamp" or not claims.signer:
        return
    if not claims.qualified:
        yield Message(N_("The certificate does not call itself qualified. Only a trusted list could say otherwise."))
        return
    made = [Message(_KINDS[kind]) for kind in claims.made_for]
    if made:
        told: dict[str, Argument] = {"kind": made[0]}
        yield Message(N_("The certificate calls itself qualified, for {kind}."), told)
    else:
        yield Message(N_("The certificate calls itself qualified."))
    if claims.device:
        yield Message(N_("It says that its key lies in a qualified device."))
    yield Message(N_("Whether that was so on the day, only a trusted list can tell; none was consulted."))


def _when(one: JudgedSignature) -> Iterator[Message]:
    if one.attested is not None:
        told: dict[str, Argument] = {"time": moment_words(one.attested), "by": one.attested_by}
        yield Message(N_("At the latest since {time}, by a timestamp of {by}. That authority was not checked."), told)
    elif one.claimed is not None:
        told = {"time": moment_words(one.claimed)}
        yield Message(N_("{time} by the word of the signer's computer; no timestamp proves it."), told)
    else:
        yield Message(N_("It names no time."))
    if one.sub_indication == OUT_OF_TIME:
        yield Message(N_("Its certificate was not valid at that time."))
    elif one.claims.ends is not None and one.kind == "signature" and one.attested is None:
        ends = {"time": moment_words(one.claims.ends)}
        yield Message(
            N_("Its certificate is valid until {time}; afterwards nothing proves that it was made before."), ends
        )
