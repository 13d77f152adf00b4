"""Partners of one name, and one that calls itself otherwise now: what people see before they take one for another."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QComboBox, QDialog

from datapact.agreements.steps import negotiation
from datapact.agreements.steps.drafting import open_draft, save_draft
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.own_profile import change_profile, own_profile, write_card
from datapact.organisation.identity.fingerprint import fingerprint
from datapact.organisation.identity.profile import write_profile
from datapact.organisation.partners.partners import add_partner, trust_partner
from tests.conftest import SteppingClock
from tests.screenshots.sample import START, _answers, _other
from tests.screenshots.scenes import scene
from tests.screenshots.stage import Stage

INSTITUTE = "Institut für Produktionsdaten e. V."
BEFORE, NOW, TWICE = "Messtechnik Brenner GmbH", "Sensorik Brenner GmbH", "Gießerei Lauter GmbH"


def _strangers(anna: Acting, folder: Path) -> dict[str, str]:
    """Add the partners, and drafts that name them; what leads to each."""
    clock = SteppingClock(START)

    def other(place: str, name: str) -> Acting:
        return _other(folder / place, name, "", "Niemand Bekanntes", "Ulm", "DE", clock)

    undecided = negotiation.new_agreement(anna, "ai-pilot", _answers("draft", 91, TWICE))
    with other("1", INSTITUTE) as namesake, other("2", BEFORE) as brenner, other("3", TWICE) as one:
        with other("4", TWICE) as two:
            for partner in (namesake, brenner, one, two):
                add_partner(anna, write_card(partner))
        trust_partner(anna, brenner.organisation, fingerprint(brenner.organisation))
        with brenner.vault.read() as session:
            profile = write_profile(own_profile(session))
        change_profile(brenner, {**profile, "name": NOW})
        add_partner(anna, write_card(brenner))
        document = open_draft(anna, undecided).document
        save_draft(anna, document)
        key = document.terms.parties[1].key
        captured = negotiation.new_agreement(anna, "ai-pilot", _answers("draft", 92), {key: namesake.organisation})
        renamed = negotiation.new_agreement(anna, "ai-pilot", _answers("draft", 93, NOW), {key: brenner.organisation})
        ids = {"namesake": namesake.organisation, "renamed": brenner.organisation, "key": key}
    return {**ids, "captured-draft": captured, "renamed-draft": renamed, "undecided-draft": undecided}


@scene
def namesakes(stage: Stage) -> None:
    made = _strangers(stage.context.worker.acting, stage.sample.folder / "strangers")
    stage.go("partners")
    stage.shoot("namesakes-partners")
    for name in ("namesake", "renamed"):
        stage.go("partners", organisation=made[name])
        stage.shoot(f"namesakes-{name}")
    for name in ("captured", "renamed", "undecided"):
        stage.go("agreement", made[f"{name}-draft"], tab="parties")
        stage.shoot(f"namesakes-{name}-parties")
    for name in ("captured", "renamed"):
        stage.go("agreement", made[f"{name}-draft"]).do("send")
        stage.shoot(f"namesakes-{name}-send", stage.dialog(QDialog))
        stage.close_dialogs()
    view = stage.go("interview", made["undecided-draft"])
    view.go_to_place(f"parties.{made['key']}.name")
    stage.settle()
    stage.shoot("namesakes-interview")
    (box,) = (one for one in view.findChildren(QComboBox) if one.objectName() == f"known-parties.{made['key']}")
    box.showPopup()
    stage.settle()
    stage.shoot("namesakes-candidates", box.view().window())
    box.hidePopup()
