"""The application from first start to locked again, through its real windows."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from datapact.organisation.members.invitation import invite
from datapact.organisation.members.members import certify
from datapact.vault.database import migrate
from datapact.vault.folder.preferences import Appearance, read_appearance, recent_vaults
from datapact_ui.agreements.register_dialog import RegisterChoices, RegisterDialog
from datapact_ui.kit.context.app_context import Place
from datapact_ui.kit.dialogs.kept_forms import kept_forms
from datapact_ui.kit.fields.vault_folders import new_vault_folder, sample_passphrase
from datapact_ui.shell.app import App
from datapact_ui.shell.main_window import MainWindow
from datapact_ui.shell.window_start import WindowStart
from datapact_ui.unlock.unlock_screen import UnlockScreen, vault_name
from tests.sample_vaults import CHEAP, Sample
from tests.screenshots.sample_audit import AUDITOR

from .audited import PASSPHRASE as AUDITOR_PASSPHRASE
from .audited import Audited, audit_demo, audited
from .conftest import AnsweredDialogs
from .studied import study_demo

__all__ = ["audit_demo", "audited", "study_demo"]

PASSPHRASE = "lampe gurken seil mond"


@pytest.fixture
def start(styled: QApplication, dialogs: AnsweredDialogs) -> Iterator[Any]:
    """Makes an App as ``datapact`` does; closes it in the end."""
    made: list[App] = []

    def begin(**options: Any) -> App:
        app = App(styled, WindowStart(language="en", **options), kdf=CHEAP, dialogs=dialogs)  # type: ignore[arg-type]
        app.runner.broke.disconnect()
        app.runner.broke.connect(pytest.fail)
        made.append(app)
        app.begin()
        settle(app)
        return app

    yield begin
    for app in made:
        app._close_vault()
        app._instance.close()
        app.runner.wait_until_idle()
        if app.window is not None:
            app.window.hide()
            app.window.deleteLater()
        app.use_appearance(Appearance())
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def settle(app: App) -> None:
    """Let everything underway end."""
    for _round in range(5):
        assert app.runner.wait_until_idle(60_000)
        if app.context is not None:
            assert app.context.worker.wait_until_idle(60_000)
        QApplication.processEvents()


def child(app: App, name: str) -> Any:
    assert app.window is not None
    found = app.window.findChild(QWidget, name)
    assert found is not None, name
    return found


def text_on(window: QWidget) -> str:
    return " ".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())


def unlocked(start: Any, sample: Sample, member: str = "anna-keller") -> App:
    file = sample.folder / f"Keller.{member}.passphrase"
    app: App = start(vault=sample.keller, member=member, passphrase_file=file)
    assert isinstance(app.window, MainWindow)
    return app


def test_a_vault_is_made_in_three_screens_with_a_sheet(
    start: Any, qtbot: QtBot, dialogs: AnsweredDialogs, tmp_path: Path
) -> None:
    app = start()
    child(app, "welcome-new").click()
    qtbot.keyClicks(child(app, "organisation-name"), "Musterwerke")
    child(app, "organisation-form").setCurrentText("e. V.")
    assert child(app, "organisation-kind").currentData() == "association"
    child(app, "first-start-next").click()
    assert "who can sign" in child(app, "problem").text()  # nothing presets it
    child(app, "organisation-rule").setCurrentIndex(0)
    child(app, "first-start-next").click()
    child(app, "first-start-next").click()
    assert "your name" in child(app, "problem").text()
    qtbot.keyClicks(child(app, "member-name"), "Erika Muster")
    capacity = child(app, "member-capacity")
    assert capacity.currentData() is None
    child(app, "first-start-next").click()
    assert "your position" in child(app, "problem").text()
    assert not child(app, "member-role-signatory").isChecked()
    capacity.setCurrentIndex(capacity.findData("board_member"))
    child(app, "first-start-next").click()
    for field in ("new-passphrase", "new-passphrase-again"):
        qtbot.keyClicks(child(app, field), PASSPHRASE)
    assert child(app, "strength-words").text().startswith("Fair")
    folder = tmp_path / "new" / "Musterwerke.datapact"
    child(app, "vault-folder").setText(str(folder))
    qtbot.keyClick(child(app, "new-passphrase-again"), Qt.Key.Key_Return)
    settle(app)
    dialogs.save_file = tmp_path / "sheet.pdf"
    child(app, "recovery-save").click()
    assert dialogs.save_file.read_bytes().startswith(b"%PDF")
    child(app, "sheet-go").click()
    settle(app)
    assert isinstance(app.window, MainWindow)
    assert app.context is not None
    assert app.context.identity.organisation_name == "Musterwerke"
    assert app.context.identity.roles == {"admin", "legal", "signatory"}
    assert recent_vaults() == [folder]
    assert not [question for question, _arguments in dialogs.asked if question == "confirm"]


def test_going_back_keeps_what_was_typed(start: Any, qtbot: QtBot) -> None:
    app = start()
    child(app, "welcome-new").click()
    child(app, "first-start-next").click()
    assert "name" in child(app, "problem").text()
    qtbot.keyClicks(child(app, "organisation-name"), "Musterwerke")
    child(app, "organisation-rule").setCurrentIndex(1)
    child(app, "first-start-next").click()
    qtbot.keyClicks(child(app, "member-name"), "Erika")
    child(app, "first-start-back").click()
    assert child(app, "organisation-name").text() == "Musterwerke"
    child(app, "first-start-next").click()
    assert child(app, "member-name").text() == "Erika"


def test_a_wrong_passphrase_is_said_plainly_and_waits_longer_each_time(
    start: Any, sample: Sample, qtbot: QtBot
) -> None:
    app = start(vault=sample.keller, member="anna-keller")
    screen = app.window.screen_shown()
    assert isinstance(screen, UnlockScreen)
    assert app.window.focusWidget() is child(app, "unlock-passphrase")
    for _attempt in range(2):
        child(app, "unlock-passphrase").setText("falsch falsch")
        child(app, "unlock-button").click()
        settle(app)
        assert child(app, "problem").isVisible()
        assert "passphrase" in child(app, "problem").text().lower()
    assert not child(app, "unlock-button").isEnabled()
    assert child(app, "unlock-waiting").isVisible()
    qtbot.waitUntil(lambda: child(app, "unlock-button").isEnabled(), timeout=5000)
    child(app, "unlock-passphrase").setText(sample.passphrase(sample.keller, "anna-keller"))
    child(app, "unlock-button").click()
    settle(app)
    assert isinstance(app.window, MainWindow)


def test_the_window_stays_alive_and_says_what_it_does_while_keys_are_derived(
    start: Any, sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = start(vault=sample.keller, member="anna-keller")
    child(app, "unlock-passphrase").setText(sample.passphrase(sample.keller, "anna-keller"))
    monkeypatch.setattr(migrate, "CURRENT", migrate.CURRENT + 1)  # an earlier version wrote the vault last
    child(app, "unlock-button").click()
    assert not app.runner.idle()
    assert not child(app, "unlock-button").isEnabled()
    assert "after a backup bringing the vault up" in text_on(app.window)
    settle(app)
    told: list[str] = []
    app.context.said.connect(told.append)
    monkeypatch.setattr(app.context.worker.acting.vault, "migrated_from", 7)
    app._keep_house(app.context)
    settle(app)
    assert any("A backup from before" in one for one in told)


def test_caps_lock_is_noticed_from_what_is_typed(start: Any, sample: Sample, qtbot: QtBot) -> None:
    app = start(vault=sample.keller, member="anna-keller")
    field, warning = child(app, "unlock-passphrase"), child(app, "unlock-passphrase-caps")
    qtbot.keyClick(field, "a")
    assert not warning.isVisible()
    qtbot.keyClick(field, "A", Qt.KeyboardModifier.NoModifier)
    assert warning.isVisible()
    qtbot.keyClick(field, "A", Qt.KeyboardModifier.ShiftModifier)
    assert not warning.isVisible()


def test_locking_saves_first_and_leaves_nothing_to_read(start: Any, sample: Sample) -> None:
    app = unlocked(start, sample)
    context, window = app.context, app.window
    assert context is not None
    assert window is not None
    window.showMaximized()
    saved: list[str] = []
    context.before_lock.connect(lambda: context.remember("draft", "kept"))
    context.before_lock.connect(context.save_remembered)
    context.before_lock.connect(
        lambda: context.worker.change(context, "", lambda acting, _progress: acting.member.id, saved.append)
    )
    dialog = QDialog(window)
    dialog.setWindowTitle("secret title")
    dialog.open()
    window.show_about()
    app.lock()
    assert saved == ["anna-keller"]
    assert app.context is None
    visible = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    assert visible == [app.window]
    assert app.window.isMaximized(), "as the window was before"
    assert app.window.windowTitle() == "DataPact"
    said = text_on(app.window)
    for secret in ("Maschinenbau", "Institut", "DP-2026", "Overview"):
        assert secret not in said
    child(app, "unlock-passphrase").setText(sample.passphrase(sample.keller, "anna-keller"))
    child(app, "unlock-button").click()
    settle(app)
    assert app.context is not None
    assert app.context.recall("draft") == "kept"


def test_a_form_that_a_lock_closes_is_offered_again(start: Any, sample: Sample) -> None:
    app = unlocked(start, sample)
    assert app.context is not None
    form = RegisterDialog(app.context, RegisterChoices("Maschinenbau", (), None), parent=app.window)
    form.open()
    form.title_line.setText("Wartungsvertrag Fräszentren")
    form.datasets.setText("Messreihen")
    form.personal.setCurrentIndex(2)
    app.lock()
    child(app, "unlock-passphrase").setText(sample.passphrase(sample.keller, "anna-keller"))
    child(app, "unlock-button").click()
    settle(app)
    assert app.context is not None
    assert "Register a contract signed elsewhere" in app.window.statusBar().currentMessage()
    again = RegisterDialog(app.context, RegisterChoices("Maschinenbau", (), None), parent=app.window)
    again.open()
    assert again.title_line.text() == ""
    child(app, "register_dialog-kept-fill").click()
    assert again.title_line.text() == "Wartungsvertrag Fräszentren"
    assert again.personal.currentIndex() == 2
    again.reject()
    assert not kept_forms(app.context)


def test_an_auditor_unlocks_without_being_told_off(start: Any, audited: Audited, tmp_path: Path) -> None:
    """What every unlock does beside the work is none of the changes that an auditor may not make."""
    file = tmp_path / "passphrase"
    file.write_text(AUDITOR_PASSPHRASE, "utf-8")
    app: App = start(vault=audited.sample.keller, member=AUDITOR, passphrase_file=file)
    assert isinstance(app.window, MainWindow)
    settle(app)
    assert app.context is not None
    app._keep_house(app.context)
    settle(app)
    said = [words.text() for words in app.window.findChildren(QLabel, "error-words") if words.text()]
    assert said == []


def test_idle_and_sleep_lock(start: Any, sample: Sample) -> None:
    app = unlocked(start, sample)
    now = [1000.0]
    app._watch._clock = lambda: now[0]
    app._watch.start(10)
    for _beat in range(100):
        now[0] += 5
        app._watch.look()
    assert app.context is not None
    for _beat in range(30):
        now[0] += 5
        app._watch.look()
    assert app.context is None
    assert not app._watch._beat.isActive()


def test_waking_from_sleep_locks_at_once(start: Any, sample: Sample) -> None:
    app = unlocked(start, sample)
    now = [1000.0]
    app._watch._slept = lambda: now[0]
    app._watch.start(0)
    now[0] += 3600
    app._watch.look()
    assert app.context is None


def test_an_invited_member_makes_own_keys_and_waits_to_be_certified(start: Any, sample: Sample, qtbot: QtBot) -> None:
    with sample.unlocked(sample.keller, "anna-keller") as anna:
        invitation = invite(anna, "Lea Lang", ["lead"], "", CHEAP)
    app = start(vault=sample.keller)
    child(app, "unlock-invitation").click()
    child(app, "join-code").setText(invitation.code.lower())
    for field in ("new-passphrase", "new-passphrase-again"):
        child(app, field).setText(PASSPHRASE)
    child(app, "join-button").click()
    settle(app)
    assert len(child(app, "joined-fingerprint").text()) > 30
    with sample.unlocked(sample.keller, "anna-keller") as anna:
        certify(anna, invitation.member)
    child(app, "joined-go").click()
    chooser = child(app, "unlock-member")
    chooser.setCurrentIndex(chooser.findData(invitation.member))
    child(app, "unlock-passphrase").setText(PASSPHRASE)
    child(app, "unlock-button").click()
    settle(app)
    assert app.context is not None
    assert app.context.identity.roles == {"lead"}


def test_a_name_is_typed_to_its_end(start: Any, sample: Sample) -> None:
    """Each letter chooses, and none goes on into the passphrase."""
    app = start(vault=sample.keller)
    chooser = child(app, "unlock-member")
    names = [chooser.itemText(row) for row in range(chooser.count())]
    assert len(names) > 1
    for name in names:
        chooser.setFocus()
        for letter in name.split()[0]:
            QTest.keyClick(QApplication.focusWidget(), letter)
        assert chooser.currentText() == name
        assert QApplication.focusWidget() is chooser
        assert not child(app, "unlock-passphrase").text()
        QTest.qWait(QApplication.keyboardInputInterval() + 50)


def test_the_recovery_code_leads_back(start: Any, sample: Sample) -> None:
    app = start(vault=sample.keller)
    child(app, "unlock-recovery").click()
    child(app, "recover-code").setText(sample.recovery_code(sample.keller))
    for field in ("new-passphrase", "new-passphrase-again"):
        child(app, field).setText(PASSPHRASE)
    child(app, "recover-button").click()
    settle(app)
    assert app.context is not None
    assert app.context.identity.member == "anna-keller"


def test_a_backup_is_restored_from_the_welcome_screen(
    start: Any, sample: Sample, dialogs: AnsweredDialogs, tmp_path: Path
) -> None:
    from datapact.vault.folder.backup import backup_vault

    file = tmp_path / "keller.dpbackup"
    with sample.unlocked(sample.keller, "anna-keller") as anna:
        backup_vault(anna.vault, file)
    app = start()
    child(app, "welcome-restore").click()
    dialogs.open_file = sample.keller / "vault.json"
    child(app, "restore-file").click()
    assert child(app, "problem").isVisible()
    dialogs.open_file = file
    child(app, "restore-file").click()
    child(app, "restore-folder").setText(str(tmp_path / "again.datapact"))
    child(app, "restore-passphrase").setText(sample.passphrase(sample.keller, "anna-keller"))
    child(app, "restore-button").click()
    settle(app)
    assert app.context is not None
    assert app.context.identity.folder == tmp_path / "again.datapact"


def test_the_sample_vault_opens_with_one_click(start: Any) -> None:
    app = start()
    child(app, "welcome-sample").click()
    settle(app)
    assert app.context is not None
    assert app.context.identity.member_name == "Anna Keller"
    folder = app.context.identity.folder
    assert sample_passphrase(folder, "anna-keller")
    app.lock()
    settle(app)
    assert child(app, "unlock-passphrase").text() == sample_passphrase(folder, "anna-keller")
    child(app, "unlock-button").click()
    settle(app)
    assert isinstance(app.window, MainWindow)


def test_no_other_vault_has_a_known_passphrase(sample: Sample) -> None:
    assert sample_passphrase(sample.keller, "anna-keller") == ""


def test_language_and_text_size_build_the_window_anew_where_one_was(start: Any, sample: Sample) -> None:
    app = unlocked(start, sample)
    app.context.show_view("settings")
    first = app.window
    app.context.appearance_wanted.emit(replace(read_appearance(sample.keller), language="de", text_size=150))
    settle(app)
    assert app.window is not first
    assert app.window.windowTitle().startswith("Einstellungen")
    assert app.window.trail()[-1] == Place("settings")
    assert read_appearance(sample.keller) == Appearance("de", "system", 150)
    second = app.window
    app.context.appearance_wanted.emit(replace(app.appearance, theme="dark"))
    settle(app)
    assert app.window is second
    assert QApplication.palette().window().color().lightness() < 128


def test_a_second_start_raises_the_first_and_hands_over_its_file(start: Any, sample: Sample, qtbot: QtBot) -> None:
    from datapact_ui.shell.one_instance import hand_over, socket_name

    app = unlocked(start, sample)
    places: list[Place] = []
    app.context.went.connect(places.append)
    card = sample.folder / "institut.dpcard"
    second = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; from datapact_ui.launch import main; sys.exit(main())",
            "--vault",
            str(sample.keller),
            str(card),
        ],
        stderr=subprocess.PIPE,
    )
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=30_000)
    assert second.returncode == 0, second.stderr.read() if second.stderr else ""
    _out, told = second.communicate()
    assert b"open already" in told or "schon geöffnet" in told.decode()
    assert app.window.statusBar().currentMessage()
    assert places == [Place("received", str(card))]
    assert not hand_over(sample.institute, None)
    for secret in ("Keller", "sample", str(sample.folder)):
        assert secret not in socket_name(sample.keller)
    settle(app)
    for widget in app.window.findChildren(QDialog):
        widget.reject()


def test_a_damaged_vault_is_said_on_the_unlock_screen(start: Any, sample: Sample) -> None:
    (sample.keller / "vault.json").write_bytes(b"{}")
    app = start(vault=sample.keller)
    assert child(app, "problem").isVisible()


def test_new_folders_never_meet_an_old_one_or_leave_their_parent(tmp_path: Path) -> None:
    first = new_vault_folder("../A/B: GmbH?", tmp_path)
    assert first.parent == tmp_path
    first.mkdir()
    assert new_vault_folder("../A/B: GmbH?", tmp_path) != first
    assert new_vault_folder("...", tmp_path).name == "Vault.datapact"
    long = new_vault_folder("Verein zur Förderung der Datenökonomie im Maschinen- und Anlagenbau e. V.", tmp_path)
    assert long.name == "Verein zur Förderung der Datenökonomie im Maschinen- und.datapact", "cut between words"


@pytest.mark.parametrize("folder", ["Institut für Daten e. V.", "Institut für Daten e. V"])
def test_a_vault_keeps_the_full_stop_of_its_name(folder: str, tmp_path: Path) -> None:
    assert vault_name(tmp_path / f"{folder}.datapact") == "Institut für Daten e. V."
    made = new_vault_folder("Institut für Daten e. V.", tmp_path)
    made.mkdir()
    assert vault_name(made) == "Institut für Daten e. V."
