"""The one name of a dataset, purpose or notice in every window: keys are for machines and details.

``Names`` is read off the UI thread when a vault is open and after each change; until then, and for what nobody named, a key
stands for itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from datapact.base.clock import in_zone

if TYPE_CHECKING:
    from datapact.base.texts import Argument
    from datapact.consent.terms.purpose_names import PurposeNames
    from datapact.organisation.acting.acting_member import Acting

NAMES = "names"
"""The argument of ``context.changed`` when something is called otherwise than the windows show it."""


@dataclass(frozen=True, slots=True)
class Names:
    """Names of things in agreements and notices on file."""

    datasets: Mapping[str, Argument] = field(default_factory=dict)
    """Names of datasets by key."""
    notices: Mapping[tuple[str, str], Argument] = field(default_factory=dict)
    """Titles of notices by key and version."""
    purposes: PurposeNames | None = None
    """Of the agreements on datasets of which anything is recorded; None until they were read."""

    def dataset(self, key: str) -> str:
        """The name of a dataset in the language of the window."""
        return str(self.datasets.get(key, key))

    def purpose(self, purpose: str, *, dataset: str = "", agreement: str = "") -> str:
        """The name of a purpose: what the agreement calls it, or those on the dataset; without both the vocabulary's, and
        what agreements call it."""
        from datapact.consent.terms.purpose_names import PurposeNames

        called = self.purposes if self.purposes is not None else PurposeNames()
        return str(called.name(purpose, dataset=dataset, agreement=agreement))

    def notice(self, key: str, version: str = "") -> str:
        """The title and number of a version of a notice; of all versions the title of the newest."""
        found = self.notices.get((key, version))
        if found is None and not version:
            found = next((name for (one, _v), name in reversed(list(self.notices.items())) if one == key), None)
            return key if found is None else str(found)
        return str(found) if found is not None else f"{key} · {version}"


def read_names(acting: Acting) -> Names:
    """Read the names; runs off the UI thread."""
    from datapact.agreements.views.known_names import known_datasets  # reads terms, which the first paint does not
    from datapact.consent.notices.notices import notices
    from datapact.consent.terms.named_purposes import purpose_names

    with acting.vault.read() as session:
        told = sorted(notices(session).values(), key=lambda one: (one.valid_from, one.key, one.version))
        today = in_zone(acting.clock()).date()
        return Names(
            known_datasets(session),
            {(one.key, one.version): one.named for one in told},
            purpose_names(session, today, datasets=None),
        )
