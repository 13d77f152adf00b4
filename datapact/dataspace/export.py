"""The files of an agreement for machines, from the vault: what people agreed to as it stands on a day."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.disputes import disputes_of, is_contested
from datapact.agreements.projection.endings import has_disputed_end, order_ends, undisputed_end
from datapact.agreements.projection.projection import amended_agreement
from datapact.agreements.projection.reading_version import amendments_of, next_text, state_on
from datapact.agreements.projection.status import duration_days, status
from datapact.agreements.projection.who_is_party import members_of
from datapact.agreements.text.changes import next_pause, suspensions_on
from datapact.agreements.text.current_text import current_state
from datapact.base.clock import days_later, write_time
from datapact.base.errors import AnswerNo
from datapact.base.local_time import day_of, local_zone
from datapact.base.strictjson import JsonObject, JsonValue, canonical, from_base64url, parse
from datapact.base.texts import N_, Message
from datapact.consent.proof.run import prove_contract
from datapact.contract.terms import Terms
from datapact.contract.text.document import read_state
from datapact.dataspace.catena_x import rules_read_back, usage_policy
from datapact.dataspace.connector import contract_agreement, contract_definition, policy_definition
from datapact.dataspace.events import events_of
from datapact.dataspace.from_terms import policy_of
from datapact.dataspace.odrl import write_policy
from datapact.dataspace.policy import Paper, Policy
from datapact.dataspace.privacy import catalogue_of, metadata_of
from datapact.dataspace.protocol import Pair, agreement_message, offer_message, pair_id
from datapact.dataspace.sentences import sentences
from datapact.obligations.due.policies import PolicyRecord, keep_policy_record
from datapact.organisation.acting.exported import write_exported
from datapact.signing.ceremony.rendition import frozen_input
from datapact.signing.ceremony.sign import current_pdf

if TYPE_CHECKING:
    from datapact.agreements.text.changes import Circle
    from datapact.agreements.text.text_version import Consolidated, SignedAmendment
    from datapact.contract.text.document import AgreementDocument
    from datapact.history.fold.agreement import AgreementState
    from datapact.organisation.acting.acting_member import Acting

FORMS: Final = ("odrl", "dsp", "edc", "catena-x", "dpv", "dcat")
"""Formats for machines, as the command line and the window name them."""
DESCRIBING: Final = frozenset({"dpv", "dcat"})
"""Formats that describe and have no rules."""


@dataclass(frozen=True, slots=True)
class ForMachines:
    """An agreement as machines get it, and what people should know of that."""

    policy: Policy
    """Its rules, and what they leave out."""
    terms: Terms
    """The consolidated terms of the day."""
    day: date
    """Local day for which it was put together."""
    binding: bool
    """All have signed, and it has not ended: then files are agreements, before that offers."""
    zone: tzinfo
    """Zone in which its days are days."""
    pause: date | None = None
    """The first day of an announced suspension by which its rules end."""
    events: tuple[JsonObject, ...] = field(default=(), hash=False)
    """What happened to the agreement since its text was agreed, as ``events_of`` says it."""


def for_machines(acting: Acting, history: str) -> ForMachines:
    """Put together what a machine can be told today.

    Raises AnswerNo where the agreement ended, is suspended or disputed, was declined or withdrawn, is an amendment whose text counts
    only within another agreement, or names no dataset with a recipient.
    """
    now = acting.clock()
    zone = local_zone(now)
    day = day_of(now, zone)
    with acting.vault.read() as session:
        folded = load_state(session, history)
        amendments = amendments_of(session, history)
        on_day = state_on(folded, day, amendments)
        circle = members_of(folded, amendments).circle
        ordered = {(one.dataset, one.recipient): one.last for one in order_ends(folded, amendments).ends}
        pause = next_pause(folded, day, circle)
        signed = folded.stage in ("signed", "terminated")
        pdf = b""
        if folded.fully_signed and folded.in_common_pdf:
            pdf = current_pdf(session, folded, frozen_input(session, folded))[0]
        other = next_text(on_day, amendments, members_of(folded, amendments).joined)
        stops = (
            undisputed_end(folded, amendments),
            *(days_later(one, -1) for one in (other, pause) if one is not None),
        )
        ends = min((one for one in stops if one is not None), default=None)
    document = read_state(cast(JsonObject, dict(on_day.state)))
    if folded.stage == "declined":
        raise AnswerNo(N_("This agreement was declined or withdrawn. Machines get no policy of it."))
    if signed:
        if amended_agreement(current_state(folded)):
            words = N_("This text counts within the agreement that it amends or joins. Export that agreement.")
            raise AnswerNo(words)
        _require_in_force(folded, amendments, document.terms, on_day, day, circle)
    paper = _paper(folded, document, pdf, len(on_day.applied) + bool(on_day.amendment))
    policy = policy_of(document.terms, paper, zone, day, circle.until, ends, ordered)
    if not policy.pairs():
        raise AnswerNo(
            N_("No dataset of this agreement has a recipient and a purpose, so there is no rule for a machine.")
        )
    paused = pause if pause is not None and ends == days_later(pause, -1) else None
    return ForMachines(policy, document.terms, day, signed, zone, paused, events_of(acting, history))


def _require_in_force(
    folded: AgreementState,
    amendments: Sequence[SignedAmendment],
    terms: Terms,
    on_day: Consolidated,
    day: date,
    circle: Circle,
) -> None:
    """Refuse what does not bind today: a machine would go on permitting."""
    starts, _end = duration_days(current_state(folded).get("terms") or {})
    ended = undisputed_end(folded, amendments)
    standing = status(folded.stage, day, starts=starts, ends=terms.duration.last_day, terminated=ended)
    if standing in ("terminated", "expired"):
        raise AnswerNo(
            N_("This agreement has ended. Machines get no policy of it. Tell whoever runs one that it has ended.")
        )
    if (
        has_disputed_end(folded, amendments)
        or any(is_contested(folded, one.change) for one in on_day.applied)
        or any("agreement" in one.about for one in disputes_of(folded, {}))
    ):
        raise AnswerNo(N_("Its end or its text is disputed. Machines get no policy until the parties have settled it."))
    if suspensions_on(folded, day, circle):
        raise AnswerNo(N_("It is suspended today. Machines get no policy while it is."))


def _paper(folded: AgreementState, document: AgreementDocument, pdf: bytes, changes: int) -> Paper:
    state, title = dict(current_state(folded)), document.title
    elsewhere = folded.contract_files
    kept = from_base64url(elsewhere[0].digest).hex() if elsewhere else ""
    return Paper(
        agreement=folded.history,
        number=str(state.get("number", "")),
        title=title.get(document.prevailing) or next(iter(title.values()), ""),
        text=hashlib.sha256(canonical(state)).hexdigest(),
        signed=hashlib.sha256(pdf).hexdigest() if pdf else kept,
        signed_at=write_time(max(one.time for one in folded.signed)) if pdf else "",
        changes=changes,
    )


def understood(exported: ForMachines, form: str) -> tuple[Message, ...]:
    """The rules that a machine understands of the files of a format, a sentence for each; of Catena-X what its own files say."""
    policy = exported.policy
    if form in DESCRIBING:
        return (_DESCRIBED,)
    if form == "catena-x":
        rules = tuple(one for pair in policy.pairs() for one in rules_read_back(policy, pair))
        policy = replace(policy, rules=rules)
    return tuple(sentences(policy, exported.terms, exported.zone))


def left_out(exported: ForMachines, form: str) -> tuple[Message, ...]:
    """Agreed points that the files of a format leave out for a machine; never empty."""
    more = {
        "odrl": (_FUNCTIONS,),
        "dsp": (_FUNCTIONS, _NOBODY_CHECKS),
        "edc": (_FUNCTIONS, _NOBODY_CHECKS),
        "catena-x": (_NOT_OF_PROFILE, _FUNCTIONS, _NOBODY_CHECKS),
    }
    return (*exported.policy.unsaid, *((_NO_RULE,) if form in DESCRIBING else more.get(form, ())))


_DESCRIBED: Final = Message(
    N_("Who provides which data to whom, for which purposes and on which legal basis, as a description.")
)
_NO_RULE: Final = Message(
    N_("What is permitted and forbidden: a description has no rules. Export ODRL for a machine that decides.")
)
_NOT_OF_PROFILE: Final = Message(
    N_(
        "Purposes, places, first days, numbers of deliveries and every other prohibition: the profile has no constraint that says the "
        "same, or the network's own lists do. The policy refers to the paper and lets it prevail."
    )
)


_FUNCTIONS: Final = Message(
    N_(
        "What no function checks: a program enforces a rule only if its administrator gave it a function for it. The ids of parties, data "
        "and purposes here are DataPact's; the administrator assigns them to those of the dataspace."
    )
)
_NOBODY_CHECKS: Final = Message(
    N_(
        "Who asks: a connector offers the dataset to everybody who meets the rules. Its administrator has to limit the access to "
        "the recipient, for instance by its number in the dataspace."
    )
)


def write_for_machines(acting: Acting, history: str, form: str, output: Path, what: Message) -> Written:
    """Write the files of a format into a folder, which is made, or into the one file that ``output`` names by its ending.

    Several documents in one file are a list. The export is recorded as ``what``; raises what ``for_machines`` raises.
    """
    prove_contract(acting, history)
    exported = for_machines(acting, history)
    files = files_of(exported, form)
    if not output.suffix or output.is_dir():
        output.mkdir(exist_ok=True)
        written = {output / name: data for name, data in files.items()}
    else:
        documents = [parse(data) for name, data in files.items() if name not in BESIDE]
        written = {output: canonical(documents[0] if len(documents) == 1 else documents)}
    for path, data in written.items():
        write_exported(acting, path, data, what, private=False)
    if exported.binding and form not in DESCRIBING:
        paper = exported.policy.paper
        with acting.vault.write() as session:
            keep_policy_record(session, history, PolicyRecord(paper.text, paper.changes, exported.day, agrees=True))
    return Written(exported, tuple(written))


@dataclass(frozen=True, slots=True)
class Written:
    """Files for machines that were written."""

    exported: ForMachines
    """What they say."""
    files: tuple[Path, ...]
    """In the order of writing."""


def files_of(exported: ForMachines, form: str) -> Mapping[str, bytes]:
    """The files of a format by name: one for ``odrl``, ``dpv`` and ``dcat``, otherwise one or more for each directed pair and dataset.

    Every export has ``what-machines-do-not-understand.json`` beside it, in both languages, and ``events.json`` where anything
    happened since the text was agreed.
    """
    policy = exported.policy
    unsaid: JsonObject = {
        "agreement": policy.paper.agreement,
        "understood": _both(understood(exported, form)),
        "not_understood": _both(left_out(exported, form)),
    }
    files = {name: canonical(value) for name, value in _written(exported, form)}
    beside = {UNSAID: canonical(unsaid)}
    return files | beside | ({EVENTS: canonical(list(exported.events))} if exported.events else {})


def _both(messages: Iterable[Message]) -> list[JsonValue]:
    return [{language: text for language, text in one.both().items()} for one in messages]  # noqa: C416 - wider type


UNSAID: Final = "what-machines-do-not-understand.json"
EVENTS: Final = "events.json"
BESIDE: Final = frozenset({UNSAID, EVENTS})
"""Files that stand beside a policy and are none."""


def _written(exported: ForMachines, form: str) -> Iterator[tuple[str, JsonObject]]:
    policy = exported.policy
    if form == "odrl":
        yield "policy.jsonld", write_policy(policy, "Agreement" if exported.binding else "Offer", _uid(policy))
        return
    if form == "dcat":
        yield "datasets.json", catalogue_of(exported.terms, policy.paper, _uid(policy))
        return
    if form == "dpv":
        yield "metadata.jsonld", metadata_of(exported.terms, policy.paper)
        return
    for pair in policy.pairs():
        name = pair_id(policy, pair, form).removeprefix("urn:uuid:")[:8]
        for what, write in _of_pair(form, binding=exported.binding, dated=bool(policy.paper.signed_at)):
            yield f"{what}-{name}.json", write(policy, pair)


def _uid(policy: Policy) -> str:
    """The IRI of the whole policy as ODRL."""
    return f"{policy.paper.agreement}#policy.{policy.paper.text[:16]}.{policy.paper.changes}"


def _of_pair(form: str, *, binding: bool, dated: bool) -> Iterator[tuple[str, Callable[[Policy, Pair], JsonObject]]]:
    if form == "dsp":
        yield ("agreement", agreement_message) if binding else ("offer", offer_message)
    elif form == "edc":
        yield "policy-definition", policy_definition
        yield "contract-definition", contract_definition
        if dated:
            yield "contract-agreement", contract_agreement
    else:
        yield "usage-policy", usage_policy
