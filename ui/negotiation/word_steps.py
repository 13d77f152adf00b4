"""Word files from a window: a round written to a folder, an answer in their file, and a file that came back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.agreements.text.carried_by_word import BETWEEN
from datapact.base.errors import DataPactError
from datapact.base.files import read_whole, write_whole
from datapact.base.texts import _, counted
from datapact.exchange.send.outside import record_word_as_sent
from datapact.exchange.send.word_letter import carried_by_letter, word_letter
from datapact.word.read.package import LARGEST_FILE
from datapact.word.steps.reply import word_reply
from datapact.word.steps.sent import Written, remarks_on, word_set
from datapact_ui.negotiation.word_dialog import WordDialog

if TYPE_CHECKING:
    from datapact.exchange.send.letters import Letter
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.context.app_context import AppContext

WORD_FILTER = "Word (*.docx)"

type AskSent = Callable[[AppContext, str, QWidget, Sequence[Path], Letter, str], object]
"""Goes on once the files lie there: the e-mail that carries them, and what of them is to be read before they leave."""


def write_round(
    context: AppContext, history: str, owner: QWidget, parties: Sequence[str], sent: AskSent, *, answer: bool = False
) -> None:
    """Ask for whom of several other ``parties`` the files are and for a folder, and write the Word files of this round into it, or the answer in the file that came back; ``sent`` goes on."""
    partner = ""
    if len(parties) > 1:  # what each of them knows is told apart
        everybody = _("All other parties")
        for_whom = context.dialogs.ask_choice(_("Word files"), _("For whom are they?"), [everybody, *parties])
        if for_whom is None:
            return
        partner = BETWEEN.join(parties) if for_whom == everybody else for_whom
    folder = context.dialogs.ask_folder(_("Folder for the Word files"))
    if folder is None:
        return

    def make(acting: Acting) -> tuple[list[Path], str, Letter]:
        carried = carried_by_letter(
            acting, history, partner
        )  # before any file is noted, so that no error hides where they lie
        made: tuple[Written, ...] = (
            (word_reply(acting, history, partner),) if answer else word_set(acting, history, partner=partner)
        )
        for one in made:
            write_whole(folder / one.name, one.data, private=False)
        return [folder / one.name for one in made], remarks_on(made), word_letter(carried, len(made), answer=answer)

    def done(written: tuple[list[Path], str, Letter]) -> None:
        paths, told, letter = written
        said = counted(
            "{n} file was written to {folder}.", "{n} files were written to {folder}.", len(paths), folder=str(folder)
        )
        context.notify(str(said))
        sent(context, history, owner, paths, letter, told)

    context.worker.change(
        owner, _("Writing Word files"), lambda acting, _p: make(acting), done, touches=frozenset({history})
    )


def read_back(context: AppContext, history: str, owner: QWidget) -> None:
    """Ask for a Word file that came back, and show what it changes."""
    path = context.dialogs.ask_open_file(_("Word file that came back"), WORD_FILTER)
    if path is not None:
        show_word_file(context, path, history, owner)


def record_as_sent(context: AppContext, history: str, owner: QWidget, then: Callable[[], object]) -> None:
    """Record that the text went out as Word files; ``then`` records the reply to it, once the page is read again."""

    def done(_nothing: object) -> None:
        context.notify(_("Recorded that the text went out as Word files."))
        context.worker.after_reads(owner, then)

    context.worker.change(
        owner,
        _("Recording that the text went out"),
        lambda acting, _p: record_word_as_sent(acting, history),
        done,
        touches=frozenset({history, "list"}),
    )


def show_word_file(context: AppContext, path: Path, history: str, owner: QWidget) -> None:
    """Show what a Word file changes; ``history`` is empty where the file has to say it."""
    try:
        data = read_whole(path, limit=LARGEST_FILE)
    except DataPactError as error:
        context.notify(error.message)
        return
    WordDialog(context, data, path.name, history, owner).open()
