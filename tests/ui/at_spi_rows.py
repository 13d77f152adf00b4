"""Run inside ``dbus-run-session``: shows an agreement's text for reading, and prints what a screen reader finds of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.ui.at_spi_walk import ACCESSIBLE, Bus, wait_for  # noqa: E402

NAME = "Text for reading"


def show() -> None:
    """A window with the text of the example."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from datapact.contract.text.document import read_state
    from datapact_ui.editor.text.clause_canvas import ClauseCanvas
    from tests.agreements.drafts import example

    application = QApplication([])
    canvas = ClauseCanvas()
    canvas.setAccessibleName(NAME)
    canvas.show_document(read_state(example()), ("en",))
    canvas.resize(900, 700)
    canvas.show()
    steps = QTimer()
    steps.timeout.connect(lambda: canvas.step(1))  # the row in hand changes all the while
    steps.start(200)
    application.exec()


def look() -> None:
    """What stands in the document, row by row."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "xcb", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
    with subprocess.Popen([sys.executable, __file__, "show"], env=environment) as process:
        try:
            bus = Bus()
            window = wait_for(bus, NAME)
            text = next(node for node in bus.walk(window) if bus.name(node) == NAME)
            rows = bus.children(text)
            for question in ("GetInterfaces", "GetIndexInParent", "GetRelationSet", "GetAttributes"):
                subprocess.run(bus.command(rows[0], f"{ACCESSIBLE}.{question}"), check=True, stdout=subprocess.DEVNULL)
            extents = bus.command(rows[0], "org.a11y.atspi.Component.GetExtents", "0")
            subprocess.run(extents, check=True, stdout=subprocess.DEVNULL)
            print(json.dumps([[bus.role(row), bus.name(row)] for row in (*rows[:4], rows[-1])]))
            assert process.poll() is None
        finally:
            process.terminate()


if __name__ == "__main__":
    show() if sys.argv[1:] == ["show"] else look()
