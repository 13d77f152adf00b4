"""What is loaded when the unlock screen is painted, and when the list of agreements is: nothing that both do without."""

from __future__ import annotations

import os
import subprocess
import sys

from .conftest import Sample

STORE = {"sqlmodel", "sqlalchemy", "sqlcipher3", "pydantic"}
"""What an open vault needs; SQLModel brings pydantic."""
LATER = {"alembic", "pyhanko", "pyhanko_certvalidator", "reportlab", "pikepdf", "segno", "xlsxwriter"}
"""What a person waits for who migrates, signs, draws or exports."""

SCRIPT = """
import sys, time
from PySide6.QtWidgets import QTableView
from datapact_ui.shell.app import App, make_application
from datapact_ui.shell.window_start import WindowStart
from pathlib import Path

vault, member, file = sys.argv[1:]
application = make_application(["datapact"])

def loaded():
    print(*{name.split(".")[0] for name in sys.modules})

def wait_for(there):
    until = time.monotonic() + 60
    while not there():
        assert time.monotonic() < until
        application.processEvents()
        time.sleep(0.005)

app = App(application, WindowStart(vault=Path(vault), member=member, language="en"))
app.choose_vault(Path(vault))
app.window.grab()
loaded()
app._start = WindowStart(vault=Path(vault), member=member, language="en", passphrase_file=Path(file))
app.begin()
wait_for(lambda: app.desk is not None)

from datapact_ui.kit.context.desk import Place

app.window.follow([Place("agreements")])
wait_for(lambda: (table := app.window.findChild(QTableView, "agreements-table")) and table.model().rowCount())
app.window.grab()
loaded()
sys.stdout.flush()
app._close_vault()
app._instance.close()
app.runner.wait_until_idle(60_000)
"""


def test_the_screens_a_person_waits_for_load_little(sample: Sample) -> None:
    file = sample.folder / "Keller.anna-keller.passphrase"
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(sample.keller), "anna-keller", str(file)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    unlock, agreements = (set(line.split()) for line in done.stdout.splitlines())
    assert unlock & (STORE | LATER) == set()
    assert agreements & LATER == set()
    assert agreements >= STORE
