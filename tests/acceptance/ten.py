"""Ten organisations and those beside them: a coordinator at the command line, members at open vaults, a relay between them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from datapact.base.clock import Clock
from datapact.base.progress import silent
from datapact.exchange.receive.many import files_in, receive_many
from datapact.exchange.relay.carry import Report, carry
from datapact.exchange.send.many import send_what_lacks
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.identity.fingerprint import fingerprint
from datapact.organisation.members.founding import create_organisation
from datapact.organisation.members.unlocking import unlock
from datapact.organisation.network.known import find_routing
from datapact.organisation.network.taking_in import confirm_read_aloud, take_directory
from tests.agreements.alliance import RULES
from tests.benchmarks import network
from tests.cli.desks import CHEAP, PASSPHRASE, Answer, datapact
from tests.kept import copied

NETWORK = "Netz Nord"
BEGAN = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
ORDERS = """
[form]
amendment = "text_form"

[orders]
consent = "concerned"
silence = "refusal"
days = 14
"""


class Days:
    """A clock that goes on by a second each time, and by days when told to."""

    def __init__(self) -> None:
        self.now = BEGAN

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def go(self, days: int) -> None:
        self.now += timedelta(days=days)


def answers(parties: int) -> bytes:
    """Two provide data to all; who joins, leaves or is excluded, and how orders are answered, is agreed."""
    return (network.answers(parties, 2).decode() + RULES + ORDERS).encode()


def _found(folder: Path, clock: Clock, everyone: int) -> None:
    found: dict[str, Any] = tomllib.loads(answers(everyone).decode())
    for place, party in enumerate(found["parties"]):
        kept = ("name", "kind", "legal_form", "registration", "address", "contact")
        profile = {name: party[name] for name in kept if name in party}
        person = party["signatories"][0]
        created = create_organisation(
            folder / f"p{place + 1}.datapact",
            profile,
            person["name"],
            ("admin", "legal", "signatory"),
            PASSPHRASE,
            person["capacity"],
            clock,
            CHEAP,
        )
        created.acting.close()


@dataclass
class Coordinator:
    """The first organisation: every command as somebody types it, and what went by the hub before there was a relay."""

    folder: Path
    """Of all vaults."""
    commands: list[str] = field(default_factory=list)
    """What was typed."""
    files: list[str] = field(default_factory=list)
    """Files that somebody chose or wrote by hand; what a command writes into the relay's folder is none."""

    def run(self, *words: object, files: int = 0) -> Answer:
        (self.folder / "passphrase").write_text(PASSPHRASE + "\n", "utf-8")
        self.commands.append(" ".join(str(one) for one in words[:2]))
        self.files += [self.commands[-1]] * files
        vault = self.folder / "p1.datapact"
        return datapact(*words, "--vault", vault, "--passphrase-file", self.folder / "passphrase", "--json")

    def __call__(self, *words: object, files: int = 0) -> Any:
        """Run a command that must succeed; its result."""
        answer = self.run(*words, files=files)
        assert answer.code == 0, f"{words}: {answer.code} {answer.err}{answer.out}"
        return answer.result


@dataclass
class Hub:
    """What the coordinator had to do before directory, relay and folders: counted, not done.

    Members know the hub, so each file that somebody writes goes to it: it takes the file in, and passes it on to all others
    with a file of its own. Each card is added and each fingerprint confirmed by itself.
    """

    commands: int = 0
    files: int = 0

    def meets(self, members: int) -> None:
        """Its own card, and a card and a call for each member."""
        self.commands += 1 + 2 * members
        self.files += 1 + members

    def carried(self, report: Report, own: str) -> None:
        """A file of its own is written once; that of another is taken in, and goes on where anybody else is to have it."""
        for one in report.carried:
            others = [name for name in one.to if name != own]
            if one.sender == own:
                self.commands += 1
                self.files += 1
            else:
                self.commands += 1 + bool(others)
                self.files += 1 + bool(others)

    def does(self, commands: int) -> None:
        """Steps that it takes in its own vault, the same with and without a relay."""
        self.commands += commands


class Ten:
    """All of them; ``members`` without the coordinator, whose vault no one has open between its commands."""

    def __init__(self, folder: Path, founders: int, clock: Days) -> None:
        self.folder, self.founders, self.clock = folder, founders, clock
        everyone = founders + 2
        copied(folder, f"ten-{founders}", clock, lambda where, own: _found(where, own, everyone))
        self.members = {
            f"p{place}": unlock(folder / f"p{place}.datapact", None, PASSPHRASE, clock)
            for place in range(2, everyone + 1)
        }
        self.newcomer, self.silent = f"p{everyone - 1}", f"p{everyone}"
        self.first = Coordinator(folder)
        self.hub = Hub()
        self.id_of = {key: one.organisation for key, one in self.members.items()}
        with unlock(folder / "p1.datapact", None, PASSPHRASE, clock) as one:
            self.id_of["p1"] = one.organisation
        self.relay = folder / "relay"
        self.incoming = self.relay / "incoming"
        found = tomllib.loads(answers(everyone).decode())["parties"]
        self.names = {one["key"]: str(one["name"]) for one in found}

    def close(self) -> None:
        for one in self.members.values():
            one.close()

    @contextmanager
    def opened(self) -> Iterator[Acting]:
        """The coordinator's vault, looked at by the test."""
        with unlock(self.folder / "p1.datapact", None, PASSPHRASE, self.clock) as one:
            yield one

    def place(self, key: str) -> Path:
        """The folder of the relay in which files for a member lie."""
        (found,) = [one for one in (self.relay / "outgoing").iterdir() if one.name.startswith(self.names[key])]
        return found

    def carries(self) -> None:
        """A round of the relay, which runs by itself (``datapact relay FOLDER --every 10``)."""
        report = carry(self.relay, self.clock)
        assert (report.left, report.again) == ((), ())
        self.hub.carried(report, self.place("p1").name)

    def takes_in(self, *keys: str) -> None:
        """Members take in what lies ready for them, and clear their folder."""
        for key in keys:
            files = files_in(self.place(key))
            for one in receive_many(self.members[key], files, silent):
                assert one.refused is None, (key, one)
                assert one.received is not None
                assert not one.received.warnings, (key, [str(each) for each in one.received.warnings])
            for path in files:
                path.unlink()

    def sends(self, *keys: str) -> None:
        """Members write what others lack into the relay, which carries it."""
        for key in keys:
            member = self.members[key]
            with member.vault.read() as session:
                routing = find_routing(session, NETWORK)
            assert send_what_lacks(member, self.incoming, silent, routing).refused == ()
        self.carries()

    def takes_in_all(self) -> Any:
        """The coordinator takes in what lies ready for it."""
        taken = self.first("receive-all", self.place("p1"))
        assert all(one["refused"] is None for one in taken["files"])
        for path in files_in(self.place("p1")):
            path.unlink()
        return taken

    def sends_all(self) -> None:
        """The coordinator sends what anybody lacks."""
        self.first("send-all", self.incoming, "--through", NETWORK)
        self.carries()

    def meet(self) -> None:
        """One meeting: cards into a folder, a directory to all, fingerprints read aloud once and ticked."""
        cards = self.folder / "cards"
        cards.mkdir()
        for key, one in self.members.items():
            (cards / f"{key}.dpcard").write_bytes(write_card(one))
        self.first("receive-all", cards)
        listed = self.folder / "netz.dpdir"
        named = [word for key in self.members for word in ("--member", self.names[key])]
        self.first("directory", "write", "-o", listed, "--name", NETWORK, "--labels", *named, files=1)
        aloud = {key: fingerprint(self.id_of[key]) for key in self.names}
        heard = [word for key in self.members for word in ("--heard", aloud[key])]
        assert len(self.first("directory", "confirm", listed, *heard)["confirmed"]) == len(self.members)
        for key, one in self.members.items():
            take_directory(one, listed.read_bytes())
            confirm_read_aloud(
                one, listed.read_bytes(), {aloud[other]: self.names[other] for other in aloud if other != key}
            )
        self.relay.mkdir()
        self.first("relay", self.relay, "--labels", listed, files=1)
        self.hub.meets(len(self.members))
