"""The shapes of ``--json`` of commands on templates and the library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from datapact.cli.printed.words import AgreementId, Both, Digest, Printed, Time, by, one_of


class TemplateListRow(Printed):
    """One row of TemplateList."""

    id: str
    version: int
    kind: str
    title: Both
    reviewed: bool


class TemplateQuestion(Printed):
    """One of the ``questions`` of TemplateGroup."""

    path: str
    label: Both
    help: Both
    article: str


class TemplateGroup(Printed):
    """One of the ``groups`` of TemplateShow."""

    title: Both
    questions: Sequence[TemplateQuestion]


class TemplateShow(Printed):
    """Printed by datapact template show."""

    id: str
    version: int
    kind: str
    title: Both
    reviewed: bool
    groups: Sequence[TemplateGroup]


class LibraryItem(Printed):
    """One of the ``library`` of LibraryList."""

    id: str
    sort: Annotated[str, one_of(["clause", "position", "template"])]
    name: str
    version: int
    standing: str


class LibraryList(Printed):
    """Printed by datapact library list."""

    library: Sequence[LibraryItem]


class LibraryShowVersion(Printed):
    """One of the ``versions`` of LibraryShow."""

    version: int
    time: Time
    by: str
    digest: Digest
    approved_by: Sequence[str]
    note: str


class LibraryShow(Printed):
    """Printed by datapact library show."""

    id: str
    sort: Annotated[str, one_of(["clause", "position", "template"])]
    name: str
    content: Mapping[str, Any]
    mistakes: Sequence[Both]
    versions: Sequence[LibraryShowVersion]


class LibraryApprove(Printed):
    """Printed by datapact library approve, datapact library take-back."""

    id: str
    version: int
    digest: Digest


class LibraryRetire(Printed):
    """Printed by datapact library retire."""

    id: str


class LibraryImport(Printed):
    """Printed by datapact library import."""

    clauses: Sequence[str]
    positions: Sequence[str]
    templates: Sequence[str]
    same: int
    mistakes: Sequence[Both]
    signed: bool
    origin: Both


class LibraryExport(Printed):
    """Printed by datapact library export, datapact library memo, datapact library open-points."""

    file: str


class LibraryInsert(Printed):
    """Printed by datapact library insert."""

    agreement: AgreementId


class LibraryTemplateFrom(Printed):
    """Printed by datapact library template-from."""

    id: str
    clauses: Sequence[str]
    notes: Sequence[Both]


class LibraryDraft(Printed):
    """Printed by datapact library draft, datapact library duplicate."""

    agreement: AgreementId


class LibraryMatter(Printed):
    """Printed by datapact library matter."""

    agreement: AgreementId
    client: str
    matter: str
    for_others: bool
    template: str


class DeviationRow(Printed):
    """One of the ``deviations`` of LibraryDeviations."""

    kind: Annotated[str, one_of(["changed", "deleted", "added", "own"])]
    clause: str
    number: str
    heading: str


class LibraryDeviations(Printed):
    """Printed by datapact library deviations."""

    agreement: AgreementId
    template: str
    own: bool
    version: int
    deviations: Sequence[DeviationRow]


class ClauseUse(Printed):
    """One of the ``uses`` of LibraryUsed."""

    history: AgreementId
    number: str
    title: str
    partners: str
    alternative: str
    version: int


class LibraryUsed(Printed):
    """Printed by datapact library used."""

    uses: Sequence[ClauseUse]


class PlaybookBefore(Printed):
    """One of the ``before`` of PlaybookTopic."""

    agreement: AgreementId
    number: str
    level: str


class PlaybookTopic(Printed):
    """One of the ``topics`` of LibraryPlaybook."""

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
    """Printed by datapact library playbook."""

    agreement: AgreementId
    topics: Sequence[PlaybookTopic]


class TemplateExample(Printed):
    """Printed by datapact template show --example."""

    id: str
    example: str


type TemplateList = Annotated[Sequence[TemplateListRow], by("datapact template list")]
