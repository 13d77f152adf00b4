"""Directories of networks as no honest program writes them: changed inside and signed by the partner who put them together."""

from __future__ import annotations

import json
import random

from datapact.base.strictjson import canonical, from_base64url, to_base64url
from datapact.history.commitments.jws import sign_compact
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.network.directory_file import MOST_VERSIONS, TYPE
from datapact.organisation.network.taking_in import look_at_directory, take_directory
from datapact.organisation.network.writing import write_directory
from datapact.organisation.partners.partners import list_partners
from tests.exchange.houses import contents_of
from tests.faults.attempts import refused_by
from tests.faults.bundles import Post
from tests.faults.mutating import bytes_changed, signed_anew


def try_directory(post: Post, chance: random.Random) -> str:
    """A confirmed partner's directory of a network of its own; whatever it says, it confirms nobody."""
    keller, victim = post.houses.keller, post.houses.institute
    with keller.vault.read() as session:
        members = [one.organisation for one in list_partners(session)]
    written = write_directory(keller, f"Netz {chance.getrandbits(64)}", members, vouch=True).data.decode("ascii")
    claims = json.loads(from_base64url(written.split(".")[1])) | {"network": to_base64url(chance.randbytes(16))}
    token = sign_compact(canonical(claims), keller.author_key, typ=TYPE)
    match chance.randrange(4):
        case 0:
            data = bytes_changed(token.encode(), chance)
        case 1:
            place = chance.randrange(len(claims["members"]))
            card = claims["members"][place]["card"]
            claims["members"][place]["card"] = signed_anew(card, keller.author_key, chance)
            data = sign_compact(canonical(claims), keller.author_key, typ=TYPE).encode()
        case 2:
            for member in claims["members"]:
                member["confirmed"] = chance.choice(["", "2026-11-30", "0001-01-01", "9999-12-31"])
            chance.shuffle(claims["members"])
            claims["left"] = [{"day": "2026-12-31", "name": "Netz\u00a0Süd", "organisation": "A" * 43}]
            claims["version"] = chance.choice([1, 2, MOST_VERSIONS, 2**53 - 1])
            data = sign_compact(canonical(claims), keller.author_key, typ=TYPE).encode()
        case _:
            data = signed_anew(token, keller.author_key, chance).encode()
    before, confirmed = contents_of(victim), _confirmed(victim)
    refused_by(lambda: look_at_directory(victim, data))
    assert contents_of(victim) == before
    if refused_by(lambda: take_directory(victim, data)) is not None:
        assert contents_of(victim) == before
        return "refused"
    assert _confirmed(victim) == confirmed
    return "taken"


def _confirmed(acting: Acting) -> dict[str, str]:
    with acting.vault.read() as session:
        return {one.organisation: one.confirmed_as for one in list_partners(session) if one.trust == "confirmed"}
