"""The one name of a thing for people: titles of agreements and names of datasets in the language of the reader.

What the text gives in one language serves for both. Machines and files keep the key, and of an agreement the title in the
prevailing language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from datapact.base.texts import LANGUAGES, Language, current_language

if TYPE_CHECKING:
    from datapact.contract.text.document import AgreementDocument


def prevailing_title(state: Mapping[str, Any]) -> str:
    """The title in the language that prevails; empty where it is withheld."""
    titles = _texts(state.get("title"))
    return titles.get(str(state.get("prevailing", "de"))) or next(iter(titles.values()), "")


def titles_of(state: Mapping[str, Any]) -> dict[Language, str]:
    """The title in every language; where the agreement does not speak one, the prevailing title."""
    titles, otherwise = _texts(state.get("title")), prevailing_title(state)
    return {language: titles.get(language) or otherwise for language in LANGUAGES}


def title_of(state: Mapping[str, Any], language: Language | None = None) -> str:
    """The title in a language, by default that of the reader."""
    return titles_of(state)[language or current_language()]


def title_of_document(document: AgreementDocument, language: Language | None = None) -> str:
    """The same of a document that was read."""
    return document.title.get(language or current_language()) or document.title[document.prevailing]


def dataset_names(state: Mapping[str, Any]) -> dict[str, dict[Language, str]]:
    """The name of each dataset in every language, by its key; those without a name are left out."""
    found: dict[str, dict[Language, str]] = {}
    terms = state.get("terms")
    for one in terms.get("datasets", ()) if isinstance(terms, Mapping) else ():
        names = _texts(one.get("name")) if isinstance(one, Mapping) else {}
        otherwise = next((text for text in names.values() if text), "")
        if otherwise and isinstance(one.get("key"), str):
            found[one["key"]] = {language: names.get(language) or otherwise for language in LANGUAGES}
    return found


def _texts(value: object) -> dict[str, str]:
    """Texts by language; a withheld or missing one is left out."""
    if not isinstance(value, Mapping):
        return {}
    return {str(language): text for language, text in value.items() if isinstance(text, str)}
