"""Rules for processors: sub-processors, form, guarantees, own purposes (Art. 28(1), (2), (4) and (9) GDPR).

P14 says which rules standard clauses meet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from datapact.base.texts import N_, Argument, Message
from datapact.checks.mentions.laws import law_of
from datapact.checks.model.facts import Case
from datapact.checks.model.named import is_stated
from datapact.checks.model.official import set_name, stands_whole
from datapact.checks.model.rule import Gap, rule
from datapact.checks.regimes.transfers import same_name
from datapact.contract.vocabulary.acts import EDPB_PROCESSORS, GDPR, PRACTICE, SCC_PROCESSORS, SCC_TRANSFERS
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.countries import EEA
from datapact.contract.vocabulary.messages import joined, name_or_words

SHORTEST_NOTICE_DAYS = 14  # practice; the Commission's clauses leave the number open


@rule(
    "P04",
    "E",
    "statute",
    cite(GDPR, "28(2), 28(3)(d)"),
    N_(
        "Sub-processors need specific or general authorisation; a general one comes with notice and a right to object, "
        "whose period is no longer than the notice. A warning where no period says when the service may end after an objection, "
        "and where the notice is shorter than two weeks."
    ),
    version=3,
)
def p04(case: Case) -> Iterator[Gap]:
    block = case.terms.processing
    if not case.c2p:
        return
    if not block.sub_processing:
        yield Gap(
            "processing.sub_processing",
            Message(
                N_(
                    "Nothing says whether the processor may engage sub-processors. Forbid it, or choose specific or "
                    "general authorisation."
                )
            ),
        )
    elif block.sub_processing == "forbidden" and case.terms.sub_processors:
        yield Gap(
            "processing.sub_processing",
            Message(
                N_("Sub-processors are forbidden, but the list names some. Authorise them, or take them off the list.")
            ),
        )
    elif block.sub_processing == "general":
        if block.sub_processing_notice_days is None:
            yield Gap(
                "processing.sub_processing_notice_days",
                Message(
                    N_(
                        "Under a general authorisation the processor must announce every new sub-processor. Enter how "
                        "many days beforehand."
                    )
                ),
            )
        elif block.sub_processing_notice_days < SHORTEST_NOTICE_DAYS:
            yield Gap(
                "processing.sub_processing_notice_days",
                Message(
                    N_(
                        "A new sub-processor is announced {days} days beforehand. The controller must be able to examine it and to "
                        "object (Art. 28(2) GDPR): two weeks are usual at the least."
                    ),
                    {"days": block.sub_processing_notice_days},
                ),
                "W",
                "practice",
            )
        if block.sub_processing_objection_days is None:
            yield Gap(
                "processing.sub_processing_objection_days",
                Message(
                    N_(
                        "Under a general authorisation the controller must be able to object to a new sub-processor. "
                        "Enter within how many days."
                    )
                ),
            )
        if case.terms.periods.objection_exit_months is None:
            yield Gap(
                "periods.objection_exit_months",
                Message(
                    N_(
                        "Nothing says how long the processor goes on after an objection to a sub-processor before it may end "
                        "the service. Agree on a number of months, so that an objection does not cost the controller the service."
                    )
                ),
                "W",
                "practice",
            )
        notice, objection = block.sub_processing_notice_days, block.sub_processing_objection_days
        if notice is not None and objection is not None and objection > notice:
            yield Gap(
                "processing.sub_processing_objection_days",
                Message(
                    N_(
                        "The controller may object within {objection} days, but the new sub-processor starts after {notice}: "
                        "the objection could come too late. Make the period for objection no longer than the notice."
                    ),
                    {"objection": objection, "notice": notice},
                ),
            )


@rule(
    "P05",
    "E",
    "statute",
    cite(GDPR, "28(4)", EDPB_PROCESSORS),
    N_(
        "The same data protection duties are imposed on every sub-processor by a contract that is concluded before it gets data. "
        "That its address, a contact or the date is missing is a warning."
    ),
    version=4,
)
def p05(case: Case) -> Iterator[Gap]:
    named = {name.strip().casefold() for one in case.terms.parties for name in (one.name, one.short_name)} - {""}
    for one in case.terms.sub_processors:
        if one.name.strip().casefold() in named:
            words = N_(
                "{name} is itself a party, so no sub-processor. Name the company that is engaged, or delete the entry."
            )
            yield Gap(f"sub_processors.{one.key}.name", Message(words, {"name": one.name}))
    for one in case.terms.sub_processors if case.c2p or case.p2p else ():
        lacking: list[Argument] = [
            *([] if one.address.strip() else [Message(N_("its address"))]),
            *([] if one.contact.given() else [Message(N_("a contact with e-mail address or telephone number"))]),
        ]
        if lacking:
            yield Gap(
                f"sub_processors.{one.key}.{'contact' if one.address.strip() else 'address'}",
                Message(
                    N_(
                        "Of the sub-processor {name} this is missing: {what}. The controller should have name, address and contact "
                        "of each one at hand (EDPB Opinion 22/2024)."
                    ),
                    {"name": name_or_words(one.name, one.key), "what": joined(lacking)},
                ),
                "W",
                "guidance",
                citation=cite(EDPB_PROCESSORS),
            )
        concluded, begins = one.contract_date, case.terms.duration.start or case.on
        if concluded is not None and concluded > max(case.on, begins):
            late = N_(
                "The contract with the sub-processor {name} is of {day}, after this agreement begins: before it, no data may go there "
                "(Art. 28(4) GDPR). Correct the day, or say from when it is engaged in an amendment."
            )
            told: dict[str, Argument] = {"name": name_or_words(one.name, one.key), "day": concluded.isoformat()}
            yield Gap(f"sub_processors.{one.key}.contract_date", Message(late, told))
        if concluded is None:
            undated = N_("The day of the contract with the sub-processor {name} is missing. Enter it.")
            place = f"sub_processors.{one.key}.contract_date"
            of_whom: dict[str, Argument] = {"name": name_or_words(one.name, one.key)}
            yield Gap(place, Message(undated, of_whom), "W", "practice", citation=cite(PRACTICE))
        if one.engaged_by and one.engaged_by not in {*case.processors, *case.sub_processors}:
            words = N_(
                "{name} is engaged by {party}, which is no processor here: it is no sub-processor, but needs a contract of its own with "
                "{party} (Art. 28(3) GDPR). Correct who engages it."
            )
            whose: dict[str, Argument] = {"name": name_or_words(one.name, one.key), "party": case.name(one.engaged_by)}
            yield Gap(f"sub_processors.{one.key}.engaged_by", Message(words, whose))
        if not one.same_duties:
            yield Gap(
                f"sub_processors.{one.key}.same_duties",
                Message(
                    N_(
                        "It is not confirmed that the contract with the sub-processor {name} has the same data "
                        "protection duties. Check that contract and confirm it."
                    ),
                    {"name": name_or_words(one.name, one.key)},
                ),
            )


@rule(
    "P11",
    "E",
    "statute",
    cite(GDPR, "28(3), 28(9)"),
    N_(
        "The contract is in writing, which includes electronic form, and under the law of the Union or a Member State; another law is a "
        "warning."
    ),
    version=3,
)
def p11(case: Case) -> Iterator[Gap]:
    governing = case.terms.law.governing
    if case.c2p and (law_of(governing) or "DE") not in EEA:
        foreign = N_(
            "A contract with a processor is one under the law of the Union or a Member State (Art. 28(3) GDPR); the law of {country} is "
            "agreed. Agree on such a law, at least for data protection."
        )
        yield Gap("law.governing", Message(foreign, {"country": governing[:80]}), "W")
    if case.c2p and not case.terms.form.conclusion:
        yield Gap(
            "form.conclusion",
            Message(
                N_(
                    "A contract with a processor must be in writing or in electronic form. State the form in which it "
                    "is concluded."
                )
            ),
        )


_ON_REQUEST = re.compile(
    r"(werden )?(auf|nach) (anfrage|verlangen|wunsch)( vorgelegt)?\.?|(available )?(up)?on request\.?", re.IGNORECASE
)

_STILL_TO_COME = re.compile(
    r"\b(beantragt|angestrebt|geplant|vorgesehen|in vorbereitung|applied for|planned|intended|in preparation|being sought)\W*$",
    re.IGNORECASE,
)


@rule(
    "P12",
    "E",
    "statute",
    cite(GDPR, "28(1)"),
    N_(
        "The processor's sufficient guarantees are shown, for example by certificates, audits or references, not promised."
    ),
    version=2,
)
def p12(case: Case) -> Iterator[Gap]:
    guarantees = case.terms.processing.guarantees
    promised = any(
        _ON_REQUEST.fullmatch(one.strip()) or _STILL_TO_COME.search(one) for one in (guarantees.de, guarantees.en)
    )
    if case.c2p and (not is_stated(guarantees) or promised):
        yield Gap(
            "processing.guarantees",
            Message(
                N_(
                    "Nothing shows that the processor offers sufficient guarantees. Name certificates, audit reports "
                    "or references that the controller has examined."
                )
            ),
        )


_OF_ITS_OWN = re.compile(
    r"eigene[nr]? (zwecke?n?|produkte?n?|dienste?n?|modelle?n?)|(zwecke|produkte|dienste|modelle) des auftragsverarbeiters|"
    r"(its|his|their) own (purposes|products|services|models)|(purposes|products|services|models) of the processor|"
    r"produktverbesserung|product improvement|verbesserung (seiner|der eigenen) (dienste|produkte)",
    re.IGNORECASE,
)


@rule(
    "P13",
    "E",
    "statute",
    cite(GDPR, "28(10)"),
    N_("The processor does not use the data for its own purposes; training models of its own makes it a controller."),
)
def p13(case: Case) -> Iterator[Gap]:
    if not case.c2p:
        return
    block = case.terms.processing
    for name, said in (("nature", block.nature), ("subject_matter", block.subject_matter)):
        if any(_OF_ITS_OWN.search(text) for text in (said.de, said.en)):
            words = N_(
                "“{text}” reads as if the processor used the data for itself: to that extent it is a controller (Art. 28(10) GDPR). Take it "
                "out, or agree on it as a sharing of its own."
            )
            shown = {"text": (said.de or said.en)[:160]}
            yield Gap(f"processing.{name}", Message(words, shown), "W", when_freezing="E")
    if case.terms.processing.processor_own_purposes:
        yield Gap(
            "processing.processor_own_purposes",
            Message(
                N_(
                    "The processor may use the data for its own purposes and is a controller to that extent. Forbid "
                    "it, or agree on a separate activity in which it is a controller with a legal basis of its own."
                )
            ),
        )
    only_processors = [key for key in case.processors if key not in case.controllers]
    keeping = [case.name(key) for key in only_processors if key in case.terms.models.weights_kept_by]
    if case.trains and keeping:
        yield Gap(
            "models.weights_kept_by",
            Message(
                N_(
                    "A processor keeps the weights of models trained with the data: {parties}. Make sure that it does "
                    "so on behalf of the controller only; training for itself makes it a controller."
                ),
                {"parties": joined(keeping)},
            ),
            "W",
        )


@rule(
    "P14",
    None,
    "standard_clauses",
    cite(GDPR, "28(6)-(7)", SCC_PROCESSORS, SCC_TRANSFERS, "modules 2 and 3"),
    N_(
        "Exemption: where the standard clauses of Decision (EU) 2021/915, or modules 2 or 3 of Decision (EU) 2021/914 with every "
        "processor, stand in the text unmodified and their annexes are filled in, P00 to P10 are met. Compared paragraph by "
        "paragraph with the text that the house took in, recorded by a legal member, and void when a paragraph changes; no tick is "
        "taken for a comparison. That the text taken in is the official one, its member vouches for."
    ),
    version=2,
    exempts=tuple(f"P{number:02}" for number in range(11)),
)
def p14(case: Case) -> Iterator[Gap]:
    if not case.c2p or not (stands_whole(case, "2021/915") or _by_transfer_modules(case)):
        yield Gap(
            "processing.standard_clauses",
            Message(N_("The standard clauses do not stand whole in the text as compared: no exemption applies.")),
        )
        return
    for place in _open_annexes(case):
        yield Gap(place, Message(N_("An annex of the standard clauses is not filled in: no exemption applies.")))


def _by_transfer_modules(case: Case) -> bool:
    """Whether every processor is the importer of a transfer whose module 2 or 3 stands whole in the text."""
    importers = {
        party.key
        for one in case.terms.transfers
        if one.mechanism == "46(2)(c)"
        and one.module in ("2", "3")
        and stands_whole(case, set_name("2021/914", one.module))
        for party in case.terms.parties
        if same_name(one.importer, party.name, party.short_name)
    }
    return bool(case.processors) and set(case.processors) <= importers


def _open_annexes(case: Case) -> Iterator[str]:
    """Places of the terms from which the annexes of the clauses are filled in, and that are empty."""
    terms = case.terms
    for party in terms.parties:
        if party.key in (*case.controllers, *case.processors):
            if not party.address.given():
                yield f"parties.{party.key}.address"
            if not party.contact.given():
                yield f"parties.{party.key}.contact"
    for dataset in case.personal_datasets:
        place = f"datasets.{dataset.key}"
        if not dataset.items:
            yield f"{place}.items"
        if not dataset.subjects and not dataset.subjects_note.given():
            yield f"{place}.subjects"
        if not dataset.retention.given():
            yield f"{place}.retention"
    if not terms.purposes:
        yield "purposes"
    if not terms.processing.nature.given():
        yield "processing.nature"
    if not terms.measures:
        yield "measures"
    if (
        terms.processing.sub_processing in ("specific", "general")
        and terms.processing.sub_processing_notice_days is None
    ):
        yield "processing.sub_processing_notice_days"
    if terms.processing.sub_processing == "specific" and not terms.sub_processors:
        yield "sub_processors"


@rule(
    "P15",
    "E",
    "statute",
    cite(GDPR, "28(3)(a), 28(3)(e), 28(10), 29"),
    N_("A processor neither shares the data on by itself nor answers data subjects, nor trains models for itself."),
    version=2,
)
def p15(case: Case) -> Iterator[Gap]:
    if not case.c2p:
        return
    only_processing = not case.c2c and not case.jc
    if only_processing and case.terms.onward.rule == "allowed":
        yield Gap(
            "onward.rule",
            Message(
                N_(
                    "The processor may share the data on freely. It acts on instructions only and would be a controller "
                    "itself (Art. 28(10) GDPR). Forbid onward sharing."
                )
            ),
        )
    responsible = case.terms.rights.responsible
    if responsible in case.processors and responsible not in case.controllers:
        yield Gap(
            "rights.responsible",
            Message(
                N_(
                    "{party} processes on behalf and is to answer data subjects. The controller answers; the processor "
                    "helps (Art. 28(3)(e) GDPR). Name the controller."
                ),
                {"party": case.name(responsible)},
            ),
        )
    own_training = case.terms.models.training in ("allowed", "conditional") and not case.terms.models.weights_kept_by
    if only_processing and own_training:
        yield Gap(
            "models.training",
            Message(
                N_(
                    "Training is allowed in an agreement on processing, and nothing says for whom and who keeps the model. "
                    "A processor that trains for itself is a controller. Forbid it, or say that the controller keeps it."
                )
            ),
        )


PROCESSOR_ENGAGEMENT_RULES = (p04, p05, p11, p12, p13, p14, p15)
