"""A real server that asks for TLS and a certificate of the client: one sentence for each that lacks it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from datapact.base.errors import DataPactError, Locked, Surroundings
from datapact.team.database.address import address
from datapact.team.database.rows import connected
from tests.team.cluster import Cluster, as_other_user

type Issued = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


def issued(name: str, by: Issued | None = None) -> Issued:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = x509.CertificateBuilder(
        issuer_name=subject if by is None else by[0].subject,
        subject_name=subject,
        public_key=key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=now - timedelta(days=1),
        not_valid_after=now + timedelta(days=1),
    ).add_extension(x509.BasicConstraints(ca=by is None, path_length=None), critical=True)
    if by is not None:
        made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    return made.sign(key if by is None else by[1], hashes.SHA256()), key


def kept(folder: Path, name: str, one: Issued) -> None:
    (folder / f"{name}.crt").write_bytes(one[0].public_bytes(Encoding.PEM))
    key = folder / f"{name}.key"
    key.write_bytes(one[1].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    key.chmod(0o600)


@pytest.fixture
def strict(tmp_path: Path, cluster: Cluster) -> Iterator[Path]:
    """A database that takes in only who comes with TLS and a certificate; returns the folder with certificates."""
    authority = issued("Zertifizierung")
    for name, one in (("ca", authority), ("writer", issued("writer", authority)), ("stranger", issued("Fremde"))):
        kept(tmp_path, name, one)
    cluster.new_database("strict")
    with cluster.chief("strict") as chief:
        chief.execute("GRANT CREATE ON SCHEMA public TO writer")
        ((hba,), (data,)) = (chief.execute(f"SHOW {name}").fetchone() for name in ("hba_file", "data_directory"))  # type: ignore[misc]
        kept(Path(data), "server", issued("localhost", authority))
        shutil.copy(tmp_path / "ca.crt", Path(data) / "ca.crt")
        for name in ("server.crt", "server.key", "ca.crt"):
            if other := as_other_user():
                shutil.chown(Path(data) / name, other[1].partition("=")[2])
        before = Path(hba).read_text()
        asks = "hostssl strict all all scram-sha-256 clientcert=verify-full\nhostnossl strict writer all reject\n"
        Path(hba).write_text(asks + before)
        for name, value in (("ssl_ca_file", "ca.crt"), ("ssl", "on")):
            chief.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        chief.execute("SELECT pg_reload_conf()")
    yield tmp_path
    Path(hba).write_text(before)
    with cluster.chief() as chief:
        for name in ("ssl", "ssl_ca_file"):
            chief.execute(f"ALTER SYSTEM RESET {name}")
        chief.execute("SELECT pg_reload_conf()")


def test_a_client_certificate_is_asked_for_in_one_sentence(strict: Path, cluster: Cluster) -> None:
    url = f"postgresql://writer@localhost:{cluster.port}/strict?sslmode=verify-full"
    certificate = f"&sslcert={strict / 'writer.crt'}&sslkey={strict / 'writer.key'}"
    cases: list[tuple[str, type[DataPactError], str]] = [
        (f"{url}&sslrootcert={strict / 'ca.crt'}", Locked, "asks for a certificate of yours"),
        (f"{url}&sslrootcert={strict / 'stranger.crt'}{certificate}", Surroundings, "no encrypted connection"),
        (url.replace("verify-full", "disable"), Surroundings, "no encrypted connection"),
    ]
    right = address(f"{url}&sslrootcert={strict / 'ca.crt'}{certificate}", cluster.passwords["writer"])
    for _try in range(100):  # the server takes its new rules up in a moment
        try:
            with connected(right) as log:
                log.make_tables()
                assert log.rows("A" * 22) == []
            break
        except (DataPactError, psycopg.Error):
            if _try == 99:
                raise
            os.sched_yield()
    for wrong, error, words in cases:
        with pytest.raises(error, match=words), connected(address(wrong, cluster.passwords["writer"])):
            raise AssertionError
    with cluster.chief() as chief:  # a server that asks nobody for one is not enough where the address demands it
        chief.execute("ALTER SYSTEM RESET ssl_ca_file")
        chief.execute("SELECT pg_reload_conf()")
    demanding = right.replace("dbname=strict", "dbname=postgres") + " sslcertmode=require"
    for _try in range(100):
        with pytest.raises(DataPactError) as told, connected(demanding):
            raise Locked("it asked")
        if "it asked" not in str(told.value):
            break
        os.sched_yield()
    assert "does not ask for a certificate of yours" in str(told.value)
