"""The table of settings, each defined once: key, place, allowed values, default, and words.

The settings view, the defaults and the guide's page of settings are made from this table. Other remembered values
(columns, filters, window places) are no settings: they follow the user's actions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from datapact.agreements.projection.findings import house_rules
from datapact.agreements.projection.own_findings import FOUR_EYES, PREFIX
from datapact.base.texts import N_, Message
from datapact.obligations.due.signature_proofs import LEVEL
from datapact.signing.authorities.level import LEVEL_WORDS, LEVELS
from datapact.vault.folder.preferences import LARGEST_TEXT, SMALLEST_TEXT
from datapact.word.steps.author import AUTHOR, INITIALS, LONGEST_INITIALS

type Group = Literal["appearance", "security", "reminders", "checks", "signing", "word", "backup"]
type Kept = Literal["appearance", "member", "vault"]

GROUPS: dict[Group, tuple[str, str]] = {
    "appearance": (N_("Appearance"), "theme"),
    "security": (N_("Security"), "lock"),
    "reminders": (N_("Reminders"), "bell"),
    "checks": (N_("Checks"), "findings"),
    "signing": (N_("Signatures"), "sign"),
    "word": (N_("Word files"), "export"),
    "backup": (N_("Backup"), "backup"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several values."""

    values: tuple[tuple[str, Message], ...]
    """Value that is kept, and what it is called."""


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number in a range; ``unit`` is shown after it, ``lowest`` may have a special meaning."""

    lowest: int
    highest: int
    """Allowed itself."""
    step: int
    """How much the arrows add."""
    unit: str
    means_never: bool = False
    """``lowest`` stands for never."""


@dataclass(frozen=True, slots=True)
class Switch:
    """A setting that is on or off."""


@dataclass(frozen=True, slots=True)
class Line:
    """A short text, or none."""

    longest: int
    """In characters."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder on this computer, or none."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting, with its words and the values that it may have.

    ``kept``: in appearance.json, in the vault for this member, or in the vault for all members.
    """

    key: str
    """Under which it is kept, such as ``backup.daily``."""
    group: Group
    """The group of the view that shows it."""
    kept: Kept
    form: Choice | Number | Switch | Line | Folder
    """The allowed values."""
    default: str | int | bool
    """Of the kind that ``form`` takes; an empty text for no folder."""
    title: Message
    """The name of the setting."""
    sentence: Message
    """The effect of the setting."""


def _rule(rule: str, severity: str, requirement: Message) -> Setting:
    words = Choice((("E", Message(N_("Error: blocks freezing"))), ("W", Message(N_("Warning: only shown")))))
    usual = N_("A house rule, usually an error.") if severity == "E" else N_("A house rule, usually a warning.")
    return Setting(PREFIX + rule, "checks", "vault", words, severity, requirement, Message(usual))


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "language",
        "appearance",
        "appearance",
        Choice(
            (
                ("", Message(N_("As on this computer"))),
                ("de", Message("Deutsch")),
                ("en", Message("English")),
            )
        ),
        "",
        Message(N_("Language")),
        Message(N_("Of the windows. Agreements keep their own languages.")),
    ),
    Setting(
        "theme",
        "appearance",
        "appearance",
        Choice(
            (
                ("system", Message(N_("As on this computer"))),
                ("light", Message(N_("Light"))),
                ("dark", Message(N_("Dark"))),
            )
        ),
        "system",
        Message(N_("Theme")),
        Message(N_("Light or dark windows. Documents stay black on white when exported.")),
    ),
    Setting(
        "text_size",
        "appearance",
        "appearance",
        Number(SMALLEST_TEXT, LARGEST_TEXT, 10, "%"),
        100,
        Message(N_("Text size")),
        Message(N_("Everything grows with the text. Also with Ctrl and + or -.")),
    ),
    Setting(
        "lock.idle_minutes",
        "security",
        "vault",
        Number(0, 240, 5, "min", means_never=True),
        10,
        Message(N_("Lock when nobody works")),
        Message(N_("After so many minutes without a key or the mouse. Drafts are saved first. Sleep always locks.")),
    ),
    Setting(
        "reminders.bar",
        "reminders",
        "member",
        Switch(),
        True,
        Message(N_("Remind in the window")),
        Message(N_("90, 30 and 7 days before something is due, and once it is overdue; until you have seen it.")),
    ),
    Setting(
        "reminders.desktop",
        "reminders",
        "member",
        Switch(),
        True,
        Message(N_("A notice on the desktop")),
        Message(N_("Once a day, where the desktop shows notices. It says how many days come near, never with whom.")),
    ),
    *(_rule(*rule) for rule in house_rules()),
    Setting(
        FOUR_EYES,
        "checks",
        "vault",
        Switch(),
        False,
        Message(N_("Own words need a second person")),
        Message(N_("A legal member who wrote a version of the text cannot confirm its own words alone.")),
    ),
    Setting(
        LEVEL,
        "signing",
        "vault",
        Choice(tuple((level, LEVEL_WORDS[level]) for level in LEVELS)),
        "B-B",
        Message(N_("Level of our signatures")),
        Message(N_("For all agreements; before signing you can choose another one for the agreement at hand.")),
    ),
    Setting(
        AUTHOR,
        "word",
        "vault",
        Choice(
            (
                ("organisation", Message(N_("The organisation"))),
                ("member", Message(N_("The member"))),
                ("both", Message(N_("Member and organisation"))),
            )
        ),
        "organisation",
        Message(N_("Author in Word files")),
        Message(N_("Stands at tracked changes and at our comments. Partners read it.")),
    ),
    Setting(
        INITIALS,
        "word",
        "member",
        Line(LONGEST_INITIALS),
        "",
        Message(N_("My initials in Word files")),
        Message(N_("At my comments; without them, those of the author's name.")),
    ),
    Setting(
        "backup.daily",
        "backup",
        "vault",
        Switch(),
        True,
        Message(N_("A backup every day")),
        Message(N_("On the first unlock of a day; kept for 7 days, 4 weeks and 12 months in the vault's folder.")),
    ),
    Setting(
        "backup.folder",
        "backup",
        "member",
        Folder(),
        "",
        Message(N_("Second place for backups")),
        Message(N_("A folder on another disk or a stick. Backups are encrypted like the vault itself.")),
    ),
)


def setting(key: str) -> Setting:
    """A setting by its key; raises KeyError."""
    return {known.key: known for known in SETTINGS}[key]
