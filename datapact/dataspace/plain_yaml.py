"""The plain part of YAML 1.2, as people and tools write it: mappings, lists, texts, numbers, yes and no.

Anchors, aliases, tags, merged or complex keys and directives are refused: with them a small file becomes endless, or means what it
does not show. Every text, number and day comes as text, as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from datapact.base.errors import Malformed, TooLarge
from datapact.base.texts import N_

type Value = str | bool | list[Value] | dict[str, Value] | None

_DEEPEST: Final = 32
_NOTHING: Final = frozenset({"", "~", "null", "Null", "NULL"})
_YES_NO: Final[Mapping[str, bool]] = {
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False
}  # fmt: skip
_KEY: Final = re.compile(
    r"""(?P<key>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s\-?:,\[\]{}#&*!|>'"%@`][^#]*?|[-?:](?=\S)[^#]*?)\s*:(?=\s|$)"""
)
_BLOCK: Final = re.compile(r"[|>][-+]?")


@dataclass(slots=True)
class _Line:
    number: int
    indent: int
    text: str


def read_yaml(data: bytes, *, limit: int) -> Value:
    """The value of one document; raises TooLarge, or Malformed with the line that is not plain YAML."""
    if len(data) > limit:
        raise TooLarge(N_("This file has more than {most} bytes."), most=limit)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Malformed(N_("This file is no text in UTF-8.")) from None
    return _Reader(text.splitlines()).document()


def _bad(number: int) -> Malformed:
    return Malformed(
        N_("Line {line} of this file is not YAML of the plain kind that DataPact reads. Save it as JSON."),
        line=number + 1,
    )


class _Reader:
    def __init__(self, lines: list[str]) -> None:
        self._lines, self._at = lines, 0

    def document(self) -> Value:
        self._skip()
        if self._at < len(self._lines) and self._lines[self._at].rstrip() == "---":
            self._at += 1
        value = self._node(0, 0)
        self._skip()
        if self._at < len(self._lines) and self._lines[self._at].rstrip() == "...":
            self._at += 1
            self._skip()
        if self._at < len(self._lines):
            raise _bad(self._at)
        return value

    def _skip(self) -> None:
        while self._at < len(self._lines) and (not (line := self._lines[self._at].strip()) or line.startswith("#")):
            self._at += 1

    def _next(self) -> _Line | None:
        """The next line with anything on it; the place stays before it."""
        self._skip()
        if self._at >= len(self._lines):
            return None
        line = self._lines[self._at]
        indent = len(line) - len(line.lstrip(" "))
        if line[indent] == "\t" or (indent == 0 and line.startswith(("%", "---", "..."))):
            if line.rstrip() == "...":
                return None
            raise _bad(self._at)
        return _Line(self._at, indent, line[indent:])

    def _node(self, least: int, deep: int) -> Value:
        """The value that begins on the next line, if that is indented by at least so much."""
        line = self._next()
        if deep > _DEEPEST:
            raise Malformed(N_("A part of this file is nested too deeply. Ask the sender for a new file."))
        if line is None or line.indent < least:
            return None
        if line.text == "-" or line.text.startswith("- "):
            return self._list(line.indent, deep)
        if _KEY.match(line.text):
            return self._mapping(line.indent, deep)
        return self._scalar(line.text, line.indent - 1, deep)

    def _list(self, indent: int, deep: int) -> Value:
        found: list[Value] = []
        while (line := self._next()) is not None and line.indent == indent and (line.text + " ").startswith("- "):
            rest = line.text[1:].lstrip(" ")
            if not rest or rest.startswith("#"):
                self._at += 1
                found.append(self._node(indent + 1, deep + 1))
            elif rest == "-" or rest.startswith("- ") or _KEY.match(rest):
                inner = indent + len(line.text) - len(rest)
                self._lines[self._at] = " " * inner + rest  # the rest of the line begins a value of its own
                found.append(self._node(inner, deep + 1))
            else:
                found.append(self._scalar(rest, indent, deep + 1))
        if line is not None and line.indent > indent:
            raise _bad(line.number)
        return found

    def _mapping(self, indent: int, deep: int) -> Value:
        found: dict[str, Value] = {}
        while (line := self._next()) is not None and line.indent == indent:
            match = _KEY.match(line.text)
            if match is None:
                break
            key = self._text(match["key"], line.number)
            if key in found or key == "<<":
                raise _bad(line.number)
            rest = line.text[match.end() :].strip()
            if not rest or rest.startswith("#"):
                self._at += 1
                after = self._next()
                same = after is not None and after.indent == indent and (after.text + " ").startswith("- ")
                found[key] = self._node(indent if same else indent + 1, deep + 1)
            else:
                found[key] = self._scalar(rest, indent, deep + 1)
        if line is not None and line.indent >= indent and not (line.indent == indent and not _KEY.match(line.text)):
            raise _bad(line.number)
        if line is not None and line.indent == indent and not (line.text + " ").startswith("- "):
            raise _bad(line.number)
        return found

    def _scalar(self, first: str, indent: int, deep: int) -> Value:
        """A value that begins here and goes on while lines are indented further; the place comes behind it."""
        number = self._at
        self._at += 1
        if first[0] in "&*!%@`":
            raise _bad(number)
        if _BLOCK.fullmatch(first.split(" #")[0].rstrip()):
            return self._block(first, indent)
        if first[0] in "\"'":
            return self._quoted(first, number)
        if first[0] in "[{":
            return self._flow(first, number, deep)
        words = [_without_comment(first)]
        while (line := self._going_on(indent)) is not None:
            if _KEY.match(line.strip()) or (words[-1] != first.rstrip() and len(words) == 1):
                raise _bad(self._at)
            words.append(_without_comment(line.strip()))
            self._at += 1
        plain = " ".join(words)
        if ": " in plain or plain.endswith(":"):
            raise _bad(number)
        return None if plain in _NOTHING else _YES_NO.get(plain, plain)

    def _going_on(self, indent: int) -> str | None:
        if self._at >= len(self._lines):
            return None
        line = self._lines[self._at]
        inner = len(line) - len(line.lstrip(" "))
        return line if line.strip() and inner > indent and not line.lstrip().startswith("#") else None

    def _block(self, head: str, indent: int) -> str:
        """A text under ``|`` or ``>``, without the lines' indentation."""
        kept: list[str] = []
        inner = 0
        while self._at < len(self._lines):
            line = self._lines[self._at]
            depth = len(line) - len(line.lstrip(" "))
            if line.strip():
                inner = inner or depth
                if depth <= indent or depth < inner:
                    break
            kept.append(line[inner:] if line.strip() else "")
            self._at += 1
        while kept and not kept[-1]:
            kept.pop()
        if head[0] == "|":
            return "\n".join(kept)
        return re.sub(r"(?<!\n)\n(?!\n)", " ", "\n".join(kept)).replace("\n\n", "\n")

    def _quoted(self, first: str, number: int) -> str:
        mark, text = first[0], first
        whole = r'"(?:[^"\\]|\\.)*"' if mark == '"' else r"'(?:[^']|'')*'"
        while (match := re.match(whole, text)) is None:
            if self._at >= len(self._lines):
                raise _bad(number)
            text = _joined(text, self._lines[self._at].strip())
            self._at += 1
        if (rest := text[match.end() :].strip()) and not rest.startswith("#"):
            raise _bad(number)
        return self._text(match[0], number)

    def _flow(self, first: str, number: int, deep: int) -> Value:
        text = first
        while True:
            try:
                value, rest = _flow_value(text, deep)
            except IndexError:  # it goes on
                if self._at >= len(self._lines):
                    raise _bad(number) from None
                text = _joined(text, self._lines[self._at].strip())
                self._at += 1
                continue
            except ValueError:
                raise _bad(number) from None
            if rest.strip() and not rest.strip().startswith("#"):
                raise _bad(number)
            return value

    @staticmethod
    def _text(written: str, number: int) -> str:
        try:
            return _unquoted(written)
        except ValueError:
            raise _bad(number) from None


def _joined(text: str, line: str) -> str:
    """Words in quotes that go on in the next line: a break is a space, an empty line a break, a backslash at the end nothing."""
    if not line:
        return text + "\n"
    if re.search(r"(?<!\\)(?:\\\\)*\\$", text):
        return text[:-1] + (line[1:] if line.startswith("\\ ") else line)
    return text + (line if text.endswith("\n") else f" {line}")


def _without_comment(text: str) -> str:
    return re.split(r"\s#", text, maxsplit=1)[0].rstrip()


_ESCAPES: Final[Mapping[str, str]] = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b", " ": " ",
    '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_ESCAPED: Final = re.compile(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", re.DOTALL)


def _unquoted(written: str) -> str:
    """The text of a scalar; raises ValueError for an escape that there is none."""
    if written.startswith('"'):
        found = _ESCAPED.sub(_character, written[1:-1])
        return found.encode("utf-16", "surrogatepass").decode(
            "utf-16"
        )  # pairs become one character, half of one is refused
    if written.startswith("'"):
        return written[1:-1].replace("''", "'")
    return written.strip()


def _character(escaped: re.Match[str]) -> str:
    name = escaped[1]
    if len(name) > 1:
        return chr(int(name[1:], 16))
    if name not in _ESCAPES:
        raise ValueError("no escape")
    return _ESCAPES[name]


def _flow_value(text: str, deep: int) -> tuple[Value, str]:
    """A value in brackets, or inside them, and what follows; IndexError where it goes on, ValueError where it is none."""
    text = text.lstrip()
    if deep > _DEEPEST:
        raise ValueError("too deep")
    if text[0] == "[":
        return _flow_list(text[1:], deep)
    if text[0] == "{":
        return _flow_mapping(text[1:], deep)
    return _flow_scalar(text, ",]}")


def _flow_list(text: str, deep: int) -> tuple[Value, str]:
    found: list[Value] = []
    while (text := text.lstrip())[0] != "]":
        value, text = _flow_value(text, deep + 1)
        found.append(value)
        text = text.lstrip()
        if text[0] == ",":
            text = text[1:]
        elif text[0] != "]":
            raise ValueError("no list")
    return found, text[1:]


def _flow_mapping(text: str, deep: int) -> tuple[Value, str]:
    found: dict[str, Value] = {}
    while (text := text.lstrip())[0] != "}":
        key, text = _flow_scalar(text, ":,}")
        text = text.lstrip()
        if text[0] != ":" or not isinstance(key, str) or key in found or key == "<<":
            raise ValueError("no key")
        found[key], text = _flow_value(text[1:], deep + 1)
        text = text.lstrip()
        if text[0] == ",":
            text = text[1:]
        elif text[0] != "}":
            raise ValueError("no mapping")
    return found, text[1:]


def _flow_scalar(text: str, ends: str) -> tuple[Value, str]:
    if text[0] in "&*!%@`|>#" or text.startswith(("? ", "- ")):
        raise ValueError("not plain")
    if text[0] in "\"'":
        whole = r'"(?:[^"\\]|\\.)*"' if text[0] == '"' else r"'(?:[^']|'')*'"
        match = re.match(whole, text)
        if match is None:
            raise IndexError
        return _unquoted(match[0]), text[match.end() :]
    end = next(place for place, one in enumerate(text + "\0") if one in ends or one == "\0")
    if end == len(text):
        raise IndexError
    plain = text[:end].strip()
    return (None if plain in _NOTHING else _YES_NO.get(plain, plain)), text[end:]
