"""The reply to an access request (Art. 15 GDPR): each letter is answered from the records or named as not known."""

from __future__ import annotations

import time
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from datapact.consent.deliveries.deliveries import record_delivery
from datapact.organisation.acting.acting_member import Acting
from datapact.pdf.letters.known_of_person import NOTHING_MORE, KnownOfPerson
from datapact.pdf.letters.person_answer import ProvenLog, person_report, proven_answer
from datapact.pdf.reports.parts import Facts, Heading, Items, Paragraph, Part, Table
from datapact.pdf.reports.story import in_running_text
from tests.consent.sharing import ready, record
from tests.consent.test_deliveries import SENDER, new

LETTERS = ("(1)(a)", "(1)(b)", "(1)(d)", "(1)(g)", "(1)(h)", "(2)", "(3)")
WHOLE: dict[str, Any] = {
    "datasets__0__items": [{"name": {"de": "Antworten", "en": "Replies"}, "categories": []}],
    "datasets__0__origin": {"de": "Befragungen", "en": "Interviews"},
    "datasets__0__retention": {"months": 24, "fate": "delete"},
    "facts": {"automated_decisions": False, "access_outside_eea": False},
}


def spoken(block: Part) -> str:
    match block:
        case Facts() | Table():
            return "\n".join(in_running_text(cell, "de") for row in block.rows for cell in row)
        case Heading() | Paragraph():
            return in_running_text(block.text, "de")
        case Items():
            return "\n".join(in_running_text(one, "de") for one in block.texts)
        case _:
            return ""


def written(found: ProvenLog, known: KnownOfPerson | None = None) -> str:
    report = person_report(found.log, SENDER, "de", proof=found.proof, known=found.known if known is None else known)
    return "\n".join(map(spoken, report.blocks))


def test_consents_with_their_history_stand_in_the_reply(keller: Acting) -> None:
    ready(keller, {"P1": "given", "P2": "given"}, purposes__0__name={"en": "Research", "de": "Forschung am Menschen"})
    record_delivery(keller, new(keller, "P1", "P2"))
    with keller.vault.write() as session:
        record(keller, session, {"P1": "withdrawn"}, at=keller.clock())
    mine, other = (proven_answer(keller, "panel", one) for one in ("P1", "P2"))
    assert [str(one.what) for one in mine.known.declared] == ["given", "given", "withdrawn", "withdrawn"]
    assert [str(one.what) for one in mine.known.standing] == ["withdrawn", "withdrawn"]
    assert [str(one.what) for one in other.known.standing] == ["given", "given"]
    assert written(mine).count("widerrufen") > written(other).count("widerrufen") == 1, "the right alone"
    assert "Forschung am Menschen" in written(other)


def test_what_agreements_and_rules_say_stands_in_the_reply(keller: Acting) -> None:
    ready(keller, {"P1": "given"}, **WHOLE)
    record_delivery(keller, new(keller, "P1"))
    found = proven_answer(keller, "panel", "P1")
    letter = written(found)
    for said in ("Antworten", "Befragungen", "24 Monate", "keine Entscheidungen über Personen", "außerhalb des EWR"):
        assert said in letter
    assert [str(one) for one in found.known.missing()] == ["a copy of the data itself (Art. 15(3) GDPR)"]


ABROAD: dict[str, Any] = {
    "datasets__0__retention": {"months": 9, "fate": "delete"},
    "transfers": [
        {"key": "ch", "importer": "Uni Beispielstadt", "country": "CH", "mechanism": "45", "datasets": ["panel"]}
    ],
    "facts": {"automated_decisions": True, "automated_decisions_ground": "22(2)(c)", "access_outside_eea": True},
}


@pytest.mark.parametrize("named", [True, False], ids=["delivery names the contract", "delivery names none"])
def test_of_recipients_only_those_stand_in_the_reply_whom_data_went_to(keller: Acting, *, named: bool) -> None:
    """How long a recipient keeps data, its country and its decisions are told to the people whose data it has, to nobody else."""
    history = ready(keller, {"P1": "given", "P2": "given"}, **ABROAD)
    record_delivery(keller, new(keller, "P1", agreement=history if named else ""))
    mine, other = (proven_answer(keller, "panel", one) for one in ("P1", "P2"))
    for said in ("9 Monate", "Schweiz", "Über Personen wird allein automatisiert entschieden"):
        assert said in written(mine)
        assert said not in written(other), "nothing of P2 went there"
    letters = [one.text("en") for one in other.known.missing()]
    for letter in ("(1)(d)", "(1)(h)", "(2)"):
        assert any(letter in one for one in letters), "what is not known of P2 is named, not denied"


def test_nobody_reads_words_of_the_house(keller: Acting) -> None:
    """No number of a delivery, no digest, no word for the program or the vault: the person knows none of them."""
    ready(keller, {"P1": "given"}, **WHOLE)
    record_delivery(keller, new(keller, "P1"))
    letter = written(proven_answer(keller, "panel", "P1"))
    for word in ("Übermittlung", "Lieferung", "Tresor", "DataPact", "Datensatz", "dpv#", "https://"):
        assert word not in letter
    assert "Uni Beispielstadt, " in letter


@pytest.mark.parametrize("name", [one.name for one in fields(KnownOfPerson) if one.name != "declared"])
def test_what_is_not_known_is_said(keller: Acting, name: str) -> None:
    """Each part that the vault lacks is named in the letter, by its letter of the article."""
    ready(keller, {"P1": "given"}, **WHOLE)
    record_delivery(keller, new(keller, "P1"))
    found = proven_answer(keller, "panel", "P1")
    lacks = replace(found.known, **{name: getattr(NOTHING_MORE, name)})
    more = [one for one in lacks.missing() if one not in found.known.missing()]
    assert len(more) == (0 if name == "kept" else 1)
    for one in more:
        assert one.text("de") in written(found, lacks)
    assert len(NOTHING_MORE.missing()) == len(LETTERS)
    assert all(letter in str(one) for letter, one in zip(LETTERS, NOTHING_MORE.missing(), strict=True))


def test_days_are_those_of_the_house(keller: Acting, monkeypatch: pytest.MonkeyPatch) -> None:
    """What left at half past midnight here stands under that day, not under the one of universal time."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    ready(keller, {"P1": "given"})
    record_delivery(keller, new(keller, "P1"))
    found = proven_answer(keller, "panel", "P1")
    (one,) = found.log.given
    late = datetime(2026, 7, 14, 22, 30, tzinfo=UTC)
    delivery = replace(one.delivery, at=late)
    told = replace(found.log, given=(replace(one, delivery=delivery),))
    letter = written(replace(found, log=told))
    monkeypatch.undo()
    time.tzset()
    assert "Uni Beispielstadt, 15. Juli 2026" in letter
