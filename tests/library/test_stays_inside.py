"""Nothing of the library leaves the vault but by its own export: not a word, whatever is exported or sent."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from datapact.agreements.library.drafts import put_clause
from datapact.agreements.steps.approvals import approve
from datapact.agreements.steps.drafting import open_draft, save_draft
from datapact.agreements.steps.negotiation import offer_draft
from datapact.agreements.views.comparison import compare_versions
from datapact.agreements.views.rounds import rounds as rounds_of
from datapact.audit.exports.bag import build_bag
from datapact.audit.exports.bag_content import BagRequest
from datapact.audit.exports.dossier import build_dossier
from datapact.audit.exports.register import save_register
from datapact.base.errors import Damaged, Malformed
from datapact.contract.editing.commands import SetTerm
from datapact.contract.editing.edit import apply
from datapact.exchange.send.send import send_agreement
from datapact.library.clauses.own_clauses import approve_clause, own_clause, save_clause
from datapact.library.playbook.playbook import set_position
from datapact.library.shelf.library_file import export_library, look_at_library, take_in_library
from datapact.library.shelf.library_format import LibraryFile
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.network.writing import write_directory
from datapact.paper.read.reading import read_here
from datapact.pdf.reports.rounds import FORMS, rounds_file
from datapact.registers.registers import register
from datapact.signing.ceremony.export import export_json, export_pdf
from datapact.word.steps.redlines import redline_docx, redline_pdf
from datapact.word.steps.sent import word_set
from tests.agreements.negotiated import Table, at_table, found_houses
from tests.agreements.test_comments import holds
from tests.conftest import SteppingClock
from tests.depth import rounds
from tests.exchange.houses import contents_of
from tests.library.clauses_of_keller import HOURS_POSITION, LIABILITY, LIABILITY_POSITION


@pytest.fixture
def table(tmp_path: Path, clock: SteppingClock) -> Iterator[Table]:
    found_houses(tmp_path / "kept", clock)
    made = at_table(tmp_path / "kept", tmp_path / "here", clock)
    yield made
    made.close()


def registered(acting: Acting, form: str, folder: Path) -> bytes:
    """The register of agreements as a file of this form."""
    file = folder / f"register.{form}"
    save_register(acting, register(acting, "agreements", leaves=True), form, file)  # type: ignore[arg-type]
    return file.read_bytes()


def with_secret(table: Table, words: str) -> None:
    """A library whose every internal text has these words, and a draft that uses its clause and concedes a term."""
    house, middle, last = LIABILITY.alternatives
    house = replace(
        house, name=f"{words} A", meaning=f"{words} B", reason=f"{words} C", citation=f"{words} D", key="secret-key"
    )
    middle = replace(middle, text={"de": f"{words} E", "en": f"{words} F"}, heading={"de": f"{words} G", "en": "x"})
    clause = replace(LIABILITY, name=f"{words} H", alternatives=(house, middle, last))
    save_clause(table.anna, clause, f"{words} I")
    approve_clause(table.martin, clause.id, note=f"{words} J")
    stands = LIABILITY_POSITION.stands
    first = replace(stands[0], values=("secret-key",), reason=f"{words} K", note=f"{words} L")
    set_position(table.anna, replace(LIABILITY_POSITION, name=f"{words} M", stands=(first, *stands[1:])), f"{words} N")
    set_position(table.anna, replace(HOURS_POSITION, name=f"{words} O"))
    put_clause(table.anna, table.history, "liability")
    opened = open_draft(table.anna, table.history)
    save_draft(table.anna, apply(opened.document, SetTerm("breach.hours", 60), opened.ground))
    approve(table.martin, table.history)


@pytest.mark.journey
def test_nothing_of_the_library_leaves_by_any_export_or_bundle(table: Table, tmp_path: Path) -> None:
    anna, sofia = table.anna, table.sofia
    table.draft()
    words = st.text("abcdefgäöü 0123456789", min_size=12, max_size=40).filter(lambda text: len(text.split()) > 1)
    drafts = itertools.count()

    @settings(max_examples=rounds(1), deadline=None, phases=[Phase.generate])
    @given(words)
    def never_leaves(drawn: str) -> None:
        number = next(drafts)
        secret = f"Vertraulich {number} {drawn.strip()}"
        if number:
            table.draft()
        with_secret(table, secret)
        offer_draft(anna, table.history)
        table.carry(anna, sofia)
        leaving = {
            "bundle": send_agreement(anna, table.history, [sofia.organisation], everything=True),
            "at the partner": "\n".join(map(repr, contents_of(sofia).values())).encode(),
            **{f"word {number}": one.data for number, one in enumerate(word_set(anna, table.history))},
            "pdf": export_pdf(anna, table.history),
            "json": export_json(anna, table.history),
            "partner's dossier": build_dossier(anna, table.history, audience="partner").pdf,
            "internal dossier": build_dossier(anna, table.history, audience="internal").pdf,
            "archive": build_bag(
                anna, BagRequest("internal", agreements=(table.history,)), workshop=tmp_path, processes=1
            ).data,
            "comparison pdf": redline_pdf(anna, compared := compare_versions(anna, table.history)).data,
            "comparison word": redline_docx(anna, compared).data,
            **{
                f"rounds {form}": rounds_file(anna, told, form)
                for told in [rounds_of(anna, table.history)]
                for form in FORMS
            },
            **{f"register {form}": registered(anna, form, tmp_path) for form in ("pdf", "csv", "xlsx", "json")},
            "card": write_card(anna),
            "directory": write_directory(anna, f"Netz {number}", [sofia.organisation]).data,
        }
        for name, data in leaving.items():
            said = data + (" ".join(read_here(data).words.split()).encode() if data.startswith(b"%PDF-") else b"")
            for secrets in (secret, "secret-key"):
                assert not holds(said, secrets), name
                assert secrets.encode() not in said, name
            if data.startswith(b"%PDF-") and "card" not in name:
                assert b"DP-20" in said, f"{name}: its pages are read"
        assert holds(export_library(anna), secret)

    never_leaves()


def test_rooms_that_make_what_leaves_do_not_know_the_library() -> None:
    root = Path(__file__).parents[2] / "datapact"
    rooms = ("pdf", "exchange", "signing", "word", "registers", "audit", "consent", "obligations", "checks", "contract")
    read_only = "datapact.library.shelf.library_format"  # what judges a library file knows no vault
    knowing = [
        str(file.relative_to(root))
        for room in rooms
        for file in (root / room).rglob("*.py")
        if "datapact.library" in file.read_text("utf-8").replace(read_only if file.parent.name == "verify" else "-", "")
    ]
    assert knowing == []


def test_a_library_travels_as_a_file_without_members_and_approvals(table: Table) -> None:
    with_secret_free = LibraryFile((LIABILITY,), ())
    assert LibraryFile.read(with_secret_free.write()) == with_secret_free
    save_clause(table.anna, LIABILITY)
    approve_clause(table.martin, "liability")
    set_position(table.anna, LIABILITY_POSITION)
    data = export_library(table.anna)
    assert b"martin" not in data
    taken = take_in_library(table.sofia, data)
    assert (taken.clauses, taken.positions, taken.same) == (("Haftung des Hauses",), ("Haftung",), 0)
    assert take_in_library(table.sofia, data).same == 2
    with table.sofia.vault.read() as session:
        assert own_clause(session, "liability").used is None


def test_a_library_says_who_signed_it_and_an_older_one_that_nobody_did(table: Table) -> None:
    save_clause(table.anna, LIABILITY)
    data = export_library(table.anna)
    assert (own := look_at_library(table.martin, data).signer) is not None
    assert own.standing == "own"
    seen = look_at_library(table.sofia, data)
    assert seen.signer is not None
    assert (seen.signer.organisation, seen.signer.standing) == (table.anna.organisation, "confirmed")
    assert "Anna Keller" in str(seen.origin)
    before = LibraryFile((LIABILITY,), ()).write()
    assert b"signature" not in before
    assert look_at_library(table.sofia, before).signer is None
    assert "not signed" in str(look_at_library(table.sofia, before).origin)


def test_a_library_that_was_changed_or_signed_over_is_refused(table: Table) -> None:
    save_clause(table.anna, LIABILITY)
    whole = LibraryFile.read(export_library(table.anna))
    other = LibraryFile.read(export_library(table.sofia))
    for changed in (
        replace(whole, clauses=(replace(LIABILITY, name="Haftung"),)),
        replace(whole, clauses=()),
        replace(whole, card=other.card),
        replace(whole, signature=other.signature),
        replace(other, clauses=whole.clauses),
    ):
        with pytest.raises(Damaged, match="changed after it was signed"):
            take_in_library(table.sofia, changed.write())
    with pytest.raises(Malformed):
        look_at_library(table.sofia, replace(whole, signature="").write())
