"""The layout version: everything besides the agreement itself that determines its pages.

``freeze`` and the document itself record it. A later comparison of a document needs the very same layout; otherwise it
is not possible.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import babel
import pyphen
import reportlab

from datapact.base.resources import data_folder
from datapact.base.strictjson import JsonValue, canonical, to_base64url
from datapact.base.texts import LANGUAGES
from datapact.pdf.engine.wording import all_wording

# Raise this whenever the pages of an agreement change; tests/pdf/test_layout.py notices when it was forgotten.
CODE_RELEASE = 7

FONT_FILES = {
    "serif": "NotoSerif-Regular.ttf",
    "serif-bold": "NotoSerif-Bold.ttf",
    "serif-italic": "NotoSerif-Italic.ttf",
    "serif-bold-italic": "NotoSerif-BoldItalic.ttf",
    "sans": "NotoSans-Regular.ttf",
    "sans-bold": "NotoSans-SemiBold.ttf",
    "sans-italic": "NotoSans-Italic.ttf",
    "sans-bold-italic": "NotoSans-SemiBoldItalic.ttf",
}

HYPHENATION = {"de": "de_DE", "en": "en_GB"}


def font_bytes(file: str) -> bytes:
    """One of our font files."""
    return (data_folder() / "fonts" / file).read_bytes()


def colour_profile() -> bytes:
    """The ICC profile of sRGB, the output intent of every document."""
    return (data_folder() / "colour" / "srgb.icc").read_bytes()


def _digested_files() -> Iterator[tuple[str, bytes]]:
    for file in FONT_FILES.values():
        yield file, font_bytes(file)
    yield "srgb.icc", colour_profile()
    for words in ("dpv", "words", "fields"):
        yield words, (data_folder() / "vocabularies" / f"{words}.toml").read_bytes()
    for dictionary in HYPHENATION.values():
        yield dictionary, pyphen.LANGUAGES[dictionary].read_bytes()


def _layout_version() -> str:
    parts: dict[str, JsonValue] = {
        "reportlab": str(reportlab.Version),
        "babel": babel.__version__,
        "wording": [message.text(language) for message in all_wording() for language in LANGUAGES],
    }
    for name, data in _digested_files():
        parts[name] = to_base64url(hashlib.sha256(data).digest())
    return f"{CODE_RELEASE}-{to_base64url(hashlib.sha256(canonical(parts)).digest()[:12])}"


LAYOUT = _layout_version()
"""Id of this program's layout: the release of the layout code, and a digest over the releases of reportlab and
Babel, fonts, colour profile, hyphenation dictionaries and fixed words."""
