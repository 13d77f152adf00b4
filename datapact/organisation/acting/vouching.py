"""Vouching for a member's signed entries when the member's keys are revoked, and the Merkle paths for proofs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from datapact.base.strictjson import from_base64url, to_base64url
from datapact.history.commitments.jws import kid_of_header
from datapact.history.commitments.merkle import inclusion_path, root_of
from datapact.history.entries.entry import Entry
from datapact.history.fold.vouching import Voucher
from datapact.organisation.identity.own_history import own_line
from datapact.vault.database import entries as store
from datapact.vault.database.session import Session


def vouched_body(session: Session, organisation: str, member: str, kids: Collection[str]) -> Mapping[str, Any] | None:
    """The body of the entry that vouches for all that these keys have signed in this vault; None where that is nothing."""
    leaves = _signed_with(session, organisation, kids)
    if not leaves:
        return None
    root = to_base64url(root_of([from_base64url(one) for one in leaves]))
    return {"id": member, "kids": sorted(kids), "count": len(leaves), "root": root}


def vouchers_for(session: Session, entries: Iterable[Entry]) -> tuple[Voucher, ...]:
    """The vouchers for those of our own entries whose keys were revoked later and that were vouched for."""
    line = own_line(session)
    left = [one for one in entries if one.organisation == line.id and one.kid in line.state.revoked]
    found: list[Voucher] = []
    for by in line.entries if left else ():
        concerned = [one for one in left if by.kind == "vouched" and one.kid in by.body["kids"]]
        if not concerned:
            continue
        leaves = _signed_with(session, line.id, by.body["kids"], before=by.digest)
        places = {digest: place for place, digest in enumerate(leaves)}
        data = [from_base64url(one) for one in leaves]
        if to_base64url(root_of(data)) != by.body["root"]:
            continue  # a restored vault lacks some of the entries
        for one in concerned:
            if one.digest in places:
                path = inclusion_path(data, places[one.digest])
                found.append(Voucher(one.digest, by.digest, places[one.digest], tuple(map(to_base64url, path))))
    return tuple(found)


def _signed_with(session: Session, organisation: str, kids: Collection[str], before: str | None = None) -> list[str]:
    """Digests of all entries of our organisation by these keys, in commit order, those before an entry."""
    headers = [one for one in store.headers(session, organisation) if kid_of_header(one) in kids]
    return store.digests_by_headers(session, organisation, headers, before)
