"""The overview: tasks, states, the time line, the network as picture, table and file."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from datapact.agreements.steps.negotiation import new_agreement, offer_draft
from datapact.agreements.views import list as listing
from datapact.agreements.views.network import OWN, PHASES, Edge, Network, Node
from datapact.base.texts import Message
from datapact.contract.templates.template import example_answers
from datapact.deadlines.holidays import LAENDER, LAND_NAMES
from datapact.obligations.agenda.dashboard import Red
from datapact.obligations.due.obligation import Obligation
from datapact.organisation.partners.locations import Place
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.kit.pictures.pictures import png_picture, svg_picture
from datapact_ui.kit.pictures.wording import place_name
from datapact_ui.kit.theme.colours import DARK, LIGHT
from datapact_ui.kit.theme.palette import apply_theme
from datapact_ui.kit.widgets.state_badge import StateBadge
from datapact_ui.overview.network_scene import NetworkScene
from datapact_ui.overview.network_table import NetworkTable
from datapact_ui.overview.network_view import NetworkView
from datapact_ui.overview.overview_view import OverviewView
from datapact_ui.overview.ring_layout import ring_layout, spread
from tests.agreements.listed_rows import KINDS, PARTNERS, fill
from tests.depth import examples
from tests.ui.conftest import AnsweredDialogs


@pytest.fixture
def view(context: AppContext, qtbot: QtBot) -> OverviewView:
    with context.worker.acting.vault.write() as session:
        fill(session, 120)
    made = OverviewView(context)
    qtbot.addWidget(made)
    made.resize(1300, 1600)
    made.show()
    settle(context)
    return made


def settle(context: AppContext) -> None:
    assert context.worker.wait_until_idle()


def places(context: AppContext) -> list[object]:
    return context.places  # type: ignore[attr-defined,no-any-return]


def a_network(partners: int, edges: int) -> Network:
    chance = random.Random(5)
    names = [f"Partner {number:03d} GmbH" for number in range(partners - 1)]
    lands = ("Bayern", "Hessen", "Sachsen", "")
    nodes = [Node(name, name, Place(chance.choice(lands), "DE"), chance.randint(0, 40)) for name in names]
    drawn: set[tuple[str, str, str, str]] = set()
    while len(drawn) < edges:
        first, second = sorted(chance.sample(["", *names], 2)) if chance.random() < 0.2 else ("", chance.choice(names))
        drawn.add((first, second, chance.choice(KINDS), chance.choice(list(PHASES))))
    return Network(
        (Node(OWN, "Wir", Place("Bayern", "DE"), 9), *nodes),
        tuple(Edge(*ends, chance.randint(1, 30)) for ends in sorted(drawn)),
        0,
    )


# ---- what needs me, states, endings ----


def test_where_nothing_waits_for_us_it_says_whether_the_partners_have_a_step(
    context: AppContext, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = OverviewView(context)
    qtbot.addWidget(made)
    made.show()
    settle(context)
    words = made.findChild(QLabel, "no-tasks")
    assert words is not None
    assert words.text() == "Nothing waits for you. What a partner sent shows here once you open its file."
    context.dialogs.open_file = Path("of-the-partner.dpact")  # type: ignore[misc]
    made.receive.click()
    assert context.places[-1].view == "received"  # type: ignore[attr-defined]
    acting = context.worker.acting
    offer_draft(acting, new_agreement(acting, "ai-pilot", example_answers("ai-pilot")))
    context.changed.emit(frozenset({"list"}))
    settle(context)
    task = made.tasks.topLevelItem(0)  # offered, and in no file yet
    assert task is not None
    assert task.text(0) == "Send your step to the partner"
    monkeypatch.setattr(listing, "_what_waits", lambda _session, _rows: {})  # as if it had gone out
    context.changed.emit(frozenset({"list"}))
    settle(context)
    assert words.text() == "Nothing waits for you. The partners have the next steps."
    assert words.isVisibleTo(made) is made.red.isHidden()


@pytest.mark.parametrize("width", [320, 700, 1100])
def test_no_figure_of_what_is_overdue_is_hidden_by_its_rows(view: OverviewView, qtbot: QtBot, width: int) -> None:
    view.resize(width, 900)
    view.red.show_red(Red(7, 3, 4, 2, (), 0, 1))
    qtbot.wait(50)
    red = view.red
    badges = red.findChildren(StateBadge)
    assert len(badges) == 5
    assert all(badge.geometry().bottom() <= badge.parentWidget().height() for badge in badges)
    assert badges[0].parentWidget().geometry().bottom() < red.rows.y()
    assert red.rows.geometry().bottom() < red.button.y()


def test_a_recall_that_waits_for_us_is_listed_before_its_day_has_passed(context: AppContext, qtbot: QtBot) -> None:
    made = OverviewView(context)
    qtbot.addWidget(made)
    made.show()
    settle(context)
    step = Obligation("k", "", "recall", Message("Tell Uni."), context.today() + timedelta(days=7))
    made._show_red(Red(0, 0, 0, 0, (step,), 0, open_recalls=1))
    words = made.findChild(QLabel, "no-tasks")
    assert words is not None
    assert not words.isVisibleTo(made)
    row = made.red.rows.topLevelItem(0)
    assert row is not None
    assert row.text(0) == "open: Tell Uni."
    assert not made.red.more.text()
    made.red.rows.opened.emit("k")
    assert places(context)[-1].options == {"tab": "recalls", "obligation": "k"}  # type: ignore[attr-defined]


def test_tasks_open_their_agreement(view: OverviewView, qtbot: QtBot) -> None:
    assert view.tasks.topLevelItemCount() > 0
    view.take_focus()
    qtbot.keyClick(view.tasks, Qt.Key.Key_Return)
    place = places(view.context)[-1]
    assert place.view == "agreement"  # type: ignore[attr-defined]
    assert place.key.startswith("urn:uuid:")  # type: ignore[attr-defined]


def test_a_state_shows_its_agreements(view: OverviewView, qtbot: QtBot) -> None:
    rows = [view.states.item(row).text() for row in range(view.states.count())]
    assert any(row.startswith("In force: ") for row in rows)
    view.states.setCurrentRow(next(row for row, text in enumerate(rows) if text.startswith("In force: ")))
    qtbot.keyClick(view.states, Qt.Key.Key_Return)
    place = places(view.context)[-1]
    assert (place.view, place.options) == ("agreements", {"status": "in_force"})  # type: ignore[attr-defined]


def test_the_time_line_goes_by_keys_and_says_what_it_shows(view: OverviewView, qtbot: QtBot) -> None:
    view.time_line.setFocus()
    qtbot.keyClick(view.time_line, Qt.Key.Key_End)
    last = view.time_line.accessibleName()
    qtbot.keyClick(view.time_line, Qt.Key.Key_Left)
    before = view.time_line.accessibleName()
    assert last != before
    assert "agreement" in last
    qtbot.keyClick(view.time_line, Qt.Key.Key_Return)
    assert view.endings.currentItem() is not None


def test_a_change_shows_at_once(view: OverviewView) -> None:
    with view.context.worker.acting.vault.write() as session:
        session.connection().exec_driver_sql("UPDATE agreement SET turn = '', next_step = 'none'")
    view.context.changed.emit(frozenset({"list"}))
    settle(view.context)
    assert view.tasks.topLevelItemCount() == 0
    assert not view.tasks.isVisible()


def test_calendar_statuses_are_brought_up_to_date_by_the_first_view(context: AppContext, qtbot: QtBot) -> None:
    with context.worker.acting.vault.write() as session:
        fill(session, 60)
        session.connection().exec_driver_sql("UPDATE agreement SET ends = '2020-01-01' WHERE status = 'in_force'")
    qtbot.addWidget(OverviewView(context))
    settle(context)
    settle(context)
    with context.worker.acting.vault.read() as session:
        left = session.connection().exec_driver_sql(
            "SELECT count(*) FROM agreement WHERE status = 'in_force' AND ends < '2021'"
        )
        assert left.scalar_one() == 0


# ---- the network ----


def test_the_network_is_reached_by_keys_and_filters_the_list(view: OverviewView, qtbot: QtBot) -> None:
    picture = view.network.view
    picture.setFocus()
    qtbot.keyClick(picture, Qt.Key.Key_Right)
    assert any(name in picture.accessibleName() for name in (*PARTNERS, "Institut"))
    qtbot.keyClick(picture, Qt.Key.Key_Return)
    place = places(view.context)[-1]
    assert place.view == "agreements"  # type: ignore[attr-defined]
    assert place.options["partner"] in picture.accessibleName()  # type: ignore[attr-defined]
    before = picture.transform().m11()
    qtbot.keyClick(picture, Qt.Key.Key_Plus)
    assert picture.transform().m11() > before
    qtbot.keyClick(picture, Qt.Key.Key_0)
    assert picture.transform().m11() == pytest.approx(before, rel=0.05)


def test_a_click_on_a_partner_filters_the_list(view: OverviewView, qtbot: QtBot) -> None:
    picture = view.network.view
    scene = picture.network_scene()
    assert scene is not None
    standing = scene.standings[0]
    at = picture.mapFromScene(standing.x, standing.y)
    qtbot.mouseClick(picture.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert places(view.context)[-1].options == {"partner": standing.key}  # type: ignore[attr-defined]


def test_the_same_as_a_table(view: OverviewView, qtbot: QtBot) -> None:
    view.network.as_table.click()
    assert view.network.table.isVisible()
    assert not view.network.view.isVisible()
    scene = view.network.view.network_scene()
    assert scene is not None
    assert view.network.table.lines.rowCount() == len(scene.network.edges) > 0
    view.network.table.opened.emit(view.network.table.lines.row(0))
    assert set(places(view.context)[-1].options) == {"partner", "kind", "status"}  # type: ignore[attr-defined]


def test_the_table_keeps_the_rules_of_qt(styled: object, qtbot: QtBot) -> None:
    table = NetworkTable()
    qtbot.addWidget(table)
    tester = QAbstractItemModelTester(table.lines, QAbstractItemModelTester.FailureReportingMode.Fatal)
    table.show_network(a_network(20, 50))
    assert table.lines.rowCount() == 50
    table.show_network(a_network(2, 1))
    assert table.lines.rowCount() == 1
    del tester


@pytest.mark.parametrize("ending", [".svg", ".png", ""])
def test_the_network_is_saved_as_a_file(
    context: AppContext, qtbot: QtBot, dialogs: AnsweredDialogs, tmp_path: Path, ending: str
) -> None:
    """Of agreements with histories: a picture leaves only from rows that are proven."""
    view = OverviewView(context)
    qtbot.addWidget(view)
    view.show()
    settle(context)
    dialogs.save_file = tmp_path / f"network{ending}"
    view.network.save()
    assert view.context.worker.wait_until_idle()  # the export is recorded first
    (file,) = tmp_path.glob("network*")
    if ending == ".png":
        assert QImage(str(file)).width() > 1_000
    else:
        assert file.suffix == ".svg"
        root = ElementTree.fromstring(file.read_bytes())
        words = " ".join(root.itertext())
        assert "Keller GmbH" in words
        assert "In negotiation" in words


def test_the_time_line_is_saved_in_the_colours_of_the_theme(view: OverviewView, qapp: QApplication) -> None:
    for theme, colours in (("light", LIGHT), ("dark", DARK)):
        apply_theme(qapp, theme)  # type: ignore[arg-type]
        svg = svg_picture(view.time_line.paint_picture, QSize(900, 300), "Time line").decode()
        assert colours.surface in svg.lower()
        assert png_picture(view.time_line.paint_picture, QSize(900, 300)).startswith(b"\x89PNG")
    apply_theme(qapp, "light")


def test_the_picture_is_the_same_every_time(styled: QApplication) -> None:
    found = a_network(60, 150)
    first, second = NetworkScene(found, KINDS, LIGHT), NetworkScene(found, KINDS, LIGHT)
    assert first.ring == second.ring
    assert first.sceneRect() == second.sceneRect()


def test_many_partners_stay_fluid(styled: QApplication, qtbot: QtBot) -> None:
    """500 nodes and 1,500 edges: measured 60 to 120 ms to build on two cores; the bound leaves room for a busy machine."""
    picture = NetworkView()
    qtbot.addWidget(picture)
    picture.resize(1200, 800)
    picture.show()
    picture.show_network(a_network(500, 1_500))
    scene = picture.network_scene()
    assert scene is not None
    assert len(scene.items()) > 3_000
    assert not [item for item in scene.items() if type(item).__module__.startswith("datapact_ui")]


def test_the_network_stands_at_the_top_of_a_high_card(qtbot: QtBot) -> None:
    """Beside a long list of tasks the card grows: the picture stays where a person looks first."""
    picture = NetworkView()
    qtbot.addWidget(picture)
    picture.resize(500, 1600)
    picture.show()
    picture.show_network(a_network(4, 6))
    picture.fit()
    scene = picture.network_scene()
    assert scene is not None
    assert picture.mapFromScene(scene.sceneRect().topLeft()).y() < 20


names = st.lists(st.text("abcdefghij", min_size=1, max_size=4), unique=True, max_size=40)


@settings(max_examples=examples(80))
@given(names, st.randoms(use_true_random=False))
def test_no_name_lies_over_another(keys: list[str], chance: random.Random) -> None:
    where = {key: chance.choice(["", "Bayern", "Hessen", "Österreich"]) for key in keys}
    ring = ring_layout(where, 20.0, 100.0)
    assert ring == ring_layout(dict(reversed(where.items())), 20.0, 100.0)
    assert sorted(standing.key for standing in ring.standings) == sorted(keys)
    for right in (True, False):
        heights = [standing.y for standing in ring.standings if standing.right is right]
        heights += [sector.y for sector in ring.sectors if sector.right is right and any(where.values())]
        ordered = sorted(heights)
        assert all(below - above >= 19.99 for above, below in pairwise(ordered))
    for standing in ring.standings:
        assert standing.x**2 + standing.y**2 == pytest.approx(ring.radius**2)
        assert (standing.x >= 0) is standing.right


@given(st.integers(1, 20))
def test_parallel_lines_lie_around_the_middle(count: int) -> None:
    offsets = spread(count)
    assert len(offsets) == count
    assert sum(offsets) == pytest.approx(0)


def test_every_control_has_a_name(view: OverviewView) -> None:
    for widget in view.findChildren(QWidget):
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isVisible():
            reader = QAccessible.queryAccessibleInterface(widget)
            inside = widget.parent() in (view.tasks, view.endings, view.network.table, view.network.view)
            assert reader.text(QAccessible.Text.Name) or inside, widget.objectName() or widget


def test_a_land_is_called_by_its_name() -> None:
    assert place_name(Place("DE-BW", "DE"), "DE") == "Baden-Württemberg"
    assert place_name(Place("Bayern", "DE"), "DE") == "Bavaria"
    assert place_name(Place("Kanton Zürich", "CH"), "CH") == "Kanton Zürich"
    assert set(LAND_NAMES) == LAENDER
