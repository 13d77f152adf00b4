"""What stands in words beside what was chosen: a balancing test that failed, a contract that is not signed, a note to follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from datapact.agreements.steps.signed_elsewhere import ConcludedElsewhere
from datapact.checks.model.named import names_something
from datapact.checks.model.words_of_no import reads_as_no, reads_as_unsigned
from datapact.checks.run.engine import check_terms
from datapact.consent.facts.compliance_records import record_legal_basis
from datapact.consent.facts.facts_json import facts_as_json, facts_from_json
from datapact.consent.facts.load_facts import facts_at
from datapact.contract.terms import read_terms
from datapact.organisation.acting.acting_member import Acting
from tests.consent import sharing
from tests.consent.sharing import PARTNER, add_partner, conclude, ready, terms
from tests.consent.test_no_wrong_yes import GIVEN, INTEREST, NOBODY, ask, missing, put

BOTH = [{**INTEREST, "party": party} for party in ("keller", "uni")]
SIGNED = date(2026, 5, 1)


def elsewhere(acting: Acting, monkeypatch: pytest.MonkeyPatch, how: ConcludedElsewhere) -> str:
    monkeypatch.setattr(sharing, "ConcludedElsewhere", lambda *_given: how)
    with acting.vault.write() as session:
        assert add_partner(session) == PARTNER
        return conclude(acting, session, terms(datasets__0__personal=NOBODY), number="DP-1")


@pytest.mark.parametrize(
    "words",
    [
        "noch nicht unterschrieben, liegt beim Partner",
        "not signed yet",
        "unsigned",
        "nicht unterzeichnet",
        "Gegenzeichnung steht aus",
        "Unterschrift fehlt",
        "awaiting countersignature",
        "\n    signature pending",
        "nur von uns unterschrieben",
        "signed by us only",
        "Entwurf, Stand Mai",
        "draft of 3 May",
        "wartet auf Unterschrift",
        "to be signed in June",
        "ohne Unterschrift",
        "not yet executed",
    ],
)
def test_a_record_of_signing_that_denies_it_shows_no_contract(
    keller: Acting, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    elsewhere(keller, monkeypatch, ConcludedElsewhere("reference_only", SIGNED, "DP-1", remarks=words.strip()))
    assert missing(ask(keller)) == ["G21"]


@pytest.mark.parametrize(
    "words",
    [
        *(
            "unterschrieben am 1. Mai von beiden",
            "signed on 1 May by both",
            "Ordner 7, Original im Tresor",
            "Von Frau Keller unterschrieben",
            "executed",
        ),
        *("Unterschriften geprüft", "countersigned copy in file 7", "Rahmenvertrag von 2019", "elektronisch signiert"),
    ],
)
def test_other_remarks_on_a_signing_are_for_people(keller: Acting, monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    assert not reads_as_unsigned(words)
    elsewhere(keller, monkeypatch, ConcludedElsewhere("reference_only", SIGNED, "DP-1", remarks=words))
    assert ask(keller).verdict == "permit"


def test_a_bare_reference_without_a_day_shows_no_signature_and_is_replayed_so(
    keller: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere(keller, monkeypatch, ConcludedElsewhere("reference_only", None, "DP-1"))
    assert missing(ask(keller)) == ["G21"]
    with keller.vault.read() as session:
        facts = facts_at(keller, session, keller.clock())
    assert [one.undated for one in facts.agreements] == [True]
    again = facts_from_json(facts_as_json(facts, "panel", PARTNER)).agreements
    assert [(one.undated, one.reads_unsigned) for one in again] == [(True, "")]
    said = replace(facts, agreements=tuple(replace(one, reads_unsigned="unsigned") for one in facts.agreements))
    assert facts_from_json(facts_as_json(said, "panel", PARTNER)).agreements[0].reads_unsigned == "unsigned"


SIGNED_WORDS = """
    geprüft und unterschrieben am 3. Mai | von uns unterschrieben | unterzeichnet und gegengezeichnet | The University signed on 3 May | Notarised and signed |
    notariell beurkundet und unterzeichnet | Original liegt mit allen Unterschriften vor | sent for signature on 1 May, signed by all on 3 May | Unterschriften liegen vor |
    zur Unterschrift am 1. Mai, von allen unterschrieben am 3. Mai | Urkunde unterschrieben | unter Vorbehalt der Bank unterzeichnet | Union und Keller haben unterschrieben |
    not only signed but notarised | es fehlt keine Unterschrift | no signature is missing | Die Unterschriften stehen auf Seite 9 | Notar Huber, unterzeichnet am 3. Mai | unterschrieben, noch nicht in Kraft | signed on 3 May, annex 2 not yet final |
    Unterschriften aus 2019 | unsere Ausfertigung ist unterschrieben | Unternehmen und Universität unterzeichnet | Unterschriftenblatt liegt bei uns
"""
UNSIGNED_WORDS = """
    noch nicht von allen unterschrieben | nicht vollständig unterschrieben | un-signed copy | unterschrieben von uns, liegt bei der Uni zur Unterschrift | unsigned by the partner |
    sent for signature on 1 May | sent for signature, signed by us on 3 May | sent for signature, not signed by all | sent for signature, to be signed by both in June |
    zur Unterschrift, wird von beiden unterschrieben | zur Unterschrift am 1. Mai, von uns unterschrieben am 3. Mai | signed by all on 3 May, addendum out for signature |
    Unterschrift der Uni liegt noch nicht vor | es liegt noch keine Unterschrift vor | liegt nicht mit allen Unterschriften vor | Unterschrift von Keller steht aus | signed only by us |
    sent for signature, signed by all, sent for signature again | Unterschriften noch ausstehend | weil die Unterschrift noch aussteht | von uns unterschrieben, von der Uni noch nicht | signed by us, not by the University |
    signed by us, the partner has not | unterschrieben: nein | unterschrieben von Keller, nicht von der Uni | never signed | noch nie unterzeichnet | nicht gegengezeichnetes Exemplar | unterschrieben erst einseitig, Gegenzeichnung fehlt | nur von uns unterschrieben | not-signed
"""
NO_REFUSAL = """
    Betriebsrat hat nicht widersprochen | Zustimmung nicht versagt | Zustimmung wurde nicht verweigert | approval was not refused | The council has not objected | did not object |
    high risks mitigated | hohes Risiko durch Pseudonymisierung auf gering gesenkt | hohe Risiken | high risk reduced to low | hohes Risiko der Profilbildung beseitigt | not failed |
    Objections procedure v2 | High-risk register, no findings | Einwändeverfahren | nicht abgeraten | keine Bedenken oder Einwände | no concerns or objections | keine datenschutzrechtlich unzulässigen Zwecke |
    Bedenken ausgeräumt | kein hohes Risiko | nicht durchgefallen | nicht beanstandet
"""
REFUSAL = """
    Betriebsrat hat widersprochen | Zustimmung versagt | The council objected | high risks not mitigated | high risk could not be reduced | high risks to be mitigated |
    high risk only partly mitigated | hohes Risiko nicht gesenkt | hohes Risiko teilweise gesenkt | hohes Risiko, auf erhebliches Restrisiko gesenkt | hohes Risiko muss gesenkt werden |
    high risks mitigated, residual risk still high | high risk mitigated, but not accepted | nicht erteilt und versagt | nicht zulässig und untersagt | nicht bestanden wegen hohen Risikos |
    keine Einwände und untersagt | ohne Zustimmung unzulässig | ohne Maßnahmen hohes Risiko | objections remain | Objections procedure v2: objections upheld | nicht zulässig wegen Bedenken |
    without safeguards high risk | high risk unmitigated | keine Freigabe erteilt und widersprochen | hohes Risiko bleibt
"""


def _each(words: str) -> list[str]:
    return [one.strip() for one in words.split("|")]


@pytest.mark.parametrize("words", _each(SIGNED_WORDS))
def test_words_that_say_that_all_signed_are_no_denial(words: str) -> None:
    assert not reads_as_unsigned(words)


@pytest.mark.parametrize("words", _each(UNSIGNED_WORDS))
def test_words_that_say_that_somebody_has_not_signed_deny_it(words: str) -> None:
    assert reads_as_unsigned(words)


@pytest.mark.parametrize("words", _each(NO_REFUSAL))
def test_a_denied_refusal_is_none(words: str) -> None:
    assert not reads_as_no(words)


@pytest.mark.parametrize("words", _each(REFUSAL))
def test_a_refusal_beside_a_denial_stays_one(words: str) -> None:
    assert reads_as_no(words)


def test_the_title_of_a_document_is_no_result_of_it() -> None:
    for title in ("Objections and how they are met", "DPIA of a high risk", "Bedenken der Fachschaft", "High-risk AI"):
        assert not reads_as_no("carries the use", title), title
    assert reads_as_no("high residual risk", "LIA 7")
    assert reads_as_no("siehe Seite 3", "Abwägung abgelehnt")
    assert reads_as_no("see page 3", "Draft of LIA 7")
    assert reads_as_no("", "LIA rejected by DPO")
    assert not reads_as_no("", "Objections procedure v2")


@pytest.mark.parametrize(
    "unit",
    [
        "nicht ",
        "unterschrift",
        "liegt nicht ",
        "zur Unterschrift ",
        "hohes Risiko ",
        "restrisik",
        "x",
        "no ",
        "bedenken ",
    ],
)
def test_long_words_are_read_at_once(unit: str) -> None:
    """Fails by the bound of the test run where one is not."""
    words = (unit * 10_000)[:10_000]
    reads_as_unsigned(words)
    reads_as_no(words)
    reads_as_no(words, words)


@pytest.mark.parametrize(
    "document",
    [
        "Abwägung abgelehnt",
        "Test failed: interests of the people prevail",
        "LIA rejected by DPO",
        "Zustimmung versagt",
        "Vermerk negativ",
    ],
)
def test_a_basis_whose_words_deny_it_waits_for_somebody_who_settles_it(keller: Acting, document: str) -> None:
    ready(keller, {}, legal_bases=[{**one, "balancing_test": document} for one in BOTH])
    put(keller, "notice_13", PARTNER)
    put(keller, "objections_filtered", keller.organisation)
    assert set(missing(ask(keller))) == {"G65"}
    with keller.vault.read() as session:
        bases = facts_at(keller, session, keller.clock()).bases
    for settled in (
        {"outcome": "conditions", "conditions": "Only as of 3 March, vote 4"},
        {"document": "LIA 7 of 3 March"},
    ):
        changed: dict[str, Any] = {"outcome": "carries", "conditions": "", **settled}
        with keller.vault.write() as session:
            for one in bases:
                record_legal_basis(keller, session, replace(one, **changed))
        assert ask(keller).verdict == "permit"


@pytest.mark.parametrize(
    "document",
    [
        "Vermerk folgt",
        "LIA 7 folgt noch",
        "balancing test to follow",
        "LIA pending",
        "Abwägung wird nachgereicht",
        "Vermerk steht aus",
    ],
)
def test_a_document_to_follow_is_none(keller: Acting, document: str) -> None:
    assert not names_something(document)
    ready(keller, {}, legal_bases=[{**one, "balancing_test": document} for one in BOTH])
    put(keller, "notice_13", PARTNER)
    put(keller, "objections_filtered", keller.organisation)
    assert "G08" in missing(ask(keller))


@pytest.mark.parametrize(
    "words",
    [
        "Vermerk 7",
        "LIA 7, Anlage folgt",
        "Betriebsvereinbarung vom 3.3.2025",
        "Akte 4: folgt man der Abwägung, geht es",
    ],
)
def test_a_document_that_is_there_stays_one(words: str) -> None:
    assert names_something(words)


@pytest.mark.parametrize(
    "words",
    [
        "Zustimmung nicht erforderlich, § 87 BetrVG",
        "DSFA war nicht erforderlich",
        "consent not required",
        "DPIA is not necessary",
        "keine Bedenken",
    ],
)
def test_that_nobody_had_to_agree_is_no_refusal(words: str) -> None:
    assert not reads_as_no(words)


def test_a_document_of_the_text_whose_words_deny_it_is_a_finding(keller: Acting) -> None:
    council = {"works_council_agreement": "vom Betriebsrat abgelehnt am 3.3.2026", "works_council_outcome": "carries"}
    agreed = read_terms(terms(datasets__0__employees=True, facts=council))
    found = [(one.place, one.severity) for one in check_terms(agreed, SIGNED) if one.id == "G65"]
    assert found == [("facts.works_council_outcome", "W")]
    ready(keller, GIVEN, datasets__0__employees=True, facts=council)
    assert missing(ask(keller)) == ["G65"]
