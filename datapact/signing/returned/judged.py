"""The judgement on a file that came back for signature: values, without how they were found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from datapact.base.texts import Message
from datapact.signing.ades.judgement import JudgedSignature

type Came = Literal["signed", "unsigned", "other"]
"""Our file with nothing but its fields signed; our file as it went out; any other file."""


@dataclass(frozen=True, slots=True)
class FilledField:
    """A field of ours that was signed."""

    field: str
    """Name of the field, which is the id of the slot."""
    signature: JudgedSignature
    """What a program found of it."""
    kid: str
    """Thumbprint of the key in its certificate, base64url; empty for a kind of key that DataPact does not use."""
    certificate: str
    """SHA-256 (base64url) of its certificate."""
    before: str
    """SHA-256 (base64url) of the file that was signed."""
    after: str
    """SHA-256 (base64url) of the file up to the end of this signature; of the whole file for the last."""


@dataclass(frozen=True, slots=True)
class ReturnedPdf:
    """The judgement of a PDF that came back."""

    came: Came
    """What kind of file it is."""
    problem: Message | None
    """Why it fills no slot as a signature in our PDF; None where it does."""
    fields: tuple[FilledField, ...] = ()
    """In the order of signing; empty unless ``came`` is ``signed``."""
    signatures: tuple[JudgedSignature, ...] = ()
    """All signatures in the file, those made before included."""
