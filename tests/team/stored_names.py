"""The names of all facts that the program keeps in the table ``meta``, read out of its source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

CORE = Path(__file__).parents[2] / "datapact"
WRITERS = {"set_meta": 1, "put_fact": 1}
"""Functions that write a fact, and which argument is its key."""

_TEXTS = re.compile(r'(?m)^([A-Z_]+)(?:: \w+)? = "([^"]*)"')


def beginnings() -> dict[str, set[str]]:
    """Where facts are written: for each module the keys, or what each key begins with; empty text where it is unknown."""
    found: dict[str, set[str]] = {}
    texts = {file: file.read_text("utf-8") for file in sorted(CORE.rglob("*.py"))}
    every = {name: value for text in texts.values() for name, value in _TEXTS.findall(text)}
    for file, text in texts.items():
        if not any(f"{name}(" in text for name in WRITERS):
            continue
        tree = ast.parse(text)
        own = dict(_constants(tree))
        functions = {one.name: one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}
        known = {**every, **own}
        for call in ast.walk(tree):
            name = _called(call)
            if name in WRITERS and isinstance(call, ast.Call) and len(call.args) > WRITERS[name]:
                key = _beginning(_meant(call, tree, call.args[WRITERS[name]]), known, functions)
                found.setdefault(str(file.relative_to(CORE)), set()).add(key)
    return found


def _called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        value = getattr(node, "value", None)
        if isinstance(target, ast.Name) and isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield target.id, value.value


def _meant(call: ast.Call, tree: ast.Module, key: ast.expr) -> ast.expr:
    """What a local variable was set to in the function of the call."""
    if not isinstance(key, ast.Name):
        return key
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and call in set(ast.walk(function)):
            for node in ast.walk(function):
                if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == key.id:
                    return node.value
    return key


def _beginning(key: ast.expr, known: Mapping[str, str], functions: Mapping[str, ast.FunctionDef]) -> str:
    match key:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return known.get(name, "")
        case ast.JoinedStr(values=[first, *_]):
            inner = first.value if isinstance(first, ast.FormattedValue) else first
            return _beginning(inner, known, functions)
        case ast.BinOp(left=left):
            return _beginning(left, known, functions)
        case ast.Call() if (function := functions.get(_called(key))) is not None:
            returned = next(node for node in ast.walk(function) if isinstance(node, ast.Return))
            assert returned.value is not None
            if isinstance(returned.value, ast.IfExp):
                return _beginning(returned.value.body, known, functions)
            return _beginning(returned.value, known, functions)
    return ""
