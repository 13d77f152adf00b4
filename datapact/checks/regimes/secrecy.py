"""Rules on statutory secrecy: professions (§ 203 StGB), social, tax and statistical data, hospitals, health insurance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from datapact.base.texts import N_, Argument, Message
from datapact.checks.general.named_law import lacks_law, names_law
from datapact.checks.model.facts import Case
from datapact.checks.model.finding import Severity
from datapact.checks.model.rule import Gap, rule
from datapact.contract.terms import Dataset
from datapact.contract.terms.known_facts import secret
from datapact.contract.vocabulary.acts import AO, BSTATG, LAND_LAW, SGB_I, SGB_V, SGB_X, STGB
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.countries import EEA, adequacy_decisions
from datapact.contract.vocabulary.messages import name_or_words, own

_CLOUD = ("c5", "§ 393", "bsi")


def _secret_datasets(case: Case) -> Iterator[tuple[Dataset, dict[str, Argument], bool]]:
    """Each dataset that is secret, with its name, and whether a person said so (else other terms tell it)."""
    for dataset in case.terms.datasets:
        known = secret(dataset)
        if known.value is True:
            yield dataset, {"dataset": own(dataset.name, dataset.key)}, known.reason is None


@rule(
    "S01",
    "E",
    "statute",
    cite(STGB, "203", SGB_I, "35", SGB_X, "67b, 67d, 80", AO, "30", BSTATG, "16", SGB_V, "393", LAND_LAW),
    N_(
        "Data under a statutory secrecy is disclosed on a named provision, also where a release permits it, and everybody who "
        "assists is bound to secrecy; a warning where secrecy only seems likely."
    ),
    # section 80 SGB X and section 30 AO beside the GDPR; section 203(3) StGB is of 2017, section 393 SGB V of 2024
    valid_from=date(2018, 5, 25),
)
def s01(case: Case) -> Iterator[Gap]:
    for dataset, names, stated in _secret_datasets(case):
        severity: Severity | None = None if stated else "W"
        if not names_law(dataset.secrecy_basis):
            yield Gap(
                f"datasets.{dataset.key}.secrecy_basis",
                lacks_law(
                    dataset.secrecy_basis,
                    Message(
                        N_(
                            "“{dataset}” is under a statutory secrecy. Name the provision on which it may be disclosed; where "
                            "people have released you from secrecy, the one under which that counts, such as § 203(1) StGB, "
                            "§ 67b SGB X or § 30(4) no. 3 AO. The release itself goes on file. A basis under the GDPR alone "
                            "is not enough."
                        )
                        if stated
                        else N_(
                            "“{dataset}” may be under a statutory secrecy. Answer whether it is, and if so, name the provision "
                            "on which, or under which a release, it may be disclosed."
                        ),
                        names,
                    ),
                ),
                severity,
            )
        if not dataset.secrecy_bound.given():
            yield Gap(
                f"datasets.{dataset.key}.secrecy_bound",
                Message(
                    N_(
                        "Agree on how everybody who assists with “{dataset}” is bound to secrecy, service providers "
                        "included (§ 203(3) and (4) StGB)."
                    ),
                    names,
                ),
                severity,
            )
        if "social" in dataset.secrecies and case.c2p:
            yield from _social(case, names)
        if {"social", "health_cloud"} & set(dataset.secrecies) and case.c2p and not _cloud_tested(case):
            yield Gap(
                "processing.guarantees",
                Message(
                    N_(
                        "If “{dataset}” is processed in a cloud, § 393 SGB V asks for a current C5 attestation and a place in "
                        "Germany, the EEA or an adequate country. Name the attestation, or say that no cloud is used."
                    ),
                    names,
                ),
                "W",
            )


def _social(case: Case, names: dict[str, Argument]) -> Iterator[Gap]:
    """Social data is processed on behalf only in Germany, the EEA or an adequate country (§ 80(2) SGB X)."""
    adequate = {country for country, one in adequacy_decisions().items() if one.holds_on(case.on)}
    for sub in case.terms.sub_processors:
        if sub.country not in EEA | adequate:
            yield Gap(
                f"sub_processors.{sub.key}.country",
                Message(
                    N_(
                        "Social data (“{dataset}”) may be processed on behalf only in the EEA or in a country with an "
                        "adequacy decision (§ 80(2) SGB X). Take {party} out."
                    ),
                    {**names, "party": name_or_words(sub.name, sub.key)},
                ),
            )


def _cloud_tested(case: Case) -> bool:
    said = case.terms.processing.guarantees
    return any(word in f"{said.de} {said.en}".casefold() for word in _CLOUD)


RULES = (s01,)
