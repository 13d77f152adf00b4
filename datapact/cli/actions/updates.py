"""The actions of the commands for newer versions."""

from __future__ import annotations

from pathlib import Path

from datapact import __version__
from datapact.base.texts import _
from datapact.cli.kit.output import answer, emit
from datapact.cli.kit.session import vault_folder
from datapact.cli.kit.settings import settings
from datapact.cli.printed.vault import ReleaseShown, UpdateCheck, UpdateFetch, UpdateTrust, UpdateTry
from datapact.updates.check import Release, fetch, look_at, newer
from datapact.updates.makers import trust
from datapact.updates.trial import try_program


def check_release(place: str) -> None:
    """Say whether there is a newer version; the exit code is 1 when there is none."""
    release = look_at(place)
    is_newer = newer(release.version, __version__)
    lines = [
        _("Version {version} of {day} is signed by its makers.", version=release.version, day=release.day),
        _("It is newer than this program ({version}).", version=__version__)
        if is_newer
        else _("This program ({version}) is not older. There is nothing to do.", version=__version__),
    ]
    if is_newer:
        lines += ["", *release.changes.splitlines()]
    emit(UpdateCheck({**_release_json(release), "own": __version__, "newer": is_newer}), lines)
    answer(0 if is_newer else 1)


def fetch_package(place: str, into: Path, kind: str) -> None:
    """Fetch the package for this computer."""
    release, file = fetch(place, into, kind)
    lines = [
        _("{file} is version {version}, as its makers signed it.", file=str(file), version=release.version),
        _(
            "Unpack it beside the old one, let it try your vault (datapact update try), and only then remove the old one."
        ),
    ]
    emit(UpdateFetch({**_release_json(release), "file": str(file)}), lines)


def try_new(program: Path) -> None:
    """Let a new program check a copy of the vault."""
    given, folder = settings(), vault_folder()
    options = [*(["--as", given.member] if given.member else [])]
    if given.passphrase_file is not None:
        options += ["--passphrase-file", str(given.passphrase_file.resolve())]
    try_program(program, folder, options)
    emit(
        UpdateTry({"vault": str(folder), "program": str(program)}),
        [_("The new program opened a copy of this vault and found it sound. The vault itself is as it was.")],
    )


def trust_makers(file: Path, fingerprint: str) -> None:
    """Believe makers whose fingerprint was compared."""
    found = trust(file, fingerprint)
    emit(
        UpdateTrust({"fingerprint": found}),
        [_("Releases of these makers are believed from now on: {fingerprint}.", fingerprint=found)],
    )


def _release_json(release: Release) -> ReleaseShown:
    return {
        "version": release.version,
        "day": release.day,
        "changes": release.changes,
        "files": [
            {"name": one.name, "kind": one.kind, "system": one.system, "size": one.size} for one in release.files
        ],
    }
