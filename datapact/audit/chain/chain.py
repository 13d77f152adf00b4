"""The proof over all agreements on file, or over what one of them gives: what stands upstream, and what would break it.

It weighs what is on file and nothing else, so it never says that a delivery is lawful.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from datapact.audit.chain.links import Link, is_binding, links_of, permits_action, upstream_of
from datapact.audit.chain.problem import ELSEWHERE, SOMEBODY, Matter, problem_of
from datapact.audit.chain.prove import Example, Proof, Verdict, prove
from datapact.base.texts import N_, Argument, Message
from datapact.consent.facts.load_facts import facts_at
from datapact.consent.views.compliance_record_list import OPERATIONS
from datapact.contract.vocabulary.messages import joined, own
from datapact.dataspace.sentences import countries_words, day_words

if TYPE_CHECKING:
    from datapact.consent.facts.facts import DecisionFacts
    from datapact.organisation.acting.acting_member import Acting


@dataclass(frozen=True, slots=True)
class Broken:
    """One way in which a delivery breaks what stands upstream, with an example."""

    matter: Matter
    """What it is about."""
    agreement: str
    """History id of the agreement upstream."""
    example: Message
    """A delivery that the later agreement permits, in a sentence."""
    reason: Message
    """What stands against it upstream, in a sentence."""
    purpose: str
    """Key of the purpose in the later agreement."""
    action: str
    """As an answer names it; ``share`` unless it is about another one."""
    recipient: str
    """Party reference, or ``somebody else``."""
    country: str
    """Two letters, or ``elsewhere``."""
    day: date
    """Local day."""


@dataclass(frozen=True, slots=True)
class Chained:
    """One dataset that one agreement gives, and what stands upstream of it."""

    agreement: str
    """History id of the agreement that gives it."""
    number: str
    """As people call the agreement."""
    dataset: str
    """Its key."""
    name: Argument
    """As the agreement calls the dataset."""
    upstream: tuple[Message, ...]
    """A sentence for each agreement by which it came, the nearest first; empty where nothing on file stands upstream."""
    verdict: Verdict
    """``proven``, ``broken`` or ``unknown``."""
    broken: tuple[Broken, ...]
    """One for each way; empty unless ``broken``."""
    text: str
    """The question in SMT-LIB, for any other solver; empty where nothing stands upstream."""


@dataclass(frozen=True, slots=True)
class Chain:
    """The answer over the agreements on file."""

    verdict: Verdict
    """``broken`` where anything is; ``unknown`` where something could not be read or solved; ``proven`` otherwise."""
    chained: tuple[Chained, ...]
    """Each dataset that is given, by number of the agreement and key."""
    unread: tuple[Message, ...]
    """What keeps it from being proven, besides examples; a sentence each."""
    unweighed: tuple[Message, ...]
    """What it does not weigh; never empty."""

    @property
    def has_nothing_upstream(self) -> bool:
        """Whether nothing on file stands upstream of anything that is given, so that there was nothing to break."""
        return self.verdict == "proven" and not any(one.upstream for one in self.chained)


UNWEIGHED: Final = (
    Message(
        N_(
            "What the law asks, consents, objections and legal bases: whether data may go out, “May we share?” answers, one delivery at a "
            "time."
        )
    ),
    Message(
        N_(
            "The number of deliveries, deletion, clauses in words, framework agreements, and changes that begin later than today."
        )
    ),
    Message(N_("Agreements that are not on file here, and data that came under another key.")),
)
"""Matters that no proof of a chain weighs."""


def chain_of(acting: Acting, history: str = "", dataset: str = "") -> Chain:
    """Prove, from today on, for every agreement that binds or for one, that what it gives breaks nothing upstream.

    Of one agreement a draft is weighed as well, so that it can be asked before anybody signs. ``dataset`` is the key of the one
    that is asked about; empty for all.
    """
    now = acting.clock()
    with acting.vault.read() as session:
        facts = facts_at(acting, session, now)
    links = links_of(facts)
    of_dataset: dict[str, list[Link]] = {}
    for link in links:
        of_dataset.setdefault(link.dataset.key, []).append(link)
    wanted = [
        one
        for one in links
        if (one.agreement.id == history if history else is_binding(one)) and dataset in ("", one.dataset.key)
    ]
    inside = [
        (one, upstream_of(one, of_dataset[one.dataset.key]))
        for one in sorted(wanted, key=lambda one: (one.number, one.agreement.id, one.dataset.key))
    ]
    chained = tuple(_chained(one, upstream, facts) for one, upstream in inside)
    unread = tuple(_unread(facts, chained))
    verdicts = {one.verdict for one in chained}
    verdict: Verdict = "broken" if "broken" in verdicts else "unknown" if unread or "unknown" in verdicts else "proven"
    return Chain(
        verdict,
        chained,
        unread,
        (*UNWEIGHED, *_left_out(facts, (one for pair in inside for one in (pair[0], *pair[1])))),
    )


def _left_out(facts: DecisionFacts, links: Iterable[Link]) -> Iterator[Message]:
    """What of these agreements is not weighed: a framework above one, and what begins later."""
    numbers = {one.id: one.number or one.title for one in facts.agreements}
    agreements = {one.agreement.id: one.agreement for one in links}
    for agreement in sorted(agreements.values(), key=lambda one: (one.number, one.id)):
        named: dict[str, Argument] = {"number": numbers[agreement.id]}
        if agreement.under:
            words = N_("{number} stands under the framework agreement {framework}, which was not weighed with it.")
            yield Message(words, named | {"framework": numbers.get(agreement.under, agreement.under)})
        if agreement.changes is not None:
            words = N_("{number} begins, or reads otherwise, on {day}: what holds from then on was not weighed.")
            yield Message(words, named | {"day": day_words(agreement.changes)})
        if agreement.pauses is not None:
            words = N_(
                "A party of {number} has announced that it will hold back its performance from {day} on; this was not weighed."
            )
            yield Message(words, named | {"day": day_words(agreement.pauses)})


def head_words(chain: Chain) -> Message:
    """The answer in a sentence; it speaks of what is on file alone."""
    return Message(_HEAD["nothing" if chain.has_nothing_upstream else chain.verdict])


_HEAD: Final[Mapping[str, str]] = {
    "proven": N_("Proven over what is on file: no delivery that is permitted here breaks an agreement upstream."),
    "broken": N_("What is on file permits deliveries that break an agreement upstream. An example of each way:"),
    "unknown": N_("Not proven: what is on file does not suffice."),
    "nothing": N_("Nothing on file stands upstream: no agreement here gives the data to those who give it on."),
}


def upstream_words(chained: Chained) -> tuple[Message, ...]:
    """The agreements upstream of one dataset, a sentence each."""
    return chained.upstream or (Message(N_("Nothing on file stands upstream of it.")),)


def _unread(facts: DecisionFacts, chained: Iterable[Chained]) -> Iterator[Message]:
    for agreement in facts.unreadable:
        words = N_("The agreement {number} binds, and its terms are incomplete here.")
        yield Message(words, {"number": agreement.number or agreement.id})
    for alike in facts.namesakes:
        words = N_("“{dataset}” and “{other}” of {number} are called alike and were weighed as two.")
        yield Message(words, {"dataset": alike.dataset, "other": alike.other, "number": alike.number})
    for one in chained:
        if one.verdict == "unknown":
            words = N_("The solver gave up on “{dataset}” of {number}.")
            yield Message(words, {"dataset": one.name, "number": one.number})


def _chained(link: Link, upstream: tuple[Link, ...], facts: DecisionFacts) -> Chained:
    names = _Names(facts)
    proof = prove(problem_of(link, upstream, facts)) if upstream else None
    return Chained(
        link.agreement.id,
        link.number,
        link.dataset.key,
        own(link.dataset.name, link.dataset.key),
        tuple(names.upstream(one) for one in upstream),
        proof.verdict if proof else "proven",
        tuple(_broken(proof, one, names) for one in proof.examples) if proof else (),
        proof.problem.text if proof else "",
    )


class _Names:
    def __init__(self, facts: DecisionFacts) -> None:
        self._facts = facts
        self._parties = {
            f"{agreement.id}#parties.{party.key}": party.name
            for agreement in facts.agreements
            for party in agreement.terms.parties
        }

    def party(self, reference: str) -> Argument:
        if reference == SOMEBODY:
            return Message(N_("somebody else"))
        return self._parties.get(reference) or self._facts.name(reference)

    def upstream(self, link: Link) -> Message:
        return Message(
            N_("{number}: {provider} gives it to {recipients} for {purposes}; {onward}; {days}."),
            {
                "number": link.number,
                "provider": self.party(link.provider),
                "recipients": joined([self.party(one) for one in link.recipients]),
                "purposes": joined([own(one.name, one.key) for one in link.purposes]),
                "onward": Message(_ONWARD[link.agreement.terms.onward.rule]),
                "days": Message(N_("until {day}"), {"day": day_words(link.last)})
                if link.last
                else Message(N_("without a last day")),
            },
        )


_ONWARD: Final[Mapping[str, str]] = {
    "": N_("it says nothing of sharing on"),
    "forbidden": N_("it forbids sharing on"),
    "allowed": N_("it allows sharing on"),
    "conditional": N_("it allows sharing on under conditions"),
}


def _broken(proof: Proof, example: Example, names: _Names) -> Broken:
    problem, breach = proof.problem, example.breach
    link, upstream = problem.link, breach.upstream
    purpose = problem.purposes[example.purpose]
    recipient, country = problem.recipients[example.recipient], problem.countries[example.country]
    action = problem.actions[example.action]
    words = N_("{number} lets {recipient} have “{dataset}” for “{purpose}”, {place}, on {day}.")
    if action != "share":
        words = N_("{number} lets {recipient} have “{dataset}” for “{purpose}” with {action}, {place}, on {day}.")
    given = Message(
        words,
        {
            "action": Message(OPERATIONS[action]),
            "number": link.number,
            "recipient": names.party(recipient),
            "dataset": own(link.dataset.name, link.dataset.key),
            "purpose": own(purpose.name, purpose.key),
            "place": _place(country, named=len(problem.countries) > 1),
            "day": day_words(example.day),
        },
    )
    about: dict[str, Argument] = {"source": upstream.number, "recipient": names.party(recipient)}
    if breach.matter == "action":
        allowed = permits_action(upstream, action)
        reason = Message(_NOT_DONE[allowed], about | {"action": Message(OPERATIONS[action])})
    elif breach.matter == "onward":
        reason = Message(_AGAINST[upstream.agreement.terms.onward.rule], about)
    elif breach.matter == "place":
        reason = Message(
            N_("{source} permits these countries alone: {countries}."),
            about | {"countries": countries_words(upstream.dataset.limits.places)},
        )
    elif breach.matter == "days":
        over = upstream.last is not None and upstream.last < example.day
        edge_words = (
            N_("{source} counts until {day} only.") if over else N_("{source} does not count yet; it begins on {day}.")
        )
        edge = upstream.last if over else upstream.first
        reason = Message(edge_words, about | {"day": day_words(edge or example.day)})
    elif breach.matter == "prohibited":
        reason = Message(N_("{source} prohibits this purpose."), about)
    else:
        reason = Message(
            N_("{source} permits other purposes: {purposes}."),
            about | {"purposes": joined([own(one.name, one.key) for one in upstream.purposes])},
        )
    return Broken(
        breach.matter, upstream.agreement.id, given, reason, purpose.key, action, recipient, country, example.day
    )


_NOT_DONE: Final[Mapping[str, str]] = {
    "no": N_("{source} does not permit this: {action}."),
    "on conditions": N_(
        "{source} permits this on conditions, and nothing on file says that {recipient} meets them on that day: {action}."
    ),
}


_AGAINST: Final[Mapping[str, str]] = {
    "": N_("{source} does not name {recipient} and says nothing of sharing on."),
    "forbidden": N_("{source} does not name {recipient} and forbids sharing on."),
    "conditional": N_(
        "{source} allows sharing on under conditions, and nothing on file says that {recipient} meets them on that day."
    ),
}


def _place(country: str, *, named: bool) -> Argument:
    if country == ELSEWHERE:
        return Message(N_("in any other country") if named else N_("in any country"))
    return Message(N_("in {countries}"), {"countries": countries_words([country])})
