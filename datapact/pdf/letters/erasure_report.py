"""The report of an erasure: what was erased, when, and under which rule. It names nobody."""

from __future__ import annotations

from datapact.base.texts import N_, Language, Message
from datapact.obligations.retention.erasures import Erasure
from datapact.pdf.reports.parts import Facts, Heading, Items, Note, Paragraph, Part, Report, Words


def erasure_report(made: Erasure, organisation: str, language: Language, *, backups_renewed: bool = False) -> Report:
    """The report of one erasure."""
    on_request = made.rule is None
    facts: list[tuple[Words, Words]] = [
        (Message(N_("Erased on")), made.at),
        (Message(N_("Under")), Message(N_("Art. 17 GDPR, on request")) if made.rule is None else _rule(made)),
        (Message(N_("Reason")), made.reason if made.rule is None else _reason(made)),
        (Message(N_("Dataset")), made.dataset),
        (Message(N_("Entry of this erasure")), made.entry),
    ]
    amounts: list[tuple[Words, Words]] = [
        (Message(N_("Events of consent")), made.events),
        (Message(N_("Lines of deliveries")), made.deliveries),
        (Message(N_("Lines of recalls")), made.recalls),
        (Message(N_("Records with names or remarks")), made.records),
        (Message(N_("Files")), made.files),
    ]
    blocks: list[Part] = [
        Facts(facts),
        Heading(Message(N_("What was destroyed"))),
        Facts(amounts),
        Paragraph(
            Message(
                N_(
                    "Destroyed are the disclosures: the columns of the rows and their random salts. What remains are salted"
                    " digests (SHA-256 with 128 random bits), from which nobody can find out what was there. Signatures and"
                    " Merkle roots of the entries still verify."
                )
            )
        ),
    ]
    if made.kept:
        blocks.append(
            Note(
                Message(
                    N_(
                        "Kept for now: {count} lines of deliveries. Recipients have to be told and to answer first (Art. 19"
                        " GDPR); erase again afterwards."
                    ),
                    {"count": made.kept},
                ),
                weight="warning",
            )
        )
    if made.objections:
        blocks.append(
            Note(
                Message(
                    N_(
                        "Kept: {count} objections, by pseudonym. They bar whatever a later import brings back (Art. 21 GDPR)."
                    ),
                    {"count": made.objections},
                )
            )
        )
    blocks += [Heading(Message(N_("Copies"))), Items(_copies(made, backups_renewed=backups_renewed))]
    if made.sealed_by:
        blocks += [Heading(Message(N_("Entries that sealed what was destroyed"))), Items(made.sealed_by)]
    return Report(
        title=Message(N_("Report of an erasure")),
        language=language,
        blocks=blocks,
        kind=Message(N_("Erasure on request") if on_request else N_("Erasure under a rule of retention")),
        foot=organisation,
    )


def _rule(made: Erasure) -> Words:
    assert made.rule is not None
    return Message(
        N_("Rule of retention: {kind}, {months} months from {start}"),
        {
            "kind": Message(made.rule.type.label),
            "months": made.rule.months,
            "start": Message(made.rule.type.counted_from),
        },
    )


def _reason(made: Erasure) -> Words:
    assert made.rule is not None
    return Message(made.rule.reason) if made.rule.is_default else made.rule.reason


def _copies(made: Erasure, *, backups_renewed: bool) -> list[Words]:
    if backups_renewed:
        automatic: Words = Message(N_("The automatic backups were made anew; earlier ones were deleted."))
    else:
        automatic = Message(
            N_(
                "Automatic backups from before hold the data until they leave the rotation: the last of them when a backup"
                " is made on or after {day}. They can be renewed at once."
            ),
            {"day": made.backups_until.isoformat()},
        )
    return [
        automatic,
        Message(
            N_("Backups and copies of the vault that somebody put elsewhere are not known here. Delete them there.")
        ),
        Message(N_("What recipients hold is theirs to erase: they are told by recalls.")),
    ]
