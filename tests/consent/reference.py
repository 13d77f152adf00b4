"""The decision once more, slow and obvious, written from the nine steps of consent-and-formats.md and nothing else.

A world is plain data (see ``random_worlds``): days are dates, moments whole seconds of a day count in UTC. A purpose is the
name of a term, or ``agreed:I:J`` (purpose J of agreement I). No code of the engine is used. Every function
says which step it is.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

# Step 1: which term lies within which, as the vocabulary has it for the random worlds. It permits nothing by itself.
WITHIN = {
    "Scientific": {"Scientific", "R&D"},
    "R&D": {"R&D"},
    "Direct": {"Direct", "Marketing"},
    "Marketing": {"Marketing"},
}
ANY = "Any"  # the root of the vocabulary: no purpose that could be agreed to; a no to it is a no to all
# What the person, or the law, says against a use; a yes of the same second does not undo it.
NOES = {"refused", "withdrawn", "expired", "invalidated", "objected", "restricted", "erased"}
EUROPE = {"DE", "FR"}
BINDING = ("in_force", "suspended", "end_disputed", "text_disputed")  # what these prohibit stands
ACTS = ("BDSG", "StPO", "Data Act")  # of the list, as the random worlds name them
UNDER_NEWER_LAW = (  # documents that the GDPR, or a decision under it, asks for
    *(
        "dpf",
        "transfer_assessment",
        "derogation",
        "dpia",
        "notice_13",
        "notice_14",
        "anonymity",
        "article_26",
        "article_28",
    ),
    *("objections_filtered", "recalled_left_out"),
)
ORDER = ("deny", "incomplete", "partial", "permit")


def answer(facts: dict[str, Any], asked: dict[str, Any]) -> tuple[str, int, int, int | None]:
    """Verdict, n, m and the second until which it holds."""
    against = [one for one in facts["facts"] if one["against"]]  # nothing rests on what speaks against it
    judged_others = (
        "objections_filtered",
        "recalled_left_out",
        "separate_data",
        "training",
        "article_28",
        "article_26",
    )
    judged_others += ("adequacy", "adequacy_scope", "dpf")  # what these say rests on no words of the contract
    known = [
        one for one in facts["facts"] if not one["against"] and not (one["old"] and one["sort"] not in judged_others)
    ]
    # a document of 1990 was made under none of these laws
    known = [one for one in known if not (one["ancient"] and one["sort"] in UNDER_NEWER_LAW)]
    facts = {**facts, "facts": known, "against": against}
    agreements = [one for one in facts["agreements"] if about(one)]
    if not agreements:
        return "deny", 0, 0, None  # default deny
    candidates, clear = agreed_purposes(facts, asked)
    if not candidates:
        return "deny", 0, 0, None  # nobody agreed to this purpose
    best = None
    for agreed in candidates:
        found = by_agreement(facts, asked, agreed, clear)
        if best is None or (ORDER.index(found[0]), found[1]) > (ORDER.index(best[0]), best[1]):
            best = found
    assert best is not None
    return best


class Agreed:
    """An agreed purpose: purpose ``j`` of agreement ``i``, and what the house has signed about it."""

    def __init__(self, facts: dict[str, Any], asked: dict[str, Any], i: int, j: int) -> None:
        self.agreement = facts["agreements"][i]
        self.purpose = self.agreement["purposes"][j]
        self.key = f"agreed:{i}:{j}"
        signed = [one for one in facts["links"] if not one["changed"]]
        self.joined = {self.key}  # the agreed purposes that are one purpose of the house
        for mine in signed:
            if mine["sort"] == "house" and mine["agreed"] == self.key:
                self.joined |= {
                    one["agreed"] for one in signed if one["sort"] == "house" and one["purpose"] == mine["purpose"]
                }
        self.told = {
            (one["version"], one["purpose"])
            for one in signed
            if one["sort"] == "notice" and one["agreed"] in self.joined
        }
        term = self.purpose["iri"]
        others = [
            f"agreed:{k}:{n}"
            for k, agreement in enumerate(facts["agreements"])
            for n, one in enumerate(agreement["purposes"])
            if about(agreement) and not one["prohibited"] and one["for_dataset"] and one["iri"] == term
        ]
        # what records of ours may name: this purpose, by its term where no other has it; not a wider or narrower one
        self.own = self.joined | ({term} if self.joined >= set(others) else set())
        self.terms = {term} | {purpose for _version, purpose in self.told}  # what people may have consented to
        asked_term = {asked["purpose"]} & WITHIN.keys()
        # what is forbidden, taken back or objected to for one of these reaches it
        self.reach = set().union(*(WITHIN[one] for one in self.terms | asked_term))
        self.held = WITHIN[term].union(*(WITHIN[one] for one in asked_term))


def agreed_purposes(facts: dict[str, Any], asked: dict[str, Any]) -> tuple[list[Agreed], bool]:
    """Step 1: the agreed purposes that are the one asked about, and whether there is no doubt which one is meant."""
    permitted = {
        f"agreed:{i}:{j}": (i, j)
        for i, agreement in enumerate(facts["agreements"])
        for j, one in enumerate(agreement["purposes"])
        if about(agreement) and not one["prohibited"] and one["for_dataset"]
    }
    named = asked["purpose"]
    signed = [one for one in facts["links"] if not one["changed"]]
    if named.startswith("agreed:"):
        chosen = [named]
    else:
        # the term is no more than a name for it: the same term, or what a legal member has signed to be a part of it
        chosen = [key for key, (i, j) in permitted.items() if facts["agreements"][i]["purposes"][j]["iri"] == named]
        chosen += [one["agreed"] for one in signed if one["sort"] == "part" and one["purpose"] == named]
    chosen = [key for key in permitted if key in chosen]
    running = [key for key in chosen if facts["agreements"][permitted[key][0]]["status"] == "in_force"]
    found = [Agreed(facts, asked, *permitted[key]) for key in running or chosen]
    clear = all(one.key in found[0].joined for one in found)
    return found, clear


def is_held(facts: dict[str, Any], asked: dict[str, Any], agreed: Agreed, key: str, purpose: dict[str, Any]) -> bool:
    """Whether what is asked is at or below a prohibited purpose, by the vocabulary or by what the house has signed."""
    return (
        purpose["iri"] in agreed.held
        or key in agreed.joined
        or any(
            not one["changed"] and (one["sort"], one["purpose"], one["agreed"]) == ("part", asked["purpose"], key)
            for one in facts["links"]
        )
    )


def about(agreement: dict[str, Any]) -> bool:
    """It names the dataset and involves the partner; a general one names no dataset."""
    return agreement["partner_key"] is not None and not agreement["general"]


def frames(facts: dict[str, Any], agreement: dict[str, Any]) -> bool:
    """An agreement about the dataset and the partner, or by which we have the dataset, names it as its framework, directly
    or along others."""
    numbers = {one["framework"] for one in facts["agreements"] if about(one) or received(one)}
    for _step in facts["agreements"]:
        numbers |= {facts["agreements"][one]["framework"] for one in numbers if one in range(len(facts["agreements"]))}
    return any(one is agreement for place, one in enumerate(facts["agreements"]) if place in numbers)


def weighs(facts: dict[str, Any], agreement: dict[str, Any]) -> bool:
    """What it prohibits, and its later texts, count for the question."""
    return about(agreement) or received(agreement) or frames(facts, agreement)


def gets(agreement: dict[str, Any]) -> bool:
    """The partner receives the dataset by this agreement, or gave it to us."""
    return agreement["partner_key"] == "sub" or "partner" in (agreement["provider"], *agreement["recipients"])


def received(agreement: dict[str, Any]) -> bool:
    """We have the dataset from somebody else by this agreement."""
    return not agreement["general"] and agreement["provider"] != "own" and "own" in agreement["recipients"]


def sources_for(facts: dict[str, Any], agreement: dict[str, Any]) -> list[dict[str, Any]]:
    """The other agreements by which we have the dataset and which give it to the partner neither way."""
    return [
        one
        for one in facts["agreements"]
        if one is not agreement and received(one) and not (one["partner_key"] and gets(one))
    ]


class Case:
    """What the steps find: noes, missing facts, last days."""

    def __init__(self) -> None:
        self.no = False
        self.missing = False
        self.ends: list[int] = []

    def last_day(self, day: date | None) -> None:
        if day is not None:
            following = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
            self.ends.append(int(following.timestamp()) - 1)


def by_agreement(
    facts: dict[str, Any], asked: dict[str, Any], agreed: Agreed, clear: bool
) -> tuple[str, int, int, int | None]:
    case, agreement = Case(), agreed.agreement
    if not clear:
        case.missing = True  # several agreed purposes have this name
    for one in facts["agreements"]:
        if relation(facts, agreement, one) == "under":
            continue  # what yields to this agreement prohibits nothing in it
        if one["status"] in BINDING and weighs(facts, one):
            i = next(place for place, other in enumerate(facts["agreements"]) if other is one)
            for j, purpose in enumerate(one["purposes"]):
                if (
                    purpose["prohibited"]
                    and purpose["for_dataset"]
                    and is_held(facts, asked, agreed, f"agreed:{i}:{j}", purpose)
                ):
                    case.no = True  # prohibition overrides
    # a partner that signed such an agreement, too, and is no recipient there, gets nothing by it
    sources = sources_for(facts, agreement)
    for source in sources:
        if source["status"] in BINDING:
            share_on(facts, asked, source, case)
            place = next(k for k, one in enumerate(facts["agreements"]) if one is source)
            given = [
                (f"agreed:{place}:{j}", one["iri"])
                for j, one in enumerate(source["purposes"])
                if not one["prohibited"] and one["for_dataset"]
            ]
            same = any(key in agreed.joined or iri == agreed.purpose["iri"] for key, iri in given)
            if given and not same:
                fact(facts, asked, "onward_conditions", "partner", case)  # for another purpose, by the source's word
    limits_of_sources(facts, asked, agreement, [one for one in sources if one["status"] in BINDING], case)
    # a source whose notice of termination somebody disputes may have ended, and may not
    binding = [one for one in sources if one["status"] in ("in_force", "suspended", "text_disputed")]
    if binding and all(one["ends"] is not None for one in binding):
        case.last_day(max(one["ends"] for one in binding))
    if not binding and any(one["status"] in ("expired", "terminated", "end_disputed") for one in sources):
        fact(facts, asked, "onward_conditions", "partner", case)  # what we have it by has ended
    for one in facts["agreements"]:
        # which text counts is open, so nobody knows what it prohibits
        if one["status"] == "text_disputed" and weighs(facts, one):
            case.missing = True
    if agreement["unsigned"]:
        case.missing = (
            True  # what stands on the record of its signing says that it is not signed, or shows nothing of it
        )
    if agreement["differs"] in ("d", "whole", f"p{agreed.key.rsplit(':', 1)[1]}"):
        case.missing = True  # a fact of the house that contradicts the text, of this dataset, purpose or the whole
    if facts["recalled"]:
        case.missing = True  # whoever gave us the data told us of people who withdrew; nobody has said what was done
    for one in facts["against"]:
        if one["sort"] != "separate_data" and one["about"] in ("own", "partner") and on_day(one, asked["day"]):
            case.missing = True  # a document speaks against it, and nobody has settled that
    if facts["remaining"]:
        fact(facts, asked, "recalled_left_out", "own", case)  # of those who are still held here nobody is passed on
    if facts["namesake"]:  # other data of the same name: somebody says that they are not these
        apart = [one for one in facts["facts"] if one["sort"] == "separate_data" and on_day(one, asked["day"])]
        if not apart:
            case.missing = True
        elif all(one["to"] is not None for one in apart):
            case.last_day(max(one["to"] for one in apart))
    step_2(asked, agreement, case, facts)
    ahead(facts, agreement, case)
    step_3(facts, asked, agreement, case)
    above(facts, asked, agreement, case)
    over(facts, asked, agreed, case)
    controllers: list[tuple[str, dict[str, Any] | None]] = []
    personal = is_personal(agreement, "own") or is_personal(agreement, "partner")
    permission(facts, asked, agreed, case)
    consent_for_transfer = False
    whether_personal(facts, asked, agreement, case)
    secrecy(facts, asked, agreement, case)
    prohibited_practice(facts, agreed, case)
    if not personal:
        named = [one["country"] for one in agreement["transfers"]]
        if not {*EUROPE, *agreement["limits"]["places"], *named}.issuperset(countries(facts, asked, agreement)):
            case.missing = True  # step 5: the agreed place holds for data of nobody, too
    if personal:
        still_open(facts, asked, agreement, case)
        two_roles(facts, agreed, case)
        controllers = step_4_personal(facts, asked, agreed, case)
        by_consent = any(
            basis and (basis["article"] == "6(1)(a)" or basis["special"] == "9(2)(a)") for _who, basis in controllers
        )
        if by_consent and agreement["speaks"]:
            case.missing = True  # what names people is held against their consent, whatever category somebody gave it
        if by_consent and agreement["mixed"] and not agreement["categories"]:
            case.missing = True  # an item without a category can be held against no consent
        tested = agreed.purpose["tested"] and agreed.purpose["told"]
        new = agreed.purpose["new"]
        consents = [bool(basis) and basis["article"] == "6(1)(a)" for _who, basis in controllers]
        everybody = bool(consents) and all(consents)  # one who relies on something else has to answer, too
        ours = any(who == "own" and basis and basis["article"] == "6(1)(a)" for who, basis in controllers)
        if new is None and not everybody:
            case.missing = True  # not answered is not no, unless all who decide rely on consent to it
        if new and not tested and not ours and not everybody:
            case.missing = True  # step 1: a further purpose needs its compatibility test and notice, or consent (6(4))
        consent_for_transfer = step_5(facts, asked, agreement, case)
        step_6(facts, asked, agreed, controllers, case)
    step_4_data_act(facts, asked, agreed, controllers, personal, case)
    act = agreement["act"]
    if (agreement["product_data"] or act["applies"]) and act["user"] == "own" and act["gatekeeper"] and not exempt(act):
        case.no = True
    if (
        (agreement["product_data"] or act["applies"])
        and act["user"] == "own"
        and act["gatekeeper"] is None
        and not exempt(act)
    ):
        case.missing = True  # not answered is not no (Art. 5(3))
    if agreement["terminal"] is None:
        case.missing = True  # whether it is read from terminal equipment: not answered is not no
    if agreement["trade_secrets"] is None and not agreement["act"]["secrets_settled"]:
        case.missing = True  # likewise, whatever the data is
    if agreement["terminal"] and not agreement["terminal_basis"]:
        case.missing = True  # s. 25 TDDDG, whoever the data is about
    if agreement["terminal"] and agreement["terminal_basis"] and not agreement["terminal_kept"]:
        last = {(one["who"], one["purpose"], one["controller"]): one for one in seen(facts, asked)}
        if not any(
            one["state"] in ("given", "renewed") and (one["until"] is None or one["until"] >= asked["at"])
            for one in last.values()
        ):
            case.missing = True  # on consent, and nobody's stands
    errors_of_law(agreed, personal, [who for who, _basis in controllers], case)
    words_nobody_read(facts, agreement, case)
    if case.no:
        return "deny", 0, 0, None
    if case.missing:
        return "incomplete", 0, 0, None
    if not personal:
        return "permit", 0, 0, min(case.ends, default=None)
    return steps_7_to_9(facts, asked, agreed, controllers, consent_for_transfer, case)


def step_2(asked: dict[str, Any], agreement: dict[str, Any], case: Case, facts: dict[str, Any]) -> None:
    """In force, signed; the dataset a target; the partner recipient or permitted sub-recipient; we may give it."""
    if agreement["status"] in ("end_disputed", "text_disputed"):
        case.missing = True
        case.no = case.no or not agreement["signed"]
    elif agreement["status"] != "in_force" or not agreement["signed"]:
        case.no = True
    else:
        case.last_day(agreement["ends"])
    if agreement["partner_key"] == "sub":
        sub = agreement["sub"]
        if agreement["sub_processing"] == "forbidden":
            case.no = True
        elif agreement["sub_processing"] == "":
            case.missing = True
        elif "partner" not in agreement["recipients"]:
            case.no = True  # who engaged it does not receive the dataset
        elif not sub["same_duties"] or sub["contract"] is None:
            case.missing = True
        elif sub["contract"] > asked["day"]:
            case.no = True
    elif "partner" not in agreement["recipients"]:
        if agreement["recipients"]:
            case.no = True
        else:
            case.missing = True
    if agreement["provider"] != "own":
        if "own" in agreement["recipients"]:
            share_on(facts, asked, agreement, case)
        else:
            case.no = True


def errors_of_law(agreed: Agreed, personal: bool, controllers: list[str], case: Case) -> None:
    """Step 2: an error of law that touches dataset, parties or purpose, neither overridden nor confirmed; step 5: SCC."""
    agreement = agreed.agreement
    involved = {"own", "partner", *(who.replace("engager", "partner") for who in controllers)}
    for one in agreement["errors"]:
        named = one["dataset"] is not None
        if not personal and one["people"] and not one["unread"] and one["dataset"] != "d":
            continue  # the law on personal data says nothing of data of nobody
        if named and one["dataset"] != "d":
            continue
        if one["party"] is not None and one["party"] not in involved:
            continue
        if one["purpose"] is not None and one["purpose"] != int(agreed.key.rsplit(":", 1)[1]):
            continue
        case.missing = True
    if personal and any(one["mechanism"] == "46(2)(c)" and not one["complete"] for one in agreement["transfers"]):
        case.missing = True


def words_nobody_read(facts: dict[str, Any], agreement: dict[str, Any], case: Case) -> None:
    """Step 2: of the contracts by which we have the data, and of those above it or them, every word is read."""
    sources = sources_for(facts, agreement)
    for other in facts["agreements"]:
        if other is agreement or other["status"] not in BINDING or not weighs(facts, other):
            continue
        over = [relation(facts, one, other) for one in (agreement, *sources) if one is not other]
        if not any(one is other for one in sources) and not {"over", "open"}.intersection(over):
            continue
        for one in other["errors"]:
            if one["unread"] and one["dataset"] in (None, "d"):
                case.missing = True


def ahead(facts: dict[str, Any], agreement: dict[str, Any], case: Case) -> None:
    """Step 9: the answer rests on the texts of today, so it ends before one of them changes or somebody pauses."""
    days = [agreement["pauses"]]
    days += [one["changes"] for one in facts["agreements"] if weighs(facts, one)]
    for day in days:
        if day is not None:
            case.last_day(day - timedelta(days=1))


def share_on(facts: dict[str, Any], asked: dict[str, Any], source: dict[str, Any], case: Case) -> None:
    """Whether what we received by an agreement may be shared on."""
    if source["onward"] == "forbidden":
        case.no = True
    elif source["onward"] == "":
        case.missing = True
    elif source["onward"] == "conditional":
        fact(facts, asked, "onward_conditions", "partner", case)


def limits_of_sources(
    facts: dict[str, Any], asked: dict[str, Any], agreement: dict[str, Any], sources: list[dict[str, Any]], case: Case
) -> None:
    """What we may not do with what we received nobody may whom we give it to; if one source only says no, that is open."""
    noes = []
    for source in sources:
        limits = {**source["limits"], "deliveries": None}  # how often we get it says nothing of how often we give it
        if asked["action"] in ("share", "remote_access"):
            limits["actions"] = []  # whether it is shared on is another question
        beside = Case()
        step_3(facts, asked, {**source, "limits": limits}, beside, held_by=agreement)
        above_source(facts, asked, agreement, source, beside, case)
        noes.append(beside.no)
        case.missing = case.missing or beside.missing
        case.ends += beside.ends
    if noes and all(noes):
        case.no = True
    elif any(noes):
        case.missing = True


def above_source(
    facts: dict[str, Any],
    asked: dict[str, Any],
    agreement: dict[str, Any],
    source: dict[str, Any],
    case: Case,
    whole: Case,
) -> None:
    """What stands above the agreement by which we have the data counts with it; its word on sharing on counts for itself."""
    binding = [one for one in facts["agreements"] if one["status"] in BINDING and weighs(facts, one)]
    ways = ways_up(facts, [source], binding)
    for other in facts["agreements"]:
        sure = [each for top, each in ways if top is other]
        if not sure or other is agreement:
            continue
        found, onward = Case(), Case()
        limits = {**other["limits"], "deliveries": None}
        if asked["action"] in ("share", "remote_access"):
            limits["actions"] = []
        if other["general"]:
            limits = agreement["limits"]
            action_of(facts, asked, {**other, "limits": limits}, found)
        else:
            action_of(facts, asked, {**other, "limits": other["limits"]}, found)
            step_3(facts, asked, {**other, "limits": limits}, found, held_by=agreement)
        if other["onward"]:
            share_on(facts, asked, other, onward)
        if any(sure):
            for mine, theirs in ((case, found), (whole, onward)):
                mine.no, mine.missing = mine.no or theirs.no, mine.missing or theirs.missing
                mine.ends += theirs.ends
        elif found.no or onward.no:
            whole.missing = True


def fact(facts: dict[str, Any], asked: dict[str, Any], sort: str, about: str, case: Case) -> None:
    """A fact on file that holds on the day; one that has ended is a no, none at all is missing."""
    known = [one for one in facts["facts"] if one["sort"] == sort and one["about"] == about]
    valid = [one for one in known if on_day(one, asked["day"])]
    read = [one for one in valid if one["weighed"]]
    if valid and not read:
        case.missing = True  # nobody has chosen whether it carries the use; its words are for people
    elif valid:
        valid = [one for one in read if not one["denies"]]
        if not valid:
            case.missing = True  # what is written says the contrary of what was chosen
        elif refused(facts, asked, sort, about):
            case.missing = True
        elif all(one["to"] is not None for one in valid):
            case.last_day(max(one["to"] for one in valid))
    elif any(one["to"] is not None and one["to"] < asked["day"] for one in known):
        case.no = True
    else:
        case.missing = True


def refused(facts: dict[str, Any], asked: dict[str, Any], sort: str, *about: str) -> bool:
    """Whether a document of this sort about one of these speaks against the use: no other of its sort undoes it."""
    return any(one["sort"] == sort and one["about"] in about and on_day(one, asked["day"]) for one in facts["against"])


def on_day(one: dict[str, Any], day: date) -> bool:
    return (one["from"] is None or one["from"] <= day) and (one["to"] is None or day <= one["to"])


def action_of(facts: dict[str, Any], asked: dict[str, Any], agreement: dict[str, Any], case: Case) -> None:
    """What the agreement says of the action, but for its limits."""
    if asked["action"] == "train":
        if agreement["training"] == "forbidden":
            case.no = True
        elif agreement["training"] == "":
            case.missing = True
        elif agreement["training"] == "conditional":
            fact(facts, asked, "model_conditions", "partner", case)
    if asked["action"] == "publish":  # to publish is to pass on to everybody
        if agreement["onward"] == "forbidden":
            case.no = True
        elif agreement["onward"] == "":
            case.missing = True
        elif agreement["onward"] == "conditional":
            fact(facts, asked, "onward_conditions", "partner", case)
    if asked["action"] == "license_model":
        rules = {agreement["training"], agreement["tuning"]}
        if rules == {"forbidden"}:
            case.no = True
        elif "allowed" not in rules and "conditional" in rules:
            fact(facts, asked, "model_conditions", "partner", case)
        elif "allowed" not in rules:
            case.missing = True
    if asked["action"] in ("derive", "link", "publish", "license_model") and not agreement["limits"]["actions"]:
        case.missing = True  # nothing says so


def step_3(
    facts: dict[str, Any],
    asked: dict[str, Any],
    agreement: dict[str, Any],
    case: Case,
    held_by: dict[str, Any] | None = None,
) -> None:
    """Constraints of action, place, date and count; ``held_by`` says where the partner holds the data, if another does."""
    action_of(facts, asked, agreement, case)
    limits = agreement["limits"]
    if limits["actions"] and asked["action"] not in limits["actions"]:
        case.no = True
    if limits["places"] and asked["action"] == "publish":
        case.missing = True  # what is published is held everywhere
    if limits["places"] and country(asked, held_by or agreement) not in limits["places"]:
        case.no = True
    if limits["first"] is not None and asked["day"] < limits["first"]:
        case.no = True
    if limits["last"] is not None:
        if asked["day"] > limits["last"]:
            case.no = True
        case.last_day(limits["last"])
    if limits["deliveries"] is not None and facts["deliveries"] >= limits["deliveries"]:
        case.no = True


def beside(facts: dict[str, Any], agreement: dict[str, Any], other: dict[str, Any]) -> str:
    """What another agreement is to this one by the words of these two: "over", "under", "open", or nothing."""
    places = {id(one): place for place, one in enumerate(facts["agreements"])}
    if agreement is other:
        return ""
    said = set()
    if agreement["framework"] == places[id(other)]:
        said.add(words_of_both(agreement["prevails"], other["prevails_all"], "parent", "framework"))
    if other["framework"] == places[id(agreement)]:
        said.add(words_of_both(other["prevails"], agreement["prevails_all"], "this", "order"))
    return "open" if len(said) > 1 else next(iter(said), "")


def words_of_both(order: str, framework: str, mine: str, of_all: str) -> str:
    """What a contract is by the order's word on both and the framework's on all its orders; a conflict of both is open."""
    if order == mine:
        return "over"
    if order == "":
        return "over" if framework == of_all else "open"
    return "open" if framework == of_all else "under"


def ways_up(facts: dict[str, Any], way: list[dict[str, Any]], binding: list[dict[str, Any]]) -> list[tuple[Any, bool]]:
    """Every agreement that a way upwards reaches, and whether each on the way prevails over the one before."""
    found = []
    for other in binding:
        step = beside(facts, way[-1], other)
        if step in ("over", "open") and not any(other is one for one in way):
            found.append((other, step == "over"))
            found += [(top, sure and step == "over") for top, sure in ways_up(facts, [*way, other], binding)]
    return found


def relation(facts: dict[str, Any], agreement: dict[str, Any], other: dict[str, Any]) -> str:
    """As ``beside``, along every way over agreements that bind us."""
    direct = beside(facts, agreement, other)
    binding = [one for one in facts["agreements"] if one["status"] in BINDING and weighs(facts, one)]
    sure = [each for top, each in ways_up(facts, [agreement], binding) if top is other]
    if direct == "under":
        return "open" if sure else "under"
    if direct == "over" or any(sure):
        return "over"
    return "open" if sure else direct


def above(facts: dict[str, Any], asked: dict[str, Any], agreement: dict[str, Any], case: Case) -> None:
    """Where contracts stand above each other, the limits of the one that prevails count; if none does, a contradiction is
    open, and so it is if one that stands beside forbids what is done."""
    for other in facts["agreements"]:
        if other is agreement or other["status"] not in BINDING or not (about(other) or frames(facts, other)):
            continue
        what, found = relation(facts, agreement, other), Case()
        if what == "over":
            there(facts, asked, agreement, other, case)
            case.last_day(other["ends"])  # from then on nobody can tell what it forbids
        elif what == "open":
            there(facts, asked, agreement, other, found)
        elif what == "" and about(other):
            action_of(facts, asked, other, found)
        case.missing = case.missing or found.no
    sources = [one for one in sources_for(facts, agreement) if one["status"] in BINDING]
    binding = [one for one in facts["agreements"] if one["status"] in BINDING and weighs(facts, one)]
    way = [
        agreement,
        *sources,
        *(top for one in (agreement, *sources) for top, _sure in ways_up(facts, [one], binding)),
    ]
    for one in way:
        named = one["framework"]
        if named is None or one["prevails"] != "parent" or not (one is agreement or one["status"] in BINDING):
            continue
        frame = facts["agreements"][named] if named in range(len(facts["agreements"])) else None
        if frame is None or (frame is not one and frame["status"] not in BINDING):
            case.missing = True  # what prevails is not there, or binds nobody: a missing fact


def over(facts: dict[str, Any], asked: dict[str, Any], agreed: Agreed, case: Case) -> None:
    """A framework that has ended may live on in the orders under it: whether what it forbade still counts is open, where none of the
    two says that the order prevails."""
    agreement = agreed.agreement
    binding = [one for one in facts["agreements"] if one["status"] in BINDING and weighs(facts, one)]
    for one in (agreement, *(top for top, _sure in ways_up(facts, [agreement], binding))):
        for i, ended in enumerate(facts["agreements"]):
            if ended["status"] != "expired" or beside(facts, one, ended) not in ("over", "open"):
                continue
            found = Case()
            there(facts, asked, agreement, ended, found)
            forbids = any(
                entry["prohibited"] and entry["for_dataset"] and is_held(facts, asked, agreed, f"agreed:{i}:{j}", entry)
                for j, entry in enumerate(ended["purposes"])
            )
            case.missing = case.missing or found.no or forbids


def there(
    facts: dict[str, Any], asked: dict[str, Any], agreement: dict[str, Any], other: dict[str, Any], case: Case
) -> None:
    """What a contract above this one says of the action, the limits, sub-processors and sharing on."""
    if not other["general"]:
        mine = other["partner_key"] is not None
        limits = other["limits"] if mine else {**other["limits"], "deliveries": None}
        step_3(facts, asked, {**other, "limits": limits}, case, held_by=other if mine else agreement)
    else:
        action_of(facts, asked, {**other, "limits": agreement["limits"]}, case)
    if agreement["partner_key"] == "sub" and other["sub_processing"] == "forbidden":
        case.no = True
    if agreement["provider"] != "own" and other["onward"] in ("forbidden", "conditional"):
        share_on(facts, asked, other, case)


def country(asked: dict[str, Any], agreement: dict[str, Any]) -> str:
    if asked["place"]:
        return asked["place"]
    return agreement["sub"]["country"] if agreement["partner_key"] == "sub" else agreement["partner_country"]


def countries(facts: dict[str, Any], asked: dict[str, Any], agreement: dict[str, Any]) -> list[str]:
    """Where it is held and whence the partner looks at it; also where another contract that binds us says that it sits."""
    here = [country(asked, agreement), country({**asked, "place": ""}, agreement)]
    if agreement["partner_key"] == "sub":
        return here
    others = [one for one in facts["agreements"] if one is not agreement and one["status"] in BINDING and about(one)]
    seats = [one["partner_country"] for one in others if one["partner_key"] == "partner"]
    return here + [one for one in seats if one and one not in EUROPE]


def is_personal(agreement: dict[str, Any], who: str, *, party: bool = False) -> bool:
    """Judged per party; without any judgement what the agreement says of the whole."""
    judged = agreement["personal"]
    if not judged:
        return agreement["says_personal"] or any(
            agreement[name] for name in ("special", "offences", "children", "employees")
        )
    holder = "sub" if who == "partner" and agreement["partner_key"] == "sub" and not party else who
    if holder in judged:
        return judged[holder] in ("personal", "pseudonymous")
    return any(one in ("personal", "pseudonymous") for one in judged.values())


def calls_personal(agreement: dict[str, Any]) -> bool:
    """Whether an agreement calls the dataset personal, for whomever."""
    return is_personal(agreement, "own") or is_personal(agreement, "partner") or is_personal(agreement, "third")


def whether_personal(facts: dict[str, Any], asked: dict[str, Any], agreement: dict[str, Any], case: Case) -> None:
    """Step 4: what is anonymous needs an assessment; consents on file, or any agreement, exclude "for neither"."""
    for who in ("own", "partner"):
        holder = "sub" if who == "partner" and agreement["partner_key"] == "sub" else who
        judgement = agreement["personal"].get(holder, "")
        somebody = any(one in ("personal", "pseudonymous") for one in agreement["personal"].values())
        if judgement == "anonymous" or (judgement == "not_personal" and somebody):
            fact(facts, asked, "anonymity", who, case)
    if not is_personal(agreement, "own") and not is_personal(agreement, "partner"):
        recorded = [one for one in facts["events"] if one["recorded"] <= asked["known_at"]]
        unknown = not agreement["personal"] and agreement["says_personal"] is None
        if agreement["personal"]:  # what is said of one party is not said of the other
            unknown = not {"own", holder} <= agreement["personal"].keys()
        if unknown or recorded or any(calls_personal(one) for one in facts["agreements"] if not one["general"]):
            case.missing = True
        marked = any(agreement[name] for name in ("special", "offences", "children", "employees"))
        judged = [agreement["personal"].get(who, "") for who in ("own", holder)]
        if (agreement["categories"] or marked or agreement["speaks"]) and "anonymous" not in judged:
            fact(facts, asked, "anonymity", "own", case)  # what lists data of people is not personal on a word


def secrecy(facts: dict[str, Any], asked: dict[str, Any], agreement: dict[str, Any], case: Case) -> None:
    """Step 4: data under a statutory secrecy leaves on an authority, and binds who assists."""
    if agreement["secret"] is None and agreement["trade_secrets"]:
        case.missing = True  # secrecy protects the secrets of companies, too: not answered is not no
    settled = agreement["secrecy_settled"]
    if settled == "assistants":  # § 203(3) StGB: to those who assist, not to who uses the data for its own purposes
        settled = bool(roles(agreement, "partner")) and roles(agreement, "partner") <= {"processor", "sub_processor"}
    if agreement["secret"] and (asked["action"] == "publish" or not settled):
        fact(facts, asked, "secrecy", "partner", case)


def prohibited_practice(facts: dict[str, Any], agreed: Agreed, case: Case) -> None:
    """Step 4, Art. 5 AI Act: words propose it; a person confirms it, or records the exception."""
    signed = {one["sort"] for one in facts["links"] if one["agreed"] == agreed.key and not one["changed"]}
    if "practice" in signed:
        case.no = True
    elif agreed.purpose["reads_prohibited"] and "no_practice" not in signed:
        case.missing = True


def still_open(facts: dict[str, Any], asked: dict[str, Any], agreement: dict[str, Any], case: Case) -> None:
    """Not answered is not no; the works council of employees; a processor by more than a reference."""
    marks = ("special", "offences", "children", "employees", "secret")
    if any(agreement[name] is None for name in marks):
        case.missing = True
    others = [one for one in facts["agreements"] if not one["general"]]
    if any(agreement[name] is False and one[name] for name in marks for one in others):
        case.missing = True  # what is in the same data by another agreement is in it here, too
    if agreement["monitored"] is None or agreement["automated"] is None:
        case.missing = True
    abroad = [one["country"] for one in agreement["transfers"]] + [agreement["partner_country"]]
    abroad += [agreement["sub"]["country"]] if agreement["partner_key"] == "sub" else []
    if EUROPE.issuperset(abroad) and agreement["access"] is not False:
        case.missing = True  # nobody knows who looks in from outside, or nothing is agreed for it
    if agreement["employees"] and not agreement["council"]:
        fact(facts, asked, "works_council", "own", case)
    processing = (roles(agreement, "own") | roles(agreement, "partner")) & {"processor", "sub_processor"}
    unread = agreement["by_reference"] or agreement["textless"]  # its words are judged by nobody else
    if unread and processing:
        fact(facts, asked, "article_28", "partner", case)
    deciding = [roles(agreement, who) & {"controller", "joint_controller"} for who in ("own", "partner")]
    if unread and all(deciding):
        if any("joint_controller" in one for one in deciding):
            fact(facts, asked, "article_26", "partner", case)
        elif not agreement["separate"]:
            case.missing = True  # whether they decide jointly: not answered is not no
    if agreement["automated"] and not agreement["safeguards"]:
        case.missing = True  # Art. 22(3)


def roles(agreement: dict[str, Any], who: str) -> set[str]:
    if who == "partner" and agreement["partner_key"] == "sub":
        return {"sub_processor"}
    return set(agreement["roles"][who]) & {"controller", "joint_controller", "processor", "sub_processor"}


def two_roles(facts: dict[str, Any], agreed: Agreed, case: Case) -> None:
    """Another contract that binds us has us, or the partner, act for somebody with these data where this one does not, or the reverse: which
    of both counts is open where the purpose may belong to both."""
    agreement = agreed.agreement
    for i, other in enumerate(facts["agreements"]):
        if other is agreement or other["status"] not in BINDING or not about(other):
            continue
        if relation(facts, agreement, other) == "under" or all(
            not sides(agreement, who) or not sides(other, who) or sides(agreement, who) == sides(other, who)
            for who in ("own", "partner")
        ):
            continue
        permitted = [
            (f"agreed:{i}:{j}", one["iri"], j)
            for j, one in enumerate(other["purposes"])
            if not one["prohibited"] and one["for_dataset"]
        ]
        mine = int(agreed.key.rpartition(":")[2])
        if not permitted or any(
            key in agreed.joined or iri in agreed.held or agreed.purpose["iri"] in WITHIN[iri] or j == mine
            for key, iri, j in permitted
        ):
            case.missing = True


def sides(agreement: dict[str, Any], who: str) -> set[bool]:
    return {one in ("processor", "sub_processor") for one in roles(agreement, who)}


def step_4_personal(
    facts: dict[str, Any], asked: dict[str, Any], agreed: Agreed, case: Case
) -> list[tuple[str, dict[str, Any] | None]]:
    """The legal basis of each controller, with Art. 9 and 10."""
    agreement = agreed.agreement
    for who in ("own", "partner"):
        if not roles(agreement, who) and is_personal(agreement, who):
            case.missing = True
    chosen: list[str] = []
    for who in ("own", "partner"):
        acting = set(agreement["roles"][who])  # a sub-processor acts for whom its principal acts
        if acting & {"controller", "joint_controller"}:
            chosen.append(who)
        if acting & {"processor", "sub_processor"}:
            chosen += [
                one
                for one in ("own", "partner", "third")
                if set(agreement["roles"][one]) & {"controller", "joint_controller"}
            ]
    chosen = [one for one in dict.fromkeys(chosen) if is_personal(agreement, one, party=True)]
    if agreement["partner_key"] == "sub":  # then the party “partner” is whoever engaged the partner asked about
        chosen = ["engager" if one == "partner" else one for one in chosen]
    if not chosen:
        case.missing = True
    found = []
    for who in chosen:
        basis = basis_of(facts, asked, agreed, who, case)
        found.append((who, basis))
        if basis is None:
            continue
        by_consent = basis["article"] == "6(1)(a)" and not agreement["offences"]
        by_consent = by_consent and (not agreement["special"] or basis["special"] in ("", "9(2)(a)"))
        if not basis["on_file"] and not by_consent:
            case.missing = True  # the contract is not its own proof; what rests on consent has the consents
        if agreement["special"] and not basis["special"]:
            case.missing = True
        if not_carried(basis):
            case.missing = True
        if agreement["special"] and basis["special"] == "9(2)(j)" and not_law(basis, basis["law"]):
            case.missing = True  # the law for 9(2)(b), (g) to (j)
        if agreement["offences"] and not_law(basis, basis["offence_authority"]):
            case.missing = True
        if basis["article"] == "6(1)(f)" and not stated(basis["document"]):
            case.missing = True
        if (
            basis["article"] == "6(1)(f)"
            and agreement["public"].get(who, False) is None
            and not_law(basis, basis["law"])
        ):
            case.missing = True  # an authority cannot in its tasks; whether it is one: not answered is not no
        if basis["article"] in ("6(1)(c)", "6(1)(e)") and not_law(basis, basis["law"]):
            case.missing = True
        if basis["article"] in ("6(1)(c)", "6(1)(e)") and basis["law"] == "§ 3 BDSG":
            case.missing = (
                True  # it holds for public bodies (s. 2(4) BDSG), and the parties of these worlds are companies
            )
        if basis["article"] == "6(1)(b)" and not basis["contract_party"]:
            case.missing = True
        case.last_day(basis["to"])
    return found


def not_law(basis: dict[str, Any], words: str) -> bool:
    """No provision of an act of the list and nothing beside it, nor another act that a legal member confirmed on file."""
    listed = any(words in (f"§ 3 {act}", f"Art. 5(1) {act}") for act in ACTS)
    return not listed and not (basis["on_file"] and basis["other_act"] and stated(words))


def not_carried(basis: dict[str, Any]) -> bool:
    """A basis on file whose document, or approval, was not chosen to carry the use, or only on conditions that nobody named.

    What no document decides is not asked; a basis that the agreement alone states is missing anyway.
    """
    if not basis["on_file"]:
        return False
    if basis["outcome"] == "conditions":
        return basis["conditions"] == ""
    if basis["outcome"] == "carries" and ("abgelehnt" in basis["document"] or "versagt" in basis["approver"]):
        return True  # what is written says the contrary of what was chosen
    return basis["outcome"] == "against" or (basis["outcome"] == "" and bool(basis["document"] or basis["approver"]))


def basis_of(
    facts: dict[str, Any], asked: dict[str, Any], agreed: Agreed, who: str, case: Case
) -> dict[str, Any] | None:
    """The newest record that holds, else what the agreement itself states for a permitted purpose."""
    records = [
        one
        for one in facts["bases"]
        if one["who"] == who
        and one["purpose"] in agreed.own
        and (
            (one["operation"] == "any" and asked["action"] != "publish")  # to everybody: that is said by its name
            or one["operation"] == asked["action"]
            or (one["operation"], asked["action"]) == ("share", "remote_access")
        )
        and one["recipient"] in ("", "partner")
    ]
    records = [one for one in records if one["recipient"]] or records  # one for this recipient goes before
    here = [one for one in records if not one["old"]]
    valid = [one for one in here if on_day(one, asked["day"])]
    if valid:
        return {**valid[-1], "on_file": True}
    if here:
        case.no = True  # its validity has ended, or not begun
        return None
    if records:
        case.missing = True  # an amendment has given the purpose other words since
        return None
    for one in agreed.agreement["stated_bases"]:
        stated = one["who"] == who.replace("engager", "partner") and one["purpose"] == agreed.purpose["iri"]
        stated = stated and asked["action"] != "publish"
        party = who.replace("engager", "partner")  # who provides the data discloses it, who receives it uses it
        does = "disclosure" if party == agreed.agreement["provider"] else "use"
        if does == "use" and party not in agreed.agreement["recipients"]:
            does = one["operation"]
        stated = stated and one["operation"] in ("", does)
        if stated and one["article"]:
            about = {"from": None, "to": None, "overriding": "", "despite": "", "beside": "", "on_file": False}
            return {**one, **about}
    case.missing = True
    return None


def permission(facts: dict[str, Any], asked: dict[str, Any], agreed: Agreed, case: Case) -> None:
    """A holder's permission that was revoked or has run out forbids, one for a wider purpose too."""
    given = authorisations(facts, agreed.own | agreed.held, "holder_permission")
    if given and not any(in_force(one, asked["day"]) for one in given):
        case.no = True
    for one in given:
        if in_force(one, asked["day"]):
            last_day_of(one, case)


def authorisations(facts: dict[str, Any], purposes: set[str], sort: str, *, now: bool = False) -> list[dict[str, Any]]:
    """Those of a sort for these purposes; ``now``: for the words that the purpose has today."""
    return [
        one
        for one in facts["authorisations"]
        if one["sort"] == sort
        and (one["purpose"] is None or one["purpose"] in purposes)
        and not (now and one["old"] and one["purpose"] is not None)
    ]


def in_force(one: dict[str, Any], day: date) -> bool:
    return on_day(one, day) and (one["revoked"] is None or day < one["revoked"])


def last_day_of(one: dict[str, Any], case: Case) -> None:
    case.last_day(one["to"])
    if one["revoked"] is not None:
        case.last_day(one["revoked"] - timedelta(days=1))


def stated(words: str) -> bool:
    """Words that name something; these worlds deny in two ways."""
    return words != "" and not words.startswith(("none", "keine"))


def exempt(act: dict[str, Any]) -> bool:
    """A micro or small maker is outside chapter II only where it does not make the product for another (Art. 7(1))."""
    return act["small"] and act["subcontracted"] is False


def step_4_data_act(
    facts: dict[str, Any],
    asked: dict[str, Any],
    agreed: Agreed,
    controllers: list[tuple[str, dict[str, Any] | None]],
    personal: bool,
    case: Case,
) -> None:
    """Product data: Data Act 4(12) to 4(14), 5, 6(2)(c), beside the GDPR where it is personal."""
    agreement = agreed.agreement
    act = agreement["act"]
    if agreement["product_data"] is None and not act["applies"]:
        case.missing = True
        return
    requests = authorisations(facts, agreed.own, "user_request", now=True)
    contracts = authorisations(facts, agreed.own, "user_contract", now=True)
    asking = [one for one in requests if in_force(one, asked["day"])]
    bound = [one for one in contracts if in_force(one, asked["day"])]
    product = agreement["product_data"] or act["applies"]
    for who, basis in controllers:
        if basis is None or "Data Act" not in basis["law"] or basis["article"] not in ("6(1)(c)", "6(1)(e)"):
            continue
        # Art. 4(12), 5(7): it is none, but for the holder towards the user who asks for data of itself
        holder = who == "own" and act["holder"] == "own" and product and not exempt(act)
        if not holder or basis["article"] != "6(1)(c)" or not asking or asking[-1]["subject"] != "subject":
            case.missing = True
    if not product:
        return
    if exempt(act):
        return
    own_is_user = act["user"] == "own"
    if act["user"] == "own" and act["gatekeeper"]:
        case.no = True  # a gatekeeper may not receive what the user got (Art. 5(3)(c))
        return
    if agreement["trade_secrets"] and not act["secrets_settled"]:
        case.missing = True  # not answered is not no
    if act["user"] is None or (act["holder"] is None and not (own_is_user and act["holder_named"])):
        case.missing = True
        return
    partner_is_user = act["user"] == "partner" and agreement["partner_key"] != "sub"
    partner_is_holder = act["holder"] == "partner" and agreement["partner_key"] != "sub"
    if asking and act["gatekeeper"] and act["holder"] == "own" and not own_is_user and not partner_is_user:
        case.no = True
    if partner_is_user or own_is_user or partner_is_holder:
        return
    if act["holder"] != "own":  # who received it at the user's request (Art. 6(2)(d))
        if act["gatekeeper"]:
            case.no = True
            return
        if act["gatekeeper"] is None:
            case.missing = True
    if asking and act["holder"] == "own" and (act["gatekeeper"] is None or not act["undertaken"]):
        case.missing = True  # not answered is not no (Art. 5(3)); Art. 6(1), 6(2)(e)
    if personal and agreement["categories"] and not agreement["mixed"]:
        # 4(13), 4(14) are about what is not personal, and the GDPR asked about the rest; a request is looked at all the same
        if asking and act["holder"] == "own":
            last_day_of(asking[-1], case)
        return
    if act["holder"] == "own" and asking:
        last_day_of(asking[-1], case)
    elif bound:
        if bound[-1]["no_sharing_on"] or agreement["onward"] == "forbidden":
            last_day_of(bound[-1], case)
        else:
            case.missing = True
    elif (requests and act["holder"] == "own") or contracts:
        case.no = True
    else:
        case.missing = True


def step_5(facts: dict[str, Any], asked: dict[str, Any], agreement: dict[str, Any], case: Case) -> bool:
    """Outside the EEA: a mechanism valid on the day, a current assessment. Whether it rests on each person's consent."""
    where = country(asked, agreement)
    transfers = [
        one
        for one in agreement["transfers"]
        if one["country"] not in EUROPE and (where in EUROPE or one["country"] in countries(facts, asked, agreement))
    ]
    for place in countries(facts, asked, agreement):
        if place not in EUROPE and not any(one["country"] == place for one in transfers):
            case.missing = True
    seat = country({**asked, "place": ""}, agreement)
    if seat not in EUROPE and not any((one["country"], one["importer"]) == (seat, "partner") for one in transfers):
        case.missing = True  # a mechanism counts for the importer that it names
    consented = False
    for one in transfers:
        mechanism = one["mechanism"]
        if mechanism == "":
            case.missing = True
        elif mechanism == "45":
            fact(facts, asked, "adequacy", one["country"], case)
            known = [
                found
                for found in facts["facts"]
                if (found["sort"], found["about"]) == ("adequacy", one["country"])
                and on_day(found, asked["day"])
                and found["weighed"]
            ]
            scoped = bool(known) and all(found["scoped"] for found in known)
            if scoped and one["country"] != "US":  # words of the contract do not show it
                fact(facts, asked, "adequacy_scope", one["importer"], case)
            if one["country"] == "US":
                fact(facts, asked, "dpf", one["importer"], case)  # each importer has its own certificate
                if agreement["employees"] and not one["for_employees"]:
                    certificates = [
                        found
                        for found in facts["facts"]
                        if (found["sort"], found["about"]) == ("dpf", one["importer"])
                        and on_day(found, asked["day"])
                        and found["weighed"]
                    ]
                    if certificates and not any(found["for_employees"] for found in certificates):
                        case.missing = True  # data of employees is covered where the certificate says HR
        elif mechanism in ("46(2)(c)", "46(2)(a)", "47"):
            if mechanism == "46(2)(c)" and one["module"] == "":
                case.missing = True
            if mechanism != "46(2)(c)" and not one["instrument"]:
                case.missing = True  # rules, an instrument: a document of its own, that is named
            if mechanism == "46(2)(a)":
                case.missing = True  # nobody in these worlds is a public body
            if one["module"] == "4":
                continue
            dated = [(one["assessed"], None)] if one["assessed"] and one["assessed"] <= asked["day"] else []
            dated += [
                (known["from"], known["to"])
                for known in facts["facts"]
                if known["sort"] == "transfer_assessment"
                and known["about"] in (one["importer"], one["country"])
                and on_day(known, asked["day"])
                and known["weighed"]
            ]
            if not dated or refused(facts, asked, "transfer_assessment", one["importer"], one["country"]):
                case.missing = True
            else:
                newest = max(day for day, _last in dated)
                lasts = [last for day, last in dated if day == newest]
                if None not in lasts:
                    case.last_day(max(last for last in lasts if last))
        elif one["derogation"] == "":
            case.missing = True
        elif one["derogation"] == "a":
            consented = True
        elif not one["necessity"]:
            fact(facts, asked, "derogation", one["importer"], case)
    return consented


def step_6(
    facts: dict[str, Any],
    asked: dict[str, Any],
    agreed: Agreed,
    controllers: list[tuple[str, dict[str, Any] | None]],
    case: Case,
) -> None:
    """Notices (13(1)(e) and (f)), impact assessments, training."""
    agreement = agreed.agreement
    ours = [basis for who, basis in controllers if who == "own"]
    if ours:
        telling = [
            one
            for one in facts["notices"]
            if (one["invalid_from"] is None or asked["day"] < one["invalid_from"])
            and names_purpose(agreed, one)
            and names_recipient(agreement, one)
        ]
        if ours[0] is None or ours[0]["article"] != "6(1)(a)":
            told(facts, asked, telling, case)
        if not EUROPE.issuperset(countries(facts, asked, agreement)):
            told({**facts, "facts": []}, asked, [one for one in telling if one["transfers"]], case)
    sensitive = agreement["special"] or agreement["offences"] or agreement["children"]
    if agreement["dpia_required"] or (agreement["dpia_required"] is None and sensitive):
        for who, _basis in controllers:
            if who.replace("engager", "partner") not in agreement["assessed"]:
                fact(facts, asked, "dpia", who, case)
    if agreement["limits"]["training"]:
        fact(facts, asked, "training", "partner", case)


def told(facts: dict[str, Any], asked: dict[str, Any], notices: list[dict[str, Any]], case: Case) -> None:
    lasts = [one["invalid_from"] and one["invalid_from"] - timedelta(days=1) for one in notices]
    lasts += [
        one["to"]
        for one in facts["facts"]
        if (one["sort"] == "notice_13" or (one["sort"], one["about"]) == ("notice_14", "own"))
        if on_day(one, asked["day"]) and one["weighed"]
    ]
    if not lasts:
        case.missing = True
    elif None not in lasts:
        case.last_day(max(lasts))


def names_purpose(agreed: Agreed, notice: dict[str, Any]) -> bool:
    """The purpose itself as it reads since the notice, or what a legal member has signed to be it in this version."""
    return (bool(agreed.own & notice["purposes"]) and not notice["old"]) or any(
        (notice["version"], one) in agreed.told for one in notice["purposes"]
    )


def names_recipient(agreement: dict[str, Any], notice: dict[str, Any]) -> bool:
    """Each controller by name; a processor by its category at least (EDPB 05/2020, 65)."""
    if "partner" in notice["controllers"] | notice["recipients"]:
        return True
    processor = roles(agreement, "partner")
    return (
        bool(processor) and processor <= {"processor", "sub_processor"} and "service providers" in notice["recipients"]
    )


def steps_7_to_9(
    facts: dict[str, Any],
    asked: dict[str, Any],
    agreed: Agreed,
    controllers: list[tuple[str, dict[str, Any] | None]],
    consent_for_transfer: bool,
    case: Case,
) -> tuple[str, int, int, int | None]:
    """Each person: consent for every controller that relies on it, then objection, restriction, erasure."""
    agreement = agreed.agreement
    bases = [basis for _who, basis in controllers if basis is not None]
    relying = []
    for number, (who, basis) in enumerate(controllers):
        assert basis is not None
        special = agreement["special"] and basis["special"] == "9(2)(a)"
        transfer = consent_for_transfer and number == 0
        if basis["article"] == "6(1)(a)" or special or transfer:
            relying.append((who, special or transfer or agreement["automated"], transfer))
    marketing = "Marketing" in agreed.reach
    if marketing and facts["elsewhere"] in ("own", "partner"):
        case.missing = (
            True  # somebody here objected to all marketing of a party in other data, and it is not recorded here
        )
    research = "Scientific" in agreed.reach
    may_object = marketing or any(
        (one["article"] in ("6(1)(e)", "6(1)(f)") or research) and not stated(one["overriding"]) for one in bases
    )
    restricted_counts = not all(one["despite"] for one in bases)
    people = sorted({one["who"] for one in seen(facts, asked)})
    allowed, missing, ends = 0, False, list(case.ends)
    for person in people:
        outcome, until = judge(facts, asked, agreed, controllers, relying, person, may_object, restricted_counts)
        if outcome == "yes":
            allowed += 1
            if until is not None:
                ends.append(until)
        elif outcome == "missing":
            missing = True
    if not people:
        if any(one["article"] in ("6(1)(e)", "6(1)(f)") for one in bases):
            fact(facts, asked, "objections_filtered", "own", case)  # nobody on file whose objection could be honoured
        if case.no:
            return "deny", 0, 0, None
        if relying or case.missing:
            return "incomplete", 0, 0, None
        return "permit", 0, 0, min(case.ends, default=None)
    if allowed == len(people):
        return "permit", allowed, len(people), min(ends, default=None)
    if allowed:
        return "partial", allowed, len(people), min(ends, default=None)
    return ("incomplete" if missing else "deny"), 0, len(people), None


def renewal(second: int, months: int) -> date:
    """The first day whose number of full months since the consent is that many."""
    given = datetime.fromtimestamp(second, UTC).date()
    day = given
    while (day.year - given.year) * 12 + day.month - given.month - (day.day < given.day) < months:
        day += timedelta(days=1)
    return day


def midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def seen(facts: dict[str, Any], asked: dict[str, Any]) -> list[dict[str, Any]]:
    """The events that had happened, and were known, in order of time and recording; of one second the noes come last."""
    return sorted(
        (one for one in facts["events"] if one["at"] <= asked["at"] and one["recorded"] <= asked["known_at"]),
        key=lambda one: (one["at"], one["state"] in NOES, one["number"]),
    )


def strange(agreed: Agreed, facts: dict[str, Any], towards: list[str], one: dict[str, Any]) -> str:
    """A no under words, or towards a controller, that no agreement on the dataset has: somebody has to say what it means.

    "meant": a legal member signed that it means this purpose; "open": nobody said; else it is not about this.
    """
    words, somebody = one["purpose"] == "Words", one["controller"] == "other"
    if not words and not somebody:
        return ""
    signed = {
        each["sort"]
        for each in facts["links"]
        if each["sort"] in ("said", "not_said")
        and not each["changed"]
        and (each["purpose"], each["controller"], each["agreed"]) == (one["purpose"], one["controller"], agreed.key)
    }
    if "said" in signed:
        return "meant"
    if "not_said" in signed:
        return ""
    if words:
        return "open" if somebody or one["controller"] in towards else ""
    return "open" if one["purpose"] in agreed.reach | {ANY} else ""


def strange_noes(
    agreed: Agreed,
    facts: dict[str, Any],
    controllers: list[tuple[str, dict[str, Any] | None]],
    relying: list[tuple[str, bool, bool]],
    mine: list[dict[str, Any]],
    may_object: bool,
) -> set[str]:
    """What the noes of a person amount to that no agreement has a name for."""
    towards = ["own", "partner", *(who for who, _basis in controllers)]
    on_consent = {who for who, _explicit, _informed in relying}
    others = [(who, basis) for who, basis in controllers if basis is not None and who not in on_consent]
    unexplained = any(not stated(basis["beside"]) for _who, basis in others)
    refusals_count = bool(relying) or unexplained
    consent_alone = not may_object and not unexplained
    found = set()
    for one in mine:
        what = strange(agreed, facts, towards, one)
        refusal = one["state"] in ("refused", "withdrawn", "invalidated") and refusals_count
        objection = one["state"] == "objected" and (may_object or bool(relying))
        if not what or not (refusal or objection):
            continue
        lifted = any(
            later["state"] in ("given", "renewed")
            and later["at"] > one["at"]
            and (
                (later["purpose"], later["controller"]) == (one["purpose"], one["controller"])
                or ((refusal or consent_alone) and later["purpose"] in agreed.terms and later["controller"] in towards)
            )
            for later in mine
        )
        if not lifted:
            found.add(what)
    return found


def said_no(
    agreed: Agreed,
    controllers: list[tuple[str, dict[str, Any] | None]],
    relying: list[tuple[str, bool, bool]],
    one: dict[str, Any],
    mine: list[dict[str, Any]],
) -> bool:
    """A refusal or withdrawal, not taken back, though another basis than consent is now relied on (EDPB 05/2020, 121 to 123)."""
    on_consent = {who for who, _explicit, _informed in relying}
    others = [(who, basis) for who, basis in controllers if basis is not None and who not in on_consent]
    explained = {who for who, basis in others if stated(basis["beside"])}
    silent = {who for who, _basis in others} - explained
    if silent:
        silent |= {"own", "partner"} - on_consent - explained
    if one["state"] not in ("refused", "withdrawn", "invalidated") or one["controller"] not in silent:
        return False
    if one["purpose"] not in agreed.reach | {ANY}:
        return False
    return not any(
        later["state"] in ("given", "renewed")
        and later["controller"] == one["controller"]
        and later["purpose"] in agreed.terms | {one["purpose"]}
        and later["at"] > one["at"]
        for later in mine
    )


def judge(
    facts: dict[str, Any],
    asked: dict[str, Any],
    agreed: Agreed,
    controllers: list[tuple[str, dict[str, Any] | None]],
    relying: list[tuple[str, bool, bool]],
    person: str,
    may_object: bool,
    restricted_counts: bool,
) -> tuple[str, int | None]:
    mine = [one for one in seen(facts, asked) if one["who"] == person]
    agreement = agreed.agreement
    for one in mine:
        agreed_anew = any(
            later["state"] in ("given", "renewed")
            and (later["purpose"], later["controller"]) == (one["purpose"], one["controller"])
            and later["at"] > one["at"]
            for later in mine
        )
        if agreed_anew:
            continue
        if one["state"] == "erased" or (one["state"] == "restricted" and restricted_counts):
            return "no", None
        towards = ["own", "partner", *(who for who, _basis in controllers)]  # a processor passes an objection on
        reaches = one["purpose"] in agreed.reach or one["purpose"] == ANY
        if one["state"] == "objected" and may_object and reaches and one["controller"] in towards:
            return "no", None
    noes = strange_noes(agreed, facts, controllers, relying, mine, may_object)
    if "meant" in noes:
        return "no", None
    if "open" in noes:
        return "missing", None
    for one in mine:
        if said_no(agreed, controllers, relying, one, mine):
            return "missing", None  # nobody has said on record why the other basis holds for who refused
    untils = []
    for controller, explicit, informed in relying:
        events = [
            one
            for one in mine
            if one["controller"] == controller
            and (
                one["purpose"] in agreed.terms
                or (
                    one["purpose"] in agreed.reach | {ANY} and one["state"] in NOES
                )  # a no for what is wider reaches it
            )
        ]
        if not events or events[-1]["state"] == "unknown":
            return "missing", None
        last = events[-1]
        if last["state"] not in ("given", "renewed"):
            return "no", None
        if last["until"] is not None and last["until"] < asked["at"]:
            return "no", None
        if agreement["refresh"] is not None:  # what the agreement says of renewing: by then it was not
            fresh = renewal(last["at"], agreement["refresh"])
            if fresh <= asked["day"]:
                return "missing", None
            untils.append(midnight(fresh) - 1)
        notice = next((one for one in facts["notices"] if one["version"] == last["notice"]), None)
        if notice is None:
            return "missing", None
        if notice["invalid_from"] is not None and notice["invalid_from"] <= asked["day"]:
            return "no", None
        enough = bool(agreed.terms & notice["purposes"]) and controller in notice["controllers"]
        enough = enough and names_recipient(agreement, notice) and (notice["transfers"] or not informed)
        if not agreement["categories"] <= notice["categories"]:
            enough = False
        if not enough or (explicit and not last["explicit"]):
            return "no", None
        if (last["notice"], last["purpose"]) not in agreed.told or last["purpose"] not in notice["purposes"]:
            return "missing", None  # nobody has signed which agreed purpose this one of the notice is
        if agreement["children"] and not last["guardian"]:
            return "missing", None
        untils.append(last["until"])
        if notice["invalid_from"] is not None:
            start = notice["invalid_from"]
            untils.append(int(datetime(start.year, start.month, start.day, tzinfo=UTC).timestamp()) - 1)
    return "yes", min((one for one in untils if one is not None), default=None)
