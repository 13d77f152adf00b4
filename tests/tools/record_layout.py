"""Record what the present layout makes of the sample agreement, for tests/pdf/test_layout.py.

    .venv/bin/python tests/tools/record_layout.py

Run it when fixed words or fonts have changed, or after ``CODE_RELEASE`` in datapact/pdf/engine/layout.py was raised
because the pages changed on purpose. Documents of an earlier layout can no longer be compared afterwards.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import babel  # noqa: E402
import pikepdf  # noqa: E402
import pyphen  # noqa: E402
import reportlab  # noqa: E402

from datapact.pdf.agreement.render import render_agreement  # noqa: E402
from datapact.pdf.engine.layout import LAYOUT  # noqa: E402
from tests.pdf.sample import sample_document  # noqa: E402

FILE = ROOT / "tests" / "pdf" / "layout.json"


def decoded(pdf: bytes) -> bytes:
    """The same document without compression, which differs between platforms."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(
            target,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            deterministic_id=True,
            force_version="1.7",
        )
    return target.getvalue()


def libraries() -> dict[str, str]:
    """The releases on which the layout rests."""
    return {"babel": babel.__version__, "pyphen": pyphen.__version__, "reportlab": reportlab.Version}


def present() -> dict[str, object]:
    """The layout's id, its libraries, and digests of the decoded sample documents."""
    samples = {"german": (("de",), "frozen"), "both": (("de", "en"), "agreed")}
    return {
        "layout": LAYOUT,
        "libraries": libraries(),
        "samples": {
            name: hashlib.sha256(decoded(render_agreement(sample_document(languages, stage)))).hexdigest()  # type: ignore[arg-type]
            for name, (languages, stage) in samples.items()
        },
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(present(), indent=2) + "\n", "utf-8")
    print(f"recorded layout {LAYOUT}")
