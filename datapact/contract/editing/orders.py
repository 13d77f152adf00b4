"""Orders of datasets under a signed agreement: they add new data to the terms, and change nothing that was agreed before.

Two orders that do not know each other can therefore both count, whatever their order: each adds its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from typing import Any, cast

from datapact.base.errors import AnswerNo
from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_, Argument, printable_place
from datapact.contract.editing.merge import members_to_merge
from datapact.contract.terms import Term
from datapact.contract.terms.paths import ROOT, identity_of, step_into
from datapact.contract.vocabulary.labels import label_of_field
from datapact.contract.vocabulary.messages import OwnWords, label_words, nameless_words

_LONGEST = 80
_LONGEST_KEY = 40

ORDER_PARTS = ("datasets", "purposes", "activities", "legal_bases", "notices", "transfers", "assessments")
"""The lists of the terms to which an order may add."""

_COVERED = "datasets"
"""The field in which a purpose, a notice or a transfer names the datasets that it is for."""

_FOR_ALL = frozenset({"purposes", "activities", "notices", "transfers"})
"""Lists of which a member that names no dataset is for all of them; a new one has to name its own."""


def with_order(base: JsonObject, order: Mapping[str, Any]) -> JsonObject:
    """``base`` (terms as JSON) with an order added.

    New members are appended; of a member that is there already only the datasets that it is for can grow. All that names
    a dataset names one that comes with this order, so that agreed data serves no other purpose than before. Raises
    AnswerNo where the order would change anything else; reading the terms checks validity.
    """
    terms: dict[str, Any] = dict(base)
    had_datasets = {one.get("key") for one in cast("list[Any]", base.get("datasets", []))}
    named = [one["key"] for one in ordered_datasets(order)]
    new = {*named} - had_datasets
    if not new and named:
        raise AnswerNo(
            N_(
                "An order adds a dataset that is not agreed on yet, and this one adds none: {keys} stands in the agreement, also where "
                "its order has ended. To order it anew, give it another key."
            ),
            keys=", ".join(_one_line(one) for one in named),
        )
    if not new:
        raise AnswerNo(N_("An order adds a dataset that is not agreed on yet, and this one adds none."))
    places: dict[str, dict[tuple[str, ...], int]] = {}  # by list: of hundreds of legal bases each is looked at once
    for part, model, member in _members(order):
        names = identity_of(model)
        had = cast("list[Any]", terms.get(part, []))
        if part not in places:
            known = [(_identity(old, names), n) for n, old in enumerate(had)]
            places[part] = {one: n for one, n in reversed(known) if one is not None}
        index = places[part].get(cast("tuple[str, ...]", _identity(member, names)))
        if not _names(member) <= new:
            raise AnswerNo(N_("“{name}” in the order is for data that does not come with it."), name=name_of(member))
        if index is None:
            if part in _FOR_ALL and not member.get(_COVERED):
                raise AnswerNo(N_("Say in the order for which datasets “{name}” is."), name=name_of(member))
            terms[part] = [*had, member]
            places[part][cast("tuple[str, ...]", _identity(member, names))] = len(had)
        else:
            grown = _grown(part, model, had[index], member)
            terms[part] = [*had[:index], grown, *had[index + 1 :]]
    return cast(JsonObject, terms)


def _names(member: Mapping[str, Any]) -> set[Any]:
    """The keys of the datasets that a member is for, or that its basis is for."""
    covered = member.get(_COVERED, [])
    keys = [*(covered if isinstance(covered, list) else []), member.get("dataset", "")]
    return {str(key) for key in keys if key != ""}


def adds(order: Mapping[str, Any]) -> dict[str, Any]:
    """The additions of an order by place, but for the datasets that a purpose or another member is for.

    Two orders that add different things in one place contradict each other; all others go together.
    """
    found = {}
    for part, model, member in _members(order):
        names = identity_of(model)
        rest = {name: value for name, value in member.items() if name != _COVERED and name not in names}
        if rest:
            found[_place(part, member, names)] = rest
    return found


def name_of(member: Mapping[str, Any]) -> OwnWords:
    """The name of a member of the terms in both languages, or what stands for it."""
    name = member.get("name")
    given = {str(one): _one_line(words) for one, words in name.items()} if isinstance(name, Mapping) else {}
    key = _one_line(member.get("key") or member.get("dataset") or "")
    if not any(given.values()):
        return nameless_words(key)
    return OwnWords(given.get("en") or given["de"], german=given.get("de") or given["en"])


def _one_line(words: object) -> str:
    """What a partner wrote and nobody has judged yet, for a sentence: short, one line, no signs that steer it."""
    line = printable_place(" ".join(str(words).split()))
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"


def ordered_datasets(order: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """The datasets that an order adds, as JSON; none where it is no order."""
    try:
        return tuple(member for part, _model, member in _members(order) if part == "datasets")
    except AnswerNo:
        return ()


def members_of_order(order: Mapping[str, Any]) -> tuple[tuple[str, tuple[str, ...], Mapping[str, Any]], ...]:
    """(list of the terms, fields that identify its members, member as JSON) of all that an order adds; none where it is no order."""
    try:
        return tuple((part, identity_of(model), member) for part, model, member in _members(order))
    except AnswerNo:
        return ()


def with_scoped_keys(order: Mapping[str, Any], had: Collection[str]) -> dict[str, Any]:
    """An order whose new datasets are named within their providers, wherever it names them; ``had`` are agreed keys.

    So two providers that choose one name never meet. A key that begins with its provider's stays. What is no order is
    left as it is.
    """
    keys = {
        str(one["key"]): _scoped(str(one["provider"]), str(one["key"]))
        for one in ordered_datasets(order)
        if "provider" in one and str(one["key"]) not in had
    }
    return {part: _renamed(content, keys, names_key=part == "datasets") for part, content in order.items()}


def _scoped(provider: str, key: str) -> str:
    """A key within a provider, at most as long as keys may be."""
    if key.startswith(f"{provider}--"):
        return key
    scoped = f"{provider}--{key}"
    if len(scoped) <= _LONGEST_KEY:
        return scoped
    digest = hashlib.sha256(scoped.encode()).hexdigest()[:8]
    return f"{provider[:12]}--{key[:17]}-{digest}"


def _renamed(content: Any, keys: Mapping[str, str], *, names_key: bool) -> Any:
    """The content of one list of an order with other keys of datasets."""
    if isinstance(content, Mapping) and names_key:
        content = {keys.get(key, key): member for key, member in content.items()}
    members = content.values() if isinstance(content, Mapping) else content if isinstance(content, list) else ()
    renamed = []
    for member in members:
        if isinstance(member, Mapping):
            member = {name: _key_for(name, value, keys, names_key=names_key) for name, value in member.items()}
        renamed.append(member)
    if isinstance(content, Mapping):
        return dict(zip(content, renamed, strict=True))
    return renamed if isinstance(content, list) else content


def _key_for(name: str, value: Any, keys: Mapping[str, str], *, names_key: bool) -> Any:
    if isinstance(value, str) and (name == "dataset" or (name == "key" and names_key)):
        return keys.get(value, value)
    if name == _COVERED and isinstance(value, list):
        return [keys.get(one, one) if isinstance(one, str) else one for one in value]
    return value


def _members(order: Mapping[str, Any]) -> Iterator[tuple[str, type[Term], Mapping[str, Any]]]:
    """(list, its model, member) of all that an order adds; raises AnswerNo for other parts."""
    for part, change in order.items():
        element = step_into(ROOT, part).element if part in ORDER_PARTS else None
        members = members_to_merge(element, change) if element is not None else None
        if element is None or element.model is None or not isinstance(members, list):
            raise _changes(printable_place(part))
        seen = set()
        for member in members:
            if not isinstance(member, Mapping) or (identity := _identity(member, identity_of(element.model))) is None:
                raise _changes(printable_place(part))
            if identity in seen:
                raise AnswerNo(N_("The order names “{name}” twice."), name=name_of(member))
            seen.add(identity)
            yield part, element.model, member


def _identity(member: object, names: tuple[str, ...]) -> tuple[str, ...] | None:
    if not isinstance(member, Mapping) or not all(name in member for name in names):
        return None
    return tuple(str(member[name]) for name in names)


def _place(part: str, member: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return ".".join([part, *(str(member[name]) for name in names)])


def _grown(part: str, model: type[Term], old: Mapping[str, Any], member: Mapping[str, Any]) -> Mapping[str, Any]:
    """A member with the datasets of the order beside those that it is for."""
    named = name_of(old)
    for name, value in member.items():
        if name != _COVERED and not _is_stated(model, old, name, value):
            raise _changes(_field(model, name), named)
    had = old.get(_COVERED, [])
    given = member.get(_COVERED, [])
    if not isinstance(had, list) or not isinstance(given, list):
        raise _changes(_field(model, _COVERED), named)
    if not had and part in _FOR_ALL:
        return old
    return {**old, _COVERED: [*had, *(one for one in given if one not in had)]} if given else old


def _is_stated(model: type[Term], old: Mapping[str, Any], name: str, value: object) -> bool:
    """Whether a member says this already; terms in JSON leave out what is as by default."""
    if name in old or name not in model.model_fields:
        return name in old and old[name] == value and type(old[name]) is type(value)
    default = model.model_fields[name].default
    empty = (default == () and value == []) or (isinstance(default, Term) and value == {})
    return empty or (value == default and type(value) is type(default))


def _field(model: type[Term], name: str) -> Argument:
    """The word for a field; what a partner calls one that is none is said as it is."""
    return label_words(label_of_field(model.__name__, name)) if name in model.model_fields else printable_place(name)


def _changes(what: Argument, of: OwnWords | None = None) -> AnswerNo:
    if of is not None:
        return AnswerNo(
            N_("An order only adds, and this one changes “{what}” of {name}. Propose an amendment for it."),
            what=what,
            name=of,
        )
    return AnswerNo(N_("An order only adds, and this one changes {what}. Propose an amendment for it."), what=what)
