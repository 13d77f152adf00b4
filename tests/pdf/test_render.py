"""The document as a whole: repeatable, tagged, archival, with the fields and attachments that it must have."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import pikepdf
import pytest
from pikepdf.pdfa import validate_written

from datapact.base.errors import AnswerNo, Malformed
from datapact.base.strictjson import canonical
from datapact.base.texts import use_language
from datapact.contract.text.document import ON_PAPER
from datapact.pdf.agreement.input import DocumentInput
from datapact.pdf.agreement.render import render_agreement
from datapact.pdf.engine.layout import LAYOUT
from tests.pdf.sample import sample_document, sample_slots, sample_state
from tests.tools.verapdf import complaints

DOCUMENTS = {
    "german": sample_document(("de",)),
    "english-draft": sample_document(("en",), "draft"),
    "both-agreed": sample_document(("de", "en"), "agreed"),
    "both-english-prevails": sample_document(("de", "en"), state=sample_state(("de", "en"), "en")),
}


@pytest.fixture(scope="module", params=sorted(DOCUMENTS))
def rendered(request: pytest.FixtureRequest) -> tuple[DocumentInput, bytes]:
    document = DOCUMENTS[request.param]
    return document, render_agreement(document)


def elements(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """All structure elements, in reading order."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def test_same_input_same_bytes(rendered: tuple[DocumentInput, bytes]) -> None:
    document, pdf = rendered
    use_language("de")  # the reader's own language must not matter
    assert render_agreement(document) == pdf


@pytest.mark.judge("verapdf")
def test_verapdf_finds_nothing(tmp_path: Path) -> None:
    files = []
    for name, document in DOCUMENTS.items():
        files.append(tmp_path / f"{name}.pdf")
        files[-1].write_bytes(render_agreement(document))
    assert complaints(files) == ""


def test_pikepdf_as_a_second_opinion(rendered: tuple[DocumentInput, bytes], tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(rendered[1])
    report = validate_written(file, "3b")
    # It judges neither form fields nor attachments ("unsupported"), knows level B only, and reads no extension
    # schemas, by which PDF/A has us declare PDF/UA.
    beyond_it = ("ISO_19005_3:6.6.2.3.1-1", "ISO_19005_3:6.6.4-3")
    assert [found for found in report.findings if found.kind != "unsupported" and found.rule not in beyond_it] == []


def test_version_and_metadata(rendered: tuple[DocumentInput, bytes]) -> None:
    document, pdf = rendered
    assert pdf.startswith(b"%PDF-1.7")
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.Root.Version == "/1.7"
        assert opened.Root.Lang == document.state["prevailing"]
        metadata = opened.Root.Metadata.read_bytes().decode()
        assert f"<datapact:layout>{LAYOUT}</datapact:layout>" in metadata
        assert f"<datapact:digest>{document.digest}</datapact:digest>" in metadata


def test_attachments_with_their_relationship(rendered: tuple[DocumentInput, bytes]) -> None:
    document, pdf = rendered
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.attachments["agreement.json"].get_file().read_bytes() == canonical(document.state)
        kinds = {str(file.UF): str(file.AFRelationship) for file in opened.Root.AF}
    assert kinds["agreement.json"] == "/Source"
    assert set(kinds) == set(document.attachments)


def test_one_tagged_field_a_slot() -> None:
    document = DOCUMENTS["german"]
    with pikepdf.open(io.BytesIO(render_agreement(document))) as opened:
        fields = list(opened.Root.AcroForm.Fields)
        assert [str(field.T) for field in fields] == ["anna-keller", "peter-braun", "lena-hofmann"]
        assert all("/V" not in field and field.FT == "/Sig" for field in fields)
        forms = [element for element in elements(opened.Root.StructTreeRoot) if element.S == "/Form"]
        assert [form.K.Obj.objgen for form in forms] == [field.objgen for field in fields]
        assert all("Keller" in str(form.Alt) or "Institut" in str(form.Alt) for form in forms)


def test_no_fields_before_the_freeze() -> None:
    with pikepdf.open(io.BytesIO(render_agreement(DOCUMENTS["both-agreed"]))) as opened:
        assert "/AcroForm" not in opened.Root


def test_structure_reads_well(rendered: tuple[DocumentInput, bytes]) -> None:
    with pikepdf.open(io.BytesIO(rendered[1])) as opened:
        found = list(elements(opened.Root.StructTreeRoot))
    roles = [str(element.S) for element in found]
    assert roles[0] == "/Document"
    headings = [role for role in roles if role in ("/H1", "/H2", "/H3")]
    assert headings[0] == "/H1"
    assert headings.count("/H1") == 1
    for earlier, later in pairwise(headings):
        assert int(later[2]) - int(earlier[2]) <= 1, "no level is skipped"
    cells = [element for element in found if element.S == "/TH"]
    assert cells
    assert all(cell.A.Scope in ("/Row", "/Column") for cell in cells)
    assert {"/TOC", "/TOCI", "/Link", "/L", "/LI", "/Lbl", "/LBody", "/Table", "/TR", "/TD", "/P"} <= set(roles)


def test_each_language_is_marked() -> None:
    with pikepdf.open(io.BytesIO(render_agreement(DOCUMENTS["both-english-prevails"]))) as opened:
        assert opened.Root.Lang == "en"
        languages = {str(element.Lang) for element in elements(opened.Root.StructTreeRoot) if "/Lang" in element}
    assert languages == {"de"}


def test_links_lead_to_pages_of_the_document(rendered: tuple[DocumentInput, bytes]) -> None:
    with pikepdf.open(io.BytesIO(rendered[1])) as opened:
        pages = {page.obj.objgen for page in opened.pages}
        links = [note for page in opened.pages for note in page.obj.get("/Annots", []) if note.Subtype == "/Link"]
        assert len(links) > 20
        assert all(link.Dest[0].objgen in pages and str(link.Contents) for link in links)
        with opened.open_outline() as outline:
            titles = [item.title for item in outline.root]
    assert len(titles) >= 12 + 6


def test_a_parent_tree_that_matches(rendered: tuple[DocumentInput, bytes]) -> None:
    with pikepdf.open(io.BytesIO(rendered[1])) as opened:
        numbers = list(opened.Root.StructTreeRoot.ParentTree.Nums)
        table = dict(zip((int(key) for key in numbers[::2]), numbers[1::2], strict=True))
        assert sorted(table) == list(range(len(table)))
        for page in opened.pages:
            content = page.obj.Contents.read_bytes()
            assert content.count(b"/MCID") == len(table[int(page.obj.StructParents)])
            assert content.count(b"BDC") + content.count(b"BMC") == content.count(b"EMC")


def test_an_unknown_layout_is_refused() -> None:
    with pytest.raises(AnswerNo):
        render_agreement(replace(DOCUMENTS["german"], layout="0-unknown"))


def test_slots_that_no_field_can_have_are_refused() -> None:
    twice = (sample_slots()[0], replace(sample_slots()[1], id="anna-keller"))
    with pytest.raises(Malformed):
        render_agreement(replace(DOCUMENTS["german"], slots=twice))


def test_a_state_that_is_none_is_refused() -> None:
    with pytest.raises(Malformed):
        render_agreement(replace(DOCUMENTS["german"], state={"format": 1}))


@pytest.mark.judge("pdftotext")
def test_the_cover_of_an_amendment_names_what_it_amends_and_no_template_that_is_none() -> None:
    state = sample_state(("de",))
    parent = {
        "agreement": f"urn:uuid:{UUID(int=4)}",
        "number": "V-17",
        "title": "Rahmen",
        "relation": "amends",
        "effective": "2027-01-01",
    }
    amending = {**state, "template": {"id": ON_PAPER, "version": 1}, "parent": parent}
    words = _cover(sample_document(("de",), state=amending))
    assert "Geänderter Vertrag V-17, Rahmen" in words
    assert "Rahmenvertrag" not in words
    assert "Vorlage" not in words
    assert "Vorlage" in _cover(sample_document(("de",)))


def _cover(document: DocumentInput) -> str:
    data = render_agreement(document)
    run = subprocess.run(["pdftotext", "-raw", "-l", "1", "-", "-"], input=data, capture_output=True, check=True)
    return " ".join(run.stdout.decode().split())
