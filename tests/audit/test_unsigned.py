"""Letters, notices, answers to a person, reports of an erasure: nobody signs them, so no change makes them valid."""

from __future__ import annotations

from pathlib import Path

import pytest

from datapact.audit.verify.verify import verify_file
from tests.audit import prepared

FOLDER = Path(__file__).parents[1] / "corpus" / "files"
KINDS = ("letter", "person", "erasure", "breach")
CARD = (FOLDER / "keller.dpcard").read_bytes()


def judged(pdf: bytes) -> tuple[str, str]:
    verdict = verify_file(pdf, "x.pdf", cards=[CARD])
    return verdict.verdict, " ".join(one.text("en") for one in verdict.reasons)


@pytest.mark.parametrize("kind", KINDS)
def test_it_says_that_nothing_proves_it(kind: str) -> None:
    verdict, said = judged((FOLDER / f"{kind}.pdf").read_bytes())
    assert (verdict, "carries no signature and no proof" in said) == ("indeterminate", True), said


@pytest.mark.parametrize("kind", KINDS)
def test_no_change_makes_it_valid(kind: str) -> None:
    pdf = (FOLDER / f"{kind}.pdf").read_bytes()
    for name, prepare in (prepared.PREPARED | prepared.DISGUISED).items():
        try:
            changed = prepared.saved(pdf, prepare)
        except AttributeError:  # it has no such part
            continue
        assert judged(changed)[0] != "valid", name
    for name, changed in prepared.with_revisions(pdf).items():
        assert judged(changed)[0] == "invalid", name
