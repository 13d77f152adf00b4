"""The actions of the commands for keys of others: tokens, and signing by them."""

from __future__ import annotations

import getpass
import hashlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding

from datapact.base.errors import AnswerNo, Locked, WrongUse
from datapact.base.texts import N_, _
from datapact.cli.kit.columns import Column, Columns, emit_list
from datapact.cli.kit.output import complain, emit
from datapact.cli.kit.session import acting, read_secret
from datapact.signing.keys.device import add_module, read_device, remove_module
from datapact.signing.keys.tokens import TokenKey, key_on_token, on_tokens, sign_on_token
from datapact.signing.pades.revocation import certificate_name

if TYPE_CHECKING:
    from cryptography import x509

    from datapact.organisation.acting.acting_member import Acting
    from datapact.signing.authorities.level import Level
    from datapact.signing.ceremony.sign import Signing


def _fingerprint(certificate: x509.Certificate) -> str:
    return hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest()


_KEYS: Columns[TokenKey] = (
    Column("certificate", N_("Certificate"), value=lambda one: _fingerprint(one.certificate)),
    Column("name", N_("Name"), value=lambda one: certificate_name(one.certificate)),
    Column("token", N_("Token"), value=lambda one: one.token.label),
    Column("until", N_("Valid until"), value=lambda one: one.certificate.not_valid_after_utc),
    Column(
        "suits",
        "",
        value=lambda one: one.suits,
        cell=lambda one: _("for contracts") if one.suits else _("not for contracts"),
    ),
)


def show_keys() -> None:
    """List the certificates on connected tokens; what is wrong with chosen modules goes to the error output."""
    found = on_tokens(read_device())
    for fault in found.faults:
        complain(str(fault))
    empty = N_("No token is connected.") if not found.tokens else N_("The connected tokens hold no certificate.")
    emit_list(found.keys, _KEYS, empty)


def add_library(file: Path) -> None:
    device = add_module(file)
    emit({"modules": [str(one) for one in device.modules]}, [_("Tokens are looked for with this module, too.")])


def remove_library(file: Path) -> None:
    device = remove_module(file)
    emit({"modules": [str(one) for one in device.modules]}, [_("Tokens are not looked for with this module any more.")])


def use_key(certificate: str) -> None:
    """Record the certificate of a key on a token as the member's own; ``certificate`` begins its SHA-256."""
    from datapact.organisation.members.key_renewal import use_certificate

    found = on_tokens(read_device())
    for fault in found.faults:
        complain(str(fault))
    keys = [one for one in found.keys if one.suits and _fingerprint(one.certificate).startswith(certificate.lower())]
    if not keys:
        raise AnswerNo(N_("No connected token holds such a certificate for contracts. See datapact signing-keys list."))
    if len(keys) > 1:
        raise WrongUse(
            N_(
                "There are {count} certificates for contracts. Choose one by the beginning of its digest: --certificate."
            ),
            count=len(keys),
        )
    with acting() as member:
        renewed = use_certificate(member, keys[0].certificate)
    line = (
        _("The signing key is recorded. Give partners a new card.")
        if renewed.certified
        else _("The signing key waits for an administrator to record it.")
    )
    emit({"certified": renewed.certified, "fingerprint": renewed.fingerprint}, [line])


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
