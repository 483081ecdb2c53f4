"""The probe bot in this process, connected to a judged test Discord."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from . import Fakecord, probe


@pytest.fixture
async def fake() -> AsyncIterator[Fakecord]:
    async with Fakecord() as fake, fake.running(probe.make):
        yield fake
