"""Signatures that last: who attests times, the archive's round, what is due, a PDF of others by trusted lists, a place without a key."""

from __future__ import annotations

import tempfile
from pathlib import Path
from unittest.mock import patch

from PySide6.QtWidgets import QDialog

from datapact.organisation.identity.can_sign import member_of_name
from datapact.signing.authorities.level import set_level
from datapact.signing.authorities.settings import add_authority
from tests.screenshots.sample import NOON, SOFIA
from tests.screenshots.scenes import _place, scene
from tests.screenshots.stage import Stage
from tests.signing.test_trusted_lists import at_hand, of, with_proofs
from tests.signing.tsa import animated

_NAMED = ("signing.ceremony.slots", "organisation.identity.can_sign")


@scene
def lasting_signatures(stage: Stage) -> None:
    """Signed at the highest level; then a round through the archive, and what stands in the calendar of it."""
    with tempfile.TemporaryDirectory() as name, animated(Path(name)) as made:
        folder = Path(name)
        made.clock = lambda: NOON
        with patch("datapact.signing.authorities.settings.authorities_file", return_value=folder / "authorities.json"):
            add_authority(made.authority())
            view = stage.go("settings")
            view.narrow({"group": "signing"})
            stage.settle()
            stage.shoot("settings-signatures")
            worker = stage.context.worker
            with worker.acting.vault.write() as session:
                set_level(session, "", "B-LTA")
            view.archive.button.click()
            stage.settle()
            view.archive.button.setFocus()
            stage.shoot("settings-archive-renewed")
            view = stage.go("signing", stage.sample.histories["frozen"])
            stage.wait_for_pages()
            view.side.ensureWidgetVisible(view.card.button)
            stage.shoot("signing-lasting")
            stage.go("calendar")
            stage.shoot("calendar-proofs")


@scene
def judged_by_lists(stage: Stage) -> None:
    """A PDF that others signed, with the trusted lists of the tests at hand."""
    from datapact_ui.exchange.receiving.verify_dialog import VerifyDialog

    with tempfile.TemporaryDirectory() as name:
        lists = at_hand(Path(name) / "lists")
        signed = Path(name) / "Vertrag.pdf"
        signed.write_bytes(with_proofs())
        stage.go("overview")
        with (
            patch("datapact.signing.trusted_lists.read._anchors", lambda: [of("union")]),
            patch("datapact.signing.trusted_lists.folder.lists_folder", return_value=lists),
        ):
            dialog = VerifyDialog(stage.context, signed, stage.app.window)
            dialog.open()
            stage.settle()
            stage.shoot("verify-others", dialog)
            stage.close_dialogs()


@scene
def frozen_for_a_person(stage: Stage) -> None:
    """Somebody who is to sign has no certified key: whoever freezes ticks how that person signs."""

    def without(state, name):  # type: ignore[no-untyped-def]
        return None if name == "Martin Vogt" else member_of_name(state, name)

    stage.open(stage.sample.institute, SOFIA)
    window = stage.app.window
    with patch(f"datapact.{_NAMED[0]}.member_of_name", without), patch(f"datapact.{_NAMED[1]}.member_of_name", without):
        window.go(_place("agreement", stage.sample.histories["agreed"]))  # type: ignore[union-attr]
        stage.settle()
        window.view().do("freeze")  # type: ignore[union-attr]
        dialog = stage.dialog(QDialog)
        stage.shoot("dialog-freeze-person", dialog)
        stage.close_dialogs()
    stage.close()
