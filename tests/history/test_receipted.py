"""A signature came before its key's revocation where its own house has built on another party's step that knows it."""

from __future__ import annotations

import pytest

from datapact.history.fold.agreement import fold
from datapact.history.fold.receipted import receipted
from tests.history.world import Organisation, Replica, directory, found, founded, replica, revision, slot

INSTITUT = founded("Institut")


@pytest.fixture
def keller() -> Organisation:
    organisation = found("Keller")
    for member, roles in (("legal", ["legal"]), ("deputy", ["legal"]), ("signatory", ["signatory"])):
        organisation.add_member(member, *roles)
    return organisation


def frozen(keller: Organisation) -> tuple[Replica, Replica]:
    ours, theirs = replica(keller, "keller"), replica(INSTITUT, "institut")
    offer = ours.offer(keller, INSTITUT)
    theirs.learn(ours)
    theirs.accept(offer)
    ours.learn(theirs)
    ours.freeze(offer, [slot(1, keller), slot(2, INSTITUT)])
    theirs.learn(ours)
    return ours, theirs


def had(keller: Organisation, *vaults: Replica) -> dict[str, str]:
    known = directory(keller, INSTITUT)
    return receipted(fold({d: e for vault in vaults for d, e in vault.known.items()}.values(), known), known)


def test_the_revocation_knows_the_other_partys_step(keller: Organisation) -> None:
    ours, theirs = frozen(keller)
    ours.sign("Keller-signatory", "unsigned", "one")
    theirs.learn(ours)
    theirs.sign("Institut-signatory", "one", "two")
    assert "Keller-signatory" not in had(keller, ours, theirs)
    ours.learn(theirs)
    kid = keller.kid("signatory")
    keller.revoke("signatory")
    ours.write("revocation", {"kid": kid, "reason": ""}, "admin")
    assert had(keller, ours, theirs)["Keller-signatory"] == revision("one")


def test_who_left_and_a_partner_cannot_show_it_between_them(keller: Organisation) -> None:
    """The leaver signs with an old key, the partner acknowledges it, the leaver's key builds on that: no other does."""
    ours, theirs = frozen(keller)
    leaver = Replica(keller, "S" * 22, dict(ours.known))
    leaver.sign("Keller-signatory", "unsigned", "one")
    theirs.learn(leaver)
    theirs.sign("Institut-signatory", "one", "two")
    leaver.learn(theirs)
    leaver.receipt(member="signatory")
    kid = keller.kid("signatory")
    keller.revoke("signatory")
    ours.write("revocation", {"kid": kid, "reason": ""}, "admin")
    assert "Keller-signatory" not in had(keller, ours, theirs, leaver)
