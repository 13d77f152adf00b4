"""Read a register back from its register.json, which holds everything on its pages.

Written again it must equal the file, so the file can contain nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from datapact.base.clock import read_time
from datapact.base.errors import Malformed
from datapact.base.strictjson import JsonObject, canonical
from datapact.base.texts import N_, Message
from datapact.contract.text.spoken_values import spoken
from datapact.registers.register import Cell, Column, Gap, Left, Register, Row, Said, Several

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def read_register(shown: JsonObject) -> Register:
    """The register; raises Malformed for anything that ``Register.to_json`` does not write."""
    try:
        register = _register(shown)
        same = canonical(register.to_json()) == canonical(shown)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _malformed() from error
    if not same:
        raise _malformed()
    return register


def _register(shown: Mapping[str, Any]) -> Register:
    columns = tuple(
        Column(_text(one["key"]), _words(one["heading"]), one.get("letter", ""), one.get("printed", True))
        for one in shown["columns"]
    )
    return Register(
        name=_text(shown["register"]),
        title=_words(shown["title"]),
        basis=_words(shown["basis"]),
        on=date.fromisoformat(shown["on"]),
        known_at=read_time(shown["known_at"]),
        organisation=_text(shown["organisation"]),
        population=tuple(map(_words, shown["population"])),
        filters=tuple(map(_words, shown["filters"])),
        left_out=tuple(Left(_words(one["reason"]), _number(one["count"])) for one in shown["left_out"]),
        columns=columns,
        rows=tuple(_row(one, columns) for one in shown["rows"]),
        gaps=tuple(Gap(_text(one["agreement"]), _text(one["number"]), _words(one["message"])) for one in shown["gaps"]),
        cards=shown["cards"] is True,
    )


def _row(shown: Mapping[str, Any], columns: Sequence[Column]) -> Row:
    return Row(_text(shown["agreement"]), {one.key: _cell(shown[one.key]) for one in columns})


def _cell(shown: Any) -> Cell:
    match shown:
        case None | int():
            return shown
        case str():
            try:
                return date.fromisoformat(shown) if _DAY.fullmatch(shown) else shown
            except ValueError:
                return shown
        case list():
            return Several(tuple(map(_cell, shown)))
        case {"de": str(german), "en": str(english), "code": str(code), **rest} if not rest and code:
            return Said(german, english, code)
        case {"de": str(german), "en": str(english), **rest} if not rest:
            return Said(german, english)
    raise _malformed()


def _words(shown: Any) -> Message:
    return spoken(_text(shown["de"]), _text(shown["en"]))


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise _malformed()


def _number(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise _malformed()


def _malformed() -> Malformed:
    return Malformed(N_("The register in this file is not in its form. Ask the sender for a new file."))
