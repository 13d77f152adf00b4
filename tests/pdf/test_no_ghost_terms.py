"""No ghost terms: what a rule, a deadline, the decision or a register can read stands in a clause or an annex."""

from __future__ import annotations

import itertools
import re
import subprocess
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from datapact.base.day_words import long_date
from datapact.contract.templates.resolve import draft_state
from datapact.contract.templates.template import load_template
from datapact.contract.terms import Localised, read_terms, write_terms
from datapact.contract.terms.paths import Shape, shape_at
from datapact.contract.text.document import read_state
from datapact.pdf.agreement.render import render_agreement
from tests.agreements.drafts import AGREEMENT, TEMPLATES, example
from tests.pdf.sample import sample_document

pytestmark = pytest.mark.judge("pdftotext")

# Read by rules, the calendar, the decision or registers; a ``*`` is the first member of the list.
READ = (
    "datasets.*.limits", "datasets.*.retention", "datasets.*.origin", "datasets.*.original_purpose",
    "datasets.*.secrecy_basis", "datasets.*.secrecy_bound", "datasets.*.health_access", "purposes.*.further_notice",
    "purposes.*.compatibility_test", "legal_bases.*.law", "legal_bases.*.offence_authority", "consent", "rights",
    "breach.hours", "end_of_data.days", "end_of_data.note", "onward.conditions", "duration", "review", "law.disputes",
    "liability.note", "facts.public_form", "facts.children_safeguards", "facts.freedom_of_information",
    "facts.works_council_agreement", "facts.employee_basis", "facts.research_law", "facts.terminal_equipment_basis",
    "facts.automated_decisions_notice", "facts.parent_agreement", "facts.order_of_precedence", "notices.*.reference",
    "notices.*.version", "notices.*.day", "assessments.*.reference", "assessments.*.result", "assessments.*.day",
    "assessments.*.review", "transfers.*.scope", "transfers.*.authority", "transfers.*.frequency",
    "transfers.*.sensitive_safeguards", "transfers.*.necessity", "transfers.*.uk_safeguard", "transfers.*.assessment",
    "transfers.*.authority_informed", "data_act.product", "data_act.user_name", "data_act.holder_name",
    "data_act.trade_secret_measures", "data_act.trade_secrets_identified", "data_act.compensation",
    "data_act.fair_terms", "data_act.price_basis", "data_act.instrument_reference", "models.supplier_assistance",
    "models.third_party_rights", "models.transparency", "models.effect_of_withdrawal", "models.effect_of_end",
    "processing.guarantees", "processing.controller_duties", "processing.sub_processing_notice_days",
    "processing.sub_processing_objection_days", "pilot.acceptance_days", "pilot.state_aid", "sub_processors.*.service",
)  # fmt: skip


def _leaves(path: str, shape: Shape) -> Iterator[tuple[str, Shape]]:
    if shape.kind == "part" and shape.model is not None and not issubclass(shape.model, Localised):
        for name in shape.model.model_fields:
            yield from _leaves(f"{path}.{name}", shape_at(f"{path}.{name}"))
    elif shape.kind in ("localised", "text", "number", "day"):
        yield path, shape


_KEYS = {"responsible", "chosen_by"}


@cache
def _marked() -> tuple[dict[str, Any], dict[str, str]]:
    """Values for all places of READ, and the words that must stand on the paper for each."""
    counter = itertools.count(101)
    values: dict[str, Any] = {}
    words: dict[str, str] = {}
    for pattern in READ:
        for path, shape in _leaves(pattern, shape_at(pattern)):
            number = next(counter)
            if path.rpartition(".")[2] in _KEYS | {"age_country"}:
                continue
            if shape.kind == "localised":
                values[path], words[path] = {"de": f"Wort{number}", "en": f"Word{number}"}, f"Wort{number}"
            elif shape.kind == "text":
                values[path], words[path] = f"Zeile{number}", f"Zeile{number}"
            elif shape.kind == "number":
                values[path], words[path] = number, str(number)
            else:
                day = date(2040, 1, 1) + timedelta(days=number)
                values[path], words[path] = day.isoformat(), long_date(day, "de")
    return values, words


def _set(terms: dict[str, Any], path: str, value: Any) -> None:
    part: Any = terms
    steps = path.split(".")
    for step, after in itertools.pairwise(steps):
        if step == "*":
            part = part[0]
        elif after == "*":
            part = part.setdefault(step, [])
            if not part:
                part.append({})
        else:
            part = part.setdefault(step, {})
    part[steps[-1]] = value


@pytest.mark.parametrize("name", TEMPLATES)
def test_what_is_read_is_printed(name: str, tmp_path: Path) -> None:
    values, words = _marked()
    terms: dict[str, Any] = dict(write_terms(read_state(example(name)).terms))
    terms["transfers"] = [{"key": "t", "importer": "Acme Inc.", "country": "US", "mechanism": "46(2)(c)"}]
    terms.setdefault("notices", [{"key": "n", "party": terms["parties"][0]["key"]}])
    terms.setdefault("assessments", [{"key": "a", "kind": "dpia", "party": terms["parties"][0]["key"]}])
    terms.setdefault("sub_processors", [{"key": "s", "name": "Sub", "engaged_by": terms["parties"][1]["key"]}])
    terms["data_act"] = {**terms.get("data_act", {}), "applies": True}
    for path, value in values.items():
        _set(terms, path, value)
    state = draft_state(
        load_template(name),
        read_terms(terms),
        agreement=AGREEMENT,
        number="DP-2026-0001",
        title={"de": "X"},
        languages=["de"],
        prevailing="de",
    )
    file = tmp_path / "paper.pdf"
    file.write_bytes(render_agreement(sample_document(("de",), "draft", state=state)))
    run = subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, text=True, check=True)
    paper = re.sub(r"\u00ad\s*|\s+", "", run.stdout)
    assert [path for path, wanted in words.items() if wanted.replace(" ", "") not in paper] == []
