"""The gap report: which requirements the words of a foreign paper seem to meet, with the place, and which not.

It finds words and says which; it never says that they suffice. "Seems met" needs a quoted place. What the file does not
hold, such as an annex or a scanned page, is named.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import repeat, takewhile
from typing import Literal

from datapact.base.texts import N_, Listed, Message
from datapact.contract.vocabulary.citations import Citation
from datapact.paper.judge.conspicuous_signs import FLAGS
from datapact.paper.judge.denials import has_denial, is_forbidden, is_not_owed, lifts_a_ban, main_words, stretch
from datapact.paper.judge.language import language_of
from datapact.paper.judge.other_signs import DATA_ACT_SIGNS, FRAME, SECRECY
from datapact.paper.judge.places import Quote, Section, is_label, quoted, sections, sentences, without_leads
from datapact.paper.judge.processing_signs import JOINT, PROCESSING
from datapact.paper.judge.requirement import Group, Requirement
from datapact.paper.judge.sides import Side, Sides, sides_of
from datapact.paper.read.text import PaperText, Passage

type Verdict = Literal["met", "part", "against", "none", "untold", "flagged", "clear"]

REQUIREMENTS: dict[str, Requirement] = {
    one.id: one for group in (PROCESSING, JOINT, DATA_ACT_SIGNS, SECRECY, FRAME, FLAGS) for one in group
}
"""Every line that a report can have, by id."""

GROUPS: dict[Group, str] = {
    "processing": N_("Processing on behalf of a controller (Art. 28 GDPR)"),
    "joint": N_("Joint controllers (Art. 26 GDPR)"),
    "data_act": N_("Product data (Data Act, Art. 4 to 6 and 13)"),
    "secrecy": N_("Non-disclosure (GeschGehG)"),
    "frame": N_("The frame of every contract"),
    "flags": N_("Words to stop at"),
}
"""The groups in the order of a report."""

ALWAYS: frozenset[Group] = frozenset({"frame", "flags"})
"""Reported of every paper."""

VERDICTS: dict[Verdict, str] = {
    "met": N_("Seems met"),
    "part": N_("In part"),
    "against": N_("Speaks against it"),
    "none": N_("Nothing found that speaks of it"),
    "untold": N_("Could not be told"),
    "flagged": N_("Conspicuous"),
    "clear": N_("Nothing conspicuous"),
}
WITHOUT_A_DENIAL = Message(N_("a sentence that says so without a denial"))
MORE_THAN_AN_EXCLUSION = Message(N_("more than an exclusion or a limit"))
MORE_THAN_AN_OPEN_ANNEX = Message(N_("what the annex says, to which it refers and which leaves it open"))
MORE_THAN_A_HEADING = Message(N_("more than a heading that names it"))
_MOST_QUOTES = 3
_AN_EMPTY_ANNEX = 20
"""Characters below the heading of an annex that say nothing."""
_A_SHORT_ANNEX = 400
"""Characters of an annex that can be no more than a remark on where its contents are to be found."""
_OPEN = re.compile(
    r"bestellformular|bestellschein|auftragsformular|leistungsbeschreibung|hauptvertrag|noch (festzulegen|zu ergänzen|auszufüllen)|(wird|werden) (noch |gesondert |später )?"
    r"(festgelegt|ergänzt|ausgefüllt|nachgereicht|vereinbart|bekannt)|order form|to be (completed|agreed|defined|determined|provided|inserted|specified)|\btb[ad]\b|\[[^\]]{0,40}\]|_{4,}"
)
"""Says that an annex is filled in later, or by another paper."""
_A_TITLE = 30
"""Characters of a sentence that is no more than the title of its paragraph: "Governing Law; Venue."."""
_DENIED = re.compile(
    r"nicht verpflichtet|keine (pflicht|verpflichtung)|kein(en|em)? (recht|anspruch)|nicht berechtigt|nicht geschuldet"
    r"|not (be )?(obliged|required|entitled|liable to)|no (obligation|duty|right|entitlement)|entfällt|verzichtet auf|waives"
)
_DEFINES = re.compile(
    r"^[\s\d.()a-z]{0,8}[\"“„»][^\"”“«]{2,60}[\"”“«]|have the meaning|(dieselbe|gleiche) bedeutung|im sinne dieser? \w{5,20} (sind|ist)"
)
_DEFINED = frozenset({"N01"})
"""Requirements that a definition meets."""
_NOT = re.compile(r"\b(nicht|keine?[nmrs]?|niemals|untersagt|verboten|not|no|never|neither|nor|prohibited)\b")
_ELSEWHERE = re.compile(
    r"\b(Anlagen?|Anhang|Anhänge|Annex|Appendix|Schedule|Exhibit|Hauptvertrag\w{0,2}|Leistungsbeschreibung|main agreement|master agreement"
    r"|services? agreement|Order Form|order form|Master \w+ Agreement|AGB|terms of (service|use)|Website|website|Leistungsvereinbarung"
    r"|[A-ZÄÖÜ][\wäöüß-]{2,30}vertrag(?=e?s? (?:Nr|vom)\b))\b( [\dA-Z]{1,3}\b)?"
)
_REFERRING = re.compile(
    r"ergibt sich|ergeben sich|verwiesen|verweis|siehe|regelt|geregelt|beschrieb|festgelegt|entspricht|laut|gemäß|nach anlage|in anlage"
    r"|\bset out|set forth|specified|described|defined|listed|\bsee\b|available|contained|according to"
)
_ANNEX = re.compile(r"\b(Anlage|Anhang|Annex|Appendix|Schedule|Exhibit) (\d{1,2}|[A-Z]|[IVX]{1,4})\b")


@dataclass(frozen=True, slots=True)
class Line:
    """The finding on one requirement."""

    id: str
    """Of the requirement."""
    group: Group
    """Under which it stands."""
    citation: Citation
    """What asks for it."""
    what: Message
    """What is asked for, as a noun."""
    verdict: Verdict
    """``met``, ``part``, ``against`` and ``flagged`` have quotes."""
    quotes: tuple[Quote, ...]
    """The words that it rests on, the nearest first; empty where nothing was found."""
    found: tuple[Message, ...] = ()
    """What they say besides speaking of it."""
    missing: tuple[Message, ...] = ()
    """What they do not say."""
    refers: str = ""
    """What they refer to and this file may not hold, such as an annex; empty for nothing."""
    conspicuous: tuple[Message, ...] = ()
    """What is conspicuous about the same words."""
    reversed: bool = False
    """The quotes speak of it as a duty of the other side, so that it is not met."""

    @property
    def is_flag(self) -> bool:
        """Whether it looks for words to stop at, so that finding none is good."""
        return REQUIREMENTS[self.id].flag


@dataclass(frozen=True, slots=True)
class Gaps:
    """The report on a text."""

    lines: tuple[Line, ...]
    """By group, in the order of ``GROUPS``."""
    annexes: tuple[str, ...]
    """Annexes that the text names and that do not begin anywhere in it."""
    language: Literal["de", "en", ""]
    """In which most of it is written; empty: neither German nor English, so nothing could be told."""

    def count(self, *verdicts: Verdict) -> int:
        """The number of lines with one of these verdicts."""
        return sum(line.verdict in verdicts for line in self.lines)


def gap_report(text: PaperText, groups: Collection[Group]) -> Gaps:
    """The report for the chosen groups, and for those of every paper."""
    language = language_of(text)
    read = _Read(text)
    wanted = [one for one in REQUIREMENTS.values() if one.group in groups or one.group in ALWAYS]
    order = list(GROUPS)
    wanted.sort(key=lambda one: order.index(one.group))
    lines = tuple(_flag(read, one) if one.flag else _line(read, one) for one in wanted)
    lines = _under_flags(lines)
    return Gaps(tuple(_untold(line, text, language) for line in lines), _missing_annexes(text), language)


def proposed_groups(text: PaperText) -> frozenset[Group]:
    """The groups that a paper is about, as its first words seem to say; nothing is taken without a person."""
    first = " ".join(one.text for one in text.passages[:40]).lower()[:6_000]
    signs: dict[Group, str] = {
        "processing": r"auftragsverarbeitung|auftragsdatenverarbeitung|daten\b[^.;]{0,40} im auftrag|data processing (agreement|addendum)|art(ikel|\.|icle)? ?28",
        "joint": r"gemeinsam verantwortlich|gemeinsame verantwort|joint control|art(ikel|\.|icle)? ?26",
        "data_act": r"data act|datenverordnung|2023/2854|dateninhaber|data holder",
        "secrecy": r"(geheimhaltungs|vertraulichkeits|non-?disclosure-?)(vereinbarung|vertrag|erklärung|bedingung|verpflichtung|abrede|zusage)|non-?disclosure"
        r"|confidentiality (agreement|letter|undertaking)|[-–] confidentiality\b|keep the information (secret|confidential)|\bnda\b",
    }
    found = frozenset[Group](
        group for group, words in signs.items() if len(re.findall(words, first)) > (1 if group == "processing" else 0)
    )  # a contract that has an addendum on processing names it once, and is about something else
    beginning = " ".join(one.text for one in text.passages[:8]).lower()[:1_200]
    named = frozenset[Group](group for group in signs if re.search(signs[group], beginning))
    return named or found  # what a contract is stands at its beginning; further down it speaks of others


def lowered(text: str) -> str:
    """The words in lower case with plain apostrophes, each character in its place."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(one.lower() if len(one.lower()) == 1 else one for one in text)
    return low.replace("’", "'").replace("‘", "'")


class _Read:
    """A text with its passages in lower case, their sentences and sections."""

    def __init__(self, text: PaperText) -> None:
        self.passages: Sequence[Passage] = text.passages
        self._sentences: dict[int, tuple[tuple[int, int], ...]] = {}
        self.low = [
            without_leads(one.text, lowered(one.text), self.sentences(index)) for index, one in enumerate(text.passages)
        ]
        self.sections = sections(text.passages)
        self._sides: dict[Side, Sides] = {}
        self.defining = [index for index, low in enumerate(self.low) if _DEFINES.search(low)]

    def sides(self, side: Side) -> Sides:
        if side not in self._sides:
            self._sides[side] = sides_of(self.passages, side)
        return self._sides[side]

    def sentences(self, index: int) -> tuple[tuple[int, int], ...]:
        if index not in self._sentences:
            self._sentences[index] = sentences(self.passages[index].text)
        return self._sentences[index]

    def sentence(self, index: int, place: int) -> tuple[int, int]:
        return next((one for one in self.sentences(index) if one[0] <= place < one[1]), (0, len(self.low[index])))


@dataclass(frozen=True, slots=True)
class _Hit:
    """A passage that speaks of the topic: where, and which needs its surroundings meet."""

    index: int
    begin: int
    end: int
    met: tuple[tuple[int, int, int] | None, ...]
    """For each need the passage, begin and end of its words."""
    own: bool
    """The topic stands in the passage itself, not only in the heading above."""
    above: bool
    """The heading above speaks of it, so that the section is about it."""
    defines: bool
    """The passage says what a word means, and nothing that is owed."""
    at: tuple[int, int]
    """Begin and end of the sentence."""
    against: tuple[int, int] | None
    off: Literal["", "denied", "other"]
    """Why it does not count: the sentence denies it, or binds the other side."""
    doubtful: bool
    """The sentence has a denial that may be of this."""

    @property
    def score(self) -> tuple[int, bool, bool, bool, bool, int, bool]:
        near = sum(one is not None and one[0] == self.index and self.at[0] <= one[1] < self.at[1] for one in self.met)
        return (
            sum(one is not None for one in self.met),
            not self.doubtful,
            self.above,
            not self.defines,
            self.own,
            near,
            self.at[1] - self.at[0] > _A_TITLE,
        )


def _line(read: _Read, asked: Requirement) -> Line:
    found = [hit for section in read.sections if not section.edge for hit in _hits(read, asked, section)]
    line = Line(asked.id, asked.group, asked.citation, asked.what, "none", ())
    contrary = next((hit for hit in found if hit.against is not None), None)
    if contrary is not None and contrary.against is not None:
        spoken = quoted(read.passages[contrary.index], *contrary.against)
        topic = quoted(read.passages[contrary.index], contrary.begin, contrary.end)
        return replace(line, verdict="against", quotes=tuple(dict.fromkeys((topic, spoken))))
    hits = [hit for hit in found if not hit.off]
    if not hits:
        return _only_off(read, asked, line, found)
    best = hits[0]
    for hit in hits:
        if hit.score > best.score:
            best = hit
    spans = [(best.index, best.begin, best.end), *(one for one in best.met if one is not None)]
    missing = tuple(need.what for need, one in zip(asked.needs, best.met, strict=True) if one is None)
    if not asked.needs and not best.own:
        missing = (MORE_THAN_A_HEADING,)
    if best.doubtful:
        missing = (*missing, WITHOUT_A_DENIAL)
    if _is_left_open(read, best):
        missing = (*missing, MORE_THAN_AN_OPEN_ANNEX)
    return replace(
        line,
        verdict="part" if missing else "met",
        quotes=_quotes(read, spans),
        found=tuple(need.what for need, one in zip(asked.needs, best.met, strict=True) if one is not None),
        missing=missing,
        refers=_refers(read, asked, best),
    )


def _only_off(read: _Read, asked: Requirement, line: Line, hits: Sequence[_Hit]) -> Line:
    """The line where every place that speaks of it denies it or binds the other side."""
    for reason in ("denied", "other"):
        places = [(one.index, one.begin, one.end) for one in hits if one.off == reason and all(one.met)]
        if places and reason == "denied" and asked.excluded:
            return replace(line, verdict="part", quotes=_quotes(read, places), missing=(MORE_THAN_AN_EXCLUSION,))
        if places and reason == "denied":
            return replace(line, verdict="against", quotes=_quotes(read, places))
        if places:
            return replace(line, quotes=_quotes(read, places), reversed=True)
    return line


def _quotes(read: _Read, spans: Sequence[tuple[int, int, int]]) -> tuple[Quote, ...]:
    """A quote for each place that no earlier one holds already."""
    kept: list[Quote] = []
    for index, begin, end in spans:
        passage = read.passages[index]
        held = ((passage.text.find(one.words), len(one.words)) for one in kept if one.passage == passage.number)
        if not any(at <= begin and end <= at + length for at, length in held):
            kept.append(quoted(passage, begin, end))
            if is_label(passage.text) and passage.number < len(read.passages):
                following = read.passages[passage.number]
                if not following.heading and not following.edge:
                    kept.append(quoted(following, 0, 0))
    return tuple(kept[:_MOST_QUOTES])


def _distinct(quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    kept: list[Quote] = []
    for one in quotes:
        if not any(one.passage == other.passage and one.words in other.words for other in kept):
            kept.append(one)
    return tuple(kept[:_MOST_QUOTES])


def _hits(read: _Read, asked: Requirement, section: Section) -> list[_Hit]:
    above = section.heading >= 0 and asked.topic.search(read.low[section.heading]) is not None
    found = []
    for index in section.members:
        matches = list(asked.topic.finditer(read.low[index]))
        if matches:
            tried = [
                _hit(read, asked, section, index, match.start(), match.end(), own=True, above=above)
                for match in matches[:12]
            ]
            found.append(max(tried, key=lambda hit: (hit.against is not None, not hit.off, hit.score)))
        elif above and asked.by_heading:
            found.append(_hit(read, asked, section, index, 0, 0, own=False, above=True))
    return found


def _hit(
    read: _Read, asked: Requirement, section: Section, index: int, begin: int, end: int, *, own: bool, above: bool
) -> _Hit:
    low = read.low[index]
    at = read.sentence(index, begin) if own else _fullest(read, asked, index)
    met: list[tuple[int, int, int] | None] = []
    for need in asked.needs:
        found = need.sign.search(low, *at)
        if found is None and need.reach != "sentence":
            found = need.sign.search(low)
        if need.unless is not None and need.unless.search(low, *at) is not None:
            found = None
        if (
            found is not None
            and not at[0] <= found.start() < at[1]
            and _is_taken_back(read, asked, index, found.start())
        ):
            found = None
        if found is not None:
            met.append((index, found.start(), found.end()))
            continue
        far = None
        if need.reach in ("section", "paper"):
            for other in section.members if need.reach == "section" else read.defining:
                match = need.sign.search(read.low[other])
                if match is not None and not _is_taken_back(read, asked, other, match.start()):
                    far = (other, match.start(), match.end())
                    break
        met.append(far)
    if not own and met and met[0] is not None:
        begin, end = met[0][1], met[0][2]
    defines = asked.id not in _DEFINED and _DEFINES.search(low) is not None
    said, place = low[at[0] : at[1]], max(0, begin - at[0])
    off = _off(read, asked, said, place)
    doubtful = asked.denied and not asked.ban and has_denial(said, place)
    contrary = _contrary(read, asked, index, at, place, plain=not off) if own else None
    return _Hit(index, begin, end, tuple(met), own, above, defines, at, contrary, off, doubtful)


def _is_taken_back(read: _Read, asked: Requirement, index: int, place: int) -> bool:
    """Whether the sentence around ``place``, another one than that of the topic, denies what a need found in it, or binds the wrong side."""
    begin, end = read.sentence(index, place)
    said = read.low[index][begin:end]
    if asked.ban or asked.exception:
        return False
    if asked.denied and asked.binds is not None and read.sides(asked.binds).binds_other(said):
        return True
    return is_not_owed(said, place - begin) or (asked.denied and has_denial(said, place - begin))


def _off(read: _Read, asked: Requirement, said: str, place: int) -> Literal["", "denied", "other"]:
    """Why a sentence that speaks of a requirement does not meet it."""
    if asked.binds is not None and read.sides(asked.binds).binds_other(said):
        return "other"
    if asked.exception:
        return ""
    if asked.ban:
        return "denied" if lifts_a_ban(said, place) else ""
    return "denied" if is_not_owed(said, place) or (asked.denied and is_forbidden(said, place)) else ""


def _fullest(read: _Read, asked: Requirement, index: int) -> tuple[int, int]:
    """The sentence of a passage that has the most of what is needed in one sentence; the whole passage where nothing is."""
    signs = [need.sign for need in asked.needs if need.reach == "sentence"]
    low = read.low[index]
    if not signs:
        return 0, len(low)
    return max(read.sentences(index), key=lambda one: sum(bool(sign.search(low, *one)) for sign in signs))


def _contrary(
    read: _Read, asked: Requirement, index: int, at: tuple[int, int], place: int, *, plain: bool
) -> tuple[int, int] | None:
    """Where the sentence of the topic, or the next one, says the opposite; a plain denial counts where the right side denies."""
    low = read.low[index]
    following = [one for one in read.sentences(index) if one[0] >= at[1]][:1]
    for begin, end in (at, *following):
        said = low[begin:end]  # a sentence of its own, so that a sign can ask for its beginning
        if asked.against is not None and (match := asked.against.search(said)) is not None:
            rest = said[: match.start()] + " " + said[match.end() :]
            if not _NOT.search(main_words(rest)):  # "are excluded unless an authority orders them" excludes them
                return begin + match.start(), begin + match.end()
        if not plain or not asked.denied or (begin, end) != at or not _DENIED.search(stretch(low[begin:end], place)):
            continue
        if (match := _DENIED.search(low, begin, end)) is not None:
            return match.start(), match.end()
    return None


_INNER_DOT = re.compile(r"\.(?=\s*\S)")
"""A dot within a sentence, of an abbreviation ("§§ 15 ff. AktG"): signs look no further than a dot, and miss what stands behind."""


def _flag(read: _Read, asked: Requirement) -> Line:
    quotes = []
    for section in read.sections:
        found: list[tuple[int, int, int]] = []
        for index in section.members:
            low = read.low[index]
            for begin, end in read.sentences(index):
                said = low[begin:end]
                if asked.saved is not None and asked.saved.further.search(said):
                    found.clear()  # the section takes back what it said until here
                match = asked.topic.search(said) or asked.topic.search(_INNER_DOT.sub("·", said))
                if match is not None and not _cleared(asked, said, match.start(), match.end()):
                    found.append((index, begin + match.start(), begin + match.end()))
        quotes += [quoted(read.passages[index], begin, end) for index, begin, end in found]
    verdict: Verdict = "flagged" if quotes else "clear"
    return Line(asked.id, asked.group, asked.citation, asked.what, verdict, _distinct(quotes))


def _cleared(asked: Requirement, said: str, begin: int, end: int) -> bool:
    """Whether the sentence itself takes a flag back: where its first words and its last ones stand; in doubt it does not."""
    if asked.saved is not None and asked.saved.here.search(said):
        return True
    return asked.deniable and all(
        is_not_owed(said, place, strict=True) or (not asked.ban and is_forbidden(said, place, strict=True))
        for place in (begin, max(begin, end - 1))
    )


def _under_flags(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Lines whose words are also words to stop at do not seem met: somebody has to read them."""
    made = []
    for line in lines:
        raised = [flag for flag in lines if flag.verdict == "flagged"] if line.verdict == "met" else []
        same = [flag for flag in raised if any(map(_overlap, flag.quotes, repeat(line.quotes[:1])))]
        told = [flag for flag in raised if flag.id in REQUIREMENTS[line.id].see]
        beside = tuple(flag.what for flag in raised if flag in same or flag in told)
        made.append(
            replace(line, verdict="met" if told or not same else "part", conspicuous=beside) if beside else line
        )
    return tuple(made)


def _overlap(quote: Quote, others: Sequence[Quote]) -> bool:
    return any(
        one.passage == quote.passage and (one.words in quote.words or quote.words in one.words) for one in others
    )


def _refers(read: _Read, asked: Requirement, best: _Hit) -> str:
    """What the sentence refers to, unless precedence over it is the matter."""
    begin, end = read.sentence(best.index, best.begin)
    match = _ELSEWHERE.search(read.passages[best.index].text, begin, end)
    if match is None or asked.id == "G35.precedence" or not _REFERRING.search(read.low[best.index], begin, end):
        return ""
    label = match.group(0)
    return "" if any(one.heading and one.text.startswith(label) for one in read.passages) else label


def _is_left_open(read: _Read, best: _Hit) -> bool:
    """Whether the sentence leaves its matter to an annex of this file that says nothing of its own, or says that it is settled elsewhere."""
    begin, end = read.sentence(best.index, best.begin)
    named = _ANNEX.search(read.passages[best.index].text, begin, end)
    if named is None or not _REFERRING.search(read.low[best.index], begin, end):
        return False
    starts = [one for one in read.passages if one.text.startswith(named[0]) and one.number > best.index + 1]
    if not starts:
        return False
    below = takewhile(lambda one: not _ANNEX.match(one.text), read.passages[starts[0].number :])
    words = " ".join(one.text for one in below)
    said = f"{starts[0].text[len(named[0]) :]} {words}".lower()
    return len(words) < _AN_EMPTY_ANNEX or (len(said) < _A_SHORT_ANNEX and _OPEN.search(said) is not None)


def _untold(line: Line, text: PaperText, language: str) -> Line:
    """A line of which nothing can be said, because its words may stand where they cannot be read."""
    if not language and line.verdict in ("none", "clear", "part"):
        return replace(line, verdict="untold", quotes=())
    if line.verdict in ("none", "clear") and text.silent:
        return replace(line, verdict="untold")
    if line.verdict == "part" and line.refers:
        return replace(line, verdict="untold")
    return line


def why(line: Line, text: PaperText) -> Message:
    """The verdict in a sentence that says which words agree and which are missing."""
    match line.verdict:
        case "met" if line.refers:
            return Message(
                N_("Speaks of it, and refers to “{other}”, which this file does not seem to hold: read that, too."),
                {"other": line.refers},
            )
        case "met" if line.conspicuous:
            return Message(
                N_("Speaks of it, and is conspicuous ({flags}): read both together."),
                {"flags": Listed.of(line.conspicuous)},
            )
        case "met" if line.found:
            return Message(N_("Speaks of it, and of: {found}."), {"found": Listed.of(line.found)})
        case "met":
            return Message(N_("Speaks of it. Whether the words suffice is for you to judge."))
        case "part" if line.conspicuous:
            return Message(
                N_("Speaks of it, but read these words: they are conspicuous, too ({flags})."),
                {"flags": Listed.of(line.conspicuous)},
            )
        case "part" if line.found:
            return Message(
                N_("Speaks of it, and of: {found}. Nothing was found on: {missing}."),
                {"found": Listed.of(line.found), "missing": Listed.of(line.missing)},
            )
        case "part":
            return Message(N_("Speaks of it. Nothing was found on: {missing}."), {"missing": Listed.of(line.missing)})
        case "against":
            return Message(N_("The words seem to say the opposite."))
        case "none" if line.reversed:
            return Message(N_("Nothing found that binds the side that owes it. The words quoted bind the other side."))
        case "none":
            return Message(N_("Nothing found that speaks of it."))
        case "flagged":
            return Message(N_("Read these words."))
        case "clear":
            return Message(N_("Nothing found that says so."))
    if line.refers:
        return Message(
            N_("Refers to “{other}”, which this file does not seem to hold. Nothing was found here on: {missing}."),
            {"other": line.refers, "missing": Listed.of(line.missing)},
        )
    if text.silent:
        pages = ", ".join(map(str, text.silent[:20]))
        return Message(
            N_("Nothing was found, but these pages hold no words that can be read: {pages}."), {"pages": pages}
        )
    return Message(N_("The text is neither German nor English, so nothing can be said."))


def _missing_annexes(text: PaperText) -> tuple[str, ...]:
    named: dict[str, None] = {}
    for one in text.passages:
        for found in _ANNEX.finditer(one.text):
            named[found.group(0)] = None
    begun = {match.group(0) for one in text.passages if (match := _ANNEX.match(one.text)) is not None}
    return tuple(one for one in named if one not in begun)
