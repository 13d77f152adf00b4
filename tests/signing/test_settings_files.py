"""The files of this computer on signing keys and authorities keep their bytes, whatever their models look like."""

from __future__ import annotations

from pathlib import Path

import pytest

from datapact.base.errors import Damaged, Malformed
from datapact.signing.authorities.settings import Authorities, TimestampAuthority, authorities
from datapact.signing.keys.device import Device, read_device, write_device
from datapact.signing.keys.services import Service

DEVICE = (
    '{"format":1,"modules":["/usr/lib/ä.so"],"services":[{"address":"https://sign.example","api":"2","client_id":"client",'
    '"login":"","name":"Nord"},{"address":"https://sued.example","api":"1","client_id":"x","confidential":true,'
    '"login":"https://login.example","name":"Süd"}]}'
).encode()
AUTHORITIES = (
    b'{"authorities":[{"address":"http://tsa.example","anchor":"AA","name":"A","revocation":[]},'
    b'{"address":"http://b.example","anchor":"AQ","name":"B","revocation":["http://ocsp.example"]}],"format":1}'
)


def test_signing_keys_keep_their_bytes(tmp_path: Path) -> None:
    services = (
        Service("Nord", "https://sign.example", "2", "client", ""),
        Service("Süd", "https://sued.example", "1", "x", "https://login.example", confidential=True),
    )
    file = tmp_path / "signing-keys.json"
    write_device(Device((Path("/usr/lib/ä.so"),), services), file)
    assert file.read_bytes() == DEVICE
    assert read_device(file).services == services
    for wrong in (DEVICE.replace(b'"2"', b'"3"'), DEVICE.replace(b'"format":1', b'"format":1,"more":1')):
        file.write_bytes(wrong)
        with pytest.raises(Malformed, match=r"signing-keys\.json"):
            read_device(file)


def test_authorities_keep_their_bytes(tmp_path: Path) -> None:
    file = tmp_path / "timestamp-authorities.json"
    known = (
        TimestampAuthority("A", "http://tsa.example", b"\0"),
        TimestampAuthority("B", "http://b.example", b"\1", ("http://ocsp.example",)),
    )
    assert Authorities(known).write() == AUTHORITIES
    for written in (AUTHORITIES, AUTHORITIES.replace(b',"revocation":[]', b"")):  # as the first program wrote them
        file.write_bytes(written)
        assert authorities(file) == known
    for wrong in (AUTHORITIES.replace(b'"A"', b"1"), AUTHORITIES.replace(b'"AA"', b'"!"')):
        file.write_bytes(wrong)
        with pytest.raises(Damaged):
            authorities(file)
