"""Withholding by choice: people's names, all terms, all clauses. What is left still verifies (RFC 9901).

A dossier's pages are drawn from the entries after the withholding, so they can show only what is in the file. A signed
PDF is never redacted: where anything is withheld, it is left out completely.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, Literal, get_args

from datapact.base.texts import N_, Message
from datapact.history.commitments.disclosure import Path
from datapact.history.entries.entry import Entry, places_in, without
from datapact.history.entries.shapes import RECORD_KINDS
from datapact.history.fold.organisation import verify_line
from datapact.history.state.organisation import OrganisationLine

type Choice = Literal["names", "terms", "clauses"]

CHOICES: Final[tuple[Choice, ...]] = get_args(Choice.__value__)
WORDS: Mapping[Choice, str] = {
    "names": N_("names and contact details of people"),
    "terms": N_("the terms, and every passage of the text that shows one"),
    "clauses": N_("the clauses"),
}
FREE_TEXT = Message(
    N_(
        "Free text such as remarks and reasons is not searched for names. Certificates, and the ids of members, still name"
        " their holders: nothing could be verified without them."
    )
)
_PEOPLE = frozenset({"signatories", "contact", "dpo", "contacts", "instructions_contact", "contact_point"})
_PERSONS_OF_A_SLOT = frozenset({"member", "person", "evidence"})
_TERMS_IN_RECORDS = frozenset(
    {"title", "dataset", "purpose", "partner", "recipient", "scope", "reasons", "reason", "override_reason", "note"}
)
_NAMES_IN_RECORDS = frozenset({"signatory", "by", "granted_by"})
_KEPT_IN_FEW_PARTS = frozenset({"draft", "signed_elsewhere"})  # their state has no disclosure for each term


def choice_words(choice: Choice) -> Message:
    """The withheld parts in words."""
    return Message(WORDS[choice])


def withhold(entry: Entry, choices: Sequence[Choice]) -> Entry:
    """The entry without the chosen parts; the same entry where it has none."""
    if not choices:
        return entry
    places = places_in(entry)
    gone = [digest for digest, path in places.items() if _is_chosen(entry, path, choices)]
    return without(entry, gone, erased=False) if gone else entry


_WORDS_OF_A_COMMENT = frozenset({"text", "words", "place", "said_by", "said_at"})


def without_comment(entry: Entry, ticked: Collection[str]) -> Entry:
    """The entry; an internal comment without its words, unless its thread (digest of its first entry) is ``ticked``.

    That it was written stays, so that nothing is missing from the history.
    """
    body = entry.body
    if entry.kind != "house_remark" or body.get("audience") != "house":
        return entry
    if entry.digest in ticked or body.get("thread") in ticked:
        return entry
    gone = [digest for digest, path in places_in(entry).items() if path[0] in _WORDS_OF_A_COMMENT]
    return without(entry, gone, erased=False)


def withhold_line(line: OrganisationLine, choices: Sequence[Choice]) -> OrganisationLine:
    """A public history without the names of members. Their certificates stay, for verification."""
    if "names" not in choices:
        return line
    return verify_line(withhold(entry, choices) for entry in line.entries)


def _is_chosen(entry: Entry, path: Path, choices: Sequence[Choice]) -> bool:
    if path[0] == "state":
        in_few_parts = entry.kind in _KEPT_IN_FEW_PARTS
        return _in_draft(path, choices) if in_few_parts else _in_proposal(entry.body, path, choices)
    if entry.kind in RECORD_KINDS:
        return ("terms" in choices and path[0] in _TERMS_IN_RECORDS) or (
            "names" in choices and path[0] in _NAMES_IN_RECORDS
        )
    if entry.kind == "foreign_paper" and path[0] in ("says", "places"):
        return "terms" in choices or "names" in choices  # words of the paper name both
    if "names" not in choices:
        return False
    match entry.kind, path:
        case "freeze" | "freeze_persons" | "slots_fixed", ("slots", _, name):
            return name in _PERSONS_OF_A_SLOT
        case ("slot_vouched", ("signature",)) | ("slot_signed" | "slot_vouched", ("person",)):
            return True
        case ("signed" | "counterpart_signed", ("person",)) | ("member", ("name",)) | ("founding", ("member", "name")):
            return True
        case ("signed_elsewhere", ("signatures", _)) | (
            "outside_step" | "foreign_paper" | "slot_vouched" | "counterpart_signed",
            ("files", _),
        ):
            return True
    return not _PEOPLE.isdisjoint(path)


def _in_draft(path: Path, choices: Sequence[Choice]) -> bool:
    if path == ("state", "clauses"):
        return True
    if path == ("state", "terms"):
        return "terms" in choices
    return "names" in choices and len(path) > 3 and path[1:3] == ("terms", "parties")


def _in_proposal(body: Mapping[str, Any], path: Path, choices: Sequence[Choice]) -> bool:
    if path[1:2] == ("terms",) and len(path) > 2:
        return "terms" in choices or ("names" in choices and not _PEOPLE.isdisjoint(path))
    if path[1:2] != ("clauses",):
        return False
    if "clauses" in choices and len(path) == 3:
        return True
    run = _at(body, path)
    term = run.get("term") if isinstance(run, Mapping) else None
    if not isinstance(term, str):
        return False
    return "terms" in choices or ("names" in choices and not _PEOPLE.isdisjoint(term.split(".")))


def _at(value: Any, path: Path) -> Any:
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value
