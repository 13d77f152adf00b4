"""Rules for processors: the contents of the contract (Art. 28(3) GDPR)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from datapact.base.texts import N_, Message
from datapact.checks.model.facts import Case, covers
from datapact.checks.model.named import is_stated
from datapact.checks.model.rule import Gap, rule
from datapact.contract.terms import Dataset, Localised
from datapact.contract.vocabulary.acts import GDPR
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.messages import own


def _processed(case: Case) -> Iterator[Dataset]:
    """Datasets that a processor handles; all personal ones where the activities name none."""
    activities = [
        activity
        for activity in case.activities
        if any(entry.role == "processor" and entry.party in case.processors for entry in activity.roles)
    ]
    for dataset in case.personal_datasets:
        if not activities or any(covers(activity, dataset.key) for activity in activities):
            yield dataset


_TOO_GENERAL = N_(
    "“{words}” fits any contract. Say what is done with whose data, so that the task can be told from others (EDPB Guidelines "
    "07/2020, para. 113 ff.)."
)
_ANY_SERVICE = re.compile(
    r"(die |the )?(erbringung (von|der) )?((vertraglich )?vereinbarte[nr]? )?(dienst(leistung|e)?(en)?|leistung(en)?|(daten)?verarbeitung|"
    r"it-?dienst(leistung)?en|services?|(data )?processing|it services|provision of services)( (von|der|of) (daten|data))?"
    r"( (gemäß|laut|nach|as agreed|under)( \w+){0,3})?",
    re.IGNORECASE,
)


def _is_empty(words: Localised) -> bool:
    texts = [one.strip().rstrip(".") for one in (words.de, words.en) if one.strip()]
    return any(_ANY_SERVICE.fullmatch(one) for one in texts)


@rule(
    "P00",
    "E",
    "statute",
    cite(GDPR, "28(3)"),
    N_(
        "The contract sets out subject matter, duration, nature, purpose, types of data, categories of data subjects, "
        "and the rights and duties of the controller; words that fit any contract are a warning."
    ),
    version=3,
)
def p00(case: Case) -> Iterator[Gap]:
    if not case.c2p:
        return
    terms, block = case.terms, case.terms.processing
    if block.processor and block.processor == block.controller:
        yield Gap(
            "processing.processor",
            Message(N_("Controller and processor are the same party. Choose the other one as processor.")),
        )
    if not block.subject_matter.given():
        yield Gap(
            "processing.subject_matter",
            Message(N_("The subject matter of the processing is missing. Describe what the processor is engaged for.")),
        )
    elif _is_empty(block.subject_matter):
        yield Gap(
            "processing.subject_matter",
            Message(_TOO_GENERAL, {"words": own(block.subject_matter, "")}),
            "W",
            "guidance",
        )
    duration = terms.duration
    if duration.end is None and not is_stated(duration.end_event) and duration.notice_months is None:
        yield Gap(
            "duration.end",
            Message(
                N_(
                    "The duration of the processing is missing. Enter the last day, the end event or a period of notice."
                )
            ),
        )
    if not block.nature.given():
        yield Gap(
            "processing.nature",
            Message(N_("The nature of the processing is missing. Describe it, for example storing or analysing.")),
        )
    elif _is_empty(block.nature):
        yield Gap("processing.nature", Message(_TOO_GENERAL, {"words": own(block.nature, "")}), "W", "guidance")
    if all(purpose.prohibited for purpose in terms.purposes):
        yield Gap("purposes", Message(N_("The purpose of the processing is missing. Name at least one purpose.")))
    if not block.controller_duties.given():
        yield Gap(
            "processing.controller_duties",
            Message(N_("The rights and duties of the controller are missing. Describe them.")),
        )
    for dataset in _processed(case):
        names = {"dataset": own(dataset.name, dataset.key)}
        if not any(item.name.given() for item in dataset.items):
            yield Gap(
                f"datasets.{dataset.key}.items",
                Message(N_("The types of personal data in “{dataset}” are missing. List them."), names),
            )
        if not dataset.subjects and not dataset.subjects_note.given():
            yield Gap(
                f"datasets.{dataset.key}.subjects",
                Message(N_("The categories of data subjects in “{dataset}” are missing. Name them."), names),
            )


@rule(
    "P01",
    "E",
    "statute",
    cite(GDPR, "28(3)(a)"),
    N_(
        "The processor acts only on documented instructions, also for transfers to third countries, and tells the "
        "controller of law that demands otherwise."
    ),
    version=2,
)
def p01(case: Case) -> Iterator[Gap]:
    # The wording provides it, part by part (wording/processor_parts.py); terms alone cannot show it.
    yield from ()


@rule(
    "P02",
    "E",
    "statute",
    cite(GDPR, "28(3)(b)"),
    N_("Persons authorised by the processor are bound to confidentiality."),
    version=2,
)
def p02(case: Case) -> Iterator[Gap]:
    # The wording provides it, part by part (wording/processor_parts.py); terms alone cannot show it.
    yield from ()


@rule("P03", "E", "statute", cite(GDPR, "28(3)(c)"), N_("The processor takes all measures required by Art. 32."))
def p03(case: Case) -> Iterator[Gap]:
    if not case.c2p:
        return
    for key in case.processors:
        if not any(one.party in ("", key) and one.description.given() for one in case.terms.measures):
            yield Gap(
                "measures",
                Message(
                    N_(
                        "No technical and organisational measures of the processor {party} are described. Describe "
                        "the measures that it takes under Art. 32 GDPR."
                    ),
                    {"party": case.name(key)},
                ),
            )
            return


@rule(
    "P06",
    "E",
    "statute",
    cite(GDPR, "28(3)(e)"),
    N_("The processor helps the controller to answer data subjects' requests."),
    version=2,
)
def p06(case: Case) -> Iterator[Gap]:
    # The wording provides it, part by part (wording/processor_parts.py); terms alone cannot show it.
    yield from ()


@rule(
    "P07",
    "E",
    "statute",
    cite(GDPR, "28(3)(f)"),
    N_("The processor helps the controller with security, breaches, impact assessment and consultation (Art. 32-36)."),
    version=2,
)
def p07(case: Case) -> Iterator[Gap]:
    # The wording provides it, part by part (wording/processor_parts.py); terms alone cannot show it.
    yield from ()


@rule(
    "P08",
    "E",
    "statute",
    cite(GDPR, "28(3)(g)"),
    N_("The processor deletes or returns the data at the controller's choice; legal duties to store are excepted."),
    version=2,
)
def p08(case: Case) -> Iterator[Gap]:
    end = case.terms.end_of_data
    if not case.c2p:
        return
    if end.rule not in ("delete", "return", "choice"):
        yield Gap(
            "end_of_data.rule",
            Message(
                N_(
                    "The contract does not oblige the processor to delete or return all personal data at the end of the "
                    "services, at the controller's choice. Add this duty."
                )
            ),
        )
    elif end.chosen_by and end.chosen_by not in case.controllers:
        yield Gap(
            "end_of_data.chosen_by",
            Message(
                N_("The choice between deletion and return is not left to the controller. Name the controller here.")
            ),
        )


@rule(
    "P09",
    "E",
    "statute",
    cite(GDPR, "28(3)(h)"),
    N_("The processor gives the information needed to show compliance and allows audits."),
    version=2,
)
def p09(case: Case) -> Iterator[Gap]:
    # The wording provides it, part by part (wording/processor_parts.py); terms alone cannot show it.
    yield from ()


@rule(
    "P10",
    "E",
    "statute",
    cite(GDPR, "28(3) subpara. 2"),
    N_("The processor warns the controller when it holds an instruction to be unlawful."),
    version=2,
)
def p10(case: Case) -> Iterator[Gap]:
    # The wording provides it, part by part (wording/processor_parts.py); terms alone cannot show it.
    yield from ()


PROCESSOR_CONTRACT_RULES = (p00, p01, p02, p03, p06, p07, p08, p09, p10)
