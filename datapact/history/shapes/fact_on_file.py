"""The shape of fact_on_file."""

from __future__ import annotations

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import day, line, name, one_of, optional, text

SORTS = (
    "adequacy",  # about: a country; a decision under Art. 45(3)
    "dpf",  # about: an importer certified under the EU-U.S. Data Privacy Framework
    "transfer_assessment",  # about: an importer (or country)
    "derogation",  # about: an importer; the necessity under Art. 49(1)(b) to (g) shown
    "dpia",  # about: a controller
    "prior_consultation",  # about: a controller
    "notice_13",  # about: a recipient, or empty: whoever is meant by the categories in the notice
    "notice_14",  # about: the recipient that informed, or is exempt
    "training",  # about: a recipient whose people were trained
    "onward_conditions",  # about: a recipient that meets the conditions for sharing on
    "model_conditions",  # about: a recipient that meets the conditions for training models
)


FACT_ON_FILE_SHAPE = Shape(
    name="fact_on_file",
    stream="internal",
    members={
        "key": name,
        "sort": one_of(*SORTS),
        "about": line,  # a party reference or a country; see SORTS
        "dataset": line,  # empty: all
        "reference": name,
        "day": day,  # date of the document
        "valid_from": day,
        "valid_to": optional(day),
        "result": line,
        "note": text,
    },
)
