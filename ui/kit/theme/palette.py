"""Qt's look from the table of colours: Fusion style with our palettes, theme, text size and bundled fonts."""

from __future__ import annotations

from copy import copy

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from datapact.base.resources import data_folder
from datapact.vault.folder.preferences import Theme
from datapact_ui.kit.theme.colours import DARK, LIGHT, Colours

_SERIF = ("NotoSerif-Regular.ttf", "NotoSerif-Bold.ttf", "NotoSerif-Italic.ttf", "NotoSerif-BoldItalic.ttf")
_SANS = ("NotoSans-Regular.ttf", "NotoSans-SemiBold.ttf", "NotoSans-Italic.ttf", "NotoSans-SemiBoldItalic.ttf")
_BASE_SIZE = "datapact_base_point_size"
_HALF = 128  # of 255
_LOADED = "datapact_fonts_loaded"


def load_fonts(*, documents: bool = True) -> None:
    """Make our fonts known to Qt, each once: the sans as a fallback on a bare system, the serif where documents are shown."""
    application = QApplication.instance()
    if application is None:
        return
    folder = data_folder() / "fonts"
    for family, names in (("sans", _SANS), ("serif", _SERIF if documents else ())):
        if names and not application.property(f"{_LOADED}_{family}"):
            application.setProperty(f"{_LOADED}_{family}", True)
            for name in names:
                QFontDatabase.addApplicationFontFromData((folder / name).read_bytes())


def apply_theme(application: QApplication, theme: Theme) -> Colours:
    """Use the colours of a theme from now on, in every window; returns them."""
    colours = DARK if _is_dark(application, theme) else LIGHT
    application.setPalette(palette_of(colours))
    return colours


def apply_text_size(application: QApplication, percent: int) -> None:
    """Scale the application's font, and with it every measure, to 80 to 200 %."""
    base = application.property(_BASE_SIZE)
    font = QFont(application.font())
    if base is None:
        base = font.pointSizeF() if font.pointSizeF() > 0 else 10.0
        application.setProperty(_BASE_SIZE, base)
    font.setPointSizeF(max(6.0, float(base) * percent / 100))
    application.setFont(font)


def _is_dark(application: QApplication, theme: Theme) -> bool:
    if theme == "system":
        return application.style().standardPalette().window().color().lightness() < _HALF  # Fusion asks the system
    return theme == "dark"


def palette_of(colours: Colours) -> QPalette:
    """The QPalette of a table of colours."""
    roles = QPalette.ColorRole
    palette = QPalette()
    for role, name in {
        roles.Window: colours.window,
        roles.WindowText: colours.ink,
        roles.Base: colours.surface,
        roles.AlternateBase: colours.stripe,
        roles.Text: colours.ink,
        roles.Button: colours.raised,
        roles.ButtonText: colours.ink,
        roles.BrightText: colours.bad.ink,
        roles.ToolTipBase: colours.raised,
        roles.ToolTipText: colours.ink,
        roles.PlaceholderText: colours.quiet,
        roles.Highlight: colours.accent,
        roles.HighlightedText: colours.on_accent,
        roles.Accent: colours.accent,
        roles.Link: colours.link,
        roles.LinkVisited: colours.visited,
        roles.Light: colours.surface,
        roles.Midlight: colours.line,
        roles.Mid: colours.edge,
        roles.Dark: colours.edge,
        roles.Shadow: colours.line,
    }.items():
        palette.setColor(role, QColor(name))
    for role in (roles.WindowText, roles.Text, roles.ButtonText, roles.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.disabled))
    palette.setColor(QPalette.ColorGroup.Disabled, roles.Highlight, QColor(colours.line))
    return palette


def coloured(palette: QPalette, **roles: str) -> QPalette:
    """A palette with some roles (``Window="#…"``) in colours of the table; all others stay the application's, and follow the theme."""
    changed = copy(palette)  # the constructor would ask for a colour of ``Qt`` first
    changed.setResolveMask(0)
    for role, name in roles.items():
        changed.setColor(QPalette.ColorRole[role], QColor(name))
    return changed
