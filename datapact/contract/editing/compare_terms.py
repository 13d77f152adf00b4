"""Comparison of two sets of terms: the changes in sentences, with labels as a lawyer would use them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from datapact.base.texts import LANGUAGES, N_, Argument, Message
from datapact.contract.editing.change import Change, ChangeKind
from datapact.contract.terms import Address, Contact, Localised, Registration, Term, Terms
from datapact.contract.terms.paths import ROOT, Shape, field, identity_of, joined, step_into
from datapact.contract.text.value_words import (
    BilingualMessage,
    bilingual,
    capitalised,
    cut,
    name_of,
    quoted,
    value_words,
)
from datapact.contract.vocabulary.labels import label_of_field, label_of_member

_WHOLE = (Localised, Contact, Address, Registration)  # compared and shown as a whole


def compare_terms(old: Terms, new: Terms) -> Iterator[Change]:
    """One change for every field that differs and for every member that came or went, in the order of the terms."""
    yield from _Comparison(old, new).parts(ROOT, old, new, "", None)


@dataclass(frozen=True, slots=True)
class _Comparison:
    old: Terms
    new: Terms

    def parts(self, shape: Shape, old: Term, new: Term, path: str, owner: BilingualMessage | None) -> Iterator[Change]:
        if old == new or shape.model is None:
            return
        for name in shape.model.model_fields:
            left, right = field(old, name), field(new, name)
            if left == right or name == "key":
                continue
            inner = step_into(shape, name)
            place = joined(path, name)
            if isinstance(left, Term) and isinstance(right, Term) and not isinstance(left, _WHOLE):
                yield from self.parts(inner, left, right, place, owner)
            elif inner.element is not None and inner.element.model is not None:
                yield from self.members(shape, name, inner.element, left, right, place, owner)
            else:
                yield self.value(shape.model.__name__, name, left, right, place, owner)

    def value(
        self, model: str, name: str, left: object, right: object, place: str, owner: BilingualMessage | None
    ) -> Change:
        before, after = value_words(self.old, model, name, left), value_words(self.new, model, name, right)
        told_before, told_after = _without_stop(before, after)
        what = capitalised(label_of_field(model, name))
        arguments: dict[str, Argument] = {"what": what}
        if owner is not None:
            arguments["whom"] = owner
        if told_before is not None:
            arguments["old"] = cut(told_before)
        if told_after is not None:
            arguments["new"] = cut(told_after)
        if before is None:
            sentence = (
                N_("{what} of {whom} is now {new}; nothing was stated before.")
                if owner
                else N_("{what} is now {new}; nothing was stated before.")
            )
        elif after is None:
            sentence = (
                N_("{what} of {whom} is no longer stated; it was {old}.")
                if owner
                else N_("{what} is no longer stated; it was {old}.")
            )
        else:
            sentence = (
                N_("{what} of {whom} changed from {old} to {new}.")
                if owner
                else N_("{what} changed from {old} to {new}.")
            )
        return Change(place, "changed", Message(sentence, arguments), before, after)

    def members(
        self,
        shape: Shape,
        name: str,
        element: Shape,
        left: object,
        right: object,
        place: str,
        owner: BilingualMessage | None,
    ) -> Iterator[Change]:
        if shape.model is None or element.model is None:
            return
        names = identity_of(element.model)
        before = {_identity(member, names): member for member in _members(left)}
        after = {_identity(member, names): member for member in _members(right)}
        one = capitalised(label_of_member(shape.model.__name__, name))
        for index, (key, member) in enumerate(before.items()):
            if key not in after:
                step = key[0] if names == ("key",) else str(index)
                yield self.added_or_removed("removed", one, name_of(self.old, member), f"{place}.{step}", owner)
        for index, (key, member) in enumerate(after.items()):
            step = key[0] if names == ("key",) else str(index)
            whose = name_of(self.new, member)
            whose = bilingual(f"{whose.de} ({owner.de})", f"{whose.en} ({owner.en})") if owner else whose
            if key in before:
                yield from self.parts(element, before[key], member, f"{place}.{step}", whose)
            else:
                who = name_of(self.new, member)
                if owner is None and who.en == quoted(bilingual(step, step)).en:  # nobody knows it by its key
                    unnamed = Message(N_("{what} was added, without a name so far."), {"what": one})
                    yield Change(f"{place}.{step}", "added", unnamed, None, who)
                    continue
                yield self.added_or_removed("added", one, who, f"{place}.{step}", owner)
        kept = [key for key in before if key in after]
        if kept != [key for key in after if key in before]:
            what = capitalised(label_of_field(shape.model.__name__, name))
            yield Change(place, "order", Message(N_("{what}: the order changed."), {"what": what}), None, None)

    def added_or_removed(
        self, kind: ChangeKind, one: BilingualMessage, who: BilingualMessage, place: str, owner: BilingualMessage | None
    ) -> Change:
        arguments: dict[str, Argument] = {"what": one, "who": cut(who)}
        if owner is not None:
            arguments["whom"] = owner
        if kind == "added":
            sentence = N_("{what} {who} was added to {whom}.") if owner else N_("{what} {who} was added.")
            return Change(place, kind, Message(sentence, arguments), None, who)
        sentence = N_("{what} {who} was removed from {whom}.") if owner else N_("{what} {who} was removed.")
        return Change(place, kind, Message(sentence, arguments), who, None)


def _members(value: object) -> list[Term]:
    return [member for member in value if isinstance(member, Term)] if isinstance(value, tuple) else []


def _identity(member: Term, names: tuple[str, ...]) -> tuple[str, ...]:
    """The identity of a member, where there is one, else its name in both languages."""
    if names:
        return tuple(str(field(member, name)) for name in names)
    name = field(member, "name")
    return (name.text("de"), name.text("en")) if isinstance(name, Localised) else (str(name),)


def _without_stop(
    old: BilingualMessage | None, new: BilingualMessage | None
) -> tuple[BilingualMessage | None, BilingualMessage | None]:
    """Both values as a sentence shows them: a full stop at the end of one alone is no change beside another one.

    Where it is all that differs, it stays, so that no change is told without its reason.
    """
    if old is None or new is None:
        return old, new
    shorn = _shorn(old), _shorn(new)
    same = shorn[0].both() == shorn[1].both()
    differ = any(old.text(one).endswith(_STOPS) != new.text(one).endswith(_STOPS) for one in LANGUAGES)
    return shorn if differ and not same else (old, new)


_STOPS = (".", ".“", ".”")


def _shorn(words: BilingualMessage) -> BilingualMessage:
    return bilingual(
        *(
            text[: -len(end)] + end[1:] if (end := next((one for one in _STOPS if text.endswith(one)), "")) else text
            for text in (words.de, words.en)
        )
    )
