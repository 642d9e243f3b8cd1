"""A newsroom's archive, written through the repositories: invented figures, outlets and words.

Everything is a function of ``now``: the same call gives the same archive. It fills a store for browser tests,
pictures and development without depending on how well texts are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from alerts.models import (
    Choice,
    Endpoint,
    EventType,
    Occasion,
    Subscription,
)
from alerts.spec import EndpointSpec, SubscriptionSpec
from onrecord.sealing import Sealer
from onrecord.store import accounts, archive, record
from onrecord.store import alerts as alert_store
from onrecord.store.archive import FiledStatement
from onrecord.store.base import Store, Unit
from onrecord.store.subscriptions import put_endpoint, put_subscription
from processors import ids
from processors.claims import Decision, Difference, Utterance, Verdict
from processors.duplicates import fingerprint
from processors.models import (
    Article,
    Figure,
    Kind,
    Mention,
    Modality,
    Outlet,
    Reading,
    Role,
    Statement,
    Topic,
)

FIGURES = (
    Figure(
        "anna-berg",
        "Anna Berg",
        ("Berg", "Анна Берг"),
        (
            Role("Secretary-General of the Northern Alliance", ("the alliance's chief",), date(2024, 10, 1)),
            Role("Foreign Minister of Halland", ("the foreign minister",), date(2019, 6, 1), date(2024, 9, 30)),
        ),
        gender="f",
    ),
    Figure(
        "tomas-lind",
        "Tomas Lind",
        ("Lind",),
        (Role("Chancellor of Marenland", ("the chancellor",), date(2025, 5, 6)),),
        gender="m",
    ),
    Figure(
        "irina-sokol",
        "Irina Sokol",
        ("Sokol", "Ірина Сокіл"),
        (Role("Foreign Minister of Veskania", ("the foreign minister",), date(2023, 2, 10)),),
        gender="f",
    ),
    Figure("paul-okoro", "Paul Okoro", ("Okoro",), (Role("Trade Commissioner", (), date(2024, 12, 1)),), gender="m"),
)
TOPICS = (
    Topic("air-defence", "Air defence", {"en": ("air defence", "batteries"), "de": ("Luftabwehr",)}),
    Topic("negotiations", "Negotiations", {"en": ("talks", "ceasefire"), "de": ("Gespräche", "Waffenruhe")}),
    Topic("budget", "Defence budget", {"en": ("billion", "spending"), "de": ("Milliarden",)}),
    Topic("trade", "Trade", {"en": ("tariffs", "quota"), "de": ("Zölle",)}),
)
OUTLETS = {
    outlet.id: outlet
    for outlet in (
        Outlet("northwire", "Northwire", "en"),
        Outlet("harbour-post", "The Harbour Post", "en", "northwire"),
        Outlet("tagesblick", "Tagesblick", "de"),
        Outlet("capital-ledger", "Capital Ledger", "en"),
        Outlet("morgenkurier", "Morgenkurier", "de"),
        Outlet("veskan-times", "The Veskan Times", "en"),
    )
}


@dataclass(frozen=True, slots=True)
class Said:
    """A statement of a written article. ``of``: the statement (by its key) that it repeats or changes."""

    key: str
    figure: str | None
    speaker: str
    words: str
    cue: str = "said"
    kind: Kind = Kind.DIRECT
    topics: tuple[str, ...] = ()
    decision: Decision = Decision.NEW
    of: str = ""
    differs: tuple[Difference, ...] = ()
    reason: str = "nothing like it in the record"
    confidence: float = 0.93
    modality: Modality = Modality.SAID
    same: float = 0.08


@dataclass(frozen=True, slots=True)
class Written:
    """An article: text with the statements in it. ``ago``: minutes before now."""

    outlet: str
    page: str
    ago: float
    title: str
    text: str
    said: tuple[Said, ...]
    story: str = ""
    revision: int = 1
    lang: str = "en"


BILLION = (
    "Anna Berg opened the meeting of defence ministers in Lundhaven with a promise. “We will provide 40 billion crowns "
    "for the alliance next year,” Berg said.\nShe added that talks on a ceasefire could only begin once the shelling "
    "of Veskan ports had stopped.\n“Nobody at this table asked for a pause,” said Irina Sokol, the foreign minister of "
    "Veskania. Harbour pilot Jon Aker said that he had counted eleven ships at anchor."
)
BILLION_CORRECTED = BILLION.replace("eleven ships", "nine ships").replace("defence ministers", "foreign ministers")

ARTICLES: tuple[Written, ...] = (
    Written(
        "northwire", "lundhaven-40", 60 * 26, "Berg pledges 40 billion crowns for alliance", BILLION,
        (
            Said("b40", "anna-berg", "Berg", "“We will provide 40 billion crowns for the alliance next year,”",
                 topics=("budget",)),
            Said("talks", "anna-berg", "She", "talks on a ceasefire could only begin once the shelling of Veskan ports "
                 "had stopped", "added", Kind.INDIRECT, ("negotiations",), confidence=0.84),
            Said("pause", "irina-sokol", "Irina Sokol", "“Nobody at this table asked for a pause,”",
                 topics=("negotiations",)),
            Said("pilot", None, "Harbour pilot Jon Aker", "he had counted eleven ships at anchor", kind=Kind.INDIRECT,
                 confidence=0.88),
        ),
    ),
    Written(
        "northwire", "lundhaven-40", 60 * 25, "Berg pledges 40 billion crowns for alliance", BILLION_CORRECTED,
        (
            Said("b40", "anna-berg", "Berg", "“We will provide 40 billion crowns for the alliance next year,”",
                 topics=("budget",)),
            Said("talks", "anna-berg", "She", "talks on a ceasefire could only begin once the shelling of Veskan ports "
                 "had stopped", "added", Kind.INDIRECT, ("negotiations",), confidence=0.84),
            Said("pause", "irina-sokol", "Irina Sokol", "“Nobody at this table asked for a pause,”",
                 topics=("negotiations",)),
            Said("pilot2", None, "Harbour pilot Jon Aker", "he had counted nine ships at anchor", kind=Kind.INDIRECT,
                 confidence=0.88),
        ),
        revision=2,
    ),
    Written(
        "harbour-post", "berg-40", 60 * 25.5, "Alliance to get 40 billion, Berg says", BILLION,
        (
            Said("b40-copy", "anna-berg", "Berg", "“We will provide 40 billion crowns for the alliance next year,”",
                 topics=("budget",), decision=Decision.REPEAT, of="b40", reason="the same words", same=0.99),
        ),
        story="northwire/lundhaven-40",
    ),
    Written(
        "tagesblick", "berg-zusage", 60 * 25, "Berg sagt dem Bündnis 40 Milliarden zu",
        "Bei dem Treffen in Lundhaven sagte Generalsekretärin Anna Berg: „Wir werden dem Bündnis im nächsten Jahr 40 "
        "Milliarden Kronen zur Verfügung stellen.“\nÜber eine Waffenruhe wollte sie noch nicht sprechen.",
        (
            Said("b40-de", "anna-berg", "Anna Berg", "„Wir werden dem Bündnis im nächsten Jahr 40 Milliarden Kronen "
                 "zur Verfügung stellen.“", "sagte", topics=("budget",), decision=Decision.REPEAT, of="b40",
                 reason="asserts the same in German", same=0.91),
        ),
        lang="de",
    ),
    Written(
        "capital-ledger", "alliance-money", 60 * 24, "What 40 billion would buy",
        "The alliance would get some 40 billion crowns next year, its secretary-general Anna Berg told ministers, "
        "without naming who would pay.",
        (
            Said("b40-led", "anna-berg", "Anna Berg", "The alliance would get some 40 billion crowns next year", "told",
                 Kind.INDIRECT, ("budget",), Decision.REPEAT, "b40", reason="asserts the same in other words",
                 same=0.83, confidence=0.81),
        ),
    ),
    Written(
        "morgenkurier", "lind-zoelle", 60 * 21, "Lind lehnt neue Zölle ab",
        "Kanzler Tomas Lind hat neue Zölle auf Stahl ausgeschlossen. „Mit mir wird es keine Zölle auf Stahl geben“, "
        "sagte Lind vor dem Wirtschaftsrat.",
        (
            Said("steel", "tomas-lind", "Lind", "„Mit mir wird es keine Zölle auf Stahl geben“", "sagte",
                 topics=("trade",)),
        ),
        lang="de",
    ),
    Written(
        "veskan-times", "sokol-batteries", 60 * 9, "Sokol: two batteries are on their way",
        "Two air defence batteries had left the port of Marenhafen on Sunday night, foreign minister Irina Sokol said. "
        "“They will be in place before the frost,” she said.\nAsked about talks, Sokol said there was nothing to "
        "negotiate “as long as missiles fall on our harbours”.",
        (
            Said("batteries", "irina-sokol", "Irina Sokol", "Two air defence batteries had left the port of Marenhafen "
                 "on Sunday night", kind=Kind.INDIRECT, topics=("air-defence",), confidence=0.86),
            Said("frost", "irina-sokol", "she", "“They will be in place before the frost,”", topics=("air-defence",)),
            Said("harbours", "irina-sokol", "Sokol", "there was nothing to negotiate “as long as missiles fall on our "
                 "harbours”", kind=Kind.MIXED, topics=("negotiations",), confidence=0.9),
        ),
    ),
    Written(
        "northwire", "okoro-quota", 60 * 4, "Commissioner wants quota instead of tariffs",
        "Trade Commissioner Paul Okoro proposed a quota on steel instead of tariffs. “A quota hurts nobody who plays "
        "fair,” Okoro said.",
        (
            Said("quota", "paul-okoro", "Okoro", "“A quota hurts nobody who plays fair,”", topics=("trade",)),
        ),
    ),
    Written(
        "northwire", "lundhaven-50", 95, "Berg raises pledge to 50 billion crowns",
        "Anna Berg has raised the alliance's pledge. “We will provide 50 billion crowns for the alliance next year,” "
        "Berg said on Tuesday after a call with the chancellor of Marenland.",
        (
            Said("b50", "anna-berg", "Berg", "“We will provide 50 billion crowns for the alliance next year,”",
                 topics=("budget",), decision=Decision.UPDATE, of="b40",
                 differs=(Difference("quantity", "40 billion crowns", "50 billion crowns"),),
                 reason="like an earlier statement, but the sum is another", same=0.31),
        ),
    ),
    Written(
        "tagesblick", "berg-50", 80, "Berg erhöht auf 50 Milliarden",
        "Anna Berg legt nach: „Wir werden dem Bündnis 50 Milliarden Kronen geben“, sagte sie in Lundhaven.",
        (
            Said("b50-de", "anna-berg", "sie", "„Wir werden dem Bündnis 50 Milliarden Kronen geben“", "sagte",
                 topics=("budget",), decision=Decision.REPEAT, of="b50", reason="asserts the same in German",
                 same=0.88),
        ),
        lang="de",
    ),
    Written(
        "capital-ledger", "lind-steel", 40, "Lind opens door to steel tariffs",
        "Three weeks before the summit the chancellor changed course. “We will have to talk about tariffs on steel, "
        "too,” Tomas Lind told the trade council.",
        (
            Said("steel-turn", "tomas-lind", "Tomas Lind", "“We will have to talk about tariffs on steel, too,”",
                 "told", topics=("trade",), decision=Decision.UPDATE, of="steel",
                 differs=(Difference("polarity", "no tariffs on steel", "talk about tariffs on steel"),),
                 reason="turns an earlier statement round", same=0.22),
        ),
    ),
    Written(
        "veskan-times", "berg-harbours", 12, "Berg: ships will sail under escort",
        "Merchant ships will leave Veskan harbours under escort from Friday, Anna Berg said in Lundhaven. “The sea is "
        "open to everyone,” she said.",
        (
            Said("escort", "anna-berg", "Anna Berg",
                 "Merchant ships will leave Veskan harbours under escort from Friday", kind=Kind.INDIRECT,
                 topics=("negotiations",), confidence=0.87),
            Said("sea", "anna-berg", "she", "“The sea is open to everyone,”", topics=("negotiations",)),
        ),
    ),
)  # fmt: skip

HOSTILE = Written(
    "capital-ledger",
    "hostile",
    3,
    "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">",
    "“<b onmouseover=alert(1)>We</b> will <script>document.title='owned'</script> answer,” Paul Okoro said.",
    (
        Said(
            "hostile",
            "paul-okoro",
            "Paul Okoro",
            "“<b onmouseover=alert(1)>We</b> will <script>document.title='owned'</script> answer,”",
            topics=("trade",),
        ),
    ),
)
"""What a feed must never be able to do: its markup is text."""


@dataclass(slots=True)
class Newsroom:
    """Writes articles into a store, as the pipeline would have. ``now``: the moment that ``ago`` counts from."""

    store: Store
    now: datetime
    utterances: dict[str, Utterance] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=lambda: {figure.id: figure for figure in FIGURES})

    async def publish(self, articles: Iterable[Written] = ARTICLES) -> None:
        """File, decide and alert, oldest first."""
        for written in sorted(articles, key=lambda one: -one.ago):
            await self._publish(written)

    async def _publish(self, written: Written) -> None:
        article = self.article(written)
        story = written.story or f"{written.outlet}/{written.page}"
        story_id = ids.article_id(f"https://{story.replace('/', '.example/')}")
        statements = [(said, _statement(article, said)) for said in written.said]
        filed = [
            FiledStatement(_id(article, said), statement, said.topics, "" if said.figure else "speaker not tracked")
            for said, statement in statements
        ]
        reading = _reading(article, self.figures)
        async with self.store.unit() as unit:
            await archive.file_article(unit, article, reading, story_id, fingerprint(article.text))
            await archive.file_statements(unit, article, filed)
            for said, statement in statements:
                if said.figure is not None and written.revision == 1:
                    await self._decide(unit, article, said, statement, story_id)

    def article(self, written: Written) -> Article:
        """The article as ingestion would have made it."""
        url = f"https://{written.outlet}.example/{written.page}"
        seen = self.now - timedelta(minutes=written.ago)
        return Article(
            id=ids.article_id(url),
            revision=written.revision,
            url=url,
            canonical_url=url,
            outlet=OUTLETS[written.outlet],
            source_id=written.outlet,
            title=written.title,
            text=written.text,
            content_hash=f"{written.revision:064d}",
            seen=seen,
            fetched=seen + timedelta(seconds=1.4),
            published=seen - timedelta(seconds=41),
            lang=written.lang,
        )

    async def _decide(self, unit: Unit, article: Article, said: Said, statement: Statement, story_id: str) -> None:
        figure = self.figures[said.figure or ""]
        utterance = self._utterance(article, said, statement, story_id)
        verdict = self._verdict(said, utterance)
        utterance = replace(utterance, claim_id=verdict.claim_id)
        self.utterances[said.key] = utterance
        decided = article.fetched + timedelta(seconds=0.6)
        await record.write(unit, utterance, None, "", verdict, decided)
        event = {"new": EventType.NEW, "update": EventType.UPDATED}.get(verdict.decision, EventType.CORROBORATED)
        occasion = Occasion(
            event=event.value,
            figure=figure,
            statement_id=utterance.id,
            statement=statement,
            utterance=utterance,
            article=article,
            claim=await record.claim(unit, verdict.claim_id),
            verdict=verdict,
            topics=said.topics,
            context=next((p for p in article.text.split("\n") if statement.text in p), article.text),
            decided=decided,
        )
        await alert_store.raise_alerts(unit, occasion, decided)

    def _utterance(self, article: Article, said: Said, statement: Statement, story_id: str) -> Utterance:
        return Utterance(
            id=_id(article, said),
            figure_id=said.figure or "",
            text=statement.text,
            time=article.published or article.seen,
            lang=article.lang,
            kind=statement.kind,
            modality=statement.modality,
            outlet_id=article.outlet.id,
            outlet_name=article.outlet.name,
            article_id=article.id,
            article_url=article.url,
            story_id=story_id,
        )

    def _verdict(self, said: Said, utterance: Utterance) -> Verdict:
        earlier = self.utterances.get(said.of)
        own = ids.claim_id(utterance.figure_id, utterance.id)
        return Verdict(
            decision=said.decision,
            claim_id=earlier.claim_id if earlier and said.decision is Decision.REPEAT else own,
            probability=0.94,
            same=said.same,
            reason=said.reason,
            rule="classifier" if said.of else "nothing near",
            threshold=0.62,
            closest=earlier,
            differs=said.differs,
            updates=earlier.claim_id if earlier and said.decision is Decision.UPDATE else None,
        )


def _id(article: Article, said: Said) -> str:
    return ids.statement_id(article.id, said.figure or said.speaker, said.words)


def _statement(article: Article, said: Said) -> Statement:
    start = article.text.index(said.words)
    cue = re.search(rf"\b{re.escape(said.cue)}\b", article.text[start:]) or re.search(said.cue, article.text)
    speaker = _nearest(article.text, said.speaker, start)
    offset = start if cue and re.search(rf"\b{re.escape(said.cue)}\b", article.text[start:]) else 0
    return Statement(
        start=start,
        end=start + len(said.words),
        spans=((start, start + len(said.words)),),
        text=said.words,
        kind=said.kind,
        confidence=said.confidence,
        rule="quote-then-cue" if said.kind is Kind.DIRECT else "clause after cue",
        speaker=said.speaker,
        speaker_span=speaker,
        figure_id=said.figure,
        cue=said.cue,
        cue_span=(offset + cue.start(), offset + cue.end()) if cue else None,
        modality=said.modality,
        lang=article.lang,
        reasons=(f"“{said.speaker}” stands beside the cue “{said.cue}”",),
    )


def _nearest(text: str, name: str, to: int) -> tuple[int, int] | None:
    places = [found.start() for found in re.finditer(re.escape(name), text)]
    if not places:
        return None
    place = min(places, key=lambda at: abs(at - to))
    return place, place + len(name)


def _reading(article: Article, figures: dict[str, Figure]) -> Reading:
    mentions = [
        Mention(figure.id, found.start(), found.end(), found.group(), "name")
        for figure in figures.values()
        for found in re.finditer(re.escape(figure.name), article.text)
    ]
    return Reading(named=tuple({mention.figure_id for mention in mentions}), mentions=tuple(mentions))


async def subscribe(
    store: Store, sealer: Sealer, now: datetime, url: str, secret: str, tenant: str = "default"
) -> tuple[Subscription, Endpoint]:
    """A subscription of a newsroom to Anna Berg, with its endpoint."""
    spec = SubscriptionSpec(
        id="berg-budget", name="Berg on money and talks", tenant=tenant, figures=("anna-berg",), endpoints=("desk",)
    )
    endpoint = EndpointSpec(id="desk", name="Foreign desk", url=url, secret=secret, tenant=tenant).endpoint("desk")
    subscription = replace(spec.subscription({}), topics=Choice())
    async with store.unit() as unit:
        await accounts.add_tenant(unit, tenant, "The Daily Example", now)
        await put_endpoint(unit, endpoint, sealer, "api", now)
        await put_subscription(unit, spec, subscription, "api", now)
    return subscription, endpoint
