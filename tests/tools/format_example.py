"""Make the worked example of docs/file-format.md anew: a card, a bundle, and the key that opens it.

format_example.py     writes docs/examples/ and the section of the page; only when a format changes
"""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.acting.private_keys import sealing_keys
from datapact.organisation.identity.fingerprint import fingerprint
from datapact.organisation.members.unlocking import unlock
from tests.exchange import mini_reader
from tests.exchange.houses import NAMES, PASSPHRASE, build, offer, send

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "file-format.md"
EXAMPLES = ROOT / "docs" / "examples"
HEADING = "## Worked example\n"


def main() -> None:
    """Write the files, then the section about them."""
    EXAMPLES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build(folder, noon)
        keller, institute, _third = (unlock(folder / short, None, PASSPHRASE, noon) for short in NAMES)
        offer(keller, institute)
        (EXAMPLES / "offer.dpact").write_bytes(send(keller, institute))
        (EXAMPLES / "keller.dpcard").write_bytes(write_card(keller))
        with institute.vault.read() as session:
            (private,) = sealing_keys(session).values()
        (EXAMPLES / "institute.key").write_text(mini_reader.encode(private) + "\n")
    page = PAGE.read_text()
    PAGE.write_text(page[: page.index(HEADING)] + HEADING + "\n" + section())


def noon() -> datetime:
    return datetime(2026, 11, 24, 12, tzinfo=UTC)


def section() -> str:
    """The text of the worked example, from the files."""
    card = mini_reader.read_card((EXAMPLES / "keller.dpcard").read_bytes())
    data = (EXAMPLES / "offer.dpact").read_bytes()
    private = mini_reader.decode((EXAMPLES / "institute.key").read_text().strip())
    core, line, payload = mini_reader.open_envelope(data, private)
    bundle = mini_reader.read_bundle(data, private)
    statement = mini_reader.parse(mini_reader.read_jws(payload.split(b"\n", 1)[0].decode(), "dp-bundle").payload)
    (entries,) = bundle.entries.values()
    (history,) = bundle.contents["histories"]
    disclosure = next(text for text in history["entries"][0]["disclosures"] if len(text) < 90)
    return f"""`docs/examples/` holds `keller.dpcard`, the card of a company; `offer.dpact`, a bundle with its offer to an institute; and
`institute.key`, the institute's private sealing key (96 bytes as base64url), which no real vault would let out.
`tests/tools/format_example.py` made them; the tests read them with the program and with the independent reader.

**The card.** Organisation `{card.organisation}`, {card.sequence} entry, fingerprint
`{fingerprint(card.organisation)}`. The payload of the `founding` entry (lists cut short):

{block(card.entries[0].claims)}

Its digest is `{card.entries[0].digest}`, and so the head of this history.

**The bundle.** The core of the first line:

{block(core)}

The digest of the first line is `{line}`. The statement's payload:

{block(statement)}

The contents have one history, `{history["history"]}`, with the entries

{chr(10).join(f"- `{entry.claims['kind']}`, digest `{entry.digest}`" for entry in entries)}

The second names the first as its parent. A disclosure of the offer is

```
{disclosure}
```

which is `{mini_reader.decode(disclosure).decode()}`, and has the digest `{mini_reader.digest(disclosure.encode())}`.
"""


def block(value: Any) -> str:
    """JSON for people."""
    return "```json\n" + json.dumps(shortened(value), indent=2, ensure_ascii=False) + "\n```"


def shortened(value: Any) -> Any:
    """The same with long lists cut."""
    if isinstance(value, dict):
        return {name: shortened(member) for name, member in value.items()}
    if isinstance(value, list) and len(value) > 3:
        return [*value[:2], "…"]
    return value


if __name__ == "__main__":
    main()
