"""A team in its windows: created, joined, synchronised by itself, without a connection, and left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from datapact.agreements.steps.approvals import request_approval
from datapact.agreements.steps.negotiation import new_agreement
from datapact.base.clock import utc_now
from datapact.contract.templates.template import example_answers
from datapact.organisation.members.unlocking import unlock
from datapact.team.database.rows import StayingConnection
from datapact.team.steps.colleagues import mark_seen, since_seen
from datapact_ui.kit.background.runner import Runner
from datapact_ui.kit.context.app_context import AppContext, Opened, read_opened
from datapact_ui.settings.settings_view import SettingsView
from datapact_ui.shell.approval_watch import ApprovalWatch
from datapact_ui.team.team_sign import TeamSign
from datapact_ui.team.team_watch import TeamWatch
from datapact_ui.unlock.gate import Gate
from datapact_ui.unlock.team_screen import TeamScreen
from tests.exchange.houses import HISTORY, offer
from tests.team import desks
from tests.team.cluster import Cluster
from tests.team.conftest import cluster, database  # noqa: F401 - fixtures
from tests.ui.conftest import AnsweredDialogs

PATIENCE = 15_000


class Window:
    """The settings and the sign of one member's vault."""

    def __init__(self, opened: Opened, qtbot: QtBot) -> None:
        self.dialogs = AnsweredDialogs()
        self.context = AppContext(opened, self.dialogs)  # type: ignore[arg-type]
        self.context.worker.failed.connect(lambda error: self.refused.append(str(error)))
        self.refused: list[str] = []
        self.view = SettingsView(self.context)
        self.sign = TeamSign(self.context, self.view)
        self.qtbot = qtbot
        self.view.narrow({"group": "team"})
        self.view.show()
        self.watch.look()
        self.settle()

    @property
    def watch(self) -> Any:
        return self.sign.watch

    def settle(self) -> None:
        for _round in range(3):
            assert self.context.worker.wait_until_idle(30_000)
            QApplication.processEvents()

    def child(self, name: str) -> Any:
        found = list(self.view.window().findChildren(QWidget, name))
        assert found, name
        return found[-1]

    def click(self, name: str) -> None:
        self.child(name).click()
        self.settle()

    def until(self, so: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(so, timeout=PATIENCE)
        self.settle()

    def code(self) -> str:
        return str(self.child("team-code").text())

    def close(self) -> None:
        self.context.before_lock.emit()
        self.view.hide()
        self.view.deleteLater()
        self.context.worker.close()
        self.context.deleteLater()


@pytest.fixture
def windows(styled: QApplication, qtbot: QtBot) -> Iterator[list[Window]]:
    made: list[Window] = []
    yield made
    for one in made:
        one.close()


def fill(dialog: Any, url: str, password: str) -> None:
    dialog.url.setText(url)
    dialog.secret.findChild(QWidget, "team-password").setText(password)
    dialog.secret.entered.emit()  # Return in the last field


def test_from_the_page_to_leaving(
    tmp_path: Path,
    cluster: Cluster,  # noqa: F811
    database: str,  # noqa: F811
    windows: list[Window],
    qtbot: QtBot,
) -> None:
    desks.build(tmp_path / "house", utc_now)
    url, password = cluster.url("writer", database), cluster.passwords["writer"]
    anna = Window(
        read_opened(unlock(tmp_path / "house" / "anna-keller", "anna-keller", desks.PASSPHRASE, utc_now)), qtbot
    )
    windows.append(anna)
    assert anna.sign.isHidden()
    anna.click("team-create")
    dialog: Any = anna.view.window().findChild(QDialog, "team-create")
    fill(dialog, url, "wrong")
    anna.settle()
    assert "refuses user or password" in dialog.problem.words.text()
    fill(dialog, url, password)
    anna.until(lambda: anna.watch.now.standing == "fine")
    assert not anna.sign.isHidden()
    anna.dialogs.save_file = tmp_path / "copy.dpbackup"
    anna.click("team-copy")

    opened: list[Opened] = []
    gate = Gate(Runner(anna.context), AnsweredDialogs(open_file=tmp_path / "copy.dpbackup"), utc_now)  # type: ignore[arg-type]
    gate.opened.connect(opened.append)
    screen = TeamScreen(gate)
    screen.choose()
    screen._members.setCurrentIndex(screen._members.findData("bernd-vogel"))
    screen.findChild(QWidget, "team-join-passphrase").setText(desks.THEIRS)
    screen._database.setText(url)
    screen.findChild(QWidget, "team-join-password").setText(password)
    screen._folder.setText(str(tmp_path / "bernd"))
    screen._button.click()
    qtbot.waitUntil(lambda: bool(opened), timeout=PATIENCE)
    bernd = Window(opened[0], qtbot)
    windows.append(bernd)

    # what one writes comes to the other by itself, and both read the same code
    institute = unlock(tmp_path / "house" / "institute", None, desks.PASSPHRASE, utc_now)
    offer(bernd.context.worker.acting, institute)
    institute.close()
    bernd.context.changed.emit(frozenset({HISTORY}))
    seen: list[frozenset[str]] = []
    anna.context.changed.connect(seen.append)
    anna.until(lambda: any(HISTORY in one for one in seen))
    bernd.until(lambda: bernd.code() == anna.code())
    assert "Bernd Vogel" in anna.child("team-device-1").text()

    # who is here, what they edit, and what came meanwhile
    bernd.watch.edit(HISTORY)
    anna.until(lambda: [one.editing for one in anna.watch.colleagues] == [HISTORY])
    assert "here now, edits DP-2026-0001" in anna.child("team-here-1").text()
    bernd.until(lambda: "here now" in bernd.child("team-here-0").text())
    bernd.child("team-presence").setChecked(False)
    assert bernd.watch._hint() == ""
    (step,) = since_seen(anna.context.worker.acting)
    assert (step.name, step.steps) == ("Bernd Vogel", 1)
    assert since_seen(bernd.context.worker.acting) == ()
    mark_seen(anna.context.worker.acting)
    assert since_seen(anna.context.worker.acting) == ()

    # a text that waits for Anna's approval reaches her
    asked: list[tuple[int, str]] = []
    watch = ApprovalWatch(anna.context, lambda *told: asked.append(told), anna.view)
    anna.settle()
    draft = new_agreement(bernd.context.worker.acting, "ai-pilot", example_answers("ai-pilot"))
    request_approval(bernd.context.worker.acting, draft, "Bitte ansehen.", ["anna-keller"])
    bernd.context.changed.emit(frozenset({draft}))
    anna.until(lambda: asked[-1] == (1, "1 text waits for your approval"))
    watch.deleteLater()

    # without a connection: a calm sign, no dialog, and back by itself
    questions = len(anna.dialogs.asked)
    cluster.allow(database, False)
    anna.until(lambda: anna.watch.now.standing == "away")
    assert anna.sign.text() == "Working without a connection"
    assert "cannot be reached" in anna.view.team.why.words.text() or "broke off" in anna.view.team.why.words.text()
    assert (len(anna.dialogs.asked), anna.refused) == (questions, [])
    cluster.allow(database, True)
    anna.until(lambda: anna.watch.now.standing == "fine")

    bernd.dialogs.confirmed = True
    bernd.until(lambda: bernd.watch.now.standing == "fine")
    bernd.click("team-leave")
    assert bernd.child("team-create").isEnabled() is False  # no administrator
    bernd.until(lambda: bernd.sign.isHidden())
    assert anna.refused == bernd.refused == []


def test_a_watch_that_stopped_begins_nothing_more(context: AppContext) -> None:
    watch = TeamWatch(context)
    timers = (watch._soon, watch._own, watch._round, watch._look_round)
    for timer in timers:
        timer.start()
    watch.stop()
    assert not any(timer.isActive() for timer in timers), "the vault is closed now"
    watch.connection = StayingConnection()
    watch._begin(None)
    assert watch.connection is None, "who left a team holds no connection to its database"
