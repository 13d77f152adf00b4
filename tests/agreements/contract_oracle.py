"""What the contract of a network allows, told from its entries alone by the words of its clauses.

It shares no code with the program: it reads authors, days, contents and which entry rests on which, and counts by the clauses
"Orders", "Accession", "Leaving" and "Exclusion" of the contract that ``tests/agreements/test_network_vaults.py`` has signed:
who is concerned consents, silence of a recipient for fourteen days after receipt counts once it is recorded, a notice ends a
part three months after receipt at the end of a month, one for cause an order on receipt, more than half of the others exclude, more than half of all admit.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from datapact.history.entries.entry import Entry

BERLIN = ZoneInfo("Europe/Berlin")
SILENT_DAYS = 14
type Allowed = Literal["yes", "no", "unsure"]


@dataclass
class Oracle:
    """The shared entries that count, whatever vault has them, and whose key in the contract is whose."""

    entries: Sequence[Entry]
    keys: Mapping[str, str]
    """By organisation its key in the contract."""
    founders: frozenset[str]
    """Keys of the parties of the beginning."""
    starts: date
    """First day of the contract."""
    ends: date | None
    """Its last day; None without one."""
    _knows: dict[str, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        left = {one.digest: one for one in self.entries}
        while left:  # by rounds, for parents come first
            for digest, one in [*left.items()]:
                if all(parent in self._knows or parent not in left for parent in one.parents):
                    mine = {digest}
                    for parent in one.parents:
                        mine |= self._knows.get(parent, frozenset({parent}))
                    self._knows[digest] = frozenset(mine)
                    del left[digest]

    def of(self, kind: str) -> list[Entry]:
        """The entries of a kind."""
        return [one for one in self.entries if one.kind == kind]

    def first_with(self, digest: str, key: str, among: str = "") -> date | None:
        """The day of the first entry of a party that rests on another; ``among`` what this entry rests on."""
        days = [
            one.time.astimezone(BERLIN).date()
            for one in self.entries
            if self.keys[one.organisation] == key
            and digest in self._knows[one.digest]
            and (not among or one.digest in self._knows[among])
        ]
        return min(days, default=None)

    def last_day_by_notice(self, key: str) -> date | None:
        """The last day of a party that gave notice; None for none."""
        ends = []
        for one in self.of("leaving"):
            if self.keys[one.organisation] != key:
                continue
            arrived = [
                day for other in self.keys.values() if other != key and (day := self.first_with(one.digest, other))
            ]
            said = date.fromisoformat(one.body["day"])
            received = max(said, min(arrived)) if arrived else said
            month = received.year * 12 + received.month - 1 + 3  # three months later, to the end of that month
            year, month = divmod(month, 12)
            ends.append(date(year, month + 1, calendar.monthrange(year, month + 1)[1]))
        return min(ends, default=None)

    def is_excluded(self, key: str) -> Allowed:
        """Whether more than half of the others were for its exclusion in the end."""
        found: Allowed = "no"
        for one in self.of("motion"):
            if one.body["act"] != "exclusion" or self.keys[one.body["organisation"]] != key:
                continue
            votes = [vote for vote in self.of("vote") if vote.body["motion"] == one.digest]
            pro = {one.organisation, *(vote.organisation for vote in votes if vote.body["vote"] == "yes")}
            pro = {self.keys[who] for who in pro} - {key}
            contra = {self.keys[vote.organisation] for vote in votes if vote.body["vote"] == "no"}
            fewest, most = len(self.founders) - 1 - self._gone_ever(), len(self.founders)  # a newcomer may vote, too
            if not pro & contra and 2 * len(pro) > most and not self._gone_ever():
                return "yes"
            if 2 * len(pro) > fewest:
                found = "unsure"  # a vote taken back, or of one whose part had ended
        return found

    def _gone_ever(self) -> int:
        return len(
            {one.organisation for one in self.of("leaving")} | {one.body["organisation"] for one in self.of("motion")}
        )

    def is_party(self, key: str, day: date) -> Allowed:
        """Whether an organisation is a party on a day."""
        end = self.last_day_by_notice(key)
        if end is not None and day > end:
            return "no"
        excluded = self.is_excluded(key)
        if excluded != "no":  # from which day, is not counted here
            return "unsure" if excluded == "unsure" or day < self.last() + timedelta(days=60) else "no"
        if key in self.founders:
            return "yes"
        for one in self.of("accession"):
            if self.keys[one.body["organisation"]] == key and self._admitted(one):
                return "unsure"
        return "no"

    def _admitted(self, record: Entry) -> bool:
        """Whether more than half of those who were left could have been for it when it was recorded."""
        motion = record.body["motion"]
        pro = {
            one.organisation
            for one in self.entries
            if one.digest in self._knows[record.digest]
            and (
                one.digest == motion
                or (one.kind == "vote" and one.body["motion"] == motion and one.body["vote"] == "yes")
            )
        }
        return 2 * len(pro) > len(self.founders) - self._gone_ever()

    def last(self) -> date:
        """The day of the newest entry."""
        return max(one.time for one in self.entries).astimezone(BERLIN).date()

    def begins(self, order: Entry) -> tuple[date | None, bool]:
        """The day from which an order counts, None where it does not; and whether anybody objected to it."""
        dataset = order.body["content"]["datasets"][0]
        objections = [one for one in self.of("objection") if one.body["to"] == order.digest]
        days = [date.fromisoformat(order.body["day"])]
        for key in (dataset["provider"], *dataset["recipients"]):
            said = self._consents(order, key, dataset["provider"], objections)
            if said is None:
                return None, bool(objections)
            days.append(said)
        return max(days), bool(objections)

    def _consents(self, order: Entry, key: str, provider: str, objections: Sequence[Entry]) -> date | None:
        if self.keys[order.organisation] == key:
            return date.fromisoformat(order.body["day"])
        found = [
            date.fromisoformat(one.body["day"])
            for one in self.of("change_accepted")
            if one.body["change"] == order.digest and self.keys[one.organisation] == key
        ]
        if key != provider:
            for one in self.of("silence_recorded"):
                named = {self.keys[who] for who in one.body["organisations"]}
                got = self.first_with(order.digest, key, one.digest)
                if one.body["change"] != order.digest or key not in named or got is None:
                    continue
                last = got + timedelta(days=SILENT_DAYS)
                said_no = any(
                    self.keys[other.organisation] == key and date.fromisoformat(other.body["day"]) <= last
                    for other in objections
                )
                if date.fromisoformat(one.body["day"]) > last and not said_no:
                    found.append(date.fromisoformat(one.body["day"]))
        return min(found, default=None)

    def last_day_of(self, order: Entry, provider: str, recipient: str) -> date | None:
        """The last day of an order for a recipient, by a notice for cause of one of the two; None for none."""
        ends = []
        for one in self.of("order_ended"):
            author = self.keys[one.organisation]
            if one.body["change"] == order.digest and author in (provider, recipient):
                got = self.first_with(one.digest, recipient if author == provider else provider)
                said = date.fromisoformat(one.body["end"])
                ends.append(said if got is None else max(said, got))
        return min(ends, default=None)

    def may_share(
        self, dataset: str, provider: str, recipient: str, day: date, founding: Mapping[str, frozenset[str]]
    ) -> Allowed:
        """Whether a provider may give a dataset to a recipient on a day; ``founding`` are the recipients by dataset as signed."""
        if day < self.starts or (self.ends is not None and day > self.ends):
            return "no"
        there = (self.is_party(provider, day), self.is_party(recipient, day))
        given: Allowed = "no"
        if recipient in founding.get(dataset, frozenset()):
            given = "yes"
        for one in self.of("annex_version"):
            said = one.body["content"]["datasets"][0]
            if said["key"] != dataset or said["provider"] != provider or recipient not in said["recipients"]:
                continue
            begins, disputed = self.begins(one)
            ended = self.last_day_of(one, provider, recipient)
            if begins is not None and begins <= day and given == "no" and (ended is None or day <= ended):
                given = "unsure" if disputed else "yes"
        if "no" in (*there, given):
            return "no"
        return "unsure" if "unsure" in (*there, given) else "yes"
