"""The shapes of ``--json`` of commands on templates and the library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from datapact.cli.printed.words import AgreementId, Both, Digest, Printed, Time, one_of


class TemplateListRow(Printed):
    id: str
    version: int
    kind: str
    title: Both
    reviewed: bool


class TemplateQuestion(Printed):
    path: str
    label: Both
    help: Both
    article: str


class TemplateGroup(Printed):
    title: Both
    questions: Sequence[TemplateQuestion]


class TemplateShow(Printed):
    id: str
    version: int
    kind: str
    title: Both
    reviewed: bool
    groups: Sequence[TemplateGroup]


class LibraryItem(Printed):
    id: str
    sort: Annotated[str, one_of(["clause", "position", "template"])]
    name: str
    version: int
    standing: str


class LibraryList(Printed):
    library: Sequence[LibraryItem]


class LibraryShowVersion(Printed):
    version: int
    time: Time
    by: str
    digest: Digest
    approved_by: Sequence[str]
    note: str


class LibraryShow(Printed):
    id: str
    sort: Annotated[str, one_of(["clause", "position", "template"])]
    name: str
    content: Mapping[str, Any]
    mistakes: Sequence[Both]
    versions: Sequence[LibraryShowVersion]


class LibraryApprove(Printed):
    id: str
    version: int
    digest: Digest


class LibraryRetire(Printed):
    id: str


class LibraryImport(Printed):
    clauses: Sequence[str]
    positions: Sequence[str]
    templates: Sequence[str]
    same: int
    mistakes: Sequence[Both]
    signed: bool
    origin: Both


class LibraryExport(Printed):
    file: str


class LibraryInsert(Printed):
    agreement: AgreementId


class LibraryTemplateFrom(Printed):
    id: str
    clauses: Sequence[str]
    notes: Sequence[Both]


class LibraryDraft(Printed):
    agreement: AgreementId


class LibraryMatter(Printed):
    agreement: AgreementId
    client: str
    matter: str
    for_others: bool
    template: str


class DeviationRow(Printed):
    kind: Annotated[str, one_of(["changed", "deleted", "added", "own"])]
    clause: str
    number: str
    heading: str


class LibraryDeviations(Printed):
    agreement: AgreementId
    template: str
    own: bool
    version: int
    deviations: Sequence[DeviationRow]


class ClauseUse(Printed):
    history: AgreementId
    number: str
    title: str
    partners: str
    alternative: str
    version: int


class LibraryUsed(Printed):
    uses: Sequence[ClauseUse]


class PlaybookBefore(Printed):
    agreement: AgreementId
    number: str
    level: str


class PlaybookTopic(Printed):
    key: str
    topic: str
    place: str
    level: str
    fallbacks: int
    sentence: Both
    role: str
    members: Sequence[str]
    reason: str
    before: Sequence[PlaybookBefore]


class LibraryPlaybook(Printed):
    agreement: AgreementId
    topics: Sequence[PlaybookTopic]


class TemplateExample(Printed):
    id: str
    example: str
