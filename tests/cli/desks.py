"""People at their command lines: vaults with a cheap key derivation, commands run as `datapact` runs them."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from datapact.base.clock import Clock, utc_now
from datapact.base.resources import data_folder
from datapact.cli.app.main import run
from datapact.organisation.members import members
from datapact.organisation.members.founding import create_organisation
from datapact.organisation.members.invitation import invite, join
from datapact.vault.keys.slot import KdfParameters
from tests.kept import copied

CHEAP = KdfParameters(passes=1, memory_kib=8192, lanes=1)
PASSPHRASE = "vier Worte sind gut"
LEGAL = ("admin", "legal", "signatory")


def beginning(id_: str) -> str:
    """What a person copies of an id; all of it where it begins with a dash, for "-o…" and "-d…" name a file or a folder."""
    return id_ if id_.startswith("-") else id_[:8]


@dataclass(frozen=True)
class Answer:
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def result(self) -> Any:
        return self.json["result"]


def datapact(*arguments: object, lang: str | None = "en") -> Answer:
    """Run one command line in this process; whatever happens, stderr has at most one line and no traceback."""
    words = [str(argument) for argument in arguments]
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run([*words, "--lang", lang] if lang else words)
    answer = Answer(code, out.getvalue(), err.getvalue())
    assert "Traceback" not in answer.err
    assert "has a fault" not in answer.err
    assert answer.err.count("\n") <= 1, answer.err
    assert (code in (2, 3, 4, 5)) <= bool(answer.err or answer.out)
    return answer


@dataclass(frozen=True)
class Desk:
    """One member at one vault."""

    folder: Path
    vault: Path
    member: str

    def run(self, *arguments: object, lang: str | None = "en") -> Answer:
        """Run a command with this vault, member and passphrase, whatever it answers."""
        access = ("--vault", self.vault, "--as", self.member, "--passphrase-file", self.folder / "passphrase")
        return datapact(*arguments, *access, lang=lang)

    def __call__(self, *arguments: object) -> str:
        """Run a command that must succeed; its output."""
        answer = self.run(*arguments)
        assert answer.code == 0, f"{arguments}: {answer.err}{answer.out}"
        return answer.out.strip()

    def json(self, *arguments: object) -> Any:
        """Run a reading command that must succeed; its result."""
        answer = self.run(*arguments, "--json")
        assert answer.code == 0, f"{arguments}: {answer.err}"
        return answer.result

    def refused(self, code: int, *arguments: object) -> str:
        """Run a command that must answer ``code``; what it says."""
        answer = self.run(*arguments)
        assert answer.code == code, f"{arguments}: {answer.code} {answer.err}{answer.out}"
        return answer.err or answer.out

    def status(self, agreement: str) -> str:
        return str(self.json("agreement", "show", agreement)["status"])


def profile(name: str) -> dict[str, Any]:
    """The profile of one of the demo's organisations."""
    return tomllib.loads((data_folder() / "demo" / f"{name}.toml").read_text("utf-8"))


def found(
    folder: Path,
    vault: str,
    profile: dict[str, Any],
    people: Sequence[tuple[str, Sequence[str], str]],
) -> list[Desk]:
    """A new vault in ``folder`` with its members (name, roles, capacity), the first its founder."""
    (folder / "passphrase").write_text(PASSPHRASE + "\n", "utf-8")
    (name, roles, capacity), *others = people
    created = create_organisation(folder / vault, profile, name, roles, PASSPHRASE, capacity, utc_now, CHEAP)
    (folder / f"{vault}.recovery").write_text(created.recovery_code + "\n", "utf-8")
    desks = [Desk(folder, folder / vault, created.acting.member.id)]
    with created.acting as founder:
        for name, roles, capacity in others:
            invitation = invite(founder, name, roles, capacity, CHEAP)
            join(folder / vault, invitation.member, invitation.code, PASSPHRASE, utc_now, CHEAP)
            members.certify(founder, invitation.member)
            desks.append(Desk(folder, folder / vault, invitation.member))
    return desks


def meet(desk: Desk, other: Desk, *, confirm: bool = True) -> None:
    """``desk`` takes the card of ``other`` in, and compares fingerprints."""
    card = other.vault.with_suffix(".dpcard")
    said = other.json("partner", "card", "-o", card)
    taken = desk.json("partner", "add", card)
    if confirm:
        desk("partner", "trust", taken["organisation"], "--fingerprint", said["fingerprint"])


@dataclass(frozen=True)
class Houses:
    """Keller with two directors, a second lawyer and a lead; the institute; a supplier that nobody has met."""

    folder: Path
    anna: Desk
    martin: Desk
    lea: Desk
    sofia: Desk
    petra: Desk


def build(folder: Path) -> None:
    """The vaults of ``Houses``; Keller and institute have confirmed each other."""
    copied(folder, "desks", utc_now, _build)


def _build(folder: Path, _clock: Clock) -> None:
    folder.mkdir()
    keller = found(
        folder,
        "keller",
        profile("keller"),
        [
            ("Anna Keller", LEGAL, "managing_director"),
            ("Martin Vogt", ("legal", "signatory"), "managing_director"),
            ("Lea Lead", ("lead",), ""),
        ],
    )
    (sofia,) = found(
        folder, "institut", profile("institut"), [("Prof. Dr. Sofia Brandt", LEGAL, "by_power_of_attorney")]
    )
    lindner = {"name": "Werkzeugbau Lindner KG", "legal_form": "KG", "address": {"city": "Heilbronn"}}
    found(folder, "lindner", lindner, [("Petra Lindner", LEGAL, "managing_director")])
    meet(keller[0], sofia)
    meet(sofia, keller[0])


def opened(template: Path, folder: Path) -> Houses:
    """A copy of the vaults in ``template``."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    return _at(folder)


def _at(folder: Path) -> Houses:
    def desk(vault: str, member: str) -> Desk:
        return Desk(folder, folder / vault, member)

    return Houses(
        folder,
        desk("keller", "anna-keller"),
        desk("keller", "martin-vogt"),
        desk("keller", "lea-lead"),
        desk("institut", "prof-dr-sofia-brandt"),
        desk("lindner", "petra-lindner"),
    )


def draft(desk: Desk, template: str = "ai-pilot") -> str:
    """A new agreement from the template's own example; its id."""
    answers = desk.folder / f"{template}.toml"
    answers.write_text(datapact("template", "show", template, "--example").out, "utf-8")
    return desk("agreement", "new", "--template", template, "--answers", answers)


def offered(houses: Houses) -> str:
    """Keller has the institute's offer. For this and the next three: houses where nothing was done yet."""
    return _gone(houses, "offered", _offer)


def agreed(houses: Houses) -> str:
    """Keller has accepted the institute's offer, so that the institute may freeze it."""
    return _gone(houses, "agreed", _agree)


def frozen(houses: Houses) -> str:
    """Both have the frozen text, which nobody has signed."""
    return _gone(houses, "frozen", _freeze)


def signed(houses: Houses) -> str:
    """Both have what Anna, Martin and then Sofia have signed."""
    return _gone(houses, "signed", _sign)


def offered_by_keller(houses: Houses) -> str:
    """The institute has an offer of Keller's."""
    return _gone(houses, "offered-by-keller", _offer_of_keller)


def _gone(houses: Houses, name: str, way: Callable[[Houses], str]) -> str:
    """Lead houses a way that is gone once a day, by commands: they get the vaults as they are at its end."""
    assert not (houses.folder / "ai-pilot.toml").exists(), "something was done here before"
    assert not any(houses.folder.glob("bundle-*")), "something was done here before"

    def make(folder: Path, _clock: Clock) -> str:
        build(folder)
        history = way(_at(folder))
        for file in folder.glob("bundle-*"):
            file.unlink()
        return history

    for vault in {desk.vault for desk in (houses.anna, houses.sofia, houses.petra)}:
        shutil.rmtree(vault)
    return copied(houses.folder, f"desks-{name}", utc_now, make)


def _offer(houses: Houses) -> str:
    history = draft(houses.sofia)
    carry(houses.sofia, history, houses.anna)
    return history


def _offer_of_keller(houses: Houses) -> str:
    history = draft(houses.anna)
    carry(houses.anna, history, houses.sofia)
    return history


def _agree(houses: Houses) -> str:
    history = offered(houses)
    houses.anna("agreement", "accept", history)
    carry(houses.anna, history, houses.sofia)
    return history


def _freeze(houses: Houses) -> str:
    history = agreed(houses)
    houses.sofia("agreement", "freeze", history)
    carry(houses.sofia, history, houses.anna)
    return history


def _sign(houses: Houses) -> str:
    history = frozen(houses)
    houses.anna("agreement", "sign", history)
    houses.martin("agreement", "sign", history)
    carry(houses.martin, history, houses.sofia)
    houses.sofia("agreement", "sign", history)
    carry(houses.sofia, history, houses.anna)
    return history


_count = 0


@cache
def _organisation(desk: Desk) -> str:
    return str(desk.json("vault", "info")["organisation"])


def carry(sender: Desk, agreement: str, *receivers: Desk, everything: bool = False) -> list[Any]:
    """Send the agreement to the receivers, who take it in; what each of them was told."""
    global _count
    _count += 1
    file = sender.folder / f"bundle-{_count}.dpact"
    to = [word for receiver in receivers for word in ("--to", _organisation(receiver))]
    sender("send", agreement, *to, "-o", file, *(["--everything"] if everything else []))
    return [receiver.json("receive", file) for receiver in receivers]


def changes(folder: Path, months: int) -> Path:
    """An answers file with one change."""
    file = folder / f"changes-{months}.toml"
    file.write_text(f"[duration]\nnotice_months = {months}\n", "utf-8")
    return file
