"""Each file that leaves the vault stands in the record of exports: each function that writes a file is listed here, with the reason.

``write_exported`` records and writes. Whoever calls ``write_whole`` or another writer beside it either writes no file of the
vault, or what is written has a record of its own: the name that records it is called in the same function, or in the one
named here.
"""

from __future__ import annotations

import ast
from pathlib import Path

from tests.parsed import parsed

ROOT = Path(__file__).resolve().parents[1]
WRITERS = {"write_whole", "write_numbered", "write_new", "write_bytes", "write_text"}
NOT_OF_THE_VAULT = {
    "datapact/audit/formats/bag_archive.py": "parts of an archive that record_bag records",
    "datapact/audit/exports/bag.py": "parts of an archive that record_bag records",
    "datapact/base/local_log.py": "the log of the computer, without contents",
    "datapact/cli/actions/demo.py": "the sample",
    "datapact/cli/actions/verify.py": "the page that verifies, which is the program's own",
    "datapact/cli/actions/vault.py": "recovery code and invitation, which members hand over",
    "datapact/cli/network/relay.py": "routing labels, which are random",
    "datapact/exchange/relay/carry.py": "sealed files and receipts of a relay, which has no vault",
    "datapact/exchange/relay/folder.py": "the relay's own file",
    "datapact/exchange/relay/journal.py": "the relay's own file",
    "datapact/organisation/acting/exported.py": "write_exported itself",
    "datapact/signing/authorities/settings.py": "settings of this computer: authorities for timestamps",
    "datapact/signing/keys/device.py": "settings of this computer: modules for tokens, signing services",
    "datapact/signing/trusted_lists/keep.py": "trusted lists, which states publish",
    "datapact/team/database/trying.py": "a database for trying, which holds sealed rows alone",
    "datapact/team/kept/unconfirmed.py": "inside the vault",
    "datapact/updates/makers.py": "of the computer: the root keys of makers, which are public",
    "datapact/vault/database/checkpoint.py": "inside the vault",
    "datapact/vault/folder/preferences.py": "inside the vault, or of the computer",
    "datapact/vault/folder/restore.py": "inside the vault",
    "datapact/vault/keys/header.py": "inside the vault",
    "ui/unlock/recovery_sheet_panel.py": "the recovery sheet",
    "ui/unlock/sample_vault.py": "the sample",
    "datapact/cli/network/partners.py": "the own card, which is public",
    "ui/partners/own_card_dialog.py": "the own card, which is public",
}
"""Modules that write no file of the vault."""
NONE_OF_IT = {
    "datapact/cli/actions/audit.py open_file": "the content of another house's sealed copy, which its sender recorded",
}
"""Functions that do not, in modules where others do."""
RECORDED = {
    "datapact/audit/engagements/remarks.py save_population": "record_export",
    "datapact/audit/exports/register.py save_register": "record_export",
    "datapact/cli/actions/audit.py export_one": "record_dossier",
    "datapact/cli/actions/audit.py export_many": "record_bag",
    "datapact/cli/actions/audit.py export_decision": "record_decision_export",
    "datapact/cli/actions/audit.py seal_file": "seal_copy",
    "datapact/cli/actions/decisions.py prove_chain": "record_export",
    "datapact/cli/actions/consent.py write_proof": "record_proof_export",
    "datapact/cli/actions/decisions.py answer_question": "people_list",
    "datapact/cli/actions/library.py export_file": "export_library",
    "datapact/cli/actions/paper.py report_gaps": "gap_report_pdf",
    "datapact/cli/actions/recalls.py send_to": "the recall entry with the digest of its letter; record_answer",
    "datapact/cli/actions/recalls.py letter_to": "the recall entry with the digest of its letter; record_answer",
    "datapact/cli/actions/recalls.py print_disclosure_log": "record_answer",
    "datapact/cli/negotiation/compare.py compare_two": "redline_pdf, redline_docx",
    "datapact/cli/negotiation/rounds.py show_rounds": "rounds_file",
    "datapact/cli/negotiation/word.py export_word": "word_sent with the digests of its files",
    "datapact/cli/negotiation/word.py write_set": "word_sent with the digests of its files",
    "datapact/cli/negotiation/word.py write_answer": "word_sent with the digests of its files",
    "datapact/cli/network/directories.py write_to": "write_directory",
    "datapact/cli/network/exchange.py send_to": "mark_written",
    "datapact/cli/network/outside.py write_packet": "record_export",
    "datapact/cli/network/outside.py _write_own_packet": "record_export",
    "datapact/exchange/folder/putting.py lay_file": "the receipt entry of a sealed file",
    "datapact/exchange/send/many.py _send": "mark_written",
    "datapact/exchange/send/many.py keep": "mark_written",
    "datapact/exchange/send/send_recall.py _write_reply": "noted among the exports in the transaction that writes it",
    "ui/audit/engagements/seal_dialog.py _seal": "seal_scope",
    "ui/audit/engagements/seal_dialog.py job": "seal_scope",
    "ui/audit/exports/bag_section.py write": "record_bag",
    "ui/audit/exports/bag_section.py job": "record_bag",
    "ui/audit/exports/decisions_section.py export": "record_decision_export",
    "ui/audit/exports/decisions_section.py write": "record_decision_export",
    "ui/audit/exports/dossier_panel.py save": "record_dossier",
    "ui/audit/exports/dossier_panel.py write": "record_dossier",
    "ui/consent/decision/decision_view.py _export": "people_list",
    "ui/consent/decision/decision_view.py _write_file": "record_decision_export",
    "ui/consent/decision/decision_view.py job": "record_decision_export",
    "ui/consent/deliveries/send_recall_dialog.py _write": "the recall entry with the digest of its letter",
    "ui/consent/deliveries/send_recall_dialog.py tell": "the recall entry with the digest of its letter",
    "ui/consent/parts/record_files.py save": "the job, where it records by itself; else write_exported",
    "ui/consent/parts/record_files.py write": "the job, where it records by itself; else write_exported",
    "ui/exchange/sending/send_dialog.py _write_outside": "the receipt entry of a sealed file",
    "ui/exchange/sending/send_dialog.py _write_to_relay": "mark_written",
    "ui/exchange/sending/send_dialog.py _write": "mark_written",
    "ui/exchange/sending/send_dialog.py send": "mark_written",
    "ui/exchange/sending/sent_page.py _draft": "the record of each file that it holds",
    "ui/exchange/sending/sent_page.py write": "the record of each file that it holds",
    "ui/library/clauses_part.py export_file": "export_library",
    "ui/library/clauses_part.py write": "export_library",
    "ui/negotiation/compare_dialog.py _save": "redline_pdf, redline_docx",
    "ui/negotiation/compare_dialog.py make": "redline_pdf, redline_docx",
    "ui/kit/text/print_pdf.py _write_pages": "record_export of who prints; the recovery sheet is not of the vault",
    "ui/kit/text/print_preview.py save": "record_export",
    "ui/kit/text/print_preview.py write": "record_export",
    "ui/negotiation/rounds_dialog.py _save": "rounds_file",
    "ui/negotiation/rounds_dialog.py make": "rounds_file",
    "ui/negotiation/word_steps.py write_round": "word_sent with the digests of its files",
    "ui/negotiation/word_steps.py make": "word_sent with the digests of its files",
    "ui/paper/paper_tab.py _save_report": "gap_report_pdf",
    "ui/paper/paper_tab.py write": "gap_report_pdf",
    "ui/partners/write_directory_dialog.py _write": "write_directory",
    "ui/partners/write_directory_dialog.py write": "write_directory",
}
"""What records a file, by the function that writes it: a name in it, or where no such name is, in words."""


def writers(folder: str) -> dict[str, set[str]]:
    """The functions that write files themselves, with all names that they mention."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / folder).rglob("*.py")):
        drawn = {"write_text"} if "text_document" in path.read_text("utf-8") else set()  # draws a text on the screen
        tree = parsed(path, "|".join(WRITERS))
        for function in (one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)):
            called = {_name(one.func) for one in ast.walk(function) if isinstance(one, ast.Call)}
            if not (called & WRITERS) - drawn:
                continue
            names = {_name(one) for one in ast.walk(function) if isinstance(one, ast.Name | ast.Attribute)}
            found[f"{path.relative_to(ROOT).as_posix()} {function.name}"] = names
    return found


def _name(called: ast.expr) -> str:
    return called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""


def test_every_function_that_writes_a_file_says_what_records_it() -> None:
    found = {**writers("datapact"), **writers("ui")}
    ours = {place: names for place, names in found.items() if place.split(" ")[0] not in NOT_OF_THE_VAULT}
    assert set(ours) == set(RECORDED) | set(NONE_OF_IT)
    for place, what in RECORDED.items():
        names = {one.strip() for one in what.split(",") if " " not in one.strip()}
        assert not names or ours[place] & names, place
    assert {place.split(" ")[0] for place in found} >= set(NOT_OF_THE_VAULT)
