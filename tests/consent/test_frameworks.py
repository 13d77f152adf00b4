"""Which agreements weigh in an answer: the framework that is meant and no other, and the same in the matrix as in one answer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from datapact.consent.facts.frameworks import is_called
from datapact.organisation.acting.acting_member import Acting
from tests.consent.sharing import ready
from tests.consent.test_noes_and_names import GIVEN, ask, conclude_other, missing


@given(st.from_regex(r"[A-Z]{2}-[0-9]{1,3}", fullmatch=True), st.sampled_from("0aZ_/-ä"), st.booleans())
def test_a_number_within_a_longer_one_is_another_number(number: str, more: str, before: bool) -> None:
    class Named:
        id, title = "urn:uuid:1", ""

    Named.number = number  # type: ignore[attr-defined]
    longer = more + number if before else number + more
    assert is_called(Named, [f"framework {number.casefold()} of 1 march"])  # type: ignore[arg-type]
    assert not is_called(Named, [f"framework {longer.casefold()} of 1 march"])  # type: ignore[arg-type]


def test_a_framework_that_nobody_has_on_file_is_not_one_whose_number_begins_alike(keller: Acting) -> None:
    ready(keller, GIVEN, facts={"parent_agreement": "Framework DP-22", "precedence": "parent"})
    assert missing(ask(keller)) == ["G35"]
    conclude_other(keller, "DP-2")
    assert missing(ask(keller)) == ["G35"]
