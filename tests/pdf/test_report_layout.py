"""The layout that reports name: the same id must mean the same pages, or a genuine old file would be called prepared."""

from __future__ import annotations

import json

import pytest

from datapact.pdf.engine.report_layout import REPORT_RELEASE, report_layout
from tests.tools.record_layout import libraries
from tests.tools.record_report_layout import FILE, present


def test_the_same_release_draws_the_same_reports() -> None:
    recorded = json.loads(FILE.read_text("utf-8"))
    if recorded["libraries"] != libraries():
        pytest.skip(f"recorded with other libraries: {recorded['libraries']}")
    now = present()
    if recorded["release"] == REPORT_RELEASE:
        assert now["samples"] == recorded["samples"], (
            "the pages changed under the same release: raise REPORT_RELEASE in datapact/pdf/engine/report_layout.py,"
            " then run tests/tools/record_report_layout.py"
        )
    assert now == recorded, "run tests/tools/record_report_layout.py"


def test_the_id_begins_with_the_release() -> None:
    assert report_layout().startswith(f"{REPORT_RELEASE}-")
