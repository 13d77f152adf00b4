"""The actions of the commands for trusted lists."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from datapact.base.clock import utc_now
from datapact.base.texts import N_, Message, _
from datapact.cli.kit.columns import Column, Columns, emit_list
from datapact.signing.trusted_lists.folder import lists_folder
from datapact.signing.trusted_lists.in_worker import import_lists_apart, read_lists
from datapact.signing.trusted_lists.keep import heads_at_hand
from datapact.signing.trusted_lists.listed import Imported, ListHead

_HEAD: Columns[ListHead] = (
    Column("territory", N_("Country")),
    Column("sequence", N_("Number")),
    Column("issued", N_("Issued")),
    Column("next_update", N_("Next due")),
    Column("sha256"),
)


def import_files(files: Sequence[Path]) -> None:
    """Import lists from files and folders, all or none; raises what reading and verifying them raises."""
    done = import_lists_apart(read_lists(list(files)))
    columns: Columns[Imported] = (
        Column("name", N_("File")),
        Column("territory", N_("Country"), value=lambda one: one.head.territory),
        Column("issued", N_("Issued"), value=lambda one: one.head.issued),
        Column(
            "taken",
            "",
            cell=lambda one: _("taken") if one.taken else _("a newer one or the same is at hand"),
        ),
    )
    emit_list(done, columns, N_("No lists."))


def show_lists() -> None:
    """Print the lists at hand."""
    now = utc_now()
    late = Column[ListHead](
        "late",
        "",
        value=lambda one: one.next_update is not None and one.next_update < now,
        cell=lambda one: (
            str(Message(N_("the next one should be there")))
            if one.next_update is not None and one.next_update < now
            else ""
        ),
    )
    emit_list(heads_at_hand(lists_folder()), (*_HEAD, late), N_("No trusted lists on this computer yet."))
