"""The shape of member."""

from __future__ import annotations

from collections.abc import Mapping

from datapact.history.certificates import is_author_certificate, is_certificate
from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import Check, binary, line, name, optional, roles, truth

MEMBERS: Mapping[str, Check] = {
    "id": name,
    "name": name,
    "roles": roles,
    "author": is_author_certificate,
    "signing": optional(is_certificate),
    "personal": optional(binary),
    "power": line,
    "renewed": truth,
}


MEMBER_SHAPE = Shape(
    name="member",
    stream="public",
    members=MEMBERS,
)
