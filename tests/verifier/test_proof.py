"""What the page says of ``proof.json`` and of cards beside it: never better than ``datapact verify``."""

from __future__ import annotations

import io
import json
import re
import tomllib
from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from datapact.agreements.projection.status import EVIDENCE_WORDS
from datapact.base.errors import Damaged
from datapact.base.strictjson import canonical, parse, to_base64url
from datapact.base.texts import Message
from datapact.consent.decision.wording import WEIGHT_WORDS
from datapact.history.entries.shapes import AGREEMENT_SHAPES, ORGANISATION_SHAPES
from datapact.history.entries.sharing_records import VERDICT_WORDS
from datapact.history.transitions.registry import AGREEMENT_RULES, ORGANISATION_RULES
from datapact.pdf.agreement.render import render_agreement
from tests.audit import frozen
from tests.audit import test_verify as bent
from tests.audit.frozen import make, signed_agreement
from tests.verifier.page import HERE, judged, keys, needs_the_page, node

pytestmark = needs_the_page
SOURCE = Path(__file__).parents[2] / "resources" / "verifier" / "src"


@pytest.mark.journey
def test_no_proof_that_does_not_prove_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is what the parties themselves could sign: the proof, the freeze or the text is bent, the signatures are sound."""
    monkeypatch.setattr(frozen, "render_agreement", lambda _document: b"")
    monkeypatch.setattr(frozen, "sign_field", lambda data, **_: data)
    changes: dict[str, dict[str, Any]] = {name: {"change_proof": change} for name, (change, _) in bent.PROOFS.items()}
    changes |= {name: {"change_freeze": change} for name, (change, _) in bent.FREEZES.items()}
    changes |= {
        "sound": {},
        "a slot less": {"change_freeze": bent._one_slot_less, "order": (0, 1)},
        "another text": {"attached": bent._other_text},
    }
    made = {name: (make(**change), change.get("order", (0, 1, 2))) for name, change in changes.items()}
    made["another order"] = (made["sound"][0], (1, 0, 2))
    made["nobody for the second"] = (made["sound"][0], (0, 2))
    made["by name"] = (make(persons=(2,), order=(0, 1)), (0, 1))
    made["a certificate for who has none"] = (
        make(persons=(2,), order=(0, 1), change_proof=bent.with_certificate), (0, 1),
    )  # fmt: skip
    cases = []
    for name, (case, order) in made.items():
        attached = case.document.attachments
        signed = [
            (slot["id"], frozen._signing(case.keller, case.institute, slot) if slot["kid"] else "")
            for slot in case.proof.freeze.body["slots"]
        ]
        cases.append(
            {
                "name": name,
                "proof": b64encode(attached["proof.json"]).decode(),
                "agreement": b64encode(attached["agreement.json"]).decode(),
                "signed": [{"field": signed[place][0], "der": signed[place][1]} for place in order],
            }
        )
    (tmp_path / "cases.json").write_text(json.dumps(cases), "utf-8")
    found = json.loads(node(HERE / "judge_proofs.mjs", tmp_path / "cases.json"))
    wrong = {name: keys(value, "bad") for name, value in found.items()}
    assert wrong.pop("sound") == set()
    # an honest agreement, too, has an empty place before a filled one, where that party signed a copy of its own: open, as for the program
    assert wrong.pop("nobody for the second") == set()
    assert wrong.pop("by name") == set()
    assert "byPerson" in keys(found["by name"], "open")  # the last place, too: nobody signs there in this PDF
    assert "notHere" in keys(found["nobody for the second"], "open")
    assert not [name for name, said in wrong.items() if not said]


def _more_files(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["side-letter.txt"] = b"forget clause 3"


@pytest.mark.journey
def test_documents_prepared_before_the_first_signature(tmp_path: Path) -> None:
    """What DataPact writes into no document is wrong; for the rest the page says that it did not compare the pages."""
    base = signed_agreement().revisions[0]
    (tmp_path / "sound").write_bytes(base)
    for prepare in (*bent.PREPARED, _more_files):
        with pikepdf.open(io.BytesIO(base)) as pdf:
            prepare(pdf)
            pdf.save(tmp_path / prepare.__name__, static_id=True)
    (tmp_path / "parts.mjs").write_text(
        f'import {{ foreignParts }} from "{SOURCE}/pages.js"; import {{ open }} from "{SOURCE}/reader.js";'
        'import { readFileSync } from "node:fs"; const said = {};'
        "for (const path of process.argv.slice(2))"
        ' said[path.split("/").pop()] = foreignParts(await open(new Uint8Array(readFileSync(path))), ["agreement.json", "proof.json"]);'
        "console.log(JSON.stringify(said));",
        "utf-8",
    )
    names = ("sound", *(one.__name__ for one in (*bent.PREPARED, _more_files)))
    found = json.loads(node(tmp_path / "parts.mjs", *(tmp_path / one for one in names)))
    assert found.pop("sound") == ""
    assert {name for name, said in found.items() if not said} <= {
        "_other_letters",
        "_draw_more",
        "_hidden_object",
        "_other_title",
        "_larger_field",
    }


@pytest.mark.journey
def test_pages_of_another_text_are_marked(tmp_path: Path) -> None:
    def other(state: dict[str, Any]) -> dict[str, Any]:
        paragraph = state["clauses"][0]["paragraphs"][0]
        first, *rest = paragraph["text"]["de"]
        text = {**paragraph["text"], "de": [{**first, "text": "Nicht: " + first["text"]}, *rest]}
        changed = {**paragraph, "text": text}
        clause = {**state["clauses"][0], "paragraphs": [changed, *state["clauses"][0]["paragraphs"][1:]]}
        return {**state, "clauses": [clause, *state["clauses"][1:]]}

    case = signed_agreement()
    drawn = render_agreement(replace(case.document, state=other(dict(case.document.state))))
    slots = case.proof.freeze.body["slots"]
    signed = frozen._sign_all(replace(case, revisions=(drawn,)), slots, (0, 1, 2), None)[-1]
    found = judged(tmp_path, {"other.pdf": signed, "sound.pdf": case.pdf})
    assert found["sound.pdf"]["verdict"] == "verdictProven"
    assert found["other.pdf"]["verdict"] == "verdictDiffers"
    assert "pagesDiffer" in keys(found["other.pdf"], "open")
    told = found["other.pdf"]["agreement"][0]
    assert told["missing"] == [1]
    beside = told["shown"][1]
    assert beside["text"].startswith("(1) Nicht: "), "the text of the pages stands beside"
    assert beside["text"].endswith(told["lines"][1]["text"].replace("\u00ad", ""))
    sound = found["sound.pdf"]["agreement"][0]
    assert all(one["page"] > 1 for one in sound["shown"])


@pytest.mark.journey
def test_cards_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = signed_agreement()
    cards = {"keller": case.keller.card(), "institute": case.institute.card(), "namesake": frozen._houses()[0].card()}
    for name, data in cards.items():
        (tmp_path / f"{name}.dpcard").write_bytes(data)

    sets = (("keller", "institute"), ("keller",), ("namesake", "institute"))
    monkeypatch.setenv("CARDS", "\n".join(",".join(str(tmp_path / f"{one}.dpcard") for one in names) for names in sets))
    both, one, namesake = judged(tmp_path, {"signed.pdf": case.pdf}).values()
    assert [both["verdict"], one["verdict"]] == ["verdictProven", "verdictProven"]
    assert "declared" not in keys(both, "open")
    assert "cardFits" in keys(one, "good")
    assert "declared" in keys(one, "open")
    assert namesake["verdict"] == "verdictOpen", "same name or not, somebody else signed"


def test_the_page_knows_every_script_that_came_with_us() -> None:
    listed = tomllib.loads((SOURCE.parents[1] / "by_hand" / "released.toml").read_text("utf-8"))["recount.py"]
    known = re.findall(r'"([\w-]{43})"', (SOURCE / "released.js").read_text("utf-8"))
    assert known == [to_base64url(bytes.fromhex(one)) for one in listed]


def test_the_page_says_codes_and_faults_in_both_languages(tmp_path: Path) -> None:
    """Codes have the program's words; what a reader of PDFs finds wrong is no English in a German line."""
    faults = {
        one
        for name in ("reader.js", "revisions.js", "judge.js")
        for one in re.findall(
            r'(?:wrong: |wrong\(\w+, |return )["`]([a-z][^"`]* [^"`]*)["`]', (SOURCE / name).read_text("utf-8")
        )
    }
    texts = [re.sub(r"\$\{[^}]*(?:\([^)]*\)[^}]*)*\}", "7", one) for one in sorted(faults)]
    assert len(texts) > 25
    (tmp_path / "said.mjs").write_text(
        f'import {{ technical }} from "{SOURCE}/technical.js"; import {{ codesOf }} from "{SOURCE}/words.js";'
        f"console.log(JSON.stringify([{json.dumps(texts)}.map(technical), codesOf('weight'), codesOf('evidence'), codesOf('answer')]));",
        "utf-8",
    )
    said, weights, evidence, answers = json.loads(node(tmp_path / "said.mjs"))
    assert not [one["en"] for one in said if one["de"] == one["en"]]
    for codes, table in ((weights, WEIGHT_WORDS), (evidence, EVIDENCE_WORDS), (answers, VERDICT_WORDS)):
        assert codes == {code: {one: Message(words).text(one) for one in ("de", "en")} for code, words in table.items()}


def test_an_answer_is_told_with_names_and_reasons(tmp_path: Path) -> None:
    """Of the signed entry and of the inputs that it names: no ids, and why."""
    answer = Path(__file__).parents[1] / "corpus" / "files" / "answer.pdf"
    steps = judged(tmp_path, {"answer.pdf": answer.read_bytes()})["answer.pdf"]["steps"]
    first, rests, *reasons = [one for one in steps if one["result"] == "said"]
    assert (first["key"], rests["key"]) == ("answerSays", "answerRests")
    assert first["values"]["partner"] == "Institut für Produktionsdaten e. V."
    assert rests["values"]["number"] == "DP-2026-0001"
    assert {one["key"] for one in reasons} == {"answerReason"}
    assert reasons[0]["values"]["weight"]["en"] == "leaves people out", "what keeps people back comes first"


def test_the_page_knows_who_writes_each_kind(tmp_path: Path) -> None:
    """A kind without roles would leave each file that has one open."""
    (tmp_path / "roles.mjs").write_text(
        f'import {{ INTERNAL, RECORDS, ROLES }} from "{SOURCE}/dossier.js";'
        "const sorted = (map) => Object.fromEntries([...map].map(([kind, roles]) => [kind, [...roles].sort()]));"
        "console.log(JSON.stringify([sorted(ROLES), sorted(RECORDS), [...INTERNAL]]));",
        "utf-8",
    )
    agreements, records, internal = json.loads(node(tmp_path / "roles.mjs"))
    assert agreements == {kind: sorted(rule.roles) for kind, rule in AGREEMENT_RULES.items()}
    assert set(internal) == {kind for kind, shape in AGREEMENT_SHAPES.items() if shape.stream == "internal"}
    inside = [kind for kind, shape in ORGANISATION_SHAPES.items() if shape.stream == "internal"]
    assert records == {kind: sorted(ORGANISATION_RULES[kind].roles) for kind in inside}


@pytest.mark.journey
def test_files_of_earlier_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The corpus: what is sound, what was forged, and a card that revokes keys from a day before they signed."""
    corpus = Path(__file__).parents[1] / "corpus" / "files"
    names = (
        "signed.pdf",
        "answer.pdf",
        "bag.zip",
        "consent-row.json",
        "receipt-forged.pdf",
        "consent-row-other-count.json",
    )
    monkeypatch.setenv("CARDS", f"{corpus / 'keller.dpcard'}\n{corpus / 'keller-backdated.dpcard'}")
    found = json.loads(node(HERE / "judge_files.mjs", *(corpus / name for name in names)))
    verdicts = {Path(path).name: value["verdict"] for path, value in found.items()}
    assert [verdicts[f"{name}.0"] for name in names] == [
        "verdictProven",
        "verdictReport",
        "verdictReport",
        "verdictReceipt",
        "verdictBad",
        "verdictBad",
    ]
    assert verdicts["signed.pdf.1"] == "verdictOpen"
    assert "keyRevoked" in keys(found[str(corpus / "signed.pdf.1")], "open")


def test_a_card_alone(tmp_path: Path) -> None:
    card = signed_agreement().keller.card()
    changed = card[:-9] + (b"A" if card[-9:-8] != b"A" else b"B") + card[-8:]
    found = judged(tmp_path, {"keller.dpcard": card, "changed.dpcard": changed})
    assert [found[name]["verdict"] for name in ("keller.dpcard", "changed.dpcard")] == ["verdictCard", "verdictBad"]


def test_json_is_as_strict_as_ours(tmp_path: Path) -> None:
    """The cases of the reader in Python, each taken or refused by both."""
    texts = [
        '{"a":1,"a":2}', '{"a":1,"\\u0061":2}', '{"__proto__":{"x":1}}', '{"constructor":1,"toString":2}', "[1.0]", "[1e2]", "[-0]",
        "[9007199254740991]", "[9007199254740992]", "[-9007199254740992]", "[01]", "[1,]", '["\\ud800"]', '["\\ud83d\\ude00"]', '["\\udc00\\ud800"]',
        "NaN", "[NaN]", "[Infinity]", '"\u0001"', '"\\x41"', " [ ] ", "\ufeff[]", "[]x", "[" * 64 + "]" * 64, "[" * 65 + "]" * 65, "", "nul", '{"a" :1 , "b":[]}',
        "[123456789012345678]", "\u00a0[]", '"\u2028"', "[--1]", "[+1]", "[.5]", "{}{}", "[1 2]", '{"a":}', "{,}", '{"a":1,}', '"\\u00e9"', '"\\U00e9"',
    ]  # fmt: skip
    (tmp_path / "texts.json").write_text(json.dumps(texts), "utf-8")
    (tmp_path / "said.mjs").write_text(
        f'import {{ canonical, parse }} from "{SOURCE}/json.js"; import {{ readFileSync }} from "node:fs";'
        f'const texts = JSON.parse(readFileSync("{tmp_path / "texts.json"}", "utf8"));'
        "const said = (text) => { try { return canonical(parse(new TextEncoder().encode(text))); } catch { return null; } };"
        "console.log(JSON.stringify(texts.map(said)));",
        "utf-8",
    )
    said = json.loads(node(tmp_path / "said.mjs"))
    for text, found in zip(texts, said, strict=True):
        try:
            ours = canonical(parse(text.encode("utf-8"))).decode("utf-8")
        except Damaged:
            ours = None
        assert found == ours, text
