"""The e-mails that carry files: in the reader's language, and nothing confidential in the subject."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from datapact.agreements.projection.append import load_state
from datapact.base.clock import local_day
from datapact.base.errors import AnswerNo, Malformed
from datapact.base.texts import Message
from datapact.checks.model.facts import OpenGap
from datapact.contract.text.formatters import day_words
from datapact.exchange.bundle.bundle import Refused
from datapact.exchange.receive.preview import preview_file
from datapact.exchange.receive.receive import receive_bundle
from datapact.exchange.send.letters import (
    STEPS,
    Concluded,
    bundle_letter,
    card_letter,
    directory_letter,
    file_name,
    language_of,
    refusal_letter,
)
from datapact.exchange.send.outgoing import _gap_mark, outgoing, send_out
from datapact.history.commitments.disclosure import WITHHELD
from datapact.history.entries.shapes import AGREEMENT_SHAPES
from datapact.organisation.identity.profile import read_profile
from datapact.signing.ceremony.sign import sign
from tests.agreements.drafts import example
from tests.agreements.negotiated import PASSPHRASE, at_table, found_houses
from tests.conftest import SteppingClock
from tests.exchange.houses import HISTORY, NAMES, comment, offer, state, write

OWN = read_profile({"name": "Maschinenbau Keller GmbH"})
AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def partner(country: str, email: str = "a@example.org", name: str = "Jo Weber"):
    return read_profile({"name": "P", "address": {"country": country}, "contact": {"email": email, "name": name}})


@pytest.mark.parametrize(
    ("country", "languages", "expected"),
    [
        ("DE", ("de", "en"), "de"),
        ("AT", ("de", "en"), "de"),
        ("FR", ("de", "en"), "en"),
        ("FR", ("de",), "de"),
        ("DE", ("en",), "en"),
    ],
)
def test_the_language_is_the_readers(country, languages, expected):
    assert language_of(partner(country), languages) == expected


def test_a_letter_with_an_amendment_says_what_it_amends():
    letter = bundle_letter("DP-2", "x.dpact", partner("FR"), ["offer"], OWN, ("de", "en"), "DP-1")
    assert "DP-2 is an amendment of agreement DP-1." in letter.body
    assert letter.subject == "Agreement DP-2"
    assert "amendment" not in bundle_letter("DP-2", "x.dpact", partner("FR"), ["offer"], OWN, ("de", "en")).body


def test_a_letter_speaks_the_readers_language():
    letter = bundle_letter("DP-1", "DP-1.dpact", partner("FR"), ["counter", "receipt"], OWN, ("de", "en"))
    assert letter.subject == "Agreement DP-1"
    assert "our counter-proposal (not binding)" in letter.body
    assert "§ 145 BGB" in letter.body
    assert "Dear Jo Weber," in letter.body
    german = bundle_letter("DP-1", "DP-1.dpact", partner("DE"), ["counter"], OWN, ("de", "en"))
    assert german.language == "de"
    assert german.subject == "Vereinbarung DP-1"
    assert "our" not in german.body


@pytest.mark.parametrize("email", ["a@b.de?cc=x@y.z", "a@b.de,c@d.de", "a b@c.de", "a@b.de\n", "x", "a@b.de&body=1"])
def test_an_address_cannot_smuggle_more_into_the_mail(email):
    try:
        profile = partner("DE", email)
    except Malformed:
        return
    assert bundle_letter("1", "f", profile, [], OWN, ("de",)).to in ("", "a@b.de")


def test_names_of_files_hold_the_number_alone(monkeypatch):
    monkeypatch.setenv("TZ", "Europe/Berlin")
    assert file_name("DP-2026-0001", AT) == "DP-2026-0001_2026-11-24_1030.dpact"
    assert file_name("../..\\geheim: a/b", AT).count("/") == 0
    assert file_name("", AT).startswith("DataPact_")
    assert file_name("DP-2026-0001", AT, sender="Dorn & Söhne/..") == "DP-2026-0001_Dorn-Söhne_2026-11-24_1030.dpact"


def test_the_card_letter_holds_no_fingerprint():
    letter = card_letter("keller.dpcard", OWN, "de")
    assert "keller.dpcard" in letter.body
    assert not any(character.isdigit() for character in letter.body)


def test_the_letter_with_a_directory_goes_to_all_and_holds_no_fingerprint():
    members = [partner("DE"), partner("FR", "b@example.org"), partner("DE"), partner("DE", "no address")]
    letter = directory_letter("netz.dpdir", members, OWN, "de")
    assert letter.to == "a@example.org, b@example.org"
    assert "netz.dpdir" in letter.body
    assert not any(character.isdigit() for character in letter.body)


SOUND = "urn:uuid:2f1f2c0e-94a0-4f0e-8a8e-0f6f3f1f7a11"


def test_a_draft_is_offered_when_it_is_sent(houses):
    draft = state(houses.keller, houses.institute, text="Ganz geheim.")
    draft["title"] = {"de": "Geheimer Titel"}
    draft["terms"]["parties"][1].pop("organisation")
    draft["terms"]["parties"][1]["name"] = NAMES["institute"][0]
    draft["clauses"][0]["paragraphs"][0]["text"]["de"] = [{"text": "Ganz geheim."}]
    write(houses.keller, "draft", {"state": draft, "note": ""})
    ready = outgoing(houses.keller, HISTORY)
    assert not ready.is_offered
    assert [(one.organisation, one.unseen) for one in ready.recipients] == [(houses.institute.organisation, ())]
    sent = send_out(houses.keller, HISTORY, [houses.institute.organisation], "Bitte prüfen.", with_errors=True)
    assert sent.has_offered
    assert "unser Textvorschlag (unverbindlich)" in sent.letter.body
    for secret in ("Geheim", "geheim", "prüfen"):
        assert secret not in sent.letter.subject + sent.letter.body + sent.file
    assert receive_bundle(houses.institute, sent.data).new_entries
    assert outgoing(houses.keller, HISTORY).recipients[0].unseen == ("offer",)


def test_what_a_partner_has_not_seen_is_named_until_it_acknowledges(houses):
    offer(houses.keller, houses.institute)
    sent = send_out(houses.keller, HISTORY, [houses.institute.organisation], with_errors=True)
    receive_bundle(houses.institute, sent.data)
    receive_bundle(
        houses.keller, send_out(houses.institute, HISTORY, [houses.keller.organisation], with_errors=True).data
    )
    assert outgoing(houses.keller, HISTORY).recipients[0].unseen == ()
    comment(houses.keller)
    assert outgoing(houses.keller, HISTORY).recipients[0].unseen == ("comment",)


def test_a_text_with_errors_is_sent_knowingly(houses):
    offer(houses.keller, houses.institute)
    ready = outgoing(houses.keller, HISTORY)
    assert len(ready.errors) > 2
    with pytest.raises(AnswerNo, match=f"{len(ready.errors)} errors stand in the text.* The first: "):
        send_out(houses.keller, HISTORY, [houses.institute.organisation])
    assert outgoing(houses.keller, HISTORY).recipients[0].unseen == ("offer",)  # nothing was written
    assert send_out(houses.keller, HISTORY, [houses.institute.organisation], with_errors=True).data
    write(houses.keller, "draft", {"state": example("ai-pilot") | {"agreement": SOUND}, "note": ""}, SOUND)
    assert outgoing(houses.keller, SOUND).errors == ()


def test_a_text_with_gaps_is_sent_knowingly_whether_offer_or_counter(houses):
    first = offer(houses.keller, houses.institute, text="Daten [offen: Menge].")
    assert outgoing(houses.keller, HISTORY).gaps == ("Menge",)
    with pytest.raises(AnswerNo, match="gap stands open"):
        send_out(houses.keller, HISTORY, [houses.institute.organisation], with_errors=True)
    sent = send_out(houses.keller, HISTORY, [houses.institute.organisation], with_gaps=True, with_errors=True)
    receive_bundle(houses.institute, sent.data)
    comment(houses.institute)
    receive_bundle(
        houses.keller, send_out(houses.institute, HISTORY, [houses.keller.organisation], with_errors=True).data
    )
    comment(houses.keller)
    send_out(houses.keller, HISTORY, [houses.institute.organisation])  # they have the text: a remark asks nothing
    body = {
        "parties": sorted([houses.keller.organisation, houses.institute.organisation]),
        "state": state(houses.keller, houses.institute, text="Andere Daten [offen: Menge]."),
        "answers": first.digest,
        "note": "",
    }
    write(houses.institute, "counter", body)
    with pytest.raises(AnswerNo, match="gap stands open"):
        send_out(houses.institute, HISTORY, [houses.keller.organisation], with_errors=True)


def test_nobody_is_asked_about_gaps_and_errors_that_the_other_side_wrote(houses):
    """A counter that leaves them as they came says so; the clause in other words is asked about."""
    back = [houses.keller.organisation]
    first = offer(houses.keller, houses.institute, text="Daten [offen: Menge].")
    sent = send_out(houses.keller, HISTORY, [houses.institute.organisation], with_gaps=True, with_errors=True)
    receive_bundle(houses.institute, sent.data)

    def proposed(words: str, answers: str) -> str:
        body = {
            "parties": sorted([houses.keller.organisation, houses.institute.organisation]),
            "state": state(houses.keller, houses.institute, text=words),
            "answers": answers,
            "note": "",
        }
        return write(houses.institute, "counter", body).digest

    counter = proposed("Daten [offen: Menge].", first.digest)
    ready = outgoing(houses.institute, HISTORY)
    assert (ready.gaps, ready.errors, ready.known) == ((), (), ())
    assert "Menge" in ready.theirs
    assert len(ready.theirs) > 1
    proposed("Andere Daten [offen: Menge].", counter)
    ready = outgoing(houses.institute, HISTORY)
    assert ready.gaps == ("Menge",)
    assert "Menge" not in ready.theirs
    with pytest.raises(AnswerNo, match="gap stands open"):
        send_out(houses.institute, HISTORY, back, with_errors=True)
    assert send_out(houses.institute, HISTORY, back, with_gaps=True, with_errors=True).data


def test_the_same_gap_in_the_same_words_is_asked_about_once(houses):
    """A round that changes other clauses, or is sent again, asks nothing that was answered; other words do."""
    to = [houses.institute.organisation]
    first = offer(houses.keller, houses.institute, text="Daten [offen: Menge].")
    send_out(houses.keller, HISTORY, to, with_gaps=True, with_errors=True)
    again = outgoing(houses.keller, HISTORY)
    assert (again.gaps, again.errors) == ((), ())
    assert "Menge" in again.known
    assert send_out(houses.keller, HISTORY, to, everything=True).data

    def proposed(words: str, answers: str) -> str:
        body = {
            "parties": sorted([houses.keller.organisation, houses.institute.organisation]),
            "state": state(houses.keller, houses.institute, text=words),
            "answers": answers,
            "note": "",
        }
        return write(houses.keller, "counter", body).digest

    same = proposed("Daten [offen: Menge].", first.digest)
    assert outgoing(houses.keller, HISTORY).gaps == ()
    proposed("Alle Daten [offen: Menge].", same)
    assert outgoing(houses.keller, HISTORY).gaps == ("Menge",)
    with pytest.raises(AnswerNo, match="gap stands open"):
        send_out(houses.keller, HISTORY, to, with_errors=True)


def test_a_refusal_can_be_forwarded(houses):
    offer(houses.keller, houses.institute)
    data = send_out(houses.keller, HISTORY, [houses.institute.organisation], with_errors=True).data
    refused = preview_file(houses.institute, data[:-9], "kaputt.dpact")
    assert isinstance(refused, Refused)
    letter = refusal_letter(refused, AT, OWN)
    assert letter.language == "de"
    assert "kaputt.dpact" in letter.body
    assert refused.digest in letter.body
    assert refused.reason.text("de") in letter.body


def test_a_letter_names_every_step_that_travels() -> None:
    """A notice whose period runs from its receipt goes out by name, not as the signature that was sent long before."""
    shared = {name for name, shape in AGREEMENT_SHAPES.items() if shape.stream == "shared"}
    assert shared - STEPS.keys() == {"receipt"}


@pytest.mark.parametrize("binding", ["freeze", "signed"])
def test_a_letter_that_carries_a_signature_does_not_take_it_back(binding: str) -> None:
    letter = bundle_letter("DP-1", "x.dpact", None, ["offer", "accept", binding], OWN, ("de",))
    assert "bindet niemanden" not in letter.body
    assert "unverbindlich" not in letter.body
    assert "bindet niemanden" in bundle_letter("DP-1", "x.dpact", None, ["offer", "accept"], OWN, ("de",)).body


def test_a_gap_in_a_clause_with_an_erased_part_has_a_mark_all_the_same() -> None:
    gap = OpenGap("terms.law", "anwendbares Recht", "clauses.law")
    clause = {"id": "law", "heading": {"de": [{"text": "Recht"}]}, "paragraphs": [WITHHELD]}
    marks = {_gap_mark({"clauses": [one], "terms": {}}, gap) for one in (clause, {**clause, "paragraphs": []})}
    assert len(marks) == 2


@pytest.mark.parametrize(
    ("concluded", "told", "untold"),
    [
        (Concluded(date(2026, 11, 24)), ["Alle haben unterschrieben", "24. November 2026"], ["gilt sie ab"]),
        (Concluded(date(2026, 11, 24), date(2026, 11, 24)), ["24. November 2026"], ["gilt sie ab"]),
        (Concluded(date(2026, 11, 24), date(2027, 1, 1)), ["24. November 2026", "gilt sie ab dem 1. Januar 2027"], []),
        (Concluded(None, date(2027, 1, 1)), ["Alle haben unterschrieben", "1. Januar 2027"], []),
    ],
)
def test_the_letter_after_the_last_signature_says_that_it_binds(
    concluded: Concluded, told: list[str], untold: list[str]
) -> None:
    body = bundle_letter("DP-1", "x.dpact", None, ["signed"], OWN, ("de",), concluded=concluded).body
    assert all(words in body for words in [*told, "mit allen Unterschriften"])
    assert not any(words in body for words in untold)
    later = bundle_letter("DP-1", "x.dpact", None, ["notice"], OWN, ("de",), concluded=concluded).body
    assert "Alle haben unterschrieben" not in later  # a notice years later brings no news of the signatures


@pytest.fixture(scope="module")
def at_work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("table")
    found_houses(folder, SteppingClock(AT))
    return folder


def test_only_the_file_with_the_last_signature_says_that_all_have_signed(at_work: Path, tmp_path: Path) -> None:
    table = at_table(at_work, tmp_path, SteppingClock(AT))
    table.sign_twice()
    to_sofia = send_out(table.anna, table.history, [table.sofia.organisation], everything=True, with_errors=True)
    assert "Alle haben unterschrieben" not in to_sofia.letter.body
    sign(table.sofia, table.history, PASSPHRASE)
    last = send_out(table.sofia, table.history, [table.anna.organisation], with_errors=True).letter
    with table.sofia.vault.read() as session:
        folded = load_state(session, table.history)
    day = day_words(local_day(max(one.time for one in folded.signed))).text(last.language)
    assert (
        Message(
            "All have signed. The agreement binds the parties from the last signature on, of {day}.", {"day": day}
        ).text(last.language)
        in last.body
    )
    table.close()
