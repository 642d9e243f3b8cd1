"""The shipped figures and topics, for every test of the processors."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.load import load_figures, load_topics
from processors.models import Figure, Topic

CONFIG = Path(__file__).parents[3] / "config"


@pytest.fixture(scope="session")
def figures() -> tuple[Figure, ...]:
    return tuple(load_figures(CONFIG / "figures.yaml"))


@pytest.fixture(scope="session")
def topics() -> tuple[Topic, ...]:
    return tuple(load_topics(CONFIG / "topics.yaml"))
