"""Terms on models, and on an AI pilot or research cooperation."""

from __future__ import annotations

from typing import Literal

from datapact.contract.terms.base import EMPTY, Day, Days, Identifier, Line, Localised, Term

type Permission = Literal["", "allowed", "forbidden", "conditional"]
type ActRole = Literal["none", "provider", "deployer", "importer", "distributor", "supplier", "product_manufacturer"]


class ActRoleOfParty(Term):
    """Role of a party under Regulation (EU) 2024/1689."""

    party: Identifier
    role: ActRole


class ModelTerms(Term):
    """Rules for models that are trained, tuned or tested with the data."""

    applies: bool = False
    description: Localised = EMPTY
    training: Permission = ""
    fine_tuning: Permission = ""
    testing: Permission = ""
    derived_models: Permission = ""
    conditions: Localised = EMPTY
    weights_kept_by: tuple[Identifier, ...] = ()
    weights_note: Localised = EMPTY
    effect_of_withdrawal: Localised = EMPTY
    effect_of_end: Localised = EMPTY
    act_roles: tuple[ActRoleOfParty, ...] = ()
    high_risk_use: bool = False  # the recipient will place on the market or put into service a high-risk system
    high_risk_annex: Literal["", "annex_iii", "annex_i"] = ""  # decides the first day of the duties (checks A02 to A05)
    high_risk_excepted: Literal["", "research", "annex_i_b"] = ""
    preparation: Localised = EMPTY
    bias_correction: bool = False
    bias_data_shared: bool = False
    bias_data_deleted: bool = False
    supplier_assistance: Localised = EMPTY
    open_source: bool = False
    rebranding: Permission = ""
    rebranding_provider: Localised = EMPTY
    general_purpose: bool = False
    systemic_risk: bool = False
    documentation_pack: Line = ""
    copyright_policy: Line = ""
    training_summary: Line = ""
    fine_tuned_provider: Localised = EMPTY
    impact_assessment_required: bool = False  # deployer's obligation, Art. 27


class PilotTerms(Term):
    """Cooperation between company and institute: rights, publication, acceptance, export control."""

    applies: bool = False
    goal: Localised = EMPTY
    work_of: tuple[PartyWork, ...] = ()
    background_rights: Localised = EMPTY
    foreground_rights: Localised = EMPTY
    publication: Localised = EMPTY
    publication_notice_days: Days | None = None
    confidentiality_years: int | None = None
    acceptance: Localised = EMPTY
    acceptance_days: Days | None = None
    milestones: tuple[Milestone, ...] = ()
    export_control: Localised = EMPTY
    costs: Localised = EMPTY


class PartyWork(Term):
    party: Identifier
    work: Localised


class Milestone(Term):
    key: Identifier
    name: Localised
    day: Day | None = None
    criterion: Localised = EMPTY
    note: Line = ""


PilotTerms.model_rebuild()
