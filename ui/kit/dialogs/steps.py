"""Base of steps in the window: a form for the values, writing through the worker, a message on the result."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext
    from datapact_ui.kit.dialogs.form_dialog import FormDialog

type Job = Callable[[Acting], object]


class Steps(QObject):
    """The steps of a view, each of which asks by a form and then writes.

    ``owner`` is the view, parent of the forms; ``touches`` is what each step changes.
    """

    def __init__(self, context: AppContext, owner: QWidget, touches: frozenset[str]) -> None:
        super().__init__(owner)
        self._context, self._owner, self._touches = context, owner, touches

    def write(self, words: str, job: Job, said: str, then: Callable[[], object] | None = None) -> None:
        """Take a step without a form: ``words`` describe the work, ``said`` its completion; ``then`` follows it."""

        def write(acting: Acting, _progress: Progress) -> None:
            job(acting)

        def done(_none: None) -> None:
            self._context.notify(said)
            if then is not None:
                then()

        self._context.worker.change(self._owner, words, write, done, touches=self._touches)

    def ask(self, form: FormDialog, words: str, job: Callable[[], Job], said: str) -> None:
        """Open a form; its button takes the step. ``job`` reads the entered values; refusals are shown in the form."""

        def take() -> None:
            step = job()

            def write(acting: Acting, _progress: Progress) -> None:
                step(acting)

            def done(_none: None) -> None:
                self._context.notify(said)
                form.accept()

            form.run(words, write, done, touches=self._touches)

        form.taken.connect(take)
        form.open()
