"""A selection in our own form on the clipboard: its shown terms and cross-references survive within one agreement."""

from __future__ import annotations

from collections.abc import Sequence

from datapact.base.errors import DataPactError
from datapact.base.strictjson import canonical, parse_object
from datapact.base.texts import Language
from datapact.contract.clipboard.blocks import Block, Marker, Pasted
from datapact.contract.clipboard.copied import CopiedPart
from datapact.contract.text.clauses import Run, plain_text
from datapact.contract.text.document import read_runs, write_runs

OWN_TYPE = "application/x-datapact-text+json"
"""Media type on the clipboard."""
_MARKERS: dict[str, Marker] = {"paragraph": "number", "item": "letter"}


def write_own(agreement: str, language: Language, parts: Sequence[tuple[CopiedPart, tuple[Run, ...]]]) -> bytes:
    """The parts with their runs, for the same agreement and language."""
    listed = [{"kind": one.kind, "whole": bool(one.number), "runs": write_runs(runs)} for one, runs in parts]
    return canonical({"agreement": agreement, "language": language, "parts": listed})


def read_own(data: bytes, agreement: str, language: Language) -> tuple[Pasted, tuple[tuple[Run, ...], ...]] | None:
    """Blocks and the runs of each; None for another agreement or language, and for what we did not write."""
    try:
        told = parse_object(data)
        if told.get("agreement") != agreement or told.get("language") != language:
            return None
        listed = told["parts"]
        if not isinstance(listed, list):
            return None
        blocks, texts = [], []
        for one in listed:
            if not isinstance(one, dict) or one["kind"] not in ("heading", "paragraph", "item"):
                return None
            runs = read_runs(one["runs"], "clipboard")
            words = plain_text(runs)
            if not words.strip():
                continue
            kind, whole = str(one["kind"]), one["whole"] is True
            marker = _MARKERS.get(kind, "") if whole or kind == "item" else ""
            level = {"number": 1, "letter": 2}.get(marker, 0)
            blocks.append(Block(words, "heading" if kind == "heading" else "words", level, marker))
            texts.append(runs)
    except (DataPactError, KeyError, TypeError):
        return None
    return Pasted(tuple(blocks)), tuple(texts)
