"""Sizes of dialogs: as large as needed, but never larger than the screen, also at 200 % text."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLayout, QVBoxLayout, QWidget

from datapact_ui.kit.layout.layout_items import items_of, let_go
from datapact_ui.kit.layout.scroll_page import ScrollPage
from datapact_ui.kit.theme.measures import characters, space

_OF_THE_SCREEN = 0.92


def room_for(dialog: QDialog) -> QSize:
    """The largest size of a dialog on its screen."""
    return (dialog.screen() or QGuiApplication.primaryScreen()).availableSize() * _OF_THE_SCREEN


def fit(dialog: QDialog, wide: float, lines: float) -> None:
    """Make a dialog at least ``wide`` characters and ``lines`` lines large, if the screen allows; one that cannot be as
    small as the screen scrolls, all but its buttons.
    """
    room = room_for(dialog)
    if dialog.findChild(_Growth) is None:
        _Growth(dialog)
    if not _has_room(dialog, room):
        _let_scroll(dialog)
    wanted = QSize(characters(wide), space(lines * 4)).expandedTo(dialog.minimumSizeHint()).boundedTo(room)
    layout = dialog.layout()
    if layout is not None and layout.hasHeightForWidth():
        wanted.setHeight(max(wanted.height(), layout.totalHeightForWidth(wanted.width())))
    scrolled = dialog.findChild(WholePage)
    if scrolled is not None:
        wanted.setHeight(max(wanted.height(), _whole_height(dialog, scrolled, wanted.width())))
    dialog.resize(wanted.boundedTo(room))
    _keep_on_screen(dialog)


def _has_room(dialog: QDialog, room: QSize) -> bool:
    least = dialog.minimumSizeHint()
    return least.width() <= room.width() and max(least.height(), _least_height(dialog)) <= room.height()


def _least_height(dialog: QDialog) -> int:
    """The height below which parts are cut at the dialog's width: that of wrapped words is not in its minimum size."""
    layout = dialog.layout()
    if layout is None or not layout.hasHeightForWidth() or not dialog.isVisible():
        return 0
    return layout.totalMinimumHeightForWidth(dialog.width())


def _keep_on_screen(dialog: QDialog) -> None:
    """Move a dialog that grew, so that its buttons stay on the screen; one that fits stays where it is.

    Before a window manager has placed a window, its frame seems to begin beyond the corner of the screen.
    """
    screen = dialog.screen()
    if not dialog.isVisible() or screen is None:
        return
    room, frame = screen.availableGeometry(), dialog.frameGeometry()
    beyond = QPoint(max(0, frame.right() - room.right()), max(0, frame.bottom() - room.bottom()))
    if not beyond.isNull():
        place = frame.topLeft() - beyond
        owner = dialog.parentWidget()
        if owner is not None:  # in the middle again, not at the edge to which it grew
            middle = owner.window().frameGeometry().center() - QPoint(frame.width() // 2, frame.height() // 2)
            place = QPoint(min(place.x(), middle.x()), min(place.y(), middle.y()))
        dialog.move(max(room.left(), place.x()), max(room.top(), place.y()))


def missing_height(dialog: QDialog) -> int:
    """The height in pixels that a dialog lacks to show its whole page; 0 or less where nothing needs to be scrolled."""
    scrolled = dialog.findChild(WholePage)
    return 0 if scrolled is None else scrolled.whole_height(scrolled.viewport().width()) - scrolled.viewport().height()


def grow(dialog: QDialog) -> None:
    """Make a dialog as high as its whole page, if the screen allows. Called once for what got longer, never by a layout."""
    lack = missing_height(dialog)
    if 0 < lack <= room_for(dialog).height() - dialog.height():
        dialog.resize(dialog.width(), dialog.height() + lack)
        _keep_on_screen(dialog)


class _Growth(QObject):
    """Makes a dialog scroll that outgrows its screen later: tables know their height only when shown."""

    def __init__(self, dialog: QDialog) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._on_growth)
        dialog.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and self._dialog.isVisible():
            self._soon.start()
        return super().eventFilter(watched, event)

    def _on_growth(self) -> None:
        room = room_for(self._dialog)
        if not _has_room(self._dialog, room):
            _let_scroll(self._dialog)
        if self._dialog.height() > self._dialog.screen().availableSize().height():
            self._dialog.resize(self._dialog.size().boundedTo(room))
        least = _least_height(self._dialog)  # a line that appears pushes nothing together
        if self._dialog.height() < least <= room.height():
            self._dialog.resize(self._dialog.width(), least)
        _keep_on_screen(self._dialog)


class WholePage(ScrollPage):
    """The part of a dialog above its buttons: ``fit`` makes the dialog as high as all of it, if the screen allows."""

    def whole_height(self, width: int) -> int:
        """The height at which nothing needs to be scrolled."""
        page = self.widget()
        layout = page.layout() if page is not None else None
        if layout is None:
            return 0
        return layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()


def _let_scroll(dialog: QDialog) -> None:
    """Put everything except the buttons at the end on a page that scrolls, once."""
    column = dialog.layout()
    if not isinstance(column, QVBoxLayout) or dialog.findChild(WholePage) is not None or column.count() < 2:
        return
    focused = dialog.focusWidget()
    page = QWidget(dialog)
    inside = QVBoxLayout(page)
    inside.setContentsMargins(0, 0, space(2), 0)  # nothing touches the bar
    inside.setSpacing(column.spacing())
    whole = WholePage(dialog)
    whole.setObjectName("dialog-scroll")
    buttons = _buttons(dialog)
    stretches = [column.stretch(index) for index in range(column.count())]
    feet: list[QWidget | QLayout] = []
    for stretch in stretches:
        item = column.takeAt(0)
        assert item is not None
        widget, line = item.widget(), item.layout()
        if buttons is not None and widget is buttons:
            feet.append(buttons)
        elif line is not None and buttons is not None and line.indexOf(buttons) >= 0:
            feet.append(line)
        elif widget is not None:
            inside.addWidget(widget, stretch, item.alignment())
        elif line is not None:
            line.setParent(None)
            inside.addLayout(line, stretch)
        else:
            inside.addItem(item)
            let_go(item)
    whole.set_page(page)
    column.addWidget(whole, 1)
    for foot in feet:
        if isinstance(foot, QLayout):
            foot.setParent(None)
            column.addLayout(foot)
        else:
            column.addWidget(foot)
    column.activate()  # else the window keeps as its least size what it needed before its page scrolled
    if focused is not None:
        focused.setFocus()


def _buttons(dialog: QDialog) -> QDialogButtonBox | None:
    """The dialog's own row of buttons."""
    return dialog.findChild(QDialogButtonBox, options=Qt.FindChildOption.FindDirectChildrenOnly)


def _whole_height(dialog: QDialog, scrolled: WholePage, width: int) -> int:
    """The height at which nothing of a dialog needs to be scrolled."""
    column = dialog.layout()
    if column is None:
        return 0
    margins = column.contentsMargins()
    inner = width - margins.left() - margins.right()
    height = margins.top() + margins.bottom() + scrolled.whole_height(inner)
    for item in items_of(column):
        if item.widget() is scrolled or item.isEmpty():
            continue
        own = item.heightForWidth(inner) if item.hasHeightForWidth() else item.sizeHint().height()
        height += own + column.spacing()
    return height
