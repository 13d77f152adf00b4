"""Partners without DataPact: added by form, and an agreement that goes to one by e-mail or on paper."""

from __future__ import annotations

from datapact.agreements.steps.negotiation import new_agreement
from datapact.contract.templates.template import example_answers
from datapact.organisation.identity.profile import Address, Contact, Profile
from datapact.organisation.partners.without_datapact import keep_partner
from datapact.signing.ceremony.export import export_pdf
from datapact.signing.elsewhere.outside import freeze_outside, record_answer, send_outside
from tests.screenshots.scenes import scene
from tests.screenshots.stage import NOON, Stage
from tests.signing.test_ades import by_another_program

LAB = "Testlabor Süd GmbH"


@scene
def on_paper(stage: Stage) -> None:
    from datapact_ui.agreement_page.page.freeze_dialog import FreezeDialog
    from datapact_ui.agreement_page.page.outside_dialogs import AnswerDialog, SignedDialog
    from datapact_ui.exchange.sending.send_dialog import SendDialog
    from datapact_ui.partners.external_dialog import ExternalDialog

    context, window, made = stage.context, stage.open(), []
    answers = example_answers("ai-pilot").replace("Institut für Produktionsdaten e. V.".encode(), LAB.encode())
    answers = answers.replace(b"DP-2026-0001", b"DP-2026-0901")
    profile = Profile(LAB, "GmbH", address=Address(city="Ulm"), contact=Contact("Eva Süd", "sued@testlabor.example"))
    context.worker.change(
        window,
        "",
        lambda acting, _p: (keep_partner(acting, profile), made.append(new_agreement(acting, "ai-pilot", answers))),
        touches=frozenset({"partners", "list"}),
    )
    stage.settle()
    view = stage.go("partners")
    view.table.selectRow(view.table.row_of("", LAB))
    stage.shoot("partner-external")
    view.change_external()
    stage.shoot("partner-external-dialog", stage.dialog(ExternalDialog))
    stage.close_dialogs()
    view = stage.go("agreement", made[0])
    view.do("send")
    stage.shoot("send-on-paper", stage.dialog(SendDialog))
    stage.close_dialogs()
    day = NOON.date()
    context.worker.change(
        window, "", lambda acting, _p: send_outside(acting, made[0], way="email", on=day), touches=frozenset({made[0]})
    )
    stage.settle()
    view.do("record_answer")
    stage.shoot("record-answer", stage.dialog(AnswerDialog))
    stage.close_dialogs()
    context.worker.change(
        window,
        "",
        lambda acting, _p: record_answer(
            acting, made[0], LAB, "accepted", way="email", on=day, files=[("antwort.eml", b"Ja.")]
        ),
        touches=frozenset({made[0]}),
    )
    stage.settle()
    stage.shoot("agreement-on-paper")
    view.show_tab("parties")
    stage.shoot("agreement-on-paper-parties")
    view.do("freeze")
    stage.shoot("freeze-on-paper", stage.dialog(FreezeDialog))
    stage.close_dialogs()
    came = stage.out / "unterschrieben.pdf"

    def fix(acting, _progress) -> None:
        freeze_outside(acting, made[0], day)
        came.write_bytes(by_another_program(export_pdf(acting, made[0]), "signature-3"))

    context.worker.change(window, "", fix, touches=frozenset({made[0]}))
    stage.settle()
    view.steps.record_signature(view.page)
    dialog = stage.dialog(SignedDialog)
    stage.shoot("record-signed", dialog)
    dialog.attach(came)
    stage.settle()
    stage.shoot("record-signed-judged", dialog)
    stage.close_dialogs()
