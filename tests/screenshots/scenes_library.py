"""The library: an own clause with two fallbacks, the playbook, and what both say beside a text."""

from __future__ import annotations

from dataclasses import replace

from datapact.agreements.library.templates import make_template
from datapact.library.clauses.own_clauses import approve_clause, save_clause
from datapact.library.clauses.versions import retire
from datapact.library.playbook.playbook import set_position
from datapact.library.templates.own_templates import approve_template
from datapact.organisation.members.unlocking import unlock
from tests.conftest import SteppingClock
from tests.library.clauses_of_keller import HOURS_POSITION, LIABILITY, LIABILITY_POSITION
from tests.screenshots.sample import NOON
from tests.screenshots.scenes import scene
from tests.screenshots.stage import Stage


@scene
def library(stage: Stage) -> None:
    from datapact_ui.library.clause_dialog import ClauseDialog
    from datapact_ui.library.position_dialog import PositionDialog
    from datapact_ui.library.review_dialog import ReviewDialog

    context, window = stage.context, stage.open()
    me = str(context.identity.member)
    view = stage.go("library")
    stage.shoot("library-empty", window)

    def write(acting, _progress):  # type: ignore[no-untyped-def]
        save_clause(acting, LIABILITY, "erste Fassung")
        with unlock(stage.sample.vault, "martin-vogt", stage.sample.passphrase, SteppingClock(NOON)) as martin:
            approve_clause(martin, LIABILITY.id)
        stands = tuple(replace(one, members=(me,) if one.members else ()) for one in LIABILITY_POSITION.stands)
        set_position(acting, replace(LIABILITY_POSITION, stands=stands))
        stands = tuple(replace(one, members=(me,) if one.members else ()) for one in HOURS_POSITION.stands)
        set_position(acting, replace(HOURS_POSITION, stands=stands))

    context.worker.change(window, "", write, touches=frozenset({"library", "list"}))
    stage.settle()
    stage.shoot("library-clauses", window)
    part = view.part()
    part.change()
    stage.settle()
    stage.shoot("library-clause", stage.dialog(ClauseDialog))
    stage.close_dialogs()
    part = view.show_part("playbook")
    stage.settle()
    stage.shoot("library-playbook", window)
    part.change()
    stage.settle()
    stage.shoot("library-position", stage.dialog(PositionDialog))
    stage.close_dialogs()
    view.show_part("clauses")
    history = stage.sample.histories["draft"]

    def make(acting, _progress):  # type: ignore[no-untyped-def]
        made = make_template(acting, history, "Pilot des Hauses", "Für Pilotvorhaben mit Instituten.")
        with unlock(stage.sample.vault, "martin-vogt", stage.sample.passphrase, SteppingClock(NOON)) as martin:
            approve_template(martin, made.template.key)

    context.worker.change(window, "", make, touches=frozenset({"library", "list"}))
    stage.settle()
    stage.go("library", tab="templates")
    stage.settle()
    stage.shoot("library-templates", window)
    part = view.show_part("templates")
    stage.settle()
    part.record_review()
    stage.settle()
    stage.shoot("library-review", stage.dialog(ReviewDialog))
    stage.close_dialogs()
    page = stage.go("agreement", history, tab="findings")
    stage.settle()
    page.findings.verticalScrollBar().setValue(page.findings.verticalScrollBar().maximum())
    stage.shoot("library-findings", window)

    def put_away(acting, _progress):  # type: ignore[no-untyped-def]
        for position in (LIABILITY_POSITION, HOURS_POSITION):  # other scenes send texts of this sample
            retire(acting, "position", position.key)

    context.worker.change(window, "", put_away, touches=frozenset({"library", "list"}))
    stage.settle()
