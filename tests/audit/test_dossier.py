"""The dossier of one agreement: complete, signed, verified from the file alone, and silent about what is internal."""

from __future__ import annotations

import dataclasses
import io
import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.agreements.projection.append import append, load_state
from datapact.agreements.steps import approvals, negotiation
from datapact.audit.exports.dossier import Dossier, build_dossier, record_dossier
from datapact.audit.formats.dossier import SIGNED_PDF, DossierFile
from datapact.audit.formats.dossier_facts import ConsentCount, ObligationLine, PageFacts
from datapact.audit.formats.verdict import Verdict
from datapact.audit.formats.withholding import CHOICES
from datapact.audit.pages.dossier import FIELD
from datapact.audit.verify.dossier import _left_out
from datapact.audit.verify.verify import verify_file
from datapact.base import strictjson
from datapact.base.errors import AnswerNo, DataPactError, Locked, WrongUse
from datapact.base.strictjson import from_base64url, sha256_of
from datapact.consent.deliveries.deliveries import NewDelivery, Sent, record_delivery
from datapact.consent.records.event import Event
from datapact.consent.records.events import append_events
from datapact.consent.terms.states import STATES
from datapact.history.entries import store as history_store
from datapact.history.entries.entry import organisation_history
from datapact.history.fold.agreement import fold
from datapact.history.state.dag import Gap
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.log import directory
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.acting.records import append_record, records
from datapact.organisation.identity.certificate_authority import (
    decode_certificate,
    identity_roots,
    order_chain,
    revocation_lists,
)
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.members import members
from datapact.organisation.members.invitation import invite, join
from datapact.organisation.members.unlocking import unlock
from datapact.pdf.engine.pdfa import Attachment
from datapact.pdf.reports.parts import Paragraph, Report, SignatureField
from datapact.pdf.reports.report import render_report
from datapact.signing.ceremony.sign import sign
from datapact.signing.pades.appearance import SignatureAppearance
from datapact.signing.pades.sign_field import sign_field
from datapact.vault.database.entries import attachment
from tests.agreements.negotiated import CHEAP, PASSPHRASE, Table, at_table, found_houses
from tests.audit import prepared
from tests.depth import examples
from tests.obligations.filed import file_contracts
from tests.tools.verapdf import complaints
from tests.verifier.page import judged, needs_the_page

PAGE_WITH_NOTE = ("datapact-verify.html", "datapact-verify-READ-ME.txt")
SECRETS = ("GEHEIMNOTIZ", "GEHEIMZUSTIMMUNG", "GEHEIMGRUND", "GEHEIMENTWURF", "GEHEIMEPFLICHT", "GEHEIMEREIHENFOLGE")
PSEUDONYMS = ("PSN-4711", "PSN-4712", "PSN-4713")


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    """An agreement signed by all, with a remark between the parties and with secrets that are Keller's own."""
    folder, clock = tmp_path_factory.mktemp("houses"), Clock()
    found_houses(folder / "template", clock)
    made = at_table(folder / "template", folder / "copies", clock)
    made.draft()
    negotiation.revise(made.anna, made.history, b"[duration]\nnotice_months = 3\n", "GEHEIMENTWURF")
    approvals.approve(made.martin, made.history, "GEHEIMZUSTIMMUNG")
    with made.martin.vault.write() as session:
        append(made.martin, session, made.history, "note", {"text": "GEHEIMNOTIZ"})
    negotiation.override(made.martin, made.history, "G19", "duration", "GEHEIMGRUND")
    negotiation.offer_draft(made.anna, made.history)
    made.carry(made.anna, made.sofia)
    negotiation.accept(made.sofia, made.history)
    made.carry(made.sofia, made.anna)
    from datapact.signing.ceremony.freeze import freeze

    freeze(made.anna, made.history, made.anna.clock().date())
    made.carry(made.anna, made.sofia)
    sign(made.anna, made.history, PASSPHRASE)
    sign(made.martin, made.history, PASSPHRASE)
    made.carry(made.martin, made.sofia)
    sign(made.sofia, made.history, PASSPHRASE)
    negotiation.comment(made.sofia, made.history, "Vielen Dank an alle.")
    made.carry(made.sofia, made.anna)
    clock.now += timedelta(days=2)
    with made.anna.vault.write() as session:
        about = {"key": "duty-1", "agreement": made.history, "title": "GEHEIMEPFLICHT", "due": "", "on": "2026-11-26"}
        more = {
            "by": "",
            "evidence": "",
            "reference": "Ordner 7",
            "scope": "",
            "method": "",
            "signatory": "",
        }
        append_record(made.anna, session, "obligation_done", about | more)
        append_events(made.anna, session, list(consents(made.anna)), source="test")
    people = tuple(Sent(name) for name in PSEUDONYMS)
    left = NewDelivery(
        dataset="machine-logs",
        version="2026-10",
        recipient=made.sofia.organisation,
        purpose="https://w3id.org/dpv#ScientificResearch",
        at=clock.now - timedelta(hours=1),
        subjects=people,
        agreement=made.history,
        reason="GEHEIMEREIHENFOLGE",
    )
    record_delivery(made.anna, left)
    yield made
    made.close()


def consents(anna: Acting) -> Iterator[Event]:
    """Two people who consented, one who withdrew."""
    for number, name in enumerate(PSEUDONYMS):
        yield Event(
            event_id=f"e{number}",
            subject=name,
            dataset="machine-logs",
            purpose="https://w3id.org/dpv#ScientificResearch",
            controller=anna.organisation,
            state="withdrawn" if number == 2 else "given",
            at=datetime(2026, 10, 1, tzinfo=UTC),
        )


def built(table: Table, audience: str = "partner", **more) -> Dossier:
    return build_dossier(table.anna, table.history, audience=audience, language="de", **more)


_BUILT: dict[str, Dossier] = {}


def as_built(table: Table, audience: str = "partner") -> Dossier:
    """The same, made once, for tests that only read it or change a copy of its bytes."""
    if audience not in _BUILT:
        _BUILT[audience] = built(table, audience)
    return _BUILT[audience]


def attached(pdf: bytes) -> dict[str, bytes]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return {name: opened.attachments[name].get_file().read_bytes() for name in opened.attachments}


def everything_in(pdf: bytes, folder: Path) -> str:
    """All text that anybody could get out of a dossier: pages, streams, metadata, attachments, opened disclosures."""
    file = folder / "everything.pdf"
    file.write_bytes(pdf)
    texts = [subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, text=True, check=True).stdout]
    with pikepdf.open(file) as opened:
        for thing in opened.objects:
            if isinstance(thing, pikepdf.Stream):
                try:
                    texts.append(thing.read_bytes().decode("utf-8", "replace"))
                except pikepdf.PdfError:
                    continue
            else:
                texts.append(str(thing))
    for name, data in attached(pdf).items():
        if name.endswith(".json"):
            texts += opened_disclosures(json.loads(data))
        elif name.endswith(".pdf"):
            texts.append(everything_in(data, folder))
    return "\n".join(texts)


def opened_disclosures(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for member in value.values():
            yield from opened_disclosures(member)
    elif isinstance(value, list):
        for member in value:
            yield from opened_disclosures(member)
    elif isinstance(value, str):
        yield value
        for part in value.split("."):
            try:
                yield from_base64url(part).decode("utf-8")
            except (DataPactError, ValueError):
                continue


@pytest.mark.judge("pdftotext")
def test_an_export_parses_no_pdf_of_a_partner_in_the_program(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("datapact.audit.pages.dossier_signatures.inspect_signatures", None)
    assert build_dossier(table.anna, table.history, audience="internal").pdf.startswith(b"%PDF")


@pytest.mark.journey
def test_nothing_internal_leaks_to_a_partner(table: Table, tmp_path: Path) -> None:
    for more in ({}, {"withheld": ("names",)}):
        text = everything_in(built(table, **more).pdf, tmp_path)
        assert "Vielen Dank an alle." in text
        assert [secret for secret in (*SECRETS, *PSEUDONYMS) if secret in text] == []
        assert "Identität, bei der Ausgabe" not in text
    inside = everything_in(as_built(table, "internal").pdf, tmp_path)
    assert [secret for secret in SECRETS if secret not in inside] == []
    assert [name for name in PSEUDONYMS if name in inside] == []  # counted, never named
    assert "GEHEIMGRUND" in inside
    assert "Identität, bei der Ausgabe" in " ".join(inside.split())
    assert "erteilt 2," in inside
    assert "widerrufen1" in "".join(inside.replace("\xad", "").split())


def test_a_partner_dossier_does_not_say_how_much_is_internal(table: Table) -> None:
    file = DossierFile.read(attached(as_built(table).pdf)["dossier.json"])
    assert {entry.stream for entry in file.entries} == {"shared"}
    assert file.records == ()
    inside = DossierFile.read(attached(as_built(table, "internal").pdf)["dossier.json"])
    assert {entry.stream for entry in inside.entries} == {"shared", "internal"}
    assert [entry.kind for entry in inside.records] == ["obligation_done", "delivery"]


@pytest.mark.parametrize("audience", ["partner", "internal"])
def test_it_verifies_from_the_file_alone(table: Table, audience: str) -> None:
    dossier = as_built(table, audience)
    verdict = verify_file(dossier.pdf, "dossier.pdf")
    assert verdict.verdict == "valid", [one.text("en") for one in verdict.reasons]
    assert verdict.kind == "dossier"
    assert [line.verdict for line in verdict.signatures] == ["valid"] * 3
    assert verdict.details is not None
    assert verdict.details["entries"] == dossier.entries
    assert verdict.details["missing_disclosures"] == 0
    assert {one.trust for one in verdict.identities} == {"declared"}
    cards = [write_card(table.anna), write_card(table.sofia)]
    trusted = verify_file(dossier.pdf, "dossier.pdf", cards=cards, require_trust=True)
    assert trusted.verdict == "valid"
    assert {one.trust for one in trusted.identities} == {"confirmed"}


def test_the_signed_pdf_is_there_byte_for_byte(table: Table) -> None:
    dossier = as_built(table)
    files = attached(dossier.pdf)
    assert set(files) == {SIGNED_PDF, "agreement.json", "proof.json", "pages.json", "dossier.json", *PAGE_WITH_NOTE}
    assert sha256_of(files[SIGNED_PDF]) == dossier.signed_pdf_sha256
    assert verify_file(files[SIGNED_PDF], "a.pdf").verdict == "valid"


@pytest.mark.judge("pdftotext")
def test_what_is_withheld_is_nowhere_and_the_rest_verifies(table: Table, tmp_path: Path) -> None:
    whole = everything_in(as_built(table).pdf, tmp_path)
    marks = {
        "names": ("Jonas Weidner", "datenpartner@keller-maschinenbau.example", "Ruth Lindner"),
        "terms": ("Maschinenprotokolle", "Schwingungsmessreihen"),
        "clauses": ("Begriffe und Rangfolge", "Die Anlagen sind Bestandteil dieses"),
    }
    for choice in CHOICES:
        dossier = built(table, withheld=(choice,))
        text = everything_in(dossier.pdf, tmp_path)
        assert all(mark in whole for mark in marks[choice])
        assert [mark for mark in marks[choice] if mark in text] == []
        assert set(attached(dossier.pdf)) == {"dossier.json", "pages.json", *PAGE_WITH_NOTE}
        verdict = verify_file(dossier.pdf, "dossier.pdf")
        assert verdict.verdict == "valid", [one.text("en") for one in verdict.reasons]
        assert verdict.details is not None
        assert verdict.details["missing_disclosures"] == dossier.missing > 0
        assert f"{dossier.missing} disclosures are missing from it." in [note.text("en") for note in verdict.notes]
    with pytest.raises(WrongUse):
        built(table, withheld=("everything",))


@pytest.mark.journey
def test_as_at_an_earlier_day(table: Table) -> None:
    with pytest.raises(WrongUse):
        built(table, dated=date(2026, 11, 23))
    then = built(table, "internal", dated=date(2026, 11, 24))
    assert then.records == 0
    assert built(table, "internal").records == 2
    assert verify_file(then.pdf, "x.pdf").verdict == "valid"


def test_a_changed_dossier_is_invalid(table: Table) -> None:
    pdf = as_built(table).pdf
    for place in range(2000, len(pdf), len(pdf) // 11):
        changed = pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]
        assert verify_file(changed, "dossier.pdf").verdict != "valid", place
    assert verify_file(pdf + b"\n", "dossier.pdf").verdict == "invalid"


CASES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "partner": ("partner", "de", ()),
    "partner, english": ("partner", "en", ()),
    "internal": ("internal", "de", ()),
    "internal, english": ("internal", "en", ()),
    "withheld": ("internal", "de", CHOICES),
    "names withheld": ("partner", "en", ("names",)),
    "terms withheld": ("internal", "en", ("terms",)),
}


@pytest.mark.in_turn(3)
@pytest.mark.journey
@pytest.mark.parametrize("kind", CASES)
def test_the_pages_are_drawn_again_whatever_is_in_it(table: Table, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    audience, language, withheld = CASES[kind]

    def made() -> Verdict:
        dossier = build_dossier(table.anna, table.history, audience=audience, language=language, withheld=withheld)
        return verify_file(dossier.pdf, "dossier.pdf")

    assert made().verdict == "valid", [one.text("en") for one in made().reasons]
    prepared.prepare_every_report(monkeypatch, prepared.PREPARED["more"])
    lied = made()
    assert lied.verdict == "invalid"
    assert "The pages are not what DataPact makes of dossier.json." in [one.text("en") for one in lied.reasons]


@pytest.mark.journey
@pytest.mark.parametrize("name", prepared.PREPARED)
def test_pages_that_the_exporter_prepared_are_invalid(table: Table, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared.prepare_every_report(monkeypatch, prepared.PREPARED[name])
    assert verify_file(built(table).pdf, "dossier.pdf").verdict == "invalid"


@pytest.mark.journey
@pytest.mark.parametrize("name", prepared.DISGUISED)
def test_pages_of_another_release_are_never_valid(table: Table, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared.prepare_every_report(monkeypatch, prepared.DISGUISED[name])
    verdict = verify_file(built(table).pdf, "dossier.pdf")
    assert verdict.verdict == "indeterminate"
    assert any("were not drawn by this version" in one.text("en") for one in verdict.reasons)


@pytest.mark.journey
def test_another_report_over_true_data_is_invalid(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """The exporter uses the program itself, with other blocks between the true ones."""
    from datapact.audit.formats import signed_report

    real = signed_report.render_report

    def lie(report: Report, *more: Any) -> bytes:
        said = Paragraph("The agreement was terminated; all 5,000 people consented.")
        return real(dataclasses.replace(report, blocks=[said, *report.blocks]), *more)

    monkeypatch.setattr(signed_report, "render_report", lie)
    assert verify_file(built(table, "internal").pdf, "dossier.pdf").verdict == "invalid"


def test_a_dossier_without_the_facts_of_its_pages_is_open(table: Table) -> None:
    """As earlier programs wrote it; nobody can make a new one look so and have it called valid."""
    files = attached(as_built(table).pdf)
    value = json.loads(files.pop("dossier.json"))
    del files["pages.json"]
    value["files"] = [one for one in value["files"] if one["name"] != "pages.json"]
    verdict = verify_file(resigned(table.anna, strictjson.canonical(value), files), "x.pdf")
    assert verdict.verdict == "indeterminate"
    assert [one.text("en") for one in verdict.reasons] == [
        "The pages were not drawn again: the file lacks pages.json, which earlier versions of DataPact did not write."
        " Nothing proves the pages; rely on the attached files, or ask for a new dossier."
    ]


@pytest.mark.journey
def test_every_revision_behind_it_is_invalid(table: Table) -> None:
    tampered = prepared.with_revisions(as_built(table).pdf)
    assert len(tampered) >= 10
    for name, data in tampered.items():
        assert verify_file(data, "dossier.pdf").verdict == "invalid", name


def _facts() -> st.SearchStrategy[PageFacts]:
    moments = st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1)).map(
        lambda one: one.replace(microsecond=0, tzinfo=UTC)
    )
    words = st.text(max_size=20).filter(lambda text: text.isprintable())
    tallies = st.dictionaries(st.sampled_from(sorted(STATES)), st.integers(0, 9), max_size=3)
    return st.builds(
        PageFacts,
        on=st.dates(),
        known_at=moments,
        trust=st.dictionaries(words, st.sampled_from(["declared", "introduced", "confirmed"]), max_size=2),
        house_severity=st.dictionaries(words, st.sampled_from(["E", "W"]), max_size=2),
        consents=st.lists(st.builds(ConsentCount, words, words, tallies, st.none() | moments), max_size=2).map(tuple),
        duties=st.lists(st.builds(ObligationLine, st.dates(), words, words, words, words), max_size=2).map(tuple),
    )


@settings(max_examples=examples(100), deadline=None)
@given(facts=_facts(), data=st.data())
def test_the_facts_of_pages_are_read_as_they_were_written(facts: PageFacts, data: st.DataObject) -> None:
    written = facts.write()
    assert PageFacts.read(written) == facts
    place = data.draw(st.integers(0, len(written) - 1))
    changed = bytearray(written)
    changed[place] ^= data.draw(st.integers(1, 127))
    with suppress(DataPactError):
        assert PageFacts.read(bytes(changed)) != facts


def resigned(acting: Acting, dossier_json: bytes, files: dict[str, bytes]) -> bytes:
    """A dossier that a member of the house has put together by hand, signed with that member's own key."""
    listed = [Attachment(name, data) for name, data in {**files, "dossier.json": dossier_json}.items()]
    report = Report("x", "en", [SignatureField(FIELD, "x")])
    pdf = render_report(report, datetime(2026, 11, 24, tzinfo=UTC), listed)
    with acting.vault.read() as session:
        line = own_line(session)
    certificate = decode_certificate(line.state.members[acting.member.id].author)
    return sign_field(
        pdf,
        field=FIELD,
        key=acting.author_key,
        certificate=certificate,
        chain=order_chain(certificate, identity_roots(line)),
        crls=revocation_lists(line),
        at=acting.clock(),
        certify=True,
        appearance=SignatureAppearance("x", "x", "x", "en"),
    )


def exchange(value: dict[str, Any], files: dict[str, bytes], name: str, data: bytes) -> None:
    """Another file under this name, and a list that says so."""
    files[name] = data
    (listed,) = [one for one in value["files"] if one["name"] == name]
    listed["sha256"] = sha256_of(data)


def before_the_last_signature(table: Table) -> bytes:
    """The PDF before the last signature: an honest one, but not the last."""
    with table.anna.vault.read() as session:
        signed = fold(history_store.load(session, table.history), directory(session)).signed
        return attachment(session, signed[-1].revision_from)[1]


@pytest.mark.parametrize(
    "change",
    [
        "other file",
        "file exchanged",
        "entry twice",
        "internal to partner",
        "other member",
        "other kid",
        "entry of another",
        "other text",
        "other signed pdf",
        "other proof",
    ],
)
def test_what_the_exporter_cannot_make_up(table: Table, change: str) -> None:
    files = attached(as_built(table, "internal").pdf)
    value = json.loads(files.pop("dossier.json"))
    reason = {
        "other file": "The attached files are not those of the list",
        "file exchanged": "An attached file was exchanged",
        "entry twice": "The dossier holds an entry twice.",
        "internal to partner": "A dossier for partners holds internal entries.",
        "other member": "another key than that of the member",
        "other kid": "another key than that of the member",
        "entry of another": "The dossier holds entries of another agreement",
        "other text": "not the one that the entries name: agreement.json",
        "other signed pdf": "not the one that the entries name: agreement-signed.pdf",
        "other proof": "not the one that the entries name: agreement-signed.pdf",
    }[change]
    match change:
        case "other file":
            files["more.json"] = b"{}"
        case "file exchanged":
            files["agreement.json"] = files["agreement.json"] + b" "
        case "entry twice":
            value["entries"].append(value["entries"][0])
        case "internal to partner":
            value["audience"] = "partner"
        case "other member":
            value["member"] = "martin-vogt"
        case "other kid":
            value["kid"] = "A" * 43
        case "entry of another":
            value["agreement"] = "urn:uuid:00000000-0000-4000-8000-000000000000"
        case "other text":
            exchange(value, files, "agreement.json", files["agreement.json"] + b" ")
        case "other signed pdf":
            exchange(value, files, "agreement-signed.pdf", before_the_last_signature(table))
        case "other proof":
            exchange(value, files, "proof.json", b"{}")
    verdict = verify_file(resigned(table.anna, strictjson.canonical(value), files), "x.pdf")
    assert verdict.verdict == "invalid"
    assert any(reason in one.text("en") for one in verdict.reasons), [one.text("en") for one in verdict.reasons]


def test_an_entry_left_out_is_missed(table: Table) -> None:
    files = attached(as_built(table).pdf)
    value = json.loads(files.pop("dossier.json"))
    del value["entries"][1]
    verdict = verify_file(resigned(table.anna, strictjson.canonical(value), files), "x.pdf")
    assert verdict.verdict == "invalid"


def test_a_partner_cannot_sign_for_another(table: Table) -> None:
    files = attached(as_built(table).pdf)
    data = files.pop("dossier.json")
    verdict = verify_file(resigned(table.sofia, data, files), "x.pdf")
    assert verdict.verdict == "invalid"


@pytest.mark.journey
@needs_the_page
def test_the_page_judges_it_no_better(table: Table, tmp_path: Path) -> None:
    """The verifier in one page: what is whole, what the exporter bent and signed, and what was added behind."""
    files: dict[str, bytes] = {f"{one}.pdf": as_built(table, one).pdf for one in ("partner", "internal")}
    bent = {
        "left out": ("partner", lambda value: value["entries"].pop(1)),
        "twice": ("partner", lambda value: value["entries"].append(value["entries"][0])),
    }
    bent["internal to partner"] = ("internal", lambda value: value.update(audience="partner"))
    bent["kid"] = ("partner", lambda value: value.update(kid="A" * 43))
    for name, (audience, change) in bent.items():
        inside = attached(as_built(table, audience).pdf)
        value = json.loads(inside.pop("dossier.json"))
        change(value)
        files[f"{name}.pdf"] = resigned(table.anna, strictjson.canonical(value), inside)
    for name, data in (
        ("agreement.json", b"{}"),
        ("agreement-signed.pdf", before_the_last_signature(table)),
        ("proof.json", b"{}"),
    ):
        inside = attached(as_built(table).pdf)
        value = json.loads(inside.pop("dossier.json"))
        exchange(value, inside, name, data)
        files[f"{name}.pdf"] = resigned(table.anna, strictjson.canonical(value), inside)
    inside = attached(as_built(table).pdf)
    files["another house.pdf"] = resigned(table.sofia, inside.pop("dossier.json"), inside)
    files |= {
        f"behind {name}.pdf": data for name, data in list(prepared.with_revisions(files["partner.pdf"]).items())[:4]
    }
    found = {name: value["verdict"] for name, value in judged(tmp_path, files).items()}
    assert [found.pop(f"{one}.pdf") for one in ("partner", "internal")] == ["verdictReport", "verdictReport"]
    assert found == dict.fromkeys(found, "verdictBad")


def test_an_internal_dossier_is_released_by_a_legal_member_and_recorded(table: Table, tmp_path: Path) -> None:
    copy = tmp_path / "keller"
    shutil.copytree(table.anna.vault.folder, copy)
    anna = unlock(copy, "anna-keller", PASSPHRASE, table.anna.clock)
    invitation = invite(anna, "Lea Lead", ["lead"], "", CHEAP)
    join(copy, invitation.member, invitation.code, PASSPHRASE, anna.clock, CHEAP)
    members.certify(anna, invitation.member)
    lea = unlock(copy, invitation.member, PASSPHRASE, anna.clock)
    with pytest.raises(Locked):
        build_dossier(lea, table.history, audience="internal")
    record_dossier(lea, build_dossier(lea, table.history, audience="partner"))
    dossier = build_dossier(anna, table.history, audience="internal")
    record_dossier(anna, dossier, "Wirtschaftsprüfung Nord")
    with anna.vault.read() as session:
        (released,) = records(session, "dossier_released", about=table.history)
        exported = [
            entry
            for entry in history_store.load(session, organisation_history(anna.organisation))
            if entry.kind == "exported"
        ]
    assert (released.body["digest"], released.body["recipient"]) == (dossier.sha256, "Wirtschaftsprüfung Nord")
    assert len(exported) == 2
    assert exported[1].body["digest"] == dossier.sha256
    lea.close()
    anna.close()


def test_contracts_signed_elsewhere(table: Table, tmp_path: Path) -> None:
    copy = tmp_path / "keller"
    shutil.copytree(table.anna.vault.folder, copy)
    with unlock(copy, "anna-keller", PASSPHRASE, table.anna.clock) as anna:
        (first, *_others) = file_contracts(anna)
        with pytest.raises(AnswerNo):
            build_dossier(anna, first, audience="partner")
        dossier = build_dossier(anna, first, audience="internal")
        files = attached(dossier.pdf)
        assert files["contract-1-Vertrag.pdf"].startswith(b"%PDF-1.4")
        assert verify_file(dossier.pdf, "x.pdf").verdict == "valid"
        for choice in CHOICES:
            less = build_dossier(anna, first, audience="internal", withheld=(choice,))
            assert verify_file(less.pdf, "x.pdf").verdict == "valid"


@pytest.mark.judge("verapdf")
def test_verapdf_finds_nothing(table: Table, tmp_path: Path) -> None:
    files = []
    for name, pdf in {
        "partner-de": as_built(table).pdf,
        "internal-en": build_dossier(table.anna, table.history, audience="internal", language="en").pdf,
        "withheld": built(table, "internal", withheld=CHOICES).pdf,
    }.items():
        files.append(tmp_path / f"{name}.pdf")
        files[-1].write_bytes(pdf)
    assert complaints(files) == ""


@pytest.mark.judge("pdfsig")
def test_pdfsig_finds_the_signature_whole(table: Table, tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(as_built(table).pdf)
    said = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in said
    assert "Total document signed" in said


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.journey
@settings(max_examples=examples(150), deadline=None)
@given(st.data())
def test_a_hostile_dossier_is_refused_and_nothing_else(table: Table, data: st.DataObject) -> None:
    whole = attached(as_built(table).pdf)["dossier.json"]
    value = json.loads(whole)
    assert DossierFile.read(whole).write() == whole
    name = data.draw(st.sampled_from(sorted(value)))
    value[name] = data.draw(JSON)
    try:
        DossierFile.read(strictjson.canonical(value))
    except DataPactError:
        return


@settings(max_examples=examples(60), deadline=None)
@given(st.binary(max_size=200))
def test_bytes_that_are_no_dossier(data: bytes) -> None:
    with pytest.raises(DataPactError):
        DossierFile.read(data)


def test_entries_that_others_show_to_exist_are_missed(table: Table) -> None:
    """A counter that no entry has, and a receipt that names what is not in the file: something was left out.

    That is a doubt where the exporter counted and acknowledged so; of a partner it is told.
    """
    with table.anna.vault.read() as session:
        folded = load_state(session, table.history)
        lines = directory(session)
    own, partner = table.anna.organisation, table.sofia.organisation
    assert list(_left_out(folded, own, lines)) == []
    theirs = next(one for one in folded.order if folded.entries[one].organisation == partner)
    ours = next(one for one in folded.order if folded.entries[one].organisation == own)
    for organisation, entry, weight, expected in (
        (own, ours, "indeterminate", ("2 entries are missing", "1 entry is missing", "was copied")),
        (partner, theirs, "note", ("skipped 2 numbers", "names 1 entry", "have the same number")),
    ):
        gap = dataclasses.replace(folded, gaps=(Gap(organisation, "replica", "shared", (3, 4), 2),))
        receipt = dataclasses.replace(folded, receipts={organisation: frozenset({"A" * 43, folded.order[0]})})
        cloned = dataclasses.replace(folded, cloned=((entry, entry),))
        for changed, words in zip((gap, receipt, cloned), expected, strict=True):
            (finding,) = _left_out(changed, own, lines)
            assert finding.weight == weight
            assert words in finding.message.text("en")
            assert (lines[partner].state.name in finding.message.text("en")) == (organisation == partner)
