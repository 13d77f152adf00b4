"""Names of kinds of agreements, read from the templates without evaluating any."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from datapact.base.resources import data_folder, tables
from datapact.base.texts import current_language
from datapact.contract.vocabulary.label import Label

OTHER_KIND = "other"
"""The kind of a contract signed elsewhere that no template fits."""


@cache
def kind_names() -> Mapping[str, Label]:
    """Names of all kinds that DataPact ships, by kind; the newest version of a template names its kind."""
    home = data_folder() / "templates"
    found: dict[str, Label] = {}
    for template in sorted(home.iterdir(), key=lambda entry: entry.name):
        if template.is_dir():
            newest = max((version for version in template.iterdir()), key=lambda version: int(version.name))
            about = tables((newest / "template.toml").read_text("utf-8"))
            found[str(about["kind"])] = Label(about["name"]["de"], about["name"]["en"])
    return {**found, OTHER_KIND: Label("anderer Vertrag", "other contract")}


def kind_name(kind: str) -> str:
    """The name of a kind in the current language; an unknown one by its id."""
    name = kind_names().get(kind)
    return name.text(current_language()) if name is not None else kind


_TITLES: Mapping[str, re.Pattern[str]] = {
    "processing": re.compile(
        r"auftrags(daten)?verarbeitung|\bavv\b|data processing (agreement|addendum)|\bdpa\b", re.IGNORECASE
    ),
    "joint-controllers": re.compile(r"gemeinsam\w* verantwortlich|joint control", re.IGNORECASE),
    "nda": re.compile(
        r"(geheimhaltungs|vertraulichkeits)(vereinbarung|vertrag|erklärung|verpflichtung|abrede)|non-?disclosure"
        r"|confidentiality agreement|\bnda\b",
        re.IGNORECASE,
    ),
}


def kind_of_title(title: str) -> str:
    """The template whose kind of contract a title names; empty where it names none, or several."""
    found = [kind for kind, words in _TITLES.items() if words.search(title)]
    return found[0] if len(found) == 1 else ""
