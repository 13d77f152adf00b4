"""The content of a dossier: the entries for its audience as known at a moment, without withheld parts, and the files.

A partner dossier has the shared entries, which the partner has or could have, and nothing else, not even the number of
internal ones. An internal one has everything about the agreement, the organisation's own records included.
``load_dossier`` reads it from the vault, ``content_of`` from a dossier; pages are made only of it and pages.json.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from datapact.agreements.text.current_text import current_state
from datapact.audit.formats.dossier import SIGNED_PDF, Audience, DossierFile, ListedFile
from datapact.audit.formats.dossier_facts import NAME as PAGES
from datapact.audit.formats.withholding import CHOICES, Choice
from datapact.base.clock import in_zone
from datapact.base.strictjson import sha256_of
from datapact.base.texts import N_, Language, Message
from datapact.contract.text.formatters import minute_words
from datapact.history.commitments.disclosure import ELEMENT, WITHHELD
from datapact.history.entries.entry import Entry
from datapact.history.fold.agreement import AgreementState
from datapact.history.state.organisation import OrganisationLine
from datapact.pdf.engine.pdfa import Attachment, Relationship
from datapact.signing.ceremony.proof import PROOF

WITHHELD_WORD = Message(N_("(withheld)"))


def shown(value: Any, language: Language) -> str:
    """A value in words: a text, a text in two languages, several of them; withheld ones are marked."""
    if value is WITHHELD:
        return WITHHELD_WORD.text(language)
    if isinstance(value, Mapping):
        if ELEMENT in value and not {"de", "en"} & value.keys():
            return WITHHELD_WORD.text(language)
        chosen = value.get(language) or next((one for one in value.values() if one), "")
        return shown(chosen, language)
    if isinstance(value, list | tuple):
        return "; ".join(shown(one, language) for one in value)
    return "" if value is None else str(value)


def utc_words(moment: datetime) -> Message:
    """A moment within a sentence of pages that are drawn again: in UTC, whatever the zone of this computer."""
    return Message(N_("{time} UTC"), {"time": minute_words(in_zone(moment, UTC))})


def members(value: Any) -> Sequence[Any]:
    """The elements of a list in a state; none where it is withheld as a whole."""
    return value if isinstance(value, list | tuple) else ()


def member(value: Any, name: str) -> Any:
    """A member of an object in a state: WITHHELD where the object, or maybe the member, is withheld; None if absent."""
    if value is None:
        return None
    if not isinstance(value, Mapping):
        return WITHHELD
    return value.get(name, WITHHELD if ELEMENT in value else None)


def runs_text(runs: Any, language: Language) -> str:
    """The words of some runs of the text."""
    if not isinstance(runs, list | tuple):
        return WITHHELD_WORD.text(language)
    return "".join(shown(member(run, "text"), language) for run in runs)


@dataclass(frozen=True, slots=True)
class Content:
    """The content that a dossier is made of. ``folded``, ``lines`` and ``state`` are those after withholding."""

    history: str
    """``urn:uuid:`` id of the agreement."""
    audience: Audience
    """``partner`` takes in only shared entries."""
    withheld: tuple[Choice, ...]
    """In the order of ``CHOICES``."""
    known_at: datetime
    """Moment up to which entries count, UTC."""
    own: str
    """Id of the exporting organisation."""
    entries: tuple[Entry, ...] = field(repr=False)
    """Of the agreement, each after those that it knows."""
    records: tuple[Entry, ...] = field(repr=False)
    """The house's own about it, oldest first; empty for a partner."""
    folded: AgreementState = field(repr=False)
    lines: Mapping[str, OrganisationLine] = field(repr=False, hash=False)
    state: Mapping[str, Any] = field(repr=False, hash=False)
    files: tuple[Attachment, ...] = field(repr=False)
    """To be attached, without pages.json and dossier.json."""
    signed_pdf: bytes = field(repr=False)
    """With all signatures so far; empty where there is none or it is withheld."""

    @property
    def missing(self) -> int:
        """The number of disclosures that the dossier lacks, without erased ones."""
        return sum(entry.missing for entry in self.all_entries())

    @property
    def erased(self) -> int:
        """The number of erased disclosures (Art. 17 GDPR)."""
        return sum(len(entry.erased) for entry in self.all_entries())

    def all_entries(self) -> Iterator[Entry]:
        """Entries, records and public histories."""
        yield from self.entries
        yield from self.records
        for line in self.lines.values():
            yield from line.entries

    def names(self, language: Language | None = None) -> dict[str, str]:
        """Names by organisation id and by key and id of members, as far as the dossier shows them.

        In a language also those of datasets by key, and of purposes by term or key, as the agreement calls them.
        """
        found = self._named(language) if language is not None else {}
        found |= {organisation: line.state.name for organisation, line in self.lines.items()}
        for line in () if "names" in self.withheld else self.lines.values():
            for person in line.people():
                found[person.author_kid] = person.name or person.id
                found.setdefault(person.id, person.name or person.id)
        return found

    def _named(self, language: Language) -> dict[str, str]:
        terms = member(self.state, "terms")
        pairs = [(member(one, "organisation"), member(one, "name")) for one in members(member(terms, "parties"))]
        pairs += [(member(one, "key"), member(one, "name")) for one in members(member(terms, "datasets"))]
        for one in members(member(terms, "purposes")):
            pairs += [(member(one, name), member(one, "name")) for name in ("key", "iri")]
        found: dict[str, set[str]] = {}
        for key, name in pairs:
            if isinstance(key, str) and key and name not in (None, WITHHELD) and shown(name, language):
                found.setdefault(key, set()).add(shown(name, language))
        return {key: names.pop() for key, names in found.items() if len(names) == 1}  # two purposes may share a term

    def file(self, kid: str, member: str, language: Language, time: datetime, pages: bytes) -> DossierFile:
        """dossier.json for this content, signed for by the member with this author key; ``pages`` is pages.json."""
        files = (*self.files, attachment(PAGES, pages))
        return DossierFile(
            audience=self.audience,
            agreement=self.history,
            organisation=self.own,
            member=member,
            kid=kid,
            time=time,
            language=language,
            withheld=self.withheld,
            entries=self.entries,
            records=self.records,
            organisations={identity: line.entries for identity, line in self.lines.items()},
            files=tuple(ListedFile(one.name, sha256_of(one.data), one.media) for one in files),
        )


def content_of(
    file: DossierFile,
    attached: Mapping[str, bytes],
    folded: AgreementState,
    lines: Mapping[str, OrganisationLine],
    known_at: datetime,
) -> Content:
    """The content of a dossier read from its file, the same that its exporter had."""
    return Content(
        history=file.agreement,
        audience=file.audience,
        withheld=tuple(one for one in CHOICES if one in file.withheld),
        known_at=known_at,
        own=file.organisation,
        entries=file.entries,
        records=file.records,
        folded=folded,
        lines=lines,
        state=current_state(folded),
        files=tuple(attachment(one.name, attached[one.name], one.media) for one in file.files if one.name != PAGES),
        signed_pdf=attached.get(SIGNED_PDF, b""),
    )


def attachment(name: str, data: bytes, media: str = "application/json") -> Attachment:
    """A file of a dossier as it is attached."""
    kept: Mapping[str, Relationship] = {PROOF: "Supplement", PAGES: "Data"}
    return Attachment(name, data, media, kept.get(name, "Source"))
