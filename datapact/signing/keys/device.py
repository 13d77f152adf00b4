"""Which modules for tokens this computer knows: a plain file of the user, never synced, received or in a vault."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import platformdirs

from datapact.base.errors import DataPactError, Malformed, WrongUse
from datapact.base.files import read_whole, write_whole
from datapact.base.strictjson import JsonObject, canonical, parse_object
from datapact.base.texts import N_

FORMAT: Final = 1
MOST_MODULES: Final = 16
_LARGEST_FILE: Final = 256 * 1024
_LINUX: Final = ("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib", "/usr/local/lib")
_LINUX_NAMES: Final = ("opensc-pkcs11.so", "libeTPkcs11.so", "libykcs11.so", "libcardos11.so", "libcvP11.so")
_MAC: Final = ("/Library/OpenSC/lib/opensc-pkcs11.so", "/usr/local/lib/libeTPkcs11.dylib")
_WINDOWS: Final = (
    "C:/Program Files/OpenSC Project/OpenSC/pkcs11/opensc-pkcs11.dll",
    "C:/Windows/System32/eTPKCS11.dll",
    "C:/Program Files/Yubico/Yubico PIV Tool/bin/libykcs11.dll",
)


@dataclass(frozen=True, slots=True)
class Device:
    """What this computer needs for the keys of others."""

    modules: tuple[Path, ...] = ()
    """Libraries for tokens (PKCS#11) that the user chose, besides those that lie in usual places."""


def device_file() -> Path:
    """The file of these settings; it need not exist."""
    return Path(platformdirs.user_config_dir("datapact", appauthor=False)) / "signing-keys.json"


def read_device(file: Path | None = None) -> Device:
    """The settings of this computer; raises Malformed for a damaged file, so that no change writes over it."""
    file = file or device_file()
    if not file.exists():
        return Device()
    try:
        found = parse_object(read_whole(file, limit=_LARGEST_FILE))
        modules = found.get("modules", [])
        if found.get("format") != FORMAT or not isinstance(modules, list):
            raise ValueError(found)
        return Device(tuple(Path(one) for one in modules if isinstance(one, str))[:MOST_MODULES])
    except (DataPactError, ValueError) as error:
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
    value: JsonObject = {"format": FORMAT, "modules": [str(one) for one in device.modules]}
    write_whole(file, canonical(value))


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
