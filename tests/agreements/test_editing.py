"""Editing: every command can be taken back, numbers and references stay right, own words stay when terms change."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datapact.base.errors import DataPactError, Malformed, WrongUse
from datapact.base.strictjson import canonical, parse
from datapact.contract.editing.answers_file import read_answers
from datapact.contract.editing.clause_edits import find, matching_cuts, part_at, text_of
from datapact.contract.editing.commands import (
    AddMember,
    Command,
    InsertClause,
    InsertItem,
    InsertParagraph,
    JoinPart,
    MoveMember,
    MovePart,
    RemoveMember,
    RemovePart,
    ReplaceRange,
    Reword,
    SetLanguages,
    SetTerm,
    SetTitle,
    SplitPart,
    read_command,
    write_command,
)
from datapact.contract.editing.edit import apply, inverse, replay
from datapact.contract.editing.term_edits import dataset_alike, new_member
from datapact.contract.templates.clause_library import empty_clause, free_id, library, with_fresh_ids
from datapact.contract.templates.propagate import freely_written
from datapact.contract.templates.resolve import draft_state
from datapact.contract.templates.template import example_answers, load_template
from datapact.contract.text.clauses import Run, places, plain_text
from datapact.contract.text.document import AgreementDocument, read_state, write_clause, write_state
from datapact.contract.text.numbering import MISSING, loose_references, numbers
from tests.depth import examples


def example(template: str = "ai-pilot") -> AgreementDocument:
    answers = read_answers(example_answers(template))
    return read_state(
        draft_state(
            load_template(template),
            answers.terms,
            agreement="urn:uuid:00000000-0000-4000-8000-000000000000",
            number="DP-2026-0001",
            title=answers.title,
            languages=answers.languages,
            prevailing=answers.prevailing,
        )
    )


DOCUMENT = example()


def words(document: AgreementDocument, place: str, language: str = "de") -> str:
    return plain_text(dict(places(document.clauses))[place][language])


def all_words(document: AgreementDocument) -> str:
    return "\n".join(plain_text(texts["de"]) for _place, texts in places(document.clauses))


class TestTerms:
    def test_the_text_follows_a_term(self) -> None:
        changed = apply(DOCUMENT, SetTerm("parties.keller.short_name", "Fräs-Keller"))
        assert "Fräs-Keller" in all_words(changed)
        assert changed.terms.party("keller").short_name == "Fräs-Keller"
        read_state(write_state(changed))

    def test_own_words_stay_and_show_the_new_value(self) -> None:
        place, runs = next(
            (place, texts["de"])
            for place, texts in places(DOCUMENT.clauses)
            if any(run.term == "parties.keller.short_name" for run in texts["de"])
        )
        own = apply(DOCUMENT, Reword(place, "de", (Run("Nur hier: "), *runs)))
        changed = apply(own, SetTerm("parties.keller.short_name", "Fräs-Keller"))
        assert words(changed, place).startswith("Nur hier: ")
        assert "Fräs-Keller" in words(changed, place)
        assert place in freely_written(changed)

    def test_an_answer_taken_back_leaves_a_visible_gap(self) -> None:
        changed = apply(DOCUMENT, SetTerm("pilot.goal", None))
        assert "[offen: Ziel des Vorhabens]" in all_words(changed)

    def test_a_clause_that_a_term_brings_comes_in_its_place(self) -> None:
        place = next(clause.id for clause in DOCUMENT.clauses if clause.id == "work")
        without = apply(DOCUMENT, SetTerm("datasets.machine-logs.trade_secrets", False))
        assert [clause.id for clause in without.clauses if clause.id == place]
        again = apply(without, SetTerm("datasets.machine-logs.trade_secrets", True))
        assert again.terms.datasets[0].trade_secrets

    def test_clauses_stay_where_they_were_moved(self) -> None:
        moved = apply(DOCUMENT, MovePart("liability", 1))
        changed = apply(moved, SetTerm("rights.answer_days", 14))
        assert changed.clauses[1].id == "liability"

    def test_removing_a_dataset_removes_its_mentions(self) -> None:
        changed = apply(DOCUMENT, RemoveMember("datasets.quality"))
        assert all("quality" not in purpose.datasets for purpose in changed.terms.purposes)
        assert all(basis.dataset != "quality" for basis in changed.terms.legal_bases)
        read_state(write_state(changed))

    def test_a_party_that_still_provides_data_stays(self) -> None:
        three = apply(DOCUMENT, AddMember("parties", {"key": "third", "name": "Dritte GmbH"}, 2))
        provides = apply(three, SetTerm("datasets.quality.provider", "third"))
        with pytest.raises(WrongUse, match=r"provider \(quality\)"):
            apply(provides, RemoveMember("parties.third"))
        gone = apply(three, RemoveMember("parties.third"))
        assert len(gone.terms.parties) == 2

    def test_two_parties_remain(self) -> None:
        with pytest.raises(WrongUse, match="at least two"):
            apply(DOCUMENT, RemoveMember("parties.keller"))

    @pytest.mark.parametrize(
        "path",
        [
            "parties", "datasets", "purposes", "measures", "activities", "legal_bases", "assessments", "transfers",
            "sub_processors", "datasets.quality.items", "datasets.quality.personal", "parties.keller.signatories",
            "joint.rights", "joint.topics", "breach.contacts", "pilot.milestones", "pilot.work_of", "models.act_roles",
            "activities.research.roles",
        ],
    )  # fmt: skip
    def test_a_new_member_can_be_added_to_every_list(self, path: str) -> None:
        changed = apply(DOCUMENT, AddMember(path, new_member(DOCUMENT.terms, path), 99))
        read_state(write_state(changed))

    def test_a_dataset_like_another_says_nothing_of_what_is_in_it(self) -> None:
        for there in DOCUMENT.terms.datasets:
            changed = apply(DOCUMENT, AddMember("datasets", dataset_alike(DOCUMENT.terms, there.key), 99))
            made = changed.terms.datasets[-1]
            assert (made.provider, made.recipients, made.retention) == (
                there.provider,
                there.recipients,
                there.retention,
            )
            assert made.origin == there.origin
            assert not made.name.given()
            facts = (made.special_categories, made.offence_data, made.secret, made.children, made.employees)
            assert {*facts, made.product_data, made.terminal_equipment, made.trade_secrets} == {None}
            assert (made.items, made.personal, made.subjects, made.secrecies) == ((), (), (), ())

    @pytest.mark.parametrize("path", ["nowhere", "datasets.none.name", "parties.keller.name.first", "datasets.0.name"])
    def test_a_place_that_is_not_there(self, path: str) -> None:
        with pytest.raises(DataPactError):
            apply(DOCUMENT, SetTerm(path, "x"))

    def test_a_key_that_names_nobody(self) -> None:
        with pytest.raises(WrongUse, match="nobody"):
            apply(DOCUMENT, SetTerm("datasets.quality.provider", "nobody"))

    def test_a_language_more_takes_the_templates_words(self) -> None:
        german = apply(DOCUMENT, SetLanguages(("de",), "de"))
        own = apply(german, Reword("subject-1", "de", (Run("Eigener Text."),)))
        both = apply(own, SetLanguages(("de", "en"), "de"))
        assert words(both, "subject-1", "de") == "Eigener Text."
        assert words(both, "subject-1", "en").startswith("The parties cooperate")
        read_state(write_state(both))


class TestClauses:
    def test_numbers_follow_a_move(self) -> None:
        moved = apply(DOCUMENT, MovePart("purposes", 0))
        table = numbers(moved.clauses, "de")
        assert table["purposes"] == "§ 1"
        assert all(
            run.text == table[run.ref]
            for _place, texts in places(moved.clauses)
            for run in texts["de"]
            if run.ref is not None
        )

    def test_a_reference_to_what_was_removed_says_so(self) -> None:
        gone = apply(DOCUMENT, RemovePart("purposes"))
        assert loose_references(gone.clauses)
        assert MISSING["de"] in all_words(gone)
        read_state(write_state(gone))

    def test_what_the_template_wrote_still_follows_after_its_target_went(self) -> None:
        gone = apply(DOCUMENT, RemovePart("confidentiality"))
        changed = apply(gone, SetTerm("parties.keller.short_name", "Fräs-Keller"))
        assert "confidentiality" not in {clause.id for clause in changed.clauses}
        assert "Fräs-Keller" in all_words(changed)

    def test_split_and_join(self) -> None:
        place = "datasets-minimisation"
        runs = dict(places(DOCUMENT.clauses))[place]
        cuts = matching_cuts(runs, "de", plain_text(runs["de"]).index(" Bemerkt"))
        split = apply(DOCUMENT, SplitPart(place, "datasets-minimisation-2", cuts))
        assert words(split, "datasets-minimisation-2").startswith("Bemerkt eine Partei")
        assert words(split, "datasets-minimisation-2", "en").startswith("Where a party notices")
        joined = apply(split, JoinPart("datasets-minimisation-2"))
        assert joined == DOCUMENT

    def test_library_clauses_can_all_be_inserted(self) -> None:
        offered = library(DOCUMENT)
        assert any(entry.present for entry in offered)
        assert any(not entry.present for entry in offered)
        for entry in offered:
            clause = with_fresh_ids(entry.clause, DOCUMENT)
            inserted = apply(DOCUMENT, InsertClause(write_clause(clause), 3))
            assert inserted.clauses[3].id == clause.id
            read_state(write_state(inserted))

    def test_a_library_clause_follows_terms(self) -> None:
        document = example("controller-to-controller")
        entry = next(entry for entry in library(document) if entry.id == "retention" or not entry.present)
        inserted = apply(document, InsertClause(write_clause(with_fresh_ids(entry.clause, document)), 0))
        read_state(write_state(apply(inserted, SetTerm("review.every_months", 7))))

    def test_the_last_paragraph_stays(self) -> None:
        clause = empty_clause(DOCUMENT)
        inserted = apply(DOCUMENT, InsertClause(write_clause(clause), 0))
        with pytest.raises(WrongUse, match="at least one paragraph"):
            apply(inserted, RemovePart(clause.paragraphs[0].id))

    def test_words_that_contracts_do_not_hold(self) -> None:
        with pytest.raises(DataPactError):
            apply(DOCUMENT, Reword("subject-1", "de", (Run("a\u202eb"),)))


@st.composite
def commands(draw: st.DrawFn, document: AgreementDocument) -> Command:
    ids = [place for place, _texts in places(document.clauses)]
    place = draw(st.sampled_from(ids))
    part = part_at(document.clauses, find(document.clauses, place))
    taken = set(ids)
    language = draw(st.sampled_from(document.languages))
    kind = draw(st.integers(0, 16))
    fresh = free_id(f"own-{draw(st.integers(1, 9))}", taken)
    to = draw(st.integers(0, 12))
    clause = draw(st.sampled_from(document.clauses)).id
    if kind == 0:
        runs = text_of(part)[language]
        return Reword(
            place, language, (Run(draw(st.sampled_from(["Neu. ", "", "x" * 50]))), *runs[: draw(st.integers(0, 4))])
        )
    if kind == 1:
        entry = draw(st.sampled_from(library(document)))
        return InsertClause(write_clause(with_fresh_ids(entry.clause, document)), to)
    if kind == 2:
        return InsertParagraph(clause, fresh, to)
    if kind == 3:
        return InsertItem(place, fresh, to)
    if kind in (4, 5):
        return RemovePart(place)
    if kind in (6, 7):
        return MovePart(place, to, draw(st.sampled_from(["", clause])))
    if kind == 8:
        length = len(plain_text(text_of(part)[language]))
        return SplitPart(place, fresh, matching_cuts(text_of(part), language, draw(st.integers(0, length))))
    if kind == 9:
        return JoinPart(place)
    if kind == 10:
        return draw(
            st.sampled_from([
                SetTerm("parties.keller.short_name", "K"), SetTerm("pilot.goal", None), SetTerm("onward.rule", "allowed"),
                SetTerm("facts.personal_data", False), SetTerm("models.applies", False), SetTerm("duration.end", "2029-01-31"),
                SetTerm("liability", {"rule": "capped"}), SetTerm("datasets.quality.name", {"de": "Q"}),
            ])
        )  # fmt: skip
    if kind == 11:
        path = draw(st.sampled_from(["parties", "datasets", "purposes", "measures", "pilot.milestones"]))
        return AddMember(path, new_member(document.terms, path), to)
    if kind == 12:
        name = draw(st.sampled_from(["datasets", "purposes", "measures", "parties"]))
        keys = [member.key for member in getattr(document.terms, name)] or ["none"]
        return RemoveMember(f"{name}.{draw(st.sampled_from(keys))}")
    if kind == 13:
        keys = [member.key for member in document.terms.datasets] or ["none"]
        return MoveMember(f"datasets.{draw(st.sampled_from(keys))}", to)
    if kind == 14:
        return SetTitle(language, draw(st.sampled_from(["Neuer Titel", "", "T" * 400])))
    if kind == 15:
        last = draw(st.sampled_from(ids[ids.index(place) : ids.index(place) + 5]))
        start = draw(st.integers(0, 40))
        return ReplaceRange(language, place, start, last, start + draw(st.integers(0, 40)), (Run("Neu"),))
    return SetLanguages(
        *draw(st.sampled_from([(("de",), "de"), (("de", "en"), "en"), (("en", "de"), "de"), ((), "de")]))
    )


class TestEverySequence:
    @settings(
        max_examples=examples(120),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(st.data())
    def test_undo_redo_replay_and_references(self, data: st.DataObject) -> None:
        document = DOCUMENT
        done: list[tuple[AgreementDocument, AgreementDocument]] = []
        journal: list[Command] = []
        for _step in range(data.draw(st.integers(1, 8))):
            command = data.draw(commands(document))
            try:
                after = apply(document, command)
            except DataPactError:
                continue
            back = inverse(document, after)
            assert apply(after, back) == document
            assert apply(document, inverse(after, document)) == after
            read_state(write_state(after))
            done.append((document, after))
            journal.append(command)
            document = after
        for before, after in reversed(done):
            journal.append(inverse(before, after))
        kept = [read_command(parse(canonical(write_command(command)))) for command in journal]
        assert replay(DOCUMENT, kept[: len(done)]) == document
        assert replay(DOCUMENT, kept) == DOCUMENT


@pytest.mark.parametrize(
    "value",
    [None, [], {}, {"do": "nothing"}, {"do": "remove_part"}, {"do": "remove_part", "place": "x", "more": 1},
     {"do": "reword", "place": "x", "language": "de", "runs": [{"word": 1}]},
     {"do": "replace_range", "language": "de", "first": "x", "start": True, "last": "x", "end": 1, "runs": []}],
)  # fmt: skip
def test_a_command_that_is_none(value: object) -> None:
    with pytest.raises(Malformed):
        read_command(value)  # type: ignore[arg-type]


def test_a_document_that_was_not_touched_needs_nothing() -> None:
    assert inverse(DOCUMENT, replace(DOCUMENT)).parts == {}
