"""The page that verifies in a browser has the shapes that the program has: nobody changes a member of an entry without it."""

from __future__ import annotations

from tests.tools.page_shapes import SHAPES, written


def test_the_page_has_the_shapes_of_entries_and_files() -> None:
    assert SHAPES.read_text("utf-8") == written(), (
        "python -m tests.tools.page_shapes writes it, then node resources/verifier/build.mjs the page"
    )
