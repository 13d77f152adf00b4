"""Facts about an agreement for the rules, derived once: personal data, roles per activity, models, public bodies.

Whether data is personal is judged per party (C-413/23 P). A dataset without any judgement counts as
personal when the parties say that personal data is shared, or when it has a mark that only personal data
can have: a check must not fall silent because an answer is missing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from datapact.base.texts import Argument
from datapact.checks.model.named import names_something
from datapact.contract.terms import Activity, Dataset, LegalBasis, Party, Purpose, Terms, known_facts
from datapact.contract.terms.frame import Negotiated
from datapact.contract.terms.paths import walk
from datapact.contract.text.periods import Period
from datapact.contract.vocabulary.acts import HIGH_RISK_ANNEX_I, HIGH_RISK_ANNEX_III
from datapact.contract.vocabulary.messages import nameless_words, party_name
from datapact.contract.wording.provided import TextFacts
from datapact.contract.wording.recalled import Recalled

_CONTROLLERS = {"controller", "joint_controller"}
_GDPR_ROLES = _CONTROLLERS | {"processor", "sub_processor"}


def is_negotiated(case: Case, clause: Negotiated) -> bool:
    """Whether a record is kept and covers this clause: negotiation works clause by clause (s. 305(1) sentence 3 BGB).

    The clauses are chosen from a list: words of a record can name a clause to say that it was not negotiated.
    """
    facts = case.terms.facts
    return names_something(facts.negotiation_record) and clause in facts.negotiated


@dataclass(frozen=True, slots=True)
class SigningFacts:
    """Facts about signatures, for rule G21; parties by their key.

    ``rule_met``: parties whose signing rule the signatures under this exact text meet. ``elsewhere``: parties
    that signed on paper or in another service, with the evidence that a legal member recorded.
    """

    in_force: bool
    """Its status on the day is ``in_force``: signed by all, begun and not ended."""
    rule_met: frozenset[str] = frozenset()
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    concluded: date | None = None
    """Local day of the last signature, or that recorded with a signing elsewhere; None where none is known."""


@dataclass(frozen=True, slots=True)
class OpenGap:
    """A gap that stands open in the text, such as ``[offen: anwendbares Recht]``."""

    place: str
    """Of the term that is missing; of the clause where none is named."""
    words: str
    """What is missing, as the text says."""
    clause: str
    """Place of the paragraph or item."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a text that speak of what a term settles."""

    place: str
    """Of the text: ``clauses.ID``, or a path in the terms."""
    path: str
    """Of the term."""
    words: str
    """As they stand."""
    says: str | date | bool | frozenset[str] | Period
    """What they say: the value that the term would have, or all of several values that they could mean."""
    also: tuple[str, ...] = ()
    """Patterns of further terms that they may speak of instead; ``path`` is a pattern then, too."""


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """Facts for the rules from the state besides its terms.

    ``behind`` and ``untranslated`` are places in the terms or clauses (see translations.py), ``loose`` those of
    references that lead nowhere, or to a deleted part; ``numbers`` are the German and English numbers of the clauses by place.
    """

    languages: tuple[str, ...] = ()
    """Codes, one or both; empty where the state is not looked at."""
    prevailing: str = ""
    """One of ``languages``; empty where the state is not looked at."""
    has_parent: bool = False
    """It stands under a framework agreement, or amends another."""
    amends_from: date | None = None
    """Local day from which the text of an amendment counts; None for an agreement of its own."""
    behind: tuple[str, ...] = ()
    ahead: tuple[str, ...] = ()
    """Places whose translation was changed alone, in the language that does not prevail."""
    untranslated: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()
    typed_dead: tuple[tuple[str, str], ...] = ()
    """Place and words of references that were typed, to parts or annexes that the agreement has not."""
    referred: frozenset[str] = frozenset()
    """Ids of the parts of the text that its words refer to."""
    numbers: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    text: TextFacts | None = None
    """What the wording provides; None where the text is not known."""
    template: tuple[str, int] = ("", 0)
    """Id and version of the template that the text was made from; empty where it is not known."""
    gaps: tuple[OpenGap, ...] = ()
    """Open ones, in reading order; each place once."""
    mentions: tuple[Mention, ...] = ()
    """In the words of the clauses, without the values of terms in them, in reading order."""
    outgrown: tuple[str, ...] = ()
    """Places of results of documents that stand as they were signed, while what the document was about has other words now."""
    added: tuple[str, ...] = ()
    """Keys of datasets that came after signature: what the agreement says of its data was said of others."""
    unread: tuple[str, ...] | None = None
    """Free texts of the terms that no legal member confirmed to have read; None where nobody is asked."""
    to_read: tuple[str, ...] | None = None
    """Those of them that a warning names: all once the text is signed, before that those that do more than describe."""
    recalled: Recalled = field(repr=False, compare=False, hash=False, default_factory=Recalled)
    """What rules found in words, which is the same for the same words."""


@dataclass(frozen=True, slots=True)
class Case:
    """An agreement as at a day, with the facts that the conditions of the rules name.

    ``activities`` are those that touch personal data; ``controllers`` (sole and joint), ``joint``,
    ``processors`` and ``sub_processors`` are keys of parties with that role in one of them; ``jc``, ``c2p`` and ``p2p``
    say that one of them has such a pair, ``c2c`` that two parties are each a controller of the same data for itself.
    """

    terms: Terms
    """As they stand in the state that is checked."""
    on: date
    """Local day; rules apply as on it."""
    document: DocumentFacts
    """Empty where terms alone are checked."""
    signing: SigningFacts | None
    """None before anything is frozen or signed elsewhere."""
    personal_datasets: tuple[Dataset, ...]
    """Those that count as personal, also for want of a judgement."""
    activities: tuple[Activity, ...]
    controllers: tuple[str, ...]
    joint: tuple[str, ...]
    processors: tuple[str, ...]
    sub_processors: tuple[str, ...]
    c2c: bool
    jc: bool
    c2p: bool
    p2p: bool
    _bases: Mapping[tuple[str, str, str], int]
    ours: frozenset[str] = frozenset()
    """Keys of the parties that are the house that checks; empty where that is not known."""
    _walked: list[tuple[str, object]] = field(
        init=False, repr=False, compare=False, hash=False, default_factory=list[tuple[str, object]]
    )

    @property
    def values(self) -> list[tuple[str, object]]:
        """Every value of the terms with its place, as ``walk`` has them; walked through once, for several rules read all."""
        if not self._walked:
            self._walked.extend(walk(self.terms))
        return self._walked

    @property
    def pd(self) -> bool:
        """Whether personal data is shared."""
        return self.terms.facts.personal_data is True or bool(self.personal_datasets)

    @property
    def special_datasets(self) -> tuple[Dataset, ...]:
        """Datasets with special categories of personal data (Art. 9 GDPR)."""
        return tuple(dataset for dataset in self.personal_datasets if known_facts.special_categories(dataset).value)

    @property
    def trains(self) -> bool:
        """Whether models may be trained, tuned or tested with the data."""
        models = self.terms.models
        return any(one in ("allowed", "conditional") for one in (models.training, models.fine_tuning, models.testing))

    @property
    def ai(self) -> bool:
        return self.terms.models.applies or self.trains

    @property
    def high_risk_begun(self) -> bool:
        """Whether the recipient will provide a high-risk system and the obligations for it have begun on this day."""
        models = self.terms.models
        begins = HIGH_RISK_ANNEX_I if models.high_risk_annex == "annex_i" else HIGH_RISK_ANNEX_III
        return models.high_risk_use and self.on >= begins

    @property
    def public_bodies(self) -> tuple[Party, ...]:
        """Public bodies, as answered or by their legal form; a state university is one."""
        return known_facts.public_bodies(self.terms)

    @property
    def responsible(self) -> tuple[str, ...]:
        """Parties that handle personal data under Art. 4(7) and (8) GDPR; all while no role is known."""
        known = set(self.controllers) | set(self.processors) | set(self.sub_processors)
        keys = [party.key for party in self.terms.parties]
        return tuple(key for key in keys if key in known) if known else tuple(keys)

    @property
    def processing_only(self) -> bool:
        """Whether personal data goes to processors alone, on the instructions of those whose data it is (Art. 28 GDPR)."""
        return self.c2p and not self.c2c and not self.jc

    def provides(self, part: str) -> bool:
        """Whether the wording provides a part of a requirement (checks/wording/parts), or is confirmed to."""
        return self.document.text is not None and part in self.document.text.provided

    def lacks(self, part: str) -> bool:
        """Whether the text is known and does not provide a part."""
        return self.document.text is not None and part not in self.document.text.provided

    def has_assessment(self, kind: str) -> bool:
        """Whether an assessment of this kind is on file, with reference and date."""
        return any(one.kind == kind and names_something(one.reference) and one.day for one in self.terms.assessments)

    def has_party(self, key: str) -> bool:
        return any(party.key == key for party in self.terms.parties)

    def name(self, key: str) -> Argument:
        """The name by which messages call the party with this key."""
        parties = enumerate(self.terms.parties, start=1)
        return next((party_name(party, number) for number, party in parties if party.key == key), nameless_words(key))

    def basis(self, party: str, dataset: str, purpose: str) -> tuple[int, LegalBasis] | None:
        """The first legal basis recorded for this combination, with its index."""
        index = self._bases.get((party, dataset, purpose))
        return None if index is None else (index, self.terms.legal_bases[index])

    def needed_bases(self, datasets: Collection[Dataset]) -> Iterator[tuple[str, Dataset, Purpose]]:
        """Each controller, dataset and purpose for which Art. 6 (or 9, 10) GDPR requires a basis."""
        for dataset in datasets:
            controllers = list(_parties_with(self.terms, self.activities, _CONTROLLERS, dataset.key))
            controllers += [key for key in self.controllers if key == self.terms.processing.controller]
            for party in dict.fromkeys(controllers):
                if dataset.personal and dataset.personal_for(party) not in ("personal", "pseudonymous"):
                    continue
                for purpose in self.terms.purposes:
                    if not purpose.prohibited and (not purpose.datasets or dataset.key in purpose.datasets):
                        yield party, dataset, purpose


def _counts_as_personal(dataset: Dataset, terms: Terms) -> bool:
    if dataset.personal:
        return dataset.is_personal()
    return terms.facts.personal_data is True or known_facts.personal(terms, dataset).value is True


def covers(activity: Activity, dataset: str) -> bool:
    """Whether the activity handles the dataset; one that names none handles all."""
    return not activity.datasets or dataset in activity.datasets


def _parties_with(
    terms: Terms, activities: Collection[Activity], roles: Collection[str], dataset: str | None = None
) -> tuple[str, ...]:
    """Keys of parties that have one of ``roles`` in one of ``activities``, in the order of the parties."""
    found = _parties_of([one for one in activities if dataset is None or covers(one, dataset)], roles)
    return tuple(party.key for party in terms.parties if party.key in found)


def states_role(activity: Activity, party: str, activities: Collection[Activity]) -> bool:
    """Whether an activity states a party's role under Art. 4(7) and (8) GDPR; ``none`` is a statement too.

    A recipient (Art. 4(9)) in one activity is enough when another activity states the role in which it then processes
    the data itself.
    """
    roles = {entry.role for entry in activity.roles if entry.party == party}
    if "recipient" in roles and party in _parties_of(activities, _GDPR_ROLES):
        return True
    return not roles.isdisjoint(_GDPR_ROLES | {"none"})


def _parties_of(activities: Collection[Activity], roles: Collection[str]) -> set[str]:
    return {entry.party for activity in activities for entry in activity.roles if entry.role in roles}


def _side_by_side(activity: Activity, datasets: Collection[Dataset]) -> bool:
    """Whether several controllers only give their data to the same processor, and none of it to each other."""
    processors = {entry.party for entry in activity.roles if entry.role in ("processor", "sub_processor")}
    handled = [dataset for dataset in datasets if covers(activity, dataset.key)]
    return bool(processors and handled) and all(
        dataset.recipients and processors.issuperset(dataset.recipients) for dataset in handled
    )


def _pair(activities: Collection[Activity], one: Collection[str], other: Collection[str]) -> bool:
    """Whether two different parties of one activity have a role of ``one`` and of ``other``."""
    return any(
        first.role in one and second.role in other and first.party != second.party
        for activity in activities
        for first in activity.roles
        for second in activity.roles
    )


def _controllers_apart(activities: Collection[Activity], datasets: Collection[Dataset]) -> bool:
    """Whether two parties are each a controller of its own, of the same activity or of the same data in activities of
    their own, as where one provides the data for the purposes of the other.
    """
    shared = [one for one in activities if not _side_by_side(one, datasets)]
    return _pair(shared, {"controller"}, {"controller"}) or any(
        len(_parties_of([one for one in shared if covers(one, dataset.key)], {"controller"})) > 1
        for dataset in datasets
    )


def derive(
    terms: Terms,
    on: date,
    *,
    document: DocumentFacts | None = None,
    signing: SigningFacts | None = None,
    ours: str = "",
) -> Case:
    """The case of an agreement as at the day ``on``; ``ours`` is the id of the organisation that checks."""
    personal = tuple(dataset for dataset in terms.datasets if _counts_as_personal(dataset, terms))
    if personal:
        activities = tuple(
            activity for activity in terms.activities if any(covers(activity, dataset.key) for dataset in personal)
        )
    else:
        activities = terms.activities if terms.facts.personal_data is True else ()
    pd = terms.facts.personal_data is True or bool(personal)
    block = terms.processing
    keys = {party.key for party in terms.parties}
    named = pd and block.controller in keys and block.processor in keys
    controllers = set(_parties_with(terms, activities, _CONTROLLERS)) | ({block.controller} if named else set())
    processors = set(_parties_with(terms, activities, {"processor"})) | ({block.processor} if named else set())
    bases: dict[tuple[str, str, str], int] = {}
    for index, basis in enumerate(terms.legal_bases):
        bases.setdefault((basis.party, basis.dataset, basis.purpose), index)
    return Case(
        terms=terms,
        on=on,
        document=document or DocumentFacts(),
        signing=signing,
        personal_datasets=personal,
        activities=activities,
        controllers=tuple(party.key for party in terms.parties if party.key in controllers),
        joint=_parties_with(terms, activities, {"joint_controller"}),
        processors=tuple(party.key for party in terms.parties if party.key in processors),
        sub_processors=_parties_with(terms, activities, {"sub_processor"}),
        c2c=_controllers_apart(activities, personal),
        jc=_pair(activities, {"joint_controller"}, {"joint_controller"}),
        c2p=named or _pair(activities, _CONTROLLERS, {"processor"}),
        p2p=_pair(activities, {"processor"}, {"sub_processor"}),
        _bases=bases,
        ours=frozenset(party.key for party in terms.parties if ours and party.organisation == ours),
    )
