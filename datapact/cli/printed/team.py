"""The shapes of ``--json`` of commands on teams."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from datapact.cli.printed.words import AgreementId, Both, Digest, Printed, Signed, Time, by


class TeamCreate(Printed):
    """Printed by datapact team create."""

    team: str
    device: Digest
    sequence: int


class TeamLosses(Printed):
    """The members that TeamFound begins with."""

    strays: Sequence[Signed]
    beside: Sequence[Signed]
    put_back: int
    branches: int
    to_erase: int


class TeamFound(TeamLosses):
    """The members that TeamSync, TeamStatus and TeamDecide begin with."""

    refused: Sequence[str]
    sequence: int
    head: Digest
    code: str


class TeamCounts(Printed):
    """The members that TeamRenumbered and TeamDecide begin with."""

    new_entries: int
    sent_items: int


class TeamRenumbered(TeamCounts):
    """The members that TeamSync begins with."""

    renumbered: Sequence[Both]


class TeamSync(TeamRenumbered, TeamFound):
    """Printed by datapact team sync."""

    pass


class TeamStatusSetting(Printed):
    """One of the ``settings`` of TeamStanding."""

    key: str
    name: str
    number: int


class TeamStatusDevice(Printed):
    """One of the ``devices`` of TeamStanding."""

    device: Digest
    member: str
    name: str
    keeper: bool
    here: bool
    left: bool
    erased: bool | None
    newest: int
    code: str
    heard: Time | None


class TeamStanding(Printed):
    """The members that TeamStatus begins with."""

    team: str
    database: str
    synchronised: Time | None
    waiting: int
    answers: bool
    answer_hours: int
    repeated: int
    unopened: str | None
    against_each_other: Sequence[Both]
    same_numbers: Sequence[Both]
    settings: Sequence[TeamStatusSetting]
    devices: Sequence[TeamStatusDevice]
    not_yet: Sequence[Both]


class TeamStatus(TeamStanding, TeamFound):
    """Printed by datapact team status."""

    pass


class TeamNewsStep(Printed):
    """One of the ``steps`` of TeamNews."""

    agreement: AgreementId
    number: str
    name: str
    words: Both
    steps: int
    time: Time


class TeamNewsMention(Printed):
    """One of the ``mentions`` of TeamNews."""

    agreement: AgreementId
    number: str
    name: str
    text: str
    time: Time


class TeamNewsApproval(Printed):
    """One of the ``approvals`` of TeamNews."""

    agreement: AgreementId
    number: str
    name: str


class TeamNewsAssigned(Printed):
    """One of the ``assigned`` of TeamNews."""

    agreement: AgreementId
    number: str


class TeamNews(Printed):
    """Printed by datapact team news."""

    steps: Sequence[TeamNewsStep]
    mentions: Sequence[TeamNewsMention]
    approvals: Sequence[TeamNewsApproval]
    assigned: Sequence[TeamNewsAssigned]


class TeamTry(Printed):
    """Printed by datapact team try."""

    database: str
    password_file: str


class AgreementAssign(Printed):
    """Printed by datapact agreement assign."""

    agreement: AgreementId
    member: str | None
    name: str | None


class TeamAnswers(Printed):
    """Printed by datapact team answers."""

    answer_hours: int


class TeamDecide(TeamCounts, TeamFound):
    """Printed by datapact team decide."""

    pass


class TeamMaintain(Printed):
    """Printed by datapact team maintain."""

    deleted: int


class TeamDelete(Printed):
    """Printed by datapact team delete."""

    deleted: int


class TeamLeave(Printed):
    """Printed by datapact team leave."""

    left: bool


type TeamJoin = Annotated[TeamSync, by("datapact team join")]
