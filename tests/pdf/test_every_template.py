"""The papers of templates before veraPDF, in one call over all files: of all of them in the long run, of three in the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from datapact.pdf.agreement.render import render_agreement
from tests.agreements.drafts import TEMPLATES, example
from tests.depth import depth
from tests.pdf.sample import sample_document
from tests.tools.verapdf import complaints


@pytest.mark.judge("verapdf")
def test_the_paper_of_every_template_is_archival_and_accessible(tmp_path: Path) -> None:
    files = []
    for number, name in enumerate(TEMPLATES if depth() == "long" else TEMPLATES[3::5]):
        languages = (("de",), ("en",), ("de", "en"))[number % 3]  # each template once, each set of languages with some
        file = tmp_path / f"{name}.pdf"
        file.write_bytes(render_agreement(sample_document(languages, "draft", state=example(name))))
        files.append(file)
    assert complaints(files) == ""
