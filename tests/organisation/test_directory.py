"""Directories of networks: read as written, refused when anything was changed, and never stronger than the cards inside."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datapact.audit.verify.verify import verify_file
from datapact.base.errors import AnswerNo, Damaged, DataPactError, Malformed, NewerFormat, TooLarge, WrongUse
from datapact.base.strictjson import canonical, from_base64url
from datapact.history.commitments.jws import sign_compact
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.identity.card import read_card
from datapact.organisation.identity.fingerprint import fingerprint
from datapact.organisation.members.invitation import invite, join
from datapact.organisation.members.members import certify, remove_member
from datapact.organisation.members.unlocking import unlock
from datapact.organisation.network.directory_file import LARGEST, MOST_VERSIONS, TYPE, is_directory, read_directory
from datapact.organisation.network.known import known_directories
from datapact.organisation.network.taking_in import TICKED, confirm_read_aloud, look_at_directory, take_directory
from datapact.organisation.network.writing import listed_before, members_after, write_directory
from datapact.organisation.partners.namesakes import all_candidates, unconfirmed
from datapact.organisation.partners.partners import (
    add_partner,
    distrust_partner,
    get_partner,
    list_partners,
    trust_partner,
)
from datapact.organisation.partners.provenance import provenance
from datapact.organisation.partners.removing import remove_partner
from tests.depth import examples
from tests.organisation.conftest import PASSPHRASE, Found
from tests.organisation.founded import CHEAP
from tests.organisation.test_partners import internal_kinds, rename

SHARED = settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
DAY = date(2026, 11, 30)


@pytest.fixture
def lindner(found: Found) -> Acting:
    return found("Werkzeugbau Lindner KG", "Petra Lindner", {"admin", "legal"}).acting


def written(keller: Acting, *others: Acting, vouch: bool = False) -> bytes:
    for other in others:
        add_partner(keller, write_card(other))
    members = [other.organisation for other in others]
    return write_directory(keller, "Netz Süd", members, day=DAY, vouch=vouch).data


def claims(data: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(from_base64url(data.decode().split(".")[1]))
    return found


def signed(acting: Acting, said: dict[str, Any], *, typ: str = TYPE) -> bytes:
    return sign_compact(canonical(said), acting.author_key, typ=typ).encode()


def as_listed(data: bytes, *prints: str) -> dict[str, str]:
    """What a person hears, with the names that the directory itself shows; "?" for those it does not list."""
    names = {fingerprint(one.card.organisation): one.card.profile.name for one in read_directory(data).members}
    return {digits: names.get(digits, "?") for digits in prints}


def snapshot(acting: Acting) -> tuple[list[str], list[tuple[str, str, bytes]], int]:
    with acting.vault.read() as session:
        partners = [(one.organisation, one.trust, one.card.data) for one in list_partners(session)]
        known = len(known_directories(session))
    return internal_kinds(acting), partners, known


def test_a_directory_is_read_as_written(keller: Acting, institut: Acting, lindner: Acting) -> None:
    data = written(keller, institut, lindner)
    directory = read_directory(data)
    assert is_directory(data)
    assert not is_directory(write_card(keller))
    assert (directory.name, directory.version, directory.day) == ("Netz Süd", 1, DAY)
    assert directory.writer.organisation == keller.organisation
    assert [one.card.organisation for one in directory.members] == [
        keller.organisation,
        institut.organisation,
        lindner.organisation,
    ]


def test_forged_claims_are_refused_and_change_nothing(keller: Acting, institut: Acting, lindner: Acting) -> None:
    said = claims(written(keller, institut))
    before = snapshot(lindner)
    left = {"organisation": institut.organisation, "name": "Institut", "day": "2026-11-30"}
    foreign: tuple[tuple[type[DataPactError], bytes], ...] = (
        (Malformed, signed(keller, {**said, "members": said["members"] * 2})),
        (Malformed, signed(keller, {**said, "members": []})),
        (Malformed, signed(keller, {**said, "left": [left]})),
        (Malformed, signed(keller, {**said, "name": "Netz\u202eSüd"})),
        (Malformed, signed(keller, {**said, "name": " "})),
        (Malformed, signed(keller, {**said, "day": "30.11.2026"})),
        (Malformed, signed(keller, {**said, "network": "x"})),
        (Malformed, signed(keller, {**said, "extra": 1})),
        (Malformed, signed(keller, {**said, "version": 0})),
        (Malformed, signed(keller, {**said, "version": MOST_VERSIONS + 1})),
        (Malformed, signed(keller, said, typ="dp-card")),
        (NewerFormat, signed(keller, {**said, "format": 3})),
        (Malformed, signed(keller, {**said, "format": 2})),
        (Damaged, signed(keller, {**said, "organisation": institut.organisation})),
        (Damaged, signed(keller, {**said, "organisation": lindner.organisation})),
        (Damaged, signed(institut, said)),
        (TooLarge, b"." * (LARGEST + 1)),
        (Malformed, write_card(keller)),
    )
    for error, data in foreign:
        with pytest.raises(error):
            take_directory(lindner, data)
    spaced = json.dumps(said).encode()
    with pytest.raises(Malformed):
        take_directory(lindner, sign_compact(spaced, keller.author_key, typ=TYPE).encode())
    assert snapshot(lindner) == before


def test_a_card_inside_must_bear_its_own_signature(keller: Acting, institut: Acting, lindner: Acting) -> None:
    said = claims(written(keller, institut))
    card = json.loads(from_base64url(said["members"][1]["card"].split(".")[1]))
    forged = sign_compact(canonical(card), keller.author_key, typ="dp-card")
    said["members"][1]["card"] = forged
    with pytest.raises(Damaged, match="was not signed by a member"):
        take_directory(lindner, signed(keller, said))
    assert snapshot(lindner) == ([], [], 0)


DATA: dict[str, bytes] = {}


@SHARED
@given(st.data())
def test_a_changed_or_cut_file_is_refused_with_words_and_changes_nothing(
    keller: Acting, institut: Acting, data: st.DataObject
) -> None:
    file = DATA.get(keller.organisation) or DATA.setdefault(keller.organisation, written(keller, institut))
    before = snapshot(institut)
    if data.draw(st.booleans()):
        mutated = bytearray(file)
        mutated[data.draw(st.integers(0, len(file) - 1))] ^= data.draw(st.integers(1, 255))
    else:
        start = data.draw(st.integers(0, len(file) - 1))
        mutated = bytearray(file[:start] + file[start + data.draw(st.integers(1, 4000)) :])
    with pytest.raises(DataPactError) as refused:
        take_directory(institut, bytes(mutated))
    assert str(refused.value).endswith(".")
    assert snapshot(institut) == before


@SHARED
@given(st.data())
def test_a_changed_member_of_the_content_is_refused_or_read_as_it_says(
    keller: Acting, institut: Acting, data: st.DataObject
) -> None:
    """Whoever signs may write anything: what is read is what stands there, and nothing else passes."""
    said = claims(DATA.get(keller.organisation) or DATA.setdefault(keller.organisation, written(keller, institut)))
    place = data.draw(st.sampled_from(sorted(said)))
    value = data.draw(
        st.none()
        | st.booleans()
        | st.integers(-(2**53) + 1, 2**53 - 1)
        | st.text(max_size=40)
        | st.lists(st.text(max_size=9), max_size=3)
    )
    file = signed(keller, {**said, place: value})
    try:
        directory = read_directory(file)
    except DataPactError:
        return
    shown = {"version": directory.version, "name": directory.name, "left": list(directory.left)}
    assert place == "format" or shown.get(place, value) == value


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
@settings(max_examples=examples(60))
def test_bytes_that_are_no_directory_are_refused(data: bytes) -> None:
    assert not is_directory(data)
    with pytest.raises(DataPactError):
        read_directory(data)


def test_several_are_confirmed_in_one_step_or_none(
    keller: Acting, institut: Acting, lindner: Acting, found: Found
) -> None:
    city = found("Stadtwerke", "Ute Maier", {"legal"}).acting
    data = written(keller, institut, lindner, city)
    seen = take_directory(city, data)
    assert [row.standing for row in seen.rows] == ["declared", "declared", "own", "declared"]
    assert [row.can_be_confirmed for row in seen.rows] == [True, True, False, True]
    prints = [row.fingerprint for row in seen.rows if row.can_be_confirmed]
    before = snapshot(city)
    for wrong in ([*prints, "0" * 40], [*prints, fingerprint(city.organisation)]):
        with pytest.raises(AnswerNo):
            confirm_read_aloud(city, data, as_listed(data, *wrong), TICKED)
    for wrong in ([], [*prints, "12345"]):
        with pytest.raises(WrongUse):
            confirm_read_aloud(city, data, as_listed(data, *wrong), TICKED)
    assert snapshot(city) == before
    assert len(confirm_read_aloud(city, data, as_listed(data, *prints), TICKED)) == 3
    assert internal_kinds(city)[-3:] == ["partner_trusted"] * 3
    assert confirm_read_aloud(city, data, as_listed(data, *prints), TICKED) == ()
    with city.vault.read() as session:
        assert {one.standing for one in list_partners(session)} == {"confirmed"}


def test_in_one_meeting_all_confirm_all_and_an_exchanged_card_is_found_out(
    keller: Acting, institut: Acting, lindner: Acting, found: Found
) -> None:
    city = found("Stadtwerke", "Ute Maier", {"legal"}).acting
    network = (keller, institut, lindner, city)
    data = written(keller, institut, lindner, city)
    for member in network:
        take_directory(member, data)
        heard = [fingerprint(other.organisation) for other in network if other is not member]
        assert len(confirm_read_aloud(member, data, as_listed(data, *heard), TICKED)) == len(network) - 1
    # The coordinator puts an organisation of its own making in the place of a newcomer that bears its name.
    newcomer, forged = (found("Energie Nord eG", "Kai Horn", {"legal"}).acting for _again in range(2))
    add_partner(keller, write_card(forged))
    members = [one.organisation for one in (institut, lindner, city, forged)]
    second = write_directory(keller, "Netz Süd", members, day=DAY).data
    seen = take_directory(institut, second)
    assert [row.name for row in seen.rows if row.can_be_confirmed] == ["Energie Nord eG"]
    with pytest.raises(AnswerNo, match="nobody in this directory"):
        confirm_read_aloud(institut, second, {fingerprint(newcomer.organisation): "Energie Nord eG"}, TICKED)
    own = look_at_directory(newcomer, second)
    assert "not listed" in str(own.warnings)
    assert "has the same name" in str(next(row for row in own.rows if row.name == "Energie Nord eG").warnings)


def test_a_card_that_contradicts_a_confirmed_one_is_left_out_and_named(
    keller: Acting, institut: Acting, lindner: Acting, tmp_path: Path, clock: Any
) -> None:
    institut.close()
    shutil.copytree(institut.vault.folder, tmp_path / "copy.datapact")
    with unlock(institut.vault.folder, None, PASSPHRASE, clock) as one:
        add_partner(lindner, rename(one, "Institut eins"))
    trust_partner(lindner, institut.organisation, fingerprint(institut.organisation))
    with unlock(tmp_path / "copy.datapact", None, PASSPHRASE, clock) as other:
        rename(other, "Institut zwei")
        data = written(keller, other)
    before = snapshot(lindner)[1]
    seen = take_directory(lindner, data)
    row = next(row for row in seen.rows if row.organisation == institut.organisation)
    assert (row.news, row.standing, row.can_be_confirmed) == ("contradicts", "confirmed", False)
    assert "another history" in str(row.warnings[0])
    assert before[0] in snapshot(lindner)[1]
    with pytest.raises(AnswerNo, match="another history"):
        confirm_read_aloud(lindner, data, as_listed(data, fingerprint(institut.organisation)))


def test_a_newer_card_of_a_confirmed_partner_is_named(keller: Acting, institut: Acting, lindner: Acting) -> None:
    add_partner(lindner, write_card(institut))
    trust_partner(lindner, institut.organisation, fingerprint(institut.organisation))
    rename(institut, "Werkzeugbau Lindner KG")
    seen = take_directory(lindner, written(keller, institut))
    row = next(row for row in seen.rows if row.organisation == institut.organisation)
    assert (row.news, row.standing) == ("newer", "renamed")
    said = " ".join(map(str, row.warnings))
    assert "calls itself Werkzeugbau Lindner KG now" in said
    assert "has the same name" in said  # our own


def test_a_writers_word_introduces_where_the_writer_is_confirmed_and_confirms_nobody(
    keller: Acting, institut: Acting, lindner: Acting
) -> None:
    add_partner(keller, write_card(institut))
    trust_partner(keller, institut.organisation, fingerprint(institut.organisation))
    data = written(keller, institut, vouch=True)
    assert [one.confirmed is not None for one in read_directory(data).members] == [False, True]
    assert {row.standing for row in take_directory(lindner, data).rows} == {"declared"}
    confirm_read_aloud(lindner, data, as_listed(data, fingerprint(keller.organisation)))
    with lindner.vault.read() as session:
        partner, known = get_partner(session, institut.organisation), provenance(session)[institut.organisation]
        refused = unconfirmed(all_candidates(session), institut.organisation, "Institut für Produktionsdaten e. V.")
    assert partner is not None
    assert partner.standing == "introduced"
    assert "is not confirmed" in str(refused)  # so nobody signs with it
    assert known.introduced_by == ("Maschinenbau Keller GmbH",)
    assert [by for by, _day in known.said_confirmed] == ["Maschinenbau Keller GmbH"]
    # What people withdrew no file gives back; and who was only listed can be taken off.
    distrust_partner(lindner, institut.organisation, "Ein anderer war am Telefon.")
    row = next(row for row in take_directory(lindner, data).rows if row.organisation == institut.organisation)
    assert (row.standing, "withdrew its trust" in str(row.warnings)) == ("declared", True)
    remove_partner(lindner, institut.organisation, "Nur gelistet.")


def test_a_version_follows_another_and_none_goes_back(keller: Acting, institut: Acting, lindner: Acting) -> None:
    first = written(keller, institut, lindner)
    second = write_directory(keller, "NETZ  SÜD", [lindner.organisation], day=DAY, left_on=date(2026, 12, 31)).data
    third = write_directory(keller, "Netz Süd", [lindner.organisation, institut.organisation], day=DAY).data
    said = [read_directory(data) for data in (first, second, third)]
    assert [(one.version, one.name, len(one.left)) for one in said] == [
        (1, "Netz Süd", 0),
        (2, "Netz Süd", 1),
        (3, "Netz Süd", 0),
    ]
    assert len({one.network for one in said}) == 1
    assert (said[1].left[0].organisation, said[1].left[0].day) == (institut.organisation, date(2026, 12, 31))
    take_directory(lindner, first)
    with pytest.raises(Damaged, match="Two different files"):
        take_directory(lindner, signed(keller, {**claims(first), "day": "2026-12-01"}))
    dropped = signed(keller, {**claims(second), "left": []})
    assert "missing here without a word" in str(look_at_directory(lindner, dropped).warnings)
    assert take_directory(lindner, second).news == "newer"
    assert take_directory(lindner, second).news == "same"
    with pytest.raises(AnswerNo, match="older"):
        take_directory(lindner, first)
    assert internal_kinds(lindner).count("network_directory") == 2
    # Who is taken off the list of partners is not in the next version.
    remove_partner(keller, institut.organisation, "Versehentlich aufgenommen.")
    assert members_after(keller, "Netz Süd", [], []) == {lindner.organisation}
    fourth = read_directory(write_directory(keller, "Netz Süd", [lindner.organisation], day=DAY).data)
    assert [one.name for one in fourth.left] == ["Institut für Produktionsdaten e. V."]
    # Another organisation's directory of the same name is another directory.
    add_partner(institut, write_card(lindner))
    other = write_directory(institut, "Netz Süd", [lindner.organisation], day=DAY).data
    assert take_directory(lindner, other).news == "new"
    with lindner.vault.read() as session:
        assert sorted(one.version for one in known_directories(session).values()) == [1, 2]


def test_a_directory_passes_no_card_on_whose_trust_was_withdrawn(keller: Acting, institut: Acting) -> None:
    add_partner(keller, write_card(institut))
    distrust_partner(keller, institut.organisation, "Die Nummer war falsch.")
    for error, members in ((AnswerNo, [institut.organisation]), (WrongUse, []), (WrongUse, ["x" * 43])):
        with pytest.raises(error):
            write_directory(keller, "Netz", members)
    with pytest.raises(WrongUse):
        write_directory(keller, "  ", [institut.organisation])
    assert "network_directory" not in internal_kinds(keller)


def test_the_key_of_a_removed_member_writes_no_directory_over_an_old_card(
    institut: Acting, lindner: Acting, found: Found, clock: Any
) -> None:
    """The old card inside still lists it; our own history and the newer card of the partner do not."""
    keller = found("Maschinenbau Keller GmbH", "Anna Keller", {"admin", "legal"}).acting
    invited = invite(keller, "Rolf Fink", ["legal"], "", CHEAP)
    folder = keller.vault.folder
    join(folder, invited.member, invited.code, PASSPHRASE, clock, CHEAP)
    certify(keller, invited.member)
    old = write_card(keller).decode()
    keller.close()
    with unlock(folder, invited.member, PASSPHRASE, clock) as rolf:
        key = rolf.author_key
    with unlock(folder, keller.member.id, PASSPHRASE, clock) as keller:
        add_partner(institut, old.encode())
        said = claims(written(keller, lindner))
        said |= {"version": MOST_VERSIONS}
        said["members"] = [{"card": old, "confirmed": ""}, {**said["members"][1], "confirmed": "2026-11-29"}]
        forged = sign_compact(canonical(said), key, typ=TYPE).encode()
        assert look_at_directory(institut, forged).news == "new"  # as long as nobody knows better
        remove_member(keller, invited.member, "Ausgeschieden.")
        add_partner(institut, write_card(keller))
        trust_partner(institut, keller.organisation, fingerprint(keller.organisation))
        for victim in (institut, keller):
            before = snapshot(victim)
            for attempt in (
                look_at_directory,
                take_directory,
                lambda acting, data: confirm_read_aloud(
                    acting, data, as_listed(data, fingerprint(lindner.organisation))
                ),
            ):
                with pytest.raises(Damaged, match="may not write one for Maschinenbau Keller GmbH any more"):
                    attempt(victim, forged)
            assert snapshot(victim) == before
        verdict = verify_file(forged, "netz.dpdir", cards=[write_card(keller)])
        assert (verdict.verdict, verify_file(forged, "netz.dpdir").verdict) == ("invalid", "valid")
        # What was taken in is no base of our own next version, even if a member of ours signed it.
        take_directory(keller, signed(keller, {**said, "members": claims(forged)["members"]}))
        good = write_directory(keller, "Netz Süd", [lindner.organisation], day=DAY).data
        assert read_directory(good).version == 2
        take_directory(institut, good)


def test_a_confirmation_bears_the_name_that_was_shown(keller: Acting, institut: Acting, lindner: Acting) -> None:
    data = written(keller, institut)
    digits = fingerprint(institut.organisation)
    listed = as_listed(data, digits)
    take_directory(lindner, data)
    add_partner(lindner, rename(institut, "Bundesamt für Wirtschaft"))  # while the list is open
    before = snapshot(lindner)
    with pytest.raises(AnswerNo, match="calls itself Bundesamt für Wirtschaft now"):
        confirm_read_aloud(lindner, data, listed, TICKED)
    assert snapshot(lindner) == before
    row = next(row for row in look_at_directory(lindner, data).rows if row.organisation == institut.organisation)
    assert (row.name, row.news, row.can_be_confirmed) == ("Bundesamt für Wirtschaft", "older", True)
    assert "under the name Institut für Produktionsdaten e. V." in str(row.warnings[0])
    (confirmed,) = confirm_read_aloud(lindner, data, {row.fingerprint: row.name}, TICKED)
    assert (confirmed.confirmed_as, confirmed.standing) == ("Bundesamt für Wirtschaft", "confirmed")


def test_a_card_that_contradicts_stops_no_confirmation_of_others(
    keller: Acting, institut: Acting, lindner: Acting, found: Found, tmp_path: Path, clock: Any
) -> None:
    city = found("Stadtwerke", "Ute Maier", {"legal"}).acting
    institut.close()
    shutil.copytree(institut.vault.folder, tmp_path / "copy.datapact")
    with unlock(institut.vault.folder, None, PASSPHRASE, clock) as one:
        add_partner(lindner, rename(one, "Institut eins"))
    with unlock(tmp_path / "copy.datapact", None, PASSPHRASE, clock) as other:
        rename(other, "Institut zwei")
        for card in (write_card(other), write_card(city)):
            trust_partner(
                keller, add_partner(keller, card).partner.organisation, fingerprint(read_card(card).organisation)
            )
        data = written(keller, other, city, vouch=True)
        said = claims(written(other, city))
        said["members"] = [{**one, "confirmed": "2026-11-29"} for one in said["members"]]
        by_copy = signed(other, said)
    # A writer whose own card contradicts the one that is held introduces nobody, though its organisation is confirmed.
    trust_partner(lindner, institut.organisation, fingerprint(institut.organisation))
    assert [row.standing for row in take_directory(lindner, by_copy).rows] == ["confirmed", "declared"]
    take_directory(lindner, data)
    assert len(confirm_read_aloud(lindner, data, as_listed(data, fingerprint(keller.organisation)), TICKED)) == 1
    with lindner.vault.read() as session:
        partner, known = get_partner(session, city.organisation), get_partner(session, institut.organisation)
    assert partner is not None
    assert known is not None
    assert (partner.standing, known.name, known.standing) == ("introduced", "Institut eins", "confirmed")


def test_who_was_listed_by_mistake_is_left_out(
    keller: Acting, institut: Acting, lindner: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(keller, institut, lindner)
    never = listed_before(keller, "netz süd", ["Werkzeugbau"])
    assert never == {lindner.organisation}
    with pytest.raises(WrongUse):
        listed_before(keller, "Netz Süd", ["Maschinenbau"])
    second = write_directory(keller, "Netz Süd", [institut.organisation], day=DAY, never=never)
    assert (second.directory.version, second.directory.left) == (2, ())
    monkeypatch.setattr("datapact.organisation.network.writing.MOST_VERSIONS", 2)
    with pytest.raises(AnswerNo, match="no room for another version"):
        write_directory(keller, "Netz Süd", [institut.organisation], day=DAY)
