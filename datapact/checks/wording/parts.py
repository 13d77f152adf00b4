"""All parts of requirements that wording meets, by id."""

from __future__ import annotations

from collections.abc import Mapping

from datapact.checks.wording.cooperation_parts import CONSORTIUM_PARTS, FRAMEWORK_PARTS, NON_DISCLOSURE_PARTS
from datapact.checks.wording.data_act_parts import DATA_ACT_PARTS
from datapact.checks.wording.general_parts import DATA_PARTS, FRAME_PARTS
from datapact.checks.wording.governance_parts import INTERMEDIATION_PARTS
from datapact.checks.wording.licence_parts import LICENCE_PARTS
from datapact.checks.wording.part import Part
from datapact.checks.wording.participant_parts import PARTICIPANT_PARTS
from datapact.checks.wording.processor_parts import PROCESSOR_PARTS
from datapact.checks.wording.public_service_parts import PUBLIC_SERVICE_PARTS
from datapact.checks.wording.regime_parts import REGIME_PARTS

PARTS: Mapping[str, Part] = {
    part.id: part
    for group in (
        PROCESSOR_PARTS,
        DATA_PARTS,
        FRAME_PARTS,
        REGIME_PARTS,
        DATA_ACT_PARTS,
        NON_DISCLOSURE_PARTS,
        FRAMEWORK_PARTS,
        CONSORTIUM_PARTS,
        LICENCE_PARTS,
        PUBLIC_SERVICE_PARTS,
        INTERMEDIATION_PARTS,
        PARTICIPANT_PARTS,
    )
    for part in group
}
