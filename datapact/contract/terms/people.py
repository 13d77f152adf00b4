"""Terms on the people in the data: their consents, and the notices that they get."""

from __future__ import annotations

from typing import Literal

from datapact.contract.terms.base import EMPTY, Country, Day, Identifier, Line, Localised, Months, Term

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
