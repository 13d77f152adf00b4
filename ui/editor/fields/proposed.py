"""A proposal for an open question: below its field, taken over by a click or by Enter, never in the text before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.base.errors import DataPactError
from datapact.base.texts import _, counted
from datapact.contract.editing.commands import SetTerm
from datapact.contract.editing.term_edits import with_value
from datapact.contract.templates.proposals import Proposal
from datapact.contract.terms import Term, Terms, read_terms, write_terms
from datapact.contract.terms.parties import Activity
from datapact.contract.terms.paths import value_at
from datapact.contract.text.value_words import BilingualMessage, bilingual, cut, name_of, party_name, value_words
from datapact_ui.editor.fields.term_fields import field_words, holder_and_name
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size
from datapact_ui.kit.widgets.wrapping_button import WrappingButton

if TYPE_CHECKING:
    from datapact_ui.editor.text.draft_session import DraftSession


def proposal_words(terms: Terms, proposal: Proposal) -> str:
    """The proposed answer with its source, for a button; empty where these terms cannot hold it."""
    try:
        made = read_terms(with_value(write_terms(terms), proposal.path, proposal.value))
        value = value_at(made, proposal.path)
    except (DataPactError, KeyError):
        return ""
    model, name = holder_and_name(proposal.path)
    if isinstance(value, tuple) and any(isinstance(one, Term) for one in value):
        said = "; ".join(cut(_named(made, one)).text() for one in value if isinstance(one, Term))
    else:
        words = value_words(made, model.__name__, name, value)
        said = "" if words is None else cut(words).text()
    sources = {
        "earlier": _("as in your last agreement of this kind"),
        "parties": _("from the card"),
        "answers": _("follows from your answers"),
        "usual": _("usual"),
        "to_check": _("usual; then keep what is done so at every party"),
    }
    return _("Take over: {words} ({source})", words=said, source=sources[proposal.source]) if said else ""


def take_over(
    session: DraftSession, offered: Callable[[], Mapping[str, Proposal]], path: str, notify: Callable[[str], object]
) -> bool:
    """Take the proposal for a question over as its answer; without a path all that are offered, and those that then follow,
    save what has to be checked by itself.

    All are one step to undo. Returns whether there was anything to take over.
    """
    if path:
        if path in (found := offered()):
            session.do(SetTerm(path, found[path].value), _("Change: {what}", what=field_words(path)))
        return path in found
    if not (found := together(offered())):
        return False
    session.stack.beginMacro(_("Take over all proposals of this page"))
    seen: set[str] = set()
    first = len(found)
    while found := {place: one for place, one in together(offered()).items() if place not in seen}:
        for place, one in found.items():
            seen.add(place)
            session.do(SetTerm(place, one.value), _("Change: {what}", what=field_words(place)))
    session.stack.endMacro()
    more = len(seen) - first
    words = _("Taken over: {n}. Ctrl+Z takes them back.", n=str(len(seen)))
    if more > 0:
        words = counted(
            "Taken over: {all}, {n} of them because it follows from the others. Ctrl+Z takes them back.",
            "Taken over: {all}, {n} of them because they follow from the others. Ctrl+Z takes them back.",
            more,
            all=str(len(seen)),
        ).text()
    notify(words)
    return True


def together(offered: Mapping[str, Proposal]) -> Mapping[str, Proposal]:
    """The proposals that may be taken over at once: those that promise what is done are taken one by one."""
    return {path: one for path, one in offered.items() if one.source != "to_check"}


def _named(terms: Terms, member: Term) -> BilingualMessage:
    """An entry by its name, an activity with the roles that it gives."""
    name = name_of(terms, member)
    if not isinstance(member, Activity):
        return name
    roles = [
        (party_name(terms, one.party), value_words(terms, "RoleInActivity", "role", one.role)) for one in member.roles
    ]
    told = [(party, role) for party, role in roles if role is not None]
    return bilingual(
        f"{name.de}: {', '.join(f'{party.de} {role.de}' for party, role in told)}",
        f"{name.en}: {', '.join(f'{party.en} {role.en}' for party, role in told)}",
    )


class ProposedAnswer(WrappingButton):
    """The button that takes a proposal over."""

    def __init__(self, path: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(icon("check"), words, parent)
        self.setObjectName(f"propose-{path}")
        self.setAccessibleName(words)
        self.setIconSize(icon_size())

    def say(self, words: str) -> None:
        """Show another proposal."""
        self.setText(words.replace("&", "&&"))
        self.setToolTip(words)
        self.setAccessibleName(words)
