"""Plain values of a command line without pydantic, which typer otherwise loads for every word: a quarter of a short command's work.

Words, paths, switches, what a parser of ours reads and what has its type already are taken here; for all else typer does as ever. A typer
that is made otherwise stays as it is: then a command is slower, and right.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args, get_origin

_OTHER = object()


def spare_pydantic() -> None:
    """Let typer take plain values as they are, from now on."""
    from typer import _coercion, _param_types
    from typer import core as typer_core

    core: Any = typer_core  # it exports the name to nobody
    if not hasattr(core, "build_runtime_param") or hasattr(core.build_runtime_param, "spares"):
        return
    usual: Any = core.build_runtime_param

    @dataclass(frozen=True)
    class Plain(_coercion.RuntimeParam):
        """Takes plain values, and leaves the others to typer."""

        descriptor: Any
        """What typer makes its own conversion of."""

        def _coerce_value(self, value: Any, param: Any, ctx: Any) -> Any:
            found = self._plain(self.annotation, value, param, ctx)
            return usual(self.descriptor)._coerce_value(value, param, ctx) if found is _OTHER else found

        def _plain(self, annotation: Any, value: Any, param: Any, ctx: Any) -> Any:
            info = self.parameter_info
            if get_origin(annotation) is list:
                if not isinstance(value, list | tuple):
                    return _OTHER
                found = [self._plain(get_args(annotation)[0], one, param, ctx) for one in value]
                return _OTHER if any(one is _OTHER for one in found) else found
            if info.parser is not None:
                try:
                    return info.parser(value)
                except (ValueError, AssertionError):
                    return _OTHER  # typer says it
            if annotation is Path and info.path_type is None and isinstance(value, str):
                return _param_types.coerce_cli_path(Path(value), info, path_type=Path, param=param, ctx=ctx)
            if annotation in (str, bool) and type(value) is annotation:
                return value
            if annotation in (int, float) and type(value) is annotation and not info.clamp:
                return value if _within(value, info.min, info.max) else _OTHER
            return _OTHER

    def build(descriptor: Any) -> Any:
        if descriptor.file_annotation is not None:
            return usual(descriptor)
        return Plain(descriptor.parameter_info, descriptor.annotation, descriptor)

    build.spares = True  # type: ignore[attr-defined]
    core.build_runtime_param = build


def _within(value: float, least: float | None, most: float | None) -> bool:
    return (least is None or value >= least) and (most is None or value <= most)
