"""The command line itself: options anywhere, languages, exit codes, one line of error whatever is asked."""

from __future__ import annotations

import base64
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datapact.base.beginnings import LEAST
from datapact.cli.app.main import run
from datapact.cli.kit.output import clean, table
from datapact.cli.kit.settings import choose_language, keep_ids, split_global_options
from tests.cli.desks import PASSPHRASE, Houses, datapact, draft
from tests.depth import examples

WINDOWS = "The window opens one file at a time"


@pytest.mark.parametrize("words", [[], ["x.dpact"], ["CARD.DPCARD"], ["--vault", "x"], ["--vault", "x", "y.dpact"]])
def test_the_windows_come_later(words: list[str]) -> None:
    answer = datapact(*words)
    assert answer.code == 2
    assert WINDOWS in answer.err


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["vault"],
        ["vault", "nonsense"],
        ["agreement", "list", "--nonsense"],
        ["agreement", "list", "--limit", "many"],
        ["agreement", "check", "X", "--on", "2026-02-30"],
        ["agreement", "terminate", "X", "--end", "tomorrow"],
        ["agreement", "decline", "X"],
        ["agreement", "new"],
        ["send", "X"],
        ["verify"],
        ["vault", "info"],
        ["vault", "info", "--vault"],
        ["template", "show", "nonsense"],
        ["receive", "nowhere.dpact", "--vault", "x"],
        ["vault", "info", "--lang", "fr"],
        ["vault", "info", "--vault", "nowhere", "--passphrase-file", "nowhere"],
        ["verify", "nowhere.pdf"],
    ],
)
@pytest.mark.parametrize("lang", ["en", "de"])
def test_wrong_use_is_one_line_and_exit_2(
    words: list[str], lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = datapact(*words, lang=None if "--lang" in words else lang)
    assert answer.code == 2
    assert answer.err.startswith("datapact: ")
    assert answer.out == ""


def test_global_options_stand_anywhere(houses: Houses) -> None:
    anna = houses.anna
    access = ["--vault", str(anna.vault), "--as", anna.member, "--passphrase-file", str(anna.folder / "passphrase")]
    for words in (
        [*access, "--json", "vault", "info"],
        ["vault", *access, "info", "--json"],
        ["vault", "info", *access, "--json"],
        ["--json", "vault", "info", f"--vault={anna.vault}", f"--as={anna.member}", *access[4:]],
    ):
        assert datapact(*words).result["name"] == "Maschinenbau Keller GmbH"


def test_the_environment_names_vault_and_passphrase(houses: Houses, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATAPACT_VAULT", str(houses.sofia.vault))
    monkeypatch.setenv("DATAPACT_PASSPHRASE_FILE", str(houses.folder / "passphrase"))
    assert "Institut" in datapact("vault", "info").out
    assert datapact("vault", "info", "--vault", houses.anna.vault, "--as", "anna-keller").out.startswith("Maschinenbau")


def test_the_passphrase_is_asked_for_on_a_terminal(houses: Houses, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO()
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stdin", terminal)
    monkeypatch.setattr("getpass.getpass", lambda _prompt: PASSPHRASE)
    assert datapact("vault", "info", "--vault", houses.sofia.vault).code == 0
    monkeypatch.setattr("getpass.getpass", lambda _prompt: "another one, quite wrong")
    assert datapact("vault", "info", "--vault", houses.sofia.vault).code == 3


def test_without_a_terminal_the_vault_stays_locked(houses: Houses, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert datapact("vault", "info", "--vault", houses.sofia.vault).code == 3


def test_who_must_say_which_member(houses: Houses) -> None:
    secret = houses.folder / "passphrase"
    answer = datapact("vault", "info", "--vault", houses.anna.vault, "--passphrase-file", secret)
    assert answer.code == 2
    assert "martin-vogt" in answer.err
    answer = datapact("vault", "info", "--vault", houses.anna.vault, "--passphrase-file", secret, "--as", "nobody")
    assert answer.code == 2


@pytest.mark.parametrize(
    ("content", "code"), [(b"", 2), (b"\n", 2), (b"\xff\xfe", 2), (b"wrong wrong", 3), (b"x" * 5000, 4)]
)
def test_passphrase_files(houses: Houses, content: bytes, code: int) -> None:
    (houses.folder / "passphrase").write_bytes(content)
    houses.anna.refused(code, "vault", "info")


def test_a_folder_that_is_no_export_is_foreign(tmp_path: Path) -> None:
    answer = datapact("verify", tmp_path)
    assert (answer.code, "bagit.txt" in answer.out) == (4, True)


def test_help_speaks_the_language() -> None:
    assert "Vereinbarungen" in datapact("--help", lang="de").out
    assert "Agreements" in datapact("--help").out
    assert datapact("agreement", "list", "-h", lang="de").code == 0


def test_messages_speak_the_language(houses: Houses) -> None:
    draft(houses.anna)
    assert "Entwurf" in houses.anna.run("agreement", "list", lang="de").out
    assert "Draft" in houses.anna.run("agreement", "list", lang="en").out
    assert houses.anna.run("agreement", "show", "X", lang="de").err.startswith("datapact: Es gibt keine Vereinbarung X")


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {"LANG": "de_DE.UTF-8"}, "de"),
        ([], {"LANG": "fr_FR.UTF-8"}, "en"),
        ([], {"LANG": "de_DE.UTF-8", "LC_ALL": "en_GB"}, "en"),
        (["--lang", "de"], {"LANG": "en_GB"}, "de"),
        (["--lang=en"], {"LANG": "de_DE"}, "en"),
    ],
)
def test_the_language_is_chosen(arguments: list[str], environment: dict[str, str], language: str) -> None:
    assert choose_language(arguments, environment) == language


@given(st.lists(st.sampled_from(["--json", "--vault", "--as", "x", "--", "agreement", "--lang=de", "-o"]), max_size=8))
def test_no_word_is_lost_when_options_are_split(words: list[str]) -> None:
    front, rest = split_global_options(words)
    assert sorted(front + rest) == sorted(words)


def test_ids_that_begin_with_a_dash_are_no_options() -> None:
    digest = "-" + "G" * 42
    assert keep_ids(["partner", "trust", digest, "--fingerprint", "1"]) == [
        *("partner", "trust", "--fingerprint", "1"),
        *("--", digest),
    ]
    assert keep_ids(["send", "x", "--to", digest]) == ["send", "x", "--to", digest]
    assert keep_ids(["partner", "show", "--", digest]) == ["partner", "show", "--", digest]
    other = "-" + "H" * 42
    assert keep_ids(["agreement", "compare", digest, other]) == ["agreement", "compare", "--", digest, other]
    assert keep_ids(["agreement", "returned", digest, "a.pdf", "--slot", "x"]) == [
        *("agreement", "returned", "--slot", "x"),
        *("--", digest, "a.pdf"),
    ]
    assert keep_ids(["show", "--order=date", digest, "-"]) == ["show", "--order=date", "--", digest, "-"]
    for option in ("-o", "-h", "-oFILE.pdf", "-oFILE1", "-dFolder1", "-json", "-output", "--finding", "--Q3"):
        assert keep_ids(["agreement", "list", option]) == ["agreement", "list", option]


@given(st.sampled_from(["-2", "--2", "--jE", "---7"]), st.integers(LEAST, 42), st.binary(min_size=32, max_size=32))
def test_beginnings_of_ids_that_begin_with_a_dash_are_no_options(first: str, length: int, rest: bytes) -> None:
    beginning = (first + base64.urlsafe_b64encode(rest).decode())[:length]
    assert keep_ids(["delivery", "correct", beginning, "--finding", "wrong"])[-2:] == ["--", beginning]


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                ["agreement", "vault", "show", "list", "send", "--to", "--json", "--on", "--", "-o", "verify"]
            ),
            st.text(max_size=20).filter(lambda text: "\0" not in text),
        ),
        max_size=6,
    )
)
def test_no_command_line_has_a_fault(words: list[str]) -> None:
    if "demo" not in words and "create" not in words:
        assert datapact(*words).code in (0, 2, 3, 4, 5)


@given(st.text())
def test_what_is_printed_has_no_control_characters(text: str) -> None:
    assert all(character.isprintable() or character == "\n" for character in clean(text))
    (line,) = table([[text, "x"]], ["", ""])[1:]
    assert line.isprintable()


def test_a_reader_that_goes_away_is_no_fault(tmp_path: Path) -> None:
    command = (
        f"{sys.executable} -c 'from datapact.cli.app.main import run; raise SystemExit(run([\"--help\"]))' | head -c 1"
    )
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False, env={**os.environ})
    assert "Traceback" not in done.stderr


def test_a_fault_leaves_a_report_and_no_traceback(
    houses: Houses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("platformdirs.user_log_dir", lambda *_a, **_k: str(tmp_path / "logs"))
    monkeypatch.setattr("datapact.cli.negotiation.templates.template_heads", lambda: 1 // 0)
    assert run(["template", "list"]) == 5
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    (report,) = (tmp_path / "logs").glob("fault-*.txt")
    assert "ZeroDivisionError" in report.read_text("utf-8")


def test_output_into_a_folder_that_is_not_there(houses: Houses) -> None:
    history = draft(houses.anna)
    nowhere = houses.folder / "nowhere" / "file"
    for words in (
        ["partner", "card", "-o", nowhere],
        ["vault", "backup", "-o", nowhere],
        ["agreement", "export", history, "-o", nowhere],
        ["send", history, "--to", "Institut", "-o", nowhere],
        ["vault", "members", "invite", "Neu", "--roles", "legal", "--code-file", nowhere],
        ["agreement", "export", history, "-o", houses.folder],
    ):
        houses.anna.refused(2, *words)
    assert houses.anna.status(history) == "draft"


def test_the_same_help_for_every_command() -> None:
    """Every command of the tree has a help text in both languages, and German is not English."""
    import typer.main

    from datapact.base.texts import use_language
    from datapact.cli.app.app import make_app

    texts = {}
    for language in ("en", "de"):
        use_language(language)
        texts[language] = dict(_helps(typer.main.get_command(make_app()), ()))
    assert texts["en"].keys() == texts["de"].keys()
    assert len(texts["en"]) > 40
    for path, text in texts["en"].items():
        assert text, path
        assert texts["de"][path] != text, path


def _helps(command: object, path: tuple[str, ...]) -> list[tuple[tuple[str, ...], str]]:
    found = [(path, str(getattr(command, "help", "") or ""))]
    for name, inner in getattr(command, "commands", {}).items():
        found += _helps(inner, (*path, name))
    return found


@pytest.mark.journey
def test_a_terminal_without_our_letters_is_no_fault(tmp_path: Path) -> None:
    code = "from datapact.cli.app.main import run; raise SystemExit(run(['template', 'list', '--lang', 'de']))"
    for encoding in ("ascii", "latin-1"):
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            check=False,
            env={**os.environ, "PYTHONIOENCODING": encoding},
        )
        assert (done.returncode, done.stderr) == (0, b"")


def test_names_of_files_in_no_encoding(tmp_path: Path) -> None:
    name = tmp_path / os.fsdecode(b"caf\xe9.pdf")
    name.write_bytes(b"%PDF-1.7 nothing")
    code = "import sys; from datapact.cli.app.main import run; raise SystemExit(run(sys.argv[1:]))"
    for words in (["verify", name], ["verify", name, "--json"], ["receive", name], ["verify", f"{name}x"]):
        done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, check=False)
        assert done.returncode in (1, 2, 4), done.stderr
        assert b"fault" not in done.stderr


def test_the_end_of_input_where_a_passphrase_is_asked(
    houses: Houses, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = io.StringIO()
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stdin", terminal)

    def ended(_prompt: str) -> str:
        raise EOFError

    monkeypatch.setattr("getpass.getpass", ended)
    assert run(["vault", "info", "--vault", str(houses.sofia.vault), "--lang", "en"]) == 5
    assert capsys.readouterr().err.strip().startswith("datapact: Stopped")  # behind the end of the prompt's line


def test_a_new_passphrase_at_the_terminal(houses: Houses, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO()
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stdin", terminal)
    typed = iter([PASSPHRASE, "ganz neue Worte", "ganz andere Worte", PASSPHRASE, "ganz neue Worte", "ganz neue Worte"])
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(typed))
    assert datapact("vault", "passphrase", "--vault", houses.sofia.vault).code == 2
    assert datapact("vault", "passphrase", "--vault", houses.sofia.vault).code == 0
    houses.sofia.refused(3, "vault", "info")
