"""The actions of the commands for authorities that attest times, and for the level of signatures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from datapact.base.errors import Malformed
from datapact.base.files import read_whole
from datapact.base.texts import N_, _
from datapact.cli.kit.columns import Column, Columns, emit_list
from datapact.cli.kit.output import emit
from datapact.cli.kit.session import acting, on_agreement
from datapact.cli.printed.signing import AgreementLevel, TimestampAuthoritiesAdd, TimestampAuthoritiesRemove, VaultLevel
from datapact.signing.authorities.address import require_address
from datapact.signing.authorities.level import LEVEL_WORDS, level_of, read_level, set_level
from datapact.signing.authorities.settings import TimestampAuthority, add_authority, authorities, remove_authority

_LARGEST_CERTIFICATE = 64 * 1024
_OF_VAULT = "vault"


def add(address: str, name: str, certificate: Path | None, revocation: Sequence[str], *, first: bool) -> None:
    """Set up an authority; without a certificate it is asked once, and what its answer leads to is kept and shown."""
    from datapact.signing.authorities.timestamps import learn_authority

    address = require_address(address)
    name = name.strip() or str(urlsplit(address).hostname)
    if certificate is None:
        authority = learn_authority(address, name)
    else:
        authority = TimestampAuthority(name, address, _certificate(certificate).public_bytes(Encoding.DER))
    asked = (*authority.revocation, *map(require_address, revocation))
    authority = replace(authority, revocation=tuple(dict.fromkeys(asked)))
    add_authority(authority, first=first)
    lines = [
        _("{name} is set up on this computer.", name=name),
        _(
            "Its timestamps must lead to this certificate: {subject}",
            subject=authority.certificate.subject.rfc4514_string(),
        ),
        _("SHA-256 {fingerprint}", fingerprint=authority.fingerprint),
        *(
            _("Whether its certificates were revoked is asked at {address}", address=one)
            for one in authority.revocation
        ),
    ]
    if certificate is None:
        lines.append(_("Compare it with what the authority publishes; if it differs, remove the authority."))
    result: TimestampAuthoritiesAdd = {
        "name": name,
        "address": address,
        "fingerprint": authority.fingerprint,
        "revocation": list(authority.revocation),
    }
    emit(result, lines)


def show() -> None:
    """Print the authorities in the order in which they are asked."""
    columns: Columns[TimestampAuthority] = (
        Column("name", N_("Name")),
        Column("address", N_("Address")),
        Column(
            "certificate",
            N_("Certificate"),
            value=lambda one: one.certificate.subject.rfc4514_string(),
        ),
        Column("fingerprint"),
        Column("revocation", value=lambda one: list(one.revocation)),
    )
    emit_list(authorities(), columns, N_("No authority is set up: nothing goes over a network."))


def remove(name: str) -> None:
    """Forget an authority."""
    remove_authority(name)
    emit(TimestampAuthoritiesRemove({"name": name}), [_("{name} is no longer asked.", name=name)])


def level_of_agreement(agreement: str, level: str | None) -> None:
    """Show or set the level for one agreement; ``vault`` takes back its own."""
    chosen = read_level(level) if level not in (None, _OF_VAULT) else None
    with on_agreement(agreement) as (member, history):
        if level is not None:
            with member.vault.write() as session:
                set_level(session, history, chosen)
        with member.vault.read() as session:
            counts = level_of(session, history)
    emit(AgreementLevel({"agreement": history, "level": counts}), [str(LEVEL_WORDS[counts])])


def level_of_vault(level: str | None) -> None:
    """Show or set the level of signatures in the vault."""
    chosen = read_level(level) if level is not None else None
    with acting() as member:
        if chosen is not None:
            with member.vault.write() as session:
                set_level(session, "", chosen)
        with member.vault.read() as session:
            counts = level_of(session)
    emit(VaultLevel({"level": counts}), [str(LEVEL_WORDS[counts])])


def _certificate(file: Path) -> x509.Certificate:
    data = read_whole(file, limit=_LARGEST_CERTIFICATE)
    try:
        if data.lstrip().startswith(b"-----BEGIN"):
            return x509.load_pem_x509_certificate(data)
        return x509.load_der_x509_certificate(data)
    except ValueError as error:
        raise Malformed(N_("{name} is no certificate (PEM or DER)."), name=file.name) from error
