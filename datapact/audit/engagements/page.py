"""The page of audits: the list, and one audit with its scope, samples, remarks and accesses, with names for keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from datapact.agreements.views.known_names import known_datasets
from datapact.agreements.views.list import keys_of, rows_of
from datapact.audit.engagements.decisions import recorded_decisions
from datapact.audit.engagements.engagements import EngagementLine, State, _line, engagement
from datapact.audit.engagements.remarks import (
    DrawnSample,
    Remark,
    RemarkAnswer,
    accesses,
    remark_answers,
    remark_wordings,
    samples,
)
from datapact.audit.engagements.sampling import POPULATION_WORDS, consents_named
from datapact.base.local_time import day_of, local_zone
from datapact.base.texts import N_, Argument, Message, counted
from datapact.consent.decision.wording import number, verdict_word
from datapact.consent.deliveries.deliveries import deliveries
from datapact.consent.terms.named_purposes import purpose_names
from datapact.consent.terms.states import STATES as STATES_OF_CONSENT
from datapact.contract.text.value_words import bilingual
from datapact.organisation.acting.records import records
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.partners.references import reference_names

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


STATES: Mapping[State, str] = {
    "running": N_("running"),
    "coming": N_("begins later"),
    "over": N_("over"),
    "closed": N_("closed"),
}
ACCESS_WORDS: Mapping[str, str] = {
    "agreement": N_("Agreement opened"),
    "decision": N_("Answer opened"),
    "register": N_("Register looked at"),
    "dossier": N_("Dossier looked at"),
    "export": N_("Exported"),
}
_NOT_YOURS = Message(N_("Marks and remarks are made by the auditor for whom the audit was opened."))
_NOT_OPEN = Message(N_("The audit is not open today. A legal member opens audits."))
_GONE = Message(N_("no longer in this vault"))


@dataclass(frozen=True, slots=True)
class Item:
    """An item that can be marked: its name, and its agreement (history id, or empty)."""

    id: str
    """History id, digest of an entry, ``ENTRY#INDEX`` of a consent, or name of a register."""
    label: Message
    """For people; says so where it is no longer here."""
    history: str = ""
    """Of the agreement that it is about, or empty."""
    subject: str = ""
    """Of a consent: the pseudonym of the person, by whom its records are found."""


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """An answer of the house to a remark, with the name of its author."""

    answer: RemarkAnswer
    """As it was recorded."""
    author: str
    """Name of the legal member; empty where the key is not known."""
    older: bool
    """Whether it answers a wording that the auditor has changed since."""


@dataclass(frozen=True, slots=True)
class RemarkLine:
    """A remark with the names of its author and of the item it is on."""

    remark: Remark
    """In its newest version."""
    author: str
    """Name of the auditor; empty where the key is not known."""
    own: bool
    """True where the acting member wrote it."""
    on: Item
    """Name of the item that it is about."""
    earlier: tuple[Remark, ...] = ()
    """What it said before, newest first."""
    answers: tuple[AnswerLine, ...] = ()
    """Answers of the house, newest first."""


@dataclass(frozen=True, slots=True)
class SampleView:
    """A drawn sample: its items in the order of drawing, and the steps by which anybody can draw it again."""

    drawn: DrawnSample
    """As it was recorded."""
    author: str
    """Name of the auditor; empty where the key is not known."""
    items: tuple[Item, ...]
    """In the order of drawing."""
    steps: tuple[Message, ...]
    """In words, one after the other."""
    shell: str
    """Commands for a POSIX shell that reads ``population.txt``."""


@dataclass(frozen=True, slots=True)
class AccessLine:
    """One access of an auditor."""

    time: datetime
    """When it was opened, UTC."""
    author: str
    """Name of the auditor; empty where the key is not known."""
    what: Message
    """Sort of access in words."""
    on: Item
    """Name of the thing opened."""


@dataclass(frozen=True, slots=True)
class EngagementPage:
    """One audit. ``scope`` is empty where everything is in it; ``bars_work`` says why this member cannot make marks."""

    line: EngagementLine
    """With its state by today."""
    scope: tuple[Item, ...]
    samples: tuple[SampleView, ...]
    """Newest first."""
    remarks: tuple[RemarkLine, ...]
    """Newest first."""
    accesses: tuple[AccessLine, ...]
    """Newest first."""
    bars_work: Message | None

    def marks_on(self, item: str) -> tuple[RemarkLine, ...]:
        """The remarks on one item."""
        return tuple(one for one in self.remarks if one.remark.about == item)


def engagement_page(acting: Acting, key: str) -> EngagementPage:
    """The page of one audit; raises WrongUse where there is none with this key."""
    now = acting.clock()
    today = day_of(now, local_zone(now))
    with acting.vault.read() as session:
        found = engagement(session, key)
        line = _line(found, acting.member.id, today)
        drawn = samples(session, found.key)
        wordings = remark_wordings(session, found.key)
        written = [one[-1] for one in wordings]
        answered = remark_answers(session, found.key)
        batches = accesses(session, found.key)
        names = own_line(session).names_by_kid()
        wanted = {item for one in drawn for item in one.sample.items}
        wanted |= {one.about for one in written} | {one.about for batch in batches for one in batch.accesses}
        items = _items(acting, session, {*wanted, *found.agreements})

    def item(id: str) -> Item:
        return items.get(id) or Item(id, _named(id))

    looked_at = [
        AccessLine(
            one.time,
            names.get(batch.author, ""),
            Message(ACCESS_WORDS[one.what]) if one.what in ACCESS_WORDS else bilingual(one.what, one.what),
            item(one.about),
        )
        for batch in batches
        for one in batch.accesses
    ]
    bars = None if line.state == "running" else _NOT_OPEN
    return EngagementPage(
        line=line,
        scope=tuple(item(one) for one in found.agreements),
        samples=tuple(
            SampleView(
                one, names.get(one.author, ""), tuple(item(id) for id in one.sample.items), steps_of(one), shell_of(one)
            )
            for one in reversed(drawn)
        ),
        remarks=tuple(
            RemarkLine(
                one[-1],
                names.get(one[-1].author, ""),
                one[-1].author == acting.kid,
                item(one[-1].about),
                one[-2::-1],
                _answers_to(one, answered, names),
            )
            for one in reversed(wordings)
        ),
        accesses=tuple(sorted(looked_at, key=lambda one: one.time)[::-1]),  # of one second the last recorded first
        bars_work=bars if line.mine else _NOT_YOURS,
    )


def _answers_to(
    wordings: Sequence[Remark], answered: Iterable[RemarkAnswer], names: Mapping[str, str]
) -> tuple[AnswerLine, ...]:
    """The answers of the house to any wording of one remark, newest first."""
    entries = {one.entry for one in wordings}
    found = [one for one in answered if one.remark in entries]
    return tuple(
        AnswerLine(one, names.get(one.author, ""), one.remark != wordings[-1].entry) for one in reversed(found)
    )


def steps_of(drawn: DrawnSample) -> tuple[Message, ...]:
    """The steps to draw the same sample again, in words."""
    sample = drawn.sample
    what = Message(POPULATION_WORDS[drawn.population_of]) if drawn.population_of in POPULATION_WORDS else ""
    return (
        Message(
            N_(
                "Write the population, {what}, into a file: {count} identifiers, one a line, in the order of their bytes."
                " Its SHA-256 (base64url) is {digest}."
            ),
            {"what": what, "count": number(sample.population), "digest": sample.digest},
        ),
        Message(
            N_("Compute for each line the SHA-256 of the seed {seed}, a line feed and the line."), {"seed": sample.seed}
        ),
        counted(
            "The line with the smallest number is the sample.",
            "The {n} lines with the smallest numbers are the sample, in this order.",
            len(sample.items),
        ),
    )


def shell_of(drawn: DrawnSample) -> str:
    """The shell commands to draw the same sample again, with the population in a file."""
    sample = drawn.sample
    return (
        f'seed={_quoted(sample.seed)}; while read -r item; do printf \'%s\\n%s\' "$seed" "$item" | sha256sum'
        f" | cut -c-64 | tr '\\n' ' '; echo \"$item\"; done < population.txt | LC_ALL=C sort | head -n {len(sample.items)}"
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _named(id: str) -> Message:
    short = id.removeprefix("urn:uuid:")[:12]
    return Message(N_("{id} ({why})"), {"id": short, "why": _GONE}) if short else bilingual("", "")


def _items(acting: Acting, session: Session, wanted: Iterable[str]) -> dict[str, Item]:
    """Names of items: agreements, used decisions, deliveries, batches of consents."""
    ids = set(wanted)
    histories = [one for one in ids if one.startswith("urn:uuid:")]
    found: dict[str, Item] = {}
    rows = rows_of(session, keys_of(session, histories)) if histories else {}
    for row in rows.values():
        text = f"{row.number} {row.title}".strip()
        found[row.id] = Item(row.id, bilingual(text, text), row.id)
    rest = ids - set(histories)
    if not rest:
        return found
    partners = reference_names(session)
    datasets = known_datasets(session)
    today = day_of(acting.clock(), local_zone(acting.clock()))
    purposes = purpose_names(session, today, datasets=None)
    for one in deliveries(session):
        if one.entry in rest:
            told: dict[str, Argument] = {
                "dataset": datasets.get(one.dataset, one.dataset),
                "recipient": partners.get(one.recipient, one.recipient),
                "people": counted("{n} person", "{n} people", one.count),
            }
            words = Message(N_("Delivery: {dataset} to {recipient}, {people}"), told)
            found[one.entry] = Item(one.entry, words, one.agreement)
    for record in records(session, "consent_batch"):
        if record.entry in rest:
            events = counted("{n} event", "{n} events", int(record.body.get("count", 0)))
            batch = Message(
                N_("Batch of consents: {source}, {events}"),
                {"source": str(record.body.get("source", "")), "events": events},
            )
            found[record.entry] = Item(record.entry, batch)
    for name, event in consents_named(session, rest - found.keys()).items():
        said: dict[str, Argument] = {
            "subject": event.subject,
            "state": Message(STATES_OF_CONSENT[event.state].label),
            "day": event.at.date().isoformat(),
            "purpose": purposes.name(event.purpose, dataset=event.dataset),
            "dataset": datasets.get(event.dataset, event.dataset),
            "controller": partners.get(event.controller, event.controller),
        }
        found[name] = Item(
            name,
            Message(N_("{subject}: {state} on {day}, {purpose}, {dataset}, {controller}"), said),
            subject=event.subject,
        )
    for answer in recorded_decisions(acting) if rest - found.keys() else ():
        if answer.entry in rest:
            words = Message(
                N_("Answer: {dataset} to {partner}, {verdict}"),
                {
                    "dataset": answer.dataset,
                    "partner": answer.partner,
                    "verdict": verdict_word(answer.verdict),
                },
            )
            found[answer.entry] = Item(answer.entry, words, answer.agreement)
    return found
