"""Files of the Open Data Contract Standard, version 3: the technical schema of a dataset, held against the agreed data items.

A file is read, never run: quality rules, servers and prices in it are left alone. It is bound by the digest of its bytes.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.reading_version import amendments_of, state_on
from datapact.agreements.steps.drafting import open_draft, save_draft
from datapact.base.errors import AnswerNo, Malformed, TooLarge, WrongUse
from datapact.base.local_time import day_of, local_zone
from datapact.base.strictjson import JsonObject, parse
from datapact.base.texts import N_, Message
from datapact.contract.editing.commands import SetTerm
from datapact.contract.editing.edit import apply
from datapact.contract.terms import DataContract, Dataset, SchemaField
from datapact.contract.terms.base import LONGEST_LINE, UNSEEN
from datapact.contract.text.document import read_state
from datapact.contract.vocabulary.messages import own
from datapact.dataspace.plain_yaml import read_yaml

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

LARGEST: Final = 4 * 1024 * 1024
"""Bytes of a file of this standard."""
MOST_FIELDS: Final = 2000
"""Fields of a schema that an agreement takes: people have to read them."""
_DEEPEST: Final = 8
_NOTE: Final = 500

type SchemaMatter = Literal["other_file", "not_agreed", "not_in_schema", "type", "not_bound"]


@dataclass(frozen=True, slots=True)
class SchemaDifference:
    """One disagreement of a schema with the agreement."""

    matter: SchemaMatter
    """``not_agreed``: a field without a data item; ``not_in_schema``: a data item without a field; ``type``: another type than the
    bound schema's; ``other_file``: another file than the bound one; ``not_bound``: no file is bound."""
    message: Message
    """One sentence."""


def read_data_contract(data: bytes) -> DataContract:
    """The schema of a file in YAML or JSON.

    Raises Malformed for what is no file of version 3, TooLarge for more than 4 MiB or 2,000 fields.
    """
    value: Any = parse(data, limit=LARGEST) if data.lstrip()[:1] == b"{" else read_yaml(data, limit=LARGEST)
    if not isinstance(value, Mapping) or value.get("kind") != "DataContract":
        raise Malformed(N_("This is no file of the Open Data Contract Standard: it has no “kind: DataContract”."))
    if not str(value.get("apiVersion", "")).startswith("v3."):
        raise Malformed(
            N_("DataPact reads version 3 of the Open Data Contract Standard. Ask for a file of that version.")
        )
    objects = value.get("schema")
    if not isinstance(objects, list) or not objects:
        raise Malformed(N_("This file of the Open Data Contract Standard has no schema."))
    found: list[SchemaField] = []
    for one in objects:
        if not isinstance(one, Mapping):
            raise _no_field("schema")
        prefix = f"{_line(one.get('name'))}." if len(objects) > 1 else ""
        for field in _fields(one.get("properties"), prefix, 0):
            if len(found) == MOST_FIELDS:
                raise TooLarge(N_("This schema has more than {most} fields."), most=MOST_FIELDS)
            found.append(field)
    names = [one.name for one in found]
    if len(set(names)) != len(names):
        raise Malformed(N_("Two fields of this schema have the same name."))
    return DataContract(
        name=_line(value.get("name") or value.get("id")),
        version=_line(value.get("version")),
        sha256=hashlib.sha256(data).hexdigest(),
        columns=tuple(found),
    )


def _fields(given: Any, prefix: str, deep: int) -> Iterator[SchemaField]:
    if given is None:
        return
    if not isinstance(given, list) or deep > _DEEPEST:
        raise _no_field(prefix or "schema")
    for one in given:
        if not isinstance(one, Mapping) or not (name := _line(one.get("name"))):
            raise _no_field(prefix or "schema")
        path = f"{prefix}{name}"[:LONGEST_LINE]
        yield SchemaField(
            name=path,
            title=_line(one.get("businessName")),
            kind=_line(one.get("logicalType") or one.get("physicalType")),
            required=one.get("required") is True,
            note=_line(one.get("description"))[:_NOTE],
        )
        yield from _fields(one.get("properties"), f"{path}.", deep + 1)
        items = one.get("items")
        if isinstance(items, Mapping):
            yield from _fields(items.get("properties"), f"{path}[].", deep + 1)


def _no_field(place: str) -> Malformed:
    return Malformed(N_("{place} of this schema is not as the standard says."), place=_line(place)[:80])


def _line(value: Any) -> str:
    """A text of a foreign file for people: one line, nothing invisible, of bounded length."""
    if not isinstance(value, str | int):
        return ""
    shown = "".join(one if unicodedata.category(one) not in UNSEEN else " " for one in str(value))
    return unicodedata.normalize("NFC", " ".join(shown.split()))[:LONGEST_LINE].strip()


def schema_differences(dataset: Dataset, given: DataContract) -> tuple[SchemaDifference, ...]:
    """The places where a schema says something other than the dataset as it is agreed; empty where both agree and the file is the bound one.

    A field is a data item where its name or its title is the item's in a language; letters and digits alone are compared.
    """
    return tuple(_differences(dataset, given))


def _differences(dataset: Dataset, given: DataContract) -> Iterator[SchemaDifference]:
    bound = dataset.data_contract
    if not bound.given():
        words = N_("No schema is bound to “{dataset}”.")
        yield SchemaDifference("not_bound", Message(words, {"dataset": own(dataset.name, dataset.key)}))
    elif bound.sha256 != given.sha256:
        words = N_("The agreement binds another file: SHA-256 {digest}.")
        yield SchemaDifference("other_file", Message(words, {"digest": bound.sha256}))
    items = [(item, {_plain(text) for text in (item.name.de, item.name.en)} - {""}) for item in dataset.items]
    agreed = {name for _item, names in items for name in names}
    for one in given.columns:
        if not _names(one) & agreed:
            words = N_("The contract has no data item for the field {name}.")
            yield SchemaDifference("not_agreed", Message(words, {"name": one.name}))
    there = {name for one in given.columns for name in _names(one)}
    for item, names in items:
        if not names & there:
            words = N_("The schema has no field for the agreed data item “{name}”.")
            yield SchemaDifference("not_in_schema", Message(words, {"name": own(item.name, "")}))
    kinds = {one.name: one.kind for one in bound.columns}
    for one in given.columns:
        if kinds.get(one.name, one.kind) != one.kind:
            words = N_("The field {name} has the type {now}; the agreement binds {then}.")
            yield SchemaDifference("type", Message(words, {"name": one.name, "now": one.kind, "then": kinds[one.name]}))


def _names(field: SchemaField) -> set[str]:
    last = field.name.rpartition(".")[2]
    return {_plain(text) for text in (field.name, last, field.title)} - {""}


def _plain(text: str) -> str:
    return "".join(one for one in text.casefold() if one.isalnum())


def dataset_meant(datasets: tuple[Dataset, ...], key: str, given: DataContract) -> Dataset:
    """The dataset with the key; without one the one that binds this file, or the only one.

    Raises WrongUse for a key that none has, and AnswerNo where none is meant.
    """
    named = [one for one in datasets if one.key == key]
    if key and not named:
        raise WrongUse(
            N_("No dataset of this agreement has the key “{key}”. There are: {datasets}."),
            key=key[:100],
            datasets=", ".join(one.key for one in datasets) or "–",
        )
    bound = [one for one in datasets if one.data_contract.sha256 == given.sha256]
    found = named if key else bound if len(bound) == 1 else list(datasets)
    if len(found) != 1:
        raise AnswerNo(N_("Say which dataset is meant: {keys}."), keys=", ".join(one.key for one in datasets) or "–")
    return found[0]


@dataclass(frozen=True, slots=True)
class HeldSchema:
    """A schema held against a dataset of an agreement."""

    dataset: Dataset
    """As it is agreed today."""
    given: DataContract
    """What the file says."""
    differences: tuple[SchemaDifference, ...]
    """Where they disagree; of a schema that was just bound without ``not_bound`` and ``other_file``."""


def is_data_contract(data: bytes) -> bool:
    """Whether a file says that it is one of this standard; no policy does."""
    return re.search(rb"""["']?kind["']?\s*:\s*["']?DataContract\b""", data[:LARGEST]) is not None


def held_schema(acting: Acting, history: str, data: bytes, key: str = "") -> HeldSchema:
    """Hold a schema against what is agreed today; raises what ``read_data_contract`` and ``dataset_meant`` raise."""
    given = read_data_contract(data)
    dataset = dataset_meant(_agreed_today(acting, history), key, given)
    return HeldSchema(dataset, given, schema_differences(dataset, given))


def held_schemas(acting: Acting, history: str, data: bytes) -> tuple[HeldSchema, ...]:
    """Hold a schema against the dataset that binds it, else against each; raises what ``read_data_contract`` raises."""
    given = read_data_contract(data)
    datasets = _agreed_today(acting, history)
    bound = tuple(one for one in datasets if one.data_contract.sha256 == given.sha256)
    return tuple(HeldSchema(one, given, schema_differences(one, given)) for one in bound or datasets)


def _agreed_today(acting: Acting, history: str) -> tuple[Dataset, ...]:
    now = acting.clock()
    with acting.vault.read() as session:
        folded = load_state(session, history)
        state = state_on(folded, day_of(now, local_zone(now)), amendments_of(session, history)).state
    return read_state(dict(state)).terms.datasets


def bind_schema(acting: Acting, history: str, data: bytes, key: str = "") -> HeldSchema:
    """Bind a schema to a dataset in a new draft; raises AnswerNo once the text is frozen, and what ``held_schema`` raises."""
    given = read_data_contract(data)
    opened = open_draft(acting, history)
    dataset = dataset_meant(opened.document.terms.datasets, key, given)
    value = cast(JsonObject, given.model_dump(mode="json", exclude_defaults=True))
    made = apply(opened.document, SetTerm(f"datasets.{dataset.key}.data_contract", value), opened.ground)
    save_draft(acting, made)
    bound = next(one for one in made.terms.datasets if one.key == dataset.key)
    return HeldSchema(bound, given, schema_differences(bound, given))
