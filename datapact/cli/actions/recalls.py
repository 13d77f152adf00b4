"""The actions of the commands on recalls."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from datapact.base.clock import local_day, write_time
from datapact.base.errors import WrongUse
from datapact.base.files import read_whole, write_whole
from datapact.base.strictjson import indented
from datapact.base.texts import N_, Message, _, counted, current_language
from datapact.cli.actions.deliveries import LARGEST_EVIDENCE
from datapact.cli.actions.deliveries import columns as delivery_columns
from datapact.cli.kit.columns import Column, Columns, as_object, emit_list, unseen
from datapact.cli.kit.moments import WrittenMoment, moment_text
from datapact.cli.kit.output import answer, complain, emit, require_folder, table
from datapact.cli.kit.proofs import proof_lines
from datapact.cli.kit.session import acting
from datapact.cli.printed.deliveries import (
    DeliveryShown,
    Person,
    RecallDeadline,
    RecallInFile,
    RecallRecord,
    RecallRectify,
    RecallSend,
    RecallsTold,
)
from datapact.cli.printed.vault import ProofOfRows
from datapact.consent.deliveries.disclosure_log import DisclosureLog, PersonRecall
from datapact.consent.matrix.question_form import require_dataset
from datapact.consent.proof.run import unproven_recalls
from datapact.consent.proof.unproven import RecallsNotProven
from datapact.consent.recalls.confirmations import Evidence, Outcome, acknowledge, confirm, note_sent, settle
from datapact.consent.recalls.deadlines import set_house_days
from datapact.consent.recalls.pending import open_recalls
from datapact.consent.recalls.records import Recall, find_recall
from datapact.consent.recalls.rules import ASK_WORDS, OUTCOME_WORDS
from datapact.consent.recalls.task import RecallTask
from datapact.consent.records.events import moment
from datapact.consent.terms.purpose_names import PurposeNames
from datapact.consent.terms.states import CALLED_FOR
from datapact.consent.views.known_purposes import known_purpose
from datapact.organisation.partners.references import find_reference, reference_names

_OUTCOMES: tuple[Outcome, ...] = ("received", "erased", "returned", "restricted", "stopped", "rectified", "kept")


def list_open() -> None:
    with acting() as member, member.vault.read() as session:
        tasks = open_recalls(session, member.clock())
        names = reference_names(session)
        unproven = unproven_recalls(member, session)
    nothing = N_("Nothing is to be called back.")
    emit_list(
        tasks,
        _tasks(names),
        nothing if unproven is None else N_("Nothing is to be called back, as far as the rows show."),
    )
    answer(1 if any(task.overdue for task in tasks) else 0)
    if unproven is not None:
        raise unproven


def _tasks(names: Mapping[str, str]) -> Columns[RecallTask]:
    return (
        *unseen("stage", "partner"),
        Column("partner_name", value=lambda task: names.get(task.partner, "")),
        *unseen("dataset", "purpose", "agreement"),
        Column("ask", N_("Asked for"), 3, cell=lambda task: str(Message(ASK_WORDS[task.ask]))),
        *unseen("people", "since"),
        Column("due", N_("Due"), 1, cell=lambda task: f"{task.due} {_('overdue')}" if task.overdue else f"{task.due}"),
        Column("overdue"),
        Column("recall", N_("Recall"), 4, cell=lambda task: task.recall.rpartition(".")[2][:8]),
        *unseen("letter", "deliveries", "mail_opened"),
        Column("told", value=lambda task: task.sent),
        Column("text", N_("What is to be done"), 2, value=lambda task: task.sentence(names)),
    )


def send_to(to: str, output: Path, note: str) -> None:
    from datapact.exchange.send.send_recall import send_recalls

    require_folder(output)
    with acting() as member:
        with member.vault.read() as session:
            partner = find_reference(session, to)
        told = send_recalls(member, partner, note)
        with member.vault.read() as session:
            unproven = unproven_recalls(member, session)
    write_whole(output, told.data, private=False)
    emit(
        RecallSend(
            {
                "file": str(output),
                "partner": partner,
                "recalls": [_recall_json(one) for one in told.recalls],
                "again": told.again,
            }
        ),
        [
            _(
                "Written: {file}. Send this file to your partner, then record it with datapact recall sent.",
                file=str(output),
            )
        ],
    )
    _complain_of_rows(unproven)


def _complain_of_rows(unproven: RecallsNotProven | None) -> None:
    """Say beside what went out that other rows do not fit; a recall is never blocked."""
    if unproven is not None:
        complain(str(unproven))


def letter_to(to: str, output: Path, note: str) -> None:
    from datapact.exchange.send.send_recall import write_letter

    require_folder(output)
    with acting() as member:
        with member.vault.read() as session:
            partner = find_reference(session, to)
        told = write_letter(member, partner, note=note)
        with member.vault.read() as session:
            unproven = unproven_recalls(member, session)
    write_whole(output, told.data, private=False)
    emit(
        RecallSend(
            {
                "file": str(output),
                "partner": partner,
                "recalls": [_recall_json(one) for one in told.recalls],
                "again": told.again,
            }
        ),
        [
            _(
                "Written: {file}. Sign it and send it; then record that with datapact recall sent,"
                " and the reply with datapact recall acknowledge.",
                file=str(output),
            ),
            *(f"{one.key[:8]}  {one.dataset}" for one in told.recalls),
        ],
    )
    _complain_of_rows(unproven)


def rectify(subjects: Sequence[str], dataset: str, what: str) -> None:
    from datapact.consent.recalls.rectify import record_rectification

    with acting() as member:
        with member.vault.read() as session:
            require_dataset(session, dataset)
        made = record_rectification(member, dataset, subjects, what)
    lines = [
        str(
            counted(
                "Recorded. {n} recipient has to be told: see datapact recall list.",
                "Recorded. {n} recipients have to be told: see datapact recall list.",
                made.recipients,
            )
        )
    ]
    if made.not_delivered:
        lines.append(_("Nothing was delivered of: {people}.", people=", ".join(made.not_delivered)))
    emit(
        RecallRectify(
            {
                "entry": made.entry,
                "dataset": dataset,
                "people": made.people,
                "recipients": made.recipients,
                "not_delivered": list(made.not_delivered),
            }
        ),
        lines,
    )


def sent_to(to: str, on: WrittenMoment | None, how: str, note: str) -> None:
    with acting() as member, member.vault.write() as session:
        partner = find_reference(session, to)
        at = None if on is None else on.asked(member.clock())
        made = note_sent(member, session, partner, at=at, how=how, note=note)
    emit(RecallsTold({"partner": partner, "recalls": list(made)}), [_("Recorded.")])


def acknowledge_one(recall: str, outcome: str, evidence: Path | None, person: str, note: str) -> None:
    _record("recall", recall, outcome, evidence, person, note)


def confirm_one(recall: str, outcome: str, evidence: Path | None, person: str, note: str) -> None:
    _record("recall_received", recall, outcome, evidence, person, note)


def _record(kind: str, recall: str, outcome: str, evidence: Path | None, person: str, note: str) -> None:
    shown = _evidence(evidence, person, note)
    with acting() as member, member.vault.write() as session:
        found = find_recall(session, recall)
        if found.kind != kind:
            raise WrongUse(
                N_("Acknowledge what you told partners; confirm what partners called back from you. See recall list.")
            )
        act = acknowledge if kind == "recall" else confirm
        record = act(member, session, found.key, _outcome(outcome), evidence=shown)
    emit(RecallRecord({"entry": record.entry, "recall": found.key, "outcome": outcome}), [_("Recorded.")])


def settle_own(dataset: str, purpose: str, outcome: str, evidence: Path | None, person: str, note: str) -> None:
    shown = _evidence(evidence, person, note)
    with acting() as member, member.vault.write() as session:
        require_dataset(session, dataset)
        meant = known_purpose(session, purpose, local_day(member.clock()))
        record = settle(member, session, dataset, meant, _outcome(outcome), evidence=shown)
    emit(RecallRecord({"entry": record.entry, "recall": record.key, "outcome": outcome}), [_("Recorded.")])


def set_deadline(days: int, follow_up: int | None) -> None:
    with acting() as member:
        set_house_days(member, days, follow_up)
    emit(RecallDeadline({"days": days}), [_("Recorded.")])


def _outcome(text: str) -> Outcome:
    for outcome in _OUTCOMES:
        if outcome == text:
            return outcome
    raise WrongUse(N_("Say what was done with the data: erased, returned, restricted, stopped, rectified or kept."))


def _evidence(file: Path | None, person: str, note: str) -> Evidence:
    if file is None:
        return Evidence(person=person, note=note)
    media = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return Evidence(read_whole(file, limit=LARGEST_EVIDENCE), media, person, note)


def _recall_json(recall: Recall) -> RecallInFile:
    return {
        "recall": recall.key,
        "entry": recall.entry,
        "dataset": recall.dataset,
        "purpose": recall.purpose,
        "ask": recall.ask,
        "due": None if recall.due is None else recall.due.isoformat(),
        "people": len(recall.people),
    }


def print_disclosure_log(subject: str, dataset: str, output: Path | None, addressee: str = "") -> None:
    """Print the disclosure log of a person, and write it to a file where one is named; a PDF is a letter to ``addressee``."""
    from datapact.pdf.letters.person_answer import answer_pdf, proven_answer, record_answer

    if output is not None:
        require_folder(output)
        if output.suffix.lower() not in (".pdf", ".json"):
            raise WrongUse(N_("The reply is written as .pdf or .json. Choose one of these endings."))
    with acting() as member:
        with member.vault.read() as session:
            require_dataset(session, dataset)
        found = proven_answer(member, dataset, subject)
        told = found.log
        with member.vault.read() as session:
            names = reference_names(session)
        result = person_json(told, names, cast("ProofOfRows", found.proof.as_json()))
        data = b""
        if output is not None and output.suffix.lower() == ".pdf":
            data = answer_pdf(member, found, current_language(), addressee)
        elif output is not None:
            data = indented(result).encode("utf-8")
            record_answer(member, found, data)
    if output is not None:
        write_whole(output, data, private=True)
    lines = [
        str(
            counted(
                "{subject} in {dataset}: {n} recipient.",
                "{subject} in {dataset}: {n} recipients.",
                len(told.recipients),
                subject=subject,
                dataset=dataset,
            )
        )
    ]
    rows = [
        [
            one.name,
            moment_text(one.delivery.at),
            str(one.purpose),
            one.delivery.decision[:8] or one.delivery.reason,
            "; ".join(map(_recall_words, one.recalls)),
        ]
        for one in told.given
    ]
    headings = [_("Recipient"), _("When"), _("Purpose"), _("The answer"), _("Called back")]
    lines += [
        f"{one.name}: {words}" for one in told.given if one.left_after is not None for words in one.left_after.words()
    ]
    emit(result, lines + (table(rows, headings) if rows else []) + proof_lines(found.proof))


def _recall_words(called: PersonRecall) -> str:
    why = str(Message(CALLED_FOR[called.state].label))
    if called.sent is None:
        return f"{why}, {moment_text(called.written)}: {_('written, not sent yet')}"
    if not called.outcome:
        return f"{why}, {moment_text(called.sent)}: {_('told, not acknowledged yet')}"
    return f"{why}, {moment_text(called.sent)}: {Message(OUTCOME_WORDS[called.outcome])}"


def person_json(log: DisclosureLog, names: dict[str, str], proof: ProofOfRows) -> Person:
    """The disclosure log as JSON."""
    return {
        "subject": log.subject,
        "dataset": log.dataset,
        "at": write_time(log.at),
        "recipients": list(log.recipients),
        "rectified": [
            {"entry": one.entry, "what": one.what, "at": write_time(moment(one.at))} for one in log.rectified
        ],
        "deliveries": [
            {
                **as_object(one.delivery, delivery_columns(names, PurposeNames()), DeliveryShown),
                "corrections": [
                    {"finding": said.finding, "reason": said.reason, "by": said.name, "at": write_time(said.at)}
                    for said in one.corrections
                ],
                "sent_as": one.sent_as,
                "allowed": not one.overridden,
                "left_after": None
                if one.left_after is None
                else {
                    "state": one.left_after.state,
                    "at": write_time(one.left_after.at),
                    "known": write_time(one.left_after.known),
                    "days": one.left_after.days,
                },
                "called_back": [
                    {
                        "recall": called.recall,
                        "state": called.state,
                        "written": write_time(called.written),
                        "told": None if called.sent is None else write_time(called.sent),
                        "ask": called.ask,
                        "letter": called.by_letter,
                        "acknowledged": None if called.acknowledged is None else write_time(called.acknowledged),
                        "outcome": called.outcome,
                        "note": called.note,
                    }
                    for called in one.recalls
                ],
            }
            for one in log.given
        ],
        "proof": proof,
    }
