"""A signed agreement verified from its PDF alone: the good case, and every way in which it can be wrong."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.audit.formats.verdict import Verdict
from datapact.audit.verify.verify import verify_file
from datapact.base.errors import AnswerNo, Damaged, DataPactError, Malformed, NewerFormat
from datapact.base.strictjson import canonical, parse_object
from datapact.base.texts import Message
from datapact.exchange.bundle.envelope import new_envelope, seal
from datapact.history.commitments.jws import thumbprint
from datapact.history.entries.entry import organisation_history, write_entry
from datapact.organisation.identity import certificate_authority
from datapact.organisation.identity.hpke_keys import key_thumbprint, new_hybrid_key
from datapact.pdf.agreement.input import DocumentInput
from datapact.pdf.agreement.render import _rendered, render_agreement
from datapact.signing.ceremony.proof import Proof
from datapact.signing.ceremony.received_pdf import examine, require_sound
from datapact.signing.ceremony.sign import digest_of
from datapact.signing.pades.appearance import SignatureAppearance
from datapact.signing.pades.modification_policy import review
from datapact.signing.pades.revisions import open_pdf
from tests.audit.frozen import INSTITUTE, KELLER, NOTE, Case, House, _houses, entry, make, signed_agreement
from tests.audit.prepared import saved
from tests.depth import examples
from tests.history.world import START, found
from tests.signing import attacks
from tests.signing.samples import authority, signatory


def verify(case: Case, **options: Any) -> Verdict:
    return verify_file(case.pdf, "agreement.pdf", **options)


def words(verdict: Verdict) -> str:
    return " ".join(reason.text("en") for reason in verdict.reasons)


# The good case ---------------------------------------------------------------------------------------------------


def test_a_signed_agreement_is_valid() -> None:
    verdict = verify(signed_agreement())
    assert (verdict.kind, verdict.verdict, verdict.reasons, verdict.notes) == ("pdf", "valid", (), ())
    assert [(one.slot, one.person, one.signer, one.verdict, one.covers) for one in verdict.signatures] == [
        ("signature-1", "Anna Keller", "Anna Keller", "valid", "revision"),
        ("signature-2", "Peter Braun", "Peter Braun", "valid", "revision"),
        ("signature-3", "Prof. Dr. Lena Hofmann", "Prof. Dr. Lena Hofmann", "valid", "file"),
    ]
    assert [one.capacity for one in verdict.signatures] == ["managing_director"] * 2 + ["by_power_of_attorney"]
    assert {(one.name, one.trust) for one in verdict.identities} == {(KELLER, "declared"), (INSTITUTE, "declared")}


def test_the_machine_form_is_canonical_json_with_both_languages() -> None:
    verdict = verify(signed_agreement(), require_trust=True)
    value = parse_object(canonical(verdict.to_json()))
    assert value["verdict"] == "indeterminate"
    assert set(value["reasons"][0]) == {"de", "en"}  # type: ignore[index,arg-type]
    assert value["signatures"][2]["time"] == "2026-11-24T10:02:00Z"  # type: ignore[index,call-overload]
    assert value["identities"][0]["identity"] == "declared"  # type: ignore[index,call-overload]
    assert value["details"]["number"] == "DP-2026-0001"  # type: ignore[index,call-overload]


def test_the_negotiation_stays_behind() -> None:
    case = signed_agreement()
    assert case.proof.offer.body["note"] == NOTE
    assert NOTE.encode() not in case.document.attachments["proof.json"]
    assert verify(case).details is not None
    assert verify(case).details["missing_disclosures"] == 1  # type: ignore[index]


def test_trusted_cards_confirm_identities() -> None:
    case = signed_agreement()
    one = verify(case, cards=[case.keller.card()], require_trust=True)
    assert one.verdict == "indeterminate"
    assert INSTITUTE in words(one)
    both = verify(case, cards=[case.keller.card(), case.institute.card()], require_trust=True)
    assert both.verdict == "valid"
    assert {party.trust for party in both.identities} == {"confirmed"}


def test_the_card_of_a_namesake_raises_a_doubt() -> None:
    """Whoever trusts the real one must not take a contract of another by the same name for valid."""
    verdict = verify(signed_agreement(), cards=[House(found(KELLER.replace("e", "\u0435"))).card()])
    assert verdict.verdict == "indeterminate"
    assert any("bears the name" in str(reason) for reason in verdict.reasons)


def test_a_namesake_confirms_nothing() -> None:
    namesake = House(found(KELLER))
    verdict = verify(signed_agreement(), cards=[namesake.card()], require_trust=True)
    assert verdict.verdict == "indeterminate"
    assert "not a party" in str(verdict.notes[0])


def test_a_diverging_public_history_is_found() -> None:
    houses = _houses()
    case = make(houses=houses)
    forked = replace(houses[0].organisation, entries=houses[0].organisation.entries[:-1])
    forked.add_member("somebody", "legal")
    assert verify(case, cards=[House(forked).card()]).verdict == "indeterminate"


# Tampering with the file -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_dropped_signatory_is_named(count: int) -> None:
    case = signed_agreement()
    verdict = verify_file(case.revisions[count], "cut.pdf")
    assert verdict.verdict == "invalid"
    assert "Prof. Dr. Lena Hofmann has not signed." in words(verdict)


@pytest.mark.parametrize("attack", attacks.CHANGES.values(), ids=attacks.CHANGES)
def test_an_unsigned_revision_is_invalid(attack: attacks.Tamper) -> None:
    tampered = attacks.append_revision(signed_agreement().pdf, attack)
    assert verify_file(tampered, "x.pdf").verdict == "invalid"


def test_a_table_cannot_take_the_number_of_an_object() -> None:
    """A cross-reference stream under the number of a page's content would blank that page."""
    pdf = signed_agreement().pdf
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        contents = opened.pages[2].obj.Contents
        number = (contents[0] if isinstance(contents, pikepdf.Array) else contents).objgen[0]
        root, size = opened.Root.objgen[0], int(opened.trailer.Size)
    previous = int(pdf[pdf.rindex(b"startxref") + 9 : pdf.rindex(b"%%EOF")])
    place = len(pdf)
    rows = bytes([1]) + place.to_bytes(4) + bytes([0])
    information = open_pdf(pdf).reader.trailer.raw_get("/Info").idnum
    table = (
        b"%d 0 obj\n<< /Type /XRef /W [1 4 1] /Index [%d 1] /Size %d /Root %d 0 R /Info %d 0 R /Prev %d /Length %d >>\n"
        b"stream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
    ) % (number, number, size, root, information, previous, len(rows), rows, place)
    problem = review(open_pdf(pdf + table))[-1].problem
    assert problem is not None
    assert "belong to no signature" in str(problem)


@pytest.mark.parametrize("tail", [b"\n", b" ", b"%%EOF\n", b"\x00" * 10])
def test_bytes_behind_the_end_are_invalid(tail: bytes) -> None:
    assert verify_file(signed_agreement().pdf + tail, "x.pdf").verdict == "invalid"


def test_junk_before_the_head_is_invalid() -> None:
    assert verify_file(b"GIF89a" + signed_agreement().pdf, "x.pdf").verdict == "invalid"


@settings(max_examples=examples(60), deadline=None)
@given(st.data())
def test_a_mutated_pdf_gets_a_verdict(data: st.DataObject) -> None:
    pdf = signed_agreement().pdf
    start = pdf.rindex(b"/Contents <")
    hole = range(start, pdf.index(b">", start + 11) + 1)
    place = data.draw(st.integers(0, len(pdf) - 1).filter(lambda place: place not in hole))
    byte = data.draw(st.integers(0, 255).filter(lambda byte: byte != pdf[place]))
    assert verify_file(pdf[:place] + bytes([byte]) + pdf[place + 1 :], "x.pdf").verdict == "invalid"


@settings(max_examples=examples(30), deadline=None)
@given(st.integers(0, 200_000))
def test_a_truncated_pdf_is_invalid(length: int) -> None:
    assert verify_file(signed_agreement().pdf[:length][:-1], "x.pdf").verdict == "invalid"


# A hostile author of the PDF -------------------------------------------------------------------------------------


def _lower(state: dict[str, Any]) -> None:
    state["terms"]["breach"]["hours"] = 72


def _other_text(agreement: bytes) -> bytes:
    state = parse_object(agreement)
    _lower(state)
    return canonical(state)


def _shown(case_state: dict[str, Any]) -> dict[str, Any]:
    state = parse_object(canonical(case_state))
    state["number"] = "DP-2026-0002"
    return state


def _drop_accept(proof: Proof) -> Proof:
    return replace(proof, accepts=())


def _twice_offered(proof: Proof) -> Proof:
    return replace(proof, accepts=(proof.offer,))


def _without_institute(proof: Proof) -> Proof:
    return replace(proof, organisations=dict(list(proof.organisations.items())[:1]))


def _shorter_history(proof: Proof) -> Proof:
    return replace(proof, organisations={key: entries[:-1] for key, entries in proof.organisations.items()})


def _fewer_signatories(proof: Proof) -> Proof:
    return replace(proof, signatories=proof.signatories[:-1])


def _swapped_certificates(proof: Proof) -> Proof:
    first, second, third = proof.signatories
    return replace(
        proof,
        signatories=(
            replace(first, certificate=second.certificate),
            replace(second, certificate=first.certificate),
            third,
        ),
    )


def _swapped_kids(body: dict[str, Any]) -> None:
    slots = body["slots"]
    slots[0]["kid"], slots[1]["kid"] = slots[1]["kid"], slots[0]["kid"]


def _swapped_members(body: dict[str, Any]) -> None:
    slots = body["slots"]
    for key in ("member", "kid"):
        slots[0][key], slots[1][key] = slots[1][key], slots[0][key]


def _other_digest(body: dict[str, Any]) -> None:
    body["agreement_sha256"] = "A" * 43


def _other_offer(body: dict[str, Any]) -> None:
    body["offer"] = "A" * 43


def _other_person(body: dict[str, Any]) -> None:
    body["slots"][0]["person"] = "Somebody Else"


def _one_slot_less(body: dict[str, Any]) -> None:
    del body["slots"][1]


PROOFS: dict[str, tuple[Callable[[Proof], Proof], str]] = {
    "no accept": (_drop_accept, f"{INSTITUTE} did not accept"),
    "own offer as accept": (_twice_offered, "did not accept"),
    "a party without history": (_without_institute, ""),
    "a shortened history": (_shorter_history, ""),
    "a signatory less": (_fewer_signatories, "not those of the freeze"),
    "swapped certificates": (_swapped_certificates, "not the one that the organisation names"),
}
FREEZES: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "swapped keys": (_swapped_kids, "not the one that the freeze names"),
    "swapped members": (_swapped_members, "names a key of"),
    "another digest": (_other_digest, "not the text that was frozen"),
    "another offer": (_other_offer, "another text than the accepted offer"),
    "another person": (_other_person, "not those of the signatories"),
}


@pytest.mark.parametrize(("change", "reason"), PROOFS.values(), ids=PROOFS)
def test_a_proof_that_does_not_prove_is_invalid(change: Callable[[Proof], Proof], reason: str) -> None:
    verdict = verify(make(change_proof=change))
    assert verdict.verdict == "invalid"
    assert reason in words(verdict)


@pytest.mark.parametrize(("change", "reason"), FREEZES.values(), ids=FREEZES)
def test_a_freeze_that_does_not_fit_is_invalid(change: Callable[[dict[str, Any]], None], reason: str) -> None:
    verdict = verify(make(change_freeze=change))
    assert verdict.verdict == "invalid"
    assert reason in words(verdict)


def test_a_slot_less_is_found() -> None:
    verdict = verify(make(change_freeze=_one_slot_less, order=(0, 1)))
    assert verdict.verdict == "invalid"
    assert "not those of the signatories" in words(verdict)


def test_another_attached_text_is_invalid() -> None:
    verdict = verify(make(attached=_other_text))
    assert verdict.verdict == "invalid"
    assert "not the text that was frozen" in words(verdict)
    assert "not the text that the parties accepted" in words(verdict)


def test_pages_of_another_text_are_invalid() -> None:
    verdict = verify(make(change_document=lambda document: replace(document, state=_shown(dict(document.state)))))
    assert verdict.verdict == "invalid"
    assert "The pages are not what DataPact makes of agreement.json." in words(verdict)


def test_an_additional_attachment_is_invalid() -> None:
    verdict = verify(
        make(
            change_document=lambda document: replace(
                document, attachments={**document.attachments, "side-letter.txt": b"forget clause 3"}
            )
        )
    )
    assert verdict.verdict == "invalid"


def _cover_a_number(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[2].obj
    box = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Square, Rect=[70, 700, 200, 720], IC=[1, 1, 1], F=4
    )
    page.Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(box)]))


def _run_a_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def _add_a_layer(pdf: pikepdf.Pdf) -> None:
    layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String("Price")))
    pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=[layer], D=pikepdf.Dictionary(OFF=[layer]))


def _open_elsewhere(pdf: pikepdf.Pdf) -> None:
    link = next(one for page in pdf.pages for one in page.obj.get("/Annots", []) if one.get("/Subtype") == "/Link")
    del link["/Dest"]
    link.A = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("price.pdf"), P=0)


def _attach_more(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AF.append(pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Filespec, F=pikepdf.String("x.txt"))))


def _add_a_text_field(pdf: pikepdf.Pdf) -> None:
    field = pikepdf.Dictionary(FT=pikepdf.Name.Tx, T=pikepdf.String("price"), Subtype=pikepdf.Name.Widget)
    pdf.Root.AcroForm.Fields.append(pdf.make_indirect(field))


def _other_letters(pdf: pikepdf.Pdf) -> None:
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font" and "/Widths" in item:
            item.Widths = pikepdf.Array([500] * len(item.Widths))


def _draw_more(pdf: pikepdf.Pdf) -> None:
    pdf.pages[2].contents_add(b"q 1 1 1 rg 70 700 200 20 re f Q")


def _larger_field(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm.Fields[0].Rect = pikepdf.Array([0, 0, 595, 842])


def _hidden_object(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Metadata.Spare = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Pages, Kids=[], Count=0))


def _other_title(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Title"] = "Quittung"


PREPARED = [
    _cover_a_number,
    _run_a_script,
    _add_a_layer,
    _other_letters,
    _draw_more,
    _larger_field,
    _hidden_object,
    _other_title,
]
PREPARED_PAGES = {
    one.__name__.strip("_"): one
    for one in (
        _cover_a_number,
        _run_a_script,
        _add_a_layer,
        _open_elsewhere,
        _attach_more,
        _add_a_text_field,
    )
}
"""What would let readers show pages of any layout differently, or carry more than they show."""


@pytest.mark.parametrize("prepare", PREPARED, ids=lambda prepare: prepare.__name__.strip("_"))
def test_a_document_prepared_before_the_first_signature_is_invalid(prepare: Callable[[pikepdf.Pdf], None]) -> None:
    def change(base: bytes) -> bytes:
        with pikepdf.open(io.BytesIO(base)) as pdf:
            prepare(pdf)
            out = io.BytesIO()
            pdf.save(out, force_version="1.7", object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return out.getvalue()

    verdict = verify(make(change_base=change))
    assert verdict.verdict == "invalid"
    assert "The pages are not what DataPact makes of agreement.json." in words(verdict)
    assert {one.verdict for one in verdict.signatures} == {"valid"}


def test_storing_the_same_content_differently_is_no_change() -> None:
    def change(base: bytes) -> bytes:
        with pikepdf.open(io.BytesIO(base)) as pdf:
            out = io.BytesIO()
            plain = pikepdf.ObjectStreamMode.disable
            pdf.save(out, force_version="1.7", deterministic_id=True, recompress_flate=True, object_stream_mode=plain)
        return out.getvalue()

    case = make(change_base=change)
    assert case.revisions[0] != signed_agreement().revisions[0]
    assert verify(case).verdict == "valid"


def test_a_revision_between_rendering_and_signing_is_invalid() -> None:
    verdict = verify(make(change_base=lambda base: attacks.append_revision(base, attacks.CHANGES["page_content"])))
    assert verdict.verdict == "invalid"


def test_an_unknown_layout_is_indeterminate() -> None:
    def other(body: dict[str, Any]) -> None:
        body["layout"] = "9-unknown"

    verdict = verify(make(change_freeze=other))
    assert verdict.verdict == "indeterminate"
    assert "9-unknown" in words(verdict)


def _of_an_earlier_layout(
    monkeypatch: pytest.MonkeyPatch, prepare: Callable[[pikepdf.Pdf], None] | None = None, **options: Any
) -> Case:
    """An agreement whose pages an earlier DataPact drew, which called one fact on the cover otherwise."""
    drawn: list[DocumentInput] = []

    def remember(document: DocumentInput) -> DocumentInput:
        drawn.append(replace(document, layout="3-earlier"))
        return document

    def earlier(_base: bytes) -> bytes:
        with monkeypatch.context() as then:
            then.setattr("datapact.pdf.agreement.cover.LAYOUT_LABEL", Message("Party"))
            base = render_agreement(drawn[0], any_layout=True)
        _rendered.cache_clear()
        return base if prepare is None else saved(base, prepare)

    def freeze(body: dict[str, Any]) -> None:
        body["layout"] = "3-earlier"

    return make(change_freeze=freeze, change_document=remember, change_base=earlier, **options)


@pytest.fixture(scope="module")
def earlier() -> Case:
    with pytest.MonkeyPatch.context() as monkeypatch:
        return _of_an_earlier_layout(monkeypatch)


def test_pages_of_an_earlier_layout_are_vouched_for_by_all_who_signed_them(earlier: Case) -> None:
    verdict = verify(earlier)
    assert (verdict.verdict, verdict.reasons) == ("valid", ())
    assert [note.text("en")[:19] for note in verdict.notes] == ["Not redrawn here: a", "No card confirms he"]
    assert "3-earlier" in verdict.notes[0].text("de")
    assert (verdict.details or {})["pages"] == "vouched"
    assert (verify(signed_agreement()).details or {})["pages"] == "redrawn"


def test_a_party_that_updates_between_two_signatures_goes_on_from_its_own(earlier: Case) -> None:
    """Its program cannot draw the pages any more; it drew them before the first signature, which is in the file."""
    document = replace(earlier.document, layout="3-earlier")
    roots = [certificate_authority.encode(one.organisation.identity) for one in (earlier.keller, earlier.institute)]
    signed = [
        (slot["id"], slot["kid"]) for slot in sorted(earlier.proof.freeze.body["slots"], key=lambda slot: slot["order"])
    ]
    own, held = (digest_of(earlier.revisions[2]), signed[1][0]), SimpleNamespace(info={})
    require_sound(held, earlier.pdf, document, roots, signed, [own])
    found = examine(held, earlier.pdf, document, roots, signed, [own])
    assert (found.rendering.verdict, found.continued, found.problem) == ("indeterminate", True, None)
    with pytest.raises(AnswerNo, match="Another version of DataPact drew"):
        require_sound(held, earlier.pdf, document, roots, signed)
    with pytest.raises(AnswerNo):  # an entry alone does not say that anybody compared: its slot is not signed here
        require_sound(held, earlier.pdf, document, roots, signed, [(own[0], "another slot")])
    with pytest.raises(Damaged):
        require_sound(held, earlier.revisions[1] + b"%%EOF", document, roots, signed[:1], [own])


@pytest.mark.parametrize("prepare", PREPARED_PAGES.values(), ids=PREPARED_PAGES)
def test_nobody_vouches_for_what_readers_show_differently(
    prepare: Callable[[pikepdf.Pdf], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even all signatories together: the file itself must be as plain as ours are."""
    verdict = verify(_of_an_earlier_layout(monkeypatch, prepare))
    assert verdict.verdict != "valid"
    assert (verdict.details or {"pages": "not_proven"})["pages"] == "not_proven"


@pytest.mark.parametrize(
    "other", [("Prof. Dr. ", ""), ("Institut für", "zugestimmt für das Institut für")], ids=["name", "reason"]
)
def test_who_signed_in_another_program_vouches_for_nothing(
    other: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Acrobat compares no pages with agreement.json; only the ceremony names person, power and party as the slot does."""
    with monkeypatch.context() as then:
        then.setattr(
            "tests.audit.frozen.SignatureAppearance",
            lambda person, capacity, party, *rest: SignatureAppearance(
                person.replace(*other), capacity, party.replace(*other), *rest
            ),
        )
        verdict = verify(_of_an_earlier_layout(monkeypatch))
    assert verdict.verdict == "indeterminate"
    assert "proves that its signatory signed exactly these pages" in words(verdict)


def test_a_missing_signatory_vouches_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    verdict = verify(_of_an_earlier_layout(monkeypatch, order=(0, 1)))
    assert verdict.verdict == "invalid"
    assert "proves that its signatory signed exactly these pages" in words(verdict)


def test_who_alone_signs_vouches_to_no_party_that_does_not_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has accepted the text and seen no pages; only the other side's keys say what stands on them."""

    def unsigned(state: dict[str, Any]) -> None:
        del state["terms"]["parties"][1]["signatories"]

    verdict = verify(_of_an_earlier_layout(monkeypatch, change_state=unsigned, order=(0, 1)))
    assert (verdict.verdict, (verdict.details or {})["pages"]) == ("indeterminate", "not_proven")


def test_the_wrong_order_is_invalid() -> None:
    verdict = verify(make(order=(1, 0, 2)))
    assert verdict.verdict == "invalid"
    assert "order that the freeze fixes" in words(verdict)


def test_a_colleague_cannot_sign_in_somebodys_place() -> None:
    def colleague(case: Case, number: int) -> tuple[House, str]:
        return (case.keller, "anna-keller") if number < 2 else (case.institute, "lena-hofmann")

    verdict = verify(make(signer=colleague))
    assert verdict.verdict == "invalid"
    assert "in the place of Peter Braun was made with another certificate" in words(verdict)


def test_a_certificate_of_another_authority_cannot_sign() -> None:
    stranger = House(found(KELLER))
    stranger.add_signatory("anna-keller", "Anna Keller")

    def strange(case: Case, number: int) -> tuple[House, str]:
        return [(stranger, "anna-keller"), (case.keller, "peter-braun"), (case.institute, "lena-hofmann")][number]

    verdict = verify(make(signer=strange))
    assert verdict.verdict == "invalid"
    assert "in the place of Anna Keller" in words(verdict)


def test_an_organisation_may_vouch_for_a_certificate_from_elsewhere() -> None:
    keller, institute = House(found(KELLER)), House(found(INSTITUTE))
    anna = signatory(authority("Trust Centre"), "Anna Keller")
    assert isinstance(anna.key, ec.EllipticCurvePrivateKey)
    keller.add_signatory("anna-keller", "Anna Keller", (anna.key, anna.certificate))
    keller.add_signatory("peter-braun", "Peter Braun")
    institute.add_signatory("lena-hofmann", "Prof. Dr. Lena Hofmann")
    verdict = verify(make(houses=(keller, institute)))
    assert verdict.verdict == "valid"
    assert [str(note) for note in verdict.notes] == [
        "The certificate of Anna Keller was issued elsewhere, by CN=Trust Centre."
    ]


# Revocation ------------------------------------------------------------------------------------------------------


def _revoke_peter(house: House, at: timedelta, *, listed: bool = True) -> None:
    key, certificate = house.signing["peter-braun"]
    organisation = house.organisation
    crl = certificate_authority.revocation_list(
        {certificate.serial_number: START + at} if listed else {},
        number=7,
        identity=organisation.identity,
        identity_key=organisation.identity_key,
        at=START + at,
    )
    body = {
        "id": "peter-braun",
        "kids": [thumbprint(key.public_key())],
        "reason": "left",
        "crl": certificate_authority.encode(crl),
    }
    head = organisation.entries[-1].digest
    organisation.entries.append(
        write_entry(
            key=organisation.keys["admin"],
            history=organisation_history(organisation.id),
            kind="revocation",
            body=body,
            parents=[head],
            organisation=organisation.id,
            organisation_head=head,
            time=START + at,
            replica="O" * 22,
            counter=len(organisation.entries) + 1,
        )
    )


@pytest.mark.parametrize("at", [timedelta(days=-2500), timedelta(minutes=30), timedelta(days=30)])
@pytest.mark.parametrize("listed", [True, False])
def test_a_newer_card_brings_a_revocation_that_leaves_it_open_whatever_time_it_claims(
    at: timedelta, listed: bool
) -> None:
    houses = _houses()
    case = make(houses=houses)
    assert verify(case, cards=[houses[0].card()]).verdict == "valid"
    _revoke_peter(houses[0], at, listed=listed)
    found_out = verify(case, cards=[houses[0].card()])
    assert found_out.verdict == "indeterminate"
    assert "Peter Braun was revoked" in words(found_out)


def test_who_was_revoked_before_the_freeze_cannot_be_a_signatory() -> None:
    houses = _houses()
    _revoke_peter(houses[0], timedelta(minutes=0))
    verdict = verify(make(houses=houses))
    assert verdict.verdict == "invalid"
    assert "certificate of Peter Braun is not the one" in words(verdict)


# Entries that nobody had the right to write ----------------------------------------------------------------------


def test_an_accept_in_somebody_elses_name_is_invalid() -> None:
    def forge(proof: Proof) -> Proof:
        case = signed_agreement()
        forger = replace(case.keller.organisation, keys=case.institute.organisation.keys)
        forged = entry(House(forger), "accept", {"offer": proof.offer.digest}, proof.offer.history, 2, [])
        return replace(proof, accepts=(forged,))

    verdict = verify(make(change_proof=forge))
    assert verdict.verdict == "invalid"


# Other files -----------------------------------------------------------------------------------------------------


def test_a_card_is_verified_in_full() -> None:
    card = signed_agreement().keller.card()
    verdict = verify_file(card, "keller.dpcard")
    assert (verdict.kind, verdict.verdict) == ("card", "valid")
    assert verdict.identities[0].trust == "declared"
    assert verify_file(card, "keller.dpcard", require_trust=True).verdict == "indeterminate"
    assert verify_file(card, "keller.dpcard", cards=[card], require_trust=True).verdict == "valid"
    changed = card[:-10] + bytes([card[-10] ^ 1]) + card[-9:]
    assert verify_file(changed, "keller.dpcard").verdict == "invalid"


def test_a_bundle_shows_its_recipients_and_no_more() -> None:
    public = new_hybrid_key().public
    bundle = seal(new_envelope([public]), b"secret")
    verdict = verify_file(bundle, "x.dpact")
    assert (verdict.kind, verdict.verdict) == ("bundle", "indeterminate")
    assert verdict.details is not None
    assert verdict.details["recipients"] == [key_thumbprint(public)]
    assert verify_file(bundle[:40], "x.dpact").verdict == "invalid"


def test_other_files_are_refused() -> None:
    with pytest.raises(Malformed, match="neither a signature nor a proof"):
        verify_file(b"hello", "hello.txt")


@settings(max_examples=examples(80), deadline=None)
@given(
    st.binary(max_size=200),
    st.sampled_from(["x.pdf", "x.dpact", "x.dpcard", "x"]),
    st.sampled_from([b"", b"{", b"eyJ", b"%PDF-1.7\n"]),
)
def test_noise_is_never_valid(noise: bytes, name: str, head: bytes) -> None:
    with suppress(DataPactError):
        assert verify_file(head + noise, name).verdict != "valid"


@settings(max_examples=examples(40), deadline=None)
@given(st.data())
def test_a_mutated_proof_gets_a_verdict(data: st.DataObject) -> None:
    proof = bytearray(signed_agreement().document.attachments["proof.json"])
    proof[data.draw(st.integers(0, len(proof) - 1))] = data.draw(st.integers(0, 255))
    with suppress(DataPactError):
        Proof.read(bytes(proof))


# ---- places bound to a person ----


def with_certificate(proof: Proof) -> Proof:
    """The signatory of the last place with a certificate that the freeze does not name."""
    last = replace(proof.signatories[-1], certificate=proof.signatories[0].certificate, member="lena-hofmann")
    return replace(proof, signatories=(*proof.signatories[:-1], last))


def test_a_place_of_a_person_stays_open_in_the_common_pdf() -> None:
    case = make(persons=(2,), order=(0, 1))
    assert parse_object(case.proof.write())["format"] == 2
    assert Proof.read(case.proof.write()).own_number() == 2
    found = verify_file(case.pdf, "a.pdf")
    assert (found.verdict, [one.verdict for one in found.signatures]) == (
        "indeterminate",
        ["valid", "valid", "indeterminate"],
    )
    assert "in a copy" in str(found.signatures[-1].reasons[0])


def test_nobody_signs_by_key_in_a_place_of_a_person() -> None:
    def lena(case: Case, number: int) -> tuple[House, str]:
        return (
            (case.institute, "lena-hofmann") if number == 2 else (case.keller, ("anna-keller", "peter-braun")[number])
        )

    found = verify_file(make(persons=(2,), signer=lena).pdf, "a.pdf")
    assert (found.verdict, found.signatures[-1].verdict) == ("invalid", "invalid")
    assert (
        verify_file(make(persons=(2,), order=(0, 1), change_proof=with_certificate).pdf, "a.pdf").verdict == "invalid"
    )


@pytest.mark.parametrize("persons", [(), (2,)])
def test_a_freeze_that_contradicts_its_kind_is_found(persons: tuple[int, ...]) -> None:
    """The fold takes none of these; a PDF whose proof rests on one is no contract either."""
    order = tuple(place for place in range(3) if place not in persons)
    last = verify_file(make(persons=persons, order=order, change_bound=lambda _slot: "key").pdf, "a.pdf")
    assert last.verdict == "invalid"
    assert any("contradicts itself on which places" in str(one) for one in last.reasons)


@pytest.mark.parametrize("number", [1, 3])
def test_a_proof_says_whether_a_place_has_no_key(number: int) -> None:
    told = parse_object(make(persons=(2,), order=(0, 1)).proof.write())
    with pytest.raises(NewerFormat if number == 3 else Malformed):
        Proof.of({**told, "format": number})
    sound = parse_object(signed_agreement().proof.write())
    with pytest.raises(Malformed):
        Proof.of({**sound, "format": 2})
    half = [{**sound["signatories"][0], "member": ""}, *sound["signatories"][1:]]  # type: ignore[index,misc,dict-item]
    with pytest.raises(Malformed):
        Proof.of({**sound, "signatories": half})
