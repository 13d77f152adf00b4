"""Put the directory of a network together: its members by ticks, who left with the day, and the file."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QWidget

from datapact.agreements.views.members import Followable
from datapact.base.day_words import long_date
from datapact.base.file_names import stem
from datapact.base.files import write_whole
from datapact.base.texts import _, current_language
from datapact.consent.matrix.question_form import Choice
from datapact.exchange.send.letters import Letter, directory_letter
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.own_profile import actors_profile
from datapact.organisation.network.directory_file import ENDING, NetworkDirectory
from datapact.organisation.network.known import KnownDirectory
from datapact.organisation.network.writing import ToWrite, write_directory
from datapact.organisation.partners.confirmed_names import is_same_name
from datapact_ui.kit.background.runner import Progress
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.kit.dialogs.form_dialog import FormDialog
from datapact_ui.kit.fields.ticked_list import TickedList
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.partners.identity import identity_word

_MOST_LINES = 8


class WriteDirectoryDialog(FormDialog):
    """Asks for the network's name, its members and the day; the next version begins with the members of the former one."""

    help_page = "partners"
    touches = frozenset({"partners"})

    def __init__(
        self, context: AppContext, known: ToWrite, parent: QWidget | None = None, signed: Sequence[Followable] = ()
    ) -> None:
        """``signed`` are agreements whose members the directory can follow."""
        super().__init__(
            context,
            "write-directory",
            _("Write a directory"),
            _(
                "One file with the cards of all members, for one meeting or call in which each reads its fingerprint aloud "
                "and all others tick it. Your own card is always in it. It confirms nobody by itself."
            ),
            _("Choose file and write …"),
            "save",
            parent,
        )
        self._known = known
        self._signed = {one.history: one for one in signed}
        networks = [Choice(one.name, one.name) for one in known.own]
        chosen = known.own[0].name if known.own else ""
        self.network = self.box("network", _("Name of the network"), networks, free=True, chosen=chosen)
        agreements = [Choice("", _("None: as ticked below")), *(Choice(one.history, one.words) for one in signed)]
        self.agreement = self.box("agreement", _("Members as by the agreement"), agreements)
        self.form.show_row(self.agreement, bool(signed))
        self.members = self._member_list()
        self.form.add("directory-members", _("Members"), self.members)
        self.members.ticked_changed.connect(self.update_state)
        self.beside = Words("", "small", self)
        self.form.add("directory-beside", "", self.beside)
        self.form.show_row(self.beside, False)
        self.everybody = self.tick("everybody", _("All partners that have a card here"))
        self.everybody.toggled.connect(self._tick_all)
        self.vouch = self.tick("vouch", _("Say whose fingerprints we have compared, and on which day"))
        self.labels = self.tick(
            "labels", _("With routing labels, so that a relay can carry files without reading them")
        )
        self.day = self.set_day("directory", _("Day of the directory"), known.today)
        self.left_on = self.set_day("left-on", _("Last day of those who leave"), known.today)
        self.never = self.tick("never-members", _("They were never members: leave them out, do not list them as left"))
        self._former: KnownDirectory | None = None
        self.mail = self.add_button(
            "mail-directory", _("Write and prepare e-mail …"), "mail", lambda: self._write(mail=True)
        )
        self._follow()
        self.network.chosen.connect(self._follow)
        self.agreement.chosen.connect(self._as_signed)
        self.fit_fields(100)

    def _member_list(self) -> TickedList:
        known = self._known
        choices = [
            (one.organisation, f"{one.name} · {identity_word(one.standing)}")
            for one in known.partners
            if one.organisation not in known.withdrawn
        ]
        confirmed = {one.organisation for one in known.partners if one.standing == "confirmed"}
        words = _("Members of the network")
        return TickedList("directory-member-list", words, choices, confirmed, self.form, _MOST_LINES)

    def _follow(self) -> None:
        """Tick the members of the former version as soon as the name is that of a known network."""
        name = self.network.value()
        former = next((one for one in self._known.own if is_same_name(one.name, name)), None)
        if former is not None and former is not self._former:
            for one in self._known.partners:
                self.members.tick(one.organisation, on=one.organisation in former.members)
        labelled = former is not None and bool(former.routing_key)
        if labelled:
            self.labels.setChecked(True)
        bar_control(self.labels, _("Labels stay from version to version.") if labelled else "")
        known_before, self._former = self._former, former
        if former is not None and former is not known_before:
            self._propose(former.members)
        self.update_state()

    def _propose(self, members: Collection[str]) -> None:
        """Propose the agreement that most members of the former version have signed, and tick as it says."""
        everyone = {*members, self.context.identity.organisation}
        best = max(self._signed.values(), key=lambda one: one.in_common(everyone), default=None)
        if best is not None and best.in_common(everyone) * 2 > len(everyone):
            self.agreement.choose(best.history)
            self._as_signed()

    def _as_signed(self) -> None:
        """Tick exactly the parties by the agreement that is chosen; whoever is none any more is listed as left with its last day."""
        chosen = self._signed.get(self.agreement.value())
        if chosen is not None:
            for one in self._known.partners:
                self.members.tick(one.organisation, on=one.organisation in chosen.signed.members)
        self.update_state()

    def differences_from_agreement(self) -> list[str]:
        """Sentences on how the ticks differ from the parties of the agreement that is chosen; empty where they do not."""
        chosen = self._signed.get(self.agreement.value())
        if chosen is None:
            return []
        names = {one.organisation: one.name for one in self._known.partners}
        ticked = set(self.members.ticked())
        missing = chosen.signed.members - ticked - {self.context.identity.organisation}
        strangers = len(missing - names.keys())
        added = sorted(names[one] for one in ticked - chosen.signed.members)
        lacking = sorted(names[one] for one in missing & names.keys())
        lacking += [_("{n} without a card here", n=strangers)] * bool(strangers)
        said = [
            _(
                "{name} leaves, last day {day}: a party until then",
                name=names[one],
                day=long_date(day, current_language()),
            )
            for one, day in sorted(chosen.signed.leaving.items(), key=lambda leaves: leaves[1])
            if one in ticked
        ]
        if added:
            said.append(_("Not a party to the agreement: {names}", names=", ".join(added)))
        if lacking:
            said.append(_("Parties that the directory leaves out: {names}", names=", ".join(lacking)))
        return said

    def last_days(self) -> dict[str, date]:
        """The last day, by id, of each that leaves, as far as the agreement that is chosen says it."""
        chosen = self._signed.get(self.agreement.value())
        left = chosen.signed.left if chosen else {}
        return {one: left[one] for one in self.those_leaving() if one in left}

    def _tick_all(self, on: bool) -> None:
        for one in self._known.partners:
            self.members.tick(one.organisation, on=on)
        self.update_state()

    def those_leaving(self) -> dict[str, str]:
        """The members whom the former version lists and this one will not: the names by organisation id."""
        if self._former is None:
            return {}
        ticked = {*self.members.ticked(), self.context.identity.organisation}
        return {one: name for one, name in self._former.names.items() if one not in ticked}

    def update_state(self, *_entered: object) -> None:
        super().update_state()
        if not hasattr(self, "mail"):
            return
        beside = self.differences_from_agreement()
        as_agreed = _(
            "Ticked are the parties to the agreement."
        )  # a line from the start: nothing moves at the first tick
        self.beside.setText("\n".join(beside) or as_agreed)
        self.form.show_row(self.beside, self.agreement.value() in self._signed)
        bar_control(self.mail, self.why_not())
        days = self.last_days()
        named = {one: name for one, name in self.those_leaving().items() if one in days}
        told = [self._left_words(name, days[one]) for one, name in named.items()]
        by_hand = [name for one, name in self.those_leaving().items() if one not in days]
        leaving, never = ", ".join([*told, *by_hand]), self.never.isChecked()
        self.form.show_row(self.never, bool(leaving))
        self.form.show_row(self.left_on, bool(by_hand) and not never)
        if not self.doing.isEnabled():
            return
        if not leaving:
            words = _("Version {version}, {n} members", version=self._version(), n=self._number())
        else:
            words = _("Left out: {names}", names=leaving) if never else _("Listed as left: {names}", names=leaving)
        self.waiting.setText(words)

    def _left_words(self, name: str, day: date) -> str:
        return _("{name} ({day})", name=name, day=day.isoformat())

    def _number(self) -> int:
        return len(self.members.ticked()) + 1

    def _version(self) -> int:
        return 1 if self._former is None else self._former.version + 1

    def why_not(self) -> str:
        if missing := self.needs("", self.network):
            return missing
        return "" if self.members.ticked() else _("Tick at least one member.")

    def do(self) -> None:
        self._write(mail=False)

    def _write(self, *, mail: bool) -> None:
        name, members = self.network.value(), self.members.ticked()
        day, left_on, vouch = self.day.day(), self.left_on.day(), self.vouch.isChecked()
        labels, last_days = self.labels.isChecked(), self.last_days()
        never = list(self.those_leaving()) if self.never.isChecked() else []
        path = self.context.dialogs.ask_save_file(
            _("Write a directory"),
            f"{stem(name, between='-', most=60, otherwise='directory')}-{self._version()}{ENDING}",
            _("Directories of networks (*.dpdir)"),
        )
        if path is None:
            return
        if path.suffix != ENDING:
            path = path.with_name(path.name + ENDING)

        profiles = [one.profile for one in self._known.partners if one.organisation in members]
        language = current_language()

        def write(acting: Acting, _progress: Progress) -> tuple[NetworkDirectory, Letter]:
            written = write_directory(
                acting,
                name,
                members,
                day=day,
                left_on=left_on,
                vouch=vouch,
                never=never,
                labels=labels,
                last_days=last_days,
            )
            write_whole(path, written.data, private=False)
            return written.directory, directory_letter(path.name, profiles, actors_profile(acting), language)

        self.run(
            _("Writing the directory"),
            write,
            lambda made: self._done(path, made[0], made[1] if mail else None),
        )

    def _done(self, path: Path, directory: NetworkDirectory, letter: Letter | None) -> None:
        self.context.notify(
            _(
                "Written: {file}, version {version}. Send it to all members before you meet.",
                file=path.name,
                version=directory.version,
            )
        )
        if letter is not None:  # to be attached; whoever only writes has chosen the folder
            self.context.dialogs.show_in_folder(path)
            self.context.dialogs.open_mail(letter.to, letter.subject, letter.body)
        self.accept()
