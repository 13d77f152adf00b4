"""The parts of requirements that the text of an agreement provides: each paragraph held against the released wording for the same terms.

A paragraph provides what the released paragraph with the same skeleton provides, wherever it stands, or what a legal
member confirmed for exactly this wording. Everything else is the parties' own words. Pure: the same text, terms and
confirmations give the same answer in every vault.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from datapact.base.errors import WrongUse
from datapact.base.texts import Language
from datapact.contract.templates.resolve import resolve_headings, resolve_provided
from datapact.contract.templates.template import ClauseSource, load_template, shared_clauses_of
from datapact.contract.terms.derived import Setting
from datapact.contract.text.clauses import Clause, Paragraph, Run, RunTexts
from datapact.contract.text.numbering import MISSING
from datapact.contract.wording.free_texts import PREFIX
from datapact.contract.wording.index import index_of, released_clauses
from datapact.contract.wording.recalled import Recalled
from datapact.contract.wording.skeleton import Skeleton, TrueValues, digest_of, skeleton, words_of

type Confirmed = Mapping[str, Collection[str]]
"""By wording at its place (``wording_at``), the parts that legal members of this vault confirmed it to provide."""


def both_confirmed(confirmed: Confirmed, before: Confirmed) -> Confirmed:
    """What was confirmed here, and before in the agreement whose words this text repeats."""
    return {where: {*before.get(where, ()), *confirmed.get(where, ())} for where in {**before, **confirmed}}


def wording_at(place: str, digest: str) -> str:
    """The key of a confirmation: a wording and where it stands. "Sentence 1 does not apply" says another thing elsewhere."""
    return digest if place.startswith(PREFIX) else f"{place} {digest}"  # the digest of a free text holds its place


_SAYS_ANYTHING = ("remarks", "liability.note")
"""Terms that may say anything, and so take back what clauses say: their sentences are own words wherever they stand."""


@dataclass(frozen=True, slots=True)
class OwnWords:
    """A paragraph or heading whose words are no released ones."""

    place: str
    """Id of the paragraph, or of the clause for its heading."""
    digest: str
    """Of its skeleton."""
    lost: frozenset[str]
    """Parts that the released paragraph of this id provides and nothing in the text does any more."""


@dataclass(frozen=True, slots=True)
class TextFacts:
    """The parts that a text provides, and its words that are no released wording."""

    provided: frozenset[str]
    """Parts provided by released wording or by a confirmed one."""
    own_words: tuple[OwnWords, ...]
    """In reading order, also those that were confirmed."""
    confirmed: frozenset[str]
    """Places among them whose wording was confirmed or read."""
    sources: Mapping[str, str]
    """By part, the id of the paragraph of this template that provides it for these terms."""
    strayed: tuple[str, ...] = ()
    """Ids of the paragraphs whose prevailing words are released ones, while their translation is not the released one."""

    @property
    def unread(self) -> tuple[OwnWords, ...]:
        """Own words that nobody confirmed yet."""
        return tuple(one for one in self.own_words if one.place not in self.confirmed)


@dataclass(frozen=True, slots=True)
class _Wording:
    """A released paragraph for some terms."""

    id: str
    skeleton: Skeleton
    provides: frozenset[str]
    items: tuple[frozenset[str], ...]

    @property
    def everything(self) -> frozenset[str]:
        return self.provides.union(*self.items)


class Released:
    """The released wording for one set of terms, in the prevailing language: the agreement's template, then all others.

    What all others say is worked out only where a text has words that its own template does not know.
    """

    def __init__(
        self, setting: Setting, template: str, version: int, present: Collection[str], recalled: Recalled | None = None
    ) -> None:
        """``present``: ids of the text's places; a reference to another one says that it leads nowhere, there and here.

        ``recalled``: digests of texts that were compared before, for these or for other terms.
        """
        self.setting = setting
        self.recalled = recalled or Recalled()
        self._present = present
        self._language = setting.prevailing
        self._made: dict[tuple[int, Language], _Wordings] = {}
        self._others: dict[Language, _Wordings] = {}
        try:
            own: Sequence[ClauseSource] = load_template(template, version).clauses
        except WrongUse:
            own = ()
        names = {source.id for source in own}
        self._sources = (*own, *shared_clauses_of(set(present) - names).values())
        self._read: dict[_Words, Skeleton] = {}
        self._translated: dict[_Words, str] = {}
        self._elsewhere: dict[tuple[Language, _Words], frozenset[str] | None] = {}

    def read(self, paragraph: Paragraph) -> Skeleton:
        """The skeleton of a paragraph of the text beside this template; read once as long as its words stay."""
        key = _words(paragraph, self._language)
        found = self._read.get(key)
        if found is None:
            found = self._read[key] = _of(paragraph, self._language, self.own.shown, self.recalled)
        return found

    @cached_property
    def own(self) -> _Wordings:
        """The parts of requirements that this template provides where these terms are chosen."""
        return self._wordings(resolve_provided(self._sources, self.setting))

    def _wordings(
        self, made: tuple[Sequence[Clause], Mapping[str, frozenset[str]]], language: Language | None = None
    ) -> _Wordings:
        return _wordings(*made, language or self._language, self._present, self.recalled)

    def is_translation(self, paragraph: Paragraph, other: Paragraph, language: Language) -> bool:
        """Whether ``other``, the paragraph in a language that does not prevail, is what its template says where it says ``paragraph``."""
        wordings = self._others.get(language)
        if wordings is None:
            made = resolve_provided(self._sources, self.setting, language=language)
            wordings = self._others[language] = self._wordings(made, language)
        whole = self.read(paragraph).whole
        key = _words(other, language)
        found = self._translated.get(key)
        if found is None:
            found = self._translated[key] = _of(other, language, wordings.shown, self.recalled).whole
        if whole in self.own.ids:
            return not self.own.ids[whole].isdisjoint(wordings.ids.get(found, ()))
        return self.elsewhere(other, language) is not None

    def elsewhere(self, paragraph: Paragraph, language: Language | None = None) -> frozenset[str] | None:
        """The parts that a paragraph provides by any template and version, also as an alternative that these terms do not choose.

        None where no released paragraph has these words in the language, which is the one that prevails unless it is said;
        looked for once as long as they stay.
        """
        spoken = language or self._language
        key = (spoken, _words(paragraph, spoken))
        if key not in self._elsewhere:
            self._elsewhere[key] = self._anywhere(paragraph, spoken)
        return self._elsewhere[key]

    def _anywhere(self, paragraph: Paragraph, spoken: Language) -> frozenset[str] | None:
        words = [word for run in paragraph.text[spoken] for word in words_of(run.text)]
        for source in index_of(spoken).candidates(words):
            wordings = self._made.get((id(source), spoken))
            if wordings is None:
                made = resolve_provided([source], self.setting, all_alternatives=True, language=spoken)
                wordings = self._made[id(source), spoken] = self._wordings(made, spoken)
            parts = wordings.of(_of(paragraph, spoken, wordings.shown, self.recalled)) if wordings.paragraphs else None
            if parts is not None:
                return parts
        return None

    @cached_property
    def headings(self) -> frozenset[str]:
        """The digests of the headings of every clause."""
        bare = [replace(source, paragraphs=()) for source in released_clauses()]
        headings = resolve_headings(bare, self.setting)
        return frozenset(digest_of(heading, recalled=self.recalled) for heading in headings)


type _Words = tuple[Sequence[Run], tuple[Sequence[Run], ...]]
"""The runs of a paragraph and of its items in one language."""


def _words(paragraph: Paragraph, language: Language) -> _Words:
    return paragraph.text[language], tuple([item.text[language] for item in paragraph.items])


@dataclass(frozen=True, slots=True)
class _Wordings:
    """Released paragraphs, the words of their headings, and in which words they show each term."""

    paragraphs: list[_Wording]
    by_digest: dict[str, frozenset[str]]
    headings: dict[str, None]
    shown: dict[str, set[str]]
    ids: dict[str, set[str]]

    def of(self, found: Skeleton) -> frozenset[str] | None:
        """The parts that a paragraph with this skeleton provides; None for own words."""
        return self.by_digest.get(found.whole)

    def in_part(self, found: Skeleton) -> frozenset[str]:
        """The parts that single items provide under a released lead, where the enumeration as a whole was changed."""
        parts: frozenset[str] = frozenset()
        for one in self.paragraphs:
            if one.skeleton.lead == found.lead and one.skeleton.items:
                for digest, provides in zip(one.skeleton.items, one.items, strict=True):
                    if digest in found.items:
                        parts |= provides
        return parts


def _wordings(
    clauses: Sequence[Clause],
    provided: Mapping[str, frozenset[str]],
    language: Language,
    present: Collection[str],
    recalled: Recalled,
) -> _Wordings:
    nothing: frozenset[str] = frozenset()
    paragraphs, shown = [], dict[str, set[str]]()
    for clause in clauses:
        for runs in _texts(clause, language):
            for run in runs:
                if run.term is not None:
                    shown.setdefault(run.term, set()).add(run.text)
        for paragraph in clause.paragraphs:
            items = tuple(provided.get(item.id, nothing) for item in paragraph.items)
            paragraphs.append(
                _Wording(
                    paragraph.id,
                    _of(_loosened(paragraph, language, present), language, None, recalled),
                    provided.get(paragraph.id, nothing),
                    items,
                )
            )
    by_digest: dict[str, frozenset[str]] = {}
    ids: dict[str, set[str]] = {}
    for one in paragraphs:
        by_digest.setdefault(one.skeleton.whole, one.everything)
        ids.setdefault(one.skeleton.whole, set()).add(one.id)
    headings = {digest_of(clause.heading[language], recalled=recalled): None for clause in clauses}
    return _Wordings(paragraphs, by_digest, headings, shown, ids)


def _loosened(paragraph: Paragraph, language: Language, present: Collection[str]) -> Paragraph:
    """The paragraph as it reads where references lead nowhere: in the text such a one was replaced by words."""

    def loose(texts: RunTexts) -> RunTexts:
        runs = texts[language]
        if all(run.ref is None or run.ref in present for run in runs):
            return texts
        return {
            language: tuple(
                Run(MISSING[language]) if run.ref is not None and run.ref not in present else run for run in runs
            )
        }

    items = tuple(replace(item, text=loose(item.text)) for item in paragraph.items)
    return replace(paragraph, text=loose(paragraph.text), items=items)


def _texts(clause: Clause, language: Language) -> Iterator[Sequence[Run]]:
    yield clause.heading[language]
    for paragraph in clause.paragraphs:
        yield paragraph.text[language]
        for item in paragraph.items:
            yield item.text[language]


def _of(paragraph: Paragraph, language: Language, true: TrueValues | None, recalled: Recalled) -> Skeleton:
    return skeleton(paragraph.text[language], [item.text[language] for item in paragraph.items], true, recalled)


def text_facts(
    clauses: Sequence[Clause],
    released: Released,
    confirmed: Confirmed | None = None,
    restated: Collection[str] = frozenset(),
    translated: Mapping[Language, Sequence[Clause]] | None = None,
) -> TextFacts:
    """The parts that these clauses provide for the terms of ``released``; what is provided, only the prevailing language says.

    ``restated``: ids of headings and paragraphs that only repeat what stands elsewhere in the text. ``translated``: the clauses in the
    languages that do not prevail.
    """
    language, own, sure = released.setting.prevailing, released.own, confirmed or {}
    known = {one.id: one.everything for one in own.paragraphs}
    provided: set[str] = set()
    unknown: list[tuple[str, str, frozenset[str]]] = []
    for clause in clauses:
        heading = clause.heading[language]
        digest = digest_of(heading, own.shown, released.recalled)
        if heading and digest not in own.headings and digest not in released.headings:
            unknown.append((clause.id, digest, frozenset()))
        for paragraph in clause.paragraphs:
            found = released.read(paragraph)
            parts = own.of(found)
            if parts is None:
                parts = released.elsewhere(paragraph)
            if parts is None:
                parts = own.in_part(found).union(sure.get(wording_at(paragraph.id, found.whole), ()))
                unknown.append((paragraph.id, found.whole, known.get(paragraph.id, frozenset())))
            elif any(run.term in _SAYS_ANYTHING for run in paragraph.text[language]):
                unknown.append((paragraph.id, found.whole, frozenset()))
            provided |= parts
    own_places = {place for place, _digest, _lost in unknown}
    return TextFacts(
        strayed=tuple(_strayed(clauses, released, own_places, translated or {})),
        provided=frozenset(provided),
        own_words=tuple(
            OwnWords(place, digest, lost - provided) for place, digest, lost in unknown if place not in restated
        ),
        confirmed=frozenset(place for place, digest, _lost in unknown if wording_at(place, digest) in sure),
        sources={part: one.id for one in reversed(own.paragraphs) for part in one.everything},
    )


def _strayed(
    clauses: Sequence[Clause], released: Released, own: Collection[str], translated: Mapping[Language, Sequence[Clause]]
) -> Iterator[str]:
    """The paragraphs whose translation alone is no released one; who reads own words reads both languages."""
    prevailing = {one.id: one for clause in clauses for one in clause.paragraphs if one.id not in own}
    for language, others in translated.items():
        for other in (one for clause in others for one in clause.paragraphs):
            paragraph = prevailing.get(other.id)
            if paragraph is not None and not released.is_translation(paragraph, other, language):
                yield other.id
