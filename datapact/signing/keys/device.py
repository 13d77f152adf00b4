"""The modules for tokens and the signing services that this computer knows: a file of the user, never synced, received or in a vault."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated, ClassVar, Final

from datapact.base.errors import DataPactError, Malformed, WrongUse
from datapact.base.files import read_whole, write_whole
from datapact.base.format import Base64url, Bounds, Format, Written, part
from datapact.base.texts import N_
from datapact.base.user_folders import settings_home
from datapact.organisation.identity.certificate_authority import decode_certificate, encode
from datapact.signing.keys.services import Api, RemoteKey, Service, service_address

MOST_MODULES: Final = 16
MOST_SERVICES: Final = 16
_LINUX: Final = ("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib", "/usr/local/lib")
_LINUX_NAMES: Final = ("opensc-pkcs11.so", "libeTPkcs11.so", "libykcs11.so", "libcardos11.so", "libcvP11.so")
_MAC: Final = ("/Library/OpenSC/lib/opensc-pkcs11.so", "/usr/local/lib/libeTPkcs11.dylib")
_WINDOWS: Final = (
    "C:/Program Files/OpenSC Project/OpenSC/pkcs11/opensc-pkcs11.dll",
    "C:/Windows/System32/eTPKCS11.dll",
    "C:/Program Files/Yubico/Yubico PIV Tool/bin/libykcs11.dll",
)


@part
class _Service:
    """A signing service as the file has it."""

    optional: ClassVar = frozenset({"confidential"})

    name: str
    address: str
    api: Api
    client_id: str
    login: str
    """Empty for the address of the service."""
    confidential: bool = False


@part
class _Key:
    """A key at a service as the file has it."""

    optional: ClassVar = frozenset({"sent"})

    kid: str
    service: str
    credential: str
    certificate: Base64url
    chain: tuple[Base64url, ...]
    mode: str
    secrets: tuple[str, ...]
    algorithms: tuple[str, ...]
    sent: tuple[str, ...] = ()


def _read_service(one: _Service) -> Service:
    login = service_address(one.login) if one.login else ""
    return Service(one.name, service_address(one.address), one.api, one.client_id, login, one.confidential)


def _write_service(one: Service) -> _Service:
    return _Service(one.name, one.address, one.api, one.client_id, one.login, one.confidential)


def _read_key(one: _Key) -> RemoteKey:
    certificate, chain = decode_certificate(one.certificate), tuple(map(decode_certificate, one.chain))
    lists = one.secrets, one.algorithms, one.sent
    return RemoteKey(one.kid, one.service, one.credential, certificate, chain, one.mode, *lists)


def _write_key(one: RemoteKey) -> _Key:
    certificate, chain = encode(one.certificate), tuple(map(encode, one.chain))
    lists = one.secrets, one.algorithms, one.sent
    return _Key(one.kid, one.service, one.credential, certificate, chain, one.mode, *lists)


@part
class Device(Format):
    """The settings of this computer for the keys of others."""

    optional: ClassVar = frozenset({"services", "keys"})
    largest: ClassVar = 1024 * 1024
    malformed: ClassVar = N_("The settings for signing keys on this computer are not in their form.")

    modules: Annotated[tuple[Annotated[Path, Written(str, Path, str)], ...], Bounds(most=MOST_MODULES)] = ()
    """Libraries for tokens (PKCS#11) that the user chose, besides those that lie in usual places."""
    services: Annotated[
        tuple[Annotated[Service, Written(_Service, _read_service, _write_service)], ...], Bounds(most=MOST_SERVICES)
    ] = ()
    """Remote signing services, in the order in which they were set up."""
    keys: tuple[Annotated[RemoteKey, Written(_Key, _read_key, _write_key)], ...] = ()
    """Keys at these services whose certificate the user chose; nothing secret."""


def device_file() -> Path:
    """The file of these settings; it need not exist."""
    return settings_home() / "signing-keys.json"


def read_device(file: Path | None = None) -> Device:
    """The settings of this computer; raises Malformed for a damaged file, so that no change writes over it."""
    file = file or device_file()
    if not file.exists():
        return Device()
    try:
        return Device.read(read_whole(file, limit=Device.largest))
    except DataPactError as error:
        raise Malformed(
            N_(
                "The settings for signing keys on this computer cannot be read. Remove the file {file}, then set them anew."
            ),
            file=str(file),
        ) from error


def write_device(device: Device, file: Path | None = None) -> None:
    """Write the settings, whole; raises Surroundings when the disk fails."""
    file = file or device_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, device.write())


def add_module(module: Path, file: Path | None = None) -> Device:
    """Add a module; raises WrongUse where there is no such file, or there are too many."""
    module = module.resolve()
    if not module.is_file():
        raise WrongUse(
            N_("There is no file {file}. Choose the module (PKCS#11) that the software of your token installed."),
            file=str(module),
        )
    device = read_device(file)
    if module not in device.modules:
        if len(device.modules) >= MOST_MODULES:
            raise WrongUse(N_("There are {count} modules already. Remove one first."), count=MOST_MODULES)
        device = replace(device, modules=(*device.modules, module))
        write_device(device, file)
    return device


def remove_module(module: Path, file: Path | None = None) -> Device:
    """Remove a module from the settings; the library itself stays. Raises WrongUse where it is not among them."""
    device = read_device(file)
    wanted = {module, module.resolve()}
    if not wanted & set(device.modules):
        raise WrongUse(N_("The module {file} is not among those of this computer."), file=str(module))
    device = replace(device, modules=tuple(one for one in device.modules if one not in wanted))
    write_device(device, file)
    return device


def with_service(device: Device, service: Service) -> Device:
    """The settings with one more service; raises WrongUse where its name is taken or there are too many."""
    if any(one.name == service.name for one in device.services):
        raise WrongUse(N_("There is a service {name} already. Choose another name."), name=service.name)
    if len(device.services) >= MOST_SERVICES:
        raise WrongUse(N_("There are {count} services already. Remove one first."), count=MOST_SERVICES)
    return replace(device, services=(*device.services, service))


def remember_service(service: Service, file: Path | None = None) -> Service:
    """Note a service on this computer; raises WrongUse as ``with_service`` does."""
    write_device(with_service(read_device(file), service), file)
    return service


def forget_service(name: str, file: Path | None = None) -> None:
    """Forget a service on this computer; raises WrongUse where it is not known."""
    write_device(without_service(read_device(file), name), file)


def without_service(device: Device, name: str) -> Device:
    """The settings without a service and its keys; raises WrongUse where it is not among them."""
    find_service(device, name)
    return replace(
        device,
        services=tuple(one for one in device.services if one.name != name),
        keys=tuple(one for one in device.keys if one.service != name),
    )


def is_at_service(kid: str, file: Path | None = None) -> bool:
    """Whether a key lies at a service that this computer knows; no where the settings cannot be read."""
    try:
        return any(one.kid == kid for one in read_device(file).keys)
    except Malformed:
        return False


def find_service(device: Device, name: str) -> Service:
    """The service of a name; raises WrongUse."""
    for one in device.services:
        if one.name == name:
            return one
    raise WrongUse(N_("This computer knows no signing service {name}."), name=name)


def with_key(device: Device, key: RemoteKey) -> Device:
    """The settings with a key at a service, in place of what was known of the same one."""
    return replace(device, keys=(*(one for one in device.keys if one.kid != key.kid), key))


def remember_key(key: RemoteKey, file: Path | None = None) -> None:
    """Note on this computer at which service a key lies."""
    write_device(with_key(read_device(file), key), file)


def usual_modules() -> tuple[Path, ...]:
    """Libraries for tokens that lie where their software installs them on this system."""
    if sys.platform == "win32":
        candidates = [Path(one) for one in _WINDOWS]
    elif sys.platform == "darwin":
        candidates = [Path(one) for one in _MAC]
    else:
        candidates = [Path(folder) / name for folder in _LINUX for name in _LINUX_NAMES]
    found = [one.resolve() for one in candidates if one.is_file()]
    return tuple(dict.fromkeys(found))
