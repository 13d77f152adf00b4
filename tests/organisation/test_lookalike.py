"""Names that look alike have one skeleton; names that differ to the eye do not."""

from __future__ import annotations

import pytest

from datapact.organisation.identity.confusable_names import skeleton


@pytest.mark.parametrize(
    "name",
    [
        "KELLER GMBH",
        "Keller\u00a0GmbH",
        "K\u0435ller GmbH",
        "\u039aeller GmbH",
        "\uff2beller GmbH",
        "Kel1er GmbH",
        "Keller\u3164GmbH",
        "Keller\u2800GmbH",
        "Ke\u0301ller GmbH",
        "Keller, GmbH",
    ],
)
def test_lookalikes(name: str) -> None:
    assert skeleton(name) == skeleton("Keller GmbH")


@pytest.mark.parametrize("name", ["Keller KG", "Kellner GmbH", "Teller GmbH", "Keller"])
def test_others(name: str) -> None:
    assert skeleton(name) != skeleton("Keller GmbH")
