"""The form in which a contract is concluded, held against how its signatures came."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapact.agreements.projection.status import EVIDENCE_WORDS, evidence_words, whole_evidence
from datapact.agreements.text.agreed_form import (
    class_of,
    classes_of,
    form_caution,
    form_not_kept,
    form_reminder,
    keeps_form,
)
from datapact.agreements.text.signing_places import SlotView

FORMS = ("", "text_form", "agreed_electronic", "qualified_electronic", "written")


def place(number: int, evidence: str, *, signed: bool = True) -> SlotView:
    at = "2026-12-02T10:00:00Z" if signed and evidence == "signed_here" else ""
    kept = evidence if signed and evidence != "signed_here" else ""
    return SlotView(f"signature-{number}", number, "p", "House", f"Person {number}", "official", at, kept)


places = st.lists(st.tuples(st.sampled_from(sorted(EVIDENCE_WORDS)), st.booleans()), max_size=5)


@given(form=st.sampled_from(FORMS), drawn=places)
def test_whoever_did_not_keep_the_form_is_named_and_nobody_else(form: str, drawn: list[tuple[str, bool]]) -> None:
    slots = [place(number, evidence, signed=signed) for number, (evidence, signed) in enumerate(drawn, start=1)]
    found = form_not_kept(form, slots)
    lacking = {one.person for one in slots if one.signed and not keeps_form(form, class_of(one))}
    named = "" if found is None else found.text("en")
    assert {one.person for one in slots if one.person in named} == lacking
    assert (found is None) == (not lacking)


@pytest.mark.parametrize(
    ("form", "evidence", "kept"),
    [
        ("agreed_electronic", "signed_here", True),
        ("agreed_electronic", "other_service", True),
        ("agreed_electronic", "paper_scan", False),
        ("agreed_electronic", "reference_only", False),
        ("qualified_electronic", "signed_here", False),
        ("qualified_electronic", "paper_scan", True),  # section 126 BGB is equivalent, as the clause says
        ("written", "signed_here", False),
        ("written", "qualified_as_stated", True),
        ("text_form", "reference_only", True),
        ("", "reference_only", True),
    ],
)
def test_each_form_is_kept_by_its_own_signatures(form: str, evidence: str, kept: bool) -> None:
    assert keeps_form(form, evidence) is kept
    assert (form_caution(form, evidence) is None) is kept


def test_before_freezing_only_a_form_that_asks_for_signatures_is_recalled() -> None:
    assert [form for form in FORMS if form_reminder(form) is not None] == [
        "agreed_electronic",
        "qualified_electronic",
        "written",
    ]


@given(drawn=places)
def test_the_evidence_of_the_whole_hides_no_signature_given_here(drawn: list[tuple[str, bool]]) -> None:
    slots = [place(number, evidence, signed=signed) for number, (evidence, signed) in enumerate(drawn, start=1)]
    here = sum(evidence == "signed_here" and signed for evidence, signed in drawn)
    others = sum(evidence != "signed_here" and signed for evidence, signed in drawn)
    for short in (True, False):
        words = whole_evidence("paper_scan", classes_of(slots), short=short).text("en")
        if here:
            assert str(here) in words
            assert str(others) in words
        else:
            assert words == evidence_words("paper_scan", short=short).text("en")
