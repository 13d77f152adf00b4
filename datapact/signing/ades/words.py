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
from datapact.signing.trusted_lists.listed import Listed


@dataclass(frozen=True, slots=True)
class ValidationAnswer:
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
    CONSTRAINTS: N_("It is of a kind that DataPact does not judge; nobody can tell here whether it is intact."),
}
_COVERS: Final[dict[str, str]] = {
    "file": N_("Yes. It covers the whole file."),
    "revision": N_("Yes. It covers the document as it was when it was signed."),
    "unclear": N_("What it covers is intact, but parts of the document that was signed lie outside of it."),
}
_AFTER: Final[dict[str, str]] = {
    "nothing": N_("Nothing was changed after it."),
    "proofs": N_("Only proofs for later were added: certificates, revocation lists or timestamps."),
    "fields": N_("Further signatures or places for them were added; below what these show, the pages are as signed."),
    "filled": N_(
        "Fields of the form were filled in after it, as its signer permits; it does not cover what stands in them. Beside them the pages are"
        " as signed."
    ),
    "values": N_(
        "Fields of the form were filled in or changed after it: what stands in them now was not signed. Beside them the pages are as"
        " signed."
    ),
    "pictures": N_(
        "Further signatures were added, and the picture of one lies over words of the pages; below it they are as signed."
    ),
    "annotations": N_("Comments were added and can cover words; below them the pages are as signed."),
    "content": N_("Yes: the content was changed after it. What the file shows now is not what was signed."),
    "unknown": N_("It cannot be told what was changed after it."),
}
_OPEN: Final = ("pictures", "values", "annotations")
"""Changes that can hide or replace what was signed: a person has to look."""
_FORBIDDEN: Final = N_("The signer had forbidden such changes.")
_KINDS: Final[dict[SaidOf, str]] = {
    "signature": N_("electronic signatures of a person"),
    "seal": N_("electronic seals of an organisation"),
    "website": N_("websites"),
}


NEVER = 9999
"""The year in which a certificate without an end ends (RFC 5280, 4.1.2.5)."""


def five_answers(one: JudgedSignature) -> tuple[ValidationAnswer, ...]:
    """The answers in the order in which people ask; a timestamp is not asked whether it is qualified."""
    asked = (
        ValidationAnswer(Message(N_("Intact?")), tuple(_intact(one)), _good_bytes(one)),
        ValidationAnswer(Message(N_("Changed since?")), tuple(_after(one)), _good_change(one)),
        ValidationAnswer(Message(N_("By whom?")), tuple(_who(one)), _good_trust(one)),
        ValidationAnswer(Message(N_("Qualified?")), tuple(_qualified(one)), _good_quality(one)),
        ValidationAnswer(Message(N_("Since when?")), tuple(_when(one)), _good_time(one)),
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
    if one.change == "unknown" or (one.change in _OPEN and one.allowed):
        return None  # it can cover what was signed
    return one.allowed


def _intact(one: JudgedSignature) -> Iterator[Message]:
    yield Message(_COVERS[one.covers] if one.intact else _BROKEN.get(one.sub_indication, _BROKEN[FORMAT_FAILURE]))
    if one.weak:
        weak = N_("It uses {names}, which is no longer held safe: a forger may have made another file that fits it.")
        yield Message(weak, {"names": ", ".join(one.weak)})


def _after(one: JudgedSignature) -> Iterator[Message]:
    yield Message(_AFTER[one.change])
    if not one.allowed and one.change in ("proofs", "fields", *_OPEN):
        yield Message(_FORBIDDEN)


def _good_trust(one: JudgedSignature) -> bool | None:
    if one.card:
        return True
    if one.listed is None:
        return None
    if one.listed.revocation == "revoked":
        return False
    if one.listed.revocation == "revoked_later" and one.listed.trusted:
        return True if one.proven is not None else None
    return True if one.listed.trusted and one.listed.revocation == "not_revoked" else None


def _good_quality(one: JudgedSignature) -> bool | None:
    return True if one.listed is not None and one.listed.qualification == "qualified" else None


def _good_time(one: JudgedSignature) -> bool | None:
    if one.sub_indication == OUT_OF_TIME:
        return None if one.listed is not None and one.listed.trusted else False
    return True if one.proven is not None else None


def _who(one: JudgedSignature) -> Iterator[Message]:
    claims, listed = one.claims, one.listed
    told: dict[str, Argument] = {"name": claims.signer, "issuer": claims.issuer}
    if one.card:
        yield Message(
            N_("“{name}”, with the key that the card of {organisation} certifies."),
            {**told, "organisation": one.card},
        )
    elif not claims.signer:
        yield Message(N_("Nobody can tell: there is no certificate that can be read."))
    elif listed is not None and listed.head is not None and listed.trusted:
        yield Message(
            N_("“{name}”, by a certificate of {issuer}, whom the trusted list of {territory} of {day} names."),
            {**told, **_list(listed)},
        )
    elif claims.self_signed:
        yield Message(N_("“{name}”, by a certificate that vouches for itself: anybody can make one in any name."), told)
    else:
        yield Message(
            N_("“{name}”, by a certificate of {issuer}.")
            if listed is not None and listed.revocation == "revoked"
            else N_("“{name}”, by a certificate of {issuer}. Whether that issuer can be trusted was not checked."),
            told,
        )
    if listed is not None and listed.revocation == "revoked":
        yield Message(N_("By what the file carries, the certificate was revoked."))
    elif listed is not None and listed.trusted and listed.revoked_on is not None:
        day: dict[str, Argument] = {"time": moment_words(listed.revoked_on)}
        yield Message(
            N_("By what the file carries, it was revoked on {time}, after the time that is proven.")
            if one.proven is not None
            else N_(
                "By what the file carries, it was revoked on {time}. Nothing proves that the signature was made before: that is the word of"
                " the signer's computer."
            ),
            day,
        )
    elif listed is not None and listed.trusted and listed.revocation == "not_revoked":
        yield Message(N_("By what the file carries, it was not revoked at that time."))
    elif listed is not None and listed.trusted:
        yield Message(N_("Whether it was revoked cannot be told: the file carries no answer to that."))


def _list(listed: Listed) -> dict[str, Argument]:
    assert listed.head is not None
    return {"territory": listed.territory, "day": listed.head.issued.date().isoformat(), "service": listed.service}


def _qualified(one: JudgedSignature) -> Iterator[Message]:
    listed = one.listed
    if not one.claims.signer:
        return
    if listed is not None and listed.head is not None:
        yield from _by_list(one, listed)
    elif one.kind == "signature":
        yield from _by_own_word(one)
        if listed is not None and listed.territory:
            missing = N_("The trusted list of {territory} is not at hand; import it to know more.")
            yield Message(missing, {"territory": listed.territory})
        elif listed is not None:
            yield Message(
                N_(
                    "The issuer of the certificate names no country, so DataPact does not know which trusted list to ask."
                )
            )


def _by_list(one: JudgedSignature, listed: Listed) -> Iterator[Message]:
    told = _list(listed)
    match listed.qualification:
        case "qualified" if one.kind == "timestamp":
            yield Message(N_("Yes: a qualified timestamp, by the list of {territory} of {day}: “{service}”."), told)
        case "qualified":
            yield Message(
                N_("Yes: a qualified electronic seal, by the list of {territory} of {day}: “{service}”.")
                if listed.purpose == "seal"
                else N_("Yes: a qualified electronic signature, by the list of {territory} of {day}: “{service}”."),
                told,
            )
        case "certificate_only":
            yield Message(
                N_(
                    "Not by a qualified device, by the list of {territory} of {day}: the certificate is qualified, but"
                    " whether its key lies in such a device is not said. That makes it an advanced one at most."
                ),
                told,
            )
        case "not_qualified" if listed.trusted:
            yield Message(N_("No: by the list of {territory} of {day} it was not qualified."), told)
        case "not_qualified":
            yield Message(
                N_("No: the list of {territory} of {day} names no qualified service that issued its certificate."), told
            )
        case "not_both":
            yield Message(
                N_(
                    "No: by the list of {territory} of {day} the certificate was not qualified both when it was issued and when"
                    " it was used."
                ),
                told,
            )
        case _ if listed.revocation == "revoked":
            yield Message(
                N_("It is not confirmed: the certificate was revoked at that time, by what the file carries.")
            )
        case _ if listed.head is not None and listed.head.ended_before(listed.moment):
            yield Message(
                N_(
                    "Nobody can tell: the list of {territory} of {day} was to be replaced before that moment. Import the newer one."
                ),
                told,
            )
        case _:
            yield Message(
                N_("Nobody can tell: the list of {territory} of {day} says what DataPact does not understand."), told
            )
    if one.kind == "signature" and listed.qualification in ("qualified", "certificate_only"):
        if one.proven is None:
            yield Message(
                N_("So at the time that the signer's computer claims; no qualified timestamp proves that time.")
            )
        elif not one.proven_by_qualified:
            yield Message(
                N_("So at a time that an authority attests which you set up; its timestamp is no qualified one.")
            )


def _by_own_word(one: JudgedSignature) -> Iterator[Message]:
    claims = one.claims
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
    if one.proven is not None:
        told: dict[str, Argument] = {"time": moment_words(one.proven.time), "by": one.proven.authority}
        if one.proven_by_qualified:
            yield Message(N_("At the latest since {time}, by a qualified timestamp of {by}."), told)
        else:
            yield Message(N_("At the latest since {time}, by a timestamp of {by}, whom you set up here."), told)
        if one.proven_until is not None:
            until = N_("That can be proven until {time}; before that, another timestamp has to cover the file.")
            yield Message(until, {"time": moment_words(one.proven_until)})
    elif one.attested is not None:
        told = {"time": moment_words(one.attested), "by": one.attested_by}
        if one.relied is not None:
            yield Message(
                N_(
                    "A timestamp of {by} says {time}, but it proves that no longer: its certificate or its algorithm has"
                    " ended, and no timestamp made before that covers it."
                ),
                told,
            )
        else:
            yield Message(
                N_("At the latest since {time}, by a timestamp of {by}. That authority was not checked."), told
            )
    elif one.claimed is not None:
        told = {"time": moment_words(one.claimed)}
        yield Message(N_("{time} by the word of the signer's computer; no timestamp proves it."), told)
    else:
        yield Message(N_("It names no time."))
    ends = one.claims.ends
    if one.sub_indication == OUT_OF_TIME:
        yield Message(
            N_("Its certificate has ended, and nothing that counts proves that it was made before.")
            if one.listed is not None and one.listed.trusted
            else N_("Its certificate was not valid at that time.")
        )
    elif ends is not None and ends.year < NEVER and one.kind == "signature" and one.proven is None:
        yield Message(
            N_("Validity of its certificate: until {time}; afterwards nothing proves that it was made before."),
            {"time": moment_words(ends)},
        )
