"""The check of an agreement of this vault, with its own severities of the house rules.

The severity of house rules is a setting, since no law fixes it. A text is checked once while nothing about it changes: what a
page shows is what the act behind it asks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.findings import (
    Where,
    confirmed_by,
    findings_on,
    overridden_places,
    still_blocking,
)
from datapact.agreements.projection.projection import amended_agreement, state_digest
from datapact.agreements.projection.reading_version import amendments_of, naming_its_changes, text_in_force
from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.projection.who_is_party import members_of
from datapact.agreements.projection.write_row import CONCLUDED
from datapact.agreements.text.current_text import current_proposal, current_state, readable, working_text
from datapact.agreements.text.versions import authors_of_text
from datapact.base.errors import AnswerNo
from datapact.base.texts import LANGUAGES, N_, Argument, Listed, Message, counted
from datapact.checks.model.finding import Finding
from datapact.checks.run.engine import HOUSE_RULES, RULES
from datapact.contract.changes.acceding import Joins, acceding_clause
from datapact.contract.changes.amending import AMENDING, without_amending
from datapact.contract.screening.own_facts import concerned, is_own_fact
from datapact.contract.terms import Localised
from datapact.contract.terms.references import has_withheld
from datapact.contract.text.document import ACCEDES, AMENDS, read_state, relation_of
from datapact.contract.vocabulary.acts import GDPR
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.messages import own
from datapact.contract.wording.provided import Confirmed, both_confirmed, wording_at
from datapact.contract.wording.skeleton import digest_of, skeleton
from datapact.history.fold.agreement import AgreementState
from datapact.vault.database.remembered import Remembered
from datapact.vault.database.settings import WHOLE_VAULT, read_settings

if TYPE_CHECKING:
    from datapact.contract.terms import Terms
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


PREFIX = "checks."
"""Name of a rule's setting: this, then its id. The value is "E" or "W"."""
FOUR_EYES = "checks.confirmed_by_two"
"""Name of the setting by which own words are confirmed by a legal member who did not write the text."""
FEWEST_SIGNING = 2
"""Parties that sign an accession at least: who signs for the others, and the newcomer, which its text names last."""


def house_severity(session: Session) -> Mapping[str, str]:
    """The severities set in this vault, by rule id; other ids and values count as not set."""
    found = read_settings(session, WHOLE_VAULT)
    return {rule: str(found[PREFIX + rule]) for rule in HOUSE_RULES if found.get(PREFIX + rule) in ("E", "W")}


@dataclass(frozen=True, slots=True)
class FindingGrounds:
    """What the findings on an agreement rest on besides its own history: settings and other agreements of this vault."""

    house_severity: Mapping[str, str]
    """Severities that the house set itself, by rule id."""
    program_wordings: tuple[str, ...]
    """Wordings of this text that the program itself made, which need no confirmation."""
    by_two: bool
    """Whether own words are confirmed by a legal member who did not write the text."""
    authors: frozenset[str]
    """Keys of our members who wrote words of the text, of what it amends or joins and of what amends it."""
    confirmed_before: Confirmed
    """Confirmations in the agreement that an accession joins, whose words it repeats; empty for any other."""

    def confirmed(self, folded: AgreementState) -> Confirmed:
        """Confirmations of own words that count, by the digest of the wording."""
        confirmed = confirmed_by(folded, self.authors if self.by_two else ())
        return {**dict.fromkeys(self.program_wordings, ()), **both_confirmed(confirmed, self.confirmed_before)}


def finding_grounds(session: Session, folded: AgreementState, organisation: str) -> FindingGrounds:
    """What the findings on an agreement rest on in this vault besides its history."""
    by_two = read_settings(session, WHOLE_VAULT).get(FOUR_EYES) is True
    authors, joined = authors_of_words(session, folded, organisation), _joined(session, folded)
    return FindingGrounds(
        house_severity(session),
        (*_program_wordings(session, folded), *_accession_wordings(session, folded)),
        by_two,
        authors,
        {} if joined is None else confirmed_by(joined, authors if by_two else ()),
    )


def confirmed_wordings(session: Session, folded: AgreementState, organisation: str) -> Confirmed:
    """Confirmations of own words in this agreement by legal members of this vault, by the digest of the wording.

    Where the setting asks for four eyes, a member who wrote a version of the text does not count. What the program itself
    says of the changes of an amendment, or in the clause of an accession, needs no confirmation: here is the contract with
    which it was compared. What was confirmed in an agreement counts for exactly these words at the same places of an
    accession to it, which repeats them.
    """
    return finding_grounds(session, folded, organisation).confirmed(folded)


def _joined(session: Session, folded: AgreementState) -> AgreementState | None:
    """The agreement that this one joins; None where it joins none, or that one is not in this vault."""
    state = current_state(folded)
    history = amended_agreement(state) if relation_of(state) == ACCEDES else ""
    return load_state(session, history) if history and session.get(AgreementRow, history) is not None else None


def _accession_wordings(session: Session, folded: AgreementState) -> Iterator[str]:
    """The wordings of the clause of an accession in its newest texts, as we would word it from what they say elsewhere.

    Who is no party any more is in the agreement alone: without that one here, this sentence stays one to be read.
    """
    for version in (current_proposal(folded), working_text(folded)):
        state = None if version is None else readable(version.state)
        if not state or relation_of(state) != ACCEDES or has_withheld(state):
            continue
        document, joined = read_state(dict(state)), _joined(session, folded)
        parent, language = document.parent or {}, document.prevailing
        signing = [one.name for one in document.taking_part]
        if len(signing) < FEWEST_SIGNING:
            continue
        *signers, newcomer = signing
        gone: dict[str, date] = {}
        if joined is not None:
            known = {str(one["organisation"]): str(one["name"]) for one in current_state(joined)["terms"]["parties"]}
            known |= {one.joined: str(one.name) for one in joined.facts.accessions.values()}
            still = {one.organisation for one in document.terms.parties}
            members = members_of(joined, amendments_of(session, joined.history)).members
            gone = {
                known.get(one.organisation, ""): one.until
                for one in members
                if one.until is not None and one.organisation not in still
            }
        title = {language: parent.get("title", "")}
        first = date.fromisoformat(parent.get("effective", ""))
        joins = Joins(newcomer, title, parent.get("number", ""), first, parent.get("text", ""), signers, gone)
        for one in document.clauses[-1:]:
            made = acceding_clause(joins, (language,), one.id)
            yield wording_at(made.id, digest_of(made.heading[language]))
            for paragraph in made.paragraphs:
                yield wording_at(paragraph.id, skeleton(paragraph.text[language], []).whole)


def _program_wordings(session: Session, folded: AgreementState) -> Iterator[str]:
    """The wordings of the clause in which the newest texts of an amendment say what it changes, as we would word it."""
    for version in (current_proposal(folded), working_text(folded)):
        state = None if version is None else readable(version.state)
        if state and relation_of(state) == AMENDS and not has_withheld(state):
            document = read_state(dict(state))
            for made in naming_its_changes(session, without_amending(document)).clauses[
                -1:
            ]:  # none: a text in a file alone
                if made.id != AMENDING:
                    continue
                language = document.prevailing
                yield wording_at(made.id, digest_of(made.heading[language]))
                for one in made.paragraphs:
                    inner = [item.text[language] for item in one.items]
                    yield wording_at(one.id, skeleton(one.text[language], inner).whole)


def authors_of_words(session: Session, folded: AgreementState, organisation: str) -> frozenset[str]:
    """Keys of the organisation's members who wrote words of the text as it reads: of the agreement and of what amends it.

    Of an amendment or an accession also those of the agreement that it amends or joins, whose words it repeats.
    """
    amended = amended_agreement(current_state(folded))
    base = load_state(session, amended) if amended and session.get(AgreementRow, amended) is not None else folded
    amendments = [load_state(session, one.history) for one in amendments_of(session, base.history)]
    return frozenset().union(*(authors_of_text(one, organisation) for one in (folded, base, *amendments)))


def all_findings(acting: Acting, history: str, on: date) -> tuple[tuple[Finding, ...], frozenset[Where]]:
    """All findings on the text that counts on ``on`` (local day), amendments included, and the overridden places."""
    with acting.vault.read() as session:
        folded, state = text_in_force(session, history, on)
        findings = findings_of_text(session, folded, state, acting.organisation, on)
        authors = authors_of_words(session, folded, acting.organisation)
    return findings, overridden_places(folded, state, acting.organisation, findings, authors)


def open_findings(acting: Acting, history: str, on: date) -> tuple[Finding, ...]:
    """The findings of severity E that still block freezing."""
    with acting.vault.read() as session:
        folded = load_state(session, history)
        return blocking_findings(session, folded, current_state(folded), acting.organisation, on)


_CHECKED = Remembered[tuple[object, ...], tuple[AgreementState, tuple[Finding, ...]]](8)
"""With the folded state that was checked, which stays the same one while nothing of the agreement changes."""


def findings_of_text(
    session: Session,
    folded: AgreementState,
    state: Mapping[str, Any],
    organisation: str,
    on: date,
    *,
    freezing: bool = False,
    digest: str = "",
) -> tuple[Finding, ...]:
    """All findings on a text of an agreement as at ``on`` (local day), by the rules and confirmations of this vault.

    ``freezing``: as they are once the text is to be fixed for signature. ``digest``: of the state, from who knows it.
    """
    house, confirmed = house_severity(session), confirmed_wordings(session, folded, organisation)
    key = (id(folded), digest or state_digest(state), organisation, on, freezing, in_order(house), in_order(confirmed))
    held = _CHECKED.get(session, key)
    if held is None or held[0] is not folded:
        found = findings_on(
            folded,
            state,
            on,
            house,
            confirmed,
            freezing=freezing,
            ours=organisation,
            amendments=texts_of_amendments(session, folded),
        )
        held = _CHECKED.put(session, key, (folded, found))
    return (*held[1], *_given_for_other_words(session, state))


_CONSENTED = text("SELECT DISTINCT dataset FROM consent_scope WHERE id <> 0")
_G10 = next(one for one in RULES if one.id == "G10")


def _given_for_other_words(session: Session, state: Mapping[str, Any]) -> Iterator[Finding]:
    """A warning for each purpose whose words an amendment changes while consents for the old words are on file: they do not
    cover the new ones (Art. 4(11), 6(4), 13(3) GDPR), and answers on sharing stop counting them once it counts."""
    core = amended_agreement(state) if relation_of(state) == AMENDS else ""
    if not core or session.get(AgreementRow, core) is None or has_withheld(state):
        return
    consented = set(session.connection().execute(_CONSENTED).scalars())
    if not consented:
        return
    whole = current_state(load_state(session, core))
    if has_withheld(whole):
        return
    before = whole.get("terms", {})
    old = {one["key"]: one for one in before.get("purposes", ())}
    datasets = {one["key"] for one in state.get("terms", {}).get("datasets", ())}
    for purpose in state.get("terms", {}).get("purposes", ()):
        was = old.get(purpose["key"])
        concerned = consented & (set(purpose.get("datasets") or ()) or datasets)
        if was is None or purpose.get("prohibited") or not concerned or _words(was) == _words(purpose):
            continue
        yield Finding(
            id=_G10.id,
            severity="W",
            authority="statute",
            citation=cite(GDPR, "4(11), 5(1)(b), 6(4), 13(3)"),
            source=GDPR.url,
            place=f"purposes.{purpose['key']}.name",
            message=Message(
                N_(
                    "The purpose “{old}” is changed to “{new}”. Consents on file were given for the old words and do not cover "
                    "the new ones: once the change counts, answers on sharing no longer count them. Inform the people and obtain "
                    "new consents on a new notice, or leave the purpose and agree on a second one."
                ),
                {"old": _name_of(was), "new": _name_of(purpose)},
            ),
            rule_version=_G10.full_version,
        )


def _words(purpose: Mapping[str, Any]) -> tuple[object, ...]:
    return tuple(
        str((purpose.get(member) or {}).get(language, "")).strip()
        for member in ("name", "description")
        for language in LANGUAGES
    )


def _name_of(purpose: Mapping[str, Any]) -> Argument:
    said = purpose.get("name") or {}
    return own(Localised(de=str(said.get("de", "")), en=str(said.get("en", ""))), str(purpose["key"]))


def texts_of_amendments(session: Session, folded: AgreementState) -> tuple[Mapping[str, Any], ...]:
    """The texts of what amended a signed agreement as agreements of their own, oldest first."""
    if folded.stage not in CONCLUDED:
        return ()
    return tuple(one.state for one in sorted(amendments_of(session, folded.history), key=lambda one: one.begins))


def in_order(values: Mapping[str, str | Collection[str]]) -> tuple[object, ...]:
    """A setting or confirmation by name, as part of a key of what is remembered."""
    return tuple(sorted((name, one if isinstance(one, str) else tuple(sorted(one))) for name, one in values.items()))


def blocking_findings(
    session: Session,
    folded: AgreementState,
    state: Mapping[str, Any],
    organisation: str,
    on: date,
    *,
    freezing: bool = True,
    digest: str = "",
) -> tuple[Finding, ...]:
    """Findings of severity E on ``state`` as at ``on`` (local day) that nobody has overridden: they block freezing.

    With ``freezing`` also those that it would bring. ``digest``: of the state, from who knows it.
    """
    found = findings_of_text(session, folded, state, organisation, on, freezing=freezing, digest=digest)
    return still_blocking(folded, state, organisation, found, authors_of_words(session, folded, organisation))


def require_none_blocking(
    session: Session, folded: AgreementState, state: Mapping[str, Any], organisation: str, on: date, digest: str = ""
) -> None:
    """Raise AnswerNo for a text that findings bar from being fixed for signature; ``digest`` of it, from who knows it."""
    blocking = blocking_findings(session, folded, state, organisation, on, digest=digest)
    if blocking:
        raise AnswerNo(
            counted(
                "{n} error or missing statement bars freezing ({ids}). Correct the text, or let a second legal member override it.",
                "{n} errors or missing statements bar freezing ({ids}). Correct the text, or let a second legal member override them.",
                len(blocking),
                ids=", ".join(sorted({finding.id for finding in blocking})),
            )
        )


@dataclass(frozen=True, slots=True)
class Barring:
    """A finding that bars freezing, with whose move it is."""

    message: Message
    """What is missing, whose it is, and what to do."""
    finding: Message
    """What is missing, as the rule says it."""
    place: str
    """Of the finding."""
    theirs: str = ""
    """Names of the parties whose fact it is, where none of them is ours; empty otherwise."""


def whose_move(finding: Finding, terms: Terms, organisation: str) -> Barring:
    """A finding that bars freezing with the party that can answer it: a fact of its house, or who signs for it."""
    parties = [party for party in terms.parties if party.key in concerned(terms, finding.place)]
    theirs = parties and all(party.organisation != organisation for party in parties)
    names = Listed.of([party.name for party in parties]) if theirs else Listed.of([])
    told: dict[str, Argument] = {"finding": finding.message, "party": names}
    if is_own_fact(finding.place):
        message = Message(
            N_(
                "{finding} This is for {party} to say, whose own answer does not travel: ask there, and enter what you are told"
                " beside the contract (Actions, Facts of our own). The agreed text stays as it is."
            )
            if theirs
            else N_(
                "{finding} It can be answered beside the contract (Actions, Facts of our own); the agreed text stays as it is."
            ),
            told,
        )
    elif theirs:
        message = Message(
            N_("{finding} That is for {party} to complete, by a proposal with the corrected text: ask there."), told
        )
    else:
        message = finding.message
    return Barring(message, finding.message, finding.place, str(names) if theirs else "")
