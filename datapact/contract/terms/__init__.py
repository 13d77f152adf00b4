"""The structured terms of an agreement: frozen models that the text, the checks and the annexes read.

``Terms`` is the whole; each module holds one part. ``read_terms`` turns JSON into models and words
every mistake for a person.
"""

from datapact.contract.terms.base import Identifier, Localised, Plain, Term
from datapact.contract.terms.data import (
    DataContract,
    DataItem,
    Dataset,
    LegalBasis,
    Purpose,
    Retention,
    SchemaField,
    UseLimits,
)
from datapact.contract.terms.frame import (
    Duration,
    Facts,
    FormOfNotices,
    Joint,
    Law,
    Orders,
    Periods,
    Processing,
    Review,
)
from datapact.contract.terms.licence import LicenceTerms
from datapact.contract.terms.membership import Membership
from datapact.contract.terms.model import ModelTerms, PilotTerms
from datapact.contract.terms.obligations import (
    Assessment,
    BreachNotice,
    DataActFacts,
    EndOfData,
    Insurance,
    Liability,
    Measure,
    Onward,
    Penalty,
    RightsHandling,
    SubProcessor,
    Transfer,
)
from datapact.contract.terms.parties import Activity, Address, Contact, Party, Registration, RoleInActivity, Signatory
from datapact.contract.terms.people import ConsentTerms, NoticeToSubjects
from datapact.contract.terms.service import ServiceTerms
from datapact.contract.terms.whole import Terms, read_terms, write_terms

__all__ = [
    "Activity",
    "Address",
    "Assessment",
    "BreachNotice",
    "ConsentTerms",
    "Contact",
    "DataActFacts",
    "DataContract",
    "DataItem",
    "Dataset",
    "Duration",
    "EndOfData",
    "Facts",
    "FormOfNotices",
    "Identifier",
    "Insurance",
    "Joint",
    "Law",
    "LegalBasis",
    "Liability",
    "LicenceTerms",
    "Localised",
    "Measure",
    "Membership",
    "ModelTerms",
    "NoticeToSubjects",
    "Onward",
    "Orders",
    "Party",
    "Penalty",
    "Periods",
    "PilotTerms",
    "Plain",
    "Processing",
    "Purpose",
    "Registration",
    "Retention",
    "Review",
    "RightsHandling",
    "RoleInActivity",
    "SchemaField",
    "ServiceTerms",
    "Signatory",
    "SubProcessor",
    "Term",
    "Terms",
    "Transfer",
    "UseLimits",
    "read_terms",
    "write_terms",
]
