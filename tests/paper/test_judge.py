"""What the words of a foreign paper seem to say: never met without a quote, and every quote stands where it says."""

from __future__ import annotations

from collections.abc import Collection

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.texts import Language
from datapact.checks.wording.parts import PARTS
from datapact.contract.templates.template import load_template
from datapact.contract.text.clauses import plain_text
from datapact.contract.text.document import read_state
from datapact.paper.judge.gaps import GROUPS, REQUIREMENTS, gap_report, lowered, proposed_groups, why
from datapact.paper.judge.matches import Library, explained, matches
from datapact.paper.judge.places import sentences
from datapact.paper.judge.requirement import Group
from datapact.paper.judge.shipped import shipped_texts
from datapact.paper.judge.term_signs import proposed_terms
from datapact.paper.read.reading import read_here
from datapact.paper.read.text import PaperText, Passage
from datapact.signing.elsewhere.proposed import propose
from tests.agreements.drafts import example
from tests.depth import examples
from tests.paper.samples import PROCESSING_DE, PROCESSING_EN, SECRECY_DE, SECRECY_EN, Paper, word_file

PAPERS = (PROCESSING_DE, PROCESSING_EN, SECRECY_DE, SECRECY_EN)
OWN = "Muster Maschinenbau GmbH"


def read(paper: Paper) -> PaperText:
    return read_here(word_file(paper))


def verdicts(paper: Paper) -> dict[str, str]:
    text = read(paper)
    return {line.id: line.verdict for line in gap_report(text, proposed_groups(text)).lines}


def test_the_gaps_of_a_german_processing_agreement_are_found() -> None:
    found = verdicts(PROCESSING_DE)
    assert {one for one, verdict in found.items() if verdict == "against"} == {"P04", "P09.audits"}
    assert {one for one, verdict in found.items() if verdict == "none" and one[0] == "P"} == {
        "P00.controller", "P07.security", "P07.assessment", "P08.choice", "P08.storage", "P10.warning",
        "P13.own-purposes", "P13.models",
    }  # fmt: skip
    assert {found[one] for one in ("P01.instructions", "P01.transfers", "P01.contrary-law", "P02.confidentiality")} == {
        "met"
    }
    assert found["G14.breach"] == "part", "ten working days are not without undue delay"
    assert {one for one, verdict in found.items() if verdict == "flagged"} == {"F02", "F03", "F04", "F11"}


def test_a_complete_english_processing_agreement_seems_met() -> None:
    found = verdicts(PROCESSING_EN)
    assert {one for one, verdict in found.items() if verdict == "against"} == set()
    missing = {one for one, verdict in found.items() if one[0] == "P" and verdict != "met"}
    assert missing == {"P00.controller", "P12.guarantees", "P13.own-purposes", "P13.models"}
    assert found["G14.breach"] == "met"
    assert found["C02.cause"] == "none"


@pytest.mark.parametrize(
    ("paper", "missing"),
    [(SECRECY_EN, {"N05", "N06", "N07", "N09", "N10", "N11"}), (SECRECY_DE, {"N10", "N11"})],
)
def test_what_a_non_disclosure_agreement_lacks(paper: Paper, missing: set[str]) -> None:
    found = verdicts(paper)
    assert {one for one, verdict in found.items() if one[0] == "N" and verdict == "none"} == missing


@pytest.mark.parametrize(
    ("words", "requirement", "verdict"),
    [
        ("Der Auftragnehmer setzt ohne vorherige Genehmigung des Auftraggebers keine Unterauftragnehmer ein.", "P04", "met"),
        ("The Processor shall not engage another processor without prior written consent.", "P04", "met"),
        ("The Processor may engage sub-processors at its sole discretion.", "P04", "against"),
        ("Der Auftragnehmer ist nicht verpflichtet, bei Anträgen betroffener Personen zu unterstützen.", "P06.rights", "against"),
        ("Die Haftung ist auf 100 Euro begrenzt, außer bei Vorsatz und grober Fahrlässigkeit.", "F01", "clear"),
        ("Die Haftung auch für grobe Fahrlässigkeit ist ausgeschlossen.", "F01", "flagged"),
        ("Die Daten werden nach Abschluss der Leistungen nach Wahl des Auftraggebers gelöscht.", "P08.choice", "met"),
        ("Die Anfragen betroffener Personen und ihre Rechte regelt Anlage 3.", "P06.rights", "untold"),
        # what a lawyer stumbled over in papers of other houses
        ("Er darf die Daten nur nach dokumentierter Weisung berichtigen, löschen oder einschränken.", "P01.instructions", "part"),
        ("Er macht ihn darauf aufmerksam, wenn eine Weisung gegen Datenschutzrecht verstößt.", "P10.warning", "met"),
        ("It treats data as Confidential Information and processes it on documented instructions.", "P10.warning", "none"),
        ("Customer agrees that its audit rights are satisfied by the provision of such reports.", "P09.audits", "against"),
        ("5.4 Liability. The Supplier shall be liable for its Sub-processors.", "P05.liability", "met"),
        ("Each contract has data protection obligations not less protective for a Sub-processor.", "P05.flow-down", "met"),
        ("Er ist berechtigt, anonymisierte Daten zur Weiterentwicklung seiner Produkte zu nutzen.", "P13.own-purposes", "against"),
        ("Supplier shall, as far as applicable law allows, delete the data after the end.", "G20.law", "none"),
        ("The company is registered with the local court of Ulm.", "G20.disputes", "none"),
        ("Für jeden schuldhaften Verstoß der Gesellschaft ist eine Abmahnung möglich.", "G20.liability", "none"),
        ("Die Wirtschaftlichkeit ist auch bei grob geschätzten Zahlen nicht ausgeschlossen.", "F01", "clear"),
        ("Prüfungen werden mit angemessener Vorlaufzeit angekündigt.", "P00.duration", "none"),
        ("Subunternehmer sind nur zulässig, wenn die Auftraggeberin vorher zugestimmt hat.", "P04", "met"),
        ("Nach Auftragsende sind Daten auf Verlangen entweder herauszugeben oder zu löschen.", "P08.choice", "met"),
        ("Es liegt ein Ausnahmefall im Sinne des Art. 28 Abs. 3 a) DS-GVO vor.", "P01.contrary-law", "part"),
        ("Sie können ihre Rechte gegenüber beiden Vertragsparteien geltend machen.", "J05.rights", "met"),
        ("Weder Lizenzen noch sonstige Rechte werden eingeräumt.", "N10", "met"),
        ("Die Pflichten bestehen für einen Zeitraum von zehn (10) Jahren nach der Beendigung der Vereinbarung fort.", "C02.after-end", "met"),
        ("Northgate may use data samples to train its machine learning models.", "N11", "against"),
        ("Im Gedächtnis behaltene Kenntnisse darf sie frei nutzen.", "F10", "flagged"),
        ("Customer shall be responsible for any costs arising from such assistance.", "F11", "flagged"),
        ("Der Versand läuft über einen Dienst in den USA.", "F12", "flagged"),
        # standard terms of a large buyer, a supplier's master agreement, a cloud's terms on processing
        ("Im Übrigen ist die Haftung von R, gleich aus welchem Rechtsgrund, ausgeschlossen.", "F13", "flagged"),
        ("Die Haftung ist, gleich aus welchem Rechtsgrund, ausgeschlossen, außer bei Vorsatz.", "F13", "clear"),
        ("The foregoing applies regardless of the form of action, including gross negligence.", "F01", "flagged"),
        # what clears them is a provision that says what stays, not the word "unberührt"
        ("Die Haftung auch für Vorsatz ist ausgeschlossen, § 3 bleibt unberührt.", "F01", "flagged"),
        ("Jede Haftung des Anbieters ist ausgeschlossen; die Rechte aus § 7 bleiben unberührt.", "F13", "flagged"),
        ("Jede Haftung ist ausgeschlossen; zwingende Haftung wegen Vorsatz bleibt unberührt.", "F13", "clear"),
        ("Jede Haftung ist ausgeschlossen. Dies gilt nicht bei Vorsatz und grober Fahrlässigkeit.", "F13", "clear"),
        ("Jede Haftung ist ausgeschlossen. Dies gilt nicht für Zahlungspflichten.", "F13", "flagged"),
        ("To the fullest extent permitted by law all liability of Provider is excluded.", "F13", "flagged"),
        ("Provider shall have no liability. Nothing in this Agreement limits liability for fraud or death.", "F13", "clear"),
        ("Der Anbieter haftet nur bei Vorsatz.", "F01", "flagged"),
        ("Der Anbieter haftet nur bei Vorsatz und grober Fahrlässigkeit.", "F01", "clear"),
        ("Die Haftung ist, gleich aus welchem Rechtsgrund, auf das Jahresentgelt begrenzt.", "F01", "flagged"),
        ("PROVIDER SHALL HAVE NO LIABILITY IN EXCESS OF USD 10,000, INCLUDING IN CASE OF GROSS NEGLIGENCE.", "F01", "flagged"),
        ("Provider shall have no liability in excess of USD 10,000.", "F13", "clear"),
        ("Provider shall have no liability in excess of USD 10,000.", "F03", "flagged"),
        ("Die Haftung ist auf das Jahresentgelt begrenzt.", "F03", "flagged"),
        ("Northfield shall not be liable for any damages.", "F13", "flagged"),
        ("Provider shall not be liable for any indirect damages.", "F13", "clear"),
        # papers under Delaware, English, Swiss and Dutch law
        ("Keller, a limited liability company, makes samples available.", "G20.liability", "none"),
        ("Provider may collect aggregated data to improve its products and services.", "F08", "flagged"),
        ("This Agreement may be amended only by a writing signed by both Parties.", "G31.amendments", "met"),
        ("Eine Partei schuldet eine Konventionalstrafe. Ein Verschulden ist nicht erforderlich.", "F17", "flagged"),
        ("Sie verwendet Informationen ausschliesslich für das Projekt.", "N02", "met"),
        ("Diese Vereinbarung untersteht schweizerischem Recht.", "G20.law", "met"),
        ("Die Vereinbarung gilt vom 1. September 2027 bis zum 31. August 2030.", "G19.term", "met"),
        ("Das Zerlegen und Untersuchen überlassener Muster ist gestattet.", "N06", "against"),
        ("Die Geheimhaltungspflicht gilt nach Beendigung unbefristet weiter.", "C02.after-end", "met"),
        ("Customer agrees that such report satisfies its audit rights.", "P09.audits", "against"),
        ("The User shall not make data available to third parties without consent of the data holder.", "D17.third-parties", "against"),
        ("The User may access the data, subject to a fee of EUR 250 per request.", "D08.compensation", "against"),
        ("The data holder may withhold trade secrets at its sole discretion.", "D06.secrets", "against"),
        ("Northfield owns all Machine Data.", "F15", "flagged"),
        ("WE räumt GS ein unwiderrufliches Recht ein, die Daten zu nutzen.", "F18", "flagged"),
        ("WE garantiert die Richtigkeit der Daten.", "F19", "flagged"),
        ("Eine Garantie für die Richtigkeit wird nicht übernommen.", "F19", "clear"),
        ("GS kann diesen Vertrag auf verbundene Unternehmen übertragen.", "F20", "flagged"),
        ("Keine Partei kann diesen Vertrag ohne Zustimmung übertragen.", "F20", "clear"),
        ("H&F may assign these terms to any affiliate.", "F20", "flagged"),
        ("H&F may vary these terms on notice.", "F06", "flagged"),
        ("English law applies and the English courts have exclusive jurisdiction.", "F09", "flagged"),
        ("German law applies.", "F09", "clear"),
        ("SWF grants H&F a perpetual licence to use the data.", "N10", "against"),
        ("In no event shall Provider’s aggregate liability exceed the fees paid.", "F03", "flagged"),
        ("R kann diese AGHB jederzeit durch Mitteilung ändern.", "F06", "flagged"),
        ("Provider may modify this MSA at any time by posting a revised version.", "F06", "flagged"),
        ("Die Parteien können diesen Vertrag nur einvernehmlich ändern.", "F06", "clear"),
        ("Der Anbieter darf diese Bedingungen nach Mitteilung an die Parteien ändern.", "F06", "flagged"),
        ("The provider may amend these terms; the customer may terminate.", "F06", "flagged"),
        ("Either party may terminate this agreement upon any change of control.", "F06", "clear"),
        ("Customer grants Provider a perpetual license to use Customer Data to train models.", "F08", "flagged"),
        ("WKC unterstützt den Kunden gegen Vergütung bei Anfragen Betroffener.", "F11", "flagged"),
        ("Widerspricht der Kunde nicht binnen zwei Wochen, gilt die Änderung als angenommen.", "F14", "flagged"),
        ("Continued use of the Services constitutes acceptance.", "F14", "flagged"),
        # what a senior lawyer stumbled over
        ("No liquidated damages or contractual penalty shall be payable.", "F04", "clear"),
        ("Within no less than three days a contractual penalty is due.", "F04", "flagged"),
        ("Das Recht zur ordentlichen Kündigung ist für den Empfänger ausgeschlossen.", "F21", "flagged"),
        ("Es ist untersagt, Muster zu beobachten, zu untersuchen, rückzubauen oder zu testen.", "N06", "met"),
        ("This Agreement may be varied only in writing signed by both Parties.", "G31.amendments", "met"),
        ("Helpline24 Ltd., Belfast (Vereinigtes Königreich)", "F12", "flagged"),
        ("Der Auftragnehmer haftet nicht für weitere Auftragsverarbeiter.", "P05.liability", "against"),
        # a one-sided non-disclosure agreement under Swiss law
        ("Die Geheimhaltungspflicht besteht nach Beendigung zeitlich unbegrenzt fort.", "N09", "met"),
        ("Die Geheimhaltung gilt ein Jahr über das Ende hinaus.", "N09", "met"),
        ("The obligations of confidentiality apply for one year after the end.", "N09", "met"),
        ("Die Geheimhaltungspflicht besteht nach Beendigung zeitlich unbegrenzt fort.", "C02.after-end", "met"),
        ("Das Institut steht für jedes Verschulden seiner Mitarbeiter verschuldensunabhängig ein.", "N04", "none"),
        ("Das Institut steht für jedes Verschulden seiner Mitarbeiter verschuldensunabhängig ein.", "F19", "flagged"),
        ("Der Anbieter haftet für eigenes Verschulden ohne Einschränkung.", "F19", "clear"),
        ("Sie gelten nicht für Informationen, die öffentlich bekannt sind.", "N05", "part"),
        ("Nordstern darf die Modelle zeitlich unbegrenzt nutzen.", "F18", "flagged"),
        ("Eine ordentliche Kündigung ist ausgeschlossen.", "F21", "flagged"),
        ("Das Recht zur außerordentlichen Kündigung ist nicht ausgeschlossen.", "F21", "clear"),
        ("This Agreement may not be terminated before 31 December 2030.", "F21", "clear"),
        ("Erfolgt binnen zwei Wochen kein Widerspruch, gilt die Änderung als genehmigt.", "F14", "flagged"),
        ("Customer agrees not to hire any employee of Provider.", "F16", "flagged"),
        ("Schweigen ist keine Zustimmung.", "F14", "clear"),
        ("Erfindungen, die er dabei macht, stehen ausschließlich R zu.", "F15", "flagged"),
        ("Er wird keine Mitarbeiter von R abwerben.", "F16", "flagged"),
        ("Er zahlt die Vertragsstrafe, ohne dass es eines Verschuldens bedarf.", "F17", "flagged"),
        ("Der Kunde informiert sich regelmäßig über neue Subunternehmer; er kann widersprechen.", "P04", "against"),
        ("WKC ist zu einer rechtlichen Prüfung nicht verpflichtet.", "P01.contrary-law", "none"),
        # law that is not named as German, whatever it is
        ("Es gilt das Recht des Staates Delaware. Gerichtsstand ist Wilmington.", "F09", "flagged"),
        ("Dieser Vertrag unterliegt luxemburgischem Recht.", "F09", "flagged"),
        ("Auf diesen Vertrag findet das Recht Kaliforniens Anwendung.", "F09", "flagged"),
        ("This Agreement is governed by New York law.", "F09", "flagged"),
        ("Es gilt das Recht der Bundesrepublik Deutschland unter Ausschluss des UN-Kaufrechts.", "F09", "clear"),
        ("Es gilt deutsches Recht. Gerichtsstand ist Ulm.", "F09", "clear"),
        ("Das Recht der betroffenen Person auf Auskunft bleibt; es gilt zwingendes Recht.", "F09", "clear"),
        ("This Agreement is governed by the laws of the Federal Republic of Germany.", "F09", "clear"),
        # a clear word for our own templates must not clear what only begins like it
        ("The law of the European Union and the law of a Member State remain applicable.", "F09", "clear"),
        ("The law of the State of Delaware applies to this agreement.", "F09", "flagged"),
        ("Keine Bestimmung begrenzt die Haftung des Kunden; die Haftung für Vorsatz ist ausgeschlossen.", "F01", "flagged"),
        ("GS kann diesen Vertrag übertragen, der Kunde nur mit Zustimmung.", "F20", "flagged"),
        ("Alle Ergebnisse stehen ausschließlich der Anbieterin zu.", "F15", "flagged"),
        ("Der Anbieter darf jederzeit die Preise ändern; keine Partei kann diese Klausel abbedingen.", "D13.change", "flagged"),
    ],
)  # fmt: skip
def test_one_sentence(words: str, requirement: str, verdict: str) -> None:
    padding = "Dieser Vertrag ist der Vertrag von und zu der Sache mit dem und den in der und die. "
    text = PaperText("docx", 0, (Passage(1, 0, padding), Passage(2, 0, words)))
    line = next(one for one in gap_report(text, GROUPS).lines if one.id == requirement)
    assert line.verdict == verdict, [str(one) for one in line.missing]


SAYS_SO = frozenset({"F04", "F05", "F07", "F14", "F18", "F21"})
"""A penalty, an indemnity, a renewal, silence that counts, a use without end, no ordinary notice: our texts offer them."""


def test_no_paragraph_of_ours_makes_a_reader_stop_for_nothing() -> None:
    flags = [one for one in REQUIREMENTS.values() if one.flag and one.id not in SAYS_SO]
    stops = [
        (flag.id, name, said)
        for name, _heading, words in shipped_texts()
        if not name.startswith("sheet-")  # told to people, and no contract
        for said in (lowered(words)[begin:end] for begin, end in sentences(words))
        for flag in flags
        if flag.topic.search(said) and (flag.saved is None or not flag.saved.here.search(said))
    ]
    assert stops == []


def as_paper(template: str, language: Language, without: Collection[str] = ()) -> PaperText:
    """What one of our templates says, as the paper of another house; ``without`` some paragraphs and points."""
    rows: list[tuple[str, bool]] = []
    for number, clause in enumerate(read_state(example(template)).clauses):
        said = [
            plain_text(part.text[language])
            for paragraph in clause.paragraphs
            if paragraph.id not in without
            for part in (paragraph, *paragraph.items)
            if part.id not in without
        ]
        rows += [(f"§ {number} {plain_text(clause.heading[language])}", True)] if said else []
        rows += [(one, False) for one in said]
    return PaperText("docx", 0, tuple(Passage(n, 0, words, head) for n, (words, head) in enumerate(rows, start=1)))


WHOLE: tuple[tuple[str, Group], ...] = (
    ("processing", "processing"), ("joint-controllers", "joint"), ("data-act-recipient", "data_act"), ("municipality", "processing"),
)  # fmt: skip


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_paper_that_says_all_has_no_gap(language: Language) -> None:
    for template, group in WHOLE:
        lines = gap_report(as_paper(template, language), {group}).lines
        assert [one.id for one in lines if one.verdict not in ("met", "clear", "flagged")] == [], template


SAID_ELSEWHERE = frozenset(
    {
        "C02.after-end", "C02.confidentiality", "G20.liability", "P01.transfers", "P02.confidentiality", "P07.assessment",
        "P07.breaches", "P07.security", "P13.own-purposes", "J01.notices", "J01.rights", "J02.topics", "J04.contact",
    }
)  # fmt: skip
"""What our templates say at other places too, in part or of somebody else: there a person has to read."""


@given(st.data(), st.sampled_from(WHOLE[:2]), st.sampled_from(("de", "en")))
@settings(max_examples=examples(8), deadline=None)
def test_what_was_cut_out_does_not_seem_met(data: st.DataObject, whole: tuple[str, Group], language: Language) -> None:
    provided: dict[str, set[str]] = {}
    for clause in load_template(whole[0]).clauses:
        for part in (one for paragraph in clause.paragraphs for one in (paragraph, *paragraph.items)):
            for name, _condition in part.provides:
                provided.setdefault(name, set()).add(part.id)
    cut = data.draw(st.sampled_from(sorted(provided.keys() & REQUIREMENTS.keys() - SAID_ELSEWHERE)))
    lines = {one.id: one for one in gap_report(as_paper(whole[0], language, provided[cut]), {whole[1]}).lines}
    assert cut not in lines or lines[cut].verdict != "met", [str(one) for one in lines[cut].quotes]


SENTENCES = st.sampled_from([one.lstrip("#") for paper in PAPERS for one in paper])
TEXTS = st.lists(st.tuples(st.one_of(SENTENCES, st.text(max_size=80)), st.booleans()), min_size=1, max_size=30)


@given(TEXTS, st.booleans())
@settings(max_examples=examples(120), deadline=None)
def test_nothing_is_met_without_a_quote_that_stands_there(rows: list[tuple[str, bool]], scanned: bool) -> None:
    shown = [(words, heading) for words, heading in rows if words.strip()] or [("Vertrag", False)]
    passages = tuple(Passage(n, n // 5 + 1, words, heading) for n, (words, heading) in enumerate(shown, start=1))
    text = PaperText("pdf", 9, passages, silent=(8,) if scanned else ())
    for line in gap_report(text, GROUPS).lines:
        assert bool(line.quotes) or line.verdict in ("none", "clear", "untold"), line.id
        assert why(line, text).text("de")
        for quote in line.quotes:
            assert quote.words
            assert quote.words in passages[quote.passage - 1].text
            assert quote.page == passages[quote.passage - 1].page
        if scanned:
            assert line.verdict not in ("none", "clear"), "a page without words may hold it"
    for term in proposed_terms(text, OWN):
        assert term.quote.words in passages[term.quote.passage - 1].text


def test_requirements_cite_and_name_what_the_checks_name() -> None:
    for one in REQUIREMENTS.values():
        assert one.citation.text("de")
        if "." in one.id and not one.id.startswith("D13."):
            assert PARTS[one.id].what == one.what


def test_terms_of_the_papers_with_their_sources() -> None:
    shown = {}
    for paper in PAPERS:
        for one in proposed_terms(read(paper), OWN):
            shown.setdefault(one.path or str(one.what), []).append(one.data if one.path else str(one.value))
    assert shown["duration.end"] == ["2030-01-31", "2029-03-31", "2029-01-14", "2029-02-28"]
    assert shown["duration.notice_months"] == [6, 3]
    assert shown["law.venue"] == ["Kiel", "Ulm", "London"]
    assert shown["liability.cap"] == [{"de": "10.000 Euro"}]
    assert shown["Contractual penalty"] == ["25.000 Euro", "EUR 50,000"]
    assert shown["processing.sub_processing"] == ["general", "general"]
    assert shown["processing.sub_processing_objection_days"] == [14]
    assert shown["breach.hours"] == [24]
    assert shown["form.amendment"] == ["written", "text_form", "written"]
    assert shown["party"] == [
        "Nordlicht Cloud Services GmbH", "Northwind Hosting B.V.", "Weber Analytik GmbH", "Brightwater Analytics Ltd.",
    ]  # fmt: skip


def test_terms_as_law_firms_write_them() -> None:
    rows = (
        (
            "#Vereinbarung zur Auftragsverarbeitung",
            "zwischen der Keller GmbH, der Gemeinde Talheim und der Talent360 Software GmbH",
        ),
        ("#1. Datenschutz", "Datenschutzbeauftragte ist Frau Ahrens, Externe Datenschutz Nord GmbH."),
        ("#2. Unterauftragnehmer", "Land Leistung Elbe Rechenzentrum GmbH, Deutschland Hosting MailRoute Inc. Denver"),
        (
            "#3. Laufzeit",
            "Die Vereinbarung tritt mit Unterzeichnung in Kraft und hat eine Laufzeit von zwei (2) Jahren.",
        ),
        ("#4. Courts", "Keller is registered at the local court of Ulm. For Clause 18 the courts of Ireland."),
        (
            "#5. Schluss",
            "Der Vertrag unterliegt dem Recht der Bundesrepublik Deutschland unter Ausschluss des UN-Kaufrechts."
            " Gerichtsstand für sämtliche Streitigkeiten aus diesem Vertrag ist, soweit gesetzlich zulässig, Bremen.",
        ),
        ("#6. Haftung", "Die Haftung der Gesellschaft ist auf die im letzten Jahr gezahlte Vergütung begrenzt."),
    )
    shown = {}
    for one in proposed_terms(read([line for row in rows for line in row]), "Keller GmbH"):
        shown.setdefault(str(one.what), []).append(str(one.value))
    assert shown["Partner"] == ["Talent360 Software GmbH", "Gemeinde Talheim"], "who is named before the first section"
    assert shown["Sub-processor"] == ["Elbe Rechenzentrum GmbH", "MailRoute Inc."]
    assert shown["Runs for"] == ["2 years"]
    assert shown["Governing law"] == ["Recht der Bundesrepublik Deutschland"]
    assert shown["Place of jurisdiction"] == ["Bremen"]
    assert shown["Cap on liability"] == ["die im letzten Jahr gezahlte Vergütung"]


def test_a_term_in_words_and_a_notice_beside_a_renewal() -> None:
    said = (
        "Diese Vereinbarung beginnt am 1. Februar 2027 und läuft zehn Jahre. Sie verlängert sich jeweils um fünf Jahre, wenn sie nicht"
        " zwölf Monate vor Ablauf gekündigt wird."
    )
    shown = {str(one.what): str(one.value) for one in proposed_terms(read(("#4. Dauer", said)), "Keller GmbH")}
    assert shown["Runs for"] == "10 years"
    assert shown["Period of notice"] == "12 months"
    assert shown["Renewal by"] == "5 years"
    for notice, words in (
        (
            "6 months",
            "Der Vertrag kann mit einer Frist von sechs Monaten, frühestens ein Jahr vor Ablauf, gekündigt werden.",
        ),
        (
            "30 days",
            "Either party may terminate with 30 days notice, but not within 12 months before the end of the term.",
        ),
        (
            "3 months",
            "Mitteilungen gehen 14 Tage vor Ablauf zu; gekündigt wird mit einer Frist von 3 Monaten zum Jahresende.",
        ),
    ):
        found = proposed_terms(read(("#4. Dauer", words)), "Keller GmbH")
        assert [str(one.value) for one in found if str(one.what) == "Period of notice"] == [notice]
    for after in (
        "Die Vertraulichkeit nach diesem Vertrag gilt 10 Jahre nach Vertragsende.",
        "The agreement is in force 3 years after.",
    ):
        found = proposed_terms(read(("#4. Dauer", after)), "Keller GmbH")
        assert "Runs for" not in {str(one.what) for one in found}, "what lasts after the end is not how long it runs"


def test_a_renewal_is_never_the_period_of_its_condition() -> None:
    said = "Die Laufzeit verlängert sich jeweils um ein weiteres Jahr, wenn nicht mit einer Frist von sechs Monaten gekündigt wird."
    english = "It renews for two further years unless either party gives six months' notice."
    none = "Der Vertrag verlängert sich, wenn nicht mit einer Frist von sechs Monaten gekündigt wird."
    for words, wanted in ((said, ["1 year"]), (english, ["2 years"]), (none, [])):
        found = proposed_terms(read(("#4. Dauer", words)), "Keller GmbH")
        assert [str(one.value) for one in found if str(one.what) == "Renewal by"] == wanted


@pytest.mark.parametrize(
    ("words", "stops"),
    [
        ("Keller haftet unbeschränkt, auch für einfache Fahrlässigkeit und entgangenen Gewinn.", True),
        ("Acme Inc. shall be liable without limit.", True),
        ("Jede Partei haftet nach dem Gesetz unbeschränkt.", False),
        ("Die Parteien haften einander unbeschränkt.", False),
        ("Der Kunde haftet unbegrenzt für alle Schäden, die beide Systeme betreffen.", True),
        ("The customer is liable without limit, whether or not the parties could foresee it.", True),
        ("Der Kunde haftet unbeschränkt, auch ohne Vorsatz.", True),
        ("Der Kunde haftet unbeschränkt für Vorsatz und Fahrlässigkeit.", True),
        ("Der Kunde haftet unbeschränkt für Schäden an Leben, Körper und Sachen.", True),
        ("Bei Verletzung von Leben oder Körper haftet der Lieferant für Fahrlässigkeit unbeschränkt.", False),
        ("Der Lieferant haftet unbeschränkt bei Vorsatz und grober Fahrlässigkeit.", False),
        ("Der Lieferant haftet unbeschränkt bei Vorsatz und für jede Fahrlässigkeit.", True),
    ],
)
def test_unlimited_liability_of_a_named_side_is_conspicuous_and_seems_met_nowhere(words: str, stops: bool) -> None:
    around = "Diese Vereinbarung regelt die Vertraulichkeit der Informationen, die von den Parteien und für den Zweck offengelegt werden."
    lines = {one.id: one for one in gap_report(read(("#1. Zweck", around, "#8. Haftung", words)), {"secrecy"}).lines}
    assert (lines["F02"].verdict == "flagged") == stops
    assert not (stops and lines["G20.liability"].verdict == "met")


def test_a_shipped_clause_is_found_again_and_explained() -> None:
    library = Library(shipped_texts())
    words = next(text for identifier, _title, text in shipped_texts() if identifier == "instructions-1:de")
    text = PaperText("docx", 0, (Passage(1, 0, words), Passage(2, 0, "Guten Tag und auf Wiedersehen.")))
    (found,) = matches(text, library)
    assert (found.clause, found.score, found.closeness, found.missing, found.added) == (
        "instructions-1:de", 100, "same", (), (),
    )  # fmt: skip
    assert found.run in " ".join(words.lower().replace(",", "").split()) or found.run
    assert all(str(one) for one in explained(found))


def test_a_clause_of_the_house_goes_before_a_farther_shipped_one() -> None:
    own = (
        "house.strict:de",
        "Weisungen",
        "Der Auftragnehmer verarbeitet personenbezogene Daten nur auf dokumentierte Weisung des Auftraggebers.",
    )
    found = matches(read(PROCESSING_DE), Library((own, *shipped_texts())))
    assert "house.strict:de" in {one.clause for one in found}


def test_a_report_asks_what_the_paper_is_about() -> None:
    terms = PaperText("docx", 0, (Passage(1, 0, "Allgemeine Geheimhaltungsbedingungen der Rotterbeck AG"),))
    assert proposed_groups(terms) == {"secrecy"}
    services = (
        "MASTER SERVICES AGREEMENT",
        *["Provider makes the Services available."] * 9,
        "The Data Processing Addendum is at example.org.",
    )
    assert (
        proposed_groups(PaperText("docx", 0, tuple(Passage(n, 0, one) for n, one in enumerate(services, 1)))) == set()
    )
    found = propose(
        "\n".join(("Allgemeine Geheimhaltungsbedingungen der Rotterbeck AG", "5 Vertragsstrafe", "x")), "Wir"
    )
    assert (found.title, found.partners) == (
        "Allgemeine Geheimhaltungsbedingungen der Rotterbeck AG",
        ("Rotterbeck AG",),
    )
    announced = "Kontrollen sind mit einer Frist von acht Wochen anzukündigen."
    assert propose(f"Vertrag\n{announced}", "Wir").notice_days is None, "an inspection is announced, nothing terminated"


LEFT_OPEN = (
    (
        "Anlage 1",
        "Gegenstand, Art und Zweck der Verarbeitung ergeben sich aus Anlage 1.",
        "Die Angaben werden im Bestellformular festgelegt.",
    ),
    (
        "Schedule 1",
        "The nature and purpose of the processing are set out in Schedule 1.",
        "To be completed in the Order Form.",
    ),
)
FILLED = (
    "Der Auftragnehmer betreibt das Serviceportal; Art der Verarbeitung sind Speicherung, Anzeige und Sicherung der Kundendaten.",
    "The processor operates the service portal; it stores, shows and backs up the data of customers.",
)


@pytest.mark.parametrize("place", [0, 1])
def test_what_an_annex_leaves_open_does_not_seem_met(place: int) -> None:
    """A sentence that leaves its matter to an annex of the file says as much as the annex does."""
    annex, refers, says = LEFT_OPEN[place]
    for words, verdict in ((says, "part"), ("", "part"), (FILLED[place], "met")):
        rows = (
            "Das ist die Urkunde der Parteien, and this is the deed of the parties.",
            refers,
            annex,
            *([words] if words else []),
        )
        text = PaperText(
            "docx", 0, tuple(Passage(number, 0, one, heading=one == annex) for number, one in enumerate(rows, 1))
        )
        found = {line.id: line for line in gap_report(text, {"processing"}).lines}
        assert {found[one].verdict for one in ("P00.nature", "P00.purpose")} == {verdict}, words
