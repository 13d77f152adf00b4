"""The map is true: every room and every page of the guide is on it, and what it names exists."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from pathlib import Path

from tests.parsed import parsed
from tests.tools.house_names import WORDS, messages, plain, with_names
from tests.tools.schemas import whole_results

ROOT = Path(__file__).resolve().parents[1]
MAP = (ROOT / "docs" / "architecture.md").read_text("utf-8")


def rows(heading: str) -> list[list[str]]:
    part = MAP.split(f"## {heading}\n")[1].split("\n## ")[0]
    return [
        [cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line.startswith("| ")
    ]


def rooms(folder: Path) -> set[str]:
    return {one.parent.name for one in folder.glob("*/__init__.py")}


def test_every_room_says_what_belongs_there() -> None:
    named = {row[0].strip("`") for row in rows("What belongs where")[1:]}
    assert named - {"ui/kit", "ui/…"} == rooms(ROOT / "datapact")
    said = next(row[1] for row in rows("What belongs where") if row[0].strip("`") == "ui/…")
    assert rooms(ROOT / "ui") - {"kit"} == set(re.findall(r"`(\w+)`", said)) - {"sending", "receiving"}
    picture = MAP.split("```")[1]
    assert [room for room in rooms(ROOT / "datapact") if not re.search(rf"\b{room}\b", picture)] == []


def test_the_picture_shows_the_rooms_within_a_room_in_their_order() -> None:
    shown = re.split(r"(?m)^.{15}(?=\w)", MAP.split("```")[1])
    lines = {line.split()[0]: re.findall(r"\w+", line)[1:] for line in shown if line.strip()}
    for line in lines:  # what a room has too much for one line stands on the next
        assert (ROOT / "datapact" / line).is_dir() or (ROOT / line).is_dir() or line == "recalls", line
    within = lines["consent"] + ["recalls", *lines.pop("recalls", [])]
    lines["consent"] = within
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    order = next(one for one in told["tool"]["importlinter"]["contracts"] if one["type"] == "layers")["layers"]
    for room in rooms(ROOT / "datapact"):
        below = [name.strip() for layer in reversed(order) for name in layer.split("|")]
        wanted = [name.split(".")[2] for name in below if name.startswith(f"datapact.{room}.")]
        assert lines[room][: len(wanted)] == wanted, room


def test_the_picture_shows_the_rooms_in_their_order() -> None:
    names = re.findall(r"(?m)^.{15}(\w+)", MAP.split("```")[1])
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    order = next(one for one in told["tool"]["importlinter"]["contracts"] if one["type"] == "layers")["layers"]
    below = [name.strip().split(".") for layer in reversed(order) for name in layer.split("|")]
    wanted = dict.fromkeys(name[1] for name in below if name[0] == "datapact")
    assert [name for name in names if name in wanted and name != "recalls"] == list(wanted)


MOST_MODULES = 20


def test_no_folder_holds_more_modules_than_a_person_keeps_in_mind() -> None:
    counted = Counter(
        file.parent.relative_to(ROOT).as_posix()
        for top in ("datapact", "ui")
        for file in (ROOT / top).rglob("*.py")
        if file.stem != "__init__" and file.parent.name != "versions"
    )
    assert {folder: n for folder, n in counted.items() if n > MOST_MODULES} == {}, "divide it by what belongs together"


def headings(language: str, page: str) -> list[str]:
    text = re.sub(r"(?ms)^```.*?^```", "", (ROOT / "docs/guide" / language / f"{page}.md").read_text("utf-8"))
    return re.findall(r"(?m)^#+ (.+)$", text)


def test_every_heading_of_the_guide_leads_to_files_that_exist() -> None:
    """Each path stands in full, so that whoever searches for it finds the page, and its line in the list of files."""
    tables = dict(re.findall(r"(?ms)^### Guide: (\w+)\n(.*?)(?=^##)", MAP))
    pages = {page.stem for page in (ROOT / "docs" / "guide" / "en").glob("*.md")} - {"index"}
    assert set(tables) == pages
    lost = []
    for page, table in tables.items():
        lines = [line.strip("|").split("|") for line in table.splitlines() if line.startswith("| ")][1:]
        assert [line[0].strip() for line in lines] == headings("en", page), page
        assert len(headings("de", page)) == len(lines), page
        for heading, core, window in lines:
            named = [(("datapact", "."), name) for name in re.findall(r"`([^`]+)`", core)]
            named += [(("ui",), name) for name in re.findall(r"`([^`]+)`", window)]
            assert named, (page, heading)
            lost += [
                (page, heading.strip(), name)
                for tops, name in named
                if not any((ROOT / top / f"{name}{end}").exists() for top in tops for end in ("", ".py"))
            ]
    assert lost == []


def test_every_file_command_and_rule_stands_on_the_map() -> None:
    assert with_names(MAP, words=False) == MAP, "PYTHONPATH=. .venv/bin/python tests/tools/house_names.py writes it"


def test_words_of_windows_stand_where_the_map_says() -> None:
    """New ones come in whenever the list is written: they change too often to be asked for at each change."""
    lines = MAP.split(WORDS)[1].split("```\n")[1].splitlines()
    found = messages()
    assert len(lines) > 300
    wrong = [
        line
        for line in lines
        for file in line.rpartition(": ")[2].split(", ")
        if file not in found[plain(line.rpartition(": ")[0])]
    ]
    assert wrong == [], "PYTHONPATH=. .venv/bin/python tests/tools/house_names.py writes it"


def test_every_folder_has_its_place_in_the_order_of_rooms() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    order = next(one for one in told["tool"]["importlinter"]["contracts"] if one["type"] == "layers")
    placed = {name.strip() for layer in order["layers"] for name in layer.split("|")}
    placed.add("datapact.vault.migrations")  # run by Alembic, imported by nobody
    lost = []
    for top, package in (("datapact", "datapact"), ("ui", "datapact_ui")):
        for file in (ROOT / top).rglob("*.py"):
            parts = (package, *file.relative_to(ROOT / top).with_suffix("").parts)
            above = {".".join(parts[:length]) for length in range(2, len(parts) + 1)}
            if file.stem != "__init__" and not above & placed:
                lost.append(".".join(parts))
    assert lost == [], "give the folder a line in the layers of pyproject.toml"


SOURCE = re.compile(r"(?<![\w.*{}/-])((?:\w+/)*[a-z_0-9]+\.py)\b")
BY_HAND = {"docs/verify-without-datapact.md"}
"""Its scripts are on the page itself."""


def test_what_a_comment_or_a_page_names_is_there() -> None:
    files = [*ROOT.glob("datapact/**/*.py"), *ROOT.glob("ui/**/*.py"), *ROOT.glob("tests/**/*.py")]
    there = {f"/{one.relative_to(ROOT).as_posix()}" for one in files}
    lost = []
    for page in [
        *ROOT.glob("datapact/**/*.py"),
        *ROOT.glob("ui/**/*.py"),
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
    ]:
        where = page.relative_to(ROOT).as_posix()
        if where not in BY_HAND:
            named = SOURCE.findall(page.read_text("utf-8"))
            lost += [(where, name) for name in named if not any(one.endswith(f"/{name}") for one in there)]
    assert lost == []


INSIDE = {
    "record_by_decision": "decision_page.deliver",
    "record_delivery": "deliveries.by_hand.record_by_hand",
    "record_within": "deliveries.by_hand.record_by_hand",
    "mapping_for": "pseudonym_table.mapping_file",
    "forget_key": "pseudonym_table.forget_pseudonyms",
    "inclusion_proof": "records.files.proof_file",
    "refresh_statuses": "calendar_statuses.bring_up_to_date",
}
"""Steps of an act that only the core takes, and the use-case by which a command and a window get there."""


def test_a_command_and_a_window_have_one_door_to_an_act() -> None:
    """Neither of them calls a step of an act itself: it would be decided a second time what belongs to it."""
    for folder in (ROOT / "datapact" / "cli", ROOT / "ui"):
        for file in folder.rglob("*.py"):
            called = {
                getattr(node.func, "attr", getattr(node.func, "id", ""))
                for node in ast.walk(parsed(file, "|".join(INSIDE)))
                if isinstance(node, ast.Call)
            }
            assert {name: INSIDE[name] for name in called & INSIDE.keys()} == {}, file


def test_nothing_defined_is_left_unused() -> None:
    """What a module defines it uses itself, or somebody imports it: a namesake elsewhere is no use of it."""
    sources = {path: path.read_text("utf-8") for folder in ("datapact", "ui") for path in (ROOT / folder).rglob("*.py")}
    tests = (path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py"))
    imports = re.compile(r'^[ \t]*from [\w.]+ import (?:\(([^)]*)\)|(.*))|[.:](\w+)|"([A-Z]\w+)"', re.MULTILINE)
    by_others = {
        word
        for source in (*sources.values(), *tests)
        for found in imports.findall(source)
        for word in re.findall(r"\w+", " ".join(found))
    }
    defined = re.compile(r"^(?:def|class|type) (\w+)|^(\w+)(?:: [^=\n]+)? = ", re.MULTILINE)
    by_others |= {"SealingKey"}  # a table of the schema
    by_others |= {"branch_labels", "depends_on", "down_revision"}  # what alembic asks of a migration
    by_others |= {kind.__name__ for kind in whole_results().values()}  # docs/schemas says what they are
    left = [
        f"{path.relative_to(ROOT)}: {name}"
        for path, source in sources.items()
        for used in [Counter(re.findall(r"\w+", source))]
        for name in ("".join(found) for found in defined.findall(source))
        if used[name] < 2 and name not in by_others and not name.startswith("__")
    ]
    assert not left, "remove what nothing uses:\n" + "\n".join(left)


def test_what_is_remembered_of_a_vault_goes_with_it() -> None:
    """A cache of a module outlives the vault whose contents it holds: only ``Remembered`` may keep what it was last asked.

    One is left: the wording that a template gives for the last four terms, made by functions that know of no vault.
    """
    kept = [
        (path.relative_to(ROOT).as_posix(), line)
        for top in ("datapact", "ui")
        for path in sorted((ROOT / top).rglob("*.py"))
        for line in path.read_text("utf-8").splitlines()
        if re.match(r"_?\w+(: [^=]+)? = (collections\.)?(OrderedDict|deque)\(", line)
    ]
    assert [file for file, _line in kept] == ["datapact/contract/templates/propagate.py"], kept


def test_days_that_people_write_are_read_in_one_place() -> None:
    """``date_formats`` reads them for fields, options, files and contracts; the name of a backup is our own form."""
    readers = re.compile(r"strptime|get_month_names")
    found = {
        path.relative_to(ROOT).as_posix()
        for top in ("datapact", "ui")
        for path in (ROOT / top).rglob("*.py")
        if readers.search(path.read_text("utf-8"))
    }
    assert found == {"datapact/base/date_formats.py", "datapact/vault/folder/automatic_backup.py"}


def test_a_page_that_goes_is_not_deleted_within_its_own_click() -> None:
    """``put_page`` lets the page before live until its signal is done; ``setWidget`` of a scroll area deletes it at once."""
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "ui").rglob("*.py")
        if ".setWidget(" in path.read_text("utf-8")
    }
    assert found == {"ui/kit/layout/scroll_page.py"}


CLASS = re.compile(r"(?ms)^class (\w+)(?:\[[^(]*\])?\(([^)]*)\):\n(.*?)(?=^\S|\Z)")
PAGE = re.compile(r'help_page(?:: str)? ?= ?"([^"]+)"')


def test_f1_opens_a_page_of_the_guide_in_every_dialog_and_view() -> None:
    """``help_page`` of a class, of one that it inherits from, or given to it; a base that nobody makes needs none."""
    pages = {page.stem for page in (ROOT / "docs" / "guide" / "en").glob("*.md")}
    classes, named, made = dict[str, tuple[list[str], bool]](), dict[str, str](), set[str]()
    for path in (ROOT / "ui").rglob("*.py"):
        source = path.read_text("utf-8")
        named |= dict.fromkeys(PAGE.findall(source), path.name)
        made |= set(re.findall(r"(?<!class )\b(\w+)(?:\[[^(]*\])?\(", source)) | set(
            re.findall(r', "(\w+)"\)\(', source)
        )
        for name, bases, body in CLASS.findall(source):
            classes[name] = re.findall(r"\w+", bases), bool(PAGE.search(body))
    assert {page: file for page, file in named.items() if page not in pages} == {}

    def above(name: str) -> set[str]:
        return {name, *(one for base in classes.get(name, ((), False))[0] for one in above(base))}

    inherited = {base for bases, _told in classes.values() for base in bases}
    dialogs = {name for name in classes if "Dialog" in above(name) and (name in made or name not in inherited)}
    assert len(dialogs) > 80
    assert [name for name in sorted(dialogs) if not any(classes[one][1] for one in above(name) & classes.keys())] == []


def test_rooms_have_no_tables_of_their_own() -> None:
    """Columns on a ``RowsTable``: one way to size, sort, choose and speak them. Month, matrix and tree are no lists."""
    made = re.compile(r"\bQ(?:Table|Tree)(?:Widget|View)\b")
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "ui").rglob("*.py")
        if not path.is_relative_to(ROOT / "ui" / "kit") and made.search(path.read_text("utf-8"))
    }
    assert found == {
        "ui/audit/parts/withhold_tree.py",
        "ui/consent/decision/matrix_table.py",
        "ui/obligations/calendar/month_view.py",
    }


def test_no_answer_changes_by_the_wheel() -> None:
    """A combo box or spin box that takes the wheel changes unseen while the page under it scrolls."""
    made = re.compile(
        r"(?<![\w.])(?:QComboBox|Q(?:Double)?SpinBox|QDate(?:Time)?Edit)\(\w|class \w+\(Q(?:ComboBox|SpinBox)"
    )
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "ui").rglob("*.py")
        if made.search(path.read_text("utf-8"))
    }
    assert found == {"ui/kit/widgets/wheel_free.py"}


def test_no_list_is_asked_while_it_is_sorted() -> None:
    """Python empties a list while it sorts it in place: a key that asks for its length gets 0."""
    found = []
    for path in (*(ROOT / "datapact").rglob("*.py"), *(ROOT / "ui").rglob("*.py")):
        for call in ast.walk(parsed(path, r"\.sort\(key")):
            match call:
                case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="sort")):
                    asked = {
                        node.id for given in call.keywords for node in ast.walk(given) if isinstance(node, ast.Name)
                    }
                    if name in asked:
                        found.append(f"{path.relative_to(ROOT)}:{call.lineno}")
    assert not found
