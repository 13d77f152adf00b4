"""Remote signing: only a hash leaves, every authorisation is bound to it, and no fault leaves anything half signed."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from datapact.base.errors import AnswerNo, DataPactError, Malformed, Surroundings, WrongUse
from datapact.signing.keys import browser_login, service_requests
from datapact.signing.keys.csc import known_key, log_in, remote_keys, send_codes, set_up, sign_remotely
from datapact.signing.keys.device import (
    Device,
    read_device,
    remember_key,
    with_key,
    with_service,
    without_service,
    write_device,
)
from datapact.signing.keys.services import RemoteKey, Service, service_address
from datapact.signing.pades.sign_field import begin_signature, require_fitting
from tests.agreements.negotiated import PASSPHRASE, Table, at_table, found_houses
from tests.cli.desks import Desk
from tests.signing.csc_service import CLIENT, SHA256, Service1, Service2, browser, running1, running2
from tests.signing.samples import FIELDS, NOW, appearance, authority, contract, signatory
from tests.signing.softhsm import judged

ISSUER = authority("Zertifizierungsdienst Nord")
ANNA = signatory(ISSUER, "Anna Keller (Dienst)")
ATTRIBUTES = b"the signed attributes"


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


def with_one_key(service: Service, agree: Any = browser) -> tuple[Any, RemoteKey]:
    logged = log_in(service, agree)
    (key,) = [one for one in remote_keys(logged) if one.suits]
    return logged, key


def begun(key: RemoteKey) -> Any:
    return begin_signature(
        contract(),
        field=FIELDS[0],
        certificate=key.certificate,
        chain=key.chain,
        crls=[],
        at=NOW,
        certify=True,
        appearance=appearance("Anna Keller"),
    )


def test_version_2_binds_the_authorisation_to_the_one_hash_that_leaves(tmp_path: Path) -> None:
    with running2(ANNA) as there:
        service = set_up("Nord", f"{there.address}/csc/v2/", "2", CLIENT)
        assert (service.address, service.login) == (there.address, there.address)
        logged, key = with_one_key(service)
        assert (key.certificate, key.chain, key.mode) == (ANNA.certificate, (ISSUER.certificate,), "oauth2code")
        signature = begun(key)
        before = len(there.asked)
        value = sign_remotely(logged, key, signature.attributes, {}, browser)
        pdf = signature.finish(value)
    assert judged(pdf, tmp_path, [ISSUER.certificate]).count("Signature is Valid.") == 1
    digest = base64.b64encode(hashlib.sha256(signature.attributes).digest()).decode()
    (_page, query), (_token, _form), (path, body) = there.asked[before:]
    assert path == "/csc/v2/signatures/signHash"
    assert (body["hashes"], body["hashAlgorithmOID"]) == ([digest], SHA256)
    (details,) = json.loads(query["authorization_details"])
    assert details["documentDigests"] == [{"hash": digest, "label": f"SHA-256 {base64.b64decode(digest).hex()}"}]
    assert (details["type"], details["credentialID"]) == ("credential", "GX0112348")
    assert base64.urlsafe_b64decode(query["hashes"]) == signature.sha256
    everything = json.dumps(there.asked).encode()
    assert base64.b64encode(signature.attributes) not in everything
    assert signature.attributes.hex().encode() not in everything
    assert set(details) == {"type", "credentialID", "documentDigests", "hashAlgorithmOID"}


def test_version_1_signs_by_pyhankos_client(tmp_path: Path) -> None:
    with running1(ANNA, tmp_path / "nord") as address:
        service = set_up("Nord 1", address, "1")
        assert service.login == ""
        logged, key = with_one_key(service)
        assert (key.mode, key.credential) == ("implicit", "nord/anna")
        signature = begun(key)
        pdf = signature.finish(sign_remotely(logged, key, signature.attributes, {}))
        assert judged(pdf, tmp_path, list(key.chain)).count("Signature is Valid.") == 1
        other = signatory(ISSUER, "Anna", key=ANNA.key)
        swapped = RemoteKey(key.kid, key.service, key.credential, other.certificate, (), key.mode, (), key.algorithms)
        with pytest.raises(AnswerNo, match="another certificate"):
            sign_remotely(logged, swapped, ATTRIBUTES, {})
    with pytest.raises(Surroundings, match="cannot be reached"):
        sign_remotely(logged, key, ATTRIBUTES, {})


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        ("refuses", AnswerNo, "was not authorised"),
        ("another hash", AnswerNo, "authorised another text or key"),
        ("down", Surroundings, "is out of order"),
        ("later", Surroundings, "wants to answer later"),
        ("nonsense", Malformed, "no answer of its interface"),
        ("signs another hash", AnswerNo, "not a signature by the key"),
        ("another key", AnswerNo, "not a signature by the key"),
    ],
)
def test_a_service_that_fails_or_lies_is_one_sentence(fault: str, kind: type[DataPactError], words: str) -> None:
    with running2(ANNA) as there:
        logged, key = with_one_key(set_up("Nord", there.address, "2", CLIENT))
        there.fault = fault
        signature = begun(key)
        with pytest.raises(kind, match=words) as refused:
            signature.finish(sign_remotely(logged, key, signature.attributes, {}, browser))
        assert "Nothing was signed" in str(refused.value) or "nothing was signed" in str(refused.value)


def test_r_and_s_side_by_side_become_a_signature() -> None:
    with running2(ANNA, fault="side by side") as there:
        logged, key = with_one_key(set_up("Nord", there.address, "2", CLIENT))
        require_fitting(key.certificate, ATTRIBUTES, sign_remotely(logged, key, ATTRIBUTES, {}, browser))


def test_a_pin_is_entered_here_where_the_service_wants_it() -> None:
    with running2(ANNA, mode="explicit", secrets={"PIN": "1234", "OTP": "77"}) as there:
        service = set_up("Nord", there.address, "2")
        logged, key = with_one_key(service)
        assert key.secrets == ("PIN", "OTP")
        with pytest.raises(WrongUse, match="asks for: OTP"):
            sign_remotely(logged, key, ATTRIBUTES, {"PIN": "1234"})
        with pytest.raises(AnswerNo, match="The PIN is invalid: 2 attempts are left") as refused:
            sign_remotely(logged, key, ATTRIBUTES, {"PIN": "9999", "OTP": "77"})
        assert "9999" not in str(refused.value), "the service repeats what was sent"
        value = sign_remotely(logged, key, ATTRIBUTES, {"PIN": "1234", "OTP": "77"})
    require_fitting(key.certificate, ATTRIBUTES, value)


def test_a_code_is_sent_on_request_and_a_client_secret_is_kept_nowhere(tmp_path: Path) -> None:
    with running2(ANNA, mode="explicit", secrets={"PIN": "1234"}, sent="SMS") as there:
        logged, key = with_one_key(set_up("Nord", there.address, "2"))
        assert (key.secrets, key.sent) == (("PIN", "SMS"), ("SMS",))
        remember_key(key, tmp_path / "keys.json")
        assert read_device(tmp_path / "keys.json").keys == (key,)
        send_codes(logged, key)
        value = sign_remotely(logged, key, ATTRIBUTES, {"PIN": "1234", "SMS": "4711"})
    require_fitting(key.certificate, ATTRIBUTES, value)
    with running2(ANNA, client_secret="geheim-7") as there:
        service = set_up("Nord", there.address, "2", CLIENT, confidential=True)
        with pytest.raises(WrongUse, match="asks for the client secret"):
            log_in(service, browser)
        with pytest.raises(AnswerNo, match="invalid_client"):
            log_in(service, browser, secret="falsch")
        logged = log_in(service, browser, secret="geheim-7")
        (key,) = remote_keys(logged)
        require_fitting(key.certificate, ATTRIBUTES, sign_remotely(logged, key, ATTRIBUTES, {}, browser))
        write_device(with_service(Device(), service), tmp_path / "services.json")
        assert read_device(tmp_path / "services.json").services == (service,)
        kept = (tmp_path / "services.json").read_text() + repr(logged) + repr(service)
        assert "geheim-7" not in kept
        assert all("geheim-7" not in json.dumps(said) for path, said in there.asked if path != "/oauth2/token")


def test_version_1_sends_its_code_on_request_and_each_serves_once(tmp_path: Path) -> None:
    with running2(ANNA, Service1, mode="explicit", secrets={"PIN": "1234"}, sent="OTP") as there:
        logged, key = with_one_key(set_up("Nord", there.address, "1"))
        assert (key.mode, key.secrets, key.sent) == ("explicit", ("PIN", "OTP"), ("OTP",))
        with pytest.raises(AnswerNo, match="The OTP is invalid"):  # nobody asked for one yet
            sign_remotely(logged, key, ATTRIBUTES, {"PIN": "1234", "OTP": "4711"})
        there.fault = "no message"
        with pytest.raises(Surroundings, match="out of order"):
            send_codes(logged, key)
        there.fault = ""
        send_codes(logged, key)
        assert there.asked[-1] == ("/csc/v1/credentials/sendOTP", {"credentialID": key.credential})
        entered = {"PIN": "1234", "OTP": there.secrets["OTP"]}
        with pytest.raises(WrongUse, match="asks for: OTP"):
            sign_remotely(logged, key, ATTRIBUTES, {"PIN": "1234"})
        signature = begun(key)
        signed = signature.finish(sign_remotely(logged, key, signature.attributes, entered))
        assert judged(signed, tmp_path, [ISSUER.certificate]).count("Signature is Valid.") == 1
        with pytest.raises(AnswerNo, match="The OTP is invalid"):
            sign_remotely(logged, key, ATTRIBUTES, entered)
        digest = base64.b64encode(hashlib.sha256(signature.attributes).digest()).decode()
        assert [body["hash"] for path, body in there.asked if path.endswith("signHash")] == [[digest]]
    with running2(ANNA, Service1, mode="explicit", secrets={"PIN": "1234", "OTP": "77"}) as there:
        logged, key = with_one_key(set_up("Nord", there.address, "1"))
        send_codes(logged, key)  # its codes come from a device: nothing is asked for
        assert (key.sent, [path for path, _body in there.asked if path.endswith("sendOTP")]) == ((), [])


def test_a_browser_that_never_comes_back_ends_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser_login, "PATIENCE", 0.3)
    opened: list[str] = []
    with running2(ANNA) as there:
        service = set_up("Nord", there.address, "2", CLIENT)
        with pytest.raises(Surroundings, match=r"http://127\.0\.0\.1/"):
            log_in(service, opened.append)
        monkeypatch.setattr(browser_login, "PATIENCE", 30.0)

        class GivenUp(Exception):
            pass

        def alive() -> None:
            raise GivenUp

        with pytest.raises(GivenUp):
            log_in(service, opened.append, alive)
    assert len(opened) == 2


def test_only_our_own_state_counts_when_the_browser_comes_back() -> None:
    """A page that guesses the port cannot hand in a code of its own."""
    with running2(ANNA) as there:
        service = set_up("Nord", there.address, "2", CLIENT)

        def first_somebody_else(address: str) -> None:
            from urllib.parse import parse_qs, urlsplit

            back = parse_qs(urlsplit(address).query)["redirect_uri"][0]
            assert back.startswith("http://127.0.0.1:")

            def attack() -> None:
                opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
                for forged in ("?code=evil&state=guess", "?code=evil", "favicon.ico"):
                    with pytest.raises(urllib.error.HTTPError):
                        opener.open(back + forged, timeout=5)
                browser(address)

            threading.Thread(target=attack, daemon=True).start()

        assert log_in(service, first_somebody_else).token == "token-0"


def test_slow_or_endless_or_redirecting_services_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    with running2(ANNA) as there:
        service = Service("Nord", there.address, "2", CLIENT, there.address)
        monkeypatch.setattr(service_requests, "LARGEST", 10)
        with pytest.raises(Malformed):
            set_up("Nord", there.address, "2", CLIENT)
        monkeypatch.setattr(service_requests, "LARGEST", 1000)
        monkeypatch.setattr(Service2, "answer", lambda *_given: __import__("time").sleep(0.5) or (200, {}))
        monkeypatch.setattr(service_requests, "PATIENCE", 0.1)
        with pytest.raises(Surroundings, match="did not answer"):
            remote_keys(log_in(Service("Nord", there.address, "2", "", "")))
        monkeypatch.setattr(service_requests, "PATIENCE", 10.0)
        monkeypatch.setattr(Service2, "answer", lambda *_given: (302, {}))
        with pytest.raises(AnswerNo, match="refused: 302"):
            remote_keys(log_in(Service("Nord", service.address, "2", "", "")))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://sign.example",
        "ftp://sign.example",
        "https://",
        "https://a b",
        "https://x?y",
        "https://u:p@x",
        "https://ä.de",
    ],
)
def test_addresses_that_nobody_may_set_up(address: str) -> None:
    with pytest.raises(WrongUse):
        service_address(address)


def test_a_service_elsewhere_does_not_have_us_ask_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The address of the login is the service's own word; here it would reach programs that trust whoever is here."""
    said = {"authType": ["oauth2code"], "oauth2": "http://127.0.0.1:631"}
    monkeypatch.setattr("datapact.signing.keys.csc.post_json", lambda *_asked, **_told: said)
    with pytest.raises(Malformed):
        set_up("Nord", "https://sign.example", "2", CLIENT)
    assert set_up("Nord", "http://localhost:8080", "2", CLIENT).login == said["oauth2"]


def test_services_are_settings_of_this_computer(tmp_path: Path) -> None:
    file = tmp_path / "signing-keys.json"
    service = Service("Nord", "https://sign.example", "2", CLIENT, "https://login.example")
    key = RemoteKey("kid", "Nord", "GX", ANNA.certificate, (ISSUER.certificate,), "explicit", ("PIN",), ("1.2",))
    write_device(with_service(Device((Path("/lib/a.so"),)), service), file)
    remember_key(key, file)
    found = read_device(file)
    assert (found.services, found.keys) == ((service,), (key,))
    assert known_key(found, "kid") == key
    assert with_key(found, key) == found
    with pytest.raises(AnswerNo):
        known_key(found, "other")
    with pytest.raises(WrongUse):
        with_service(found, service)
    assert without_service(found, "Nord") == Device((Path("/lib/a.so"),))
    written = json.loads(file.read_bytes())
    written["services"][0]["address"] = "http://sign.example"  # somebody changed the file by hand
    file.write_text(json.dumps(written))
    with pytest.raises(Malformed):
        read_device(file)


def test_the_whole_way_on_the_command_line(table: Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("datapact.signing.keys.device.device_file", lambda: tmp_path / "config" / "signing-keys.json")
    monkeypatch.setattr("webbrowser.open", lambda address: browser(address) is None)
    table.agree()
    table.anna.close()
    table.martin.close()
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    anna = Desk(tmp_path, tmp_path / "copies" / "keller", "anna-keller")
    sign_it = ("agreement", "sign", table.history, "--service")
    with running2(ANNA) as there:
        anna.refused(2, "signing-keys", "add-service", "Nord", "--address", there.address)  # a client id is missing
        anna("signing-keys", "add-service", "Nord", "--address", there.address, "--client-id", CLIENT)
        (listed,) = anna.json("signing-keys", "list", "--service", "Nord")
        assert (listed["name"], listed["service"], listed["suits"]) == ("Anna Keller (Dienst)", "Nord", True)
        anna("vault", "members", "use-key", "--service", "Nord")
        anna("agreement", "freeze", table.history)
        before = len(there.asked)
        assert "Only this SHA-256 would go to Nord (127.0.0.1)" in anna.refused(3, *sign_it)
        assert len(there.asked) == before  # nothing leaves without consent
        there.fault = "down"
        anna.refused(5, *sign_it, "--yes")
        there.fault = ""
        anna(*sign_it, "--yes")
        assert [one for path, one in there.asked if path == "/oauth2/authorize"][-1]["scope"] == "credential"
    anna("signing-keys", "remove-service", "Nord")
    anna.refused(1, *sign_it, "--yes")
