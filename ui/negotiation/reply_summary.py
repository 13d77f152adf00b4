"""The summary of a reply, before it is written: the changes accepted, refused with reasons, and put in other words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from textwrap import shorten
from typing import TYPE_CHECKING

from datapact.agreements.steps.reply import Verdict, Verdicts
from datapact.base.strictjson import JsonValue
from datapact.base.texts import Language, Message, _, counted
from datapact.contract.terms import Terms
from datapact.contract.text.value_words import value_words
from datapact.contract.text.word_diff import changed_words

if TYPE_CHECKING:
    from datapact.agreements.steps.negotiation import AgreedWith
    from datapact_ui.kit.background.dialogs import Dialogs
    from datapact_ui.negotiation.change_rows import ChangeRow

_MOST_CHANGES = 5  # of one kind
_COLUMNS = 320  # characters: both excerpts of a changed wording with their place


def confirm_reply(
    dialogs: Dialogs, rows: Sequence[ChangeRow], decided: Mapping[str, Verdicts], left: Sequence[Message] = ()
) -> bool:
    """Show what the reply says to each change, and ask whether it becomes the counter-proposal.

    ``left`` is what a draft of ours says and the reply does not.
    """
    told = [
        *reply_words(rows, decided),
        *left_words(left),
        _(
            "Your text becomes the counter-proposal. It binds nobody until all have signed; you send it in the next step."
        ),
    ]
    return dialogs.confirm(_("Propose this text?"), "\n\n".join(told), _("Propose this text"), keep=_("Not yet"))


def confirm_agreeing(dialogs: Dialogs, left: Sequence[Message], found: AgreedWith) -> bool:
    """Ask before everything is accepted although the text has open ends, or a draft of ours says something else."""
    told = [*agreed_words(found), *left_words(left)]
    return not told or dialogs.confirm(
        _("Agree to the text?"), "\n\n".join(told), _("Agree to the text"), keep=_("Not yet")
    )


def agreed_words(found: AgreedWith) -> list[str]:
    """Paragraphs on the open ends of a text that somebody is about to agree to; none for none."""
    told: list[str] = []
    if found.gaps:
        heading = counted(
            "{n} gap stands open in the text that you agree to; nobody can sign it like this:",
            "{n} gaps stand open in the text that you agree to; nobody can sign it like this:",
            len(found.gaps),
        )
        told.append("\n".join([str(heading), *_first(found.gaps)]))
    if found.barring:
        lines = _first([str(one) for one in found.barring])
        told.append("\n".join([_("Like this it cannot be frozen for signature:"), *lines]))
    if found.threads:
        told.append(
            str(
                counted(
                    "{n} comment thread with the partner is open: what is asked or promised there is no part of the text that"
                    " you agree to.",
                    "{n} comment threads with the partner are open: what is asked or promised there is no part of the text that"
                    " you agree to.",
                    found.threads,
                )
            )
        )
    if found.others:
        told.append(
            str(
                counted(
                    "{n} more finding bars nothing; it stands on the tab of the findings.",
                    "{n} more findings bar nothing; they stand on the tab of the findings.",
                    found.others,
                )
                if found.barring or found.gaps
                else counted(
                    "{n} finding, which bars nothing; it stands on the tab of the findings.",
                    "{n} findings, which bar nothing; they stand on the tab of the findings.",
                    found.others,
                )
            )
        )
    return told


def _first(lines: Sequence[str]) -> list[str]:
    more = len(lines) - _MOST_OPEN
    rest = [str(counted("– and {n} more", "– and {n} more", more))] if more > 0 else []
    return [*(f"– {_short(one)}" for one in lines[:_MOST_OPEN]), *rest]


_MOST_OPEN = 12


def left_words(left: Sequence[Message]) -> list[str]:
    """A paragraph on what a draft of ours says and the reply does not; nothing for nothing."""
    if not left:
        return []
    lines = [f"– {_short(str(one))}" for one in left[:_MOST_CHANGES]]
    more = len(left) - _MOST_CHANGES
    rest = [str(counted("– and {n} more", "– and {n} more", more))] if more > 0 else []
    heading = _("Not in it, though your own draft has it; the draft stays among the drafts and versions:")
    return ["\n".join([heading, *lines, *rest])]


def reply_words(rows: Sequence[ChangeRow], decided: Mapping[str, Verdicts]) -> list[str]:
    """A paragraph for each verdict that occurs; its heading first, then a line for each change."""
    headings: Mapping[Verdict, str] = {
        "accepted": _("You accept:"),
        "refused": _("You refuse:"),
        "reworded": _("You propose in other words, or with another value:"),
    }
    told: list[str] = []
    for verdict, heading in headings.items():
        lines = [
            _line(row, decision)
            for row in rows
            if (decision := decided.get(row.change.id)) is not None and decision.verdict == verdict
        ]
        if lines:
            more = len(lines) - _MOST_CHANGES
            rest = [str(counted("– and {n} more", "– and {n} more", more))] if more > 0 else []
            told.append("\n".join([heading, *lines[:_MOST_CHANGES], *rest]))
    return told


def _line(row: ChangeRow, decision: Verdicts) -> str:
    parts = [f"– {_short(' '.join(str(message) for message in row.change.messages))}"]
    own = [
        *(_changed(row, language, words) for language, words in decision.words.items()),
        *([] if decision.value is None else [_value_words(row.change.place, decision.value)]),
    ]
    parts += [_("Yours: {words}", words=_short(words)) for words in own if words]
    if decision.reason:
        parts.append(_("Reason: {reason}", reason=_short(decision.reason)))
    elif decision.verdict == "refused":
        parts.append(_("without a reason"))
    return "\n   ".join(parts)


def _changed(row: ChangeRow, language: Language, words: str) -> str:
    """Of one's own words the part that the other side does not propose."""
    proposed = "".join(piece.text for piece in row.marked.get(language, ()) if piece.mark != "deleted")
    return changed_words(proposed, words)[1] or words


def _value_words(place: str, value: JsonValue) -> str:
    """A number with its unit, or a day, as it stands in the text."""
    try:
        meant = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return str(value)
    if not isinstance(meant, int | date):
        return str(value)
    return str(value_words(Terms.model_construct(parties=()), "Terms", place.rpartition(".")[2], meant))


def _short(words: str) -> str:
    return shorten(words, _COLUMNS, placeholder=" …")
