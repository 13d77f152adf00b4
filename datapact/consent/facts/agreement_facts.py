"""Facts of each agreement for a decision on a day; folded once and kept while its history stays the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import text

from datapact.agreements.projection.disputes import is_contested
from datapact.agreements.projection.endings import has_disputed_end, order_ends, undisputed_end
from datapact.agreements.projection.findings import shown_concluded, signing_facts
from datapact.agreements.projection.folded import folded_history
from datapact.agreements.projection.numbers import distinct_number
from datapact.agreements.projection.own_findings import FOUR_EYES
from datapact.agreements.projection.projection import amendment_day
from datapact.agreements.projection.reading_version import SignedAmendment, next_text, state_on
from datapact.agreements.projection.status import duration_days, status
from datapact.agreements.projection.who_is_party import members_of
from datapact.agreements.text.changes import next_pause, suspensions_on
from datapact.agreements.text.current_text import current_state
from datapact.agreements.text.own_answers import own_facts
from datapact.agreements.text.slot_evidence import evidence_elsewhere
from datapact.base.errors import DataPactError
from datapact.checks.model.statutory_error import StatutoryError
from datapact.checks.model.words_of_no import reads_as_unsigned
from datapact.consent.facts.facts import UNSIGNED, AgreementFacts, Namesake, Unreadable
from datapact.consent.facts.frameworks import with_frameworks
from datapact.consent.facts.statutory import statutory_errors
from datapact.consent.terms.agreed_keys import agreed_key, words_of
from datapact.contract.screening.data_words import datasets_added
from datapact.contract.screening.own_facts import contradicted, with_own_facts
from datapact.contract.terms import Terms, read_terms
from datapact.contract.terms.references import has_withheld
from datapact.history.entries import store
from datapact.history.entries.entry import Entry
from datapact.history.fold.agreement import AgreementState, fold
from datapact.history.state.dag import entries_by
from datapact.organisation.acting.log import directory
from datapact.organisation.identity.confusable_names import plain_name
from datapact.organisation.identity.reference import is_external
from datapact.organisation.partners.locations import countries_by_reference
from datapact.vault.database.remembered import Holder, Remembered
from datapact.vault.database.session import Session
from datapact.vault.database.settings import WHOLE_VAULT, read_settings

if TYPE_CHECKING:
    from datapact.history.state.organisation import OrganisationLine
    from datapact.organisation.acting.acting_member import Acting

type Key = tuple[str, str, str]
type References = tuple[tuple[str, str], ...]

_MOST_KEPT = 20_000
_FOLDED = Remembered[Key, AgreementState | None](_MOST_KEPT)
"""Folds by agreement and newest entries: an agreement whose history grew is folded anew."""
_TERMS = Remembered[tuple[Key, str], "_OnDay"](_MOST_KEPT)
"""The text as consolidated on a day, read once; the day is empty where nothing changed the signed text."""
_WORDS = Remembered[tuple[Key, str], Mapping[str, str]](_MOST_KEPT)
"""Digests of the words of its purposes, by their places."""
_ERRORS = Remembered[tuple[Key, str, date, bool], tuple[StatutoryError, ...]](_MOST_KEPT)
"""Errors of law in the text of a day; whether own words are confirmed by two."""


def agreements_on(
    acting: Acting,
    session: Session,
    day: date,
    names: Mapping[str, str],
    *,
    known_at: datetime | None = None,
    up_to: int | None = None,
    unreadable: list[Unreadable] | None = None,
    namesakes: list[Namesake] | None = None,
    words: dict[str, str] | None = None,
) -> tuple[AgreementFacts, ...]:
    """Every agreement that involves us, as on ``day``.

    ``known_at`` leaves out entries with a later time, ``up_to`` those behind a place in commit order. Agreements that
    bind but cannot be read here are added to ``unreadable``, datasets of one name to ``namesakes``. ``words`` gets, for the agreed purposes that it has, the
    digest of their words on the day. Nothing in what it gives leads back to ``session``, which ends before.
    """
    memory = _Held(session.info)
    reading = _Reading(acting, session, known_at, up_to)
    by_name = _by_name(names)
    countries = countries_by_reference(session)
    rows = reading.rows()
    amended: dict[str, list[tuple[Key, SignedAmendment]]] = {}
    amending: dict[str, list[AgreementState | None]] = {}
    hidden: dict[str, list[tuple[_Row, AgreementState]]] = {}
    for row in rows:
        if row.amends and (amendment := reading.amendment(row)) is not None:
            amended.setdefault(row.amends, []).append((reading.key(row), amendment))
            amending.setdefault(row.amends, []).append(reading.state(row))
        elif row.amends and (withheld := reading.hidden_amendment(row, day)) is not None:
            hidden.setdefault(row.amends, []).append((row, withheld))
    found = []
    by_two = read_settings(session, WHOLE_VAULT).get(FOUR_EYES) is True
    for row in rows:
        state = None if row.amends else reading.state(row)
        if state is None:
            continue
        on_day = _consolidated(session, reading.key(row), state, day, amended.get(row.id, ()))
        folds = [one for one in amending.get(row.id, ()) if one is not None]
        texts = tuple(one for _key, one in amended.get(row.id, ()))
        terms = on_day.terms
        if terms is None and unreadable is not None and _binds(state, day, texts):
            number = distinct_number(str(current_state(state).get("number", "")), row.number)
            unreadable.append(Unreadable(row.id, number, tuple(sorted(state.circle))))
        if words and terms is not None:
            said = _WORDS.made(session, (reading.key(row), on_day.mark), partial(_words, row.id, terms))
            words.update((place, one) for place, one in said.items() if place in words)
        if terms is None:
            continue
        differing: tuple[str, ...] = ()
        if known_here := own_facts(state, on_day.state):
            differing = contradicted(terms, known_here)
            terms = with_own_facts(terms, known_here)
        references = _references(terms, by_name)
        if unreadable is not None:
            unreadable += [_unreadable(one, fold, state, references) for one, fold in hidden.get(row.id, ())]
        own = next((one for one, reference in references if reference == acting.organisation), "")
        if own:
            circle = members_of(state, [one for _key, one in amended.get(row.id, ())]).circle
            facts = replace(
                _facts(state, texts, terms, row, day, own, references),
                pauses=next_pause(state, day, circle),
                judge=_check_of_text(
                    acting.organisation, memory, reading.key(row), state, on_day, day, folds, by_two=by_two
                ),
                **_shown(on_day, rows, reading),
                importers=_importers(terms, by_name),
                added=on_day.added,
                contradicted=differing,
                textless=state.signed_elsewhere is not None and not on_day.state.get("clauses"),
                seats=_seats(terms, references, countries),
                going=_going(state, terms, [one for _key, one in amended.get(row.id, ())]),
                ended=_ended(state, terms, [one for _key, one in amended.get(row.id, ())]),
                terms_on=_terms_on(memory, reading.key(row), state, amended.get(row.id, ())),
            )
            if facts.status in ("in_force", "end_disputed"):
                held = "suspended" if suspensions_on(state, day, circle) else facts.status
                held = "text_disputed" if held == "in_force" and on_day.contested else held
                facts = replace(facts, status=held, changes=on_day.changes)
            found.append(facts)
    if namesakes is not None:
        namesakes += _namesakes(found)
    return tuple(found)


def _unreadable(row: _Row, amendment: AgreementState, core: AgreementState, references: References) -> Unreadable:
    """An amendment withheld here in part, with everybody whom it can concern."""
    involved = {*core.circle, *amendment.circle, *(one for _key, one in references)} - {""}
    number = distinct_number(str(current_state(amendment).get("number", "")), row.number)
    return Unreadable(row.id, number, tuple(sorted(involved)))


def naming(dataset: str, agreements: Sequence[AgreementFacts]) -> tuple[AgreementFacts, ...]:
    """Those of all agreements that name a dataset, with their frameworks."""
    found = [one for one in agreements if any(other.key == dataset for other in one.terms.datasets)]
    return with_frameworks(found, agreements)


@dataclass(frozen=True, slots=True)
class _Held:
    """What leads to what is remembered of the vault, without the transaction."""

    info: dict[Any, Any]


def _words(history: str, terms: Terms) -> Mapping[str, str]:
    return {agreed_key(history, one.key): words_of(one) for one in terms.purposes}


def _namesakes(agreements: Sequence[AgreementFacts]) -> list[Namesake]:
    """Datasets that we hold and that have one name, in a language, under two keys; what nobody has signed does not count.

    Data of two others are two sets of data, whatever they are called.
    """
    named: dict[str, set[tuple[str, str, str]]] = {}
    for agreement in agreements:
        for one in agreement.terms.datasets if agreement.status not in UNSIGNED else ():
            if agreement.own in (one.provider, *one.recipients):
                provider = "" if one.provider == agreement.own else agreement.reference(one.provider) or one.provider
                for name in {plain_name(one.name.de), plain_name(one.name.en)} - {""}:
                    named.setdefault(name, set()).add((one.key, provider, agreement.number or agreement.title))
    found = {
        (mine, other, number)
        for places in named.values()
        for mine, provider, _number in places
        for other, from_whom, number in places
        if other != mine and (not provider or not from_whom or provider == from_whom)
    }
    return [Namesake(*one) for one in sorted(found)]


class _Row(NamedTuple):
    id: str
    number: str
    head: str
    changed: str
    amends: str
    text: str
    """Digest of the text that counts, empty where parts of it are erased: they can come back."""


class _Reading:
    """One reading of the vault: which agreements there are, and their folds."""

    def __init__(self, acting: Acting, session: Session, known_at: datetime | None, up_to: int | None) -> None:
        self._session = session
        self._known_at = known_at
        self._up_to = up_to
        self._directory: Mapping[str, OrganisationLine] | None = None

    def rows(self) -> list[_Row]:
        """Every agreement and amendment in the vault."""
        found = self._session.connection().execute(
            text("SELECT id, number, head, changed, amends, state_digest FROM agreement ORDER BY id")
        )
        return [_Row(*row) for row in found]

    def key(self, row: _Row) -> Key:
        """The cache key of a fold."""
        known = "" if self._known_at is None else str(self._known_at)
        return (
            row.id,
            f"{row.head} {row.changed} {row.text}",
            known if self._up_to is None else f"{known} {self._up_to}",
        )

    def state(self, row: _Row) -> AgreementState | None:
        """The folded state of the entries that count; None where there were none yet."""
        return _FOLDED.made(self._session, self.key(row), lambda: self._fold(row.id))

    def _fold(self, history: str) -> AgreementState | None:
        if self._directory is None:
            self._directory = directory(self._session)
        if self._known_at is None and self._up_to is None:
            return folded_history(self._session, history, self._directory)[1]
        entries: Sequence[Entry] = store.load(self._session, history, self._up_to)
        if self._known_at is not None:
            entries = entries_by(entries, self._known_at)
        return fold(entries, self._directory) if entries else None

    def hidden_amendment(self, row: _Row, day: date) -> AgreementState | None:
        """A signed amendment that counts on the day and whose text is withheld here in part: what it prohibits nobody can tell."""
        state = self.state(row)
        if state is None or not (state.signed_elsewhere is not None or state.fully_signed):
            return None
        current = current_state(state)
        begins = amendment_day(current)
        return state if begins is not None and begins <= day and has_withheld(current) else None

    def amendment(self, row: _Row) -> SignedAmendment | None:
        """The agreement as an amendment, if it is one that everybody has signed.

        It may say that it counts from an earlier day: between the parties it does, but what was done before the last signature
        did not become lawful by it. So here its text counts from that signature on.
        """
        state = self.state(row)
        if state is None or not (state.signed_elsewhere is not None or state.fully_signed):
            return None
        current = current_state(state)
        begins = amendment_day(current)
        if begins is None or has_withheld(current):
            return None
        return SignedAmendment(row.id, max(begins, shown_concluded(state) or begins), current)


def _shown(on_day: _OnDay, rows: Sequence[_Row], reading: _Reading) -> dict[str, Any]:
    """What is on record of the signing elsewhere of the amendment whose text counts, where it does not show that all signed it."""
    row = next((one for one in rows if on_day.amendment and one.id == on_day.amendment), None)
    state = None if row is None else reading.state(row)
    if row is None or state is None or (not (words := _reads_unsigned(state)) and not _is_undated(state)):
        return {}
    number = distinct_number(str(current_state(state).get("number", "")), row.number)
    return {"reads_unsigned": words, "undated": _is_undated(state), "unshown": number or row.id}


class _OnDay(NamedTuple):
    """The text of an agreement as consolidated on a day."""

    terms: Terms | None
    """None where this copy does not show them."""
    changes: date | None
    """The first later day on which other terms count."""
    contested: bool
    """A party disputes a change in it."""
    state: Mapping[str, Any]
    """As ``agreement.json``."""
    mark: str
    """What it depends on beside the agreement's own history; empty where nothing changed the signed text."""
    amendment: str = ""
    """History id of the amendment whose text it is; empty for the agreement's own."""
    added: tuple[str, ...] = ()
    """Keys of the datasets that the signed text, core or amendment, does not have."""


def _consolidated(
    session: Holder, key: Key, state: AgreementState, day: date, amendments: Sequence[tuple[Key, SignedAmendment]]
) -> _OnDay:
    """The text that counts on the day."""
    changes = bool(state.facts.changes or state.facts.accessions or amendments)
    mark = f"{day} {','.join(map(str, (one for one, _text in amendments)))}" if changes else ""

    def read() -> _OnDay:
        if not changes:
            current = current_state(state)
            return _OnDay(_read(current.get("terms")), None, False, current, mark)
        on = state_on(state, day, texts := [one for _key, one in amendments])
        contested = any(is_contested(state, one.change) for one in on.applied)
        return _OnDay(
            _read(on.state.get("terms")),
            next_text(on, texts, members_of(state, texts).joined),
            contested,
            on.state,
            mark,
            next((one.history for one in texts if one.state is on.signed or one.state == on.signed), ""),
            _added(on.state, on.signed),
        )

    return _TERMS.made(session, (key, mark), read)


def _added(state: Mapping[str, Any], signed: Mapping[str, Any]) -> tuple[str, ...]:
    now, had = _read(state.get("terms")), _read(signed.get("terms"))
    return () if now is None or had is None else datasets_added(had, now)


def _check_of_text(
    organisation: str,
    session: Holder,
    key: Key,
    folded: AgreementState,
    on_day: _OnDay,
    day: date,
    amendments: Sequence[AgreementState],
    *,
    by_two: bool,
) -> Callable[[], tuple[StatutoryError, ...]]:
    """Checks the text of the day once somebody asks."""

    def judge() -> tuple[StatutoryError, ...]:
        return statutory_errors(folded, on_day.state, organisation, day, by_two=by_two, amendments=amendments)

    return lambda: _ERRORS.made(session, (key, on_day.mark, day, by_two), judge)


def _going(
    state: AgreementState, terms: Terms, amendments: Sequence[SignedAmendment]
) -> tuple[tuple[str, date, str], ...]:
    """The parties whose part ends before the agreement, by their keys in its terms."""
    keys = {party.organisation: party.key for party in terms.parties}
    return tuple(
        (keys[one.organisation], one.until, one.way)
        for one in members_of(state, amendments).members
        if one.until is not None and one.organisation in keys
    )


def _ended(
    state: AgreementState, terms: Terms, amendments: Sequence[SignedAmendment]
) -> tuple[tuple[str, str, date], ...]:
    """The orders that end before the agreement, by keys in its terms."""
    keys = {party.organisation: party.key for party in terms.parties}
    found = order_ends(state, amendments).ends
    return tuple((one.dataset, keys[one.recipient], one.last) for one in found if one.recipient in keys)


def _terms_on(
    session: Holder, key: Key, state: AgreementState, amendments: Sequence[tuple[Key, SignedAmendment]]
) -> Callable[[date], Terms | None] | None:
    """Reads the terms as they counted on another day; None where the text has never changed."""
    if not state.facts.changes and not state.facts.accessions and not amendments:
        return None

    return cache(lambda day: _consolidated(session, key, state, day, amendments).terms)


def _read(value: object) -> Terms | None:
    if not isinstance(value, Mapping) or has_withheld(value):
        return None
    try:
        return read_terms(value)
    except DataPactError:
        return None


def _facts(
    state: AgreementState,
    amendments: Sequence[SignedAmendment],
    terms: Terms,
    row: _Row,
    day: date,
    own: str,
    references: References,
) -> AgreementFacts:
    """The facts on ``day``; the last day follows the terms in force, or a termination."""
    current = current_state(state)
    starts, _signed_end = duration_days(current.get("terms") or {})
    ends, undisputed = terms.duration.last_day, undisputed_end(state, amendments)
    signing = signing_facts(state, current, day)
    titles = current.get("title") or {}
    standing: str = status(state.stage, day, starts=starts, ends=ends, terminated=undisputed)
    if standing == "in_force" and has_disputed_end(state, amendments):
        standing = "end_disputed"
    concluded = shown_concluded(state)
    if concluded is not None and day < concluded:  # whatever its first day: nobody had agreed to it on that day
        standing = "unsigned_then"
        starts = concluded if starts is None else max(starts, concluded)
    return AgreementFacts(
        id=row.id,
        number=distinct_number(str(current.get("number", "")), row.number),
        title=str(titles.get(str(current.get("prevailing", "de"))) or next(iter(titles.values()), "")),
        status=standing,
        ends=min((one for one in (ends, undisputed) if one is not None), default=None),
        signed=state.signed_elsewhere is not None or len(signing.rule_met) == len(current["terms"]["parties"]),
        evidence=evidence_elsewhere(state) or "signed_here",
        reads_unsigned=_reads_unsigned(state),
        undated=_is_undated(state),
        own=own,
        references=references,
        terms=terms,
        changes=starts if standing in ("signed", "unsigned_then") else None,
        under=_framework(current),
        disputed_by=tuple(sorted({one.revocation.organisation for one in state.disputes})),
    )


def _reads_unsigned(state: AgreementState) -> str:
    """The words with which a legal member recorded a signing elsewhere and that read as if not all had signed."""
    record = state.signed_elsewhere
    said = () if record is None else (str(record.remarks or ""), str(record.reference or ""))
    return next((words[:200] for words in said if reads_as_unsigned(words)), "")


def _is_undated(state: AgreementState) -> bool:
    record = state.signed_elsewhere
    return record is not None and record.evidence == "reference_only" and not record.signed_on and not record.files


def _framework(current: Mapping[str, Any]) -> str:
    """Id or number of the framework agreement that a text points to; an amendment stands under none."""
    parent = current.get("parent")
    if not isinstance(parent, Mapping) or parent.get("relation"):
        return ""
    return str(parent.get("agreement") or parent.get("number") or "")


def _binds(state: AgreementState, day: date, amendments: Sequence[SignedAmendment]) -> bool:
    """Whether an agreement signed by everybody has not ended by an undisputed notice."""
    ended = undisputed_end(state, amendments)
    return state.stage in ("signed", "terminated") and (ended is None or day <= ended)


def _by_name(names: Mapping[str, str]) -> dict[str, str]:
    """Party references by name; ambiguous names are left out.

    Registering a contract makes its party a partner without DataPact. An organisation that people confirmed under that
    name later is the same, so it goes before.
    """
    found: dict[str, str] = {}
    several: set[str] = set()
    for reference, name in names.items():
        folded = name.casefold()
        before = found.get(folded)
        if before is None or (is_external(before) and not is_external(reference)):
            found[folded] = reference
        elif is_external(before) or not is_external(reference):
            several.add(folded)
    return {name: reference for name, reference in found.items() if name not in several}


def _references(terms: Terms, by_name: Mapping[str, str]) -> References:
    """The party reference of each party and sub-processor: its organisation, else the partner of just this name."""
    found = [(one.key, one.organisation or by_name.get(one.name.casefold(), "")) for one in terms.parties]
    found += [(f"sub_processors.{one.key}", by_name.get(one.name.casefold(), "")) for one in terms.sub_processors]
    return tuple(found)


def _seats(terms: Terms, references: References, countries: Mapping[str, str]) -> References:
    """The country on file of each party whose address in the terms is empty, or names another country; empty where nobody said one."""
    known = dict(references)
    found = []
    for party in terms.parties:
        country = countries.get(known.get(party.key, ""), "")
        if not party.address.entered() or (country and country != party.address.country):
            found.append((party.key, country))
    return tuple(found)


def _importers(terms: Terms, by_name: Mapping[str, str]) -> References:
    """The partner of just this name for each importer that is neither a party nor a sub-processor, by key of the transfer."""
    known = {name.casefold() for one in terms.parties for name in (one.name, one.short_name)}
    known |= {one.name.casefold() for one in terms.sub_processors}
    found = [(one.key, by_name.get(one.importer.casefold(), "")) for one in terms.transfers]
    named = {one.key: one.importer.casefold() for one in terms.transfers}
    return tuple((key, reference) for key, reference in found if reference and named[key] not in known)
