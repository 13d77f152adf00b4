"""Kinds of findings wherever they are shown: wrong values, and missing ones."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from datapact.base.texts import _, counted
from datapact.checks.model.finding import Finding, Tally, tally, weight_of
from datapact.checks.model.finding_words import authority_of, basis_of, kind_word
from datapact_ui.kit.theme.colours import Tone


def kind_appearance(*, severe: bool, missing: bool, later: bool = False) -> tuple[str, str, Tone]:
    """Icon, word and tone of a finding; ``missing``: nothing was entered at its place yet.

    ``later``: it bars nothing yet, and will once the text is to be frozen, which is said from the start.
    """
    word = str(kind_word(severe=severe, missing=missing, later=later))
    if later and not severe:
        return ("edit", word, "info") if missing else ("warning", word, "warn")
    if missing:
        return ("edit", word, "info") if severe else ("edit", word, "neutral")
    return ("error", word, "bad") if severe else ("warning", word, "warn")


def authority_words(finding: Finding) -> str:
    """The authority behind a rule: a statute's, the house's, practice."""
    return str(authority_of(finding))


def basis_words(finding: Finding) -> str:
    """The sources as a reader here needs them: a code of another country stands only where nothing else does."""
    return str(basis_of(finding))


def rule_tip(finding: Finding) -> str:
    """The rule's id, for who looks it up in the list of rules."""
    return _("Rule {id} in the list of rules", id=finding.id)


def in_groups(findings: Iterable[Finding]) -> list[tuple[str, tuple[Finding, ...]]]:
    """The findings under a heading each, empty groups left out: what is wrong, what is missing and bars freezing, what may stay open."""
    every = tuple(findings)
    groups = (
        (_("To correct"), tuple(one for one in every if not one.missing)),
        (_("Not stated yet, required"), tuple(one for one in every if one.missing and weight_of(one) != "W")),
        (_("Not stated yet, recommended"), tuple(one for one in every if one.missing and weight_of(one) == "W")),
    )
    return [(heading, members) for heading, members in groups if members]


def count_words(found: Tally) -> list[str]:
    """The number of findings of each kind, in words; empty where there is none."""
    parts = []
    if found.errors:
        parts.append(counted("{n} error", "{n} errors", found.errors))
    if found.required:
        parts.append(counted("{n} required statement missing", "{n} required statements missing", found.required))
    if found.required_at_freezing:
        parts.append(
            counted(
                "{n} more statement required for freezing",
                "{n} more statements required for freezing",
                found.required_at_freezing,
            )
        )
    if found.wrong_at_freezing:
        parts.append(counted("{n} error at freezing", "{n} errors at freezing", found.wrong_at_freezing))
    if found.warnings:
        parts.append(counted("{n} warning", "{n} warnings", found.warnings))
    if found.recommended:
        parts.append(
            counted("{n} recommended statement missing", "{n} recommended statements missing", found.recommended)
        )
    return [str(part) for part in parts]


def tab_words(found: Tally) -> str:
    """The title of the tab of findings, in every window that has one: as many as stand below it, and how many of them are
    required statements that are missing: the same numbers as in ``count_words``.
    """
    words = _("Findings ({n})", n=str(found.total)) if found.total else _("Findings")
    required = counted("{n} of them required", "{n} of them required", found.required)
    return f"{words} · {required}" if found.required else words


def heading_words(heading: str, members: Iterable[Finding], set_aside: Collection[tuple[str, str]] = ()) -> str:
    """The heading of a group with the number below it that counts: what is set aside stands there, and counts no more."""
    return f"{heading} ({tally(members, set_aside).total})"


def first_of(said: Sequence[str], most: int) -> list[str]:
    """The first ``most`` of what is said, and in one more how many others there are."""
    more = len(said) - most
    return [*said[:most], *([_("and {n} more", n=more)] if more > 0 else [])]
