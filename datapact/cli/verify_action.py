"""What verify does and prints: one verdict a file, with reasons, and one exit code for all."""

from __future__ import annotations

from pathlib import Path

from datapact.audit.verify import verify_file
from datapact.cli.output import answer, emit
from datapact.errors import Damaged
from datapact.files import read_whole
from datapact.texts import N_, Message, _

LARGEST_FILE = 1024 * 1024 * 1024
VERDICTS = {"valid": N_("valid"), "invalid": N_("INVALID"), "indeterminate": N_("indeterminate")}


def verify_files(files: list[Path], trust: list[Path], *, require_trust: bool) -> None:
    """Exit 0 when every file is valid; 4 when one cannot be read as any of our formats; else 1."""
    cards = [read_whole(card, limit=1024 * 1024) for card in trust]
    results = []
    lines: list[str] = []
    code = 0
    for file in files:
        data = read_whole(file, limit=LARGEST_FILE)
        try:
            verdict = verify_file(data, file.name, cards=cards, require_trust=require_trust)
        except Damaged as error:
            results.append({"file": str(file), "verdict": "invalid", "reasons": [error.message.both()]})
            lines.append(_("{file}: cannot be read. {reason}", file=str(file), reason=error.message))
            code = 4
            continue
        results.append({"file": str(file), **verdict.to_json()})
        lines.append(f"{file}: {Message(VERDICTS[verdict.verdict])}")
        lines += [f"  {line}" for line in verdict.lines()]
        if verdict.verdict != "valid":
            code = code or 1
    emit(results, lines)
    answer(code)
