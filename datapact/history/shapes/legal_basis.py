"""The shape of legal_basis."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import day, line, name, one_of, optional, text, truth

ARTICLES = ("6(1)(a)", "6(1)(b)", "6(1)(c)", "6(1)(d)", "6(1)(e)", "6(1)(f)")


SPECIAL = tuple(f"9(2)({letter})" for letter in "abcdefghij")


OPERATIONS = ("any", "share", "train", "fine_tune", "test")


DESPITE_RESTRICTION = ("legal_claims", "rights_of_another", "public_interest")


LEGAL_BASIS_SHAPE = Shape(
    name="legal_basis",
    stream="internal",
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
)
