"""No ghost terms: what rules read of Data Act and Data Governance Act is printed, or is named here with its reason."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from datapact.checks.regimes import data_act
from datapact.contract.terms.governance import GovernanceTerms
from datapact.contract.terms.obligations import DataActFacts
from datapact.pdf.agreement import annexes

FOLDER = Path(data_act.__file__).parent
ELSEWHERE = {
    "applies": "the annex stands only where it is yes",
    "route": "chooses the paragraphs of the clause, which say it",
    "excludes_article_13": "says what a clause of the text does, which is printed itself",
    "unfair": "says what clauses of the text do, which are printed themselves",
    "recipient_has_large_partner": "a fact of the recipient alone, on file",
}


def read_by(pattern: str, *modules: str) -> set[str]:
    sources = "\n".join((FOLDER / f"{module}.py").read_text("utf-8") for module in modules)
    return set(re.findall(pattern, sources))


@pytest.mark.parametrize(
    ("read", "model", "printed"),
    [
        (read_by(r"\b(?:act|data_act)\.(\w+)", "data_act", "unfair_terms"), DataActFacts, annexes._DATA_ACT),
        (read_by(r"\bterms\.(\w+)", "governance"), GovernanceTerms, annexes._GOVERNANCE),
    ],
    ids=["data act", "governance"],
)
def test_what_a_rule_reads_is_printed(read: set[str], model: type, printed: tuple[str, ...]) -> None:
    fields = read & set(model.model_fields)  # type: ignore[attr-defined]
    assert len(fields) > 3
    assert fields - set(printed) - ELSEWHERE.keys() == set()
