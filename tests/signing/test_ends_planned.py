"""The end of a certificate and the end of an algorithm: each is planned, stands in the calendar with its reason, and a round acts on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from datapact.base.progress import silent
from datapact.obligations.agenda.agenda import agenda
from datapact.signing.archive.renew import archived, renew_archive
from datapact.signing.authorities.settings import TimestampAuthority, add_authority, remove_authority
from tests.agreements.negotiated import Table, at_table, found_houses
from tests.signing.made_lists import Holder
from tests.signing.other_programs import written_by_openssl
from tests.signing.test_elsewhere import on_paper
from tests.signing.test_trusted_lists import in_asn1
from tests.signing.tsa import answering

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
WEAK = "ETSI TS 119 312"


class Clock:
    """The time of the vault and of every authority."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("houses")
    found_houses(folder, lambda: NOW)
    return folder


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def table(houses: Path, tmp_path: Path, own_config: Path, clock: Clock) -> Iterator[Table]:
    made = at_table(houses, tmp_path / "copies", clock)
    yield made
    made.close()


@contextmanager
def stamping(name: str, key: rsa.RSAPrivateKey, until: datetime, clock: Clock) -> Iterator[TimestampAuthority]:
    """An authority whose certificate vouches for itself and ends then."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=300))
        .not_valid_after(until)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(key, hashes.SHA256())
    )
    shown, signing = in_asn1(Holder(key, certificate))

    def answer(question: bytes) -> tuple[int, bytes]:
        maker = DummyTimeStamper(shown, signing, fixed_dt=clock())
        return 200, maker.request_tsa_response(tsp.TimeStampReq.load(question)).dump()

    with answering(answer) as address:
        yield TimestampAuthority(name, address, certificate.public_bytes(Encoding.DER))


def test_a_certificate_or_an_algorithm_that_ends_is_planned(table: Table, clock: Clock, tmp_path: Path) -> None:
    anna = table.anna
    theirs = written_by_openssl(tmp_path)
    on_paper(anna, evidence="pdf_signature", files=[("a.pdf", theirs)], reference="A")
    strong, old = rsa.generate_private_key(65537, 3072), rsa.generate_private_key(65537, 2048)
    with (
        stamping("Kurz", strong, datetime(2027, 6, 1, 12, tzinfo=UTC), clock) as short,
        stamping("Alt", old, datetime(2031, 6, 1, 12, tzinfo=UTC), clock) as weak,
        stamping("Lang", strong, datetime(2033, 6, 1, 12, tzinfo=UTC), clock) as long,
    ):

        def due() -> tuple[date, str]:
            """The day in the list, which is that of the calendar, and the calendar's reason."""
            (row,) = archived(anna)
            assert row.renew is not None
            (one,) = [one for one in agenda(anna, clock().date(), row.renew) if one.kind == "proof"]
            assert (one.due, one.overdue) == (row.renew, False)
            return row.renew, one.steps[0].text("en")

        add_authority(short)
        (line,) = renew_archive(anna, silent, wanted="B-LTA").lines
        assert (line.outcome, line.level) == ("renewed", "B-LTA"), line
        day, why = due()
        assert day == date(2027, 3, 3)  # 90 days before the certificate ends
        assert why.startswith("The certificate behind the timestamp ends then")

        # in time, an authority with a longer certificate and an older algorithm: that falls before the certificate ends
        clock.now = datetime(2027, 3, 4, 9, tzinfo=UTC)
        remove_authority("Kurz")
        add_authority(weak)
        (line,) = renew_archive(anna, silent).lines
        assert (line.outcome, line.until) == ("renewed", datetime(2029, 1, 1, tzinfo=UTC))
        day, why = due()
        assert day in (date(2028, 10, 2), date(2028, 10, 3))  # by the zone of the computer
        assert "RSA 2048" in why
        assert WEAK in why
        assert renew_archive(anna, silent).lines[0].outcome == "nothing_due"

        # when the algorithm is about to fall, a timestamp with the same one wins nothing, and another algorithm is asked for
        clock.now = datetime(2028, 10, 5, 9, tzinfo=UTC)
        (late,) = [one for one in agenda(anna, clock().date(), clock().date()) if one.kind == "proof"]
        assert late.overdue
        (line,) = renew_archive(anna, silent).lines
        assert (line.outcome, "rests on RSA 2048, too" in str(line.reasons[0])) == ("less", True)
        add_authority(long, first=True)
        (line,) = renew_archive(anna, silent).lines
        assert (line.outcome, line.until) == ("renewed", datetime(2033, 6, 1, 12, tzinfo=UTC))
        assert due()[0] == date(2033, 3, 3)
