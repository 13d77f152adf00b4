"""legal_basis: on what a controller relies for a dataset, a purpose and an operation (Art. 6, 9, 10 GDPR)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.kinds.kind import LEGAL, Kind, Names, never, shown, unchanged, words
from datapact.history.kinds.members import day, line, name, one_of, optional, text, truth
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry

ARTICLES = ("6(1)(a)", "6(1)(b)", "6(1)(c)", "6(1)(d)", "6(1)(e)", "6(1)(f)")
SPECIAL = tuple(f"9(2)({letter})" for letter in "abcdefghij")
OPERATIONS = ("any", "share", "train", "fine_tune", "test")
DESPITE_RESTRICTION = ("legal_claims", "rights_of_another", "public_interest")


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(
        N_("{member} recorded a legal basis for the dataset {dataset}: {article}."),
        {
            "member": shown(entry.kid, names),
            "dataset": words(entry.body["dataset"]),
            "article": words(entry.body["article"]),
        },
    )


KIND = Kind(
    name="legal_basis",
    stream="internal",
    roles=LEGAL,
    members={
        "key": name,
        "controller": name,  # a party reference
        "dataset": name,
        "purpose": name,
        "operation": one_of(*OPERATIONS),
        "article": one_of(*ARTICLES),
        "special": one_of("", *SPECIAL),
        "law": line,  # the provision of Union or Member State law, where one is relied on
        "document": line,  # where the reasons are kept: consent form, contract, balancing test
        "approver": line,
        "valid_from": optional(day),
        "valid_to": optional(day),
        "review": optional(day),
        "offence_authority": line,  # Art. 10
        "subject_is_contract_party": truth,
        "overriding_grounds": line,  # Art. 21(1): compelling legitimate grounds, where they are documented
        "despite_restriction": one_of("", *DESPITE_RESTRICTION),  # Art. 18(2)
        "note": text,
    },
    sentence=_sentence,
    allow=never,
    step=unchanged,
)
