"""Three words for what leaves: file written, e-mail opened, sent. Whatever writes for others says "sent" only by a person's word."""

from __future__ import annotations

import ast
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from datapact.agreements.steps.negotiation import new_agreement
from datapact.agreements.views.agreement import AgreementPage, agreement_page
from datapact.agreements.views.list import list_agreements
from datapact.base.errors import WrongUse
from datapact.base.progress import silent
from datapact.consent.recalls.confirmations import Evidence, confirm, note_sent
from datapact.consent.recalls.pending import open_recalls
from datapact.contract.templates.template import example_answers
from datapact.exchange.board.board import board
from datapact.exchange.receive.receive import receive_bundle
from datapact.exchange.send.many import many_mail_opened, say_many_sent, send_what_lacks
from datapact.exchange.send.outside import send_out_outside
from datapact.exchange.send.send import mail_opened, mark_written, say_sent, send_agreement
from datapact.exchange.send.send_recall import send_recalls
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.handed_over import OUTSIDE, WORD, Handed, handed
from datapact.word.steps.sent import word_set
from tests.exchange.houses import HISTORY, Houses, comment, exchange, offer
from tests.exchange.test_withdrawals import answered, confirmed, consents, delivered, told

ROOT = Path(__file__).parents[2]

type Write = Callable[[Houses, Path], None]


class Act(NamedTuple):
    """An act that writes something for others, and how far it says that is."""

    write: Write
    opened: Write
    say: Write
    is_sent: Callable[[Houses], bool]
    is_opened: Callable[[Houses], bool]


def _bundle(houses: Houses, _folder: Path) -> None:
    offer(houses.keller, houses.institute)
    to = [houses.institute.organisation]
    mark_written(houses.keller, HISTORY, to, send_agreement(houses.keller, HISTORY, to))


def _many(houses: Houses, folder: Path) -> None:
    offer(houses.keller, houses.institute)
    exchange(houses.keller, houses.institute)
    exchange(houses.institute, houses.keller)
    comment(houses.keller)
    houses.many = send_what_lacks(houses.keller, folder, silent)  # type: ignore[attr-defined]
    assert houses.many.refused == ()


def _outside(houses: Houses, _folder: Path) -> None:
    send_out_outside(houses.keller, drafted(houses.keller), way="email", on=houses.keller.clock().date())


def _word(houses: Houses, _folder: Path) -> None:
    word_set(houses.keller, drafted(houses.keller))


def _recall(houses: Houses, _folder: Path) -> None:
    consents(houses.keller, "given", "P1")
    delivered(houses.keller, houses.institute, "P1")
    consents(houses.keller, "withdrawn", "P1")
    send_recalls(houses.keller, houses.institute.organisation)


def _reply(houses: Houses, folder: Path) -> None:
    _recall(houses, folder)
    receive_bundle(houses.institute, told(houses.keller, houses.institute))
    confirmed(houses.institute, "erased")
    answered(houses.institute, houses.keller)


def drafted(acting: Acting) -> str:
    """A draft with parties of whom none has a card."""
    return new_agreement(acting, "ai-pilot", example_answers("ai-pilot"))


def only(acting: Acting) -> str:
    """The id of the only agreement."""
    with acting.vault.read() as session:
        (row,) = list_agreements(session)
    return row.id


def had(houses: Houses) -> str:
    return next(row.had for row in board(houses.keller, HISTORY).rows if not row.is_own)


def on_the_way(houses: Houses) -> Handed:
    to = houses.institute.organisation
    with houses.keller.vault.read() as session:
        return handed(session, HISTORY, [to])[to]


def waits(acting: Acting) -> str:
    with acting.vault.read() as session:
        (row,) = list_agreements(session)
    return row.waits


def stages(acting: Acting, *wanted: str) -> list[bool]:
    """Whether the e-mail was opened, of each open step of recalls at these stages."""
    with acting.vault.read() as session:
        return [task.mail_opened for task in open_recalls(session, acting.clock()) if task.stage in wanted]


def noted(acting: Acting, partner: Acting, step: str) -> None:
    with acting.vault.write() as session:
        note_sent(acting, session, partner.organisation, step)  # type: ignore[arg-type]


def page_of(acting: Acting) -> AgreementPage:
    return agreement_page(acting, only(acting), acting.clock().date())


ACTS = {
    "a sealed file": Act(
        _bundle,
        lambda houses, _f: mail_opened(houses.keller, HISTORY, [houses.institute.organisation]),
        lambda houses, _f: (say_sent(houses.keller, HISTORY, [houses.institute.organisation]), None)[1],
        lambda houses: had(houses) == "recorded" and waits(houses.keller) == "",
        lambda houses: had(houses) == "opened",
    ),
    "many sealed files": Act(
        _many,
        lambda houses, _f: many_mail_opened(houses.keller, houses.many),  # type: ignore[attr-defined]
        lambda houses, _f: say_many_sent(houses.keller, houses.many),  # type: ignore[attr-defined]
        lambda houses: waits(houses.keller) == "" and not on_the_way(houses).waits,
        lambda houses: on_the_way(houses).opened,
    ),
    "a PDF for those without DataPact": Act(
        _outside,
        lambda houses, _f: mail_opened(houses.keller, only(houses.keller), [OUTSIDE]),
        lambda houses, _f: (say_sent(houses.keller, only(houses.keller)), None)[1],
        lambda houses: page_of(houses.keller).on_paper and waits(houses.keller) == "",
        lambda houses: page_of(houses.keller).unsaid[0].handed.opened,
    ),
    "Word files": Act(
        _word,
        lambda houses, _f: mail_opened(houses.keller, only(houses.keller), [WORD]),
        lambda houses, _f: (say_sent(houses.keller, only(houses.keller)), None)[1],
        lambda houses: page_of(houses.keller).next.action == "word_back" and waits(houses.keller) == "awaited",
        lambda houses: page_of(houses.keller).unsaid[0].handed.opened,
    ),
    "a recall": Act(
        _recall,
        lambda houses, _f: noted(houses.keller, houses.institute, "mail_opened"),
        lambda houses, _f: noted(houses.keller, houses.institute, "sent"),
        lambda houses: stages(houses.keller, "send") == [] and len(stages(houses.keller, "wait")) == 1,
        lambda houses: stages(houses.keller, "send") == [True],
    ),
    "a reply to a recall": Act(
        _reply,
        lambda houses, _f: noted(houses.institute, houses.keller, "mail_opened"),
        lambda houses, _f: noted(houses.institute, houses.keller, "sent"),
        lambda houses: stages(houses.institute, "reply") == [],
        lambda houses: stages(houses.institute, "reply") == [True],
    ),
}


@pytest.mark.parametrize("name", ACTS)
def test_what_is_written_is_sent_once_a_person_says_so(name: str, houses: Houses, tmp_path: Path) -> None:
    act = ACTS[name]
    carried = _Houses(houses)
    act.write(carried, tmp_path)  # type: ignore[arg-type]
    assert (act.is_sent(carried), act.is_opened(carried)) == (False, False)  # type: ignore[arg-type]
    act.opened(carried, tmp_path)  # type: ignore[arg-type]
    assert (act.is_sent(carried), act.is_opened(carried)) == (False, True)  # type: ignore[arg-type]
    act.say(carried, tmp_path)  # type: ignore[arg-type]
    assert act.is_sent(carried)  # type: ignore[arg-type]
    with pytest.raises(WrongUse):
        act.say(carried, tmp_path)  # type: ignore[arg-type]  # nothing waits any more


class _Houses:
    """The houses, with what an act has to remember."""

    def __init__(self, houses: Houses) -> None:
        self.keller, self.institute, self.third = houses.keller, houses.institute, houses.third


def test_a_step_of_the_recipient_shows_that_a_file_arrived(houses: Houses) -> None:
    keller, institute = houses.keller, houses.institute
    offer(keller, institute)
    to = [institute.organisation]
    file = send_agreement(keller, HISTORY, to)
    mark_written(keller, HISTORY, to, file)
    assert waits(keller) == "say_sent"
    receive_bundle(institute, file)
    exchange(institute, keller)
    assert waits(keller) == ""
    with pytest.raises(WrongUse):
        say_sent(keller, HISTORY)


def test_the_word_names_a_time_that_can_be(houses: Houses, tmp_path: Path) -> None:
    _bundle(houses, tmp_path)
    now = houses.keller.clock()
    for wrong in (now - timedelta(days=2), now + timedelta(hours=2)):
        with pytest.raises(WrongUse, match="between the writing"):
            say_sent(houses.keller, HISTORY, at=wrong)
    assert say_sent(houses.keller, HISTORY, how="by post") == (houses.institute.organisation,)


def test_a_reply_in_the_file_of_an_agreement_is_sent_with_it(houses: Houses, tmp_path: Path) -> None:
    _recall(houses, tmp_path)
    receive_bundle(houses.institute, told(houses.keller, houses.institute))
    (task,) = [one for one in _tasks(houses.institute) if one.stage == "answer"]
    with houses.institute.vault.write() as session:
        confirm(houses.institute, session, task.recall, "erased", evidence=Evidence(b"%PDF"))
    offer(houses.institute, houses.keller)
    to = [houses.keller.organisation]
    mark_written(houses.institute, HISTORY, to, send_agreement(houses.institute, HISTORY, to))
    assert len(stages(houses.institute, "reply")) == 1
    say_sent(houses.institute, HISTORY, to)
    assert stages(houses.institute, "reply") == []


def _tasks(acting: Acting):  # type: ignore[no-untyped-def]
    with acting.vault.read() as session:
        return open_recalls(session, acting.clock())


ASKED = "ask_whether_sent"
MARKS = {"mark_written", "note_file", "note_written", "note_reply_written"}
WRITERS = {
    "datapact/cli/actions/demo.py": {"mark_written"},
    "datapact/cli/network/exchange.py": {"mark_written"},
    "datapact/consent/recalls/replies.py": {"note_written"},
    "datapact/exchange/bundle/recall_messages.py": {"note_reply_written"},
    "datapact/exchange/folder/putting.py": {"mark_written"},
    "datapact/exchange/send/many.py": {"mark_written"},
    "datapact/exchange/send/send.py": {"note_file", "note_written"},
    "datapact/signing/elsewhere/outside.py": {"note_written"},
    "datapact/word/steps/sent.py": {"note_written"},
    "ui/exchange/sending/send_dialog.py": {"mark_written"},
}
"""Modules that note that something was written for others; each way is in ``ACTS``, or says at once that it lays the file down."""
MAILS = {
    "ui/exchange/receiving/refused_page.py": "asks a partner for a file again: no state follows",
    "ui/exchange/sending/bulk_send_dialog.py": ASKED,
    "ui/exchange/sending/reminder_dialog.py": "a reminder is noted as written, never as sent",
    "ui/exchange/sending/sent_page.py": "the page before the word; its dialogs ask",
    "ui/partners/own_card_dialog.py": "our card: no state follows",
    "ui/partners/write_directory_dialog.py": "the directory of a network: no state follows",
}
"""Modules of the window that open an e-mail, and what follows from it."""


def _calls(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            found.add(node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", ""))
    return found


def test_every_place_that_writes_for_others_is_known() -> None:
    noting, mailing, asking = {}, set(), set()
    for room in ("datapact", "ui"):
        for path in sorted((ROOT / room).rglob("*.py")):
            calls, name = _calls(path), path.relative_to(ROOT).as_posix()
            if calls & MARKS:
                noting[name] = calls & MARKS
            if room == "ui" and "open_mail" in calls:
                mailing.add(name)
            if ASKED in calls:
                asking.add(name)
    assert noting == WRITERS
    assert mailing == set(MAILS)
    pages = {
        name
        for name in _with(ROOT / "ui", "SentPage(")
        if "class SentPage" not in (ROOT / name).read_text(encoding="utf-8")
    }
    assert pages | {name for name, what in MAILS.items() if what == ASKED} == asking


def _with(room: Path, words: str) -> set[str]:
    return {
        path.relative_to(ROOT).as_posix() for path in room.rglob("*.py") if words in path.read_text(encoding="utf-8")
    }
