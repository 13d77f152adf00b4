"""The completeness check of an agreement as at a date.

A check is a pure function of the agreement, the day and what is known about signatures: the same question
gets the same findings, today and in an audit years later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from datapact.agreements.checks.facts import Case, DocumentFacts, SigningFacts, derive
from datapact.agreements.checks.finding import Finding, Severity, finding_order
from datapact.agreements.checks.references import loose
from datapact.agreements.checks.rule import Gap, Rule
from datapact.agreements.checks.rule_table import HOUSE_RULES, RULES
from datapact.agreements.checks.translations import behind, clause_numbers, untranslated
from datapact.agreements.paths import is_untouched
from datapact.agreements.terms import Terms, read_terms
from datapact.errors import Malformed, WrongUse
from datapact.strictjson import JsonObject
from datapact.texts import N_

_SEVERITIES: Mapping[str, Severity] = {"E": "E", "W": "W"}


def check(
    state: JsonObject,
    on: date,
    *,
    house_severity: Mapping[str, str] | None = None,
    signing: SigningFacts | None = None,
    earlier: Sequence[JsonObject] = (),
) -> tuple[Finding, ...]:
    """What the agreement in ``state`` lacks as at the day ``on``, errors first.

    ``house_severity`` sets "E" or "W" for house rules (see HOUSE_RULES). Without ``signing`` nothing is said
    on signatures. ``earlier`` are the states before this one, oldest first; with them, translations older
    than the prevailing text are found.

    Raises Malformed when the state has no valid terms, WrongUse for a ``house_severity`` that is none.
    """
    terms = state.get("terms")
    if not isinstance(terms, dict):
        raise Malformed(N_("The agreement has no terms that could be checked. Ask the sender for a new file."))
    languages = state.get("languages")
    prevailing = state.get("prevailing")
    bilingual = isinstance(languages, list) and len(languages) > 1
    prevails = prevailing if isinstance(prevailing, str) else ""
    document = DocumentFacts(
        languages=tuple(str(language) for language in languages) if isinstance(languages, list) else (),
        prevailing=prevails,
        has_parent=bool(state.get("parent")),
        behind=behind([*earlier, state], prevails) if bilingual else (),
        untranslated=untranslated(state) if bilingual else (),
        loose=loose(state),
        numbers=clause_numbers(state),
    )
    return check_terms(read_terms(terms), on, house_severity=house_severity, signing=signing, document=document)


def check_terms(
    terms: Terms,
    on: date,
    *,
    house_severity: Mapping[str, str] | None = None,
    signing: SigningFacts | None = None,
    document: DocumentFacts | None = None,
) -> tuple[Finding, ...]:
    """Like ``check``, for terms outside a state; without ``document`` rules on languages are silent."""
    own_severities = _own_severities(house_severity or {})
    case = derive(terms, on, document=document, signing=signing)
    rules = [rule for rule in RULES if rule.applies_on(on)]
    exempt = {rule_id for rule in rules if rule.severity is None and _met(rule, case) for rule_id in rule.exempts}
    found: dict[tuple[str, str], Finding] = {}
    for rule in rules:
        if rule.severity is None or rule.id in exempt:
            continue
        for gap in rule.judge(case):
            missing = is_untouched(terms, gap.place)
            finding = _finding(rule, rule.severity, gap, own_severities.get(rule.id), missing)
            found.setdefault((rule.id, gap.place), finding)
    return tuple(sorted(found.values(), key=finding_order))


def _met(exemption: Rule, case: Case) -> bool:
    return not any(True for _gap in exemption.judge(case))


def _finding(rule: Rule, severity: Severity, gap: Gap, own: Severity | None, missing: bool) -> Finding:
    adjusted = own is not None and gap.severity is None
    return Finding(
        id=rule.id,
        severity=own if own is not None and gap.severity is None else gap.severity or severity,
        authority=gap.authority or rule.authority,
        citation=rule.citation,
        source=rule.citation.act.url,
        place=gap.place,
        message=gap.message,
        rule_version=rule.full_version,
        own_severity=adjusted,
        missing=missing,
    )


def _own_severities(house_severity: Mapping[str, str]) -> dict[str, Severity]:
    for rule_id, severity in house_severity.items():
        if rule_id not in HOUSE_RULES:
            raise WrongUse(
                N_("{rule} is not a house rule: its severity follows from its source and cannot be set."),
                rule=rule_id[:20],
            )
        if severity not in _SEVERITIES:
            raise WrongUse(N_("The severity of the house rule {rule} must be E (error) or W (warning)."), rule=rule_id)
    return {rule_id: _SEVERITIES[severity] for rule_id, severity in house_severity.items()}
