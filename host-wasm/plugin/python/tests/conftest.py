"""What the tests share."""

from __future__ import annotations

import json

import pytest

from samples import POLICY


@pytest.fixture
def policies() -> bytes:
    return json.dumps([POLICY]).encode()
