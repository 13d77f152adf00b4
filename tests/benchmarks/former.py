"""The same network by the program of an earlier day, taken out of the repository's history: what a command took then.

It runs in this Python, with these packages, in the same run as the program of today; so the ratio holds on a loaded machine, too.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

BEFORE_LEAN_FILES = "d54d0c439df7cd527fba6b89e9186d2acba4f9f7"
"""The last program before the network was made lean (decision 129), by which the aim "at most today's" is held."""
_ITS_NETWORK = "bad2d2c17d8bc2fbf6844ed1f986616fab7f55a3:tests/benchmarks/network.py"
"""Founds and signs with functions that the earlier program has, too."""
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Former:
    """What the earlier program took, of the same steps, by one run of it."""

    seconds: dict[str, list[float]]
    """Of the processor, its worker included, by kind of command."""
    bytes_signing: int
    """All files with signatures together."""
    last: int
    """Bytes of the last of them."""
    files: int
    commands: int


def former(parties: int, providers: int) -> Former | None:
    """A network of so many, of which so many provide data to all others.

    None where the history of the repository is not here, and where the earlier program refuses: from about twenty-three on its
    texts had too many parts if all provide, and on a loaded machine its readers gave up.
    """
    git = partial(subprocess.run, cwd=_ROOT, capture_output=True, check=False)
    packed = git(["git", "archive", BEFORE_LEAN_FILES, "datapact", "resources"])
    network = git(["git", "show", _ITS_NETWORK])
    if packed.returncode or network.returncode:
        return None
    with tempfile.TemporaryDirectory(prefix="datapact-former-") as name:
        folder = Path(name)
        with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
            archive.extractall(folder, filter="data")
        (folder / "datapact_resources").symlink_to("resources")
        (folder / "network_then.py").write_bytes(network.stdout)
        done = subprocess.run(
            [sys.executable, str(Path(__file__)), str(parties), str(providers), name],
            env={**os.environ, "PYTHONPATH": name},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise SystemExit(f"the program of {BEFORE_LEAN_FILES[:8]}: {done.stderr}")
    sys.stderr.write(done.stderr)
    found = json.loads(done.stdout)
    return None if found is None else Former(**found)


def _work(parties: int, providers: int, folder: Path) -> dict[str, Any] | None:
    import network_then  # type: ignore[import-not-found]
    from measure import forget_templates, processor_seconds

    import datapact
    from datapact.base.errors import DataPactError

    if not Path(str(datapact.__file__)).is_relative_to(folder):
        raise SystemExit(f"this is the program of {datapact.__file__}")
    seconds: dict[str, list[float]] = {}

    def timed(network: Any, name: str, work: Any) -> Any:
        if name == "new":
            forget_templates()
        before = processor_seconds()
        result = work()
        network.commands += 1
        seconds.setdefault(name, []).append(processor_seconds() - before)
        return result

    network_then.Network.timed = timed
    (folder / "vaults").mkdir()
    made = network_then.founded(folder / "vaults", parties, providers)
    try:
        made.agree()
        made.freeze()
        made.sign()
    except DataPactError as refused:
        print(f"{parties} parties, {providers} provide: {refused}", file=sys.stderr)
        return None
    finally:
        made.close()
    signing = made.sizes["sign"]
    files = sum(map(len, made.sizes.values()))
    return {
        "seconds": seconds,
        "bytes_signing": sum(signing),
        "last": signing[-1],
        "files": files,
        "commands": made.commands,
    }


if __name__ == "__main__":
    print(json.dumps(_work(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))))
