"""The organisations of the tests of parties."""

from __future__ import annotations

from tests.organisation.conftest import found, institut, keller

__all__ = ["found", "institut", "keller"]
