"""A finding: what is missing in an agreement, by which rule, where, and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from datapact.base.strictjson import JsonObject
from datapact.base.texts import LANGUAGES, N_, Message
from datapact.contract.vocabulary.citations import Citation

type Severity = Literal["E", "W"]
type Authority = Literal["statute", "standard_clauses", "guidance", "house", "practice"]

GROUPS = "GTJPXKDIASNFVLMC"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that an agreement lacks as at a date.

    ``severity`` "E" bars freezing without a recorded override, "W" is a warning. ``place`` is a dotted path into the
    terms (list members by key, else by index), or a member of the state such as ``prevailing``. ``source`` is the
    address of the act. ``rule_version`` is the rule's own version with that of its source. ``own_severity``: the
    organisation has set the severity of this house rule itself. ``missing``: nothing was entered at the place yet, so
    an answer is missing, none is wrong.
    """

    id: str
    """Id of the rule, such as ``G05``."""
    severity: Severity
    authority: Authority
    """Whose rule it is."""
    citation: Citation
    """First the provision that the rule rests on."""
    source: str
    place: str
    message: Message
    """What is missing and what to do."""
    rule_version: str
    own_severity: bool = False
    missing: bool = False
    final: bool = False
    """No override lifts it."""
    at_freezing: Severity | None = None
    """What it weighs once the text is to be fixed for signature; None: the same."""
    parts: tuple[str, ...] = ()
    """Parts of requirements that the wording does not provide (checks/wording/parts); empty for what terms lack."""
    advice: bool = False
    """About the wording of a signed text: advice for an amendment, which bars no step."""
    places: tuple[str, ...] = ()
    """All places, where it is about several; empty for the one."""

    @property
    def bars_freezing(self) -> bool:
        return "E" in (self.severity, self.at_freezing)

    @property
    def is_own_words(self) -> bool:
        """About a paragraph in the parties' own words that the template's wording would have provided something at."""
        return bool(self.parts) and self.at_freezing is not None

    def as_json(self) -> JsonObject:
        """The finding for machine output; texts in both languages."""
        return {
            "id": self.id,
            "severity": self.severity,
            "authority": self.authority,
            "citation": {language: self.citation.text(language) for language in LANGUAGES},
            "source": self.source,
            "place": self.place,
            "message": {language: self.message.text(language) for language in LANGUAGES},
            "rule_version": self.rule_version,
            "own_severity": self.own_severity,
            "missing": self.missing,
            "final": self.final,
            "at_freezing": self.at_freezing or self.severity,
            "parts": list(self.parts),
            "advice": self.advice,
        }


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of findings by what they require: the same numbers wherever findings are counted.

    ``errors`` and ``warnings`` are about entered values; ``required`` and ``recommended`` about missing ones. What bars nothing
    yet, and freezing later, is neither a warning nor a recommendation: it is counted in the two last.
    """

    errors: int = 0
    warnings: int = 0
    required: int = 0
    recommended: int = 0
    wrong_at_freezing: int = 0
    """Entered values that bar freezing only."""
    required_at_freezing: int = 0
    """Missing ones that bar freezing only."""

    @property
    def barring(self) -> int:
        """Number of findings that bar freezing, whatever the step."""
        return self.errors + self.required

    @property
    def at_freezing(self) -> int:
        """Number of findings that stand in the way once the text is to be fixed: those that bar now, and those that bar then."""
        return self.barring + self.wrong_at_freezing + self.required_at_freezing

    @property
    def entered(self) -> int:
        """Number of findings about entered values."""
        return self.errors + self.wrong_at_freezing + self.warnings

    @property
    def total(self) -> int:
        return self.entered + self.required + self.required_at_freezing + self.recommended


def tally(findings: Iterable[Finding], set_aside: Collection[tuple[str, str]] = ()) -> Tally:
    """Count findings without the overridden ones, each given as (id, place); no override lifts a final one."""
    counted = (one for one in findings if one.final or (one.id, one.place) not in set_aside)
    kinds = Counter((weight_of(one), one.missing) for one in counted)
    at_freezing = (kinds["later", False], kinds["later", True])
    return Tally(kinds["E", False], kinds["W", False], kinds["E", True], kinds["W", True], *at_freezing)


def weight_of(finding: Finding) -> str:
    """What a finding weighs in a count: E, W, or ``later`` where it bars freezing only."""
    if finding.advice or not finding.bars_freezing:
        return "W"
    return finding.severity if finding.severity == "E" else "later"


AUTHORITIES: Mapping[str, str] = {
    "statute": N_("Statute"),
    "standard_clauses": N_("Standard contractual clauses"),
    "guidance": N_("Guidance of the authorities"),
    "house": N_("House rule"),
    "practice": N_("Good practice"),
}
"""The authority behind a rule, in words."""


def rule_order(rule_id: str) -> tuple[int, int]:
    """The place of a rule in the table: group, then number."""
    return GROUPS.index(rule_id[0]), int(rule_id[1:])


def finding_order(finding: Finding) -> tuple[str, tuple[int, int], str]:
    """Errors first, then by rule, then by place."""
    return finding.severity, rule_order(finding.id), finding.place
