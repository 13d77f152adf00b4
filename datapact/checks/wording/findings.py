"""Findings on wording: parts of requirements that no text provides, and paragraphs in the parties' own words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from datapact.base.texts import N_, Message
from datapact.checks.model.facts import Case
from datapact.checks.model.finding import Finding, Severity
from datapact.checks.model.rule import Rule
from datapact.checks.wording.part import Part
from datapact.checks.wording.parts import PARTS
from datapact.contract.vocabulary.messages import joined, place_name

_MISSING = N_("The text does not contain: {parts}. Insert the clause, or confirm which of your own words provide it.")
_UNREAD = N_(
    "No words of the template say here any more: {parts}. Your own words may: confirm which of them provide it, or insert the clause."
)
_OWN_WORDS = N_(
    "{place} is in your own words. The template’s clause provides: {parts}. Compare the two and confirm what yours provides."
)


def needed(case: Case) -> dict[str, Part]:
    """The parts that this agreement needs, by id."""
    return {name: part for name, part in PARTS.items() if part.applies(case)}


def wording_findings(
    case: Case, rules: Iterable[Rule], exempt: Collection[str], *, freezing: bool
) -> Iterator[Finding]:
    """One finding for each paragraph in own words, and one for each rule and paragraph that are gone.

    None where the text is not known. A rule in ``exempt``, or one that does not apply on this day, asks for nothing.
    """
    text = case.document.text
    if text is None:
        return
    known: Mapping[str, Rule] = {rule.id: rule for rule in rules if rule.id not in exempt}
    lacking = {name: part for name, part in needed(case).items() if name not in text.provided and part.rule in known}
    explained: set[str] = set()
    for own in text.unread:
        parts = [part for name, part in lacking.items() if name in own.lost]
        if parts:
            explained |= own.lost
            yield _own_words(case, own.place, parts, known, freezing=freezing)
    gone: dict[tuple[str, str], list[Part]] = {}
    for name, part in lacking.items():
        if name not in explained:
            place = f"clauses.{text.sources[name]}" if name in text.sources else f"provides.{name}"
            gone.setdefault((part.rule, place), []).append(part)
    words = _UNREAD if text.unread else _MISSING  # while words are unread, nobody knows what they say
    for (rule, place), parts in gone.items():
        yield _finding(known[rule], place, parts, _weight(parts), Message(words, {"parts": _named(parts)}))


def added_places(case: Case) -> tuple[str, ...]:
    """Places (``clauses.ID``) of own words that replace no needed clause and that nobody has read yet."""
    text = case.document.text
    if text is None:
        return ()
    lacking = {name for name in needed(case) if name not in text.provided}
    return tuple(f"clauses.{own.place}" for own in text.unread if lacking.isdisjoint(own.lost))


def _own_words(case: Case, place: str, parts: Sequence[Part], known: Mapping[str, Rule], *, freezing: bool) -> Finding:
    heaviest = next((part for part in parts if part.severity == "E"), parts[0])
    name = f"clauses.{place}"
    message = Message(_OWN_WORDS, {"place": place_name(name, case.document.numbers), "parts": _named(parts)})
    severity = heaviest.severity if freezing else "W"
    return _finding(known[heaviest.rule], name, [heaviest, *parts], severity, message, at_freezing=heaviest.severity)


def _weight(parts: Sequence[Part]) -> Severity:
    return "E" if any(part.severity == "E" for part in parts) else "W"


def _named(parts: Sequence[Part]) -> Message:
    return joined([part.what for part in parts])  # type: ignore[return-value]


def _finding(
    rule: Rule,
    place: str,
    parts: Sequence[Part],
    severity: Severity,
    message: Message,
    at_freezing: Severity | None = None,
) -> Finding:
    first = parts[0]
    return Finding(
        id=rule.id,
        severity=severity,
        authority=first.authority,
        citation=first.citation,
        source=first.citation.act.url,
        place=place,
        message=message,
        rule_version=rule.full_version,
        at_freezing=at_freezing,
        parts=tuple(dict.fromkeys(part.id for part in parts)),
    )
