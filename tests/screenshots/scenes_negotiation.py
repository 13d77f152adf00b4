"""Replies change by change, drafts, and a Word file that came back."""

from __future__ import annotations

from lxml import etree

from datapact.agreements.steps.drafting import open_draft, save_draft
from datapact.contract.editing.commands import SetTerm
from datapact.contract.editing.edit import apply
from datapact.word.steps.sent import word_set
from tests.screenshots.scenes import scene
from tests.screenshots.stage import Stage
from tests.word import returned_files as files


def _edited(root: etree._Element) -> None:
    """What a partner's counsel does: a term without a mark, a tracked word, a paragraph of her own."""
    texts = [node for node in root.iter(files.W + "t") if node.text]
    for node in texts:
        node.text = (node.text or "").replace("30. Juni 2028", "31. Dezember 2029")
    paragraph = files.body_paragraphs(root)[14]
    added = etree.Element(files.W + "p")
    insertion = etree.SubElement(added, files.W + "ins", files.MARK)
    run = etree.SubElement(insertion, files.W + "r")
    etree.SubElement(run, files.W + "t").text = "Reisekosten tragen die Parteien je zur Hälfte."
    paragraph.addnext(added)


@scene
def negotiation(stage: Stage) -> None:
    from datapact_ui.exchange.sending.word_sent_dialog import WordSentDialog
    from datapact_ui.negotiation.drafts_dialog import DraftsDialog
    from datapact_ui.negotiation.reply_dialog import ReplyDialog
    from datapact_ui.negotiation.word_dialog import WordDialog

    context, window, made = stage.context, stage.open(), []
    history = stage.sample.histories["countered"]
    view = stage.go("agreement", history)
    view.do("reply")
    stage.settle()
    dialog = stage.dialog(ReplyDialog)
    dialog.decide("accepted")
    dialog.reason.setText("24 Monate brauchen wir für die Auswertung.")
    dialog.decide("refused")
    stage.settle()
    stage.shoot("reply-dialog", dialog)
    stage.close_dialogs()

    def write(acting, _progress):  # type: ignore[no-untyped-def]
        base = open_draft(acting, history).document
        save_draft(acting, apply(base, SetTerm("law.venue", "Ulm")), "Variante mit Ulm")
        save_draft(acting, apply(base, SetTerm("duration.notice_months", 9)), "Längere Kündigungsfrist")
        made.append(word_set(acting, history, languages=("de",))[0].data)

    context.worker.change(window, "", write, touches=frozenset({history}))
    stage.settle()
    view.do("drafts")
    stage.settle()
    stage.shoot("drafts-dialog", stage.dialog(DraftsDialog))
    stage.close_dialogs()
    stage.answers.files = [stage.sample.folder]
    view.do("word")
    stage.settle()
    stage.shoot("word-sent", stage.dialog(WordSentDialog))
    stage.close_dialogs()
    WordDialog(context, files.edited(made[0], _edited), "Vertrag_Institut_v2.docx", "", view).open()
    stage.settle()
    stage.shoot("word-dialog", stage.dialog(WordDialog))
    stage.close_dialogs()


@scene
def older(stage: Stage) -> None:
    """A Word file that answers an older text, and the page with the draft made of it beside the open proposal."""
    from datapact.agreements.steps.drafting import propose_counter
    from datapact_ui.negotiation.word_dialog import WordDialog

    context, window, made = stage.context, stage.open(), []
    history = stage.sample.histories["countered"]
    view = stage.go("agreement", history)

    def write(acting, _progress):  # type: ignore[no-untyped-def]
        made.append(word_set(acting, history, languages=("de",))[0].data)
        base = open_draft(acting, history).document
        for command in (SetTerm("law.venue", "Ulm"), SetTerm("duration.end", "2030-06-30")):
            base = apply(base, command)
        propose_counter(acting, base)

    context.worker.change(window, "", write, touches=frozenset({history}))
    stage.settle()
    WordDialog(context, files.edited(made[0], _edited), "Vertrag_Institut_v1.docx", "", view).open()
    stage.settle()
    dialog = stage.dialog(WordDialog)
    dialog.table.choose(lambda row: "term:" in row.change.id)
    stage.shoot("word-older", dialog)
    dialog.decide_all("accepted")
    dialog.take_button.click()
    stage.settle()
    stage.close_dialogs()
    view = stage.go("agreement", history)
    stage.settle()
    stage.shoot("agreement-beside")


@scene
def comments(stage: Stage) -> None:
    from datapact.agreements.steps.comments import comment_on, reply, settle
    from datapact.agreements.views.comments import comments as beside
    from datapact.contract.changes.anchor import Anchor, anchor_at
    from datapact_ui.editor.comments.comment_dialog import CommentDialog

    context, window = stage.context, stage.open()
    history = stage.sample.histories["countered"]

    def write(acting, _progress):  # type: ignore[no-untyped-def]
        document = beside(acting, history).document
        first = comment_on(
            acting, history, "Warum so lange?", anchor_at(document, "subject-2", "de", 4, 40), "partners"
        )
        reply(acting, history, first.digest, "Unter 24 Monaten lohnt es sich für uns nicht.", internal=True)
        comment_on(acting, history, "Unsere Grenze liegt bei 40.000 Euro.", anchor_at(document, "subject-1"))
        settle(acting, history, comment_on(acting, history, "Kanzlei gefragt.", Anchor()).digest)

    context.worker.change(window, "", write, touches=frozenset({history}))
    stage.settle()
    view = stage.go("agreement", history)
    view.do("comments")
    stage.settle()
    stage.shoot("comments-agreement")
    view.do("new_comment")
    stage.settle()
    stage.shoot("comments-dialog", stage.dialog(CommentDialog))
    stage.close_dialogs()
    editor = stage.go("editor", history)
    editor.show_comments()
    stage.settle()
    stage.shoot("comments-editor")


@scene
def compare(stage: Stage) -> None:
    from datapact_ui.negotiation.compare_dialog import CompareDialog

    stage.open()
    view = stage.go("agreement", stage.sample.histories["countered"])
    view.do("compare")
    stage.settle()
    dialog = stage.dialog(CompareDialog)
    stage.shoot("compare-dialog", dialog)
    dialog.layout_box.setCurrentIndex(1)
    dialog.layout_box.activated.emit(1)
    stage.settle()
    stage.shoot("compare-beside", dialog)
    stage.close_dialogs()


@scene
def printing(stage: Stage) -> None:
    from datapact_ui.kit.text.print_preview import PrintPreview

    stage.open()
    stage.go("editor", stage.sample.histories["draft"]).print()
    dialog = stage.dialog(PrintPreview)
    stage.wait_for_pages()
    stage.shoot("print-preview", dialog)
    stage.close_dialogs()


@scene
def rounds(stage: Stage) -> None:
    from datapact_ui.negotiation.rounds_dialog import RoundsDialog

    stage.open()
    view = stage.go("agreement", stage.sample.histories["countered"])
    view.do("rounds")
    stage.settle()
    dialog = stage.dialog(RoundsDialog)
    stage.shoot("rounds-dialog", dialog)
    stage.close_dialogs()


@scene
def approvals(stage: Stage) -> None:
    from datapact.agreements.approvals.rules import ApprovalRule, set_approval_rules
    from datapact.agreements.steps.approvals import request_approval
    from datapact_ui.exchange.sending.send_dialog import SendDialog
    from datapact_ui.negotiation.approval_dialog import ApprovalRequestDialog
    from datapact_ui.settings.approvals_page import ApprovalsPage, RuleDialog

    context, window = stage.context, stage.open()
    history = stage.sample.histories["draft"]
    me = str(context.identity.member)

    def write(acting, _progress):  # type: ignore[no-untyped-def]
        set_approval_rules(
            acting,
            [
                ApprovalRule("Vier Augen", number=1, own=True),
                ApprovalRule("Ab 50.000 Euro: Geschäftsleitung", sum_from=50_000, members=(me,)),
            ],
        )

    context.worker.change(window, "", write, touches=frozenset({history, "members", "list"}))
    stage.settle()
    view = stage.go("agreement", history)
    stage.settle()
    stage.shoot("approval-agreement", window)
    view.do("send")
    stage.settle()
    stage.shoot("approval-send", stage.dialog(SendDialog))
    stage.close_dialogs()
    view.do("ask_approval")
    stage.settle()
    stage.shoot("approval-ask", stage.dialog(ApprovalRequestDialog))
    stage.close_dialogs()
    settings = stage.go("settings", group="approvals")
    stage.settle()
    stage.shoot("approval-rules", window)
    settings.findChild(ApprovalsPage).add()
    stage.settle()
    stage.shoot("approval-rule", stage.dialog(RuleDialog))
    stage.close_dialogs()

    def ask(acting, _progress):  # type: ignore[no-untyped-def]
        request_approval(acting, history, "Bitte die Haftung ansehen.", [me])

    context.worker.change(window, "", ask, touches=frozenset({history, "list"}))
    stage.settle()
    stage.go("overview")
    stage.settle()
    stage.shoot("approval-overview", window)
    # a rule of the house holds for every scene that sends after this one
    context.worker.change(
        window, "", lambda acting, _p: set_approval_rules(acting, []), touches=frozenset({history, "members", "list"})
    )
    stage.settle()
