"""The annexes in their order; one that would be empty is left out, the numbers follow the position."""

from __future__ import annotations

from datapact.agreements.state import AgreementDocument
from datapact.documents.story import Story


def add_annexes(story: Story, agreement: AgreementDocument) -> None:
    """All annexes that have contents."""
