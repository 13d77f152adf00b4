"""Verify a decision file from the PDF alone: signatures, digests, the trees of the batches, and the count itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from datapact.audit.formats import decision_tables
from datapact.audit.formats.decision import (
    BATCHES,
    EVENTS,
    INPUTS,
    NAME,
    NODES,
    SCRIPT,
    SUBJECTS,
    DecisionFile,
    steps_back,
)
from datapact.audit.formats.decision_tables import ShownBatch, read_batches
from datapact.audit.formats.exporter import Exporter, doubts_about_entries
from datapact.audit.formats.released import is_released
from datapact.audit.formats.trust import (
    Lines,
)
from datapact.audit.formats.verdict import Finding, Verdict, against
from datapact.audit.pages.decision import FIELD, attachments, compose, cover_of
from datapact.audit.pages.decision_content import (
    DecisionContent,
    batches_before,
    cohort_of,
    content_of,
    is_before,
    is_recounted,
)
from datapact.audit.verify.redrawn import compared, language_of, names_our_layout
from datapact.audit.verify.skeleton import ReportLine, judge_files, judge_signature, verdict_on
from datapact.base.clock import read_time, write_time
from datapact.base.errors import DataPactError, Malformed
from datapact.base.strictjson import JsonObject, parse_object, sha256_of
from datapact.base.texts import N_, Message, counted
from datapact.consent.decision.decide import rule_set
from datapact.consent.decision.from_inputs import decide_from
from datapact.contract.text.names import dataset_names
from datapact.contract.vocabulary.messages import OwnWords, moment_words
from datapact.history.entries.entry import organisation_history
from datapact.history.fold.authority import verify_authors
from datapact.history.fold.organisation import verify_line
from datapact.history.state.organisation import OrganisationLine
from datapact.organisation.identity.card import Card
from datapact.signing.pades.attachments import attached_files
from datapact.signing.pades.revisions import OpenPdf, open_pdf

_LARGEST_INPUTS = 64 * 1024 * 1024
_FILES = frozenset({INPUTS, SUBJECTS, EVENTS, BATCHES, NODES, SCRIPT})


@dataclass(frozen=True, slots=True)
class _Parts:
    """The parts of a decision file, read and not yet judged."""

    file: DecisionFile
    line: OrganisationLine
    attached: Mapping[str, bytes]
    inputs: JsonObject
    batches: tuple[ShownBatch, ...]
    pdf: OpenPdf

    @property
    def exporter(self) -> Exporter:
        return Exporter(self.file.organisation, self.file.member, self.file.kid)


def verify_decision(data: bytes, name: str, *, cards: Sequence[Card], require_trust: bool) -> Verdict:
    """The verdict on a decision file."""

    def judge(parts: _Parts, lines: Lines) -> Iterator[ReportLine]:
        yield from _entries(parts, lines)
        yield from _tables(parts)
        yield from _answer(parts)
        yield from _notes(parts)
        yield from judge_signature(data, lines, parts.exporter, FIELD)
        yield from _pages(parts)

    return verdict_on(
        "decision",
        name,
        lambda: _read(data),
        judge,
        lines=lambda parts: {parts.line.id: parts.line},
        details=_details,
        cards=cards,
        require_trust=require_trust,
    )


def _read(data: bytes) -> _Parts:
    pdf = open_pdf(data)
    attached = attached_files(pdf)
    file = DecisionFile.read(attached[NAME])
    line = verify_line(file.history)
    if attached.keys() - {NAME} != _FILES:
        raise decision_tables.malformed_table()
    inputs = parse_object(attached[INPUTS], limit=_LARGEST_INPUTS)
    batches = read_batches(file.batches, attached[EVENTS], attached[NODES])
    return _Parts(file, line, attached, inputs, batches, pdf)


def _entries(parts: _Parts, lines: Lines) -> Iterator[Finding]:
    """Judge the entries: of one organisation, signed by members with the right to, and no batch among them missing."""
    file, history = parts.file, organisation_history(parts.line.id)
    everything = (file.entry, *file.batches, *file.chain)
    if parts.line.id != file.organisation or any(one.history != history for one in everything):
        yield against(N_("The file holds entries of another organisation."))
        return
    if file.entry.kind != "decision" or any(one.kind != "consent_batch" for one in file.batches):
        yield against(N_("The file holds entries of a kind that does not belong there."))
        return
    try:
        verify_authors(everything, {parts.line.id: parts.line})
    except DataPactError as error:
        yield Finding("invalid", error.message)
        return
    yield from doubts_about_entries(everything, lines, parts.exporter)
    if file.entry.absent:
        yield against(N_("A part of the answer's entry is missing from the file."))
        return
    recorded: dict[str, str | int | Message] = {"time": moment_words(file.entry.time)}
    yield Finding(
        "note",
        Message(
            "The answer of {time} (its author's claim) is unaltered and was recorded by somebody who had the right to.",
            recorded,
        ),
    )
    yield from _chain(parts)


def _chain(parts: _Parts) -> Iterator[Finding]:
    file = parts.file
    if not file.chain:
        if file.entry.parents:
            yield Finding("note", Message("The file does not show whether a batch of consents is missing."))
        return
    steps = steps_back(file.entry, file.chain)
    if steps is None or len(steps) != len(file.chain):
        yield against(N_("The entries before the answer do not follow one another."))
        return
    known = batches_before(steps, parts.inputs)
    left_out = sum(one.kind == "consent_batch" for one in steps) - len(known)
    if left_out:
        yield Finding(
            "note",
            counted(
                "{n} batch of consents before the answer does not count: the question was what was known on {time}.",
                "{n} batches of consents before the answer do not count: the question was what was known on {time}.",
                left_out,
                time=_known_at(parts),
            ),
        )
    wanted = [one.digest for one in known] if file.cohort >= 0 else []
    if wanted != [one.digest for one in file.batches]:
        yield against(N_("A batch of consents that the answer could rest on is missing, or one too many is there."))
        return
    yield Finding(
        "note",
        counted(
            "{n} entry before the answer shows that no batch of consents is missing.",
            "{n} entries before the answer show that no batch of consents is missing.",
            len(steps),
        ),
    )


def _tables(parts: _Parts) -> Iterator[Finding]:
    """Check that the attached files are those of the list, and that the tables state only what was signed."""
    yield from judge_files(parts.file.files, parts.attached, NAME)
    for one in parts.batches:
        if not one.holds() or not is_before(one.entry, parts.inputs):
            place = {"entry": one.entry.digest[:12]}
            yield Finding("invalid", Message("The events of batch {entry} are not those that were signed.", place))
    for name, written in (
        (EVENTS, decision_tables.write_events(parts.batches)),
        (BATCHES, decision_tables.write_batches(parts.batches)),
        (NODES, decision_tables.write_nodes(parts.batches)),
    ):
        if parts.attached[name] != written:
            yield Finding("invalid", Message("The table {file} does not say what was signed.", {"file": name}))


def _member(inputs: JsonObject, *path: str) -> object:
    found: object = inputs
    for step in path:
        if not isinstance(found, Mapping) or step not in found:
            return None
        found = found[step]
    return found


def _answer(parts: _Parts) -> Iterator[Finding]:
    """Check that inputs, count and decision belong together."""
    file, inputs, body = parts.file, parts.inputs, parts.file.entry.body
    if sha256_of(parts.attached[INPUTS]) != body["inputs"]:
        yield against(N_("The inputs are not those that the answer names."))
        return
    same = ("dataset", "partner", "purpose", "action", "place", "at", "known_at")
    if any(_member(inputs, "question", name) != body[name] for name in same):
        yield against(N_("The inputs are about another question."))
        return
    if file.cohort != cohort_of(body, inputs):
        yield against(N_("The file names counts that the answer does not rest on."))
        return
    content = _content(parts)
    if parts.attached[SUBJECTS] != decision_tables.write_subjects(content.people, content.consents):
        yield Finding("invalid", Message("The table {file} does not say what was signed.", {"file": SUBJECTS}))
    elif is_recounted(body, inputs, file.cohort, content.people):
        yield Finding(
            "note",
            Message(
                "Counted again from the signed events: {n} of {m}, as the answer says.",
                {"n": int(body["n"]), "m": int(body["m"])},
            ),
        )
    elif any(one.hidden for one in parts.batches):
        yield Finding(
            "indeterminate",
            Message(
                "The shown events do not give the count of the answer: others were erased since, or are not in the file."
            ),
        )
    else:
        yield against(N_("The signed events do not give the count of the answer."))
    yield from _derived(parts)


def _content(parts: _Parts) -> DecisionContent:
    """The content from which the pages are made."""
    file = parts.file
    return content_of(
        file.entry, parts.attached[INPUTS], parts.inputs, file.cohort, parts.batches, file.chain, parts.line
    )


def _pages(parts: _Parts) -> Iterator[Finding]:
    """Compare the pages with ones redrawn from the files; and check the script, which people are told to run."""
    file = parts.file
    ours = names_our_layout(parts.pdf)
    if not is_released(SCRIPT, parts.attached[SCRIPT]):
        yield Finding("invalid" if ours else "indeterminate", Message(_STRANGE_SCRIPT, {"file": SCRIPT}))
    if file.cohort != cohort_of(file.entry.body, parts.inputs):
        return  # already reported, and nobody could count
    language = language_of(parts.pdf)
    if file.language != language:
        yield against(N_("The file is in another language than it says."))
    files = attachments(parts.attached)
    cover = cover_of(
        parts.line,
        file.member,
        file.time,
        language,
        file.proof.statements() if file.proof is not None else (),
        file.to_tell,
        file.page,
    )
    yield from compared(
        parts.pdf,
        lambda: compose(_content(parts), cover, files),
        file.time,
        files,
        NAME,
    )


_STRANGE_SCRIPT = N_("The script {file} in it is none that came with DataPact. Do not run it.")


def _derived(parts: _Parts) -> Iterator[Finding]:
    """Repeat the decision from its inputs, where this program has the same version of the rules."""
    body = parts.file.entry.body
    if body["rule_set"] != rule_set():
        yield Finding(
            "indeterminate",
            Message(
                N_("The answer was given by version {version} of the rules; this program has {own}."),
                {"version": str(body["rule_set"])[:40], "own": rule_set()},
            ),
        )
        return
    again = decide_from(parts.inputs)
    ends = write_time(again.valid_until) if again.valid_until is not None else ""
    given = (body["verdict"], body["n"], body["m"], body["valid_until"], body["agreement"])
    if (again.verdict, again.n, again.m, ends, again.agreement) != given:
        yield against(N_("The rules give another answer from these inputs."))
        return
    yield Finding("note", Message("The rules give the same answer from these inputs."))


def _dataset(inputs: JsonObject, key: str) -> str | Message:
    """The name that the agreements behind the answer give the dataset; its key where none does."""
    agreements = _member(inputs, "world", "agreements")
    for one in agreements if isinstance(agreements, list) else ():
        names = dataset_names(one).get(key) if isinstance(one, dict) else None
        if names is not None:
            return OwnWords(names["en"], german=names["de"])
    return key


def _known_at(parts: _Parts) -> str | Message:
    said = str(_member(parts.inputs, "question", "known_at"))
    try:
        return moment_words(read_time(said))
    except Malformed:
        return said


def _notes(parts: _Parts) -> Iterator[Finding]:
    told: dict[str, str | int | Message] = {
        "organisation": parts.line.state.name,
        "time": moment_words(parts.file.time),
        "dataset": _dataset(parts.inputs, str(parts.file.entry.body["dataset"])),
    }
    yield Finding(
        "note", Message("Answer on sharing the dataset {dataset}, exported by {organisation} on {time}.", told)
    )
    hidden = sum(one.hidden for one in parts.batches)
    if hidden:
        yield Finding(
            "note",
            counted(
                "{n} further row of the batches stays a hash: of other datasets or people, or erased.",
                "{n} further rows of the batches stay hashes: of other datasets or people, or erased.",
                hidden,
            ),
        )


def _details(parts: _Parts) -> JsonObject:
    file, body = parts.file, parts.file.entry.body
    return {
        "organisation": file.organisation,
        "time": write_time(file.time),
        "entry": file.entry.digest,
        "dataset": str(body["dataset"]),
        "partner": str(body["partner"]),
        "purpose": str(body["purpose"]),
        "at": str(body["at"]),
        "verdict": str(body["verdict"]),
        "n": int(body["n"]) if isinstance(body["n"], int) else 0,
        "m": int(body["m"]) if isinstance(body["m"], int) else 0,
        "batches": len(parts.batches),
        "events": sum(len(one.events) for one in parts.batches),
        "not_shown": sum(one.hidden for one in parts.batches),
        "complete": bool(file.chain) or not file.entry.parents,
    }
