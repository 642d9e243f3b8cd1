"""Direct and mixed quotes in languages without a lexicon, and the folders that carry them."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

import processors
from processors import languages
from processors.detection import detect
from processors.languages import available, load
from processors.mentions import find
from processors.models import Figure, Kind, Statement
from processors.statements import extract
from processors.surroundings import surroundings

DAY = date(2025, 6, 1)
FOLDERS = Path(processors.__file__).parent / "languages"
JOBS = """abbreviations complementisers months weekdays times honorifics negations former deputies determiners
    prepositions conjunctions auxiliaries adverbs titles""".split()  # noqa: SIM905


def read(lang: str, text: str, figures: tuple[Figure, ...]) -> list[Statement]:
    return list(extract(text, lang=lang, day=DAY, mentions=find(text, figures, DAY, lang)))


@pytest.mark.parametrize(
    ("lang", "text", "figure_id", "content"),
    [
        (
            "de",
            "„Wir bleiben dabei“, sagte NATO-Generalsekretär Mark Rutte am Montag.",
            "mark-rutte",
            "„Wir bleiben dabei“",
        ),
        ("de", "Rutte sagte in Berlin: „Das reicht nicht.“", "mark-rutte", "„Das reicht nicht.“"),
        ("de", "„Das reicht nicht“, so der NATO-Generalsekretär.", "mark-rutte", "„Das reicht nicht“"),
        (
            "de",
            "Laut Selenskyj ist das „kein Plan, sondern ein Wunsch“.",
            "volodymyr-zelensky",
            "ist das „kein Plan, sondern ein Wunsch“",
        ),
        (
            "de",
            "Am Freitag hat Merz erklärt, Berlin werde „jeden Monat“ liefern.",
            "friedrich-merz",
            "Berlin werde „jeden Monat“ liefern",
        ),
        ("de", "Selenskyj: „Wir brauchen mehr Luftabwehr.“", "volodymyr-zelensky", "„Wir brauchen mehr Luftabwehr.“"),
        (
            "fr",
            "« Nous tiendrons », a déclaré lundi le secrétaire général de l'Otan, Mark Rutte.",
            "mark-rutte",
            "« Nous tiendrons »",
        ),
        ("fr", "Emmanuel Macron a prévenu : « Le temps presse. »", "emmanuel-macron", "« Le temps presse. »"),
        (
            "fr",
            "Selon M. Macron, c'est « une question de semaines ».",
            "emmanuel-macron",
            "c'est « une question de semaines »",
        ),
        ("uk", "«Ми не відступимо», – заявив генсек НАТО Марк Рютте у Брюсселі.", "mark-rutte", "«Ми не відступимо»"),
        ("uk", "Зеленський наголосив: «Нам потрібні гарантії».", "volodymyr-zelensky", "«Нам потрібні гарантії»"),
        ("uk", "За словами Рютте, рішення «вже ухвалене».", "mark-rutte", "рішення «вже ухвалене»"),
        ("ru", "«Мы готовы», — сказал Путин журналистам.", "vladimir-putin", "«Мы готовы»"),
        ("ru", "По словам генсека НАТО, альянс «не уступит».", "mark-rutte", "альянс «не уступит»"),
        (
            "ru",
            "Рютте сказал, что союзники «будут делать намного больше».",
            "mark-rutte",
            "союзники «будут делать намного больше»",
        ),
    ],
)
def test_who_said_what(lang: str, text: str, figure_id: str, content: str, figures: tuple[Figure, ...]) -> None:
    (statement,) = read(lang, text, figures)
    assert (statement.figure_id, statement.text) == (figure_id, content)


@pytest.mark.parametrize(
    ("lang", "text", "figure_id", "content"),
    [
        ("de", "Das Bündnis brauche mehr Zeit, sagte Rutte am Montag.", "mark-rutte", "Das Bündnis brauche mehr Zeit"),
        ("de", "Laut Selenskyj beginnt die Reise im Juli.", "volodymyr-zelensky", "beginnt die Reise im Juli"),
        ("fr", "Selon Mark Rutte, la décision sera prise en juin.", "mark-rutte", "la décision sera prise en juin"),
        ("uk", "Рютте заявив, що Альянс не зміниться.", "mark-rutte", "Альянс не зміниться"),
        ("ru", "Как сообщил Песков, встреча пройдёт летом.", "dmitry-peskov", "встреча пройдёт летом"),
    ],
)
def test_reported_speech_of_figures(
    lang: str, text: str, figure_id: str, content: str, figures: tuple[Figure, ...]
) -> None:
    (statement,) = read(lang, text, figures)
    assert (statement.figure_id, statement.text, statement.kind) == (figure_id, content, Kind.INDIRECT)


def test_reported_speech_of_others_is_left(figures: tuple[Figure, ...]) -> None:
    assert read("de", "Der Minister sagte, die Straße bleibe gesperrt.", figures) == []


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("de", "Ruttes Sprecherin sagte: „Der Termin steht.“"),
        ("de", "„Der Termin steht“, sagte ein Berater von Selenskyj."),
        ("fr", "« C'est fixé », a déclaré le porte-parole de M. Macron."),
        ("uk", "«Зустріч відбудеться», – сказав речник Зеленського."),
        ("ru", "«Встреча состоится», — сказал помощник Путина."),
        ("de", "Der Film „Rutte und die Tulpen“ läuft im Kino."),
    ],
)
def test_somebody_else_speaks(lang: str, text: str, figures: tuple[Figure, ...]) -> None:
    assert all(one.figure_id is None for one in read(lang, text, figures))


def test_a_pronoun_goes_on_with_the_speaker(figures: tuple[Figure, ...]) -> None:
    first, second = read("fr", "« Oui », a répondu Emmanuel Macron. « Et tout de suite », a-t-il ajouté.", figures)
    assert (first.figure_id, second.figure_id) == ("emmanuel-macron", "emmanuel-macron")
    assert second.confidence < first.confidence


def test_there_are_five_languages() -> None:
    assert set(available()) == {"de", "en", "fr", "ru", "uk"}


@pytest.mark.parametrize("code", available())
def test_every_folder_is_complete(code: str) -> None:
    """What ``docs/adding-a-language.md`` asks for."""
    for name in ("language.toml", "cues.toml", "mentions.toml", "notices.toml", "profile.toml"):
        assert tomllib.loads((FOLDERS / code / name).read_text(encoding="utf-8")), name
    language = load(code)
    assert language.code == code
    assert len(language.verbs) >= 100
    frames = {frame for cues in language.verbs.values() for cue in cues for frame in cue.frames}
    assert {frame for frame in frames if f"``{frame}``" not in (languages.__doc__ or "")} == set()
    assert language.phrases.get("before")
    assert language.pronouns.get("male")
    assert language.pronouns.get("female")
    assert language.roles.get("people")
    assert language.roles.get("bodies")
    missing = [job for job in JOBS if not language.of(job)]
    assert missing == [] or language.lexicon
    words = surroundings(code)
    assert words.former
    assert words.spokespeople
    assert words.heads
    assert words.links


@pytest.mark.parametrize("code", available())
def test_a_language_knows_itself_by_its_cues(code: str) -> None:
    """Each folder's little words tell it from all others."""
    words = (FOLDERS / code / "profile.toml").read_text(encoding="utf-8")
    assert detect(" ".join(tomllib.loads(words)["words"].split())).lang == code
