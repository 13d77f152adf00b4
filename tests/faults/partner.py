"""A partner with valid keys and a program that asks no fold: it writes any entry by grammar, in any order, to any house.

Whatever it sends: nothing but a refusal of ours comes out of ``receive``, the vault stays sound, what all have signed
stays signed but for the notices that the contract knows, two vaults that get the same files in another order agree, and
the house's own work goes on.
"""

from __future__ import annotations

import contextlib
import dataclasses
import random
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from datapact.agreements.projection.append import load_state
from datapact.agreements.steps import negotiation
from datapact.audit.own_vault.check import check_whole_vault
from datapact.base.errors import DataPactError
from datapact.base.strictjson import to_base64url
from datapact.exchange.bundle.bundle import write_bundle
from datapact.exchange.bundle.contents import Attachment, Contents, PackedHistory
from datapact.exchange.receive.receive import receive_bundle
from datapact.exchange.send.send import send_agreement
from datapact.history.entries.agreement_shapes import ANNEX_RULES, NOTICE_SUBJECTS
from datapact.history.entries.entry import Entry, write_entry
from datapact.history.entries.packed import PackedEntry
from datapact.history.entries.shapes import AGREEMENT_SHAPES
from datapact.history.fold.agreement import AgreementState
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.members.members import remove_member
from datapact.organisation.members.unlocking import unlock
from tests.cli.desks import Desk
from tests.conftest import SteppingClock
from tests.corpus.reading import FOLDER, READ_AT, contents, run_by_clock, unpack
from tests.exchange.forgery import line_of, opened_by, sealing_key
from tests.exchange.houses import contents_of
from tests.faults.attempts import refused_by

ATTACKER, PERSON, OTHER = "study-keller", "anna-keller", "martin-vogt"
VICTIMS = ("signed", "signed", "signed", "gap")
SHARED = tuple(sorted(name for name, kind in AGREEMENT_SHAPES.items() if kind.stream == "shared"))
INTERNAL = tuple(sorted(set(AGREEMENT_SHAPES) - set(SHARED)))
OFTEN = ("revocation", "revocation", "comment", "receipt", "accept", "counter", "freeze", "signed", "declined")
DAYS = ("2020-01-01", "2026-11-25", "2026-12-20", "2026-12-31", "2027-06-30", "2028-06-30", "9999-12-31")
TIMES = (
    datetime(2020, 1, 1, tzinfo=UTC),
    datetime(2026, 11, 24, 9, 0, 30, tzinfo=UTC),
    datetime(2099, 1, 1, tzinfo=UTC),
    datetime(1, 1, 1, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
)
LEAVES = {"termination_notice": "terminated"}
"""Notices that the contract knows, and the stage to which each may lead from signed."""


@dataclasses.dataclass(frozen=True)
class Front:
    """One public history that the attacker may show: as it is, or with a member's keys revoked, then or long ago."""

    contents: Contents
    head: str
    earlier: tuple[str, ...]
    """Heads of the public history before."""
    acting: tuple[str, ...]
    """For each of the attacker's keys the last head at which it had the right to act."""


@dataclasses.dataclass
class Field:
    """The attacker's keys and fronts; the victims' vaults as they are before each attack."""

    folder: Path
    history: str
    passphrase: str
    organisation: str
    keys: tuple[ec.EllipticCurvePrivateKey, ...]
    kids: tuple[str, ...]
    replica: str
    fronts: tuple[Front, ...]
    own_sealing: bytes
    member: str
    """Who works at the victims' house."""
    states: dict[str, AgreementState]
    clock: SteppingClock


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[Field]:
    told = contents()
    for name in (ATTACKER, *sorted(set(VICTIMS))):
        unpack(FOLDER, name, folder)
    passphrase, member = told["passphrase"], told["vaults"]["signed"]["member"]
    history = told["vaults"]["signed"]["then"][1][2]
    (folder / "passphrase").write_text(passphrase + "\n", "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        clock = run_by_clock(patch, READ_AT)
        states: dict[str, AgreementState] = {}
        for name in sorted(set(VICTIMS)):
            with unlock(folder / name, member, passphrase, clock) as sofia:
                negotiation.comment(sofia, history, "before")  # opened and migrated, so that no attempt pays for it
                with sofia.vault.read() as session:
                    states[name] = load_state(session, history)
                institute, victim_sealing = sofia.organisation, sealing_key(sofia)
        with unlock(folder / ATTACKER, OTHER, passphrase, clock) as martin:
            second, before_removal = (martin.author_key, martin.kid), line_of(martin).head
        fronts = []
        for front, at in (("as it is", None), ("revoked", READ_AT), ("revoked long ago", TIMES[0])):
            shutil.copytree(folder / ATTACKER, folder / front)
            with unlock(folder / front, PERSON, passphrase, (lambda at=at: at) if at else clock) as anna:
                if at:
                    remove_member(anna, OTHER, "left the company")
            with unlock(folder / front, PERSON, passphrase, clock) as anna:
                line = line_of(anna)
                bundle = opened_by(anna, send_agreement(anna, history, [institute], everything=True))
                earlier = tuple(entry.digest for entry in line.entries[:-1])
                acting = (line.head, line.head if at is None else before_removal)
                fronts.append(Front(bundle.contents, line.head, earlier, acting))
                keys, kids = (anna.author_key, second[0]), (anna.kid, second[1])
                organisation, replica, own = anna.organisation, anna.vault.replica, sealing_key(anna)
        field = Field(
            folder, history, passphrase, organisation, keys, kids, replica, tuple(fronts), victim_sealing, member,
            states, clock,
        )  # fmt: skip
        assert own
        yield field


def try_partner(field: Field, chance: random.Random) -> str:
    name = chance.choice(VICTIMS)
    before = field.states[name]
    front = chance.choice(field.fronts)
    known = [entry for entry in before.entries.values() if AGREEMENT_SHAPES[entry.kind].stream == "shared"]
    files, written = [], []
    for _ in range(chance.randint(1, 3)):
        fresh: list[Entry] = []
        for _ in range(chance.randint(1, 4)):
            entry = _any_entry(field, before, front, known, chance)
            if entry is not None:
                fresh.append(entry)
                known.append(entry)
        written += fresh
        files.append(
            _file(field, front, before, [*fresh, *chance.sample(written, chance.randint(0, len(written)))], chance)
        )
    with _victim(field, name, "first") as first, _victim(field, name, "second") as second:
        taken = _deliver(first, files)
        _deliver(second, files[::-1])
        states = [_state(one, field.history) for one in (first, second)]
        assert _said(states[0]) == _said(states[1]), _differ(_said(states[0]), _said(states[1]))
        assert check_whole_vault(first, _quiet) == []
        if before.stage == "signed":
            _stays_signed(states[0])
        _goes_on(field, first)
    if chance.random() < 0.25:
        left = {field.kids[1]} if front is not field.fronts[0] else set()
        _hands_out(field, "first", doubted=any(entry.kid in left for entry in written))
    _reads_on(field, "first")
    return "taken" if taken else "refused"


def _stays_signed(state: AgreementState) -> None:
    """Signed, or ended by a notice that stands."""
    if state.stage != "signed":
        ended = [entry.kind for digest, entry in state.entries.items() if digest not in state.void]
        assert any(LEAVES.get(kind) == state.stage for kind in ended), f"signed became {state.stage}"
    assert state.fully_signed


def _goes_on(field: Field, acting: Acting) -> None:
    """The house's own steps, whatever arrived: to speak, to send, to hand out the contract."""
    from datapact.signing.ceremony.export import export_pdf

    negotiation.comment(acting, field.history, "we go on")
    send_agreement(acting, field.history, [field.organisation])
    state = _state(acting, field.history)
    if state.fully_signed:
        assert export_pdf(acting, field.history).startswith(b"%PDF")
    assert check_whole_vault(acting, _quiet) == []


def _reads_on(field: Field, name: str) -> None:
    """What a person asks for next."""
    desk = Desk(field.folder, field.folder / name, field.member)
    for command in (
        ("agreement", "list"),
        ("agreement", "show", field.history),
        ("agreement", "history", field.history),
        ("agreement", "history", field.history, "--json"),
        ("obligations",),
    ):
        answer = desk.run(*command)
        assert answer.code == 0, f"{command}: {answer.err}"


def _hands_out(field: Field, name: str, *, doubted: bool) -> None:
    """A dossier: valid, but for what somebody wrote whose key is revoked, which leaves doubt wherever it stands.

    The corpus was signed under a layout of pages that cannot be drawn any more; that doubt is the only other one.
    """
    desk, file = Desk(field.folder, field.folder / name, field.member), field.folder / "dossier.pdf"
    answer = desk.run("audit", "export", "--agreement", field.history, "-o", file)
    assert answer.code == 0, answer.err
    (verdict,) = desk.run("verify", file, "--json").result
    former = all(_FORMER_LAYOUT.search(reason["en"]) for reason in verdict["reasons"])
    allowed = ("valid", "indeterminate") if doubted or former else ("valid",)
    assert verdict["verdict"] in allowed, verdict["reasons"]


_FORMER_LAYOUT = re.compile(
    "pages cannot be compared with agreement.json|has the layout .* which this DataPact does not have"
)


@contextlib.contextmanager
def _victim(field: Field, name: str, copy: str) -> Iterator[Acting]:
    folder = field.folder / copy
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(field.folder / name, folder)
    with unlock(folder, field.member, field.passphrase, field.clock) as acting:
        yield acting


def _deliver(acting: Acting, files: list[bytes]) -> int:
    """Everything in this order, again while something of it was taken in: what came too early fits later."""
    waiting, taken, before = list(files), 0, contents_of(acting)
    while waiting:
        refused = []
        for data in waiting:
            if refused_by(lambda data=data: receive_bundle(acting, data)) is None:
                taken, before = taken + 1, contents_of(acting)
            else:
                assert contents_of(acting) == before
                refused.append(data)
        if len(refused) == len(waiting):
            break
        waiting = refused
    return taken


def _state(acting: Acting, history: str) -> AgreementState:
    with acting.vault.read() as session:
        return load_state(session, history)


def _said(state: AgreementState) -> dict[str, Any]:
    """All that the fold says."""
    return {one.name: getattr(state, one.name) for one in dataclasses.fields(state) if one.name not in ("dag",)}


def _differ(one: dict[str, Any], other: dict[str, Any]) -> str:
    return "another order, another state: " + ", ".join(name for name in one if one[name] != other[name])


def _quiet(_what: str, _done: int, _total: int) -> None:
    """No progress."""


# ---- the grammar ----


def _any_entry(
    field: Field, state: AgreementState, front: Front, known: list[Entry], chance: random.Random
) -> Entry | None:
    """An entry of any kind; None when its own reader refuses it, which the fuzzers try."""
    kind = chance.choice(INTERNAL if chance.random() < 0.02 else (*SHARED, *OFTEN))
    digests = [entry.digest for entry in known]
    heads = state.shared_heads
    parents: tuple[str, ...] = chance.choice(
        (
            heads,
            heads,
            (chance.choice(digests),),
            (digests[-1],),
            tuple(sorted(chance.sample(digests, min(len(digests), chance.randint(1, 3))))),
            tuple(entry.digest for entry in known if entry.kind == "offer")[:1],
            (),
        )
    )
    time = chance.choice((field.clock(), field.clock(), *TIMES, field.clock() - timedelta(days=chance.randint(1, 60))))
    replicas = sorted({entry.replica for entry in known} | {field.replica, "Q" * 22, _random_id(chance, 16)})
    counter = chance.choice(
        (
            1,
            2,
            chance.randint(1, 40),
            chance.randint(1, 40),
            1000,
            2**53 - 1,
            2**53 - 2,
            chance.choice(known).counter,
            chance.choice(known).counter + 1,
        )
    )
    who = 0 if kind in ("revocation", "receipt") and chance.random() < 0.8 else chance.randrange(len(field.keys))
    head = _head(front, who, chance)
    try:
        return write_entry(
            key=field.keys[who],
            history=field.history,
            kind=kind,
            body=_body(kind, field, state, known, chance),
            parents=parents,
            organisation=field.organisation,
            organisation_head=head,
            time=time,
            replica=chance.choice(replicas),
            counter=counter,
        )
    except DataPactError:
        return None


def _head(front: Front, who: int, chance: random.Random) -> str:
    """The head under which the author had the right to act, most of the time: before the removal, or the newest."""
    if chance.random() < 0.1:
        return chance.choice((front.head, *front.earlier))
    return front.acting[who] if who or chance.random() < 0.3 else front.head


def _body(kind: str, field: Field, state: AgreementState, known: list[Entry], chance: random.Random) -> dict[str, Any]:
    """A body as a lawful entry of the kind has it, pointing anywhere."""

    def of(*kinds: str) -> str:
        found = [entry.digest for entry in known if entry.kind in kinds]
        return chance.choice(found) if found and chance.random() < 0.8 else _random_id(chance, 32)

    def example(*kinds: str) -> dict[str, Any]:
        found = [entry for entry in known if entry.kind in kinds]
        return dict(chance.choice(found).body) if found else {}

    text, day = chance.choice(("", "Hello", "ä" * 300)), chance.choice(DAYS)
    anywhere = of(*AGREEMENT_SHAPES)
    maybe_day = chance.choice((None, day))
    content = chance.choice(({}, {"terms": {}}, {"terms.duration.notice_months": 1}, {"clauses": []}))
    removals = chance.choice(([], ["terms.duration"]))
    annex = chance.choice(sorted(ANNEX_RULES))
    match kind:
        case "offer" | "counter":
            body = example("offer", "counter")
            if chance.random() < 0.3:
                body["parties"] = sorted({field.organisation, _random_id(chance, 32)})
            return {**body, "note": text} | ({"answers": of("offer", "counter")} if kind == "counter" else {})
        case "accept":
            return {"offer": of("offer", "counter")}
        case "comment":
            return {"text": text, "about": ""}
        case "declined":
            return {"reason": text}
        case "freeze":
            body = example("freeze") or {"agreement_sha256": anywhere, "layout": "1", "slots": [], "heads": []}
            slots = list(body.get("slots", ()))
            chance.shuffle(slots)
            kept = slots[: chance.randint(1, len(slots))] if slots else slots
            return {**body, "offer": of("offer", "counter"), "slots": kept}
        case "signed":
            body = example("signed") or {"slot": "x", "person": "x", "capacity": "x"}
            return {
                **body,
                "revision_from": chance.choice(
                    (body.get("revision_from", anywhere), body.get("revision_to", anywhere))
                ),
                "revision_to": chance.choice((body.get("revision_to", anywhere), _random_id(chance, 32))),
            }
        case "termination_notice":
            return {"end": day, "reason": text, "ground": text}
        case "revocation":
            kids = (*field.kids, *field.kids, chance.choice(known).kid, _random_id(chance, 32))
            return {"kid": chance.choice(kids), "reason": text}
        case "receipt":
            seen = chance.sample([one.digest for one in known], chance.randint(0, len(known)))
            more = [_random_id(chance, 32)] if chance.random() < 0.3 else []
            return {"seen": sorted([*seen, *more]), "commitment": chance.choice((None, anywhere))}
        case "notice":
            about = chance.choice(NOTICE_SUBJECTS)
            return {"about": about, "text": text, "day": day, "effective": day, "objection_until": maybe_day}
        case "objection":
            return {"to": anywhere, "day": day, "reason": text}
        case "annex_version":
            rule = chance.choice(("alone", "objection", "both"))
            notice = chance.choice((None, anywhere))
            return {
                "annex": annex, "rule": rule, "content": content, "removals": removals, "day": day, "effective": day,
                "notice": notice, "note": text,
            }  # fmt: skip
        case "amendment":
            return {"content": content, "removals": removals, "day": day, "effective": day, "note": text}
        case "change_accepted":
            return {"change": of("amendment", "annex_version"), "day": day}
        case "suspended":
            return {"begins": day, "until": maybe_day, "reason": text}
        case "resumed":
            return {"suspension": of("suspended"), "day": day}
        case "draft":
            return {"state": example("offer", "counter").get("state", {}), "note": text}
        case "approval":
            return {"state_digest": anywhere, "note": text}
        case "note":
            return {"text": text}
        case "own_fact":
            return {"facts": {"facts.training": True}, "note": text, "rests_on": {"facts.training": {"purposes": text}}}
        case "ended_elsewhere":
            return {"end": maybe_day, "ground": "notice", "reason": text, "files": []}
        case _:
            return {"finding": "x", "place": "", "reason": text, "state_digest": anywhere}


def _random_id(chance: random.Random, size: int) -> str:
    return to_base64url(chance.randbytes(size))


def _file(field: Field, front: Front, before: AgreementState, fresh: list[Entry], chance: random.Random) -> bytes:
    """A sealed file with the new entries, all or some of the old ones, and now and then a part withheld.

    The old ones are those that the victim has: its vault here is older than what the attacker knows of its house.
    """
    (packed,) = front.contents.histories
    has = {entry.jws for entry in before.entries.values()}
    packed = dataclasses.replace(packed, entries=tuple(one for one in packed.entries if one.jws in has))
    old = [one for one in packed.entries if chance.random() < 0.9] if chance.random() < 0.5 else list(packed.entries)
    if chance.random() < 0.3:
        old = []
    new = []
    for entry in fresh:
        told = entry.disclosures
        if told and chance.random() < 0.1:
            told = tuple(one for one in told if chance.random() < 0.7)
        new.append(PackedEntry(entry.jws, told, ()))
    entries = list({one.jws: one for one in (*old, *new)}.values())
    if chance.random() < 0.3:
        chance.shuffle(entries)
    signed = any(entry.jws in {one.jws for one in old} for entry in before.entries.values() if entry.kind == "signed")
    attachments = front.contents.attachments if signed and chance.random() < 0.5 else ()
    if chance.random() < 0.03:
        attachments = (*attachments, Attachment(_random_id(chance, 32), "application/pdf", b"%PDF-1.7"))
    changed = dataclasses.replace(
        front.contents, histories=(PackedHistory(packed.history, tuple(entries)),), attachments=attachments
    )
    return write_bundle(
        changed,
        organisation=field.organisation,
        head=front.head,
        key=field.keys[0],
        time=field.clock(),
        recipients=[field.own_sealing],
    )
