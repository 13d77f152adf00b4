"""Random histories for the properties: several vaults act, lawfully or not, and exchange what they know."""

from __future__ import annotations

from hypothesis import strategies as st

from datapact.history.entries.entry import Entry
from datapact.history.fold.agreement import AgreementState, fold
from tests.history.world import TODAY, Replica, founded, replica, revision, slot, usual_directory

KELLER, INSTITUT = founded("Keller"), founded("Institut")

# Weighted so that many histories reach signatures: "go" does what the state asks for next.
ACTIONS = (
    ["go"] * 14
    + ["meet"] * 3
    + ["learn"] * 3
    + [
        "offer",
        "counter",
        "counter",
        "accept",
        "accept",
        "freeze",
        "freeze",
        "sign",
        "sign",
        "copy",
        "copy",
        "decline",
        "terminate",
        "comment",
        "remark",
        "receipt",
        "draft",
        "elsewhere",
        "outside",
        "outside",
        "slots",
        "contract",
        "contract",
        "contract",
        "wrong",
    ]
)

steps = st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 3), st.integers(0, 5)), min_size=3, max_size=28)


def play(plan: list[tuple[str, int, int]]) -> list[Entry]:
    """Carry out a plan of (action, vault, choice) and return every entry written."""
    vaults = [
        replica(KELLER, "keller1"),
        replica(INSTITUT, "institut1"),
        replica(KELLER, "keller2"),
        replica(INSTITUT, "institut2"),
    ]
    vaults[0].offer(KELLER, INSTITUT)
    vaults[1].learn(vaults[0])
    for action, who, choice in plan:
        vault = vaults[who]
        if action == "meet":
            for one in vaults:
                one.learn(*vaults)
        elif action == "learn":
            vault.learn(vaults[choice % len(vaults)])
        elif action == "go":
            _go(vaults, who, choice)
        else:
            _act(vault, action, choice)
    return list({entry.digest: entry for vault in vaults for entry in vault.known.values()}.values())


def _go(vaults: list[Replica], who: int, choice: int) -> None:
    """What comes next, by a vault whose turn it is, with what vault ``who`` knows."""
    state = vaults[who].state()
    mine = [vault for vault in vaults if vault.organisation.id in state.turn]
    vault = mine[choice % len(mine)] if mine else vaults[who]
    vault.learn(vaults[who])
    next_step = {"offered": "accept", "agreed": "freeze", "frozen": "sign", "signing": "sign", "signed": "contract"}
    _act(vault, next_step.get(state.stage, "comment"), choice)


def _act(vault: Replica, action: str, choice: int) -> None:
    state = vault.state()
    member = "auditor" if action == "wrong" else "legal"
    offers = [state.entries[digest] for digest in state.open_offers] or [
        entry for entry in vault.known.values() if entry.kind in ("offer", "counter")
    ]
    if action == "offer" or (not offers and action in ("counter", "accept", "freeze", "wrong")):
        vault.offer(KELLER, INSTITUT)
    elif action in ("counter", "wrong"):
        vault.counter(offers[choice % len(offers)], member=member)
    elif action == "accept":
        vault.accept(offers[choice % len(offers)])
    elif action == "freeze":
        vault.freeze(offers[choice % len(offers)], [slot(1, KELLER), slot(2, INSTITUT), slot(3, KELLER, "second")])
    elif action == "sign":
        _sign(vault, state, choice)
    elif action == "copy":
        _own_copy(vault, state, choice)
    elif action == "decline":
        vault.decline()
    elif action == "terminate":
        vault.terminate()
    elif action == "comment":
        vault.comment()
    elif action == "remark":
        _remark(vault, state, choice)
    elif action == "receipt":
        vault.receipt()
    elif action == "draft":
        vault.write("draft", {"state": {}, "note": ""})
    elif action == "elsewhere":
        vault.elsewhere() if choice < 4 else vault.ended()
    elif action == "slots":
        evidence = ("signed_here", "pdf_signature", "paper_scan", "reference_only")
        if choice > 3:
            vault.fix("chain" if choice % 2 else "counterparts")
        else:
            vault.fill(1 + choice % 2, evidence[choice])
    elif action == "outside":
        vault.paper("received" if choice % 2 else "taken") if choice == 5 else vault.outside(
            ("sent", "sent", "accepted", "changes", "refused", "frozen")[choice]
        )
    elif action == "contract":
        _after_signature(vault, state, choice)


def _remark(vault: Replica, state: AgreementState, choice: int) -> None:
    """A comment, an answer or a settlement, also of an internal thread, which only an internal one may name."""
    threads = [entry.digest for entry in vault.known.values() if entry.kind in ("remark", "house_remark")]
    thread = threads[choice % len(threads)] if threads and choice else ""
    kind = "house_remark" if choice % 2 else "remark"
    if choice == 5:
        vault.write("approval_request", {"act": "asked", "state_digest": "A" * 43, "members": [], "note": ""})
    elif choice == 4:
        vault.write("comments_bar", {"bar": len(state.order) % 2 == 0})
    else:
        vault.remark(thread, "resolved" if choice == 3 else "said", kind)


def _after_signature(vault: Replica, state: AgreementState, choice: int) -> None:
    """A step of those that follow signature, lawful or not, answering what the vault knows."""
    changes, notices, suspensions = list(state.facts.changes), list(state.facts.notices), list(state.facts.suspensions)
    if choice == 0:
        vault.amend() if len(changes) % 2 else vault.annex("datasets", "both")
    elif choice == 1 and changes:
        vault.agree_to(changes[-1])
    elif choice == 2 and (changes or notices):
        vault.object_to([*changes, *notices][len(vault.known) % len([*changes, *notices])])
    elif choice == 3:
        notice = vault.notice("sub_processors", TODAY)
        vault.annex("sub_processors", "objection", notice)
    elif choice == 4:
        vault.suspend() if not suspensions else vault.resume(suspensions[-1])
    else:
        vault.annex("measures", "alone") if len(vault.known) % 3 else vault.terminate()


def _sign(vault: Replica, state: AgreementState, choice: int) -> None:
    place = state.next_slots[0] if state.next_slots else None
    before = sorted(state.revisions - {""}) or [revision("unsigned")]
    after = revision(f"rev{place.order if place else 1}-{choice % 2}")
    member = place.member if place and choice < 5 else "signatory"
    start = before[choice % len(before)] if choice < 5 else revision("elsewhere")
    vault.write(
        "signed",
        {
            "slot": place.id if place else "Keller-signatory",
            "person": str(member).title(),
            "capacity": "managing_director",
            "revision_from": start,
            "revision_to": after,
        },
        str(member),
    )


def _own_copy(vault: Replica, state: AgreementState, choice: int) -> None:
    """A place that a party says it filled in its own copy: its own mostly, by its person or a legal member."""
    place = state.next_slots[0] if state.next_slots else None
    name = place.id if place and choice < 5 else "Keller-signatory"
    stood = sorted(state.revisions) or [""]
    member = "legal" if choice % 2 else str(place.member) if place else "signatory"
    evidence = ("paper_scan", "pdf_signature", "reference_only")[choice % 3]
    vault.own_copy(name, stood[choice % len(stood)], evidence, member)


def ancestors(entries: list[Entry], entry: Entry) -> list[Entry]:
    """All that an entry knew, found the plain way."""
    by_digest = {other.digest: other for other in entries}
    known: dict[str, Entry] = {}
    waiting = list(entry.parents)
    while waiting:
        digest = waiting.pop()
        if digest not in known:
            known[digest] = by_digest[digest]
            waiting += by_digest[digest].parents
    return list(known.values())


def folded(entries: list[Entry], **more: bool) -> AgreementState:
    return fold(entries, usual_directory(), **more)
