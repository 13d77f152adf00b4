"""The completeness check of an agreement as at a date, by all rules in the order of their ids.

A check is a pure function of the agreement, the day and the facts about signatures: the same input gives the same
findings, today and in an audit years later. Versions of one rule exist side by side, with disjoint days.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import Any

from datapact.base.errors import Malformed, WrongUse
from datapact.base.strictjson import JsonObject, JsonValue
from datapact.base.texts import N_, Language
from datapact.checks.general.contradictions import RULES as GENERAL_CONTRADICTION_RULES
from datapact.checks.general.data import RULES as GENERAL_DATA_RULES
from datapact.checks.general.deciding_documents import RULES as AGAINST_RULES
from datapact.checks.general.evidence import RULES as GENERAL_EVIDENCE_RULES
from datapact.checks.general.frame import RULES as GENERAL_FRAME_RULES
from datapact.checks.general.gaps import RULES as GENERAL_GAP_RULES
from datapact.checks.general.legal_bases import RULES as GENERAL_LEGAL_BASES_RULES
from datapact.checks.general.parties import RULES as GENERAL_PARTIES_RULES
from datapact.checks.general.people import RULES as GENERAL_PEOPLE_RULES
from datapact.checks.general.public_bodies import RULES as GENERAL_PUBLIC_BODIES_RULES
from datapact.checks.general.purposes import RULES as GENERAL_PURPOSES_RULES
from datapact.checks.general.rights import RULES as GENERAL_RIGHTS_RULES
from datapact.checks.general.screening import RULES as GENERAL_SCREENING_RULES
from datapact.checks.general.supply_chain import RULES as SUPPLY_CHAIN_RULES
from datapact.checks.general.taken_back import RULES as TAKEN_BACK_RULES
from datapact.checks.model.facts import Case, DocumentFacts, SigningFacts, derive
from datapact.checks.model.finding import Finding, Severity, finding_order, rule_order
from datapact.checks.model.rule import Gap, Rule
from datapact.checks.regimes.ai_models import MODEL_RULES
from datapact.checks.regimes.consent import RULES as CONSENT_RULES
from datapact.checks.regimes.cooperation import RULES as COOPERATION_RULES
from datapact.checks.regimes.data_act import DATA_ACT_RULES
from datapact.checks.regimes.governance import RULES as GOVERNANCE_RULES
from datapact.checks.regimes.health import RULES as HEALTH_RULES
from datapact.checks.regimes.high_risk import HIGH_RISK_RULES
from datapact.checks.regimes.joint_controllers import RULES as JOINT_RULES
from datapact.checks.regimes.licences import RULES as LICENCE_RULES
from datapact.checks.regimes.non_disclosure import RULES as NON_DISCLOSURE_RULES
from datapact.checks.regimes.processor import PROCESSOR_CONTRACT_RULES
from datapact.checks.regimes.processor_engagement import PROCESSOR_ENGAGEMENT_RULES
from datapact.checks.regimes.prohibited_practices import RULES as PRACTICE_RULES
from datapact.checks.regimes.public_service import RULES as PUBLIC_SERVICE_RULES
from datapact.checks.regimes.remedies import RULES as REMEDIES_RULES
from datapact.checks.regimes.secrecy import RULES as SECRECY_RULES
from datapact.checks.regimes.standard_clauses import TRANSFER_CLAUSE_RULES
from datapact.checks.regimes.transfers import TRANSFER_RULES
from datapact.checks.regimes.transparency import RULES as TRANSPARENCY_RULES
from datapact.checks.regimes.unfair_terms import UNFAIR_TERM_RULES
from datapact.checks.run.read_clauses import read_clauses
from datapact.checks.run.references import dead, to_deleted
from datapact.checks.run.translations import ahead, behind, clause_numbers, untranslated_terms
from datapact.checks.wording.findings import wording_findings
from datapact.checks.wording.rules import RULES as WORDING_RULES
from datapact.checks.wording.text_of_state import text_of_state
from datapact.contract.screening.data_words import datasets_added
from datapact.contract.screening.own_facts import with_own_facts
from datapact.contract.screening.rests_on import outgrown
from datapact.contract.terms import Terms, read_terms
from datapact.contract.terms.annexes import most_annexes
from datapact.contract.terms.paths import is_untouched
from datapact.contract.wording.free_texts import to_read_in_draft, unread
from datapact.contract.wording.provided import Confirmed
from datapact.contract.wording.recalled import Recalled
from datapact.contract.wording.remembered import Remembered

_GROUPS = (
    GENERAL_PARTIES_RULES,
    GENERAL_PUBLIC_BODIES_RULES,
    GENERAL_PURPOSES_RULES,
    GENERAL_LEGAL_BASES_RULES,
    GENERAL_DATA_RULES,
    GENERAL_PEOPLE_RULES,
    GENERAL_RIGHTS_RULES,
    GENERAL_FRAME_RULES,
    REMEDIES_RULES,
    GENERAL_SCREENING_RULES,
    GENERAL_GAP_RULES,
    TAKEN_BACK_RULES,
    AGAINST_RULES,
    GENERAL_CONTRADICTION_RULES,
    GENERAL_EVIDENCE_RULES,
    SUPPLY_CHAIN_RULES,
    PROCESSOR_CONTRACT_RULES,
    PROCESSOR_ENGAGEMENT_RULES,
    JOINT_RULES,
    MODEL_RULES,
    HIGH_RISK_RULES,
    TRANSPARENCY_RULES,
    TRANSFER_RULES,
    TRANSFER_CLAUSE_RULES,
    CONSENT_RULES,
    DATA_ACT_RULES,
    UNFAIR_TERM_RULES,
    GOVERNANCE_RULES,
    LICENCE_RULES,
    PUBLIC_SERVICE_RULES,
    PRACTICE_RULES,
    HEALTH_RULES,
    WORDING_RULES,
    SECRECY_RULES,
    NON_DISCLOSURE_RULES,
    COOPERATION_RULES,
)

RULES: tuple[Rule, ...] = tuple(
    sorted((rule for group in _GROUPS for rule in group), key=lambda rule: (rule_order(rule.id), rule.version))
)

_FIXED = frozenset(["G43"])  # a gap in the text is no matter of taste
HOUSE_RULES: frozenset[str] = frozenset(
    rule.id for rule in RULES if rule.authority == "house" and rule.id not in _FIXED
)


_SEVERITIES: Mapping[str, Severity] = {"E": "E", "W": "W"}


def check(
    state: JsonObject,
    on: date,
    *,
    house_severity: Mapping[str, str] | None = None,
    signing: SigningFacts | None = None,
    earlier: Sequence[JsonObject] = (),
    freezing: bool = False,
    own: Mapping[str, Any] | None = None,
    ours: str = "",
    confirmed: Confirmed | None = None,
    signed: bool = False,
    on_paper: bool = False,
    remembered: Remembered | None = None,
    before: JsonObject | None = None,
    rendered: JsonObject | None = None,
) -> tuple[Finding, ...]:
    """The findings on the agreement in ``state`` as at the day ``on``, errors first.

    ``house_severity`` sets "E" or "W" for house rules (see HOUSE_RULES). Without ``signing`` there are no findings on
    signatures. ``earlier`` are the states before this one, oldest first; with them, translations older than the
    prevailing text are found. ``freezing``: the text is to be fixed for signature, so open questions are errors. ``own`` are
    facts on file in this house by place, which answer what the terms leave open; ``ours`` is its organisation id, since what
    another house has on file cannot be known here. ``confirmed`` says what legal members
    confirmed of wordings; of a ``signed`` text, findings on its wording are advice. ``on_paper``: the
    text amends a contract whose clauses stand in a file: its wording is not judged, and what may stand there not missed. ``before`` are the terms as they were first signed,
    where changes made other ones of them; ``rendered`` the terms that the clauses were written for, where a change of terms left
    the clauses as they were signed: by them the wording is compared. Who checks one text again and again passes the same ``remembered``.

    Raises Malformed when the state has no valid terms, WrongUse for an invalid ``house_severity``.
    """
    terms = state.get("terms")
    if not isinstance(terms, dict):
        raise Malformed(N_("The agreement has no terms that could be checked. Ask the sender for a new file."))
    languages = state.get("languages")
    prevailing = state.get("prevailing")
    bilingual = isinstance(languages, list) and len(languages) > 1
    prevails = prevailing if isinstance(prevailing, str) else ""
    other: Language = "de" if prevails == "en" else "en"
    read = read_terms(terms)
    parts = read_clauses(state, "en" if prevails == "en" else "de", remembered)
    elsewhere = on_paper or (_signed_elsewhere(signing) and not state.get("clauses"))
    text = (
        None
        if elsewhere
        else text_of_state(
            state,
            read if rendered is None else read_terms(rendered),
            confirmed,
            remembered,
            [one.clause for one in parts if one.clause is not None],
            {other: [one.translation for one in parts if one.translation is not None]} if bilingual else None,
        )
    )
    counted = clause_numbers(state)
    typed_dead = dead(_all(one.typed for one in parts), counted, most_annexes(read))
    concluded = signed or _signed_elsewhere(signing)
    unread_places = None if confirmed is None else unread(read, confirmed)
    document = DocumentFacts(
        languages=tuple(str(language) for language in languages) if isinstance(languages, list) else (),
        prevailing=prevails,
        has_parent=bool(state.get("parent")),
        amends_from=_amends_from(state.get("parent")),
        behind=behind([*earlier, state], prevails) if bilingual else (),
        ahead=ahead([*earlier, state], prevails) if bilingual else (),
        untranslated=(*untranslated_terms(state), *_all(one.untranslated for one in parts)) if bilingual else (),
        loose=(*_all(one.loose for one in parts), *to_deleted(state.get("clauses"))),
        typed_dead=tuple(dict.fromkeys((one.place, one.reference.words) for one in typed_dead)),
        referred=frozenset(chain.from_iterable(one.referred for one in parts)),
        numbers=counted,
        text=text,
        template=_made_from(state.get("template")),
        gaps=tuple({gap.place: gap for one in reversed(parts) for gap in reversed(one.gaps)}.values())[::-1],
        mentions=_all(one.mentions for one in parts),
        outgrown=() if before is None else outgrown(read_terms(before), read),
        added=() if before is None else datasets_added(read_terms(before), read),
        unread=unread_places,
        to_read=unread_places if confirmed is None or concluded else to_read_in_draft(read, confirmed),
        recalled=Recalled() if remembered is None else remembered.recalled,
    )
    found = check_terms(
        read,
        on,
        house_severity=house_severity,
        signing=signing,
        document=document,
        freezing=freezing,
        own=own,
        ours=ours,
    )
    if elsewhere:
        found = tuple(one for one in found if not _needs_our_clauses(one))
    if on_paper:
        found = tuple(one for one in found if not may_stand_in_file(one) or _for_signing(one))
    return tuple(replace(one, advice=True) if signed and one.parts else one for one in found)


def may_stand_in_file(finding: Finding) -> bool:
    """Whether what is missing may stand in the signed file; annexes of standard clauses are shown by what is entered, and why no
    impact assessment is needed stands in no contract. Nor does what a named document came to: whoever has read it chooses that; nor
    what a processor agreed with a sub-processor: that is another contract.
    """
    of_another = finding.id == "P05" and finding.place.endswith(".same_duties")
    stands_in_none = finding.place == "facts.dpia_reasons" or finding.id == "G65" or of_another
    rest = finding.id == "G01" and finding.place.endswith(".address")  # a part of it was entered here, all stands there
    return (finding.missing or rest) and finding.authority != "standard_clauses" and not stands_in_none


def _needs_our_clauses(finding: Finding) -> bool:
    """Whether it holds by our own clauses alone: to the end of which month notice goes is not known of another paper."""
    return finding.id == "G45" and finding.place == "duration.renewal_months"


def _for_signing(finding: Finding) -> bool:
    """Who signs an amendment has to be named in it, whatever the contract says."""
    return finding.place.startswith("parties.") and finding.place.endswith(".signatories")


def _all[T](parts: Iterable[tuple[T, ...]]) -> tuple[T, ...]:
    return tuple(chain.from_iterable(parts))


def _signed_elsewhere(signing: SigningFacts | None) -> bool:
    return signing is not None and bool(signing.elsewhere)


def _made_from(template: JsonValue) -> tuple[str, int]:
    if not isinstance(template, dict):
        return "", 0
    version = template.get("version")
    return str(template.get("id", "")), version if isinstance(version, int) else 0


def check_terms(
    terms: Terms,
    on: date,
    *,
    house_severity: Mapping[str, str] | None = None,
    signing: SigningFacts | None = None,
    document: DocumentFacts | None = None,
    freezing: bool = False,
    own: Mapping[str, Any] | None = None,
    ours: str = "",
) -> tuple[Finding, ...]:
    """Like ``check``, for terms outside a state; without ``document`` rules on languages are silent."""
    own_severities = _own_severities(house_severity or {})
    terms = with_own_facts(terms, own or {})
    case = derive(terms, on, document=document, signing=signing, ours=ours)
    rules = [rule for rule in RULES if rule.applies_on(on)]
    exempt = {rule_id for rule in rules if rule.severity is None and _met(rule, case) for rule_id in rule.exempts}
    found: dict[tuple[str, str], Finding] = {}
    for rule in rules:
        if rule.severity is None or rule.id in exempt:
            continue
        for gap in rule.judge(case):
            missing = is_untouched(terms, gap.place)
            finding = _finding(rule, rule.severity, gap, own_severities.get(rule.id), missing, freezing)
            found.setdefault((rule.id, gap.place), finding)
    for finding in wording_findings(case, rules, exempt, freezing=freezing):
        # once the answer is set aside with a reason, the words are missing still: freezing asks for both
        if freezing or not _comes_with_an_answer(finding, found.values()):
            found.setdefault((finding.id, finding.place), finding)
    return tuple(sorted(found.values(), key=finding_order))


def _comes_with_an_answer(finding: Finding, others: Iterable[Finding]) -> bool:
    """Whether words are missing that never stood there, while an answer of the same rule is open, which counts as much."""
    return finding.place.startswith("provides.") and any(
        one.id == finding.id and one.missing and one.severity in ("E", finding.severity) for one in others
    )


def _met(exemption: Rule, case: Case) -> bool:
    return not any(True for _gap in exemption.judge(case))


def _finding(rule: Rule, severity: Severity, gap: Gap, own: Severity | None, missing: bool, freezing: bool) -> Finding:
    adjusted = own is not None and gap.severity is None
    found = own if own is not None and gap.severity is None else gap.severity or severity
    if freezing and gap.when_freezing is not None:
        found = gap.when_freezing
    return Finding(
        id=rule.id,
        severity=found,
        authority=gap.authority or rule.authority,
        citation=gap.citation or rule.citation,
        source=(gap.citation or rule.citation).act.url,
        place=gap.place,
        message=gap.message,
        rule_version=rule.full_version,
        own_severity=adjusted,
        missing=missing,
        final=gap.final,
        at_freezing=gap.when_freezing,
        places=gap.places,
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


def _amends_from(parent: object) -> date | None:
    """The day that an amendment names; None for an agreement of its own."""
    try:
        return date.fromisoformat(str(parent.get("effective", ""))) if isinstance(parent, Mapping) else None
    except ValueError:
        return None
