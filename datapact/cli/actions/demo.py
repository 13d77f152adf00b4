"""The sample vault, and the main job end to end on real parts: two vaults, one agreement, three signatures, verified.

Every step is the same core function that a command or a window calls, and the run fails if anything does not verify. To
look around there are also a study of 5,000 people, contracts on paper, a notice, a delivery, a withdrawal of which its
recipient has not been told, obligations and a breach half dealt with; for past events the clock is set back.
"""

from __future__ import annotations

import secrets
import shutil
import subprocess
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from datapact.agreements.steps.signed_elsewhere import ConcludedElsewhere, record_elsewhere
from datapact.agreements.steps.wording import confirm, open_wordings
from datapact.base.clock import Clock, local_day, utc_now
from datapact.base.errors import WrongUse
from datapact.base.files import write_whole
from datapact.base.local_time import day_of, end_of_day, local_zone
from datapact.base.resources import data_folder
from datapact.base.texts import N_, Language, _, counted
from datapact.cli.kit.output import emit
from datapact.cli.kit.settings import settings
from datapact.cli.printed.vault import Demo
from datapact.consent.decision.used_decisions import use_decision
from datapact.consent.facts.compliance_records import record_fact
from datapact.consent.facts.facts import FactOnFile
from datapact.consent.facts.load_facts import facts_at
from datapact.consent.facts.purpose_links import NewLink, record_link
from datapact.consent.facts.question import Question
from datapact.consent.matrix.decision_page import Leaving, deliver
from datapact.consent.notices.from_file import notice_from, read_notice
from datapact.consent.notices.notices import record_notice
from datapact.consent.recalls.confirmations import Evidence, settle
from datapact.consent.records.event import Event
from datapact.consent.records.events import append_events
from datapact.consent.terms.agreed_keys import agreed_key
from datapact.consent.terms.states import DPV
from datapact.contract.editing.answers_file import read_answers
from datapact.obligations.breaches.breach import Breach, record_breach
from datapact.obligations.breaches.page import breach_preview
from datapact.obligations.breaches.plan import record_step
from datapact.obligations.due import commands
from datapact.obligations.due.projection import refresh_stale
from datapact.organisation.partners.partner_table import look_at_table, read_table
from datapact.organisation.partners.references import find_reference
from datapact.organisation.partners.without_datapact import import_profiles

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.keys.slot import KdfParameters


KELLER = "Keller.datapact"
INSTITUTE = "Institut.datapact"
STEPS = 25  # in a sample made for a window, for its progress bar
WORDS = 6  # groups of 6 letters: 28 bits each, far beyond guessing


@dataclass
class Steps:
    """The steps carried out, each with its time in seconds.

    ``tell`` (what, done, total) is called at each step instead of printing, for the window that makes the sample.
    """

    tell: Callable[[str, int, int], None] | None = None
    done: list[tuple[str, float]] = field(default_factory=list)
    """Words of the step and seconds that it took, in their order."""
    failed: list[str] = field(default_factory=list)
    """What did not verify, in words; empty where all went well."""

    @property
    def prints(self) -> bool:
        """Whether the steps are printed for people on a terminal."""
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
        """Record a failure when something did not verify."""
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

    ``study``: with the lead's part, a study whose consents decide whose data may go out.
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
        Demo(
            {
                "folder": str(folder),
                "steps": [{"step": words, "milliseconds": round(taken * 1000)} for words, taken in steps.done],
                "failed": steps.failed,
            }
        ),
        lines,
    )
    return not steps.failed


def _demo_file(name: str) -> bytes:
    return (data_folder() / "demo" / name).read_bytes()


def _passphrase(folder: Path, vault: str, member: str) -> str:
    words = "-".join(
        "".join(secrets.choice("abcdefghijkmnopqrstuvwxyz") for _letter in range(6)) for _word in range(WORDS)
    )
    write_whole(folder / f"{vault.removesuffix('.datapact')}.{member}.passphrase", (words + "\n").encode())
    return words


def _main_job(folder: Path, clock: Clock, kdf: KdfParameters | None, steps: Steps, vaults: ExitStack) -> Acting:
    from datapact.agreements.projection.own_findings import all_findings
    from datapact.agreements.steps import negotiation
    from datapact.contract.templates import template
    from datapact.exchange.receive.receive import receive_bundle
    from datapact.exchange.send.send import mark_written, send_agreement
    from datapact.organisation.acting.own_profile import write_card
    from datapact.organisation.identity.fingerprint import fingerprint
    from datapact.organisation.identity.roles import member_id
    from datapact.organisation.members import members
    from datapact.organisation.members.founding import create_organisation
    from datapact.organisation.members.invitation import invite, join
    from datapact.organisation.members.unlocking import unlock
    from datapact.organisation.partners.partners import add_partner, trust_partner
    from datapact.signing.ceremony import sign
    from datapact.signing.ceremony.export import export_json, export_pdf
    from datapact.signing.ceremony.freeze import freeze

    def found(vault: str, profile: str, person: str, capacity: str) -> Acting:
        secret = _passphrase(folder, vault, member_id(person))
        created = create_organisation(
            folder / vault,
            tomllib.loads(_demo_file(profile).decode()),
            person,
            ["admin", "legal", "signatory"],
            secret,
            capacity,
            earlier,
            kdf,
        )
        write_whole(
            folder / f"{vault.removesuffix('.datapact')}.recovery-code", (created.recovery_code + "\n").encode()
        )
        secrets_of[created.acting.member.id] = secret
        return vaults.enter_context(created.acting)

    def today(one: Acting) -> Acting:
        return replace(one, clock=clock)

    earlier = _from(clock() - _FOUNDED)  # nothing is older than its organisation
    secrets_of: dict[str, str] = {}
    bundles = 0

    def carry(sender: Acting, receiver: Acting, words: str) -> None:
        nonlocal bundles
        bundles += 1
        file = folder / f"{bundles}-{'keller' if sender is anna or sender is martin else 'institut'}.dpact"
        with steps.step(words):
            data = send_agreement(sender, history, [receiver.organisation])
            write_whole(file, data, private=False)
            mark_written(sender, history, [receiver.organisation])
            received = receive_bundle(receiver, file.read_bytes())
            steps.must(bool(received.new_entries) and not received.warnings, words)

    with steps.step(_("Vault of Maschinenbau Keller GmbH, Heilbronn, with the first director")):
        anna = found(KELLER, "keller.toml", "Anna Keller", "managing_director")
    with steps.step(_("The second director is invited, makes own keys and is certified")):
        invitation = invite(anna, "Martin Vogt", ["legal", "signatory"], "managing_director", kdf)
        secrets_of["martin-vogt"] = _passphrase(folder, KELLER, "martin-vogt")
        join(folder / KELLER, invitation.member, invitation.code, secrets_of["martin-vogt"], earlier, kdf)
        members.certify(anna, invitation.member)
        anna = today(anna)
        martin = vaults.enter_context(unlock(folder / KELLER, "martin-vogt", secrets_of["martin-vogt"], clock))
    with steps.step(_("Vault of Institut für Produktionsdaten e. V., Stuttgart")):
        sofia = today(found(INSTITUTE, "institut.toml", "Prof. Dr. Sofia Brandt", "by_power_of_attorney"))
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
        negotiation.counter(sofia, history, _demo_file("counter.toml"), "Kürzere Speicherung genügt uns.")
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
    pass
    from datapact.consent.decision.may_share import may_share
    from datapact.consent.facts.question import Question

    with steps.step(_("A study of 5,000 people: contracts on paper, notice, consents, a delivery, a withdrawal")):
        study = add_study(anna)
    with steps.step(_("May the study be shared with the institute? In part")):
        answer = may_share(anna, Question(DATASET, study.partner, RESEARCH, anna.clock()))
        steps.must((answer.verdict, answer.n, answer.m) == ("partial", ALLOWED, PEOPLE), answer.verdict)


def _compare(acting: Acting, history: str, steps: Steps) -> None:
    from datapact.agreements.views.comparison import proposals
    from datapact.contract.editing.compare import compare

    before, after = proposals(acting, history)
    changes = compare(before.state, after.state)
    steps.must(bool(changes), "compare")
    if steps.prints:
        for change in changes:
            print(f"            {change.message}")  # noqa: T201


def _verify(folder: Path, pdf: Path, steps: Steps) -> None:
    from datapact.audit.verify.verify import verify_file

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


DATASET = "operator-study"
RESEARCH, SERVICE = f"{DPV}ScientificResearch", f"{DPV}ServiceOptimisation"
STUDY_INSTITUTE = "Institut für Produktionsdaten e. V."
PEOPLE = 5_000
ALLOWED = 4_812
"""The number of them that is allowed after the withdrawal."""
_REFUSED, _EARLIER = 61, 88
_CONTRACTS = (
    ("institute", date(2024, 12, 11)),
    ("university", date(2025, 12, 2)),
    ("switzerland", date(2026, 2, 17)),
    ("toolmaker", date(2023, 12, 20)),
)
_SIGNED = "Einwilligung und Vertrag nennen denselben Zweck mit denselben Worten."
_READ = "Mit dem Vertrag im Ordner verglichen."
_PAGES = "(a) 2; (b) 3; (c) 3, Anlage 2; (d) 4; (e) 5; (f) 5; (g) 7; (h) 6"
_FOUNDED = timedelta(days=60)
_RECORDED, _DELIVERED, _WITHDRAWN = timedelta(days=30), timedelta(days=21), timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Study:
    """The study: the partner to whom the data went, the contract, and the day on which the consents expire."""

    partner: str
    """Reference of the partner."""
    agreement: str
    """History id."""
    until: date
    """Local day."""
    withdrawn: str
    """The person who withdrew after the data had left; empty where nothing has left."""


def add_study(acting: Acting, *, delivered: bool = True) -> Study:
    """Put the study into a vault of Maschinenbau Keller GmbH in which the institute is a partner.

    ``delivered``: data has left, and one person in it has withdrawn since; else no data has left yet.
    """
    now = acting.clock()
    before = replace(acting, clock=_from(now - _RECORDED))
    partners = data_folder() / "demo" / "study" / "partners.csv"
    import_profiles(acting, read_table(partners, look_at_table(partners).proposed))
    histories = []
    with acting.vault.write() as session:
        partner = find_reference(session, STUDY_INSTITUTE)
        for name, day in _CONTRACTS:
            answers = read_answers(_study_file(f"{name}.toml"))
            how = ConcludedElsewhere(
                "reference_only", day, answers.number, remarks="Ordner Datenverträge, Rechtsabteilung"
            )
            histories.append(record_elsewhere(before, session, answers, how)[0])
        values = read_notice(_study_file("notice.toml"))
        notice = record_notice(before, session, notice_from(session, values, acting.organisation, lambda _name: b""))
        facts = facts_at(before, session, now - _RECORDED)
        for agreement in facts.agreements:
            ours = agreement.id in histories and any(one.key == DATASET for one in agreement.terms.datasets)
            for one in agreement.terms.purposes if ours else ():
                agreed = agreed_key(agreement.id, one.key)
                if not one.prohibited and one.iri in notice.purposes:
                    link = NewLink("notice", one.iri, agreed, notice.key, notice.version, _SIGNED)
                    record_link(before, session, link, one)
        examined = day_of(now - _RECORDED, local_zone(now))
        for processor in (STUDY_INSTITUTE, "Zürcher Ergonomie AG"):
            about = find_reference(session, processor)
            fact = FactOnFile(
                "", "article_28", about, "", "Ordner Datenverträge", examined, examined, result=_PAGES, weighed=True
            )
            record_fact(before, session, fact)
        until = last_day(now)
        allowed = ALLOWED + 1 if delivered else ALLOWED
        events = _consents(acting.organisation, until, now, allowed)
        append_events(before, session, events, source="bedienstudie-2026.csv")
    for history in histories:
        if any(not one.confirmed for one in open_wordings(before, history)):
            confirm(before, history, note=_READ)
    after = replace(acting, clock=_from(now - _RECORDED + timedelta(days=2)))
    with acting.vault.write() as session:
        settle(after, session, DATASET, RESEARCH, "erased", evidence=Evidence(note="Löschprotokoll 2026-10"))
    withdrawn = _deliver_and_withdraw(acting, partner, now) if delivered else ""
    return Study(partner, histories[0], until, withdrawn)


def _deliver_and_withdraw(acting: Acting, partner: str, now: datetime) -> str:
    """Use a decision, record a delivery on it, then a withdrawal; returns who withdrew."""
    sent = replace(acting, clock=_from(now - _DELIVERED))
    used = use_decision(sent, Question(DATASET, partner, RESEARCH, sent.clock()))
    deliver(sent, Leaving(used.record.entry, version="2026-1", note="SFTP"))
    late = replace(acting, clock=_from(now - _WITHDRAWN))
    withdrawn = _pseudonym(ALLOWED)
    with acting.vault.write() as session:
        when = now - _WITHDRAWN - timedelta(hours=3)
        append_events(late, session, _withdrawal(acting.organisation, withdrawn, when), source="form")
    return withdrawn


def last_day(now: datetime) -> date:
    """The next 31 March that is at least a month away."""
    today = day_of(now, local_zone(now))
    year = today.year if today < date(today.year, 3, 1) else today.year + 1
    return date(year, 3, 31)


def _study_file(name: str) -> bytes:
    return (data_folder() / "demo" / "study" / name).read_bytes()


def _from(moment: datetime) -> Clock:
    return lambda: moment


def _pseudonym(number: int) -> str:
    return f"B-{number + 1:04d}"


def _consents(controller: str, until: date, now: datetime, allowed: int) -> Iterator[Event]:
    """The consents: everybody was asked for research, the last ones refused, withdrew or expired; few for service."""
    end = end_of_day(until, local_zone(now))
    for number in range(PEOPLE):
        given = now - timedelta(days=400 - number % 90, hours=number % 9)
        state, last = "given", end
        if number >= allowed:
            place = number - allowed
            state = "refused" if place < _REFUSED else "withdrawn" if place < _REFUSED + _EARLIER else "given"
            last = end if state != "given" else now - timedelta(days=60)
        yield _event(controller, number, RESEARCH, state, given, last)
        if number % 4 == 0:
            yield _event(controller, number, SERVICE, "given" if number % 24 else "refused", given, None)


def _withdrawal(controller: str, pseudonym: str, at: datetime) -> Iterator[Event]:
    yield Event(f"w-{pseudonym}", pseudonym, DATASET, RESEARCH, controller, "withdrawn", at)


def _event(controller: str, number: int, purpose: str, state: str, at: datetime, until: datetime | None) -> Event:
    pseudonym = _pseudonym(number)
    return Event(
        event_id=f"{pseudonym}-{'r' if purpose == RESEARCH else 's'}",
        subject=pseudonym,
        dataset=DATASET,
        purpose=purpose,
        controller=controller,
        state=state,
        at=at,
        until=until if state == "given" else None,
        notice="operator-study",
        notice_version="2",
    )


_WORDS: dict[Language, dict[str, str]] = {
    "de": {
        "certificate": "ISO-27001-Zertifikat des Rechenzentrums anfordern",
        "training": "Schulung: Umgang mit Daten von Partnern",
        "insurance": "Nachweis der Cyberversicherung vorlegen",
        "title": "Laptop auf Dienstreise verloren",
        "what": "Ein Laptop mit einem Auszug der Bedienstudie blieb im Zug liegen. Die Festplatte ist verschlüsselt.",
        "categories": "Bedienpersonal; Pseudonyme, Bedienzeiten, Fehlbedienungen",
        "consequences": "Gering, solange die Verschlüsselung hält; eine Zuordnung zu Personen wäre nur mit der Liste im Werk möglich.",
        "measures": "Gerät gesperrt, Zugänge widerrufen, Fundbüro angefragt.",
        "authority": "Landesbeauftragter für den Datenschutz Baden-Württemberg",
        "contact": "Anna Keller, datenschutz@keller-maschinen.example, +49 7131 555-0",
        "documented": "Vorfallakte 2026/3",
    },
    "en": {
        "certificate": "Ask for the ISO 27001 certificate of the data centre",
        "training": "Training: handling partners' data",
        "insurance": "Show proof of the cyber insurance",
        "title": "Laptop lost on a business trip",
        "what": "A laptop with an extract of the operator study was left on a train. Its disk is encrypted.",
        "categories": "Operators; pseudonyms, times of use, operating errors",
        "consequences": "Low while the encryption holds; people could be told only with the list kept at the plant.",
        "measures": "Device locked, access revoked, lost property office asked.",
        "authority": "Data protection commissioner of Baden-Württemberg",
        "contact": "Anna Keller, datenschutz@keller-maschinen.example, +49 7131 555-0",
        "documented": "Incident file 2026/3",
    },
}


def add_calendar(acting: Acting, language: Language) -> Breach:
    """Add obligations and a breach to the sample's vault, which has the study; returns the breach."""
    words = _WORDS[language]
    now = acting.clock()
    today = day_of(now, local_zone(now))
    refresh_stale(acting)
    commands.add(acting, words["certificate"], today - timedelta(days=4), about="certificate", owner="martin-vogt")
    commands.add(acting, words["insurance"], today + timedelta(days=5), about="guarantee")
    commands.add(
        acting,
        words["training"],
        today + timedelta(days=21),
        about="training",
        every_months=12,
        owner=acting.member.id,
    )
    facts = Breach(
        title=words["title"],
        aware=now - timedelta(hours=20),
        occurred=now - timedelta(hours=26),
        risk="risk",
        people=12,
        datasets=(DATASET,),
        what=words["what"],
        categories=words["categories"],
        consequences=words["consequences"],
        measures=words["measures"],
        authority=words["authority"],
        contact=words["contact"],
    )
    breach = record_breach(acting, breach_preview(acting, facts).plan.breach)
    record_step(acting, breach.key, "documentation", at=now, reference=words["documented"])
    return breach
