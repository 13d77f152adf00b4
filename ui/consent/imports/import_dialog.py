"""Import a table of consents: preview it, set how it is read, check it without writing, then import all of it or
nothing.

The window behind stays usable: a long import can run in the background and shows its result when it ends.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from datapact.base.errors import DataPactError
from datapact.base.file_names import fit_name, free_place
from datapact.base.texts import N_, Message, _, counted
from datapact.consent.facts.unmended import Unmended, unmended
from datapact.consent.imports.import_file import IMPORT_LIST, ImportRefused, Report, import_file
from datapact.consent.imports.options import AS_FOUND, Options
from datapact.consent.imports.preview import Preview, preview
from datapact.consent.imports.read_as import read_as_of
from datapact.consent.matrix.question_form import FormChoices, form_choices
from datapact.organisation.acting.exported import write_exported
from datapact_ui.consent.imports.import_frame import ImportFrame
from datapact_ui.consent.imports.import_mapping import MappingPage
from datapact_ui.consent.imports.import_report import ReportPage, people_csv, recalling_lines
from datapact_ui.consent.parts.consent_form import TOUCHED
from datapact_ui.kit.background.runner import Cancelled
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.numbers import grouped
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.warning_line import WarningLine

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


def ask_for_table(context: AppContext) -> Path | None:
    """Choose a file of consents."""
    return context.dialogs.ask_open_file(_("Import consents"), _("Tables (*.csv *.xlsx)"))


_KEPT = "consent.import.columns"
_KEPT_VALUES = "consent.import.values"
"""What held for all lines of the last file with such headings: its dataset, purpose, notice and the like."""
_KEPT_READ_AS = "consent.import.read-as"
"""What names in the last file with such headings were said to mean."""
_MOST_KEPT = 20
_TO_MEND = N_("{file}-to-mend.csv")


def _name_of(found: Preview) -> str:
    """A name for the headings of a file, whatever their order."""
    headings = sorted(one.heading.casefold() for one in found.columns if one.heading)
    return hashlib.sha256("\n".join(headings).encode("utf-8")).hexdigest()[:16]


def _known(acting: Acting) -> tuple[FormChoices, tuple[Unmended, ...]]:
    """What can be chosen, and the imports whose lines were left aside."""
    choices = form_choices(acting)
    with acting.vault.read() as session:
        return choices, unmended(session)


def _mended_by(path: Path, waiting: Sequence[Unmended], said: str, *, whole: bool) -> Unmended | None:
    """The import whose lines a file brings: the one that somebody said (its entry), else by the name of the file.

    It has the name that was proposed for these lines, or with ``whole`` that of the file they come from: another file
    whose name only begins in the same way does not bring them.
    """

    def fits(one: Unmended) -> bool:
        source = Path(one.source).stem
        names = Message(_TO_MEND, {"file": source}).both().values()
        return (whole and path.stem == source) or any(path.stem.startswith(Path(name).stem) for name in names)

    by_name = (one for one in waiting if fits(one))
    return next((one for one in waiting if one.entry == said), next(by_name, None))


class ImportDialog(ImportFrame):
    """Goes from the preview to the report and the result; nothing of the file is in the vault before “Import”.

    ``mends``: the entry of the import whose lines the file is said to bring, whatever its name.
    """

    def __init__(self, context: AppContext, path: Path, parent: QWidget | None = None, *, mends: str = "") -> None:
        super().__init__(context, path, parent)
        self._context, self.path, self._said = context, path, mends
        self._choices: FormChoices | None = None
        self._options = AS_FOUND
        self._asked = 0
        self._last_notice = self._headings = ""
        self._aside: Path | None = None
        self._waiting: tuple[Unmended, ...] = ()
        context.worker.read(self, _known, self._know, key="choices")

    # ---- looking at the file ----

    def _know(self, known: tuple[FormChoices, tuple[Unmended, ...]]) -> None:
        self._choices, self._waiting = known
        self.look()

    def look(self, options: Options = AS_FOUND, *, like: Options | None = None) -> None:
        """Preview the file anew with these options, or with those of ``like`` if its columns are the same."""
        path = self.path
        self._asked += 1
        asked = self._asked

        def shown(found: Preview) -> None:
            if asked != self._asked:
                return
            kept = self._kept(found) if like is None and options is AS_FOUND else None
            if kept is not None:
                self.look(
                    replace(
                        self._as_before(AS_FOUND, found),
                        columns=kept,
                        heading_line=found.heading_line,
                        sheet=found.sheet or None,
                    )
                )
            elif like is not None and {one.heading for one in found.columns if one.heading} == set(like.columns):
                self.look(replace(like, encoding=None, sheet=found.sheet or None, heading_line=found.heading_line))
            else:
                self._show_mapping(found, self._as_before(options, found))

        self._context.worker.run(
            self,
            _("Looking into the file"),
            lambda _progress: preview(path, options),
            shown,
            failed=self._unreadable,
        )

    def _as_before(self, options: Options, found: Preview) -> Options:
        """The values for every line as before: of the file that lines left aside come from, else of the last one with such headings."""
        if options.constants:
            return options
        mended = _mended_by(self.path, self._waiting, self._said, whole=True)
        if mended is not None:
            return replace(options, constants=mended.constants)
        values = self._kept_of(_KEPT_VALUES, found)
        known = {str(name): str(value) for name, value in values.items()} if isinstance(values, dict) else {}
        known = self._with_newest_notice(known)
        options = replace(options, read_as=read_as_of(self._kept_of(_KEPT_READ_AS, found)))
        if not known and self._choices is not None and self._choices.consented:
            known = {"dataset": self._choices.consented}
        return replace(options, constants=known) if known else options

    def _kept_of(self, key: str, found: Preview) -> object:
        kept = self._context.recall(key, {})
        return kept.get(_name_of(found)) if isinstance(kept, dict) else None

    def _with_newest_notice(self, known: dict[str, str]) -> dict[str, str]:
        """These values with their notice only while its version is the newest that is valid: else people of another file
        may have been told by another one, and nobody would see that an old one was kept."""
        assert self._choices is not None
        key, version = known.get("notice", ""), known.get("notice_version", "")
        newest = next((one.version for one in self._choices.notices if one.key == key), None)
        if newest is None or version not in ("", newest):
            return {name: value for name, value in known.items() if name not in ("notice", "notice_version")}
        self._last_notice = key
        return known

    def _show_mapping(self, found: Preview, before: Options) -> None:
        assert self._choices is not None
        place = None
        if isinstance(self.page, MappingPage):
            focus = self.page.focusWidget()
            place = focus.objectName() if focus is not None else None
        page = MappingPage(found, self._choices, before, self, last_notice=self._last_notice)
        page.reread.connect(lambda: self._read_again(page))
        check = self.next_button("check-file", _("Check the file"), "check", lambda: self._check(page))
        page.judged.connect(lambda: bar_control(check, page.why_not()))
        self.show_page(page, check)
        bar_control(check, page.why_not())
        wanted = page.findChild(QWidget, place) if place else None
        (wanted or next(iter(page.columns.values()), check)).setFocus()

    def _read_again(self, page: MappingPage) -> None:
        chosen = page.options()
        same = page.preview.encoding == (chosen.encoding or "") and page.preview.sheet == (chosen.sheet or "")
        line = chosen.heading_line if same else None
        if same and line == page.preview.heading_line:
            self.look(chosen)
        else:  # other letters, another sheet or another line: other headings
            self.look(
                Options(
                    encoding=chosen.encoding, sheet=chosen.sheet, heading_line=line, pseudonymise=chosen.pseudonymise
                )
            )

    def _unreadable(self, error: DataPactError) -> bool:
        if isinstance(self.page, MappingPage):
            self.page.problem.words.setText(str(error))
            self.page.problem.show()
            return True
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        line = WarningLine(str(error), "bad", page)
        line.words.setObjectName("import-unreadable")
        column.addWidget(line)
        column.addStretch(1)
        self.show_page(page, leave=_("Close"))
        return True

    def choose_other(self) -> None:
        """Choose another file."""
        path = ask_for_table(self._context)
        if path is not None:
            self.take(path)

    def take(self, path: Path) -> None:
        """Preview another file instead; one with the same columns, such as a corrected one, is read in the same way."""
        like = self.page.options() if isinstance(self.page, MappingPage) else self._options
        self.path = path
        self.name_file(path)
        self.look(like=like if like.columns else None)

    # ---- checking and importing ----

    def _kept(self, found: Preview) -> dict[str, str] | None:
        """How columns with just these headings were read last time; None for headings that are new here."""
        columns = self._kept_of(_KEPT, found)
        if not isinstance(columns, dict):
            return None
        fields = {str(heading): str(field) for heading, field in columns.items()}
        return None if fields == {one.heading: one.field for one in found.columns if one.heading} else fields

    def _keep(self, page: MappingPage) -> None:
        self._headings = _name_of(page.preview)
        for key, what in ((_KEPT, page.fields()), (_KEPT_VALUES, page.constants())):
            self._remember(key, dict(what))

    def _remember(self, key: str, what: object) -> None:
        """Keep something for the next file with such headings."""
        kept = self._context.recall(key, {})
        known = dict(kept) if isinstance(kept, dict) else {}
        known.pop(self._headings, None)
        newest = {**known, self._headings: what}
        self._context.remember(key, dict(list(newest.items())[-_MOST_KEPT:]))

    def _read_as(self, page: ReportPage) -> None:
        """Check the file again, with what somebody said that names in it mean."""
        self._options = replace(self._options, read_as=page.read_as)
        self._remember(_KEPT_READ_AS, page.read_as.as_json())
        self._run(_("Checking the file"), self._checked, dry=True)

    def _check(self, page: MappingPage) -> None:
        self._keep(page)
        self._options = page.options()
        self._run(_("Checking the file"), self._checked, dry=True)

    def _import(self, page: ReportPage, aside: Path | None = None) -> None:
        if page.meant is not None:
            self._options = replace(self._options, as_written=page.meant.isChecked())
        self._options = replace(
            self._options, mends=page.mended(), fewer=page.why_fewer(), leave_aside=aside is not None
        )
        self._aside = aside
        self._run(_("Importing consents"), self._imported, dry=False)

    def _leave_aside(self, page: ReportPage) -> None:
        """Import the other lines, and write these into a file of their own."""
        name = _(_TO_MEND, file=self.path.stem)
        beside = free_place(self.path.parent, fit_name(name))
        path = self._context.dialogs.ask_save_file(_("Save the lines to be mended"), beside, "CSV (*.csv)")
        if path is not None:
            self._import(page, path)

    def _run(self, words: str, done: Callable[[Report], object], *, dry: bool) -> None:
        path, options = self.path, self._options
        aside = None if dry else self._aside
        self.set_busy(True)

        def job(acting: Acting, progress: Progress) -> Report | None:
            def tell(_what: str, lines: int, _total: int) -> None:
                progress(str(counted("{count} line read", "{count} lines read", lines, count=grouped(lines))), lines, 0)

            try:
                report = import_file(acting, path, options, dry_run=dry, progress=tell)
                if dry:
                    with acting.vault.read() as session:
                        self._waiting = unmended(session)
                elif aside is not None and report.aside is not None:
                    write_exported(acting, aside, report.aside.data, IMPORT_LIST)
                return report
            except ImportRefused as refused:
                return refused.report
            except Cancelled:
                return None

        def finished(report: Report | None) -> None:
            self.set_busy(False)
            if report is None:
                self._context.notify(_("Cancelled. Nothing was written."))
            else:
                done(report)

        def touched(report: Report | None) -> frozenset[str]:
            written = report is not None and report.batch is not None and bool(report.batch.entry)
            return TOUCHED if written else frozenset()

        self._context.worker.change(self, words, job, finished, touches=touched, failed=self._failed)

    def _failed(self, error: DataPactError) -> bool:
        self.set_busy(False)
        if isinstance(self.page, MappingPage):
            self.page.problem.words.setText(str(error))
            self.page.problem.show()
        else:
            self._context.dialogs.show_error(str(error))
        return True

    def _checked(self, report: Report) -> None:
        about = {one.dataset for one in report.groups}
        waiting = [one for one in self._waiting if about & set(one.datasets)]
        found = _mended_by(self.path, waiting, self._said, whole=report.known > 0)
        likely = "" if found is None else found.entry
        names = self._context.names
        page = ReportPage(
            *(report, self._save, names),
            dry=True,
            waiting=waiting,
            likely=likely,
            read_as=self._options.read_as,
            parent=self,
        )
        page.read_anew.connect(lambda: self._read_as(page))
        back = QPushButton(icon("back"), _("Back"), self)
        back.setObjectName("back-to-mapping")
        options = self._options
        back.clicked.connect(lambda _checked=False: self.look(options))
        buttons = [back]
        if report.refused:  # whoever mends the file itself, and saves it, goes on from here
            again = QPushButton(icon("check"), _("Check again"), self)
            again.setObjectName("check-again")
            again.clicked.connect(lambda _checked=False: self._run(_("Checking the file"), self._checked, dry=True))
            buttons.append(again)
        if report.taken and not report.refused:
            go = self.next_button("import-file", _("Import"), "receive", lambda: self._import(page))
            buttons.append(go)
            self._follow(page, go)
        elif report.aside is not None and report.aside.why_not(report.taken) is None:
            words = counted("Import without this line …", "Import without these {n} lines …", len(report.aside.lines))
            leave = QPushButton(icon("receive"), str(words), self)
            leave.setObjectName("leave-aside")
            leave.clicked.connect(lambda _checked=False: self._leave_aside(page))
            buttons.append(leave)
            self._follow(page, leave)
        self.show_page(page, *buttons)
        (page.meant or buttons[-1]).setFocus()

    def _follow(self, page: ReportPage, button: QPushButton) -> None:
        """Keep a button off, with the reason, while something has still to be answered."""

        def judge() -> None:
            bar_control(button, page.why_not())

        page.judged.connect(judge)
        if page.meant is not None:
            page.meant.toggled.connect(lambda _on: judge())
        judge()

    def _imported(self, report: Report) -> None:
        if report.refused or report.held_back:  # somebody changed the file or the vault meanwhile
            self._checked(report)
            return
        page = ReportPage(report, self._save, self._context.names, dry=False, parent=self)
        buttons = []
        if report.aside is not None and self._aside is not None:
            words = str(
                counted(
                    "{n} line was left aside: {file}. Correct it there and import that file; until then answers about"
                    " {datasets} are incomplete.",
                    "{n} lines were left aside: {file}. Correct them there and import that file; until then answers about"
                    " {datasets} are incomplete.",
                    len(report.aside.lines),
                    file=self._aside.name,
                    datasets=", ".join(self._context.names.dataset(one) for one in report.aside.datasets),
                )
            )
            told = page.layout()
            assert isinstance(told, QVBoxLayout)
            told.insertWidget(2, WarningLine(words, parent=page))
        if report.people:
            words = _(
                "Keyed pseudonyms were made of {n} people. Save the table of who is who now, for a trusted third party only;"
                " it is kept nowhere else.",
                n=grouped(len({one[1] for one in report.people})),
            )
            layout = page.layout()
            assert isinstance(layout, QVBoxLayout)
            layout.insertWidget(2, WarningLine(words, parent=page))
            people = QPushButton(icon("save"), _("Save who is who …"), self)
            people.setObjectName("save-people")
            people.clicked.connect(lambda _checked=False: self._save("pseudonyms.csv", people_csv(report)))
            buttons.append(people)
        if recalling_lines(report):
            recalls = QPushButton(icon("recall"), _("Open recalls"), self)
            recalls.setObjectName("import-recalls")
            recalls.clicked.connect(lambda _checked=False: self._open_recalls())
            buttons.append(recalls)
        self.other.hide()
        self.show_page(page, *buttons, leave=_("Done"))
        self.take_keys()
        self._context.notify(
            counted(
                "{count} event was imported.",
                "{count} events were imported.",
                report.taken,
                count=grouped(report.taken),
            )
        )

    def _open_recalls(self) -> None:
        self._context.show_view("consent", tab="recalls")
        self.accept()

    def _save(self, name: str, data: bytes) -> None:
        path = self._context.dialogs.ask_save_file(_("Save the list"), name, "CSV (*.csv)")
        if path is not None:
            self._context.worker.change(
                self,
                _("Saving {name}", name=path.name),
                lambda acting, _progress: write_exported(acting, path, data, IMPORT_LIST),
                lambda _none: self._context.notify(_("Saved: {name}", name=path.name)),
                touches=frozenset({"exports"}),
            )
