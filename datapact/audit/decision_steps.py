"""The printed steps of a decision file: how a stranger verifies and recounts it, and what is attached."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

from datapact.audit.decision_content import DecisionContent
from datapact.audit.decision_file import BATCHES, EVENTS, INPUTS, NAME, NODES, SCRIPT, SUBJECTS
from datapact.documents.report import Attachment, Heading, Items, Paragraph, Part, Table, Words
from datapact.texts import N_, Message

_ABOUT_FILES: Mapping[str, Message] = {
    NAME: Message(N_("The signed entry, the signed batches of consents, the organisation's public history")),
    INPUTS: Message(N_("What the answer was made of, byte for byte as the entry names it by digest")),
    SUBJECTS: Message(N_("Every person of the cohort: counts or not, why, and the newest record")),
    EVENTS: Message(N_("Every record of these people as it was signed")),
    BATCHES: Message(N_("The batches in which the records were signed, with their roots")),
    NODES: Message(N_("Hashes of what else the batches hold, so that the roots can be computed")),
    SCRIPT: Message(N_("A short script that makes all of these steps; read it before you run it")),
}


def recounting(content: DecisionContent) -> Iterator[Part]:
    """How anybody verifies the file and counts again, step by step."""
    body = content.entry.body
    yield Heading(Message(N_("How to verify and recount this answer")))
    steps: list[Words] = [
        Message(
            N_(
                "Save the attached files into an empty folder (any PDF program, or: pdfdetach -saveall FILE). Nothing of "
                "DataPact and no network is needed."
            )
        ),
        Message(
            N_(
                "Is this file unaltered? Your PDF program shows the signature, and whether it covers the whole file; the digests "
                "below are those of the attached files: sha256sum NAME prints the same in hexadecimal digits."
            )
        ),
        Message(
            N_(
                "Are these the inputs? openssl dgst -sha256 -binary inputs.json | basenc --base64url | tr -d = prints "
                "{digest}; the same stands in the signed entry."
            ),
            {"digest": str(body["inputs"])},
        ),
    ]
    if content.cohort >= 0:
        steps += [
            Message(
                N_(
                    "Count in a spreadsheet: open subjects.csv (UTF-8, comma), filter the column counts for yes: {n} "
                    "lines of {m}. The column reason gives the other counts of the table above."
                ),
                {"n": int(body["n"]), "m": int(body["m"])},
            ),
            Message(
                N_(
                    "Look at single people: events.csv has every signed event of the person; the newest by time, then "
                    "by batch and index, is the one in subjects.csv."
                )
            ),
        ]
    steps += [
        Message(
            N_(
                "All at once: a script of Python 3.9 or newer, which needs openssl and no package, checks signatures, digests and "
                "the trees of the batches (RFC 9162), and counts everybody again from the signed events. Read it, then: "
                "python3 -I recount.py"
            )
        ),
        Message(
            N_(
                "Who is it? Compare the fingerprint that recount.py prints with the organisation, by telephone or from "
                "a card that you already trust."
            )
        ),
    ]
    yield Items(steps, numbered=True)
    yield Paragraph(
        Message(
            N_(
                "With DataPact: datapact verify FILE does all of this and derives the answer from the inputs once more. "
                "The steps in full, and how to tell who signed this file, are on the page verify-without-datapact.md of DataPact."
            )
        ),
        quiet=True,
    )


def attached_files(files: Sequence[Attachment]) -> Iterator[Part]:
    """What is attached, with the digits that sha256sum prints."""
    yield Heading(Message(N_("Attached files")))
    rows: list[list[Words]] = [
        [one.name, _ABOUT_FILES.get(one.name), len(one.data), _hexadecimal(one.data)] for one in files
    ]
    headings = [Message(N_("File")), Message(N_("Content")), Message(N_("Bytes")), Message(N_("SHA-256"))]
    yield Table(headings, rows, widths=[1.8, 3.4, 1.2, 4.2])


def _hexadecimal(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
