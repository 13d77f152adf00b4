"""Rules on licences of models and of data that is not personal: scope, derived results, origin, recall, usage data."""

from __future__ import annotations

from collections.abc import Iterator

from datapact.base.texts import N_, Message
from datapact.checks.model.facts import Case
from datapact.checks.model.rule import Gap, rule
from datapact.contract.vocabulary.acts import (
    AI_ACT,
    BGB,
    DATA_ACT,
    EDPB_MODELS,
    GDPR,
    GESCHGEHG,
    PRACTICE,
    TDDDG,
    TFEU,
    URHG,
)
from datapact.contract.vocabulary.citations import cite


def licensed(case: Case) -> bool:
    """Whether the agreement grants a licence in a model or in data."""
    return bool(case.terms.licence.subject)


def model_licensed(case: Case) -> bool:
    """Whether the licence is for a model."""
    return case.terms.licence.subject == "model"


def data_licensed(case: Case) -> bool:
    """Whether the licence is for data."""
    return case.terms.licence.subject == "data"


@rule(
    "L01",
    "W",
    "practice",
    cite(URHG, "31(1)-(3), 31(5)", PRACTICE),
    N_(
        "A licence names who grants what right to whom, exclusive or not, for which territory and uses: what is not named "
        "is granted only as far as the purpose requires. A model comes with a data card and a list of forbidden uses."
    ),
)
def l01(case: Case) -> Iterator[Gap]:
    licence = case.terms.licence
    if not licence.subject:
        return
    if model_licensed(case) and not (licence.licensor and licence.licensees):
        place = "licence.licensees" if licence.licensor else "licence.licensor"
        yield Gap(place, Message(N_("Say which party grants the rights, and to whom.")))
    elif licence.licensor and licence.licensor in licence.licensees:
        yield Gap(
            "licence.licensees", Message(N_("The licensor cannot be its own licensee. Name the party that receives."))
        )
    if not licence.exclusive:
        yield Gap("licence.exclusive", Message(N_("Say whether the right of use is exclusive.")))
    if not licence.territory.given():
        yield Gap("licence.territory", Message(N_("Name the territory of the licence.")))
    if model_licensed(case) and not any(purpose.prohibited for purpose in case.terms.purposes):
        yield Gap(
            "purposes",
            Message(N_("The licence of the model forbids no use. Name the uses that you rule out, in the annex too.")),
        )


@rule(
    "L02",
    "W",
    "practice",
    cite(TFEU, "101(1)", PRACTICE),
    N_(
        "A licence of a model settles tuning, derived models, distillation, the back-licence and what recipients are bound "
        "to. A back-licence is not exclusive and has a scope."
    ),
)
def l02(case: Case) -> Iterator[Gap]:
    licence = case.terms.licence
    if model_licensed(case) and not licence.distillation:
        yield Gap(
            "licence.distillation",
            Message(N_("Nothing says whether other models may be trained with output of the model. Agree on it.")),
        )
    if licensed(case) and not licence.back_licence:
        yield Gap(
            "licence.back_licence",
            Message(N_("Nothing says whether the licensor obtains a right in improvements. Agree on it.")),
        )
    if licence.back_licence == "simple" and not licence.back_licence_scope.given():
        yield Gap("licence.back_licence_scope", Message(N_("Name the scope of the back-licence.")))


@rule(
    "L03",
    "W",
    "practice",
    cite(URHG, "44b(3)", AI_ACT, "53(1)(c), 53(2)", PRACTICE),
    N_(
        "A licence of a model says where the training content comes from, how opt-outs were respected and which parts are "
        "under open licences. Who restricts the use cannot rely on the exceptions for open-source models."
    ),
)
def l03(case: Case) -> Iterator[Gap]:
    licence = case.terms.licence
    if not model_licensed(case):
        return
    if not licence.provenance.given():
        yield Gap(
            "licence.provenance",
            Message(
                N_(
                    "Nothing says where the training content comes from and how reservations against text and data mining "
                    "were respected. Have the licensor state it."
                )
            ),
        )
    if not licence.copyleft:
        yield Gap(
            "licence.copyleft",
            Message(N_("Say whether parts are under licences that bind derived works, such as the EUPL or the GPL.")),
        )
    elif licence.copyleft == "yes" and not licence.open_licences.given():
        yield Gap(
            "licence.open_licences",
            Message(
                N_(
                    "Parts are under licences that bind derived works. Name them, since restrictions of this agreement do "
                    "not apply to them."
                )
            ),
        )
    if case.terms.models.open_source:
        yield Gap(
            "models.open_source",
            Message(
                N_(
                    "The licence restricts the use of the model. It is then no free and open-source model within the "
                    "meaning of Art. 53(2) AI Act: have the duties of Art. 53(1)(a) and (b) fulfilled."
                )
            ),
        )


@rule(
    "L04",
    "W",
    "practice",
    cite(BGB, "314, 535, 536", PRACTICE),
    N_(
        "A licence of a model says how long faults are mended, when and how fast a version is recalled, and what happens "
        "to derived models at the end."
    ),
)
def l04(case: Case) -> Iterator[Gap]:
    licence = case.terms.licence
    if not model_licensed(case):
        return
    if licence.support_months is None:
        yield Gap("licence.support_months", Message(N_("Say how long faults of a version are mended at least.")))
    if licence.update_days is None:
        yield Gap(
            "licence.update_days", Message(N_("Say within how many days a version that is recalled is out of use."))
        )


@rule(
    "L05",
    "W",
    "practice",
    cite(TDDDG, "25(1)", GESCHGEHG, "2 no. 1", PRACTICE),
    N_("A licence of a model says which data on its use the licensor gets and how the use is audited."),
)
def l05(case: Case) -> Iterator[Gap]:
    licence = case.terms.licence
    if not model_licensed(case):
        return
    if not licence.telemetry:
        yield Gap("licence.telemetry", Message(N_("Say whether the model transmits data on its use to the licensor.")))
    if licence.telemetry == "agreed" and not licence.telemetry_data.given():
        yield Gap(
            "licence.telemetry_data", Message(N_("Name the data on the use that is transmitted, and what it serves."))
        )


@rule(
    "L06",
    "E",
    "house",
    cite(GDPR, "6(1), 28", EDPB_MODELS),
    N_(
        "A licence of data or of a model covers no personal data; whether personal data can be drawn from a model is "
        "assessed, and the assessment is on file."
    ),
)
def l06(case: Case) -> Iterator[Gap]:
    if licensed(case) and case.pd:
        yield Gap(
            "facts.personal_data",
            Message(
                N_(
                    "This licence does not govern personal data: legal bases, notices and rights are missing. Use the "
                    "template for controllers or for processing on behalf."
                )
            ),
        )
    if model_licensed(case) and not case.has_assessment("model_personal_data"):
        yield Gap(
            "assessments",
            Message(
                N_(
                    "It is not on file whether personal data can be drawn from the model. Have the licensor assess it, "
                    "and enter the assessment with reference and date."
                )
            ),
            "W",
            "guidance",
        )


@rule(
    "L07",
    "W",
    "practice",
    cite(DATA_ACT, "11(1), 13(4)-(5), 43", URHG, "87b", PRACTICE),
    N_(
        "A licence of data settles derived data, the database right, what is agreed on quality and the remedies, technical "
        "protection, and keeps clear of terms that are unfair where they are imposed."
    ),
)
def l07(case: Case) -> Iterator[Gap]:
    if not data_licensed(case):
        return
    for dataset in case.terms.datasets:
        if not dataset.quality.given():
            yield Gap(
                f"datasets.{dataset.key}.quality",
                Message(N_("Nothing is agreed on completeness, accuracy and timeliness of a dataset. State it.")),
            )
    if not case.terms.licence.protection.given():
        yield Gap(
            "licence.protection",
            Message(N_("No technical protection of the data is named. Name the measures, or say that there are none.")),
        )


RULES = (l01, l02, l03, l04, l05, l06, l07)
