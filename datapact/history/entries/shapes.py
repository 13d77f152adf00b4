"""Every kind of entry by its shape."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from datapact.base.errors import NewerFormat
from datapact.base.texts import N_
from datapact.history.entries import (
    agreement_shapes,
    house_records,
    membership_shapes,
    obligation_records,
    organisation_shapes,
    sharing_records,
    slot_shapes,
)
from datapact.history.entries.record import Record
from datapact.history.entries.shape import Shape

_ORGANISATION = "urn:datapact:organisation:"

RECORDS: tuple[Record, ...] = (*house_records.RECORDS, *sharing_records.RECORDS, *obligation_records.RECORDS)
"""The kinds of an organisation's history that are records only."""


def _by_name(shapes: Iterable[Shape]) -> Mapping[str, Shape]:
    return MappingProxyType({shape.name: shape for shape in shapes})


ORGANISATION_SHAPES = _by_name([*organisation_shapes.SHAPES, *(record.shape for record in RECORDS)])
AGREEMENT_SHAPES = _by_name([*agreement_shapes.SHAPES, *membership_shapes.SHAPES, *slot_shapes.SHAPES])

_WITHOUT_KEY = frozenset({"word_sent", "word_received", "approval_rules", "exchange_rule"})
RECORD_KINDS: frozenset[str] = _WITHOUT_KEY | frozenset(
    name for name, shape in ORGANISATION_SHAPES.items() if "key" in shape.members
)
"""Kinds that organisation records are projected from: those with a member ``key``, those of Word files and rules of the house."""


def shape_of(history: str, name: str) -> Shape:
    """The shape of this kind in a history with this id; raises NewerFormat for an unknown kind."""
    shapes = ORGANISATION_SHAPES if history.startswith(_ORGANISATION) else AGREEMENT_SHAPES
    shape = shapes.get(name)
    if shape is None:
        raise NewerFormat(
            N_("An entry is of the kind {kind}, which this DataPact does not know. Update it to read it."),
            kind=name[:40],
        )
    return shape
