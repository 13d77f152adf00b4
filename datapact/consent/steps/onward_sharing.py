"""Step 2 for data received from others: whether the agreement by which we received it permits onward sharing."""

from __future__ import annotations

from collections.abc import Sequence

from datapact.base.texts import N_, Argument, Message
from datapact.consent.facts.facts import DISPUTED, AgreementFacts
from datapact.consent.steps.evaluation import Judging, need_fact
from datapact.contract.vocabulary.messages import own

type Names = dict[str, Argument]

BINDING = ("in_force", "suspended", *DISPUTED)
"""An agreement in one of these states binds us, whether or not it permits anything on the day."""
ENDED = ("expired", "terminated")
HAS_ENDED = N_(
    "We have “{dataset}” under the agreement {number}, which has ended. Nothing on file shows that we may "
    "still share it with {partner}: put it on file."
)
OPEN_END = N_(
    "We have “{dataset}” under the agreement {number}, whose termination is disputed. Nothing on file shows that we may "
    "share it with {partner} if it has ended: put it on file."
)


def judge_onward(judging: Judging, names: Names) -> None:
    rule, place = judging.agreement.terms.onward.rule, judging.place("onward.rule")
    if rule == "forbidden":
        judging.deny("G28", Message(N_("The agreement forbids us to share “{dataset}” on."), names), place)
    elif rule == "":
        judging.missing("G28", Message(N_("Nothing says whether we may share “{dataset}” on."), names), place)
    elif rule == "conditional":
        _need_conditions(judging, names)


def judge_sources(judging: Judging, sources: Sequence[AgreementFacts]) -> None:
    """All agreements by which we received the dataset; where every one has ended, our right to it may have, too."""
    binding = [one for one in sources if one.status in BINDING]
    for one in binding:
        judge_upstream(judging, one)
    if judging.world.reading < 2:
        return
    certain = [one for one in binding if one.status != "end_disputed"]
    ends = [one.ends for one in certain]
    if ends and None not in ends:
        judging.expires(max(end for end in ends if end is not None))
    ended = [one for one in sources if one.status in (*ENDED, "end_disputed")]
    if ended and not certain:
        words = OPEN_END if ended[-1].status == "end_disputed" else HAS_ENDED
        names: Names = {
            "dataset": own(judging.dataset.name, judging.dataset.key),
            "number": ended[-1].number or ended[-1].title,
            "partner": judging.world.name(judging.question.partner),
        }
        need_fact(
            judging,
            "onward_conditions",
            "G28",
            Message(
                words,
                names,
            ),
            Message(N_("What showed that we may still share “{dataset}” with {partner} no longer holds."), names),
        )


def judge_upstream(judging: Judging, source: AgreementFacts) -> None:
    """Onward sharing: the agreement by which we received the data must allow it."""
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
