"""The list of compliance records: legal bases, authorisations and facts with their words and state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from babel import Locale

from datapact.agreements.views.known_names import known_datasets
from datapact.base.local_time import day_of, local_zone
from datapact.base.texts import N_, Argument, Message, current_language
from datapact.consent.facts.compliance_records import as_part
from datapact.consent.facts.facts import Authorisation, BasisRecord, FactOnFile, PurposeLink
from datapact.consent.matrix.question_form import Choice
from datapact.consent.notices.notices import notices
from datapact.consent.terms.agreed_keys import parts_of
from datapact.consent.terms.named_purposes import purpose_names
from datapact.consent.terms.purpose_names import term_name
from datapact.organisation.acting.names import known_names
from datapact.organisation.acting.records import Record, in_force, records
from datapact.organisation.partners.references import reference_names

if TYPE_CHECKING:
    from datapact.vault.database.session import Session


type State = Literal["in_force", "review", "later", "void", "ended", "revoked"]
type About = Literal["recipient", "controller", "country", "importer", "dataset"]

STATES: Mapping[State, str] = {
    "in_force": N_("In force"),
    "review": N_("Review due"),
    "later": N_("Begins later"),
    "void": N_("Words changed"),
    "ended": N_("Expired"),
    "revoked": N_("Revoked"),
}

AUTHORISATIONS: Mapping[str, str] = {
    "user_request": N_("Request of the user (Art. 5 Data Act)"),
    "user_contract": N_("Contract with the user (Art. 4(13) Data Act)"),
    "holder_permission": N_("Permission of the data holder (DGA or contract)"),
}

FACTS: Mapping[str, tuple[str, About]] = {
    "transfer_assessment": (N_("Transfer assessment"), "importer"),
    "dpf": (N_("Certification under the Data Privacy Framework"), "recipient"),
    "adequacy": (N_("Adequacy decision (Art. 45 GDPR)"), "country"),
    "derogation": (N_("Necessity of a transfer (Art. 49(1) GDPR)"), "recipient"),
    "dpia": (N_("Data protection impact assessment"), "controller"),
    "prior_consultation": (N_("Prior consultation (Art. 36 GDPR)"), "controller"),
    "notice_13": (N_("People were informed of the recipient (Art. 13 GDPR)"), "recipient"),
    "notice_14": (N_("The recipient informed people, or is exempt (Art. 14 GDPR)"), "recipient"),
    "training": (N_("Training of the recipient's people"), "recipient"),
    "onward_conditions": (N_("Conditions for sharing on are met"), "recipient"),
    "model_conditions": (N_("Conditions for use in models are met"), "recipient"),
    "anonymity": (N_("Assessment that data is anonymous for a party"), "controller"),
    "article_28": (N_("Examination of a processing agreement (Art. 28(3) GDPR)"), "recipient"),
    "article_26": (N_("Examination of an arrangement of joint controllers (Art. 26 GDPR)"), "recipient"),
    "works_council": (N_("Works or staff council"), "controller"),
    "secrecy": (N_("Disclosure despite statutory secrecy"), "recipient"),
    "adequacy_scope": (N_("The adequacy decision covers the importer"), "recipient"),
    "objections_filtered": (N_("Objections are filtered at the source (Art. 21 GDPR)"), "controller"),
    "recalled_left_out": (
        N_("People called back who are still held here are left out of what is shared"),
        "controller",
    ),
    "separate_data": (N_("Another dataset of the same name is not this one"), "dataset"),
}
"""Words, and what a fact of the sort is about; a notice under Art. 13 may be about whoever receives."""

ABOUT: Mapping[About, str] = {
    "recipient": N_("Recipient"),
    "controller": N_("Controller"),
    "country": N_("Country"),
    "importer": N_("Recipient, or country"),
    "dataset": N_("Other dataset"),
}


def country_names() -> Mapping[str, str]:
    """Names of countries in the reader's language, by code of two letters."""
    names = Locale(current_language()).territories
    return {code: name for code, name in names.items() if len(code) == 2 and code.isalpha()}


_NO_COUNTRIES = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])
"""Codes of Unicode's tables that are no country of ISO 3166: parts of one, unions, and "unknown"."""
_SHORT: Mapping[str, str] = {"US": "USA"}
"""Names by which people look a country up, and would else find another: "USA" led to Usbekistan."""


def countries() -> tuple[Choice, ...]:
    """Countries to choose from, in the order of their names."""
    named = {code: name for code, name in country_names().items() if code not in _NO_COUNTRIES}
    shown = {code: f"{_SHORT[code]}, {name}" if code in _SHORT else name for code, name in named.items()}
    return tuple(
        Choice(code, f"{name} ({code})") for code, name in sorted(shown.items(), key=lambda one: one[1].casefold())
    )


ARTICLES: Mapping[str, str] = {
    "6(1)(a)": N_("consent"),
    "6(1)(b)": N_("contract with the person"),
    "6(1)(c)": N_("legal obligation"),
    "6(1)(d)": N_("vital interests"),
    "6(1)(e)": N_("public task"),
    "6(1)(f)": N_("legitimate interests"),
}

SPECIAL: Mapping[str, str] = {
    "9(2)(a)": N_("explicit consent"),
    "9(2)(b)": N_("employment and social protection law"),
    "9(2)(c)": N_("vital interests"),
    "9(2)(d)": N_("members of a foundation or association"),
    "9(2)(e)": N_("made public by the person"),
    "9(2)(f)": N_("legal claims"),
    "9(2)(g)": N_("substantial public interest"),
    "9(2)(h)": N_("health care"),
    "9(2)(i)": N_("public health"),
    "9(2)(j)": N_("archiving, research, statistics"),
}

OPERATIONS: Mapping[str, str] = {
    "any": N_("every use"),
    "share": N_("sharing"),
    "train": N_("training of models"),
    "fine_tune": N_("fine-tuning of models"),
    "test": N_("testing of models"),
    "remote_access": N_("remote access"),
    "derive": N_("deriving of further data"),
    "link": N_("combining with other data"),
    "publish": N_("publication"),
    "license_model": N_("licensing of models"),
}

DESPITE_RESTRICTION: Mapping[str, str] = {
    "legal_claims": N_("legal claims"),
    "rights_of_another": N_("rights of another person"),
    "public_interest": N_("important public interest"),
}


LINKS: Mapping[str, str] = {
    "part": N_("Part of an agreed purpose"),
    "notice": N_("Purpose of a notice"),
    "house": N_("Purpose of the house"),
    "practice": N_("Prohibited practice (Art. 5 AI Act)"),
    "no_practice": N_("No prohibited practice (Art. 5 AI Act)"),
    "said": N_("A no in other words that means an agreed purpose"),
    "not_said": N_("A no in other words that means something else"),
}


type Kind = Literal["legal_basis", "authorisation", "fact_on_file", "purpose_link"]
type Part = BasisRecord | Authorisation | FactOnFile | PurposeLink

KINDS: Mapping[Kind, type[Part]] = {
    "legal_basis": BasisRecord,
    "authorisation": Authorisation,
    "fact_on_file": FactOnFile,
    "purpose_link": PurposeLink,
}


@dataclass(frozen=True, slots=True)
class FileLine:
    """A record in force. ``about`` is the party (by reference) or country it concerns, ``name`` the name of that.

    ``recorded`` and ``by`` say when and by whom this version was put on file, ``first`` when the first of ``versions``
    was.
    """

    kind: Kind
    """It says which class ``part`` has."""
    part: Part
    """The newest version of the record."""
    state: State
    """As on the local day of now."""
    about: str
    name: str
    granted_by: str
    """Of an authorisation, as a person wrote it; empty for the other kinds."""
    recorded: datetime
    by: str
    first: datetime
    versions: int
    note: str
    """Free text, may be empty."""
    revocable: str
    """How an authorisation may be revoked; empty for the other kinds."""
    purpose_name: Argument = ""
    """The agreement's name for the purpose, else the vocabulary's; empty for every purpose, and for facts."""
    dataset_name: Argument = ""
    """As agreements call the dataset; empty for every one."""
    notice_name: Argument = ""
    """Of a link of purposes: the notice by its title and version."""
    recipient_name: str = ""
    """Of a legal basis: who may receive; empty for whoever."""

    @property
    def key(self) -> str:
        return self.part.key

    @property
    def what(self) -> Message:
        """The article of a basis, or the sort of a fact, in words."""
        part = self.part
        if isinstance(part, BasisRecord):
            return Message("Art. {article} GDPR", {"article": part.article})
        if isinstance(part, PurposeLink):
            return Message(LINKS.get(part.sort, part.sort))
        words = AUTHORISATIONS.get(part.sort) if isinstance(part, Authorisation) else FACTS.get(part.sort, ("",))[0]
        return Message(words or "{sort}", {} if words else {"sort": part.sort})

    @property
    def what_is_house(self) -> bool:
        """Whether the purpose is a name that our organisation gave."""
        return isinstance(self.part, PurposeLink) and self.part.sort == "house"

    @property
    def purpose(self) -> str:
        return "" if isinstance(self.part, FactOnFile) else self.part.purpose

    @property
    def dataset(self) -> str:
        """Key of the dataset; empty for every one."""
        return "" if isinstance(self.part, PurposeLink) else self.part.dataset

    @property
    def document(self) -> str:
        """The place where the document is kept."""
        if isinstance(self.part, PurposeLink):
            return ""
        return self.part.document if isinstance(self.part, BasisRecord) else self.part.reference

    @property
    def last(self) -> date | None:
        """The last day on which the record holds, as far as known."""
        part = self.part
        if isinstance(part, PurposeLink):
            return None
        gone = part.revoked if isinstance(part, Authorisation) else None
        days = [one for one in (part.valid_to, None if gone is None else _day_before(gone)) if one is not None]
        return min(days, default=None)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The filters of the list; empty means all. ``words`` are searched in names, keys and documents."""

    kinds: tuple[str, ...] = ()
    """Keys of ``KINDS``."""
    states: tuple[str, ...] = ()
    """Keys of ``STATES``."""
    words: str = ""


def file_lines(session: Session, now: datetime, links: Sequence[PurposeLink] = ()) -> tuple[FileLine, ...]:
    """The record in force of every key, the newest first; ``links`` say whether words of agreed purposes changed."""
    names = {**country_names(), **reference_names(session)}
    people = known_names(session)
    today = day_of(now, local_zone(now))
    lines = []
    for kind in KINDS:
        versions: dict[str, list[Record]] = {}
        for record in (written := records(session, kind)):
            versions.setdefault(record.key, []).append(record)
        for key, record in in_force(session, kind, written).items():
            versions[key][-1] = record
        if kind == "purpose_link":
            agreed = {str(found[-1].body.get("agreed", "")) for found in versions.values()}
            called = purpose_names(session, today, agreements={parts_of(one)[0] for one in agreed})
            names = {**names, **{one: str(called.name(one)) for one in agreed}}
        lines += [_line(kind, found, names, people, today) for found in versions.values()]
    datasets, told = known_datasets(session), {key: one.named for key, one in notices(session).items()}
    lines = [
        replace(
            one,
            dataset_name=datasets.get(one.dataset, one.dataset),
            notice_name=told.get((one.part.notice, one.part.version), f"{one.part.notice} {one.part.version}".strip())
            if isinstance(one.part, PurposeLink)
            else "",
        )
        for one in lines
    ]
    purposes = purpose_names(session, today, datasets={one.dataset for one in lines if one.dataset})
    every = purpose_names(session, today, datasets=None)
    lines = [
        replace(
            one,
            purpose_name=one.purpose
            if one.what_is_house
            else (purposes if one.dataset else every).name(one.purpose, dataset=one.dataset),
        )
        if one.purpose
        else one
        for one in lines
    ]
    void = {one.key for one in links if not one.holds}
    lines = [replace(one, state="void") if one.key in void and one.state == "in_force" else one for one in lines]
    return tuple(sorted(lines, key=lambda line: line.recorded, reverse=True))


def state_on(part: Part, day: date) -> State:
    """The state of a record on a day: with a review overdue it stays in force but asks for attention."""
    if isinstance(part, PurposeLink):
        return "in_force"
    if isinstance(part, Authorisation) and part.revoked is not None and part.revoked <= day:
        return "revoked"
    if part.valid_to is not None and part.valid_to < day:
        return "ended"
    if part.valid_from is not None and part.valid_from > day:
        return "later"
    if isinstance(part, BasisRecord) and part.review is not None and part.review <= day:
        return "review"
    return "in_force"


def narrowed(lines: Sequence[FileLine], wanted: Narrowing) -> tuple[FileLine, ...]:
    """The lines that pass the filters, in their order."""
    words = wanted.words.casefold().split()
    return tuple(
        line
        for line in lines
        if (not wanted.kinds or line.kind in wanted.kinds)
        and (not wanted.states or line.state in wanted.states)
        and all(word in _searched(line) for word in words)
    )


def _searched(line: FileLine) -> str:
    part = line.part
    parts = [line.name, str(line.what), line.dataset, line.document, line.granted_by, line.note, line.by, line.key]
    parts += [str(line.dataset_name), str(line.notice_name), line.recipient_name]
    if isinstance(part, BasisRecord):
        parts += [str(Message(ARTICLES.get(part.article, part.article))), part.law, part.approver]
    if isinstance(part, FactOnFile):
        parts.append(part.result)
    if line.purpose:
        parts += [line.purpose, str(line.purpose_name), str(term_name(line.purpose))]
    return " ".join(parts).casefold()


def _line(
    kind: Kind, versions: Sequence[Record], names: Mapping[str, str], people: Mapping[str, str], today: date
) -> FileLine:
    record = versions[-1]
    part: Part = as_part(KINDS[kind], record)
    match part:
        case BasisRecord():
            about = part.controller
        case Authorisation():
            about = part.partner
        case PurposeLink():
            about = part.agreed
        case _:
            about = part.about
    return FileLine(
        kind=kind,
        part=part,
        state="revoked" if record.body.get("withdrawn") is True else state_on(part, today),
        about=about,
        name=names.get(about, about),
        granted_by=part.granted_by if isinstance(part, Authorisation) else "",
        recorded=record.recorded,
        by=people.get(record.author, ""),
        first=versions[0].recorded,
        versions=len(versions),
        note=str(record.body.get("note", "")),
        revocable=str(record.body.get("revocable", "")),
        recipient_name=names.get(part.recipient, part.recipient) if isinstance(part, BasisRecord) else "",
    )


def _day_before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)
