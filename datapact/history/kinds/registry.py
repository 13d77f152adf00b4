"""All kinds of entries, by history. A new kind is a module here and a line in this table."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from datapact.errors import NewerFormat
from datapact.history.kinds import (
    exported,
    founding,
    identity_renewal,
    invited,
    member,
    member_revocation,
    partner_added,
    partner_introduced,
    partner_trusted,
    profile,
    restored,
    roles,
    sealing_key,
)
from datapact.history.kinds.kind import Kind
from datapact.history.organisation_state import OrganisationState
from datapact.texts import N_

_ORGANISATION = "urn:datapact:organisation:"

ORGANISATION_KINDS: Mapping[str, Kind[OrganisationState]] = MappingProxyType(
    {
        module.KIND.name: module.KIND
        for module in (
            founding,
            member,
            roles,
            profile,
            sealing_key,
            member_revocation,
            identity_renewal,
            partner_added,
            partner_trusted,
            partner_introduced,
            invited,
            restored,
            exported,
        )
    }
)


def kind_of(history: str, name: str) -> Kind[Any]:
    """The kind of this name in a history with this id; raises NewerFormat for a name that is not known."""
    kind = ORGANISATION_KINDS.get(name)
    if kind is None:
        raise NewerFormat(
            N_("An entry is of the kind {kind}, which this DataPact does not know. Update it to read it."),
            kind=name[:40],
        )
    return kind
