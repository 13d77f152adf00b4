"""Terms of a licence in a model, or in data that is not personal: scope, derived results, updates, price."""

from __future__ import annotations

from typing import Literal

from datapact.contract.terms.base import EMPTY, Days, Identifier, Localised, Months, Term
from datapact.contract.terms.model import Permission


class LicenceTerms(Term):
    """A licence; ``purposes`` are the permitted and the forbidden uses, ``datasets`` what is licensed."""

    subject: Literal["", "model", "data"] = ""  # what is licensed; empty: the agreement is no licence
    licensor: Identifier | Literal[""] = ""
    licensees: tuple[Identifier, ...] = ()
    exclusive: Literal["", "simple", "exclusive"] = ""  # kind of right, s. 31 UrhG
    territory: Localised = EMPTY
    access: Literal["", "copy", "remote"] = ""  # handed over as a copy, or used at the licensor
    distillation: Permission = ""  # training other models with output of the licensed one
    derived: Localised = EMPTY  # whose derived models or derived data are, and how they may be used
    back_licence: Literal["", "none", "simple"] = ""  # a right of the licensor in improvements (check L02)
    back_licence_scope: Localised = EMPTY
    output: Localised = EMPTY  # rights in output, and limits of its use
    provenance: Localised = EMPTY  # where training content comes from, and how opt-outs were respected (check L03)
    copyleft: Literal["", "no", "yes"] = ""  # parts are under licences that bind derived works (check L03)
    open_licences: Localised = EMPTY  # free parts with their licences, and how they fit the limits agreed here
    update_days: Days | None = None  # within which a version that is recalled is out of use
    support_months: Months | None = None  # how long faults and weaknesses are mended at least
    telemetry: Literal["", "none", "agreed"] = ""
    telemetry_data: Localised = EMPTY  # which data on the use the licensor gets, and what for (check L05)
    export_control: Localised = EMPTY
    price: Localised = EMPTY
    payment_days: Days | None = None
    protection: Localised = EMPTY  # technical protection measures, Art. 11(1) Data Act
    transition_days: Days | None = None  # use while leaving, after the end
