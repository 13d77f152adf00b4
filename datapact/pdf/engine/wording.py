"""The fixed words of a document in both languages. They are part of the layout: new words, new layout."""

from __future__ import annotations

from collections.abc import Callable

from datapact.base.texts import Language, Message
from datapact.contract.vocabulary.label import Label

type Words = str | int | Message | Label | Callable[[Language], str]


def filled(message: Message, **values: Words) -> Callable[[Language], str]:
    """The message with its places filled, each value in the requested language."""
    return lambda language: message.text(language).format(
        **{name: in_language(value, language) for name, value in values.items()}
    )


def in_language(words: Words, language: Language) -> str:
    """Any words in one language."""
    if isinstance(words, Message | Label):
        return words.text(language)
    return words(language) if callable(words) else str(words)


YES = Message("yes")

# ---- status ----

DRAFT_MARK = Message("Draft")
AGREED_MARK = Message("Agreed text (not binding)")
NOT_REVIEWED = Message("not reviewed by a lawyer")
NOT_BINDING = Message(
    "Text only: this document does not bind anybody until every named signatory has signed it (section 154(2) BGB)."
)
# True before the first signature and after the last: the page stays as it was drawn.
BINDS_FROM = Message("Binding from")
LAST_SIGNATURE = Message("the last of the signatures at the end of this document (section 154(2) BGB)")

# ---- people ----

# For a person of any gender: "Anna Keller (Geschäftsführung)".
CAPACITY = {
    "managing_director": Message("managing director"),
    "board_member": Message("member of the board"),
    "sole_prokurist": Message("holder of sole Prokura"),
    "joint_prokurist": Message("holder of joint Prokura"),
    "prokurist": Message("holder of Prokura"),
    "by_power_of_attorney": Message("by power of attorney"),
    "commercial_agent": Message("commercial agent"),
    "owner": Message("owner"),
    "partner": Message("partner of the company"),
    "official": Message("official representative"),
}
# Of a natural person that signs for itself.
IN_OWN_NAME = Message("in their own name")

# ---- cover, contents, header and footer ----

LANGUAGE_NAME = {"de": Message("German"), "en": Message("English")}
AGREEMENT_NUMBER = Message("Agreement no. {number}")
PAGE_OF = Message("Page {page} of {total}")
DIGEST_SHORT = Message("Digest {digest}")
CONTENTS_TITLE = Message("Contents")
BETWEEN = Message("between")
HEREAFTER = Message("hereinafter “{name}”")
REPRESENTED_BY = Message("represented by {people}")
REPRESENTED_BY_PARTNER = Message("represented by its general partner {partner}, itself represented by {people}")
FOR_PARTNER = Message("for the general partner {partner}")
EXEMPT = Message("{capacity}, exempt from the restrictions of section 181 BGB")
PERSON_WITH_CAPACITY = Message("{person} ({capacity})")
LIST_AND = Message("{first} and {last}")
VERSION_OF = Message("Version of")
PREVAILING = Message("Prevailing language")
COLUMN_PREVAILS = Message("{language} (prevailing)")
COLUMN_TRANSLATION = Message("{language} (translation)")
PREVAILS = Message("{language}; the other language is a translation")
PREVAILS_FOOT = Message("The {language} version prevails.")
TEMPLATE = Message("Template")
TEMPLATE_VERSION = Message("{template}, version {version}")
DIGEST = Message("Digest of the text (SHA-256)")
LAYOUT_LABEL = Message("Layout")
FRAMEWORK = Message("Framework agreement")
AMENDED = Message("The contract that is amended")
JOINED = Message("The contract that is joined")

# ---- annexes ----

ANNEX = Message("Annex {number}: {title}")
ANNEX_DATASETS = Message("Datasets")
ANNEX_PURPOSES = Message("Purposes and legal bases")
ANNEX_ARTEFACTS = Message("Artefacts")
ANNEX_USES = Message("Permitted and forbidden uses")
ANNEX_MEASURES = Message("Technical and organisational measures")
ANNEX_MODELS = Message("Models and cooperation")
ANNEX_TRANSFERS = Message("Transfers and sub-processors")
ANNEX_PARTIES = Message("Parties, roles and contacts")
AGREED_MEASURES = Message("Agreed measures")
LICENSED_MODEL = Message("Facts about the model")
LICENSOR = Message("Licensor")
LICENSEE = Message("Licensee")
PERMITTED_USES = Message("Permitted uses")
FORBIDDEN_USES = Message("Forbidden uses")
USE = Message("Use")
ALL_ARTEFACTS = Message("all artefacts")
ITEM_NUMBER = Message("No.")
DATA_ITEM = Message("Data item")
CATEGORIES = Message("Data categories")
PROPERTIES = Message("Properties")
NOT_HELD = Message("Not included according to the parties")
DATA_ACT = Message("Facts under the Data Act")
PRODUCTS = Message("Connected products")
TRADE_SECRETS = Message("Trade secrets and the measures that keep them")
GOVERNANCE = Message("Data of public bodies, data intermediation and data altruism")
ALL_DATASETS = Message("all datasets")
EACH_PARTY = Message("each party in its own area")
DETAILS_OF = Message("Particulars of the transfer to {name}")
VERSION_NUMBER = Message("version {version}")
NOTICES = Message("Notices to data subjects")
CONSENT = Message("Consents")
PURPOSES = Message("Agreed purposes")
FORBIDDEN_PURPOSES = Message("Forbidden purposes")
LEGAL_BASES = Message("Legal bases by controller, dataset and purpose")
LEGAL_BASES_TOLD = Message("Legal bases of the controller, for the processor’s information")
ANNEX_REMAINING = Message("Further agreed particulars")
FURTHER_DETAILS = Message("Further details")
MEASURES = Message("Measures under Article 32 GDPR")
ASSESSMENTS = Message("Assessments on file")
MODELS = Message("Models trained, tuned or tested with the data")
ROLES_AI = Message("Roles under the AI Act")
WORK = Message("Work of the parties")
MILESTONES = Message("Milestones")
TRANSFERS = Message("Transfers to countries outside the EEA")
SUB_PROCESSORS = Message("Sub-processors")
PARTY_CONTACTS = Message("E-mail address and telephone")
ROLES = Message("Roles by processing activity")
BREACH_CONTACTS = Message("Contacts for personal data breaches")
INCIDENT_CONTACTS = Message("Contacts for incidents")
JOINT_CONTROL = Message("Responsibilities of the joint controllers")
RESPONSIBLE = Message("Responsible")

# ---- signatures ----

SIGNATURES = Message("Signatures")
SIGNATURES_NOTE = Message(
    "The signatories sign this text and its annexes electronically, in the order shown. The agreement binds from "
    "the last of these signatures."
)
PAPER_NOTE = Message(
    "The signatories sign this text and its annexes by hand, or electronically in a program of their own. The agreement "
    "binds from the last of these signatures."
)
SIGNATORIES_NOTE = Message(
    "The signature fields are made when the text is fixed for signature. These persons are to sign:"
)
SIGNATURE_OF = Message("Signature {order} of {total}")
SIGNATURE_FIELD = Message("Signature field of {person} ({capacity}) for {party}")
AUTHORITY = Message("Authority")
EVIDENCE = Message("Evidence of authority")
EVIDENCE_OF = Message("{evidence}, dated {date}")
AS_NAMED = Message("“{words}”")  # in the other language: what a paper calls itself
SIGNATORY = Message("Signatory")
PARTY = Message("Party")
RULE_OF_SIGNING = Message("Signing rule")
NOT_NAMED = Message("not named yet")


def all_wording() -> list[Message]:
    """Every message of this module, in its order."""
    found: list[Message] = []
    for value in globals().values():
        if isinstance(value, Message):
            found.append(value)
        elif isinstance(value, dict):
            found += [each for each in value.values() if isinstance(each, Message)]
    return found
