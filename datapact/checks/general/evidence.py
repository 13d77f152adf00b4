"""Rules on what has to be shown: anonymity, the law behind Art. 9(2), the agreed form, long retention, venue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from datapact.base.texts import N_, Argument, Message
from datapact.checks.general.named_law import lacks_law, names_law
from datapact.checks.model.facts import Case
from datapact.checks.model.named import names_something
from datapact.checks.model.rule import Gap, rule
from datapact.contract.terms import Dataset, Party, known_facts
from datapact.contract.terms.base import does_not_apply
from datapact.contract.vocabulary.acts import BDSG, BGB, CJEU_PSEUDONYMS, EDPB_CONTROLLERS, GDPR, ZPO
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.countries import EEA
from datapact.contract.vocabulary.laws import names_provision
from datapact.contract.vocabulary.messages import joined, own
from datapact.contract.vocabulary.words_of_people import is_of_people, lists_people

LONGEST_CLEARING_DAYS = 180  # practice
_WITHOUT_END = re.compile(
    r"\b(unbegrenzt|unbefristet|unbeschränkt|zeitlich nicht begrenzt|auf dauer|dauerhaft|für immer|ewig|without (a )?(limit|end)|unlimited|"
    r"indefinite(ly)?|permanent(ly)?|for ?ever|perpetual(ly)?)\b",
    re.IGNORECASE,
)
LONG_MONTHS = 120  # research data is usually archived for ten years (DFG guideline 17); longer calls for a ground


def _is_about_people(dataset: Dataset) -> bool:
    kinds = any(map(is_of_people, dataset.items))
    return kinds or dataset.pseudonymised or bool(dataset.subjects) or dataset.is_personal() or lists_people(dataset)


@rule(
    "G47",
    "E",
    "statute",
    cite(GDPR, "4(1), rec. 26", CJEU_PSEUDONYMS),
    N_(
        "Who calls data anonymous that speaks of people, or is pseudonymous to another party, has a dated assessment of "
        "whether they can be re-identified."
    ),
)
def g47(case: Case) -> Iterator[Gap]:
    assessed = {
        one.party
        for one in case.terms.assessments
        if one.kind == "reidentification" and names_something(one.reference) and one.day
    }
    for dataset in case.terms.datasets:
        if not _is_about_people(dataset):
            continue
        for entry in dataset.personal:
            if entry.judgement in ("anonymous", "not_personal") and entry.party not in assessed:
                yield Gap(
                    f"datasets.{dataset.key}.personal",
                    Message(
                        N_(
                            "“{dataset}” counts as anonymous for {party}, but it speaks of people. Enter the dated "
                            "assessment of whether {party}, or somebody else by means reasonably likely to be used, can "
                            "recognise them; or call it pseudonymous."
                        ),
                        {"dataset": own(dataset.name, dataset.key), "party": case.name(entry.party)},
                    ),
                )
                break


_NEEDS_LAW = frozenset(["9(2)(b)", "9(2)(g)", "9(2)(h)", "9(2)(i)", "9(2)(j)"])


@rule(
    "G49",
    "E",
    "statute",
    cite(GDPR, "9(2)(b), (g)-(j), 9(3)", BDSG, "22, 27"),
    N_(
        "Who relies on Art. 9(2)(b), (g), (h), (i) or (j) names the law; under (h) the data is processed by or under the "
        "responsibility of somebody bound by professional secrecy."
    ),
)
def g49(case: Case) -> Iterator[Gap]:
    datasets = {dataset.key: dataset for dataset in case.terms.datasets}
    for index, basis in enumerate(case.terms.legal_bases):
        if not case.pd or basis.special not in _NEEDS_LAW:
            continue
        dataset = datasets.get(basis.dataset)
        names: dict[str, Argument] = {
            "party": case.name(basis.party),
            "dataset": own(dataset.name, dataset.key) if dataset else basis.dataset,
            "letter": basis.special,
        }
        if not names_law(basis.law) and not names_law(case.terms.facts.research_law):
            yield Gap(
                f"legal_bases.{index}.law",
                lacks_law(
                    basis.law,
                    Message(
                        N_(
                            "{party} relies on Art. {letter} GDPR for “{dataset}”, which holds only with a law of the Union or "
                            "a Member State. Name its provision, such as § 22 or § 27 BDSG, or the law of the Land."
                        ),
                        names,
                    ),
                ),
            )
        if basis.special == "9(2)(h)" and not (dataset is not None and known_facts.secret(dataset).value):
            yield Gap(
                f"legal_bases.{index}.special",
                Message(
                    N_(
                        "{party} relies on Art. 9(2)(h) GDPR for “{dataset}”: only persons bound by professional secrecy "
                        "may process it for care (Art. 9(3)). Say so of the dataset, or choose another condition."
                    ),
                    names,
                ),
            )


@rule(
    "G50",
    "W",
    "statute",
    cite(BGB, "125, 126(3), 126a, 127(1)"),
    N_("Where writing or a qualified electronic signature is agreed, the signatures are of that kind."),
    valid_from=date(2001, 8, 1),  # sections 126(3), 126a and 127 BGB on electronic form
)
def g50(case: Case) -> Iterator[Gap]:
    signing = case.signing
    if signing is None or not signing.in_force or case.terms.form.conclusion not in ("written", "qualified_electronic"):
        return
    here = [case.name(party.key) for party in case.terms.parties if not signing.elsewhere.get(party.key)]
    if here:
        yield Gap(
            "form.conclusion",
            Message(
                N_(
                    "The agreed form is {form}, and these parties signed in DataPact: {parties}. A signature with a key of "
                    "DataPact is not qualified. Check the certificates, or record a signing elsewhere in that form."
                ),
                {
                    "form": Message(
                        N_("writing")
                        if case.terms.form.conclusion == "written"
                        else N_("a qualified electronic signature")
                    ),
                    "parties": joined(here),
                },
            ),
        )


@rule(
    "G51",
    "E",
    "statute",
    cite(GDPR, "5(1)(e), 17(1)(a), 89(1)"),
    N_(
        "Personal data is kept no longer than the purpose needs it; more than ten years, and any time beyond the end of the "
        "agreement, has a stated ground and a limit. A processor keeps data beyond the end only as a law demands. Half a year "
        "and more until it is deleted at the end is a warning."
    ),
    version=4,
)
def g51(case: Case) -> Iterator[Gap]:
    late = case.terms.end_of_data.days
    if case.pd and late is not None and late > LONGEST_CLEARING_DAYS:
        yield Gap(
            "end_of_data.days",
            Message(
                N_(
                    "Personal data is deleted or returned only {days} days after the end. Without a ground that is storage without "
                    "a purpose: shorten this."
                ),
                {"days": late},
            ),
            "W",
        )
    for dataset in case.personal_datasets:
        if any(_WITHOUT_END.search(one) for one in (dataset.retention.criterion.de, dataset.retention.criterion.en)):
            yield Gap(
                f"datasets.{dataset.key}.retention",
                Message(
                    N_(
                        "“{dataset}” with personal data is kept without an end. State a period, or the event that ends it."
                    ),
                    {"dataset": own(dataset.name, dataset.key)},
                ),
            )
        months = dataset.retention.months
        ground = dataset.retention.criterion.given() or dataset.retention.fate_note.given()
        if months is not None and months > LONG_MONTHS and not ground:
            yield Gap(
                f"datasets.{dataset.key}.retention",
                Message(
                    N_(
                        "“{dataset}” with personal data is kept for {months} months. Shorten this, or state the ground: a "
                        "criterion, a statutory period, or archiving for research (Art. 89(1) GDPR)."
                    ),
                    {"dataset": own(dataset.name, dataset.key), "months": months},
                ),
            )
        yield from _beyond_the_end(case, dataset)


def _beyond_the_end(case: Case, dataset: Dataset) -> Iterator[Gap]:
    place, names = f"datasets.{dataset.key}.retention.after_end", {"dataset": own(dataset.name, dataset.key)}
    ground = dataset.retention.after_end
    if not ground.given():
        return
    if not dataset.retention.given():
        yield Gap(
            f"datasets.{dataset.key}.retention",
            Message(
                N_(
                    "“{dataset}” may be kept beyond the end of the agreement, but nothing says until when. State the limit."
                ),
                names,
            ),
        )
    if case.c2p and not case.c2c and not case.jc and not names_provision(ground.de + ground.en):
        yield Gap(
            place,
            Message(
                N_(
                    "The processor is to keep “{dataset}” beyond the end. It may do so only where a law of the Union or a Member "
                    "State obliges it to store (Art. 28(3)(g) GDPR): name the provision, or delete this."
                ),
                names,
            ),
        )


_MERCHANT = re.compile(
    r"gmbh|\bug\b|\bag\b|\bse\b|\bkg\b|\bohg\b|e\. ?k\.|\beg\b|ltd|inc\b|llc|b\.v\.|sarl", re.IGNORECASE
)


def _may_choose_venue(party: Party) -> bool:
    return bool(known_facts.public_body(party).value) or bool(_MERCHANT.search(party.legal_form))


@rule(
    "G52",
    "W",
    "statute",
    cite(ZPO, "38(1), 40"),
    N_("A venue is agreed beforehand only among merchants, legal persons under public law and special funds of such."),
    valid_from=date(1998, 7, 1),  # section 38(1) ZPO with the merchants of the commercial law reform
)
def g52(case: Case) -> Iterator[Gap]:
    others = [case.name(party.key) for party in case.terms.parties if not _may_choose_venue(party)]
    if case.terms.law.venue and not does_not_apply(case.terms.law.venue) and others:
        yield Gap(
            "law.venue",
            Message(
                N_(
                    "A venue is agreed, but these parties are no merchants and no legal persons under public law as far as "
                    "their legal form tells: {parties}. The clause is empty for them; leave the venue out, or agree on "
                    "arbitration."
                ),
                {"parties": joined(others)},
            ),
        )


@rule(
    "G53",
    "W",
    "statute",
    cite(GDPR, "3(2), 27"),
    N_("A party outside the EEA that is itself under the GDPR names its representative in the Union."),
)
def g53(case: Case) -> Iterator[Gap]:
    for party in case.terms.parties:
        outside = party.address.given() and party.address.country not in EEA
        if case.pd and outside and party.key in case.responsible and not party.representative.name:
            yield Gap(
                f"parties.{party.key}.representative",
                Message(
                    N_(
                        "{party} is outside the EEA. If it offers goods or services to people in the Union or observes "
                        "them, it needs a representative here (Art. 27 GDPR): name it, or “does not apply”."
                    ),
                    {"party": case.name(party.key)},
                ),
            )


@rule(
    "G48",
    "W",
    "statute",
    cite(GDPR, "26(1)", EDPB_CONTROLLERS, "para. 50 ff."),
    N_(
        "Where controllers pursue a common goal or the same purpose, it is on file whether they decide on purposes and means "
        "jointly; “jointly” contradicts separate roles."
    ),
    version=2,
)
def g48(case: Case) -> Iterator[Gap]:
    joint = case.terms.joint
    if joint.screened == "joint" and case.c2c and not case.jc:
        yield Gap(
            "joint.screened",
            Message(
                N_(
                    "The parties decide jointly, as the test of Art. 26 GDPR says, but the activities call each a controller "
                    "of its own. Make the roles joint, with an arrangement, or correct the test."
                )
            ),
            "E",
        )
    if joint.screened or not case.c2c or case.jc:
        return
    by_purpose: dict[str, set[str]] = {}
    for basis in case.terms.legal_bases:
        if basis.party in case.controllers:
            by_purpose.setdefault(basis.purpose, set()).add(basis.party)
    if case.terms.pilot.applies or any(len(parties) > 1 for parties in by_purpose.values()):
        yield Gap(
            "joint.screened",
            Message(
                N_(
                    "The controllers pursue the same purpose or a common project. Record whether they decide on purposes and "
                    "means jointly (Art. 26 GDPR), with reasons: who starts it, who chooses the data, who uses the result."
                )
            ),
        )


RULES = (g47, g48, g49, g50, g51, g52, g53)
