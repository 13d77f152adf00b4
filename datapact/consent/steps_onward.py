"""Step 2 for data that we have from somebody else: whether the agreement by which we have it lets us share it on."""

from __future__ import annotations

from datapact.agreements.checks.words import own
from datapact.consent.facts_needed import need_fact
from datapact.consent.judging import Judging
from datapact.consent.world import AgreementFacts
from datapact.texts import N_, Argument, Message

type Names = dict[str, Argument]


def judge_onward(judging: Judging, names: Names) -> None:
    rule, place = judging.agreement.terms.onward.rule, judging.place("onward.rule")
    if rule == "forbidden":
        judging.deny("G28", Message(N_("The agreement forbids us to share “{dataset}” on."), names), place)
    elif rule == "":
        judging.missing("G28", Message(N_("Nothing says whether we may share “{dataset}” on."), names), place)
    elif rule == "conditional":
        _need_conditions(judging, names)


def judge_upstream(judging: Judging, source: AgreementFacts) -> None:
    """Sharing on what we have from somebody else: the agreement by which we received it must allow it."""
    names: Names = {"dataset": own(judging.dataset.name, judging.dataset.key)}
    number = source.number or source.title
    link = ("agreement", f"{source.id}#onward.rule")
    rule = source.terms.onward.rule
    if rule == "forbidden":
        judging.deny(
            "G28",
            Message(
                N_("We have “{dataset}” under the agreement {number}, which forbids us to share it on."),
                {**names, "number": number},
            ),
            link,
        )
    elif rule == "":
        judging.missing(
            "G28",
            Message(
                N_("We have “{dataset}” under the agreement {number}, and nothing says whether we may share it on."),
                {**names, "number": number},
            ),
            link,
        )
    elif rule == "conditional":
        _need_conditions(judging, {**names, "partner": judging.world.name(judging.question.partner)})


def _need_conditions(judging: Judging, names: Names) -> None:
    need_fact(
        judging,
        "onward_conditions",
        "G28",
        Message(
            N_(
                "“{dataset}” may be shared on under conditions. Nothing on file shows that {partner} meets them: put it "
                "on file."
            ),
            names,
        ),
        Message(N_("The conditions for sharing “{dataset}” on no longer hold for {partner}."), names),
    )
