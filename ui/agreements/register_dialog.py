"""Register a contract that was signed elsewhere, or correct its record: parties, dates, datasets, evidence, files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QPushButton, QWidget

from datapact.agreements.projection.status import ELSEWHERE, EvidenceClass, evidence_words
from datapact.agreements.steps.signed_elsewhere import RENEWS_FROM
from datapact.agreements.views.known_names import known_datasets
from datapact.base.errors import DataPactError
from datapact.base.files import read_whole
from datapact.base.local_time import day_of, local_zone
from datapact.base.texts import _, current_language
from datapact.consent.views.compliance_record_list import ARTICLES as BASES
from datapact.contract.templates.heads import template_heads
from datapact.contract.templates.kinds import kind_name, kind_of_title
from datapact.contract.text.formatters import article
from datapact.organisation.identity.confusable_names import plain_name
from datapact.organisation.partners.locations import partner_places
from datapact.organisation.partners.namesakes import Candidate, all_candidates
from datapact.organisation.partners.references import reference_names
from datapact.signing.elsewhere.form import Filled, filled_from, own_name, register_filled
from datapact.signing.elsewhere.proposed import Proposed, propose
from datapact.signing.elsewhere.record import Registered, read_file, signatures_in
from datapact.signing.elsewhere.same_purposes import known_purposes, purpose_names_in
from datapact.signing.elsewhere.words import text_of
from datapact.signing.pades.revisions import LARGEST_PDF
from datapact_ui.kit.dialogs.form_dialog import FormDialog
from datapact_ui.kit.fields.day_field import DayField
from datapact_ui.kit.fields.offered_names import OfferedNames
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.tables.files_field import FilesField
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.partners.organisation_meant import Meant, Seats, split

if TYPE_CHECKING:
    from pathlib import Path

    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

_MOST_MONTHS = 120
_MOST_DAYS = 366
_LIKELY: tuple[EvidenceClass, ...] = ("paper_scan", "other_service", "reference_only")
"""What is said of a PDF that carries no signature; the list has the rest."""


@dataclass(frozen=True, slots=True)
class RegisterChoices:
    """Data for the form: our name, those of partners, the record, and the organisations that a name can mean."""

    own: str
    """Name of our organisation."""
    partners: tuple[str, ...]
    """Names, sorted; those without DataPact too."""
    filled: Filled | None
    """What is to be corrected; None for a new contract."""
    candidates: tuple[Candidate, ...] = ()
    """Our own organisation and every partner with a card."""
    datasets: tuple[str, ...] = ()
    """Names of those on record."""
    purposes: tuple[str, ...] = ()
    """Names of those that agreements permit."""
    placed: frozenset[str] = frozenset()
    """Names, folded, of organisations whose country is known: ours, those with a card, those with a country on their page."""


class RegisterDialog(FormDialog):
    """The dialog that registers a contract signed elsewhere. ``history`` is the record to correct, or empty."""

    help_page = "contracts"

    def __init__(
        self,
        context: AppContext,
        known: RegisterChoices,
        history: str = "",
        parent: QWidget | None = None,
        file: Path | None = None,
        partner: str = "",
    ) -> None:
        super().__init__(
            context,
            "register_dialog",
            _("Correct the record") if history else _("Register a contract signed elsewhere"),
            _(
                "It counts like other agreements, in lists, duties and answers; everywhere it says"
                " that it was signed elsewhere, and on what evidence."
            ),
            _("Correct") if history else _("Register"),
            "check",
            parent,
            above=True,
        )
        self._known, self._history = known, history
        self._language = known.filled.language if known.filled is not None else current_language()
        self._make_fields()
        if known.filled is not None:
            self._show(known.filled)
        self.partners.setText(self.partners.text() or partner)
        self._evidence_found: EvidenceClass | Literal[""] | None = "" if known.filled is not None else "reference_only"
        """The class that follows from what lies there; None where a person has to say it, empty once somebody said another one."""
        self._texts: dict[Path, str] = {}
        self._unjudged: set[Path] = set()
        """Files of which nobody knows yet what evidence they are."""
        self._signed: set[Path] = set()
        """PDFs that carry a signature which fits their content."""
        self._unsigned: dict[Path, int] = {}
        """PDFs without such a signature; how many there are in each that does not fit."""
        self.fit_fields(90)
        self.files.changed.connect(self._read_new)
        self.files.changed.connect(self.update_state)
        if file is not None:
            self.files.add(file)
        self.buttons.addButton(self.doing, self.buttons.ButtonRole.ActionRole)
        self.doing.setDefault(False)
        for button in (self.doing, self.leaving):
            button.setAutoDefault(False)  # Return in one of many lines does not register

    # ---- fields ----

    def _make_fields(self) -> None:
        several = _("several with a semicolon")
        kept = self._known.filled.files if self._known.filled is not None else ()
        self.files = FilesField(self.context.dialogs, "register_files", _("Scan or signed PDF"), kept, self.form)
        self.form.add("register_files", _("Scan or signed PDF"), self.files)
        self.read = Words("", "small", self.form, quiet=True)
        self.read.setObjectName("register_read")
        self.form.wide(self.read)
        self.read.hide()
        kinds_of_evidence = [(one, str(evidence_words(one, short=True))) for one in ELSEWHERE]
        self.evidence_box = self.choice("register_evidence", _("Evidence"), kinds_of_evidence, "reference_only")
        self.evidence_box.setPlaceholderText(_("please choose"))
        self.unsigned = Words("", "small", self.form)
        self.unsigned.setObjectName("register_unsigned")
        self.form.wide(self.unsigned)
        self.unsigned.hide()
        self.form.wide(self._likely_evidence())
        self.meaning = Words("", "small", self.form, quiet=True)
        self.form.wide(self.meaning)
        self.title_line = self.line("register_title", _("Title"))
        self.partners = self.line("register_partners", _("Partners ({hint})", hint=several))
        OfferedNames(self.partners, self._known.partners)
        said = dict(self._known.filled.identities) if self._known.filled is not None else {}
        self.meant = Meant(self._known.candidates, said, self.form)
        self.form.wide(self.meant)
        self.seats = Seats(self._known.placed, self.form)
        self.form.wide(self.seats)
        kinds = [(template.id, kind_name(template.kind)) for template in template_heads()]
        self.kind = self.choice("register_kind", _("Kind"), [("", _("another contract")), *kinds])
        self.reference = self.line("register_reference", _("Reference or number"))
        self.signed_on = self._day("signed_on", _("Signed on"))
        self.starts = self._day("start", _("Begins"))
        self.ends = self._day("end", _("Ends"))
        self.renewal = self.number("register_renewal", _("Renews itself by"), 0, _MOST_MONTHS, 0)
        self.renewal.setSpecialValueText(_("does not renew itself"))
        self.renewal.setSuffix(" " + _("months"))
        self.notice = self.number("register_notice", _("Period of notice"), -1, _MOST_MONTHS, -1)
        self.notice.setSpecialValueText(_("not stated"))
        self.notice.setSuffix(" " + _("months"))
        self.notice_days = self.number("register_notice_days", _("Period of notice, days"), 0, _MOST_DAYS, 0)
        self.notice_days.setSpecialValueText(_("not stated"))
        self.notice_days.setSuffix(" " + _("days"))
        self.notice_to = self.choice(
            "register_notice_to",
            _("Notice goes to"),
            [
                ("", _("not stated")),
                ("any_day", _("any day")),
                ("month", _("the end of a month")),
                ("quarter", _("the end of a quarter")),
                ("half_year", _("the end of a half-year")),
                ("year", _("the end of a year")),
            ],
        )
        self.datasets = self.line("register_datasets", _("Datasets ({hint})", hint=several))
        OfferedNames(self.datasets, self._known.datasets)
        self.provider = self.choice("register_provider", _("Who provides the datasets"), ())
        self.purposes = self.line("register_purposes", _("Purposes ({hint})", hint=several))
        OfferedNames(self.purposes, self._known.purposes)
        self.personal = self.choice(
            "register_personal",
            _("Is it personal data?"),
            [
                ("", _("please choose")),
                ("yes", _("yes, for at least one party")),
                ("no", _("no, for none of them")),
                ("unknown", _("not known yet")),
            ],
        )
        articles = [(code, f"{_(words)} ({article(code, current_language())})") for code, words in BASES.items()]
        self.basis = self.choice(
            "register_basis",
            _("On which basis does the party that provides it share it?"),
            [("", _("please choose")), *articles, ("unknown", _("not known yet"))],
        )
        self.remarks = self.paragraph("register_remarks", _("Remarks"), 2.2)

    def _likely_evidence(self) -> QWidget:
        """The classes that fit a PDF that nobody signed, a button each: a person says it with one click."""
        self.likely = box = QWidget(self.form)
        row = FlowLayout(box)
        for evidence in _LIKELY:
            one = QPushButton(str(evidence_words(evidence, short=True)), box)
            one.setObjectName(f"register_likely_{evidence}")
            one.setAutoDefault(False)
            one.clicked.connect(
                lambda _checked=False, chosen=evidence: self.evidence_box.setCurrentIndex(
                    self.evidence_box.findData(chosen)
                )
            )
            row.addWidget(one)
        box.hide()
        return box

    def _day(self, name: str, words: str) -> DayField:
        return self.maybe_day(f"register_{name}", words, None, _("not stated"))

    def _show(self, filled: Filled) -> None:
        self.title_line.setText(filled.title)
        self.partners.setText("; ".join(filled.partners))
        self.kind.setCurrentIndex(max(0, self.kind.findData(filled.kind)))
        self.reference.setText(filled.reference)
        for field, day in ((self.signed_on, filled.signed_on), (self.starts, filled.start), (self.ends, filled.end)):
            field.set_day(day)
        self.renewal.setValue(filled.renewal_months or 0)
        self.notice.setValue(-1 if filled.notice_months is None else filled.notice_months)
        self.notice_days.setValue(filled.notice_days or 0)
        self.notice_to.setCurrentIndex(max(0, self.notice_to.findData(filled.notice_to)))
        self.datasets.setText("; ".join(filled.datasets))
        self.purposes.setText("; ".join(filled.purposes))
        self.personal.setCurrentIndex(max(0, self.personal.findData(filled.personal)))
        self.basis.setCurrentIndex(max(0, self.basis.findData(filled.basis)))
        self.evidence_box.setCurrentIndex(self.evidence_box.findData(filled.evidence))
        self.remarks.setPlainText(filled.remarks)
        self._offer_providers()
        self.provider.setCurrentIndex(max(0, self.provider.findText(filled.provider)))

    def _offer_providers(self) -> None:
        wanted = [self._known.own, *split(self.partners.text())]
        if [self.provider.itemText(n) for n in range(self.provider.count())] != wanted:
            chosen = self.provider.currentText()
            with QSignalBlocker(self.provider):
                self.provider.clear()
                self.provider.addItems(wanted)
                self.provider.setCurrentIndex(max(0, self.provider.findText(chosen)))

    # ---- what a file says ----

    def _read_new(self) -> None:
        """Read the text of a PDF that was added, and propose what it says."""
        path = next((one for one in self.files.paths() if one not in self._texts), None)
        if path is None:
            return
        self._texts[path] = ""
        self._unjudged.add(path)
        self.read.setText(_("Reading {file} …", file=path.name))
        self.read.show()
        own, partners = self._known.own, self._known.partners

        def read(_acting: Acting) -> tuple[str, Proposed]:
            data = read_whole(path, limit=LARGEST_PDF)
            text = text_of(data) if data.startswith(b"%PDF-") else ""
            return text, propose(text, own, partners)

        def signed(
            acting: Acting,
        ) -> tuple[int, int]:  # takes seconds where several have signed: the words do not wait for it
            data = read_whole(path, limit=LARGEST_PDF)
            found = signatures_in(acting.vault, [read_file(path.name, data)]) if data.startswith(b"%PDF-") else ()
            return sum(one.get("intact") is True for one in found), len(found)

        def failed(_error: DataPactError) -> bool:  # the words say it
            self._judge(path, 0, 0)
            return True

        self.context.worker.read(self, read, lambda found: self._propose(path, *found), key=f"text-{path.name}")
        self.context.worker.read(
            self, signed, lambda counted_: self._judge(path, *counted_), key=f"signed-{path.name}", failed=failed
        )

    def _judge(self, path: Path, intact: int, found: int) -> None:
        """Choose the class of evidence that follows from the file's signatures."""
        self._unjudged.discard(path)
        if intact:
            self._signed.add(path)
        elif path.suffix.lower() == ".pdf":
            self._unsigned[path] = found
        self.update_state()

    def _propose(self, path: Path, text: str, found: Proposed) -> None:
        """Fill in what nobody has filled in; everything stays to be checked."""
        self._texts[path] = text
        if self._history:
            return
        taken = []
        for field, value, label in (
            (self.title_line, found.title or ("" if text else path.stem.replace("_", " ")), _("Title")),
            (self.partners, "; ".join(found.partners), _("Partner")),
            (self.reference, found.reference, _("Reference or number")),
        ):
            if value and not field.text().strip():
                field.setText(value)
                taken.append(label)
        for day_field, day, label in (
            (self.signed_on, found.signed_on, _("Signed on")),
            (self.starts, found.start, _("Begins")),
            (self.ends, found.end, _("Ends")),
        ):
            if day is not None and day_field.day() is None:
                day_field.set_day(day)
                taken.append(label)
        for number, count, label in (
            (self.renewal, found.renewal_months, _("Renews itself by")),
            (self.notice, found.notice_months, _("Period of notice")),
            (self.notice_days, found.notice_days, _("Period of notice, days")),
        ):
            if count is not None and count <= number.maximum() and number.value() == number.minimum():
                number.setValue(count)
                taken.append(label)
        if found.notice_to and not self.notice_to.currentData():
            self.notice_to.setCurrentIndex(self.notice_to.findData(found.notice_to))
            taken.append(_("Notice goes to"))
        kind = kind_of_title(self.title_line.text())
        if kind and not self.kind.currentData():
            self.kind.setCurrentIndex(max(0, self.kind.findData(kind)))
            taken.append(_("Kind"))
        if found.language is not None:
            self._language = found.language
        words = _("{file} has no text that can be read, as scans often have none.", file=path.name)
        if text and taken:
            words = _(
                "Read from {file}, please check: {what}. Its text can be searched.",
                file=path.name,
                what=", ".join(taken),
            )
        elif text:
            words = _("Nothing could be proposed from {file}. Its text can be searched.", file=path.name)
        self.read.setText(words)
        self.read.show()
        self.update_state()

    def why_not(self) -> str:
        if self._unjudged and self._evidence_found != "":  # what somebody says waits for nothing
            return _("Reading {file} …", file=next(iter(self._unjudged)).name)
        missing = self.needs("", self.title_line, self.partners)
        if missing or not split(self.partners.text()):
            return missing or _("Please fill in “{what}”.", what=_("Partner"))
        wrong = next((one for one in (self.signed_on, self.starts, self.ends) if one.why_wrong()), None)
        if wrong is not None:
            self._reason_at = wrong
            return wrong.why_wrong()
        if self.renewal.value() and self.ends.day() is None:
            self._reason_at = self.ends
            return _(RENEWS_FROM)
        if self.evidence_box.currentIndex() < 0:
            self._reason_at = self.evidence_box
            return _("Say under “{what}” on what evidence you call this contract signed.", what=_("Evidence"))
        if self._has_files() or self.reference.text().strip() or self.remarks.toPlainText().strip():
            return ""
        self._reason_at = self.reference
        return _("Add a scan, or a reference or remark that says where the signed contract is kept.")

    def _has_files(self) -> bool:
        kept = self._known.filled.files if self._known.filled is not None else ()
        return bool(kept or self.files.paths())

    def _evidence_of_files(self) -> EvidenceClass | None:
        """The class of evidence that files show: a signature that fits, or pages that may be a scan; None: a person says it."""
        paths = self.files.paths()
        if self._signed.intersection(paths):
            return "pdf_signature"
        if any(not self._texts.get(one) for one in paths):
            return "paper_scan"
        return None if paths else "reference_only"

    def _show_unsigned(self) -> None:
        """Say of which files nothing shows that anybody signed them."""
        bare = [path for path in self.files.paths() if path in self._unsigned]
        lines = []
        for path in bare:
            if self._unsigned[path]:
                lines.append(_("DataPact found no signature in {file} that fits its content.", file=path.name))
            else:
                lines.append(_("DataPact found no signature in {file}.", file=path.name))
        if any(self._texts.get(path) for path in bare) and not self._signed.intersection(bare):
            lines.append(
                _(
                    "On what evidence do you call it signed? A scan shows handwritten ones, which only you can see; of other"
                    " services and originals say below where they are kept."
                )
            )
        self.likely.setVisible(self.evidence_box.currentIndex() < 0 and not self._unjudged)
        self.unsigned.setText("\n".join(lines))
        self.unsigned.setVisible(bool(lines))

    def update_state(self, *_entered: object) -> None:
        if self._complete and self.evidence_box.currentData() != self._evidence_found:
            self._evidence_found = ""
        if self._complete and self._evidence_found != "" and not self._unjudged:
            self._evidence_found = self._evidence_of_files()
            with QSignalBlocker(self.evidence_box):
                self.evidence_box.setCurrentIndex(self.evidence_box.findData(self._evidence_found or ""))
        if self._complete:
            self._show_unsigned()
        super().update_state()
        if self._complete:
            self._offer_providers()
            self.meant.ask(split(self.partners.text()))
            self.seats.ask(split(self.partners.text()))
            given = bool(split(self.datasets.text()))
            unnamed = "" if given else _("Name the data above first.")
            for box in (self.provider, self.personal):
                bar_control(box, unnamed)
            personal = self.personal.currentData() == "yes"
            bar_control(self.basis, unnamed or ("" if personal else _("Asked only where the data is personal.")))
            chosen = self.evidence_box.currentData()
            self.meaning.setText(str(evidence_words(chosen)) if chosen else "")

    # ---- what was entered ----

    def filled(self) -> Filled:
        """The contract entered."""
        datasets = split(self.datasets.text())
        return Filled(
            title=self.title_line.text().strip(),
            partners=split(self.partners.text()),
            kind=str(self.kind.currentData()),
            reference=self.reference.text().strip(),
            signed_on=self.signed_on.day(),
            start=self.starts.day(),
            end=self.ends.day(),
            notice_months=self.notice.value() if self.notice.value() >= 0 else None,
            notice_days=self.notice_days.value() or None,
            notice_to=self.notice_to.currentData(),
            renewal_months=self.renewal.value() or None,
            datasets=datasets,
            provider=self.provider.currentText() if datasets else "",
            purposes=split(self.purposes.text()),
            personal=self.personal.currentData() if datasets else "",
            basis=str(self.basis.currentData()) if datasets and self.personal.currentData() == "yes" else "",
            evidence=self.evidence_box.currentData(),
            remarks=self.remarks.toPlainText().strip(),
            language=self._language,
            identities=tuple(self.meant.chosen().items()),
            countries=tuple(self.seats.chosen().items()),
        )

    def do(self) -> None:
        filled, paths, history = self.filled(), self.files.paths(), self._history

        def write(acting: Acting, _progress: Progress) -> Registered:
            files = [(path.name, read_whole(path, limit=LARGEST_PDF)) for path in paths]
            return register_filled(acting, filled, files, history)

        def written(done: Registered) -> None:
            self.context.notify(_("The contract is registered.") if not history else _("The record is corrected."))
            self.accept()
            if not history:
                self.context.open_agreement(done.history)

        self.run(
            _("Registering the contract"),
            write,
            written,
            touches=lambda done: frozenset({done.history, "list", "partners"}),
        )


def ask_for_signed(context: AppContext) -> Path | None:
    """Choose the PDF or scan of a contract that was signed elsewhere."""
    patterns = "*.pdf *.png *.jpg *.jpeg *.tif *.tiff"
    return context.dialogs.ask_open_file(_("Scan or signed PDF"), _("Scans and PDF ({patterns})", patterns=patterns))


def open_register(
    context: AppContext, owner: QWidget, history: str = "", file: Path | None = None, partner: str = ""
) -> None:
    """Open the form, filled from the record if there is one, else from what can be read in ``file``, with ``partner``."""

    def read(acting: Acting) -> RegisterChoices:
        with acting.vault.read() as session:
            partners = sorted({name for name in reference_names(session).values() if name})
            candidates = all_candidates(session)
            datasets = sorted({str(name) for name in known_datasets(session).values()}, key=str.casefold)
            now = acting.clock()
            purposes = purpose_names_in(known_purposes(session, day_of(now, local_zone(now))), current_language())
            placed = {name for name, place in partner_places(session).items() if place.country}
        filled = filled_from(acting, history) if history else None
        own = own_name(acting)
        return RegisterChoices(
            own,
            tuple(partners),
            filled,
            candidates,
            tuple(name for name in datasets if ";" not in name),
            purposes,
            frozenset(map(plain_name, (own, *placed))),
        )

    def show(known: RegisterChoices) -> None:
        RegisterDialog(context, known, history, owner, file, partner).open()

    context.worker.read(owner, read, show, key="register")
