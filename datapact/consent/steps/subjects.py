"""Steps 7 and 8 of the decision: the needs of each person's records, and the counts of people as reasons."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from datapact.base.local_time import day_of, start_of_day
from datapact.base.texts import N_, Message, counted
from datapact.checks.model.named import names_something
from datapact.checks.model.renewal import due, last_due
from datapact.consent.facts.facts import NoticeFacts, PurposeLink, holds, seconds
from datapact.consent.facts.judgement import roles_of
from datapact.consent.facts.question import ConsentNeed, Needs, NoticeUse, Reason, Tally, Wanted, Weight
from datapact.consent.steps.evaluation import Evaluation, reason, shows_something
from datapact.consent.steps.legal_basis import Reliance
from datapact.consent.steps.recipient_words import is_category_of_processors
from datapact.consent.terms.purposes import ANY_PURPOSE, MARKETING, RESEARCH, is_term
from datapact.contract.vocabulary.labels import label_of_iri
from datapact.contract.vocabulary.messages import label_words


@dataclass(frozen=True, slots=True)
class Outcome:
    """A reason why a person's data may not go out: the rule, whether it is a fact not recorded, and its words."""

    rule: str
    """Id of the table of rules, or a step of the decision (S7, S8)."""
    missing: bool
    """True: somebody can still record it; False: it is a no."""
    words: Callable[[int], Message]
    """For a number of people."""


OUTCOMES: Mapping[str, Outcome] = {
    # in the order in which they are checked
    "erased": Outcome("S8", False, lambda n: counted("{n} person: erased.", "{n} people: erased.", n)),
    "restricted": Outcome(
        "S8",
        False,
        lambda n: counted(
            "{n} person: processing restricted (Art. 18 GDPR).", "{n} people: processing restricted (Art. 18 GDPR).", n
        ),
    ),
    "objected": Outcome(
        "S8", False, lambda n: counted("{n} person objected (Art. 21 GDPR).", "{n} people objected (Art. 21 GDPR).", n)
    ),
    "meant": Outcome(
        "S7",
        False,
        lambda n: counted(
            "{n} person said no in other words, which a legal member signed to mean this purpose.",
            "{n} people said no in other words, which a legal member signed to mean this purpose.",
            n,
        ),
    ),
    "unplaced": Outcome(
        "K03",
        True,
        lambda n: counted(
            "{n} person refused, took consent back or objected in words, or towards somebody, that no agreement on these data "
            "names: nobody has said whether this purpose is meant.",
            "{n} people refused, took consent back or objected in words, or towards somebody, that no agreement on these data "
            "names: nobody has said whether this purpose is meant.",
            n,
        ),
    ),
    "said_no": Outcome(
        "K03",
        True,
        lambda n: counted(
            "{n} person refused or withdrew consent, and another basis is relied on: nothing on file says why it holds for "
            "this person.",
            "{n} people refused or withdrew consent, and another basis is relied on: nothing on file says why it holds for them.",
            n,
        ),
    ),
    "not_on_file": Outcome(
        "S8",
        True,
        lambda n: counted(
            "{n} person asked about is not on file: whether this person objected (Art. 21 GDPR) nobody can tell. Check the pseudonym.",
            "{n} people asked about are not on file: whether they objected (Art. 21 GDPR) nobody can tell. Check the pseudonyms.",
            n,
        ),
    ),
    "unknown": Outcome(
        "K01",
        True,
        lambda n: counted(
            "{n} person: no record of a consent that covers this.",
            "{n} people: no record of a consent that covers this.",
            n,
        ),
    ),
    "requested": Outcome(
        "S7",
        False,
        lambda n: counted(
            "{n} person was asked and has not answered.", "{n} people were asked and have not answered.", n
        ),
    ),
    "refused": Outcome("S7", False, lambda n: counted("{n} person refused.", "{n} people refused.", n)),
    "withdrawn": Outcome(
        "S7", False, lambda n: counted("{n} person withdrew the consent.", "{n} people withdrew their consent.", n)
    ),
    "invalidated": Outcome(
        "S7", False, lambda n: counted("{n} person: consent invalidated.", "{n} people: consent invalidated.", n)
    ),
    "expired": Outcome(
        "S7", False, lambda n: counted("{n} person: consent expired.", "{n} people: consent expired.", n)
    ),
    "stale": Outcome(
        "K05",
        True,
        lambda n: counted(
            "{n} person: the consent is older than the interval that the agreement sets, and was not renewed.",
            "{n} people: the consent is older than the interval that the agreement sets, and was not renewed.",
            n,
        ),
    ),
    "notice_unknown": Outcome(
        "K02",
        True,
        lambda n: counted(
            "{n} person: the notice behind the consent is not on file.",
            "{n} people: the notice behind the consent is not on file.",
            n,
        ),
    ),
    "notice_invalid": Outcome(
        "K02",
        False,
        lambda n: counted(
            "{n} person: the version of the notice is no longer valid.",
            "{n} people: the version of the notice is no longer valid.",
            n,
        ),
    ),
    "notice_lacks": Outcome(
        "K02",
        False,
        lambda n: counted(
            "{n} person: the notice does not name what it must (controller, purpose, data or recipient).",
            "{n} people: the notice does not name what it must (controller, purpose, data or recipient).",
            n,
        ),
    ),
    "notice_unassigned": Outcome(
        "K02",
        True,
        lambda n: counted(
            "{n} person: nobody has signed which agreed purpose that of the notice is.",
            "{n} people: nobody has signed which agreed purpose that of the notice is.",
            n,
        ),
    ),
    "not_explicit": Outcome(
        "K04",
        False,
        lambda n: counted("{n} person: consent is not explicit.", "{n} people: consent is not explicit.", n),
    ),
    "not_parental": Outcome(
        "K06",
        True,
        lambda n: counted(
            "{n} person: no consent of a parent is recorded.", "{n} people: no consent of a parent is recorded.", n
        ),
    ),
}


def needs_of(evaluation: Evaluation, reliances: Sequence[Reliance], *, derogation: bool) -> Needs:
    """The needs of each person's records. ``derogation``: the transfer rests on consent under Art. 49(1)(a)."""
    consents = []
    facts = evaluation.agreement.terms.facts
    automated = facts.automated_decisions is True and facts.automated_decisions_ground == "22(2)(c)"
    for one in reliances:
        basis = one.basis
        if basis is None:
            continue
        special = evaluation.dataset.special_categories and basis.special == "9(2)(a)"
        transfer = derogation and one is reliances[0]
        decides = automated and one is reliances[-1]  # whoever receives the data decides with it
        if basis.article == "6(1)(a)" or special or transfer or decides:
            consents.append(_need(evaluation, one, explicit=special or automated or transfer, informed=transfer))
    restrictions, objections = _rights(evaluation, reliances)
    question = evaluation.question
    controllers = {evaluation.facts.own, question.partner, *(one.reference for one in reliances if one.reference)}
    meant, unplaced = _strange(evaluation, controllers)
    return Needs(
        dataset=question.dataset,
        at=seconds(question.at),
        known_at=seconds(question.counting) if question.counting is not None else None,
        consents=tuple(consents),
        controllers=tuple(sorted(controllers)),
        purposes=tuple(sorted(evaluation.agreed.reach)),
        objections=objections,
        restrictions=restrictions,
        subjects=question.subjects,
        last_event=question.bound.event if question.bound is not None else None,
        reaching=tuple(sorted({ANY_PURPOSE, *(evaluation.agreed.reach - evaluation.agreed.terms)})),
        narrower=tuple(sorted(evaluation.agreed.inside - evaluation.agreed.terms)),
        refusing=_refusing(evaluation, reliances, {one.controller for one in consents}),
        meant=meant,
        unplaced=unplaced,
        strangers=question.subjects is not None and objections and not consents and not _is_filtered(evaluation),
    )


def _is_filtered(evaluation: Evaluation) -> bool:
    """Whether a signed statement says that whoever objected is filtered out at the source."""
    return any(
        one.sort == "objections_filtered"
        and shows_something(one)
        and not one.open
        and one.about == evaluation.facts.own
        and one.dataset in ("", evaluation.dataset.key)
        and holds(one.valid_from, one.valid_to, evaluation.day)
        and (one.day is None or one.day <= evaluation.day)
        for one in evaluation.facts.facts
    )


type _Places = tuple[tuple[str, str], ...]


def _strange(evaluation: Evaluation, controllers: Collection[str]) -> tuple[_Places, _Places]:
    """Scopes of noes that no agreement has a name for: those signed to mean this purpose, and those still open.

    A term of the vocabulary means itself, so it is open only where it reaches the agreed purpose, or that one has no term.
    """
    agreed = evaluation.agreed
    signed = {
        (one.purpose, one.controller): one.sort
        for one in evaluation.facts.links
        if one.sort in ("said", "not_said") and one.agreed == agreed.key and one.holds
    }
    signed |= {
        (one.purpose, one.controller): "said"  # what a person took for this purpose prevails
        for one in evaluation.facts.links
        if one.sort == "said" and one.agreed == agreed.key and one.holds
    }
    has_term = agreed.purpose is not None and agreed.purpose.iri != ANY_PURPOSE
    meant, unplaced = [], []
    for one in evaluation.facts.unplaced:
        place = one.purpose, one.controller
        reaches = one.purpose == ANY_PURPOSE or one.purpose in agreed.reach
        if one.dataset != evaluation.question.dataset or signed.get(place) == "not_said":
            continue
        if signed.get(place) == "said":
            meant.append(place)
        elif one.words and not (has_term and is_term(one.purpose)):
            if one.somebody or one.controller in controllers:
                unplaced.append(place)
        elif one.somebody and reaches:
            unplaced.append(place)
    return tuple(sorted(meant)), tuple(sorted(unplaced))


def _refusing(evaluation: Evaluation, reliances: Sequence[Reliance], on_consent: set[str]) -> tuple[str, ...]:
    """Towards whom a no to consent counts though nobody asks for consent any more (EDPB 05/2020, 121 to 123).

    Where somebody relies on another basis and has not said why it holds for people who refused: that party, and we and the
    partner unless those rely on consent or have said it.
    """
    others = [one for one in reliances if one.basis is not None and one.reference not in on_consent]
    said = {one.reference for one in others if one.basis is not None and names_something(one.basis.beside_consent)}
    silent = {one.reference for one in others} - said
    if not silent:
        return ()
    both = {evaluation.facts.own, evaluation.question.partner} - on_consent - said
    return tuple(sorted((silent | both) - {""}))


def _rights(evaluation: Evaluation, reliances: Sequence[Reliance]) -> tuple[bool, bool]:
    """Whether restrictions (Art. 18) and objections (Art. 21) take effect here."""
    bases = [one.basis for one in reliances if one.basis is not None]
    restrictions = not bases or not all(one.despite_restriction for one in bases)
    agreed = evaluation.agreed
    marketing = MARKETING in agreed.reach
    research = (agreed.purpose is not None and agreed.purpose.scientific_research) or bool(RESEARCH & agreed.reach)
    open_to_objection = [
        one
        for one in bases
        if (one.article in ("6(1)(e)", "6(1)(f)") or research) and not names_something(one.overriding_grounds)
    ]
    return restrictions, marketing or bool(open_to_objection)


def _need(evaluation: Evaluation, reliance: Reliance, *, explicit: bool, informed: bool) -> ConsentNeed:
    accepted, invalid, lacking, unassigned = [], [], [], []
    agreed = evaluation.agreed
    for notice in evaluation.facts.notices:
        if notice.invalid_from is not None and notice.invalid_from <= evaluation.day:
            invalid.append((notice.key, notice.version))
        elif names_enough(evaluation, notice, reliance, informed=informed):
            until = notice.invalid_from
            ends = None if until is None else seconds(start_of_day(until, evaluation.facts.zone)) - 1
            accepted.append(NoticeUse(notice.key, notice.version, ends))
            unassigned += [
                (notice.key, notice.version, term)
                for term in sorted(agreed.terms)
                if term not in notice.purposes or (notice.key, notice.version, term) not in agreed.notices
            ]
        else:
            lacking.append((notice.key, notice.version))
    return ConsentNeed(
        controller=reliance.reference,
        purposes=tuple(sorted(agreed.terms)),
        accepted=tuple(accepted),
        invalid=tuple(invalid),
        lacking=tuple(lacking),
        explicit=explicit,
        parental=evaluation.dataset.children is True,
        since=fresh_since(evaluation),
        unassigned=tuple(unassigned),
    )


def fresh_since(evaluation: Evaluation) -> int | None:
    """The first second from which a consent is not yet to be renewed on the day; None where the agreement sets no interval."""
    months = evaluation.agreement.terms.consent.refresh_months
    if not months:
        return None
    first = last_due(evaluation.day, months) + timedelta(days=1)
    return seconds(start_of_day(first, evaluation.facts.zone))


def fresh_until(evaluation: Evaluation, given: int) -> date | None:
    """The last local day on which a consent of this second is not yet to be renewed; None where the agreement sets no interval."""
    months = evaluation.agreement.terms.consent.refresh_months
    if not months:
        return None
    return due(day_of(datetime.fromtimestamp(given, UTC), evaluation.facts.zone), months) - timedelta(days=1)


def names_purpose(evaluation: Evaluation, notice: NoticeFacts) -> bool:
    """Whether a notice names the agreed purpose, or a purpose that a legal member has signed to be it."""
    agreed = evaluation.agreed
    itself = agreed.is_named(notice.purposes, notice.outdated)
    return itself or any((notice.key, notice.version, one) in agreed.notices for one in notice.purposes)


def names_enough(evaluation: Evaluation, notice: NoticeFacts, reliance: Reliance, *, informed: bool) -> bool:
    """Whether a notice names the purpose, the controller that relies on it, the data, and a processor as recipient."""
    facts = evaluation.facts
    if not evaluation.agreed.terms.intersection(notice.purposes):
        return False
    if not _named(facts.name(reliance.reference), reliance.reference, notice.controllers):
        return False
    needed = {iri for item in evaluation.dataset.items for iri in item.categories if "/dpv/pd#" in iri}
    if not needed <= set(notice.categories):
        return False
    if not names_recipient(evaluation, notice):
        return False
    return bool(notice.transfers) or not informed


def names_recipient(evaluation: Evaluation, notice: NoticeFacts) -> bool:
    """Whether the notice names the partner as a controller or a recipient; for a processor its category is enough."""
    partner, name = evaluation.question.partner, evaluation.facts.name(evaluation.question.partner)
    if _named(name, partner, (*notice.controllers, *notice.recipients)):
        return True
    # Art. 13(1)(e): recipients or categories of recipients; EDPB 05/2020, para. 65: processors need no naming
    known = evaluation.facts.names.values()
    return _is_processor(evaluation) and any(is_category_of_processors(one, *known) for one in notice.recipients)


def _is_processor(evaluation: Evaluation) -> bool:
    roles = roles_of(evaluation.agreement.terms, evaluation.partner, evaluation.dataset)
    return bool(roles) and roles <= {"processor", "sub_processor"}


def _named(name: str, reference: str, listed: Sequence[str]) -> bool:
    return reference in listed or any(one.casefold() == name.casefold() for one in listed)


def _unassigned(evaluation: Evaluation, needs: Needs) -> Wanted | None:
    """The newest notice's purpose of which a legal member has yet to sign that it is the agreed one."""
    missing = {place for need in needs.consents for place in need.unassigned}
    found = [
        PurposeLink("", "notice", term, evaluation.agreed.key, one.key, one.version)
        for one in evaluation.facts.notices
        for term in one.purposes
        if (one.key, one.version, term) in missing
    ]
    return Wanted("purpose_link", link=found[-1]) if found else None


def _unsaid(evaluation: Evaluation, needs: Needs) -> Wanted | None:
    """The first scope of which a legal member has yet to say whether noes in it mean the agreed purpose."""
    for purpose, controller in needs.unplaced:
        link = PurposeLink("", "said", purpose, evaluation.agreed.key, controller=controller)
        return Wanted("purpose_link", link=link)
    return None


def _unexplained(reliances: Sequence[Reliance], needs: Needs) -> Wanted | None:
    """The basis on which a legal member has yet to say why it holds for people who refused or withdrew."""
    for one in reliances:
        if one.basis is not None and one.reference in needs.refusing and not names_something(one.basis.beside_consent):
            if one.from_terms:
                return Wanted("legal_basis", about=one.reference, stated=one.basis)
            return Wanted("legal_basis", key=one.basis.key)
    return None


def reasons_of(evaluation: Evaluation, tally: Tally, needs: Needs, reliances: Sequence[Reliance]) -> list[Reason]:
    """The counts of the cohort as reasons."""
    found = []
    for name, outcome in OUTCOMES.items():
        count = tally.counts.get(name, 0)
        if count:
            weight: Weight = "partial" if tally.allowed else ("incomplete" if outcome.missing else "deny")
            link = ("consent", f"{needs.dataset}?{name}")
            wanted = _unassigned(evaluation, needs) if name == "notice_unassigned" else None
            wanted = _unexplained(reliances, needs) if name == "said_no" else wanted
            wanted = _unsaid(evaluation, needs) if name == "unplaced" else wanted
            found.append(reason(outcome.rule, weight, outcome.words(count), link, count=count, wanted=wanted))
    if needs.consents and tally.total == 0:
        found.append(
            reason(
                "K01",
                "incomplete",
                Message(N_("No person with a record of this dataset is known: import the consents first.")),
                ("consent", needs.dataset),
            )
        )
    elif tally.allowed:
        found.append(
            reason(
                "S7",
                "met",
                counted(
                    "{n} of {m} person: nothing on file against it.",
                    "{n} of {m} people: nothing on file against it.",
                    tally.allowed,
                    m=tally.total,
                ),
                ("consent", needs.dataset),
                count=tally.allowed,
            )
        )
        found += [_refusal_warning(purpose, count, needs) for purpose, count in sorted(tally.narrower.items())]
    return found


def _refusal_warning(purpose: str, count: int, needs: Needs) -> Reason:
    """The warning on people whose data may go out though they said no to this purpose, or to one within it."""
    label = label_of_iri(purpose)
    if purpose not in needs.narrower:
        message = counted(
            "{n} of the people counted refused, took consent back or objected for “{purpose}”. The basis relied on "
            "stands without the consent of this person; check that it does.",
            "{n} of the people counted refused, took consent back or objected for “{purpose}”. The basis relied on "
            "stands without their consent; check that it does.",
            count,
            purpose=label_words(label),
        )
        return reason("K03", "warning", message, ("consent", needs.dataset), count=count)
    message = counted(
        "{n} of the people counted took consent back, refused or objected for “{purpose}”, which lies within the "
        "purpose asked about: the data of this person must not be used for it.",
        "{n} of the people counted took consent back, refused or objected for “{purpose}”, which lies within the "
        "purpose asked about: their data must not be used for it.",
        count,
        purpose=label_words(label),
    )
    return reason("S7", "warning", message, ("consent", needs.dataset), count=count)


def is_missing(outcome: str) -> bool:
    """Whether an outcome is a fact not recorded, rather than a no."""
    return OUTCOMES[outcome].missing
