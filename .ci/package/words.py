"""The command line as a man page, in German and English, and as completions for bash, zsh and fish.

All come from the tree of commands that ``--help`` prints, so they name what the program of this package knows. They are
plain files: pressing Tab starts no program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from datapact import __version__
from datapact.base.texts import LANGUAGES, Language, _, use_language
from datapact.cli.app.main import _tree

_HEADS: dict[Language, tuple[str, ...]] = {
    "de": ("NAME", "ÜBERSICHT", "BESCHREIBUNG", "OPTIONEN", "BEFEHLE", "EXIT-STATUS", "DATEIEN"),
    "en": ("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDS", "EXIT STATUS", "FILES"),
}
_SAID: dict[Language, tuple[str, ...]] = {
    "de": (
        "Vereinbarungen über Daten entwerfen, unterzeichnen und verfolgen",
        "Ohne Befehl öffnet sich das Fenster; eine Datei oder ein Tresor wird darin geöffnet.",
        "0 ja, 1 nein, 2 falsch aufgerufen, 3 gesperrt, 4 beschädigt oder fremd, 5 die Umgebung versagt.",
        "Versiegelte Dateien (.dpact), Karten (.dpcard), Verzeichnisse (.dpdir) und Tresore (Ordner NAME.datapact).",
    ),
    "en": (
        "draft, sign and track data-sharing agreements",
        "Without a command the window opens; a file or a vault is opened in it.",
        "0 yes, 1 no, 2 wrong use, 3 locked, 4 damaged or foreign, 5 the surroundings fail.",
        "Sealed files (.dpact), cards (.dpcard), directories (.dpdir) and vaults (folders NAME.datapact).",
    ),
}
_FILE: dict[Language, str] = {"de": "DATEI", "en": "FILE"}


@dataclass(frozen=True)
class Word:
    """A command with its options, and how it is reached."""

    path: tuple[str, ...]
    help: str
    options: tuple[tuple[tuple[str, ...], str, str], ...]
    """Names, placeholder of the value or nothing, help."""
    arguments: tuple[str, ...]
    inner: tuple[str, ...]


def words(language: Language) -> list[Word]:
    """All commands, each before those within it."""
    use_language(language)
    return list(_walk(_tree(language), ()))


def _walk(command: Any, path: tuple[str, ...]) -> Iterator[Word]:
    inner = {name: one for name, one in getattr(command, "commands", {}).items() if not one.hidden}
    options, arguments = [], []
    for one in command.params:
        if one.param_type_name == "argument":
            arguments.append(one.name.upper() + ("..." if one.nargs != 1 else ""))
        elif not one.hidden:
            value = "" if one.is_flag else one.metavar or _("<text>")
            options.append(((*one.opts, *one.secondary_opts), value, one.help or ""))
    yield Word(path, " ".join((command.help or "").split()), tuple(options), tuple(arguments), tuple(inner))
    for name, one in inner.items():
        yield from _walk(one, (*path, name))


# ---- man pages ----


def man_page(language: Language, day: str) -> str:
    """The page datapact(1); ``day`` is that of the release."""
    head, said = _HEADS[language], _SAID[language]
    top, *rest = words(language)
    out = [f'.TH DATAPACT 1 "{day}" "DataPact {__version__}"', f".SH {head[0]}", f"datapact \\- {_man(said[0])}"]
    out += [
        f".SH {head[1]}",
        ".B datapact",
        f"[\\fI{_FILE[language]}\\fR | \\fINAME\\fR.datapact]",
        ".br",
        ".B datapact",
    ]
    out += [_man(f"{_('[OPTIONS]')} {_('COMMAND [ARGUMENTS]...')}")]
    out += [
        f".SH {head[2]}",
        _man(top.help),
        ".PP",
        _man(said[1]),
        f".SH {head[3]}",
        *_man_options(top),
        f".SH {head[4]}",
    ]
    for word in rest:
        if word.inner:
            out += [f".SS datapact {_man(' '.join(word.path))}", _man(word.help)]
            continue
        usage = " ".join(("datapact", *word.path, *word.arguments))
        out += [".PP", f".B {_man(usage)}", ".RS 4", _man(word.help), *_man_options(word), ".RE"]
    out += [f".SH {head[5]}", _man(said[2]), f".SH {head[6]}", _man(said[3])]
    return "\n".join(out) + "\n"


def _man_options(word: Word) -> list[str]:
    lines = []
    for names, value, text in word.options:
        shown = ", ".join(f"\\fB{_man(name)}\\fR" for name in names)
        lines += [".TP", shown + (f" \\fI{_man(value.strip('<>'))}\\fR" if value else ""), _man(text)]
    return lines


def _man(text: str) -> str:
    plain = text.replace("\\", r"\e").replace("-", r"\-")
    return r"\&" + plain if plain.startswith((".", "'")) else plain


# ---- completions ----


def bash() -> str:
    """A completion for bash: commands, options, and files where neither is typed."""
    rows = [f"    '{' '.join(word.path)}') words='{' '.join(_offered(word))}' ;;" for word in words("en")]
    return "\n".join(
        (
            "# Completion of datapact for bash; made from its commands.",
            "_datapact() {",
            "  local current=${COMP_WORDS[COMP_CWORD]} path='' words='' word",
            "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do",
            "    case \"${path:+$path }$word\" in",
            f"      {'|'.join(_quoted(' '.join(word.path)) for word in words('en') if word.path)}) path=${{path:+$path }}$word ;;",
            "    esac",
            "  done",
            "  case $path in",
            *rows,
            "  esac",
            "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")",
            "}",
            "complete -o bashdefault -o default -F _datapact datapact",
            "",
        )
    )  # fmt: skip


def zsh() -> str:
    """A completion for zsh, with the sentence of each command and option."""
    tree = words("en")
    cases = []
    for word in tree:
        shown = [*_inner(word, tree), *((name, text) for names, _value, text in word.options for name in names)]
        lines = " ".join(_quoted(f"{name}:{text}".replace("\n", " ")) for name, text in shown)
        cases.append(f"    {_quoted(' '.join(word.path))}) offered=({lines}) ;;")
    known = "|".join(_quoted(" ".join(word.path)) for word in tree if word.path)
    return "\n".join(
        (
            "#compdef datapact",
            "# Completion of datapact for zsh; made from its commands.",
            "_datapact() {",
            "  local place='' word; local -a offered",
            "  for word in ${words[2,CURRENT-1]}; do",
            f'    case "${{place:+$place }}$word" in {known}) place=${{place:+$place }}$word ;; esac',
            "  done",
            '  case "$place" in',
            *cases,
            "  esac",
            "  _describe datapact offered",
            "  _files",
            "}",
            '_datapact "$@"',
            "",
        )
    )


def fish() -> str:
    """A completion for fish, with the sentence of each command and option."""
    tree = words("en")
    known = " ".join(_quoted(" ".join(word.path)) for word in tree if word.path)
    lines = [
        "# Completion of datapact for fish; made from its commands.",
        f"set -g __datapact_known {known}",
        "function __datapact_at",
        "    set -l path",
        "    for word in (commandline -opc)[2..]",
        "        contains -- \"$(string join -- ' ' $path $word)\" $__datapact_known; and set -a path $word",
        "    end",
        '    test "$path" = "$argv"',
        "end",
    ]
    for word in tree:
        begin = f"complete -c datapact -n {_quoted(' '.join(('__datapact_at', *word.path)))}"
        lines += [f"{begin} -a {name} -d {_quoted(text)}" for name, text in _inner(word, tree)]
        for names, value, text in word.options:
            forms = " ".join(f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in names)
            lines.append(f"{begin} {forms}{' -r' if value else ''} -d {_quoted(text)}")
    return "\n".join(lines) + "\n"


def _inner(word: Word, tree: list[Word]) -> list[tuple[str, str]]:
    helps = {one.path: one.help for one in tree}
    return [(name, helps[(*word.path, name)].partition(". ")[0]) for name in word.inner]


def _offered(word: Word) -> list[str]:
    return [*word.inner, *(name for names, _value, _text in word.options for name in names)]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def written(day: str) -> dict[str, str]:
    """The files by their place in ``/usr/share``."""
    made: dict[str, Callable[[], str]] = {
        "bash-completion/completions/datapact": bash,
        "zsh/vendor-completions/_datapact": zsh,
        "fish/vendor_completions.d/datapact.fish": fish,
    }
    pages = {f"man/{'' if one == 'en' else f'{one}/'}man1/datapact.1": man_page(one, day) for one in LANGUAGES}
    return {**{place: make() for place, make in made.items()}, **pages}
