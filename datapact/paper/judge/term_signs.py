"""Terms that a foreign paper seems to have, each with the place that it comes from. A person takes or refuses each one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from datapact.base.strictjson import JsonValue
from datapact.base.texts import N_, Argument, Message
from datapact.contract.text.periods import COUNT, UNIT, in_days, in_hours, in_months, number_in, period_words
from datapact.paper.judge.gaps import lowered
from datapact.paper.judge.language import language_of
from datapact.paper.judge.places import Quote, quoted, sections, sentences
from datapact.paper.read.text import PaperText, Passage
from datapact.signing.elsewhere.proposed import days_in, ends_before, propose, proposed_partners, starts_before

_MOST_OF_A_KIND = 4
_BEFORE = 60  # characters before a day that say what it is


@dataclass(frozen=True, slots=True)
class TermProposal:
    """One term as the paper seems to have it."""

    id: str
    """Stays from run to run: what it is, and the number of the passage."""
    what: Message
    """The name of the term."""
    value: Argument
    """As it is shown."""
    path: str
    """Where it goes, such as ``duration.end``; empty: it is kept as a note with its place."""
    data: JsonValue
    """What goes there; None where nothing does."""
    quote: Quote
    """The words that it comes from."""


def proposed_terms(text: PaperText, own: str, known: Iterable[str] = ()) -> tuple[TermProposal, ...]:
    """The terms that the text seems to have, in the order of a contract; ``own`` is our name, ``known`` are partners'."""
    found: dict[str, TermProposal] = {}
    for one in _general(text, own, known):
        found.setdefault(one.id, one)
    for one in _processing(text, own):
        found.setdefault(one.id, one)
    for make in _MAKERS:
        for one in make(text):
            found.setdefault(one.id, one)
    return tuple(found.values())


def _proposal(
    kind: str,
    what: str,
    value: Argument,
    passage: Passage,
    span: tuple[int, int],
    path: str = "",
    data: JsonValue = None,
) -> TermProposal:
    return TermProposal(f"{kind}:{passage.number}", Message(what), value, path, data, quoted(passage, *span))


def _each(
    text: PaperText, pattern: re.Pattern[str], also: re.Pattern[str] | None = None
) -> Iterator[tuple[Passage, re.Match[str]]]:
    """The first match of each passage that also has ``also``; a few passages at most."""
    count = 0
    for passage in text.passages:
        if passage.edge:
            continue
        low = lowered(passage.text)
        match = pattern.search(low)
        if match is not None and (also is None or also.search(low)):
            yield passage, match
            count += 1
            if count == _MOST_OF_A_KIND:
                return


# ---- title, parties, days ----


def _sentence(passage: Passage, place: int) -> tuple[str, int]:
    """The sentence around a place in lower case, and where it begins."""
    begin, end = next((one for one in sentences(passage.text) if one[0] <= place < one[1]), (0, len(passage.text)))
    return lowered(passage.text[begin:end]), begin


def _general(text: PaperText, own: str, known: Iterable[str]) -> Iterator[TermProposal]:
    names = tuple(known)
    read = propose(text.words, own, names)
    if (at := _where(text, read.title)) is not None:
        yield _proposal("title", N_("Title"), read.title, *at, path="title", data=read.title)
    opening = _opening(text)
    found = proposed_partners("\n".join(one.text for one in opening), own, names) if opening else ()
    found = (*found, *_public_bodies(opening, (own, *found)))
    for name in found or proposed_partners(text.words, own, names):
        if (at := _where(text, name)) is not None and not _SUB.search(lowered(at[0].text)):
            yield _proposal(f"party-{name[:60]}", N_("Partner"), name, *at, path="party", data=name)
    if (at := _where(text, read.reference)) is not None:
        yield _proposal(
            "reference", N_("Reference or number"), read.reference, *at, path="reference", data=read.reference
        )


_OF_PARTIES = re.compile(r"part(ei|ies|y\b)|zwischen|between")
_FIRST_SECTION = re.compile(r"(§|art(ikel|icle)?\.?|section|clause|ziffer)? ?\d")


def _opening(text: PaperText) -> list[Passage]:
    """The text before the first numbered section, unless that is about the parties: who they are stands there."""
    found: list[Passage] = []
    for passage in text.passages:
        if passage.edge:
            continue
        low = lowered(passage.text)
        if passage.heading and found and _FIRST_SECTION.match(low) and not _OF_PARTIES.search(low):
            break
        found.append(passage)
    return found


_PUBLIC_BODY = re.compile(
    r"\b(?:Stadt|Gemeinde|Landkreis|Landeshauptstadt|Universität|Hochschule|Technische Universität|Freistaat|Zweckverband)"
    r" [A-ZÄÖÜ][\wäöüß-]{2,40}"
)


def _public_bodies(opening: list[Passage], named: Sequence[str]) -> Iterator[str]:
    """Bodies without a legal form in their name, where the parties stand."""
    seen = [name.casefold() for name in named if name]
    for match in (one for passage in opening for one in _PUBLIC_BODY.finditer(passage.text)):
        low = match.group(0).casefold()
        if not any(low in one or one in low for one in seen):
            seen.append(low)
            yield match.group(0)


def _where(text: PaperText, words: str) -> tuple[Passage, tuple[int, int]] | None:
    """The first passage that holds the words, without regard to case."""
    wanted = lowered(" ".join(words.split()))
    for passage in text.passages if wanted else ():
        begin = lowered(passage.text).find(wanted)
        if begin >= 0:
            return passage, (begin, begin + len(wanted))
    return None


def _days(text: PaperText) -> Iterator[TermProposal]:
    for kind, what, words, before in (
        ("start", N_("Begins"), N_("on {day}"), starts_before),
        ("end", N_("Ends"), N_("with {day}"), ends_before),
    ):
        count = 0
        for passage in text.passages:
            for day, begin, end in days_in(passage.text):
                if before(passage.text[max(0, begin - _BEFORE) : begin]) and count < _MOST_OF_A_KIND:
                    count += 1
                    shown = Message(words, {"day": day.isoformat()})
                    yield _proposal(kind, what, shown, passage, (begin, end), f"duration.{kind}", day.isoformat())
                    break


_NOTICE = re.compile(rf"{COUNT}{UNIT}")
_ONE_ENDS = re.compile(
    r"(?:^\W*|[.;:)]\W+|\b(?:und|and|nur|only) )(?:(?:der|die|das|the) )?(?P<who>(?!part|vertrag|vereinbarung|agreement|contract|each|either|jede|beide|sie\b|er\b|it\b|they|dies|this|eine?\b)[\w&.-]{3,40}) "
    r"(?:kann|darf|ist berechtigt|hat das recht|may|is entitled)\b[^.;]{0,160}(?:kündigen|zu kündigen|terminate)\b"
)
"""One side alone that may end the contract."""
_BOTH_END = re.compile(
    r"jede (?:vertrags)?partei|beide (?:vertrags)?parteien|die (?:vertrags)?parteien können|beiderseit|either party|each party|both parties|the other party may"
)
_ENDING = re.compile(r"(?<!an)(?<!anzu)kündig|terminat|non-renewal")
_OF_NOTICE = re.compile(
    r"frist|notice|vor ablauf|vor (?:dem )?(?:vertrags)?ende|zum ende|(?:before|prior to) (?:the |its )?(?:end|expiry)"
)
_BEFORE_THE_END = re.compile(rf"{COUNT}{UNIT}\w{{0,2}} (?:vor|zum|before|prior to) ")
_NAMED_NOTICE = (
    re.compile(
        rf"\b(?:(?:kündigungs)?frist|notice(?: period)?) (?:von|beträgt|of|is)(?: mindestens| wenigstens| at least)? {COUNT}{UNIT}"
    ),
    re.compile(rf"\b{COUNT}{UNIT}s?[’']? (?:prior |written |prior written )?notice"),
)
"""A period that is itself called one of notice goes before what else stands beside an end."""
_RENEWAL = re.compile(
    rf"(?:verlängert sich|renew)(?:(?!\b(?:wenn|sofern|soweit|falls|es sei denn|frist|unless|if|provided|notice)\b).){{0,80}}?{COUNT}{UNIT}"
)
"""The period behind a condition ("unless terminated with six months' notice") is another one."""


def _notice(text: PaperText) -> Iterator[TermProposal]:
    for passage, first in _each(text, _ENDING, _OF_NOTICE):
        low = lowered(passage.text)
        near = low[max(0, first.start() - 120) : first.end() + 160]
        signs = (*_NAMED_NOTICE, _BEFORE_THE_END, _NOTICE) if _OF_NOTICE.search(near) else ()
        match = next((found for one in signs if (found := one.search(near)) is not None), None)
        if match is None:
            continue
        shift = max(0, first.start() - 120)
        span = (match.start() + shift, match.end() + shift)
        days, months = in_days(match), in_months(match)
        path = "duration.notice_months" if months is not None else "duration.notice_days" if days is not None else ""
        said = _sentence(passage, span[0])
        one = None if _BOTH_END.search(said[0]) else _ONE_ENDS.search(said[0])
        if one is None:
            yield _proposal("notice", N_("Period of notice"), period_words(match), passage, span, path, months or days)
        else:
            begin, end = (said[1] + place for place in one.span("who"))
            who: dict[str, str | int | Message] = {"period": period_words(match), "who": passage.text[begin:end]}
            yield _proposal("notice", N_("Period of notice"), Message(N_("{period}, {who} only"), who), passage, span)
    for passage, match in _each(text, _RENEWAL):
        months = in_months(match)
        path = "duration.renewal_months" if months is not None else ""
        yield _proposal("renewal", N_("Renewal by"), period_words(match), passage, match.span(), path, months)


# ---- law and money ----

_LAW = re.compile(
    r"(?:gilt|gelten|unterliegt|unterliegen|untersteht|unterstehen|findet)(?: auf [^.;]{3,40}?)? (?:ausschlie(?:ß|ss)lich |allein )?(?:dem )?(?P<de>(?:das )?(?:materielle )?recht [^.,;]{3,40}?"
    r"|[a-zäöüß]{4,24}(?: materielles)? recht)(?= unter| und| anwend|[.,;]|$)"
)
_LAW_EN = re.compile(
    r"governed by (?:and construed in accordance with )?(?P<en>(?:the )?laws? of [a-z ]{3,40}?)(?= without| and construed| excluding| and the courts| and (?:any|all|each) |[.,;]|$)"
)
_LAW_OF = re.compile(
    r"governed by (?:and construed in accordance with )?(?P<en>(?!the |its |such |this |applicable |mandatory )[a-z]{4,20} law)\b"
)
_LAW_APPLIES = re.compile(
    r"\b(?P<en>(?!applicable |mandatory |statutory |such |this |that )[a-z]{4,20} law) (?:applies|shall apply|governs)\b"
)
_VENUE = re.compile(
    r"gerichtsstand(?: für [^.;]{3,160}?)? ist,? (?:soweit [^.,;]{3,40}, |ausschließlich )?(?P<de>[^.,;]{2,40}?)(?=[.,;]|$)"
)
_VENUE_EN = re.compile(r"courts (?:of|in|located in) (?P<en>[^.,;]{2,40}?)(?= shall| have| has|[.,;]|$)")
_OF_CLAUSES = re.compile(r"\b(clause|klausel) 1[78]\b|standard contractual clauses|standardvertragsklauseln")
"""Law and courts of the Commission's clauses, which are not those of the contract."""


def _law(text: PaperText) -> Iterator[TermProposal]:
    for kind, what, pattern, group in (
        ("law", N_("Governing law"), _LAW, "de"),
        ("law", N_("Governing law"), _LAW_EN, "en"),
        ("law", N_("Governing law"), _LAW_OF, "en"),
        ("law", N_("Governing law"), _LAW_APPLIES, "en"),
        ("venue", N_("Place of jurisdiction"), _VENUE, "de"),
        ("venue", N_("Place of jurisdiction"), _VENUE_EN, "en"),
    ):
        for passage, match in _each(text, pattern):
            if _OF_CLAUSES.search(lowered(passage.text)):
                continue
            begin, end = match.span(group)
            value = passage.text[begin:end].strip()
            path = "law.governing" if kind == "law" else "law.venue"
            yield _proposal(kind, what, value, passage, match.span(), path, value)


_AMOUNT = r"(?P<amount>(?:eur|euro|€|usd|us\$|\$|gbp|£|chf) ?\d[\d.,']{0,14}|\d[\d.,']{0,14} ?(?:mio\.? )?(?:euro|eur|€|usd|us-dollar|gbp|chf))"
_LIABLE = r"(?:haftung|\bhaft(?:et|en|bar)|liab)"
_CAP = re.compile(rf"{_LIABLE}.{{0,400}}?{_AMOUNT}")
_CAP_BY_FEES = re.compile(
    rf"{_LIABLE}[^;]{{0,400}}?(?:\bauf|\bto|exceed) (?P<amount>[^.;]{{0,80}}?\b\w*(?:vergütung|entgelte?|fees)\b[^.;]{{0,60}}?)"
    r"(?= begrenzt| beschränkt|[.;,]|$)"
)
_CAPPED = re.compile(r"begrenzt|beschränkt|höchstens|maximal|limited|not exceed|capped|maximum")
_UNLIMITED = re.compile(rf"{_LIABLE}.{{0,100}}?(?P<amount>unbeschränkt|unbegrenzt|unlimited|without limit)")
_FINE = re.compile(rf"(?:vertragsstrafe|contractual penalt|liquidated damages|penalty).{{0,120}}?{_AMOUNT}")


def _money(text: PaperText) -> Iterator[TermProposal]:
    language = language_of(text) or "de"
    for pattern in (_CAP, _CAP_BY_FEES):
        for passage, match in _each(text, pattern, _CAPPED):
            value = passage.text[slice(*match.span("amount"))].rstrip(".,")
            yield _proposal(
                "cap", N_("Cap on liability"), value, passage, match.span(), "liability.cap", {str(language): value}
            )
    for passage, match in _each(text, _UNLIMITED):
        value = passage.text[slice(*match.span("amount"))]
        yield _proposal("unlimited", N_("Liability without limit"), value, passage, match.span())
    for passage, match in _each(text, _FINE):
        value = passage.text[slice(*match.span("amount"))].rstrip(".,")
        yield _proposal("penalty", N_("Contractual penalty"), value, passage, match.span())


# ---- data ----

_PURPOSE = re.compile(
    r"(?:zum zwecke? (?:der|des|einer|eines) |zwecke? der verarbeitung (?:ist|sind) |purposes? of (?:the )?processing (?:is|are) "
    r"|for the purposes? of |wish(?:es)? to (?:evaluate|explore|discuss|assess) |(?:parteien|parties) prüfen )(?P<said>[^.;]{6,160})"
)


def _purposes(text: PaperText) -> Iterator[TermProposal]:
    for passage, match in _each(text, _PURPOSE):
        value = passage.text[slice(*match.span("said"))].strip()
        yield _proposal("purpose", N_("Purpose"), value, passage, match.span(), "purpose", value)


_KEPT = re.compile(
    rf"(?:innerhalb von|binnen|within|nach ablauf von|for(?: up to)?|für|für die dauer von(?: bis zu| höchstens)?|bis zu|up to|after|nach) {COUNT}{UNIT}"
)
_TO_RETURN = re.compile(r"zurück|rückgabe|herauszugeben|herausgabe|herausgib|\breturn\b")
_ERASED = re.compile(r"lösch|vernicht|aufbewahr|gespeichert|zurückgeb|zurückzugeb|delet|eras|destroy|retain|return")


def _retention(text: PaperText) -> Iterator[TermProposal]:
    for passage, match in _each(text, _KEPT, _ERASED):
        days = in_days(match)
        path = "end_of_data.days" if days is not None else ""
        back = _TO_RETURN.search(_sentence(passage, match.start())[0])
        what = N_("Return or erasure within") if back else N_("Retention or erasure")
        yield _proposal("retention", what, period_words(match), passage, match.span(), path, days)


_SUB = re.compile(
    r"unterauftrag|sub-?processor|subunternehm|weitere[rn]? auftragsverarbeiter|(?:other|another|further) processors?\b"
)
_SPECIFIC = re.compile(
    r"(?:vorherige|gesonderte)[nr]? .{0,40}(?:zustimmung|genehmigung)|prior (?:specific|written)|specific (?:prior )?authori"
)
_GENERAL = re.compile(
    r"allgemeine[n]? (?:schriftliche[n]? )?genehmigung|general(?:ly)? (?:prior |written )*?authori|widersp|einspruch|\bobject\b|ermessen|discretion"
)
_OBJECT = re.compile(rf"(?:widersp|einspruch|object).{{0,140}}?(?:innerhalb von|binnen|within) {COUNT}{UNIT}")
_BREACH = re.compile(r"verletzung(?:en)? des schutzes|datenschutzverletzung|datenpanne|data breach|security incident")
_WITHIN = re.compile(rf"(?:innerhalb von|binnen|within|spätestens nach) {COUNT}{UNIT}")


_OF_TABLES = frozenset(
    [
        "Land",
        "Leistung",
        "Anschrift",
        "Sitz",
        "Firma",
        "Name",
        "Unternehmen",
        "Zweck",
        "Ort",
        "Standort",
        "Country",
        "Service",
        "Address",
        "Location",
        "Purpose",
        "Entity",
        "Hosting",
        "Deutschland",
        "Germany",
        "USA",
        "Support",
    ]
)
"""Words of the cell before a name, where a table was read as lines."""


def _without_cells(name: str) -> str:
    words = name.split(" ")
    first = next((place for place, word in enumerate(words) if word not in _OF_TABLES), 0)
    return " ".join(words[first:]) if len(words) - first > 1 else name


def _about_sub(text: PaperText) -> Iterator[tuple[Passage, re.Match[str]]]:
    """The passages that speak of sub-processors, and those below such a heading, whose names are theirs."""
    for section in (one for one in sections(text.passages) if not one.edge):
        above = _SUB.search(lowered(text.passages[section.heading].text)) if section.heading >= 0 else None
        for passage in (text.passages[one] for one in section.members):
            match = _SUB.search(lowered(passage.text)) or (re.match("", passage.text) if above else None)
            if match is not None:
                yield passage, match


def _processing(text: PaperText, own: str) -> Iterator[TermProposal]:
    rules = 0
    opening = "\n".join(one.text for one in _opening(text))
    parties = {own, *proposed_partners(opening, own, ())} if opening else {own}
    for passage, match in _about_sub(text):
        low = lowered(passage.text)
        rule = "specific" if _SPECIFIC.search(low) else "general" if _GENERAL.search(low) else ""
        if rule and rules < _MOST_OF_A_KIND and _SUB.search(low):
            rules += 1
            words = N_("with approval of each one") if rule == "specific" else N_("general authorisation")
            path = "processing.sub_processing"
            yield _proposal("sub-processing", N_("Sub-processors"), Message(words), passage, match.span(), path, rule)
        objection = _OBJECT.search(low)
        if objection is not None:
            path = "processing.sub_processing_objection_days"
            words = N_("Objection to sub-processors within")
            yield _proposal(
                "objection", words, period_words(objection), passage, objection.span(), path, in_days(objection)
            )
        for listed in proposed_partners(passage.text, own, ()):
            name = _without_cells(listed)
            begin = passage.text.find(name)
            if begin >= 0 and name not in parties:
                yield _proposal(f"sub-{name[:60]}", N_("Sub-processor"), name, passage, (begin, begin + len(name)))
    for passage, match in _each(text, _WITHIN, _BREACH):
        hours = in_hours(match)
        path = "breach.hours" if hours is not None else ""
        yield _proposal(
            "breach", N_("Notice of breaches within"), period_words(match), passage, match.span(), path, hours
        )


# ---- secrecy, length and form ----

_LENGTH = re.compile(
    rf"(?:laufzeit (?:von|beträgt)|für die dauer von|endet nach(?: ablauf von)?|(?:ends|expires) after|(?:for|has|of) an? (?:initial |fixed )?(?:period|term) of) {COUNT}{UNIT}"
)
_LASTING = re.compile(
    r"\b(?:vereinbarung|vertrag\w{0,2}|agreement|contract|terms)\b(?:[^.;]|\d\.){0,80}?\b(?:läuft|gilt|geschlossen|in force|continues? for|remains? in)\b[^.;]{0,20}?"
    rf"\b{COUNT}{UNIT}\w{{0,2}}\b(?! (?:nach|after|vor|before|prior|zum))"
)
_OF_THE_WHOLE = re.compile(
    r"laufzeit|tritt .{0,80}in kraft|commence|agreement shall (?:continue|remain)|(?:initial )?term\b|effective|läuft|beginnt|geschlossen"
)


def _length(text: PaperText) -> Iterator[TermProposal]:
    for passage, match in (*_each(text, _LENGTH, _OF_THE_WHOLE), *_each(text, _LASTING)):
        if not _LASTS_ON.search(_sentence(passage, match.start())[0]):
            yield _proposal("length", N_("Runs for"), period_words(match), passage, match.span())


_LASTS_ON = re.compile(r"\bfort\b|surviv|hinaus")

_LASTS = re.compile(rf"{COUNT}{UNIT}\w{{0,3}} .{{0,40}}?(?:hinaus|nach|fort|after|following|beyond)")
_LASTS_AFTER = re.compile(
    rf"(?:überdauer[^.;]{{0,80}}\bum|after|following|for a (?:further )?period of|surviv.{{0,60}}? for) {COUNT}{UNIT}"
)
_LASTS_FOR_EVER = re.compile(
    r"(?:zeitlich unbe(?:grenzt|schränkt|fristet)|unbefristet|auf dauer|in perpetuity|indefinitely|without limit in time)\b[^.;]{0,40}\b(?:fort|weiter)?"
)
_SECRET = re.compile(r"vertraulich|geheim|pflichten|confidential|obligation|duties")


def _secrecy(text: PaperText) -> Iterator[TermProposal]:
    for pattern in (_LASTS, _LASTS_AFTER):
        for passage, match in _each(text, pattern, _SECRET):
            if match.group("unit") in ("jahr", "year", "monat", "month") and number_in(match) < 100:
                words = N_("Duties that last after the end")
                yield _proposal("after-end", words, period_words(match), passage, match.span())
    for passage, match in _each(text, _LASTS_FOR_EVER, _SECRET):
        words = N_("Duties that last after the end")
        yield _proposal("after-end", words, Message(N_("without end")), passage, match.span())


_FORM = re.compile(
    r"(?:änderung|ergänzung|amend|variation|modif)[^.;]{0,80}?(?P<form>schriftform|textform|schriftlich|in writing|written|text form)"
)


def _form(text: PaperText) -> Iterator[TermProposal]:
    for passage, match in _each(text, _FORM):
        form = "text_form" if match.group("form") in ("textform", "text form") else "written"
        words = N_("text form") if form == "text_form" else N_("written form")
        yield _proposal("form", N_("Form of amendments"), Message(words), passage, match.span(), "form.amendment", form)


_MAKERS: tuple[Callable[[PaperText], Iterator[TermProposal]], ...] = (
    _days, _length, _notice, _law, _money, _purposes, _retention, _secrecy, _form,
)  # fmt: skip
