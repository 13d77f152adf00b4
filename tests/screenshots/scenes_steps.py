"""Dialogs of steps that answer somebody: a partner's change, own words, an old draft, a packet, a reminder, votes of a network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from PySide6.QtWidgets import QWidget

from datapact.agreements.projection.party_over_time import Member
from datapact.agreements.steps import in_force
from datapact.agreements.steps.drafting import open_draft, propose_counter, save_draft
from datapact.agreements.steps.wording import facts_of
from datapact.agreements.views.members import EndableOrder, MemberLine, MotionLine
from datapact.base.texts import LANGUAGES, Message, _
from datapact.contract.editing.commands import Reword, SetTerm
from datapact.contract.editing.edit import replay
from datapact.contract.text.clauses import Run
from datapact.exchange.receive.receive import receive_bundle
from datapact.exchange.send.outgoing import send_out
from datapact.exchange.send.send import mark_written, say_sent
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.members.unlocking import unlock
from datapact.signing.ceremony.export import export_pdf
from datapact.signing.returned.take_part import read_packet
from datapact_ui.agreement_page.page.later_dialogs import AgreeDialog, ObjectDialog
from datapact_ui.agreement_page.page.members_dialogs import EndOrderDialog, ExcludeDialog, VoteDialog
from datapact_ui.consent.compliance_records.purpose_link_dialog import PurposeLinkDialog
from datapact_ui.editor.page.confirm_words_dialog import ConfirmWordsDialog
from datapact_ui.exchange.sending.reminder_dialog import ReminderDialog
from datapact_ui.kit.background.question import Question
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size
from datapact_ui.negotiation.carry_dialog import CarryDialog
from datapact_ui.negotiation.take_part_dialog import TakePartDialog
from tests.conftest import SteppingClock
from tests.screenshots.sample import NOON, SOFIA
from tests.screenshots.scenes import scene
from tests.screenshots.stage import Stage
from tests.signing.test_take_part import packet, two_parties

PROCESSOR = b'[[sub_processors]]\nkey = "wolke"\nname = "Wolke Rechenzentren AG"\nengaged_by = "ipd"\n'
PARTIES = (
    "Institut für Produktionsdaten e. V.",
    "Stadtwerke Neckartal Netz GmbH & Co. KG",
    "Landesanstalt für Arbeitsgestaltung, Rechtsfähige Anstalt des öffentlichen Rechts",
)
WHY = (
    "Trotz zweier Mahnungen vom 3. September und vom 5. Oktober hat sie die vereinbarten Löschnachweise nicht vorgelegt,"
    " und die Stelle, an die wir uns wenden sollen, ist seit August unbesetzt."
)


@contextmanager
def _at_the_institute(stage: Stage) -> Iterator[Acting]:
    with unlock(stage.sample.institute, SOFIA, stage.sample.passphrase, SteppingClock(NOON)) as sofia:
        yield sofia


def _receive(stage: Stage, sofia: Acting, history: str) -> None:
    """What the institute sends, in the vault that is open."""
    context = stage.context
    sealed = send_out(sofia, history, [context.identity.organisation], with_gaps=True, with_errors=True).data
    context.worker.change(
        stage.open(), "", lambda acting, _p: receive_bundle(acting, sealed), touches=frozenset({history, "list"})
    )
    stage.settle()


@scene
def partners_change(stage: Stage) -> None:
    history = stage.sample.histories["signed"]
    with _at_the_institute(stage) as sofia:
        in_force.change_annex(sofia, history, "sub_processors", PROCESSOR, note="Unser Rechenzentrum zieht um.")
        months = b"[datasets.machine-logs.retention]\nmonths = 6\n"
        in_force.change_annex(sofia, history, "datasets", months)
        _receive(stage, sofia, history)
    view = stage.go("agreement", history)
    for name, kind in (("object", ObjectDialog), ("agree", AgreeDialog)):
        matter = next(one for one in view.page.since if one.answer == "agree")
        getattr(view.later, name)(view.page, matter.digest)
        stage.shoot(f"partners-change-{name}", stage.dialog(kind))
        stage.close_dialogs()


def _institute(stage: Stage) -> str:
    with _at_the_institute(stage) as sofia:
        return sofia.organisation


@scene
def reminder(stage: Stage) -> None:
    history, partner = stage.sample.histories["offered"], _institute(stage)

    def sent(acting: Acting, _progress: object) -> None:
        mark_written(acting, history, [partner])
        say_sent(acting, history, [partner])

    stage.context.worker.change(stage.open(), "", sent, touches=frozenset({history, "list"}))
    stage.settle()
    view = stage.go("agreement", history, tab="board")
    view.board.table.choose(lambda line: line.row.waited_for)
    stage.settle()
    view.board.remind.click()
    stage.shoot("reminder", stage.dialog(ReminderDialog))
    stage.close_dialogs()


@scene
def partners_words(stage: Stage) -> None:
    """Our draft and the counter that came reword the same place; the partner's own words wait to be confirmed."""
    history = stage.sample.histories["offered"]
    context, window = stage.context, stage.open()

    def save(acting: Acting, _progress: object) -> None:
        base = open_draft(acting, history).document
        save_draft(
            acting, replay(base, [Reword("subject-1", "de", (Run("Unser Text."),)), SetTerm("law.venue", "Ulm")])
        )

    context.worker.change(window, "", save, touches=frozenset({history}))
    stage.settle()
    with _at_the_institute(stage) as sofia:
        base = open_draft(sofia, history).document
        places = [facts_of(base).sources[one] for one in ("G11.retention", "G15.rights")]
        words = (
            "Das Institut löscht die Daten, sobald sie nicht mehr gebraucht werden, spätestens am Ende des Vorhabens."
        )
        own = [Reword(place, language, (Run(words),)) for place in places for language in LANGUAGES]
        theirs = Reword("subject-1", "de", (Run("Die Parteien erproben gemeinsam die vorausschauende Wartung."),))
        propose_counter(sofia, replay(base, [*own, theirs]))
        _receive(stage, sofia, history)
    view = stage.go("agreement", history)
    view.steps.carry()
    stage.shoot("carry", stage.dialog(CarryDialog))
    stage.close_dialogs()
    view.steps.confirm_words(view.page, places)
    stage.shoot("confirm-words", stage.dialog(ConfirmWordsDialog))
    stage.close_dialogs()


@scene
def take_part(stage: Stage) -> None:
    made: list[bytes] = []

    def write(acting: Acting, _progress: object) -> None:
        partner = PARTIES[0]
        made.append(export_pdf(acting, packet(acting, "nda", two_parties(partner), partner)))

    stage.context.worker.change(stage.open(), "", write)
    stage.settle()
    stage.open(stage.sample.institute, SOFIA)
    context, window = stage.context, stage.app.window
    TakePartDialog(context, read_packet(context.worker.acting, "Paket.pdf", made[0]), window).open()
    stage.shoot("take-part", stage.dialog(TakePartDialog))
    stage.close_dialogs()
    stage.close()


@scene
def purpose_link(stage: Stage) -> None:
    stage.go("consent", tab="on-file", kind="purpose_link")
    stage.act("add-purpose_link")
    dialog = stage.dialog(PurposeLinkDialog)
    stage.shoot("purpose-link", dialog)
    dialog.sort.choose("said")
    stage.settle()
    stage.shoot("purpose-link-said", dialog)
    stage.close_dialogs()


@scene
def network_votes(stage: Stage) -> None:
    """Made-up orders and motions: the sample has no network."""
    stage.go("agreement", stage.sample.histories["signed"])
    context, window = stage.context, stage.app.window
    orders = [
        EndableOrder("counts", Message("Zählstellen der Radwege mit Wetter und Ereignissen, stündlich"), True),
        EndableOrder("loops", Message("Induktionsschleifen"), False),
    ]
    lines = [
        MemberLine(name, name, Member(name, True, None, None, ""), False, True, Message("party from the beginning"))
        for name in PARTIES
    ]
    motions = [
        MotionLine("x", Message("Exclusion of {name}", {"name": PARTIES[2]}), PARTIES[0], WHY, (), (), 2, False, True),
        MotionLine("y", Message("The end for all"), PARTIES[1], "", (), (), 3, False, True),
    ]
    for name, dialog in (
        ("end-order", EndOrderDialog(context, orders, window)),
        ("exclude", ExcludeDialog(context, lines, whole=True, parent=window)),
        ("vote", VoteDialog(context, motions, window)),
    ):
        dialog.open()
        stage.shoot(f"network-{name}", dialog)
        stage.close_dialogs()


@scene
def long_question(stage: Stage) -> None:
    """A question whose words fill more than a third of the screen, and one that is answered in words."""
    stage.go("agreements")
    words = (
        _(
            "Notice was given: the agreement ends on {day}. An amendment does not take the notice back. To go on after"
            " that day, agree expressly in the amendment that the agreement continues.",
            day=date(2027, 3, 31),
        ),
    )
    picture, window = icon("warning").pixmap(icon_size(2)), stage.app.window
    assert isinstance(window, QWidget)
    for name, answer in (("long-question", ""), ("long-question-answer", _("Reason"))):
        text = "\n\n".join(words * 6)
        question = Question(
            _("The agreement is to end"),
            text,
            _("Amend all the same"),
            _("Cancel"),
            picture,
            window,
            danger=True,
            answer=answer,
        )
        question.open()
        stage.shoot(name, question)
        stage.close_dialogs()
