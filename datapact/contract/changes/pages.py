"""The text of the pages of a PDF laid over the clauses of an agreement, word by word.

A PDF has no paragraphs: it has words on pages. So each word of the clauses, numbers included, is looked for in the order of the
pages; what stands between two words that were found belongs to the place of the first one. Lines that repeat on many pages,
such as headers and page numbers, are left out, and words that a line end divides are put together again.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from datapact.base.texts import Language
from datapact.contract.changes.rewritten import rewritten
from datapact.contract.text.clauses import Clause, Paragraph, Run, RunTexts, mapped, plain_text
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.keeping import settled_as_kept
from datapact.contract.text.numbering import clause_marks, marks, numbers

_LEAST_FOUND = 0.4
"""Share of the words of a language from which it stands in the file."""
_ANCHOR = 4  # words that must follow each other, once on either side
_MOST_CELLS = 4_000_000  # of a table of words between two anchors
_ISLAND, _FAR = 3, 12
_AHEAD = 120  # words of the other column's line, between the halves of a word
_FEW = 10  # words of a heading
_NEAR = 120  # words between the same word in two columns
_MARK = re.compile(r"(§|Section|\(\d{1,3}[a-z]{0,2}\d{0,2}\)|\d{1,3}[.)]|[a-z]{1,2}\d{0,2}\))")
_HYPHENS = "-\u00ad\u2010\u2011"


@dataclass(frozen=True, slots=True)
class PagesRead:
    """The text of the pages."""

    document: AgreementDocument
    """The agreement as the pages have it; languages that they do not have are as before."""
    languages: tuple[Language, ...]
    """Those that were found; empty where the file is not recognised."""
    found: int
    """Words of the clauses in these languages that stand in the pages."""
    words: int
    """Words of the clauses in these languages."""
    before: int
    """Words of the pages before the first clause: cover, parties, contents."""
    behind: int
    """Words of the pages behind the last one: annexes, signatures."""
    empty: int
    """Pages without any text, such as scans."""


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    key: tuple[str, Language]
    """Place and language."""
    mark: bool
    """It is the number of the place, not a word of it."""


def read_pages(base: AgreementDocument, pages: Sequence[str]) -> PagesRead:
    """Lay the text of pages over the clauses of ``base``."""
    known = {_bare(one.text) for one in _words(base, base.languages)}
    there = _page_words(pages, known)
    empty = sum(not page.strip() for page in pages)
    bare = [_bare(one) for one in there]
    words = {language: list(_words(base, (language,))) for language in base.languages}
    pairs = {one: _matched([_bare(word.text) for word in listed], bare) for one, listed in words.items()}
    chosen = tuple(one for one, listed in words.items() if len(pairs[one]) >= _LEAST_FOUND * max(1, len(listed)))
    if not chosen:
        return PagesRead(base, (), 0, 0, len(there), 0, empty)
    said = _PlaceWords()
    twice = _of_two(bare, [{j for _i, j in pairs[one]} for one in chosen])
    for language in chosen:
        # Two columns come line by line: what the other language has is not new in this one.
        taken = {j for other in chosen if other != language for _i, j in pairs[other]} | twice
        said.read(words[language], there, pairs[language], taken)
    renumbered = _renumbered(base, tuple(_clauses(base, chosen, said)))
    clauses = settled_as_kept(tuple(_clauses(renumbered, chosen, said)), base.terms, base.languages)
    places = sorted(j for one in chosen for _i, j in pairs[one])
    return PagesRead(
        replace(base, clauses=clauses),
        chosen,
        sum(not words[one][i].mark for one in chosen for i, _j in pairs[one]),
        sum(not word.mark for one in chosen for word in words[one]),
        places[0],
        len(there) - places[-1] - 1,
        empty,
    )


# ---- words ----


def _words(document: AgreementDocument, languages: Sequence[Language]) -> Iterator[_Word]:
    """The words of the clauses in reading order, each with its place; numbers as they are printed."""
    numbers = {language: clause_marks(document.clauses, language) for language in languages}
    for n, clause in enumerate(document.clauses):
        for language in languages:
            yield from _of(clause.id, language, numbers[language][n], clause.heading)
        for paragraph, m in zip(clause.paragraphs, marks(clause.paragraphs), strict=True):
            for language in languages:
                yield from _of(paragraph.id, language, f"({m})" if len(clause.paragraphs) > 1 else "", paragraph.text)
            for item, mark in zip(paragraph.items, marks(paragraph.items), strict=True):
                for language in languages:
                    yield from _of(item.id, language, "" if paragraph.columns else f"{mark})", item.text)


def _of(place: str, language: Language, number: str, texts: RunTexts) -> Iterator[_Word]:
    key = (place, language)
    yield from (_Word(word, key, True) for word in number.split())
    yield from (_Word(word, key, False) for word in plain_text(texts.get(language, ())).split())


def _bare(word: str) -> str:
    """A word by which it is found: without ligatures and kinds of hyphens, quotes and spaces."""
    plain = unicodedata.normalize("NFKC", word)
    for kinds, one in (("\u2010\u2011", "-"), ("\u201e\u201c\u201d\u00ab\u00bb", '"'), ("\u2018\u2019\u201a", "'")):
        for kind in kinds:
            plain = plain.replace(kind, one)
    return plain.replace("\u00ad", "")


def _page_words(pages: Sequence[str], known: set[str]) -> list[str]:
    # A line end within a word is a mark of its own in what programs read.
    whole = [page.replace("\x02", "\u00ad\n").replace("\ufffe", "\u00ad\n") for page in pages]
    lines = [[line.strip() for line in page.splitlines() if line.strip()] for page in whole]
    repeated = Counter(form for page in lines for form in {_form(line) for line in (*page[:3], *page[-3:])})
    many = max(2, (len([page for page in lines if page]) + 1) // 2)
    found: list[str] = []
    for page in lines:
        edge = {*range(3), *range(len(page) - 3, len(page))}
        for n, line in enumerate(page):
            if n in edge and repeated[_form(line)] >= many:
                continue
            shown = line.replace("\u00a0", " ")
            words = "".join(one for one in shown if one.isprintable() or one == "\u00ad").split()
            if words and found and _is_one(found[-1], words[0], known):
                words[0] = found.pop() + words[0]
            if words and len(words[-1]) > 1 and words[-1][-1] in _HYPHENS:
                words[-1] = words[-1][:-1] + "\u00ad"
            found += words
    return _undivided(found, known)


def _undivided(words: list[str], known: Collection[str]) -> list[str]:
    """Words that a line end divides, put together; with two columns the rest stands behind the line of the other one."""
    found: list[str] = []
    gone: set[int] = set()
    for n, word in enumerate(words):
        if n in gone:
            continue
        if not word.endswith("\u00ad"):
            found.append(word.replace("\u00ad", ""))
            continue
        stem = word[:-1]
        ahead = [m for m in range(n + 1, min(n + _AHEAD, len(words))) if m not in gone]
        for m in ahead:
            whole = next((one for one in (stem + words[m], f"{stem}-{words[m]}") if _bare(one) in known), "")
            if whole:
                gone.add(m)
                found.append(whole)
                break
        else:
            kept = _bare(f"{stem}-") in known or (ahead and words[ahead[0]] in ("und", "oder", "and", "or"))
            if kept or not ahead:
                found.append(f"{stem}-")
            else:
                gone.add(ahead[0])
                found.append(stem + words[ahead[0]].replace("\u00ad", ""))
    return found


def _form(line: str) -> str:
    """A line of a header or footer, whatever its numbers."""
    return re.sub(r"\d+", "0", line)


def _is_one(first: str, rest: str, known: Collection[str]) -> bool:
    """Whether a line ended within a word without a hyphen, as in long addresses."""
    return _bare(first + rest) in known and not (_bare(first) in known and _bare(rest) in known)


# ---- which word is which ----


def _matched(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of places of the same words, rising on both sides; islands far from all others are left out."""
    pairs: list[tuple[int, int]] = []
    a = b = 0
    for i, j in (*_anchors(left, right), (len(left), len(right))):
        if (i - a) * (j - b) <= _MOST_CELLS:
            matcher = SequenceMatcher(None, left[a:i], right[b:j], autojunk=False)
            for block in matcher.get_matching_blocks():
                pairs += [(a + block.a + n, b + block.b + n) for n in range(block.size)]
        if i < len(left):
            pairs.append((i, j))
        a, b = i + 1, j + 1
    return _rescued(left, right, _without_islands(pairs))


def _rescued(left: Sequence[str], right: Sequence[str], pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Also a few words in a row, such as a heading, that stand between what was found; where several times, the last."""
    found: list[tuple[int, int]] = []
    last = (-1, -1)
    for now in (*pairs, (len(left), len(right))):
        gone = list(left[last[0] + 1 : now[0]])
        if 0 < len(gone) <= _FEW and now[1] - last[1] - 1 >= len(gone):
            for start in range(now[1] - len(gone), last[1], -1):
                if list(right[start : start + len(gone)]) == gone:
                    found += [(last[0] + 1 + n, start + n) for n in range(len(gone))]
                    break
        found.append(now)
        last = now
    return found[:-1]


def _anchors(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int]]:
    """Beginnings of word sequences that stand once on either side, in the longest common order."""
    once_left, once_right = _once(left), _once(right)
    shared = sorted((i, once_right[key]) for key, i in once_left.items() if key in once_right)
    ends: list[int] = []
    chains: list[int] = []
    before: list[int] = []
    for n, (_i, j) in enumerate(shared):
        at = bisect_left(ends, j)
        before.append(chains[at - 1] if at else -1)
        if at == len(ends):
            ends.append(j)
            chains.append(n)
        else:
            ends[at], chains[at] = j, n
    found: list[tuple[int, int]] = []
    n = chains[-1] if chains else -1
    while n >= 0:
        found.append(shared[n])
        n = before[n]
    return found[::-1]


def _once(words: Sequence[str]) -> dict[tuple[str, ...], int]:
    keys = [tuple(words[n : n + _ANCHOR]) for n in range(len(words) - _ANCHOR + 1)]
    count = Counter(keys)
    return {key: n for n, key in enumerate(keys) if count[key] == 1}


def _without_islands(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """A word or two that stand alone among many others are the same by chance."""
    runs: list[list[tuple[int, int]]] = []
    for i, j in pairs:
        if runs and runs[-1][-1] == (i - 1, j - 1):
            runs[-1].append((i, j))
        else:
            runs.append([(i, j)])
    kept: list[tuple[int, int]] = []
    for n, run in enumerate(runs):
        left = run[0][1] - runs[n - 1][-1][1] if n else _FAR + 1
        right = runs[n + 1][0][1] - run[-1][1] if n + 1 < len(runs) else _FAR + 1
        if len(run) >= _ISLAND or min(left, right) <= _FAR:
            kept += run
    return kept


# ---- what each place says ----


def _of_two(there: Sequence[str], taken: Sequence[Collection[int]]) -> set[int]:
    """Words that nobody has because both languages have the same one near by, such as a name that stands in both columns."""
    if len(taken) < 2:
        return set()
    both: dict[str, list[int]] = {}
    for j in sorted(set(taken[0]) & set(taken[1])):
        both.setdefault(there[j], []).append(j)
    found = set()
    for n, word in enumerate(there):
        if word in both and n not in taken[0] and n not in taken[1]:
            near = min(both[word], key=lambda j: abs(j - n))
            if abs(near - n) <= _NEAR:
                both[word].remove(near)
                found.add(n)
                if not both[word]:
                    del both[word]
    return found


class _PlaceWords:
    """The words of each place, and what is new behind it."""

    def __init__(self) -> None:
        self.texts: dict[tuple[str, Language], list[str]] = {}
        self.new: dict[tuple[str, Language], list[str]] = {}
        """Paragraphs of the pages that follow a place and are in no place."""

    def read(
        self, words: Sequence[_Word], there: Sequence[str], pairs: Sequence[tuple[int, int]], taken: Collection[int]
    ) -> None:
        """Take the words of one language; ``taken`` are those of the pages that belong to another."""
        last: tuple[int, int] | None = None
        for i, j in pairs:
            if last is not None:
                come = [there[n] for n in range(last[1] + 1, j) if n not in taken]
                self._between(words[last[0]].key, words[i].key, words[last[0] + 1 : i], come)
            if not words[i].mark:
                self.texts.setdefault(words[i].key, []).append(there[j])
            last = (i, j)

    def _between(
        self, before: tuple[str, Language], after: tuple[str, Language], deleted: Sequence[_Word], come: list[str]
    ) -> None:
        if not come:
            return
        deleted = [one for one in deleted if not one.mark]
        if before == after or any(one.key == before for one in deleted):
            where = before
        elif any(one.key == after for one in deleted):
            where, come = after, _without_mark(come)
        elif _MARK.match(come[0]):
            if words := _without_mark(come):
                self.new.setdefault(before, []).append(" ".join(words))
            return
        else:
            where = before
        self.texts.setdefault(where, []).extend(come)


def _without_mark(words: list[str]) -> list[str]:
    """Without the number at the beginning."""
    if words and words[0] in ("§", "Section"):
        return words[2:]
    return words[1:] if words and _MARK.fullmatch(words[0]) else words


def _clauses(base: AgreementDocument, languages: Sequence[Language], said: _PlaceWords) -> Iterator[Clause]:
    for clause in base.clauses:
        paragraphs: list[Paragraph] = []
        for paragraph in clause.paragraphs:
            items = tuple(
                replace(item, text=_text(item.id, item.text, languages, said))
                for item in paragraph.items
                if paragraph.columns or _there(item.id, languages, said)
            )
            if paragraph.columns and not any(_there(item.id, languages, said) for item in items):
                items, paragraph = (), replace(paragraph, items=(), columns=0)
            if _there(paragraph.id, languages, said) or items:
                text = _text(paragraph.id, paragraph.text, languages, said)
                paragraphs.append(replace(paragraph, text=text, items=items))
            for place in (paragraph.id, *(item.id for item in paragraph.items)):
                paragraphs += _new(place, base.languages, languages, said)
        if paragraphs or _there(clause.id, languages, said):
            first = _new(clause.id, base.languages, languages, said)
            heading = _text(clause.id, clause.heading, languages, said)
            yield replace(clause, heading=heading, paragraphs=(*first, *paragraphs))


def _renumbered(base: AgreementDocument, there: Sequence[Clause]) -> AgreementDocument:
    """``base`` with its references as a text prints them that has only the places that are ``there``.

    Else each reference to a place behind a removed one would read as a change of words.
    """
    tables = {language: numbers(there, language) for language in base.languages}

    def refer(_place: str, texts: RunTexts) -> RunTexts:
        return {language: tuple(_as_printed(run, tables[language]) for run in runs) for language, runs in texts.items()}

    return replace(base, clauses=mapped(base.clauses, refer))


def _as_printed(run: Run, table: Mapping[str, str]) -> Run:
    return run if run.ref is None else replace(run, text=table.get(run.ref, run.text))


def _there(place: str, languages: Sequence[Language], said: _PlaceWords) -> bool:
    return any((place, language) in said.texts for language in languages)


def _text(place: str, texts: RunTexts, languages: Sequence[Language], said: _PlaceWords) -> RunTexts:
    result: dict[Language, tuple[Run, ...]] = dict(texts)
    for language in languages:
        words = said.texts.get((place, language))
        old = texts.get(language, ())
        if words is None:
            result[language] = ()
        elif _bare("".join(words)) != _bare("".join(plain_text(old).split())):  # a line can end within a word
            result[language] = rewritten(old, " ".join(words)).runs
    return result


def _new(place: str, whole: Sequence[Language], languages: Sequence[Language], said: _PlaceWords) -> list[Paragraph]:
    texts: Mapping[Language, list[str]] = {language: said.new.get((place, language), []) for language in languages}
    made = []
    for n in range(max(map(len, texts.values()), default=0)):
        runs: dict[Language, tuple[Run, ...]] = dict.fromkeys(whole, ())
        for language, listed in texts.items():
            if n < len(listed):
                runs[language] = (Run(listed[n]),)
        made.append(Paragraph(f"{place[:100]}-pdf-{n + 1}", runs))
    return made
