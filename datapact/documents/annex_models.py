"""Annex: what may be done with models, and the work, rights and milestones of a joint project."""

from __future__ import annotations

from datapact.agreements.terms import Terms
from datapact.documents.story import Say, Story
from datapact.documents.tags import Element
from datapact.documents.values import coded, fact_rows, field_label, party_name
from datapact.documents.wording import COOPERATION, MILESTONES, MODELS, ROLES_AI, WORK

_MODELS = (
    "description", "training", "fine_tuning", "testing", "derived_models", "conditions", "weights_note",
    "effect_of_withdrawal", "effect_of_end", "preparation", "high_risk_use", "high_risk_excepted", "bias_correction",
    "bias_data_deleted", "supplier_assistance", "open_source", "rebranding", "rebranding_provider", "general_purpose",
    "systemic_risk", "documentation_pack", "copyright_policy", "training_summary", "fine_tuned_provider",
)  # fmt: skip
_PILOT = (
    "goal", "background_rights", "foreground_rights", "publication", "publication_notice_days", "confidentiality_years",
    "acceptance", "acceptance_days", "export_control", "costs",
)  # fmt: skip


def add_models(story: Story, terms: Terms, section: Element) -> None:
    """Facts about models, roles under the AI Act, and the terms of the project."""
    models, pilot = terms.models, terms.pilot
    if models.applies:
        part = section.add("Sect")
        story.subheading(MODELS, part)
        holders = story.joined([party_name(terms, key) for key in models.weights_kept_by])
        rows = fact_rows(terms, models, _MODELS)
        rows.insert(6, (field_label("ModelTerms", "weights_kept_by"), holders))
        story.facts(rows, part, 0.33)
        if models.act_roles:
            story.subheading(ROLES_AI, part)
            roles: list[list[Say]] = [
                [party_name(terms, entry.party), coded("act_role", entry.role)] for entry in models.act_roles
            ]
            story.table(
                (field_label("ActRoleOfParty", "party"), field_label("ActRoleOfParty", "role")), roles, (33, 67), part
            )
    if pilot.applies:
        part = section.add("Sect")
        story.subheading(COOPERATION, part)
        story.facts(fact_rows(terms, pilot, _PILOT), part, 0.33)
        if pilot.work_of:
            story.subheading(WORK, part)
            work: list[list[Say]] = [[party_name(terms, entry.party), entry.work] for entry in pilot.work_of]
            story.table((field_label("PartyWork", "party"), field_label("PartyWork", "work")), work, (33, 67), part)
        if pilot.milestones:
            story.subheading(MILESTONES, part)
            heads = [field_label("Milestone", name) for name in ("name", "day", "criterion", "note")]
            rows_of_milestones: list[list[Say]] = [
                [stone.name, stone.day, stone.criterion, stone.note] for stone in pilot.milestones
            ]
            story.table(heads, rows_of_milestones, (28, 20, 34, 18), part)
