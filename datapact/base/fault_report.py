"""Fault reports: the place of an error without any processed data, for reports and the local log.

They hold classes of exceptions and places in our code, never a message or a value, which could come from a vault.
"""

from __future__ import annotations

import platform
import traceback

PACKAGES = ("datapact", "datapact_ui", "ui", "site-packages")


class FaultApart(Exception):  # no DataPactError: a bug of ours, as in this process
    """An error other than a refusal, raised in the process that reads others' files.

    ``frames`` are the places there, a line each, without any value.
    """

    def __init__(self, kind: str, frames: str) -> None:
        super().__init__(kind)
        self.frames = frames


def report_of(error: BaseException, *programs: str) -> str:
    """A fault report: versions, and for each exception of the chain its kind and its places."""
    lines = [versions(*programs), f"{platform.system()} {platform.release()} {platform.machine()}"]
    for step in chain_of(error):
        lines += ["", kind_of(type(step)), *(f"  {place}" for place in places_of(step))]
        if isinstance(step, FaultApart):
            lines += [f"  {step}", *(f"  {frame}" for frame in step.frames.splitlines())]
    return "\n".join(lines)


def versions(*programs: str) -> str:
    """The versions of DataPact, Python and other named parts: ``Qt 6.12.0``."""
    from datapact import __version__

    return ", ".join((f"DataPact {__version__}", f"Python {platform.python_version()}", *programs))


def chain_of(error: BaseException) -> list[BaseException]:
    """The exceptions that led to this one, the first one first."""
    found: list[BaseException] = []
    step: BaseException | None = error
    while step is not None and step not in found:
        found.append(step)
        step = step.__cause__ or step.__context__
    return found[::-1]


def kind_of(kind: type) -> str:
    """The class of an exception with its module."""
    return f"{kind.__module__}.{kind.__name__}"


def places_of(error: BaseException) -> list[str]:
    """File, line and function of each frame, the outermost first."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{short_path(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def short_path(name: str) -> str:
    """A path from the package on: the folders before it can name a person."""
    parts = name.replace("\\", "/").split("/")
    found = [place for place, part in enumerate(parts[:-1]) if part in PACKAGES]
    return "/".join(parts[found[-1] if found else -1 :])
