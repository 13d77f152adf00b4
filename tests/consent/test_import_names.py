"""A list as people keep it: a title above the headings, and datasets and purposes called as the agreements call them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from datapact.base.errors import WrongUse
from datapact.base.read_table import open_table
from datapact.consent.decision.decide import decide
from datapact.consent.decision.fast_count import Counter
from datapact.consent.facts.load_facts import facts_at
from datapact.consent.facts.purpose_links import NewLink
from datapact.consent.imports.aliases import own_names
from datapact.consent.imports.import_file import Report, import_file
from datapact.consent.imports.options import Options
from datapact.consent.imports.preview import preview
from datapact.consent.imports.read_as import ReadAs, read_as_of
from datapact.consent.matrix.question_form import QuestionForm, question_of
from datapact.consent.records.events import events_of
from datapact.consent.terms.agreed_keys import agreed_key
from datapact.consent.terms.fields import are_headings, proposed
from datapact.consent.views.purpose_link_form import sign_link
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.records import records
from tests.consent.sharing import DPV, PARTNER, RESEARCH, conclude, ready, tell, terms

HEADINGS = "Pseudonym;Studie;Zweck;Status;Datum;Hinweis;Fassung"
SAID = {"controller": "self"}


def table(folder: Path, *lines: str, name: str = "list.csv") -> Path:
    file = folder / name
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return file


def take(acting: Acting, file: Path) -> Report:
    return import_file(acting, file, Options(constants=SAID))


def scopes(acting: Acting) -> set[tuple[str, str]]:
    with acting.vault.read() as session:
        return {(event.dataset, event.purpose) for _, event in events_of(session) if event.subject == "P-900"}


@pytest.mark.parametrize(
    "purpose", ["Research", "research", " RESEARCH ", "Forschung am Menschen", "dpv:ScientificResearch"]
)
@pytest.mark.parametrize("dataset", ["panel", "Panel"])
def test_names_of_agreements_lead_to_what_they_stand_for(
    keller: Acting, tmp_path: Path, dataset: str, purpose: str
) -> None:
    ready(keller, {"P-001": "given"}, purposes__0__name={"en": "Research", "de": "Forschung am Menschen"})
    report = take(keller, table(tmp_path, HEADINGS, f"P-900;{dataset};{purpose};ja;1.3.2026;panel;1"))
    assert report.not_provided == ()
    assert scopes(keller) == {("panel", RESEARCH)}


def test_a_consent_given_under_the_agreements_name_counts(keller: Acting, tmp_path: Path) -> None:
    ready(keller, {"P-001": "given"})
    with keller.vault.read() as session:
        question = question_of(keller, session, QuestionForm("panel", PARTNER, RESEARCH), keller.clock())
        before = decide(question, facts_at(keller, session, question.at), Counter(session, now=False)).n
    lines = [f"P-900;Panel;Research;ja;1.3.2026;panel;1;{party}" for party in ("self", "Uni Beispielstadt")]
    import_file(keller, table(tmp_path, f"{HEADINGS};Verantwortlicher", *lines), Options())
    with keller.vault.read() as session:
        question = question_of(keller, session, QuestionForm("panel", PARTNER, RESEARCH), keller.clock())
        after = decide(question, facts_at(keller, session, question.at), Counter(session, now=False)).n
    assert after == before + 1


def test_what_no_agreement_provides_for_is_words_before(keller: Acting, tmp_path: Path) -> None:
    ready(keller, {"P-001": "given"})
    file = table(
        tmp_path,
        HEADINGS,
        "P-900;panel;Forschung;ja;1.3.2026;panel;1",
        "P-901;panel;Forschung;nein;1.3.2026;panel;1",
        "P-902;panel;Research;ja;1.3.2026;panel;1",
        "P-903;pannel;Research;ja;1.3.2026;panel;1",
    )
    report = import_file(keller, file, Options(constants=SAID), dry_run=True)
    assert [(one.dataset, one.purpose, one.lines) for one in report.not_provided] == [
        ("panel", "Forschung", 2),
        ("pannel", RESEARCH, 1),
    ]
    purpose, dataset = (one.words.text("en") for one in report.not_provided)
    assert "“Forschung”" in purpose
    assert "there are: Research." in purpose
    assert "“pannel”" in dataset


def test_consents_without_a_notice_are_counted(keller: Acting, tmp_path: Path) -> None:
    ready(keller, {"P-001": "given"})
    lines = ["P-900;Panel;Research;ja;1.3.2026;;", "P-901;Panel;Research;nein;1.3.2026;;"]
    lines.append("P-902;Panel;Research;ja;1.3.2026;panel;1")
    report = import_file(keller, table(tmp_path, HEADINGS, *lines), Options(constants=SAID), dry_run=True)
    assert report.without_notice == 1


def test_a_broader_consent_is_provided_for(keller: Acting, tmp_path: Path) -> None:
    ready(keller, {"P-001": "given"})
    file = table(tmp_path, HEADINGS, "P-900;panel;dpv:ResearchAndDevelopment;ja;1.3.2026;panel;1")
    assert take(keller, file).not_provided == ()


def test_a_name_that_two_purposes_have_leads_to_neither(keller: Acting) -> None:
    ready(keller, {"P-001": "given"})
    with keller.vault.write() as session:
        other = terms(purposes__0__iri=f"{DPV}Marketing", purposes__0__key="other", legal_bases=[])
        conclude(keller, session, other, "DP-2")
        tell(keller, session, "2", valid_from=date(2021, 1, 1))
    with keller.vault.read() as session:
        names = own_names(facts_at(keller, session, keller.clock()))
    assert names.purpose("Research") is None
    assert names.dataset("Panel") == "panel"


# ---- a title above the headings ----


def workbook(folder: Path, *rows: list[object]) -> Path:
    file = folder / "list.xlsx"
    with xlsxwriter.Workbook(str(file), {"default_date_format": "dd.mm.yyyy"}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return file


def test_a_title_is_no_heading(tmp_path: Path) -> None:
    file = workbook(
        tmp_path,
        ["Consents of the panel, list of the study nurse"],
        [],
        ["As at", date(2026, 11, 1)],
        ["Code", "Consent for", "Day", "Yes/No", "Remark"],
        ["P-900", "Research", date(2026, 3, 1), "yes", None],
    )
    seen = preview(file)
    assert seen.heading_line == 4
    assert [one.heading for one in seen.columns] == ["Code", "Consent for", "Day", "Yes/No", "Remark"]
    assert seen.lines == (5,)
    assert [number for number, _ in seen.heads] == [1, 3, 4, 5]


def test_a_title_in_a_csv_with_other_signs_than_the_table(tmp_path: Path) -> None:
    file = table(tmp_path, "List of the study nurse", "", HEADINGS, "P-900;panel;Research;ja;1.3.2026;panel;1")
    with open_table(file, known=are_headings) as opened:
        assert (opened.heading_line, opened.delimiter) == (3, ";")
        assert opened.headings == HEADINGS.split(";")
        assert [number for number, _ in opened.lines] == [4]


def test_headings_that_are_known_are_taken_though_the_lines_are_fuller(tmp_path: Path) -> None:
    file = table(tmp_path, "Pseudonym;;;;", "P-900;1;2;3;4")
    with open_table(file, known=are_headings) as opened:
        assert opened.heading_line == 1


def test_a_table_of_one_column_begins_with_its_heading(tmp_path: Path) -> None:
    with open_table(table(tmp_path, "Codes", "P-900", "P-901"), known=are_headings) as opened:
        assert opened.headings == ["Codes"]
        assert len(list(opened.lines)) == 2


def test_another_line_can_be_said(tmp_path: Path) -> None:
    file = table(tmp_path, "a;b", "Kürzel;Tag", "P-900;1.3.2026")
    with open_table(file, heading_line=2, known=are_headings) as opened:
        assert opened.headings == ["Kürzel", "Tag"]
        assert list(opened.lines) == [(3, ["P-900", "1.3.2026"])]
    with pytest.raises(WrongUse, match="Line 9"), open_table(file, heading_line=9, known=are_headings):
        pass


def test_the_line_of_the_headings_is_in_the_signed_entry(keller: Acting, tmp_path: Path) -> None:
    from datapact.organisation.acting.records import record_by_entry

    ready(keller, {"P-001": "given"})
    file = table(tmp_path, "My list", HEADINGS, "P-900;Panel;Research;ja;1.3.2026;panel;1")
    report = take(keller, file)
    assert report.batch is not None
    with keller.vault.read() as session:
        record = record_by_entry(session, report.batch.entry)
    assert record is not None
    assert record.body["mapping"]["heading_line"] == 2


# ---- headings that say more, and names that somebody explains ----


@pytest.mark.parametrize(
    "heading",
    [
        "Personen-Nr",
        "Pers.-Nr.",
        "Personalnummer",
        "Mitarbeiter-ID",
        "MitarbeiterNr",
        "Kennung",
        "ID",
        "EmployeeID",
        "Employee No.",
        "Staff number",
        "Kundennummer",
        "Probanden-Kürzel",
        "Matrikelnummer",
        "Versuchspersonen-Code",
    ],
)
def test_numbers_of_people_are_pseudonyms(heading: str) -> None:
    assert proposed([heading, "Zweck"]) == {0: "subject", 1: "purpose"}


def test_an_id_beside_a_pseudonym_is_that_of_the_event() -> None:
    assert proposed(["ID", "Pseudonym"]) == {0: "event_id", 1: "subject"}
    assert proposed(["Nr.", "Pseudonym"]) == {1: "subject"}
    assert proposed(["event_id", "ID"]) == {0: "event_id"}


@pytest.mark.parametrize(
    ("headings", "given"),
    [
        ("Personen-Nr;Zweck;Einwilligung am", "Einwilligung am"),
        ("Personen-Nr;Zweck;erteilt am", "erteilt am"),
        ("Code;Purpose;Consent on", "Consent on"),
        ("Code;Purpose;Consent", "Consent"),  # a column of states by its heading, of days by its cells
        ("Code;Purpose;Date", ""),
        ("Code;Widerruf am;Einwilligung am", ""),
        ("Code;abgelehnt am;Einwilligung am", ""),
        ("Code;Ja/Nein;Einwilligung am", ""),
    ],
)
def test_days_of_consents_say_that_they_were_given(tmp_path: Path, headings: str, given: str) -> None:
    seen = preview(table(tmp_path, headings, "P-900;Research;01.03.2026", "P-901;;02.03.2026"))
    assert seen.given == given
    if given:
        assert {one.heading: one.field for one in seen.columns}[given] == "event_time"


def test_a_name_that_somebody_explains_is_read_so_and_the_record_says_it(keller: Acting, tmp_path: Path) -> None:
    ready(keller, {"P-001": "given"})
    file = table(tmp_path, HEADINGS, "P-900;Pannel;Studie;ja;1.3.2026;panel;1")
    dry = import_file(keller, file, Options(constants=SAID), dry_run=True).not_provided[0]
    assert (dry.about, [key for key, _name in dry.offered]) == ("dataset", ["panel"])
    said = ReadAs({"Pannel": "panel"})
    dry = import_file(keller, file, Options(constants=SAID, read_as=said), dry_run=True).not_provided[0]
    assert (dry.about, [term for term, _name in dry.offered]) == ("purpose", [RESEARCH])
    said = ReadAs({"Pannel": "panel"}, {("panel", " studie"): "Research"})
    report = import_file(keller, file, Options(constants=SAID, read_as=said))
    assert report.not_provided == ()
    assert scopes(keller) == {("panel", RESEARCH)}
    with keller.vault.read() as session:
        mapping = records(session, "consent_batch")[-1].body["mapping"]
    assert read_as_of(mapping["read_as"]) == said


@pytest.mark.parametrize("term", ["dpv:Marketing", f"{DPV}Marketing", "Marketing"])
def test_a_term_of_the_vocabulary_means_what_it_says(keller: Acting, tmp_path: Path, term: str) -> None:
    """A consent for marketing never becomes one for research."""
    ready(keller, {"P-001": "given"})
    file = table(tmp_path, HEADINGS, f"P-900;panel;{term};ja;1.3.2026;panel;1")
    dry = import_file(keller, file, Options(constants=SAID), dry_run=True).not_provided[0]
    assert dry.offered == ()
    with pytest.raises(WrongUse):
        import_file(keller, file, Options(constants=SAID, read_as=ReadAs({}, {("", term): RESEARCH})))


def test_what_a_notice_calls_an_agreed_purpose_is_provided_for(keller: Acting, tmp_path: Path) -> None:
    """The words for a purpose that nobody has linked are told as a word to explain; those of a linked notice are not told at all."""
    order = ready(keller, {"P-001": "given"})
    words = "Umfragen zur Technik"
    with keller.vault.write() as session:
        tell(keller, session, "2", purposes=(words,))
    file = table(tmp_path, HEADINGS, f"P-900;panel;{words};ja;1.3.2026;panel;2")
    (lost,) = import_file(keller, file, Options(constants=SAID), dry_run=True).not_provided
    assert "may mean an agreed one under another word" in lost.words.text("en")
    assert [term for term, _name in lost.offered] == [RESEARCH]
    sign_link(keller, NewLink("notice", words, agreed_key(order, "research"), "panel", "2"))
    assert import_file(keller, file, Options(constants=SAID), dry_run=True).not_provided == ()
