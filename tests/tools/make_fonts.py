"""Make resources/fonts: static, subset instances of Noto Serif and Noto Sans (SIL Open Font License 1.1).

    python -m venv /tmp/fonts && /tmp/fonts/bin/pip install fonttools==4.68.0 \
        fontpkg-noto-serif==2.15 fontpkg-noto-sans==2.15 fontpkg-ibm-plex-sans==3.201
    /tmp/fonts/bin/python tests/tools/make_fonts.py

The packages carry variable fonts, of which reportlab would take the default instance alone. Layout tables and hints
are dropped, arrows and mathematical signs that Noto lacks are added from IBM Plex Sans: reportlab places glyphs by their widths. The result is part of the layout (datapact/pdf/engine/layout.py);
new fonts are a new layout.
"""

from __future__ import annotations

import importlib.resources
from pathlib import Path

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

TARGET = Path(__file__).resolve().parents[2] / "resources" / "fonts"
FIXED_TIME = 3_800_000_000  # seconds since 1904, so that a second run gives the same bytes

FAMILIES = {
    "NotoSerif": ("fontpkg_noto_serif", {"Regular": 400, "Bold": 700}),
    "NotoSans": ("fontpkg_noto_sans", {"Regular": 400, "SemiBold": 600}),
}

SYMBOLS = "←↑→↓↔↕∆∏∑√∞∫≈≠≤≥✓"

RANGES = [
    (0x20, 0x7E),
    (0xA0, 0x24F),  # Latin-1, Latin Extended-A and -B
    (0x2B0, 0x36F),  # modifiers, combining marks
    (0x370, 0x52F),  # Greek, Cyrillic
    (0x1E00, 0x1FFF),  # Latin Extended Additional, Greek Extended
    (0x2000, 0x206F),  # punctuation
    (0x2070, 0x218F),  # superscripts, currency, letterlike, number forms
    (0x2190, 0x22FF),  # arrows, mathematical operators
    (0x2500, 0x27BF),  # geometric shapes, check boxes
    (0xFFFD, 0xFFFD),
]


def instance(package: str, file: str, weight: int) -> TTFont:
    """One static, subset font of the variable ``file`` at ``weight`` and normal width."""
    source = importlib.resources.files(package) / "files" / file
    with importlib.resources.as_file(source) as path:
        font = TTFont(path, recalcTimestamp=False)
    font = instantiateVariableFont(font, {"wght": weight, "wdth": 100}, updateFontNames=True)
    options = Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17]
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "STAT", "DSIG", "gasp"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
    subsetter.subset(font)
    _add_symbols(font, weight, italic="Italic" in file)
    font["head"].created = font["head"].modified = FIXED_TIME
    return font


def _add_symbols(font: TTFont, weight: int, *, italic: bool) -> None:
    file = f"IBMPlexSans{'-Italic' if italic else ''}[wdth,wght].ttf"
    with importlib.resources.as_file(importlib.resources.files("fontpkg_ibm_plex_sans") / "files" / file) as path:
        donor = instantiateVariableFont(TTFont(path), {"wght": weight, "wdth": 100})
    glyphs, names = donor.getGlyphSet(), donor.getBestCmap()
    for symbol in SYMBOLS:
        recorded = DecomposingRecordingPen(glyphs)
        glyphs[names[ord(symbol)]].draw(recorded)
        pen = TTGlyphPen(None)
        recorded.replay(pen)
        name = f"uni{ord(symbol):04X}"
        font.setGlyphOrder([*font.getGlyphOrder(), name])
        font["glyf"].glyphs[name] = pen.glyph()
        font["hmtx"].metrics[name] = donor["hmtx"].metrics[names[ord(symbol)]]
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[ord(symbol)] = name


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    for family, (package, weights) in FAMILIES.items():
        for slope, file in (("", f"{family}[wdth,wght].ttf"), ("Italic", f"{family}-Italic[wdth,wght].ttf")):
            for name, weight in weights.items():
                target = TARGET / f"{family}-{name}{slope}.ttf".replace("RegularItalic", "Italic")
                font = instance(package, file, weight)
                postscript = target.stem
                for record in font["name"].names:
                    if record.nameID == 6:
                        record.string = postscript
                font.save(target)
                print(target.name, target.stat().st_size, len(font.getBestCmap()))
        licence = (importlib.resources.files(package) / "LICENSE").read_text("utf-8")
        plex = '(arrows and mathematical signs) Copyright © 2017 IBM Corp. with Reserved Font Name "Plex"'
        first, rest = licence.split("\n", 1)
        (TARGET / "OFL.txt").write_text(f"{first}\n{plex}\n{rest}", "utf-8")


if __name__ == "__main__":
    main()
