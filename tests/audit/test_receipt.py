"""A receipt that was changed in any place: as JSON, in its pages, by a revision, before it was signed, or by its issuer."""

from __future__ import annotations

import copy
import dataclasses
import io
import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from datapact.audit.exports.receipt import receipt_file
from datapact.audit.formats.verdict import Verdict
from datapact.audit.own_vault.verify import verify_here
from datapact.audit.verify import consent, redrawn
from datapact.audit.verify.verify import verify_file
from datapact.base.errors import DataPactError
from datapact.consent.records.receipt_file import read_receipt, sign_receipt
from datapact.organisation.acting.own_profile import write_card
from datapact.pdf.reports.consent_receipt import render_receipt
from datapact.pdf.reports.parts import Report
from datapact.signing.pades.attachments import attached_files
from datapact.signing.pades.revisions import open_pdf
from tests.audit.prepared import DISGUISED, PREPARED, prepare_every_report, saved, with_revisions
from tests.conftest import SteppingClock
from tests.exchange.houses import Houses, build, opened
from tests.exchange.test_withdrawals import consents
from tests.tools.verapdf import complaints
from tests.verifier.page import judged as page_judged
from tests.verifier.page import needs_the_page

EXAMPLES = int(os.environ.get("DATAPACT_LONG", "60"))


@dataclasses.dataclass(frozen=True)
class Made:
    houses: Houses
    event: str
    json: bytes
    pdf: bytes
    card: bytes


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    folder = tmp_path_factory.mktemp("receipts")
    build(folder / "made", SteppingClock())
    houses = opened(folder / "made", folder / "open", SteppingClock())
    consents(houses.keller, "given", "P1", "P2", "P3")
    with houses.keller.vault.read() as session:
        found = session.connection().exec_driver_sql("SELECT event_id FROM consent_event LIMIT 1")
        event = str(found.scalars().first())
    data = [receipt_file(houses.keller, event, form, "de").data for form in ("json", "pdf")]
    yield Made(houses, event, data[0], data[1], write_card(houses.keller))
    houses.close()


def judged(made: Made, data: bytes, name: str = "x.pdf") -> Verdict:
    return verify_file(data, name, cards=[made.card], require_trust=True)


def said(verdict: Verdict) -> str:
    return " ".join(one.text("en") for one in (*verdict.reasons, *verdict.notes))


def test_both_forms_are_valid_with_a_card_and_open_without(made: Made) -> None:
    for data, name in ((made.json, "x.json"), (made.pdf, "x.pdf")):
        verdict = judged(made, data, name)
        assert (verdict.kind, verdict.verdict) == ("consent_receipt", "valid"), said(verdict)
        assert verify_file(data, name).verdict == "indeterminate"
        assert verify_here(made.houses.institute, data, name).verdict.verdict == "valid"
    english = receipt_file(made.houses.keller, made.event, "pdf", "en").data
    assert judged(made, english).verdict == "valid"


def test_a_revision_that_replaces_page_and_attachment_is_invalid(made: Made) -> None:
    """Both are forged: every reader shows the newest revision."""
    for pdf in (made.pdf, old_form(made)):
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
        reference = writer.root["/Pages"]["/Kids"].raw_get(0)
        page = reference.get_object()
        words = generic.StreamObject(stream_data=b"BT /F1 30 Tf 50 700 Td (FORGED: WITHDRAWN) Tj ET")
        page["/Contents"] = writer.add_object(words)
        writer.mark_update(reference)
        reference = writer.root["/Names"]["/EmbeddedFiles"]["/Names"].raw_get(1)
        file = reference.get_object()
        shown = json.loads(file["/EF"]["/F"].data)
        shown["event"]["state"]["name"] = "withdrawn"
        stream = generic.StreamObject(
            {pdf_name("/Type"): pdf_name("/EmbeddedFile")}, stream_data=json.dumps(shown).encode()
        )
        stored = writer.add_object(stream)
        file["/EF"] = generic.DictionaryObject({pdf_name("/F"): stored, pdf_name("/UF"): stored})
        writer.mark_update(reference)
        out = io.BytesIO()
        writer.write(out)
        assert judged(made, out.getvalue()).verdict == "invalid"
        newest = attached_files(open_pdf(out.getvalue()))[consent.NAME]  # what every reader shows is what is judged
        assert json.loads(newest)["event"]["state"]["name"] == "withdrawn"


@pytest.mark.journey
def test_any_revision_behind_it_is_invalid(made: Made) -> None:
    for pdf in (made.pdf, old_form(made)):
        tampered = with_revisions(pdf)
        assert len(tampered) >= 10
        for name, data in tampered.items():
            assert judged(made, data).verdict == "invalid", name


@pytest.mark.parametrize("name", PREPARED)
def test_pages_that_its_issuer_prepared_are_invalid(made: Made, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare_every_report(monkeypatch, PREPARED[name])
    verdict = judged(made, receipt_file(made.houses.keller, made.event, "pdf", "de").data)
    assert verdict.verdict == "invalid"
    assert "The pages are not what DataPact makes of consent-receipt.json." in said(verdict)


@pytest.mark.parametrize("name", DISGUISED)
def test_pages_of_another_release_are_never_valid(made: Made, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare_every_report(monkeypatch, DISGUISED[name])
    verdict = judged(made, receipt_file(made.houses.keller, made.event, "pdf", "de").data)
    assert verdict.verdict == "indeterminate"
    assert "were not drawn by this version" in said(verdict)


@pytest.mark.parametrize("name", [*PREPARED, *DISGUISED])
def test_saving_it_anew_is_not_valid(made: Made, name: str) -> None:
    for pdf in (made.pdf, old_form(made)):
        assert judged(made, saved(pdf, (PREPARED | DISGUISED)[name])).verdict != "valid"


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in inside:
        yield from _paths(one, (*path, name))


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for name in path:
        value = value[name]
    return value


def _changed(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return value + "X"
    return "X"


@pytest.mark.parametrize("signed", [True, False], ids=["signed", "signature-taken-off"])
def test_no_value_is_free(made: Made, signed: bool) -> None:
    shown = json.loads(made.json)
    if not signed:
        del shown["signature"]
    for path in _paths(shown):
        one = copy.deepcopy(shown)
        place = _at(one, path[:-1]) if path else one
        if isinstance(_at(one, path), dict):
            _at(one, path)["unknown"] = "x"
        elif isinstance(_at(one, path), list):
            _at(one, path).append("x")
        else:
            place[path[-1]] = _changed(place[path[-1]])
        assert verdict_of(made, one) != "valid", path
        if path:
            one = copy.deepcopy(shown)
            place = _at(one, path[:-1])
            del place[path[-1]]
            assert verdict_of(made, one) != "valid", path


@pytest.mark.journey
@needs_the_page
def test_the_page_takes_no_other_value(made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The verifier in one page, with the card beside it and without."""
    shown, files = (
        json.loads(made.json),
        {"sound.json": made.json, "sound.pdf": made.pdf, "behind.pdf": made.pdf + b" "},
    )
    for number, path in enumerate(_paths(shown)):
        one = copy.deepcopy(shown)
        if path and not isinstance(_at(one, path), dict | list):
            _at(one, path[:-1])[path[-1]] = _changed(_at(one, path))
        else:
            del one["signature"]
        files[f"{number}.json"] = json.dumps(one).encode()
    (tmp_path / "keller.dpcard").write_bytes(made.card)
    monkeypatch.setenv("CARDS", str(tmp_path / "keller.dpcard"))
    found = {name: value["verdict"] for name, value in page_judged(tmp_path, files).items()}
    assert (found.pop("sound.json"), found.pop("sound.pdf")) == ("verdictReceipt", "verdictReceipt")
    assert "verdictReceipt" not in found.values()
    assert found["behind.pdf"] == "verdictBad"
    monkeypatch.delenv("CARDS")
    assert page_judged(tmp_path, {"sound.json": made.json})["sound.json"]["verdict"] == "verdictOpen"


def verdict_of(made: Made, shown: dict[str, Any]) -> str:
    try:
        return judged(made, json.dumps(shown).encode(), "x.json").verdict
    except DataPactError:
        return "refused"


def test_the_state_is_named_alike_twice(made: Made) -> None:
    shown = json.loads(made.json)
    shown["event"]["state"]["@id"] = "https://w3id.org/dpv#ConsentWithdrawn"
    del shown["signature"]
    verdict = judged(made, json.dumps(shown).encode(), "x.json")
    assert verdict.verdict == "invalid"
    assert "event.state.@id" in said(verdict)


def test_a_receipt_that_nobody_signed_says_what_is_not_proven(made: Made) -> None:
    shown = json.loads(made.json)
    del shown["signature"]
    shown["notice"]["id"], shown["controllers"][0]["address"] = shown["notice"]["id"], "Elsewhere 1"
    verdict = judged(made, json.dumps(shown).encode(), "x.json")
    assert verdict.verdict == "indeterminate"
    assert "nothing proves its names and addresses" in said(verdict)


def old_form(made: Made) -> bytes:
    """As programs wrote it that signed no receipt and named no layout."""
    receipt = read_receipt(json.loads(made.json))
    return render_receipt(dataclasses.replace(receipt, signature=""), "de", None, signed=False)


def test_an_old_receipt_is_open_and_its_pages_are_drawn_again(made: Made) -> None:
    pdf = old_form(made)
    verdict = judged(made, pdf)
    assert verdict.verdict == "indeterminate"
    assert "The pages are not signed" in said(verdict)
    assert "differ" not in said(verdict)
    forged = judged(made, saved(pdf, PREPARED["other_words"]))
    assert forged.verdict == "indeterminate"
    assert "differ from its own" in said(forged)


def test_what_is_too_long_to_draw_is_open(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redrawn, "MOST_CHARACTERS", 100)
    verdict = judged(made, made.pdf)
    assert verdict.verdict == "indeterminate"
    assert "too long to draw" in said(verdict)


def test_data_that_nobody_can_draw_are_no_error(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_told: object, **_more: object) -> Report:
        raise KeyError("title")

    monkeypatch.setattr(consent, "receipt_report", fail)
    assert judged(made, made.pdf).verdict == "invalid"
    assert judged(made, old_form(made)).verdict == "indeterminate"


def test_a_member_of_another_house_cannot_sign_it(made: Made) -> None:
    receipt = dataclasses.replace(read_receipt(json.loads(made.json)), signature="")
    from datapact.consent.records.receipt_file import as_json

    stranger = sign_receipt(receipt, made.houses.institute.author_key)
    data = json.dumps(as_json(stranger)).encode()
    verdict = judged(made, data, "x.json")
    assert verdict.verdict == "invalid"
    assert "nobody of the organisation" in said(verdict)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("subject", "P9"),
        ("dataset", "other"),
        ("purpose", "https://w3id.org/dpv#Marketing"),
        ("state", "withdrawn"),
        ("at", datetime(2020, 1, 1, tzinfo=UTC)),
        ("recorded", datetime(2020, 1, 1, tzinfo=UTC)),
        ("until", datetime(2099, 1, 1, tzinfo=UTC)),
        ("explicit", True),
        ("notice", "other"),
    ],
)
def test_its_own_house_cannot_sign_a_receipt_of_another_consent(made: Made, name: str, value: object) -> None:
    from datapact.consent.records.receipt_file import as_json

    receipt = read_receipt(json.loads(made.json))
    assert getattr(receipt.event, name) != value
    lie = dataclasses.replace(receipt, event=dataclasses.replace(receipt.event, **{name: value}), signature="")  # type: ignore[arg-type]
    data = json.dumps(as_json(sign_receipt(lie, made.houses.keller.author_key))).encode()
    verdict = judged(made, data, "x.json")
    assert verdict.verdict == "invalid"
    assert "something else than what was signed" in said(verdict)


def test_page_and_inside_are_signed_at_once(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """A signature of another day over the same pages is refused."""
    from datapact.audit.exports import receipt as receipt_export
    from datapact.audit.exports import sign_report as signing

    real = signing.sign_report

    def later(*arguments: Any, at: Any, **named: Any) -> bytes:
        job = signing.prepare_signing(*arguments, at=at, **named)
        return signing.signed_pdf(dataclasses.replace(job, at=at + timedelta(days=1)), arguments[0].author_key)

    monkeypatch.setattr(signing, "sign_report", later)
    verdict = judged(made, receipt_export.receipt_file(made.houses.keller, made.event, "pdf", "de").data)
    assert verdict.verdict == "invalid"
    assert real is not later


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_altered_byte_is_not_valid(made: Made, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(made.pdf) - 1))
    flip = data.draw(st.integers(1, 255))
    tampered = bytearray(made.pdf)
    tampered[place] ^= flip
    with suppress(DataPactError):
        assert judged(made, bytes(tampered)).verdict != "valid"


@pytest.fixture(scope="module")
def file(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("receipt") / "receipt.pdf"
    path.write_bytes(made.pdf)
    return path


@pytest.mark.judge("pdfsig")
def test_pdfsig_finds_one_valid_signature(file: Path) -> None:
    told = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False).stdout
    assert told.count("Signature Validation: Signature is Valid.") == 1
    assert told.count("Total document signed") == 1


@pytest.mark.judge("qpdf", "mutool")
def test_qpdf_and_mutool_find_no_error(file: Path, tmp_path: Path) -> None:
    checked = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    drawing = ["mutool", "draw", "-o", str(tmp_path / "page-%d.png"), "-r", "30", str(file)]
    drawn = subprocess.run(drawing, capture_output=True, text=True, check=False)
    assert drawn.returncode == 0
    assert "error" not in drawn.stderr


@pytest.mark.judge("verapdf")
def test_verapdf_finds_nothing(file: Path) -> None:
    assert complaints([file]) == ""


def test_the_receipt_inside_is_the_one_for_machines(made: Made) -> None:
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        inside = pdf.attachments["consent-receipt.json"].get_file().read_bytes()
    assert judged(made, inside, "x.json").verdict == "valid"
