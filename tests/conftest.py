"""What all tests share: how deep they go, independent judges, a fixed clock, a cheap key derivation."""

from __future__ import annotations

import builtins
import gc
import hashlib
import json
import os
import pickle
import shutil
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Collection, Generator, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import settings
from sqlalchemy import Engine, create_engine
from sqlcipher3 import dbapi2

from datapact.base.errors import DataPactError
from datapact.base.strictjson import JsonObject
from datapact.base.texts import current_language, use_language
from datapact.contract.text.document import AgreementDocument
from datapact.history.commitments.reveal import Unopened
from datapact.history.entries import store
from datapact.history.entries.entry import Entry, read_entry
from datapact.vault.database import engine as vault_engine
from datapact.vault.keys import slots
from datapact.vault.keys.slot import KdfParameters, Slot
from tests.depth import (
    MOST_CASES,
    TURN,
    VARIABLE,
    day_of_turn,
    dear_tests,
    depth,
    examples,
    few_of_each,
    listed_turns,
    not_due,
)
from tests.rewritten import rewrite_share
from tests.spent import RECORD, TAKEN, Stopwatch, lines, taken, verdict_on

import_by_python = builtins.__import__
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # tests of windows need no display

JAXB = Path("/usr/share/java/jaxb-runtime.jar")
settings.register_profile(depth(), max_examples=examples(100), deadline=None)  # how fast is asked by the benchmarks
settings.load_profile(depth())
TESTS = Path(__file__).parent
MARKED = {
    f"{TESTS / 'ui'}{os.sep}": "window",
    f"{TESTS / 'acceptance'}{os.sep}": "journey",
    f"{TESTS / 'benchmarks'}{os.sep}": "journey",
    f"{TESTS / 'corpus'}{os.sep}": "journey",
}
LISTED = listed_turns()
LONGEST = (
    "test_package.py",
    "test_large_text.py",
    "test_at_spi.py",
    "test_seeded_faults.py",
    "test_answered.py",
    "test_docxodus.py",
    "test_returned.py",
    "test_network.py",
)


def pytest_configure(config: pytest.Config) -> None:
    """Tables take turns in a run of everything; who names a folder, a file, a test or a word has all their cases."""
    everything = config.args_source is pytest.Config.ArgsSource.TESTPATHS and not config.option.keyword
    if everything and not hasattr(config, "workerinput"):  # workers are told by the process that starts them
        os.environ.setdefault(TURN, str(datetime.now(UTC).toordinal()))


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    worker = getattr(session.config, "workerinput", None)
    if worker is not None and not sys.dont_write_bytecode:
        rewrite_share(session.config, int(worker["workerid"].removeprefix("gw")), worker["workercount"])


def pytest_report_header() -> str:
    few = f", {MOST_CASES} cases of each test that is not dear" if depth() == "quick" else ""
    if (day := day_of_turn()) is not None:
        few = f", tables and long tests take turns, today is {TURN}={day}"
    return f"depth of the tests: {depth()}{few} ({VARIABLE}=quick, everyday or long)"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The folder of a test says what it is. What takes longest comes first, so that no worker is left with it at the end."""
    for item in items:
        for folder, mark in MARKED.items():
            if str(item.path).startswith(folder):
                item.add_marker(mark)
    items.sort(key=lambda item: item.path.name not in LONGEST)  # of each the others keep their order
    resting = set(not_due(items, _turn))
    if depth() == "quick":
        few, dear = few_of_each([item.nodeid for item in items]), dear_tests()
        resting |= {item for item in items if item.nodeid not in few or item.nodeid.split("[", 1)[0] in dear}
    config.hook.pytest_deselected(items=[item for item in items if item in resting])
    items[:] = [item for item in items if item not in resting]


def _turn(item: pytest.Item) -> tuple[str, int, int | None] | None:
    """The table of a case that takes turns, by default all cases of its test, how many days it takes, and the test's own place."""
    test = item.nodeid.split("[", 1)[0]
    if (mark := item.get_closest_marker("in_turn")) is not None:
        return mark.kwargs.get("of", test), mark.args[0], None
    listed = LISTED.get(test)
    return None if listed is None else (test, *listed)


def pytest_collection_finish() -> None:
    """What was imported stays: no collection of cycles has to look at it again, and there is memory for rarer ones."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    builtins.__import__ = import_by_python  # PySide puts one of its own there, for ``from __feature__``, and it is slow


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    watch = Stopwatch()
    try:
        return (yield)
    finally:
        item.user_properties.append((TAKEN, round(watch.seconds(), 3)))


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """The folder of a test goes when it has passed: vaults of all tests do not fit into the memory (see .ci/test)."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    if report.when == "teardown" and not item.stash[FAILED]:
        folder = getattr(item, "funcargs", {}).get("tmp_path")
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
    return report


def judge_is_missing(name: str) -> bool:
    """True when the independent tool ``name`` cannot be run here; veraPDF needs a JDK and JAXB."""
    if name == "verapdf":
        return shutil.which("javac") is None or not JAXB.is_file()
    return shutil.which(name) is None


def of_other_hands(*names: str) -> Path:
    """A file or folder of other hands (``samples``, ``standards``): skips the test where they do not lie on this machine.

    ``DATAPACT_JUDGES`` names the folder that holds them; ``.ci/run`` sets it where it is found beside the repository.
    """
    folder = os.environ.get("DATAPACT_JUDGES")
    if not folder:
        pytest.skip("the files of other hands are not here: DATAPACT_JUDGES names no folder")
    found = Path(folder).joinpath(*names)
    assert found.exists(), f"DATAPACT_JUDGES names {folder}, which has no {'/'.join(names)}"
    return found


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose judge is missing on a person's machine; in CI that is a failure."""
    for mark in item.iter_markers("judge"):
        for name in mark.args:
            if judge_is_missing(name):
                if os.environ.get("CI"):
                    pytest.fail(f"the independent judge {name} is missing", pytrace=False)
                pytest.skip(f"the independent judge {name} is not installed")


@pytest.fixture(autouse=True)
def _english() -> None:
    use_language("en")


@pytest.fixture(scope="session", autouse=True)
def _own_log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What goes wrong in tests is not written into the log of the person who runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))  # authorities of that person, too
        yield


@pytest.fixture(scope="session")
def zeitwerk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Certomancer's authorities for timestamps on loopback, an ``Animated``; none of them is set up yet."""
    from tests.signing.tsa import animated  # long to load, and few tests ask an authority

    with animated(tmp_path_factory.mktemp("zeitwerk")) as made:
        yield made


@pytest.fixture
def own_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of settings of this computer for one test alone."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "config"


MOST_PROPOSALS = 500
READERS = tuple(
    f"datapact.{name}" for name in ("history.entries.store", "history.entries.packed", "exchange.receive.arrivals")
)
"""Where proposals are read."""
MOST_DRAWINGS = 20
MOST_STATES = 60
MOST_JUDGED = 40
CHEAPEST = KdfParameters(passes=1, memory_kib=8192, lanes=1)
recommended = slots.RECOMMENDED
"""What the program itself asks of a passphrase, for the test of it."""
derive = slots.master_secret
"""The key derivation of the program itself, for the tests of the vault."""


@pytest.fixture(scope="session", autouse=True)
def _derived_once() -> Iterator[None]:
    """New keys cost the least that is allowed, where no test names another cost, and each of those is derived once.

    Copies of the same vaults are opened thousands of times.
    """
    known: dict[tuple[bytes, KdfParameters, str], bytes] = {}

    def master_secret(slot: Slot, passphrase: str) -> bytes:
        if slot.kdf != CHEAPEST:
            return derive(slot, passphrase)
        asked = (slot.salt, slot.kdf, passphrase)
        if asked not in known:
            known[asked] = derive(slot, passphrase)
        return known[asked]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(slots, "master_secret", master_secret)
        patch.setattr(slots, "RECOMMENDED", CHEAPEST)
        yield


@pytest.fixture(scope="session", autouse=True)
def _statements_compiled_once() -> Iterator[None]:
    """Each opening of a vault makes an engine, which would compile the program's statements anew: all share the first's."""
    first = create_engine("sqlite://", module=dbapi2, query_cache_size=2000)
    first.connect().close()  # now the dialect knows the library

    def engine(*given: Any, **named: Any) -> Engine:
        made = create_engine(*given, **named)
        made.dialect, made._compiled_cache = first.dialect, first._compiled_cache
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vault_engine, "create_engine", engine)
        yield
    first.dispose()


@pytest.fixture(scope="session", autouse=True)
def _proposals_read_once() -> Iterator[None]:
    """A proposal is read once, by every byte of it, though its vault is opened anew for each command.

    So is one in a bundle or dossier. It has hundreds of disclosures. Nobody changes the body of an entry; whoever did would
    be found out when it is let go.
    """
    known: OrderedDict[tuple[str, tuple[str, ...], tuple[str, ...]], Entry] = OrderedDict()
    alone = threading.Lock()  # windows read in threads

    def read(token: str, disclosures: Sequence[str], erased: Collection[str] = (), *, later: Any = None) -> Entry:
        if len(disclosures) < store.MANY:
            return read_entry(token, disclosures, erased, later=later)
        given = (token, tuple(disclosures), tuple(erased))
        with alone:
            if (entry := known.get(given)) is not None:
                known.move_to_end(given)
        if entry is not None and later is None and isinstance(entry.revealed, Unopened):
            entry = opened_entry(entry, given)
        if entry is not None:
            return entry
        entry = read_entry(*given, later=later)
        with alone:
            known[given] = entry
            oldest = known.popitem(last=False) if len(known) > MOST_PROPOSALS else None
        if oldest is not None:
            require_unchanged(*oldest)
        return entry

    def opened_entry(entry: Entry, given: tuple[str, tuple[str, ...], tuple[str, ...]]) -> Entry:
        assert isinstance(entry.revealed, Unopened)
        try:
            entry.revealed.opened()
        except DataPactError:
            return read_entry(*given)  # refuses it in the words for what came from elsewhere
        return entry

    def require_unchanged(given: tuple[str, tuple[str, ...], tuple[str, ...]], entry: Entry) -> None:
        if isinstance(entry.revealed, Unopened) and entry.revealed.is_waiting:
            return  # nobody has read its text
        assert read_entry(*given) == entry, f"a test has changed the body of the entry {entry.digest}"

    with pytest.MonkeyPatch.context() as patch:
        for name in READERS:
            if (reader := sys.modules.get(name)) is not None:  # a test of this run imports it
                patch.setattr(reader, "read_entry", read)
        yield
    for given, entry in known.items():
        require_unchanged(given, entry)


@pytest.fixture(scope="session", autouse=True)
def _states_read_once() -> Iterator[None]:
    """A text of an agreement is read once, by every byte of it: each party reads it, when it arrives, is laid out and checked.

    What is refused is read each time. Nobody changes a document; whoever changed one that others got would be found out when
    it is let go.
    """
    known: OrderedDict[str, AgreementDocument] = OrderedDict()
    shared: set[str] = set()
    alone = threading.Lock()
    read = AgreementDocument.of

    def of(value: JsonObject) -> AgreementDocument:
        try:
            given = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        except (ValueError, RecursionError, TypeError):
            return read(value)
        with alone:
            if (found := known.get(given)) is not None:
                known.move_to_end(given)
                shared.add(given)
                return found
        found = read(value)
        with alone:
            known[given] = found
            oldest = known.popitem(last=False) if len(known) > MOST_STATES else None
        if oldest is not None:
            require_unchanged(*oldest)
        return found

    def require_unchanged(given: str, document: AgreementDocument) -> None:
        if given not in shared:
            return
        shared.discard(given)
        assert read(json.loads(given)) == document, f"a test has changed the agreement {document.agreement}"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(AgreementDocument, "of", staticmethod(of))
        yield
    for given, document in known.items():
        require_unchanged(given, document)


@pytest.fixture(scope="session", autouse=True)
def _redrawn_once() -> Iterator[None]:
    """What verifying draws to compare a file with is drawn once for the same data, however often its file is changed.

    The drawing of the export is never taken for it: it is another one, which it is to be held against.
    """
    redrawn: Any = sys.modules.get("datapact.audit.verify.redrawn")
    if redrawn is None:  # no test of this run imports it
        yield
        return
    known: OrderedDict[bytes, bytes] = OrderedDict()
    draw = redrawn.render_report

    def render_report(*given: Any) -> bytes:
        try:
            data = hashlib.sha256(
                pickle.dumps((given, current_language(), time.tzname, redrawn.report_layout()))
            ).digest()
        except (pickle.PicklingError, TypeError, AttributeError):
            return bytes(draw(*given))
        if data not in known:
            known[data] = draw(*given)
            if len(known) > MOST_DRAWINGS:
                known.popitem(last=False)
        return known[data]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(redrawn, "render_report", render_report)
        yield


@pytest.fixture(scope="session", autouse=True)
def _signatures_judged_once() -> Iterator[None]:
    """The signed PDF inside a dossier is judged once for the same certificates, however often the dossier is changed.

    The tests of judging itself (tests/signing) ask the program's own function.
    """
    verifying: Any = sys.modules.get("datapact.audit.verify.pdf")
    if verifying is None:  # no test of this run imports it
        yield
        return
    judge = verifying.inspect_signatures

    known: OrderedDict[tuple[object, ...], Any] = OrderedDict()

    def inspect_signatures(pdf: bytes, *, roots: Sequence[Any], crls: Sequence[Any] = (), **more: Any) -> Any:
        given = (
            pdf,
            *(tuple(one.public_bytes(Encoding.DER) for one in several) for several in (roots, crls)),
            more.pop("relies", None),
            tuple(sorted(more.pop("receipted", {}).items())),
        )
        assert not more
        if getattr(given[-2], "lists", None) is not None:  # what lies in a folder may change
            return judge(pdf, roots=roots, crls=crls, receipted=dict(given[-1]), relies=given[-2])
        if given not in known:
            relied = {} if given[-2] is None else {"relies": given[-2]}
            known[given] = judge(pdf, roots=roots, crls=crls, receipted=dict(given[-1]), **relied)
            if len(known) > MOST_JUDGED:
                known.popitem(last=False)
        return known[given]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verifying, "inspect_signatures", inspect_signatures)
        yield


class SteppingClock:
    """A clock that starts at a fixed moment and moves one second a reading."""

    def __init__(self, start: datetime = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)) -> None:
        self.now = start

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def clock() -> SteppingClock:
    return SteppingClock()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The figures of tests/faults (which attempts were made, by which seed they are made again), and long tests of no list."""
    reports = [one for several in terminalreporter.stats.values() for one in several]
    told = [value for one in reports for name, value in getattr(one, "user_properties", ()) if name == "faults"]
    if told:
        terminalreporter.section("attempts of tests/faults (python -m tests.faults --hours N goes on)")
        for line in dict.fromkeys(told):
            terminalreporter.write_line(line)
    if said := terminalreporter.config.stash.get(LONG_TESTS, []):
        terminalreporter.section("long tests that stand in no list")
        for line in said:
            terminalreporter.write_line(line)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    _judge_long_tests(session)
    _empty_the_clipboard()


LONG_TESTS = pytest.StashKey[list[str]]()


def _judge_long_tests(session: pytest.Session) -> None:
    """After a run of everything, in the process that started it: write down what tests took; too many long ones fail it in CI."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if TURN not in os.environ or hasattr(session.config, "workerinput") or reporter is None:
        return
    took = taken(one for several in reporter.stats.values() for one in several)
    RECORD.parent.mkdir(exist_ok=True)
    RECORD.write_text("".join(f"{line}\n" for line in lines(took)), "utf-8")
    session.config.stash[LONG_TESTS], _too_many = verdict_on(took, quick=depth() == "quick")


def _empty_the_clipboard() -> None:
    """At exit, Qt without a display destroys what was copied after Python is gone, and crashes."""
    gui = sys.modules.get("PySide6.QtGui")
    if gui is not None and gui.QGuiApplication.instance() is not None:
        gui.QGuiApplication.clipboard().clear()
