"""What DataPact offers for the clauses negotiated most: one alternative for each side and one that balances, in both languages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from datapact.base.errors import WrongUse
from datapact.base.texts import LANGUAGES
from datapact.contract.text.clauses import Run, places, plain_text
from datapact.contract.text.document import read_state
from datapact.contract.text.numbering import MISSING
from datapact.library.clauses.own_clause import SLANTS
from datapact.library.clauses.own_clauses import approve_clause, own_clause, save_clause
from datapact.library.clauses.placing import on_same_matter, with_own_clause
from datapact.library.clauses.sources import mistakes_in, own_text
from datapact.library.playbook.position import Position, stands_of
from datapact.library.shelf.choices import shipped_topics
from datapact.library.shelf.library_file import take_in_library
from datapact.library.shelf.offered import offered_clauses, offered_library, set_position_on_offer
from datapact.library.shelf.shelf import shelf
from tests.agreements.drafts import TEMPLATES, example
from tests.conftest import SteppingClock
from tests.library.clauses_of_keller import LIABILITY
from tests.organisation.founded import PASSPHRASE, founded

TOPICS = frozenset(
    {"confidentiality", "duration", "foreground", "derived", "quality", "security", "sub-processing", "final", "price"}
    | {"liability", "audits", "models"}
)
_SECRECY = {"confidentiality", "nda-secrecy", "sub-processing"}
"""Processing on behalf keeps secrecy as Art. 28(3)(b) GDPR has it, and negotiates sub-processors."""


@pytest.mark.in_turn(3)
@pytest.mark.parametrize("template", TEMPLATES)
def test_each_stands_in_every_template_that_has_its_clause_without_a_lost_reference(template: str) -> None:
    document = read_state(example(template))
    found = {one.id: one for one in offered_clauses("de")}
    here = {one.id for one in document.clauses} & found.keys()
    assert here >= {"liability", "final"}
    assert here & {"duration", "nda-duration"}
    assert here & _SECRECY
    for clause in (found[one] for one in sorted(here)):
        whole = 0
        for alternative in clause.alternatives:
            text = own_text(clause, alternative, document.terms, document.languages, document.prevailing)
            made = with_own_clause(document, text)
            said = [(one, plain_text(runs)) for _place, texts in places(made.clauses) for one, runs in texts.items()]
            assert not [words for language, words in said if MISSING[language] in words]
            whole += not any("[offen" in words or "[open" in words for _language, words in said)
        assert whole, f"{clause.id} shows only gaps in {template}"


def test_a_clause_put_in_names_the_others_on_its_matter() -> None:
    """A cap of the house beside the clause on liability: both bind, and one reads both."""
    document = read_state(example("processing"))
    liability = next(one for one in document.clauses if one.id == "liability")
    words = {one: (Run({"de": "Haftungsgrenze", "en": "Liability cap"}[one]),) for one in document.languages}
    made = with_own_clause(
        document, replace(liability, id="own-cap", heading=words, paragraphs=liability.paragraphs[:1])
    )
    assert [one.id for one in on_same_matter(made, "own-cap")] == ["liability"]
    assert on_same_matter(made, "final") == ()


def test_each_topic_has_three_sides_with_risk_and_source_and_no_mistake() -> None:
    for language in LANGUAGES:
        offered = offered_clauses(language)
        assert {one.id for one in offered} >= TOPICS
        assert {one.id for one in offered} <= {topic.value for topic in shipped_topics()}
        for clause in offered:
            assert {one.slant for one in clause.alternatives} == set(SLANTS)
            assert mistakes_in(clause) == ()
            assert clause.mistake() == ""
            for one in clause.alternatives:
                assert one.risk
                assert one.citation
                assert one.meaning
                assert one.reason
    assert offered_clauses("de")[0].name != offered_clauses("en")[0].name
    german, english = offered_clauses("de")[0].alternatives[0], offered_clauses("en")[0].alternatives[0]
    assert german.text == english.text, "the words of the contract are there in both"


def test_what_the_house_wrote_stays_and_nothing_is_approved(tmp_path: Path, clock: SteppingClock) -> None:
    keller = founded(tmp_path / "keller", {"name": "Keller"}, "Anna Keller", {"legal"}, PASSPHRASE, "", clock).acting
    save_clause(keller, LIABILITY)
    take_in_library(keller, offered_library(keller, "de"))
    with keller.vault.read() as session:
        assert own_clause(session, "liability").newest == LIABILITY
        assert own_clause(session, "audits").used is None
    with pytest.raises(WrongUse, match="Nothing was taken in"):
        offered_library(keller, "de")
    keller.close()


def test_a_position_takes_the_clause_of_its_fallbacks_in_and_its_author_approves_alone(
    tmp_path: Path, clock: SteppingClock
) -> None:
    keller = founded(tmp_path / "keller", {"name": "Keller"}, "Anna Keller", {"legal"}, PASSPHRASE, "", clock).acting
    audits = next(one for one in offered_clauses("de") if one.id == "audits")
    position = Position("audits", "Prüfungen", "", "audits", (), stands_of(audits), "legal", ())
    set_position_on_offer(keller, position, "de")
    found = shelf(keller)
    assert (found.alone, [row.clause for row in found.clauses]) == (True, [audits])
    assert "not released yet" in found.positions[0].house.text("en")
    approve_clause(keller, "audits")
    found = shelf(keller)
    assert found.clauses[0].lines[0].approved_by == ("Anna Keller (own text, as the only legal member)",)
    assert found.positions[0].house.text("en") == f"own clause: {audits.alternatives[0].name}"
    keller.close()
