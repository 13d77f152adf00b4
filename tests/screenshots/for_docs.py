"""The pictures of README and guide: taken from the same scenes, small enough to travel with the program."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
README = {
    "overview": "overview",
    "agreements": "agreements",
    "answer": "consent-answer-partial",
    "counter": "received-counter-dpact-3",
    "matrix": "consent-matrix",
}
GUIDE = {
    "agreement-changes": "agreement-countered-text",
    "audit-answer": "audit-answers-replayed",
    "audit-dossier": "audit-dossier-pages",
    "audit-open": "audit-engagement-open",
    "audit-register": "audit-register-agreements",
    "audit-sealed": "audit-seal",
    "auditor": "auditor-sample",
    "breach": "breach",
    "calendar": "calendar",
    "consent-answer": "consent-answer-partial",
    "consent-import": "import-mapping-ready",
    "consent-import-report": "import-refused",
    "consent-keeping": "keeping-due",
    "consent-matrix": "consent-matrix",
    "consent-recalls": "recalls",
    "consent-records": "records-person",
    "drafting": "interview-4",
    "editor": "editor-findings",
    "on-file": "on-file-basis",
    "received-marked": "received-counter-dpact-3",
    "partners": "partners",
    "signing": "signing",
    "team": "team-fine",
    "verify": "verify-agreement",
    "verify-answer": "audit-verified-auskunft",
}
COLOURS = 192


def write_pictures(shots: Path) -> list[Path]:
    """Write the pictures for which there are screenshots in ``shots``; returns what was written."""
    wanted = {ROOT / "docs/images" / f"{name}.png": f"{scene}.light-en.png" for name, scene in README.items()}
    for name, scene in GUIDE.items():
        for language in ("de", "en"):
            place = ROOT / "docs/guide/images" / f"{name}-{language}.png"
            wanted[place] = f"{scene}.light-{language}.png"
    written = [place for place, shot in wanted.items() if (shots / shot).is_file()]
    for place in written:
        with Image.open(shots / wanted[place]) as picture:
            small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
            small.save(place, optimize=True)
    return written
