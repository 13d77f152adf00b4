"""The Commission's standard clauses as a text that the house takes in once, and an agreement or a paper laid beside it.

DataPact does not hold the text of the Official Journal and knows no digest of it. So a member takes in a file (Word or PDF), which is
kept with name, day and digest, and texts are compared with that paragraph by paragraph. What this shows is whether two texts are the
same, never that one of them is the official one: that its member vouches for. A comparison can be recorded; then the check reads it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Literal

from datapact.agreements.projection.append import append, load_state
from datapact.agreements.steps.negotiation import bounded
from datapact.agreements.steps.wording import own_wordings
from datapact.agreements.text.current_text import current_state
from datapact.base.errors import AnswerNo, Malformed, WrongUse
from datapact.base.strictjson import to_base64url
from datapact.base.texts import N_, Message
from datapact.checks.model.official import part_of, set_name
from datapact.contract.terms.references import has_withheld
from datapact.contract.text.clauses import places, plain_text
from datapact.contract.text.document import read_state
from datapact.contract.text.keeping import live
from datapact.contract.text.numbering import numbers
from datapact.library.clauses.versions import Version, newest, versions_of, write_version
from datapact.organisation.acting.names import known_names
from datapact.paper.judge.language import language_of
from datapact.paper.judge.official_parts import is_compared, plain, required
from datapact.paper.judge.places import place_words
from datapact.paper.judge.words import plain_words
from datapact.paper.read.reading import read_paper
from datapact.paper.steps.received import text_of

if TYPE_CHECKING:
    from datapact.contract.text.document import AgreementDocument
    from datapact.organisation.acting.acting_member import Acting

type Decision = Literal["2021/914", "2021/915"]
type Likeness = Literal["same", "changed", "missing"]

DECISIONS: tuple[Decision, ...] = ("2021/914", "2021/915")
LIKENESS: dict[Likeness, str] = {
    "same": N_("word for word"),
    "changed": N_("in other words"),
    "missing": N_("not there"),
}
UNPROVEN = Message(
    N_(
        "Nothing is proven by this: DataPact holds no text of the Official Journal and no digest of it. It compared with the file that your "
        "house took in."
    )
)
_NOT_TAKEN_IN = Message(
    N_(
        "No text of the standard clauses in the language of this agreement was taken in. Take in the file of the Official Journal with "
        "“datapact library official”."
    )
)
_NO_TEXT = Message(N_("There is no text of this agreement to read yet."))
_LEAST_LIKE = 0.5


@dataclass(frozen=True, slots=True)
class OfficialText:
    """A text of the standard clauses as the house took it in."""

    decision: Decision
    """Which clauses."""
    language: str
    """``de`` or ``en``."""
    file: str
    """Name of the file."""
    digest: str
    """base64url SHA-256 of the file."""
    by: str
    """Name of the member who took it in."""
    at: datetime
    """UTC."""
    paragraphs: tuple[str, ...]
    """In their order."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One paragraph of the official text, and what became of it."""

    number: int
    """From 1."""
    words: str
    """Of the text that was taken in."""
    likeness: Likeness
    """Whether it stands there."""
    place: str
    """Where the closest words stand; empty for nowhere."""
    theirs: str
    """The closest words, where they differ."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """An agreement or paper beside a text of the standard clauses."""

    official: OfficialText
    """What it was compared with."""
    rows: tuple[Compared, ...]
    """In the order of the official text."""
    recordable: bool = False
    """It is the text of an agreement here, whose paragraphs can be confirmed."""

    def count(self, likeness: Likeness) -> int:
        """The number of paragraphs with this verdict."""
        return sum(one.likeness == likeness for one in self.rows)

    @property
    def words(self) -> Message:
        """The result in a sentence."""
        return Message(
            N_(
                "Of {n} paragraphs of the text of Decision (EU) {decision} that {member} took in, {same} stand there word for word, {changed} in "
                "other words, {missing} not at all."
            ),
            {
                "n": len(self.rows),
                "decision": self.official.decision,
                "member": self.official.by,
                "same": self.count("same"),
                "changed": self.count("changed"),
                "missing": self.count("missing"),
            },
        )


def take_in_official(acting: Acting, decision: str, name: str, data: bytes) -> OfficialText:
    """Keep a Word file or PDF as the text of the clauses, in the place of an earlier one of the same language.

    Raises WrongUse for another decision, Malformed for a file without words, Locked without the role Legal or Project lead.
    """
    if decision not in DECISIONS:
        raise WrongUse(N_("The decision is 2021/914 or 2021/915."))
    text = read_paper(data)
    language = language_of(text)
    if not language:
        raise Malformed(N_("This file is neither German nor English. Take in the German or the English text."))
    content: dict[str, Any] = {
        "decision": decision,
        "language": language,
        "file": name[:300],
        "digest": to_base64url(hashlib.sha256(data).digest()),
        "paragraphs": [one.text for one in text.passages],
    }
    with acting.vault.write() as session:
        version = write_version(
            acting,
            session,
            "standard_text",
            f"{decision.replace('/', '-')}-{language}",
            f"{decision} ({language})",
            content,
        )
        names = known_names(session)
    return _official(version, names.get(version.author, ""))


def official_texts(acting: Acting) -> tuple[OfficialText, ...]:
    """The texts that the house took in, the newest of each decision and language."""
    with acting.vault.read() as session:
        names = known_names(session)
        found = [
            newest(versions_of(session, "standard_text", f"{one.replace('/', '-')}-{language}"))
            for one in DECISIONS
            for language in ("de", "en")
        ]
    return tuple(_official(one, names.get(one.author, "")) for one in found if one is not None)


def _official(version: Version, by: str) -> OfficialText:
    content = version.content
    return OfficialText(
        content["decision"],
        content["language"],
        content["file"],
        content["digest"],
        by,
        version.at,
        tuple(content["paragraphs"]),
    )


def compare_with_official(acting: Acting, history: str, decision: str) -> Comparison:
    """Lay the text of an agreement, or the paper beside it, against the text that the house took in.

    Raises AnswerNo where none was taken in for a language of the text, or there is no text to compare.
    """
    texts = {one.language: one for one in official_texts(acting) if one.decision == decision}
    with acting.vault.read() as session:
        folded = load_state(session, history)
        paper = text_of(session, folded)
        state = current_state(folded)
    if paper is not None:
        spoken: list[str] = [language_of(paper)]
        found = [(str(place_words(paper, one.number)), one.text) for one in paper.passages]
    else:
        document = read_state(dict(state)) if state else None
        if document is None or not document.clauses:
            raise AnswerNo(_NO_TEXT)
        spoken = [document.prevailing, *map(str, document.languages)]
        language = next((one for one in document.languages if one in texts), document.prevailing)
        if document.prevailing in texts:
            language = document.prevailing
        shown = numbers(document.clauses, language)
        found = [
            (shown.get(place, place), plain_text(said[language])) for place, said in places(live(document.clauses))
        ]
    official = next((texts[one] for one in spoken if one in texts), None)
    if official is None:
        raise AnswerNo(_NOT_TAKEN_IN)
    return Comparison(official, compared(official.paragraphs, found), recordable=paper is None)


def record_comparison(acting: Acting, history: str, decision: str) -> Message:
    """Compare the text of an agreement with the text that the house took in, and record it where the clauses stand whole.

    Recorded is each paragraph by its exact wording, so that the rules P14 and X12 see when one is changed or deleted. Blanks,
    options and modules that are not chosen are left aside. Raises AnswerNo where a paragraph is missing or differs, where there is no
    text here to compare, or none was taken in; Locked without the role for it.
    """
    texts = {one.language: one for one in official_texts(acting) if one.decision == decision}
    with acting.vault.write() as session:
        folded = load_state(session, history)
        state = current_state(folded)
        if text_of(session, folded) is not None or not state or has_withheld(state):
            raise AnswerNo(_NO_TEXT)
        document = read_state(dict(state))
        official = texts.get(document.prevailing)
        if official is None:
            raise AnswerNo(_NOT_TAKEN_IN)
        modules = _modules(document, decision)
        words: list[tuple[str, str]] = []
        for clause in live(document.clauses):
            words.append((clause.id, plain(plain_text(clause.heading[document.prevailing]))))
            for paragraph in clause.paragraphs:
                for said in (paragraph.text, *(item.text for item in paragraph.items)):
                    words.append((paragraph.id, plain(plain_text(said[document.prevailing]))))
        parts: dict[str, set[str]] = defaultdict(set)
        for module in modules:
            wanted, name = required(official.paragraphs, module), set_name(decision, module)
            missing = []
            for number, one in enumerate(wanted, start=1):
                there = [place for place, said in words if one.is_in(said)]
                for place in there:
                    parts[place].add(part_of(name, number, len(wanted)))
                if not there:
                    missing.append(one.words)
            if missing or not wanted:
                raise AnswerNo(
                    N_(
                        "Of {total} paragraphs of the standard clauses {name}, {n} do not stand in this text as they were taken in, the first: "
                        "“{words}”. Nothing was recorded."
                    ),
                    total=len(wanted),
                    name=name,
                    n=len(missing),
                    words=(missing or [""])[0][:120],
                )
        own = {one.place: one.digest for one in own_wordings(document)}
        wordings = [
            {"place": place, "digest": own[place], "parts": sorted(parts[place])} for place in parts if place in own
        ]
        told = Message(
            N_(
                "Compared with the text of Decision (EU) {decision} in {file}, SHA-256 {digest}: every paragraph stands."
            ),
            {"decision": decision, "file": official.file, "digest": official.digest},
        )
        append(
            acting, session, history, "wording_confirmed", {"wordings": wordings, "note": bounded(str(told))}, folded
        )
    return told


def _modules(document: AgreementDocument, decision: str) -> tuple[str, ...]:
    """The modules whose paragraphs are wanted: those of the transfers; the clauses of processors have none."""
    if decision != "2021/914":
        return ("",)
    chosen = {one.module for one in document.terms.transfers if one.mechanism == "46(2)(c)" and one.module}
    if not chosen:
        raise AnswerNo(N_("No transfer of this agreement names standard clauses with a module. Choose them first."))
    return tuple(sorted(chosen))


def compared(official: Sequence[str], texts: Sequence[tuple[str, str]]) -> tuple[Compared, ...]:
    """Each paragraph of the official text with words in it, beside the closest of ``texts`` (place and words)."""
    exact: dict[str, str] = {}
    holding: dict[str, set[int]] = defaultdict(set)
    listed = [(place, words, plain(words)) for place, words in texts]
    for number, (place, _words, bare) in enumerate(listed):
        exact.setdefault(bare, place)
        for word in set(plain_words(bare)):
            holding[word].add(number)
    rows = []
    for number, words in enumerate(official, start=1):
        bare = plain(words)
        if not is_compared(bare):
            continue
        if bare in exact:
            rows.append(Compared(number, words, "same", exact[bare], ""))
            continue
        shared: dict[int, float] = defaultdict(float)
        for word in set(plain_words(bare)):
            for one in holding.get(word, ()):
                shared[one] += 1 / len(holding[word])
        best = max(shared, key=lambda one: (shared[one], -one), default=None)
        like = 0.0
        if best is not None:
            like = SequenceMatcher(None, bare.split(), listed[best][2].split(), autojunk=False).ratio()
        if best is None or like < _LEAST_LIKE:
            rows.append(Compared(number, words, "missing", "", ""))
        else:
            rows.append(Compared(number, words, "changed", listed[best][0], listed[best][1]))
    return tuple(rows)
