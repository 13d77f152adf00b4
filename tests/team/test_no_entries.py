"""Conflicts of what stands in no entry: numbers, marks on drafts, saved views, reminders seen, settings, what was sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from datapact.agreements.steps.drafting import journal_edits, open_draft, save_draft
from datapact.agreements.steps.negotiation import new_agreement, offer_draft
from datapact.agreements.views.drafts import drafts, mark_draft
from datapact.agreements.views.list import list_agreements
from datapact.contract.editing.commands import Renumber
from datapact.contract.templates.template import example_answers
from datapact.exchange.send.outgoing import outgoing
from datapact.exchange.send.send import mark_written, send_agreement
from datapact.obligations.agenda.agenda import Filters, agenda
from datapact.obligations.due.commands import add, assign, record_done, reopen, waive
from datapact.obligations.due.obligation import Obligation
from datapact.organisation.acting.acting_member import Acting
from datapact.team.steps.status import team_status
from datapact.team.steps.synchronise import synchronise
from datapact.vault.database.settings import WHOLE_VAULT, read_settings, write_settings
from tests.exchange.houses import HISTORY, comment, offer
from tests.team.desks import Desks
from tests.team.house_content import require_same
from tests.team.test_house_records import all_synchronise


def begun(acting: Acting, name: str) -> str:
    """A draft with the institute under a title of its own."""
    history = new_agreement(acting, "ai-pilot", example_answers("ai-pilot"))
    opened = open_draft(acting, history)
    save_draft(acting, replace(opened.document, title={**opened.document.title, "de": name}))
    return history


def numbers(acting: Acting) -> dict[str, str]:
    with acting.vault.read() as session:
        return {row.id: row.number for row in list_agreements(session)}


def settings_of(acting: Acting, scope: str) -> dict[str, object]:
    with acting.vault.read() as session:
        return dict(read_settings(session, scope))


def set_settings(acting: Acting, scope: str, **changes: object) -> None:
    with acting.vault.write() as session:
        write_settings(session, scope, {key.replace("__", "."): value for key, value in changes.items()})  # type: ignore[misc]


def test_numbers_are_provisional_until_logged(desks: Desks) -> None:
    anna, bernd, carla = desks.anna, desks.bernd, desks.carla
    first, second, third = begun(anna, "Eins"), begun(bernd, "Zwei"), begun(carla, "Drei")
    (number,) = {numbers(anna)[first], numbers(bernd)[second], numbers(carla)[third]}
    offer_draft(carla, third)  # an offer may be with a partner already: it keeps its number
    edits = open_draft(bernd, second)
    journal_edits(bernd, second, edits.base, [Renumber()])
    assert synchronise(anna).renumbered == ()
    assert synchronise(bernd).renumbered == ()  # somebody types in it just now
    synchronise(carla)
    assert len(synchronise(anna).renumbered) == 1  # what was sent counts before what was logged first
    save_draft(bernd, edits.document)
    (told,) = synchronise(bernd).renumbered
    assert f"the number {number} first" in str(told)
    synchronise(carla)
    synchronise(anna)
    synchronise(bernd)
    assert numbers(anna) == numbers(bernd) == numbers(carla)
    assert numbers(anna)[third] == number
    assert len(set(numbers(anna).values())) == 3
    save_draft(bernd, edits.document)  # a window that was open under the old number saves under the new one
    assert numbers(bernd)[second] != number
    # two that were sent keep it, and everybody is told
    later, other = begun(anna, "Vier"), begun(bernd, "Fünf")
    for acting, history in ((anna, later), (bernd, other)):
        offer_draft(acting, history)
    for acting in (anna, bernd, anna):
        assert synchronise(acting).renumbered == ()
    assert numbers(anna)[later] == numbers(anna)[other]
    assert ["2 agreements have" in str(one) for one in team_status(anna).same_numbers] == [True]


def test_marks_views_reminders_and_settings(desks: Desks) -> None:
    anna, bernd, carla = desks.anna, desks.bernd, desks.carla
    history = begun(anna, "Pilot")
    synchronise(anna)
    synchronise(bernd)
    one, two = (row.digest for row in drafts(anna, history))
    mark_draft(anna, history, one, name="für die Leitung")
    mark_draft(bernd, history, two, away=True)
    set_settings(anna, anna.member.id, agreements__views={"Meine": ["x"]}, reminders={"k": 30}, window__geometry="abc")
    set_settings(anna, WHOLE_VAULT, checks__G1="W")
    set_settings(bernd, WHOLE_VAULT, checks__G1="E", backup__daily=False)
    for acting in (anna, bernd, anna, carla):
        synchronise(acting)
    for acting in (anna, bernd, carla):
        rows = {row.digest: (row.name, row.put_away) for row in drafts(acting, history)}
        assert (rows[one], rows[two]) == (("für die Leitung", False), ("", True))
        assert settings_of(acting, WHOLE_VAULT)["checks.G1"] == "E"
        assert [(seen.key, seen.name) for seen in team_status(acting).settings] == [
            ("backup.daily", "Bernd Vogel"),
            ("checks.G1", "Bernd Vogel"),
        ]
    assert settings_of(carla, anna.member.id) == {"agreements.views": {"Meine": ["x"]}, "reminders": {"k": 30}}
    mark_draft(carla, history, one, name="")
    for acting in (carla, anna):
        synchronise(acting)
    assert {row.digest: row.name for row in drafts(anna, history)}[one] == ""


def test_who_was_sent_what_is_known_at_every_desk(desks: Desks) -> None:
    offer(desks.anna, desks.institute)
    comment(desks.anna)
    recipient = desks.institute.organisation
    send_agreement(desks.anna, HISTORY, [recipient])
    mark_written(desks.anna, HISTORY, [recipient])
    synchronise(desks.anna)
    synchronise(desks.bernd)
    assert [one.unsent for one in outgoing(desks.bernd, HISTORY).recipients] == [0]
    comment(desks.bernd, "Noch etwas.")
    assert [one.unsent for one in outgoing(desks.bernd, HISTORY).recipients] == [1]


def test_marks_in_the_calendar_come_to_the_same(desks: Desks) -> None:
    anna, bernd, carla = desks.anna, desks.bernd, desks.carla
    day = anna.clock().date() + timedelta(days=30)

    def shown(acting: Acting) -> tuple[Obligation, ...]:
        return tuple(agenda(acting, day, day, Filters(closed=True)))

    first, other = (add(anna, title, day, every_months=12).key for title in ("Zertifikat", "Schulung"))
    all_synchronise(desks)
    for acting in desks.at.values():
        assert {one.key for one in shown(acting)} >= {first, other}
    # nobody is connected: two mark one day of a duty against each other, and a third gives it to somebody
    record_done(anna, first)
    waive(bernd, first, "entfällt")
    assign(carla, first, "bernd-vogel")
    assign(anna, other, "anna-keller")
    assign(bernd, other, "carla-sommer", "Bernd fragt Carla")
    all_synchronise(desks)
    require_same(desks)
    found = [[(one.key, one.state, one.owner, one.note) for one in shown(acting)] for acting in desks.at.values()]
    assert found[0] == found[1] == found[2]
    assert {one[0]: one[1] for one in found[0]}[first] in ("done", "waived")
    reopen(carla, first)
    all_synchronise(desks)
    require_same(desks)
