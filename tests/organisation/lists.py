"""A list of partners from the bytes of a test."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.partners.partner_table import look_at_table, read_table
from datapact.organisation.partners.without_datapact import Imported, import_profiles


def import_csv(acting: Acting, data: bytes) -> Imported:
    """Import a CSV file by the headings that are known."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        path.write_bytes(data)
        return import_profiles(acting, read_table(path, look_at_table(path).proposed))
