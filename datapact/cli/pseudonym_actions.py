"""What the commands of pseudonyms do and print."""

from __future__ import annotations

from pathlib import Path

from datapact.cli.output import answer, emit, require_folder
from datapact.cli.session import acting
from datapact.consent.pseudonyms import OURS, forget_key, mapping_for
from datapact.documents.sheets import write_csv
from datapact.files import write_whole
from datapact.parties.reading_only import require_more_than_reading
from datapact.parties.references import find_reference
from datapact.texts import _, counted


def export_mapping(dataset: str, to: str, output: Path) -> None:
    require_folder(output)
    with acting() as member, member.vault.write() as session:
        require_more_than_reading(member)
        recipient = find_reference(session, to)
        rows = list(mapping_for(session, dataset, recipient, member.clock))
    write_whole(output, write_csv(["subject", "sent_as"], rows))
    emit(
        {"file": str(output), "people": len(rows)},
        [
            str(counted("{n} pseudonym written.", "{n} pseudonyms written.", len(rows))),
            _("Give the file to a trusted third party only: who has it can link the two."),
        ],
    )


def forget(dataset: str, to: str | None) -> None:
    with acting() as member, member.vault.write() as session:
        require_more_than_reading(member)
        recipient = OURS if to is None else find_reference(session, to)
        gone = forget_key(session, dataset, recipient)
    emit({"forgotten": gone}, [_("The key is forgotten.") if gone else _("There was no key.")])
    answer(0 if gone else 1)
