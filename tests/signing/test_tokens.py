"""Signing by a key on a token: SoftHSM plays the token, pdfsig and openssl judge what it signed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pkcs11 import TokenFlag
from pkcs11 import exceptions as p11

from datapact.base.errors import AnswerNo, DataPactError, Locked, Malformed, Surroundings, WrongUse
from datapact.base.strictjson import to_base64url
from datapact.organisation.members.key_renewal import use_certificate
from datapact.organisation.members.unlocking import unlock
from datapact.signing.ceremony.before_signing import signing_sheet
from datapact.signing.ceremony.freeze import freeze
from datapact.signing.ceremony.sign import begin, finish, sign
from datapact.signing.keys import token_process, tokens
from datapact.signing.keys.device import Device, add_module, read_device, remove_module, write_device
from datapact.signing.keys.tokens import key_on_token, on_tokens, sign_on_token
from datapact.signing.pades.sign_field import require_fitting
from tests.agreements.negotiated import PASSPHRASE, Table, at_table, found_houses
from tests.cli.desks import Desk
from tests.signing.samples import Signatory, author_usage, authority, signatory
from tests.signing.softhsm import MODULE, PIN, PROGRAMS, SoftToken, judged, new_token

ISSUER = authority("Zertifizierungsdienst Nord")
ANNA = signatory(ISSUER, "Anna Keller (Karte)")
pytestmark = PROGRAMS


@pytest.fixture
def token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SoftToken:
    return new_token(tmp_path / "softhsm", monkeypatch)


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("houses")
    found_houses(folder, lambda: datetime(2026, 11, 24, 7, 0, tzinfo=UTC))
    return folder


@pytest.fixture
def table(houses: Path, tmp_path: Path, clock) -> Iterator[Table]:
    made = at_table(houses, tmp_path / "copies", clock)
    yield made
    made.close()


def frozen_for(table: Table, person: Signatory) -> None:
    """The text is agreed, Anna signs by this person's certificate from now on, and the text is frozen."""
    table.agree()
    renewed = use_certificate(table.anna, person.certificate)
    assert renewed.certified
    table.anna = renewed.acting
    freeze(table.anna, table.history, table.anna.clock().date())


def test_a_token_signs_an_agreement_that_others_find_valid(
    table: Table, token: SoftToken, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole way on the command line; then two more sign in the vault, and the last compares."""
    token.put(ANNA.certificate, ANNA.key)
    token.put(ISSUER.certificate, number="02")
    monkeypatch.setattr("datapact.signing.keys.device.device_file", lambda: tmp_path / "config" / "signing-keys.json")
    table.agree()
    table.anna.close()
    table.martin.close()
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    (tmp_path / "pin").write_text(PIN)
    (tmp_path / "wrong").write_text("000000")
    anna = Desk(tmp_path, tmp_path / "copies" / "keller", "anna-keller")
    with_pin = ("agreement", "sign", table.history, "--token", "--pin-file")
    anna("signing-keys", "add-module", MODULE)
    (listed,) = anna.json("signing-keys", "list")
    assert (listed["name"], listed["token"], listed["suits"]) == ("Anna Keller (Karte)", token.label, True)
    assert "Give partners a new card" in anna("vault", "members", "use-key", "--certificate", listed["certificate"][:9])
    anna("agreement", "freeze", table.history)
    assert "--token or --service" in anna.refused(3, "agreement", "sign", table.history)  # no key in the vault
    assert "few attempts" in anna.refused(3, *with_pin, tmp_path / "wrong")
    anna(*with_pin, tmp_path / "pin")
    anna.refused(1, *with_pin, tmp_path / "pin")  # it is another's turn
    table.martin = unlock(anna.vault, "martin-vogt", PASSPHRASE, table.sofia.clock)
    sign(table.martin, table.history, PASSPHRASE)
    table.carry(table.martin, table.sofia)
    seen = signing_sheet(table.sofia, table.history)
    assert (seen.verdict, [one.verdict for one in seen.earlier], seen.bars) == ("same", ["valid", "valid"], ())
    said = judged(seen.pdf, tmp_path, [ISSUER.certificate])
    assert said.count("Signature is Valid.") == 2


def test_rsa_on_a_token(token: SoftToken) -> None:
    person = signatory(ISSUER, "Anna", key=rsa.generate_private_key(65537, 3072))
    token.put(person.certificate, person.key)
    (key,) = on_tokens(token.device).keys
    require_fitting(person.certificate, b"attributes", sign_on_token(key, PIN, b"attributes"))


def person_kid(table: Table) -> str:
    return table.anna.member.signing_kid


def test_wrong_pins_pulled_tokens_and_other_values_leave_nothing_signed(table: Table, token: SoftToken) -> None:
    token.put(ANNA.certificate, ANNA.key)
    frozen_for(table, ANNA)
    key = key_on_token(token.device, person_kid(table))
    begun = begin(table.anna, table.history, key.certificate, key.chain)
    with pytest.raises(WrongUse):
        sign_on_token(key, "", begun.signature.attributes)
    with pytest.raises(Locked, match="few attempts are left"):  # SoftHSM says so after the first
        sign_on_token(key, "000000", begun.signature.attributes)
    other = ANNA.key.sign(b"another text", ec.ECDSA(hashes.SHA256()))
    stranger = signatory(ISSUER, "Eve").key.sign(begun.signature.attributes, ec.ECDSA(hashes.SHA256()))
    for value in (other, stranger, b"", b"\x30" * 72):
        with pytest.raises(AnswerNo, match="Nothing was signed"):
            finish(table.anna, begun, value)
    with pytest.raises(AnswerNo, match="frozen for another certificate"):
        begin(table.anna, table.history, signatory(ISSUER, "Eve").certificate)
    token.pull_out()
    with pytest.raises(Surroundings, match="not connected any more"):
        sign_on_token(key, PIN, begun.signature.attributes)
    with pytest.raises(AnswerNo, match="No token is connected"):
        key_on_token(token.device, key.kid)
    sheet = signing_sheet(table.anna, table.history)
    assert (sheet.place, sheet.verdict) == (1, "own")  # the PDF is as it was


def test_a_signature_is_refused_once_the_agreement_went_on(table: Table) -> None:
    frozen_for(table, ANNA)
    first, second = (begin(table.anna, table.history, ANNA.certificate) for _ in range(2))
    for begun in (first, second):
        require_fitting(ANNA.certificate, begun.signature.attributes, anna_signs(begun.signature.attributes))
    finish(table.anna, first, anna_signs(first.signature.attributes))
    with pytest.raises(AnswerNo, match="went on while you signed"):
        finish(table.anna, second, anna_signs(second.signature.attributes))


def anna_signs(data: bytes) -> bytes:
    return ANNA.key.sign(data, ec.ECDSA(hashes.SHA256()))


def test_certificates_that_do_not_serve_are_shown_last_and_never_taken(table: Table, token: SoftToken) -> None:
    author = signatory(ISSUER, "Anna (Anmeldung)", usage=author_usage())
    token.put(author.certificate, author.key, "03")
    token.put(ANNA.certificate, ANNA.key)
    found = on_tokens(Device((MODULE, Path("/nowhere/lib.so"))))
    assert [(key.certificate, key.suits) for key in found.keys] == [
        (ANNA.certificate, True),
        (author.certificate, False),
    ]
    assert [str(fault) for fault in found.faults if "/nowhere" in str(fault) or "lib.so" in str(fault)]
    with pytest.raises(WrongUse, match="non-repudiation"):
        use_certificate(table.anna, author.certificate)


def test_a_certificate_without_its_key_signs_nothing(token: SoftToken) -> None:
    token.put(ANNA.certificate)
    (key,) = on_tokens(token.device).keys
    with pytest.raises(AnswerNo, match="but not its key"):
        sign_on_token(key, PIN, b"attributes")


@pytest.mark.parametrize(
    ("raised", "code", "kind"),
    [
        (p11.PinLocked, "locked", Locked),
        (p11.PinLenRange, "length", Locked),
        (p11.PinExpired, "new-pin", Locked),
        (p11.DeviceRemoved, "gone", Surroundings),
        (p11.SessionHandleInvalid, "gone", Surroundings),
        (p11.FunctionCancelled, "cancelled", AnswerNo),
        (p11.MechanismInvalid, "mechanism", Surroundings),
        (p11.DeviceError, "refused", Surroundings),
    ],
)
def test_what_a_token_can_answer_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, raised: type[Exception], code: str, kind: type[DataPactError]
) -> None:
    """The token is pulled out, or refuses, in the middle of signing."""

    def middle(_question: dict[str, Any]) -> bytes:
        raise raised

    monkeypatch.setattr(token_process, "_signed", middle)
    answered = token_process.answer({"do": "sign"})
    assert answered == {"fault": code, "detail": raised.__name__}
    error = tokens._fault(code, raised.__name__, MODULE, "Karte")
    assert type(error) is kind
    assert "{" not in str(error)


@pytest.mark.parametrize(
    ("flags", "code", "words"),
    [
        ((), "wrong", "counts attempts"),
        ((TokenFlag.USER_PIN_COUNT_LOW,), "wrong-few", "few attempts are left"),
        ((TokenFlag.USER_PIN_COUNT_LOW, TokenFlag.USER_PIN_FINAL_TRY), "wrong-last", "one attempt left"),
        ((TokenFlag.USER_PIN_LOCKED, TokenFlag.USER_PIN_FINAL_TRY), "locked", "by its PUK"),
    ],
)
def test_a_wrong_pin_says_what_the_token_tells_of_attempts(
    monkeypatch: pytest.MonkeyPatch, flags: tuple[TokenFlag, ...], code: str, words: str
) -> None:
    """PKCS#11 has no number of attempts, only three flags, which the token raises after a wrong PIN."""
    raised = list[TokenFlag]()

    def refused(user_pin: str) -> Any:
        raised.extend(flags)
        raise p11.PinIncorrect(user_pin)

    slot = SimpleNamespace(get_token=lambda: SimpleNamespace(flags=raised))
    one = SimpleNamespace(serial=b"7", slot=slot, open=refused)
    monkeypatch.setattr(token_process, "_tokens", lambda _module: [one])
    where = {"module": str(MODULE), "serial": b"7".hex(), "id": "01", "keypad": False}
    answered = token_process.answer({"do": "sign", **where, "pin": "000000", "data": to_base64url(b"attributes")})
    assert answered["fault"] == code
    assert words in str(tokens._fault(code, "", MODULE, "Karte"))


def test_a_library_that_falls_over_or_hangs_takes_nothing_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "usual_modules", lambda: ())
    library = tmp_path / "libtoken.so"
    shutil.copy(MODULE, library)
    monkeypatch.setattr(tokens, "_PROCESS", "datapact.signing.keys.no_such_process")
    (fault,) = on_tokens(Device((library,))).faults
    assert "has crashed" in str(fault)
    monkeypatch.setattr(tokens, "LIST_SECONDS", 0.01)
    (fault,) = on_tokens(Device((library,))).faults
    assert "does not answer" in str(fault)


def test_modules_are_settings_of_this_computer(tmp_path: Path) -> None:
    file = tmp_path / "config" / "signing-keys.json"
    assert read_device(file) == Device()
    assert add_module(MODULE, file).modules == (MODULE.resolve(),)
    assert add_module(MODULE, file) == read_device(file)
    with pytest.raises(WrongUse):
        add_module(tmp_path / "missing.so", file)
    assert remove_module(MODULE, file) == Device()
    with pytest.raises(WrongUse):
        remove_module(MODULE, file)
    write_device(Device((tmp_path / "a.so",)), file)
    file.write_bytes(b"{")
    with pytest.raises(Malformed):
        add_module(MODULE, file)
    assert file.read_bytes() == b"{"  # nobody writes over what cannot be read
