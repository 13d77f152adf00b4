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


_FROM_ELSEWHERE = N_(
    "Whether it is a qualified signature, which alone stands in for the written form (§ 126a BGB), depends on your"
    " certificate, issued by {issuer}, and on the device that holds its key. DataPact does not judge that here; the"
    " trusted lists of the European Union say it, when you verify the signed PDF."
)


def meaning(sheet: SigningSheet) -> tuple[Message, ...]:
    """The paragraphs for this signature; of a certificate from elsewhere nobody knows here what it makes of it."""
    found = [Message(words) for words in _PARAGRAPHS]
    if sheet.certificate is not None and not sheet.certificate.own:
        found[-1] = Message(_FROM_ELSEWHERE, {"issuer": sheet.certificate.issuer})
    return tuple(found)
