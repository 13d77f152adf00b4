"""Terms on the people in the data: their consents, and the notices that they get."""

from __future__ import annotations

from typing import Literal

from datapact.contract.terms.base import EMPTY, Country, Day, Identifier, Line, Localised, Months, Term
from datapact.contract.terms.parties import Contact

type NoticeExemption = Literal["", "14(5)(a)", "14(5)(b)", "14(5)(c)", "14(5)(d)"]


class ConsentTerms(Term):
    """Consent as the basis (Art. 7 and 8 GDPR): records, wording, withdrawal, age."""

    records: Line = ""  # where the records, or the documented coverage, are kept (check K01)
    purposes_named: bool = False  # the wording names purpose and each controller that relies on it (check K02)
    controllers_named: bool = False
    explicit: bool = False  # (check K04)
    withdrawal: Localised = EMPTY  # how it is withdrawn, as easily as it was given (check K03)
    refresh_months: Months | None = None  # None: no interval is set, which is no expiry (check K05)
    oldest: Day | None = None  # day of the oldest consent relied on
    online_service: bool = False  # offered to a child directly (check K06)
    age_country: Country | Literal[""] = ""  # whose age of consent counts
    parental: Localised = EMPTY  # how the consent of a parent is obtained below that age


class ParticipantTerms(Term):
    """Information and questions for the participants of a study, in words of the sheet that they get (Art. 7 and 13 GDPR; check K07)."""

    applies: bool = False  # this text holds the wording of a participant sheet
    study: Localised = EMPTY  # what it is about, in plain words
    who: Localised = EMPTY  # who is asked to take part
    procedure: Localised = EMPTY  # what happens to those who do
    burdens: Localised = EMPTY  # benefits, burdens and risks
    allowance: Localised = EMPTY  # what they receive for their effort; empty: nothing
    contact: Contact = Contact()  # whom they can ask
    authority: Line = ""  # a competent supervisory authority, Art. 13(2)(d)
    ethics: Line = ""  # vote of an ethics committee; empty: there is none
    broad: Localised = EMPTY  # areas of research of a broad consent, recital 33; empty: none is asked for
    news: Localised = EMPTY  # how information on each later project is given
    limits: Localised = EMPTY  # what a withdrawal cannot undo


class NoticeToSubjects(Term):
    """A notice under Art. 13 or 14 GDPR that a party gives; what it names, or why it is not needed."""

    key: Identifier
    party: Identifier
    article: Literal["13", "14"] = "13"
    datasets: tuple[Identifier, ...] = ()  # empty: all
    reference: Line = ""
    version: Line = ""
    day: Day | None = None
    within_month: bool = False  # given within a month, at first contact or first disclosure (check T02)
    exemption: NoticeExemption = ""
    recipients_named: bool = False  # recipients or their categories (check T01)
    categories_and_source: bool = False  # categories of data and their source (check T03)
    transfers_named: bool = False  # transfer and safeguard (check T04)
