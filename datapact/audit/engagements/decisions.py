"""Used sharing decisions, newest first, with names instead of keys, and their replay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, get_args

from datapact.agreements.views.known_names import known_datasets
from datapact.base.clock import read_time
from datapact.base.errors import DataPactError
from datapact.base.texts import Argument, Message
from datapact.consent.decision.replay import Outcome, Replay, replay
from datapact.consent.decision.wording import why_ended
from datapact.consent.facts.load_facts import facts_at
from datapact.consent.facts.question import Verdict
from datapact.consent.matrix.question_form import purpose_name
from datapact.organisation.acting.records import Record, records
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.partners.references import reference_names

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

VERDICTS: tuple[Verdict, ...] = get_args(Verdict.__value__)


@dataclass(frozen=True, slots=True)
class RecordedDecision:
    """One used decision. ``at`` is the moment it was about, ``recorded`` when it was used; ``n`` of ``m`` people."""

    entry: str
    """Digest of the decision's entry, base64url."""
    recorded: datetime
    member: str
    """Name of who used it; empty where the key is not known."""
    dataset: Argument
    """Name of the dataset, else its key."""
    partner: Argument
    """Name of the recipient, else its reference."""
    purpose: Argument
    """Name of the purpose, else what its IRI says."""
    verdict: Verdict
    """As it was when used."""
    n: int
    m: int
    at: datetime
    valid_until: datetime | None
    """UTC; None where it has no end."""
    until_why: Message | None
    """What ends then; None where nothing does, or an earlier program did not say."""
    rule_set: str
    """Version of the rules that gave it."""
    agreement: str
    """History id; empty where it rests on none."""
    deliveries: int = 0
    """How many deliveries name it; 0 where it was recorded and nothing left on it."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """The result of replaying a decision: from its kept inputs, from the vault's records today, and the differences."""

    entry: str
    """Digest of the decision's entry, base64url."""
    outcome: Outcome
    """Against the inputs that were kept; ``indeterminate`` where they cannot be read."""
    today: Outcome
    """Against the vault as it is now."""
    differences: tuple[Message, ...]
    """The differences, or why they cannot be determined; empty for none."""


def recorded_decisions(acting: Acting) -> tuple[RecordedDecision, ...]:
    """Every used decision that can still be read."""
    with acting.vault.read() as session:
        found = records(session, "decision")
        if not found:
            return ()
        facts = facts_at(acting, session, acting.clock())
        partners = reference_names(session)
        members = own_line(session).names_by_kid()
        datasets = known_datasets(session)
        named = Counter(str(one.body.get("decision", "")) for one in records(session, "delivery"))

    def lines() -> Iterator[RecordedDecision]:
        for record in reversed(found):
            body = record.body
            dataset, partner, purpose = (str(body.get(name, "")) for name in ("dataset", "partner", "purpose"))
            verdict = next((one for one in VERDICTS if one == body.get("verdict")), None)
            if verdict is None:  # the body was erased
                continue
            yield RecordedDecision(
                record.entry,
                record.recorded,
                members.get(record.author, ""),
                datasets.get(dataset, dataset),
                partners.get(partner, partner),
                purpose_name(facts, dataset, purpose, str(body.get("agreed", ""))),
                verdict,
                _number(record, "n"),
                _number(record, "m"),
                _time(record, "at") or record.recorded,
                _time(record, "valid_until"),
                why_ended(body),
                str(body.get("rule_set", "")),
                str(body.get("agreement", "")),
                named[record.entry],
            )

    return tuple(lines())


def replay_decisions(
    acting: Acting, entries: Sequence[str], progress: Callable[[int, int], None] = lambda done, total: None
) -> tuple[Replayed, ...]:
    """Replay these decisions, one after the other; one whose inputs cannot be read is indeterminate."""
    results = []
    for number, entry in enumerate(entries):
        progress(number, len(entries))
        try:
            again: Replay = replay(acting, entry)
        except DataPactError as error:
            results.append(Replayed(entry, "indeterminate", "indeterminate", (error.message,)))
        else:
            results.append(Replayed(entry, again.outcome, again.today, again.differences))
    return tuple(results)


def _number(record: Record, name: str) -> int:
    value = record.body.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _time(record: Record, name: str) -> datetime | None:
    value = record.body.get(name)
    return read_time(value) if isinstance(value, str) and value else None
