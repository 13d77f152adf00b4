"""What a file that came back shows, in sentences for whoever records it."""

from __future__ import annotations

from datapact.agreements.text.slot_evidence import told
from datapact.base.texts import N_, Message
from datapact.signing.ades.words import five_answers, named
from datapact.signing.returned.bring_back import Look


def look_lines(seen: Look) -> list[Message]:
    """First whether it fills a place, then each signature with the five answers, then what to look at."""
    lines = [seen.problem] if seen.problem is not None else []
    lines += [
        Message(
            N_("Our file, and only the field {field} was signed: it fills the place of {person}."),
            {"person": told(slot.person), "field": one.field},
        )
        for slot, one in seen.filled
    ]
    lines += seen.remarks
    fresh = {one.field for _slot, one in seen.filled}
    for one in seen.judged.signatures if seen.judged is not None else ():
        if fresh and one.field not in fresh:
            continue
        lines.append(named(one))
        lines += [sentence for answer in five_answers(one) for sentence in answer.sentences]
    return lines
