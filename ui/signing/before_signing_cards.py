"""The cards beside the PDF to sign: the document, the checks, and the meaning of the signature."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from datapact.base.day_words import long_date
from datapact.base.local_time import exact_time
from datapact.base.texts import _, current_language
from datapact.checks.model.signing_authority import capacity_words
from datapact.signing.ceremony.amending import Amending
from datapact.signing.ceremony.before_signing import Bar, Certificate, SigningSheet
from datapact.signing.ceremony.meaning import meaning
from datapact_ui.kit.theme.colours import Tone, colours_of
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size, space
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.kit.widgets.state_badge import StateBadge
from datapact_ui.kit.widgets.warning_line import WarningLine

_LONGEST = 600
"""Characters of a sentence on a change that stand beside the PDF; a longer one is read there."""


def bars_card(bars: tuple[Bar, ...], open_partner: Callable[[str], None], parent: QWidget) -> Card:
    """The reasons why there can be no signature now, each with its remedy."""
    card = Card(_("You cannot sign now"), parent)
    card.setObjectName("signing_bars")
    for number, bar in enumerate(bars):
        row = QHBoxLayout()
        row.setSpacing(space(2))
        sign = QLabel(card)
        sign.setPixmap(icon("error", colours_of(QApplication.palette()).bad.ink).pixmap(icon_size(1.1)))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        words = Words(str(bar.reason), "body", card)
        words.setObjectName(f"signing_bar_{number}")
        row.addWidget(words, 1)
        card.column.addLayout(row)
        if bar.kind == "identity" and bar.organisation:
            button = QPushButton(icon("fingerprint"), _("Compare the fingerprint …"), card)
            button.setObjectName(f"signing_partner_{number}")
            button.clicked.connect(partial(_run, open_partner, bar.organisation))
            card.column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
    return card


def complete_card(parent: QWidget) -> Card:
    """The card in the place of what bars a signature, once there is none left to make."""
    card = Card(_("Everybody has signed"), parent)
    card.setObjectName("signing_complete")
    words = _("The agreement is concluded, and there is nothing left to sign. What falls due stands in the calendar.")
    card.column.addWidget(Words(words, "body", card))
    return card


def amending_card(amends: Amending, show: Callable[[str], object], parent: QWidget) -> Card:
    """What the amendment changes, in its own sentences, and whether anything else is otherwise; ``show`` gets a heading."""
    card = Card(_("What this amendment changes"), parent)
    card.setObjectName("signing_amends")
    what = f"{amends.number} · {amends.title}".strip(" ·")
    card.column.addLayout(facts_grid([(_("Amends"), what), (_("Applies from"), _day(amends.begins))], card))
    for number, sentence in enumerate(amends.changes):
        words = Words(f"•  {sentence if len(sentence) <= _LONGEST else sentence[:_LONGEST] + ' …'}", "body", card)
        words.setObjectName(f"signing_change_{number}")
        card.column.addWidget(words)
    if amends.changes and amends.nothing_else:
        said = _("Your DataPact compared the text with the contract in force: nothing else differs.")
    elif amends.changes:
        said = _(
            "Your DataPact could not compare the text with the contract in force, or some of these sentences are worded by"
            " hand. Read the whole text."
        )
    else:
        said = _("The text itself says what it changes.")
    card.column.addWidget(Words(said, "body", card, quiet=True))
    if amends.heading:
        button = QPushButton(icon("text"), _("Show this clause in the PDF"), card)
        button.setObjectName("signing_show_changes")
        button.clicked.connect(lambda _checked=False: show(amends.heading))
        card.column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
    return card


def _day(day: str) -> str:
    try:
        return long_date(date.fromisoformat(day), current_language())
    except ValueError:
        return ""


def _run(do: Callable[[str], None], organisation: str, _checked: bool = False) -> None:
    do(organisation)


def document_card(sheet: SigningSheet, parent: QWidget) -> Card:
    """The document to sign, the signatory, the slot, and the comparison with our own rendering."""
    card = Card(_("What you sign"), parent)
    facts = [
        (_("Agreement"), f"{sheet.number} · {sheet.title}"),
        (_("Signs"), sheet.person),
        (_("For"), f"{sheet.party}, {capacity_words(sheet.capacity)}"),
        (_("Evidence"), sheet.evidence),
        (_("Signature"), _("{place} of {places}", place=sheet.place, places=sheet.places)),
    ]
    card.column.addLayout(facts_grid([fact for fact in facts if fact[1]], card))
    if sheet.unsettled is not None:
        open_threads = WarningLine(str(sheet.unsettled), "warn", card)
        open_threads.setObjectName("signing_unsettled")
        card.column.addWidget(open_threads)
    row = QHBoxLayout()
    badge = StateBadge(card)
    badge.setObjectName("signing_verdict")
    picture, words, tone, sentence = _verdict(sheet)
    badge.set_badge(picture, words, tone)
    row.addWidget(badge)
    row.addStretch(1)
    card.column.addLayout(row)
    card.column.addWidget(Words(sentence, "body", card, quiet=True))
    for reason in sheet.differences:
        card.column.addWidget(Words(f"•  {reason}", "body", card))
    for earlier in sheet.earlier:
        line = QHBoxLayout()
        line.setSpacing(space(2))
        sign = StateBadge(card)
        if earlier.verdict == "valid":
            sign.set_badge("signed", _("valid"), "good")
        elif earlier.verdict == "elsewhere":
            sign.set_badge("attachment", _("in a copy of its own"), "info")
        else:
            sign.set_badge("error", _("not valid"), "bad")
        time = exact_time(earlier.time, None, current_language()) if earlier.time is not None else ""
        line.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(Words(f"{earlier.person}, {earlier.party_name}\n{time}", "small", card), 1)
        card.column.addLayout(line)
    for label, digest, name in (
        (_("Digest of the file that you sign (SHA-256)"), sheet.revision, "signing_digest"),
        (_("Digest of the agreed text (SHA-256)"), sheet.agreement_sha256, "signing_text_digest"),
    ):
        card.column.addWidget(Words(label, "small", card, quiet=True))
        shown = Words(digest, "small", card)
        shown.setObjectName(name)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        card.column.addWidget(shown)
    return card


def _verdict(sheet: SigningSheet) -> tuple[str, str, Tone, str]:
    match sheet.verdict:
        case "own" | "same" if sheet.outside:
            return (
                "check",
                _("our own file"),
                "good",
                _(
                    "Your DataPact made this PDF when the text was frozen. It begins with exactly these bytes; since then only"
                    " signature fields were filled, if anything."
                ),
            )
        case "own":
            return (
                "check",
                _("rendered here"),
                "good",
                _("Your own DataPact made this PDF just now from the agreed text."),
            )
        case "same":
            return (
                "check",
                _("compared: the same"),
                "good",
                _("Your own DataPact rendered the agreed text again: pages, fonts and attachments are the same."),
            )
        case "continued":
            return (
                "check",
                _("compared before"),
                "good",
                _(
                    "Your organisation compared these pages when it signed, under an earlier version of DataPact. Since then"
                    " only signatures were added."
                ),
            )
        case "different":
            return (
                "error",
                _("compared: different"),
                "bad",
                _("This PDF is not what your own DataPact makes of the agreed text."),
            )
        case _:
            return (
                "warning",
                _("cannot be compared"),
                "warn",
                _("The PDF was made with a layout that this DataPact does not have."),
            )


def meaning_card(sheet: SigningSheet, parent: QWidget) -> Card:
    """The meaning of the signature."""
    card = Card(_("What your signature means"), parent)
    for paragraph in meaning(sheet):
        card.column.addWidget(Words(str(paragraph), "body", card))
    return card


def certificate_words(certificate: Certificate) -> str:
    """The issuer of a certificate, and the beginning of its fingerprint."""
    if certificate.own:
        words = _("Issued by your own organisation ({issuer}),", issuer=certificate.issuer)
    else:
        words = _("Imported, issued by {issuer},", issuer=certificate.issuer)
    beginning = " ".join(certificate.fingerprint[at : at + 4].upper() for at in range(0, 16, 4))
    return f"{words} SHA-256 {beginning} …"


def facts_grid(facts: Sequence[tuple[str, str]], parent: QWidget) -> QGridLayout:
    """Labels and values in two columns; the words can be selected."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(space(3))
    grid.setVerticalSpacing(space(1.5))
    grid.setColumnStretch(1, 1)
    for number, (label, words) in enumerate(facts):
        name = Words(label, "body", parent, quiet=True)
        name.setWordWrap(False)
        said = Words(words, "body", parent)
        said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        grid.addWidget(name, number, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(said, number, 1)
    return grid
