"""A dossier says of every finding what the page of the agreement says of it: the same ones, their weight, authority and source."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from datapact.agreements.projection.own_findings import FindingGrounds
from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.steps import negotiation
from datapact.agreements.steps.wording import open_wordings
from datapact.agreements.views.agreement import agreement_page
from datapact.audit.exports import load_dossier as load_dossier_module
from datapact.audit.exports.load_dossier import load_dossier, load_page_facts
from datapact.audit.formats.dossier_facts import PageFacts
from datapact.audit.pages.dossier_internal import inside_blocks
from datapact.base.clock import local_day
from datapact.base.texts import LANGUAGES, Language, speaking
from datapact.checks.model.finding_words import authority_of, basis_of, kind_of
from datapact.contract.templates.template import example_answers
from datapact.contract.wording.provided import wording_at
from datapact.organisation.acting.acting_member import Acting
from datapact.pdf.reports.parts import Table
from datapact.pdf.reports.story import in_running_text
from tests.agreements.negotiated import at_table, found_houses
from tests.sample_vaults import ANNA, Sample, with_study


def shown(acting: Acting, history: str, language: Language) -> list[tuple[str, ...]]:
    """What the page shows of each finding."""
    on = local_day(acting.clock())
    with speaking(language):
        return [
            (one.id, f"{kind_of(one)}\n{authority_of(one)}", str(one.message), str(basis_of(one)))
            for one in agreement_page(acting, history, on).findings
        ]


def told(acting: Acting, history: str, language: Language) -> list[tuple[str, ...]]:
    """The same from the table in the internal dossier."""
    on = local_day(acting.clock())
    with acting.vault.read() as session:
        content = load_dossier(acting, session, history, "internal", [], acting.clock())
        facts = load_page_facts(session, content, on, language)
    table = next(one for one in inside_blocks(content, facts, language) if isinstance(one, Table))
    return [tuple(in_running_text(cell, language) for cell in row[:4]) for row in table.rows]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sample(language: Language, tmp_path_factory: pytest.TempPathFactory) -> None:
    sample, _study = with_study()
    folder = tmp_path_factory.mktemp("study")
    shutil.copytree(sample, folder, dirs_exist_ok=True)
    with Sample(folder).unlocked(Sample(folder).keller, ANNA) as acting:
        with acting.vault.read() as session:
            histories = list(session.exec(select(AgreementRow.id)))
        assert len(histories) >= 5
        for history in histories:
            assert told(acting, history, language) == shown(acting, history, language)


class Clock:
    now = datetime(2026, 11, 2, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def with_gaps() -> bytes:
    """The answers of the example without several of its parts."""
    parts = re.split(r"(?m)^(?=\[)", example_answers("ai-pilot").decode())
    left_out = ("[liability", "[law", "[breach", "[measures", "[[measures", "[rights", "[end_of_data", "[data_act")
    return "".join(one for one in parts if not one.startswith(left_out)).encode()


def test_a_draft_with_errors_of_which_one_is_set_aside(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder, clock = tmp_path_factory.mktemp("houses"), Clock()
    found_houses(folder / "template", clock)
    table = at_table(folder / "template", folder / "copies", clock)
    table.draft(with_gaps())
    kinds = {kind for _rule, kind, *_rest in shown(table.anna, table.history, "en")}
    assert len(kinds) >= 5, kinds
    error = next(
        one
        for one in agreement_page(table.anna, table.history, local_day(clock())).findings
        if one.severity == "E" and not one.final
    )
    negotiation.override(table.martin, table.history, error.id, error.place, "Settled elsewhere")
    for language in LANGUAGES:
        assert told(table.anna, table.history, language) == shown(table.anna, table.history, language)
    with table.anna.vault.read() as session:
        content = load_dossier(table.anna, session, table.history, "internal", [], clock())
        facts = load_page_facts(session, content, local_day(clock()), "en")
    rows = next(one for one in inside_blocks(content, facts, "en") if isinstance(one, Table)).rows
    aside = [str(row[4]) for row in rows if row[4]]
    assert len(aside) == 1
    assert aside[0].endswith("Settled elsewhere")
    table.close()


def test_what_was_confirmed_in_the_agreement_that_is_joined_counts_in_the_dossier_of_the_accession(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pages are drawn again from pages.json alone, so it carries what the joined agreement's own words were confirmed to say."""
    sample, _study = with_study()
    folder = tmp_path_factory.mktemp("study")
    shutil.copytree(sample, folder, dirs_exist_ok=True)
    with Sample(folder).unlocked(Sample(folder).keller, ANNA) as acting:
        with acting.vault.read() as session:
            number = {row.number: row.id for row in session.exec(select(AgreementRow))}
        history, on = number["DP-2026-0001"], local_day(acting.clock())
        assert "C03" in {line[0] for line in told(acting, history, "en")}
        before = {wording_at(one.place, one.digest): set(one.lost) for one in open_wordings(acting, history)}
        assert before
        grounds = load_dossier_module.finding_grounds

        def joined(*given: Any) -> FindingGrounds:
            return replace(grounds(*given), confirmed_before=before)

        with acting.vault.read() as session:
            content = load_dossier(acting, session, history, "internal", [], acting.clock())
            assert load_page_facts(session, content, on, "en").confirmed_before is None
            monkeypatch.setattr(load_dossier_module, "finding_grounds", joined)
            facts = load_page_facts(session, content, on, "en")
        assert facts.own_number() == 4
        again = PageFacts.read(facts.write())
        assert again == facts
        table = next(one for one in inside_blocks(content, again, "en") if isinstance(one, Table))
        assert "C03" not in {str(row[0]) for row in table.rows}
