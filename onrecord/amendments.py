"""What a later revision of an article means for the statements of the one before: pure, on filed statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from alerts.corrections import Change, Told, compare
from alerts.models import Correction
from onrecord.messages import Amended, Heard
from onrecord.store.archive import FiledStatement
from processors.claims import Decision, Utterance, Verdict
from processors.ids import claim_id, wording
from processors.models import Article


def changes(before: Sequence[FiledStatement], after: Sequence[FiledStatement], article: Article) -> tuple[Change, ...]:
    """What became of each statement of the revision before that could have alerted.

    One whose words still stand in the text was not withdrawn: this time nobody recognised who says it.
    """
    text = wording(f"{article.title} {article.text}")
    told = [Told(one.id, one.statement) for one in before if one.gate == ""]
    found = compare(told, [Told(one.id, one.statement) for one in after], article.revision - 1) if told else ()
    return tuple(one for one in found if one.correction.after or wording(one.correction.before) not in text)


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
    """The verdict on what stands in a corrected statement's place: the same claim in other words, or its correction."""
    if judged.decision is Decision.REPEAT and judged.claim_id == corrected.claim_id:
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
