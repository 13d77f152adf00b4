"""Run inside ``dbus-run-session``: starts the window, walks it over the accessibility bus as a screen reader does, and
prints what was found as JSON."""

from __future__ import annotations

import ast
import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

ACCESSIBLE = "org.a11y.atspi.Accessible"
FOCUSABLE = 11  # bit of ATSPI_STATE_FOCUSABLE
SHOWING = 25

type Node = tuple[str, str]


class Bus:
    """The accessibility bus of this session."""

    def __init__(self) -> None:
        answer = call(["--session"], "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus.GetAddress")
        self._address = ["--address", answer[0]]

    def call(self, node: Node, method: str, *arguments: str) -> Any:
        return call(self._address, *node, method, *arguments)

    def command(self, node: Node, method: str, *arguments: str) -> list[str]:
        """The command line of a call whose answer is not looked at."""
        where = ["--dest", node[0], "--object-path", node[1], "--method", method]
        return ["gdbus", "call", *self._address, *where, *arguments]

    def children(self, node: Node) -> list[Node]:
        return [tuple(child) for child in self.call(node, f"{ACCESSIBLE}.GetChildren")[0]]

    def name(self, node: Node) -> str:
        return str(self.call(node, "org.freedesktop.DBus.Properties.Get", ACCESSIBLE, "Name")[0])

    def role(self, node: Node) -> str:
        return str(self.call(node, f"{ACCESSIBLE}.GetRoleName")[0])

    def has(self, node: Node, state: int) -> bool:
        words = self.call(node, f"{ACCESSIBLE}.GetState")[0]
        return bool(words[state // 32] >> state % 32 & 1)

    def walk(self, node: Node) -> Iterator[Node]:
        yield node
        if self.role(node) not in ("table", "list", "tree"):
            for child in self.children(node):
                if self.has(child, SHOWING):
                    yield from self.walk(child)


def call(bus: list[str], destination: str, path: str, method: str, *arguments: str) -> Any:
    """One call over D-Bus; the answer as Python values."""
    done = subprocess.run(
        ["gdbus", "call", *bus, "--dest", destination, "--object-path", path, "--method", method, *arguments],
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
    )
    text = done.stdout.strip()
    for word in ("objectpath ", "uint32 ", "@a(so) ", "@au "):
        text = text.replace(word, "")
    if text in ("(true,)", "(false,)"):
        return (text == "(true,)",)
    return ast.literal_eval(text.replace("(<", "(").replace(">,)", ",)"))


def main(arguments: list[str]) -> int:
    environment = {**os.environ, "QT_QPA_PLATFORM": "xcb", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
    start = [sys.executable, "-c", "import sys; from datapact_ui.launch import main; sys.exit(main())", *arguments]
    with subprocess.Popen(start, env=environment) as process:
        try:
            print(json.dumps(look()))
        finally:
            process.terminate()
    return 0


def look() -> dict[str, Any]:
    """Wait for the main window, name everything in it, then push a button over the bus."""
    bus = Bus()
    window = wait_for(bus, "Agreements by state")
    nodes = list(bus.walk(window))
    found = [{"role": bus.role(node), "name": bus.name(node), "focusable": bus.has(node, FOCUSABLE)} for node in nodes]
    button = next(
        node for node, one in zip(nodes, found, strict=True) if one["name"] == "Partners" and one["focusable"]
    )
    assert bus.call(button, "org.a11y.atspi.Action.DoAction", "0")[0]
    time.sleep(1)
    return {"found": found, "title": bus.name(window)}


def wait_for(bus: Bus, name: str) -> Node:
    """The window of the application, once something of this name is in it."""
    end = time.monotonic() + 40
    root = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
    while time.monotonic() < end:
        time.sleep(0.5)
        with contextlib.suppress(subprocess.CalledProcessError):  # windows come and go meanwhile
            for application in bus.children(root):
                for window in bus.children(application):
                    if any(bus.name(node) == name for node in bus.walk(window)):
                        return window
    raise TimeoutError(f"no window with {name} appeared on the accessibility bus")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
