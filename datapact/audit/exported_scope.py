"""Which agreements an export of ours is about, read from the file: so that a copy for an audit keeps to its scope."""

from __future__ import annotations

from datapact.audit.bag_archive import Archive, is_archive
from datapact.audit.bag_file import NAME as INDEX
from datapact.audit.bag_file import read_index
from datapact.audit.decision_file import NAME as DECISION
from datapact.audit.decision_file import read_decision
from datapact.audit.dossier_file import MOST_FILES, read_dossier
from datapact.audit.dossier_file import NAME as DOSSIER
from datapact.errors import DataPactError
from datapact.signing.attachments import attached_files
from datapact.signing.revisions import open_pdf


def agreements_inside(data: bytes) -> frozenset[str]:
    """History ids of the agreements in a dossier, an exported answer or an export of many; none in any other file."""
    try:
        if is_archive(data):
            return frozenset(one.agreement for one in read_index(Archive(data).read(f"data/{INDEX}")).dossiers)
        if not data.startswith(b"%PDF-"):
            return frozenset()
        attached = attached_files(open_pdf(data), MOST_FILES + 1)
        if DOSSIER in attached:
            return frozenset({read_dossier(attached[DOSSIER]).agreement})
        if DECISION in attached:
            return frozenset({str(read_decision(attached[DECISION]).entry.body.get("agreement", ""))})
        if INDEX in attached:
            return frozenset(one.agreement for one in read_index(attached[INDEX]).dossiers)
    except DataPactError:  # no file of ours: what is in it only people can say
        return frozenset()
    return frozenset()
