"""An invented newsroom's world: figures, topics, outlets, and articles with what is said in them, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from processors.claims import Decision, Difference
from processors.models import Figure, Kind, Modality, Outlet, Role, Topic

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
