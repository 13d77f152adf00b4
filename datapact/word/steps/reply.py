"""Our answer in the Word file that the other side sent back last: their layout, our changes tracked in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.agreements.approvals.standing import require_approved
from datapact.agreements.projection.append import load_state
from datapact.agreements.text.current_text import whole_state, working_text
from datapact.agreements.text.versions import proposals_of
from datapact.base.errors import AnswerNo
from datapact.base.texts import N_, Message, current_language
from datapact.consent.proof.run import prove_contract
from datapact.contract.text.numbering import numbers
from datapact.organisation.acting.records import records
from datapact.vault.database.entries import attachment
from datapact.word.read.package import open_package
from datapact.word.read.returned import identity, read_returned
from datapact.word.reply.comments import new_comments
from datapact.word.reply.reply_file import reply_file
from datapact.word.steps.accepted import acceptance_comments
from datapact.word.steps.sent import (
    Written,
    about_file,
    goes_before_agreed,
    note_sent,
    set_name,
    state_of,
    whole_version,
)
from datapact.word.write.docx import word_languages

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

REPLY = Message("reply")


def word_reply(acting: Acting, history: str, partner: str = "") -> Written:
    """The file that came back last with our text as tracked changes, a newer draft before the agreed one; recorded like a set.

    Raises AnswerNo where no file came back yet, or where it says the same as our text, and NotProven.
    """
    prove_contract(acting, history, records=True)  # a record says which file came back last
    with acting.vault.read() as session:
        folded = load_state(session, history)
        received = records(session, "word_received", about=history)
        kept = attachment(session, str(received[-1].body["file"])) if received else None
        known = proposals_of(folded)
        version = known.get(str(received[-1].body["version"])) if received else None
        current = working_text(folded)
        if kept is None or version is None or current is None:
            raise AnswerNo(N_("No Word file of this agreement came back yet."))
        base, ours = whole_version(version), whole_version(current)
        require_approved(acting, session, folded, whole_state(current))
        package = open_package(kept[1])
        said = identity(package)
        languages = word_languages(base.document, said.languages if said is not None else ())
        about = about_file(acting, session, folded, ours.document, languages)
    returned = read_returned(package, base.document, keeping=True)
    theirs = state_of(returned.proposal)
    comments = (*about.comments, *acceptance_comments(returned, ours.document, about))
    if theirs == ours.state and not new_comments(package, comments):
        raise AnswerNo(N_("Your text says what the file says. There is nothing to answer in it."))
    own = {"id": history, "state": ours.state, "against": theirs, "round": str(about.round)}
    made = reply_file(package, base.document, ours.document, languages, about.author, about.moment, own, comments)
    counted = numbers(ours.document.clauses, current_language())
    beside = tuple(counted.get(place, "") for place in made.at_end)
    unproposed = goes_before_agreed(folded, ours)
    written = Written(set_name(ours.document, about, REPLY, acting), made.data, beside, made.accepted, unproposed)
    note_sent(acting, history, ours, about, (written,), partner)
    return written
