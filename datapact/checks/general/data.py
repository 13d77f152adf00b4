"""Rules on the datasets: content, retention, protection, return or deletion."""

from __future__ import annotations

import re
from collections.abc import Iterator

from datapact.base.texts import N_, Argument, Message
from datapact.checks.model.facts import Case
from datapact.checks.model.finding import Authority, Severity
from datapact.checks.model.generic import is_generic
from datapact.checks.model.named import is_stated
from datapact.checks.model.rule import Gap, rule
from datapact.contract.terms import Dataset, Localised
from datapact.contract.vocabulary.acts import BGB, DFG_CODE, GDPR, ICO_CODE, PRACTICE, SCC_TRANSFERS
from datapact.contract.vocabulary.citations import Citation, cite
from datapact.contract.vocabulary.messages import joined, own

_NEEDED_MEASURES = {
    "transit": N_("protection in transit"),
    "rest": N_("protection at rest"),
    "access": N_("access control"),
    "resilience": N_("resilience of the systems"),
    "restore": N_("restoring after an incident"),
    "testing": N_("regular testing"),
}


_AS_LONG_AS_NEEDED = re.compile(
    r"(nur )?(so ?lange|solange|soweit|as long as|for as long as|while)( (sie|es|dies|die daten|it is|they are|the data is|this is))?"
    r"( (für den zweck|zur zweckerfüllung|for the purpose))?[ ,]*(erforderlich|notwendig|nötig|benötigt|necessary|needed|required)"
    r"( ist| sind| wird| werden)?\.?",
    re.IGNORECASE,
)


_AT_WILL = re.compile(
    r"ermessen|discretion|bis auf weiteres|until further notice|unbegrenzt|unlimited|indefinite", re.IGNORECASE
)


def _repeats_the_law(criterion: Localised) -> bool:
    texts = [one.strip() for one in (criterion.de, criterion.en) if one.strip()]
    return bool(texts) and all(_AS_LONG_AS_NEEDED.fullmatch(one) or _AT_WILL.search(one) for one in texts)


_ITEMS_NEEDED = N_(
    "The data items of the dataset “{dataset}” are not listed; the description does not replace the list. List the fields or kinds of "
    "data, and leave out what the purpose does not need."
)
_ITEMS_USUAL = N_(
    "The data items of the dataset “{dataset}” are not listed; the description does not replace the list. List the fields or kinds of "
    "data, so that both sides can tell what is owed."
)


_NOTHING_LICENSED = N_(
    "Rights in data are granted, but no dataset is described: the licence has no subject yet. Describe each dataset, with what is in it."
)


def _by_law_or_practice(case: Case) -> tuple[Authority, Citation | None]:
    """Whose rule it is, and its source where that is not the law of the rule: without a person in the data the GDPR asks for nothing."""
    return ("statute", None) if case.pd else ("practice", cite(PRACTICE))


def _named(dataset: Dataset) -> dict[str, Argument]:
    return {"dataset": own(dataset.name, dataset.key)}


@rule(
    "G04",
    "E",
    "statute",
    cite(GDPR, "5(1)(c), 5(2)"),
    N_(
        "Each dataset lists its data items: of a list alone anybody can show that they are limited to what the purpose needs. Where no "
        "personal data is shared that is practice, not the GDPR: a warning, as it is where nobody is named who receives it, which the code of "
        "the ICO advises. A licence of data without any is an error: its subject is missing (section 154(1) BGB). A framework "
        "agreement may begin without data, which comes by orders."
    ),
    version=6,
)
def g04(case: Case) -> Iterator[Gap]:
    severity: Severity = "E" if case.pd else "W"
    authority, citation = _by_law_or_practice(case)
    later = case.terms.framework.applies or case.terms.non_disclosure.applies  # by orders; as samples, if at all
    if not case.terms.datasets and case.terms.licence.subject == "data" and not case.pd:
        yield Gap("datasets", Message(_NOTHING_LICENSED), "E", "statute", citation=cite(BGB, "154(1)"))
    elif not case.terms.datasets and not later:
        yield Gap(
            "datasets",
            Message(N_("No dataset is described. Describe each dataset that is shared, with its data items.")),
            severity,
            authority,
            citation=citation,
        )
    for dataset in case.terms.datasets:
        if not dataset.recipients and len(case.terms.parties) > 1 and not case.terms.participants.applies:
            yield Gap(
                f"datasets.{dataset.key}.recipients",
                Message(N_("Nothing says which parties receive “{dataset}”. Name them."), _named(dataset)),
                "W",
                "guidance" if case.pd else "practice",
                citation=cite(ICO_CODE) if case.pd else cite(PRACTICE),
            )
        if not any(item.name.given() for item in dataset.items):
            yield Gap(
                f"datasets.{dataset.key}.items",
                Message(_ITEMS_NEEDED if case.pd else _ITEMS_USUAL, _named(dataset)),
                severity,
                authority,
                citation=citation,
            )


@rule(
    "G11",
    "E",
    "statute",
    cite(GDPR, "5(1)(e), 13(2)(a)"),
    N_(
        "Each dataset with personal data has a retention period, or a criterion from which it follows; one that only repeats "
        "the law is a warning."
    ),
    version=2,
)
def g11(case: Case) -> Iterator[Gap]:
    for dataset in case.personal_datasets:
        if not dataset.retention.given():
            yield Gap(
                f"datasets.{dataset.key}.retention",
                Message(
                    N_(
                        "The dataset “{dataset}” has no retention period. Enter a number of months, or the criterion "
                        "from which the period follows."
                    ),
                    _named(dataset),
                ),
            )
        elif dataset.retention.months is None and _repeats_the_law(dataset.retention.criterion):
            yield Gap(
                f"datasets.{dataset.key}.retention",
                Message(
                    N_(
                        "That “{dataset}” is kept as long as it is needed repeats the law and lets nobody tell when it goes. Enter "
                        "a number of months, or the event from which the period follows."
                    ),
                    _named(dataset),
                ),
                "W",
                "guidance",
            )


@rule(
    "G12",
    "W",
    "practice",
    cite(PRACTICE, DFG_CODE, "guideline 17", GDPR, "5(1)(e), 17(3)(d)"),
    N_(
        "The fate of the data at the end is stated for each dataset or for all. Between controllers no law asks the contract for it: the "
        "limit of storage is asked by G11, what a processor owes at the end by P08."
    ),
    version=3,
)
def g12(case: Case) -> Iterator[Gap]:
    rule_at_end = case.terms.end_of_data.rule
    citation = None if case.pd else cite(PRACTICE)
    if not case.c2p and not rule_at_end and not all(dataset.retention.fate for dataset in case.terms.datasets):
        yield Gap(
            "end_of_data.rule",
            Message(
                N_(
                    "Nothing says what happens to the data at the end. State for each dataset, or for all, whether it "
                    "is deleted, returned or archived (research data is usually archived for ten years)."
                )
            ),
            citation=citation,
        )


@rule(
    "G13",
    "E",
    "statute",
    cite(GDPR, "28(3)(c), 32(1)(a)-(d)"),
    N_(
        "Where personal data is shared, each responsible party has measures for transit, storage, access, resilience, "
        "restoring and regular testing; in a contract with a processor, the processor has, and generic words are a warning. A "
        "warning between controllers, as Art. 32(1) goes by the risk."
    ),
    version=3,
)
def g13(case: Case) -> Iterator[Gap]:
    if not case.pd:
        return
    lacking: list[Argument] = []
    # what a controller does in its own house is no matter of the contract with its processor (Art. 28(3)(c))
    bound = case.processors if case.c2p and not case.c2c and not case.jc else case.responsible
    for party in bound:
        there = {
            measure.kind
            for measure in case.terms.measures
            if measure.party in ("", party) and is_stated(measure.description)
        }
        kinds: list[Argument] = [Message(name) for kind, name in _NEEDED_MEASURES.items() if kind not in there]
        if kinds:
            lacking.append(Message(N_("{party}: {measures}"), {"party": case.name(party), "measures": joined(kinds)}))
    if lacking:
        yield Gap(
            "measures",
            Message(
                N_(
                    "Technical and organisational measures are missing. {missing}. Describe them, or name the "
                    "reason in the measure where the risk does not call for one."
                ),
                {"missing": joined(lacking, strongly=True)},
            ),
            None if case.c2p else "W",
        )
    generic = [one for one in case.terms.measures if case.c2p and is_generic(one.description)]
    if generic:
        yield Gap(
            f"measures.{generic[0].key}.description",
            Message(
                N_(
                    "Measures are described in generic words only ({measures}). Say what is done, so that the controller can "
                    "judge whether it suffices (EDPB Guidelines 07/2020, para. 126)."
                ),
                {"measures": joined([own(one.description, one.key) for one in generic[:3]])},
            ),
            "W",
            "guidance",
        )


@rule(
    "G22",
    "W",
    "statute",
    cite(GDPR, "5(1)(d)"),
    N_("Where personal data is shared, a procedure keeps it accurate."),
)
def g22(case: Case) -> Iterator[Gap]:
    if case.pd and not is_stated(case.terms.rights.accuracy_procedure):
        yield Gap(
            "rights.accuracy_procedure",
            Message(
                N_(
                    "Nothing says how wrong personal data is found and corrected. Describe the procedure of the parties."
                )
            ),
        )


@rule(
    "G28",
    "W",
    "practice",
    cite(SCC_TRANSFERS, "clause 8", PRACTICE),
    N_(
        "The agreement allows, forbids or conditions onward sharing. An error where standard contractual clauses for "
        "transfers apply."
    ),
    version=2,
)
def g28(case: Case) -> Iterator[Gap]:
    onward = case.terms.onward
    clauses_apply = any(transfer.mechanism == "46(2)(c)" for transfer in case.terms.transfers)
    severity: Severity = "E" if clauses_apply else "W"
    authority: Authority = "standard_clauses" if clauses_apply else "practice"
    citation = cite(SCC_TRANSFERS, "clause 8") if clauses_apply else None
    if not onward.rule:
        yield Gap(
            "onward.rule",
            Message(
                N_("Nothing says whether a recipient may share the data on. Allow it, forbid it or set conditions.")
            ),
            severity,
            authority,
            citation=citation,
        )
    elif onward.rule == "conditional" and not is_stated(onward.conditions):
        yield Gap(
            "onward.conditions",
            Message(N_("The data may be shared on under conditions, but none is named. Name the conditions.")),
            severity,
            authority,
            citation=citation,
        )


@rule(
    "G29",
    "W",
    "practice",
    cite(GDPR, "4(5)", PRACTICE),
    N_("For pseudonymised or anonymous data, the recipients may not re-identify anybody."),
)
def g29(case: Case) -> Iterator[Gap]:
    for dataset in case.terms.datasets:
        masked = dataset.pseudonymised or any(
            entry.judgement in ("pseudonymous", "anonymous") for entry in dataset.personal
        )
        if masked and not dataset.reidentification_banned:
            yield Gap(
                f"datasets.{dataset.key}.reidentification_banned",
                Message(
                    N_(
                        "The dataset “{dataset}” is pseudonymised or anonymous for a party, but nothing forbids to "
                        "re-identify people. Agree on a ban."
                    ),
                    _named(dataset),
                ),
            )


RULES = (g04, g11, g12, g13, g22, g28, g29)
