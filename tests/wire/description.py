"""Finds Discord's description, making it once out of the pinned npm packages.

Invariant: a run in CI never goes unjudged. Without the description CI fails, and a developer's machine skips, each with
a sentence that says how to get it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from .openapi import Description

HERE = Path(__file__).parent
RECIPE = (
    "Discord's API description is missing: install Node 20 or newer, then run "
    "`npm install --ignore-scripts` in tests/wire (or name a finished file in DISCORD_OPENAPI)."
)


class DescriptionMissingError(Exception):
    """Discord's description is neither there nor can be made here."""


@cache
def load() -> Description:
    """Read Discord's description, made on first use and kept in `.cache/` beside this file."""
    if named := os.environ.get("DISCORD_OPENAPI"):
        return Description(Path(named))
    recipe = (HERE / "package.json").read_bytes() + (HERE / "spec_from_npm.mjs").read_bytes()
    cached = HERE / ".cache" / f"openapi-{hashlib.sha256(recipe).hexdigest()[:12]}.json"
    if not cached.exists():
        _make(cached)
    return Description(cached)


def required() -> Description:
    """Give the description to a test, or end the test: failed in CI, skipped elsewhere."""
    try:
        return load()
    except DescriptionMissingError as missing:
        sentence = str(missing)
    raise ending(sentence)


def ending(sentence: str) -> BaseException:
    """Give what ends a test for which something is missing: a failure in CI, a skip elsewhere."""
    return pytest.fail.Exception(sentence, pytrace=False) if os.environ.get("CI") else pytest.skip.Exception(sentence)


def _make(target: Path) -> None:
    node = shutil.which("node")
    if node is None or not (HERE / "node_modules" / "discord-api-spec").exists():
        raise DescriptionMissingError(RECIPE)
    made = subprocess.run([node, HERE / "spec_from_npm.mjs"], capture_output=True, check=False, timeout=120)
    if made.returncode:
        raise DescriptionMissingError(f"{RECIPE} Node said: {made.stderr.decode()[-300:]}")
    target.parent.mkdir(exist_ok=True)
    unfinished = target.with_suffix(f".{os.getpid()}")
    unfinished.write_bytes(made.stdout)
    unfinished.replace(target)
