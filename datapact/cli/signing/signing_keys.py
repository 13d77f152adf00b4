"""The actions of the commands for keys of others: tokens, and signing by them."""

from __future__ import annotations

import getpass
import hashlib
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding

from datapact.base.errors import AnswerNo, Locked, WrongUse
from datapact.base.files import read_whole
from datapact.base.texts import N_, _
from datapact.cli.kit.columns import Column, Columns, emit_list
from datapact.cli.kit.output import complain, emit
from datapact.cli.kit.session import LONGEST_PASSPHRASE, acting, read_secret
from datapact.cli.printed.signing import SigningServiceAdd, SigningServiceRemove, TokenModules
from datapact.cli.printed.vault import KeysCertified
from datapact.signing.keys.csc import LoggedIn, known_key, log_in, remote_keys, send_codes, set_up, sign_remotely
from datapact.signing.keys.device import (
    add_module,
    find_service,
    forget_service,
    read_device,
    remember_key,
    remember_service,
    remove_module,
)
from datapact.signing.keys.services import RemoteKey, Service
from datapact.signing.keys.tokens import TokenKey, key_on_token, on_tokens, sign_on_token
from datapact.signing.pades.revocation import certificate_name

if TYPE_CHECKING:
    from cryptography import x509

    from datapact.organisation.acting.acting_member import Acting
    from datapact.signing.authorities.level import Level
    from datapact.signing.ceremony.sign import Signing


def _fingerprint(certificate: x509.Certificate) -> str:
    return hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest()


def _columns(place: str) -> Columns[TokenKey | RemoteKey]:
    return (
        Column("certificate", N_("Certificate"), value=lambda one: _fingerprint(one.certificate)),
        Column("name", N_("Name"), value=lambda one: certificate_name(one.certificate)),
        Column(place, N_("Token") if place == "token" else N_("Service"), value=_place),
        Column("until", N_("Valid until"), value=lambda one: one.certificate.not_valid_after_utc),
        Column(
            "suits",
            "",
            value=lambda one: one.suits,
            cell=lambda one: _("for contracts") if one.suits else _("not for contracts"),
        ),
    )


def _place(key: TokenKey | RemoteKey) -> str:
    return key.service if isinstance(key, RemoteKey) else key.token.label


def show_keys(service: str) -> None:
    """List the certificates on connected tokens or at a service; what is wrong with modules goes to the error output."""
    if service:
        keys = remote_keys(_logged_in(find_service(read_device(), service)))
        emit_list(keys, _columns("service"), N_("The service holds no key for you."))
        return
    found = on_tokens(read_device())
    for fault in found.faults:
        complain(str(fault))
    empty = N_("No token is connected.") if not found.tokens else N_("The connected tokens hold no certificate.")
    emit_list(found.keys, _columns("token"), empty)


def _logged_in(service: Service, secret: str = "") -> LoggedIn:
    """Logged in at a service; its client secret is asked on the terminal where it wants one and none is given."""
    if service.confidential and not secret:
        if not sys.stdin.isatty():
            raise Locked(
                N_("The signing service {name} asks for the client secret. Use a terminal."), name=service.name
            )
        secret = getpass.getpass(_("Client secret for {name}: ", name=service.name))
    return log_in(service, secret=secret)


def add_service(name: str, address: str, api: str, client_id: str, *, confidential: bool = False) -> None:
    """Ask the service what it is, and note it on this computer."""
    if api not in ("1", "2"):
        raise WrongUse(N_("The version of the interface is 1 or 2."))
    made = set_up(name, address, "1" if api == "1" else "2", client_id, confidential=confidential)
    remember_service(made)
    lines = [_("The signing service {name} is set up on this computer: {host}.", name=made.name, host=made.host)]
    if made.login:
        lines.append(_("You log in at {host}, in your browser.", host=made.login_host))
    emit(SigningServiceAdd({"name": made.name, "address": made.address, "api": made.api, "login": made.login}), lines)


def remove_service(name: str) -> None:
    forget_service(name)
    emit(
        SigningServiceRemove({"name": name}),
        [_("The signing service {name} is forgotten on this computer.", name=name)],
    )


def add_library(file: Path) -> None:
    device = add_module(file)
    emit(
        TokenModules({"modules": [str(one) for one in device.modules]}),
        [_("Tokens are looked for with this module, too.")],
    )


def remove_library(file: Path) -> None:
    device = remove_module(file)
    emit(
        TokenModules({"modules": [str(one) for one in device.modules]}),
        [_("Tokens are not looked for with this module any more.")],
    )


def use_key(certificate: str, service: str) -> None:
    """Record the certificate of a key on a token or at a service as the member's; ``certificate`` begins its SHA-256."""
    from datapact.organisation.members.key_renewal import use_certificate

    device = read_device()
    found: Sequence[TokenKey | RemoteKey]
    if service:
        found = remote_keys(_logged_in(find_service(device, service)))
    else:
        on_them = on_tokens(device)
        for fault in on_them.faults:
            complain(str(fault))
        found = on_them.keys
    keys = [one for one in found if one.suits and _fingerprint(one.certificate).startswith(certificate.lower())]
    if not keys:
        raise AnswerNo(N_("There is no such certificate for contracts. See datapact signing-keys list."))
    if len(keys) > 1:
        raise WrongUse(
            N_(
                "There are {count} certificates for contracts. Choose one by the beginning of its digest: --certificate."
            ),
            count=len(keys),
        )
    (key,) = keys
    with acting() as member:
        renewed = use_certificate(member, key.certificate)
    if isinstance(key, RemoteKey):
        remember_key(key)
    line = (
        _("The signing key is recorded. Give partners a new card.")
        if renewed.certified
        else _("The signing key waits for an administrator to record it.")
    )
    emit(KeysCertified({"certified": renewed.certified, "fingerprint": renewed.fingerprint}), [line])


def sign_by_service(member: Acting, history: str, pin_file: Path | None, level: Level | None, yes: bool) -> Signing:
    """Sign by the key at a service: the hash that leaves is shown, and agreed to, before anything does."""
    from datapact.signing.ceremony.sign import begin, finish, prepare

    device = read_device()
    key = known_key(device, prepare(member, history).kid)
    service = find_service(device, key.service)
    begun = begin(member, history, key.certificate, key.chain, level)
    sent = {"name": service.name, "host": service.host, "digest": begun.signature.sha256.hex()}
    if not yes:
        if not sys.stdin.isatty():
            raise Locked(
                N_(
                    "Only this SHA-256 would go to {name} ({host}): {digest}. Give --yes to send it, or use a terminal."
                ),
                **sent,
            )
        complain(_("Only this SHA-256 goes to {name} ({host}): {digest}", **sent))
        if input(_("Send it? (yes/no) ")).strip().lower() not in (_("yes"), "yes", "y", "ja", "j"):
            raise AnswerNo(N_("Nothing was sent, and nothing was signed."))
    known = _entered(key, pin_file)
    logged = _logged_in(service)
    send_codes(logged, key)
    entered = known | _sent(key, known)
    return finish(member, begun, sign_remotely(logged, key, begun.signature.attributes, entered))


def _sent(key: RemoteKey, known: Mapping[str, str]) -> dict[str, str]:
    """The codes that the service has sent meanwhile, asked on the terminal."""
    missing = [one for one in key.sent if one not in known] if key.mode == "explicit" else []
    if missing and not sys.stdin.isatty():
        raise Locked(N_("The service has sent a code ({what}). Use a terminal to enter it."), what=", ".join(missing))
    return {one: getpass.getpass(_("{what}, which {name} has sent: ", what=one, name=key.service)) for one in missing}


def _entered(key: RemoteKey, file: Path | None) -> dict[str, str]:
    """What the service asks to be entered here and does not send first: a line of the file each, or asked on the terminal."""
    asked = [one for one in key.secrets if one not in key.sent]
    if key.mode != "explicit" or not asked:
        return {}
    if file is not None:
        lines = read_whole(file, limit=LONGEST_PASSPHRASE).decode("utf-8", "replace").splitlines()
        return dict(zip(asked, lines, strict=False))
    if not sys.stdin.isatty():
        raise Locked(N_("The service asks for {what}. Give --pin-file FILE, or use a terminal."), what=", ".join(asked))
    return {one: getpass.getpass(f"{one}: ") for one in asked}


def sign_by_token(member: Acting, history: str, pin_file: Path | None, level: Level | None) -> Signing:
    """Sign by the key on a connected token; the PIN comes from a file, the terminal or the reader's keypad."""
    from datapact.signing.ceremony.sign import begin, finish, prepare

    key = key_on_token(read_device(), prepare(member, history).kid)
    begun = begin(member, history, key.certificate, key.chain, level)
    return finish(member, begun, sign_on_token(key, _pin(key, pin_file), begun.signature.attributes))


def _pin(key: TokenKey, file: Path | None) -> str:
    if key.token.keypad:
        complain(_("Enter the PIN at the reader of the token {token}.", token=key.token.label))
        return ""
    if file is not None:
        return read_secret(file)
    if not sys.stdin.isatty():
        raise Locked(N_("The token asks for its PIN. Give --pin-file FILE, or use a terminal."))
    return getpass.getpass(_("PIN of the token {token}: ", token=key.token.label))
