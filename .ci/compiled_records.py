"""Compiles what dataclasses have Python compile at each start: ``python .ci/compiled_records.py [FILE]``, run by the set-up.

It loads every module of the program, so the libraries' dataclasses are among them, and writes their code where the program finds it.
"""

from __future__ import annotations

import dataclasses
import importlib
import marshal
import os
import pkgutil
import sys
from typing import Any

texts: set[str] = set()


def note(text: str, names: dict[str, Any], made: dict[str, Any]) -> None:
    """Run a text as dataclasses do, and note it."""
    texts.add(text)
    exec(text, names, made)  # noqa: S102


dataclasses.exec = note  # type: ignore[attr-defined]
os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"

import datapact  # noqa: E402
from datapact.base.left_out import MAGIC, key_of, leave_out_fetching, records_file  # noqa: E402

dataclasses.exec = note  # type: ignore[attr-defined]
leave_out_fetching()
for module in pkgutil.walk_packages(datapact.__path__, "datapact."):
    if ".migrations." not in module.name:
        importlib.import_module(module.name)

file = sys.argv[1] if len(sys.argv) > 1 else records_file(datapact.__file__ or "")
os.makedirs(os.path.dirname(file), exist_ok=True)
bodies, places, begin = [], {}, 0
for text in sorted(texts):
    body = marshal.dumps((text, compile(text, "<string>", "exec")), 2)  # this form says the same of the same text
    places[key_of(text)] = (begin, len(body))
    bodies.append(body)
    begin += len(body)
head = marshal.dumps((MAGIC, 0, places), 2)
with open(f"{file}.new", "wb") as written:  # a number has the same length whatever it is
    written.write(marshal.dumps((MAGIC, len(head), places), 2))
    written.writelines(bodies)
os.replace(f"{file}.new", file)
