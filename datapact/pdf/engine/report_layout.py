"""The report layout: everything besides its data that determines a report's pages. Every report names it, so that a
later program can tell why its own drawing differs.

Reports speak in the sentences of the whole catalogue, which change more often than the pages. So a redrawn report is
always compared, whatever its id. Where the pages differ, the id says whether the file was tampered with (the id is
ours) or drawn by another release (it is not), which this program cannot judge.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version

from datapact.base.resources import data_folder
from datapact.base.strictjson import JsonValue, canonical, to_base64url
from datapact.base.texts import LANGUAGES
from datapact.pdf.engine.layout import LAYOUT

# Raise this whenever the pages of a report change; tests/pdf/test_report_layout.py notices when it was forgotten.
REPORT_RELEASE = 17


@cache
def report_layout() -> str:
    """The id of this program's reports: release of their code, and a digest over version, layout and catalogues."""
    parts: dict[str, JsonValue] = {"layout": LAYOUT, "datapact": version("datapact")}
    for language in LANGUAGES:
        file = data_folder() / "locale" / language / "LC_MESSAGES" / "datapact.mo"
        parts[language] = to_base64url(hashlib.sha256(file.read_bytes() if file.is_file() else b"").digest())
    return f"{REPORT_RELEASE}-{to_base64url(hashlib.sha256(canonical(parts)).digest()[:12])}"
