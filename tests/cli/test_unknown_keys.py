"""A key that nothing here has is refused by every command that takes one: with exit 2, the key, and those that there are.

What was accepted silently read like an answer: an empty list about people, a legal basis that no decision ever found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from datapact.base.clock import utc_now
from datapact.cli.app.app import make_app
from datapact.organisation.members.founding import create_organisation
from datapact.organisation.members.unlocking import unlock
from tests.cli.desks import CHEAP, PASSPHRASE, Desk, Houses, draft, signed
from tests.consent.sharing import OWN_NAME, PARTNER_NAME, ready

UNKNOWN = "no-such-key"
KEYS = {
    "dataset", "datasets", "purpose", "partner", "partners", "agreement", "agreements", "to", "controller", "recipient", "party", "parties",
    "member", "members", "auditor", "at_partner", "without", "about", "notice", "agreed", "corrects", "audit", "breach", "accession",
    "engagement", "network", "remove", "left", "person",
}  # fmt: skip
"""Names of parameters that are such a key, if nothing else is said below."""
_SAYS_KEY = re.compile(
    r"\b(key|id|name|beginning)s? (or number )?of (the|a|an) (dataset|purpose|partner|agreement|member|party|notice|audit|breach)\b",
    re.I,
)


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command of the tree with its path."""
    if hasattr(command, "commands"):
        for name, one in sorted(command.commands.items()):
            yield from commands(one, (*path, name))
    else:
        yield path, command


TREE = dict(commands(typer.main.get_command(make_app())))
TAKEN = [
    (" ".join(path), one.name)
    for path, command in TREE.items()
    for one in command.params
    if one.name in KEYS or _SAYS_KEY.search(getattr(one, "help", "") or "")
]


SAMPLES: dict[str, str] = {
    "agreement": "DP-1", "dataset": "panel", "purpose": "dpv:ScientificResearch", "to": PARTNER_NAME, "partner": PARTNER_NAME,
    "subject": "S1", "subjects": "S1", "reason": "why", "note": "why", "text": "words", "what": "words", "evidence": "{file}", "output": "{out}",
    "folder": "{folder}", "answers": "{toml}", "file": "{file}", "files": "{file}", "article": "6(1)(e)", "approver": "Anna",
    "reference": "Folder 3", "document": "Note 4", "granted_by": "Somebody", "sort": "training", "title": "Words", "aware": "2026-01-02 10:00",
}  # fmt: skip
"""What stands for the other parameters that a command needs, by their names."""


def arguments(path: tuple[str, ...], tried: str, places: dict[str, str]) -> list[str]:
    """The command with what it needs, and the unknown key in one place."""
    options: list[str] = []
    words: list[str] = []
    for one in TREE[path].params:
        wanted = one.name == tried
        given = ALSO.get((path_words(path), one.name, tried), ALSO.get((path_words(path), one.name), ""))
        if not wanted and not one.required and not given:
            continue
        value = given or SAMPLES.get(one.name, "")
        value = SHAPES.get((path_words(path), tried), "{key}").format(key=UNKNOWN) if wanted else value.format(**places)
        if not value:
            value = "2026-03-01" if one.name in _DAYS else "x"
        if one.param_type_name == "option":
            options += [max(one.opts, key=len)] if one.is_flag else [max(one.opts, key=len), value]
        else:
            words.append(value)
    return [*path, *options, *words]


def path_words(path: tuple[str, ...]) -> str:
    return " ".join(path)


_DAYS = ("day", "valid_from", "begins", "effective", "end", "due", "last", "left_on")
ALSO: dict[tuple[str, ...], str] = {
    ("agreed-purpose add", "sort"): "notice",
    ("agreed-purpose add", "sort", "controller"): "said",
    ("agreed-purpose add", "sort", "agreed"): "house",
    ("agreed-purpose add", "agreed"): "DP-1/research",
    ("agreed-purpose add", "purpose"): "dpv:ScientificResearch",
    ("agreed-purpose add", "notice"): "panel",
    ("agreed-purpose add", "version"): "1",
    ("authorisation add", "sort"): "holder_permission",
    ("agreement brought-back", "evidence"): "paper_scan",
    ("agreement brought-back", "slot"): "a slot",
    ("agreement answered", "answer"): "accepted",
    ("agreement data-contract", "file"): "{contract}",
    ("agreement handout", "kind"): "data-request",
    ("agreement register", "evidence"): "reference_only",
    ("audit answer", "remark"): "AAAAAAAAAA",
    ("audit engage", "auditor"): "Somebody",
    ("audit engage", "title"): "Audit",
    ("audit engage", "until"): "2027-01-01",
    ("audit engage", "without_card"): "yes",
    ("audit engage", "without_card", "auditor"): "",
    ("audit export", "everything"): "yes",
    ("audit sample", "size"): "3",
    ("breach record", "aware"): "2026-01-02 10:00",
    ("breach record", "title"): "Lost laptop",
    ("delivery record", "dataset"): "panel",
    ("delivery record", "purpose"): "dpv:ScientificResearch",
    ("delivery record", "reason"): "before records were kept",
    ("delivery record", "subjects"): "{file}",
    ("delivery record", "to"): PARTNER_NAME,
    ("fact add", "about"): PARTNER_NAME,
    ("obligations assign", "key"): "{duty}",
    ("partner trust", "fingerprint"): "0" * 40,
    ("recall settle", "outcome"): "erased",
    ("vault members invite", "roles"): "lead",
    ("vault members roles", "roles"): "lead",
}
"""What a command needs besides what its help calls needed, or in another form; a third word: only while that key is tried."""
SHAPES: dict[tuple[str, str], str] = {("agreed-purpose add", "agreed"): "DP-1/{key}"}
"""How a key is written where it is not alone."""
WORDS = "words of a person, no key of something that is here"
NAMED_ANEW = "the name of somebody who is new"
LATER = "what has to be there first is made in the test below"
OTHER: dict[tuple[str, str], str] = {
    ("audit engage", "title"): WORDS,
    ("audit export", "recipient"): WORDS,
    ("paper import", "partner"): WORDS,
    ("recall acknowledge", "person"): WORDS,
    ("recall confirm", "person"): WORDS,
    ("recall settle", "person"): WORDS,
    ("vault create", "member"): NAMED_ANEW,
    ("vault members invite", "member"): NAMED_ANEW,
    ("agreement ask-approval", "member"): LATER,
    ("agreement end-order", "order"): LATER,
    (
        "agreement join",
        "partner",
    ): "asked only of a contract that provides for accession; tests/acceptance/test_network.py",
    ("agreement answered", "party"): "asked only of a text that went out on paper; tests/cli/test_outside.py",
    (
        "agreement import",
        "agreement",
    ): "asked only of a Word file that does not say it; tests/cli/test_word_commands.py",
    ("audit remark", "about"): "asked only of an auditor; tests/cli/test_audit_commands.py",
    ("may-share", "dataset"): "answered as incomplete, with the sentence; tests/cli/test_sharing.py",
}
"""Parameters that are not tried here, each with the reason."""


@pytest.fixture(scope="module")
def anna(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    tmp_path = tmp_path_factory.mktemp("unknown")
    folder = tmp_path / "keller.datapact"
    created = create_organisation(
        folder,
        {"name": OWN_NAME},
        "Anna Keller",
        {"legal", "lead", "admin", "signatory"},
        PASSPHRASE,
        "managing_director",
        utc_now,
        CHEAP,
    )
    created.acting.close()
    with unlock(folder, None, PASSPHRASE, utc_now) as acting:
        ready(acting, {"S1": "given"})
    (tmp_path / "passphrase").write_text(PASSPHRASE, "utf-8")
    (tmp_path / "some.toml").write_text("", "utf-8")
    (tmp_path / "some.txt").write_text("S1\n", "utf-8")
    (tmp_path / "some.yaml").write_text(
        "apiVersion: v3.0.2\nkind: DataContract\nname: logs\nschema:\n- name: t\n  properties:\n  - name: x\n    logicalType: number\n",
        "utf-8",
    )
    return Desk(tmp_path, folder, "anna-keller")


@pytest.fixture(scope="module")
def places(anna: Desk) -> dict[str, str]:
    """Files and keys that stand in the commands."""
    files = {
        name: str(anna.folder / file)
        for name, file in (("file", "some.txt"), ("toml", "some.toml"), ("out", "out.csv"), ("contract", "some.yaml"))
    }
    duty = anna.json("obligations", "add", "Call", "--due", "2027-01-01")
    return {**files, "folder": str(anna.folder), "duty": str(duty["key"])}


@pytest.mark.parametrize(("command", "parameter"), [one for one in TAKEN if one not in OTHER])
def test_a_key_that_nothing_has_is_refused(anna: Desk, places: dict[str, str], command: str, parameter: str) -> None:
    answer = anna.run(*arguments(tuple(command.split()), parameter, places))
    assert answer.code == 2, (answer.code, answer.out[:300], answer.err)
    assert UNKNOWN in answer.err, answer.err
    named = NAMED.get(parameter)
    if named is not None and (command, parameter) != ("agreement data-contract", "dataset"):
        assert named in answer.err, "the keys that are known"


NAMED = {"dataset": "panel", "purpose": "ScientificResearch"}


def test_every_parameter_that_is_left_out_still_exists() -> None:
    assert set(OTHER) <= set(TAKEN)
    assert {one[:2] for one in ALSO} | set(SHAPES) <= {
        (" ".join(path), one.name) for path, command in TREE.items() for one in command.params
    }


@pytest.mark.parametrize(
    "command",
    ["consent record", "legal-basis add", "authorisation add", "fact add", "delivery record", "breach record"],
)
def test_what_is_new_here_is_recorded_by_whoever_says_so(anna: Desk, places: dict[str, str], command: str) -> None:
    path = tuple(command.split())
    assert "--new" in anna.refused(2, *arguments(path, "dataset", places))
    value = [one.replace(UNKNOWN, f"new-{path[0]}") for one in arguments(path, "dataset", places)]
    assert anna.run(*value).code == 2
    assert anna.run(*value, "--new").code == 0


def test_a_no_in_words_that_nothing_here_has_is_recorded(anna: Desk) -> None:
    """Decisions name it until somebody says what it means: whoever says no is not sent away for a word."""
    scope = ("--subject", "S1", "--dataset", "panel", "--purpose", "surveys of all kinds")
    anna.refused(2, "consent", "record", *scope)
    anna("consent", "record", *scope, "--state", "objected")


def test_keys_of_an_agreement_that_is_drafted_or_signed(houses: Houses) -> None:
    agreement, anna = signed(houses), houses.anna
    drafted = draft(anna)
    assert UNKNOWN in anna.refused(2, "agreement", "ask-approval", drafted, "--member", UNKNOWN)
    assert UNKNOWN in anna.refused(
        2, "agreement", "end-order", agreement, UNKNOWN, "--reason", "why", "--ground", "cause"
    )
