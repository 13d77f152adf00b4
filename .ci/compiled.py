"""Compiles what each start would compile anew: ``python .ci/compiled.py [FILE]``, run by the set-up and by who packs.

It loads every module of the program, so that the dataclasses of libraries are among them, reads every TOML file that ships, and writes what came of each text
where the program finds it (datapact/base/left_out.py).
"""

from __future__ import annotations

import dataclasses
import importlib
import marshal
import os
import pkgutil
import sys
import tomllib
from io import BytesIO
from pathlib import Path
from typing import Any

import datapact
from datapact.base.left_out import MAGIC, compiled_file, key_of, leave_out_fetching
from datapact.base.resources import data_folder

texts: set[str] = set()


def note(text: str, names: dict[str, Any], made: dict[str, Any]) -> None:
    """Run a text as dataclasses do, and note it."""
    texts.add(text)
    exec(text, names, made)  # noqa: S102


for name in [name for name in sys.modules if name.startswith("datapact.")]:
    del sys.modules[name]  # loaded before anything was noted
dataclasses.exec = note  # type: ignore[attr-defined]
os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
leave_out_fetching()
for module in pkgutil.walk_packages(datapact.__path__, "datapact."):
    if ".migrations." not in module.name:
        importlib.import_module(module.name)

made: dict[str, Any] = {text: compile(text, "<string>", "exec") for text in texts}
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
