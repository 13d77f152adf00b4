"""The Commission's standard clauses as a text that the house takes in once, and an agreement or a paper laid beside it.

DataPact does not hold the text of the Official Journal and knows no digest of it. So a member takes in a file (Word or PDF), which is
kept with name, day and digest, and texts are compared with that paragraph by paragraph. What this shows is whether two texts are the
same, never that one of them is the official one.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Literal

from datapact.agreements.projection.append import load_state
from datapact.agreements.text.current_text import current_state
from datapact.base.errors import AnswerNo, Malformed, WrongUse
from datapact.base.strictjson import to_base64url
from datapact.base.texts import N_, Message
from datapact.contract.text.clauses import places, plain_text
from datapact.contract.text.document import read_state
from datapact.contract.text.keeping import live
from datapact.contract.text.numbering import numbers
from datapact.library.versions.versions import Version, newest, versions_of, write_version
from datapact.organisation.acting.names import known_names
from datapact.paper.judge.gaps import language_of
from datapact.paper.judge.places import place_words
from datapact.paper.judge.words import plain_words
from datapact.paper.read.reading import read_paper
from datapact.paper.steps.received import text_of

if TYPE_CHECKING:
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
_LEAST_WORDS = 4  # of a paragraph that is compared; numbers and headings alone say nothing
_LEAST_LIKE = 0.5
_SIGNS = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "\u00a0": " ", "\u202f": " "}
)
_NUMBER = re.compile(r"^\s*(?:\(?[a-z0-9ivx]{1,4}[.)]\s+)+", re.IGNORECASE)


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
            raise AnswerNo(N_("There is no text of this agreement to read yet."))
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
        raise AnswerNo(
            N_(
                "No text of the standard clauses in the language of this agreement was taken in. Take in the file of the Official Journal with "
                "“datapact library official”."
            )
        )
    return Comparison(official, compared(official.paragraphs, found))


def compared(official: Sequence[str], texts: Sequence[tuple[str, str]]) -> tuple[Compared, ...]:
    """Each paragraph of the official text with words in it, beside the closest of ``texts`` (place and words)."""
    exact: dict[str, str] = {}
    holding: dict[str, set[int]] = defaultdict(set)
    listed = [(place, words, _plain(words)) for place, words in texts]
    for number, (place, _words, plain) in enumerate(listed):
        exact.setdefault(plain, place)
        for word in set(plain_words(plain)):
            holding[word].add(number)
    rows = []
    for number, words in enumerate(official, start=1):
        plain = _plain(words)
        if len(plain.split()) < _LEAST_WORDS:
            continue
        if plain in exact:
            rows.append(Compared(number, words, "same", exact[plain], ""))
            continue
        shared: dict[int, float] = defaultdict(float)
        for word in set(plain_words(plain)):
            for one in holding.get(word, ()):
                shared[one] += 1 / len(holding[word])
        best = max(shared, key=lambda one: (shared[one], -one), default=None)
        like = 0.0
        if best is not None:
            like = SequenceMatcher(None, plain.split(), listed[best][2].split(), autojunk=False).ratio()
        if best is None or like < _LEAST_LIKE:
            rows.append(Compared(number, words, "missing", "", ""))
        else:
            rows.append(Compared(number, words, "changed", listed[best][0], listed[best][1]))
    return tuple(rows)


def _plain(words: str) -> str:
    """The words without what files write differently: kinds of quotation marks, dashes and spaces, and the number before them."""
    return " ".join(_NUMBER.sub("", words.translate(_SIGNS)).split())
