"""Facts that decide whether a rule applies: as answered, or as they follow from other terms, with the reason.

A fact is yes, no or not answered. "Not answered" is never "no": rules, the sharing decision and conditions in templates
read these functions, never the bare field. What a person answered stands, except where a category of the vocabulary
says more (Art. 9 and 10 GDPR): then the category counts, and the check finds the contradiction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from datapact.base.texts import N_, Argument, Message
from datapact.contract.terms.base import Fact, Localised
from datapact.contract.terms.data import Dataset, Purpose
from datapact.contract.terms.parties import Land, Party
from datapact.contract.terms.whole import Terms


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a fact. ``reason`` says what it follows from; None where a person answered, or nobody did."""

    value: Fact
    """Yes, no, or None: not answered and not derivable."""
    reason: Message | None = None

    @property
    def open(self) -> bool:
        return self.value is None


# Categories of the W3C vocabulary whose data reveals what Art. 9(1) GDPR protects, by the end of their IRI.
SPECIAL_CATEGORIES = frozenset(
    [
        "Biometric",
        "FacialPrint",
        "Fingerprint",
        "Retina",
        "Genetic",
        "DNACode",
        "Health",
        "HealthRecord",
        "HealthHistory",
        "MedicalHealth",
        "MentalHealth",
        "PhysicalHealth",
        "PsychologicalHealth",
        "Disability",
        "Diagnosis",
        "FamilyHealthHistory",
        "IndividualHealthHistory",
        "Prescription",
        "BloodType",
        "DrugTestResult",
        "MedicalCondition",
        "Ethnicity",
        "EthnicOrigin",
        "Race",
        "RacialOrigin",
        "Religion",
        "ReligiousBelief",
        "PhilosophicalBelief",
        "PoliticalAffiliation",
        "PoliticalOpinion",
        "TradeUnionMembership",
        "Sexual",
        "SexualHistory",
        "SexualPreference",
        "SexualOrientation",
        "Fetish",
    ]
)
OFFENCES = frozenset(
    ["Criminal", "CriminalCharge", "CriminalConviction", "CriminalOffence", "CriminalOffense", "CriminalPardon"]
)
_AT_WORK = frozenset(
    ["PerformanceAtWork", "Salary", "EmploymentHistory", "WorkEnvironment", "WorkHistory", "DisciplinaryAction"]
)
_CHILDREN = frozenset(["Child", "Minor", "Pupil", "ChildConsumer"])
_WORKERS = frozenset(["Employee", "Applicant", "JobApplicant", "Worker", "Trainee", "Intern"])
_ILL = frozenset(["Patient"])
_CONFIDENTIAL = frozenset(["CommerciallyConfidentialData", "IntellectualPropertyData"])

# Words of the parties that hint at what is protected; a person's own answer outweighs them.
_SPECIAL_WORDS = re.compile(
    r"kirchen|konfession|relig|gesundheit|krank|diagnos|patient|behinder|schwanger|gewerkschaft|ethni|biometri|geneti"
    r"|health|medical|church|union member|disabilit|fingerabdruck|fingerprint",
    re.IGNORECASE,
)
_OFFENCE_WORDS = re.compile(r"straftat|vorstraf|führungszeugnis|strafregister|criminal|conviction", re.IGNORECASE)
_CHILD_WORDS = re.compile(r"\bkind(er|es|ern)?\b|schüler|minderjähr|\bchild|\bpupil|\bminor", re.IGNORECASE)
_WORK_WORDS = re.compile(
    r"beschäftigt|mitarbeit|bediener|arbeitnehm|personalnummer|employee|operator|staff", re.IGNORECASE
)
_SECRET_WORDS = re.compile(r"patient|sozialdaten|steuergeheim|mandant|schweigepflicht|social data", re.IGNORECASE)


def _tails(iris: Iterable[str]) -> set[str]:
    return {re.split(r"[#/]", iri)[-1] for iri in iris}


def _categories(dataset: Dataset) -> set[str]:
    return _tails(iri for item in dataset.items for iri in item.categories)


def _first_match(texts: Iterable[Localised], pattern: re.Pattern[str]) -> str:
    """The first words of the parties in which the pattern stands; empty for none."""
    for text in texts:
        for words in (text.de, text.en):
            if pattern.search(words):
                return words[:80]
    return ""


def _item_texts(dataset: Dataset) -> list[Localised]:
    return [item.name for item in dataset.items]


def _by_words(texts: Iterable[Localised], pattern: re.Pattern[str]) -> Known | None:
    found = _first_match(texts, pattern)
    return Known(True, Message(N_("the agreement speaks of “{words}”"), {"words": found})) if found else None


def _by_category(dataset: Dataset, categories: Iterable[str]) -> Known | None:
    known = set(categories)
    for item in dataset.items:
        found = _tails(item.categories) & known
        if found:
            name = item.name.text("de") or item.name.text("en") or sorted(found)[0]
            return Known(True, Message(N_("the data item “{item}” is of such a category"), {"item": name[:80]}))
    return None


def _by_subjects(dataset: Dataset, subjects: frozenset[str], words: str) -> Known | None:
    return Known(True, Message(words)) if _tails(dataset.subjects) & subjects else None


def _no_people(dataset: Dataset) -> Known | None:
    """A fact about people is "no" where every party answered that nobody can be recognised."""
    if dataset.personal and all(entry.judgement == "not_personal" for entry in dataset.personal):
        return Known(False, Message(N_("nobody can be recognised in this data")))
    return None


def special_categories(dataset: Dataset) -> Known:
    """Whether special categories of personal data are in it (Art. 9(1) GDPR)."""
    sure = _by_category(dataset, SPECIAL_CATEGORIES) or _by_subjects(
        dataset, _ILL, N_("it is about patients, so it tells of their health")
    )
    if sure is not None:
        return Known(True) if dataset.special_categories else sure
    if dataset.special_categories is not None:
        return Known(dataset.special_categories)
    texts = [*_item_texts(dataset), dataset.subjects_note]
    return _no_people(dataset) or _by_words(texts, _SPECIAL_WORDS) or Known(None)


def offence_data(dataset: Dataset) -> Known:
    """Whether data on criminal convictions and offences is in it (Art. 10 GDPR)."""
    sure = _by_category(dataset, OFFENCES)
    if sure is not None:
        return Known(True) if dataset.offence_data else sure
    if dataset.offence_data is not None:
        return Known(dataset.offence_data)
    return _no_people(dataset) or _by_words(_item_texts(dataset), _OFFENCE_WORDS) or Known(None)


def children(dataset: Dataset) -> Known:
    """Whether the data is about children (Art. 8 GDPR, recital 38)."""
    sure = _by_subjects(dataset, _CHILDREN, N_("its data subjects are children"))
    if sure is not None:
        return Known(True) if dataset.children else sure
    if dataset.children is not None:
        return Known(dataset.children)
    return _no_people(dataset) or _by_words([dataset.subjects_note, *_item_texts(dataset)], _CHILD_WORDS) or Known(None)


def employees(dataset: Dataset) -> Known:
    """Whether the data is about employees, applicants included (Section 26 BDSG)."""
    sure = _by_subjects(dataset, _WORKERS, N_("its data subjects are employees or applicants")) or _by_category(
        dataset, _AT_WORK
    )
    if sure is not None:
        return Known(True) if dataset.employees else sure
    if dataset.employees is not None:
        return Known(dataset.employees)
    return _no_people(dataset) or _by_words([dataset.subjects_note, *_item_texts(dataset)], _WORK_WORDS) or Known(None)


def secret(dataset: Dataset) -> Known:
    """Whether the data is under a statutory secrecy, such as that of a doctor (Section 203 StGB)."""
    if dataset.secrecies:
        return Known(True)
    if dataset.secret is not None:
        return Known(dataset.secret)
    return (
        _by_subjects(dataset, _ILL, N_("it is about patients, so doctors' secrecy may bind"))
        or _by_words([dataset.subjects_note, *_item_texts(dataset)], _SECRET_WORDS)
        or Known(None)
    )


def product_data(terms: Terms, dataset: Dataset) -> Known:
    """Whether the data comes from a connected product or related service (Art. 2 nos. 5, 15 and 16 Data Act)."""
    if dataset.product_data is not None:
        return Known(dataset.product_data)
    if terms.data_act.applies and len(terms.datasets) == 1:
        return Known(True, Message(N_("the terms apply the Data Act, and this is the only dataset")))
    return Known(None)


def terminal_equipment(dataset: Dataset) -> Known:
    """Whether the data is read from terminal equipment (Section 25 TDDDG)."""
    return Known(dataset.terminal_equipment)


def trade_secrets(dataset: Dataset) -> Known:
    """Whether trade secrets are in it (Art. 4(6), 5(9) Data Act, Section 2 GeschGehG)."""
    if dataset.trade_secrets is not None:
        return Known(dataset.trade_secrets)
    return _by_category(dataset, _CONFIDENTIAL) or Known(None)


def personal(terms: Terms, dataset: Dataset) -> Known:
    """Whether a party holds it as personal data; judged per party (C-413/23 P)."""
    if dataset.is_personal():
        return Known(True)
    if dataset.personal:  # what is said of one party is not said of another that has it, too
        judged = {one.party for one in dataset.personal}
        return Known(False if judged.issuperset((dataset.provider, *dataset.recipients)) else None)
    if terms.facts.personal_data is False:
        return Known(False, Message(N_("the agreement says that no personal data is shared")))
    marks = (dataset.special_categories, dataset.offence_data, dataset.children, dataset.employees)
    if any(marks) or dataset.pseudonymised:
        return Known(True, Message(N_("it is marked with what only personal data can have")))
    if dataset.subjects or (_categories(dataset) & (SPECIAL_CATEGORIES | OFFENCES | _AT_WORK)):
        return Known(True, Message(N_("it names people or kinds of personal data")))
    return Known(None)


def new_purpose(terms: Terms, purpose: Purpose) -> Known:
    """Whether a purpose is another than the one the data was collected for (Art. 6(4) GDPR)."""
    if purpose.new_purpose is not None:
        return Known(purpose.new_purpose)
    if _consented(terms, purpose):
        return Known(False, Message(N_("people consent to this very purpose")))
    return Known(None)


def _consented(terms: Terms, purpose: Purpose) -> bool:
    """Whether the terms state consent alone for a purpose, of each party that decides on each personal dataset of it."""
    needed = {
        (party, dataset.key)
        for dataset in terms.datasets
        if (not purpose.datasets or dataset.key in purpose.datasets) and personal(terms, dataset).value is not False
        for party in _deciding(terms, dataset)
    }
    bases = [one for one in terms.legal_bases if one.purpose == purpose.key and one.article]
    consents = {(one.party, one.dataset) for one in bases if one.article == "6(1)(a)"}
    return bool(needed) and needed <= consents and all(one.article == "6(1)(a)" for one in bases)


def _deciding(terms: Terms, dataset: Dataset) -> set[str]:
    """Keys of the controllers of a dataset, and of whoever provides or receives it and is nowhere said to be a processor."""
    entries = [
        entry
        for activity in terms.activities
        if not activity.datasets or dataset.key in activity.datasets
        for entry in activity.roles
    ]
    controllers = {one.party for one in entries if one.role in ("controller", "joint_controller")}
    processors = {one.party for one in entries if one.role in ("processor", "sub_processor")}
    if terms.processing.controller and terms.processing.processor:
        controllers.add(terms.processing.controller)
        processors.add(terms.processing.processor)
    return controllers | ({dataset.provider, *dataset.recipients} - processors - {""})


def training(terms: Terms) -> Known:
    """Whether models are to be trained with the data."""
    if terms.facts.training is not None:
        return Known(terms.facts.training)
    rules = (terms.models.training, terms.models.fine_tuning)
    if any(rule in ("allowed", "conditional") for rule in rules):
        return Known(True, Message(N_("the agreement allows to train models")))
    if all(rule == "forbidden" for rule in rules):
        return Known(False, Message(N_("the agreement forbids to train models")))
    return Known(None)


def monitoring(terms: Terms) -> Known:
    """Whether people are to be observed or judged with the data."""
    return Known(terms.facts.monitoring)


def automated_decisions(terms: Terms) -> Known:
    """Whether decisions on people are made solely by automated means (Art. 22 GDPR)."""
    return Known(terms.facts.automated_decisions)


# Legal forms of private law: such a party is no public body unless a person says so (Section 2(3) BDSG).
_PRIVATE = re.compile(
    r"gmbh|verein|\bug\b|\bag\b|\bse\b|\bkg\b|\bohg\b|e\. ?k\.|\beg\b|e\. ?v\.|gbr|bürgerlichen rechts|einzelperson|kaufmann"
    r"|ltd|inc\b|llc|limited|sarl|b\.v\.",
    re.IGNORECASE,
)
_NAMED_PRIVATE = re.compile(
    r"\s(g?GmbH|mbH|UG \(haftungsbeschränkt\)|AG|SE|KGaA|KG|OHG|eG|eGbR|e\. ?V\.|e\. ?K\.|Ltd\.?|LLC|Inc\.|B\.V\.|SARL)$"
)
"""The form at the end of a name, where the law asks for it (§§ 4 GmbHG, 4, 279 AktG, 19 HGB, 3 GenG, 65 BGB)."""
_PUBLIC = re.compile(
    r"öffentlichen rechts|gebietskörperschaft|eigenbetrieb|gemeinde|landkreis|kreisfrei|zweckverband|behörde"
    r"|\bköR\b|\baöR\b|public law|municipality",
    re.IGNORECASE,
)


def public_body(party: Party) -> Known:
    """Whether a party is a public body; a state university is one (Section 2(1) to (3) BDSG, law of the Land)."""
    if party.public_body is not None:
        return Known(party.public_body)
    if party.kind == "public_body":
        return Known(True, Message(N_("it is entered as a public body")))
    if _PUBLIC.search(party.legal_form):
        return Known(True, Message(N_("its legal form is of public law ({form})"), {"form": party.legal_form}))
    if party.kind == "person":
        return Known(False, Message(N_("it is a natural person")))
    if _PRIVATE.search(party.legal_form):
        return Known(False, Message(N_("its legal form is of private law ({form})"), {"form": party.legal_form}))
    named = "" if party.legal_form else _named_form(party.name)
    if named:
        return Known(False, Message(N_("its name bears a legal form of private law ({form})"), {"form": named}))
    if party.kind == "university":
        return Known(True, Message(N_("a university of the state is a public body")))
    return Known(None)


def _named_form(name: str) -> str:
    found = _NAMED_PRIVATE.search(name.strip())
    return "" if found is None else found[1]


JOINT_BY_LAW = frozenset({"GmbH", "UG (haftungsbeschränkt)", "gGmbH", "AG", "SE", "eG", "e. V.", "eGbR", "GbR"})
"""Legal forms whose organ acts jointly unless a register or charter says otherwise."""
_ALONE = re.compile(r"einzel|allein|\bsole|\balone|\bsingl[ey]", re.IGNORECASE)


def names_who_acts_alone(party: Party) -> bool:
    """Whether it is said by which rule a party is represented: "sole", which nobody need have chosen, only by the evidence."""
    if party.signing_rule != "sole" or party.legal_form not in JOINT_BY_LAW:
        return True
    return any(_ALONE.search(one.evidence) for one in party.signatories)


_NO_FORM = re.compile(r"\s*(keine|none|formfrei|no )", re.IGNORECASE)


def no_public_form(terms: Terms) -> bool:
    """Whether it is answered that no provision on form binds the public body, so that the text names none."""
    return _NO_FORM.match(terms.facts.public_form) is not None


def is_of_land(terms: Terms, party: str) -> bool:
    """Whether a party is a public body of a Land, a municipality and a state university included."""
    return land_of(terms, party) not in ("", "federal")


def land_of(terms: Terms, party: str) -> Land:
    """The Land (or the Federation) of the party with this key; empty for one that is no public body, or of which nobody said it."""
    found = next((one for one in public_bodies(terms) if one.key == party), None)
    return "" if found is None else land(terms, found)


_LAENDER: Mapping[str, Land] = {
    "baden-württemberg": "BW",
    "bayern": "BY",
    "bavaria": "BY",
    "berlin": "BE",
    "brandenburg": "BB",
    "bremen": "HB",
    "hamburg": "HH",
    "hessen": "HE",
    "hesse": "HE",
    "mecklenburg-vorpommern": "MV",
    "niedersachsen": "NI",
    "lower saxony": "NI",
    "nordrhein-westfalen": "NW",
    "north rhine-westphalia": "NW",
    "rheinland-pfalz": "RP",
    "saarland": "SL",
    "sachsen-anhalt": "ST",
    "sachsen": "SN",
    "saxony": "SN",
    "schleswig-holstein": "SH",
    "thüringen": "TH",
    "thuringia": "TH",
    "bund": "federal",
}


def land(terms: Terms, party: Party) -> Land:
    """The Land (or the Federation) whose law a public body is under; empty while nobody said so."""
    if party.land:
        return party.land
    return _LAENDER.get(terms.facts.public_body_land.strip().casefold(), "")


def dpo_required(party: Party) -> Known:
    """Whether a party must designate a data protection officer (Art. 37(1) GDPR, Section 38 BDSG)."""
    if party.dpo_required is not None:
        return Known(party.dpo_required)
    if public_body(party).value:
        return Known(True, Message(N_("a public body always designates one")))
    if party.dpo.given():
        return Known(
            True, Message(N_("one is named, and Articles 37 to 39 GDPR bind who names one voluntarily as well"))
        )
    return Known(None)


def public_bodies(terms: Terms) -> tuple[Party, ...]:
    """The parties that are public bodies."""
    return tuple(party for party in terms.parties if public_body(party).value)


def reason_words(known: Known) -> Argument:
    """The reason as an argument of a sentence; empty where a person answered."""
    return known.reason if known.reason is not None else ""
