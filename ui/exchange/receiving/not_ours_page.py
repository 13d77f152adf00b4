"""A file that DataPact did not make: what it is, and what can be done with it."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from datapact.audit.formats.verdict import ASK_TO_REGISTER, Verdict
from datapact.base.texts import N_, _
from datapact_ui.exchange.receiving.received_file import Ordinary
from datapact_ui.kit.theme.measures import margins
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.warning_line import WarningLine
from datapact_ui.negotiation.other_signatures import OtherSignatures

WORDS: dict[Ordinary, tuple[str, str]] = {
    "pdf": (
        N_("A PDF of another program"),
        N_(
            "DataPact did not make this PDF, so it proves nothing about it. Is it a contract that was"
            " signed on paper or in another program? Then register it: it counts in lists, duties and"
            " answers, and its text can be searched. Is it the other side's draft? Then read it in, and see"
            " its terms and gaps."
        ),
    ),
    "picture": (
        N_("A picture"),
        N_("Is it the scan of a signed contract? Then register the contract with this scan as evidence."),
    ),
    "word": (
        N_("A Word file"),
        N_(
            "Is it the other side's draft? Then read it in, and see its terms and gaps. Is it the reply to a text of"
            " yours? Open that agreement, and choose Read in a Word file. Is it a signed contract? Save it as PDF, or scan"
            " the signed copy, and register that."
        ),
    ),
    "table": (
        N_("A table"),
        N_(
            "Lists of consents are imported under Consent, lists of partners under Partners, and tables of signed contracts"
            " under Agreements, Register many."
        ),
    ),
    "mail": (
        N_("An e-mail"),
        N_(
            "Open the agreement that it replies to, and keep it there: Record a reply, or the"
            " attachments of the record."
        ),
    ),
    "other": (
        N_("DataPact does not know this kind of file"),
        N_(
            "It opens sealed files (.dpact), cards (.dpcard), its own PDFs, proofs (.json), archives (.zip) and sealed copies"
            " (.dpseal); PDFs and pictures of signed contracts can be registered."
        ),
    ),
}
PAPER: frozenset[Ordinary] = frozenset({"pdf", "word"})
"""The kinds that can be read in as the other side's paper."""
REGISTERED: frozenset[Ordinary] = frozenset({"pdf", "picture"})
"""The kinds that can be registered as they are."""


def path_words(kind: Ordinary) -> str:
    """The kind in words, for the title of a window."""
    return _(WORDS[kind][0])


def is_unsigned(verdict: Verdict | None) -> bool:
    """Whether a PDF was looked into and bears no signature, as a draft does, and the scan of a contract on paper."""
    return verdict is not None and verdict.other is not None and not verdict.other.signatures


class OrdinaryPage(QWidget):
    """Page on a file that is not ours, in two sentences; of a PDF also who signed it, and what that proves."""

    def __init__(
        self, kind: Ordinary, name: str, parent: QWidget | None = None, verdict: Verdict | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("ordinary-file")
        title, what = WORDS[kind]
        asked = verdict is not None and verdict.nobody_signed
        column = QVBoxLayout(self)
        margins(column, 0, 3)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Words(str(ASK_TO_REGISTER) if asked else _(title), "title", self))
        column.addWidget(Words(name, "strong", self))
        column.addWidget(Words(_(what), parent=self))
        if verdict is not None:
            for reason in verdict.reasons:
                if verdict.verdict == "invalid" or verdict.other is not None:  # also that nobody signed it
                    column.addWidget(WarningLine(str(reason), "bad" if verdict.verdict == "invalid" else "warn", self))
            if verdict.other is not None and verdict.other.signatures:
                column.addWidget(OtherSignatures(verdict.other.signatures, self))
        column.addStretch(1)
