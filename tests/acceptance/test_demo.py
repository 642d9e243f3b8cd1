"""The demonstration, to its end: outlets, pipeline and receiver over real HTTP."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from dataclasses import dataclass, field, replace

import pytest
from rich.console import Console
from typer.testing import CliRunner

from config.manifest import Manifest
from onrecord.cli import app
from onrecord.demo import play as demonstration
from onrecord.demo.play import Audience
from onrecord.receiver import Received

pytestmark = pytest.mark.slow

NOT_THEIRS = (
    "oldsailor",  # a reader's comment
    "Ferry captain",  # a teaser
    "Independent reporting is paid for",  # the appeal for donations
    "We are family",  # a caption
    "I never wanted to make a war film",  # a teaser inside the text
    "like invention",  # the Kremlin's spokesman
    "empty words",
    "would raise its own contribution",  # the former secretary general
    "keeps a city warm",  # Ukraine's foreign minister
    "come and explain that on a geriatric ward",  # a nurse
)
"""Words of the demonstration that stand beside the figures' statements and must never alert."""


@dataclass(slots=True)
class Recorder(Audience):
    """An audience that also keeps what it saw."""

    bodies: list[Received] = field(default_factory=list)

    def alert(self, received: Received) -> None:
        self.bodies.append(received)
        Audience.alert(self, received)


def test_the_demonstration_alerts_on_the_figures_own_words_once(monkeypatch: pytest.MonkeyPatch) -> None:
    audiences: list[Recorder] = []

    def seated(console: Console) -> Recorder:
        audiences.append(Recorder(console))
        return audiences[-1]

    monkeypatch.setattr(demonstration, "Audience", seated)
    done = CliRunner().invoke(app, ["demo", "--once"])
    assert done.exit_code == 0, done.output
    assert "✓ signature verified" in done.output
    assert "held back" in done.output
    assert f"{audiences[0].alerts} alerts from 29 publications" in done.output
    check(audiences[0], demonstration.demo_manifest())


def check(audience: Recorder, manifest: Manifest) -> None:
    assert audience.published == len(manifest.publications)
    assert audience.alerts >= 15
    assert audience.held >= 15
    assert audience.copies == 0
    assert len({received.id for received in audience.bodies}) == audience.alerts
    tracked = {figure.id for figure in manifest.figures}
    texts: dict[str, str] = defaultdict(str)
    for one in manifest.publications:
        texts[one.id] += words(one.file.read_text("utf-8")) + words(one.title)
    for received in audience.bodies:
        content = received.body["data"]
        assert content["figure"]["id"] in tracked
        assert not any(phrase in content["statement"]["text"] for phrase in NOT_THEIRS)
        assert content["article"]["outlet"]["id"] != "morning-digest", "a copy of an agency's report is nothing new"
        page = content["article"]["url"].rpartition("/")[2].removesuffix(".html")
        for piece in content["statement"]["text"].split(" … "):
            assert words(piece) in texts[page]


def words(text: str) -> str:
    """Letters and digits of ``text`` without its markup: what extraction must keep in order."""
    return re.sub(r"\W+", "", html.unescape(re.sub(r"<[^>]+>", " ", text)))


def test_without_an_alert_the_command_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs it in a script must be able to tell a demonstration that shows nothing."""
    manifest = replace(demonstration.demo_manifest(), publications=())
    monkeypatch.setattr(demonstration, "demo_manifest", lambda _own: manifest)
    done = CliRunner().invoke(app, ["demo", "--once"])
    assert done.exit_code == 1
    assert "0 alerts" in done.output
