"""Files that prove something, changed by chance: refused or judged, never taken for a good one, and soon."""

from __future__ import annotations

import dataclasses
import io
import json
import random
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from datapact.audit.formats.verdict import Verdict
from datapact.audit.verify.verify import verify_file
from tests.acceptance import lead_study
from tests.acceptance.lead_study import DATASET, ask
from tests.cli.desks import Desk
from tests.corpus.reading import FOLDER, run_by_clock
from tests.faults.attempts import refused_by
from tests.faults.mutating import bytes_changed, json_changed
from tests.kept import kept
from tests.signing import attacks

SMALL = {"PEOPLE": 40, "ALLOWED": 30, "REFUSED": 4, "WITHDRAWN": 4}
"""The lead's study with so few people that its files are changed and judged often."""
OLD = ("consent-row.json", "delivery.json", "recall.json", "keller.dpcard", "institut.dpcard", "keller-later.dpcard")
"""Files of the corpus that are as good as on the day they were written."""
UNSIGNED = ("register.pdf", "person.pdf")
"""Good files that prove nothing by themselves."""


@dataclasses.dataclass(frozen=True)
class Shelf:
    """Good files, and the cards that confirm whose they are."""

    files: dict[str, bytes]
    cards: tuple[bytes, ...]

    def names(self, ending: str) -> list[str]:
        return sorted(name for name in self.files if name.endswith(ending))


@contextmanager
def opened(folder: Path) -> Iterator[Shelf]:
    """Files of every kind, written by the program of today from a small study; once a day."""
    if not _MADE:
        _MADE.append(kept("shelf", _written)[1])
    yield _MADE[0]


_MADE: list[Shelf] = []


def _written(folder: Path) -> Shelf:
    folder.mkdir()
    study = folder / "study"
    with pytest.MonkeyPatch.context() as patch:
        for name, number in SMALL.items():
            patch.setattr(lead_study, name, number)
        lead_study._make_study(study)
    desk = Desk(study, study / "keller", "anna-keller")
    history = desk.json("agreement", "list")[0]["id"]
    made: dict[str, tuple[str, ...]] = {
        "signed.pdf": ("agreement", "export", history),
        "dossier.pdf": ("audit", "export", "--agreement", history, "--withhold", "terms"),
        "receipt.pdf": ("consent", "receipt", "r-3"),
        "receipt.json": ("consent", "receipt", "r-3", "--format", "json"),
        "register.pdf": ("register", "agreements"),
        "person.pdf": ("person", "B-0003", "--dataset", DATASET),
        "bag.zip": ("audit", "export", "--all", "--for-partner"),
    }
    with pytest.MonkeyPatch.context() as patch:
        run_by_clock(patch, lead_study.ASKED + timedelta(hours=1))
        used = desk.run(*ask("--use", "--json")).result["entry"]
        made["answer.pdf"] = ("audit", "decision", used)
        for name, words in made.items():
            desk(*words, "-o", folder / name)
    files = {name: (folder / name).read_bytes() for name in made}
    files |= {name: (FOLDER / "files" / name).read_bytes() for name in OLD}
    of_today = [(study / f"{name}.dpcard").read_bytes() for name in ("keller", "institut")]
    shelf = Shelf(files, (files["keller-later.dpcard"], files["institut.dpcard"], *of_today))
    for name, data in files.items():
        assert judged(shelf, data, name) == ("indeterminate" if name in UNSIGNED else "valid"), name
    return shelf


def judged(shelf: Shelf, data: bytes, name: str) -> str:
    verdicts: list[Verdict] = []
    if refused_by(lambda: verdicts.append(verify_file(data, name, cards=shelf.cards))) is not None:
        return "refused"
    return verdicts[0].verdict


def try_pdf(shelf: Shelf, chance: random.Random) -> str:
    """Bytes anywhere, or a well-formed later revision that changes something."""
    name = chance.choice(shelf.names(".pdf"))
    good = shelf.files[name]
    if chance.random() < 0.4:
        tamper = chance.choice(list(attacks.CHANGES.values()))
        try:
            data = attacks.append_revision(good, tamper)
        except Exception:  # noqa: BLE001 - this change needs something that this PDF does not have
            data = bytes_changed(good, chance)
    else:
        data = bytes_changed(good, chance)
    said = judged(shelf, data, name)
    assert said != "valid" or data == good, name
    return said


def try_proof(shelf: Shelf, chance: random.Random) -> str:
    """A value of the JSON, or a byte of it."""
    name = chance.choice(shelf.names(".json"))
    good = shelf.files[name]
    changed = (json_changed if chance.random() < 0.8 else bytes_changed)(good, chance)
    said = judged(shelf, changed, name)
    assert said != "valid" or _says_the_same(changed, good), name
    return said


def try_card(shelf: Shelf, chance: random.Random) -> str:
    name = chance.choice(shelf.names(".dpcard"))
    good = shelf.files[name]
    data = bytes_changed(good, chance)
    said = judged(shelf, data, name)
    assert said != "valid" or data == good, name
    return said


def try_bag(shelf: Shelf, chance: random.Random) -> str:
    """Bytes of the archive, or one of its files changed, renamed, doubled or left out."""
    good = shelf.files["bag.zip"]
    if chance.random() < 0.4:
        data = bytes_changed(good, chance)
        same = _contents(data) == _contents(good)
    else:
        data, same = _packed_anew(good, chance), False
    said = judged(shelf, data, "bag.zip")
    assert said != "valid" or same
    return said


def _contents(data: bytes) -> dict[str, bytes] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # noqa: BLE001 - no archive any more
        return None


def _packed_anew(good: bytes, chance: random.Random) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as archive, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as other:
        names = archive.namelist()
        chosen = chance.choice(names)
        for name in names:
            data = archive.read(name)
            if name != chosen:
                other.writestr(name, data)
                continue
            match chance.randrange(4):
                case 0:
                    other.writestr(name, bytes_changed(data, chance) + b"x")
                case 1:
                    other.writestr(chance.choice(("../x", "/x", f"{name}~", "data/more.pdf", "a" * 300)), data)
                case 2:
                    continue
                case 3:
                    other.writestr(name, data)
                    other.writestr(f"{name}.txt", b"more")
    return made.getvalue()


def _says_the_same(data: bytes, good: bytes) -> bool:
    """Whether the text differs in spelling alone, or shows fewer disclosures, as anybody may who hands a proof on."""
    try:
        return _shows_no_more(json.loads(data), json.loads(good))
    except ValueError:
        return False


def _shows_no_more(value: Any, good: Any) -> bool:
    if isinstance(value, dict) and isinstance(good, dict):
        return value.keys() == good.keys() and all(
            set(map(str, value[name])) <= set(good[name])
            if name == "disclosures" and isinstance(value[name], list)
            else _shows_no_more(value[name], good[name])
            for name in good
        )
    if isinstance(value, list) and isinstance(good, list):
        return len(value) == len(good) and all(map(_shows_no_more, value, good))
    return type(value) is type(good) and bool(value == good)
