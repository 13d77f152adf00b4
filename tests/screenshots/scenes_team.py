"""The team: its page without and with one, its dialogs, the sign without a connection, and joining with a copy."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from PySide6.QtWidgets import QDialog

from datapact.base.clock import write_time
from datapact.base.strictjson import sha256_of
from datapact.base.texts import Message, counted
from datapact.exchange.folder.looking import Look, LyingFile
from datapact.organisation.identity.copy_age import CopyAge
from datapact.organisation.identity.house import code_to_read_aloud
from datapact.organisation.partners.partners import list_partners
from datapact.team.kept.facts import LastSync
from datapact.team.steps.colleagues import ColleagueStep
from datapact.team.steps.mentions import Mention
from datapact.team.steps.presence import Colleague
from datapact.team.steps.status import DeviceSeen, TeamStatus
from datapact_ui.agreement_page.page.assign_dialog import AssignDialog
from datapact_ui.partners.shared_folder_dialog import SharedFolderDialog
from datapact_ui.team.team_dialogs import DeleteTeamDialog, HoursDialog, MoveTeamDialog
from datapact_ui.team.team_page import TeamPage
from datapact_ui.team.team_watch import TeamNow, TeamWatch
from datapact_ui.unlock.team_screen import TeamScreen
from tests.screenshots.sample import NOON
from tests.screenshots.scenes import scene
from tests.screenshots.stage import Stage

HEAD = sha256_of(b"a head")
CODES = (code_to_read_aloud(HEAD), "03377 65120 88419 20056", "77120 40918 33602 15594")


def _device(number: int, name: str, newest: int, minutes: int) -> DeviceSeen:
    heard = None if minutes < 0 else NOON - timedelta(minutes=minutes)
    code = CODES[number] if newest else ""
    return DeviceSeen(f"D{number}", f"m{number}", name, number == 0, number == 0, False, newest, code, heard)


def team_of_three() -> TeamStatus:
    """A team as its page shows it."""
    return TeamStatus(
        team="x",
        database="db.keller.example:5432/team",
        sequence=318,
        head=HEAD,
        code=CODES[0],
        waiting=2,
        devices=(
            _device(0, "Anna Keller", 318, 3),
            _device(1, "Bernd Vogel", 311, 55),
            _device(2, "Carla Sommer", 297, 3 * 1440),
            _device(3, "Dora Neu", 0, -1),
        ),
        last=LastSync(at=write_time(NOON - timedelta(minutes=3)), strays=(7, 9), put_back=1),
        refused=(),
        age=CopyAge(318, CODES[0], 3, 24),
        repeated=2,
        against_each_other=(Message("{what} {key}", {"what": "Rechtsgrundlage", "key": "lb-2"}),),
    )


@scene
def team(stage: Stage) -> None:
    page = stage.go("settings", group="team").findChild(TeamPage)
    stage.shoot("team-none")
    page.create_team()
    stage.shoot("team-create", stage.dialog(QDialog, "team-create"))
    stage.close_dialogs()
    nothing = patch.multiple(TeamWatch, _begin=lambda *_of: None, _show_company=lambda _self: None)
    with nothing, patch("datapact_ui.team.team_page._status", return_value=team_of_three()):
        page.watch._announce(TeamNow("away", NOON, "Die Datenbank db.keller.example:5432/team ist nicht erreichbar."))
        page.read()
        stage.shoot("team-three")
        for name, kind, do in (
            ("team-answers", HoursDialog, page.set_hours),
            ("team-move", MoveTeamDialog, page.change_address),
            ("team-delete", DeleteTeamDialog, page.delete),
        ):
            do()
            stage.shoot(name, stage.dialog(kind))
            stage.close_dialogs()
        page.watch._announce(TeamNow("fine", NOON))
        page.watch.colleagues = (
            Colleague("D1", "Bernd Vogel", 318, HEAD, "x"),
            Colleague("D2", "Carla Sommer", 318, HEAD, ""),
        )
        page.watch._titles = {"x": "DP-2026-0003 Schwingungsdaten der Fräsmaschinen"}
        page.watch.company_changed.emit()
        stage.shoot("team-fine")
        page.watch.colleagues = ()
    page.watch._announce(TeamNow("none"))
    page.read()


@scene
def team_meanwhile(stage: Stage) -> None:
    view = stage.go("overview")
    words = Message("{member} saved a draft.", {"member": "Bernd Vogel"})
    step = ColleagueStep("x", "DP-2026-0003", "Schwingungsdaten", "Bernd Vogel", words, 3, NOON)
    view._show_meanwhile((step, replace(step, history="y", number="DP-2026-0007", steps=1)))
    text = "@Anna, reicht uns die Frist in § 7 Abs. 2, oder sollen wir sechs Monate vorschlagen?"
    named = Mention("x", "DP-2026-0003", "Schwingungsdaten", "Bernd Vogel", text, NOON)
    view._show_named(((named,), [("x", "DP-2026-0003  Schwingungsdaten", "Entwurf")]))
    stage.open().rail.show_asked(3, "2 Texte warten auf Ihre Freigabe, 1 Kommentar nennt Sie")
    stage.shoot("team-meanwhile")
    view._show_meanwhile(())
    view._show_named(((), []))
    dialog = AssignDialog(stage.context, "x", [("anna", "Anna Keller"), ("bernd", "Bernd Vogel")], "bernd", view)
    dialog.open()
    stage.shoot("agreement-assign", dialog)
    stage.close_dialogs()
    stage.open().rail.show_asked(0, "")


@scene
def team_join(stage: Stage) -> None:
    screen = stage.screen(lambda: TeamScreen(stage.app.gate))
    screen.problem.say(
        "Das ist keine Adresse einer PostgreSQL-Datenbank. Schreiben Sie postgresql://BENUTZER@SERVER/DATENBANK."
    )
    stage.shoot("team-join")


@scene
def shared_folder(stage: Stage) -> None:
    stage.go("partners")
    with stage.context.worker.acting.vault.read() as session:
        partner = next(one for one in list_partners(session) if one.name.startswith("Institut"))
    dialog = SharedFolderDialog(stage.context, partner, stage.open())
    dialog.open()
    stage.settle()
    dialog.path.setText("/home/anna/Nextcloud/Institut für Produktionsdaten")
    stage.shoot("shared-folder", dialog)
    stage.close_dialogs()
    bar = stage.open().shared
    steps = counted(
        "{number} {title}: {n} new step",
        "{number} {title}: {n} new steps",
        2,
        number="DP-2026-0001",
        title="Schwingungsdaten",
    )
    lying = LyingFile(Path("a.dpact"), partner.name, "new", (steps,), partner.name)
    bar._show(Look((lying, replace(lying, path=Path("b.dpact"))), ()))
    stage.shoot("shared-folder-bar")
    bar._show(None)
