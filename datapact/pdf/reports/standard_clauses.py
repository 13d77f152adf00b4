"""The pack of standard contractual clauses: module, options and annexes of Decisions (EU) 2021/914 and 2021/915, from the terms.

The clauses themselves are never written here: they are agreed by reference, unchanged, or laid beside the agreement by the parties.
What an annex asks and the terms do not hold is called open. Where the house has taken in a text of the clauses once, the agreement is
compared with it paragraph by paragraph; whether that text is the one of the Official Journal is said to be unproven.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from datapact.base.errors import AnswerNo
from datapact.base.texts import N_, Language, Message, current_language
from datapact.contract.templates.handouts import standard_clauses_of
from datapact.contract.terms import Dataset, Party, Terms, Transfer
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.formatters import limit_of
from datapact.contract.text.keeping import live
from datapact.contract.vocabulary.labels import label_of_iri, word
from datapact.pdf.agreement.values import country_name
from datapact.pdf.reports.parts import Facts, Heading, Items, Note, Paragraph, Part, Report, Table, Words, warning
from datapact.pdf.reports.report import render_report
from datapact.pdf.reports.text_in_force import text_in_force

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

_NONE = Message(
    N_(
        "No transfer of this agreement rests on the Commission's standard clauses, and its processing does not use them. Choose them as "
        "the mechanism of a transfer, or for the processing."
    )
)
_OPEN = Message(N_("open: not in the terms"))
_NO, _YES = Message(N_("not agreed")), Message(N_("agreed"))
CLAUSE = "standard-clauses"
"""Id of our clause that agrees on them by reference."""


def standard_clauses_pdf(acting: Acting, history: str, language: Language | None = None) -> bytes:
    """The PDF; raises AnswerNo where no standard clauses are agreed, or the text is not here in full."""
    document, signed = text_in_force(acting, history)
    return render_report(
        standard_clauses_report(document, language or current_language(), draft=not signed), acting.clock()
    )


def standard_clauses_report(document: AgreementDocument, language: Language, *, draft: bool) -> Report:
    """The pack in one language; raises AnswerNo where no standard clauses are agreed."""
    transfers, processing = standard_clauses_of(document)
    if not transfers and not processing:
        raise AnswerNo(_NONE)
    blocks: list[Part] = [
        warning(
            Message(
                N_(
                    "DataPact does not hold the text of the Official Journal. This pack names module and options and fills the annexes; "
                    "it proves nothing about the wording of the clauses. Sign it together with the clauses, which must be unchanged."
                )
            )
        )
    ]
    if transfers and not any(one.id == CLAUSE for one in live(document.clauses)):
        blocks.append(
            warning(
                Message(
                    N_(
                        "The text of this agreement does not agree on the clauses by reference. Insert the clause “Standard contractual clauses "
                        "for transfers” from the library, or conclude them separately."
                    )
                )
            )
        )
    for one in transfers:
        blocks += _transfer(document.terms, one, language)
    if processing:
        blocks += _processing(document.terms, language)
    return Report(
        title=Message(N_("Standard contractual clauses: options and annexes")),
        subtitle=f"{document.number} · {document.title.get(language) or next(iter(document.title.values()))}",
        language=language,
        blocks=blocks,
        kind=Message(N_("Decisions (EU) 2021/914 and 2021/915")),
        marking=Message(N_("Draft")) if draft else None,
    )


def _transfer(terms: Terms, one: Transfer, language: Language) -> list[Part]:
    datasets = [dataset for dataset in terms.datasets if not one.datasets or dataset.key in one.datasets]
    module = one.module
    options: list[tuple[Words, Words]] = [
        (Message(N_("Module")), word("module", module).text(language) if module else _OPEN),
        (Message(N_("Clause 7 (docking clause)")), _chosen(one.docking)),
    ]
    if module in ("2", "3"):
        options.append((Message(N_("Clause 9(a) (sub-processors)")), _sub_processing(terms)))
    options.append((Message(N_("Clause 11(a), option on an independent body")), _chosen(one.redress)))
    if module != "4":
        options.append((Message(N_("Clause 13 (supervision)")), one.authority or _OPEN))
        option = {"1": N_("Option 1"), "2": N_("Option 2")}.get(one.law_option)
        options.append((Message(N_("Clause 17, option")), Message(option) if option else _OPEN))
    options += [
        (Message(N_("Clause 17 (law)")), _country(one.governing_law, language)),
        (Message(N_("Clause 18 (courts)")), _country(one.courts, language)),
    ]
    blocks: list[Part] = [
        Heading(Message(N_("Transfer to {importer}"), {"importer": one.importer})),
        Paragraph(
            Message(
                N_(
                    "Standard contractual clauses in the annex to Implementing Decision (EU) 2021/914 of 4 June 2021 (OJ L 199, 7.6.2021, p. 31), "
                    "unchanged, with this module and these options."
                )
            )
        ),
        Facts(options, 0.42),
        Heading(Message(N_("Annex I.A: list of parties")), 2),
        *_parties(terms, one, datasets, language),
        Heading(Message(N_("Annex I.B: description of the transfer")), 2),
        Facts(_described(terms, one, datasets, language), 0.36),
    ]
    if module != "4":
        blocks += [
            Heading(Message(N_("Annex I.C: competent supervisory authority")), 2),
            Paragraph(one.authority or _OPEN),
            Heading(Message(N_("Annex II: technical and organisational measures")), 2),
            _measures(terms, language),
        ]
    if module in ("2", "3") and terms.processing.sub_processing == "specific":
        blocks += [Heading(Message(N_("Annex III: sub-processors")), 2), _subs(terms, language)]
    return blocks


def _processing(terms: Terms, language: Language) -> list[Part]:
    block = terms.processing
    roles = [(Message(N_("Controller")), block.controller), (Message(N_("Processor")), block.processor)]
    personal = [one for one in terms.datasets if one.is_personal()] or list(terms.datasets)
    return [
        Heading(Message(N_("Processing on behalf"))),
        Paragraph(
            Message(
                N_(
                    "Standard contractual clauses in the annex to Implementing Decision (EU) 2021/915 of 4 June 2021 (OJ L 199, 7.6.2021, p. 18), "
                    "unchanged, with these options."
                )
            )
        ),
        Facts(
            [
                (Message(N_("Clause 5 (docking clause)")), _OPEN),
                (Message(N_("Clause 7.7(a) (sub-processors)")), _sub_processing(terms)),
            ],
            0.42,
        ),
        Heading(Message(N_("Annex I: list of parties")), 2),
        *(Facts(_party(terms, key, role, language), 0.3) for role, key in roles),
        Heading(Message(N_("Annex II: description of the processing")), 2),
        Facts(
            [
                (Message(N_("Subject matter")), block.subject_matter.text(language) or _OPEN),
                (Message(N_("Nature of the processing")), block.nature.text(language) or _OPEN),
                *_of_data(terms, personal, language),
                (Message(N_("Duration")), _duration(terms, language)),
            ],
            0.36,
        ),
        Heading(Message(N_("Annex III: technical and organisational measures")), 2),
        _measures(terms, language),
        Heading(Message(N_("Annex IV: sub-processors")), 2),
        _subs(terms, language),
    ]


def _chosen(fact: bool | None) -> Message:
    return _OPEN if fact is None else _YES if fact else _NO


def _country(code: str, language: Language) -> Words:
    return country_name(code)(language) if code else _OPEN


def _sub_processing(terms: Terms) -> Message:
    block = terms.processing
    days = block.sub_processing_notice_days
    if block.sub_processing not in ("specific", "general") or days is None:
        return _OPEN
    if block.sub_processing == "specific":
        return Message(N_("Option 1 (specific prior authorisation), request at least {n} days before"), {"n": days})
    return Message(N_("Option 2 (general written authorisation), information at least {n} days before"), {"n": days})


_ON_BEHALF = ("processor", "sub_processor")


def _parties(terms: Terms, one: Transfer, datasets: Sequence[Dataset], language: Language) -> list[Part]:
    importer = next((party for party in terms.parties if one.importer in (party.name, party.short_name)), None)
    sub = next((other for other in terms.sub_processors if other.name == one.importer), None)
    keys = {dataset.provider for dataset in datasets}
    if importer is None and sub is not None:
        keys = {sub.engaged_by}
    elif one.module in ("3", "4"):  # whoever processes on behalf of others sends
        acting = {entry.party for activity in terms.activities for entry in activity.roles if entry.role in _ON_BEHALF}
        keys = acting | {terms.processing.processor}
    exporting = [party.key for party in terms.parties if party.key in keys and party is not importer]
    found: list[Part] = [Facts(_party(terms, key, Message(N_("Data exporter")), language), 0.3) for key in exporting]
    if not exporting:
        found.append(Facts([(Message(N_("Data exporter")), _OPEN)], 0.3))
    if importer is not None:
        found.append(Facts(_party(terms, importer.key, Message(N_("Data importer")), language), 0.3))
    else:
        address = sub.address if sub is not None else ""
        found.append(
            Facts(
                [
                    (Message(N_("Data importer")), f"{one.importer}, {country_name(one.country)(language)}"),
                    (Message(N_("Address")), address or _OPEN),
                    (
                        Message(N_("Signature and date")),
                        _OPEN if sub is None else str(sub.contract_date or "") or _OPEN,
                    ),
                ],
                0.3,
            )
        )
    return found


def _party(terms: Terms, key: str, role: Message, language: Language) -> list[tuple[Words, Words]]:
    party: Party | None = next((one for one in terms.parties if one.key == key), None)
    if party is None:
        return [(role, _OPEN)]
    address, contact = party.address, party.contact
    lines = ", ".join(one for one in (address.street, f"{address.postal_code} {address.city}".strip()) if one)
    reached = ", ".join(one for one in (contact.name, contact.email, contact.phone) if one)
    roles = [
        f"{activity.name.text(language)}: {word('role', activity.role_of(key)).text(language)}"
        for activity in terms.activities
        if activity.role_of(key) != "none"
    ]
    return [
        (role, party.name),
        (Message(N_("Address")), f"{lines}, {country_name(address.country)(language)}" if lines else _OPEN),
        (Message(N_("Contact")), reached or _OPEN),
        (Message(N_("Activities and role")), "; ".join(roles) or _OPEN),
        (Message(N_("Signature and date")), Message(N_("on the signature page of this agreement"))),
    ]


def _described(
    terms: Terms, one: Transfer, datasets: Sequence[Dataset], language: Language
) -> list[tuple[Words, Words]]:
    nature = terms.processing.nature.text(language) or "; ".join(
        activity.name.text(language) for activity in terms.activities
    )
    found = _of_data(terms, datasets, language)
    found += [
        (Message(N_("Safeguards for sensitive data")), one.sensitive_safeguards.text(language) or None),
        (Message(N_("Frequency")), one.frequency.text(language) or _OPEN),
        (Message(N_("Nature of the processing")), nature or _OPEN),
    ]
    return found


def _of_data(terms: Terms, datasets: Sequence[Dataset], language: Language) -> list[tuple[Words, Words]]:
    subjects = sorted({label_of_iri(iri).text(language) for one in datasets for iri in one.subjects})
    items = [item.name.text(language) for one in datasets for item in one.items]
    keys = {one.key for one in datasets}
    purposes = [
        one.name.text(language)
        for one in terms.purposes
        if not one.prohibited and (not one.datasets or keys & set(one.datasets))
    ]
    kept = [
        f"{one.name.text(language)}: {limit_of(one.retention, language)}" for one in datasets if one.retention.given()
    ]
    return [
        (Message(N_("Data subjects")), ", ".join(subjects) or _OPEN),
        (Message(N_("Categories of data")), "; ".join(items) or _OPEN),
        (Message(N_("Purposes")), "; ".join(purposes) or _OPEN),
        (Message(N_("Retention")), "; ".join(kept) or _OPEN),
    ]


def _duration(terms: Terms, language: Language) -> Words:
    duration = terms.duration
    return duration.end or duration.end_event.text(language) or Message(N_("as long as the agreement applies"))


def _measures(terms: Terms, language: Language) -> Part:
    found = [f"{word('measure', one.kind).text(language)}: {one.description.text(language)}" for one in terms.measures]
    return Items(found) if found else Paragraph(_OPEN)


def _subs(terms: Terms, language: Language) -> Part:
    if not terms.sub_processors:
        return Note(Message(N_("The terms name no sub-processors.")))
    rows: list[list[Words]] = [
        [one.name, f"{one.address}, {country_name(one.country)(language)}".strip(", "), one.service.text(language)]
        for one in terms.sub_processors
    ]
    return Table([Message(N_("Name")), Message(N_("Address")), Message(N_("Service"))], rows, widths=(3, 4, 4))
