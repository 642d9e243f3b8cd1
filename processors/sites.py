"""A cue in its sentence, and the draft of an attribution that is made there."""

from __future__ import annotations

from dataclasses import dataclass

from processors import boundaries, subjects
from processors.boundaries import Content
from processors.chunks import Chunk
from processors.drafts import Draft
from processors.languages import Cue
from processors.subjects import Subject

COMING = frozenset(
    ["expected", "set", "due", "scheduled", "poised", "likely", "going", "preparing", "slated", "planning"]
)
LOCAL = frozenset(["subject before the verb", "subject before an apposition"])


@dataclass(frozen=True, slots=True)
class Site:
    """A cue in its sentence. ``floor``: the first chunk behind the last cue; ``base``: behind the last
    attribution that stands after its content; ``start``: behind this cue."""

    chunks: list[Chunk]
    at: int
    floor: int
    base: int
    start: int
    frames: frozenset[str]
    prepositions: frozenset[str]

    @property
    def cue(self) -> Chunk:
        return self.chunks[self.at]

    def has(self, *frames: str) -> bool:
        """Whether the cue takes any of the frames."""
        return not self.frames.isdisjoint(frames)


def merged(cues: tuple[Cue, ...]) -> tuple[frozenset[str], frozenset[str]]:
    if not cues:
        return frozenset(["clause"]), frozenset()
    frames: frozenset[str] = frozenset().union(*(cue.frames for cue in cues))
    prepositions: frozenset[str] = frozenset().union(*(cue.prepositions for cue in cues))
    return frames, prepositions


def site_at(chunks: list[Chunk], k: int, floor: int, base: int) -> Site | None:
    group = chunks[k]
    if group.form == "VBN" and (boundaries.passive(group) or not group.helpers):
        return None
    start = k + 1
    particle = group.cues[0].particle if group.cues else None
    while particle and start < len(chunks) and chunks[start - 1].low != particle:
        start += 1
    return Site(chunks, k, floor, base, start, *merged(group.cues))


def _announced(chunks: list[Chunk], k: int) -> bool:
    """*is expected to say*, *is to announce*: speech that is still to come."""
    if k == 0 or chunks[k].form != "TO":
        return False
    before = chunks[k - 1]
    copula = before.kind == "VG" and before.low in ("is", "are", "was", "were", "'s", "'re")
    return copula or before.low in COMING


def drafted(site: Site, subject: Subject | None, pieces: list[Content], rule: str) -> Draft | None:
    group, chunks = site.cue, site.chunks
    cue = group.cues[0] if group.cues else Cue(lemma=group.low, frames=site.frames)
    return Draft(
        spans=[(chunks[piece.first].first, chunks[piece.last - 1].last) for piece in pieces],
        rule=rule,
        sentence=0,
        speaker=subjects.span(chunks, subject) if subject is not None else None,
        how=subject.how if subject is not None else "",
        cue=(group.first, group.last),
        lemma=cue.lemma,
        helpers=group.helpers,
        modality=cue.modality if cue.modality != "said" or not _announced(chunks, site.at) else "announced",
        attitude=bool(site.frames) and site.frames <= {"thought", "want"},
    )
