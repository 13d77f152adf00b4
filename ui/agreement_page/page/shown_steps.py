"""Which steps the page of an agreement shows: those that make sense for what it is; whether one may take them is asked apart."""

from __future__ import annotations

from collections.abc import Collection

from datapact.agreements.views.agreement import AgreementPage
from datapact_ui.agreement_page.page.action_list import ELSEWHERE, OF_OUR_TEXT, ONCE_SIGNED
from datapact_ui.agreement_page.page.offer_chooser import has_changes
from datapact_ui.agreement_page.tabs.other_roads import to_fill


def shown_steps(page: AgreementPage, organisation: str, roles: Collection[str]) -> dict[str, bool]:
    """Whether each step, by its name, is shown to a member with these roles; steps that are not named stay as they are.

    ``organisation`` is the id of the member's house.
    """
    found = {**_of_the_text(page, organisation), **_once_signed(page, roles), **_of_files(page)}
    if page.is_foreign:
        found.update(dict.fromkeys(OF_OUR_TEXT, False))
    return found


def _of_the_text(page: AgreementPage, organisation: str) -> dict[str, bool]:
    """Steps of a negotiation: here, or by e-mail and on paper."""
    here, recorded = not page.on_paper, page.overview.elsewhere is not None
    answers = page.stage == "offered" and page.answerable and here
    return {
        "accept": page.stage == "offered" and here,
        "say_sent": bool(page.unsaid),
        "interview": page.interview,
        "edit": page.stage == "draft" or (page.on_paper and page.possible["edit"] is None),
        "counter": page.stage in ("offered", "agreed") and here,
        "carry": page.has_unsent,
        "reply": answers and has_changes(page, organisation),
        **dict.fromkeys(("drafts", "word", "word_back", "word_answer"), page.stage in ("draft", "offered", "agreed")),
        **dict.fromkeys(("decline", "comment"), here),
        "sign": here or page.possible["sign"] is None,
        "record_answer": page.on_paper and not recorded,
        "record_signature": ((page.on_paper or page.is_foreign) and not recorded) or bool(to_fill(page)),
        "packet": (page.on_paper and any(slot.how is not None for slot in page.overview.slots) and not recorded)
        or bool(to_fill(page)),
    }


def _once_signed(page: AgreementPage, roles: Collection[str]) -> dict[str, bool]:
    """Steps once everybody has signed; of contracts signed elsewhere, steps of the record."""
    elsewhere, legal = page.overview.elsewhere is not None, "legal" in roles
    signed = page.fully_signed and not elsewhere
    rules = page.overview.members.rules
    joining = page.overview.amends is not None and page.overview.amends.relation == "accedes"
    held = signed and not joining and legal
    return {
        **dict.fromkeys(ONCE_SIGNED, signed),
        **dict.fromkeys(("amend", "end_by_consent"), signed or elsewhere),
        "terminate": not elsewhere and not page.on_paper and not (signed and rules.leaving),
        "termination_letter": page.stage == "terminated" and not elsewhere,
        "vote": held and any(one.open_for_us for one in page.overview.members.motions),
        "join": held and bool(rules.joining),
        "leave": held and rules.leaving == "own_part",
        "end_order": held and bool(page.overview.members.endable),
        "exclude": held and bool(rules.exclusion or rules.whole_end),
        "admit": joining and legal and page.stage in ("frozen", "signing", "signed"),
        **dict.fromkeys(("reading", "what_if", "upstream"), signed or elsewhere),
        **dict.fromkeys(ELSEWHERE, elsewhere),
    }


def _of_files(page: AgreementPage) -> dict[str, bool]:
    """Papers that only some contracts have."""
    return {
        "essence": page.joint,
        "participant_sheet": page.has_sheet,
        "data_request": page.has_request,
        "standard_clauses": page.has_standard_clauses,
        "compare_official": page.has_standard_clauses or page.paper == "there",
    }
