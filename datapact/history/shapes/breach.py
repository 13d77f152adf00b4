"""The shape of breach."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import line, listed, moment, name, number, one_of, optional, text

ROLES = ("controller", "joint_controller", "processor")


RISKS = ("unknown", "none", "risk", "high")


REGIMES = ("nis2", "cra_vulnerability", "cra_incident")


BREACH_SHAPE = Shape(
    name="breach",
    stream="internal",
    members={
        "key": name,
        "title": name,
        "what": text,
        "occurred": optional(moment),
        "aware": moment,
        "role": one_of(*ROLES),
        "risk": one_of(*RISKS),
        "datasets": listed(line),
        "agreements": listed(line),
        "people": optional(number),
        "records": optional(number),
        "categories": text,
        "consequences": text,
        "measures": text,
        "authority": line,
        "contact": line,
        "regimes": listed(one_of(*REGIMES)),
        "measure_available": optional(moment),
        "note": text,
    },
)
