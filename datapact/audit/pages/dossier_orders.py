"""The orders of an agreement that end before it, in its dossier: for whom, on which day, and by which entries that is proven.

Days follow from the entries of the file alone, as in every vault (``order_ends``); the numbers are those of the table of all entries.
An agreement of which no order ends has no such page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from datapact.agreements.projection.endings import OrderEnd, data_of, order_ends
from datapact.agreements.projection.who_is_party import terms_known
from datapact.agreements.text.days import day_of
from datapact.audit.pages.dossier_content import Content, member
from datapact.audit.pages.numbered_entries import entries_without_effect, entry_names, entry_numbers, first_that_knows
from datapact.base.day_words import long_date
from datapact.base.texts import N_, Language, Message
from datapact.contract.terms import Terms
from datapact.contract.terms.references import has_withheld
from datapact.contract.vocabulary.messages import own
from datapact.history.state.later_facts import OrderEnded
from datapact.pdf.reports.parts import Heading, Paragraph, Part, Table, Words

_HEADINGS = (N_("Data"), N_("For"), N_("Last day"), N_("Ground"), N_("Proven by"))
_DAYS_COUNT = Message(
    N_(
        "The days follow from the entries by the rules of the contract: for each recipient the period counts from the receipt of the "
        "notice by whom it concerns (s. 130 BGB); before one is shown, from the notice."
    )
)
_WITHHELD = Message(
    N_(
        "Which orders end and when follows from the terms, parts of which are withheld here. The notices stand in the table of all "
        "entries."
    )
)
_WITHOUT_EFFECT = Message(N_("Notices about orders without effect"))
_GROUNDS = {"ordinary": N_("with notice"), "cause": N_("for cause (s. 314 BGB)")}


def ended_order_blocks(content: Content, language: Language) -> Iterator[Part]:
    """The blocks on the orders that end before the agreement; nothing where nobody gave notice of one."""
    folded = content.folded
    if not folded.facts.orders_ended:
        return
    yield Heading(Message(N_("Ends of orders")))
    orders = [one.content for one in folded.facts.changes.values() if one.annex == "order"]
    terms = member(content.state, "terms")
    if not isinstance(terms, Mapping) or has_withheld(terms) or has_withheld(orders):
        yield Paragraph(_WITHHELD, quiet=True)
        return
    found = order_ends(folded)
    numbers = entry_numbers(content)
    if found.ends:
        yield Paragraph(_DAYS_COUNT)
        notices = {one.digest: one for one in folded.facts.orders_ended}
        rows = [_row(content, one, notices[one.ended_by], numbers, language) for one in found.ends]
        yield Table([Message(one) for one in _HEADINGS], rows, widths=[3, 3, 2.2, 2.2, 3.2])
    yield from entries_without_effect(_WITHOUT_EFFECT, found.refused, numbers, language)


def _row(
    content: Content, end: OrderEnd, notice: OrderEnded, numbers: Mapping[str, int], language: Language
) -> list[Words]:
    folded = content.folded
    terms = terms_known(folded, notice.digest, day_of(folded, notice.digest, notice.day), ())
    ordered = () if terms is None else data_of(folded, end.order, terms)
    data = next((one for one in ordered if one.key == end.dataset), None)
    proving = [*([end.order] if end.order else []), end.ended_by]
    if terms is not None and data is not None:
        receiver = _other(terms, data.provider, end.recipient, notice.organisation)
        proving += first_that_knows(content, notice.digest, lambda organisation: organisation == receiver)
    return [
        end.dataset if data is None else own(data.name, data.key).text(language),
        content.names(language).get(end.recipient) or end.recipient[:8],
        long_date(end.last, language),
        Message(_GROUNDS[notice.ground]),
        entry_names(proving, numbers, language),
    ]


def _other(terms: Terms, provider: str, recipient: str, author: str) -> str:
    """Id of the organisation that has to receive the notice: the recipient, or of a recipient's own notice the provider."""
    ids = {one.key: one.organisation for one in terms.parties}
    return ids.get(provider, "") if author == recipient else recipient
