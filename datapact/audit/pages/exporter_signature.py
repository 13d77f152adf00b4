"""The part of an exported page in which the member who exports it signs for the organisation."""

from __future__ import annotations

from datapact.base.texts import N_, Message
from datapact.pdf.reports.parts import Heading, Paragraph, Part, SignatureField


def exporter_signature(field: str, person: str, organisation: str) -> tuple[Part, ...]:
    """Heading, what the key is, and the field with this name; ``person`` and ``organisation`` are names as people read them."""
    names = {"person": person, "organisation": organisation}
    return (
        Heading(Message(N_("Signature of the exporting organisation"))),
        Paragraph(Message(N_("Signed with the key for entries of the member who exported it (PAdES).")), quiet=True),
        SignatureField(field, Message(N_("Signature of {person} for {organisation}"), names)),
    )
