"""The worker process that parses others' files; it is ended when a file keeps it busy for too long.

The process is started when it is first needed and kept until the program ends. It gets a function, its arguments and a
budget of processor time over a pipe, and answers over another; it has no vault and no key, and writes no file. Its
answer is read as plain data: numbers, texts, times and our own frozen dataclasses.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import io
import logging
import os
import pickle
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import is_dataclass
from pathlib import Path
from types import ModuleType
from typing import IO, Any, Final

from datapact.base import errors
from datapact.base.errors import Damaged, DataPactError, Surroundings, TooLarge
from datapact.base.fault_report import FaultApart, places_of
from datapact.base.files import open_pipe, pipe_ends
from datapact.base.left_out import leave_out_fetching
from datapact.base.texts import N_, Message

log = logging.getLogger(__name__)

MIB: Final = 1024 * 1024
ARGUMENT: Final = "--read-apart"
"""The argument that starts the program as that process, where it is one file without a Python beside it."""
DRAWING_SECONDS: Final = 30.0
"""Seconds for drawing a document of ours again, which 700 pages do in three; what is drawn was checked before."""
MEMORY: Final = 4 * 1024 * MIB
_LARGEST_ANSWER: Final = 64 * MIB
_ENDED: Final = 86  # exit code of a process that ended itself, where the system has no processor timer
_COUNTED: Final = 20_000
_COUNTED_SECONDS: Final = 0.0006  # where the budgets were set
_SLOWEST: Final = 8.0
_YOUNG: Final = 400_000  # objects made before garbage is sought: more than reading most files makes
_LOADED: Final = ("datapact.audit.verify.verify",)
_MOST_FILES: Final = 1 << 16
_HEAD: Final = struct.Struct(">Q")


def allowance(size: int) -> float:
    """Seconds of processor time for a file of ``size`` bytes: one, and one for each 4 MiB; more on a slow computer."""
    return 1.0 + size / (4 * MIB)


# ---- in the program ----


def _command() -> list[str]:
    """The command that starts the program as that process."""
    if getattr(sys, "frozen", False):
        return [sys.executable, ARGUMENT]
    return [sys.executable, "-P", "-c", "from datapact.base.worker_process import serve; serve()", ARGUMENT]


def _environment() -> dict[str, str]:
    """The environment of that process, which works in another folder: it finds the modules of this very program, too."""
    places = os.environ.get("PYTHONPATH")
    if not places:
        return dict(os.environ)
    return {**os.environ, "PYTHONPATH": os.pathsep.join(str(Path(one).absolute()) for one in places.split(os.pathsep))}


class Forked:
    """The part of ``subprocess.Popen`` that is needed of the worker process, for one that is forked: it loads nothing twice."""

    def __init__(self) -> None:
        (asked, self_in), (self_out, answers) = os.pipe(), os.pipe()
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
        self.pid = os.fork()
        if self.pid == 0:
            _become_worker(asked, answers)
        os.close(asked)
        os.close(answers)
        self.stdin, self.stdout = pipe_ends(self_in, self_out)
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Its exit code; None while it runs."""
        if self.returncode is None and (ended := os.waitpid(self.pid, os.WNOHANG))[0]:
            self.returncode = os.waitstatus_to_exitcode(ended[1])
        return self.returncode

    def kill(self) -> None:
        """End it at once."""
        if self.returncode is None:
            os.kill(self.pid, signal.SIGKILL)

    def wait(self, seconds: float | None = None) -> int:
        """Its exit code, once it has ended; raises TimeoutExpired."""
        until = None if seconds is None else time.monotonic() + seconds
        while until is not None and self.poll() is None:
            if time.monotonic() > until:
                raise subprocess.TimeoutExpired("forked", seconds or 0.0)
            time.sleep(0.002)
        if self.returncode is None:
            self.returncode = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.returncode


def _become_worker(asked: int, answers: int) -> None:
    """Be the worker process in a forked one, to its end: no other file open, no log, the streams those of a new process."""
    code = 1
    try:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for mine, place in ((asked, 0), (answers, 1), (nowhere, 2)):
            os.dup2(mine, place)
        os.closerange(3, _MOST_FILES)
        os.chdir(Path(sys.executable).absolute().anchor)
        logging.disable()
        _serve(open(0, "rb", closefd=False), 1)  # noqa: SIM115 - to the end of the process
        code = 0
    finally:
        os._exit(code)


def _keeps_no_secret() -> bool:
    """Whether a forked process would get nothing that what it reads must not reach: no vault was ever loaded here, nor windows."""
    return (
        sys.platform == "linux"
        and threading.active_count() == 1
        and not any(name.startswith(("PySide6", "datapact.vault", "datapact.signing.keys")) for name in sys.modules)
    )


class _Worker:
    """The process, and the pipes to it."""

    process: subprocess.Popen[bytes] | Forked

    def __init__(self, *, forked: bool = False) -> None:
        try:
            self.process = Forked() if forked else self._started()
        except OSError as error:
            raise _not_started() from error
        self.ready = False

    def _started(self) -> subprocess.Popen[bytes]:
        no_window = getattr(subprocess, "CREATE_NO_WINDOW", 0)
        return subprocess.Popen(
            _command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=no_window,
            env=_environment(),
            cwd=Path(sys.executable).absolute().anchor,  # the program's own may be removed, or be on a stick
        )

    def ask(self, work: tuple[Any, ...], seconds: float) -> tuple[Any, ...]:
        """Send work and wait for the answer; raises EOFError when the process ends first."""
        sent, came = self.process.stdin, self.process.stdout
        assert sent is not None
        assert came is not None
        watch = threading.Timer(60 + 10 * (seconds + DRAWING_SECONDS), self.process.kill)
        if sys.platform == "win32":  # elsewhere the system counts processor time itself
            watch.start()
        try:
            if not self.ready:
                self.ready = _receive(came) == b"ready"
            _send(sent, pickle.dumps(work))
            answer = _Plain(io.BytesIO(_receive(came))).load()
        except (OSError, pickle.UnpicklingError, AttributeError, TypeError, ValueError) as error:
            raise EOFError from error
        finally:
            watch.cancel()
        if not isinstance(answer, tuple):
            raise EOFError
        return answer

    def end(self) -> int:
        """End the process; returns how it ended."""
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            with suppress(OSError):
                stream.close()
        try:
            return self.process.wait(2)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()


class _Plain(pickle.Unpickler):
    """Reads answers, which may contain only our frozen dataclasses and the types of a time.

    A module of ours that only the worker has loaded so far is loaded here, too: what an answer may hold must not depend
    on what this process happened to do before.
    """

    def find_class(self, module: str, name: str) -> Any:
        if module == "datetime" and name in ("date", "datetime", "timedelta", "timezone"):
            return super().find_class(module, name)
        found = getattr(_module_of_ours(module), name, None)
        if not isinstance(found, type) or not is_dataclass(found) or not found.__dataclass_params__.frozen:  # type: ignore[attr-defined]
            raise pickle.UnpicklingError(name)
        return found


def _module_of_ours(name: str) -> ModuleType | None:
    """The module of ours with this name, loaded if need be; none for one of others or one that runs a command."""
    if not name.startswith("datapact.") or name.endswith("__main__"):
        return None
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


class _Lane:
    """Work goes through it one after the other, to a process that is started anew where it ended."""

    def __init__(self, worker: _Worker | None = None) -> None:
        self.worker = worker

    def ask(self, work: tuple[Any, ...], seconds: float) -> tuple[Any, ...]:
        """The answer of the process; raises the error that says why there is none."""
        if self.worker is not None and self.worker.process.poll() is not None:
            self.end()
        self.worker = worker = self.worker or _Worker()
        try:
            return worker.ask(work, seconds)
        except EOFError:
            self.worker = None
            raise _ended(worker.end(), worker.ready) from None
        except BaseException:  # interrupted by a person within an answer: the rest of it must not be read as another's
            self.worker = None
            worker.process.kill()
            worker.end()
            raise

    def end(self) -> None:
        """End the process, if there is one."""
        if self.worker is not None:
            self.worker.end()
            self.worker = None


_worker: _Worker | None = None
_one_at_a_time = threading.Lock()
_beside = threading.local()  # its ``lane``: the own one of a thread that works beside others
_inside = False


def start(*, forked: bool = False) -> None:
    """Start the process in advance, so that it loads its modules while this one works.

    ``forked``: by a fork where this process has loaded neither a vault nor keys, so that nothing is loaded twice.
    """
    global _worker
    if not _inside and _one_at_a_time.acquire(blocking=False):
        try:
            _worker = _worker or _Worker(forked=forked and _keeps_no_secret())
        finally:
            _one_at_a_time.release()


def run_apart(function: str, *arguments: Any, size: int, **named: Any) -> Any:
    """Call ``module:function`` in the other process, with a budget for a file of ``size`` bytes.

    The process works in another folder, so paths are given whole. Raises what the function raises of DataPactError,
    TooLarge when the budget is used up, Damaged when the file kills the process, Surroundings when it cannot be started.
    """
    global _worker
    if _inside:
        return _function(function)(*arguments, **named)
    seconds = allowance(size)
    given = tuple(_absolute(one) for one in arguments), {name: _absolute(one) for name, one in named.items()}
    work = (function, *given, seconds, MEMORY + 4 * size)
    own: _Lane | None = getattr(_beside, "lane", None)
    if own is not None:
        return _understood(own.ask(work, seconds))
    with _one_at_a_time:
        lane = _Lane(_worker)
        try:
            answer = lane.ask(work, seconds)
        finally:
            _worker = lane.worker
    return _understood(answer)


def map_apart[Item, Result](do: Callable[[Item], Result], items: Sequence[Item], processes: int) -> list[Result]:
    """``do`` of each item, in order, where what it runs apart goes to ``processes`` worker processes at a time.

    With one process, or one item, to that which there is anyway. Raises what ``do`` raises first.
    """
    processes = min(processes, len(items))
    if processes <= 1 or _inside:
        return [do(item) for item in items]
    from concurrent.futures import ThreadPoolExecutor  # not loaded for one file
    from concurrent.futures.thread import BrokenThreadPool

    lanes: list[_Lane] = []

    def begin() -> None:
        _beside.lane = lane = _Lane(_Worker())
        lanes.append(lane)

    pool = ThreadPoolExecutor(processes, "apart", initializer=begin)
    try:
        return list(pool.map(do, items))
    except BrokenThreadPool as error:  # a process that cannot be started breaks it
        raise _not_started() from error
    finally:
        pool.shutdown(cancel_futures=True)
        for lane in lanes:
            lane.end()


def _absolute(given: Any) -> Any:
    """A path as the other process finds it too, which works in another folder."""
    return given.absolute() if isinstance(given, Path) else given


def _understood(answer: tuple[Any, ...]) -> Any:
    match answer:
        case ("answer", value):
            return value
        case ("refused", str(kind), Message() as message):
            refusal = getattr(errors, kind, Damaged)
            raise refusal(message)
        case ("memory",):
            log.warning("the process that reads what others sent used up its memory")
            raise _busy()
        case ("fault", str(kind), str(frames)):
            raise FaultApart(kind, frames)
    raise _stopped()


def close() -> None:
    """End the process, if there is one."""
    global _worker
    if _worker is not None:
        _worker.end()
        _worker = None


def _forget() -> None:
    """Forget the worker in a forked process: it belongs to the parent, whose answers would be read here."""
    global _worker, _one_at_a_time
    _one_at_a_time = threading.Lock()
    if _worker is not None:
        _others.append(_worker)
        for stream in (_worker.process.stdin, _worker.process.stdout):
            if stream is not None:
                os.close(stream.fileno())
    _worker = None


_others: list[_Worker] = []
if sys.platform != "win32":
    os.register_at_fork(after_in_child=_forget)
atexit.register(close)


def _ended(code: int, was_ready: bool) -> DataPactError:
    if not was_ready:
        log.warning("the process that reads what others sent did not start, exit code %s", code)
        return _not_started()
    profiled = -int(getattr(signal, "SIGPROF", 0))
    if code in (profiled, _ENDED):
        log.warning("the process that reads what others sent was ended: its processor time was used up")
        return _busy()
    log.warning("the process that reads what others sent ended at a file, exit code %s", code)
    return _stopped()


def _busy() -> TooLarge:
    return TooLarge(N_("This file keeps its reader busy for longer than a file of its size may, so it was given up."))


def _stopped() -> Damaged:
    return Damaged(N_("The program part that reads files stopped at this file, so it was given up."))


def _not_started() -> Surroundings:
    return Surroundings(
        N_("The program part that reads files of others cannot be started. Free memory, or install DataPact again.")
    )


def _send(stream: IO[bytes], data: bytes) -> None:
    stream.write(_HEAD.pack(len(data)))
    stream.write(data)
    stream.flush()


def _receive(stream: IO[bytes], most: int = _LARGEST_ANSWER) -> bytes:
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        raise EOFError
    (size,) = _HEAD.unpack(head)
    if size > most:
        raise EOFError
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


# ---- in the other process ----


_slowness = 1.0  # this computer's time relative to the one where the budgets were set


def _measure() -> float:
    """Measure this computer's speed for some milliseconds, so that budgets allow the same work on a slow one."""
    least = _SLOWEST
    for _ in range(3):
        began, total = time.process_time(), 0
        for number in range(_COUNTED):
            total += number & 7
        least = min(least, (time.process_time() - began) / _COUNTED_SECONDS)
        if least <= 1.0:
            break
    return max(1.0, least)


@contextmanager
def budget(seconds: float) -> Iterator[None]:
    """Give the work in this block its own budget, apart from the outer one; no effect in the program itself."""
    if not _inside:
        yield
        return
    left = _allow(seconds)
    try:
        yield
    finally:
        _allow(max(left, 0.01))


@contextmanager
def unswept() -> Iterator[None]:
    """Load what stays to the end in this block: no garbage is sought meanwhile, nor among it later."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@contextmanager
def loading() -> Iterator[None]:
    """Leave out of the budget what loads modules of ours in this block: that takes as long whatever the file says."""
    if not _inside:
        yield
        return
    left = _allow(0)
    try:
        with unswept():
            yield
    finally:
        _allow(max(left, 0.01))


_left_to_draw: float | None = None  # the shared budget of all drawings for one file, if any


@contextmanager
def drawing() -> Iterator[None]:
    """Give the redrawing of one of our documents its own budget, limited by the rest of the file's drawing budget."""
    global _left_to_draw
    left = DRAWING_SECONDS if _left_to_draw is None else min(DRAWING_SECONDS, max(_left_to_draw, 0.01))
    began = time.process_time()
    try:
        with budget(left):
            yield
    finally:
        if _left_to_draw is not None:
            _left_to_draw -= (time.process_time() - began) / _slowness


@contextmanager
def drawings(seconds: float) -> Iterator[None]:
    """Give all drawings in this block one budget together, however many documents there are."""
    global _left_to_draw
    before, _left_to_draw = _left_to_draw, seconds
    try:
        yield
    finally:
        _left_to_draw = before


_until = 0.0  # processor time at which this process ends itself, where the system has no timer


def _allow(seconds: float) -> float:
    """Set the remaining processor time, 0 for no limit; returns the former remainder."""
    global _until
    seconds *= _slowness
    if sys.platform != "win32":
        return signal.setitimer(signal.ITIMER_PROF, seconds)[0] / _slowness
    now = time.process_time()
    left, _until = max(0.0, _until - now), now + seconds if seconds else 0.0
    return left / _slowness


def _watch() -> None:
    while True:
        time.sleep(0.1)
        if _until and time.process_time() > _until:
            os._exit(_ENDED)


def serve(loaded: tuple[str, ...] = _LOADED) -> None:
    """Run as the worker process: answer until the program closes the pipe."""
    _serve(sys.stdin.buffer, sys.stdout.fileno(), loaded)


def _serve(came: IO[bytes], answers: int, loaded: tuple[str, ...] = _LOADED) -> None:
    global _inside, _slowness
    _inside = True
    sent = open_pipe(answers)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, answers)  # keep library output out of the answers
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the program is asked, and then closes the pipe
    if sys.platform == "win32":
        threading.Thread(target=_watch, daemon=True).start()
    else:
        import resource

        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # so that no core file holds what it read
    leave_out_fetching()
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"  # which it would look for among all packages of the computer
    with unswept():
        for module in loaded:
            importlib.import_module(module)
    gc.set_threshold(_YOUNG)
    atexit.register(gc.freeze)  # so that the end does not sweep what the system takes back anyway
    _slowness = _measure()
    _send(sent, b"ready")
    while True:
        try:
            work = pickle.loads(_receive(came, sys.maxsize))  # noqa: S301 - from the program itself
        except (EOFError, OSError):
            return
        answer = _answer(*work)
        del work
        with suppress(OSError):
            _send(sent, pickle.dumps(answer))


def _answer(function: str, arguments: Any, named: Any, seconds: float, memory: int) -> tuple[Any, ...]:
    called = _function(function)
    _bound_memory(memory)
    _allow(seconds)
    try:
        return "answer", called(*arguments, **named)
    except DataPactError as error:
        return "refused", type(error).__name__, error.message
    except MemoryError:
        return ("memory",)
    except Exception as error:  # noqa: BLE001 - told apart in the program
        return "fault", type(error).__name__, "".join(f"{place}\n" for place in places_of(error))
    finally:
        _allow(0)


def _bound_memory(most: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    with suppress(ValueError, OSError):  # macOS does not know this limit
        resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _function(name: str) -> Any:
    module, _, function = name.partition(":")
    return getattr(importlib.import_module(module), function)
