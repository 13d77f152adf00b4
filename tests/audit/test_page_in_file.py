"""The file for auditors says every line of the page on screen: both are made by one module, and no line of it is left out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.audit.exports.decision import build_decision
from datapact.audit.formats.decision import NAME, DecisionFile
from datapact.audit.pages import decision as decision_pages
from datapact.audit.pages.decision import Cover
from datapact.audit.pages.decision_content import DecisionContent
from datapact.base.texts import LANGUAGES, Language, speaking
from datapact.consent.facts.question import ACTIONS
from datapact.consent.matrix.decision_page import decision_page_of, use_cell_decision
from datapact.consent.matrix.matrix import matrix
from datapact.consent.matrix.page_words import came_lines, day_asked_words, lines
from datapact.consent.matrix.question_form import QuestionForm, question_form_of
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.members.founding import create_organisation
from datapact.pdf.engine.pdfa import Attachment
from datapact.pdf.reports.parts import Facts, Heading, Items, Note, Paragraph, Report, Table, Verdict, Words
from datapact.pdf.reports.story import in_running_text
from tests.audit.test_decision_file import Clock
from tests.consent.sharing import PARTNER, RESEARCH, ready
from tests.organisation.conftest import CHEAP, PASSPHRASE
from tests.sample_vaults import ANNA, Sample, with_study


def text_of(report: Report) -> str:
    """Every word of the pages, in reading order."""
    said = [in_running_text(report.title, report.language)]
    for one in report.blocks:
        words: list[Words] = []
        match one:
            case Facts() | Table():
                words = [cell for row in one.rows for cell in row]
            case Heading() | Paragraph():
                words = [one.text]
            case Note():
                words = [one.title, one.text]
            case Verdict():
                words = [one.word, one.text]
            case Items():
                words = list(one.texts)
        said += [in_running_text(word, report.language) for word in words]
    return "\n".join(said)


def same_words(acting: Acting, asked: QuestionForm, language: Language, monkeypatch: pytest.MonkeyPatch) -> str:
    """Record and export an answer; every line of its page is on the pages of the file. Returns their text."""
    entry = use_cell_decision(acting, asked).record.entry
    drawn: list[tuple[Report, bytes]] = []
    compose = decision_pages.compose

    def watched(content: DecisionContent, cover: Cover, files: Sequence[Attachment]) -> Report:
        report = compose(content, cover, files)
        drawn.append((report, next(one.data for one in files if one.name == NAME)))
        return report

    with monkeypatch.context() as patch:
        patch.setattr(decision_pages, "compose", watched)
        patch.setattr("datapact.audit.exports.decision.sign_report", lambda *_what, **_more: b"%PDF")
        build_decision(acting, entry, language=language)
    with speaking(language):
        page = decision_page_of(acting, asked)
    ((report, written),) = drawn
    shown = text_of(report)
    with speaking(language):
        moment, digest = day_asked_words(page), page.decision.inputs_digest  # the file has its own of both
        wanted = [one.removesuffix(moment).strip() for one in lines(page) if digest not in one]
        came = [one.words for one in came_lines(page)]
    assert wanted
    assert not [one for one in wanted if one not in shown]
    file = DecisionFile.read(written)
    assert file.page is not None
    assert [one.words for one in file.page.came] == came
    return shown


@pytest.fixture(scope="module")
def studied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Acting]:
    """The sample with the lead's study."""
    sample, _study = with_study()
    folder = tmp_path_factory.mktemp("study")
    shutil.copytree(sample, folder, dirs_exist_ok=True)
    with Sample(folder).unlocked(Sample(folder).keller, ANNA) as acting:
        yield acting


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_of_the_sample_leaves_with_every_line_of_its_page(
    studied: Acting, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = [same_words(studied, question_form_of(cell), language, monkeypatch) for cell in matrix(studied)]
    assert len(said) >= 3
    title = {"de": "Information zur Bedienstudie, Fassung 2", "en": "About the operator study, version 2"}
    assert any(title[language] in one for one in said), "the title, not the key"


@pytest.fixture(scope="module")
def panel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Acting]:
    """A contract with consents of every state, of which one answer lets some out."""
    clock = Clock()
    folder = tmp_path_factory.mktemp("panel") / "keller.datapact"
    profile, roles = {"name": "Maschinenbau Keller GmbH"}, {"legal", "signatory"}
    made = create_organisation(folder, profile, "Anna Keller", roles, PASSPHRASE, "", clock, CHEAP)
    with made.acting as acting:
        states = dict(enumerate(("given", "given", "refused", "withdrawn", "requested", "expired", "objected")))
        ready(acting, {f"p-{number}": state for number, state in states.items()})
        yield acting


def test_so_does_that_of_any_question(panel: Acting, monkeypatch: pytest.MonkeyPatch) -> None:
    @settings(max_examples=10)
    @given(
        dataset=st.sampled_from(["panel", "panel", "nobody-s"]),
        purpose=st.sampled_from([RESEARCH, "https://w3id.org/dpv#Marketing", "own key"]),
        action=st.sampled_from(ACTIONS),
        place=st.sampled_from(["", "DE", "US"]),
        day=st.sampled_from([None, date(2026, 5, 1), date(2034, 1, 1), date(2036, 1, 1)]),
        language=st.sampled_from(LANGUAGES),
    )
    def holds(dataset: str, purpose: str, action: str, place: str, day: date | None, language: Language) -> None:
        same_words(panel, QuestionForm(dataset, PARTNER, purpose, action, place, day), language, monkeypatch)

    holds()
