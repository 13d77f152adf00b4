"""The main job through the windows of two vaults, told once for whoever does it: with a mouse, or with keys only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QApplication, QLabel, QRadioButton

from datapact.agreements.steps.negotiation import new_agreement
from datapact.audit.verify.verify import verify_file
from datapact.base.clock import Clock
from datapact.contract.templates.template import example_answers
from datapact.organisation.identity.fingerprint import fingerprint
from datapact_ui.negotiation.reply_dialog import ReplyDialog
from tests.acceptance.hands import Hands

PASSPHRASE = "neun rote Kraniche am Fluss"
NUMBER = "DP-2026-0002"

type Make = Callable[[QApplication, Clock, Path], Hands]


@dataclass(frozen=True)
class Organisation:
    """What a person fills in at the first start."""

    fields: tuple[tuple[str, str], ...]
    person: str
    email: str


def _organisation(person: str, email: str, *fields: str) -> Organisation:
    names = ("name", "court", "number", "street", "postal-code", "city")
    return Organisation(
        tuple((f"organisation-{name}", text) for name, text in zip(names, fields, strict=True)), person, email
    )


KELLER = _organisation(
    "Anna Keller",
    "anna@keller.example",
    "Maschinenbau Keller GmbH",
    "Amtsgericht Stuttgart",
    "HRB 0104711",
    "Werkstraße 12",
    "74076",
    "Heilbronn",
)
INSTITUTE = _organisation(
    "Sofia Brandt",
    "sofia@produktionsdaten.example",
    "Institut für Produktionsdaten gGmbH",
    "Amtsgericht Stuttgart",
    "HRB 0720815",
    "Forschungsallee 3",
    "70569",
    "Stuttgart",
)


@dataclass(frozen=True)
class Arrived:
    """What is left at the end: the PDF, both cards, and the people with their counts."""

    pdf: Path
    cards: tuple[Path, Path]
    people: tuple[Hands, Hands]

    @property
    def inputs(self) -> int:
        return sum(person.inputs for person in self.people)

    def lines(self) -> list[str]:
        """The counts in words."""
        total: dict[str, int] = {}
        for person in self.people:
            for what, number in person.count.items():
                total[what] = total.get(what, 0) + number
        steps = [f"{person.by_step}" for person in self.people]
        kinds = ", ".join(f"{number} {what}" for what, number in sorted(total.items()))
        return [f"inputs of both people together: {self.inputs} ({kinds})", *steps]


def travel(make: Make, application: QApplication, folder: Path, clock: Clock) -> Arrived:
    """From two first starts to one signed PDF."""
    anna, sofia = (make(application, clock, folder / name) for name in ("anna", "sofia"))
    files = Files(folder)
    for person, organisation in ((anna, KELLER), (sofia, INSTITUTE)):
        make_vault(person, organisation, files)
    for person, other in ((anna, sofia), (sofia, anna)):
        give_card(person, files.card(person))
        meet(other, person, files.card(person))
    draft(anna)
    complete(anna)
    anna.begin("send the offer")
    send(anna, files.next("angebot"))
    take_in(sofia, files.last, "receive the offer")
    counter(sofia)
    write(sofia, files.next("gegenvorschlag"))
    edit_meanwhile(anna)
    take_in(anna, files.last, "receive the counter and answer it")
    answer(anna, files.next("antwort"))
    take_in(sofia, files.last, "receive the answer and agree")
    agree(sofia, files.next("zustimmung"))
    take_in(anna, files.last, "receive the agreement, freeze and sign", "next_step")
    freeze(anna)
    anna.act("sign")
    sign(anna, files.next("unterschrift"))
    take_in(sofia, files.last, "receive the signature and sign")
    sofia.push(f"sign-{NUMBER}")
    sign(sofia, files.next("fertig"))
    take_in(anna, files.last, "receive the signed PDF and export it", "next_step")
    pdf = export(anna, folder)
    for person in (anna, sofia):
        assert not person.seam.files
    return Arrived(pdf, (files.card(anna), files.card(sofia)), (anna, sofia))


class Files:
    """Names for what is saved on the way."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.last = folder
        self._cards: dict[int, Path] = {}

    def card(self, person: Hands) -> Path:
        return self._cards.setdefault(id(person), self._folder / f"card-{len(self._cards) + 1}.dpcard")

    def sheet(self) -> Path:
        return self._folder / f"sheet-{len(list(self._folder.glob('sheet-*')))}.pdf"

    def next(self, name: str) -> Path:
        self.last = self._folder / f"{name}.dpact"
        return self.last


def make_vault(person: Hands, organisation: Organisation, files: Files) -> None:
    person.begin("make a vault")
    person.app.begin()
    person.begin("make a vault")
    person.push("welcome-new")
    for field, text in organisation.fields:
        person.fill(field, text)
    person.pick("organisation-rule", "E")
    person.push("first-start-next")
    person.fill("member-name", organisation.person)
    person.fill("member-email", organisation.email)
    person.pick("member-capacity", "G")
    person.push("first-start-next")
    person.fill("new-passphrase", PASSPHRASE)
    person.fill("new-passphrase-again", PASSPHRASE)
    person.push("first-start-next")
    person.see("recovery-save")
    person.chooses(files.sheet())
    person.push("recovery-save")
    person.push("sheet-go")
    person.see("rail")


def give_card(person: Hands, card: Path) -> None:
    person.begin("give the own card")
    person.act("go-partners")
    person.chooses(card)
    person.push("show-own-card-button")
    person.push("mail-card")
    assert card.is_file()
    person.close()


def meet(person: Hands, other: Hands, card: Path) -> None:
    """Add the other's card and confirm it by telephone: the other reads the own fingerprint aloud."""
    person.begin("add the partner and confirm the identity")
    person.chooses(card)
    person.act("open-file")
    person.will_answer("confirm")
    person.push("add-partner")
    person.see("group-1")
    assert other.app.context is not None
    for number, group in enumerate(fingerprint(other.app.context.identity.organisation).split(), start=1):
        person.fill(f"group-{number}", group)
    person.push("confirm-partner")


def draft(person: Hands) -> None:
    person.begin("draft by the interview")
    person.act("new-agreement")
    person.see("templates")
    person.default("begin")
    person.fill("edit-title-de", "Wartungsdaten Fräszentrum")
    person.shortcut_or_push("next-page", "interview-next")
    person.turn("tabs-parties", 1)
    person.push("take-parties.partner")
    for _page in ("screening", "background", "project"):
        person.shortcut_or_push("next-page", "interview-next")
    person.fill("edit-pilot.goal-de", "Ein Modell, das Schäden an Spindeln früh meldet.")
    person.fill("edit-pilot.goal-en", "A model that reports spindle damage early.")
    for _page in ("rights", "data"):
        person.shortcut_or_push("next-page", "interview-next")
    person.push("add-datasets")
    person.type("Schwingungsmessung")
    for _page in ("product data", "purposes"):
        person.shortcut_or_push("next-page", "interview-next")
    person.push("add-purposes")
    person.type("Vorausschauende Wartung")
    for _page in ("protection", "models", "frame"):
        person.shortcut_or_push("next-page", "interview-next")
    person.fill("edit-duration.start", "01.01.2027")
    person.fill("edit-duration.end", "31.12.2028")
    for _page in ("periods", "last"):
        person.shortcut_or_push("next-page", "interview-next")
    person.shortcut_or_push("finish", "interview-next")


def complete(person: Hands) -> None:
    """A colleague wrote the whole text on the command line: nobody can sign one with gaps. It is the next agreement."""
    assert person.app.context is not None
    answers = example_answers("ai-pilot").decode()
    martin = answers.index('[[parties.signatories]]\nkey = "martin-vogt"')
    answers = answers[:martin] + answers[answers.index("[[parties]]", martin) :]
    for old, new in (
        ("Institut für Produktionsdaten e. V.", "Institut für Produktionsdaten gGmbH"),
        ('kind = "association"\nlegal_form = "eingetragener Verein"', 'kind = "company"\nlegal_form = "gGmbH"'),
        ('"VR 0720815"', '"HRB 0720815"'),
        ('signing_rule = "two_jointly"', 'signing_rule = "sole"'),
        ('signing_rule = "by_power"', 'signing_rule = "sole"'),
        ('"Prof. Dr. Sofia Brandt"', '"Sofia Brandt"'),
        ('capacity = "by_power_of_attorney"\norder = 3', 'capacity = "managing_director"\norder = 2'),
        ('"Vollmacht des Vorstands"', '"Handelsregisterauszug HRB 0720815"'),
    ):
        assert old in answers, old
        answers = answers.replace(old, new)
    person.app.context.worker.change(
        person.app.context.worker,
        "",
        lambda acting, _progress: new_agreement(acting, "ai-pilot", answers.encode()),
        person.app.context.open_agreement,
        touches=frozenset({"list"}),
    )
    person.settle()


def send(person: Hands, file: Path) -> None:
    person.push("next_button")
    write(person, file)


def write(person: Hands, file: Path) -> None:
    """In the dialog that sends: one button, then the word that it was sent."""
    person.chooses(file)
    person.push("write-and-mail")
    assert file.is_file()
    person.see("sent")
    person.push("i-have-sent-it")


def take_in(person: Hands, file: Path, step: str, then: str = "taken") -> None:
    person.begin(step)
    person.chooses(file)
    person.act("open-file")
    person.push("take-in")
    person.see(then)


def counter(person: Hands) -> None:
    """Another last day, with a comment on it: found in the text, changed where it is asked for, and proposed."""
    person.push(f"counter-{NUMBER}")
    find_in_text(person, "30. Juni 2028")
    person.act("new-comment")
    write_comment(person, "Der Haushalt läuft bis Jahresende.")
    person.act("edit-term")
    person.fill("edit-duration.end", "31.12.2028")
    person.will_answer("confirm")
    person.act("propose-counter")


def find_in_text(person: Hands, words: str) -> None:
    """The place of the text with these words."""
    person.see("canvas")
    person.act("find")
    person.type(words)
    person.close_bar()


def write_comment(person: Hands, words: str) -> None:
    """In the dialog of a comment: one for the partner, too."""
    person.fill("comment_text", words)
    if not person.see("comment_shared", QRadioButton).isChecked():
        person.tick("comment_shared")
    person.push("comment_dialog-do")


def edit_meanwhile(person: Hands) -> None:
    """The same last day, changed by the other side before the counter-proposal came: a draft, saved and not sent."""
    person.begin("edit the same clause meanwhile")
    person.act("counter")
    find_in_text(person, "30. Juni 2028")
    person.act("edit-term")
    person.fill("edit-duration.end", "30.09.2028")
    person.act("save-draft")


def answer(person: Hands, file: Path) -> None:
    """Change by change: what both edited is seen from both sides, and goes back as a proposal of one's own."""
    person.see(f"comments-{NUMBER}")  # the comment that came along is told where the file was taken in
    person.push(f"reply-{NUMBER}")
    assert "nicht beantwortet" in person.see("reply_dialog_head", QLabel).text()
    person.see("reply_value")
    dialog = person.top()
    assert isinstance(dialog, ReplyDialog)
    (row,) = (one for one in dialog.rows if one.change.id == "term:duration.end")
    assert row.drafted_value, "the own draft is at hand"
    person.fill("reply_reason", "Der Probebetrieb endet im September.")
    person.push("reply_dialog_reword")
    for _change in range(dialog.open_count()):
        person.push("reply_dialog_accept")
    person.will_answer("confirm")
    person.push("reply_send")
    write(person, file)
    person.act("comments")
    person.push("comments-answer")
    write_comment(person, "Verstanden; Ende September genügt uns.")
    person.push("comments-settle")


def agree(person: Hands, file: Path) -> None:
    person.will_answer("confirm")
    person.push(f"accept-{NUMBER}")
    write(person, file)


def freeze(person: Hands) -> None:
    """By the menu: the next step is to send the answer to the comment, which goes along with the signature."""
    person.act("freeze")
    person.tick("freeze_checked")
    person.push("freeze_dialog-do")


def sign(person: Hands, file: Path) -> None:
    for _turn in range(1_000):  # the pages are drawn first
        if person.see("signing_read").isEnabled():
            break
    person.tick("signing_read")
    person.fill("signing_passphrase", PASSPHRASE)
    person.push("signing_do")
    person.push("receipt_send")
    write(person, file)


def export(person: Hands, folder: Path) -> Path:
    pdf = folder / "agreement.pdf"
    person.chooses(pdf)
    person.act("export_pdf")
    assert pdf.is_file()
    return pdf


def check(arrived: Arrived) -> None:
    """Everybody who can verify the PDF finds it valid; then both people leave."""
    cards = [card.read_bytes() for card in arrived.cards]
    verdict = verify_file(arrived.pdf.read_bytes(), arrived.pdf.name, cards=cards, require_trust=True)
    assert verdict.verdict == "valid", [str(reason) for reason in verdict.reasons]
    assert len(verdict.signatures) == 2
    for person in arrived.people:
        assert len(person.seam.mails) >= 1
        person.leave()
