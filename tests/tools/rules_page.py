"""Write docs/rules.md from the rule objects, so that the page never says anything else than the program checks.

rules_page.py          write the page
rules_page.py --check  exit 1 when the page is not up to date
"""

from __future__ import annotations

import sys
from pathlib import Path

from datapact.base.texts import Language
from datapact.checks.model.rule import Rule
from datapact.checks.run.engine import HOUSE_RULES, RULES
from datapact.contract.vocabulary.acts import Act

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules.md"
GROUPS: dict[str, dict[Language, str]] = {
    "G": {"en": "General and GDPR", "de": "Allgemeines und DSGVO"},
    "T": {"en": "Transparency", "de": "Transparenz"},
    "J": {"en": "Joint controllers", "de": "Gemeinsam Verantwortliche"},
    "P": {"en": "Processors", "de": "Auftragsverarbeiter"},
    "X": {"en": "Transfers to third countries", "de": "Übermittlung in Drittländer"},
    "K": {"en": "Consent", "de": "Einwilligung"},
    "D": {"en": "Data Act", "de": "Data Act"},
    "I": {"en": "Data Governance Act and open data", "de": "Data Governance Act und offene Daten"},
    "A": {"en": "Models and artificial intelligence", "de": "Modelle und künstliche Intelligenz"},
    "S": {"en": "Secrecy and health data", "de": "Geheimhaltung und Gesundheitsdaten"},
    "N": {"en": "Non-disclosure", "de": "Geheimhaltungsvereinbarungen"},
    "F": {"en": "Framework agreements", "de": "Rahmenverträge"},
    "V": {"en": "Consortia", "de": "Verbünde"},
    "L": {"en": "Licences of models and data", "de": "Lizenzen an Modellen und Daten"},
    "M": {"en": "Services for public bodies", "de": "Leistungen für öffentliche Stellen"},
    "C": {"en": "Wording", "de": "Wortlaut"},
}
AUTHORITIES: dict[str, dict[Language, str]] = {
    "statute": {"en": "statute", "de": "Gesetz"},
    "standard_clauses": {"en": "standard clauses", "de": "Standardklauseln"},
    "guidance": {"en": "guidance", "de": "Leitlinie"},
    "house": {"en": "house rule", "de": "Hausregel"},
    "practice": {"en": "practice", "de": "Praxis"},
}
HEADS: dict[Language, str] = {
    "en": "| Rule | Severity | What it asks for | Citation | Authority | From | Version |",
    "de": "| Regel | Gewicht | Was sie verlangt | Fundstelle | Geltungsgrund | Ab | Fassung |",
}
INTRODUCTION = f"""# The rules of the completeness check

This page is written by `tests/tools/rules_page.py` from the rules in `datapact/checks/`; change those,
not this page. It is no legal advice: each finding cites its source so that a lawyer can check it. The sources were
collected in November 2026 and not compared word by word; Regulation (EU) 2026/1744, which amends the AI Act, is to be
compared with its published text, above all for rules A02 to A17.

`datapact agreement check` judges an agreement as at a day, by default today. **E** (error) bars freezing for
signature until a second legal member overrides it with a reason; **W** is a warning. Only statutes, standard
clauses and house rules are errors. The severity of the house rules ({", ".join(sorted(HOUSE_RULES))}) can be set by
an organisation. An exemption has no severity: where it applies, the rules that it names are met.

A rule applies from the day given ("-": no day is known) until its source changes; the version is our own count of
how the rule is written.
"""


def page() -> str:
    """The whole page, English then German, then the sources."""
    parts = [INTRODUCTION]
    for language, title in (("en", "## The rules in English"), ("de", "## Die Regeln auf Deutsch")):
        parts.append(title + "\n")
        for group, names in GROUPS.items():
            rows = [_row(rule, language) for rule in RULES if rule.id.startswith(group)]
            head = HEADS[language]
            rule_line = "|" + "---|" * (head.count("|") - 1)
            parts.append("\n".join([f"### {names[language]}\n", head, rule_line, *rows, ""]))
    parts.append("## Sources / Quellen\n")
    parts.append("\n".join(_source(act) for act in _acts()) + "\n")
    return "\n".join(parts)


def _row(rule: Rule, language: Language) -> str:
    days = rule.valid_from.isoformat() if rule.valid_from else "-"
    if rule.valid_to:
        days += f" – {rule.valid_to.isoformat()}"
    cells = [
        rule.id,
        rule.severity or "-",
        rule.requirement.text(language),
        rule.citation.text(language),
        AUTHORITIES[rule.authority][language],
        days,
        str(rule.version),
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _acts() -> list[Act]:
    cited = {reference.act.en: reference.act for rule in RULES for reference in rule.citation.references}
    return [cited[name] for name in sorted(cited, key=str.casefold) if cited[name].url]


def _source(act: Act) -> str:
    name = act.en if act.en == act.de else f"{act.en} / {act.de}"
    return f"- {name}: <{act.url}> ({act.version})"


def main() -> int:
    text = page()
    if "--check" in sys.argv[1:]:
        return 0 if PAGE.is_file() and PAGE.read_text("utf-8") == text else 1
    PAGE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
