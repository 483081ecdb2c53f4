"""The command line as scripts and people meet it: each command as a process, its streams, exit codes and manners."""

from __future__ import annotations

import json
import os
import re
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from tests.conftest import REAL, ROOT, SMALL
from tests.window import window

HEAVY = ("sqlite_utils", "markdown_it", "prompt_toolkit", "discord", "sqlalchemy", "rich")

Run = Callable[..., subprocess.CompletedProcess[bytes]]


def environment(home: Path, **more: str) -> dict[str, str]:
    """A user's environment with everything we keep under `home`."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DISSENSUS", "COLUMNS", "XDG", "PYTHON"))
    }
    folders = {"HOME": home, "XDG_CACHE_HOME": home / "cache", "XDG_CONFIG_HOME": home, "XDG_STATE_HOME": home}
    return {**kept, **{name: str(path) for name, path in folders.items()}, "PYTHONPATH": str(ROOT), **more}


@pytest.fixture
def run(tmp_path: Path, database: Path) -> Run:
    """Runs the program as a process on the real corpus, away from the checkout."""

    def started(*arguments: str, given: bytes = b"", **more: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-W", "error", "-m", "bot", "--database", str(database), *arguments]
        return subprocess.run(
            command, input=given, capture_output=True, cwd=tmp_path, env=environment(tmp_path, **more), timeout=120
        )

    return started


@pytest.fixture
def told(database: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Result]:
    """Runs the program inside this process on the real corpus."""
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.chdir(tmp_path)

    def invoked(*arguments: str, **options: Any) -> Result:
        return CliRunner().invoke(main, ["--corpus", str(REAL), "--database", str(database), *arguments], **options)

    return invoked


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """The small corpus with two things wrong in one file."""
    folder = tmp_path / "broken"
    shutil.copytree(SMALL, folder)
    file = next(path for path in sorted(folder.glob("*.md")) if path.name != "README.md")
    file.write_text(file.read_text(encoding="utf-8") + "\n<b>raw</b>\n\n***\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["quote", "kronstadt"], "== Harman's pamphlet · pamphlet, 1967 =="),
        (["quote", "what", "did", "NEP", "do"], "== "),
        (["who-said", "they are not the leaders but the led"], "— Lenin, March 1922 Party Congress; quoted by"),
        (["context", "harman-pamphlet.4.2", "--section"], "the passage asked for"),
        (["contrast", "kronstadt"], " disputes "),
        (["sources"], "[ford-review] https://"),
        (["voices"], "Martov"),
        (["coverage", "kronstadt"], "hits per 1,000 words"),
        (["ask", "!quote kronstadt"], "== Harman's pamphlet"),
        (["ask", "kronstadt"], "== Harman's pamphlet"),
        (["ask", "!help"], "!who-said PHRASE"),
    ],
)
def test_every_command_answers_as_a_process(run: Run, arguments: list[str], expected: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stderr) == (0, b"")
    assert expected in done.stdout.decode()
    assert "\x1b" not in done.stdout.decode()


@pytest.mark.parametrize(
    "arguments",
    [
        ["quote", "kronstadt"], ["who-said", "the led"], ["context", "ford-thread.c9.1", "--around", "0"], ["contrast"],
        ["contrast", "kronstadt"], ["sources"], ["voices"], ["coverage", "kronstadt"], ["ask", "!quote kronstadt"],
    ],
)  # fmt: skip
def test_every_command_speaks_json_lines(told: Callable[..., Result], arguments: list[str]) -> None:
    done = told(*arguments, "--json")
    assert done.exit_code == 0
    assert done.stderr == ""
    assert [type(json.loads(line)) for line in done.stdout.splitlines()]


def test_python_m_bot_and_the_script_are_one_program() -> None:
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert 'dissensus = "bot.cli:main"' in pyproject


def test_a_dash_answers_every_line_with_one_line(run: Run) -> None:
    questions = "kronstadt\n\nby:nobody x\n" + "NEP " * 1000 + "\nthermidor"
    answers = [json.loads(line) for line in run("quote", "--json", "-", given=questions.encode()).stdout.splitlines()]
    assert [("error" in answer, bool(answer.get("quotes"))) for answer in answers] == [
        (False, True), (True, False), (True, False), (False, True), (False, True),
    ]  # fmt: skip
    assert answers[2] == {
        "query": "by:nobody x",
        "error": "Nobody called “nobody” speaks here; `voices` lists who does.",
    }


def test_a_dash_prints_cards_under_their_questions(run: Run) -> None:
    done = run("who-said", "-", given=b"they are not the leaders but the led\nxylophones on neptune are never in tune")
    lines = done.stdout.decode().splitlines()
    assert lines[0] == "? they are not the leaders but the led"
    assert "? xylophones on neptune are never in tune" in lines
    assert done.returncode == 0


def test_lines_piped_into_the_bare_command_are_answered(run: Run) -> None:
    done = run(given=b"!sources\n!nonsense\nkronstadt\n")
    assert b"[ford-review] https://" in done.stdout
    assert "There is no command “nonsense”" in done.stdout.decode()
    assert b"? kronstadt\n" in done.stdout


@pytest.mark.parametrize("locale", ["C", "POSIX", "en_US.ISO-8859-1"])
def test_bytes_that_are_no_text_are_survived_and_output_is_utf8(run: Run, locale: str) -> None:
    given = b"\xff\xfe kronstadt \xed\xa0\x80\nkronstadt\x00\x1b[31m\n\xc3\xa4\xe2\x80\x94\n"
    for name, key in (("quote", "query"), ("who-said", "phrase"), ("coverage", "topic")):
        done = run(name, "--json", "-", given=given, LC_ALL=locale, PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
        assert (done.returncode, done.stderr) == (0, b"")
        answers = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]
        assert len(answers) == 3
        assert "kronstadt" in answers[1][key]
    done = run("quote", "kronstadt", LC_ALL=locale, PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert "§4" in done.stdout.decode("utf-8")


def test_a_question_is_answered_before_the_next_is_typed_and_an_interrupt_is_clean(
    tmp_path: Path, database: Path
) -> None:
    command = [sys.executable, "-m", "bot", "--database", str(database), "quote", "--json", "-"]
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=tmp_path, env=environment(tmp_path), **streams) as running:  # type: ignore[call-overload]
        for question in ("kronstadt", "thermidor"):
            running.stdin.write(f"{question}\n".encode())
            running.stdin.flush()
            assert select.select([running.stdout], [], [], 30)[0], "no answer before the next question"
            assert json.loads(running.stdout.readline())["query"] == question
        running.send_signal(signal.SIGINT)
        assert b"Traceback" not in running.stderr.read()
        assert running.wait(60) == 1


def test_the_version_is_told(told: Callable[..., Result]) -> None:
    done = told("--version")
    assert done.exit_code == 0
    assert done.stdout.strip()


def test_ask_gives_one_line_for_any_command(told: Callable[..., Result]) -> None:
    for name in ("sources", "voices", "help"):
        (line,) = told("ask", "--json", f"!{name}").stdout.splitlines()
        assert len(json.loads(line)[name]) > 3
    assert len(told("sources", "--json").stdout.splitlines()) == 4


def test_a_closed_pipe_is_no_drama(tmp_path: Path, database: Path) -> None:
    command = f"{sys.executable} -m bot --database {database} quote --json - | head -c 10"
    given = b"lenin\n" * 200
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        input=given,
        capture_output=True,
        cwd=tmp_path,
        env=environment(tmp_path),
        timeout=120,
    )
    assert (len(done.stdout), done.stderr) == (10, b"")


def test_exit_codes(run: Run, tmp_path: Path, broken: Path) -> None:
    assert run("quote", "xylophones on neptune").returncode == 0
    assert run("quote", "by:nobody x").returncode == 2
    assert run("context", "no.such.id").returncode == 2
    assert run("quote").returncode == 2
    assert run("quote", "x", "--limit", "0").returncode == 2
    assert run("qoute", "x").returncode == 2
    assert run("--corpus", str(tmp_path / "none"), "sources").returncode == 2
    assert run("--config", str(tmp_path / "none.toml"), "sources").returncode == 1
    assert run("--corpus", str(broken), "sources").returncode == 1


def test_a_member_gets_a_sentence_on_stderr_and_no_traceback(run: Run) -> None:
    done = run("ask", "!qoute kronstadt")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == "There is no command “qoute”; did you mean !quote?\n"


def test_a_corpus_that_breaks_its_rules_answers_nothing(run: Run, broken: Path) -> None:
    done = run("--corpus", str(broken), "--database", str(broken / "new.db"), "quote", "soup")
    assert (done.returncode, done.stdout) == (1, b"")
    assert "(2 in all; `dissensus corpus check` lists them)" in done.stderr.decode()
    assert not (broken / "new.db").exists()


def test_the_limit_shows_as_many_as_asked(told: Callable[..., Result]) -> None:
    def ids(*options: str) -> list[str]:
        return re.findall(r"^\[([a-z-]+\.[a-z0-9.]+)\]", told("quote", "lenin", *options).stdout, re.MULTILINE)

    assert len(ids("--limit", "30")) >= 30
    assert ids("--limit", "1")[0] in ids()
    assert len(json.loads(told("quote", "lenin", "--json").stdout)["quotes"]) >= 10


def test_full_cuts_nothing_and_why_explains(told: Callable[..., Result]) -> None:
    assert "left out]" in told("quote", "kronstadt").stdout
    assert "left out]" not in told("quote", "kronstadt", "--full").stdout
    assert "of the question." in told("quote", "kronstadt", "--why").stdout
    assert "corpus" in json.loads(told("quote", "kronstadt", "--why", "--json").stdout)


def test_the_config_and_the_environment_are_read(told: Callable[..., Result], tmp_path: Path) -> None:
    config = tmp_path / "mine.toml"
    config.write_text("[terminal]\nroom = 120\n", encoding="utf-8")
    default = told("quote", "kronstadt").stdout
    short = told("quote", "kronstadt", "--config", str(config)).stdout
    assert told("quote", "kronstadt", env={"DISSENSUS_CONFIG": str(config)}).stdout == short
    assert told("quote", "kronstadt", env={"DISSENSUS_TERMINAL_ROOM": "120"}).stdout == short
    assert len(short) < len(default)
    (tmp_path / "config.toml").write_text("[terminal]\nrom = 120\n", encoding="utf-8")
    done = told("quote", "kronstadt")
    assert done.exit_code == 1
    assert done.stderr.startswith("config.toml: terminal.rom: there is no such key")


def test_colour_always_draws_for_a_terminal_into_a_pipe(told: Callable[..., Result]) -> None:
    drawn = told("quote", "kronstadt", env={"DISSENSUS_TERMINAL_COLOUR": "always"}, color=True).stdout
    assert "\x1b[" in drawn
    assert "╭─" in drawn


@pytest.mark.parametrize("colourless", [{}, {"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_of_60_columns_is_enough(tmp_path: Path, database: Path, colourless: dict[str, str]) -> None:
    command = [sys.executable, "-m", "bot", "--database", str(database), "quote", "kronstadt"]
    with window(command, environment(tmp_path, **{"TERM": "xterm-256color", **colourless}), columns=60) as terminal:
        assert terminal.closed() == 0
    lines = terminal.plain.splitlines()
    assert all(len(line) <= 60 for line in lines if "://" not in line)
    assert any("Kronstadt" in line for line in lines)
    assert (b"\x1b[3" in terminal.raw or b"\x1b[9" in terminal.raw or b"[38;" in terminal.raw) == (not colourless)
    assert any(line.startswith("╭─") for line in lines) == (colourless.get("TERM") != "dumb")


def test_the_database_is_built_once_and_again_when_the_corpus_changes(tmp_path: Path) -> None:
    folder = tmp_path / "soup"
    shutil.copytree(SMALL, folder)

    def asked() -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "bot", "--corpus", str(folder), "sources", "--json"]
        return subprocess.run(command, capture_output=True, cwd=tmp_path, env=environment(tmp_path), timeout=120)

    first, second = asked(), asked()
    assert first.stderr.decode().count("\n") == 1
    assert second.stderr == b""
    assert first.stdout == second.stdout
    (built,) = (tmp_path / "cache/dissensus").glob("*.db")
    (folder / "lexicon.toml").write_text('[[spelling]]\nforms = ["soup", "soop"]\n', encoding="utf-8")
    assert asked().stderr.decode().startswith("Building")
    built.write_bytes(b"not a database")
    assert asked().stdout == first.stdout


def test_a_place_that_cannot_be_written_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where a folder should be", encoding="utf-8")
    command = [sys.executable, "-m", "bot", "sources"]
    done = subprocess.run(command, capture_output=True, cwd=tmp_path, env=environment(tmp_path), timeout=120)
    assert done.returncode == 1
    assert "cannot be written here" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_a_question_loads_nothing_it_does_not_need(tmp_path: Path, database: Path) -> None:
    program = (
        "import sys; from bot.cli import main\n"
        f"main(['--database', {str(database)!r}, 'quote', 'kronstadt'], standalone_mode=False)\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, cwd=tmp_path, env=environment(tmp_path), timeout=120
    )
    assert b"Harman" in done.stdout
    assert done.stderr == b"[]\n"


def test_the_corpus_passes_its_check(told: Callable[..., Result]) -> None:
    done = told("corpus", "check")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.startswith("Nothing to mend: 4 sources, ")


def test_check_prints_every_problem_in_the_form_asked_for(broken: Path) -> None:
    def check(*options: str) -> Result:
        done = CliRunner().invoke(main, ["corpus", "check", "--corpus", str(broken), *options])
        assert done.exit_code == 1
        assert done.stderr.startswith("2 to mend in ")
        return done

    text = check().stdout.splitlines()
    assert len(text) == 2
    assert all(re.fullmatch(r"[\w-]+\.md:\d+: [a-z-]+: .+", line) for line in text)
    found = [json.loads(line) for line in check("--format", "json").stdout.splitlines()]
    assert [f"{p['file']}:{p['line']}: {p['rule']}: {p['message']}" for p in found] == text
    github = check("--format", "github").stdout.splitlines()
    assert all(re.match(r"::error file=.+\.md,line=\d+,title=[a-z-]+::.+", line) for line in github)
    assert [int(re.findall(r"line=(\d+)", line)[0]) for line in github] == [p["line"] for p in found]


def test_annotations_for_github_are_escaped(tmp_path: Path) -> None:
    folder = tmp_path / "a, b: 100%"
    shutil.copytree(SMALL, folder)
    (folder / "extra.toml").write_text("x = 1\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["corpus", "check", "--corpus", str(folder), "--format", "github"])
    assert "a%2C b%3A 100%25" in done.stdout


def test_build_and_path_say_where_everything_is(tmp_path: Path) -> None:
    places = ["--corpus", str(SMALL), "--database", str(tmp_path / "new/soup.db")]
    built = CliRunner().invoke(main, ["corpus", "build", *places])
    assert built.exit_code == 0
    assert Path(built.stdout.strip()).is_file()
    assert [line.split()[-1] for line in built.stderr.splitlines()] == ["reading", "writing", "proving", "done"]
    path = json.loads(CliRunner().invoke(main, ["corpus", "path", "--json", *places]).stdout)
    assert path == {"corpus": str(SMALL.resolve()), "database": str((tmp_path / "new/soup.db").resolve())}


def test_two_corpora_have_two_databases(tmp_path: Path) -> None:
    paths = [
        json.loads(CliRunner().invoke(main, ["--corpus", str(folder), "corpus", "path", "--json"]).stdout)["database"]
        for folder in (REAL, SMALL)
    ]
    assert paths[0] != paths[1]


def test_the_same_question_has_the_same_answer_to_the_byte(run: Run) -> None:
    for arguments in (["quote", "--json", "--why", "what did NEP do"], ["quote", "kronstadt"]):
        assert run(*arguments, PYTHONHASHSEED="1").stdout == run(*arguments, PYTHONHASHSEED="2").stdout
