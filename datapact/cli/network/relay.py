"""The actions of the relay commands; carrying needs no vault."""

from __future__ import annotations

from time import sleep
from typing import TYPE_CHECKING

from datapact.base.clock import utc_now
from datapact.base.errors import DataPactError
from datapact.base.files import read_whole, write_whole
from datapact.base.texts import Message, _, counted
from datapact.cli.kit.columns import Column, Columns, as_object, as_table
from datapact.cli.kit.moments import moment_text
from datapact.cli.kit.output import Progress, answer, complain, emit, require_folder
from datapact.cli.kit.session import acting
from datapact.cli.printed.partners import (
    DirectoryLabels,
    Relay,
    RelayAgain,
    RelayCarried,
    RelayLeft,
    RelayReceipts,
    RelayReceiptsCame,
    RelayReceiptsSent,
)
from datapact.exchange.relay.carry import CarriedFile, LeftFile, Report, carry
from datapact.exchange.relay.comparing import CAME_WORDS, SENT_WORDS, CameRow, SentRow, compare_receipts
from datapact.exchange.relay.label_list import label_list, read_labels
from datapact.exchange.relay.receipts import LARGEST as LARGEST_RECEIPTS
from datapact.organisation.network.directory_file import LARGEST
from datapact.organisation.network.known import find_routing

if TYPE_CHECKING:
    from pathlib import Path

_CARRIED: Columns[CarriedFile] = (
    Column("name", ""),
    Column("digest"),
    Column("size"),
    Column("sender"),
    Column("to", "", 1),
)
_LEFT: Columns[LeftFile] = (Column("name"), Column("reason", value=lambda row: row.reason.both()))
_SENT: Columns[SentRow] = (
    Column("digest", "SHA-256", 2, cell=lambda row: f"{row.digest[:12]}…"),
    Column("state", "", 1, cell=lambda row: _(SENT_WORDS[row.state])),
    Column("time", "", 0, cell=lambda row: moment_text(row.time)),
    Column("carried"),
    Column("to", "", 3),
    Column("agreement"),
    Column("size"),
)
_CAME: Columns[CameRow] = (
    Column("digest", "SHA-256", 2, cell=lambda row: f"{row.digest[:12]}…"),
    Column("state", "", 1, cell=lambda row: _(CAME_WORDS[row.state])),
    Column("sender", "", 3),
    Column("carried", "", 0, cell=lambda row: moment_text(row.carried) if row.carried else "–"),
    Column("taken_in"),
    Column("size"),
)


def relay_folder(folder: Path, labels: Path | None) -> None:
    """Carry what lies in a relay's incoming folder; the answer is no where something was left there."""
    report = _carry(folder, labels)
    _print_report(folder, report)
    answer(int(bool(report.left)))


def relay_again(folder: Path, labels: Path | None, minutes: int) -> None:
    """Carry now and every so many minutes, until somebody stops it; says only what is new, and a failed round stops nothing.

    The first round fails as ``relay_folder`` does: a folder that is no relay stays none.
    """
    said = _carry(folder, labels)
    _print_report(folder, said)
    try:
        while True:
            sleep(minutes * 60)
            try:
                report = _carry(folder, None)
            except DataPactError as error:
                complain(str(error.message))
                continue
            if report.carried or report.again or report.finished or report.left != said.left:
                _print_report(folder, report)
            said = report
    except KeyboardInterrupt:
        answer(0)


def _carry(folder: Path, labels: Path | None) -> Report:
    known = None if labels is None else read_labels(read_whole(labels, limit=LARGEST))
    progress = Progress()
    report = carry(folder, utc_now, known, progress)
    progress.finish()
    return report


def _print_report(folder: Path, report: Report) -> None:
    lines = [str(counted("{n} file was carried.", "{n} files were carried.", len(report.carried)))]
    lines += [f"    {one.name} → {', '.join(one.to)}" for one in report.carried]
    if report.finished:
        n = report.finished
        lines.append(
            str(
                counted(
                    "{n} file that an interrupted run had begun is laid ready.",
                    "{n} files that an interrupted run had begun are laid ready.",
                    n,
                )
            )
        )
    lines += [_("Left: {file}: {why}", file=one.name, why=one.reason) for one in report.left]
    lines += [_("Set aside: {file}: {why}", file=one.name, why=one.reason) for one in report.again]
    emit(
        Relay(
            {
                "folder": str(folder),
                "carried": [as_object(one, _CARRIED, RelayCarried) for one in report.carried],
                "left": [as_object(one, _LEFT, RelayLeft) for one in report.left],
                "again": [as_object(one, _LEFT, RelayAgain) for one in report.again],
                "finished": report.finished,
            }
        ),
        lines,
    )


def compare_files(file: Path, *, accept: bool) -> None:
    """Hold a relay's receipts against the vault; the answer is no where a file is missing or something contradicts."""
    data = read_whole(file, limit=LARGEST_RECEIPTS)
    with acting() as member:
        compared = compare_receipts(member, data, accept=accept)
    lines = [
        _(
            "Receipts of {time} from the relay of {network} (key {key})",
            time=moment_text(compared.time),
            network=compared.network,
            key=compared.relay,
        ),
        _("Sent:"),
        *as_table(compared.sent, _SENT, _("nothing")),
        _("For us:"),
        *as_table(compared.came, _CAME, _("nothing")),
        *map(str, compared.warnings),
    ]
    missing = counted("{n} file is missing.", "{n} files are missing.", compared.missing)
    emit(
        RelayReceipts(
            {
                "network": compared.network,
                "relay": compared.relay,
                "time": compared.time.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "sent": [as_object(one, _SENT, RelayReceiptsSent) for one in compared.sent],
                "came": [as_object(one, _CAME, RelayReceiptsCame) for one in compared.came],
                "missing": compared.missing,
                "warnings": [one.both() for one in compared.warnings],
            }
        ),
        [*lines, str(missing if compared.missing else Message("No file is missing."))],
    )
    answer(int(not compared.is_sound))


def write_label_list(network: str, output: Path) -> None:
    """Write the labels of a network for who carries its files, without names."""
    require_folder(output)
    with acting() as member, member.vault.read() as session:
        listed = label_list(find_routing(session, network))
    write_whole(output, listed.write(), private=False)
    emit(
        DirectoryLabels(
            {"file": str(output), "network": listed.network, "version": listed.version, "labels": list(listed.labels)}
        ),
        [
            _("Written: {file}", file=str(output)),
            _(
                "{n} labels without names. Whoever carries your files needs this and nothing else.",
                n=len(listed.labels),
            ),
        ],
    )
