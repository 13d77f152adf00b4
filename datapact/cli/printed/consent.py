"""The shapes of ``--json`` of commands on consent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

from datapact.cli.printed.words import Both, Day, DayOrNothing, Digest, Printed, Time, by, one_of

if TYPE_CHECKING:
    from datapact.consent.terms.states import STATES


type ConsentState = Annotated[str, one_of(STATES)]


class ConsentImportRefusal(Printed):
    """One of the ``refusals`` of ConsentImportLines."""

    line: int
    reason: Both


class NoticeVersion(Printed):
    """Stands under ``notices_not_on_file`` of ConsentImportLines and ``notice_versions`` of ConsentStatus."""

    notice: str
    version: str


class ConsentImportNotProvided(Printed):
    """One of the ``not_provided`` of ConsentImportLines."""

    dataset: str
    purpose: str
    lines: int


class TakenBackRow(Printed):
    """One of the ``taken_back`` of TakenBack."""

    sort: Annotated[str, one_of(["meets_nothing", "same_second", "yes_and_no"])]
    line: int
    subject: str
    dataset: str
    purpose: str
    controller: str
    state: str
    reason: Both


class TakenBack(Printed):
    """The members that ConsentImport and ConsentRecorded begin with."""

    meeting_nothing: int
    same_second: int
    yes_and_no: int
    taken_back: Annotated[Sequence[TakenBackRow], {"maxItems": 1000}]


class AlikeRow(Printed):
    """One of the ``alike`` of ConsentImport and ConsentRecorded."""

    line: int
    dataset: str
    subject: str
    other: str


class ConsentImportLines(Printed):
    """The members that ConsentImport begins with."""

    dry_run: bool
    lines: int
    taken: int
    known: int
    refused: int
    refusals: Annotated[Sequence[ConsentImportRefusal], {"maxItems": 1000}]
    notices_not_on_file: Sequence[NoticeVersion]
    not_provided: Sequence[ConsentImportNotProvided]
    without_notice: int


class ConsentImport(ConsentImportLines, TakenBack):
    """Printed by datapact consent import, with --dry-run too; entry and root are empty where nothing was written."""

    aside: int
    aside_barred: int
    alike: Sequence[AlikeRow]
    entry: str
    root: str


class ConsentAsideRow(Printed):
    """One row of ConsentAside."""

    entry: Digest
    source: str
    recorded: Time
    lines: int
    datasets: Sequence[str]


class ConsentMended(Printed):
    """Printed by datapact consent mended."""

    entry: Digest
    batch: Digest


class ConsentPreviewColumn(Printed):
    """One of the ``columns`` of ConsentPreview."""

    heading: str
    field: str
    samples: Sequence[str]


class ConsentPreview(Printed):
    """Printed by datapact consent import --preview; field is empty for a column that is left out."""

    kind: Annotated[str, one_of(["csv", "xlsx"])]
    encoding: Annotated[str, one_of(["", "utf-8", "utf-16", "cp1252"])]
    sheet: str
    sheets: Sequence[str]
    columns: Sequence[ConsentPreviewColumn]
    missing: Sequence[str]
    date_order: Annotated[str, one_of(["", "dmy", "mdy", "ambiguous", "both"])]
    rows: Sequence[Sequence[str]]


class ConsentShown(Printed):
    """Stands under ``events`` of ConsentBatch and ``event`` of ConsentStatusPersonConsent."""

    event_id: str
    subject: str
    dataset: str
    purpose: str
    controller: str
    state: ConsentState
    state_iri: str
    at: Time
    until: Time | None
    notice: str
    notice_version: str
    explicit: bool
    more: Mapping[str, str]
    recorded: Time | None
    entry: str


class ConsentBatch(Printed):
    """The members that ConsentRecorded begins with."""

    entry: Digest
    root: Digest
    events: Sequence[ConsentShown]


class ConsentRecorded(ConsentBatch, TakenBack):
    """Printed by datapact consent record, datapact consent withdraw; entry of an event is empty here: it is that of
    the whole.
    """

    alike: Sequence[AlikeRow]


class ConsentStatus(Printed):
    """Printed by datapact consent status."""

    at: Time
    states: Annotated[
        Mapping[str, Any],
        {"properties": {one: {"type": "integer", "minimum": 0} for one in STATES}, "additionalProperties": False},
    ]
    valid: int
    total: int
    next_expiry: Time | None
    oldest: Time | None
    notice_versions: Sequence[NoticeVersion]


class ConsentStatusPersonConsent(Printed):
    """One of the ``consents`` of ConsentStatusPerson."""

    state_now: ConsentState
    valid: bool
    event: ConsentShown


class ConsentStatusPerson(Printed):
    """Printed by datapact consent status --subject."""

    at: Time
    subject: str
    consents: Sequence[ConsentStatusPersonConsent]


class ConsentNumber(Printed):
    """The members that NumberedConsent begins with."""

    number: int


class NumberedConsent(ConsentNumber, ConsentShown):
    """One row of ConsentEvents."""

    pass


class ConsentReceiptWritten(Printed):
    """Printed by datapact consent receipt."""

    file: str
    receipt: str


class ConsentProofWritten(Printed):
    """Printed by datapact consent proof."""

    file: str
    entry: Digest
    index: int
    count: int
    root: Digest


class NoticeText(Printed):
    """One of the ``texts`` of NoticeShown."""

    language: str
    title: str
    text: str
    file: str
    reference: str


class NoticeShown(Printed):
    """The object of ConsentNotice."""

    notice: str
    version: str
    title: str
    texts: Sequence[NoticeText]
    controllers: Sequence[str]
    recipients: Sequence[str]
    purposes: Sequence[str]
    categories: Sequence[str]
    transfers: str
    withdrawal: str
    retention: str
    jurisdiction: str
    rights: str
    contact: str
    valid_from: Day
    invalid_from: DayOrNothing
    reason: str
    entry: Digest


class ConsentPseudonyms(Printed):
    """Printed by datapact consent pseudonyms export."""

    file: str
    people: int


class ConsentPseudonymsForget(Printed):
    """Printed by datapact consent pseudonyms forget."""

    forgotten: bool


type ConsentAside = Annotated[Sequence[ConsentAsideRow], by("datapact consent aside")]
type ConsentEvents = Annotated[Sequence[NumberedConsent], by("datapact consent events")]
type ConsentNotice = Annotated[NoticeShown, by("datapact consent notice add, show, invalidate")]
type ConsentNoticeList = Annotated[Sequence[NoticeShown], by("datapact consent notice list")]
