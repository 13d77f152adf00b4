"""A member who is an auditor and nothing else changes nothing, whichever function is called: the vault itself refuses.

All functions that write are found in the source, so that a new one is tried too; what an auditor may write is a list.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

import datapact
from datapact.agreements.approvals.changes import NotApproved, PlannedChange
from datapact.agreements.approvals.standing import Approvals
from datapact.agreements.steps.drafting import note_edits
from datapact.agreements.views.list import set_archived
from datapact.base.errors import DataPactError, Locked
from datapact.base.texts import Message
from datapact.consent.terms.pseudonyms import forget_key
from datapact.organisation.acting.acting_member import READS_ONLY, Acting
from datapact.organisation.acting.records import record_export
from datapact.organisation.members import members
from datapact.organisation.members.founding import create_organisation
from datapact.organisation.members.invitation import invite, join
from datapact.organisation.members.unlocking import unlock
from datapact.vault.database.settings import WHOLE_VAULT, read_settings, write_settings
from tests.organisation.conftest import CHEAP, PASSPHRASE

SOURCE = Path(datapact.__file__).parent
WINDOWS = SOURCE.parent / "ui"
MAY = {
    # an auditor's own remarks, exports, keys and settings
    "datapact.audit.exports.bag.record_bag",
    "datapact.audit.exports.dossier.record_dossier",
    "datapact.audit.engagements.remarks.record_accesses",
    "datapact.audit.engagements.remarks.draw_sample",
    "datapact.audit.engagements.remarks.remark",
    "datapact.organisation.acting.records.record_export",
    "datapact.organisation.members.key_renewal.renew_keys",
    "datapact.obligations.agenda.reminders.acknowledge",
    "ui.kit.context.app_context.write",
    # tables that follow from entries
    "datapact.agreements.projection.calendar_statuses.bring_up_to_date",
    "datapact.consent.matrix.matrix.matrix",
    "datapact.obligations.due.projection.refresh_stale",
    "datapact.obligations.agenda.leaving.derive_anew",
    "datapact.obligations.agenda.leaving.proven_evidence",
    "datapact.audit.exports.dossier._obligations",
    "datapact.pdf.letters.termination_letter.given_notice",
    # when rows were last held against their entries
    "datapact.consent.proof.last.note_proof",
}
BEFORE_ANYBODY_IS_AT_WORK = {
    # these open the vault themselves, with an invitation, a code or a key that was just made
    "datapact.cli.actions.vault._record_restored",
    "datapact.organisation.members.founding.create_organisation",
    "datapact.organisation.members.invitation.join",
    "datapact.organisation.members.recovery.recover",
    "datapact.organisation.members.recovery.restore_organisation",
}


_WRITES = re.compile(r"vault\s*\.\s*write")
DOES_NOTHING_FOR_ONE = {
    "datapact.agreements.projection.renewed_rows.renew_rows",  # called at every opening
    "datapact.signing.archive.renew._forget_others",  # writes where a kept proof counts no more, within a round that the vault refuses
    "datapact.team.steps.taking_in._each_again",  # writes where something was refused, and auditors take in nothing
    "datapact.team.steps.taking_in._circles_again",  # the same, of several together
    "datapact.team.steps.erasable_parts.fetch_apart",  # where an item of a colleague names what it has not
    "datapact.team.steps.erasable_parts.let_erasures_win",  # where an erasure waits, and auditors erase nothing
}

_CHANGE = PlannedChange("", {}, (), "")
AROUND_A_STEP = {
    "datapact.agreements.steps.approvals.approval_first": NotApproved(
        _CHANGE, Approvals("", "send", (), (), None, None)
    )
}
"""What the step within raises, so that the function around it writes."""


def writers(folder: Path, *, reader: bool) -> dict[str, ast.FunctionDef]:
    """Every function with a transaction that writes, by its full name: those for readers, or all others."""
    found: dict[str, ast.FunctionDef] = {}
    for path in sorted(folder.rglob("*.py")):
        module = ".".join(path.relative_to(folder.parent).with_suffix("").parts)
        source = path.read_text("utf-8")
        if not _WRITES.search(source):
            continue
        for function in ast.walk(ast.parse(source)):
            if not isinstance(function, ast.FunctionDef):
                continue
            within = list(ast.walk(function))
            inner = [one for one in within if isinstance(one, ast.FunctionDef) and one is not function]
            hidden = {id(node) for one in inner for node in ast.walk(one)}
            for node in within:
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and node.func.attr == "write"
                    and id(node) not in hidden
                    and ast.unparse(node.func).endswith("vault.write")
                ):
                    given = any(one.arg == "reader" for one in node.keywords)
                    if given == reader:
                        found[f"{module}.{function.name}"] = function
    return found


WRITERS = [
    name
    for name in writers(SOURCE, reader=False)
    if name not in BEFORE_ANYBODY_IS_AT_WORK and not name.startswith("datapact.cli.")  # commands call these
]


@pytest.fixture(scope="module")
def auditor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Acting]:
    folder = tmp_path_factory.mktemp("vault") / "keller.datapact"

    def clock() -> datetime:
        return datetime(2026, 6, 1, 12, tzinfo=UTC)

    profile = {"name": "Maschinenbau Keller GmbH"}
    anna = create_organisation(folder, profile, "Anna Keller", {"legal"}, PASSPHRASE, "", clock, CHEAP).acting
    invitation = invite(anna, "Paul Prüfer", ["auditor"], "", CHEAP)
    join(folder, invitation.member, invitation.code, PASSPHRASE, clock, CHEAP)
    members.certify(anna, invitation.member)
    anna.close()
    with unlock(folder, "paul-pruefer", PASSPHRASE, clock) as paul:
        yield paul


def content(acting: Acting) -> dict[str, object]:
    """Every row of every table, and who can open the vault."""
    with acting.vault.read() as session:
        connection = session.connection()
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        found: dict[str, object] = {
            name: sorted(map(repr, connection.execute(text(f'SELECT * FROM "{name}"')))) for name in names
        }
    return {**found, "slots": acting.vault.slots()}


def test_what_an_auditor_may_write_is_a_list() -> None:
    assert set(writers(SOURCE, reader=True)) | set(writers(WINDOWS, reader=True)) == MAY


def test_the_list_of_exceptions_is_no_longer_than_needed() -> None:
    assert set(writers(SOURCE, reader=False)) >= BEFORE_ANYBODY_IS_AT_WORK


def test_nothing_writes_but_by_a_transaction_of_the_vault() -> None:
    found = {
        path.relative_to(SOURCE.parent).as_posix()
        for folder in (SOURCE, WINDOWS)
        for path in folder.rglob("*.py")
        if "writes=True" in path.read_text("utf-8")
    }
    new = {"folder/opening", "database/migrate", "folder/newest_file"}  # vaults that nobody works with yet
    assert found == {f"datapact/vault/{name}.py" for name in {"folder/open_vault", "database/connections", *new}}
    using = {
        path.relative_to(SOURCE.parent).as_posix()
        for folder in (SOURCE, WINDOWS)
        for path in folder.rglob("*.py")
        if "connections.writer" in path.read_text("utf-8")
    }
    assert using <= {f"datapact/vault/{name}.py" for name in {"folder/open_vault", *new}}


def begin(name: str, called: Callable[..., Any], auditor: Acting) -> None:
    made = called(**arguments(called, auditor))
    if name in AROUND_A_STEP:
        with made:
            raise AROUND_A_STEP[name]


def test_no_function_writes_for_a_mere_auditor(auditor: Acting) -> None:
    """Each is called with something: the vault refuses, or the function has refused its arguments before."""
    before, refused = content(auditor), set()
    for name in WRITERS:
        module, _, function = name.rpartition(".")
        called = getattr(importlib.import_module(module), function)
        if name in DOES_NOTHING_FOR_ONE:
            assert not called(**arguments(called, auditor))
            continue
        with pytest.raises((DataPactError, TypeError, AttributeError, ValueError, KeyError)) as raised:
            begin(name, called, auditor)
        if isinstance(raised.value, Locked):
            refused.add(name)
    assert content(auditor) == before
    assert len(refused) > 40, set(WRITERS) - refused
    assert AROUND_A_STEP.keys() <= refused


def test_the_vault_refuses_what_takes_a_transaction_alone(auditor: Acting) -> None:
    """Archiving, journals and keys of pseudonyms write no entry that a role could refuse."""
    before = content(auditor)
    for write in (
        lambda session: set_archived(session, ["urn:uuid:0"], True),
        lambda session: note_edits(session, "urn:uuid:0", "", (), auditor.clock()),
        lambda session: forget_key(session, "panel", "external:1"),
        lambda session: write_settings(session, WHOLE_VAULT, {"a": 1}),
    ):
        with pytest.raises(Locked, match="change nothing"), auditor.vault.write() as session:
            write(session)
    for change in (
        lambda: auditor.vault.add_slot("invitation", "eve", "Eve", "x"),
        lambda: auditor.vault.renew_recovery_code(CHEAP),
        lambda: auditor.vault.remove_slot("anna-keller"),
        auditor.vault.rotate_vault_key,
    ):
        with pytest.raises(Locked, match="change nothing"):
            change()
    assert content(auditor) == before


def test_what_is_the_auditors_own_is_written(auditor: Acting) -> None:
    assert auditor.vault.only_reads == READS_ONLY
    assert record_export(auditor, Message("A list"), b"list").kind == "exported"
    with auditor.vault.write(reader=True) as session:
        write_settings(session, auditor.member.id, {"columns": "a b"})
        assert read_settings(session, auditor.member.id)["columns"] == "a b"


def arguments(called: Callable[..., object], acting: Acting) -> dict[str, object]:
    """Something of the right type for what must be given."""
    made: dict[str, object] = {}
    for parameter in inspect.signature(called).parameters.values():
        if parameter.default is not parameter.empty or parameter.kind in (
            parameter.VAR_KEYWORD,
            parameter.VAR_POSITIONAL,
        ):
            continue
        shown = str(parameter.annotation)
        made[parameter.name] = (
            acting
            if shown == "Acting"
            else b"x"
            if "bytes" in shown
            else date(2026, 6, 1)
            if shown.startswith("date")
            else "x"
            if shown.startswith("str")
            else 1
            if shown == "int"
            else ()
        )
    return made
