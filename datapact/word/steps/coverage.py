"""Contents of a returned Word file besides its changes, in sentences: text outside of clauses, and what was understood."""

from __future__ import annotations

from datapact.base.texts import N_, _, counted
from datapact.word.read.outside_text import OutsideText
from datapact.word.read.returned import Returned

WHERE = {
    "front": N_("before the clauses"),
    "annex": N_("after the clauses"),
    "header": N_("header"),
    "footer": N_("footer"),
    "footnote": N_("footnote"),
    "text_box": N_("text box"),
    "other": N_("elsewhere"),
}


def outside_line(one: OutsideText) -> str:
    """One difference outside of clauses, as a sentence."""
    where = _(WHERE[one.where])
    mark = _("without a mark") if one.origin == "unmarked" else _("tracked")
    if one.old and one.new:
        return _("{where} ({mark}): “{old}” became “{new}”", where=where, mark=mark, old=one.old, new=one.new)
    if one.new:
        return _("{where} ({mark}): “{new}” was added", where=where, mark=mark, new=one.new)
    return _("{where} ({mark}): “{old}” was removed", where=where, mark=mark, old=one.old)


def coverage_lines(returned: Returned) -> list[str]:
    """Sentences on how much of the file was understood."""
    whole = returned.understood == returned.characters and not returned.unresolved
    lines = [
        _("The file was read in full.")
        if whole
        else _(
            "{understood} of {characters} characters of the file were understood.",
            understood=returned.understood,
            characters=returned.characters,
        )
    ]
    if returned.unresolved:
        kinds = ", ".join(f"{name} ({count})" for name, count in sorted(returned.unresolved.items()))
        lines.append(_("Markup that was not resolved, to be looked at in Word: {kinds}.", kinds=kinds))
    if returned.notes:
        lines.append(
            str(
                counted(
                    "{n} footnote or endnote stands in square brackets where the text refers to it: an agreement has none.",
                    "{n} footnotes or endnotes stand in square brackets where the text refers to them: an agreement has none.",
                    returned.notes,
                )
            )
        )
    if returned.lost_references:
        lines.append(
            str(
                counted(
                    "{n} cross-reference shows an error, for the file lost its target; where it is ours, it is read as sent.",
                    "{n} cross-references show an error, for the file lost their targets; ours are read as they were sent.",
                    returned.lost_references,
                )
            )
        )
    if returned.formatting:
        lines.append(
            str(
                counted(
                    "{n} tracked change of formatting alone was left aside.",
                    "{n} tracked changes of formatting alone were left aside.",
                    returned.formatting,
                )
            )
        )
    if returned.links:
        lines.append(
            str(
                counted(
                    "{n} link leads out of the file; it was not followed.",
                    "{n} links lead out of the file; none was followed.",
                    returned.links,
                )
            )
        )
    return lines
