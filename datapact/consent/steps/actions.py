"""Step 3, what is done with the data: models, deriving, linking, publishing, remote access, licensing of models.

To hold the data the agreement need say nothing more. Whatever goes beyond that has to be permitted in it: the use for models by its
rules on models, the others by name among the permitted actions of the dataset.
"""

from __future__ import annotations

from collections.abc import Mapping

from datapact.base.texts import N_, Argument, Message
from datapact.consent.steps.evaluation import Evaluation, need_fact
from datapact.consent.steps.onward_sharing import need_conditions
from datapact.contract.terms import Purpose
from datapact.contract.vocabulary.messages import own
from datapact.contract.vocabulary.words_of_people import is_of_models

_MODELS: Mapping[str, str] = {"train": "training", "fine_tune": "fine_tuning", "test": "testing"}
NAMED: Mapping[str, str] = {
    "derive": N_(
        "Nothing says whether further data may be derived from “{dataset}”. Name the permitted actions in the agreement."
    ),
    "link": N_(
        "Nothing says whether “{dataset}” may be combined with other data. Name the permitted actions in the agreement."
    ),
    "publish": N_("Nothing says whether “{dataset}” may be published. Name the permitted actions in the agreement."),
    "license_model": N_(
        "Nothing says whether models made with “{dataset}” may be licensed. Name the permitted actions in the agreement."
    ),
}
"""Actions that an agreement has to name, with the gap where it names none."""


def evaluate_action(evaluation: Evaluation) -> None:
    """Whether the agreement permits the action beyond holding the data; a list of permitted actions is judged with the limits."""
    action = evaluation.question.action
    names: dict[str, Argument] = {
        "dataset": own(evaluation.dataset.name, evaluation.dataset.key),
        "partner": evaluation.facts.name(evaluation.question.partner),
    }
    purpose = evaluation.agreed.purpose
    if action in ("share", "remote_access") and purpose is not None and is_of_models(purpose):
        _judge_purpose(evaluation, purpose)
    if action in _MODELS:
        _judge_models(evaluation, _MODELS[action])
    elif action in NAMED:
        if action == "publish":
            _judge_publication(evaluation, names)
        elif action == "license_model":
            _judge_models(evaluation, "training", "fine_tuning")
        if not evaluation.dataset.limits.actions:
            place = evaluation.place(f"datasets.{evaluation.dataset.key}.limits")
            evaluation.missing("S3", Message(NAMED[action], names), place)


def _judge_purpose(evaluation: Evaluation, purpose: Purpose) -> None:
    """A purpose that is the making of models is one with what the agreement says of models, whatever the action is called."""
    models = evaluation.agreement.terms.models
    rules = {models.training, models.fine_tuning, models.testing}
    if rules & {"allowed", "conditional"}:
        return
    names: dict[str, Argument] = {"purpose": own(purpose.name, purpose.key)}
    words = (
        N_("“{purpose}” reads like making models, and the agreement forbids that. Have it say which of both counts.")
        if "forbidden" in rules
        else N_("“{purpose}” reads like making models; nothing says whether the data may be used so.")
    )
    evaluation.missing("A01", Message(words, names), evaluation.place("models.training"))


def _judge_models(evaluation: Evaluation, *fields: str) -> None:
    """Whether the rules on models permit one of these uses; of several the widest counts."""
    models = evaluation.agreement.terms.models
    rules = {getattr(models, field): field for field in reversed(fields)}
    for rule in ("allowed", "conditional", "", "forbidden"):
        if rule in rules:
            break
    place = evaluation.place(f"models.{rules[rule]}")
    if rule == "forbidden":
        evaluation.deny("A01", Message(N_("The agreement forbids this use of the data for models.")), place)
    elif rule == "":
        evaluation.missing("A01", Message(N_("Nothing says whether the data may be used so for models.")), place)
    elif rule == "conditional":
        need_fact(
            evaluation,
            "model_conditions",
            "A01",
            Message(N_("The use for models is bound to conditions. Put on file that they are met.")),
            Message(N_("The conditions for the use for models no longer hold.")),
        )


def _judge_publication(evaluation: Evaluation, names: dict[str, Argument]) -> None:
    """To publish is to pass on to everybody."""
    rule, place = evaluation.agreement.terms.onward.rule, evaluation.place("onward.rule")
    if rule == "forbidden":
        evaluation.deny(
            "G28",
            Message(N_("The agreement forbids to pass “{dataset}” on, so nobody may publish it."), names),
            place,
        )
    elif rule == "":
        evaluation.missing("G28", Message(N_("Nothing says whether “{dataset}” may be passed on."), names), place)
    elif rule == "conditional":
        need_conditions(evaluation, names)
