"""Recipients of a file: a former party gets a file of its own."""

from __future__ import annotations

from typing import cast

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from datapact.base.texts import Message
from datapact.exchange.send.outgoing import Recipient
from datapact.organisation.partners.partners import Partner
from datapact_ui.exchange.sending.recipients_card import RecipientsCard

GONE = Message("It was a party.")


def recipients(parties: str, former: str) -> list[Recipient]:
    known = cast("Partner", object())  # the card asks only whether there is one
    return [
        Recipient(one, one, known, (), standing="confirmed", former_party=GONE if one in former else None)
        for one in (*parties, *former)
    ]


def test_a_former_party_is_never_chosen_together_with_others(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    card = RecipientsCard(recipients("ab", "cd"), window, outside=False)
    assert card.chosen() == ["a", "b"]
    card.boxes["c"].setChecked(True)
    assert card.chosen() == ["c"]
    card.boxes["d"].setChecked(True)
    assert card.chosen() == ["d"], "each has a last day of its own"
    card.boxes["b"].setChecked(True)
    card.boxes["a"].setChecked(True)
    assert card.chosen() == ["a", "b"]


@pytest.mark.parametrize(("former", "chosen"), [("c", ["c"]), ("", [])])
def test_where_only_former_parties_are_left_the_first_is_chosen(qtbot: QtBot, former: str, chosen: list[str]) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    assert RecipientsCard(recipients("", former), window, outside=False).chosen() == chosen
