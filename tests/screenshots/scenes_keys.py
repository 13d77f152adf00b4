"""Keys of others: choosing one on a token, and signing by it; what tokens say is made up, so that none is needed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from cryptography.hazmat.primitives.asymmetric import rsa

from datapact.base.texts import _
from datapact.signing.keys.device import Device
from datapact.signing.keys.services import RemoteKey, Service
from datapact.signing.keys.tokens import OnTokens, Token, TokenKey
from tests.screenshots.scenes import scene
from tests.screenshots.stage import Stage
from tests.signing.samples import author_usage, authority, signatory

_READ = "datapact.signing.keys.device.read_device"
_FOUND = "datapact.signing.keys.tokens.on_tokens"


def _on_tokens() -> OnTokens:
    issuer = authority("Zertifizierungsdienst Nord")
    token = Token(Path("/usr/lib/opensc-pkcs11.so"), "Anna Keller", "0a", "Kartenwerk K4", False, "last")
    key = rsa.generate_private_key(65537, 3072)
    until = issuer.certificate.not_valid_before_utc.replace(year=2029)
    signs = signatory(issuer, "Anna Keller", key=key, until=until)
    enters = signatory(issuer, "Anna Keller (Anmeldung)", usage=author_usage(), key=key, until=until)
    keys = (
        TokenKey(token, "01", signs.certificate, (issuer.certificate,), True),
        TokenKey(token, "02", enters.certificate, (), False),
    )
    return OnTokens(keys, (token,), ())


@scene
def signing_keys(stage: Stage) -> None:
    from datapact_ui.settings.signing_key_dialog import ServiceDialog, SigningKeyDialog

    found = _on_tokens()
    nothing = OnTokens((), (), ())
    service = Service("Signaturdienst Nord", "https://sign.example", "2", "datapact", "https://login.example")
    device = Device((Path("/opt/kartenwerk/lib/libkartenwerk-p11.so"),), (service,))
    stage.go("settings")
    for name, what, settings in (("signing-key", found, device), ("signing-key-none", nothing, Device())):
        with patch(_READ, return_value=settings), patch(_FOUND, return_value=what):
            dialog = SigningKeyDialog(stage.context, stage.app.window)
            dialog.open()
            stage.settle()
            stage.shoot(name, dialog)
            if settings.services:
                dialog.place.setCurrentIndex(1)
                dialog.place.activated.emit(1)
                stage.shoot("signing-key-service", dialog)
            stage.close_dialogs()
    adding = ServiceDialog(stage.context, stage.app.window)
    adding.open()
    stage.shoot("signing-service", adding)
    stage.close_dialogs()
    with patch(_READ, return_value=device), patch(_FOUND, return_value=nothing) as asked:
        view = stage.go("signing", stage.sample.histories["frozen"])
        stage.wait_for_pages()
        view.card.on_token.click()
        stage.settle()
        stage.shoot("signing-token-missing")
        asked.return_value = replace(found, keys=(_for(found.keys[0], view.sheet.kid),))
        view.card.token.again.click()
        stage.settle()
        view.side.ensureWidgetVisible(view.card.passphrase)
        stage.shoot("signing-token")
        card = view.card
        certificate = found.keys[0].certificate
        key = RemoteKey(view.sheet.kid, service.name, "GX", certificate, (), "explicit", ("PIN",), ())
        with patch(_READ, return_value=replace(device, keys=(key,))):
            card.at_service.click()
            stage.settle()
        view.side.ensureWidgetVisible(card.button)
        stage.shoot("signing-at-service")


def _for(key: TokenKey, kid: str) -> TokenKey:
    """The key as if the text had been frozen for it."""

    class Named(TokenKey):
        kid = ""

    Named.kid = kid
    return Named(key.token, key.id, key.certificate, key.chain, key.suits)


@scene
def signed(stage: Stage) -> None:
    """After the pictures of keys: from then on it is somebody else's turn."""
    view = stage.go("signing", stage.sample.histories["frozen"])
    stage.settle()
    view.reading.tick.setChecked(True)
    view.card.passphrase.setText(stage.sample.passphrase)
    view.card.button.click()
    stage.shoot("signed")


@scene
def settings_dialogs(stage: Stage) -> None:
    """Who is invited, whom a house drafts for, and who is asked for timestamps."""
    from datapact.library.templates.matters import Matter
    from datapact_ui.library.house_steps import MatterDialog
    from datapact_ui.settings.authorities_panel import AuthorityDialog
    from datapact_ui.settings.member_dialogs import MemberDialog

    stage.go("settings")
    window = stage.app.window
    for name, dialog in (
        ("member-invited", MemberDialog(stage.context, _("Invite a member"), _("Invite"), window)),
        ("timestamp-authority", AuthorityDialog(stage.context, window)),
        ("matter", MatterDialog(stage.context, "", Matter("Stadtwerke Nordwind GmbH", "2026-114"), window)),
    ):
        dialog.open()
        stage.shoot(name, dialog)
        stage.close_dialogs()
