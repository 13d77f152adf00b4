"""Steps of the house on one agreement: a template of it, a duplicate, its deviations, client and matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.agreements.library.templates import (
    DEVIATION_WORDS,
    MadeTemplate,
    TemplateReport,
    deviations_from_template,
    duplicate,
    make_template,
)
from datapact.base.files import read_whole
from datapact.base.texts import N_, Message, _, counted
from datapact.library.templates.matters import Matter, matter_of, set_client
from datapact.paper.read.reading import LARGEST_PAPER
from datapact.paper.steps.official_text import (
    DECISIONS,
    LIKENESS,
    UNPROVEN,
    Comparison,
    compare_with_official,
    official_texts,
    record_comparison,
    take_in_official,
)
from datapact.pdf.reports.memo import open_points_pdf, signing_memo
from datapact.word.steps.open_points import open_points_docx
from datapact_ui.kit.dialogs.form_dialog import FormDialog
from datapact_ui.kit.text.attachments_tab import PDF_FILTER, save_bytes
from datapact_ui.library.appearance import TOUCHED

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


class HouseSteps:
    """The steps of the house beside an agreement; no partner hears of them. ``owner`` is the view."""

    def __init__(self, context: AppContext, history: str, owner: QWidget) -> None:
        self._context, self._history, self._owner = context, history, owner

    def make_template(self, title: str) -> None:
        """Ask for a name, and make a template of the text."""
        TemplateDialog(self._context, self._history, title, self._owner).open()

    def duplicate(self) -> None:
        """Draft the same again, and go there."""
        history = self._history
        if not self._context.dialogs.confirm(
            _("Duplicate this agreement?"),
            _(
                "A new draft gets the same text, terms and parties under a number of its own. Powers of attorney stay behind:"
                " each was given for one contract."
            ),
            _("Duplicate"),
            keep=_("Not now"),
        ):
            return
        self._context.worker.change(
            self._owner,
            _("Duplicating the agreement"),
            lambda acting, _progress: duplicate(acting, history),
            self._context.open_agreement,
            touches=frozenset({"list"}),
        )

    def deviations(self) -> None:
        """Say which clauses are not as the template has them."""
        history = self._history

        def show(found: TemplateReport) -> None:
            told = [f"{one.number} {one.heading}: {_(DEVIATION_WORDS[one.kind])}".strip() for one in found.rows]
            whose = (
                _("Own template “{name}”, version {version}", name=found.template, version=found.version)
                if found.own
                else _("Template of DataPact “{name}”, version {version}", name=found.template, version=found.version)
            )
            lines = [whose, "", *(told or [_("The text is as its template has it.")])]
            self._context.dialogs.tell(_("Deviations from the template"), "\n".join(lines))

        self._context.worker.read(
            self._owner, lambda acting: deviations_from_template(acting, history), show, key="deviations"
        )

    def compare_official(self) -> None:
        """Lay the text beside the standard clauses that the house took in, or take a file of them in first."""
        dialogs, history = self._context.dialogs, self._history
        decision = dialogs.ask_choice(
            _("Compare with the standard clauses"), _("Which clauses?"), [f"(EU) {one}" for one in DECISIONS]
        )
        if decision is None:
            return
        wanted = decision.removeprefix("(EU) ")

        def read(acting: Acting) -> Comparison | None:
            if not any(one.decision == wanted for one in official_texts(acting)):
                return None
            return compare_with_official(acting, history, wanted)

        def show(found: Comparison | None) -> None:
            if found is None:
                self._take_in_official(wanted)
            else:
                self._show_comparison(found)

        self._context.worker.read(self._owner, read, show, key="official")

    def _show_comparison(self, found: Comparison) -> None:
        dialogs, history = self._context.dialogs, self._history
        words = comparison_words(found)
        if not found.recordable or not found.count("same"):
            dialogs.tell(_("Compared with the standard clauses"), words)
            return
        told = _(
            "Recorded, the check takes the clauses for the official text as long as none of their paragraphs changes (P14, X12). It is "
            "recorded only where they stand whole, blanks and options apart."
        )
        if dialogs.confirm(
            _("Compared with the standard clauses"), f"{words}\n\n{told}", _("Record it"), keep=_("Close")
        ):
            decision = found.official.decision
            self._context.worker.change(
                self._owner,
                _("Recording the comparison"),
                lambda acting, _progress: record_comparison(acting, history, decision),
                lambda recorded: self._context.notify(str(recorded)),
            )

    def _take_in_official(self, decision: str) -> None:
        """Ask for the file once, and compare afterwards."""
        path = self._context.dialogs.ask_open_file(
            _("Choose the text of the standard clauses, downloaded from EUR-Lex"), "Word, PDF (*.docx *.pdf)"
        )
        if path is None:
            return
        history = self._history

        def write(acting: Acting, _progress: Progress) -> Comparison:
            take_in_official(acting, decision, path.name, read_whole(path, limit=LARGEST_PAPER))
            return compare_with_official(acting, history, decision)

        self._context.worker.change(
            self._owner,
            _("Taking in the standard clauses"),
            write,
            self._show_comparison,
        )

    def memo(self, number: str) -> None:
        """Write the signing memo to a file."""
        history = self._history
        path = self._context.dialogs.ask_save_file(_("Signing memo"), f"{number} {_('Signing memo')}.pdf", PDF_FILTER)
        if path is not None:
            save_bytes(
                self._context,
                self._owner,
                path,
                lambda acting: signing_memo(acting, history),
                Message(N_("Signing memo")),
                history,
            )

    def open_points(self, number: str) -> None:
        """Write the list of open points to a PDF, or a Word file by its ending."""
        history = self._history
        path = self._context.dialogs.ask_save_file(
            _("Open points"), f"{number} {_('Open points')}.docx", f"Word (*.docx);;{PDF_FILTER}"
        )
        if path is None:
            return
        make = open_points_pdf if path.suffix.lower() == ".pdf" else open_points_docx
        what = Message(N_("Open points"))
        save_bytes(self._context, self._owner, path, lambda acting: make(acting, history), what, history)

    def matter(self) -> None:
        """Show and change client and matter."""
        history = self._history

        def read(acting: Acting) -> Matter:
            with acting.vault.read() as session:
                return matter_of(session, history)

        self._context.worker.read(
            self._owner,
            read,
            lambda found: MatterDialog(self._context, history, found, self._owner).open(),
            key="matter",
        )


_MOST_SHOWN = 12


def comparison_words(found: Comparison) -> str:
    """The result, that it proves nothing, and the first paragraphs that differ."""
    differ = [one for one in found.rows if one.likeness != "same"]
    lines = [str(found.words), str(UNPROVEN), ""]
    for one in differ[:_MOST_SHOWN]:
        lines.append(
            f"{one.number}. {_(LIKENESS[one.likeness])}{f' ({one.place})' if one.place else ''}: {one.words[:160]}"
        )
    if len(differ) > _MOST_SHOWN:
        lines.append(str(counted("– and {n} more", "– and {n} more", len(differ) - _MOST_SHOWN)))
    return "\n".join(lines).rstrip()


class TemplateDialog(FormDialog):
    """Names a template that is made from an agreement."""

    help_page = "library"
    touches = TOUCHED

    def __init__(self, context: AppContext, history: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            "make-template",
            _("Make a template"),
            _(
                "What differs from DataPact’s template becomes own clauses. Numbers, choices, yes and no are kept as answers;"
                " parties, names, texts and days are not. Template and clauses wait for approval."
            ),
            _("Make a template"),
            "template",
            parent,
        )
        self._history = history
        self.name = self.line("template-name", _("Name of the template"), title, 300)
        self.summary = self.paragraph("template-summary", _("When to use it (optional)"), 3)
        self.fit_fields(84)

    def why_not(self) -> str:
        return self.needs("", self.name)

    def do(self) -> None:
        history, name, summary = self._history, self.name.text(), self.summary.toPlainText()

        def write(acting: Acting, _progress: Progress) -> MadeTemplate:
            return make_template(acting, history, name, summary)

        def done(made: MadeTemplate) -> None:
            self.accept()
            told = [_("Own clause: {name}", name=one) for one in made.clauses] + [str(one) for one in made.notes]
            if told:
                self.context.dialogs.tell(_("The template is made and waits for approval"), "\n".join(told))
            else:
                self.context.notify(_("The template is made and waits for approval"))
            self.context.show_view("library", tab="templates", item=made.template.key)

        self.run(_("Making the template"), write, done)


class MatterDialog(FormDialog):
    """Client and matter of an agreement."""

    help_page = "library"

    def __init__(self, context: AppContext, history: str, found: Matter, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            "matter",
            _("Client and matter"),
            _("For your own order: both stay in this vault, and no file for partners has them."),
            _("Save"),
            "check",
            parent,
        )
        self._history = history
        self.client = self.line("matter-client", _("Client"), found.client, 300)
        self.reference = self.line("matter-reference", _("Matter"), found.matter, 300)
        self.fit_fields(72)

    def do(self) -> None:
        history, client, reference = self._history, self.client.text(), self.reference.text()

        def done(_none: None) -> None:
            self.context.notify(_("Client and matter are saved."))
            self.accept()

        self.run(
            _("Saving client and matter"),
            lambda acting, _progress: set_client(acting, history, client, reference),
            done,
            touches=frozenset({history, "list"}),
        )
