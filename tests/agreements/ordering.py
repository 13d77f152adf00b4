"""An order with all that it needs: a party's data for some others, with what stands about the first dataset."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from datapact.agreements.projection.reading_version import consolidated
from datapact.base.clock import local_day
from datapact.contract.editing.answers_file import ChangedTerms
from datapact.contract.terms import write_terms
from datapact.organisation.acting.acting_member import Acting


def order(
    terms: Mapping[str, Any], key: str, provider: str, recipients: Sequence[str], last: date | None = None
) -> ChangedTerms:
    """Data of one party for some others, to a last day, with all that stands about the first dataset."""
    like = terms["datasets"][0]
    concerned = [provider, *recipients]
    bases = [one for one in terms["legal_bases"] if one["dataset"] == like["key"]]
    by_operation = {one["operation"]: one for one in bases}
    content = {
        "datasets": [
            {
                **like,
                "key": key,
                "name": {"de": f"Daten {key}", "en": f"Data {key}"},
                "provider": provider,
                "recipients": list(recipients),
                "limits": {"last": last.isoformat()} if last else {},
                "personal": [{"party": one, "judgement": "personal"} for one in concerned],
            }
        ],
        "purposes": {terms["purposes"][0]["key"]: {"datasets": [key]}},
        "activities": [
            {
                **terms["activities"][0],
                "key": f"use-{key}",
                "datasets": [key],
                "roles": [
                    {"party": one["key"], "role": "controller" if one["key"] in concerned else "none"}
                    for one in terms["parties"]
                ],
            }
        ],
        "legal_bases": [
            {**by_operation["disclosure" if one == provider else "use"], "party": one, "dataset": key}
            for one in concerned
        ],
    }
    return ChangedTerms(json.loads(json.dumps(content)), ())


def terms_in(vault: Acting, history: str) -> dict[str, Any]:
    """The terms that count today by what a vault knows."""
    with vault.vault.read() as session:
        return dict(write_terms(consolidated(session, history, local_day(vault.clock())).terms))
