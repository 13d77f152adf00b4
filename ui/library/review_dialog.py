"""Record that a lawyer read one of DataPact's templates: which version, who, when, and what was remarked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.base.texts import _, current_language
from datapact.contract.templates.heads import template_heads
from datapact.library.templates.reviews import (
    TemplateReview,
    digest_of_template,
    record_review,
    reviews_of_newest,
)
from datapact_ui.kit.dialogs.form_dialog import FormDialog
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.library.appearance import TOUCHED

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


class ReviewDialog(FormDialog):
    """The dialog for a review; it names the exact wording that was read, and the review on file."""

    help_page = "library"
    touches = TOUCHED

    def __init__(self, context: AppContext, parent: QWidget | None = None, *, template: str = "") -> None:
        super().__init__(
            context,
            "template-review",
            _("A lawyer’s review of a template"),
            _(
                "Record who read which template of DataPact. It stays in this vault and stands under the template in “New agreement”. On paper a "
                "draft still says that the template was not reviewed, since it must look the same for every party."
            ),
            _("Record"),
            "approve",
            parent,
        )
        language = current_language()
        self._heads = {one.id: one for one in template_heads()}
        self._known: dict[str, TemplateReview] = {}
        names = [(one.id, one.name.text(language)) for one in self._heads.values()]
        first = template if template in self._heads else names[0][0]
        self.template = self.choice("review-template", _("&Template"), names, first)
        self.wording = Words("", parent=self.form, quiet=True)
        self.wording.setObjectName("review-wording")
        self.form.add("review-wording", "", self.wording)
        self.reviewer = self.line("review-by", _("&Read by"), longest=300)
        self.day = self.set_day("review", _("&On"), context.today())
        self.note = self.paragraph("review-note", _("Re&marks"), 3)
        self.template.currentIndexChanged.connect(self._show_wording)
        self._show_wording()
        self.fit_fields(84)
        context.worker.read(self, reviews_of_newest, self._show_known, key="template-reviews")

    def why_not(self) -> str:
        return self.needs(_("Say who reviewed the template."), self.reviewer)

    def do(self) -> None:
        head = self._heads[str(self.template.currentData())]
        reviewer, day, note = self.reviewer.text().strip(), self.day.day(), self.note.toPlainText().strip()

        def keep(acting: Acting, _progress: Progress) -> TemplateReview:
            return record_review(acting, head.id, reviewer, day, note, head.version)

        def done(made: TemplateReview) -> None:
            self.context.notify(str(made.words))
            self.accept()

        self.run(_("Recording the review"), keep, done)

    def _show_known(self, found: dict[str, TemplateReview]) -> None:
        self._known = found
        self._show_wording()

    def _show_wording(self, *_chosen: object) -> None:
        head = self._heads[str(self.template.currentData())]
        told = _(
            "Version {version}, digest of its wording {digest}.",
            version=head.version,
            digest=digest_of_template(head.id, head.version)[:12],
        )
        known = self._known.get(head.id)
        on_file = str(known.words) if known is not None else _("No review of this version is on file.")
        note = "" if known is None or not known.note else "\n" + known.note
        self.wording.setText(f"{told}\n{on_file}{note}")
