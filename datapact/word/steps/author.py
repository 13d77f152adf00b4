"""The author in Word files, with initials: by settings, the organisation unless somebody chose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from datapact.organisation.acting.own_profile import own_profile
from datapact.vault.database.settings import WHOLE_VAULT, read_settings

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

AUTHOR = "word.author"
"""Setting of the vault: ``organisation``, ``member`` or ``both``."""
INITIALS = "word.initials"
"""Setting of a member: its initials; empty for those of the name."""
LONGEST_INITIALS = 5


@dataclass(frozen=True, slots=True)
class FileAuthor:
    """The author of tracked changes and of our own comments."""

    organisation: str
    """Name of our organisation."""
    shown: str
    """``organisation``, ``member`` or ``both``."""
    member: str
    """Name of the acting member."""
    initials: str
    """Of the acting member as set; empty for those of the name."""

    @property
    def name(self) -> str:
        """The author of the file."""
        return self.of(self.member)

    def of(self, member: str) -> str:
        """The name of a member of ours in the file."""
        if self.shown == "organisation" or not member:
            return self.organisation
        return member if self.shown == "member" else f"{member} ({self.organisation})"


def file_author(acting: Acting, session: Session) -> FileAuthor:
    """The author by the settings."""
    shown = read_settings(session, WHOLE_VAULT).get(AUTHOR)
    initials = read_settings(session, acting.member.id).get(INITIALS)
    return FileAuthor(
        own_profile(session).name,
        shown if shown in ("member", "both") else "organisation",
        acting.member.name,
        initials.strip()[:LONGEST_INITIALS] if isinstance(initials, str) else "",
    )
