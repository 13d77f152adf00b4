"""Signs of what we accepted in the answer to a Word file: a comment of ours at each accepted change, and none of our threads.

Their tracked change stays as it is, so that rejecting all still gives what was sent; the sign says that it is settled for us.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from datapact.base.texts import LANGUAGES, N_, Language, Message
from datapact.contract.changes.proposed import proposed_changes
from datapact.contract.text.clauses import places
from datapact.organisation.acting.names import known_names
from datapact.organisation.identity.own_history import own_line
from datapact.word.steps.comments import NOBODY, last_known
from datapact.word.write.comments import Comment

if TYPE_CHECKING:
    from datapact.contract.text.document import AgreementDocument
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session
    from datapact.word.read.returned import Remark, Returned, ReturnedChange
    from datapact.word.write.docx import WordFile

ACCEPTED = N_("Accepted (round {round}).")
WITHOUT_MARK = N_("Accepted (round {round}); it was changed here without a mark.")


def acceptance_comments(returned: Returned, ours: AgreementDocument, about: WordFile) -> tuple[Comment, ...]:
    """A comment at each change of theirs that ``ours`` has as they wrote it, one for a place."""
    open_ones = {one.id for one in proposed_changes(returned.proposal, ours)}
    language = about.languages[0]
    where = _places_of_terms(ours, language)
    there = [place for place, _texts in places(ours.clauses)]
    found: dict[str, Comment] = {}
    for one in returned.changes:
        if one.change.id in open_ones:
            continue
        place = _place(one, returned, ours, where, there)
        words = WITHOUT_MARK if one.origin == "unmarked" else ACCEPTED
        if place in found and words == ACCEPTED:
            continue
        text = Message(words, {"round": str(about.round)}).text(language)
        found[place] = Comment(about.author, about.moment, text, place, language)
    return tuple(found.values())


def _place(
    one: ReturnedChange,
    returned: Returned,
    ours: AgreementDocument,
    where: Mapping[str, str],
    there: Sequence[str],
) -> str:
    """Where in ``ours`` a change stands: where its term is shown, at its words, or at what comes before what is gone."""
    change = one.change
    if change.kind in ("term", "frame"):
        known = (place for path, place in where.items() if path == change.place or path.startswith(f"{change.place}."))
        return next(known, "")
    known_there = frozenset(there)
    return last_known(change.place, returned.proposal, known_there) or last_known(
        change.place, returned.base, known_there
    )


def _places_of_terms(document: AgreementDocument, language: Language) -> dict[str, str]:
    """The first place that shows a term, by the path of the term."""
    found: dict[str, str] = {}
    for place, texts in places(document.clauses):
        for run in texts.get(language, ()):
            if run.term is not None:
                found.setdefault(run.term, place)
    return found


def without_our_signs(acting: Acting, session: Session, remarks: Sequence[Remark]) -> tuple[Remark, ...]:
    """The comments of a file without the signs of ours that come back with it; a sign in a partner's name is kept."""
    ours = _our_names(acting, session)
    return tuple(one for one in remarks if one.answers or one.author not in ours or not _is_sign(one.text))


def _our_names(acting: Acting, session: Session) -> Collection[str]:
    house = own_line(session).state.name
    names = known_names(session)
    people = {names.get(one, "") for one in own_line(session).state.members} | {acting.member.name}
    return {*NOBODY, house, *people, *(f"{one} ({house})" for one in people)}


def _is_sign(text: str) -> bool:
    return any(pattern.fullmatch(text.strip()) for pattern in _patterns())


def _patterns() -> list[re.Pattern[str]]:
    said = [Message(words, {"round": "987"}).text(one) for words in (ACCEPTED, WITHOUT_MARK) for one in LANGUAGES]
    return [re.compile(re.escape(one).replace("987", r"\d+")) for one in said]
