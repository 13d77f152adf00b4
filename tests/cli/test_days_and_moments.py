"""Days and moments: one reading for every option of every command, and nothing refused that was taken before."""

from __future__ import annotations

import ast
import re
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import datapact.cli as command_line
from datapact.base.date_formats import DateReader
from datapact.base.errors import WrongUse
from datapact.base.local_time import local_zone, moment_of
from datapact.base.texts import _DAYS
from datapact.cli.kit import moments
from datapact.cli.kit.moments import REFUSALS, WrittenMoment, read_day, read_moment, read_time
from tests.cli.desks import datapact
from tests.cli.test_help import tree
from tests.depth import examples
from tests.parsed import parsed

NOW = datetime(2026, 11, 24, 13, 20, tzinfo=UTC)
SOUNDS_LIKE_A_DAY = re.compile(r"\b(days?|date|dated|when|moment|YYYY)\b|\d{4}-\d{2}", re.IGNORECASE)
NO_DAY = {
    "agreed-purpose add --agreed",
    "agreement agree --authority",
    "agreement annex --objection-days",
    "agreement list --ending",
    "agreement notice --objection-days",
    "agreement packet --sent",
    "agreement remind --sent",
    "archive renew --within",
    "directory write --follow",
    "directory write --vouch",
    "library template-from --summary",
    "may-share --what-if",
    "obligations --due-within",
    "obligations --steps",
    "recall deadline --follow-up",
    "recall deadline days",
    "sharing-matrix --what-if",
    "verify --require-trust",
}
"""Numbers of days, words of another sense, and --what-if, whose on= is read by ``day_in``."""


def reader_of(parameter: Any) -> Any:
    return getattr(getattr(getattr(parameter, "type_descriptor", None), "parameter_info", None), "parser", None)


PARAMETERS = [
    (" ".join([*path, max(one.opts, key=len)]), one)
    for path, (command, _page) in tree("en").items()
    for one in command.params
]
DAYS = [name for name, one in PARAMETERS if reader_of(one) in REFUSALS]


def test_no_sentence_is_given_a_day_that_stays_as_machines_write_it() -> None:
    """A day is written out by the name of its argument (``base.texts``); any other name would leave 2027-01-01 in a sentence."""
    left = []
    for path in [*Path("datapact").rglob("*.py"), *Path("ui").rglob("*.py")]:
        tree_of_file = parsed(path, r"\bisoformat\b")
        for call in (one for one in ast.walk(tree_of_file) if isinstance(one, ast.Call)):
            if (call.func.id if isinstance(call.func, ast.Name) else "") not in ("Message", "counted", "_"):
                continue
            given = [(one.arg, one.value) for one in call.keywords]
            for one in (one for one in call.args if isinstance(one, ast.Dict)):
                given += [
                    (key.value, value)
                    for key, value in zip(one.keys, one.values, strict=True)
                    if isinstance(key, ast.Constant)
                ]  # type: ignore[misc]
            left += [
                f"{path}:{call.lineno} {name}"
                for name, value in given
                if isinstance(value, ast.Call) and getattr(value.func, "attr", "") == "isoformat" and name not in _DAYS
            ]
    assert not left


def test_every_option_that_sounds_like_a_day_is_read_as_one() -> None:
    suspects = {name for name, one in PARAMETERS if SOUNDS_LIKE_A_DAY.search(one.help or "")}
    assert suspects - set(DAYS) == NO_DAY
    assert len(DAYS) >= 44
    assert [name for name, one in PARAMETERS if "datetime" in str(one.display_type(None))] == []


def test_no_command_reads_a_day_by_itself() -> None:
    folder = Path(command_line.__file__).parent
    readers = re.compile(r"fromisoformat|strptime|formats=\[|DateReader|read_written")
    assert {path.name for path in folder.rglob("*.py") if readers.search(path.read_text("utf-8"))} == {"moments.py"}


@pytest.mark.parametrize("name", DAYS)
def test_what_is_no_day_is_refused_in_one_sentence(name: str) -> None:
    option = name.split()[-1]
    said = REFUSALS[reader_of(dict(PARAMETERS)[name])]
    for text in ("soon", "2026-02-30", "03/04/2026", "31.13.2026"):
        refused = datapact(*name.split(), text)
        assert (refused.code, refused.err) == (2, f"datapact: {said.format(name=option)}\n")


@pytest.mark.parametrize("text", ["2026-12-31", "31.12.2026", "31. 12. 2026", " 2026-12-31 ", "20261231", "2026-W53-4"])
def test_the_spellings_of_a_day(text: str) -> None:
    assert read_day(text) == read_moment(text).value == date(2026, 12, 31)
    with pytest.raises(ValueError):
        read_time(text)


@pytest.mark.parametrize("text", ["2026-12-31 14:20", "2026-12-31T14:20", "31.12.2026 14:20", "31.12.2026, 14:20 Uhr"])
def test_the_spellings_of_a_moment(text: str) -> None:
    local = datetime(2026, 12, 31, 14, 20, tzinfo=local_zone(NOW)).astimezone(UTC)
    found = read_time(text)
    assert found == read_moment(text)
    assert found.begins(NOW) == found.ends(NOW) == found.asked(NOW) == local
    with pytest.raises(ValueError):
        read_day(text)
    assert read_moment("2026-12-31T14:20:00+01:00").asked(NOW) == datetime(2026, 12, 31, 13, 20, tzinfo=UTC)


def test_an_empty_text_is_no_day_where_scripts_may_pass_one() -> None:
    assert moments.read_day_if_any("") is moments.read_moment_if_any("") is moments.read_time_if_any("") is None
    for reader in (read_day, read_moment, read_time):
        with pytest.raises(ValueError):
            reader("")


def test_days_beyond_the_calendar_are_refused_in_words() -> None:
    east, west = timezone(timedelta(hours=1)), timezone(timedelta(hours=-1))
    for value in (datetime.max.replace(tzinfo=west), datetime(1, 1, 1, tzinfo=east)):
        with pytest.raises(WrongUse):
            WrittenMoment(value).asked(NOW)


# The readers that commands had one by one, so that nothing they took is refused.


def day_of_option(text: str) -> date:
    return datetime.strptime(text, "%Y-%m-%d").date()


def moment_of_delivery(text: str) -> datetime:
    if len(text) == 10:
        return moment_of(date.fromisoformat(text), NOW)
    return datetime.fromisoformat(text).astimezone(UTC).replace(microsecond=0)


def moment_of_breach(text: str) -> datetime:
    written = text.strip()
    for form in ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%SZ"):
        try:
            found = datetime.strptime(written, form)
        except ValueError:
            continue
        return found.replace(tzinfo=UTC if form.endswith("Z") else local_zone(NOW)).astimezone(UTC)
    raise ValueError


def start_of_consent(text: str) -> datetime:
    if text == NOW.astimezone(local_zone(NOW)).date().isoformat():
        return NOW
    return datetime.fromtimestamp(DateReader(local_zone(NOW)).start(text), UTC)


def end_of_consent(text: str) -> datetime:
    return datetime.fromtimestamp(DateReader(local_zone(NOW)).end(text), UTC)


def question_of_consent(text: str) -> datetime:
    return start_of_consent(text) if "T" in text else moment_of(date.fromisoformat(text), NOW).astimezone(UTC)


BEFORE = [
    (day_of_option, read_day),
    (date.fromisoformat, read_day),
    (moment_of_delivery, lambda text: read_moment(text).asked(NOW)),
    (moment_of_breach, lambda text: read_time(text).asked(NOW)),
    (start_of_consent, lambda text: read_moment(text).begins(NOW)),
    (end_of_consent, lambda text: read_moment(text).ends(NOW)),
    (question_of_consent, lambda text: read_moment(text).asked(NOW)),
]
FORMS = [
    "{y:04}-{m:02}-{d:02}",
    "{y:04}-{m}-{d}",
    "{y:04}{m:02}{d:02}",
    "{y:04}-W{w:02}-{n}",
    "{y:04}-W{w:02}",
    "{d:02}.{m:02}.{y:04}",
    "{d}. {m}. {y}",
    "{m}/{d}/{y}",
]
TIMES = [
    "",
    " {h:02}:{i:02}",
    "T{h:02}:{i:02}",
    "T{h:02}",
    " {h}:{i}",
    "x{h:02}{i:02}",
    ", {h:02}:{i:02} Uhr",
    "   {h:02}:{i:02}",
]
RESTS = ["", "", ":07", ":07Z", ":07.25+01:00", "Z", "-0330", " ", "?"]


@settings(max_examples=examples(1000))
@given(
    st.sampled_from(FORMS),
    st.sampled_from(TIMES),
    st.sampled_from(RESTS),
    st.integers(1, 9999) | st.integers(1990, 2050),
    st.tuples(*[st.integers(1, most) for most in (13, 32, 54, 8)]),
    st.tuples(st.integers(0, 24), st.integers(0, 60)),
)
def test_nothing_that_a_command_took_is_refused(
    form: str, time: str, rest: str, year: int, day: tuple[int, int, int, int], clock: tuple[int, int]
) -> None:
    numbers = dict(zip("mdwn", day, strict=True)) | dict(zip("hi", clock, strict=True)) | {"y": year}
    text = (form + time + rest).format(**numbers)
    for before, now in BEFORE:
        try:
            taken = before(text)
        except (ValueError, OverflowError):
            continue
        compact = before is moment_of_delivery and not isinstance(read_moment(text).value, datetime) and len(text) != 10
        assert compact or now(text) == taken, (before.__name__, text)  # 20261231 was its midnight, now it is that day
