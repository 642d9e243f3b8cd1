"""The text format of labelled streams."""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.training import streams
from processors.errors import ConfigError

CHAIN = """\
# comment
## minister
@ forty
= en Forty millions.
= de Vierzig Millionen.
! unit en Forty billions.
@ fifty < forty
= en Fifty millions.
= en Half a hundred millions.
@ bridge
= en The bridge is open.
"""


def read(path: Path, text: str, seed: int = 0) -> list[streams.Labelled]:
    file = path / "s.txt"
    file.write_text(text, encoding="utf-8")
    return streams.read([file], seed)


@pytest.mark.parametrize("seed", range(12))
def test_a_changed_form_is_an_update_and_has_repeats_of_its_own(tmp_path: Path, seed: int) -> None:
    found = read(tmp_path, CHAIN, seed)
    seen: dict[str, str] = {}
    for one in found:
        known = one.cluster in seen
        expected = "repeat" if known else "update" if one.family in seen.values() else "new"
        assert one.relation == expected, one.text
        seen[one.cluster] = one.family
    assert {one.cluster: one.family for one in found if not one.kind} == {
        "forty": "forty", "fifty": "forty", "bridge": "bridge",
    }  # fmt: skip


def test_a_form_of_an_unknown_claim_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="thirty"):
        read(tmp_path, "## minister\n@ fifty < thirty\n= en Fifty.\n")


def test_names_of_claims_are_the_streams_own(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="forty"):
        read(tmp_path, CHAIN + "## other\n@ sixty < forty\n= en Sixty.\n")
