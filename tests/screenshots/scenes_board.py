"""The status board of a network: an order that five parties answer in every way, and a text that one has declined."""

from __future__ import annotations

from datapact.contract.text.value_words import bilingual
from datapact.exchange.board.board import Board, Boards, NewestStep
from datapact.exchange.board.rows import PartyRow, Reminded
from tests.screenshots.scenes import scene
from tests.screenshots.stage import Stage

_ORDER = "B" * 43
_WRITTEN = "2026-11-10T09:30:00Z"


def _row(name: str, **said: object) -> PartyRow:
    given: dict[str, object] = {"had": "received", "had_on": _WRITTEN, "heard_on": _WRITTEN, "slots": 1, "signed": 1}
    return PartyRow(name.ljust(43, "x"), name, **({"is_own": False} | given | said))  # type: ignore[arg-type]


def _order(history: str) -> Board:
    rows = (
        _row("Stadt Heilbronn", is_own=True, had="own", answer="proposed", answered_on=_WRITTEN),
        _row("Institut für Produktionsdaten e. V.", answer="accepted", answered_on="2026-11-12T08:00:00Z"),
        _row(
            "Maschinenbau Keller GmbH",
            move="answer_change",
            since="2026-11-11T10:00:00Z",
            about=(_ORDER,),
            agreed_from="2026-12-14",
        ),
        _row(
            "Stadtwerke Neckartal Netz GmbH & Co. KG",
            had="written",
            move="answer_change",
            since="2026-11-10T09:30:00Z",
            about=(_ORDER,),
            lacks=2,
            late_since="2026-11-21",
            reminded=Reminded("2026-11-15T08:00:00Z", "2026-11-20", (_ORDER,)),
        ),
        _row("Verkehrsverbund Unterland GbR", answer="not_asked"),
        _row("Hochschule Kraichgau", had="none", answer="objected", answered_on=_WRITTEN, reason="Zu viele Daten."),
    )
    newest = NewestStep(_ORDER, "annex_version", rows[0].name, _WRITTEN)
    title = bilingual("Datennetz Unterland", "Data network Unterland")
    return Board(history, "DP-2026-0007", title, "signed", newest, 0, rows, ("de", "en"))


@scene
def status_board(stage: Stage) -> None:
    history = stage.sample.histories["signed"]
    view = stage.go("agreement", history, tab="board")
    view.board.table.clearSelection()
    view.board._show(Boards((_order(history),)))
    view.board.table.choose(lambda line: bool(line.row.agreed_from))
    stage.settle()
    stage.shoot("status-board")
    view.board.table.choose(lambda line: bool(line.row.late_since))
    stage.settle()
    stage.shoot("status-board-late")
