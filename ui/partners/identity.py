"""Degrees of trust in a partner's identity: icon, word and sentence for each, the same everywhere."""

from __future__ import annotations

from collections.abc import Mapping

from datapact.agreements.views.overview import PartyView
from datapact.base.texts import N_, Message, _
from datapact_ui.kit.theme.colours import Tone
from datapact_ui.kit.widgets.state_badge import StateBadge

IDENTITIES: Mapping[str, tuple[str, Tone, str, str]] = {
    "confirmed": (
        "trust",
        "good",
        N_("confirmed"),
        N_("People of your organisation have compared the fingerprint with this partner."),
    ),
    "renamed": (
        "warning",
        "warn",
        N_("new name"),
        N_(
            "The fingerprint was compared while the partner bore another name. Compare it again before you rely on the name."
        ),
    ),
    "introduced": (
        "invite",
        "info",
        N_("introduced"),
        N_("A partner whose identity is confirmed sent this card along. Compare the fingerprint before you sign."),
    ),
    "declared": (
        "warning",
        "warn",
        N_("only declared"),
        N_("Nobody has checked yet who made this card. Compare the fingerprint by telephone before you sign."),
    ),
    "unknown": (
        "warning",
        "bad",
        N_("unknown"),
        N_("The card of this organisation is not among your partners."),
    ),
    "undecided": (
        "warning",
        "bad",
        N_("not clear who is meant"),
        N_("Several partners bear this name. Take over the card of the one that is meant in the interview."),
    ),
    "without_datapact": (
        "organisation",
        "neutral",
        N_("without DataPact"),
        N_("This partner has no card: agreements reach it by e-mail or on paper."),
    ),
    "unnamed": (
        "person",
        "neutral",
        N_("not named yet"),
        N_("Nobody has entered yet who this party is. Take a partner's card over in the draft, or enter the name."),
    ),
    "own": ("organisation", "neutral", N_("own organisation"), N_("This is your own organisation.")),
}
"""Icon, tone, word and sentence by degree of trust; ``unknown``, ``unnamed`` and ``own`` for parties of agreements."""


def identity_word(standing: str) -> str:
    """The word for a degree of trust."""
    return str(Message(str(IDENTITIES[standing][2])))


def identity_sentence(standing: str) -> str:
    """The sentence on a degree's meaning and what to do."""
    return str(Message(str(IDENTITIES[standing][3])))


def undecided_sentence(bearing: int) -> str:
    """The sentence on what to do about an ambiguous name; ``bearing`` is the number of partners with it."""
    if bearing == 1:
        return _(
            "The partner of this name is not confirmed under it. If it is the one that is meant, take over its card in the "
            "interview."
        )
    return identity_sentence("undecided")


def which_is_meant(bearing: int) -> str:
    """The text of a list of candidates before one is chosen."""
    if bearing == 1:
        return _("Not confirmed under this name: choose …")
    return _("Several partners bear this name: choose …")


def namesake_words() -> str:
    """The warning that another partner of the same name is confirmed, and this one is not."""
    return _("Another of your partners bears this name, and its identity is confirmed. Is it the one that is meant?")


def standing_of(party: PartyView) -> str:
    """The degree of trust for a party of an agreement, which may have no name yet."""
    return "unnamed" if party.unnamed else party.identity


def show_identity(badge: StateBadge, standing: str) -> None:
    """Show a degree of trust on a badge."""
    icon_name, tone, _word, _sentence = IDENTITIES[standing]
    badge.set_badge(icon_name, identity_word(standing), tone)
    badge.setToolTip(identity_sentence(standing))
