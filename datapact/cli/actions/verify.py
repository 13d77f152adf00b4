"""The action of verify: one verdict a file, with reasons, and one exit code for all. It knows no vault."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from datapact.audit.formats.browser_page import browser_page
from datapact.audit.formats.copies_at_hand import NO_COPIES, Copies, CopyAtHand
from datapact.audit.formats.verdict import ASK_TO_REGISTER
from datapact.audit.verify.in_worker import sealed_file_of, verify_file_apart, verify_folder_apart
from datapact.base import worker_process
from datapact.base.clock import write_time
from datapact.base.errors import Damaged
from datapact.base.files import read_whole, write_whole
from datapact.base.texts import N_, Message, _
from datapact.checks.model.signing_authority import capacity_words
from datapact.cli.kit.output import answer, emit
from datapact.cli.printed.verify import VerifyPage, VerifyRow
from datapact.signing.ades.words import five_answers, named

if TYPE_CHECKING:
    from datapact.audit.formats.verdict import SignatureLine, Verdict


LARGEST_FILE = 1024 * 1024 * 1024
LARGEST_CARD = 1024 * 1024
VERDICTS = {"valid": N_("valid"), "invalid": N_("INVALID"), "indeterminate": N_("indeterminate")}
IDENTITIES = {"declared": N_("identity only declared"), "confirmed": N_("identity confirmed")}


def verify_files(files: list[Path], trust: list[Path], *, require_trust: bool, jobs: int = 1) -> None:
    """Verify the files, ``jobs`` at a time; exit 0 when all are valid, 4 when one is in none of our formats, else 1."""
    if jobs == 1 or len(files) == 1:
        worker_process.start(forked=True)  # it loads its modules meanwhile
    cards = [read_whole(card, limit=LARGEST_CARD) for card in trust]
    if cards:
        from datapact.organisation.identity.card import read_card

        for card in cards:
            read_card(card)
    judge = partial(_judged, cards=cards, require_trust=require_trust)
    verdicts = worker_process.map_apart(judge, files, jobs)
    had, copies = _receipted(verdicts), _copies(files, verdicts)
    results: list[VerifyRow] = []
    lines: list[str] = []
    code = 0
    for file, found in zip(files, verdicts, strict=True):
        again = (had and _may_be_receipted(found)) or _lacks_a_copy(found, copies)
        verdict = judge(file, had, copies) if again else found
        if isinstance(verdict, Damaged):
            results.append({"file": str(file), "verdict": "invalid", "reasons": [verdict.message.both()]})
            lines.append(_("{file}: cannot be read. {reason}", file=str(file), reason=verdict.message))
            code = 4
            continue
        results.append(cast("VerifyRow", {"file": str(file), **verdict.to_json()}))
        lines.append(f"{file}: {ASK_TO_REGISTER if verdict.nobody_signed else Message(VERDICTS[verdict.verdict])}")
        lines += [f"  {line}" for line in _lines(verdict)]
        if verdict.verdict != "valid":
            code = code or 1
    emit(results, lines)
    answer(code)


def _judged(
    file: Path,
    had: Mapping[str, Mapping[str, str]] | None = None,
    copies: Copies = NO_COPIES,
    *,
    cards: Sequence[bytes],
    require_trust: bool,
) -> Verdict | Damaged:
    data = b"" if file.is_dir() else read_whole(file, limit=LARGEST_FILE)
    try:
        if file.is_dir():
            return verify_folder_apart(file, cards=cards, require_trust=require_trust)
        sealed = sealed_file_of(file, LARGEST_FILE)
        return verify_file_apart(
            data, file.name, cards=cards, require_trust=require_trust, receipted=had, sealed=sealed, copies=copies
        )
    except Damaged as error:
        return error


def _receipted(verdicts: Iterable[Verdict | Damaged]) -> dict[str, dict[str, str]]:
    """The receipts shown by dossiers among the files, by agreement: a signed PDF cannot carry them itself."""
    found: dict[str, dict[str, str]] = {}
    for one in verdicts:
        if not isinstance(one, Damaged) and one.receipted:
            found.setdefault(str((one.details or {}).get("agreement", "")), {}).update(one.receipted)
    return found


def _copies(files: Sequence[Path], verdicts: Sequence[Verdict | Damaged]) -> dict[str, dict[str, CopyAtHand]]:
    """What the files show of places that are empty in a common PDF, by agreement: copies of a party's own, and dossiers."""
    found: dict[str, dict[str, CopyAtHand]] = {}
    for file, one in zip(files, verdicts, strict=True):
        if isinstance(one, Damaged) or one.details is None:
            continue
        known = found.setdefault(str(one.details.get("agreement", "")), {})
        known.update(one.copies)
        filled = one.details.get("own_copy")
        if isinstance(filled, list) and filled and one.verdict != "invalid":
            from datapact.history.state.filled_slots import PDF_SIGNATURE

            copy = CopyAtHand(PDF_SIGNATURE, read_whole(file, limit=LARGEST_FILE))
            known.update({str(slot): copy for slot in filled})
    return {agreement: slots for agreement, slots in found.items() if slots}


def _lacks_a_copy(found: Verdict | Damaged, copies: Copies) -> bool:
    """Whether a file is the common PDF of an agreement with places that are empty in it, and something at hand shows them."""
    if isinstance(found, Damaged) or found.kind != "pdf" or not found.signatures:
        return False
    at_hand = copies.get(str((found.details or {}).get("agreement", "")), {})
    return any(one.slot in at_hand and one.time is None for one in found.signatures)


def _may_be_receipted(found: Verdict | Damaged) -> bool:
    return not isinstance(found, Damaged) and found.kind == "pdf" and found.verdict == "indeterminate"


def _lines(verdict: Verdict) -> Iterator[str]:
    yield from map(str, verdict.reasons)
    match verdict.details:
        case {"number": str(number), "title": dict(titles), "agreement_sha256": str(digest)}:
            yield _("Agreement: {number} {title}", number=number, title=" · ".join(map(str, titles.values())))
            yield _("Digest of the text: {digest}", digest=digest)
    names = {party.organisation: party.name for party in verdict.identities}
    for line in verdict.signatures:
        yield _signature(line, names.get(line.organisation, line.party))
    yield from _of_another_program(verdict)
    for party in verdict.identities:
        yield f"{party.name}: {Message(IDENTITIES[party.trust])}"
    yield from map(str, verdict.notes)


def _of_another_program(verdict: Verdict) -> Iterator[str]:
    """Each signature of a PDF of another program with its five answers, and the result in the words of the standard."""
    for one in verdict.other.signatures if verdict.other is not None else ():
        yield str(named(one))
        for answered in five_answers(one):
            yield f"  {answered.question} {' '.join(map(str, answered.sentences))}"
        code = f"{one.indication} {one.sub_indication}".strip()
        yield "  " + _("In the words of ETSI EN 319 102-1: {code}", code=code)


def _signature(line: SignatureLine, party: str) -> str:
    words = _(
        "{person} ({capacity}) for {party}",
        person=line.person,
        capacity=capacity_words(line.capacity),
        party=party,
    )
    told = [str(Message(VERDICTS[line.verdict])), line.level]
    if line.time is not None:
        told.append(_("signed on {time}", time=write_time(line.time)))
    told += map(str, line.reasons)
    return f"{words}: {', '.join(word for word in told if word)}"


def write_page(file: Path) -> None:
    """Write the page that verifies signed PDFs in any browser, and say its digest, which a release names."""
    data = browser_page()
    digest = hashlib.sha256(data).hexdigest()
    write_whole(file, data, private=False)
    emit(
        VerifyPage({"file": str(file), "sha256": digest}), [_("Written: {file}", file=str(file)), f"SHA-256: {digest}"]
    )
