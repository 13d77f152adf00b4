"""The standard clauses in the window: their file is taken in, the text compared, the comparison recorded by its button."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from datapact.agreements.steps.negotiation import new_agreement
from datapact_ui.agreement_page.page.agreement_view import AgreementView
from tests.agreements.negotiated import Table
from tests.paper.samples import word_file
from tests.paper.test_official_text import ANSWERS, OFFICIAL, STANDARD, errors, with_standard_clauses
from tests.ui.conftest import AnsweredDialogs
from tests.ui.exchanged import settled


def test_the_button_records_what_was_compared(
    table: Table, at_context: Callable[[], AgreementView], dialogs: AnsweredDialogs, qtbot, tmp_path: Path
) -> None:
    table.history = new_agreement(table.anna, "processing", ANSWERS)
    filled = [words.replace("[ZEITRAUM ANGEBEN]", "30 Tage") for words in (*STANDARD[:3], OFFICIAL[5])]
    with_standard_clauses(table, table.history, filled)
    file = tmp_path / "avv.docx"
    file.write_bytes(word_file(OFFICIAL))
    dialogs.choice, dialogs.open_file = "(EU) 2021/915", file
    view = at_context()
    for recorded in (False, True):
        dialogs.confirmed = recorded
        view.do("compare_official")
        settled(view.context, qtbot)
        assert ("P01" in errors(table, table.history)) is not recorded
    asked = [one[1] for one in dialogs.asked if one[0] == "confirm"]
    assert [one[2] for one in asked] == ["Record it"] * 2
    assert "stand there word for word" in asked[0][1]
    assert sum(one[0] == "ask_open_file" for one in dialogs.asked) == 1, (
        "once the file is there, nobody is asked for it"
    )
