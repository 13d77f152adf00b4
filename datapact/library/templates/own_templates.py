"""The templates of a vault: saving, approving, and the document that each makes."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.texts import N_
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.keeping import settled_as_kept
from datapact.library.clauses.own_clause import OwnClause
from datapact.library.clauses.own_clauses import own_clauses
from datapact.library.clauses.placing import with_own_clause
from datapact.library.clauses.sources import own_text
from datapact.library.clauses.versions import (
    Version,
    all_versions,
    approve_version,
    in_use,
    newest,
    unknown,
    version_named,
    versions_of,
)
from datapact.library.templates.own_template import OwnTemplate, read_own_template

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


@dataclass(frozen=True, slots=True)
class KeptTemplate:
    """One template of the house with all its versions."""

    versions: tuple[Version, ...]
    """Oldest first."""
    newest: OwnTemplate
    """As it was written last."""
    used: OwnTemplate | None
    """The newest approved one; None: nobody may draft with it yet."""
    used_version: Version | None
    """The version of ``used``."""

    @property
    def last(self) -> Version:
        """The newest version."""
        return self.versions[-1]


def own_templates(session: Session) -> dict[str, KeptTemplate]:
    """The templates of the house by key, without retired ones."""
    found = {}
    for key, versions in all_versions(session, "template").items():
        if (kept := _kept(versions)) is not None:
            found[key] = kept
    return found


def own_template(session: Session, key: str) -> KeptTemplate:
    """One template of the house; raises WrongUse where there is none, or where it was retired."""
    kept = _kept(versions_of(session, "template", key))
    if kept is None:
        raise unknown(key)
    return kept


def _kept(versions: tuple[Version, ...]) -> KeptTemplate | None:
    last, used = newest(versions), in_use(versions)
    if last is None:
        return None
    read = None if used is None else read_own_template(used.content)
    return KeptTemplate(versions, read_own_template(last.content), read, used)


def new_template_key() -> str:
    """A key that no other template has."""
    return f"template-{secrets.token_hex(3)}"


def approve_template(acting: Acting, key: str, digest: str = "", note: str = "") -> Version:
    """Approve one exact version of a template (the beginning of its digest), by default the newest."""
    with acting.vault.write() as session:
        version = version_named(session, "template", key, digest)
        approve_version(acting, session, version, note)
        return version


def usable_template(session: Session, key: str) -> tuple[OwnTemplate, Version, dict[str, OwnClause]]:
    """The approved version of a template, and the approved clauses that it names.

    Raises AnswerNo where the template or one of its clauses waits for approval.
    """
    kept = own_template(session, key)
    if kept.used is None or kept.used_version is None:
        raise AnswerNo(
            N_(
                "No version of the template “{name}” is approved yet. A member with the role Legal approves it, its author only where nobody else has that role."
            ),
            name=kept.newest.name,
        )
    known = own_clauses(session)
    clauses = {}
    for placed in kept.used.own:
        clause = known.get(placed.clause)
        used = None if clause is None else clause.used
        if used is None or used.alternative(placed.alternative) is None:
            raise AnswerNo(
                N_("The clause “{name}” of the template “{template}” has no approved version yet."),
                name=clause.newest.name if clause is not None else placed.clause,
                template=kept.used.name,
            )
        clauses[placed.clause] = used
    return kept.used, kept.used_version, clauses


def with_template(
    document: AgreementDocument, template: OwnTemplate, clauses: Mapping[str, OwnClause]
) -> AgreementDocument:
    """A document that was made of the base, with the house's clauses in it and without those left out."""
    gone = set(template.without)
    left = [one for one in document.clauses if one.id not in gone]
    if not left:
        raise WrongUse(N_("An agreement has at least one clause."))
    made = replace(
        document, clauses=settled_as_kept(left, document.terms, document.languages, None, before=document.clauses)
    )
    for placed in template.own:
        clause = clauses[placed.clause]
        alternative = clause.alternative(placed.alternative)
        if alternative is None:
            continue
        text = own_text(clause, alternative, made.terms, made.languages, made.prevailing)
        ids = [one.id for one in made.clauses]
        at = ids.index(placed.after) + 1 if placed.after in ids else None
        made = with_own_clause(made, text, at)
    return made


def under(given: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers over those that a template gives in advance."""
    merged = dict(given)
    for name, value in answers.items():
        before = merged.get(name)
        merged[name] = under(before, value) if isinstance(before, Mapping) and isinstance(value, Mapping) else value
    return merged
