"""Rules on health and genetic data: European Health Data Space, Gesundheitsdatennutzungsgesetz, Gendiagnostikgesetz."""

from __future__ import annotations

import re
from collections.abc import Iterator

from datapact.base.texts import N_, Argument, Message
from datapact.checks.general.named_law import names_law
from datapact.checks.model.facts import Case
from datapact.checks.model.rule import Gap, rule
from datapact.contract.terms import Dataset
from datapact.contract.vocabulary.acts import GDNG, GDPR, GENDG, HEALTH_DATA_SPACE
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.messages import own

HEALTH = re.compile(r"/pd#\w*(Health|Medical|Disability|BloodType|DrugTest|Genetic|DNACode)")
GENETIC = re.compile(r"/pd#\w*(Genetic|DNACode)")
_SECONDARY = re.compile(r"§\s*6\b[^;]*\bGDNG\b|GDNG[^;]*§\s*6\b")


def _with(case: Case, pattern: re.Pattern[str]) -> Iterator[tuple[Dataset, dict[str, Argument]]]:
    """The personal datasets with an item of such a category, with their name for a message."""
    for dataset in case.personal_datasets:
        if any(pattern.search(iri) for item in dataset.items for iri in item.categories):
            yield dataset, {"dataset": own(dataset.name, dataset.key)}


@rule(
    "S02",
    "E",
    "statute",
    cite(HEALTH_DATA_SPACE, "53, 54, 68, 73"),
    N_(
        "Electronic health data for research or other secondary use is provided on a data permit, in a secure processing "
        "environment and for a permitted purpose. From 26 March 2029; before, it is a warning to know the basis."
    ),
    valid_from=GDNG.applies_from,
)
def s02(case: Case) -> Iterator[Gap]:
    begun = HEALTH_DATA_SPACE.applies_from is not None and case.on >= HEALTH_DATA_SPACE.applies_from
    secondary = case.terms.facts.research or any(
        one.scientific_research or one.new_purpose for one in case.terms.purposes if not one.prohibited
    )
    if not secondary:
        return
    for dataset, names in _with(case, HEALTH):
        if dataset.health_access:
            continue
        words = (
            N_("“{dataset}” holds health data for secondary use. Name the data permit and the secure environment.")
            if begun
            else N_(
                "“{dataset}” holds health data for secondary use. Name the provision that opens it (law of the Land, "
                "GDNG, consent) and the environment in which it is used."
            )
        )
        yield Gap(
            f"datasets.{dataset.key}.health_access", Message(words, names), None if begun else "W",
            None if begun else "practice",
        )  # fmt: skip


@rule(
    "S03",
    "E",
    "statute",
    cite(GDNG, "6(3)"),
    N_(
        "Health data that an institution of health care uses again under § 6 GDNG is not passed on to third parties, "
        "unless the people consented or another law provides for it."
    ),
)
def s03(case: Case) -> Iterator[Gap]:
    recipients = {dataset.key: set(dataset.recipients) for dataset in case.personal_datasets}
    for index, basis in enumerate(case.terms.legal_bases):
        named = _SECONDARY.search(basis.law) and not re.search(r"Abs\.? ?3|\(3\)", basis.law)
        others = recipients.get(basis.dataset, set()) - {basis.party}
        if named and others and basis.special != "9(2)(a)":
            yield Gap(
                f"legal_bases.{index}.law",
                Message(
                    N_(
                        "§ 6 GDNG lets {party} use its own health data again, but forbids passing it on to third parties. "
                        "Name consent, the joint use under § 6(3), or another law that provides for it; or anonymise."
                    ),
                    {"party": case.name(basis.party)},
                ),
            )


@rule(
    "S04",
    "W",
    "practice",
    cite(GDPR, "9(1), 9(4)", GENDG, "11(3)"),
    N_("Genetic data is shared on explicit consent, or on a named law for research."),
)
def s04(case: Case) -> Iterator[Gap]:
    for dataset, names in _with(case, GENETIC):
        specials = {one.special for one in case.terms.legal_bases if one.dataset == dataset.key and one.special}
        if specials != {"9(2)(a)"} and not names_law(case.terms.facts.research_law):
            yield Gap(
                f"datasets.{dataset.key}",
                Message(
                    N_(
                        "“{dataset}” holds genetic data. Results of genetic examinations are disclosed only with written "
                        "consent; for research name the law relied on."
                    ),
                    names,
                ),
            )


RULES = (s02, s03, s04)
