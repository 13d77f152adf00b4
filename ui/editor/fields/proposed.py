"""A proposal for an open question: below its field, taken over by a click or by Enter, never in the text before."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from datapact.base.errors import DataPactError
from datapact.base.texts import _
from datapact.contract.editing.term_edits import with_value
from datapact.contract.templates.proposals import Proposal
from datapact.contract.terms import Term, Terms, read_terms, write_terms
from datapact.contract.terms.parties import Activity
from datapact.contract.terms.paths import value_at
from datapact.contract.text.value_words import BilingualMessage, bilingual, cut, name_of, party_name, value_words
from datapact_ui.editor.fields.term_fields import holder_and_name
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size
from datapact_ui.kit.widgets.wrapping_button import WrappingButton


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
    }
    return _("Take over: {words} ({source})", words=said, source=sources[proposal.source]) if said else ""


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
