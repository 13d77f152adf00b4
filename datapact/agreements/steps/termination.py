"""A notice of termination: its last day by the terms, who declares it for our house, and whether they suffice.

The day that the terms allow is computed and shown; the member's own day is kept. A notice is a declaration of the house:
it takes as many persons as represent it, whoever records it here (ss. 164, 174, 180 BGB).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from textwrap import shorten
from typing import TYPE_CHECKING, Any, cast

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.reading_version import consolidated
from datapact.agreements.steps.negotiation import terminate
from datapact.base.clock import local_day
from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.strictjson import JsonObject
from datapact.base.texts import LANGUAGES, N_, Listed, Message
from datapact.checks.model.signing_authority import PROXIES, capacity_words, is_met
from datapact.contract.changes.anchor import place_words
from datapact.contract.terms.references import has_withheld
from datapact.contract.text.clauses import plain_text
from datapact.contract.text.document import read_state
from datapact.contract.text.value_words import bilingual
from datapact.contract.vocabulary.labels import word
from datapact.deadlines.termination import Ground, TerminationDay, termination_day

if TYPE_CHECKING:
    from datapact.contract.terms import Terms
    from datapact.history.entries.entry import Entry
    from datapact.organisation.acting.acting_member import Acting


@dataclass(frozen=True, slots=True)
class Declarer:
    """A person who may declare a notice for our house."""

    name: str
    """As the contract names the person."""
    capacity: str
    """One of ``CAPACITIES``."""

    def words(self) -> Message:
        """Name and capacity."""
        return Message(N_("{name} ({capacity})"), {"name": self.name, "capacity": capacity_words(self.capacity)})


@dataclass(frozen=True, slots=True)
class Declaring:
    """The persons who represent our house by the contract, and the form in which notices are given."""

    people: tuple[Declarer, ...]
    """Our signatories in the contract."""
    rule: str
    """One of the signing rules."""
    at_work: str
    """Name of the member who records the notice."""
    form: str
    """Agreed form of notices, empty where none is."""

    def suffices(self, names: Collection[str]) -> bool:
        """Whether these persons together represent the house; a name that stands twice is one person."""
        capacities = {one.name: one.capacity for one in reversed(self.people) if one.name in names}
        return is_met(self.rule, list(capacities.values()))

    def usual(self) -> tuple[str, ...]:
        """The member at work, if the contract names that person."""
        wanted = self.at_work.casefold()
        return tuple(one.name for one in self.people if one.name.casefold() == wanted)

    def remarks(self, names: Collection[str], authority: str = "") -> tuple[Message, ...]:
        """Remarks on a declaration by these persons, most important first."""
        said: list[Message] = []
        if not self.suffices(names):
            rule = word("signing_rule", self.rule)
            said.append(Message(TOO_FEW, {"rule": bilingual(rule.de, rule.en)}))
        if not names:
            said.append(Message(NOBODY, {"member": self.at_work}))
        proxies = any(one.capacity in PROXIES for one in self.people if one.name in names)
        if authority or proxies or not self.suffices(names):
            said.append(Message(ORIGINAL))
        said.append(Message(RECORDED))
        said.append(Message(FORMS.get(self.form, FORMS[""])))
        return tuple(said)


TOO_FEW = N_(
    "By the contract your organisation is represented as follows: {rule}. Declared by these persons alone the notice may be"
    " ineffective (§ 180 BGB). Name everybody who declares it, or the authority on which it rests."
)
NOBODY = N_("You name nobody: the notice is recorded as declared by {member}.")
ORIGINAL = N_(
    "Whoever declares it on a power of attorney encloses the original: without it the partner can reject the notice at"
    " once (§ 174 BGB)."
)
RECORDED = N_(
    "DataPact records that it was declared. Your key alone signs the record: the others declare or sign the notice itself."
)
FORMS = {
    "": N_("The contract names no form of notices: look into its text, and keep proof that the notice arrived."),
    "text_form": N_("The contract asks for text form (§ 126b BGB): it names who declares it, and can be kept."),
    "agreed_electronic": N_("The contract asks for the agreed electronic form (§ 127 BGB)."),
    "qualified_electronic": N_("The contract asks for qualified electronic signatures (§ 126a BGB)."),
    "written": N_("The contract asks for written form (§§ 126, 127 BGB): see what of it may be sent electronically."),
}


def declaring(acting: Acting, history: str) -> Declaring:
    """The members who can declare a notice for our house; raises WrongUse for an unknown agreement."""
    with acting.vault.read() as session:
        on = consolidated(session, history, local_day(acting.clock()))
        at_work = acting.member.name
    if not on.state or has_withheld(on.state):
        raise AnswerNo(N_("Parts of this text are withheld or erased in this vault, so this step is not possible."))
    return _declaring(on.terms, acting.organisation, at_work)


def _declaring(terms: Terms, organisation: str, at_work: str) -> Declaring:
    own = next((party for party in terms.parties if party.organisation == organisation), None)
    if own is None:
        return Declaring((), "sole", at_work, terms.form.notices)
    people = tuple(Declarer(one.name, one.capacity) for one in own.signatories)
    return Declaring(people, own.signing_rule, at_work, terms.form.notices)


@dataclass(frozen=True, slots=True)
class Terminated:
    """A notice of termination that was written; ``too_early`` says that the terms allow a later day only."""

    entry: Entry
    """The notice as it was written."""
    end: date
    """Last day that the notice says, local."""
    too_early: bool
    """The terms allow a later day only."""
    remarks: tuple[Message, ...]
    """What to mind about the day, most important first."""


def proposed_end(acting: Acting, history: str, received: date, ground: Ground) -> TerminationDay:
    """The earliest last day by the terms in force when the notice arrives; raises WrongUse for an unknown agreement."""
    with acting.vault.read() as session:
        on = consolidated(session, history, received)
    if not on.state or has_withheld(on.state):
        raise AnswerNo(N_("Parts of this text are withheld or erased in this vault, so this step is not possible."))
    said = paragraphs_on_ending(on.state, ground)
    found = termination_day(on.terms, received, ground)
    return replace(found, remarks=(*said, *found.remarks))


_ENDS = re.compile(r"künd(?:ig|bar)|\bterminat", re.IGNORECASE)
_OF_GROUND: Mapping[Ground, re.Pattern[str]] = {
    "ordinary": re.compile(r"(?<!außer)ordentlich|\bordinary\b|\bfor convenience\b", re.IGNORECASE),
    "cause": re.compile(
        r"wichtige[mnrs]? Gr[uü]nd|außerordentlich|fristlos|good cause|\bfor cause\b|material breach|with immediate effect",
        re.IGNORECASE,
    ),
}
_ANY_GROUND = re.compile(
    r"unkündbar|(künd(?:ig|bar)|\bterminat).*(ausgeschlossen|\bnicht\b|\bkeine\b|\bnur\b|frühestens|erstmals|excluded|\bnot\b|\bonly\b|neither|earliest|\bno\b)"
    r"|(\bnicht\b|\bkeine\b|\bnur\b|frühestens|erstmals|\bnot\b|\bonly\b|neither|earliest|\bno\b).*(künd(?:ig|bar)|\bterminat)",
    re.IGNORECASE | re.DOTALL,
)
"""What excludes or limits an end without saying of which ground: it holds for an ordinary notice at least."""
_MOST, _COLUMNS = 3, 400
GROUNDS_OF_NOTICE: tuple[Ground, ...] = ("ordinary", "cause")


def paragraphs_on_ending(state: Mapping[str, Any], ground: Ground) -> tuple[Message, ...]:
    """The paragraphs of a contract that speak of such a notice, quoted with their place: a period in the terms does not say
    whether the text excludes or limits it. Empty where the text is not here, or says nothing of it."""
    if not state.get("clauses"):
        return ()
    document = read_state(cast("JsonObject", dict(state)))
    named: list[Message] = []
    limiting: list[Message] = []
    for clause in document.clauses:
        for paragraph in clause.paragraphs:
            texts = {language: plain_text(runs) for language, runs in paragraph.text.items()}
            if any(_speaks_of(words, ground) for words in texts.values()):
                words = {
                    one: shorten(texts.get(one, texts[document.prevailing]), _COLUMNS, placeholder=" …")
                    for one in LANGUAGES
                }
                names = {"place": place_words(paragraph.id, document), "words": bilingual(words["de"], words["en"])}
                names_ground = any(map(_OF_GROUND[ground].search, texts.values()))
                found = named if names_ground else limiting
                found.append(Message(N_("The contract says on this in {place}: “{words}”"), names))
    return tuple((*named, *limiting)[:_MOST])


def _speaks_of(words: str, ground: Ground) -> bool:
    if _ENDS.search(words) is None:
        return False
    other = _OF_GROUND["cause"].search(words) is not None
    limits = ground == "ordinary" and not other and _ANY_GROUND.search(words) is not None
    return limits or _OF_GROUND[ground].search(words) is not None


def terminate_on(
    acting: Acting,
    history: str,
    end: date | None,
    reason: str,
    ground: Ground,
    computed: TerminationDay,
    *,
    declared_by: Sequence[str] = (),
    authority: str = "",
) -> Terminated:
    """Give notice to ``end``, or to the computed day; an earlier day is kept, and marked as too early.

    ``declared_by``: our persons who declare it, by default the member at work; ``authority``: on what it rests where they
    do not suffice by the signing rule. Raises AnswerNo where both are missing.

    A notice that is too early usually takes effect on the next permitted day; that depends on its wording. Raises
    WrongUse where no day is given and none can be computed.
    """
    with acting.vault.read() as session:
        if load_state(session, history).signed_elsewhere is not None:
            raise AnswerNo(_outside(computed))
        today = local_day(acting.clock())
        if consolidated(session, history, today).state.get("terms", {}).get("membership", {}).get("leaving"):
            raise AnswerNo(
                N_(
                    "By the contract your notice ends your own part only. Use datapact agreement leave; to end it for all, "
                    "end-for-all."
                )
            )
    chosen = end or computed.end
    if chosen is None:
        raise WrongUse(N_("The terms name no period of notice. Say the last day: --end DATE."))
    too_early = computed.end is not None and chosen < computed.end
    remarks = list(computed.remarks)
    if too_early and computed.end is not None:
        remarks.insert(
            0,
            Message(
                N_("By the terms the agreement cannot be ended before {day}. The notice says an earlier day."),
                {"day": computed.end.isoformat()},
            ),
        )
    never = computed.before_start(chosen)
    if never is not None:
        remarks.insert(0, never)
    who = declaring(acting, history)
    names, authority = _declarers(who, declared_by), authority.strip()
    if not authority and not who.suffices(names):
        raise AnswerNo(
            N_(
                "{problem} Persons in the contract: {people}. With --declared-by NAME, once for each, or --authority TEXT the"
                " notice is recorded."
            ),
            problem=who.remarks(names)[0],
            people=Listed.of(one.words() for one in who.people),
        )
    remarks += who.remarks(names, authority)
    entry = terminate(acting, history, chosen, reason, ground, ", ".join(names or [who.at_work]), authority)
    return Terminated(entry, chosen, too_early, tuple(remarks))


OUTSIDE = N_(
    "The contract was signed outside DataPact, so notice is given to the other parties there, in the form that the contract asks"
    " for; keep proof that it arrived. Then record the end with the letter: datapact agreement ended, or Actions, Record the end."
)
EARLIEST = N_("{words} By the terms the last day of a notice that arrives then is {day}.")


def _outside(computed: TerminationDay) -> Message:
    """What to do about a notice under a contract that was signed outside DataPact."""
    words = Message(OUTSIDE)
    return words if computed.end is None else Message(EARLIEST, {"words": words, "day": computed.end.isoformat()})


def remarks_on_end(acting: Acting, history: str, end: date | None, ground: str) -> tuple[Message, ...]:
    """What the terms say of the last day that is recorded for a contract signed outside; none where an end is taken back, or
    agreed. The notice is taken to arrive today, if nobody says when it did."""
    kind: Ground | None = next((one for one in GROUNDS_OF_NOTICE if one == ground), None)
    if end is None or kind is None:
        return ()
    computed = proposed_end(acting, history, local_day(acting.clock()), kind)
    early = computed.end is not None and end < computed.end
    words = N_(
        "By the terms a notice that arrives today ends the contract on {day} at the earliest; you record {end}. That is right if"
        " it arrived before, or for another reason; else it may not have ended."
    )
    told = {"day": computed.end.isoformat() if computed.end else "", "end": end.isoformat()}
    return (*((Message(words, told),) if early else ()), *computed.remarks)


def _declarers(who: Declaring, named: Sequence[str]) -> list[str]:
    """The persons as the contract names them; raises WrongUse for one whom it does not name."""
    if not named:
        return list(who.usual())
    known = {one.name.casefold(): one.name for one in who.people}
    for name in named:
        if name.strip().casefold() not in known:
            raise WrongUse(
                N_("The contract names no {name} for your organisation. It names: {people}."),
                name=name,
                people=Listed.of(one.name for one in who.people),
            )
    return list(dict.fromkeys(known[name.strip().casefold()] for name in named))
