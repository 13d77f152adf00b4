"""Lists of labels (``.dplabels``): what a relay has to know of a network, without names, cards or its routing key.

A relay whose operator is to know the members takes the directory itself instead; it keeps the labels and names alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, ClassVar

from datapact.base.errors import Malformed
from datapact.base.format import Bounds, Format, Shown, part
from datapact.base.texts import N_
from datapact.organisation.acting.names import known_names
from datapact.organisation.network.directory_file import MOST, MOST_VERSIONS, is_directory, read_directory
from datapact.organisation.network.known import routings
from datapact.organisation.network.labels import Label, is_label

if TYPE_CHECKING:
    from datapact.organisation.network.labels import Routing
    from datapact.vault.database.session import Session

ENDING = ".dplabels"
LARGEST = 64 * 1024
_NO_LABELS = N_(
    "This directory has no routing labels, so nothing can be sorted by it. Ask whoever put it together for a version with "
    "labels (datapact directory write --labels)."
)


def _is_sorted(labels: tuple[str, ...]) -> bool:
    return list(labels) == sorted(set(labels))


@part
class LabelList(Format):
    """The labels of a network's members, for who carries their files."""

    file_kind: ClassVar = "datapact-labels"
    largest: ClassVar = LARGEST
    malformed: ClassVar = N_("This file is not a list of routing labels. Ask whoever wrote it for a new one.")
    too_large: ClassVar = N_("This list has more labels than a network can have members.")

    labels: Annotated[tuple[Label, ...], Bounds(1, MOST), Shown({"uniqueItems": True}, _is_sorted)]
    """Of all members, sorted."""
    network: Annotated[str, Shown({"pattern": "^[A-Za-z0-9_-]{22}$"}, is_label)]
    """Id of the network for the organisation that put its directory together."""
    version: Annotated[int, Bounds(1, MOST_VERSIONS)]
    """Of the directory."""


@dataclass(frozen=True, slots=True)
class KnownLabels:
    """The label lists by which a relay carries."""

    network: str
    """Id of the network."""
    version: int
    """Of the directory."""
    names: Mapping[str, str] = field(hash=False)
    """The members' names by label; empty texts where the relay is told none."""
    name: str = ""
    """Of the network; empty where the relay is not told."""


def label_list(routing: Routing) -> LabelList:
    """The list for a carrier that is not to know the members."""
    return LabelList(tuple(sorted(map(routing.label, routing.members))), routing.network, routing.version)


def labels_in(session: Session, own: str) -> tuple[KnownLabels, ...]:
    """The labels of the networks with labels to which we belong, with the names of their members, by the network's name."""
    names = known_names(session)
    return tuple(
        KnownLabels(
            one.network, one.version, {one.label(member): names.get(member, "") for member in one.members}, one.name
        )
        for one in routings(session, (own,))
    )


def read_labels(data: bytes) -> KnownLabels:
    """The labels in a list or in a directory, which is verified.

    Raises Malformed for a directory without labels, and what reading either raises.
    """
    if not is_directory(data):
        found = LabelList.read(data)
        return KnownLabels(found.network, found.version, dict.fromkeys(found.labels, ""))
    directory = read_directory(data)
    routing = directory.routing
    if routing is None:
        raise Malformed(_NO_LABELS)
    names = {routing.label(one.card.organisation): one.card.profile.name for one in directory.members}
    return KnownLabels(directory.network, directory.version, names, directory.name)
