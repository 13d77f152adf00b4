"""The main job, end to end, on real parts: two vaults, one agreement, three signatures, verified by all who can.

Every step is the same core function that a command or a window calls. What does not verify makes it fail.
"""

from __future__ import annotations

import secrets
import shutil
import subprocess
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from datapact.cli.output import emit
from datapact.cli.settings import settings
from datapact.clock import Clock, local_day, utc_now
from datapact.errors import WrongUse
from datapact.files import write_whole
from datapact.packaged import data_folder
from datapact.texts import N_, _, counted

if TYPE_CHECKING:
    from datapact.parties.acting import Acting
    from datapact.vault.slots import KdfParameters

KELLER = "Keller.datapact"
INSTITUTE = "Institut.datapact"
STEPS = 25  # in a sample made for a window, for its progress bar
WORDS = 6  # of 6 letters: 28 bits each, far beyond guessing


@dataclass
class Steps:
    """The steps as they are carried out, each with its time in seconds.

    ``tell`` (what, done, total) hears of each step instead of the terminal, for the window that makes the sample.
    """

    tell: Callable[[str, int, int], None] | None = None
    done: list[tuple[str, float]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    @property
    def prints(self) -> bool:
        """Whether people read along on a terminal."""
        return self.tell is None and not settings().json

    @contextmanager
    def step(self, words: str) -> Iterator[None]:
        if self.tell is not None:
            self.tell(words, len(self.done), STEPS)
        start = time.perf_counter()
        yield
        seconds = time.perf_counter() - start
        self.done.append((words, seconds))
        if self.prints:
            print(f"{seconds:7.3f} s  {words}", flush=True)  # noqa: T201

    def must(self, held: bool, words: str) -> None:
        """Note a failure when something did not verify."""
        if not held:
            self.failed.append(words)
            if self.prints:
                print(f"   FAILED  {words}", flush=True)  # noqa: T201


def run_demo(
    folder: Path,
    clock: Clock = utc_now,
    kdf: KdfParameters | None = None,
    tell: Callable[[str, int, int], None] | None = None,
    *,
    study: bool = True,
) -> bool:
    """Carry out the main job in a new ``folder``; returns whether everything verified. With ``tell``, prints nothing.

    ``study``: with the lead's part, a study whose consents say who may go out.
    """
    if folder.exists() and any(folder.iterdir()):
        raise WrongUse(N_("{folder} is not empty. Name a new folder."), folder=str(folder))
    folder.mkdir(parents=True, exist_ok=True)
    steps = Steps(tell)
    start = time.perf_counter()
    with ExitStack() as open_vaults:
        anna = _main_job(folder, clock, kdf, steps, open_vaults)
        if study:
            _lead(anna, steps)
    if tell is not None:
        return not steps.failed
    seconds = time.perf_counter() - start
    lines = [""]
    if steps.failed:
        lines.append(str(counted("{n} check failed.", "{n} checks failed.", len(steps.failed))))
    else:
        lines.append(_("Everything verified, in {seconds} s.", seconds=f"{seconds:.1f}"))
    lines += [
        _("Vaults, passphrase files and PDFs are in {folder}. Look around, for example:", folder=str(folder)),
        f"  datapact --vault {folder / KELLER} --as anna-keller"
        f" --passphrase-file {folder / 'Keller.anna-keller.passphrase'} agreement list",
    ]
    emit(
        {
            "folder": str(folder),
            "steps": [{"step": words, "milliseconds": round(taken * 1000)} for words, taken in steps.done],
            "failed": steps.failed,
        },
        lines,
    )
    return not steps.failed


def _data(name: str) -> bytes:
    return (data_folder() / "demo" / name).read_bytes()


def _passphrase(folder: Path, vault: str, member: str) -> str:
    words = "-".join(
        "".join(secrets.choice("abcdefghijkmnopqrstuvwxyz") for _letter in range(6)) for _word in range(WORDS)
    )
    write_whole(folder / f"{vault.removesuffix('.datapact')}.{member}.passphrase", (words + "\n").encode())
    return words


def _main_job(folder: Path, clock: Clock, kdf: KdfParameters | None, steps: Steps, vaults: ExitStack) -> Acting:
    from datapact.agreements import negotiation, template
    from datapact.agreements.findings import all_findings
    from datapact.exchange.receive import receive_bundle
    from datapact.exchange.send import send_agreement
    from datapact.parties import members
    from datapact.parties.fingerprint import fingerprint
    from datapact.parties.founding import create_organisation
    from datapact.parties.invitation import invite, join
    from datapact.parties.member_id import member_id
    from datapact.parties.members import unlock
    from datapact.parties.own_profile import write_card
    from datapact.parties.partners import add_partner, trust_partner
    from datapact.signing import sign
    from datapact.signing.export import export_json, export_pdf
    from datapact.signing.freeze import freeze

    def found(vault: str, profile: str, person: str, capacity: str) -> Acting:
        secret = _passphrase(folder, vault, member_id(person))
        created = create_organisation(
            folder / vault,
            tomllib.loads(_data(profile).decode()),
            person,
            ["admin", "legal", "signatory"],
            secret,
            capacity,
            clock,
            kdf,
        )
        write_whole(
            folder / f"{vault.removesuffix('.datapact')}.recovery-code", (created.recovery_code + "\n").encode()
        )
        secrets_of[created.acting.member.id] = secret
        return vaults.enter_context(created.acting)

    secrets_of: dict[str, str] = {}
    bundles = 0

    def carry(sender: Acting, receiver: Acting, words: str) -> None:
        nonlocal bundles
        bundles += 1
        file = folder / f"{bundles}-{'keller' if sender is anna or sender is martin else 'institut'}.dpact"
        with steps.step(words):
            data = send_agreement(sender, history, [receiver.organisation])
            write_whole(file, data, private=False)
            received = receive_bundle(receiver, file.read_bytes())
            steps.must(bool(received.new_entries) and not received.warnings, words)

    with steps.step(_("Vault of Maschinenbau Keller GmbH, Heilbronn, with the first director")):
        anna = found(KELLER, "keller.toml", "Anna Keller", "managing_director")
    with steps.step(_("The second director is invited, makes own keys and is certified")):
        invitation = invite(anna, "Martin Vogt", ["legal", "signatory"], "managing_director", kdf)
        secrets_of["martin-vogt"] = _passphrase(folder, KELLER, "martin-vogt")
        join(folder / KELLER, invitation.member, invitation.code, secrets_of["martin-vogt"], clock, kdf)
        members.certify(anna, invitation.member)
        martin = vaults.enter_context(unlock(folder / KELLER, "martin-vogt", secrets_of["martin-vogt"], clock))
    with steps.step(_("Vault of Institut für Produktionsdaten e. V., Stuttgart")):
        sofia = found(INSTITUTE, "institut.toml", "Prof. Dr. Sofia Brandt", "by_power_of_attorney")
    with steps.step(_("Cards are exchanged, fingerprints compared, identities confirmed")):
        for owner, other in ((anna, sofia), (sofia, anna)):
            card = write_card(other)
            write_whole(folder / f"{'institut' if other is sofia else 'keller'}.dpcard", card, private=False)
            add_partner(owner, card)
            trust_partner(owner, other.organisation, fingerprint(other.organisation))
    with steps.step(_("An AI pilot agreement is drafted from a template and its answers")):
        history = negotiation.new_agreement(anna, "ai-pilot", template.example_answers("ai-pilot"))
    with steps.step(_("The draft is checked against the law")):
        findings, _overridden = all_findings(anna, history, local_day(clock()))
        errors = [finding for finding in findings if finding.severity == "E"]
        steps.must(not errors, ", ".join(f"{finding.id} {finding.place}" for finding in errors))
    with steps.step(_("The draft becomes an offer")):
        negotiation.offer_draft(anna, history)
    carry(anna, sofia, _("The offer travels as a sealed file"))
    with steps.step(_("The institute answers with a counter-proposal")):
        negotiation.counter(sofia, history, _data("counter.toml"), "Kürzere Speicherung genügt uns.")
    carry(sofia, anna, _("The counter-proposal travels back"))
    with steps.step(_("Keller compares and accepts: text agreed, not binding")):
        _compare(anna, history, steps)
        negotiation.accept(anna, history)
    carry(anna, sofia, _("The acceptance travels"))
    with steps.step(_("The institute freezes the text for signature")):
        freeze(sofia, history, local_day(clock()))
    carry(sofia, anna, _("The frozen text travels"))
    with steps.step(_("Anna Keller signs (1 of 3)")):
        sign.sign(anna, history, secrets_of["anna-keller"])
    with steps.step(_("Martin Vogt signs (2 of 3)")):
        sign.sign(martin, history, secrets_of["martin-vogt"])
    carry(martin, sofia, _("The PDF with two signatures travels"))
    with steps.step(_("Prof. Dr. Sofia Brandt compares the PDF with her own rendering and signs (3 of 3)")):
        sign.sign(sofia, history, secrets_of[sofia.member.id])
    carry(sofia, anna, _("The signed PDF travels back"))
    with steps.step(_("Both export the agreement")):
        files = []
        for owner, name in ((anna, "keller"), (sofia, "institut")):
            pdf = folder / f"agreement-{name}.pdf"
            write_whole(pdf, export_pdf(owner, history), private=False)
            files.append(pdf)
        write_whole(folder / "agreement.json", export_json(anna, history), private=False)
        steps.must(files[0].read_bytes() == files[1].read_bytes(), _("Both hold the same PDF"))
    _verify(folder, files[0], steps)
    return anna


def _lead(anna: Acting, steps: Steps) -> None:
    from datapact.cli.demo_study import ALLOWED, DATASET, PEOPLE, RESEARCH, add_study
    from datapact.consent.decide import may_share
    from datapact.consent.question import Question

    with steps.step(_("A study of 5,000 people: contracts on paper, notice, consents, a delivery, a withdrawal")):
        study = add_study(anna)
    with steps.step(_("May the study be shared with the institute? In part")):
        answer = may_share(anna, Question(DATASET, study.partner, RESEARCH, anna.clock()))
        steps.must((answer.verdict, answer.n, answer.m) == ("partial", ALLOWED, PEOPLE), answer.verdict)


def _compare(acting: Acting, history: str, steps: Steps) -> None:
    from datapact.agreements.compare import compare
    from datapact.agreements.proposals import proposals

    before, after = proposals(acting, history)
    changes = compare(before.state, after.state)
    steps.must(bool(changes), "compare")
    if steps.prints:
        for change in changes:
            print(f"            {change.message}")  # noqa: T201


def _verify(folder: Path, pdf: Path, steps: Steps) -> None:
    from datapact.audit.verify import verify_file

    with steps.step(_("DataPact verifies the PDF without a vault")):
        cards = [(folder / name).read_bytes() for name in ("keller.dpcard", "institut.dpcard")]
        verdict = verify_file(pdf.read_bytes(), pdf.name, cards=cards, require_trust=True)
        steps.must(verdict.verdict == "valid", "; ".join(str(reason) for reason in verdict.reasons) or verdict.verdict)
    for name, judge in JUDGES.items():
        if shutil.which(name) is None:
            if not settings().json:
                print(f"            {_('{tool} is not installed and is not asked.', tool=name)}")  # noqa: T201
            continue
        with steps.step(_("{tool} looks at the PDF", tool=name)):
            steps.must(judge(pdf), name)


def _run(*command: str) -> tuple[int, str]:
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, done.stdout + done.stderr


def _pdfsig(pdf: Path) -> bool:
    _code, output = _run("pdfsig", "-nocert", str(pdf))
    return output.count("Signature is Valid") == 3


def _qpdf(pdf: Path) -> bool:
    return _run("qpdf", "--check", str(pdf))[0] == 0


def _mutool(pdf: Path) -> bool:
    code, output = _run("mutool", "info", str(pdf))
    return code == 0 and "error" not in output.lower()


JUDGES: dict[str, Callable[[Path], bool]] = {"pdfsig": _pdfsig, "qpdf": _qpdf, "mutool": _mutool}
