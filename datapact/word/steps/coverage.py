"""Contents of a returned Word file besides its changes, in sentences: text outside of clauses, and what was understood."""

from __future__ import annotations

from collections.abc import Mapping

from datapact.base.texts import N_, Listed, Message, _, counted
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


KINDS = {
    "drawing": N_("pictures or drawings"),
    "pict": N_("pictures or drawings of older programs"),
    "object": N_("objects of other programs"),
    "math": N_("formulas"),
    "vanish": N_("hidden words"),
    "strike": N_("words that are struck through without a mark"),
    "altChunk": N_("files put in as a whole"),
    "subDoc": N_("files put in as a whole"),
    "AlternateContent": N_("places that another program shows with other words"),
    "dataBinding": N_("fields that Word fills from elsewhere"),
    "tbl": N_("tables in a cell"),
    "gridSpan": N_("cells merged across columns"),
    "vMerge": N_("cells merged across rows"),
    "hMerge": N_("cells merged across columns"),
    "sym": N_("signs of a font that is not known"),
    "footnoteReference": N_("footnotes without words"),
    "endnoteReference": N_("endnotes without words"),
    "glossaryDocument": N_("building blocks kept in the file, not part of its text"),
    "hdr": N_("headers that no page shows"),
    "ftr": N_("footers that no page shows"),
    "chartSpace": N_("charts in a header or footer"),
    "dataModel": N_("diagrams in a header or footer"),
    "comments": N_("comments to which nothing refers"),
    "footnotes": N_("footnotes to which nothing refers"),
    "endnotes": N_("endnotes to which nothing refers"),
}
"""What a lawyer calls a kind of markup, by the name of its element; others are called by that name."""


def coverage_line(understood: int, characters: int, *, whole: bool) -> Message:
    """The share of a file that was understood."""
    if whole:
        return Message(N_("The file was read in full."))
    return Message(
        N_("{understood} of {characters} characters of the file were understood."),
        {"understood": understood, "characters": characters},
    )


def unresolved_line(unresolved: Mapping[str, int]) -> Message:
    """What was not resolved, by name and number."""
    kinds = [
        Message(N_("{kind} ({n})"), {"kind": Message(KINDS[name]) if name in KINDS else name, "n": str(count)})
        for name, count in sorted(unresolved.items())
    ]
    return Message(N_("Markup that was not resolved, to be looked at in Word: {kinds}."), {"kinds": Listed.of(kinds)})


def coverage_lines(returned: Returned) -> list[str]:
    """Sentences on how much of the file was understood."""
    whole = returned.understood == returned.characters and not returned.unresolved
    lines = [str(coverage_line(returned.understood, returned.characters, whole=whole))]
    if returned.unresolved:
        lines.append(str(unresolved_line(returned.unresolved)))
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
