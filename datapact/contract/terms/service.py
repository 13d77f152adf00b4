"""Terms of the service that an IT or model provider gives to a public body, besides the processing of data."""

from __future__ import annotations

from typing import Literal

from datapact.contract.terms.base import EMPTY, Days, Line, Localised, Months, Term


class ServiceTerms(Term):
    """What is provided for which public task, at which level and price, and how the customer leaves again."""

    kind: Literal["", "software", "model"] = ""  # model: an AI system or a model (checks M01 to M04)
    description: Localised = EMPTY
    levels: Localised = EMPTY  # availability, support, times of reaction
    setting_up: Localised = EMPTY  # how it is set up and accepted
    price: Localised = EMPTY
    payment_days: Days | None = None
    procurement: Localised = EMPTY  # the award procedure and its documents
    standard_contract: Line = ""  # the EVB-IT contract to which this agreement belongs
    task: Localised = EMPTY  # the public task that the service serves
    task_law: Line = ""  # the provision on that task or on processing for it, of the Land or the Federation
    staff_council: Localised = EMPTY  # participation of the staff council, and what was agreed with it
    publication: Localised = EMPTY  # what the public body publishes on the service
    attestation: Line = ""  # C5 of the BSI, or an equal one
    exportable: Localised = EMPTY  # data and digital assets that can be taken along, Art. 25(2)(e) Data Act
    not_exportable: Localised = EMPTY  # those of the internal functioning that cannot, Art. 25(2)(f)
    switching_notice_months: Months | None = None  # two at most, Art. 25(2)(d)
    transition_days: Days | None = None  # 30 at most, Art. 25(2)(a)
    retrieval_days: Days | None = None  # 30 at least, Art. 25(2)(g)
