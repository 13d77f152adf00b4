"""What the register commands do: make a register, write it in one form, record that it left the vault."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import get_args

from datapact.audit.register_export import save_register
from datapact.cli.output import emit, require_folder
from datapact.cli.session import acting
from datapact.clock import write_time
from datapact.documents.register_files import RegisterFormat
from datapact.errors import WrongUse
from datapact.strictjson import JsonObject
from datapact.texts import LANGUAGES, N_, Message, _, counted
from datapact.tracking.register import Register
from datapact.tracking.register_filters import Filters
from datapact.tracking.registers import register

_FORMATS: tuple[RegisterFormat, ...] = get_args(RegisterFormat.__value__)


def write_one(name: str, output: Path, form: str, on: str, status: list[str], partner: str) -> None:
    """Write the register ``name`` into a file."""
    wanted = form or output.suffix.lstrip(".").casefold() or "pdf"
    chosen = next((known for known in _FORMATS if known == wanted), None)
    if chosen is None:
        raise WrongUse(N_("The format is one of {formats}."), formats=", ".join(_FORMATS))
    day = day_of(on) if on else None
    filters = Filters(tuple(status), partner)
    require_folder(output)
    with acting() as member:
        made = register(member, name, day, filters)
        save_register(member, made, chosen, output)
    gaps = counted("{n} gap", "{n} gaps", len(made.gaps))
    rows = counted("{n} entry", "{n} entries", len(made.rows))
    line = _(
        "{register}: {rows}, {gaps}, as at {day}. Written to {file}.",
        register=made.title,
        rows=rows,
        gaps=gaps,
        day=made.on.isoformat(),
        file=str(output),
    )
    told = [
        *map(str, made.population),
        *(_("Left out: {what}", what=one.words) for one in made.left_out),
        *(_("Gap: {what}", what=f"{one.number or one.agreement}: {one.message}") for one in made.gaps),
    ]
    emit(_summary(made, output, chosen), [line, *told])


def _summary(made: Register, output: Path, form: str) -> JsonObject:
    return {
        "register": made.name,
        "file": str(output),
        "form": form,
        "on": made.on.isoformat(),
        "known_at": write_time(made.known_at),
        "rows": len(made.rows),
        "population": [_both(one) for one in made.population],
        "filters": [_both(one) for one in made.filters],
        "left_out": [{"reason": _both(one.reason), "count": one.count} for one in made.left_out],
        "gaps": [
            {"agreement": one.agreement, "number": one.number, "message": _both(one.message)} for one in made.gaps
        ],
    }


def _both(message: Message) -> JsonObject:
    return {language: message.text(language) for language in LANGUAGES}


def day_of(text: str) -> date:
    """A day from the command line; raises WrongUse."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongUse(N_("{text} is no day. Write it as YYYY-MM-DD."), text=text[:40]) from None
