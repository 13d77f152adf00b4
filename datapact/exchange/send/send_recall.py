"""Tell a partner of recalls: by a sealed file, or a letter to one without DataPact; its name and the e-mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from datapact.base.errors import DataPactError, Surroundings, WrongUse
from datapact.base.files import write_numbered
from datapact.base.local_time import day_of, local_zone
from datapact.base.texts import N_, Argument, Language, Message
from datapact.consent.proof.run import unproven_recalls
from datapact.consent.recalls.records import Recall, recalls_to, record_recalls
from datapact.consent.recalls.replies import owed_answers, written_reply
from datapact.consent.terms.named_purposes import purpose_names, terms_on_day
from datapact.contract.vocabulary.messages import OwnWords
from datapact.contract.vocabulary.messages import own as name_in_both
from datapact.exchange.send.letters import Letter, file_name, language_of, letter_with
from datapact.exchange.send.send import send_messages
from datapact.organisation.acting.own_profile import own_profile, profile_of_actor
from datapact.organisation.acting.records import note_export, records
from datapact.organisation.identity.reference import is_external
from datapact.organisation.partners.partners import get_partner
from datapact.organisation.partners.references import external_profile, reference_names
from datapact.pdf.letters.recall_letter import recall_letter
from datapact.pdf.reports.report import render_report
from datapact.vault.database.entries import attachment

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from datapact.organisation.acting.acting_member import Acting
    from datapact.organisation.identity.profile import Profile
    from datapact.organisation.network.labels import Routing
    from datapact.vault.database.session import Session


@dataclass(frozen=True, slots=True)
class RecallSent:
    """The file for a partner: a sealed file or a PDF, and the recalls recorded with it."""

    data: bytes
    """Bytes of the file; the last letter again where nothing new was to be told."""
    recalls: tuple[Recall, ...]
    """Recorded by this; empty where everything had been told before."""
    again: int
    """Recalls that were told before and are in it again."""


def send_recalls(acting: Acting, partner: str, note: str = "") -> RecallSent:
    """Record the recalls pending at a partner, and return the sealed file with them, answers to its own included.

    Raises WrongUse where there is nothing to say, or for a partner without DataPact; Locked where the roles do not
    allow new recalls.
    """
    if is_external(partner):
        raise WrongUse(N_("This partner has no DataPact. Write a letter instead: datapact recall letter."))
    with acting.vault.write() as session:
        before = len(recalls_to(session, partner))
        made = record_recalls(acting, session, partner, note=note)
        sealed = send_messages(acting, session, partner)
        _leaves(acting, session, partner, sealed)
        return RecallSent(sealed, made, before)


@dataclass(frozen=True, slots=True)
class RepliesSent:
    """The outcome of ``send_replies``: a file for each partner, with its e-mail."""

    files: tuple[Path, ...]
    """Paths, in the order of the partners' references."""
    letters: tuple[Letter, ...]
    """One for each file."""
    refused: tuple[tuple[str, Message], ...]
    """Name of the partner, and why there is no file for it."""
    partners: tuple[str, ...] = ()
    """The organisations that the files are for."""


def send_replies(acting: Acting, folder: Path, through: Routing | None = None) -> RepliesSent:
    """Write a sealed file for each partner that waits for our answer about called-back data; ``through`` as in
    ``send_agreement``. An answer counts as sent once a person says so (``confirmations.note_sent``). Raises Surroundings
    where the folder cannot be written to.
    """
    with acting.vault.read() as session:
        owed = owed_answers(session).items()
        lacking = [record for key, (record, done) in owed if written_reply(session, key, record, done) is None]
        partners = sorted({str(record.body["sender"]) for record in lacking})
        names = reference_names(session)
        own = profile_of_actor(acting, session)
    files, letters, refused, to = [], [], [], []
    for partner in partners:
        name = names.get(partner, partner)
        try:
            place, profile = _write_reply(acting, folder, partner, file_name(name, acting.clock(), "dpact"), through)
        except Surroundings:
            raise
        except DataPactError as error:
            refused.append((name, error.message))
            continue
        files.append(place)
        to.append(partner)
        letters.append(_reply_letter(place.name, profile, own, language_of(profile)))
    return RepliesSent(tuple(files), tuple(letters), tuple(refused), tuple(to))


def _write_reply(
    acting: Acting, folder: Path, partner: str, file: str, through: Routing | None
) -> tuple[Path, Profile | None]:
    """Write the file in the transaction that notes its answers as written: what cannot be written is not."""
    with acting.vault.write() as session:
        sealed = send_messages(acting, session, partner, through)
        _leaves(acting, session, partner, sealed)
        place = write_numbered(folder, file, sealed)
        known = get_partner(session, partner)
        return place, None if known is None else known.profile


def _reply_letter(file: str, profile: Profile | None, own: Profile, language: Language) -> Letter:
    what = Message(N_("attached you find our reply about the data that you called back ({file})."), {"file": file})
    subject = Message(N_("Our reply about called-back data"))
    return letter_with(subject, (what, *_open_it(file)), profile, own, language)


def _leaves(acting: Acting, session: Session, partner: str, data: bytes) -> None:
    """Put the file, which lists pseudonyms, into the record of exports."""
    name = reference_names(session).get(partner, partner)
    what = Message(N_("Notice of called-back data for {partner}"), {"partner": name})
    note_export(acting, session, what, data, name)


def _names(session: Session, recalls: Sequence[Recall], day: date) -> dict[str, tuple[Argument, Argument]]:
    """The names of dataset and purpose in the agreement of each recall, by the recall's key; no other agreement is quoted."""
    agreements = {one.agreement for one in recalls if one.agreement}
    purposes = purpose_names(session, day, agreements=agreements)
    datasets = {
        (agreement, dataset.key): name_in_both(dataset.name, dataset.key)
        for agreement in agreements
        if (terms := terms_on_day(session, agreement, day)) is not None
        for dataset in terms.datasets
    }
    return {
        one.key: (
            OwnWords(one.called[1], german=one.called[0])
            if one.dataset_words
            else datasets.get((one.agreement, one.dataset), one.dataset),
            purposes.outside_name(one.purpose, one.agreement),
        )
        for one in recalls
    }


def write_letter(acting: Acting, partner: str, *, language: Language | None = None, note: str = "") -> RecallSent:
    """Record the recalls pending at a partner, and return the letter with them (PDF/A-3a), kept in the vault too.

    With nothing pending, it returns the last letter that still waits for an answer; raises WrongUse without one, and
    RecallsNotProven (exit 4) where the rows do not show for certain that nothing is pending.
    """
    with acting.vault.write() as session:
        own = own_profile(session)
        profile = _profile(session, partner)
        name = reference_names(session).get(partner, partner)

        def letter(recalls: Sequence[Recall]) -> bytes:
            now = acting.clock()
            called = _names(session, recalls, day_of(now, local_zone(now)))
            report = recall_letter(recalls, own, profile, name, now, language or language_of(profile), called)
            return render_report(report, now)

        made = record_recalls(acting, session, partner, note=note, letter=letter)
        for record in reversed(records(session, "recall")):
            if record.body["recipient"] == partner and record.body.get("letter"):
                kept = attachment(session, record.body["letter"])
                if kept is not None:
                    _leaves(acting, session, partner, kept[1])
                    return RecallSent(kept[1], made, 0 if made else 1)
        nothing = N_("There is nothing to tell {partner} about called-back data.")
        raise unproven_recalls(acting, session) or WrongUse(nothing, partner=name)


@dataclass(frozen=True, slots=True)
class RecallRoute:
    """The way to tell a partner: ``by_letter`` where it has no DataPact; ``file`` is the name of the file."""

    partner: str
    """Reference: organisation id or ``external:N``."""
    name: str
    """Its reference where we have no name of it."""
    by_letter: bool
    file: str
    language: Language = "de"
    """The language that the partner's country lets expect; whoever writes may choose the other."""


def recall_route(acting: Acting, partner: str) -> RecallRoute:
    """The way to tell this partner."""
    with acting.vault.read() as session:
        name = reference_names(session).get(partner, partner)
        language = language_of(_profile(session, partner))
    by_letter = is_external(partner)
    file = file_name(name, acting.clock(), "pdf" if by_letter else "dpact")
    return RecallRoute(partner, name, by_letter, file, language)


def _profile(session: Session, partner: str) -> Profile | None:
    """What we know of the partner, with DataPact or without."""
    outside = external_profile(session, partner)
    if outside is not None or (known := get_partner(session, partner)) is None:
        return outside
    return known.profile


def send_recall_to(acting: Acting, how: RecallRoute, file: str, note: str = "") -> tuple[RecallSent, Letter]:
    """Record the recalls pending at the partner, and return the file or letter with the e-mail, in the route's language.

    A letter that was written before goes out again as it was written. Raises what ``send_recalls`` and ``write_letter`` raise.
    """
    language = how.language
    if how.by_letter:
        told = write_letter(acting, how.partner, language=language, note=note)
    else:
        told = send_recalls(acting, how.partner, note)
    with acting.vault.read() as session:
        profile = _profile(session, how.partner)
        own = profile_of_actor(acting, session)
    if not told.recalls and not told.again and not how.by_letter:
        return told, _reply_letter(file, profile, own, language)
    if told.recalls and all(one.ask == "rectify" for one in told.recalls):
        steps: tuple[Message, ...] = () if how.by_letter else _open_it(file)
        what = Message(N_("attached you find a notice about data that was corrected ({file})."), {"file": file})
        subject = Message(N_("Please correct some data: notice under Art. 19 GDPR"))
        return told, letter_with(subject, (what, *steps), profile, own, language)
    if how.by_letter:
        what = Message(
            N_(
                "attached you find a letter about data that must no longer be used ({file}). Please confirm on its last page."
            ),
            {"file": file},
        )
        steps = ()
    else:
        what = Message(
            N_("attached you find a sealed notice about data that must no longer be used ({file})."), {"file": file}
        )
        steps = _open_it(file)
    subject = Message(N_("Please stop using some data: notice under Art. 19 GDPR"))
    return told, letter_with(subject, (what, *steps), profile, own, language)


def _open_it(file: str) -> tuple[Message, ...]:
    return (
        Message(
            N_(
                "Please drag {file} into the window of DataPact. It shows what the file brings before anything changes."
            ),
            {"file": file},
        ),
        Message(N_("Only your organisation can open it.")),
    )
