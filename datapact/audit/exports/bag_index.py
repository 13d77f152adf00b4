"""The index of an export for people: a signed PDF, a workbook, and a page of HTML that needs nothing but the folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from html import escape

from datapact.agreements.projection.status import status_message
from datapact.audit.engagements.engagements import Engagement
from datapact.audit.formats.bag import FIELD, BagDossier, BagFile
from datapact.audit.formats.browser_page import OF_THE_SENDER
from datapact.audit.formats.dossier import Audience
from datapact.audit.pages.dossier import KINDS
from datapact.audit.pages.exporter_signature import exporter_signature
from datapact.base.clock import write_time
from datapact.base.day_words import long_date
from datapact.base.strictjson import from_base64url
from datapact.base.texts import N_, Language, Message, counted
from datapact.base.write_table import SheetTable, Value, write_xlsx
from datapact.pdf.reports.parts import Facts, Heading, Items, Part, Report, Table, Words

TITLE = Message(N_("Export of agreements"))
_INTERNAL = Message(N_("Internal: confidential"))
_COLUMNS = (
    Message(N_("No.")),
    Message(N_("Agreement no.")),
    Message(N_("Agreement")),
    Message(N_("Partner")),
    Message(N_("From")),
    Message(N_("Until")),
    Message(N_("Status on that day")),
    Message(N_("Entries")),
    Message(N_("Missing disclosures")),
    Message(N_("Erased disclosures (Art. 17 GDPR)")),
    Message(N_("File")),
)
_NOTHING_LEFT_OUT = Message(N_("Nothing was left out."))
_NO_GAPS = Message(N_("No gaps were found."))
_HOW = (
    Message(
        N_(
            "datapact verify FILE.zip checks the manifests, the signature of this index, and every dossier in the export."
        )
    ),
    Message(
        N_(
            "Without DataPact: unpack it; sha256sum -c manifest-sha256.txt in the folder checks every file (BagIt, RFC 8493)."
            " Anybody can write new manifests: hold manifest-sha256.txt against the list of files in index.pdf, which is signed."
        )
    ),
    Message(
        N_("The signed index carries bag.json with the digest of every file; each dossier carries its own signature.")
    ),
    Message(
        N_(
            "Who signed the index and the dossiers, short scripts on the page verify-without-datapact.md of DataPact check with"
            " openssl."
        )
    ),
)


type Term = tuple[date | None, date | None]
"""First and last local day of an agreement; None where it names none."""


@dataclass(frozen=True, slots=True)
class About:
    """The content of the cover of the index."""

    organisation: str
    """Name of the exporting one."""
    person: str
    """Name of who exports, else the member's id."""
    audience: Audience
    """``internal`` marks each page as confidential."""
    made: datetime
    """UTC, by the exporter's clock."""
    on: date
    """Local day that the export is as at."""
    known_at: datetime
    """Moment up to which entries count, UTC."""
    language: Language
    """Of all words of the index."""
    population: tuple[Message, ...]
    """How many agreements there were, in words."""
    filters: tuple[Message, ...]
    """In words; empty where nothing was narrowed."""
    left_out: tuple[Message, ...]
    """Reasons with numbers."""
    gaps: tuple[Message, ...]
    """The facts missing in it, in words."""
    proven: datetime | None = None
    """When the rows that it was made from were held against what was signed, UTC."""
    audit: Message | None = None
    """The audit that it was made for, with its auditor and its days."""
    proof: tuple[Message, ...] = ()
    """What the exporter says of the rows of the vault that it was made from."""
    counted: tuple[Message, ...] = ()
    """What the house recorded of deliveries, recalls and consents; empty for a partner."""
    terms: Mapping[str, Term] = field(default_factory=dict, hash=False)
    """First and last day of each agreement, by its history id; without those whose terms are withheld."""
    remarks: SheetTable | None = None
    """Remarks of the audit that it was made for, with the house's answers; None where it is for none, or shows none."""

    def term(self, one: BagDossier) -> Term:
        """First and last day of the agreement of a dossier."""
        return self.terms.get(one.agreement, (None, None))


def audit_words(audit: Engagement, language: Language) -> Message:
    """An audit described in one line."""
    told: dict[str, str | int | Message] = {
        "title": audit.title,
        "auditor": audit.auditor,
        "first": long_date(audit.first, language),
        "last": long_date(audit.last, language),
    }
    return Message(N_("{title}, by {auditor}, open from {first} to {last}"), told)


def index_report(about: About, dossiers: Sequence[BagDossier], files: Sequence[BagFile]) -> Report:
    """The report of the index; the caller signs it."""
    language = about.language
    rows: list[list[Words]] = [
        [
            str(place),
            one.number,
            one.title,
            one.partners,
            *about.term(one),
            status_message(one.status),
            one.file.removeprefix("dossiers/"),
        ]
        for place, one in enumerate(dossiers, 1)
    ]
    headings = [*_COLUMNS[:7], Message(N_("File in the folder dossiers"))]
    blocks: list[Part] = [
        Facts(list(_facts(about, len(dossiers)))),
        Heading(Message(N_("Agreements"))),
        Table(headings, rows, widths=[0.6, 1.5, 3.2, 2.8, 1.3, 1.3, 2, 2.2], named=2),
        *_remark_parts(about),
        *_report_parts(about),
        Heading(Message(N_("All files with their digests"))),
        Table(
            [Message(N_("File")), Message(N_("Bytes")), Message(N_("Digest (SHA-256)"))],
            [[f"data/{one.name}", one.size, from_base64url(one.sha256).hex()] for one in files],
            widths=[3, 1, 4.6],
        ),
        Heading(Message(N_("How to verify this export"))),
        Items([*_HOW, OF_THE_SENDER], numbered=True),
        *exporter_signature(FIELD, about.person, about.organisation),
    ]
    return Report(
        title=TITLE,
        language=language,
        blocks=blocks,
        subtitle=Message(N_("As at {day}"), {"day": long_date(about.on, language)}),
        kind=KINDS[about.audience],
        marking=_INTERNAL if about.audience == "internal" else None,
        foot=about.organisation,
        landscape=True,
    )


def _remark_parts(about: About) -> Iterator[Part]:
    if about.remarks is not None:
        yield Heading(Message(N_("Remarks of the audit, and what the house answered")))
        rows: list[list[Words]] = [
            [one if isinstance(one, str | Message | datetime) else str(one or "") for one in row]
            for row in about.remarks.rows
        ]
        headings = [one if isinstance(one, str | Message) else str(one) for one in about.remarks.headings]
        yield Table(headings, rows, widths=[2.6, 1.2, 3.4, 1.8, 1.8, 3.8])


def _facts(about: About, number: int) -> Iterator[tuple[Words, Words]]:
    yield Message(N_("As at")), about.on
    yield Message(N_("Agreements")), number
    yield Message(N_("Exported by")), f"{about.person}, {about.organisation}"
    yield Message(N_("Exported on")), about.made
    yield Message(N_("Known at")), about.known_at
    if about.proven is not None:
        yield Message(N_("Last proven")), about.proven
    if about.audit is not None:
        yield Message(N_("For the audit")), about.audit


def _sections(about: About) -> Iterator[tuple[Message, Sequence[Message]]]:
    yield Message(N_("Population")), about.population
    if about.filters:
        yield Message(N_("Filters")), about.filters
    yield Message(N_("Left out")), about.left_out or (_NOTHING_LEFT_OUT,)
    yield Message(N_("Gaps")), about.gaps or (_NO_GAPS,)
    if about.proof:
        yield Message(N_("Rows of the vault, held against what was signed")), about.proof
    if about.counted:
        yield Message(N_("Counted")), about.counted


def _for_audit(words: Message) -> Message:
    return Message(N_("{heading}: {text}"), {"heading": Message(N_("For the audit")), "text": words})


def _report_parts(about: About) -> Iterator[Part]:
    for heading, items in _sections(about):
        yield Heading(heading)
        yield Items(list(items))


def index_workbook(about: About, dossiers: Sequence[BagDossier], tables: Sequence[SheetTable]) -> bytes:
    """index.xlsx: the agreements with what was left out above them, then a worksheet for each table."""
    notes: list[Value] = [
        Message(N_("As at {day}"), {"day": about.on.isoformat()}),
        *(() if about.audit is None else (_for_audit(about.audit),)),
        *(
            Message(N_("{heading}: {text}"), {"heading": heading, "text": one})
            for heading, items in _sections(about)
            for one in items
        ),
    ]
    rows: list[list[Value]] = [
        [
            place,
            one.number,
            one.title,
            one.partners,
            *about.term(one),
            status_message(one.status),
            one.entries,
            one.missing,
            one.erased,
            one.file,
        ]
        for place, one in enumerate(dossiers, 1)
    ]
    sheets = [SheetTable(Message(N_("Agreements")), _COLUMNS, rows, notes), *tables]
    return write_xlsx(sheets, about.made, about.language)


_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;"
    "background:#fff}table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;"
    "padding:.35rem .6rem;border-bottom:1px solid #bbb}th{border-bottom:2px solid #555}a{color:#0b4f8a}"
    "td.n{text-align:right}h1{line-height:1.2}@media(prefers-color-scheme:dark){body{color:#eee;background:#181818}"
    "a{color:#9ecbff}}"
)


def index_page(about: About, dossiers: Sequence[BagDossier], files: Sequence[BagFile]) -> bytes:
    """index.html: no scripts, no external resources, links into the folder only."""
    language = about.language

    def say(words: Message | str) -> str:
        return escape(words.text(language) if isinstance(words, Message) else words)

    head = "".join(f'<th scope="col">{say(one)}</th>' for one in _COLUMNS)
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{language}"><head><meta charset="utf-8">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        '<meta name="viewport" content="width=device-width">',
        f"<title>{say(TITLE)}, {about.on.isoformat()}</title><style>{_STYLE}</style></head><body><main>",
        f"<p>{say(KINDS[about.audience])}</p>",
        f"<h1>{say(TITLE)}</h1>",
        f"<p>{say(Message(N_('As at {day}'), {'day': long_date(about.on, language)}))}. "
        f"{say(Message(N_('Exported by {person} for {organisation}'), {'person': about.person, 'organisation': about.organisation}))}, "
        f"{write_time(about.made)}.</p>",
    ]
    if about.audit is not None:
        lines.append(f"<p>{say(_for_audit(about.audit))}</p>")
    for heading, items in _sections(about):
        lines.append(f"<h2>{say(heading)}</h2><ul>{''.join(f'<li>{say(one)}</li>' for one in items)}</ul>")
    lines.append(f"<h2>{say(counted('{n} agreement', '{n} agreements', len(dossiers)))}</h2>")
    lines.append(f"<table><thead><tr>{head}</tr></thead><tbody>")
    for place, one in enumerate(dossiers, 1):
        days = [day.isoformat() if day is not None else "" for day in about.term(one)]
        cells = [str(place), one.number, one.title, one.partners, *days]
        lines.append(
            "<tr>"
            + "".join(f"<td>{say(cell)}</td>" for cell in cells)
            + f"<td>{say(status_message(one.status))}</td>"
            + "".join(f'<td class="n">{number}</td>' for number in (one.entries, one.missing, one.erased))
            + f'<td><a href="{escape(one.file)}">{say(one.file)}</a></td></tr>'
        )
    lines.append(f"</tbody></table><h2>{say(Message(N_('Other files')))}</h2><ul>")
    listed = [one.name for one in files if not one.name.startswith("dossiers/")]
    lines += [f'<li><a href="{escape(name)}">{say(name)}</a></li>' for name in ("index.pdf", *listed)]
    lines.append(f"</ul><h2>{say(Message(N_('How to verify this export')))}</h2><ol>")
    lines += [f"<li>{say(one)}</li>" for one in (*_HOW, OF_THE_SENDER)]
    lines.append("</ol></main></body></html>")
    return "\n".join(lines).encode("utf-8") + b"\n"
