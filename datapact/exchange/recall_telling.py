"""Telling a partner as a window does it: the file or letter, a name for it, and the e-mail that goes with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from datapact.exchange.letters import Letter, file_name, language_of, letter_with
from datapact.exchange.recall_sending import Told, send_recalls, write_letter
from datapact.parties.own_profile import own_profile
from datapact.parties.partners import get_partner
from datapact.parties.references import external_profile, is_external, reference_names
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.parties.acting import Acting
    from datapact.parties.profile import Profile


@dataclass(frozen=True, slots=True)
class Telling:
    """How a partner is told: ``by_letter`` where it has no DataPact; ``file`` is a name for what is written."""

    partner: str
    name: str
    by_letter: bool
    file: str


def telling(acting: Acting, partner: str) -> Telling:
    """How this partner is told."""
    with acting.vault.read() as session:
        name = reference_names(session).get(partner, partner)
    by_letter = is_external(partner)
    return Telling(partner, name, by_letter, file_name(name, acting.clock(), "pdf" if by_letter else "dpact"))


def tell_partner(acting: Acting, how: Telling, file: str, note: str = "") -> tuple[Told, Letter]:
    """Record what the partner has to be told, and return the file or letter that tells it with the e-mail.

    Raises what ``send_recalls`` and ``write_letter`` raise.
    """
    told = write_letter(acting, how.partner, note=note) if how.by_letter else send_recalls(acting, how.partner, note)
    with acting.vault.read() as session:
        profile: Profile | None = external_profile(session, how.partner)
        known = get_partner(session, how.partner) if profile is None else None
        if known is not None:
            profile = known.profile
        own = own_profile(session)
    language = language_of(profile)
    if how.by_letter:
        what = Message(
            N_(
                "attached you find a letter about data that must no longer be used ({file}). Please confirm on its last page."
            ),
            {"file": file},
        )
        steps: tuple[Message, ...] = ()
    else:
        what = Message(
            N_("attached you find a sealed notice about data that must no longer be used ({file})."), {"file": file}
        )
        steps = (
            Message(
                N_(
                    "Please drag {file} into the window of DataPact. It shows what the file brings before anything changes."
                ),
                {"file": file},
            ),
            Message(N_("Only your organisation can open it.")),
        )
    subject = Message(N_("Please stop using some data: notice under Art. 19 GDPR"))
    return told, letter_with(subject, (what, *steps), profile, own, language)
