"""Random worlds in which sharing is asked about, as plain data for the reference and as the engine takes them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine
from sqlmodel import SQLModel

from datapact.checks.model.statutory_error import StatutoryError
from datapact.consent.facts.breaches import OpenBreach
from datapact.consent.facts.facts import (
    DISPUTED,
    SEPARATE,
    AgreementFacts,
    Authorisation,
    BasisRecord,
    DecisionFacts,
    FactOnFile,
    Namesake,
    NoticeFacts,
    PurposeLink,
    Unplaced,
)
from datapact.consent.facts.judged import RESTS_ON
from datapact.consent.facts.judgement import is_agreed_personal
from datapact.consent.facts.question import Question
from datapact.consent.records.tables import EventRow, NowRow, ScopeRow, SubjectRow, TallyRow
from datapact.consent.terms.purposes import ANY_PURPOSE
from datapact.consent.terms.states import CODES, DPV, SAID_NO, TAKING_BACK, VALID
from datapact.contract.terms import read_terms
from datapact.contract.vocabulary.acts import BGB, GDPR, SCC_TRANSFERS
from datapact.vault.database.session import Session

DAY = date(2026, 6, 15)
NOON = int(datetime(2026, 6, 15, 12, tzinfo=UTC).timestamp())
HOUR, A_DAY = 3600, 86400
IRI = {
    "Scientific": f"{DPV}ScientificResearch",
    "R&D": f"{DPV}ResearchAndDevelopment",
    "Direct": f"{DPV}DirectMarketing",
    "Marketing": f"{DPV}Marketing",
    "Any": ANY_PURPOSE,
    "Words": "own words",
}
REFERENCES = {"own": "o" * 43, "partner": "external:1", "third": "external:2", "other": "external:9"}
PD = "https://w3id.org/dpv/pd#"

ANSWERS = (False,) * 30 + (True, None)
MARKED = {"special_categories": "special", "offence_data": "offences", "children": "children", "employees": "employees"}
MARKED["secret"] = "secret"
rarely = st.sampled_from((False,) * 30 + (True,))
rarely_asked = st.sampled_from((False, False, False, True))
mostly = rarely.map(lambda value: not value)
days = st.sampled_from((DAY - timedelta(days=1), DAY, DAY + timedelta(days=1), DAY + timedelta(days=30)))
no_later_day = st.sampled_from((None,) * 8 + (DAY + timedelta(days=1), DAY + timedelta(days=3)))
no_day = st.sampled_from((None,) * 20 + (DAY - timedelta(days=1), DAY, DAY + timedelta(days=30)))
purpose = st.sampled_from(("Scientific",) * 6 + ("R&D", "R&D", "Direct", "Marketing"))
agreed = st.sampled_from(("agreed:0:0",) * 6 + ("agreed:0:1", "agreed:1:0", "agreed:1:1"))


def usual(value: Any, *others: Any) -> st.SearchStrategy[Any]:
    """A value that lets the world go on, or seldom another."""
    return st.sampled_from((value,) * 30 + others)


def period(**more: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    begun = usual(None, DAY, DAY + timedelta(days=1))
    return st.fixed_dictionaries({"from": begun, "to": no_day, **more})


FINE_AGREEMENT: dict[str, Any] = {
    "errors": [],
    "general": False,
    "prevails_all": "",
    "status": "in_force",
    "changes": None,
    "pauses": None,
    "signed": True,
    "ends": None,
    "partner_key": "partner",
    "sub": {"same_duties": True, "contract": DAY, "country": "DE"},
    "sub_processing": "general",
    "provider": "own",
    "recipients": ("partner", "own"),
    "onward": "allowed",
    "training": "allowed",
    "tuning": "allowed",
    "partner_country": "DE",
    "personal": {"own": "personal", "partner": "pseudonymous", "third": "anonymous"},
    "says_personal": False,
    **dict.fromkeys(("special", "offences", "children", "employees", "secret", "secrecy_settled", "council"), False),
    **dict.fromkeys(("by_reference", "textless", "product_data", "trade_secrets", "automated", "dpia_required"), False),
    **dict.fromkeys(
        ("terminal", "terminal_basis", "terminal_kept", "mixed", "monitored", "access", "speaks", "differs"), False
    ),
    **dict.fromkeys(("safeguards", "separate"), True),
    "unsigned": "",
    "assessed": set(),
    "public": {"own": False, "partner": False},
    "refresh": None,
    "categories": {"Name"},
    "purposes": [
        {"iri": "Scientific", "prohibited": False, "for_dataset": True, "new": False, "tested": False, "told": True}
        | {"reads_prohibited": False}
    ],
    "roles": dict.fromkeys(("own", "partner", "third"), ("controller",)),
    "stated_bases": tuple(
        {"who": party, "article": "6(1)(a)", "special": "9(2)(a)", "offence_authority": "§ 3 StPO", "document": "file"}
        | {"law": "§ 3 BDSG", "contract_party": True, "purpose": "Scientific", "operation": ""}
        for party in ("own", "partner")
    ),
    "transfers": [],
    "limits": {"actions": (), "places": (), "first": None, "last": None, "deliveries": None, "training": False},
    "act": {
        "applies": False,
        "small": False,
        "subcontracted": None,
        "holder": "own",
        "holder_named": False,
        "user": "named",
    }
    | {"gatekeeper": False, "secrets_settled": False, "undertaken": True},
}
FINE: dict[str, Any] = {
    "told": [("1", "agreed:0:0"), ("1", "agreed:1:0")],
    "links": [],
    "notices": [
        {
            "controllers": {"own", "partner"},
            "recipients": {"partner"},
            "purposes": {"Scientific"},
            "categories": {"Health", "Name"},
            "transfers": False,
            "invalid_from": None,
            "old": False,
        }
    ],
    "namesake": False,
    "recalled": False,
    "elsewhere": "",
    "remaining": False,
    "breached": "",
    "bases": [],
    "facts": [],
    "deliveries": 0,
    "events": [],
    "everybody": {"ann", "bob", "cem"},
}

who = st.sampled_from(("own", "partner"))
articles = st.sampled_from(("6(1)(a)",) * 8 + ("6(1)(f)", "6(1)(f)", "6(1)(e)", "6(1)(b)", "6(1)(c)", "6(1)(d)"))
basis = {
    "who": who,
    "article": articles,
    "special": usual("9(2)(a)", "", "9(2)(j)"),
    "offence_authority": usual("§ 3 StPO", "", "none", "StPO"),
    "document": usual("file", "", "keine Abwägung", "Abwägung abgelehnt"),
    "approver": usual("", "Frau Keller", "der Vorstand: Zustimmung versagt"),
    "outcome": usual("carries", "", "conditions", "against"),
    "conditions": usual("", "only in the Union"),
    "law": usual(
        "§ 3 BDSG", "", "BDSG", "§ 3 Hausordnung", "§ 3 BDSG (aufgehoben)", "Art. 5(1) Data Act", "Art. 5(1) Data Act"
    ),
    "other_act": rarely,
    "contract_party": mostly,
}
roles = usual(("controller",), ("joint_controller",), ("processor",), (), ("recipient",), ("none",))
limits = st.fixed_dictionaries(
    {
        "actions": usual((), ("share",), ("train",), ("share", "link", "publish", "license_model", "remote_access")),
        "places": usual((), ("DE", "FR"), ("US",)),
        "first": usual(None, DAY, DAY + timedelta(days=1)),
        "last": usual(None, DAY, DAY - timedelta(days=1), DAY + timedelta(days=9)),
        "deliveries": usual(None, 0, 2),
        "training": rarely,
    }
)
transfer = st.fixed_dictionaries(
    {
        "importer": usual("partner", "stranger"),
        "country": st.sampled_from(("US", "JP")),
        "mechanism": st.sampled_from(("45", "46(2)(c)", "46(2)(c)", "46(2)(a)", "47", "49", "")),
        "instrument": mostly,
        "for_employees": rarely,
        "module": usual("1", "4", ""),
        "assessed": usual(DAY - timedelta(days=9), None, DAY + timedelta(days=1)),
        "derogation": st.sampled_from(("a", "a", "b", "")),
        "necessity": st.booleans(),
        "complete": mostly,
        "scope": st.booleans(),
    }
)
error = st.fixed_dictionaries(
    {
        "dataset": usual("e", None, "d"),
        "party": usual(None, "third", "partner", "own"),
        "purpose": st.sampled_from((None, 0, 1)),
        "people": st.booleans(),
        "unread": st.booleans(),
    }
)
agreement = st.fixed_dictionaries(
    {
        "errors": st.one_of(st.just([]), st.lists(error, max_size=1)),
        "status": usual("in_force", "expired", "suspended", "signed", "end_disputed", "text_disputed"),
        "changes": no_later_day,
        "pauses": no_later_day,
        "signed": mostly,
        "ends": no_day,
        "partner_key": st.sampled_from(("partner",) * 10 + ("sub", "sub", None)),
        "sub": st.fixed_dictionaries(
            {
                "same_duties": mostly,
                "contract": usual(DAY, None, DAY + timedelta(days=1)),
                "country": usual("DE", "US"),
            }
        ),
        "sub_processing": usual("general", "specific", "forbidden", ""),
        "provider": usual("own", "third"),
        "recipients": usual(("partner", "own"), ("partner",), ("third",), ()),
        "onward": usual("allowed", "forbidden", "conditional", ""),
        "training": usual("allowed", "forbidden", "conditional", ""),
        "tuning": st.sampled_from(("allowed", "forbidden", "conditional", "")),
        "framework": st.sampled_from((None,) * 8 + (0, 0, 1, 1, 2, 7)),
        "general": rarely,
        "prevails": st.sampled_from(("this", "parent", "")),
        "prevails_all": st.sampled_from(("", "", "framework", "order")),
        "partner_country": usual("DE", "US"),
        "personal": st.one_of(
            st.just({"own": "personal", "partner": "pseudonymous", "third": "anonymous"}),
            st.just({"own": "personal", "partner": "anonymous"}),
            st.sampled_from(({"own": "not_personal"}, {"partner": "not_personal"}, {"own": "personal"})),
            st.just({"own": "not_personal", "partner": "not_personal"}),
            st.dictionaries(
                st.sampled_from(("own", "partner", "third")),
                st.sampled_from(("personal", "anonymous", "not_personal")),
                max_size=3,
            ),
        ),
        "says_personal": st.sampled_from((False, True, None)),
        "special": st.sampled_from(ANSWERS),
        "offences": st.sampled_from(ANSWERS),
        "children": st.sampled_from(ANSWERS),
        "employees": st.sampled_from(ANSWERS),
        "secret": st.sampled_from(ANSWERS),
        "secrecy_settled": st.sampled_from(("", "assistants", "anybody", "anybody")),
        "council": st.booleans(),
        "by_reference": st.booleans(),
        "textless": st.booleans(),
        "unsigned": st.sampled_from(("",) * 30 + ("words", "undated")),
        "public": st.fixed_dictionaries(
            dict.fromkeys(("own", "partner"), st.sampled_from((False, False, False, None)))
        ),
        "product_data": st.sampled_from(ANSWERS),
        "trade_secrets": st.sampled_from(ANSWERS),
        "terminal": st.sampled_from(ANSWERS),
        "terminal_basis": st.booleans(),
        "terminal_kept": st.booleans(),
        "mixed": st.booleans(),
        "speaks": rarely,
        "differs": st.sampled_from((False,) * 30 + ("d", "e", "p0", "p1", "whole")),
        "refresh": usual(None, None, None, 1, 24),
        "automated": st.sampled_from(ANSWERS),
        "monitored": st.sampled_from(ANSWERS),
        "access": st.sampled_from(ANSWERS),
        "safeguards": mostly,
        "separate": mostly,
        "dpia_required": st.sampled_from((False, True, None)),
        "assessed": st.sets(st.sampled_from(("own", "partner"))),
        "categories": st.sampled_from(({"Name"},) * 9 + (set(),) * 15 + ({"Health"}, {"Health", "Name"})),
        "purposes": st.lists(
            st.fixed_dictionaries(
                {"iri": usual("Scientific", "R&D", "Marketing"), "prohibited": rarely, "for_dataset": mostly}
                | {"new": st.sampled_from(ANSWERS), "tested": st.booleans(), "told": mostly, "reads_prohibited": rarely}
            ),
            min_size=1,
            max_size=3,
        ),
        "roles": st.fixed_dictionaries({"own": roles, "partner": roles, "third": roles}),
        "stated_bases": st.tuples(
            st.fixed_dictionaries(
                {**basis, "who": st.just("own"), "purpose": usual("Scientific", "Marketing")}
                | {"operation": usual("", "disclosure", "use")}
            ),
            st.fixed_dictionaries(
                {**basis, "who": st.just("partner"), "purpose": usual("Scientific", "R&D")}
                | {"operation": usual("", "use", "disclosure")}
            ),
        ),
        "transfers": st.one_of(st.just([]), st.just([]), st.lists(transfer, max_size=2)),
        "limits": limits,
        "act": st.fixed_dictionaries(
            {
                "applies": st.booleans(),
                "small": rarely,
                "subcontracted": st.sampled_from((False, None, True)),
                "holder": usual("own", None, "partner", "third"),
                "holder_named": st.booleans(),
                "user": usual("named", "partner", "own", None),
                "gatekeeper": st.sampled_from(ANSWERS),
                "secrets_settled": st.booleans(),
                "undertaken": st.sampled_from((True, True, False)),
            }
        ),
    }
)
notice = st.fixed_dictionaries(
    {
        "controllers": usual({"own", "partner"}, {"own"}, {"partner"}, set()),
        "recipients": usual({"partner"}, {"service providers"}, {"Druck Huber GmbH"}, {"universities"}, set()),
        "purposes": usual({"Scientific"}, {"R&D"}, {"Marketing"}),
        "categories": usual({"Health", "Name"}, set(), {"Name"}),
        "transfers": st.booleans(),
        "invalid_from": usual(None, DAY, DAY + timedelta(days=5)),
        "old": rarely,
    }
)
event = st.fixed_dictionaries(
    {
        "who": st.sampled_from(("ann", "bob", "cem")),
        "purpose": st.one_of(purpose, st.sampled_from(("Scientific", "R&D", "Any", "Words"))),
        "controller": st.sampled_from(("own", "partner") * 5 + ("other",)),
        "state": st.sampled_from(
            ("given",) * 12
            + ("renewed", "withdrawn", "refused", "expired", "invalidated", "requested", "unknown")
            + ("objected", "restricted", "erased")
        ),
        "at": st.one_of(st.integers(-6, 2), usual(-5, -31 * 24 + 11, -31 * 24 + 12, -31 * 24 - 13)),
        "late": st.integers(0, 3),
        "until": st.sampled_from((None, None, None, -1, 0, 1, 48)),
        "notice": usual("1", "2", "9"),
        "explicit": mostly,
        "guardian": st.booleans(),
    }
)
facts = st.fixed_dictionaries(
    {
        "sort": st.sampled_from(
            [
                "adequacy",
                "dpf",
                "transfer_assessment",
                "derogation",
                "dpia",
                "notice_13",
                "notice_14",
                "training",
                "onward_conditions",
                "model_conditions",
                "anonymity",
                "anonymity",
                "article_28",
                "article_26",
                "works_council",
                "secrecy",
                "adequacy_scope",
                "objections_filtered",
                "separate_data",
                "recalled_left_out",
            ]
        ),
        "scoped": st.booleans(),
        "against": rarely,
        "weighed": mostly,
        "denies": rarely,
        "old": rarely,
        "ancient": rarely,
        "for_employees": st.booleans(),
        "about": st.sampled_from(("partner", "partner", "own", "US", "JP")),
        "from": usual(DAY - timedelta(days=3), DAY + timedelta(days=1)),
        "to": st.one_of(st.none(), days),
    }
)
link = st.fixed_dictionaries(
    {
        "sort": st.sampled_from(
            ("part", "notice", "notice", "house", "said", "not_said") * 2 + ("practice", "no_practice")
        ),
        "purpose": st.one_of(purpose, st.sampled_from(("Scientific", "Words", "Any"))),
        "controller": st.sampled_from(("own", "partner", "other", "other")),
        "version": usual("1", "2", "9"),
        "agreed": agreed,
        "changed": rarely,
    }
)
told = st.lists(
    st.sampled_from([(version, place) for version in "12" for place in ("agreed:0:0", "agreed:1:0")]), max_size=4
)
far_worlds = st.fixed_dictionaries(
    {
        "told": st.one_of(st.just([("1", "agreed:0:0"), ("1", "agreed:1:0")]), told),
        "links": st.lists(link, max_size=3),
        "agreements": st.lists(agreement, min_size=1, max_size=3),
        "notices": st.lists(notice, min_size=1, max_size=2),
        "bases": st.lists(
            period(
                **basis,
                purpose=st.one_of(purpose, agreed),
                operation=usual("any", "share", "train", "publish"),
                overriding=usual("", "grounds", "keine"),
                despite=usual("", "legal_claims"),
                beside=usual("", "file 7", "none yet"),
                recipient=usual("", "partner", "other"),
                old=rarely,
            ),
            max_size=2,
        ),
        "authorisations": st.lists(
            period(
                sort=st.sampled_from(("user_contract", "user_request", "holder_permission")),
                purpose=usual(None, "Scientific", "Marketing", "R&D", "agreed:0:0"),
                revoked=usual(None, DAY, DAY + timedelta(days=3)),
                no_sharing_on=st.booleans(),
                subject=st.sampled_from(("", "subject", "other")),
                old=rarely,
            ),
            max_size=2,
        ),
        "facts": st.lists(facts, max_size=6),
        "deliveries": st.integers(0, 2),
        "namesake": rarely,
        "recalled": rarely,
        "elsewhere": st.sampled_from(("", "", "", "own", "partner", "nobody")),
        "remaining": rarely,
        "breached": st.sampled_from(("", "", "", "", "partner", "third")),
        "events": st.lists(event, max_size=9),
        "everybody": st.sets(st.sampled_from(("ann", "bob", "cem", "dan"))),
    }
)


_STRANGE = ("words", "somebody", "said", "not_said", "old")
_FIRST = "agreed:0:0"
basis_of_old = period(
    **basis,
    purpose=st.sampled_from((_FIRST, "Scientific")),
    operation=st.just("any"),
    overriding=st.just(""),
    despite=st.just(""),
    beside=st.just(""),
    recipient=st.sampled_from(("", "", "partner", "other")),
    old=st.booleans(),
)


strange = st.builds(
    lambda one, state: {**one, "state": state},
    event,
    st.sampled_from(("refused", "refused", "objected", "objected", "withdrawn", "given")),
)


def _strangely(world: dict[str, Any], what: str, no: dict[str, Any], base: dict[str, Any]) -> dict[str, Any]:
    """The world with a no that no agreement has a name for, or a basis that may be of other words."""
    if what == "old":
        return {**world, "bases": [*world["bases"], base]}
    if not what:
        return world
    said = {"purpose": "Scientific" if what == "somebody" else "Words"}
    said |= {"controller": "other" if what == "somebody" else no["controller"]}
    link = {"sort": what, **said, "version": "1", "agreed": _FIRST, "changed": False}
    return {
        **world,
        "events": [*world["events"], {**no, **said}],
        "links": [*world["links"], *([link] if what in ("said", "not_said") else [])],
    }


@st.composite
def near_worlds(draw: st.DrawFn) -> dict[str, Any]:
    """A world in which the answer would be yes, but for a few parts of it that are drawn: else hardly any answer is one."""
    drawn = draw(far_worlds)
    parts = draw(st.sets(st.sampled_from(("events", "bases", "links", "notices", "facts", "everybody", "deliveries"))))
    agreements = []
    for one in drawn["agreements"]:
        changed = draw(st.sets(st.sampled_from(sorted(one)), max_size=4)) | {"framework", "prevails", "prevails_all"}
        made = {**deepcopy(FINE_AGREEMENT), **{name: one[name] for name in changed}}
        made["limits"] |= draw(
            st.sampled_from(({}, {}, {"actions": ("train",)}, {"places": ("US",)}, {"deliveries": 0}))
        )
        agreements.append(made)
    fine = {name: value for name, value in deepcopy(FINE).items() if name not in parts}
    made = {**drawn, "authorisations": [], **fine, "agreements": agreements}
    return _strangely(made, draw(st.sampled_from(("", "", *_STRANGE))), draw(strange), draw(basis_of_old))


@st.composite
def quiet_worlds(draw: st.DrawFn) -> dict[str, Any]:
    """A world in which the answer is yes, but for what people said and on which basis it is relied on."""
    world = deepcopy(FINE)
    world |= {"agreements": [deepcopy({**FINE_AGREEMENT, "framework": None, "prevails": ""})], "authorisations": []}
    world["told"] = [("1", _FIRST)]
    if draw(rarely_asked):
        world["agreements"][0]["refresh"] = 1
        ago = st.sampled_from((-5, -30 * 24, -31 * 24 + 11, -31 * 24 + 12, -31 * 24 - 13, -32 * 24 + 11))
        old = {"purpose": "Scientific", "state": "given", "late": 0, "until": None, "notice": "1", "explicit": True}
        world["events"] = [
            {**old, "who": person, "controller": who, "guardian": True, "at": draw(ago)}
            for person in ("ann", "bob")
            for who in ("own", "partner")
        ]
        world["everybody"] = {"cem"} if draw(st.booleans()) else set()
    if draw(st.booleans()):  # another basis than consent
        other = {"special": "", "offence_authority": "", "document": "file", "law": "§ 3 BDSG", "contract_party": True}
        other |= {
            "approver": "",
            "outcome": "carries",
            "conditions": "",
            "other_act": False,
            "purpose": "Scientific",
            "operation": "any",
            "from": None,
            "to": None,
            "overriding": "",
            "despite": "",
        }
        beside = draw(st.sampled_from(("", "file 7")))
        article = draw(st.sampled_from(("6(1)(f)", "6(1)(c)")))
        world["bases"] = [
            {"who": who, "article": article, "beside": beside, "old": False, "recipient": "", **other}
            for who in ("own", "partner")
        ]
        about = {
            "scoped": False,
            "against": False,
            "weighed": True,
            "denies": False,
            "old": False,
            "ancient": False,
            "for_employees": False,
            "from": DAY - timedelta(days=3),
            "to": None,
        }
        world["facts"] = [{"sort": sort, "about": "partner", **about} for sort in ("notice_13",)]
    for what in draw(st.lists(st.sampled_from(_STRANGE), min_size=1, max_size=3)):
        world = _strangely(world, what, draw(strange), draw(basis_of_old))
    return world


@st.composite
def framed_worlds(draw: st.DrawFn) -> dict[str, Any]:
    """A world in which the answer is yes, but for a framework that names neither the dataset nor, perhaps, the partner."""
    world = draw(quiet_worlds())
    first = {
        **world["agreements"][0],
        "framework": 1,
        "prevails": draw(st.sampled_from(("parent", "parent", "", "this"))),
    }
    second = deepcopy({**FINE_AGREEMENT, "framework": None, "prevails": "", "general": True})
    second["partner_key"] = draw(st.sampled_from(("partner", None)))
    second["prevails_all"] = draw(st.sampled_from(("", "framework", "order")))
    second["purposes"][0]["prohibited"] = draw(st.booleans())
    second["training"] = draw(st.sampled_from(("allowed", "forbidden")))
    second["onward"] = draw(st.sampled_from(("allowed", "", "forbidden")))
    if draw(st.booleans()):
        return {**world, "agreements": [first, second]}
    # the framework is that of the agreement by which we have the data
    mine = {**first, "framework": None, "prevails": ""}
    third = deepcopy({**FINE_AGREEMENT, "partner_key": None, "provider": "third", "recipients": ("own",)})
    third |= {"framework": draw(st.sampled_from((1, 1, 9))), "prevails": first["prevails"]}
    return {**world, "agreements": [mine, {**second, "partner_key": None}, third]}


@st.composite
def product_worlds(draw: st.DrawFn) -> dict[str, Any]:
    """A world in which the answer would be yes, but for what the Data Act asks of data that are personal as well."""
    world = draw(quiet_worlds())
    drawn = draw(agreement)
    first = {**world["agreements"][0], "product_data": draw(st.sampled_from((True, True, True, None)))}
    names = draw(
        st.sets(
            st.sampled_from(
                ("act", "mixed", "terminal", "terminal_basis", "terminal_kept", "trade_secrets", "categories")
            )
        )
    )
    first |= {name: drawn[name] for name in names}
    kept = draw(st.lists(st.sampled_from(("user_request", "user_contract")), max_size=2))
    given = {"purpose": None, "from": None, "to": None, "revoked": None, "old": False}
    authorised = [
        {
            **given,
            "sort": sort,
            "no_sharing_on": draw(st.booleans()),
            "subject": draw(st.sampled_from(("", "subject", "other"))),
        }
        for sort in kept
    ]
    for one in world["bases"]:
        one["law"] = draw(st.sampled_from(("§ 3 BDSG", "Art. 5(1) Data Act")))
    return {**world, "agreements": [first], "authorisations": authorised}


worlds = st.one_of(far_worlds, near_worlds(), quiet_worlds(), framed_worlds(), product_worlds())
questions = st.fixed_dictionaries(
    {
        "purpose": st.one_of(purpose, agreed),
        "action": st.sampled_from(("share",) * 20 + ("train", "link", "publish", "license_model", "remote_access")),
        "place": usual("", "DE", "US"),
        "known": st.sampled_from((None, None, -2, 0)),
    }
)


@dataclass(frozen=True)
class Asked:
    """A world and a question in both forms."""

    plain_world: dict[str, Any]
    plain_question: dict[str, Any]
    facts: DecisionFacts
    question: Question


def asked(drawn: dict[str, Any], wanted: dict[str, Any]) -> Asked:
    """Both forms of what was drawn; what the reference needs beyond it is added here."""
    events = []
    agreeing = [
        {"who": person, "controller": controller, "purpose": "Scientific", "state": "given", "at": -7, "late": 0}
        | {"until": None, "notice": "1", "explicit": True, "guardian": True}
        for person in sorted(drawn["everybody"])
        for controller in ("own", "partner")
    ]
    for number, one in enumerate([*agreeing, *drawn["events"]], start=1):
        at = NOON + one["at"] * HOUR
        until = None if one["until"] is None else max(at, NOON + one["until"] * HOUR)
        event = {**one, "number": number, "at": at, "recorded": at + one["late"] * HOUR, "until": until}
        if not any(_contradicts(event, before) for before in events):
            events.append(event)
    notices = [{**one, "version": str(number)} for number, one in enumerate(drawn["notices"], start=1)]
    for one in drawn["facts"]:
        if one["sort"] == "notice_13":
            one["about"] = "partner"
    links = []
    for one in drawn["links"]:
        named = one["sort"] in ("said", "not_said") or one["purpose"] not in ("Words", "Any")
        links.append(one if named else {**one, "purpose": "Scientific"})
    for version, place in drawn["told"]:
        links.append(
            {"sort": "notice", "purpose": "Scientific", "version": version, "agreed": place, "changed": False}
            | {"controller": ""}
        )
    facts = {**drawn, "events": events, "notices": notices, "links": links}
    known = 2**40 if wanted["known"] is None else NOON + wanted["known"] * HOUR
    plain = {**wanted, "day": DAY, "at": NOON, "known_at": known}
    question = Question(
        dataset="d",
        partner=REFERENCES["partner"],
        purpose=_named(wanted["purpose"]),
        agreed=_named(wanted["purpose"]) if wanted["purpose"].startswith("agreed:") else "",
        at=moment(NOON),
        known_at=None if wanted["known"] is None else moment(known),
        action=wanted["action"],
        place=wanted["place"],
    )
    return Asked(
        facts, plain, _world(facts, known=known, events_known=any(one["recorded"] <= known for one in events)), question
    )


def _contradicts(event: dict[str, Any], before: dict[str, Any]) -> bool:
    """Another state for the same person and purpose at the same second: such an event is refused, save an erasure and
    what takes back a consent."""
    same = all(event[name] == before[name] for name in ("who", "purpose", "controller", "at"))
    if CODES[event["state"]] >= TAKING_BACK > CODES[before["state"]]:
        return False
    return same and event["state"] not in (before["state"], "erased")


def _named(purpose: str) -> str:
    """As the engine names a term or an agreed purpose."""
    if not purpose.startswith("agreed:"):
        return IRI[purpose]
    _, agreement, place = purpose.split(":")
    return f"urn:uuid:{agreement}#purposes.p{place}"


def moment(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)


def _calls_personal(one: dict[str, Any]) -> bool:
    """As the gathering of facts finds it."""
    terms = read_terms(_terms(0, one))
    return any(is_agreed_personal(terms, found) for found in terms.datasets if found.key == "d")


def _every_purpose(facts: dict[str, Any]) -> tuple[str, ...]:
    return tuple(
        f"urn:uuid:{number}#purposes.p{place}"
        for number, one in enumerate(facts["agreements"])
        for place, _purpose in enumerate(one["purposes"])
    )


def _every_dataset(facts: dict[str, Any]) -> tuple[str, ...]:
    """What was judged is another thing now, in every agreement."""
    return tuple(f"urn:uuid:{number}#datasets.d data" for number, _one in enumerate(facts["agreements"]))


def _strange(facts: dict[str, Any], known: int) -> tuple[Unplaced, ...]:
    """The scopes of noes that no agreement has a name for, as the gathering of facts finds them."""
    places = {
        (one["purpose"], one["controller"])
        for one in facts["events"]
        if one["state"] in SAID_NO and one["recorded"] <= known
        if one["purpose"] == "Words" or one["controller"] == "other"
    }
    return tuple(
        Unplaced("d", IRI[purpose], REFERENCES[controller], purpose == "Words", controller == "other")
        for purpose, controller in sorted(places)
    )


def _world(facts: dict[str, Any], *, known: int, events_known: bool) -> DecisionFacts:
    made = tuple(
        FactOnFile(
            key=str(number),
            sort=one["sort"],
            about="d" if one["sort"] == SEPARATE else REFERENCES.get(one["about"], one["about"]),
            dataset="d2" if one["sort"] == SEPARATE else "",  # on file under the key of the other one
            reference="file, rejected" if one["denies"] else "file",
            day=date(1990, 1, 1) if one["ancient"] else one["from"],
            valid_from=one["from"],
            valid_to=one["to"],
            result=" ".join(["in part"] * one["scoped"] + ["HR"] * (one["for_employees"] and one["sort"] == "dpf")),
            against=one["against"],
            weighed=one["weighed"],
            changed=_every_dataset(facts) if one["old"] and one["sort"] in RESTS_ON else (),
        )
        for number, one in enumerate(facts["facts"])
    )
    return DecisionFacts(
        own=REFERENCES["own"],
        at=moment(NOON),
        known_at=moment(NOON),
        zone=UTC,
        names={reference: f"Name of {key}" for key, reference in REFERENCES.items()},
        agreements=tuple(_agreement(number, one) for number, one in enumerate(facts["agreements"])),
        notices=tuple(_notice(one, facts) for one in facts["notices"]),
        bases=tuple(_basis(number, one, facts) for number, one in enumerate(facts["bases"])),
        authorisations=tuple(
            Authorisation(
                key=str(number),
                sort=one["sort"],
                dataset="d",
                partner="",
                purpose="" if one["purpose"] is None else _named(one["purpose"]),
                granted_by="Somebody",
                reference="file",
                valid_from=one["from"],
                valid_to=one["to"],
                revoked=one["revoked"],
                no_sharing_on=one["no_sharing_on"],
                requester=one["subject"],
                outdated=_every_purpose(facts) if one["old"] else (),
            )
            for number, one in enumerate(facts["authorisations"])
        ),
        facts=tuple(one for one in made if not one.against),
        against=tuple(one for one in made if one.against),
        links=tuple(
            PurposeLink(
                key=str(number),
                sort=one["sort"],
                purpose=IRI[one["purpose"]],
                agreed=_named(one["agreed"]),
                notice="n" if one["sort"] == "notice" else "",
                version=one["version"] if one["sort"] == "notice" else "",
                holds=not one["changed"],
                controller=REFERENCES[one["controller"]] if one["sort"] in ("said", "not_said") else "",
            )
            for number, one in enumerate(facts["links"])
        ),
        consented=frozenset({"d"} if events_known else ()),
        standing=frozenset({"d"} if somebody_agrees(facts["events"], known) else ()),
        personal_by=tuple(
            ("d", f"DP-{number}") for number, one in enumerate(facts["agreements"]) if _calls_personal(one)
        ),
        marked_by=tuple(
            ("d", name, f"DP-{number}")
            for number, one in enumerate(facts["agreements"])
            if not one["general"]
            for name, said in MARKED.items()
            if one[said] is True
        ),
        deliveries=(("d", REFERENCES["partner"], facts["deliveries"]),),
        unplaced=_strange(facts, known),
        objected_elsewhere=(("d", REFERENCES.get(facts["elsewhere"], "external:99"), 2),) if facts["elsewhere"] else (),
        recalled=(("d", "Somebody", "2026-06-01", 3),) if facts["recalled"] else (),
        remaining=(("d", "Somebody", "2026-06-01", 2),) if facts["remaining"] else (),
        breaches=(OpenBreach("breach-1", REFERENCES[facts["breached"]], DAY - timedelta(days=9), "high"),)
        if facts["breached"]
        else (),
        namesakes=(Namesake("d", "d2", "DP-77"),) if facts["namesake"] else (),
    )


def somebody_agrees(events: list[dict[str, Any]], known: int) -> bool:
    """Whether the newest event of somebody in a scope is a consent that has not run out, at noon."""
    newest: dict[tuple[str, ...], tuple[int, bool, int, bool]] = {}
    for one in events:
        if one["at"] <= NOON and one["recorded"] <= known:
            place = (one["who"], one["purpose"], one["controller"])
            holds = one["state"] in VALID and (one["until"] is None or one["until"] >= NOON)
            order = (one["at"], CODES[one["state"]] >= TAKING_BACK, one["number"], holds)
            newest[place] = max(newest.get(place, order), order)
    return any(holds for *_order, holds in newest.values())


def _notice(one: dict[str, Any], facts: dict[str, Any]) -> NoticeFacts:
    return NoticeFacts(
        key="n",
        version=one["version"],
        controllers=tuple(sorted(REFERENCES[key] for key in one["controllers"])),
        recipients=tuple(sorted(REFERENCES.get(key, key) for key in one["recipients"])),
        purposes=tuple(sorted(IRI[key] for key in one["purposes"])),
        categories=tuple(sorted(PD + key for key in one["categories"])),
        transfers="to the US" if one["transfers"] else "",
        valid_from=date(2020, 1, 1),
        invalid_from=one["invalid_from"],
        outdated=_every_purpose(facts) if one["old"] else (),
    )


def _basis(number: int, one: dict[str, Any], facts: dict[str, Any]) -> BasisRecord:
    return BasisRecord(
        key=str(number),
        controller=REFERENCES[one["who"]],
        dataset="d",
        purpose=_named(one["purpose"]),
        operation=one["operation"],
        article=one["article"],
        special=one["special"],
        law=one["law"],
        document=one["document"],
        approver=one["approver"],
        outcome=one["outcome"],
        conditions=one["conditions"],
        other_act=one["other_act"],
        valid_from=one["from"],
        valid_to=one["to"],
        offence_authority=one["offence_authority"],
        subject_is_contract_party=one["contract_party"],
        overriding_grounds=one["overriding"],
        despite_restriction=one["despite"],
        beside_consent=one["beside"],
        recipient=REFERENCES.get(one["recipient"], ""),
        outdated=_every_purpose(facts) if one["old"] else (),
    )


def _agreement(number: int, one: dict[str, Any]) -> AgreementFacts:
    sub = one["partner_key"] == "sub"
    references = [("own", REFERENCES["own"]), ("third", REFERENCES["third"])]
    if one["partner_key"] is not None:
        references.append(("sub_processors.sub" if sub else "partner", REFERENCES["partner"]))
    return AgreementFacts(
        id=f"urn:uuid:{number}",
        number=f"DP-{number}",
        title="Study",
        status=one["status"],
        ends=one["ends"],
        signed=one["signed"],
        evidence="reference_only" if one["by_reference"] else "paper_scan" if one["textless"] else "signed_here",
        textless=one["textless"],
        reads_unsigned="not signed yet" if one["unsigned"] == "words" else "",
        undated=one["unsigned"] == "undated",
        own="own",
        references=tuple(references),
        terms=read_terms(_terms(number, one)),
        changes=one["changes"],
        pauses=one["pauses"],
        disputed_by=(REFERENCES["third"],) if one["status"] in DISPUTED else (),
        judge=lambda: _errors(one),
        contradicted=DIFFERING.get(one["differs"], ()),
    )


DIFFERING: dict[Any, tuple[str, ...]] = {
    "d": ("datasets.d.secret",),
    "e": ("datasets.e.secret",),
    "p0": ("purposes.p0.new_purpose",),
    "p1": ("purposes.p1.new_purpose",),
    "whole": ("facts.monitoring",),
}


def _errors(one: dict[str, Any]) -> tuple[StatutoryError, ...]:
    """The errors of law of an agreement, and those of its standard clauses where they are incomplete."""
    words = {"de": "Fehler.", "en": "Error."}
    partner = "sub_processors.sub" if one["partner_key"] == "sub" else "partner"
    found = [
        StatutoryError(
            rule="C03" if each["unread"] else "P03" if each["people"] else "G44",
            place="measures",
            citation=words,
            source=(GDPR if each["people"] and not each["unread"] else BGB).url,
            authority="statute",
            message=words,
            datasets=frozenset({each["dataset"]} if each["dataset"] else ()),
            parties=frozenset({partner if each["party"] == "partner" else each["party"]} if each["party"] else ()),
            purposes=frozenset(() if each["purpose"] is None else {f"p{each['purpose']}"}),
        )
        for each in one["errors"]
    ]
    found += [
        StatutoryError("X06", f"transfers.t{place}", words, SCC_TRANSFERS.url, "standard_clauses", words)
        for place, each in enumerate(one["transfers"])
        if each["mechanism"] == "46(2)(c)" and not each["complete"]
    ]
    return tuple(found)


def _terms(number: int, one: dict[str, Any]) -> dict[str, Any]:
    act, keys = one["act"], [f"p{number}" for number, _purpose in enumerate(one["purposes"])]
    dataset: dict[str, Any] = {
        "key": "d",
        "name": {"en": "D"},
        "provider": one["provider"],
        "recipients": list(one["recipients"]),
        "items": [{"name": {"en": key}, "categories": [PD + key]} for key in sorted(one["categories"])]
        + ([{"name": {"en": "Speed"}}] if one["mixed"] else [])
        + ([{"name": {"en": "Birth date of the patient"}, "categories": [f"{DPV}NonPersonalData"]}] * one["speaks"]),
        "personal": [{"party": party, "judgement": value} for party, value in sorted(one["personal"].items())],
        "special_categories": one["special"],
        "offence_data": one["offences"],
        "children": one["children"],
        "employees": one["employees"],
        "secret": one["secret"],
        "secrecy_basis": {"assistants": "§ 203 Abs. 3 StGB", "anybody": "§ 16 Abs. 6 BStatG"}.get(
            one["secrecy_settled"], ""
        ),
        "secrecy_bound": {"en": "in writing"} if one["secrecy_settled"] else {},
        "product_data": one["product_data"],
        "trade_secrets": one["trade_secrets"],
        "terminal_equipment": one["terminal"],
        "limits": {name: _plain(value) for name, value in one["limits"].items()},
    }
    return {
        "parties": [
            {"key": "own", "name": "Us", "public_body": one["public"]["own"]},
            {
                "key": "partner",
                "name": "Them",
                "address": {"country": one["partner_country"]},
                "public_body": one["public"]["partner"],
            },
            {"key": "third", "name": "Others", "public_body": False},
        ],
        "facts": {
            "personal_data": one["says_personal"],
            "dpia_required": one["dpia_required"],
            "parent_agreement": "" if one["framework"] is None else f"DP-{one['framework']}",
            "precedence": one["prevails"],
            "works_council_agreement": "BV 7" if one["council"] else "",
            "terminal_equipment_ground": "consent" if one["terminal_basis"] else "",
            "terminal_equipment_basis": "folder 7" if one["terminal_kept"] else "",
            "automated_decisions": one["automated"],
            "monitoring": one["monitored"],
            "access_outside_eea": one["access"],
            "automated_decisions_ground": "22(2)(c)" if one["automated"] else "",
            "automated_decisions_safeguards": {"en": "A person looks again"} if one["safeguards"] else {},
        },
        "framework": {"prevails": one["prevails_all"]},
        "datasets": [*([] if one["general"] else [dataset]), {"key": "e", "name": {"en": "E"}, "provider": "own"}],
        "purposes": [
            {
                "key": key,
                "name": {
                    "en": f"Recognition of emotions at work, {key} ({number})"
                    if entry["reads_prohibited"]
                    else f"{key} ({number})"
                },
                "iri": IRI[entry["iri"]],
                "prohibited": entry["prohibited"],
                "new_purpose": entry["new"],
                "compatibility_test": "file" if entry["tested"] else "",
                "further_notice": "file 3" if entry["told"] else "",
                "datasets": [] if entry["for_dataset"] else ["e"],
            }
            for key, entry in zip(keys, one["purposes"], strict=True)
        ],
        "activities": [
            {
                "key": f"a{place}",
                "name": {"en": "A"},
                "roles": [{"party": party, "role": role} for party, held in one["roles"].items() for role in held],
            }
            for place in range(1)
        ],
        "legal_bases": [
            {
                "party": entry["who"],
                "dataset": "d",
                "purpose": key,
                "article": entry["article"],
                "special": entry["special"],
                "law": entry["law"],
                "balancing_test": entry["document"],
                "offence_authority": entry["offence_authority"],
                "subject_is_contract_party": entry["contract_party"],
                "operation": entry["operation"],
            }
            for entry in one["stated_bases"]
            for key, purposed in zip(keys, one["purposes"], strict=True)
            if purposed["iri"] == entry["purpose"]
        ],
        "transfers": [
            {
                "key": f"t{place}",
                "importer": {"partner": "Sub" if one["partner_key"] == "sub" else "Them"}.get(
                    entry["importer"], "Stranger"
                ),
                "country": entry["country"],
                "mechanism": entry["mechanism"],
                "module": entry["module"],
                "assessment": "file" if entry["assessed"] else "",
                "assessment_date": entry["assessed"] and entry["assessed"].isoformat(),
                "derogation": entry["derogation"],
                "necessity": "file" if entry["necessity"] else "",
                "scope": _scope(entry),
            }
            for place, entry in enumerate(one["transfers"])
        ],
        "assessments": [
            {"key": f"x-{party}", "kind": "dpia", "party": party, "reference": "file", "day": "2026-01-01"}
            for party in sorted(one["assessed"])
        ],
        "sub_processors": [
            {
                "key": "sub",
                "name": "Sub",
                "country": one["sub"]["country"],
                "engaged_by": "partner",
                "same_duties": one["sub"]["same_duties"],
                "contract_date": _plain(one["sub"]["contract"]),
            }
        ]
        if one["partner_key"] == "sub"
        else [],
        "consent": {"refresh_months": one["refresh"]},
        "processing": {"sub_processing": one["sub_processing"]},
        "onward": {"rule": one["onward"]},
        "joint": {"screened": "separate" if one["separate"] else ""},
        "models": {"training": one["training"], "fine_tuning": one["tuning"]},
        "data_act": {
            "applies": act["applies"],
            "small_manufacturer": act["small"],
            "manufacturer_subcontracted": act["subcontracted"],
            "holder": act["holder"] or "",
            "holder_name": "A manufacturer" if act["holder_named"] else "",
            "user": act["user"] if act["user"] in ("own", "partner") else "",
            "user_name": "A user" if act["user"] == "named" else "",
            "erased_when_unneeded": act["undertaken"],
            "no_competing_product": act["undertaken"],
            "gatekeeper": {True: "yes", False: "no", None: ""}[act["gatekeeper"]],
            "trade_secret_measures": {"en": "as agreed"} if act["secrets_settled"] else {},
            "trade_secrets_identified": {"en": "marked"} if act["secrets_settled"] else {},
        },
    }


def _scope(transfer: dict[str, Any]) -> str:
    """What the agreement says of the transfer's certificate or instrument."""
    if transfer["mechanism"] in ("46(2)(a)", "47"):
        return "BCR 17 of 2026-01-01" if transfer["instrument"] else ""
    return "Non-HR and HR data" if transfer["for_employees"] else "covered" if transfer["scope"] else ""


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


@contextmanager
def people_of(asking: Asked) -> Iterator[Session]:
    """The tables of consent in memory, with the events of a world."""
    engine = create_engine("sqlite://")
    try:
        with Session(engine) as session:
            _fill(engine, session, asking)
            yield session
    finally:
        engine.dispose()


def _fill(engine: Engine, session: Session, asking: Asked) -> None:
    tables = [one.__table__ for one in (ScopeRow, SubjectRow, EventRow, NowRow, TallyRow)]  # type: ignore[attr-defined]
    SQLModel.metadata.create_all(engine, tables=tables)
    scopes: dict[tuple[str, str], int] = {}
    subjects: dict[str, int] = {}
    newest: dict[tuple[int, int], dict[str, Any]] = {}
    for one in asking.plain_world["events"]:
        where = (one["purpose"], one["controller"])
        if where not in scopes:
            scopes[where] = len(scopes) + 1
            session.add(ScopeRow(id=scopes[where], dataset="d", purpose=IRI[where[0]], controller=REFERENCES[where[1]]))
        if one["who"] not in subjects:
            subjects[one["who"]] = len(subjects) + 1
            session.add(SubjectRow(id=subjects[one["who"]], dataset="d", pseudonym=one["who"]))
        row = {
            "scope": scopes[where],
            "subject": subjects[one["who"]],
            "state": CODES[one["state"]],
            "at": one["at"],
            "until": one["until"],
            "notice": "n",
            "notice_version": one["notice"],
            "explicit": int(one["explicit"]),
        }
        session.add(
            EventRow(
                id=one["number"],
                batch=1,
                line=one["number"],
                event_id=str(one["number"]),
                recorded=one["recorded"],
                more='{"guardian":"G"}' if one["guardian"] else "{}",
                salt=b"1",
                leaf=b"1",
                **row,
            )
        )
        before = newest.get((row["scope"], row["subject"]))
        if before is None or row["at"] >= before["at"]:
            newest[row["scope"], row["subject"]] = {**row, "event": one["number"]}
    for row in newest.values():
        session.add(NowRow(**row))
    session.flush()


def is_about_now(asking: Asked) -> bool:
    """Whether everything had happened, and was known, at the moment asked about."""
    wanted = asking.plain_question
    return all(
        one["at"] <= wanted["at"] and one["recorded"] <= min(wanted["at"], wanted["known_at"])
        for one in asking.plain_world["events"]
    )
