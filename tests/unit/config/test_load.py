"""A configuration folder: values from good files, every mistake of bad ones."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from config.load import load_configuration, load_sources
from processors.errors import MisconfiguredError
from processors.models import Outlet


class Subscriptions(BaseModel):
    """Stands for the model of ``alerts``, which tests of ``config`` may not know."""

    outlet_groups: dict[str, list[str]] = {}
    subscriptions: list[dict[str, Any]] = []
    silences: list[dict[str, Any]] = []


FILES = {
    "figures.yaml": """\
figures:
  - id: ada-borg
    name: Ada Borg
    aliases: [Borg, Ада Борг]
    roles:
      - {title: Minister of Rail, aliases: [the rail minister], from: 2023-01-09}
    wikidata: Q42
    gender: f
  - id: ulf-kern
    name: Ulf Kern
""",
    "topics.yaml": """\
topics:
  - id: rail
    name: Railways
    keywords: {en: [railway, rail line], no: [jernbane]}
    exclusions: [rail against]
""",
    "sources.yaml": """\
outlets:
  - {id: courier, name: The Courier, lang: en}
sources:
  - {id: courier-home, name: Courier home, url: "https://courier.example/home.rss", outlet: courier, shortest: 1min}
  - {id: gazette, name: The Gazette, url: "https://gazette.example/feed", lang: "no"}
""",
    "subscriptions.yaml": """\
outlet_groups:
  papers: [courier, gazette]
subscriptions:
  - {id: rail, figures: [ada-borg], topics: [rail], outlets: {any: ['@papers']}}
""",
}


def write(folder: Path, **changes: str) -> Path:
    for name, text in FILES.items():
        (folder / name).write_text(changes.get(name.removesuffix(".yaml"), text), encoding="utf-8")
    return folder


def mistakes(folder: Path) -> list[str]:
    with pytest.raises(MisconfiguredError) as caught:
        load_configuration(folder, Subscriptions)
    return [str(mistake).replace(f"{folder}/", "") for mistake in caught.value.mistakes]


def test_good_files_become_values(tmp_path: Path) -> None:
    read = load_configuration(write(tmp_path), Subscriptions)
    assert read.figures[0].roles[0].since == date(2023, 1, 9)
    assert read.figures[0].aliases == ("Borg", "Ада Борг")
    assert read.topics[0].keywords == {"en": ("railway", "rail line"), "no": ("jernbane",)}
    assert [source.outlet for source in read.sources] == [
        Outlet("courier", "The Courier", "en"),
        Outlet("gazette", "The Gazette", "no"),
    ]
    assert (read.sources[0].shortest, read.sources[0].longest, read.sources[0].verified) == (60.0, 3600.0, False)
    assert read.subscriptions is not None


def test_subscriptions_may_be_missing_or_all_comments(tmp_path: Path) -> None:
    write(tmp_path, subscriptions="# nothing yet\n")
    assert load_configuration(tmp_path, Subscriptions).subscriptions is None
    (tmp_path / "subscriptions.yaml").unlink()
    assert load_configuration(tmp_path, Subscriptions).subscriptions is None


def test_the_mistakes_of_all_files_are_named_at_once(tmp_path: Path) -> None:
    write(
        tmp_path,
        figures=FILES["figures.yaml"].replace("aliases: [Borg", "alliases: [Borg"),
        topics="topics: [",
        sources=FILES["sources.yaml"].replace("outlet: courier,", "outlet: couriere,"),
    )
    found = mistakes(tmp_path)
    assert found[0] == "figures.yaml:4: figures[0].alliases: unknown key (did you mean 'aliases'?)"
    assert found[1].startswith("topics.yaml:1: not valid YAML:")
    assert found[2] == "sources.yaml:4: sources[0].outlet: there is no outlet 'couriere' (did you mean 'courier'?)"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("ada-borg]", "ada-burg]", "subscriptions.yaml:4: subscriptions[0].figures[0]: there is no figure 'ada-burg'"),
        ("topics: [rail]", "topics: [rails]", "subscriptions.yaml:4: subscriptions[0].topics[0]: there is no topic"),
        ("'@papers'", "'@paper'", "subscriptions.yaml:4: subscriptions[0].outlets.any[0]: there is no outlet '@paper'"),
        ("gazette]", "gazete]", "subscriptions.yaml:2: outlet_groups.papers[1]: there is no outlet 'gazete'"),
    ],
)
def test_a_reference_to_nothing_is_named(tmp_path: Path, before: str, after: str, said: str) -> None:
    write(tmp_path, subscriptions=FILES["subscriptions.yaml"].replace(before, after))
    found = mistakes(tmp_path)
    assert len(found) == 1
    assert found[0].startswith(said)
    assert "did you mean" in found[0]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("shortest: 1min", "shortest: soon", "should be seconds, or a number with s, min, h or d"),
        ("shortest: 1min", "shortest: 2h", "'shortest' is longer than 'longest'"),
        ("shortest: 1min", "kind: plugin", "kind plugin and the key 'plugin' go together"),
        ('lang: "no"', "lang: english language", "does not have the form"),
        ("id: gazette", "id: courier-home", "is taken already, in line 4"),
        ("https://gazette.example/feed", "gazette.example/feed", "does not have the form"),
    ],
)
def test_a_wrong_source_is_named(tmp_path: Path, before: str, after: str, said: str) -> None:
    write(tmp_path, sources=FILES["sources.yaml"].replace(before, after))
    with pytest.raises(MisconfiguredError) as caught:
        load_sources(tmp_path / "sources.yaml")
    assert said in str(caught.value)
    assert all(mistake.line in {4, 5} for mistake in caught.value.mistakes)


def test_yaml_11_surprises_stay_words(tmp_path: Path) -> None:
    """``no`` is Norwegian and ``22:00`` a time of day, not false and 1320."""
    write(tmp_path, subscriptions="subscriptions:\n  - {id: rail, languages: [no], quiet: 22:00}\n")
    read = load_configuration(tmp_path, Subscriptions)
    assert read.subscriptions is not None
    assert read.subscriptions.subscriptions[0] == {"id": "rail", "languages": ["no"], "quiet": "22:00"}
