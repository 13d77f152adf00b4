"""Write ``resources/verifier/src/shapes.js``: bodies and authors of entries, and files, as the page in a browser holds them to, from our own.

python -m tests.tools.page_shapes
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from datapact.audit.formats.bag import BagIndex
from datapact.audit.formats.decision import DecisionFile
from datapact.audit.formats.dossier import DossierFile
from datapact.audit.formats.record_proof import RecordProof
from datapact.base.format import Format
from datapact.consent.records.batch_proof import RowProof
from datapact.consent.records.receipt_file import ReceiptInFile
from datapact.history.entries.body_members import Check, Listed, Members, OneOf, Optional
from datapact.history.entries.shape import Shape
from datapact.history.entries.shapes import AGREEMENT_SHAPES, ORGANISATION_SHAPES
from datapact.history.transitions.registry import AGREEMENT_RULES, ORGANISATION_RULES
from datapact.organisation.identity.card import CardPayload
from datapact.signing.ceremony.proof import Proof

SHAPES = Path(__file__).parents[2] / "resources" / "verifier" / "src" / "shapes.js"

FILES: Mapping[str, type[Format]] = {
    "bag": BagIndex, "card": CardPayload, "decision": DecisionFile, "dossier": DossierFile, "proof": Proof, "receipt": ReceiptInFile, "record": RecordProof,
    "row": RowProof,
}  # fmt: skip
"""The files of ours that the page reads."""


def described(check: Check) -> Any:
    """A check as data: the name of a plain one, or what it is made of."""
    match check:
        case Optional(inner):
            return {"optional": described(inner)}
        case OneOf(words):
            return {"one": list(words)}
        case Listed(inner, least, most):
            return {"list": described(inner), "least": least, "most": most}
        case Members(members):
            return {"record": _members(members)}
    return check.__name__.removeprefix("_").removeprefix("is_")


def _members(members: Mapping[str, Check]) -> dict[str, Any]:
    return {name: described(check) for name, check in members.items()}


def _shape(about: str, shape: Shape) -> dict[str, Any]:
    told: dict[str, Any] = {"members": _members(shape.members)}
    if about == "agreement":
        told["roles"] = sorted(AGREEMENT_RULES[shape.name].roles)
        if shape.stream == "internal":
            told["internal"] = True
    elif shape.stream == "internal":  # certificates and what else is public are judged one by one
        told["roles"] = sorted(ORGANISATION_RULES[shape.name].roles)
    if shape.later:
        told["later"] = sorted(shape.later)
    if shape.essential:
        told["essential"] = sorted(shape.essential)
    return told


def _undescribed(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_undescribed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {
        name: _undescribed(one) for name, one in schema.items() if not (name == "description" and isinstance(one, str))
    }
    return {name: one for name, one in found.items() if not (name == "title" and isinstance(one, str))}


def written() -> str:
    """The module as it has to be: a kind a line."""
    tables = {"agreement": AGREEMENT_SHAPES, "organisation": ORGANISATION_SHAPES}
    parts = []
    for about, shapes in tables.items():
        lines = [f"{json.dumps(name)}: {json.dumps(_shape(about, shape))}" for name, shape in sorted(shapes.items())]
        parts.append(f'"{about}": {{\n' + ",\n".join(lines) + "\n}")
    head = "// Bodies of entries and our files (docs/file-format.md): python -m tests.tools.page_shapes writes this from the program's own shapes.\n"
    files = ",\n".join(
        f'"{name}": {json.dumps(_undescribed(one.json_schema()))}' for name, one in sorted(FILES.items())
    )
    return f"{head}export const SHAPES = {{{',\n'.join(parts)}}};\nexport const FILES = {{\n{files}}};\n"


if __name__ == "__main__":
    SHAPES.write_text(written(), "utf-8")
