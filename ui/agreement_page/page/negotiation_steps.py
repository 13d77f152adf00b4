"""The steps of one agreement in the window: dialogs, writing through the worker, and a message on the result."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from datapact.agreements.projection.own_findings import Barring
from datapact.agreements.steps import approvals, negotiation
from datapact.agreements.steps.signed_elsewhere import end_elsewhere
from datapact.agreements.steps.termination import Declaring, declaring, proposed_end, terminate_on
from datapact.agreements.steps.wording import confirm, cure, cure_reason
from datapact.agreements.views.agreement import AgreementPage
from datapact.agreements.views.last_offer import amending_changes
from datapact.agreements.views.list import set_archived
from datapact.base.local_time import exact_time
from datapact.base.texts import _, current_language
from datapact.checks.model.finding import Finding
from datapact.contract.text.document import AMENDS
from datapact.deadlines.termination import Ground, TerminationDay
from datapact.exchange.send.send import say_sent
from datapact.organisation.acting.handed_over import OUTSIDE
from datapact.signing.ceremony.freeze import FreezePlan, freeze, plan_freeze
from datapact.signing.elsewhere.outside import freeze_outside
from datapact.signing.elsewhere.taken_out import TakenOut, take_out
from datapact_ui.agreement_page.page.ending_dialogs import EndElsewhereDialog, TerminateDialog, decline_dialog
from datapact_ui.agreement_page.page.freeze_dialog import FreezeDialog
from datapact_ui.agreement_page.page.offer_chooser import OfferChooser, open_versions
from datapact_ui.agreement_page.page.outside_dialogs import AnswerDialog, SignedDialog
from datapact_ui.agreement_page.page.reading_dialog import ReadingDialog
from datapact_ui.agreement_page.tabs.other_roads import to_fill
from datapact_ui.editor.page.confirm_words_dialog import ConfirmWordsDialog
from datapact_ui.exchange.sending.word_sent_dialog import ask_about_word
from datapact_ui.kit.dialogs.reason_dialog import ReasonDialog
from datapact_ui.kit.dialogs.steps import Job, Steps
from datapact_ui.negotiation.approval_dialog import ask_colleagues
from datapact_ui.negotiation.carry_dialog import open_carrying
from datapact_ui.negotiation.compare_dialog import CompareDialog
from datapact_ui.negotiation.drafts_dialog import DraftsDialog
from datapact_ui.negotiation.reply_dialog import ReplyDialog
from datapact_ui.negotiation.reply_summary import agreed_words
from datapact_ui.negotiation.rounds_dialog import RoundsDialog
from datapact_ui.negotiation.word_steps import read_back, record_as_sent, write_round

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.context.app_context import AppContext


class AgreementSteps(Steps):
    """The steps on one agreement; ``owner`` is the view, parent of the dialogs."""

    findings_wanted = Signal()
    """Somebody wants to see what bars freezing before agreeing: each with a button to correct it."""

    def __init__(self, context: AppContext, history: str, owner: QWidget) -> None:
        super().__init__(context, owner, frozenset({history, "list"}))
        self._history = history

    def interview(self) -> None:
        """Continue with the questions of a draft."""
        self._context.open_interview(self._history, None)

    def edit(self, place: str = "") -> None:
        """Continue with the draft, or answer an offer with a changed text; ``place`` is that of a finding to begin at."""
        self._context.open_editor(self._history, place=place)

    def facts(self) -> None:
        """Answer screening questions beside the text."""
        from datapact_ui.editor.page.own_facts_dialog import OwnFactsDialog

        OwnFactsDialog(self._context, self._history, self._owner).open()

    def send(self) -> None:
        """Offer a draft, or send the steps that the partner does not have yet."""
        from datapact_ui.exchange.sending.send_dialog import SendDialog

        SendDialog(self._context, self._history, self._owner).open()

    def say_sent(self, page: AgreementPage) -> None:
        """Record that the files that wait were sent."""
        from datapact_ui.exchange.sending.sent_dialog import SentDialog

        history = self._history
        known = {party.organisation: party.name for party in page.overview.parties}
        named = [known[one.recipient] for one in page.unsaid if one.recipient in known]
        others = named or [party.name for party in page.overview.parties if party.identity != "own"]
        SentDialog(
            self._context,
            ", ".join(others),
            lambda acting, at, how: say_sent(acting, history, at=at, how=how),
            frozenset({history, "list", "partners"}),
            self._owner,
            asks_how=all(one.recipient != OUTSIDE for one in page.unsaid),
        ).open()

    def counter(self, page: AgreementPage, place: str = "") -> None:
        """Answer the open proposal with another text; of several, the chosen one."""
        offers = open_versions(page)
        if len(offers) < 2:
            self.edit(place)
            return
        OfferChooser(
            page,
            offers,
            _("Your text begins with the one that you choose. Once you propose it, it takes the place of all of them."),
            _("Change this text"),
            lambda digest, _words: self._context.open_editor(self._history, digest),
            self._owner,
        ).open()

    def reply(self, page: AgreementPage) -> None:
        """Answer the open proposal change by change; of several by others, the chosen one."""
        offers = open_versions(page, self._context.identity.organisation)
        if len(offers) < 2:
            self._answer("")
            return
        OfferChooser(
            page,
            offers,
            _("Your reply goes to one proposal. Once you propose a text, it takes the place of all of them."),
            _("Answer this one …"),
            lambda digest, _words: self._answer(digest),
            self._owner,
        ).open()

    def _answer(self, digest: str) -> None:
        """Show the changes of a proposal; what is written is to be sent next."""
        dialog = ReplyDialog(self._context, self._history, digest, self._owner)
        dialog.written.connect(self.send)
        dialog.open()

    def drafts(self) -> None:
        """All drafts, to be named, opened again and put away."""
        DraftsDialog(self._context, self._history, self._owner).open()

    def carry(self) -> None:
        """Put the own unsent changes onto the newest text."""
        open_carrying(self._context, self._history, parent=self._owner)

    def compare(self) -> None:
        """Any two versions, or one and a Word file, compared."""
        CompareDialog(self._context, self._history, self._owner).open()

    def rounds(self, clause: str = "", *, story: bool = False) -> None:
        """Show the rounds: what each changed, and what became of each clause; the one with this id is chosen, with ``story`` in front."""
        RoundsDialog(self._context, self._history, self._owner, clause=clause, story=story).open()

    def word_files(self, page: AgreementPage) -> None:
        """Write the Word files of this round."""
        write_round(self._context, self._history, self._owner, _other_parties(page), ask_about_word)

    def word_answer(self, page: AgreementPage) -> None:
        """Answer in the Word file that came back last."""
        write_round(self._context, self._history, self._owner, _other_parties(page), ask_about_word, answer=True)

    def word_back(self) -> None:
        """Show what a Word file changes that came back."""
        read_back(self._context, self._history, self._owner)

    def accept(self, page: AgreementPage, then: Callable[[], object] | None = None) -> None:
        """Accept the open proposal; of several by others, the chosen one. ``then`` follows."""
        reason = page.possible["accept"]
        if reason is not None:
            self._context.notify(reason)
            return
        offers = open_versions(page, self._context.identity.organisation)
        if len(offers) < 2:
            digest = offers[0].digest if offers else None
            which = str(page.version_names[digest]) if digest else ""
            self._accept(
                page,
                digest,
                which,
                then,
                only=digest in (None, page.prevailing_version) or len(open_versions(page)) < 2,
            )
            return
        OfferChooser(
            page,
            offers,
            _("You agree to one text only. Compare them on the tab of the text, under Changes."),
            _("Agree to this one …"),
            lambda digest, words: self._accept(page, digest, words, then, only=digest == page.prevailing_version),
            self._owner,
        ).open()

    def _accept(
        self, page: AgreementPage, offer: str | None, which: str, then: Callable[[], object] | None, *, only: bool
    ) -> None:
        """Ask, naming the text, and agree to it; ``only`` says that it is the text that the page shows, with its findings."""
        amends, document = page.overview.amends, page.document
        amending = only and amends is not None and amends.relation == AMENDS
        history, version = self._history, offer or page.prevailing_version

        def read(acting: Acting) -> tuple[tuple[str, ...], negotiation.AgreedWith]:
            changes = amending_changes(acting, document) if amending and document is not None else ()
            return changes, negotiation.agreed_with(acting, history, version)

        self._context.worker.read(
            self._owner,
            read,
            lambda found: self._ask_to_accept(page, offer, which, *found, then, only=only),
            key="accept",
        )

    def _ask_to_accept(
        self,
        page: AgreementPage,
        offer: str | None,
        which: str,
        amending: Sequence[str],
        found: negotiation.AgreedWith,
        then: Callable[[], object] | None,
        *,
        only: bool,
    ) -> None:
        history, number = self._history, page.overview.number
        changed = [_("It changes the contract in force:") + "\n" + "\n".join(f"– {one}" for one in amending)]
        meaning = [
            _(
                "You agree to the text of {number} as it stands. This is not binding until every named signatory has"
                " signed (section 154(2) BGB). Send your agreement to the partner afterwards.",
                number=f"{number} ({which})" if which else number,
            )
        ]
        if page.newer_draft is not None:
            drafted = exact_time(page.newer_draft.draft.time, None, current_language()).rsplit(":", 1)[0]
            meaning.append(
                _("Your draft of {time} is another text and no part of it. It stays among the drafts.", time=drafted)
            )
        agreed = self._context.dialogs.confirm(
            _("Agree to this text"),
            "\n\n".join(
                [
                    *(changed if amending else []),
                    *(str(one.message) for one in page.loses if only),
                    *agreed_words(found),
                    *meaning,
                ]
            ),
            _("Agree to the text"),
            keep=_("Look at the findings") if found.barring or found.gaps else _("Not yet"),
        )
        if not agreed and (found.barring or found.gaps):
            self.findings_wanted.emit()
        if agreed:
            self.write(
                _("Agreeing to the text"),
                lambda acting: negotiation.accept(acting, history, offer),
                _("Your agreement to the text is recorded (not binding). Send it next."),
                then,
            )

    def decline(self) -> None:
        """End the negotiation with a reason."""
        history = self._history
        dialog = decline_dialog(self._context, self._owner)
        self.ask(
            dialog,
            _("Declining"),
            lambda: _with(negotiation.decline, history, dialog.words()),
            _("Declined. Send it to the partner."),
        )

    def comment(self) -> None:
        """Write a remark that travels to the partners."""
        history = self._history
        dialog = ReasonDialog(
            self._context,
            "comment_dialog",
            _("Write a remark"),
            _("The remark stands in the shared history and travels to the partners with the next file."),
            _("Remark"),
            _("Record the remark"),
            "comment",
            self._owner,
        )
        self.ask(
            dialog,
            _("Recording the remark"),
            lambda: _with(negotiation.comment, history, dialog.words()),
            _("The remark is recorded."),
        )

    def approve(self, page: AgreementPage) -> None:
        """Record an internal approval of the text that the page shows, also where a colleague saves another one meanwhile."""
        history, version = self._history, _version_shown(page)
        dialog = ReasonDialog(
            self._context,
            "approve_dialog",
            _("Approve internally"),
            _("Your approval of exactly this text is recorded in this vault. It does not travel to the partners."),
            _("Note (optional)"),
            _("Approve"),
            "approve",
            self._owner,
            required=False,
        )
        self.ask(
            dialog,
            _("Recording the approval"),
            lambda: _with(approvals.approve, history, dialog.words(), version),
            _("Your approval is recorded in this vault."),
        )

    def ask_approval(self) -> None:
        """Choose colleagues, and ask them to approve the text."""
        ask_colleagues(self._context, self._history, self._owner)

    def give_back(self, page: AgreementPage) -> None:
        """Give the text that the page shows back with a reason instead of approving it."""
        history, version = self._history, _version_shown(page)
        dialog = ReasonDialog(
            self._context,
            "give_back_dialog",
            _("Give the text back"),
            _("Your colleagues see the reason in the agreement. An approval of yours for this text no longer counts."),
            _("Reason"),
            _("Give back"),
            "back",
            self._owner,
        )
        self.ask(
            dialog,
            _("Giving the text back"),
            lambda: _with(approvals.give_back, history, dialog.words(), version),
            _("The text is given back."),
        )

    def override(self, finding: Finding) -> None:
        """Override a finding with a reason, as second legal member."""
        history = self._history
        dialog = ReasonDialog(
            self._context,
            "override_dialog",
            _("Set a finding aside"),
            f"{finding.id}: {finding.message}",
            _("Reason why the text may stand although the check finds this"),
            _("Set aside"),
            "approve",
            self._owner,
        )
        self.ask(
            dialog,
            _("Setting the finding aside"),
            lambda: _with(negotiation.override, history, finding.id, finding.place, dialog.words()),
            _("The finding is set aside in this vault, for the wording that it is about."),
        )

    def cure(self, page: AgreementPage, findings: Sequence[Finding]) -> None:
        """Insert the template's clauses: into the draft at once, or as a counter-proposal with its reason."""
        history, day = self._history, self._context.today()
        wanted = [(one.id, one.place) for one in findings]
        if page.stage == "draft":
            self.write(
                _("Inserting clauses"),
                lambda acting: cure(acting, history, day, wanted),
                _("The clauses are in the draft."),
            )
            return
        dialog = ReasonDialog(
            self._context,
            "cure_dialog",
            _("Propose the missing clauses"),
            _cure_words(page),
            _("Reason"),
            _("Propose"),
            "counter",
            self._owner,
        )
        dialog.text.setPlainText(str(cure_reason(findings)))
        self.ask(
            dialog,
            _("Inserting clauses"),
            lambda: _with(
                lambda acting, history, words: cure(acting, history, day, wanted, words), history, dialog.words()
            ),
            _("The counter-proposal is ready. Send it to the partner."),
        )

    def confirm_words(self, page: AgreementPage, chosen: Collection[str]) -> None:
        """Confirm own words of the text, many at once."""
        history, seen = self._history, {one.place: one.digest for one in page.wordings}
        dialog = ConfirmWordsDialog(self._context, page.wordings, chosen, self._owner)

        def step() -> Job:
            places, words = dialog.places(), dialog.words()
            return lambda acting: confirm(acting, history, places, None, words, seen=seen)

        self.ask(dialog, _("Confirming own words"), step, _("The words are confirmed, exactly as they stand."))

    def freeze(self) -> None:
        """Show what freezing fixes, then fix it."""
        history, day = self._history, self._context.today()
        self._context.worker.read(
            self._owner, lambda acting: plan_freeze(acting, history, day), self._show_plan, key="plan"
        )

    def _show_plan(self, plan: FreezePlan) -> None:
        history, day = self._history, self._context.today()
        dialog = FreezeDialog(self._context, plan, self._owner)

        def step() -> Job:
            copies, elsewhere = dialog.chosen_copies(), dialog.signing_elsewhere()
            if plan.on_paper:
                return lambda acting: freeze_outside(acting, history, day, copies, elsewhere)
            return lambda acting: freeze(acting, history, day, elsewhere)

        dialog.taken_out.connect(lambda: self._take_out(dialog))
        dialog.correct_wanted.connect(lambda place: self._correct(dialog, place))
        dialog.ask_wanted.connect(lambda barring: self._ask_partner(dialog, barring))
        dialog.comments_wanted.connect(dialog.reject)
        dialog.comments_wanted.connect(lambda: self._context.answer_proposal(history, "comments"))
        self.ask(
            dialog,
            _("Freezing the text"),
            step,
            _("The text is frozen for signature. The button at the top leads on."),
        )

    def _correct(self, dialog: FreezeDialog, place: str) -> None:
        """Leave the form for the text, at the place of what bars freezing: a new proposal takes the place of the agreed text."""
        dialog.reject()
        self.edit(place)

    def _ask_partner(self, dialog: FreezeDialog, barring: Barring) -> None:
        """Ask the partner for what bars freezing, by a remark that is to be sent."""
        history = self._history
        words = _(
            "The text cannot be frozen for signature yet. Please complete this: {finding}", finding=barring.finding
        )
        dialog.reject()
        self.write(
            _("Recording the remark"),
            lambda acting: negotiation.comment(acting, history, words, barring.place),
            _("The remark is recorded. Send it to the partner."),
            self.send,
        )

    def _take_out(self, dialog: FreezeDialog) -> None:
        """Take the agreed text out of DataPact, after a question, and show the agreement as which it goes on."""
        context, history, day = self._context, self._history, self._context.today()
        sure = context.dialogs.confirm(
            _("Does somebody sign on paper or in another program?"),
            _(
                "Then the text goes on as an agreement of its own, which counts as agreed: you freeze it there, send the packet,"
                " and your people still sign with their keys. The negotiation here ends, so that nothing is signed in both ways;"
                " send it to your partners, so that they know. Approvals and overrides are given there anew."
            ),
            _("Take it out of DataPact"),
            keep=_("Leave it here"),
        )
        if not sure:
            return

        def done(out: TakenOut) -> None:
            dialog.reject()
            context.notify(_("The text goes on as {number}. Freeze it for signature there.", number=out.number))
            context.open_agreement(out.history)

        dialog.run(
            _("Taking the text out of DataPact"),
            lambda acting, _progress: take_out(acting, history, day),
            done,
            touches=frozenset({history, "list"}),
        )

    def record_answer(self, page: AgreementPage) -> None:
        """Record what a party without DataPact answered."""
        AnswerDialog(self._context, self._history, page.overview.parties, self._owner).open()

    def record_by_word(self, then: Callable[[], object]) -> None:
        """Record that the text went out as Word files; ``then`` records the reply."""
        record_as_sent(self._context, self._history, self._owner, then)

    def record_signature(self, page: AgreementPage) -> None:
        """Record what came back signed, or the contract that everybody signed on paper or elsewhere."""
        slots = to_fill(page) or [slot for slot in page.overview.slots if slot.how is not None and not slot.frozen]
        form = page.document.terms.form.conclusion if page.document is not None else ""
        SignedDialog(self._context, self._history, self._owner, slots, form).open()

    def sign(self) -> None:
        """Go to reading and signing."""
        self._context.open_signing(self._history)

    def terminate(self, letter: Callable[[], object]) -> None:
        """Give notice of termination; the last day is computed from the terms, and can be another. ``letter`` writes it as one."""
        history = self._history
        self._context.worker.read(
            self._owner,
            lambda acting: declaring(acting, history),
            lambda who: self._terminate(who, letter),
            key="declaring",
        )

    def _terminate(self, who: Declaring, letter: Callable[[], object]) -> None:
        history = self._history

        def reckon(received: date, ground: Ground) -> None:
            self._context.worker.read(
                dialog,
                lambda acting: proposed_end(acting, history, received, ground),
                dialog.show_reckoning,
                key="reckoning",
            )

        def step() -> Job:
            end, reason, ground = dialog.last_day(), dialog.words(), dialog.chosen_ground()
            computed = dialog.reckoning or TerminationDay(None, (), ())
            names, authority = dialog.declared_by(), dialog.stated_authority()
            return lambda acting: terminate_on(
                acting, history, end, reason, ground, computed, declared_by=names, authority=authority
            )

        dialog = TerminateDialog(self._context, who, self._owner)
        dialog.reckoning_wanted.connect(reckon)
        dialog.ask()
        said = _("Notice of termination is recorded. Send it to the partner.")
        dialog.accepted.connect(lambda: self._offer_letter(letter))
        self.ask(dialog, _("Recording the notice"), step, said)

    def _offer_letter(self, letter: Callable[[], object]) -> None:
        """Ask, once the notice stands in the history, whether to write it as a letter, too."""
        if self._context.dialogs.confirm(
            _("Write the letter of termination?"),
            _(
                "The notice stands in the shared history. The letter says the same, with the last day and what falls due from"
                " then on, in each language of the contract: to be signed and delivered where the contract asks for another form."
                " You find it later under Actions."
            ),
            _("Write the letter …"),
            keep=_("Not now"),
        ):
            self._context.worker.after_reads(self._owner, letter)

    def end_elsewhere(self) -> None:
        """Record how a contract that was signed elsewhere ended."""
        history = self._history
        dialog = EndElsewhereDialog(self._context, self._owner)

        def step() -> Job:
            end, ground, reason = dialog.last_day(), str(dialog.ground.currentData()), dialog.words()
            return lambda acting: end_elsewhere(acting, history, end, ground=ground, reason=reason)

        self.ask(dialog, _("Recording the end"), step, _("The end of the contract is recorded."))

    def correct(self) -> None:
        """Correct the record of a contract that was signed elsewhere."""
        from datapact_ui.agreements.register_dialog import open_register

        open_register(self._context, self._owner, self._history)

    def reading_version(self, page: AgreementPage) -> None:
        """Show the reading version on a day."""
        ReadingDialog(self._context, self._history, page.overview.number, self._context.today(), self._owner).open()

    def upstream(self, number: str) -> None:
        """Show what stands upstream of what the agreement gives."""
        from datapact_ui.consent.parts.upstream_dialog import UpstreamDialog  # much to load, and seldom wanted

        UpstreamDialog(self._context, self._history, parent=self._owner, about=number).open()

    def archive(self, archived: bool) -> None:
        """Move the agreement to the archive or back."""
        history = self._history

        def write(acting: Acting) -> None:
            with acting.vault.write() as session:
                set_archived(session, [history], archived)

        said = _("Moved to the archive.") if archived else _("Taken out of the archive.")
        self.write(_("Archiving"), write, said)


def _cure_words(page: AgreementPage) -> str:
    """Whose text the clauses go into: the one that counts in this vault now."""
    if page.newer_draft is not None:
        return _("Your counter-proposal is your draft with the template’s clauses. The reason travels with it.")
    if page.ours:
        return _("Your new proposal is your text with the template’s clauses. The reason travels with it.")
    return _("Your counter-proposal is the partner’s text with the template’s clauses. The reason travels with it.")


def _with[**P](step: Callable[P, object], history: str, *words: str) -> Job:
    """A job that takes one step with the dialog's values, which are read at once because the dialog goes away."""
    return lambda acting: step(acting, history, *words)  # type: ignore[call-arg,arg-type]


def _version_shown(page: AgreementPage) -> str:
    """The digest of the proposal or draft that the page shows; empty where a change of a signed text waits, or the text is agreed."""
    return page.prevailing_version if page.stage in ("draft", "offered") else ""


def _other_parties(page: AgreementPage) -> list[str]:
    return [party.name for party in page.overview.parties if party.identity != "own"]
