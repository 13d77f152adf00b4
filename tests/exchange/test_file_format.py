"""docs/file-format.md is enough to write a reader: one that was (mini_reader.py) opens what the program writes."""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path

import pytest

from datapact.base.strictjson import canonical, from_base64url, sha256_of
from datapact.exchange.bundle.bundle import read_bundle, signed_by
from datapact.history.entries.entry import read_entry
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.acting.private_keys import sealing_keys
from datapact.organisation.identity.card import read_card
from datapact.organisation.identity.hpke_keys import key_thumbprint
from datapact.organisation.network.writing import write_directory
from datapact.signing.ceremony.proof import Proof, Signatory
from datapact.vault.keys import hpke
from tests.exchange import mini_reader, mini_vault
from tests.exchange.forgery import line_of
from tests.exchange.houses import HISTORY, PASSPHRASE, comment, exchange, offer, revoke, send, state, with_roles, write
from tests.tools import format_example

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "file-format.md").read_text(encoding="utf-8")


def private_key(acting) -> bytes:
    with acting.vault.read() as session:
        (private,) = sealing_keys(session).values()
    return private


def test_the_reader_is_independent():
    for module in (mini_reader, mini_vault):
        tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
        imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        imported |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        packages = {str(name).split(".", maxsplit=1)[0] for name in imported - {mini_reader.__name__}}
        assert packages <= {"cryptography", "sqlcipher3"} | sys.stdlib_module_names


def test_it_reads_a_card(houses):
    colleague = with_roles(houses.keller, ["lead"])
    revoke(houses.keller, colleague)
    card = mini_reader.read_card(write_card(houses.keller))
    line = line_of(houses.keller)
    assert (card.organisation, card.sequence) == (houses.keller.organisation, 3)
    assert [entry.digest for entry in card.entries] == [entry.digest for entry in line.entries]
    assert card.entries[0].body["profile"]["name"] == "Maschinenbau Keller GmbH"
    assert colleague.kid in card.author_keys[card.entries[1].digest]
    assert colleague.kid not in card.author_keys[card.entries[2].digest]


def test_it_reads_a_directory(houses):
    institute = houses.institute.organisation
    written = write_directory(houses.keller, "Netz Süd", [institute])
    directory = mini_reader.read_directory(written.data)
    assert (directory.name, directory.version, directory.left) == ("Netz Süd", 1, {})
    assert [card.organisation for card in directory.cards] == [houses.keller.organisation, institute]
    broken = bytearray(written.data)
    broken[-20] = ord("A") if broken[-20] != ord("A") else ord("B")  # still base64
    with pytest.raises(mini_reader.Refused, match="signature of the directory"):
        mini_reader.read_directory(bytes(broken))


def test_it_opens_a_bundle_and_verifies_every_entry(houses):
    offered = offer(houses.keller, houses.institute)
    exchange(houses.keller, houses.institute)
    comment(houses.institute, "Gelesen.")
    exchange(houses.institute, houses.keller)
    comment(houses.keller, "Danke.")
    data = send(houses.keller, houses.institute, everything=True)
    bundle = mini_reader.read_bundle(data, private_key(houses.institute))
    cards = {
        houses.keller.organisation: bundle.card,
        houses.institute.organisation: mini_reader.read_card(write_card(houses.institute)),
    }
    entries = bundle.entries[HISTORY]
    kinds = [entry.claims["kind"] for entry in entries]
    assert kinds == ["offer", "receipt", "comment", "receipt", "comment", "receipt"]
    assert all(mini_reader.verify_entry(entry, cards) for entry in entries)
    assert entries[0].digest == offered.digest
    assert entries[0].body["state"] == state(houses.keller, houses.institute)
    assert entries[4].body == {"text": "Danke.", "about": ""}
    seen = set()
    for entry in entries:
        assert seen.issuperset(entry.claims["parents"])
        seen.add(entry.digest)


def test_it_refuses_what_was_changed(houses):
    offer(houses.keller, houses.institute)
    data = send(houses.keller, houses.institute)
    bundle = mini_reader.read_bundle(data, private_key(houses.institute))
    entry = bundle.entries[HISTORY][0]
    forged = entry._replace(jws=entry.jws._replace(signed=entry.jws.signed + b"x"))
    assert not mini_reader.verify_entry(forged, {houses.keller.organisation: bundle.card})
    with pytest.raises(Exception):  # noqa: B017 - it is a sketch: any error is a refusal
        mini_reader.read_bundle(data[:-1] + bytes([data[-1] ^ 1]), private_key(houses.institute))


def test_it_verifies_a_proof(houses):
    offered = offer(houses.keller, houses.institute)
    exchange(houses.keller, houses.institute)
    accepted = write(houses.institute, "accept", {"offer": offered.digest})
    exchange(houses.institute, houses.keller)
    agreement = canonical(state(houses.keller, houses.institute))
    signers = (houses.keller, houses.institute)
    slots = [
        {
            "id": f"slot-{place}",
            "order": place,
            "party": f"p{place - 1}",
            "organisation": signer.organisation,
            "member": signer.member.id,
            "person": signer.member.name,
            "capacity": "managing_director",
            "evidence": "",
            "evidence_date": "",
            "kid": signer.member.signing_kid,
        }
        for place, signer in enumerate(signers, start=1)
    ]
    body = {
        "offer": offered.digest,
        "agreement_sha256": sha256_of(agreement),
        "layout": "1",
        "slots": slots,
        "heads": [{"organisation": signer.organisation, "head": line_of(signer).head} for signer in signers],
    }
    proof = Proof(
        freeze=write(houses.keller, "freeze", body),
        accepts=(accepted,),
        offer=offered,
        organisations={signer.organisation: line_of(signer).entries for signer in signers},
        signatories=tuple(
            Signatory(
                slot=slot["id"],
                party=slot["party"],
                person=slot["person"],
                capacity=slot["capacity"],
                organisation=slot["organisation"],
                member=slot["member"],
                certificate=from_base64url(signer.member.signing),
            )
            for slot, signer in zip(slots, signers, strict=True)
        ),
    ).write()
    assert mini_reader.verify_proof(proof, agreement) == [
        (signer.member.name, signer.member.signing) for signer in signers
    ]
    other = canonical(state(houses.keller, houses.institute, text="Andere Daten."))
    with pytest.raises(mini_reader.Refused):
        mini_reader.verify_proof(proof, other)


def test_it_opens_a_vault_folder(houses):
    offered = offer(houses.keller, houses.institute)
    send(houses.keller, houses.institute)
    folder, kid = houses.folder / "keller", houses.keller.kid
    houses.keller.vault.rotate_vault_key()
    houses.keller.close()
    vault_key, everyday = mini_vault.open_slot(folder, "anna-keller", PASSPHRASE)
    rows = mini_vault.tables(folder, vault_key)
    mini_vault.check_chain(folder, vault_key, rows["entry"])
    disclosures = {row["entry"]: json.loads(row["texts"]) for row in rows["disclosure"]}
    (row,) = (row for row in rows["entry"] if row["digest"] == offered.digest)
    entry = mini_reader.read_entry({"jws": row["jws"], "disclosures": disclosures[row["digest"]]})
    assert entry.body["state"] == state(houses.keller, houses.institute)
    (author,) = (row for row in rows["person_key"] if row["purpose"] == "author")
    key = mini_vault.author_key(everyday, author)
    assert mini_reader.thumbprint(key.public_key()) == kid == author["kid"]
    assert entry.jws.made_by(key.public_key())


def test_the_page_shows_the_worked_example_as_it_is():
    assert PAGE[PAGE.index(format_example.HEADING) :] == format_example.HEADING + "\n" + format_example.section()


def test_the_program_still_reads_the_worked_example():
    card = read_card((format_example.EXAMPLES / "keller.dpcard").read_bytes())
    private = mini_reader.decode((format_example.EXAMPLES / "institute.key").read_text().strip())
    keys = {key_thumbprint(hpke.public_key(private)): private}
    bundle = read_bundle((format_example.EXAMPLES / "offer.dpact").read_bytes(), keys)
    author = card.line.member_at(bundle.head, bundle.statement.kid)
    assert author is not None
    assert signed_by(bundle, author.author_key)
    (history,) = bundle.contents.histories
    kinds = [read_entry(entry.jws, entry.disclosures, entry.erased).kind for entry in history.entries]
    assert kinds == ["offer", "receipt"]


def test_every_kind_and_member_is_on_the_page():
    from datapact.history.entries.shapes import AGREEMENT_SHAPES, ORGANISATION_SHAPES

    for kinds in (AGREEMENT_SHAPES, ORGANISATION_SHAPES):
        for name, kind in kinds.items():
            rows = [row for row in PAGE.splitlines() if row.startswith(f"| `{name}` |")]
            assert any(all(f"`{member}`" in row for member in kind.members) for row in rows), name
