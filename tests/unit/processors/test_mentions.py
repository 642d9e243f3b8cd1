"""A mention means the figure: on that day, in that office, and nobody who only shares a name or a house."""

from __future__ import annotations

from datetime import date

import pytest

from processors.mentions import find
from processors.models import Figure, Role

DAY = date(2025, 3, 4)


def named(text: str, figures: tuple[Figure, ...], lang: str = "en", day: date = DAY) -> list[tuple[str, str]]:
    return [(one.surface, one.figure_id) for one in find(text, figures, day, lang)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NATO Secretary General Mark Rutte said so.", [("Mark Rutte", "mark-rutte")]),
        ("NATO’s chief, Mark Rutte, said so.", [("NATO’s chief", "mark-rutte"), ("Mark Rutte", "mark-rutte")]),
        ("On Wednesday Rutte said so.", [("Rutte", "mark-rutte")]),
        ("The NATO boss said so.", [("NATO boss", "mark-rutte")]),
        ("Rutte's speech was long.", [("Rutte", "mark-rutte")]),
        ("President Donald J. Trump said", [("Donald J. Trump", "donald-trump")]),
        ("It was up to von der Leyen.", [("von der Leyen", "ursula-von-der-leyen")]),
        ("former US President Trump said", [("Trump", "donald-trump")]),
        ("Rutte Warns Allies Over Spending", [("Rutte", "mark-rutte")]),
        ("Kremlin spokesman Dmitry Peskov said", [("Dmitry Peskov", "dmitry-peskov")]),
        ("Putin’s spokesman said", [("Putin’s spokesman", "dmitry-peskov")]),
    ],
)
def test_the_figure(figures: tuple[Figure, ...], text: str, expected: list[tuple[str, str]]) -> None:
    assert named(text, figures) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Rutte's spokesman said so.",
        "Rutte's long-time chief adviser said so.",
        "A spokesman for Rutte said so.",
        "a spokeswoman for NATO Secretary General Mark Rutte said",
        "The Rutte government fell.",
        "Trump administration officials said",
        "Zelensky adviser Mykhailo Podolyak said",
        "an aide to Zelensky said",
        "A NATO official said so.",
        "Prime Minister Dick Schoof said so.",
        "Dutch Prime Minister Dick Schoof said so.",
        "The former NATO chief said so.",
        "the then-NATO secretary general said",
        "the NATO chief at the time said",
        "the next NATO secretary general",
        "NATO Deputy Secretary General said",
        "the deputy NATO chief said",
        "the post of NATO secretary general is open",
        "Melania Trump said so. Trump smiled.",
        "Donald Trump Jr. said so.",
        "NATO chiefs met in Brussels.",
        "NATO chief Javier Solana said",
    ],
)
def test_somebody_else(figures: tuple[Figure, ...], text: str) -> None:
    assert named(text, figures) == []


def test_a_former_holder_keeps_the_title_beside_the_name(figures: tuple[Figure, ...]) -> None:
    text = "Former NATO Secretary General Jens Stoltenberg warned of it. The NATO chief agreed."
    assert named(text, figures) == [("Jens Stoltenberg", "jens-stoltenberg"), ("NATO chief", "mark-rutte")]


def test_a_role_goes_to_its_holder_on_the_day(figures: tuple[Figure, ...]) -> None:
    assert named("The NATO chief said", figures, day=date(2024, 9, 30)) == [("NATO chief", "jens-stoltenberg")]
    assert named("The NATO chief said", figures, day=date(2024, 10, 1)) == [("NATO chief", "mark-rutte")]
    assert named("The US president said", figures, day=date(2025, 1, 20)) == [("US president", "donald-trump")]
    assert named("The Dutch prime minister said", figures, day=date(2024, 7, 2)) == [
        ("Dutch prime minister", "mark-rutte")
    ]
    assert named("The Dutch prime minister said", figures) == []


def test_a_bare_title_points_back_to_its_holder(figures: tuple[Figure, ...]) -> None:
    text = "NATO Secretary General Mark Rutte spoke. The secretary general left."
    assert named(text, figures)[1:] == [("secretary general", "mark-rutte")]
    assert named("The secretary general left.", figures) == []


def test_a_bare_title_may_have_its_holder_right_behind_it(figures: tuple[Figure, ...]) -> None:
    assert named("The chancellor, Friedrich Merz, left.", figures, day=date(2025, 6, 1))[0] == (
        "chancellor",
        "friedrich-merz",
    )


def test_a_bare_title_is_not_given_past_a_stranger_who_bears_it(figures: tuple[Figure, ...]) -> None:
    text = "Donald Tusk met Latvian Prime Minister Evika Siliņa. The prime minister said no."
    assert named(text, figures) == [("Donald Tusk", "donald-tusk")]


def test_a_surname_shared_by_two_figures_goes_to_the_one_named() -> None:
    pair = (Figure("jane-doe", "Jane Doe"), Figure("john-doe", "John Doe"))
    assert named("John Doe spoke. Doe left.", pair) == [("John Doe", "john-doe"), ("Doe", "john-doe")]
    assert named("Doe left.", pair) == []


def test_an_unlisted_surname_needs_the_full_name() -> None:
    figure = (Figure("ann-day", "Ann Day"),)
    assert named("Independence Day was quiet.", figure) == []
    assert named("Ann Day spoke. Day left.", figure) == [("Ann Day", "ann-day"), ("Day", "ann-day")]


def test_a_role_defined_in_place_counts_only_on_its_days() -> None:
    office = Role("Governor of the Bank", ("the Bank's governor",), date(2024, 3, 1), date(2025, 10, 6))
    figure = (Figure("jane-doe", "Jane Doe", ("Doe",), (office,)),)
    assert named("The Bank’s governor said", figure) == [("Bank’s governor", "jane-doe")]
    assert named("The Bank’s governor said", figure, day=date(2025, 10, 7)) == []


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("de", "NATO-Generalsekretär Mark Rutte sagte.", [("Mark Rutte", "mark-rutte")]),
        ("de", "Ruttes Rede dauerte lange.", [("Rutte", "mark-rutte")]),
        ("de", "des ukrainischen Präsidenten", [("ukrainischen Präsidenten", "volodymyr-zelensky")]),
        ("fr", "Le secrétaire général de l’Otan a parlé.", [("secrétaire général de l’Otan", "mark-rutte")]),
        ("uk", "Про це сказав генсек НАТО Марк Рютте.", [("Марк Рютте", "mark-rutte")]),
        ("uk", "Він зустрівся із Зеленським.", [("Зеленським", "volodymyr-zelensky")]),
        ("ru", "По словам генсека НАТО,", [("генсека НАТО", "mark-rutte")]),
        ("ru", "встреча с Путиным", [("Путиным", "vladimir-putin")]),
    ],
)
def test_other_languages(figures: tuple[Figure, ...], lang: str, text: str, expected: list[tuple[str, str]]) -> None:
    assert named(text, figures, lang) == expected


def test_offsets_are_true_through_invisible_characters(figures: tuple[Figure, ...]) -> None:
    text = "“Now,” said Volo\u00addymyr\u00a0Zelens\u200bky; Putin’s reply…"
    for mention in find(text, figures, DAY, "en"):
        assert text[mention.start : mention.end] == mention.surface
    assert [one.figure_id for one in find(text, figures, DAY, "en")] == ["volodymyr-zelensky", "vladimir-putin"]
