"""Reviews of DataPact's templates by a lawyer, as the house recorded them: who, when, and the digest of exactly what was read.

A record is the house's own: it stays in the vault, and a draft still says on paper that DataPact's template was not reviewed, since the
paper must look the same for every party. A newer version of a template has another digest, and no review.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING

from datapact.base.day_words import long_date
from datapact.base.errors import Locked, WrongUse
from datapact.base.resources import data_folder, tables
from datapact.base.strictjson import to_base64url
from datapact.base.texts import N_, Message
from datapact.contract.templates.heads import template_heads
from datapact.contract.templates.template import load_template
from datapact.contract.vocabulary.messages import OwnWords
from datapact.library.clauses.versions import all_versions, newest, write_version
from datapact.organisation.acting.names import known_names
from datapact.organisation.identity.own_history import own_line

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting


@dataclass(frozen=True, slots=True)
class TemplateReview:
    """A lawyer's review of one version of a template."""

    template: str
    """Id of the template."""
    version: int
    """Of the template."""
    digest: str
    """base64url SHA-256 of its questions and wording."""
    reviewer: str
    """Name of whoever read it, who need not be a member."""
    day: date
    """On which it was finished."""
    note: str
    """What was remarked; may be empty."""
    recorded_by: str
    """Name of the member who recorded it."""
    at: datetime
    """UTC."""
    holds: bool
    """The template of this program is still exactly what was read."""

    @property
    def words(self) -> Message:
        """The review in a sentence."""
        day = OwnWords(long_date(self.day, "en"), german=long_date(self.day, "de"))
        about: dict[str, str | int | Message] = {"reviewer": self.reviewer, "day": day, "digest": self.digest[:12]}
        if self.holds:
            return Message(N_("Reviewed by {reviewer} on {day} (digest {digest}), as your house recorded."), about)
        return Message(
            N_("Reviewed by {reviewer} on {day}, but the wording is another one since (digest {digest})."), about
        )


@cache
def digest_of_template(identifier: str, version: int) -> str:
    """The digest of everything that a version of a template says: its own files, and the clauses that it takes from elsewhere.

    Raises WrongUse for a template that this program does not have.
    """
    load_template(identifier, version)
    home = data_folder()
    own = home / "templates" / identifier / str(version)
    about = (own / "template.toml").read_bytes()
    whole = hashlib.sha256(about)
    whole.update((own / "clauses.toml").read_bytes())
    for name in tables(about.decode())["order"]:
        if "/" in name:
            template, number, _clause = name.split("/")
            whole.update((home / "templates" / template / number / "clauses.toml").read_bytes())
        elif (home / "clauses" / f"{name}.toml").is_file():
            whole.update((home / "clauses" / f"{name}.toml").read_bytes())
    return to_base64url(whole.digest())


def record_review(
    acting: Acting, identifier: str, reviewer: str, day: date, note: str = "", version: int | None = None
) -> TemplateReview:
    """Record that somebody read a template, by default its newest version.

    Raises WrongUse for an unknown template and without a name, Locked for a member who is not legal.
    """
    template = load_template(identifier, version)
    name = reviewer.strip()
    if not name:
        raise WrongUse(N_("Say who reviewed the template."))
    content = {
        "template": template.id,
        "version": template.version,
        "digest": digest_of_template(template.id, template.version),
        "reviewer": name[:300],
        "day": day.isoformat(),
        "note": note[:2000],
    }
    with acting.vault.write() as session:
        people = own_line(session).state.members
        if acting.member.id not in people or "legal" not in people[acting.member.id].roles:
            raise Locked(N_("Only a member with the role Legal records a review of a template."))
        write_version(acting, session, "review", f"{template.id}-{template.version}", name[:300], content)
    return reviews(acting)[template.id, template.version]


def reviews(acting: Acting) -> Mapping[tuple[str, int], TemplateReview]:
    """The recorded reviews by template and version, the last one of each."""
    with acting.vault.read() as session:
        names = known_names(session)
        kept = [newest(versions) for versions in all_versions(session, "review").values()]
    found = {}
    for one in kept:
        if one is None:
            continue
        content = one.content
        identifier, version = str(content["template"]), int(content["version"])
        try:
            holds = digest_of_template(identifier, version) == content["digest"]
        except WrongUse:
            holds = False
        found[identifier, version] = TemplateReview(
            identifier,
            version,
            str(content["digest"]),
            str(content["reviewer"]),
            date.fromisoformat(str(content["day"])),
            str(content["note"]),
            names.get(one.author, ""),
            one.at,
            holds,
        )
    return found


def reviews_of_newest(acting: Acting) -> dict[str, TemplateReview]:
    """The review, by template, that the house recorded of its newest version."""
    newest_of = {one.id: one.version for one in template_heads()}
    return {name: one for (name, version), one in reviews(acting).items() if newest_of.get(name) == version}
