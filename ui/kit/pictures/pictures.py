"""A picture as a file: SVG for documents, PNG for everything else, from the same painting as on screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QRectF, QSize
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator

from datapact.base.texts import N_, Message, _

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

type Paint = Callable[[QPainter, QRectF], None]

_PNG_SCALE = 2


def svg_picture(paint: Paint, size: QSize, title: str) -> bytes:
    """The painting as SVG of that size."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    generator.setViewBox(QRect(0, 0, size.width(), size.height()))
    generator.setTitle(title)
    painter = QPainter(generator)
    paint(painter, QRectF(0, 0, size.width(), size.height()))
    painter.end()
    buffer.close()
    return bytes(data.data())


def png_picture(paint: Paint, size: QSize) -> bytes:
    """The painting as PNG, in twice that many pixels."""
    image = QImage(size * _PNG_SCALE, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(_PNG_SCALE)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint(painter, QRectF(0, 0, size.width(), size.height()))
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(data.data())


def save_picture(
    context: AppContext,
    paint: Paint,
    size: QSize,
    title: str,
    name: str,
    *,
    prepare: Callable[[Acting], Paint] | None = None,
) -> None:
    """Ask for a path and write the picture, its format by the ending of the name.

    Before it is written, records and agreements are held against what was signed; or ``prepare`` proves what it rests on,
    and returns the painting made of that, which is written in place of ``paint``.
    """
    from datapact.consent.proof.run import Rests, prove_whole  # read tables, which the first paint does not
    from datapact.organisation.acting.exported import write_exported

    path = context.dialogs.ask_save_file(_("Save the picture"), f"{name}.svg", "SVG (*.svg);;PNG (*.png)")
    if path is None:
        return
    path = path if path.suffix.lower() in (".svg", ".png") else path.with_name(path.name + ".svg")
    what, words = Message(N_("Picture: {title}"), {"title": title}), _("Saving {name}", name=path.name)

    def painted(one: Paint) -> bytes:
        return png_picture(one, size) if path.suffix.lower() == ".png" else svg_picture(one, size, title)

    def save(data: bytes, *, proven: bool) -> None:
        def write(acting: Acting, _progress: Progress) -> None:
            if not proven:
                prove_whole(acting, Rests(agreements=None))
            write_exported(acting, path, data, what, private=False)

        context.worker.change(
            context,
            words,
            write,
            lambda _none: context.notify(_("The picture was saved: {file}", file=path.name)),
            touches=frozenset({"exports"}),
        )

    if prepare is None:
        save(painted(paint), proven=False)
        return
    proving = prepare
    context.worker.change(
        context, words, lambda acting, _progress: proving(acting), lambda one: save(painted(one), proven=True)
    )
