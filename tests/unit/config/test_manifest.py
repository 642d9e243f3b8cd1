"""The manifest of a replay: what it becomes, and what each mistake in it is called."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from config.manifest import Manifest, load_manifest
from processors.errors import MisconfiguredError
from processors.models import Figure, Topic

FIGURES = [Figure("ada-borg", "Ada Borg"), Figure("ulf-kern", "Ulf Kern")]
TOPICS = [Topic("harbour", "Harbour"), Topic("rail", "Rail")]

GOOD = """\
figures:
  - ulf-kern
  - {id: jane-doe, name: Jane Doe, aliases: [J. Doe], roles: [{title: Governor, from: 2024-03-01, to: 2025-10-06}]}
topics: [rail]
outlets:
  - id: courier
    name: The Courier
    feed: atom
    lang: en
    articles:
      - {file: late.txt, published: 2024-03-02T08:00:00Z, title: "Late"}
      - {file: early.txt, published: 2024-03-01T08:00:00+02:00, title: "Early", lang: de}
      - {file: early-2.html, published: 2024-03-03T08:00:00Z, title: "Early, put right", revision_of: early}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("late.txt", "early.txt", "early-2.html"):
        (tmp_path / name).write_text("A line.", encoding="utf-8")
    return tmp_path


def load(folder: Path, text: str) -> Manifest:
    path = folder / "manifest.yaml"
    path.write_text(text, encoding="utf-8")
    return load_manifest(path, figures=FIGURES, topics=TOPICS)


def mistakes(folder: Path, text: str) -> list[str]:
    with pytest.raises(MisconfiguredError) as caught:
        load(folder, text)
    return [f"{mistake.line}: {mistake.key}: {mistake.problem}" for mistake in caught.value.mistakes]


def test_publications_come_in_order_of_time(folder: Path) -> None:
    manifest = load(folder, GOOD)
    assert [(one.id, one.title, one.lang) for one in manifest.publications] == [
        ("early", "Early", "de"),
        ("late", "Late", "en"),
        ("early", "Early, put right", "en"),
    ]


def test_a_revision_keeps_its_address_and_date_and_says_when_it_was_updated(folder: Path) -> None:
    revision = load(folder, GOOD).publications[-1]
    assert revision.published == datetime(2024, 3, 1, 6, tzinfo=UTC)
    assert revision.updated == revision.at == datetime(2024, 3, 3, 8, tzinfo=UTC)
    assert revision.file == folder / "early-2.html"


def test_figures_are_named_or_defined_in_place(folder: Path) -> None:
    manifest = load(folder, GOOD)
    assert manifest.figures[0] is FIGURES[1]
    assert manifest.figures[1].roles[0].until == date(2025, 10, 6)
    assert manifest.topics == (TOPICS[1],)


def test_the_seeds_manifest_is_read() -> None:
    path = Path(__file__).parents[4] / "shared" / "seeds" / "manifest.yaml"
    if not path.exists():
        pytest.skip("needs the shared evaluation data beside the repository")
    manifest = load_manifest(path, figures=[Figure("mark-rutte", "Mark Rutte")])
    assert len(manifest.publications) == 5
    assert all(one.file.exists() for one in manifest.publications)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("  - ulf-kern", "  - ulf-kerm", "2: figures[0]: there is no figure 'ulf-kerm' (did you mean 'ulf-kern'?)"),
        ("[rail]", "[rial]", "4: topics[0]: there is no topic 'rial' (did you mean 'rail'?)"),
        (
            "feed: atom",
            "feed: atmo",
            "8: outlets[0].feed: should be 'rss', 'atom' or 'json', not 'atmo' (did you mean 'atom'?)",
        ),
        ("feed: atom", "fed: atom", "8: outlets[0].fed: unknown key (did you mean 'feed'?)"),
        (
            "file: late.txt",
            "file: lost.txt",
            "11: outlets[0].articles[0].file: there is no file lost.txt",
        ),
        (
            "revision_of: early",
            "revision_of: earlie",
            "13: outlets[0].articles[2].revision_of: this outlet has no article 'earlie' (did you mean 'early'?)",
        ),
        (
            "2024-03-03T08",
            "2024-02-03T08",
            "13: outlets[0].articles[2].published: a revision must appear after its first version",
        ),
        (
            "published: 2024-03-02T08:00:00Z",
            "published: 2024-03-02T08:00:00",
            "11: outlets[0].articles[0].published: should have timezone info",
        ),
        ("from: 2024-03-01", "from: 2026-03-01", "3: figures[1].roles[0]: ends (2025-10-06) before it starts"),
        ("to: 2025-10-06", "to: 2025-02-30", "3: : not valid YAML: 2025-02-30 is no date (day is out of range"),
        ("name: Jane Doe", "nane: Jane Doe", "3: figures[1].nane: unknown key (did you mean 'name'?)"),
    ],
)
def test_a_mistake_is_named_with_line_key_and_near_match(folder: Path, before: str, after: str, said: str) -> None:
    assert before in GOOD
    assert any(one.startswith(said) for one in mistakes(folder, GOOD.replace(before, after)))


def test_all_mistakes_are_named_at_once(folder: Path) -> None:
    found = mistakes(folder, GOOD.replace("late.txt", "lost.txt").replace("[rail]", "[rial]"))
    assert len(found) == 2


def test_an_article_id_stands_once_in_an_outlet(folder: Path) -> None:
    twice = GOOD.replace("file: early.txt", "id: late, file: early.txt").replace(", revision_of: early", "")
    assert "is taken already, in line 11" in mistakes(folder, twice)[0]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MisconfiguredError, match=r"manifest\.yaml: cannot be read: No such file"):
        load_manifest(tmp_path / "manifest.yaml")
