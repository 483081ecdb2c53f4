"""What is built from the project is whole: an installed copy answers by itself, far from any checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE, CORPUS = ROOT / "bot", ROOT / "corpus"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist made from the checkout and the wheel made from that sdist, as an installer would."""
    folder = tmp_path_factory.mktemp("dist")
    _hatchling(ROOT, "sdist", folder)
    with tarfile.open(next(folder.glob("*.tar.gz"))) as sdist:
        sdist.extractall(folder, filter="data")
    _hatchling(next(path for path in folder.iterdir() if path.is_dir()), "wheel", folder)
    return folder


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the wheel is installed, without what it needs: that is in the environment of the tests."""
    folder = tmp_path_factory.mktemp("installed")
    wheel = next(built.glob("*.whl"))
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", folder, wheel]
    subprocess.run(pip, check=True, capture_output=True)
    return folder


def test_the_wheel_holds_every_module_and_the_whole_corpus_and_nothing_else(built: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
        for path in _files(CORPUS):
            assert wheel.read(f"bot/_corpus/{path.relative_to(CORPUS)}") == path.read_bytes()
    modules = {str(path.relative_to(ROOT)) for path in _files(PACKAGE)}
    corpus = {f"bot/_corpus/{path.relative_to(CORPUS)}" for path in _files(CORPUS)}
    assert names == modules | corpus | {"bot/_config.example.toml"}


def test_the_licence_travels_with_the_wheel(built: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        (licence,) = (name for name in wheel.namelist() if name.endswith("/licenses/LICENSE"))
        assert wheel.read(licence) == (ROOT / "LICENSE").read_bytes()


def test_the_sdist_holds_the_tests_and_nothing_that_was_fetched_or_built(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as sdist:
        names = [name.partition("/")[2] for name in sdist.getnames()]
    assert {"README.md", "LICENSE", "corpus/voices.toml", "tests/test_packaging.py", ".ci/run"} <= set(names)
    strange = ("node_modules", ".cache", "__pycache__", ".venv", ".db")
    assert [name for name in names if any(part in name for part in strange)] == []


def test_an_installed_copy_answers_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    answer = _run(installed, tmp_path, installed / "bin" / "dissensus", "quote", "--json", "kronstadt")
    assert '"passage_id": "' in answer.stdout
    places = _run(installed, tmp_path, sys.executable, "-P", "-m", "bot", "corpus", "path", "--json")
    assert Path(json.loads(places.stdout)["corpus"]) == installed / "bot" / "_corpus"


def test_an_installed_copy_writes_the_config_that_explains_itself(installed: Path, tmp_path: Path) -> None:
    _run(installed, tmp_path, installed / "bin" / "dissensus", "init")
    assert (tmp_path / "config.toml").read_bytes() == (ROOT / "config.example.toml").read_bytes()


def test_the_installed_copy_says_its_own_version(installed: Path, tmp_path: Path) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert version in _run(installed, tmp_path, installed / "bin" / "dissensus", "--version").stdout


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]


def _hatchling(project: Path, target: str, folder: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", folder]
    subprocess.run(build, cwd=project, check=True, capture_output=True)


def _run(installed: Path, home: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command in an empty home folder, where `bot` is found in the installed copy before anywhere else."""
    places = {"PYTHONPATH": str(installed), "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DISSENSUS")} | places
    return subprocess.run(command, cwd=home, env=environment, check=True, capture_output=True, text=True)
