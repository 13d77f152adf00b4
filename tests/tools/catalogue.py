"""Keep the gettext catalogues: extract, merge, add translations, compile. A file lock lets several people run it.

catalogue.py                 extract and compile
catalogue.py add FILE.json   the same, after adding {"English id": "German", "{n} file": ["{n} Datei", "{n} Dateien"]}
catalogue.py prune           the same, forgetting the translations of sentences that are gone
catalogue.py missing         list what has no German yet; exit 1 if anything
"""

from __future__ import annotations

import fcntl
import io
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "resources" / "locale"
ERRORS = [
    "DataPactError",
    "AnswerNo",
    "MissingEntries",
    "WrongUse",
    "Locked",
    "Damaged",
    "Malformed",
    "TooLarge",
    "NewerFormat",
    "NotForUs",
    "Surroundings",
]
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "N_": None,
    "counted": (1, 2),
    **dict.fromkeys([*ERRORS, "Message", "against"], (1,)),
}


def extracted() -> Catalog:
    """All message ids in datapact/ and ui/."""
    catalogue = Catalog(project="DataPact", charset="utf-8", header_comment="# DataPact. EUPL-1.2.")
    for folder in ("datapact", "ui"):
        for found in extract_from_dir(ROOT / folder, [("**.py", "python")], keywords=KEYWORDS):
            name, _line, message, _comments, _context = found
            catalogue.add(message, None, locations=[(f"{folder}/{name}", 0)])
    return catalogue


def po_file(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "datapact.po"


def load(language: str) -> Catalog:
    if not po_file(language).exists():
        return Catalog(locale=language, project="DataPact", charset="utf-8", fuzzy=False)
    with po_file(language).open("rb") as stream:
        return read_po(stream, locale=language)


def compiled(catalogue: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def missing(catalogue: Catalog) -> list[str]:
    """Ids without a translation, or with a fuzzy one."""
    return [
        str(message.id)
        for message in catalogue
        if message.id
        and (message.fuzzy or not message.string or (isinstance(message.string, tuple) and not all(message.string)))
    ]


def _key(identifier: str | tuple[str, ...] | list[str]) -> str:
    return identifier if isinstance(identifier, str) else identifier[0]


def refused(additions: dict[str, str | list[str]], template: Catalog) -> list[str]:
    """What is wrong with translations, a line each: they would be lost, or a catalogue written that nobody can read."""
    found = []
    known = {_key(message.id): message for message in template if message.id}
    for key, given in additions.items():
        if key not in known:
            found.append(f"no source says this: {key}")
        elif known[key].pluralizable != (isinstance(given, list) and len(given) == 2):
            form = '["one", "several"]' if known[key].pluralizable else '"one text"'
            found.append(f"this takes {form}: {key}")
    return found


def refresh(additions: dict[str, str | list[str]], *, prune: bool = False) -> list[str]:
    """Merge the sources and ``additions`` into the catalogues and compile them; returns what is missing in German."""
    template = extracted()
    if lines := refused(additions, template):
        raise SystemExit("\n".join(lines))
    for language in ("de", "en"):
        catalogue = load(language)
        remembered = {_key(message.id): message for message in catalogue.obsolete.values()}
        catalogue.update(template, no_fuzzy_matching=True)
        if prune:
            catalogue.obsolete.clear()
        else:
            catalogue.obsolete.update({key: old for key, old in remembered.items() if key not in catalogue})
        for message in catalogue:
            if not message.id:
                continue
            key = _key(message.id)
            if not message.string and key in remembered:
                message.string = remembered[key].string
            if language == "en":
                message.string = message.id
            elif key in additions:
                given = additions[key]
                message.string = tuple(given) if isinstance(given, list) else given
                message.flags.discard("fuzzy")  # as it was when a message became a plural
        buffer = io.BytesIO()
        catalogue.creation_date = catalogue.revision_date = datetime(2026, 11, 24, tzinfo=UTC)
        catalogue.header_comment = "# DataPact, licensed under the EUPL-1.2."
        catalogue.version, catalogue.msgid_bugs_address = "1", ""
        write_po(buffer, catalogue, width=110, sort_output=True)
        po_file(language).parent.mkdir(parents=True, exist_ok=True)
        po_file(language).write_bytes(buffer.getvalue())
        po_file(language).with_suffix(".mo").write_bytes(compiled(load(language)))
    return missing(load("de"))


def main() -> int:
    LOCALE.mkdir(parents=True, exist_ok=True)
    with (LOCALE / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        arguments = sys.argv[1:]
        additions = json.loads(Path(arguments[1]).read_text("utf-8")) if arguments[:1] == ["add"] else {}
        left = refresh(additions, prune=arguments[:1] == ["prune"])
    for message in left:
        print("missing:", message)
    return 1 if left and arguments[:1] == ["missing"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
