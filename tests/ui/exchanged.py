"""Files that reach Anna Keller's context: an offer answered by a counter, cards, a stranger's bundle, a broken file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path

from PySide6.QtWidgets import QDialog, QWidget

from datapact.agreements.steps import negotiation
from datapact.base.clock import utc_now
from datapact.contract.templates.template import example_answers
from datapact.exchange.receive.receive import receive_bundle
from datapact.exchange.send.outgoing import send_out
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.members.founding import create_organisation
from datapact.organisation.partners.partners import add_partner
from datapact_ui.kit.context.app_context import AppContext
from tests.sample_vaults import CHEAP, Sample, opened_before


@dataclass(frozen=True)
class Exchanged:
    """Paths of the files, and the history of the agreement that is under negotiation."""

    history: str
    number: str
    counter: Path
    """The institute's counter-proposal, sealed for Keller."""
    stranger: Path
    """An offer by an organisation that Keller does not know."""
    stranger_card: Path
    broken: Path
    """The counter-proposal, cut short."""
    draft: str
    """The history of a draft of Keller's that was never sent."""

    def within(self, folder: Path) -> Exchanged:
        """The same files in a copy of the folder."""
        moved = {name: folder / getattr(self, name).name for name in ("counter", "stranger", "stranger_card", "broken")}
        return replace(self, **moved)


def exchanged(sample: Sample) -> Exchanged:
    """Make the files, with both vaults closed again."""
    folder = sample.folder
    counter, stranger = folder / "gegenvorschlag.dpact", folder / "angebot.dpact"
    stranger_card, broken = folder / "lindner.dpcard", folder / "abgeschnitten.dpact"
    with (
        sample.unlocked(sample.keller, "anna-keller") as anna,
        sample.unlocked(sample.institute, "prof-dr-sofia-brandt") as sofia,
        create_organisation(
            folder / "Lindner.datapact",
            {"name": "Werkzeugbau Lindner KG", "legal_form": "KG", "address": {"city": "Ulm", "country": "DE"}},
            "Petra Lindner",
            ["admin", "legal", "signatory"],
            "vier Worte sind gut",
            "managing_director",
            utc_now,
            CHEAP,
        ).acting as petra,
    ):
        history = negotiation.new_agreement(anna, "ai-pilot", _answers(2))
        sent = send_out(anna, history, [sofia.organisation], "Wie besprochen.")
        receive_bundle(sofia, sent.data)
        changes = (resources.files("datapact_resources") / "demo" / "counter.toml").read_bytes()
        negotiation.counter(sofia, history, changes, "Kürzere Speicherung genügt uns.")
        counter.write_bytes(send_out(sofia, history, [anna.organisation]).data)
        broken.write_bytes(counter.read_bytes()[:-100])
        draft = negotiation.new_agreement(anna, "ai-pilot", _answers(3))
        add_partner(petra, write_card(anna))
        stranger_card.write_bytes(write_card(petra))
        foreign = negotiation.new_agreement(
            petra, "ai-pilot", _answers(1).replace(INSTITUTE, b"Werkzeugbau Lindner KG")
        )
        stranger.write_bytes(send_out(petra, foreign, [anna.organisation]).data)
        opened_before(anna)
        return Exchanged(history, sent.number, counter, stranger, stranger_card, broken, draft)


def settled(context: AppContext, qtbot) -> None:
    """Until nothing is underway, a read that follows a change included."""
    for _round in range(4):
        assert context.worker.wait_until_idle(20_000)
        qtbot.wait(1)


def shown[D: QDialog](dialog: D, qtbot) -> D:
    """A dialog that deletes itself when it closes, shown; what is left open goes with its own parent."""
    holder = QWidget()
    qtbot.addWidget(holder)
    qtbot.holders = [*getattr(qtbot, "holders", ()), holder]  # qtbot itself keeps only weak references
    dialog.setParent(holder, dialog.windowFlags())
    dialog.show()
    return dialog


INSTITUTE = "Institut für Produktionsdaten e. V.".encode()


def _answers(number: int) -> bytes:
    return example_answers("ai-pilot").replace(b"DP-2026-0001", f"DP-2026-{number:04d}".encode())


def dialog_of[D: QDialog](view: QWidget, kind: type[D]) -> D:
    """The one dialog of a kind that stands open over a view."""
    found = [one for one in view.findChildren(kind) if one.isVisible()]
    assert len(found) == 1, found
    return found[0]
