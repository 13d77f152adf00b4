"""Trust: identities that a reader has confirmed, by the cards given as trusted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from cryptography import x509

from datapact.audit.formats.verdict import Finding, Identity
from datapact.base.errors import DataPactError
from datapact.base.texts import N_, Message
from datapact.history.entries.certificates import load_certificate
from datapact.history.fold.organisation import verify_line
from datapact.history.state.organisation import OrganisationLine
from datapact.organisation.identity.card import Card
from datapact.organisation.identity.certificate_authority import decode_revocation_list
from datapact.organisation.identity.confusable_names import skeleton

NOT_A_PARTY = N_("{organisation} is not a party of this file.")
"""The remark on a trusted card that the file does not concern: a remark on the card, not on the file."""

type Lines = Mapping[str, OrganisationLine]


def with_cards(lines: Lines, cards: Sequence[Card]) -> tuple[dict[str, OrganisationLine], list[Finding]]:
    """The public histories, each merged from file and trusted card, and findings against them."""
    joined = dict(lines)
    findings: list[Finding] = []
    trusted = {card.organisation for card in cards}
    for card in cards:
        own = lines.get(card.organisation)
        if own is None:
            name = {"organisation": card.profile.name}
            findings.append(Finding("note", Message(NOT_A_PARTY, name)))
            findings += _impostors(lines, card, trusted)
            continue
        try:
            joined[card.organisation] = verify_line(own.entries, known=card.line)
        except DataPactError as error:
            # both were signed with the keys of one organisation: a file cannot show which is its history, and
            # whoever holds these keys must not be able to make a sound file invalid
            findings.append(Finding("indeterminate", error.message))
    return joined, findings


def _impostors(lines: Lines, card: Card, trusted: Collection[str]) -> Iterator[Finding]:
    """Parties that bear the name of a trusted organisation but are others: namesakes, or forgeries."""
    for identity, line in sorted(lines.items()):
        if identity not in trusted and skeleton(line.state.name) == skeleton(card.profile.name):
            name = {"organisation": card.profile.name}
            yield Finding(
                "indeterminate",
                Message(
                    "A party bears the name of {organisation} but is not the organisation of that trusted card.", name
                ),
            )


def identities(lines: Lines, cards: Sequence[Card]) -> tuple[Identity, ...]:
    """Each party with its own name; confirmed where a trusted card is of the same organisation."""
    confirmed = {card.organisation for card in cards}
    return tuple(
        Identity(identity, line.state.name, "confirmed" if identity in confirmed else "declared")
        for identity, line in sorted(lines.items())
    )


def unconfirmed(known: Iterable[Identity]) -> Iterator[Finding]:
    """A doubt for every identity that is only declared, for readers who require trust."""
    for one in known:
        if one.trust == "declared":
            yield Finding(
                "indeterminate",
                Message(
                    "The identity of {organisation} is declared, not confirmed. Compare its fingerprint and name its card.",
                    {"organisation": one.name or one.organisation},
                ),
            )


def identity_certificates(lines: Lines) -> list[x509.Certificate]:
    """The certificates that issue for the organisations, old ones included."""
    return [load_certificate(text) for line in lines.values() for text in line.state.identities]


def revocation_lists(lines: Lines) -> list[x509.CertificateRevocationList]:
    """The newest revocation list of each organisation."""
    return [decode_revocation_list(line.state.crl) for line in lines.values() if line.state.crl]
