"""The words in which shapes of ``--json`` speak: each has a unit or a form, which its JSON Schema says.

A shape is a TypedDict that begins with ``Printed``, so mypy holds what a command emits against it; ``tests/tools/schemas.py``
makes ``docs/schemas`` from it. What stands beside a type in ``Annotated`` is taken over into the schema.

A shape whose docstring begins with "Printed by", or a type that is annotated with ``by``, is all that those commands print: its
schema bears its name, with dashes (``AgreementNew``, ``agreement-new``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Literal, TypedDict


def one_of(values: Iterable[Any]) -> dict[str, Any]:
    """The schema of a value that is one of these."""
    return {"enum": list(values)}


BY = "printed by"


def by(commands: str) -> dict[str, str]:
    """The commands that print a type as their whole result, where no docstring says it after "Printed by"."""
    return {BY: commands}


OUTCOMES = ("received", "erased", "returned", "restricted", "stopped", "rectified", "kept")


class Printed(TypedDict):
    """An object that a command prints: it has these members and may get more; the type of each says its unit or form."""


type Both = dict[Literal["de", "en"], str]
type Digest = Annotated[str, {"pattern": "^[A-Za-z0-9_-]{43}$", "description": "base64url SHA-256"}]
type HexDigest = Annotated[str, {"pattern": "^[0-9a-f]{64}$", "description": "SHA-256"}]
type Base64url = Annotated[str, {"pattern": "^[A-Za-z0-9_-]*$"}]
type Fingerprint = Annotated[str, {"pattern": r"^(\d{5} ){7}\d{5}$"}]
type AgreementId = Annotated[str, {"pattern": "^urn:uuid:[0-9a-f-]{36}$"}]
type Time = Annotated[str, {"pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$"}]
type Day = Annotated[str, {"pattern": r"^\d{4}-\d{2}-\d{2}$"}]
type Nothing = Annotated[str, {"const": ""}]
type TimeOrNothing = Time | Nothing
type DayOrNothing = Day | Nothing
type SinceWhen = Annotated[str, {"description": "a local day or a UTC time, ISO 8601; empty for none"}]
type Signed = Annotated[int, {"minimum": None}]
type TrustWord = Annotated[str, one_of(("declared", "introduced", "confirmed"))]
type VerdictWord = Annotated[str, one_of(("valid", "invalid", "indeterminate"))]
type Roles = Sequence[Annotated[str, one_of(("legal", "signatory", "lead", "auditor", "admin"))]]
type SharingVerdict = Annotated[str, one_of(("permit", "partial", "deny", "incomplete"))]
type AskWord = Annotated[str, one_of(("erase", "erase_or_return", "restrict", "stop", "rectify"))]
type OutcomeWord = Annotated[str, one_of(OUTCOMES)]
