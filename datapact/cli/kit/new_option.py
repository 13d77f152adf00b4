"""``--new``, by which commands record what no agreement and no record has yet; apart from ``known_keys``, which loads much."""

from __future__ import annotations

from datapact.base.texts import N_

NEW = N_("The keys are new here: no agreement and no record has them yet.")
"""The help of the option."""

__all__ = ["NEW"]
