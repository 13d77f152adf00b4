"""A name on a card costs a stranger nothing: parties are linked by identity, and partners can be told apart and removed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapact.agreements.projection.parties import known_parties
from datapact.agreements.steps.drafting import open_draft, save_draft
from datapact.agreements.steps.negotiation import new_agreement, offer_draft
from datapact.agreements.views.list import find_agreement
from datapact.agreements.views.overview import overview
from datapact.agreements.views.partners import partner_facts, partner_lines
from datapact.audit.own_vault.check import check_whole_vault
from datapact.base.errors import AnswerNo, Locked, WrongUse
from datapact.contract.editing.answers_file import read_answers
from datapact.contract.templates.template import example_answers
from datapact.exchange.receive.preview import preview_card
from datapact.exchange.receive.senders import renamed
from datapact.exchange.send.many import send_many_out
from datapact.exchange.send.outgoing import outgoing
from datapact.history.entries.entry import AGREEMENT_PREFIX
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.log import append_organisation_entry
from datapact.organisation.acting.own_profile import change_profile, own_profile, write_card
from datapact.organisation.identity.card import read_card
from datapact.organisation.identity.fingerprint import fingerprint
from datapact.organisation.identity.profile import write_profile
from datapact.organisation.identity.tables import PartnerRow
from datapact.organisation.partners.namesakes import (
    Candidate,
    chosen,
    has_confirmed_namesake,
    meant,
    of_name,
    standing_as,
    unconfirmed,
)
from datapact.organisation.partners.partners import (
    COMPARED,
    add_partner,
    distrust_partner,
    find_partner,
    get_partner,
    introduce,
    list_partners,
    trust_partner,
)
from datapact.organisation.partners.provenance import provenance
from datapact.organisation.partners.references import find_reference
from datapact.organisation.partners.removing import remove_partner
from datapact.signing.elsewhere import record as elsewhere
from datapact.signing.elsewhere.form import Filled, filled_from, register_filled
from datapact.signing.elsewhere.table import register_many
from tests.exchange.houses import with_roles
from tests.organisation.conftest import Found

TEMPLATE = "controller-to-controller"
NAME = "Institut für Produktionsdaten e. V."


@pytest.fixture
def stranger(found: Found) -> Acting:
    """Another organisation that calls itself as the institute does, but for the case."""
    return found("INSTITUT für  Produktionsdaten e. V.", "Niemand", {"legal"}).acting


def answers(own: str = "Maschinenbau Keller GmbH", other: str = NAME) -> bytes:
    text = example_answers(TEMPLATE)
    names = [party.name for party in read_answers(text).terms.parties]
    for before, now in zip(names, (own, other), strict=False):
        text = text.replace(f'"{before}"'.encode(), f'"{now}"'.encode())
    return text


def linked(acting: Acting, history: str) -> str:
    return overview(acting, history).parties[1].organisation


def confirm(acting: Acting, partner: Acting) -> None:
    add_partner(acting, write_card(partner))
    trust_partner(acting, partner.organisation, fingerprint(partner.organisation))


@pytest.mark.parametrize("turned", [False, True])
def test_a_confirmed_partner_wins_over_a_card_of_its_name(
    keller: Acting, institut: Acting, stranger: Acting, turned: bool, tmp_path: Path
) -> None:
    if turned:
        add_partner(keller, write_card(stranger))
    confirm(keller, institut)
    if not turned:
        assert add_partner(keller, write_card(stranger)).namesakes == (institut.organisation,)
    history = new_agreement(keller, TEMPLATE, answers())
    assert linked(keller, history) == institut.organisation
    (party,) = overview(keller, history).parties[1:]
    assert (party.identity, party.fingerprint, party.namesakes) == ("confirmed", fingerprint(institut.organisation), 1)
    captured = new_agreement(keller, TEMPLATE, answers(), {party.key: stranger.organisation[:10]})
    (shown,) = overview(keller, captured).parties[1:]
    assert (shown.organisation, shown.identity, shown.is_namesake) == (stranger.organisation, "declared", True)
    (recipient,) = outgoing(keller, captured).recipients
    assert recipient.is_namesake
    (recipient,) = outgoing(keller, history).recipients
    assert (recipient.organisation, recipient.is_namesake) == (institut.organisation, False)
    for offered in (history, captured):
        sent = send_many_out(keller, [offered], tmp_path, lambda _what, _done, _total: None)
        assert (len(sent.files), sent.refused) == (1, ())
        assert len(sent.warnings) == (offered == captured)


def test_several_that_can_be_meant_are_asked_for(keller: Acting, institut: Acting, stranger: Acting) -> None:
    for one in (institut, stranger):
        add_partner(keller, write_card(one))
    with pytest.raises(WrongUse) as asked:
        new_agreement(keller, TEMPLATE, answers())
    for one in (institut, stranger):
        assert one.organisation[:8] in str(asked.value)
        assert fingerprint(one.organisation)[:11] in str(asked.value)
    assert asked.value.exit_code == 2
    key = str(asked.value).split("--party ")[1].split("=")[0]
    by_digits = fingerprint(institut.organisation)[:11]
    assert linked(keller, new_agreement(keller, TEMPLATE, answers(), {key: by_digits})) == institut.organisation
    for who in ({"nobody": by_digits}, {key: "xx"}, {key: ""}):
        with pytest.raises(WrongUse):
            new_agreement(keller, TEMPLATE, answers(), who)


def test_a_draft_is_saved_and_says_that_nobody_knows_who_is_meant(
    keller: Acting, institut: Acting, stranger: Acting
) -> None:
    history = new_agreement(keller, TEMPLATE, answers())
    assert overview(keller, history).parties[1].identity == "unknown"
    for one in (institut, stranger):
        add_partner(keller, write_card(one))
    document = open_draft(keller, history).document
    save_draft(keller, document)
    party = overview(keller, history).parties[1]
    assert (party.organisation, party.identity, party.namesakes) == ("", "undecided", 2)
    with pytest.raises(WrongUse, match="Which"):
        offer_draft(keller, history)
    trust_partner(keller, institut.organisation, fingerprint(institut.organisation))
    save_draft(keller, document)
    assert linked(keller, history) == institut.organisation
    with keller.vault.read() as session:
        assert [(one.trust, one.own) for one in known_parties(session)] == [
            ("own", True),
            ("declared", False),
            ("confirmed", False),
        ]


def test_a_distrusted_partner_is_never_meant_by_its_name(keller: Acting, institut: Acting) -> None:
    confirm(keller, institut)
    distrust_partner(keller, institut.organisation, "Die Nummer war falsch.")
    with pytest.raises(WrongUse, match="trust withdrawn"):
        new_agreement(keller, TEMPLATE, answers())


def rename(partner: Acting, name: str) -> bytes:
    """The card of a partner that calls itself otherwise from now on."""
    with partner.vault.read() as session:
        profile = write_profile(own_profile(session))
    change_profile(partner, {**profile, "name": name})
    return write_card(partner)


@pytest.mark.parametrize("beside", ["nobody", "declared", "confirmed"])
def test_a_confirmed_partner_that_renames_itself_captures_nobody(
    keller: Acting, institut: Acting, found: Found, beside: str
) -> None:
    foo = found("Foo Ltd", "Niemand", {"legal", "admin"}).acting
    confirm(keller, foo)
    if beside != "nobody":
        add_partner(keller, write_card(institut))
    if beside == "confirmed":
        confirm(keller, institut)
    taken = add_partner(keller, rename(foo, NAME))
    assert (taken.partner.trust, taken.partner.confirmed_as, taken.partner.is_renamed) == ("confirmed", "Foo Ltd", True)
    assert [line.standing for line in partner_lines(keller) if line.organisation == foo.organisation] == ["renamed"]
    if beside == "confirmed":
        assert linked(keller, new_agreement(keller, TEMPLATE, answers())) == institut.organisation
        facts = partner_facts(keller, foo.organisation)
        assert facts is not None
        assert facts.is_namesake
        return
    with pytest.raises(WrongUse, match="confirmed under the name “Foo Ltd”") as asked:
        new_agreement(keller, TEMPLATE, answers())
    key = str(asked.value).split("--party ")[1].split("=")[0]
    chosen_one = new_agreement(keller, TEMPLATE, answers(), {key: foo.organisation[:12]})
    assert linked(keller, chosen_one) == foo.organisation
    (shown,) = overview(keller, chosen_one).parties[1:]
    assert (shown.identity, shown.confirmed_as) == ("renamed", "Foo Ltd")
    with keller.vault.read() as session:
        assert [one.trust for one in known_parties(session) if one.organisation == foo.organisation] == ["renamed"]
    trust_partner(keller, foo.organisation, fingerprint(foo.organisation))  # people compared, and saw the new name
    assert linked(keller, new_agreement(keller, TEMPLATE, answers())) == foo.organisation
    assert check_whole_vault(keller, lambda *_: None) == []


def test_a_partner_that_takes_its_confirmed_name_back_is_meant_by_it(
    keller: Acting, institut: Acting, found: Found
) -> None:
    foo = found("Foo Ltd", "Niemand", {"legal", "admin"}).acting
    confirm(keller, foo)
    before = new_agreement(keller, TEMPLATE, answers(other="Foo Ltd"))
    card = rename(foo, "Bar Ltd")
    assert preview_card(keller, card).trust == "renamed"
    (first, second) = renamed(add_partner(keller, card))
    assert overview(keller, before).parties[1].confirmed_as == ""  # what was agreed names the one that was confirmed
    assert "calls itself Bar Ltd now" in str(first)
    assert "confirmed under the name Foo Ltd" in str(second)
    (again,) = renamed(add_partner(keller, rename(foo, "FOO  Ltd")))
    assert "FOO  Ltd" in str(again) or "FOO Ltd" in str(again)
    assert linked(keller, new_agreement(keller, TEMPLATE, answers(other="Foo Ltd"))) == foo.organisation


def test_a_confirmation_without_a_name_is_one_of_the_first_card(
    keller: Acting, found: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    foo = found("Foo Ltd", "Niemand", {"legal", "admin"}).acting
    add_partner(keller, write_card(foo))
    with monkeypatch.context() as before, keller.vault.write() as session:  # as an older version wrote it
        before.setattr("datapact.organisation.acting.log.fault", lambda *_: None)
        body = {"fingerprint": fingerprint(foo.organisation), "how": COMPARED, "organisation": foo.organisation}
        append_organisation_entry(keller, session, "partner_trusted", body)
        row = session.get(PartnerRow, foo.organisation)
        assert row is not None
        row.trust = "confirmed"
        session.add(row)
    assert linked(keller, new_agreement(keller, TEMPLATE, answers(other="Foo Ltd"))) == foo.organisation
    add_partner(keller, rename(foo, NAME))
    with pytest.raises(WrongUse, match="confirmed under the name “Foo Ltd”"):
        new_agreement(keller, TEMPLATE, answers())


def test_our_own_name_means_us(keller: Acting, found: Found) -> None:
    namesake = found("Maschinenbau Keller GmbH", "Niemand", {"legal"}).acting
    confirm(keller, namesake)
    history = new_agreement(keller, TEMPLATE, answers())
    assert overview(keller, history).parties[0].organisation == keller.organisation


def test_who_was_added_by_mistake_can_be_removed(keller: Acting, institut: Acting, stranger: Acting) -> None:
    confirm(keller, institut)
    add_partner(keller, write_card(stranger))
    with pytest.raises(WrongUse):
        remove_partner(keller, stranger.organisation, " ")
    with pytest.raises(Locked):
        remove_partner(with_roles(keller, ["lead"]), stranger.organisation, "Hochstapler")
    assert remove_partner(keller, stranger.organisation, "Hochstapler").startswith("INSTITUT")
    with keller.vault.read() as session:
        assert [one.organisation for one in list_partners(session)] == [institut.organisation]
        assert find_partner(session, fingerprint(institut.organisation)[:14]).name == NAME
    assert check_whole_vault(keller, lambda *_: None) == []
    with keller.vault.write() as session:  # should its card come again, an introduction does not outweigh that
        assert introduce(keller, session, read_card(write_card(stranger)), institut.organisation) is not None
        again = get_partner(session, stranger.organisation)
        assert again is not None
        assert again.trust == "declared"
        assert provenance(session)[stranger.organisation].withdrawn_for == "Hochstapler"
    with pytest.raises(WrongUse):
        remove_partner(keller, "A" * 43, "gone")


@pytest.mark.parametrize("offered", [False, True])
def test_who_is_on_record_stays(keller: Acting, institut: Acting, offered: bool) -> None:
    confirm(keller, institut)
    history = new_agreement(keller, TEMPLATE, answers())
    if offered:
        offer_draft(keller, history)
    with pytest.raises(AnswerNo, match="cannot be removed"):
        remove_partner(keller, institut.organisation, "no more")
    assert distrust_partner(keller, institut.organisation, "no more").trust == "declared"


trusts = st.sampled_from(("declared", "introduced", "confirmed"))
houses = st.lists(
    st.builds(
        Candidate,
        st.text("abc", min_size=1, max_size=6),
        st.sampled_from(("X", "x ", "Y")),
        trusts,
        st.booleans(),
        st.sampled_from(("X", "x", "Y", "")),
    ),
    max_size=6,
    unique_by=lambda one: one.organisation,
)


def under_its_name(house: Candidate) -> bool:
    """Whether people confirmed it while it bore the name that it bears."""
    return house.trust == "confirmed" and house.confirmed_as.casefold() == house.name.strip().casefold()


@given(houses, st.randoms(use_true_random=False))
def test_no_unconfirmed_card_captures_a_confirmed_name_in_any_order(known: list[Candidate], chance) -> None:
    turned = [*known]
    chance.shuffle(turned)
    for name in ("X", "Y"):
        one, other = meant(of_name(known, name)), meant(of_name(turned, name))
        assert one == other
        confirmed = [house for house in of_name(known, name) if under_its_name(house)]
        if confirmed:
            assert one == (confirmed[0] if len(confirmed) == 1 else None)
        elif one is not None:
            assert of_name(known, name) == (one,)
            assert not one.distrusted
            assert one.trust != "confirmed"
    for house in known:
        bearing = of_name(known, house.name)
        expected = not under_its_name(house) and any(under_its_name(one) for one in bearing)
        assert has_confirmed_namesake(known, house.organisation) == expected
        for name in ("X", "Y", "Z"):
            bearing = [one for one in known if one.name.strip().casefold() == name.casefold() and one != house]
            under = house.confirmed_as.casefold() == name.casefold()
            sure = house.trust == "confirmed" and (under or (under_its_name(house) and not bearing))
            standing = standing_as(turned, house.organisation, name)
            assert (standing == "confirmed") == sure
            assert (unconfirmed(turned, house.organisation, name) is None) == sure
            assert standing in ("confirmed", "renamed") if house.trust == "confirmed" else standing == house.trust
    assert standing_as(known, "nobody", "X") == "unknown"


def test_who_is_chosen_is_one() -> None:
    one, other = "A" * 43, "AB" + "A" * 41
    known = (Candidate(one, "X", "declared"), Candidate(other, "X", "declared"))
    assert chosen(known, "ABAAA").organisation == other
    assert chosen(known, fingerprint(other)).organisation == other
    assert chosen(known, fingerprint(other)[:5]).organisation == other
    for text in ("A", "AB", "ABAA", "", fingerprint(other)[:4], "AAAAAB", "C"):
        with pytest.raises(WrongUse):
            chosen(known, text)


FROM_ELSEWHERE = f"""
[agreement]
title = {{ de = "Lieferung von Maschinendaten" }}
languages = ["de"]

[[parties]]
key = "keller"
name = "Maschinenbau Keller GmbH"

[[parties]]
key = "other"
name = "{NAME}"
"""


def test_a_slip_of_the_keyboard_names_no_partner(keller: Acting, institut: Acting) -> None:
    confirm(keller, institut)
    history = new_agreement(keller, TEMPLATE, answers())
    with keller.vault.read() as session:
        for text in (institut.organisation, fingerprint(institut.organisation)):
            for least in range(1, 5):
                for find in (find_partner, find_reference):
                    if NAME.casefold().startswith(text[:least].casefold()):
                        continue  # an id that happens to begin as the name does: names may be as short as people like
                    with pytest.raises(WrongUse):
                        find(session, text[:least])
        assert find_partner(session, institut.organisation[:5]).name == NAME
        assert find_reference(session, institut.organisation[:5]) == institut.organisation
        assert find_agreement(session, history.removeprefix(AGREEMENT_PREFIX)[:8]) == history
        for text in (AGREEMENT_PREFIX, history[: len(AGREEMENT_PREFIX) + 7]):
            with pytest.raises(WrongUse):
                find_agreement(session, text)


def test_a_contract_signed_elsewhere_asks_and_is_answered_where_it_was_asked(
    keller: Acting, institut: Acting, stranger: Acting, tmp_path: Path
) -> None:
    for one in (institut, stranger):
        add_partner(keller, write_card(one))
    digits = fingerprint(institut.organisation)[:11]

    def register(**more: Any) -> str:
        data = FROM_ELSEWHERE.encode()
        return elsewhere.register(
            keller, data, evidence="reference_only", signed_on=None, remarks="Ordner 7", **more
        ).history

    with pytest.raises(WrongUse, match="--party other=ID"):
        register()
    assert linked(keller, register(who={"other": digits})) == institut.organisation

    filled = Filled("Wartung", (NAME, "Stadtwerke Ulm"), reference="V-1")
    with pytest.raises(WrongUse) as asked:
        register_filled(keller, filled)
    assert "--party" not in str(asked.value)
    history = register_filled(keller, replace(filled, identities=((NAME, institut.organisation),))).history
    assert linked(keller, history) == institut.organisation
    again = filled_from(keller, history)
    assert again.identities == ((NAME, institut.organisation),)
    register_filled(keller, replace(again, identities=(), remarks="Ordner 8"), corrects=history)
    assert linked(keller, history) == institut.organisation  # nothing was said, so it stays as recorded
    register_filled(keller, replace(again, identities=((NAME, stranger.organisation),)), corrects=history)
    assert linked(keller, history) == stranger.organisation

    table = tmp_path / "contracts.csv"

    def line(cell: str) -> None:
        rows = "Aktenzeichen;Titel;Vertragspartner;Kennung;Bemerkungen"
        table.write_text(f'{rows}\nV-9;Lohn;"Stadtwerke Ulm; {NAME}";"{cell}";Ordner 9\n', "utf-8")

    for cell, words in (("", "column organisation"), ("; 0", "is not the id"), (f"{digits};;", "more organisations")):
        line(cell)
        (wrong,) = register_many(keller, table, None, dry_run=True).lines
        assert words in str(wrong.reason), cell
        assert "--party" not in str(wrong.reason)
    line(f"; {digits}")
    (new,) = register_many(keller, table, None).lines
    assert overview(keller, new.agreement).parties[2].organisation == institut.organisation
    assert [one.outcome for one in register_many(keller, table, None).lines] == ["known"]


def test_a_register_that_stands_on_the_card_is_not_typed(keller: Acting, institut: Acting) -> None:
    with institut.vault.read() as session:
        own = write_profile(own_profile(session))
    change_profile(institut, {**own, "registration": {"court": "Amtsgericht Potsdam", "number": "VR 1234 P"}})
    confirm(keller, institut)
    found = read_answers(answers()).terms.parties
    assert all(party.registration.number for party in found), "the example states them"
    said = answers()
    for party in found:
        for words in (party.registration.court, party.registration.number):
            said = said.replace(f'"{words}"'.encode(), b'""')
    document = open_draft(keller, new_agreement(keller, TEMPLATE, said)).document
    assert [one.registration.number for one in document.terms.parties] == ["", "VR 1234 P"], "our own card names none"
    stated = open_draft(keller, new_agreement(keller, TEMPLATE, answers())).document
    assert stated.terms.parties[1].registration == found[1].registration, "what is stated stays"
