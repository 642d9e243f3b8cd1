"""The extractor on public sets of labelled statements: ``python -m benchmarks.public_statements FOLDER [SET …]``.

The sets are others' and are not in the repository. ``FOLDER`` holds ``score.py``, which says the format at its top, and
``polnear_dev.jsonl`` (PolNeAR), ``gum_dev.jsonl`` (GUM's Wikinews), ``german_dev.jsonl`` (uhh-lt's German Wikinews).
Printed are the figures that the project pins: the speech subset in English, resolved names, German direct quotes.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from onrecord.batch.statements import convert

SETS = ("polnear_dev", "gum_dev", "german_dev")
DIRECT = "direct"

Rows = list[dict[str, Any]]


def figures(name: str, folder: Path) -> dict[str, float]:
    """The figures of one set in percent, by the scorer in ``folder``."""
    lines = (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    gold = [json.loads(line) for line in lines]
    found = list(convert(gold, {}))
    score = _scorer(folder / "score.py")
    if name.startswith("german"):
        return _german(score, gold, found)
    scored = score(gold, found)
    return _names(scored) if name.startswith("gum") else _speech(scored)


def _scorer(program: Path) -> Callable[[Rows, Rows], dict[str, Any]]:
    def score(gold: Rows, found: Rows) -> dict[str, Any]:
        with TemporaryDirectory() as folder:
            paths = [Path(folder) / "gold.jsonl", Path(folder) / "found.jsonl"]
            for path, rows in zip(paths, (gold, found), strict=True):
                path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
            command = [sys.executable, str(program), *map(str, paths), "--subset", "speech", "--json"]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
        scored: dict[str, Any] = json.loads(done.stdout)
        return scored

    return score


def _speech(scored: dict[str, Any]) -> dict[str, float]:
    recall = scored["recall_ov50_by_kind"]
    return {
        "overlap F1": scored["ov50"]["F1"],
        "overlap precision": scored["ov50"]["P"],
        "exact F1": scored["exact"]["F1"],
        "direct recall": recall["direct"][0],
        "indirect recall": recall["indirect"][0],
        "speaker": scored["speaker_mention_acc"][0],
        "span and speaker F1": scored["e2e_ov50_speaker"]["F1"],
    }


def _names(scored: dict[str, Any]) -> dict[str, float]:
    return {"names": scored["speaker_name_acc"][0] or 0.0, "overlap F1": scored["ov50"]["F1"]}


def _german(score: Callable[[Rows, Rows], dict[str, Any]], gold: Rows, found: Rows) -> dict[str, float]:
    """Direct quotes against direct quotes; their precision also against everything that the set labels."""
    direct = score(_direct(gold), _direct(found))
    among_all = score(gold, _direct(found))
    return {
        "direct F1": direct["ov50"]["F1"],
        "direct precision": direct["ov50"]["P"],
        "direct recall": direct["ov50"]["R"],
        "direct precision among all labels": among_all["ov50"]["P"],
        "direct speaker": direct["speaker_mention_acc"][0],
        "direct span and speaker F1": direct["e2e_ov50_speaker"]["F1"],
    }


def _direct(rows: Iterable[dict[str, Any]]) -> Rows:
    return [{**row, "statements": [one for one in row["statements"] if one["kind"] == DIRECT]} for row in rows]


def main(arguments: Sequence[str]) -> None:
    """Prints the figures of each set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the sets and score.py are")
    parser.add_argument("sets", nargs="*", default=SETS, help=f"some of {', '.join(SETS)} (default: all)")
    options = parser.parse_args(arguments)
    for name in options.sets:
        for figure, value in figures(name, options.folder).items():
            print(f"{name:<12} {figure:<36} {value:5.1f}")


if __name__ == "__main__":
    main(sys.argv[1:])
