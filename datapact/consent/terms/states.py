"""States of a consent after ISO/IEC TS 27560, with the terms of the Data Privacy Vocabulary.

Only ``given`` and ``renewed`` let data be processed. Two states go beyond consent: an objection (Art. 21 GDPR) and a
restriction (Art. 18) also come from the person; ``erased`` means that the person's data had to be erased (Art. 17).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from datapact.base.texts import N_

DPV = "https://w3id.org/dpv#"
GDPR = "https://w3id.org/dpv/legal/eu/gdpr#"


@dataclass(frozen=True, slots=True)
class State:
    """One state: its number in the database (never changed), its name, its DPV term, its words for people."""

    code: int
    """From 0; place in ``BY_CODE``."""
    name: str
    """One English word, as rows and entries have it."""
    iri: str
    """Of the Data Privacy Vocabulary, or of an article of the GDPR there."""
    label: str
    """English message id."""
    accepted: tuple[str, ...]
    """Words that files use for it, in small letters, besides name and DPV term."""


_STATES = (
    State(0, "unknown", f"{DPV}ConsentUnknown", N_("unknown"), ("unbekannt", "?")),
    State(
        1,
        "requested",
        f"{DPV}ConsentRequested",
        N_("requested"),
        ("angefragt", "erbeten", "offen", "pending", "asked", "deferred", "consentrequestdeferred", "aufgeschoben"),
    ),
    State(
        2,
        "given",
        f"{DPV}ConsentGiven",
        N_("given"),
        (
            "erteilt",
            "eingewilligt",
            "einwilligung erteilt",
            "zugestimmt",
            "ja",
            "yes",
            "granted",
            "consented",
            "opt-in",
        ),
    ),
    State(
        3,
        "renewed",
        f"{DPV}RenewedConsentGiven",
        N_("renewed"),
        ("erneuert", "erneut erteilt", "verlängert", "renewal"),
    ),
    State(
        4,
        "refused",
        f"{DPV}ConsentRefused",
        N_("refused"),
        ("verweigert", "abgelehnt", "nicht erteilt", "nein", "no", "denied", "declined"),
    ),
    State(
        5,
        "withdrawn",
        f"{DPV}ConsentWithdrawn",
        N_("withdrawn"),
        ("widerrufen", "widerruf", "zurückgezogen", "withdrawal", "opt-out", "revoked by the person"),
    ),
    State(6, "expired", f"{DPV}ConsentExpired", N_("expired"), ("abgelaufen", "verfallen")),
    State(
        7,
        "invalidated",
        f"{DPV}ConsentInvalidated",
        N_("invalidated"),
        ("ungültig", "unwirksam", "invalid", "void", "revoked", "consentrevoked", "aufgehoben"),
    ),
    State(
        8,
        "objected",
        f"{GDPR}A21",
        N_("objection (Art. 21 GDPR)"),
        ("widersprochen", "widerspruch", "objection"),
    ),
    State(
        9,
        "restricted",
        f"{GDPR}A18",
        N_("restricted (Art. 18 GDPR)"),
        ("eingeschränkt", "einschränkung", "restriction", "gesperrt"),
    ),
    State(10, "erased", f"{GDPR}A17", N_("erased (Art. 17 GDPR)"), ("gelöscht", "löschung", "erasure", "deleted")),
)

RECTIFIED: Final = State(11, "rectified", f"{GDPR}A16", N_("rectified (Art. 16 GDPR)"), ())
"""No state of a consent: data of the person was corrected, of which recipients are told as of a withdrawal (Art. 19)."""

STATES: Mapping[str, State] = MappingProxyType({state.name: state for state in _STATES})
CALLED_FOR: Mapping[str, State] = MappingProxyType({**STATES, RECTIFIED.name: RECTIFIED})
"""The events of a person of which recipients are told, by name."""
BY_CODE: tuple[State, ...] = (*_STATES, RECTIFIED)
CODES: Mapping[str, int] = MappingProxyType({state.name: state.code for state in _STATES})
VALID = frozenset({"given", "renewed"})
VALID_CODES = frozenset(CODES[name] for name in VALID)
TAKING_BACK = 4
"""The code from which on a state takes consent back: refused, withdrawn, expired, invalidated, and the rights of Art. 17 to 21."""
SAID_NO = frozenset({"refused", "withdrawn", "invalidated", "objected"})
"""States by which somebody, or the law, said no to one purpose alone."""
SAID_NO_CODES = frozenset(CODES[name] for name in SAID_NO)


def _accepted() -> dict[str, int]:
    found = {}
    for state in _STATES:
        tail = state.iri.rsplit("#", 1)[-1]
        for word in (state.name, state.iri, tail, f"dpv:{tail}", *state.accepted):
            found[word.casefold()] = state.code
    return found


ACCEPTED: Mapping[str, int] = MappingProxyType(_accepted())
"""Codes by every word that files may use, in small letters."""


def is_valid(code: int, until: int | None, moment: int) -> bool:
    """Whether an event with this state lets data be processed at ``moment`` (seconds since 1970).

    No expiry set means no expiry; the second ``until`` itself still counts.
    """
    return code in VALID_CODES and (until is None or moment <= until)


def name_at(code: int, until: int | None, moment: int) -> str:
    """The name of the state at ``moment``: ``expired`` for a consent that has run out."""
    if code in VALID_CODES and until is not None and moment > until:
        return "expired"
    return BY_CODE[code].name


CALLING: Final = ("withdrawn", "invalidated", "objected", "restricted", "erased")


CALLING_CODES: Final = tuple(sorted(CODES[name] for name in CALLING))
"""States of a consent that cause recalls; the partial index ``consent_event_calling`` names them too."""

TOLD_OF: Final = (*CALLING, RECTIFIED.name)
"""The events that recipients are told of."""
