"""What leaves is made of rows that were held against what was signed: each function that writes a file of the vault, or records
that one leaves, calls a function that proves them, or is listed here with the reason why it need not.

A function proves if it calls ``proven`` or ``proven_whole``, or a function that does. A new export can therefore not forget it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.parsed import parsed

ROOT = Path(__file__).resolve().parents[1]
LEAVING = (
    "write_exported",
    "record_export",
    "write_docx",
    "reply_file",
    "save_bytes",
    "save_picture",
    "preview_in_background",
)
"""Functions by which a file leaves, or is recorded to leave."""
PROVING = frozenset({"proven", "proven_whole"})
NOT_NEEDED = {
    **dict.fromkeys(
        (
            "datapact/audit/exports/bag.py record_bag",
            "datapact/audit/exports/decision.py record_decision_export",
            "datapact/audit/exports/dossier.py record_dossier",
            "datapact/audit/exports/register.py save_register",
            "datapact/pdf/letters/person_answer.py record_answer",
        ),
        "what is recorded holds the proof that it was made with",
    ),
    "datapact/audit/exports/record_proof.py record_proof_export": "prove_delivery and prove_recall made what is recorded",
    "datapact/cli/actions/breaches.py write_notice": "a notice of a breach is never held back (decision 61)",
    "ui/obligations/breaches/breach_form.py _save_notice": "a notice of a breach is never held back (decision 61)",
    "datapact/cli/actions/consent.py import_consents": "made of the file that came, not of rows",
    "ui/consent/imports/import_dialog.py _run": "made of the file that came, not of rows",
    "ui/consent/imports/import_dialog.py _save": "made of the file that came, not of rows",
    "datapact/cli/network/outside.py _write_own_packet": "write_packet, which alone calls it, proves",
    "datapact/library/shelf/library_file.py export_library": "below the proofs: export_file of the command and write of the window prove",
    "datapact/organisation/acting/exported.py write_exported": "its callers are those of this test",
    "datapact/word/steps/redlines.py _recorded": "redline_pdf and redline_docx, which alone call it, prove",
    "ui/consent/deliveries/recalls_view.py save_people": "recalls are never held back (decision 61); what does not fit is said beside it",
    "ui/consent/parts/record_files.py save": "what it is given proves: its callers are those of this test",
    "ui/editor/page/editor_view.py print": "the text on the screen, as somebody is writing it",
    "ui/exchange/receiving/verify_dialog.py _save": "the content of another house's sealed copy, as it came",
    "ui/kit/text/print_preview.py _print": "preview_in_background was given what proves: its callers are those of this test",
    "ui/kit/text/print_preview.py save": "preview_in_background was given what proves: its callers are those of this test",
}
"""Functions that need no proof, and why."""


type Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(words: str) -> Iterator[tuple[str, Function]]:
    """The functions of modules and methods of classes, by module and name, of the files in which one of the words stands."""
    for folder in ("datapact", "ui"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            tree = parsed(path, words)
            holders: list[ast.Module | ast.ClassDef] = [tree]
            holders += [one for one in ast.walk(tree) if isinstance(one, ast.ClassDef)]
            for holder in holders:
                for one in holder.body:
                    if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef):
                        yield f"{path.relative_to(ROOT).as_posix()} {one.name}", one


def called(function: Function) -> set[str]:
    """The names of functions that a function calls; not those of methods, whose names may be those of anything.

    Nor one that is told by ``prepare`` what to prove: whoever calls it then proves by that.
    """
    calls = [one for one in ast.walk(function) if isinstance(one, ast.Call) and not as_it_came(one)]
    told = [one for one in calls if any(given.arg == "prepare" for given in one.keywords)]
    return {one.func.id for one in calls if isinstance(one.func, ast.Name) and one not in told}


def as_it_came(call: ast.Call) -> bool:
    """Whether a call says that the file is about no agreement."""
    return any(isinstance(one, ast.Constant) and one.value == "" for one in call.args[-1:])


def is_leaving(function: Function) -> bool:
    """Whether a function lets a file leave."""
    for one in ast.walk(function):
        if isinstance(one, ast.Call):
            if isinstance(one.func, ast.Name) and one.func.id in LEAVING:
                return True
            # the files of RecordFiles, by a window that holds one, and by itself
            if isinstance(one.func, ast.Attribute) and one.func.attr == "save" and len(one.args) > 3:
                return True
    return False


@cache
def proving() -> frozenset[str]:
    """The names of functions of modules that prove."""
    known: dict[str, list[set[str]]] = {}
    for folder in ("datapact", "ui"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for one in parsed(path, "").body:
                if isinstance(one, ast.FunctionDef):
                    known.setdefault(one.name, []).append(called(one))
    found, before = set(PROVING), 0
    while len(found) > before:
        before = len(found)
        found |= {name for name, calls in known.items() if all(one & found for one in calls)}
    return frozenset(found)


def test_whatever_leaves_is_proven_or_says_why_it_need_not_be() -> None:
    silent = {
        place
        for place, function in functions("|".join((*LEAVING, "save")))
        if is_leaving(function) and not called(function) & proving()
    }
    assert silent == set(NOT_NEEDED)


def test_proofs_are_found_through_the_functions_that_call_them() -> None:
    assert {"prove_contract", "prove_obligations", "proven_evidence", "write_agreement", "receipt_file"} <= proving()
    assert not proving() & {"export_pdf", "write_exported", "load_state"}
