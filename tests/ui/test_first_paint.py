"""What is loaded when the unlock screen is painted, and when the list of agreements is: nothing that both do without."""

from __future__ import annotations

import os
import subprocess
import sys

from datapact.agreements.projection.renewed_rows import renew_rows
from datapact.organisation.members.invitation import invite, join
from datapact.organisation.members.members import certify
from datapact.organisation.members.unlocking import unlock
from tests.acceptance.journey import CHEAP, PASSPHRASE
from tests.benchmarks.generator import later

from .conftest import Sample

ENUMERATIONS = "Qt's-enumerations"
"""Python builds all 96 where one is named, which takes a sixth of a bare window's start."""
STORE = {"sqlcipher3", "cryptography"}
"""What an open vault needs."""
TABLES = {"sqlalchemy", "sqlmodel", "pydantic", "jinja2", "babel"}
"""What folds, decides and reads rows as objects."""
LATER = {"alembic", "pyhanko", "pyhanko_certvalidator", "reportlab", "pikepdf", "segno", "xlsxwriter"}
"""What a person waits for who migrates, signs, draws or exports."""
TYPED = {"cryptography", "babel", "PySide6.QtNetwork", "_hashlib", "platformdirs", ENUMERATIONS}
"""What is loaded while a passphrase is typed."""
LAWYER = "lena-recht"
"""A member whose first room is the list."""

SCRIPT = """
import enum, sys, time
made, call = set(), enum.EnumType.__call__

def noting(cls, *arguments, **named):
    new = call(cls, *arguments, **named)
    if isinstance(new, enum.EnumType):
        made.add(new.__qualname__)
    return new

enum.EnumType.__call__ = noting
from datapact_ui.kit.background.load_qt import load_qt
load_qt()
import builtins
assert builtins.__import__ is builtins.__orig_import__ is not builtins.__feature_import__
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QTableView
from datapact_ui.shell.app import App, make_application
from datapact_ui.shell.window_start import WindowStart
from pathlib import Path

vault, member, file = sys.argv[1:]
application = make_application(["datapact"])

def loaded():
    if "TextInteractionFlag" in made:
        print("Qt's-enumerations", end=" ")
    print(*{name.split(".")[0] for name in sys.modules}, *(name for name in sys.modules if name.startswith("PySide6.")))

class Watch(QObject):
    painted = False

    def eventFilter(self, watched, event):
        table = watched.parent() if event.type() == QEvent.Type.Paint and not self.painted else None
        if isinstance(table, QTableView) and table.objectName() == "agreements-table" and table.model().rowCount():
            self.painted = True
            loaded()
        return False

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
watch = Watch()
application.installEventFilter(watch)
app.begin()
wait_for(lambda: watch.painted)
wait_for(app.context.worker.idle)
loaded()
sys.stdout.flush()
app._close_vault()
app._instance.close()
app.runner.wait_until_idle(60_000)
"""


def test_the_screens_a_person_waits_for_load_little(sample: Sample) -> None:
    """The list is painted without what reads tables as objects; the reminders beside it, which need that, come after."""
    with unlock(sample.keller, "anna-keller", sample.passphrase(sample.keller, "anna-keller"), later) as anna:
        invitation = invite(anna, "Lena Recht", ["legal"], "", CHEAP)
        join(sample.keller, invitation.member, invitation.code, PASSPHRASE, later, CHEAP)
        certify(anna, invitation.member)
        renew_rows(anna)  # as every opening but the first one after a new program finds them
    file = sample.folder / "passphrase"
    file.write_text(PASSPHRASE + "\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(sample.keller), LAWYER, str(file)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    unlocking, painted, settled = (set(line.split()) for line in done.stdout.splitlines())
    assert unlocking & (STORE | TABLES | LATER | TYPED) == set()
    assert painted & (TABLES | LATER) == set()
    assert painted >= STORE
    assert ENUMERATIONS in painted  # so that it would be seen above
    assert settled >= TABLES - {"babel"}
    assert settled & LATER == set()


def test_the_list_of_the_command_line_loads_no_tables(sample: Sample) -> None:
    """pydantic is loaded by the library of the command line itself, and by nothing of ours."""
    file = sample.folder / "Keller.anna-keller.passphrase"
    with unlock(sample.keller, "anna-keller", sample.passphrase(sample.keller, "anna-keller"), later) as anna:
        renew_rows(anna)
    command = [
        "--vault",
        str(sample.keller),
        "--as",
        "anna-keller",
        "--passphrase-file",
        str(file),
        "agreement",
        "list",
    ]
    run = f"import sys; sys.argv = ['datapact', *{command!r}]; from datapact_ui.launch import main; main()"
    script = f"{run}\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    *rows, loaded = done.stdout.splitlines()
    assert len(rows) > 1
    assert set(loaded.split()) & (LATER | TABLES - {"pydantic"} | {"PySide6"}) == set()
    assert set(loaded.split()) >= STORE
