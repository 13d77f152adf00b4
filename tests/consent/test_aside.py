"""Lines of an import left aside to be mended: which may, what answers say until then, and when it is over."""

from __future__ import annotations

import codecs
import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapact.base.errors import AnswerNo, WrongUse
from datapact.consent.decision.may_share import may_share
from datapact.consent.facts.facts_json import facts_as_json, facts_from_json
from datapact.consent.facts.load_facts import facts_at
from datapact.consent.facts.question import Question
from datapact.consent.facts.unmended import unmended
from datapact.consent.imports.import_file import ImportRefused, Report, import_file
from datapact.consent.imports.lines_set_aside import may_be_left_aside, settle_aside
from datapact.consent.imports.options import Options
from datapact.consent.records.status import standings
from datapact.consent.terms.states import ACCEPTED, BY_CODE, TAKING_BACK
from datapact.organisation.acting.acting_member import Acting
from tests.consent.sharing import PARTNER, RESEARCH, ready

HEADINGS = "subject,dataset,purpose,controller,state,event_time,notice,notice_version"
GOOD = (
    "P8,panel,dpv:ScientificResearch,self,given,2026-03-01,study,1",
    "P9,panel,dpv:ScientificResearch,self,given,01.03.2026,study,1",
)
BAD = ("=P10,panel,dpv:ScientificResearch,self,given,31.02.2026,study,1",)


def table(folder: Path, *lines: str, name: str = "list.csv", headings: str = HEADINGS) -> Path:
    file = folder / name
    file.write_text("\n".join([headings, *lines]) + "\n", "utf-8")
    return file


def verdict(keller: Acting) -> tuple[str, str]:
    decision = may_share(keller, Question(dataset="panel", partner=PARTNER, purpose=RESEARCH, at=keller.clock()))
    return decision.verdict, " ".join(str(one.message) for one in decision.reasons if one.verdict == "incomplete")


def test_the_rest_makes_answers_incomplete_until_it_came(keller: Acting, tmp_path: Path) -> None:
    ready(keller, {"P1": "given"})
    file = table(tmp_path, *GOOD, *BAD)
    dry = import_file(keller, file, Options(), dry_run=True)
    assert dry.aside is not None
    assert (dry.aside.lines, dry.aside.barred, dry.aside.datasets) == (frozenset({4}), (), ("panel",))
    with pytest.raises(ImportRefused):  # all or nothing, unless somebody says otherwise
        import_file(keller, file, Options())
    report = import_file(keller, file, Options(leave_aside=True))
    assert (report.taken, report.batch is not None) == (2, True)
    assert verdict(keller)[0] == "incomplete"
    assert "1 line of “list.csv”" in verdict(keller)[1]
    assert report.aside is not None
    rest = tmp_path / "rest.csv"
    rest.write_bytes(report.aside.data)
    assert rest.read_bytes().startswith(codecs.BOM_UTF8)  # or a spreadsheet reads the letters of the reason wrongly
    again = import_file(keller, rest, Options(), dry_run=True)  # the same columns, the reason beside
    assert (again.lines, again.refused) == (1, 1)
    rest.write_text(rest.read_text("utf-8").replace("31.02.2026", "28.02.2026"), "utf-8")
    with keller.vault.read() as session:
        (waiting,) = unmended(session)
    made = import_file(keller, rest, Options(mends=waiting.entry[:8]))
    assert made.taken == 1
    with keller.vault.read() as session:
        assert unmended(session) == ()
        assert [one.state for one in standings(session, "=P10", keller.clock(), dataset="panel")] == ["given"]
    assert "left aside" not in verdict(keller)[1]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_the_rest_has_the_cells_of_the_file_for_the_same_spreadsheet(
    keller: Acting, tmp_path: Path, separator: str
) -> None:
    ready(keller, {"P1": "given"})
    lines = [line.replace(",", separator) for line in (*GOOD, *BAD)]
    file = table(tmp_path, *lines, headings=HEADINGS.replace(",", separator))
    aside = import_file(keller, file, Options(), dry_run=True).aside
    assert aside is not None
    first, rest = csv.reader(aside.data.decode("utf-8-sig").splitlines(), delimiter=separator)
    assert first == [*HEADINGS.split(","), ""]
    assert rest[0].lstrip("'") == "=P10"
    assert rest[1:-1] == BAD[0].split(",")[1:]
    assert "31.02.2026" in rest[-1]


def test_a_refusal_names_no_id_that_the_file_does_not_have(keller: Acting, tmp_path: Path) -> None:
    ready(keller, {"P1": "given"})
    import_file(keller, table(tmp_path, GOOD[0]), Options())
    without, twice = GOOD[0].replace("study,1", ","), GOOD[1].replace("study,1", ",")
    report = import_file(keller, table(tmp_path, without, GOOD[1], twice), Options(), dry_run=True)
    words = [str(reason) for _line, reason in report.refusals]
    assert len(words) == 2
    assert "recorded already" in words[0]
    assert "line 3" in words[1]
    assert not any("derived:" in one for one in words)


def test_who_brings_less_says_why(keller: Acting, tmp_path: Path) -> None:
    ready(keller, {"P1": "given"})
    import_file(keller, table(tmp_path, *GOOD, *BAD, BAD[0].replace("P10", "P11")), Options(leave_aside=True))
    with keller.vault.read() as session:
        (waiting,) = unmended(session)
    fewer = table(tmp_path, BAD[0].replace("31.02.2026", "28.02.2026"), name="rest.csv")
    with pytest.raises(AnswerNo, match="2 lines were left aside, and this file has 1"):
        import_file(keller, fewer, Options(mends=waiting.entry))
    assert import_file(keller, fewer, Options(mends=waiting.entry, fewer="P11 is a typing error.")).taken == 1
    with pytest.raises(WrongUse, match="no single import"):
        settle_aside(keller, waiting.entry, "Nothing more comes.")


def test_lines_that_need_not_come_are_settled_with_a_reason(keller: Acting, tmp_path: Path) -> None:
    ready(keller, {"P1": "given"})
    import_file(keller, table(tmp_path, *GOOD, *BAD), Options(leave_aside=True))
    with keller.vault.read() as session:
        (waiting,) = unmended(session)
        facts = facts_at(keller, session, keller.clock())
    assert facts_from_json(facts_as_json(facts, "panel", PARTNER)).unmended == facts.unmended != ()
    assert "unmended" not in facts_as_json(facts, "other", PARTNER)
    known = keller.clock()
    with pytest.raises(WrongUse, match="Say why"):
        settle_aside(keller, waiting.entry, " ")
    settle_aside(keller, waiting.entry[:10], "P10 never took part.")
    assert "left aside" not in verdict(keller)[1]
    then = Question(dataset="panel", partner=PARTNER, purpose=RESEARCH, at=keller.clock(), known_at=known)
    assert "left aside" in str([one.message for one in may_share(keller, then).reasons])  # as it was known


@pytest.mark.parametrize("state", ["nein", "withdrawn", "objected", "vielleicht", ""])
def test_a_no_is_never_left_aside(keller: Acting, tmp_path: Path, state: str) -> None:
    ready(keller, {"P1": "given"})
    file = table(tmp_path, *GOOD, BAD[0].replace("given", state))
    with pytest.raises(ImportRefused) as refused:
        import_file(keller, file, Options(leave_aside=True))
    report: Report = refused.value.report
    assert report.aside is not None
    assert report.aside.barred == (4,)
    assert "so that no refusal is lost" in str(report.aside.why_not(report.taken))
    with keller.vault.read() as session:
        assert unmended(session) == ()


@given(st.one_of(st.sampled_from(sorted(ACCEPTED)), st.text(max_size=12)))
def test_only_a_known_word_that_takes_nothing_back_may(word: str) -> None:
    if may_be_left_aside(word):
        assert BY_CODE[ACCEPTED[word.strip().casefold()]].code < TAKING_BACK


def test_yes_and_no_of_one_person_in_one_file_are_pointed_out(keller: Acting, tmp_path: Path) -> None:
    ready(keller, {"P1": "given"})
    lines = (*GOOD, GOOD[0].replace("given", "nein").replace("2026-03-01", "2026-03-04"))
    report = import_file(keller, table(tmp_path, *lines), Options())
    (remark,) = report.remarks.of("yes_and_no")
    assert (report.remarks.yes_and_no, remark.line, remark.subject) == (1, 4, "P8")
    assert "line 2 says “given” on 1 March 2026, this line says “refused” on 4 March 2026" in str(remark.words)
    assert "Of the two “refused” holds" in str(remark.words)
    yes = GOOD[0].replace("P8", "P77")
    earlier = yes.replace("given", "nein").replace("2026-03-01", "2026-02-04")
    turned = import_file(keller, table(tmp_path, yes, earlier, name="turned.csv"), Options())
    assert "Of the two “given” holds" in str(turned.remarks.of("yes_and_no")[0].words), "though the no stands below it"
    again = import_file(keller, table(tmp_path, *GOOD, name="other.csv"), Options())
    assert again.remarks.yes_and_no == 0
