"""The process that speaks with a token: one question, one answer, then it ends.

A library for tokens (PKCS#11) is code of others in the program that loads it; it may hang, write to the screen or fall
over. Here it can take nothing with it but this process. The PIN comes over a pipe and is kept nowhere.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from typing import TYPE_CHECKING, Any, Final

from datapact.base.files import open_pipe
from datapact.base.strictjson import from_base64url, to_base64url

if TYPE_CHECKING:
    from pkcs11 import Mechanism, Token

ARGUMENT: Final = "--token-apart"
"""The argument that starts the program as that process, where it is one file without a Python beside it."""
LARGEST: Final = 4 * 1024 * 1024
"""Bytes of a question or an answer."""
MOST_CERTIFICATES: Final = 64
LONGEST_CERTIFICATE: Final = 16 * 1024
_SHA256_INFO: Final = bytes.fromhex("3031300d060960864801650304020105000420")  # DigestInfo of RFC 8017, 9.2


class TokenFault(Exception):
    """A fault of the token, for which the parent has the words: ``code`` is one of those in ``tokens``, ``detail`` a name of PKCS#11."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


def serve() -> None:
    """Read one question as JSON, answer it as JSON, end."""
    answers = open_pipe(sys.stdout.fileno())
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)  # what the library prints must not stand among answers
    os.dup2(nowhere, 2)
    question = json.loads(sys.stdin.buffer.read(LARGEST))
    answers.write(json.dumps(answer(question)).encode())
    answers.flush()
    os._exit(0)  # some libraries fall over when they are unloaded


def answer(question: dict[str, Any]) -> dict[str, Any]:
    """The answer to ``{"do": "list"}`` or ``{"do": "sign"}``, or ``{"fault": code, "detail": name}``."""
    import pkcs11

    try:
        if question["do"] == "list":
            return {"tokens": _listed(question["module"])}
        return {"value": to_base64url(_signed(question))}
    except TokenFault as fault:
        return {"fault": fault.code, "detail": fault.detail}
    except pkcs11.PKCS11Error as error:
        return {"fault": _code(error), "detail": type(error).__name__}


def _tokens(module: str) -> list[Token]:
    import pkcs11

    try:
        slots = pkcs11.lib(module).get_slots(token_present=True)
    except (pkcs11.PKCS11Error, OSError) as error:
        raise TokenFault("module", type(error).__name__) from error
    found = []
    for slot in slots:
        try:
            token = slot.get_token()
        except pkcs11.PKCS11Error:  # an empty reader, or a card that this library does not know
            continue
        if pkcs11.TokenFlag.TOKEN_INITIALIZED in token.flags:
            found.append(token)
    return found


def _listed(module: str) -> list[dict[str, Any]]:
    import pkcs11

    found = []
    for token in _tokens(module):
        flags = token.flags
        found.append(
            {
                "label": token.label.strip(),
                "serial": token.serial.hex(),
                "model": f"{token.manufacturer_id.strip()} {token.model.strip()}".strip(),
                "login": pkcs11.TokenFlag.LOGIN_REQUIRED in flags,
                "keypad": pkcs11.TokenFlag.PROTECTED_AUTHENTICATION_PATH in flags,
                "attempts": _attempts(token),
                "certificates": _certificates(token),
            }
        )
    return found


def _attempts(token: Token) -> str:
    """The attempts left for the token's PIN: ``locked``, ``last``, ``few``, or nothing."""
    from pkcs11 import TokenFlag

    flags = token.slot.get_token().flags
    for flag, word in (
        (TokenFlag.USER_PIN_LOCKED, "locked"),
        (TokenFlag.USER_PIN_FINAL_TRY, "last"),
        (TokenFlag.USER_PIN_COUNT_LOW, "few"),
    ):
        if flag in flags:
            return word
    return ""


def _certificates(token: Token) -> list[dict[str, str]]:
    import pkcs11

    wanted = {
        pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
        pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
    }
    found = []
    try:
        with token.open() as session:
            for one in list(session.get_objects(wanted))[:MOST_CERTIFICATES]:
                value = bytes(one[pkcs11.Attribute.VALUE])
                if len(value) <= LONGEST_CERTIFICATE:
                    found.append({"id": bytes(one[pkcs11.Attribute.ID]).hex(), "der": to_base64url(value)})
    except pkcs11.PKCS11Error:  # pulled out while it was read: then it has none
        return []
    return found


def _signed(question: dict[str, Any]) -> bytes:
    import pkcs11

    digest = hashlib.sha256(from_base64url(question["data"])).digest()
    token = next((one for one in _tokens(question["module"]) if one.serial.hex() == question["serial"]), None)
    if token is None:
        raise TokenFault("gone")
    if _attempts(token) == "locked":
        raise TokenFault("locked")
    pin: Any = pkcs11.PROTECTED_AUTH if question["keypad"] else question["pin"]
    try:
        with token.open(user_pin=pin) as session:
            wanted = {
                pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY,
                pkcs11.Attribute.ID: bytes.fromhex(question["id"]),
            }
            keys: list[Any] = list(session.get_objects(wanted))
            if not keys:
                raise TokenFault("no-key")
            return _value(token, keys[0], digest, None if question["keypad"] else question["pin"])
    except (pkcs11.exceptions.PinIncorrect, pkcs11.exceptions.PinInvalid) as error:
        attempts = _attempts(token)
        raise TokenFault("locked" if attempts == "locked" else f"wrong-{attempts}".rstrip("-")) from error


def _value(token: Token, key: Any, digest: bytes, pin: str | None) -> bytes:
    """Sign a digest: by the mechanism that every token has, over the digest alone."""
    from pkcs11 import Attribute, KeyType, Mechanism, PKCS11Error
    from pkcs11.util.ec import encode_ecdsa_signature

    try:
        each_time = bool(key[Attribute.ALWAYS_AUTHENTICATE])  # as keys for qualified signatures do
    except PKCS11Error:  # an older library
        each_time = False
    again = {"pin": pin} if pin is not None and each_time else {}
    rsa = key.key_type == KeyType.RSA
    mechanism: Mechanism = Mechanism.RSA_PKCS if rsa else Mechanism.ECDSA
    if mechanism not in token.slot.get_mechanisms():
        raise TokenFault("mechanism", mechanism.name)
    value = bytes(key.sign(_SHA256_INFO + digest if rsa else digest, mechanism=mechanism, **again))
    return value if rsa else bytes(encode_ecdsa_signature(value))


def _code(error: Exception) -> str:
    """Our code for an error of PKCS#11."""
    from pkcs11 import exceptions as p11

    codes: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
        ((p11.PinLocked,), "locked"),
        ((p11.PinLenRange,), "length"),
        ((p11.PinExpired, p11.UserPinNotInitialized), "new-pin"),
        ((p11.FunctionCancelled, p11.FunctionRejected), "cancelled"),
        (
            (
                p11.DeviceRemoved,
                p11.TokenNotPresent,
                p11.SessionHandleInvalid,
                p11.SessionClosed,
                p11.ObjectHandleInvalid,
                p11.KeyHandleInvalid,
                p11.SlotIDInvalid,
            ),
            "gone",
        ),
        ((p11.NoSuchKey,), "no-key"),
        ((p11.MechanismInvalid, p11.MechanismParamInvalid, p11.FunctionNotSupported), "mechanism"),
    )
    return next((code for kinds, code in codes if isinstance(error, kinds)), "refused")


if __name__ == "__main__" and sys.argv[1:] == [ARGUMENT]:
    serve()
