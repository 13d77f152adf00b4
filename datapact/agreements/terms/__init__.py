"""The structured terms of an agreement: frozen models that the text, the checks and the annexes read.

``Terms`` is the whole; each module holds one part. ``read_terms`` turns JSON into models and words
every mistake for a person.
"""

from datapact.agreements.terms.base import Identifier, Localised, Plain, Term
from datapact.agreements.terms.data import DataItem, Dataset, LegalBasis, Purpose, Retention, UseLimits
from datapact.agreements.terms.duties import (
    Assessment,
    BreachNotice,
    DataActFacts,
    EndOfData,
    Liability,
    Measure,
    Onward,
    RightsHandling,
    SubProcessor,
    Transfer,
)
from datapact.agreements.terms.frame import Duration, Facts, FormOfNotices, Joint, Law, Processing, Review
from datapact.agreements.terms.model import ModelTerms, PilotTerms
from datapact.agreements.terms.parties import Activity, Address, Contact, Party, Registration, RoleInActivity, Signatory
from datapact.agreements.terms.people import ConsentTerms, NoticeToSubjects
from datapact.agreements.terms.whole import Terms, read_terms, write_terms

__all__ = [
    "Activity",
    "Address",
    "Assessment",
    "BreachNotice",
    "ConsentTerms",
    "Contact",
    "DataActFacts",
    "DataItem",
    "Dataset",
    "Duration",
    "EndOfData",
    "Facts",
    "FormOfNotices",
    "Identifier",
    "Joint",
    "Law",
    "LegalBasis",
    "Liability",
    "Localised",
    "Measure",
    "ModelTerms",
    "NoticeToSubjects",
    "Onward",
    "Party",
    "PilotTerms",
    "Plain",
    "Processing",
    "Purpose",
    "Registration",
    "Retention",
    "Review",
    "RightsHandling",
    "RoleInActivity",
    "Signatory",
    "SubProcessor",
    "Term",
    "Terms",
    "Transfer",
    "UseLimits",
    "read_terms",
    "write_terms",
]
