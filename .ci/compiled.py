"""Compiles what each start would compile anew: ``python .ci/compiled.py [FILE]``, run by the set-up and by who packs.

It loads every module of the program, so that the dataclasses and patterns of libraries are among them, reads every TOML file that ships, and writes what came of each text
where the program finds it (datapact/base/left_out.py).
"""

from __future__ import annotations

import _sre  # type: ignore[import-not-found]
import dataclasses
import importlib
import marshal
import os
import pkgutil
import re
import subprocess
import sys
import tomllib
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import datapact
from datapact.base.left_out import MAGIC, compile_pattern, compiled_file, key_of, leave_out_fetching, pattern_text
from datapact.base.resources import data_folder

if (
    os.environ.get("PYTHONHASHSEED") != "0"
):  # some patterns of libraries are joined from sets: the file shall be the same each time
    again = subprocess.run([sys.executable, *sys.argv], env={**os.environ, "PYTHONHASHSEED": "0"}, check=False)
    sys.exit(again.returncode)

texts: set[str] = set()
patterns: dict[str, Any] = {}
handed: list[Any] = []


def note(text: str, names: dict[str, Any], made: dict[str, Any]) -> None:
    """Run a text as dataclasses do, and note it."""
    texts.add(text)
    exec(text, names, made)  # noqa: S102


def note_pattern(pattern: Any, flags: int = 0) -> re.Pattern[Any]:
    """Compile a pattern as Python does, and note what it hands to the machine that runs patterns."""
    made = compile_pattern(pattern, flags)
    if isinstance(pattern, str | bytes):
        whole, code, *rest = handed
        patterns[pattern_text(pattern, flags)] = (int(whole), [*map(int, code)], *rest)
    return made


def hand_over(pattern: Any, *given: Any) -> re.Pattern[Any]:
    """Hand compiled code to the machine, and keep it."""
    handed[:] = given
    return _sre.compile(pattern, *given)  # type: ignore[no-any-return]


re._compiler.compile = note_pattern  # type: ignore[attr-defined]
re._compiler._sre = SimpleNamespace(**{**vars(_sre), "compile": hand_over})  # type: ignore[attr-defined]
re.purge()
for name in [name for name in sys.modules if name.startswith("datapact.")]:
    del sys.modules[name]  # loaded before anything was noted
dataclasses.exec = note  # type: ignore[attr-defined]
os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
leave_out_fetching()
for module in pkgutil.walk_packages(datapact.__path__, "datapact."):
    if ".migrations." not in module.name:
        importlib.import_module(module.name)

made: dict[str, Any] = {text: compile(text, "<string>", "exec") for text in texts} | patterns
for path in data_folder().rglob("*.toml"):
    text = path.read_text("utf-8")
    made[text] = tomllib.loads(text)

from datapact.pdf.engine.fonts import key_of_font  # noqa: E402
from datapact.pdf.engine.hyphenation import SHIPPED, by_beginning, dictionary, divided, words_in  # noqa: E402
from datapact.pdf.engine.layout import FONT_FILES, HYPHENATION, font_bytes  # noqa: E402
from datapact.pdf.engine.reportlab_parts import TTFont, extracted  # noqa: E402

for name in FONT_FILES.values():
    made[key_of_font(font_bytes(name))] = extracted(TTFont("", BytesIO(font_bytes(name))).face)
tables = [table for table in made.values() if isinstance(table, dict)]
for language in HYPHENATION:
    made[dictionary(language)] = by_beginning(dictionary(language))
    words = sorted({word for table in tables for word in words_in(table, language)})
    made[dictionary(language) + SHIPPED] = {word: bytes(divided(word, language)) for word in words}

file = Path(sys.argv[1]) if len(sys.argv) > 1 else compiled_file(datapact.__file__ or "")
bodies, places, begin = [], {}, 0
for text in sorted(made):
    try:
        body = marshal.dumps(made[text], 2)  # this form says the same of the same text
    except ValueError:  # a day, which it cannot say
        continue
    places[key_of(text)] = (begin, len(body))
    bodies.append(body)
    begin += len(body)
head = marshal.dumps((MAGIC, 0, places), 2)
file.parent.mkdir(parents=True, exist_ok=True)
new = file.with_name(f"{file.name}.new")
with new.open("wb") as written:  # a number has the same length whatever it is
    written.write(marshal.dumps((MAGIC, len(head), places), 2))
    written.writelines(bodies)
new.replace(file)
