"""The fixed words of a document: what the values of the structured terms are called in both languages."""

from __future__ import annotations

from datapact.texts import Message

CAPACITY = {
    "managing_director": Message("Managing director"),
    "board_member": Message("Member of the board"),
    "prokurist": Message("Prokurist (ppa.)"),
    "by_power_of_attorney": Message("By power of attorney"),
    "commercial_agent": Message("Commercial agent (i. V.)"),
    "owner": Message("Owner"),
    "official": Message("Official representative"),
}

SIGNING_RULE = {
    "sole": Message("each alone"),
    "two_jointly": Message("two jointly"),
    "director_with_prokurist": Message("a director jointly with a Prokurist"),
    "by_power": Message("by power of attorney"),
}

ROLE = {
    "controller": Message("Controller"),
    "joint_controller": Message("Joint controller"),
    "processor": Message("Processor"),
    "sub_processor": Message("Sub-processor"),
    "recipient": Message("Recipient"),
    "holder": Message("Data holder"),
    "user": Message("User"),
    "none": Message("–"),
}

JUDGEMENT = {
    "personal": Message("personal data"),
    "pseudonymous": Message("pseudonymised personal data"),
    "anonymous": Message("anonymous"),
    "not_personal": Message("no personal data"),
}

FATE = {
    "delete": Message("then deleted"),
    "return": Message("then returned"),
    "archive": Message("then archived"),
    "anonymise": Message("then anonymised"),
}

DATASET_FACT = {
    "special_categories": Message("special categories (Art. 9 GDPR)"),
    "offence_data": Message("data on criminal offences (Art. 10 GDPR)"),
    "children": Message("children's data"),
    "employees": Message("employees' data"),
    "pseudonymised": Message("pseudonymised before sharing"),
    "reidentification_banned": Message("re-identification is forbidden"),
    "product_data": Message("product data (Data Act)"),
    "terminal_equipment": Message("read from terminal equipment"),
    "trade_secrets": Message("contains trade secrets"),
}

MEASURE = {
    "transit": Message("Protection in transit"),
    "rest": Message("Protection at rest"),
    "access": Message("Access control"),
    "resilience": Message("Resilience"),
    "restore": Message("Restoring"),
    "testing": Message("Regular testing"),
    "pseudonymisation": Message("Pseudonymisation"),
    "separation": Message("Separation"),
    "logging": Message("Logging"),
    "organisation": Message("Organisation"),
}

PERMISSION = {
    "allowed": Message("allowed"),
    "forbidden": Message("forbidden"),
    "conditional": Message("allowed under conditions"),
}

ACT_ROLE = {
    "provider": Message("Provider"),
    "deployer": Message("Deployer"),
    "importer": Message("Importer"),
    "distributor": Message("Distributor"),
    "supplier": Message("Supplier"),
    "product_manufacturer": Message("Product manufacturer"),
    "none": Message("no role"),
}

ASSESSMENT = {
    "dpia": Message("Data protection impact assessment (Art. 35 GDPR)"),
    "prior_consultation": Message("Prior consultation (Art. 36 GDPR)"),
    "model_personal_data": Message("Assessment whether the model is personal data"),
    "fundamental_rights": Message("Fundamental rights impact assessment (Art. 27 AI Act)"),
    "other": Message("Other assessment"),
}

LANGUAGE_NAME = {"de": Message("German"), "en": Message("English")}

DRAFT_MARK = Message("Draft")
AGREED_MARK = Message("Agreed text (not binding)")
NOT_BINDING = Message(
    "Text only: this document does not bind anybody until every named signatory has signed it (section 154(2) BGB)."
)

YES, NO = Message("yes"), Message("no")

# ---- cover, contents, header and footer ----

AGREEMENT_NUMBER = Message("Agreement no. {number}")
PAGE_OF = Message("Page {{page}} of {{total}}")
DIGEST_SHORT = Message("Digest {digest}")
CONTENTS_TITLE = Message("Contents")
BETWEEN = Message("between")
HEREAFTER = Message("hereafter “{name}”")
REPRESENTED_BY = Message("represented by {people}")
PERSON_WITH_CAPACITY = Message("{person} ({capacity})")
LIST_AND = Message("{first} and {last}")
VERSION_OF = Message("Version of")
PREVAILING = Message("Prevailing language")
PREVAILS = Message("{language}; the other language is a translation")
PREVAILS_FOOT = Message("The {language} version prevails.")
TEMPLATE = Message("Template")
TEMPLATE_VERSION = Message("{template}, version {version}")
DIGEST = Message("Digest of the text (SHA-256)")
LAYOUT_LABEL = Message("Layout")
FRAMEWORK = Message("Framework agreement")
STATUS = Message("Status")
FROZEN_MARK = Message("Text fixed for signature")
SIGNED_NOTE = Message("Binding once every named signatory has signed (section 154(2) BGB).")

# ---- signatures ----

SIGNATURES = Message("Signatures")
SIGNATURES_NOTE = Message(
    "The signatories sign electronically, in the order shown, this text and its annexes. The agreement binds once all "
    "of them have signed."
)
SIGNATORIES_NOTE = Message(
    "The signature fields are made when the text is fixed for signature. These persons are to sign:"
)
SIGNATURE_OF = Message("Signature {order} of {total}")
SIGNATURE_FIELD = Message("Signature field of {person} ({capacity}) for {party}")
AUTHORITY = Message("Authority")
EVIDENCE = Message("Evidence of authority")
EVIDENCE_OF = Message("{evidence}, dated {date}")
SIGNATORY = Message("Signatory")
PARTY = Message("Party")
RULE_OF_SIGNING = Message("Signing rule")
NOT_NAMED = Message("not named yet")
