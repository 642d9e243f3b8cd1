"""What a later revision of an article means for the statements of the one before: pure, on filed statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from alerts.corrections import Change, Revision, Told, compare, taken_down
from alerts.models import Correction
from onrecord.messages import Amended, Heard
from onrecord.store.archive import FiledStatement
from processors.claims import Decision, Utterance, Verdict
from processors.ids import claim_id
from processors.models import Article, Kind


def changes(
    earlier: Article | None, before: Sequence[FiledStatement], article: Article, after: Sequence[FiledStatement]
) -> tuple[Change, ...]:
    """What became of each statement of the revision before (None: there was none) that could have alerted."""
    if earlier is None:
        return ()
    stood = _revision(earlier, [one for one in before if one.gate == ""])
    return taken_down(stood) if article.taken_down else compare(stood, _revision(article, after))


def _revision(article: Article, filed: Sequence[FiledStatement]) -> Revision:
    return Revision(article.revision, f"{article.title}\n{article.text}", tuple(Told(f.id, f.statement) for f in filed))


def amended(
    found: Sequence[Change], before: Sequence[FiledStatement], heard: Mapping[str, Heard], article: Article
) -> Iterator[Amended]:
    """The changes as they are sent on, each to the figure whose statement it was."""
    stood = {one.id: one.statement for one in before}
    for change in found:
        statement = stood[change.correction.statement_id]
        if statement.figure_id is not None:
            after = heard.get(change.after.id) if change.after else None
            yield Amended(statement.figure_id, change.event.value, change.correction, statement, article, after)


def verdict(judged: Verdict, corrected: Utterance, correction: Correction, after_id: str) -> Verdict:
    """The verdict on what stands in a corrected statement's place: the same claim in other words, or its correction.

    A quotation is never only reworded: whoever printed its words must hear that the outlet changed them.
    """
    same_claim = judged.decision is Decision.REPEAT and judged.claim_id == corrected.claim_id
    if same_claim and corrected.kind is Kind.INDIRECT:
        return judged
    return replace(
        judged,
        decision=Decision.UPDATE,
        claim_id=claim_id(corrected.figure_id, after_id),
        probability=1.0,
        reason="The outlet changed the statement in its article.",
        rule="correction",
        closest=corrected,
        differs=judged.differs or correction.differs,
        updates=corrected.claim_id,
    )
