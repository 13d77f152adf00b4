"""The legal meaning of a signature in plain words (eIDAS Regulation (EU) No 910/2014)."""

from __future__ import annotations

from datapact.base.texts import N_, Message
from datapact.signing.ceremony.before_signing import SigningSheet

_PARAGRAPHS = (
    N_(
        "With your signature you declare the agreement for your organisation. It becomes binding once every named"
        " signatory has signed."
    ),
    N_(
        "It is an electronic signature in the PDF (PAdES). It is at least a simple electronic signature. It can be an"
        " advanced one (Art. 26 eIDAS), because the parties have compared their fingerprints and only you can use"
        " your key."
    ),
    N_(
        "It is not a qualified signature, which alone stands in for the written form (§ 126a BGB). That takes a"
        " qualified certificate and a qualified device from a provider on a trusted list of the European Union."
    ),
)


def meaning(sheet: SigningSheet) -> tuple[Message, ...]:
    """The paragraphs for this signature; a certificate from elsewhere gets a sentence of its own."""
    found = [Message(words) for words in _PARAGRAPHS]
    if sheet.certificate is not None and not sheet.certificate.own:
        found.append(
            Message(
                N_("Your certificate was issued by {issuer}. DataPact does not judge whether it is a qualified one."),
                {"issuer": sheet.certificate.issuer},
            )
        )
    return tuple(found)
