"""The directory of a network: put together, looked at, and ticked while fingerprints are read aloud."""

from __future__ import annotations

from pathlib import Path

from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.identity.fingerprint import fingerprint
from datapact.organisation.network.writing import to_write, write_directory
from datapact.organisation.partners.partners import add_partner, trust_partner
from tests.conftest import SteppingClock
from tests.screenshots.sample import START, _other
from tests.screenshots.scenes import scene
from tests.screenshots.scenes_namesakes import INSTITUTE
from tests.screenshots.stage import Stage

NAMES = ("Messtechnik Brenner GmbH", "Gießerei Lauter GmbH", "Stadtwerke Schönau", INSTITUTE)


def _directory(anna: Acting, folder: Path) -> Path:
    """A directory by a coordinator whom Anna has confirmed: one that it compared, one namesake, one that left."""
    clock = SteppingClock(START)
    office = _other(folder / "office", "Netzwerkbüro Filstal e. V.", "e. V.", "Olga Reuter", "Göppingen", "DE", clock)
    with office:
        for data in (write_card(anna), *_cards(folder, clock)):
            partner = add_partner(office, data).partner
            if partner.name == NAMES[0]:
                trust_partner(office, partner.organisation, partner.fingerprint)
        members = {one.organisation: one.name for one in to_write(office).partners}
        write_directory(office, "Datennetz Filstal", members)
        staying = [one for one, name in members.items() if name != NAMES[2]]
        written = write_directory(office, "Datennetz Filstal", staying, vouch=True)
        add_partner(anna, write_card(office))
        trust_partner(anna, office.organisation, fingerprint(office.organisation))
    path = folder / "Datennetz-Filstal-2.dpdir"
    path.write_bytes(written.data)
    return path


def _cards(folder: Path, clock: SteppingClock) -> list[bytes]:
    cards = []
    for place, name in enumerate(NAMES):
        with _other(folder / f"member-{place}", name, "", "Niemand Bekanntes", "Ulm", "DE", clock) as other:
            cards.append(write_card(other))
    return cards


@scene
def directory(stage: Stage) -> None:
    from datapact_ui.partners.directory_dialog import DirectoryDialog
    from datapact_ui.partners.write_directory_dialog import WriteDirectoryDialog

    acting = stage.context.worker.acting
    path = _directory(acting, stage.sample.folder / "network")
    stage.go("partners")
    opened = DirectoryDialog(stage.context, path, stage.app.window)
    opened.open()
    stage.shoot("directory-looked-at", opened)
    opened.take.click()
    stage.settle()
    for row in opened.rows:
        if row.box is not None and not row.row.warnings:
            row.box.click()
    stage.shoot("directory-ticked", opened)
    stage.close_dialogs()
    writing = WriteDirectoryDialog(stage.context, to_write(acting), stage.app.window)
    writing.open()
    writing.network.setEditText("Datennetz Filstal")
    stage.shoot("directory-write", writing)
    stage.close_dialogs()
