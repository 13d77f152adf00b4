"""The facts behind a decision, gathered once and frozen: agreements and records on file, as known at a moment.

``decide`` reads nothing else, so the same facts always give the same decision. A used decision keeps the facts as JSON;
its digest is over that JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from typing import Any

from datapact.base.local_time import day_of, end_of_day
from datapact.checks.model.named import is_answer
from datapact.checks.model.statutory_error import StatutoryError
from datapact.checks.model.words_of_no import reads_as_no
from datapact.consent.facts.breaches import OpenBreach
from datapact.consent.terms.purpose_names import NamingAgreement, PurposeNames, names_in
from datapact.contract.terms import Terms
from datapact.contract.terms.base import Outcome
from datapact.contract.vocabulary.acts import GDPR_IN_FORCE, PRIVACY_FRAMEWORK_DECIDED
from datapact.organisation.identity.copy_age import CopyAge

FIRST_DAYS: Mapping[str, date] = {
    "dpf": PRIVACY_FRAMEWORK_DECIDED,
    **dict.fromkeys(
        (
            *("dpia", "prior_consultation", "notice_13", "notice_14", "article_26", "article_28", "anonymity"),
            *("transfer_assessment", "derogation", "objections_filtered", "recalled_left_out"),
        ),
        GDPR_IN_FORCE,
    ),
}
"""The first day, by sort of a fact on file, on which a document under its law could be made; others can be older."""
UNSIGNED = frozenset({"draft", "offered", "agreed", "frozen", "signing", "declined", "unsigned_then"})
"""Statuses in which nobody is bound: what it calls data, purposes and parties is a proposal."""
DISPUTED = ("end_disputed", "text_disputed")
"""Statuses in which it binds us or not, with one text or the other: nothing is permitted on it, and what it prohibits stands."""


@dataclass(frozen=True, slots=True)
class AgreementFacts:
    """An agreement that involves us, as on the day asked about.

    ``status`` is one of ``agreements.projection.status`` (or "suspended", "superseded"; DISPUTED, where a party
    disputes the notice that ends it or a change that counts); ``ends`` its last local day that nobody disputes, known
    now; ``signed``: every party's signing rule is met for this text, or the signing elsewhere is on record with
    ``evidence``. ``own`` is the key of our party; ``references`` the party reference of each party and sub-processor
    (``sub_processors.KEY``) that we know.
    """

    id: str
    """History id (``urn:uuid:…``)."""
    number: str
    """As it is shown in this vault, such as ``DP-2026-0001``."""
    title: str
    """In the prevailing language."""
    status: str
    ends: date | None
    signed: bool
    evidence: str
    own: str
    references: tuple[tuple[str, str], ...]
    terms: Terms
    """As consolidated on the day asked about, changes included."""
    changes: date | None = None
    """The first later day on which it reads otherwise, or its time in force begins; as known now."""
    pauses: date | None = None
    """The first later day from which somebody has announced to hold performance back."""
    under: str = ""
    """History id, or number, of its framework agreement where its text points to one; empty for none."""
    disputed_by: tuple[str, ...] = ()
    """The organisations that dispute the agreement, its end or a change of it, sorted."""
    going: tuple[tuple[str, date, str], ...] = ()
    """By key the last local day of each party whose part ends before the agreement, and how: ``leaving``, ``exclusion``."""
    ended: tuple[tuple[str, str, date], ...] = ()
    """By key of the dataset and key of the recipient the last local day of each order that ends before the agreement."""
    judge: Callable[[], tuple[StatutoryError, ...]] = field(default=tuple, compare=False, repr=False)
    """Finds ``errors``: checking a long text takes a while, and most questions need it of few agreements."""
    importers: tuple[tuple[str, str], ...] = ()
    """By key of a transfer the party reference of its importer, where that is neither a party nor a sub-processor."""
    added: tuple[str, ...] = ()
    """Keys of the datasets that came after signature, by an order or a change of the list: they answer for themselves."""
    contradicted: tuple[str, ...] = ()
    """Places in the terms to which our house has another answer on file than the text gives."""
    seats: tuple[tuple[str, str], ...] = ()
    """By key the country on file of a party where its address in the terms is empty or names another one; empty: unknown."""
    reads_unsigned: str = ""
    """What the record of a signing elsewhere says in words that read as if not all had signed; empty for nothing such."""
    undated: bool = False
    """Signed elsewhere, and neither a file nor a day of signature is on file, only a reference."""
    unshown: str = ""
    """Number of the amendment that ``reads_unsigned`` and ``undated`` are about; empty for the agreement itself."""
    textless: bool = False
    """Signed elsewhere, and none of its clauses is here: what was entered is all that the program can judge of it."""
    terms_on: Callable[[date], Terms | None] | None = field(default=None, compare=False, repr=False)
    """The terms as they counted on another local day; None where the text has never changed."""

    @property
    def unread(self) -> bool:
        """Whether what the law asks of its words is judged by nothing here: a legal member has to have read them."""
        return self.textless or self.evidence == "reference_only"

    @property
    def errors(self) -> tuple[StatutoryError, ...]:
        """The errors of law in the text that counts on the day which nobody here has set aside or confirmed."""
        return self.judge()

    def former_party(self, key: str, day: date) -> tuple[date, str] | None:
        """The last day of a party that is none any more on ``day``, and how its part ended; None for one that still is."""
        return next(((last, way) for one, last, way in self.going if one == key and last < day), None)

    def reference(self, key: str) -> str:
        """The party reference of a party's key, empty where it is nobody on file."""
        return next((reference for one, reference in self.references if one == key), "")

    def seats_of(self, key: str) -> tuple[str, ...]:
        """The countries in which a party has its seat, by the terms and on file; empty text for one that nobody has said."""
        address, on_file = self.terms.party(key).address, [country for one, country in self.seats if one == key]
        stated = [address.country] if address.entered() or not on_file else []
        return tuple(dict.fromkeys((*stated, *on_file)))

    def key_of(self, reference: str) -> str:
        """The key of the party (or ``sub_processors.KEY``) with this party reference, empty for none."""
        return next((key for key, one in self.references if one == reference), "") if reference else ""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An agreement that binds us on the day but whose terms are incomplete in this vault, so its prohibitions are
    unknown. ``parties`` are organisations."""

    id: str
    """History id (``urn:uuid:…``)."""
    number: str
    """As it is shown in this vault, such as ``DP-2026-0001``."""
    parties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BasisRecord:
    """A legal-basis record; days are local and both included."""

    key: str
    """UUID or a key of our own; of a basis from the terms ``AGREEMENT#legal_bases.INDEX``."""
    controller: str
    """Whose basis it is: organisation id or ``external:N``."""
    dataset: str
    """Key of the dataset within its agreements."""
    purpose: str
    """IRI, or the key of an agreement's own purpose."""
    operation: str
    """``any``, or one of ``question.ACTIONS``."""
    article: str
    """Of the GDPR, ``6(1)(a)`` to ``6(1)(f)``."""
    special: str = ""
    """Condition for special categories, ``9(2)(a)`` to ``9(2)(j)``; empty for none."""
    law: str = ""
    """Provision relied on, for ``6(1)(c)`` and ``6(1)(e)``; may be empty."""
    document: str = ""
    """Where the reasons are kept, such as the balancing test; may be empty."""
    approver: str = ""
    """Who approved it, as a person wrote it; may be empty."""
    valid_from: date | None = None
    """None: from ever."""
    valid_to: date | None = None
    """None: without end."""
    review: date | None = None
    """Day from which it is to be looked at again; None for no such day."""
    offence_authority: str = ""
    """Authority or law under Art. 10 GDPR; empty for none."""
    subject_is_contract_party: bool = False
    """The people are party to the contract, as ``6(1)(b)`` needs."""
    overriding_grounds: str = ""
    """Grounds that override an objection (Art. 21(1) GDPR); empty for none."""
    despite_restriction: str = ""
    """``legal_claims``, ``rights_of_another``, ``public_interest`` (Art. 18(2) GDPR), or empty."""
    beside_consent: str = ""
    """Why it holds for people who refused or withdrew consent (EDPB 05/2020, 121 to 123); empty where nobody said so."""
    recipient: str = ""
    """Who may receive the data on it: organisation id or ``external:N``; empty for whoever."""
    outcome: Outcome = ""
    """What its document, or who was to approve it, came to, as a legal member chose; empty: not answered."""
    conditions: str = ""
    """On which it carries the use, for the outcome ``conditions``."""
    other_act: bool = False
    """Its law, or its authority for data on offences, is of an act that the list lacks, and whoever put it on file confirmed it."""
    words: str = ""
    """Digests of the words of the agreed purposes that it named when it was put on file, and the first characters of those of the
    data (``data.…``), with spaces; empty: not kept."""
    judged: tuple[str, ...] = ()
    """What it judged, a line for each dataset of an agreement (``judged.judged_now``); empty: not kept."""
    outdated: tuple[str, ...] = ()
    """Agreed purposes that it names and whose words, or the words of the data, are others on the day asked about; not kept."""
    changed: tuple[str, ...] = ()
    """What of it has changed since: ``AGREEMENT#datasets.KEY``, a space, and ``data``, ``marks``, ``retention`` (with a dot and the months then),
    ``purposes.KEY``, ``recipients.REFERENCE`` or ``places.REFERENCE@COUNTRY``; not kept."""
    entry: str = ""
    """Digest of the entry that put it on file; empty before, and where it follows from terms."""


@dataclass(frozen=True, slots=True)
class Authorisation:
    """A user's contract or request, or a holder's permission; ``revoked`` is the first day without it."""

    key: str
    """UUID or a key of our own."""
    sort: str
    """``user_contract``, ``user_request`` or ``holder_permission``."""
    dataset: str
    """Key of the dataset within its agreements."""
    partner: str
    """Who may receive: organisation id or ``external:N``; empty for whoever."""
    purpose: str
    """IRI or key; empty for any."""
    granted_by: str
    """Who granted it, as a person wrote it."""
    reference: str
    """Where the document is kept."""
    valid_from: date | None
    """First local day; None: from ever."""
    valid_to: date | None = None
    """Last local day; None: without end."""
    revoked: date | None = None
    no_sharing_on: bool = False
    """Recipients are bound not to share on (Art. 4(14) Data Act)."""
    requester: str = ""
    """Of a user's request: ``subject`` (who asks is the person whose data it is), ``other``; empty: not answered."""
    words: str = ""
    """As of a legal basis."""
    outdated: tuple[str, ...] = ()
    """As of a legal basis."""
    entry: str = ""
    """Digest of the entry that put it on file; empty before."""


@dataclass(frozen=True, slots=True)
class FactOnFile:
    """A document or finding on file; its sorts: ``history.entries.sharing_records.FACT_ON_FILE_SORTS``."""

    key: str
    """UUID or a key of our own; ``list:…`` for an adequacy decision that came with the program."""
    sort: str
    """Such as ``dpia``, ``training`` or ``adequacy``; it says what ``about`` means."""
    about: str
    """Organisation id, ``external:N`` or a country in two letters; empty where the sort allows it."""
    dataset: str
    """Key of the dataset; empty for all."""
    reference: str
    """Where the document is kept."""
    day: date | None
    """Date of the document, local; None where it is not known."""
    valid_from: date | None
    """First local day; None: from ever."""
    valid_to: date | None = None
    """Last local day; None: without end."""
    result: str = ""
    """What the document found, one line; may be empty."""
    against: bool = False
    """It speaks against the use, as the person found who put it on file: no answer rests on it."""
    weighed: bool = False
    """A person has said whether it carries the use; False: not answered, and nothing rests on it."""
    conditions: str = ""
    """On which it carries the use, as that person wrote them; empty: without conditions."""
    judged: tuple[str, ...] = ()
    """As of a legal basis."""
    outdated: tuple[str, ...] = ()
    """Datasets that it weighs and whose words have changed since it was put on file; not kept with the record."""
    changed: tuple[str, ...] = ()
    """As of a legal basis."""
    entry: str = ""
    """Digest of the entry that put it on file; empty before, and for what came with the program."""

    @property
    def before_the_law(self) -> bool:
        """Whether its document is older than the law that it would be made under, so that it shows nothing of it."""
        first = FIRST_DAYS.get(self.sort)
        return first is not None and self.day is not None and self.day < first

    @property
    def reads_otherwise(self) -> bool:
        """Whether its words read as a no, and whoever chose that it carries the use named no conditions that settle it."""
        came = self.sort == SEPARATE or self.key.startswith("list:")
        return not came and not self.conditions and reads_as_no(self.result, self.reference)

    @property
    def open(self) -> bool:
        """Whether nobody has chosen whether it carries the use, or named the conditions; what came with the program is chosen by its makers."""
        unnamed = bool(self.conditions) and not is_answer(self.conditions)
        return (not self.weighed or unnamed) and not self.key.startswith("list:")


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """A version of a notice; ``invalid_from`` is the first local day on which it no longer counts."""

    key: str
    """Of the notice, the same for all of its versions."""
    version: str
    """As people number it, without spaces."""
    controllers: tuple[str, ...] = ()
    """Organisation ids, ``external:N`` or names."""
    recipients: tuple[str, ...] = ()
    """Organisation ids, ``external:N``, names or words for categories."""
    purposes: tuple[str, ...] = ()
    """IRIs, or keys of agreements' own purposes."""
    categories: tuple[str, ...] = ()
    """Of data: IRIs of the Data Privacy Vocabulary, or words."""
    transfers: str = ""
    """What it says of transfers to third countries; empty where it says nothing."""
    valid_from: date | None = None
    """First local day; None: from ever."""
    invalid_from: date | None = None
    outdated: tuple[str, ...] = ()
    """Agreed purposes that it names and whose words have changed since it was recorded."""


SEPARATE = "separate_data"
"""Sort of the fact that two datasets of one name are two; ``about`` is the key of the other one."""
PRACTICE_NAME = "AI Act, Art. 5"
"""Stands for the purpose where it is signed whether an agreed one is a prohibited practice."""


@dataclass(frozen=True, slots=True)
class PurposeLink:
    """A statement on an agreed purpose, signed by a legal member and bound to its words.

    ``part``: the use ``purpose`` is part of it. ``notice``: what a version of a notice calls ``purpose`` is it.
    ``house``: it is one of those that our organisation calls ``purpose``. ``practice``: it is a practice that Art. 5 AI
    Act prohibits; ``no_practice``: it reads like one and is none, or an exception holds. ``said``: who said no to
    ``purpose`` towards ``controller`` means it; ``not_said``: means something else.
    """

    key: str
    """UUID."""
    sort: str
    """``part``, ``notice``, ``house``, ``practice``, ``no_practice``, ``said`` or ``not_said``."""
    purpose: str
    """IRI, key or own words; of a purpose of the house its name; of a practice ``PRACTICE_NAME``."""
    agreed: str
    """``AGREEMENT#purposes.KEY``."""
    notice: str = ""
    """Key of the notice, for ``notice`` alone."""
    version: str = ""
    """Of the notice."""
    words: str = ""
    """Digest of the words of the agreed purpose when it was signed."""
    holds: bool = True
    """The words are still those, on the day asked about."""
    controller: str = ""
    """Towards whom the no was said, for ``said`` and ``not_said``."""
    entry: str = ""
    """Digest of the entry that put it on file; empty before."""


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A scope in which people said no, under words or towards a controller that no agreement on the dataset has."""

    dataset: str
    """Key of the dataset."""
    purpose: str
    """As it was recorded."""
    controller: str
    """As it was recorded: organisation id or ``external:N``."""
    words: bool
    """The purpose is none that an agreement has, nor what a notice calls one of its purposes, by a link that holds."""
    somebody: bool
    """The controller is no party of an agreement on the dataset."""


@dataclass(frozen=True, slots=True)
class Namesake:
    """Another dataset of the name of one, in an agreement of ours."""

    dataset: str
    """Key of the dataset."""
    other: str
    """Key of the other one."""
    number: str
    """Of the agreement that has the other one."""


class Written(list[Any]):
    """A list of JSON that nobody changes, with the text that it is in a digest (canonical, sorted names)."""

    def __init__(self, values: Iterable[Any]) -> None:
        super().__init__(values)
        self.text = written(self)


def written(value: Any) -> str:
    """JSON as it goes into a digest. All names are ASCII, so this is what ``strictjson.canonical`` writes, in a tenth of the time."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


_day_of = lru_cache(maxsize=16)(day_of)  # asked ten times and more by each answer


@dataclass(slots=True)
class WrittenLinks:
    """What was signed about purposes, as it was last written as JSON; the questions of one day share it."""

    links: tuple[PurposeLink, ...] | None = None
    """Those that were written; None before."""
    as_json: Written = field(default_factory=lambda: Written(()))
    """An object each, with the members of ``PurposeLink``."""


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """The facts on file about one dataset, as known at ``known_at``; ``deliveries`` to each recipient so far."""

    own: str
    """Organisation id of our own organisation."""
    at: datetime
    """Moment asked about, UTC."""
    known_at: datetime
    zone: tzinfo
    """Where local days are counted."""
    names: Mapping[str, str] = field(hash=False, default_factory=dict)
    """Names of parties by reference; of no weight for the answer."""
    agreements: tuple[AgreementFacts, ...] = ()
    """Those that involve us, as on the local day of ``at``."""
    notices: tuple[NoticeFacts, ...] = ()
    """Every version on file, invalid ones too."""
    bases: tuple[BasisRecord, ...] = ()
    """The newest record of each key, of every controller."""
    authorisations: tuple[Authorisation, ...] = ()
    """The newest record of each key, revoked ones too."""
    facts: tuple[FactOnFile, ...] = ()
    """The newest record of each key, and the adequacy decisions that came with the program, without those in ``against``."""
    against: tuple[FactOnFile, ...] = ()
    """Those that speak against the use."""
    deliveries: tuple[tuple[str, str, int], ...] = ()
    """Dataset, recipient, how many deliveries up to ``at``."""
    links: tuple[PurposeLink, ...] = ()
    """What was signed about agreed purposes, by the time of writing; withdrawn ones are left out."""
    consented: frozenset[str] = frozenset()
    """Keys of datasets of which consents are on file, refusals and withdrawals among them."""
    standing: frozenset[str] = frozenset()
    """Keys of datasets read from terminal equipment in which a consent of somebody stands at ``at``."""
    personal_by: tuple[tuple[str, str], ...] = ()
    """Dataset and number of every agreement here that calls it personal for anybody, ended ones too."""
    marked_by: tuple[tuple[str, str, str], ...] = ()
    """Dataset, name of a fact that decides which rules apply, and number of every agreement here that says yes to it."""
    unreadable: tuple[Unreadable, ...] = ()
    """Agreements that bind us and whose terms are erased or withheld here in part."""
    unmended: tuple[tuple[str, str, str, int], ...] = ()
    """Dataset, file, local day and number of lines of every import whose bad lines are left aside and not mended."""
    unplaced: tuple[Unplaced, ...] = ()
    """Scopes of noes that no agreement has a name for, as known."""
    objected_elsewhere: tuple[tuple[str, str, int], ...] = ()
    """Dataset, controller and number of people on file there who objected to all its marketing in other data only."""
    namesakes: tuple[Namesake, ...] = ()
    """Datasets with one name and two keys."""
    recalled: tuple[tuple[str, str, str, int], ...] = ()
    """Dataset, sender, local day and number of people of every recall by a partner of which nobody has said what was done."""
    remaining: tuple[tuple[str, str, str, int], ...] = ()
    """As ``recalled``, of those that were answered with what leaves the people here: kept, restricted, no longer used."""
    breaches: tuple[OpenBreach, ...] = ()
    """Breaches at partners that nobody has settled; they warn and decide nothing."""
    copy: CopyAge | None = None
    """How new this copy of the vault is, in a team; None where there is one vault, which lacks nothing."""
    written: WrittenLinks = field(default_factory=WrittenLinks, compare=False, repr=False)
    """Of no weight for the answer."""

    @property
    def day(self) -> date:
        """The local day asked about."""
        return _day_of(self.at, self.zone)

    def end_of(self, day: date) -> datetime:
        """The last second of a local day."""
        return end_of_day(day, self.zone)

    def name(self, reference: str) -> str:
        """The name of a party, or its reference."""
        return self.names.get(reference, reference)

    def purpose_names(self) -> PurposeNames:
        """The names of purposes in the agreements of these facts."""
        return names_in(NamingAgreement(one.id, one.status not in UNSIGNED, one.terms) for one in self.agreements)


def holds(since: date | None, until: date | None, day: date) -> bool:
    """Whether a period with these first and last days (None: open) includes ``day``."""
    return (since is None or since <= day) and (until is None or day <= until)


def facts_on(facts: DecisionFacts, dataset: str) -> tuple[FactOnFile, ...]:
    """The facts on file that can weigh for a dataset: that two sets of data are two may stand under the key of either."""
    return tuple(one for one in facts.facts if one.dataset in ("", dataset) or one.sort == SEPARATE)


def is_about(agreement: AgreementFacts, dataset: str, partner: str) -> bool:
    """Whether an agreement names this dataset and involves this partner."""
    return bool(agreement.key_of(partner)) and any(one.key == dataset for one in agreement.terms.datasets)


def is_upstream(agreement: AgreementFacts, dataset: str) -> bool:
    """Whether we have the dataset from another party by this agreement."""
    return any(
        one.key == dataset and one.provider != agreement.own and agreement.own in one.recipients
        for one in agreement.terms.datasets
    )


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def seconds(moment: datetime) -> int:
    """Whole seconds since 1970 (UTC)."""
    return int((moment - EPOCH).total_seconds())


def read_field(kind: str, value: Any) -> Any:
    """A member of a record's body, converted to the field's type: days to dates, lists to tuples."""
    if kind in ("date", "date | None"):
        return date.fromisoformat(str(value)) if value else None
    if kind.startswith("tuple"):
        return tuple(str(one) for one in value) if isinstance(value, Sequence) and not isinstance(value, str) else ()
    return bool(value) if kind == "bool" else str(value)
