"""Each file that leaves the vault stands in the record of exports: whatever writes a file is listed here, with the reason.

``write_exported`` records and writes. Whoever calls ``write_whole`` or ``write_new`` beside it either writes no file of the
vault, or what is written has a record of its own.
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
RECORDED = {
    # where it is written: what records it, a name that the module, or what it calls for the bytes, has
    "datapact/audit/engagements/remarks.py": "record_export",
    "datapact/audit/exports/register.py": "record_export",
    "datapact/cli/negotiation/compare.py": "redline_pdf, redline_docx",
    "datapact/cli/actions/audit.py": "record_dossier, record_bag, record_decision_export, seal_copy",
    "datapact/cli/actions/consent.py": "record_proof_export",
    "datapact/cli/actions/decisions.py": "people_list",
    "datapact/cli/network/directories.py": "write_directory",
    "datapact/cli/network/exchange.py": "the receipt entry of a sealed file",
    "datapact/cli/actions/library.py": "export_library",
    "datapact/cli/actions/paper.py": "gap_report_pdf",
    "datapact/cli/network/outside.py": "the outside_step entry with the digest of its PDF; record_export of a packet for signature",
    "datapact/cli/actions/recalls.py": "the recall entry with the digest of its letter; record_answer",
    "datapact/cli/negotiation/rounds.py": "rounds_file",
    "datapact/cli/negotiation/word.py": "word_sent with the digests of its files",
    "datapact/exchange/folder/putting.py": "the receipt entry of a sealed file",
    "datapact/exchange/send/many.py": "the receipt entry of a sealed file",
    "datapact/exchange/send/send_recall.py": "noted among the exports in the transaction that writes it",
    "ui/audit/engagements/seal_dialog.py": "seal_scope",
    "ui/audit/exports/bag_section.py": "record_bag",
    "ui/audit/exports/decisions_section.py": "record_decision_export",
    "ui/audit/exports/dossier_panel.py": "record_dossier",
    "ui/consent/decision/decision_view.py": "people_list, record_decision_export",
    "ui/consent/deliveries/send_recall_dialog.py": "the recall entry with the digest of its letter",
    "ui/consent/parts/record_files.py": "the job, where it records by itself; else write_exported",
    "ui/exchange/sending/send_dialog.py": "the receipt entry of a sealed file",
    "ui/library/clauses_part.py": "export_library",
    "ui/negotiation/compare_dialog.py": "redline_pdf, redline_docx",
    "ui/negotiation/rounds_dialog.py": "rounds_file",
    "ui/negotiation/word_steps.py": "word_sent with the digests of its files",
    "ui/paper/paper_tab.py": "gap_report_pdf",
    "ui/partners/write_directory_dialog.py": "write_directory",
}


def writers(folder: str) -> dict[str, set[str]]:
    """The modules that write files themselves, with the names they call."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / folder).rglob("*.py")):
        tree = parsed(path, "|".join(WRITERS))
        called = {
            one.func.id if isinstance(one.func, ast.Name) else one.func.attr
            for one in ast.walk(tree)
            if isinstance(one, ast.Call) and isinstance(one.func, ast.Name | ast.Attribute)
        }
        drawn = {"write_text"} if "text_document" in path.read_text("utf-8") else set()  # draws a text on the screen
        if (called & WRITERS) - drawn:
            found[path.relative_to(ROOT).as_posix()] = {
                one.id for one in ast.walk(tree) if isinstance(one, ast.Name)
            } | called
    return found


def test_every_module_that_writes_a_file_says_what_records_it() -> None:
    found = {**writers("datapact"), **writers("ui")}
    assert set(found) == set(NOT_OF_THE_VAULT) | set(RECORDED)
    for path, what in RECORDED.items():
        names = [one.strip() for one in what.split(",") if " " not in one.strip()]
        assert not names or found[path] & set(names), path
