"""Settings: one table makes the rows; members, keys, backup and check through the real core."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from datapact.agreements.projection.findings import house_rules
from datapact.agreements.projection.own_findings import house_severity
from datapact.base.clock import utc_now
from datapact.base.errors import Locked
from datapact.organisation.members.invitation import join
from datapact.organisation.members.members import list_members
from datapact.organisation.members.unlocking import unlock
from datapact.organisation.partners.exchange_rule import exchange_needs
from datapact.vault.folder.preferences import Appearance
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.kit.tables.settings_table import SETTINGS, Choice, Number
from datapact_ui.settings.member_dialogs import MemberDialog
from datapact_ui.settings.organisation_page import ExchangeRuleDialog, ProfileDialog
from datapact_ui.settings.settings_view import SettingsView
from tests.sample_vaults import CHEAP, Sample

from .conftest import AnsweredDialogs

PASSPHRASE = "lampe gurken seil mond"


@pytest.fixture
def view(context: AppContext, qtbot: QtBot) -> Iterator[SettingsView]:
    made = SettingsView(context)
    made.show()
    settle(context)
    yield made
    settle(context)
    made.hide()
    made.deleteLater()


def settle(context: AppContext) -> None:
    for _round in range(3):
        assert context.worker.wait_until_idle(30_000)
        QApplication.processEvents()


def child(view: QWidget, name: str) -> Any:
    found = view.findChild(QWidget, name)
    assert found is not None, name
    return found


def test_every_setting_has_a_row_a_possible_default_and_both_languages(view: SettingsView) -> None:
    for setting in SETTINGS:
        assert child(view, f"setting-{setting.key}").accessibleName()
        if isinstance(setting.form, Choice):
            assert setting.default in [value for value, _words in setting.form.values]
        if isinstance(setting.form, Number):
            assert setting.form.lowest <= int(setting.default) <= setting.form.highest
        for language in ("de", "en"):
            assert setting.title.text(language)  # type: ignore[arg-type]
    assert len({setting.key for setting in SETTINGS}) == len(SETTINGS)


def test_appearance_is_asked_for_and_the_vault_remembers_the_rest(view: SettingsView, context: AppContext) -> None:
    wanted: list[Appearance] = []
    context.appearance_wanted.connect(wanted.append)
    theme = child(view, "setting-theme")
    theme.setCurrentIndex(theme.findData("dark"))
    theme.activated.emit(theme.currentIndex())
    assert wanted == [Appearance(None, "dark", 100)]
    child(view, "setting-lock.idle_minutes").setValue(25)
    settle(context)
    assert context.recall("lock.idle_minutes") == 25


def test_a_house_rule_is_as_strict_as_the_vault_says(view: SettingsView, context: AppContext) -> None:
    rule, severity, _words = house_rules()[0]
    other = "W" if severity == "E" else "E"
    box = child(view, f"setting-checks.{rule}")
    assert box.currentData() == severity
    box.setCurrentIndex(box.findData(other))
    box.activated.emit(box.currentIndex())
    settle(context)
    with context.worker.acting.vault.read() as session:
        assert house_severity(session) == {rule: other}


def test_a_member_is_invited_certified_given_roles_and_removed(
    view: SettingsView, context: AppContext, sample: Sample, dialogs: AnsweredDialogs
) -> None:
    members = view.members
    members.invite_as("Lea Lang", ["lead"], "")
    settle(context)
    dialog = view.window().findChild(QDialog, "invitation-code")
    code = dialog.findChild(QWidget, "code").text()
    dialog.findChild(QWidget, "code-copy").click()
    assert dialogs.asked[-1] == ("copy", (code, True))
    dialog.reject()
    join(sample.keller, "lea-lang", code, PASSPHRASE, utc_now, CHEAP)
    members.read()
    settle(context)
    row = [member.id for member in members.table.lines.lines()].index("lea-lang")
    members.table.selectRow(row)
    assert child(view, "member-certify").isEnabled()
    assert child(view, "member-fingerprint").isVisibleTo(members)
    dialogs.confirmed = True
    child(view, "member-certify").click()
    (_method, (*_words, danger)) = next(one for one in reversed(dialogs.asked) if one[0] == "confirm")
    assert danger, "certify is not the default button: Enter must not say that somebody compared the digits"
    settle(context)
    assert [one.standing for one in list_members(context.worker.acting) if one.id == "lea-lang"] == ["active"]
    members.table.selectRow(row)
    dialogs.text = "has left"
    child(view, "member-remove").click()
    settle(context)
    assert "lea-lang" not in [one.id for one in list_members(context.worker.acting)]
    assert dialogs.asked[-1][1][4] is True


def test_inviting_presets_no_role_whatever_the_position(context: AppContext, qtbot: QtBot) -> None:
    dialog = MemberDialog(context, "Invite a member", "Invite", None)
    qtbot.addWidget(dialog)
    position = child(dialog, "member-capacity")
    for place in range(position.count()):
        position.setCurrentIndex(place)
        assert dialog.roles() == [], position.itemText(place)
        assert bool(child(dialog, "member-signing").text()) == bool(dialog.capacity())
    child(dialog, "member-name").setText("Lea Lang")
    assert "at least one role" in dialog.why_not()
    child(dialog, "role-lead").setChecked(True)
    position.setCurrentIndex(0)
    assert dialog.roles() == ["lead"]
    assert dialog.why_not() == ""


def test_nobody_removes_themselves_and_only_admins_change_members(
    view: SettingsView, context: AppContext, sample: Sample, dialogs: AnsweredDialogs, qtbot: QtBot
) -> None:
    from datapact_ui.kit.context.app_context import read_opened

    row = [member.id for member in view.members.table.lines.lines()].index("anna-keller")
    view.members.table.selectRow(row)
    assert not child(view, "member-remove").isEnabled()
    martin = AppContext(read_opened(sample.unlocked(sample.keller, "martin-vogt")), dialogs)  # type: ignore[arg-type]
    other = SettingsView(martin)
    settle(martin)
    other.members.table.selectRow(0)
    for name in ("invite", "certify", "roles", "remove"):
        assert not child(other, f"member-{name}").isEnabled()
    assert "settings-invite" not in [action.objectName() for action in other.actions()]
    other.deleteLater()
    martin.worker.close()


def test_old_keys_are_revoked_after_new_ones_were_made(
    view: SettingsView, context: AppContext, dialogs: AnsweredDialogs
) -> None:
    members = view.members
    members.table.selectRow([member.id for member in members.table.lines.lines()].index("anna-keller"))
    assert not child(view, "member-revoke-old").isEnabled()
    dialogs.confirmed = True
    view.own.renew_keys()
    settle(context)
    members.read()
    settle(context)
    assert child(view, "member-old-keys").isVisibleTo(members)
    dialogs.text = "Notebook lost"
    child(view, "member-revoke-old").click()
    settle(context)
    assert {one.old_keys for one in list_members(context.worker.acting)} == {0}
    assert not child(view, "member-revoke-old").isEnabled()
    assert not child(view, "member-old-keys").isVisibleTo(members)


def test_the_passphrase_changes_only_with_the_old_one(
    view: SettingsView, context: AppContext, sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datapact_ui.settings.passphrase_change import PassphraseChange

    def answered(old: str) -> None:
        def fill(dialog: PassphraseChange) -> int:
            child(dialog, "old-passphrase").setText(old)
            child(dialog, "new-passphrase").setText(PASSPHRASE)
            child(dialog, "new-passphrase-again").setText("another one entirely")
            child(dialog, "passphrase-accept").click()
            assert dialog.result() == QDialog.DialogCode.Rejected
            child(dialog, "new-passphrase-again").setText(PASSPHRASE)
            child(dialog, "passphrase-accept").click()
            return dialog.result()

        monkeypatch.setattr(PassphraseChange, "open", fill)
        view.own.change_passphrase()
        settle(context)

    failed: list[object] = []
    context.worker.failed.connect(failed.append)
    answered("falsch falsch")
    assert isinstance(failed[0], Locked)
    answered(sample.passphrase(sample.keller, "anna-keller"))
    unlock(sample.keller, "anna-keller", PASSPHRASE, utc_now).close()


def test_own_keys_are_renewed_and_work_goes_on_with_them(
    view: SettingsView, context: AppContext, dialogs: AnsweredDialogs
) -> None:
    before = context.worker.acting.kid
    dialogs.confirmed = True
    child(view, "renew-keys").click()
    settle(context)
    assert context.worker.acting.kid != before


def test_a_new_recovery_code_is_shown_with_its_sheet(
    view: SettingsView, context: AppContext, dialogs: AnsweredDialogs, tmp_path: Path
) -> None:
    dialogs.confirmed = True
    child(view, "renew-recovery").click()
    settle(context)
    dialog = view.window().findChild(QDialog, "recovery-sheet")
    dialogs.save_file = tmp_path / "sheet.pdf"
    dialog.findChild(QWidget, "recovery-save").click()
    assert dialogs.save_file.is_file()
    dialog.reject()


def test_backup_and_check_say_what_came_of_them(
    view: SettingsView, context: AppContext, dialogs: AnsweredDialogs, tmp_path: Path
) -> None:
    from datapact.organisation.members.recovery import members_of_backup

    dialogs.save_file = tmp_path / "keller.dpbackup"
    dialogs.save_file.write_text("old")
    child(view, "backup-now").click()
    settle(context)
    assert len(members_of_backup(dialogs.save_file)) == 2
    view.check()
    settle(context)
    assert child(view, "vault-result").text().startswith("The vault is sound: storage, signatures")


def test_a_daily_backup_is_copied_to_the_second_place(context: AppContext, tmp_path: Path) -> None:
    from datapact.vault.folder.automatic_backup import back_up_daily, copy_elsewhere

    made = back_up_daily(context.worker.acting.vault)
    assert made is not None
    assert back_up_daily(context.worker.acting.vault) is None
    copied = copy_elsewhere(context.worker.acting.vault, made, "Keller", tmp_path)
    assert copied.read_bytes() == made.read_bytes()
    assert str(date.today().year) in copied.name


def test_a_copy_that_failed_is_made_up_for(context: AppContext, tmp_path: Path) -> None:
    from datapact.base.errors import Surroundings
    from datapact.vault.folder.automatic_backup import back_up_daily, copy_newest_elsewhere

    vault, stick = context.worker.acting.vault, tmp_path / "stick"
    made = back_up_daily(vault)
    assert made is not None
    with pytest.raises(Surroundings):
        copy_newest_elsewhere(vault, "Keller", stick)
    stick.mkdir()
    assert back_up_daily(vault) is None  # today's is there, its copy is not
    copied = copy_newest_elsewhere(vault, "Keller", stick)
    assert copied is not None
    assert copied.read_bytes() == made.read_bytes()
    assert copy_newest_elsewhere(vault, "Keller", stick) is None


def test_the_rule_on_exchanging_is_shown_and_changed(view: SettingsView, context: AppContext, qtbot: QtBot) -> None:
    view.narrow({"group": "organisation"})
    page = view.organisation
    qtbot.waitUntil(page.rule_button.isEnabled)
    assert page.rule.text().startswith("Files go to every partner whose card is here")
    page.change_rule()
    dialog = next(one for one in view.window().findChildren(ExchangeRuleDialog) if one.isVisible())
    dialog.needed.setCurrentIndex(1)
    dialog.doing.click()
    qtbot.waitUntil(lambda: "a confirmed partner that says so with the day" in page.rule.text())
    assert "Signing asks for your own comparison in any case." in page.rule.text()
    with context.worker.acting.vault.read() as session:
        assert exchange_needs(session) == "introduced"


def test_the_organisations_data_are_changed_as_a_signed_entry(
    view: SettingsView, context: AppContext, qtbot: QtBot
) -> None:
    view.narrow({"group": "organisation"})
    page = view.organisation
    assert page.profile is not None
    page.change()
    dialog = next(one for one in view.window().findChildren(ProfileDialog) if one.isVisible())
    dialog.fields.street.setText("Neue Straße 7")
    dialog.fields.rule.setCurrentIndex(dialog.fields.rule.findData("sole"))
    dialog.do()
    settle(context)
    assert page.profile.address.street == "Neue Straße 7"
    assert any("Neue Straße 7" in label.text() for label in page.findChildren(QLabel))
