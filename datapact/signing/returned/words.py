"""Sentences on a file that came back, for whoever records it."""

from __future__ import annotations

from collections.abc import Sequence

from datapact.base.texts import N_, Listed, Message
from datapact.signing.ades.judgement import JudgedSignature
from datapact.signing.ades.words import five_answers, named
from datapact.signing.returned.look import Look
from datapact.signing.returned.take_part import PacketSeen


def look_lines(seen: Look) -> list[Message]:
    """First whether it fills a place, then what to look at, then each signature with the five answers."""
    lines = [seen.problem] if seen.problem is not None else []
    lines += fills(seen)
    lines += [*seen.doubts, *seen.remarks]
    return [*lines, *signature_lines(judged_anew(seen))]


def packet_lines(seen: PacketSeen) -> list[Message]:
    """First what to look at, then each signature of the packet with the five answers."""
    return [*seen.remarks, *signature_lines(seen.signatures)]


def signature_lines(signatures: Sequence[JudgedSignature]) -> list[Message]:
    """Each signature with the five answers."""
    lines = []
    for one in signatures:
        lines.append(named(one))
        lines += [
            Message(
                N_("{question} {answer}"), {"question": answer.question, "answer": Listed.of(answer.sentences, " ")}
            )
            for answer in five_answers(one)
        ]
    return lines


def fills(seen: Look) -> list[Message]:
    """One sentence for each place that the file fills as a signature."""
    words = N_("Our file, and nothing was signed but the field of {person}: it fills that place as a signature.")
    return [Message(words, {"person": one.place.person}) for one in seen.signed if one.doubt is None]


def judged_anew(seen: Look) -> tuple[JudgedSignature, ...]:
    """The signatures that the file brings: those in the filled fields, or all where it fills none."""
    fresh = {one.field for _slot, one in seen.filled}
    judged = seen.judged.signatures if seen.judged is not None else ()
    return tuple(one for one in judged if not fresh or one.field in fresh)
