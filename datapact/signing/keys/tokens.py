"""Keys on tokens and smart cards (PKCS#11 2.40): which there are, and signing by one."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from datapact.base.errors import AnswerNo, DataPactError, Locked, Malformed, Surroundings, WrongUse
from datapact.base.strictjson import from_base64url, to_base64url
from datapact.base.texts import N_, Message
from datapact.history.entries.certificates import extension, key_thumbprint
from datapact.organisation.identity.certificate_authority import for_signing_contracts, order_chain
from datapact.signing.keys.device import Device, usual_modules
from datapact.signing.keys.token_process import ARGUMENT, LARGEST

log = logging.getLogger(__name__)

LIST_SECONDS: Final = 30
SIGN_SECONDS: Final = 180
"""Long enough to enter a PIN at the reader."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token or smart card that is connected now."""

    module: Path
    """The library that speaks with it."""
    label: str
    """The name that the token has, for people."""
    serial: str
    """Its serial number, hexadecimal: it is found again by it."""
    model: str
    """Maker and model; may be empty."""
    keypad: bool
    """The PIN is entered at the reader, not here."""
    attempts: str
    """What it tells about attempts for its PIN: ``locked``, ``last``, ``few``, or nothing."""


@dataclass(frozen=True, slots=True)
class TokenKey:
    """A key on a token, known by its certificate; only the token can use it."""

    token: Token
    """Where it lies."""
    id: str
    """CKA_ID of certificate and key, hexadecimal."""
    certificate: x509.Certificate
    """Of the key, as it lies on the token; nobody has judged its issuer."""
    chain: tuple[x509.Certificate, ...]
    """Its issuers as far as they lie on the token, nearest first."""
    suits: bool
    """P-256 or RSA of 3,072 bits or more, and for non-repudiation."""

    @property
    def kid(self) -> str:
        """Thumbprint of the key, by which a slot is frozen."""
        return key_thumbprint(to_base64url(self.certificate.public_bytes(Encoding.DER)))


@dataclass(frozen=True, slots=True)
class OnTokens:
    """The keys on all tokens."""

    keys: tuple[TokenKey, ...]
    """Those that suit first."""
    tokens: tuple[Token, ...]
    """All that are connected, those without a certificate too."""
    faults: tuple[Message, ...]
    """What is wrong with modules that the user chose."""


def on_tokens(device: Device) -> OnTokens:
    """Ask the modules of this computer, chosen or in usual places, for tokens and certificates; slow (0.2 s each)."""
    keys: list[TokenKey] = []
    tokens: list[Token] = []
    faults: list[Message] = []
    for module in dict.fromkeys((*device.modules, *usual_modules())):
        try:
            listed = _in_process({"do": "list", "module": str(module)}, module, "", LIST_SECONDS)
        except DataPactError as error:
            if module in device.modules:
                faults.append(error.message)
            continue
        for one in listed.get("tokens", []):
            token = Token(
                module, one["label"] or one["model"], one["serial"], one["model"], bool(one["keypad"]), one["attempts"]
            )
            if any((known.serial, known.label) == (token.serial, token.label) for known in tokens):
                continue  # two libraries for one token
            tokens.append(token)
            keys += _keys(token, one["certificates"])
    keys.sort(key=lambda key: not key.suits)
    return OnTokens(tuple(keys), tuple(tokens), tuple(faults))


def key_on_token(device: Device, kid: str) -> TokenKey:
    """The key with this thumbprint on a connected token; raises AnswerNo where there is none."""
    found = on_tokens(device)
    for key in found.keys:
        if key.kid == kid:
            return key
    if found.faults:
        raise Surroundings(found.faults[0])
    if not found.tokens:
        raise AnswerNo(
            N_(
                "No token is connected. Connect it, or name the module of its software under Settings, You and your keys."
            )
        )
    raise AnswerNo(N_("No connected token holds the key for which the text was frozen. Connect the right one."))


def sign_on_token(key: TokenKey, pin: str, data: bytes) -> bytes:
    """Sign ``data`` with SHA-256 by a key on a token: ECDSA in DER, or RSA by PKCS #1 v1.5.

    ``pin`` is kept nowhere; it is not asked where the reader has its own keypad. Raises Locked for a wrong or locked
    PIN, AnswerNo where it was cancelled or the key is missing, Surroundings for everything that a token can do else.
    """
    if not pin and not key.token.keypad:
        raise WrongUse(N_("Enter the PIN of the token."))
    question = {
        "do": "sign",
        "module": str(key.token.module),
        "serial": key.token.serial,
        "id": key.id,
        "pin": pin,
        "keypad": key.token.keypad,
        "data": to_base64url(data),
    }
    return from_base64url(_in_process(question, key.token.module, key.token.label, SIGN_SECONDS).get("value"))


def _keys(token: Token, listed: Sequence[dict[str, str]]) -> list[TokenKey]:
    read: list[tuple[str, x509.Certificate]] = []
    for one in listed:
        try:
            read.append((one["id"], x509.load_der_x509_certificate(from_base64url(one["der"]))))
        except (ValueError, Malformed):  # somebody else's object; it is none of ours
            continue
    everything = [certificate for _id, certificate in read]
    return [
        TokenKey(token, number, one, order_chain(one, everything), for_signing_contracts(one))
        for number, one in read
        if not _is_authority(one)
    ]


def _is_authority(certificate: x509.Certificate) -> bool:
    constraints = extension(certificate, x509.BasicConstraints)
    return constraints is not None and constraints.ca


def _in_process(question: dict[str, Any], module: Path, token: str, seconds: int) -> dict[str, Any]:
    frozen = bool(getattr(sys, "frozen", False))
    command = [sys.executable, ARGUMENT] if frozen else [sys.executable, "-P", "-m", _PROCESS, ARGUMENT]
    try:
        done = subprocess.run(
            command,
            input=json.dumps(question).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired:
        raise Surroundings(
            N_("The token does not answer. Nothing was signed; pull it out, connect it again, and try once more.")
        ) from None
    except OSError as error:
        raise Surroundings(
            N_("The program part for tokens cannot be started. Free memory, or install DataPact again.")
        ) from error
    try:
        answer = json.loads(done.stdout[:LARGEST])
    except ValueError:
        log.warning("the process for tokens ended without an answer, exit code %s", done.returncode)
        raise Surroundings(
            N_("The module {file} of the token has crashed. Nothing was signed; update the software of the token."),
            file=module.name,
        ) from None
    if "fault" in answer:
        log.info("a token answered %s (%s)", answer["fault"], answer.get("detail", ""))
        raise _fault(str(answer["fault"]), str(answer.get("detail", "")), module, token)
    return dict(answer)


def _fault(code: str, detail: str, module: Path, token: str) -> DataPactError:
    if code in _FAULTS:
        kind, words = _FAULTS[code]
        return kind(Message(words, {"file": module.name, "token": token}))
    return Surroundings(
        N_("The token {token} refused ({detail}). Nothing was signed; its software may say why."),
        token=token,
        detail=detail,
    )


_PROCESS: Final = "datapact.signing.keys.token_process"
_FAULTS: Final[dict[str, tuple[type[DataPactError], str]]] = {
    "module": (
        Surroundings,
        N_(
            "The module {file} cannot be loaded as one for tokens (PKCS#11). Install the software of your token anew, or choose another file."
        ),
    ),
    "gone": (
        Surroundings,
        N_("The token is not connected any more. Nothing was signed; connect it, and sign again."),
    ),
    "locked": (
        Locked,
        N_(
            "The PIN of the token {token} is locked after too many attempts. Unlock it by its PUK in the software of the token."
        ),
    ),
    "wrong": (Locked, N_("The PIN is wrong. Nothing was signed; the token {token} counts attempts.")),
    "wrong-few": (
        Locked,
        N_("The PIN is wrong. Nothing was signed; the token {token} says that few attempts are left."),
    ),
    "wrong-last": (
        Locked,
        N_("The PIN is wrong. Nothing was signed; the token {token} has one attempt left, then it locks itself."),
    ),
    "length": (Locked, N_("The token {token} takes no PIN of this length. Nothing was signed.")),
    "new-pin": (
        Locked,
        N_("The token {token} wants a new PIN first. Nothing was signed; set it in the software of the token."),
    ),
    "cancelled": (AnswerNo, N_("It was cancelled at the token. Nothing was signed.")),
    "no-key": (
        AnswerNo,
        N_("The token {token} holds the certificate, but not its key. Nothing was signed; connect the right token."),
    ),
    "mechanism": (
        Surroundings,
        N_("The token {token} cannot sign with SHA-256 by this key. Nothing was signed; ask its issuer for another."),
    ),
}
