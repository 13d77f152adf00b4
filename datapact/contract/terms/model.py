"""Terms on models, and on an AI pilot or research cooperation."""

from __future__ import annotations

from typing import Literal

from datapact.contract.terms.base import EMPTY, Day, Days, Identifier, Line, Localised, Months, Term

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
    placed_on_market: Day | None = None  # first day on the Union market of the general-purpose model (check A07)
    annex_iii_point: Literal["", "1", "2", "3", "4", "5a", "5b", "5c", "5d", "6", "7", "8"] = ""  # (checks A12, A16)
    real_world_testing: bool | None = None  # tested outside a laboratory, Art. 2(8), last sentence (check A14)
    transparency: Localised = EMPTY  # who tells people of the AI system or marks its output, Art. 50 (check A17)
    third_party_content: bool | None = None  # works or databases of others in the training data (check A18)
    third_party_rights: Localised = EMPTY  # the right to use that content (check A18)


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
    public_funding: bool | None = None  # public money pays for part of it (check A19)
    state_aid: Localised = EMPTY  # why no side is granted an aid, and which funding terms bind (check A19)
    nature: Literal["", "research", "work"] = ""  # work is owed as research, or as a result (contract for work)
    exploitation: Localised = EMPTY  # rights of use: kind, field, term, sublicences, price
    funding: Localised = EMPTY  # public funding and its terms
    steering: Localised = EMPTY  # bodies of the project and changes to the work
    after: Localised = EMPTY  # from pilot to production
    warranty_months: Months | None = None  # where the result is owed


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
