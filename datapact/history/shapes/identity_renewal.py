"""The shape of identity_renewal."""

from __future__ import annotations

from datapact.history.certificates import is_author_certificate
from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import binary

IDENTITY_RENEWAL_SHAPE = Shape(
    name="identity_renewal",
    stream="public",
    members={"identity": is_author_certificate, "cross": is_author_certificate, "crl": binary},
)
