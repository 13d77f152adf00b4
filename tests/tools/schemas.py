"""Write docs/schemas: JSON Schema (2020-12) for every --json shape and for our files. Run it after a shape has grown.

A shape only ever grows: members are added, never taken away or changed. The shapes are the types of what commands emit
(``datapact/cli/printed``), which say who prints them, those of our files the formats themselves.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from inspect import getsource
from pathlib import Path
from pkgutil import iter_modules
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    TypeAliasType,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from datapact.audit.formats.record_proof import RecordProof
from datapact.base.format import Format
from datapact.cli import printed
from datapact.cli.printed import findings
from datapact.cli.printed.words import BY
from datapact.consent.records.batch_proof import RowProof
from datapact.consent.records.receipt_file import ReceiptInFile
from datapact.contract.text.document import AgreementDocument
from datapact.exchange.bundle.envelope import Header
from datapact.exchange.bundle.parcel import ParcelLine
from datapact.exchange.relay.label_list import LabelList
from datapact.exchange.relay.receipts import ReceiptsPayload
from datapact.library.shelf.library_format import LibraryFile
from datapact.organisation.identity.card import CardPayload
from datapact.organisation.members.certification import RequestPayload
from datapact.organisation.network.directory_file import DirectoryPayload
from datapact.registers.register_file import RegisterInFile
from datapact.signing.ceremony.proof import Proof
from datapact.vault.folder.backup import BackupHeader

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "schemas"
BASE = "https://datapact.invalid/schemas/"
DIALECT = "https://json-schema.org/draft/2020-12/schema"

type Schema = dict[str, Any]

FORMATS: dict[str, tuple[str, type[Format]]] = {
    "agreement": ("agreement.json: the canonical state", AgreementDocument),
    "backup-header": ("The first line of a backup of a vault", BackupHeader),
    "bundle-header": ("The first line of a .dpact file", Header),
    "parcel-header": ("The first line of a .dpact file under routing labels", ParcelLine),
    "label-list": ("A .dplabels file", LabelList),
    "relay-receipts-file": ("The payload of a .dpreceipts file, a compact JWS", ReceiptsPayload),
    "certification-request": ("The payload of a request for certification, a compact JWS", RequestPayload),
    "card": ("The payload of a .dpcard file, a compact JWS", CardPayload),
    "network-directory": ("The payload of a .dpdir file, a compact JWS", DirectoryPayload),
    "library-file": ("A .dplib file: clauses and positions of a house", LibraryFile),
    "consent-receipt": ("A consent receipt: ISO/IEC TS 27560 as JSON-LD with DPV terms", ReceiptInFile),
    "consent-proof": ("The proof that a row is in a signed consent batch", RowProof),
    "proof": ("proof.json: who agreed to the text and who was to sign it", Proof),
    "register-file": ("register.json: a register with its rows", RegisterInFile),
    "record-proof": ("The proof of a delivery or recall with its sealed list", RecordProof),
}


PRINTED_BY = "Printed by "


@cache
def whole_results() -> dict[str, Any]:
    """By the name of its schema each type that is all that a command prints."""
    modules = [import_module(module.name) for module in iter_modules(printed.__path__, f"{printed.__name__}.")]
    return {
        re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower(): kind
        for module in modules
        for kind in list(vars(module).values())
        if getattr(kind, "__module__", "") == module.__name__ and printed_by(kind)
    }


def printed_by(kind: Any) -> str:
    """Which commands a type names that print it, in its docstring or by ``by``; nothing where it is a part of others."""
    if isinstance(kind, TypeAliasType):
        _resolve(kind.__module__)
        beside = get_args(kind.__value__)[1] if get_origin(kind.__value__) is Annotated else {}
        return str(beside.get(BY, ""))
    said = " ".join((kind.__doc__ or "").split()) if is_typeddict(kind) else ""
    return said.removeprefix(PRINTED_BY).removesuffix(".") if said.startswith(PRINTED_BY) else ""


_PLAIN: dict[Any, Schema] = {
    Any: {},
    str: {"type": "string"},
    int: {"type": "integer", "minimum": 0},
    bool: {"type": "boolean"},
    NoneType: {"type": "null"},
}


def schema_of(kind: Any) -> Schema:
    """The schema of a type: a count for int, an object for a TypedDict or mapping, and what Annotated says besides."""
    if isinstance(kind, TypeAliasType):
        _resolve(kind.__module__)
        return schema_of(kind.__value__)
    if is_typeddict(kind):
        return _object(kind)
    origin, parts = get_origin(kind), get_args(kind)
    if origin is None:
        return dict(_PLAIN[kind])
    if origin is Annotated:
        said = parts[1]
        whole = said if "enum" in said or "const" in said else {**schema_of(parts[0]), **said}
        return {name: value for name, value in whole.items() if value is not None and name != BY}
    if origin is Literal:
        return {"enum": list(parts)}
    if origin in (Union, UnionType):
        return {"anyOf": [schema_of(part) for part in parts]}
    if origin is Sequence:
        return {"type": "array", "items": schema_of(parts[0])}
    if origin in (Mapping, dict):
        return _mapping(*parts)
    raise TypeError(kind)


def _object(kind: Any) -> Schema:
    """An object that has at least the members of a TypedDict."""
    for base in (kind, *kind.__orig_bases__):
        if is_typeddict(base):
            _resolve(base.__module__)
    hints = get_type_hints(kind, include_extras=True)
    inner = {name: get_args(hint)[0] if get_origin(hint) is NotRequired else hint for name, hint in hints.items()}
    return {
        "type": "object",
        "properties": {name: schema_of(hint) for name, hint in inner.items()},
        "required": [name for name, hint in hints.items() if get_origin(hint) is not NotRequired],
    }


def _mapping(name: Any, value: Any) -> Schema:
    if value is Any:
        return {"type": "object"}
    if get_origin(name) is Literal:
        names = get_args(name)
        return {"type": "object", "properties": {one: schema_of(value) for one in names}, "required": list(names)}
    return {"type": "object", "additionalProperties": schema_of(value)}


@cache
def _resolve(module: str) -> None:
    """Give a module the names that it imports for types alone, in which its annotations speak."""
    names = vars(sys.modules[module])
    for node in ast.parse(getsource(sys.modules[module])).body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            exec(compile(ast.Module(node.body, []), module, "exec"), names)


def envelope(name: str) -> Schema:
    """The schema of what a command prints with --json."""
    result = whole_results()[name]
    shape = {
        "type": "object",
        "properties": {
            "format": {"const": 1},
            "result": schema_of(result),
            "findings": schema_of(Sequence[findings.FindingShown]),
        },
        "required": ["format", "result", "findings"],
    }
    return {"$schema": DIALECT, "$id": f"{BASE}{name}.schema.json", "description": printed_by(result), **shape}


def closed(schema: Schema) -> Schema:
    """Objects of our files have these members and no others."""
    if isinstance(schema, dict):
        result = {name: closed(value) for name, value in schema.items()}
        if schema.get("type") == "object" and "properties" in schema:
            result.setdefault("additionalProperties", False)
        return result
    if isinstance(schema, list):
        return [closed(item) for item in schema]  # type: ignore[return-value]
    return schema


def file_schema(name: str, description: str, shape: Schema) -> Schema:
    return {"$schema": DIALECT, "$id": f"{BASE}{name}.schema.json", **shape, "description": description}


def schemas() -> dict[str, Schema]:
    """Every schema by the name of its file."""
    files = {name: file_schema(name, said, model.json_schema()) for name, (said, model) in FORMATS.items()}
    return {name: envelope(name) for name in whole_results()} | files


def text(schema: Schema) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, schema in schemas().items():
        (FOLDER / f"{name}.schema.json").write_text(text(schema), "utf-8")


if __name__ == "__main__":
    main()
